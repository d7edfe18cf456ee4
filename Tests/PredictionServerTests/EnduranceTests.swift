import Foundation
import Numerics
import Synchronization
import Testing

@testable import PredictionServer

/// Slow, half-closed, greedy and mad clients, and many at once: one test at a time, as each is work for many threads.
@Suite(.serialized) struct EnduranceTests {
    static let brief: Limits = {
        var limits = Limits()
        limits.timeout = .milliseconds(300)
        limits.lingering = .milliseconds(300)
        return limits
    }()

    @Test func slowRequestsAreGivenUp() throws {
        try withServer(limits: Self.brief) { server in
            for part in ["G", "GET / HTTP/1.1\r\nHost", prediction("{\"input\": []}").dropLast().description] {
                let client = try RawClient(server.port)
                try client.send(part)
                let answer = try client.answer()
                #expect(answer?.status == 408)
                #expect(answer?.fields["Connection"] == "close")
                #expect(try client.hasEnded())
            }
        }
    }

    /// A byte now and then is no excuse.
    @Test func theTimeIsThatOfTheWholeRequest() throws {
        try withServer(limits: Self.brief) { server in
            let client = try RawClient(server.port)
            let start = ContinuousClock.now
            for byte in Array("GET / HTTP/1.1\r\nX: ".utf8) + Array(repeating: UInt8(ascii: "a"), count: 1000) {
                try client.send([byte])
                var sockets = [pollfd(fd: client.socket, events: Int16(POLLIN), revents: 0)]
                Socket.wait(&sockets, .milliseconds(20))
                if sockets[0].revents != 0 { break }
            }
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(try client.answer()?.status == 408)
        }
    }

