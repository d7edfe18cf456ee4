import Foundation
import Testing

@testable import PredictionServer

/// One connection without an event loop, so that what it does in a single turn is to be seen.
@Suite struct ConnectionTests {
    /// Requests that come together are answered one a turn, so no client keeps the others waiting with many.
    @Test func answersOneRequestATurn() throws {
        try withConnection { connection, client, _ in
            let requests = String(repeating: "GET /home HTTP/1.1\r\nHost: a\r\n\r\n", count: 3)
            _ = Socket.send(client, Array(requests.utf8)[...])
            connection.isReady()
            for left in (0..<3).reversed() {
                #expect(answers(client) == 1)
                #expect(connection.isRunnable == (left > 0))
                // Who has something to do need not ask the socket for more.
                #expect((connection.events == nil) == (left > 0))
                connection.advance()
            }
            #expect(answers(client) == 0)
        }
    }

    /// Closes at once what has nothing under way, so that stopping takes no longer than it must.
    @Test(arguments: ["", "\r\n", "GET / HTTP/1.1\r\n", "hello\r\n\r\n"])
    func nobodyIsWaitedForAtTheEnd(sent: String) throws {
        try withConnection { connection, client, surroundings in
            if !sent.isEmpty {
                _ = Socket.send(client, Array(sent.utf8)[...])
                connection.isReady()
            }
            surroundings.isStopping = true
            connection.stop()
            #expect(connection.isClosed)
            #expect(answers(client) == (sent.count > 2 ? 1 : 0))
        }
    }

    /// An answer that is on its way when the server is stopped is the last.
    @Test func theAnswerThatIsOnItsWayIsTheLast() throws {
        let service = PredictionService(
            description: "", page: String(repeating: "a", count: 4_000_000), examples: [], inputCount: 3,
            predict: smallPrediction)
        try withConnection(service) { connection, client, surroundings in
            _ = Socket.send(client, Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)[...])
            connection.isReady()
            surroundings.isStopping = true
            connection.stop()
            #expect(!connection.isClosed)
            var received = 0
            while !connection.isClosed {
                let count = try #require(receive(client)?.utf8.count)
                received += count
                connection.isReady()
            }
            while let text = receive(client), !text.isEmpty { received += text.utf8.count }
            #expect(received > 4_000_000)
        }
    }

    /// Who has sent several requests has those answered that had their turn.
    @Test func requestsThatWaitForTheirTurnAreNotAnsweredAtTheEnd() throws {
        try withConnection { connection, client, surroundings in
            let requests = ["HEAD", "GET"].map { "\($0) / HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
            _ = Socket.send(client, Array(requests.utf8)[...])
            connection.isReady()
            surroundings.isStopping = true
            connection.stop()
            #expect(connection.isClosed)
            #expect(answers(client) == 1)
        }
    }

    /// What is sent after the last answer is taken for so long, and no longer.
    @Test func notEverythingIsDiscarded() throws {
        var limits = Limits()
        limits.discarded = 3000
        try withConnection(limits: limits) { connection, client, _ in
            _ = Socket.send(client, Array("hello\r\n\r\n".utf8)[...])
            connection.isReady()
            #expect(answers(client) == 1)
            for kilobyte in 1...4 {
                #expect(!connection.isClosed)
                // Nothing has come, which is no reason to go.
                connection.isReady()
                #expect(!connection.isClosed)
                _ = Socket.send(client, [UInt8](repeating: 0, count: 1000)[...])
                connection.isReady()
                #expect(connection.isClosed == (kilobyte == 4))
            }
        }
    }

    /// The same as the server does on its threads: the second end of a pair of sockets is the client's.
    private func withConnection(
        _ service: PredictionService = smallService(), limits: Limits = Limits(),
        _ body: (Connection, Int32, Surroundings) throws -> Void
    ) throws {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Socket.stream, 0, &ends) == 0)
        for end in ends { try #require(Socket.prepare(end)) }
        let surroundings = Surroundings(
            limits: limits, service: service, workers: Workers(count: 0), mailbox: try Mailbox())
        let connection = Connection(number: 0, socket: ends[0], isTurnedAway: false, surroundings: surroundings)
        defer {
            connection.close()
            close(ends[1])
        }
        try body(connection, ends[1], surroundings)
    }

    /// How many answers have come.
    private func answers(_ client: Int32) -> Int {
        receive(client)?.matches(of: /HTTP\/1\.1 [0-9]/).count ?? 0
    }

    /// What has come, nil when that is nothing.
    private func receive(_ client: Int32) -> String? {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        guard case .bytes(let count) = Socket.receive(client, into: buffer) else { return nil }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}
