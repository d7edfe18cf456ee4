import Foundation

/// Asks a server, as any other program would.
///
///     let client = HTTPClient(server.address)
///     try client.get("/home").body
///
/// Each request has a connection of its own, and blocks until it is answered.
public struct HTTPClient: Sendable {
    private let address: URL
    private let timeout: Duration

    /// A client of one server. Nothing is sent yet.
    ///
    /// - Parameters:
    ///   - address: `http://127.0.0.1:49152`.
    ///   - timeout: how long to wait for the server at most, each time it says nothing.
    public init(_ address: URL, timeout: Duration = .seconds(60)) {
        (self.address, self.timeout) = (address, timeout)
    }

    /// Gets what is at a path.
    ///
    /// - Parameter path: the path, such as `/home`, in printable ASCII without spaces.
    /// - Returns: the status, 200 or another, and what follows the header.
    /// - Throws: a `ServerError` if `path` is no path, or there is no answer, or none that can be understood.
    public func get(_ path: String) throws -> (status: Int, body: String) {
        try ask("GET", path, fields: "", body: "")
    }

    /// Posts JSON to a path.
    ///
    /// - Parameters:
    ///   - path: the path, such as `/predict`, in printable ASCII without spaces.
    ///   - json: the body, which is sent as it is.
    /// - Returns: the status, 200 or another, and what follows the header.
    /// - Throws: a `ServerError` if `path` is no path, or there is no answer, or none that can be understood.
    public func post(_ path: String, json: String) throws -> (status: Int, body: String) {
        let fields = "Content-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n"
        return try ask("POST", path, fields: fields, body: json)
    }

    private func ask(_ method: String, _ path: String, fields: String, body: String) throws -> (Int, String) {
        guard path.hasPrefix("/"), path.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw ServerError("expected a path like /home")
        }
        // An address of IPv6 has colons itself, and stands in brackets (RFC 3986, 3.2.2).
        let name = hostName.contains(":") ? "[\(hostName)]" : hostName
        let request =
            "\(method) \(path) HTTP/1.1\r\nHost: \(name):\(address.port ?? 80)\r\nConnection: close\r\n\(fields)\r\n\(body)"
        let answer = try exchange(request)
        guard let end = answer.firstRange(of: "\r\n\r\n"),
            let line = answer.prefixMatch(of: /HTTP\/1\.[01] ([1-5][0-9][0-9])\b/), let status = Int(line.1),
            let length = answer[..<end.lowerBound].firstMatch(of: /(?i)\r\ncontent-length: *([0-9]+)/),
            Int(length.1) == answer[end.upperBound...].utf8.count
        else { throw ServerError("\(address): expected a whole answer in HTTP/1.1") }
        return (status, String(answer[end.upperBound...]))
    }

    /// Sends a request as it is written.
    ///
    /// The request has to ask for `Connection: close`: the answer is all that arrives before the server closes.
    ///
    /// - Parameter request: the request line, the header and the body; lines end with CR and LF.
    /// - Returns: the whole answer as it came, header and body.
    /// - Throws: a `ServerError` if the server can't be reached, or says nothing for as long as `timeout`.
    public func exchange(_ request: String) throws -> String {
        guard !hostName.isEmpty, let port = address.port, address.scheme == "http" else {
            throw ServerError("expected an address like http://127.0.0.1:8080, found \(address)")
        }
        let socket = try connect(hostName, port)
        defer { close(socket) }
        var bytes = Array(request.utf8)[...]
        while !bytes.isEmpty {
            switch Socket.send(socket, bytes) {
            case .bytes(let count): bytes = bytes.dropFirst(count)
            case .wait: try wait(socket, Int32(POLLOUT))
            // The server may have refused the rest already, and its answer says why.
            case .failed: bytes = []
            }
        }
        var answer: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            switch Socket.receive(socket, into: buffer) {
            case .bytes(0): return String(decoding: answer, as: UTF8.self)
            case .bytes(let count): answer += UnsafeRawBufferPointer(rebasing: buffer[..<count])
            case .wait: try wait(socket, Int32(POLLIN))
            case .failed(let number): throw ServerError.system("\(address)", number)
            }
        }
    }

    private var hostName: String { (address.host() ?? "").trimmingCharacters(in: ["[", "]"]) }

    private func connect(_ host: String, _ port: Int) throws(ServerError) -> Int32 {
        try Socket.withAddress(host: host, port: port) { family, address, length throws(ServerError) in
            let socket = Foundation.socket(family, Socket.stream, 0)
            guard socket >= 0 else { throw ServerError.system("\(self.address)") }
            do throws(ServerError) {
                // A socket that blocks would wait for a host that is silent as long as the system likes, two minutes.
                _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
                if Foundation.connect(socket, address, length) != 0 {
                    guard errno == EINPROGRESS else { throw ServerError.system("\(self.address)") }
                    try wait(socket, Int32(POLLOUT))
                    let number = Socket.error(of: socket)
                    guard number == 0 else { throw ServerError.system("\(self.address)", number) }
                }
                guard Socket.prepare(socket) else { throw ServerError.system("\(self.address)") }
                return socket
            } catch {
                close(socket)
                throw error
            }
        }
    }

    private func wait(_ socket: Int32, _ event: Int32) throws(ServerError) {
        guard Socket.wait(socket, event, until: .now + timeout) else {
            throw ServerError("\(address): no answer within \(timeout)")
        }
    }
}
