/// Knows the paths, and what each of them answers.
struct Router: Sendable {
    /// What is to be done for a request once its body is there.
    enum Route: Equatable {
        /// The answer is known already.
        case fixed(Response)
        case predict
    }

    private static let readMethods = "GET, HEAD"

    private let fixed: [String: Response]

    init(_ service: PredictionService) {
        // The page's own styles and scripts, its own requests, nothing from or to anywhere else.
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
            + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        fixed = [
            "/": Response(
                "text/html; charset=utf-8", Array(service.page.utf8),
                fields: "Content-Security-Policy: \(policy)\r\nReferrer-Policy: no-referrer\r\n"),
            "/home": Response("text/plain; charset=utf-8", Array(service.description.utf8)),
            "/examples": .json(service.examplesAsJSON),
        ]
    }

    /// What a request asks for, by all that is known before its body.
    ///
    /// - Throws: a `Refusal`: 404, 405, 411 or 415.
    func route(_ head: RequestHead) throws(Refusal) -> Route {
        if let response = fixed[head.path] {
            try check(head, methods: Self.readMethods)
            return .fixed(response)
        }
        switch head.path {
        case "/predict":
            try check(head, methods: "POST")
            guard head.framing != .none else {
                throw Refusal(.lengthRequired, "expected a body with Content-Length or in chunks, found neither")
            }
            // A page from elsewhere can't ask for this type without asking first, and that is refused.
            guard head.mediaType == "application/json" else {
                let found = head.mediaType.map { quoted($0.utf8) } ?? "none"
                throw Refusal(.unsupportedMediaType, "Content-Type: expected application/json, found \(found)")
            }
            return .predict
        case let path where !path.hasPrefix("/"):
            // The server as a whole, or a tunnel through it.
            throw Refusal(
                .methodNotAllowed, "expected GET, HEAD or POST, found \(quoted(head.method.utf8))",
                allowedMethods: Self.readMethods + ", POST")
        case let path:
            let known = "/, /home, /examples or /predict"
            throw Refusal(.notFound, "expected one of the paths \(known), found \(quoted(path.utf8))")
        }
    }

    private func check(_ head: RequestHead, methods: String) throws(Refusal) {
        guard methods.split(separator: ", ").contains(Substring(head.method)) else {
            throw Refusal(
                .methodNotAllowed,
                "\(head.path): expected \(methods.replacing(", ", with: " or ")), "
                    + "found \(quoted(head.method.utf8))", allowedMethods: methods)
        }
    }
}
