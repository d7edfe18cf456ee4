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

    /// - Parameters:
    ///   - address: `http://127.0.0.1:49152`.
    ///   - timeout: how long to wait for the server at most, each time it says nothing.
    public init(_ address: URL, timeout: Duration = .seconds(60)) {
        (self.address, self.timeout) = (address, timeout)
    }

    /// Gets what is at a path.
    ///
    /// - Throws: a `ServerError` if there is no answer, or none that can be understood.
    public func get(_ path: String) throws -> (status: Int, body: String) {
        try ask("GET", path, fields: "", body: "")
    }

    /// Posts JSON to a path.
    ///
    /// - Throws: a `ServerError` if there is no answer, or none that can be understood.
    public func post(_ path: String, json: String) throws -> (status: Int, body: String) {
        let fields = "Content-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n"
        return try ask("POST", path, fields: fields, body: json)
    }

    private func ask(_ method: String, _ path: String, fields: String, body: String) throws -> (Int, String) {
        guard path.hasPrefix("/"), path.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw ServerError("expected a path like /home")
        }
        let host = "\(address.host() ?? ""):\(address.port ?? 80)"
        let request = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\(fields)\r\n\(body)"
        let answer = try exchange(request)
        guard let end = answer.firstRange(of: "\r\n\r\n"),
            let line = answer.prefixMatch(of: /HTTP\/1\.[01] ([1-5][0-9][0-9])\b/), let status = Int(line.1),
            let length = answer[..<end.lowerBound].firstMatch(of: /(?i)\r\ncontent-length: *([0-9]+)/),
            Int(length.1) == answer[end.upperBound...].utf8.count
        else { throw ServerError("\(address): expected a whole answer in HTTP/1.1") }
        return (status, String(answer[end.upperBound...]))
    }

    /// Sends a request as it is written, lines ending with CR and LF, and returns the whole answer as it came.
    ///
    /// The request has to ask for `Connection: close`: the answer is all that arrives before the server closes.
    ///
    /// - Throws: a `ServerError` if there is no answer.
    public func exchange(_ request: String) throws -> String {
        guard let host = address.host(), let port = address.port, address.scheme == "http" else {
            throw ServerError("expected an address like http://127.0.0.1:8080, found \(address)")
        }
        let socket = try connect(host.trimmingCharacters(in: ["[", "]"]), port)
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

    private func connect(_ host: String, _ port: Int) throws(ServerError) -> Int32 {
        try Socket.withAddress(host: host, port: port) { family, address, length throws(ServerError) in
            let socket = Foundation.socket(family, Socket.stream, 0)
            guard socket >= 0, Foundation.connect(socket, address, length) == 0, Socket.prepare(socket) else {
                let error = ServerError.system("\(self.address)")
                if socket >= 0 { close(socket) }
                throw error
            }
            return socket
        }
    }

    private func wait(_ socket: Int32, _ event: Int32) throws(ServerError) {
        guard Socket.wait(socket, event, until: .now + timeout) else {
            throw ServerError("\(address): no answer within \(timeout)")
        }
    }
}
