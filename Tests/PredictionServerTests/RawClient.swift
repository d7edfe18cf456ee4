import Foundation
import Numerics
import Testing

@testable import PredictionServer

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
    private let patience = Duration.seconds(20)

    init(_ port: Int) throws {
        socket = try SocketAddress.first(host: "127.0.0.1", port: port) { family, address, length throws(ServerError) in
            let socket = try Socket.open(family: family)
            guard connect(socket, address, length) == 0 else {
                close(socket)
                throw ServerError.system("connect")
            }
            guard Socket.prepare(socket) else {
                close(socket)
                throw ServerError("the server has closed the connection at once")
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
            case .wait: try wait(POLLOUT)
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
            case .wait: try wait(POLLIN)
            case .failed: return false
            }
        }
    }

    private func wait(_ event: some BinaryInteger) throws {
        var sockets = [pollfd(fd: socket, events: Int16(event), revents: 0)]
        Socket.wait(&sockets, patience)
        guard sockets[0].revents != 0 else { throw ServerError("the server has hung") }
    }
}

/// A service of images with three pixels, whose two "probabilities" have all the figures that a `Double` can have.
func smallService(
    predict: @escaping @Sendable (FloatMatrix) throws -> Matrix = { smallPrediction($0) }
) -> PredictionService {
    PredictionService(
        description: "Three pixels\n", page: "<p>Draw</p>", examples: [(7, [0, 1, 255])], inputCount: 3,
        predict: predict)
}

func smallPrediction(_ input: FloatMatrix) -> Matrix {
    Matrix(
        rows: (0..<input.rows).map { row in
            let pixels = input.elements[row * 3..<row * 3 + 3].map { Double($0) }
            return [(pixels[0] + 1) / (pixels[1] + 3), pixels[2] * 1e-9 / 7]
        })
}

/// Starts a server, calls `body` and stops the server.
func withServer(
    _ service: PredictionService = smallService(), limits: Limits = Limits(),
    _ body: (PredictionServer) throws -> Void
) throws {
    let server = try PredictionServer(service, limits: limits)
    server.start()
    defer { server.stop() }
    try body(server)
}

/// A whole request for predictions.
func prediction(_ json: String, fields: String = "Content-Type: application/json\r\n") -> String {
    "POST /predict HTTP/1.1\r\nHost: a\r\n\(fields)Content-Length: \(json.utf8.count)\r\n\r\n\(json)"
}

/// That the server does what it is for, whatever it went through.
func expectHealthy(_ server: PredictionServer) throws {
    let client = try RawClient(server.port)
    try client.send(prediction("{\"input\": [[1, 0, 7]]}"))
    let answer = try client.answer()
    #expect(answer?.status == 200)
    #expect(answer?.body == "[[\(2.0 / 3), \(7 * 1e-9 / 7)]]")
}