    @Test func unusedConnectionsAreClosedWithoutAWord() throws {
        try withServer(limits: Self.brief) { server in
            let fresh = try RawClient(server.port)
            let used = try RawClient(server.port)
            try used.send("GET /home HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try used.answer()?.status == 200)
            // Some clients end a request with an empty line too many. That doesn't begin another.
            let extra = try RawClient(server.port)
            try extra.send(prediction("{\"input\": []}") + "\r\n")
            #expect(try extra.answer()?.status == 200)
            #expect(try fresh.hasEnded())
            #expect(try used.hasEnded())
            #expect(try extra.hasEnded())
        }
    }

    @Test func whoDoesNotReadIsCutOff() throws {
        let service = PredictionService(
            description: "", page: String(repeating: "a", count: 32_000_000), examples: [], inputCount: 3,
            predict: smallPrediction)
        try withServer(service, limits: Self.brief) { server in
            let client = try RawClient(server.port)
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            Thread.sleep(forTimeInterval: 1)
            // What the system had taken from the server by then, and no more.
            #expect(try !client.hasEnded())
            #expect(client.received.count < 32_000_000)
            try expectHealthy(server)
        }
    }

    @Test func halfClosedClientsHaveTheirAnswers() throws {
        try withServer { server in
            let client = try RawClient(server.port)
            try client.send(prediction("{\"input\": [[1, 0, 7]]}") + prediction("{\"input\": []}"))
            client.endSending()
            #expect(try client.answer()?.status == 200)
            #expect(try client.answer()?.body == "[]")
            #expect(try client.hasEnded())

            let broken = try RawClient(server.port)
            try broken.send("POST /predict HTTP/1.1\r\nHost: a\r\n")
            broken.endSending()
            #expect(try broken.answer()?.status == 400)
            #expect(try broken.hasEnded())

            let silent = try RawClient(server.port)
            silent.endSending()
            #expect(try silent.hasEnded())
        }
    }

    @Test func clientsMayVanishAtAnyTime() throws {
        let service = smallService { input in
            Thread.sleep(forTimeInterval: 0.005)
            return smallPrediction(input)
        }
        try withServer(service) { server in
            let request = Array(prediction("{\"input\": [[1, 0, 7]]}").utf8)
            for count in 0..<200 {
                let client = try RawClient(server.port)
                if count % 2 == 0 {
                    // Has the system reset the connection rather than end it.
                    var linger = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(
                        client.socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
                }
                try client.send(request.prefix(count) + (count > 150 ? request : []))
            }
            try expectHealthy(server)
        }
    }

    @Test func thereIsRoomForSoManyConnections() throws {
        var limits = Limits()
        limits.lingering = .milliseconds(300)
        // The clients are in the same process, beside whatever other tests have open.
        _ = Descriptors.make(1000)
        try withServer(limits: limits) { server in
            var clients: [RawClient] = []
            for _ in 0..<300 { clients.append(try RawClient(server.port)) }
            for client in clients[..<256] {
                try client.send("GET /home HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.answer()?.status == 200)
            }
            for client in clients[256...] {
                let answer = try client.answer()
                #expect(answer?.status == 503)
                #expect(answer?.error == "expected no more than 256 connections at a time")
                #expect(try client.hasEnded())
            }
            // Where one leaves there is room for another.
            clients = []
            try expectHealthy(server)
        }
    }

    @Test func whoIsTurnedAwayDoesNotPileUp() throws {
        var limits = Self.brief
        (limits.connections, limits.turnedAway) = (2, 3)
        limits.timeout = .seconds(10)
        limits.lingering = .milliseconds(100)
        try withServer(limits: limits) { server in
            let clients = try (0..<20).map { _ in try RawClient(server.port) }
            for client in clients[2...] { #expect(try client.answer()?.status == 503) }
        }
    }

    @Test func bodiesAreBoundedTogether() throws {
        var limits = Limits()
        limits.bodies = 1_000_000
        try withServer(limits: limits) { server in
            let (most, rest) = (String(repeating: " ", count: 400_000), String(repeating: " ", count: 50_000))
            let request = prediction(most + rest).utf8.dropLast(rest.utf8.count)
            let clients = try (0..<3).map { _ in try RawClient(server.port) }
            for client in clients[..<2] { try client.send(request) }
            // Only when both are in is there too little room for the third.
            Thread.sleep(forTimeInterval: 0.2)
            try clients[2].send(request)
            let answer = try clients[2].answer()
            #expect(answer?.status == 503)
            #expect(answer?.error == "expected no more than 1000000 bytes of bodies at a time")
            for client in clients[..<2] {
                try client.send(rest)
                #expect(try client.answer()?.status == 400)
            }
            // All has been given back.
            try clients[0].send(prediction("{\"input\": []}" + most + most))
            #expect(try clients[0].answer()?.body == "[]")
        }
    }

    /// Bytes that no client would send, over real connections.
    @Test func fuzz() throws {
        try withServer(limits: Self.brief) { server in
            var random = RandomState(seed: 7)
            for _ in 0..<1000 {
                let client = try RawClient(server.port)
                let bytes = random.changedRequest()
                let cut = random.below(bytes.count + 1)
                try client.send(bytes[..<cut])
                try client.send(bytes[cut...])
                client.endSending()
                _ = try client.hasEnded()
            }
            try expectHealthy(server)
        }
    }

    @Test func tenThousandRequestsOverSixtyFourConnections() throws {
        try withServer { server in
            let failures = Mutex(0)
            let port = server.port
            DispatchQueue.concurrentPerform(iterations: 8) { part in
                do {
                    let clients = try (0..<8).map { _ in try RawClient(port) }
                    for round in 0..<157 {
                        let pixels = clients.indices.map { [(part * 8 + $0) % 256, round % 256, 255] }
                        for (client, row) in zip(clients, pixels) {
                            try client.send(prediction("{\"input\": [\(row)]}"))
                        }
                        for (client, row) in zip(clients, pixels) {
                            let expected = smallPrediction(FloatMatrix(1, 3, elements: row.map { Float($0) }))
                            let body = try client.answer()?.body
                            if body != "[[\(expected[0, 0]), \(expected[0, 1])]]" { failures.withLock { $0 += 1 } }
                        }
                    }
                } catch {
                    failures.withLock { $0 += 1 }
                }
            }
            #expect(failures.withLock { $0 } == 0)
        }
    }

    // MARK: Beginning and end

    @Test func stopLetsAnswersGoOut() throws {
        let service = smallService { input in
            Thread.sleep(forTimeInterval: 0.3)
            return smallPrediction(input)
        }
        let server = try PredictionServer(service)
        server.start()
        let client = try RawClient(server.port)
        try client.send(prediction("{\"input\": [[1, 0, 7]]}"))
        Thread.sleep(forTimeInterval: 0.1)
        server.stop()
        let answer = try client.answer()
        #expect(answer?.status == 200)
        #expect(answer?.fields["Connection"] == "close")
    }

    @Test func aServerThatNeverStartedLetsThePortGo() throws {
        let first = try PredictionServer(smallService())
        #expect(throws: ServerError.self) { try PredictionServer(smallService(), port: first.port) }
        first.stop()
        first.start()
        let second = try PredictionServer(smallService(), port: first.port)
        second.start()
        try expectHealthy(second)
    }

    /// Who listens everywhere is to be found somewhere.
    @Test(arguments: ["0.0.0.0", "0"])
    func everywhereHasAnAddress(host: String) throws {
        let server = try PredictionServer(smallService(), host: host)
        defer { server.stop() }
        #expect(server.address.absoluteString == "http://127.0.0.1:\(server.port)")
        server.start()
        #expect(try PredictionClient(server.address).get("/home").status == 200)
    }

    @Test func impossiblePlacesAreErrors() {
        #expect(throws: ServerError("expected a port from 0 to 65535, found 65536")) {
            try PredictionServer(smallService(), port: 65536)
        }
        #expect(throws: ServerError.self) { try PredictionServer(smallService(), host: "192.0.2.1") }
        #expect(throws: ServerError.self) { try PredictionServer(smallService(), host: "no host") }
    }
}
