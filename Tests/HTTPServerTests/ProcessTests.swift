import Foundation
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

/// What concerns a whole process, each in a process of its own: its memory, its descriptors, its signals.
@Suite("A process of its own")
struct ProcessTests {
    @Test("Memory does not grow") func memoryDoesNotGrow() async {
        await #expect(processExitsWith: .success) {
            try withServer { server in
                let half = Array(prediction(" ".times(2_000_000)).utf8)[..<1_500_000]
                let longLine = Array(("GET /" + "a".times(1_000_000)).utf8)
                let rows = Array(prediction("{\"input\": [" + "[1,2,3],".times(100_000)).utf8)
                func abuse() throws {
                    for _ in 0..<10 {
                        let aborted = try RawClient(server.port)
                        try aborted.send(half)
                        let oversized = try RawClient(server.port)
                        try oversized.send(longLine)
                        let refused = try RawClient(server.port)
                        try refused.send(rows)
                        refused.endSending()
                        _ = try refused.answer()
                    }
                    try expectHealthy(server)
                }
                try abuse()
                let before = try peakMemory()
                for _ in 0..<3 { try abuse() }
                // A single body that was kept each time would be 45 MB by now.
                #expect(try peakMemory() - before < 20_000_000)
            }
        }
    }

    @Test("Stopping gives all back") func stoppingGivesAllBack() async {
        await #expect(processExitsWith: .success) {
            var (before, port) = (0, 0)
            for round in 0..<5 {
                let server = try makeServer(port: port)
                port = server.port
                #expect(server.address.absoluteString == "http://127.0.0.1:\(port)")
                if round > 0 { server.start() }
                server.start()
                let idle = try RawClient(port)
                let partial = try RawClient(port)
                try partial.send("GET / HTTP/1.1\r\n")
                try expectHealthy(server)
                server.stop()
                server.stop()
                server.start()
                #expect(try idle.hasEnded())
                #expect(throws: ServerError.self) { try RawClient(port) }
                // What the system's libraries keep for themselves is open from now on.
                if round == 0 {
                    usleep(100_000)
                    before = descriptors()
                }
            }
            // A thread may let go of the last of it a little later.
            for _ in 0..<100 where descriptors() > before { usleep(20_000) }
            #expect(descriptors() <= before)
        }
    }

    /// Both signals end it, and who sends several in a row doesn't end it otherwise.
    @Test("Signals end it", arguments: [SIGINT, SIGTERM])
    func signalsEndIt(number: Int32) async {
        await #expect(processExitsWith: .success) { [number] in
            let server = try makeServer()
            server.start()
            try expectHealthy(server)
            let partial = try RawClient(server.port)
            try partial.send("GET / HTTP/1.1\r\n")
            try server.waitForInterruption {
                for _ in 0..<10 { kill(getpid(), number) }
            }
            #expect(throws: ServerError.self) { try RawClient(server.port) }
            // Those that came later were for this server, not for another one that waits after it.
            let next = try makeServer()
            let wasHealthy = Mutex(false)
            next.start()
            try next.waitForInterruption {
                Thread {
                    usleep(100_000)
                    wasHealthy.withLock { $0 = (try? expectHealthy(next)) != nil }
                    kill(getpid(), number)
                }.start()
            }
            #expect(wasHealthy.withLock { $0 })
        }
    }

    @Test("Afterwards signals do what they did", arguments: [SIGINT, SIGTERM])
    func afterwardsSignalsDoWhatTheyDid(number: Int32) async {
        let status = ExitTest.Condition.signal(number)
        await #expect(processExitsWith: status) { [number] in
            let server = try makeServer()
            server.start()
            try server.waitForInterruption { kill(getpid(), number) }
            kill(getpid(), number)
            // Whichever thread it comes to.
            sleep(10)
        }
    }

    /// On some systems a process may have no more than 256 descriptors, unless it asks for more.
    @Test("The server asks for the descriptors that it needs") func thereIsRoomForTheLastToBeRefused() async {
        await #expect(processExitsWith: .success) {
            try allowDescriptors(128)
            try withServer { server in
                var limit = rlimit()
                try #require(getrlimit(HTTPServer.descriptors, &limit) == 0)
                #expect(limit.rlim_cur > 256 + 64)
                // The clients are in the same process.
                try allowDescriptors(800)
                let clients = try (0..<257).map { _ in try RawClient(server.port) }
                try clients[256].send("GET /home HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try clients[256].answer()?.status == 200)
                #expect(try clients[0].hasEnded())
            }
        }
    }

    /// Where the system gives no more, the 73rd client takes the place of the first.
    @Test("Where the system gives fewer descriptors the server takes fewer clients")
    func whereThereIsNoRoomItTakesFewer() async {
        await #expect(processExitsWith: .success) {
            try allowDescriptors(200, most: 200)
            try withServer { server in
                let clients = try (0..<73).map { _ in try RawClient(server.port) }
                try clients[72].send("GET /home HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try clients[72].answer()?.status == 200)
                #expect(try clients[0].hasEnded())
                try clients[1].send("GET /home HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try clients[1].answer()?.status == 200)
            }
        }
    }

    /// A client that the system has no socket for waits until it has one, and costs no time meanwhile.
    @Test("A client that cannot be accepted waits, and costs nothing") func whoCannotBeAcceptedWaits() async {
        await #expect(processExitsWith: .success) {
            try withServer { server in
                try expectHealthy(server)
                try allowDescriptors(200)
                var taken: [Int32] = []
                while case let next = dup(0), next >= 0 { taken.append(next) }
                // One for the client, none for the server.
                try #require(close(taken.removeLast()) == 0)
                let client = try RawClient(server.port)
                let before = processorTime()
                usleep(500_000)
                let spent = processorTime() - before
                for descriptor in taken { close(descriptor) }
                #expect(spent < 0.05)
                try client.send("GET /home HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.answer()?.status == 200)
            }
        }
    }

    @Test("Any number of connections can be asked for", arguments: [Int.min, 0, .max])
    func anyNumberOfConnectionsCanBeAskedFor(count: Int) async {
        await #expect(processExitsWith: .success) { [count] in
            var limits = Limits()
            limits.connections = count
            let server = try makeServer(limits: limits)
            server.start()
            try expectHealthy(server)
            server.stop()
        }
    }
}

/// The seconds for which this process has kept a processor busy.
private func processorTime() -> Double {
    Double(clock()) / Double(CLOCKS_PER_SEC)
}

private func allowDescriptors(_ count: Int, most: Int? = nil) throws {
    var limit = rlimit()
    try #require(getrlimit(HTTPServer.descriptors, &limit) == 0)
    limit.rlim_cur = rlim_t(count)
    if let most { limit.rlim_max = rlim_t(most) }
    try #require(setrlimit(HTTPServer.descriptors, &limit) == 0)
}

private func descriptors() -> Int {
    (0..<Int32(1024)).count { fcntl($0, F_GETFD) != -1 }
}
