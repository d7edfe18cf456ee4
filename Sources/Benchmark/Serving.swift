import Foundation
import HTTPServer

/// A server under load: one image a request from sixteen clients at once, and five hundred images in one request.
enum Serving {
    /// Stands in a server's command for the port that it shall listen at.
    static let portMark = "PORT"

    static let measures: [Job.Measure] = [
        .init(key: "requests", title: "requests with one digit, 16 connections", quantity: .rate),
        .init(key: "p99", title: "99 of 100 of them answered within", quantity: .seconds),
        .init(key: "batch", title: "a request with 500 digits", quantity: .seconds),
    ]

    /// Whether `wrk` is there, which makes the load.
    ///
    /// - Throws: an `Interruption`.
    static func canBeMeasured() throws -> Bool {
        do {
            _ = try Child(["wrk", "-v"])
            return true
        } catch let error as ChildError {
            // Some versions of it end with a status other than 0 after telling their own.
            return error != .notInstalled
        }
    }

    /// Starts a server, loads it with `wrk`, and prints what came of it as a line of JSON.
    ///
    /// - Parameters:
    ///   - script: what `wrk` is to ask: `peers/predict.lua`.
    ///   - command: the server's program and its arguments, one of them `PORT`.
    static func measure(script: String, command: [String]) throws {
        // One that is bound and never started knows a free port.
        let placeholder = try HTTPServer()
        placeholder.stop()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = command.dropFirst().map { $0 == portMark ? "\(placeholder.port)" : $0 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        try waitForAnswer(of: placeholder.address, process)

        let address = placeholder.address.appendingPathComponent("predict").absoluteString
        let load = ["wrk", "--latency", "-s", script, "-t1"]
        // What is done first is slower, and nobody's concern.
        _ = try Child(load + ["-c16", "-d1s", address])
        let single = try WrkReport(Child(load + ["-c16", "-d4s", address]).output)
        let batch = try WrkReport(Child(["env", "IMAGES=500"] + load + ["-c1", "-d2s", address]).output)
        let numbers = ["requests": single.requestsPerSecond, "p99": single.latency99, "batch": batch.latency50]
        print(String(decoding: try JSONEncoder().encode(numbers), as: UTF8.self))
    }

    private static func waitForAnswer(of address: URL, _ process: Process) throws {
        let client = HTTPClient(address, timeout: .seconds(5))
        let start = ContinuousClock.now
        while (try? client.get("/home"))?.status != 200 {
            guard process.isRunning else {
                throw Failure("the server has ended with status \(process.terminationStatus)")
            }
            guard ContinuousClock.now - start < .seconds(60) else { throw Failure("the server doesn't answer") }
            usleep(50_000)
        }
    }
}

/// What `wrk --latency` prints at its end, in seconds.
struct WrkReport {
    let requestsPerSecond: Double
    let latency50: Double
    let latency99: Double

    /// - Throws: a `Failure` if that isn't there, or if there were requests that failed.
    init(_ text: String) throws {
        if let line = text.firstMatch(of: /(?m)^ *(Socket errors|Non-2xx).*$/) {
            throw Failure("wrk says: \(line.0.trimmingCharacters(in: .whitespaces))")
        }
        func latency(_ percent: Int) -> Double? {
            let lines = text.matches(of: /(?m)^ +([0-9]+)% +([0-9.]+)(us|ms|s|m)$/)
            guard let line = lines.first(where: { Int($0.1) == percent }), let number = Double(line.2) else {
                return nil
            }
            return number * (["us": 1e-6, "ms": 1e-3, "s": 1, "m": 60][line.3] ?? .nan)
        }
        guard let rate = text.firstMatch(of: /(?m)^Requests\/sec: +([0-9.]+)$/).flatMap({ Double($0.1) }),
            let latency50 = latency(50), let latency99 = latency(99)
        else { throw Failure("wrk printed no results") }
        (requestsPerSecond, self.latency50, self.latency99) = (rate, latency50, latency99)
    }
}
