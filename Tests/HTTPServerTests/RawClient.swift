import Foundation
import Numerics
import PredictionService
import Testing

@testable import HTTPServer

/// A client that sends whatever bytes it is told to, and takes the answers apart without the server's own code.
final class RawClient {
    struct Answer {
        var status: Int
        var fields: [String: String]
        var body: String

        var error: String? {
            (try? JSONDecoder().decode([String: String].self, from: Data(body.utf8)))?["error"]
        }
    }

    let socket: Int32
    private(set) var received: [UInt8] = []
    /// What would take longer has hung.
    private let patience: Duration

    init(_ port: Int, patience: Duration = .seconds(20)) throws {
        self.patience = patience
        socket = try Socket.withAddress(host: "127.0.0.1", port: port) { family, address, length throws(ServerError) in
            let socket = Foundation.socket(family, Socket.stream, 0)
            guard socket >= 0, connect(socket, address, length) == 0, Socket.prepare(socket) else {
                close(socket)
                throw ServerError.system("connect")
            }
            return socket
        }
    }

    deinit {
        close(socket)
    }

    /// Sends all bytes, or as many as the server takes before it closes the connection.
    func send(_ bytes: some Collection<UInt8>) throws {
        var bytes = ArraySlice(Array(bytes))
        while !bytes.isEmpty {
            switch Socket.send(socket, bytes) {
            case .bytes(let count): bytes = bytes.dropFirst(count)
            case .wait: try wait(Int32(POLLOUT))
            case .failed: return
            }
        }
    }

    func send(_ text: String) throws { try send(text.utf8) }

    /// Says that nothing more will come.
    func endSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// The next answer; nil when the connection has ended instead.
    func answer(toHead isHead: Bool = false) throws -> Answer? {
        while true {
            if let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
                let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                var fields: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.components(separatedBy: ": ")
                    #expect(parts.count >= 2 && fields[parts[0]] == nil, "\(line)")
                    fields[parts[0]] = parts.dropFirst().joined(separator: ": ")
                }
                #expect(lines[0].hasPrefix("HTTP/1.1 "))
                let status = Int(lines[0].dropFirst(9).prefix(3)) ?? 0
                let length = isHead || status == 100 ? 0 : try #require(fields["Content-Length"].flatMap { Int($0) })
                if received.count >= end.upperBound + length {
                    let body = received[end.upperBound..<end.upperBound + length]
                    defer { received.removeFirst(end.upperBound + length) }
                    return Answer(status: status, fields: fields, body: String(decoding: body, as: UTF8.self))
                }
            }
            guard try receive() else {
                #expect(received.isEmpty, "a part of an answer")
                return nil
            }
        }
    }

    /// Whether the server closes the connection without another word.
    func hasEnded() throws -> Bool {
        while try receive() {}
        return received.isEmpty
    }

    private func receive() throws -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        while true {
            switch Socket.receive(socket, into: buffer) {
            case .bytes(let count):
                received += UnsafeRawBufferPointer(rebasing: buffer[..<count])
                return count > 0
            case .wait: try wait(Int32(POLLIN))
            case .failed: return false
            }
        }
    }

    private func wait(_ event: Int32) throws {
        guard Socket.wait(socket, event, until: .now + patience) else { throw ServerError("the server has hung") }
    }
}

/// For images of three pixels two "probabilities" with all the digits that a `Double` can have.
func smallPrediction(_ input: FloatMatrix) -> Matrix {
    Matrix(
        rows: (0..<input.rows).map { row in
            let pixels = input.elements[row * 3..<row * 3 + 3].map { Double($0) }
            return [(pixels[0] + 1) / (pixels[1] + 3), pixels[2] * 1e-9 / 7]
        })
}

/// A server that is bound and serves the same paths as the lesson.
func makeServer(
    page: String = "<p>Draw</p>", host: String = "127.0.0.1", port: Int = 0, limits: Limits = Limits(),
    predict: @escaping @Sendable (FloatMatrix) throws -> Matrix = { smallPrediction($0) }
) throws -> HTTPServer {
    let server = try HTTPServer(host: host, port: port, limits: limits)
    let service = PredictionService(inputCount: 3, predict: predict)
    server.get("/") { _ in Response("text/html; charset=utf-8", Array(page.utf8)) }
    server.get("/home") { _ in .text("Three pixels\n") }
    server.get("/examples") { _ in DrawingPage.examples([(7, [0, 1, 255])]) }
    server.post("/predict") { try service.answer($0) }
    return server
}

/// Starts a server, calls `body` and stops the server.
func withServer(
    page: String = "<p>Draw</p>", limits: Limits = Limits(),
    predict: @escaping @Sendable (FloatMatrix) throws -> Matrix = { smallPrediction($0) },
    _ body: (HTTPServer) throws -> Void
) throws {
    let server = try makeServer(page: page, limits: limits, predict: predict)
    server.start()
    defer { server.stop() }
    try body(server)
}

/// A whole request for predictions.
func prediction(_ json: String, fields: String = "Content-Type: application/json\r\n") -> String {
    "POST /predict HTTP/1.1\r\nHost: a\r\n\(fields)Content-Length: \(json.utf8.count)\r\n\r\n\(json)"
}

/// That the server does what it is for, whatever it went through.
func expectHealthy(_ server: HTTPServer) throws {
    let client = try RawClient(server.port)
    try client.send(prediction("{\"input\": [[1, 0, 7]]}"))
    let answer = try client.answer()
    #expect(answer?.status == 200)
    #expect(answer?.body == "[[\(2.0 / 3), \(7 * 1e-9 / 7)]]")
}
