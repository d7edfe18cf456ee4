import Foundation
import Numerics

/// Asks a `PredictionServer`, as any other program would.
///
///     let client = PredictionClient(server.address)
///     try client.get("/home").body            // what it is
///     try client.predict(pixels: [digit])     // 1 × 10
///
/// Each request has a connection of its own, and blocks until it is answered.
public struct PredictionClient: Sendable {
    private let address: URL
    private let timeout: Duration
    /// More than an answer to 8 MB of images has.
    private static let longestAnswer = 64 * 1024 * 1024

    /// - Parameters:
    ///   - address: `http://127.0.0.1:49152`.
    ///   - timeout: how long a request may take with its answer.
    public init(_ address: URL, timeout: Duration = .seconds(60)) {
        self.address = address
        self.timeout = timeout
    }

    /// Gets what is at a path.
    ///
    /// - Throws: a `ServerError` if there is no answer, or none that can be understood.
    public func get(_ path: String) throws -> (status: Int, body: String) {
        let answer = try ask("GET", path, body: nil)
        return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }

    /// Posts JSON to a path.
    ///
    /// - Throws: a `ServerError` if there is no answer, or none that can be understood.
    public func post(_ path: String, json: String) throws -> (status: Int, body: String) {
        let answer = try ask("POST", path, body: Array(json.utf8))
        return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }

    /// Sends a request as it is written, lines ending with CR and LF, and gives back the whole answer as it came.
    ///
    /// What is to be seen is how the two talk. The request has to ask for `Connection: close`, or the answer is there
    /// only when the server has grown tired of waiting for the next.
    ///
    /// - Throws: a `ServerError` if there is no answer.
    public func exchange(_ request: String) throws -> String {
        String(decoding: try exchange(Array(request.utf8)[...]), as: UTF8.self)
    }

    /// The probabilities for some images, an image a row.
    ///
    /// - Parameter pixels: the 784 pixels of each image, from 0 to 255.
    /// - Throws: a `ServerError` if there is no answer, or no probabilities: then it says what the server says.
    public func predict(pixels rows: [[Int]]) throws -> Matrix {
        let answer = try ask("POST", "/predict", body: Array("{\"input\": \(rows)}".utf8))
        let decoder = JSONDecoder()
        guard answer.status == 200 else {
            let error = try? decoder.decode([String: String].self, from: Data(answer.body))["error"]
            throw ServerError("status \(answer.status): \(error ?? quoted(answer.body))")
        }
        guard let result = try? decoder.decode([[Double]].self, from: Data(answer.body)),
            result.count == rows.count, result.allSatisfy({ $0.count == result.first?.count })
        else { throw ServerError("expected a list of probabilities for each image, found \(quoted(answer.body))") }
        return Matrix(rows: result)
    }

    // MARK: The protocol

    private struct Answer {
        let status: Int
        let body: ArraySlice<UInt8>
    }

    private func ask(_ method: String, _ path: String, body: [UInt8]?) throws(ServerError) -> Answer {
        let (host, port) = try place()
        guard path.hasPrefix("/"), path.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw ServerError("expected a path like /home, found \(quoted(path.utf8))")
        }
        let name = host.contains(":") ? "[\(host)]" : host
        var request = Array("\(method) \(path) HTTP/1.1\r\nHost: \(name):\(port)\r\nConnection: close\r\n".utf8)
        if let body { request += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n".utf8 }
        request += "\r\n".utf8
        request += body ?? []
        return try Self.answer(from: try exchange(request[...]))
    }

    private func place() throws(ServerError) -> (host: String, port: Int) {
        guard let host = address.host(), let port = address.port, address.scheme == "http" else {
            throw ServerError("expected an address like http://127.0.0.1:8080, found \(address)")
        }
        return (host, port)
    }

    private func exchange(_ request: ArraySlice<UInt8>) throws(ServerError) -> [UInt8] {
        let (host, port) = try place()
        let deadline = ContinuousClock.now + timeout
        let socket = try connect(host, port, deadline)
        defer { close(socket) }
        try send(request, to: socket, deadline)
        return try receive(from: socket, deadline)
    }

    private func connect(
        _ host: String, _ port: Int, _ deadline: ContinuousClock.Instant
    ) throws(ServerError) -> Int32 {
        try SocketAddress.first(host: host, port: port) { family, address, length throws(ServerError) in
            let socket = try Socket.open(family: family)
            do throws(ServerError) {
                guard Socket.prepare(socket) else { throw ServerError.system("\(self.address)") }
                if Foundation.connect(socket, address, length) != 0 {
                    guard errno == EINPROGRESS || errno == EINTR else { throw ServerError.system("\(self.address)") }
                    try wait(for: socket, POLLOUT, deadline)
                    var (number, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
                    getsockopt(socket, SOL_SOCKET, SO_ERROR, &number, &size)
                    if number != 0 { throw ServerError.system("\(self.address)", number) }
                }
            } catch {
                close(socket)
                throw error
            }
            return socket
        }
    }

    private func wait(
        for socket: Int32, _ event: some BinaryInteger, _ deadline: ContinuousClock.Instant
    ) throws(ServerError) {
        var sockets = [pollfd(fd: socket, events: Int16(event), revents: 0)]
        while sockets[0].revents == 0 {
            let left = deadline - .now
            guard left > .zero else {
                throw ServerError("\(address): no answer within \(plain(timeout / .seconds(1))) seconds")
            }
            Socket.wait(&sockets, left)
        }
    }

    private func send(
        _ bytes: ArraySlice<UInt8>, to socket: Int32, _ deadline: ContinuousClock.Instant
    ) throws(ServerError) {
        var bytes = bytes
        while !bytes.isEmpty {
            switch Socket.send(socket, bytes) {
            case .bytes(let count): bytes = bytes.dropFirst(count)
            case .wait: try wait(for: socket, POLLOUT, deadline)
            // The server may have refused the rest already, and its answer says why.
            case .failed: return
            }
        }
    }

    /// All that the server sends until it closes the connection.
    private func receive(from socket: Int32, _ deadline: ContinuousClock.Instant) throws(ServerError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        var bytes: [UInt8] = []
        while true {
            switch Socket.receive(socket, into: buffer) {
            case .bytes(0): return bytes
            case .bytes(let count):
                bytes += UnsafeRawBufferPointer(rebasing: buffer[..<count])
                if bytes.count > Self.longestAnswer { throw ServerError("\(address): an answer that has no end") }
            case .wait: try wait(for: socket, POLLIN, deadline)
            case .failed(let number): throw ServerError.system("\(address)", number)
            }
        }
    }

    /// Takes an answer apart: a first line, header fields, and as many bytes as `Content-Length` says.
    private static func answer(from bytes: [UInt8]) throws(ServerError) -> Answer {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw ServerError("expected an answer in HTTP, found \(bytes.isEmpty ? "none" : quoted(bytes))")
        }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        guard let line = lines.first, line.wholeMatch(of: /HTTP\/1\.[01] [1-5][0-9][0-9] .*/) != nil,
            let status = Int(line.dropFirst(9).prefix(3))
        else { throw ServerError("expected an answer in HTTP/1.1, found \(quoted(bytes))") }
        let lengths = lines.dropFirst().compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return parts.count == 2 && parts[0].lowercased() == "content-length"
                ? Int(parts[1].trimmingCharacters(in: .whitespaces)) : nil
        }
        let body = bytes[end.upperBound...]
        guard lengths == [body.count] else {
            throw ServerError("expected a body of the length in Content-Length, found \(body.count) bytes")
        }
        return Answer(status: status, body: body)
    }
}
