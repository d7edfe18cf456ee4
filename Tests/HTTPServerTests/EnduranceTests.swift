import Foundation
import Numerics
import PredictionService
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

/// Slow, half-closed, greedy and mad clients, and many at once: one test at a time, as each is work for many threads.
@Suite("Endurance", .serialized)
struct EnduranceTests {
    static let brief: Limits = {
        var limits = Limits()
        limits.timeout = .milliseconds(300)
        limits.lingering = .milliseconds(300)
        return limits
    }()

    @Test("Slow requests are given up") func slowRequestsAreGivenUp() throws {
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
    @Test("The time limit is for the whole request") func theTimeIsThatOfTheWholeRequest() throws {
        try withServer(limits: Self.brief) { server in
            let client = try RawClient(server.port)
            let start = ContinuousClock.now
            for byte in Array("GET / HTTP/1.1\r\nX: ".utf8) + Array(repeating: UInt8(ascii: "a"), count: 1000) {
                try client.send([byte])
                if Socket.wait(client.socket, until: .now + .milliseconds(20)) { break }
            }
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(try client.answer()?.status == 408)
        }
    }

    @Test("Unused connections are closed without a word") func unusedConnectionsAreClosedWithoutAWord() throws {
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

    @Test("A client that does not read is cut off") func whoDoesNotReadIsCutOff() throws {
        try withServer(page: "a".times(32_000_000), limits: Self.brief) { server in
            let client = try RawClient(server.port)
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            Thread.sleep(forTimeInterval: 1)
            // What the system had taken from the server by then, and no more.
            #expect(try !client.hasEnded())
            #expect(client.received.count < 32_000_000)
            try expectHealthy(server)
        }
    }

    @Test("Half closed clients have their answers") func halfClosedClientsHaveTheirAnswers() throws {
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

    @Test("Clients may vanish at any time") func clientsMayVanishAtAnyTime() throws {
        let predict = { @Sendable (input: FloatMatrix) -> Matrix in
            Thread.sleep(forTimeInterval: 0.005)
            return smallPrediction(input)
        }
        try withServer(predict: predict) { server in
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

    @Test("Where all connections are being answered others are refused, a browser with a page")
    func whereAllConnectionsAreBeingAnsweredOthersAreRefused() throws {
        var limits = Limits()
        (limits.connections, limits.lingering) = (8, .milliseconds(300))
        let isOpen = Atomic(false)
        let predict = { @Sendable (input: FloatMatrix) -> Matrix in
            while !isOpen.load(ordering: .relaxed) { usleep(1000) }
            return smallPrediction(input)
        }
        try withServer(limits: limits, predict: predict) { server in
            let busy = try (0..<8).map { _ in try RawClient(server.port) }
            for client in busy { try client.send(prediction("{\"input\": [[1, 0, 7]]}")) }
            Thread.sleep(forTimeInterval: 0.2)
            for fields in ["", "Accept: text/html,*/*;q=0.8\r\n"] {
                let client = try RawClient(server.port)
                try client.send("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                let answer = try client.answer()
                #expect(answer?.status == 503)
                #expect(answer?.fields["Retry-After"] == "1")
                if fields.isEmpty {
                    #expect(answer?.error == "expected no more than 8 connections at a time")
                } else {
                    // A person sees a page, which tries again.
                    #expect(answer?.fields["Content-Type"] == "text/html; charset=utf-8")
                    #expect(answer?.body.hasPrefix("<!DOCTYPE html>") == true)
                    #expect(answer?.body.contains("http-equiv=\"refresh\"") == true)
                    #expect(answer?.body.contains("no more than 8 connections") == true)
                }
                #expect(try client.hasEnded())
            }
            // A client without a request has its answer, too, but not at once.
            #expect(try RawClient(server.port).answer()?.status == 503)
            isOpen.store(true, ordering: .relaxed)
            for client in busy { #expect(try client.answer()?.status == 200) }
            try expectHealthy(server)
        }
    }

    @Test("The longest idle connection gives its place") func theLongestIdleConnectionGivesItsPlace() throws {
        var limits = Limits()
        (limits.connections, limits.grace) = (3, .milliseconds(20))
        try withServer(limits: limits) { server in
            let clients = try (0..<3).map { _ in
                let client = try RawClient(server.port)
                try client.send("GET /home HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.answer()?.status == 200)
                return client
            }
            // The first has been idle longest, then it asks again.
            try clients[0].send("GET /home HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try clients[0].answer()?.status == 200)
            try expectHealthy(server)
            #expect(try clients[1].hasEnded())
            for client in [clients[0], clients[2]] {
                try client.send("GET /home HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.answer()?.status == 200)
            }
        }
    }

    @Test("Nobody locks out the others", arguments: Attacker.Kind.allCases)
    func attack(kind: Attacker.Kind) throws {
        var limits = Limits()
        limits.connections = 64
        try withServer(limits: limits) { server in
            let attacker = Attacker(kind, port: server.port, connections: 80)
            defer { attacker.stop() }
            Thread.sleep(forTimeInterval: 0.5)
            var answers = 0
            for _ in 0..<40 {
                let client = try RawClient(server.port, patience: .seconds(1))
                try client.send("GET /home HTTP/1.1\r\nHost: a\r\n\r\n")
                if let answer = try? client.answer(), answer.status == 200 { answers += 1 }
            }
            // 95 of 100.
            #expect(answers >= 38)
            #expect(attacker.held >= 40, "an attack that holds no connections")
        }
    }

    @Test("Bodies are bounded together") func bodiesAreBoundedTogether() throws {
        var limits = Limits()
        limits.bodies = 1_000_000
        try withServer(limits: limits) { server in
            let (most, rest) = (" ".times(400_000), " ".times(50_000))
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
    @Test("Bytes that no client would send do no harm") func fuzz() throws {
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

    @Test("Thousands of requests over sixty-four connections get their own answers") func thousandsOfRequests() throws {
        try withServer { server in
            let failures = Mutex(0)
            let port = server.port
            DispatchQueue.concurrentPerform(iterations: 8) { part in
                do {
                    let clients = try (0..<8).map { _ in try RawClient(port) }
                    for round in 0..<32 {
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

    @Test("Stop lets answers go out") func stopLetsAnswersGoOut() throws {
        let server = try makeServer { input in
            Thread.sleep(forTimeInterval: 0.3)
            return smallPrediction(input)
        }
        server.start()
        let client = try RawClient(server.port)
        try client.send(prediction("{\"input\": [[1, 0, 7]]}"))
        Thread.sleep(forTimeInterval: 0.1)
        server.stop()
        let answer = try client.answer()
        #expect(answer?.status == 200)
        #expect(answer?.fields["Connection"] == "close")
    }

    @Test("A server that never started lets the port go") func aServerThatNeverStartedLetsThePortGo() throws {
        let first = try makeServer()
        #expect(throws: ServerError.self) { try makeServer(port: first.port) }
        first.stop()
        first.start()
        let second = try makeServer(port: first.port)
        second.start()
        try expectHealthy(second)
    }

    /// A server that listens everywhere can be found somewhere.
    @Test("Everywhere has an address", arguments: ["0.0.0.0", "0"])
    func everywhereHasAnAddress(host: String) throws {
        let server = try makeServer(host: host)
        defer { server.stop() }
        #expect(server.address.absoluteString == "http://127.0.0.1:\(server.port)")
        server.start()
        #expect(try HTTPClient(server.address).get("/home").status == 200)
    }

    @Test("Impossible places are errors") func impossiblePlacesAreErrors() {
        #expect(throws: ServerError("expected a port from 0 to 65535, found 65536")) {
            try makeServer(port: 65536)
        }
        #expect(throws: ServerError.self) { try makeServer(host: "192.0.2.1") }
        #expect(throws: ServerError.self) { try makeServer(host: "no host") }
    }
}

/// A client that holds as many connections as it can get, and comes back where one is closed.
final class Attacker: Sendable {
    enum Kind: String, CaseIterable {
        case silent, trickling
        /// Each connection has a request now and then, and is kept.
        case keeping
    }

    private let isStopped = Atomic(false)
    private let connections = Atomic(0)
    private let finished = DispatchSemaphore(value: 0)

    /// How many connections it holds.
    var held: Int { connections.load(ordering: .relaxed) }

    init(_ kind: Kind, port: Int, connections count: Int) {
        Thread { [self] in
            var clients: [RawClient] = []
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
            while !isStopped.load(ordering: .relaxed) {
                // What the server has closed has something to read: its end.
                clients.removeAll { client in
                    switch Socket.receive(client.socket, into: buffer) {
                    case .bytes(0), .failed: true
                    case .bytes, .wait: false
                    }
                }
                while clients.count < count, let client = try? RawClient(port) {
                    switch kind {
                    case .silent: break
                    case .trickling: try? client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ")
                    case .keeping: try? client.send("GET /home HTTP/1.1\r\nHost: a\r\n\r\n")
                    }
                    clients.append(client)
                }
                if kind == .trickling { for client in clients { try? client.send("a") } }
                connections.store(clients.count, ordering: .relaxed)
                usleep(2000)
            }
            buffer.deallocate()
            finished.signal()
        }.start()
    }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
        finished.wait()
    }
}
