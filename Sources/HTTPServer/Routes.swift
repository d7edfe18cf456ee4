/// What a route is asked.
public struct Request: Sendable {
    /// `GET`
    public let method: String
    /// The path without the query; nothing in it is decoded.
    public let path: String
    /// What a POST brings; empty for other methods.
    public let body: [UInt8]
}

/// What answers a method at a path.
struct Route {
    /// The media type that a body must have; nil for a method without one.
    let mediaType: String?
    let answer: @Sendable (Request) throws -> Response
}

/// The routes of a server.
struct Routes {
    /// By path and method.
    private var routes: [String: [String: Route]] = [:]

    /// The methods of RFC 9110, section 9, and RFC 5789. The rest are unknown.
    private static let methods: Set = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
    ]

    /// Adds a route, in place of one that was there.
    mutating func add(_ route: Route, for methods: [String], at path: String) {
        for method in methods { routes[path, default: [:]][method] = route }
    }

    /// The route for a request, by all that is known before its body.
    ///
    /// - Throws: a `Refusal` with 404, 405, 411, 415 or 501.
    func route(for head: RequestHead) throws(Refusal) -> Route {
        let here = routes[head.path]
        if let route = here?[head.method] {
            guard let mediaType = route.mediaType else { return route }
            guard head.framing != .none else {
                throw Refusal(411, "expected a body with Content-Length or in chunks, found neither")
            }
            guard head.mediaType == mediaType else { throw Refusal(415, "Content-Type: expected \(mediaType)") }
            return route
        }
        guard Self.methods.contains(head.method) else { throw Refusal(501, "the method is unknown") }
        guard here != nil || !head.path.hasPrefix("/") else {
            throw Refusal(404, "expected one of the paths \(routes.keys.sorted().joined(separator: ", "))")
        }
        // `*` and `host:port` mean the whole server.
        let allowed = Set((here.map { [$0] } ?? Array(routes.values)).flatMap(\.keys)).sorted().joined(separator: ", ")
        throw Refusal(405, "the method: expected one of \(allowed)", fields: ["Allow: \(allowed)"])
    }
}
