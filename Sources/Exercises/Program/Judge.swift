// `stdout` is a variable of C, which Swift 6 would not let us read.
@preconcurrency import Foundation
import NeuralNetwork

/// What became of one answer.
package struct Judgment: Sendable {
    package let verdict: Verdict
    /// What the answer's code printed.
    package var printed = ""
}

/// Judges answers in a child process, so that a trap or an endless loop in one of them ends the child alone. The next
/// child goes on with the answers that are left.
package struct Judge {
    /// The first argument of a child. The places of the answers follow, counted from 0.
    package static let command = "judge"

    private let program: URL?
    private let limit: Int

    /// - Parameters:
    ///   - program: One that calls `runExercises`; this one, if no other is given.
    ///   - limit: How many seconds an answer may take.
    package init(program: URL? = Bundle.main.executableURL, limit: Int = 10) {
        (self.program, self.limit) = (program, limit)
    }

    /// What the child does: writes a verdict a line. What the answers print goes to standard error.
    static func judge(_ places: [Int], of answers: [Answered]) {
        let verdicts = FileHandle(fileDescriptor: dup(STDOUT_FILENO))
        dup2(STDERR_FILENO, STDOUT_FILENO)
        // What was printed before a trap must not be lost.
        setvbuf(stdout, nil, _IOLBF, 0)
        for place in places where answers.indices.contains(place) {
            let verdict = answers[place].verdict()
            fflush(nil)
            // Encoding fails for no verdict.
            guard let line = try? JSONEncoder().encode(verdict) else { continue }
            try? verdicts.write(contentsOf: line + Data("\n".utf8))
        }
    }

    /// The judgments of the answers at some places, in order. Of many answers two children judge every other one.
    package func judgments(of places: [Int]) throws -> [Judgment] {
        guard places.count > 8 else { return try judgedInTurn(places) }
        let halves = (0..<2).map { half in places.indices.filter { $0 % 2 == half } }
        let judged = try inParallel(2) { half in try judgedInTurn(halves[half].map { places[$0] }) }
        return places.indices.map { judged[$0 % 2][$0 / 2] }
    }

    /// The judgments of the answers at some places, by one child after the other.
    private func judgedInTurn(_ places: [Int]) throws -> [Judgment] {
        var judgments: [Judgment] = []
        while judgments.count < places.count {
            let rest = Array(places[judgments.count...])
            let child = try Child(program, judging: rest)
            for _ in rest {
                guard let line = child.nextLine(within: .seconds(limit)) else {
                    judgments.append(Judgment(verdict: .wrong(child.end(limit: limit).reason)))
                    break
                }
                judgments.append(Judgment(verdict: try JSONDecoder().decode(Verdict.self, from: line)))
            }
            // Of several answers it couldn't be said which one printed what.
            let printed = child.end(limit: limit).printed
            if places.count == 1 { judgments[judgments.count - 1].printed = printed }
        }
        return judgments
    }
}

/// A process that judges, and what has come from it.
private final class Child {
    private let process = Process()
    private let output = Pipe()
    private let errors: FileHandle
    private let errorFile: URL
    private var received: [UInt8] = []
    private var hasRunOut = false
    private var ending: (reason: String, printed: String)?

    init(_ program: URL?, judging places: [Int]) throws {
        errorFile = FileManager.default.temporaryDirectory.appendingPathComponent("exercises-\(UUID().uuidString)")
        try Data().write(to: errorFile)
        errors = try FileHandle(forUpdating: errorFile)
        process.executableURL = program
        process.arguments = [Judge.command] + places.map(String.init)
        // The trace of a trap takes seconds, and says nothing that a beginner could use.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
    }

    deinit {
        try? FileManager.default.removeItem(at: errorFile)
    }

    /// The next line; nil when the child ends without one, or takes longer.
    func nextLine(within limit: Duration) -> Data? {
        let deadline = ContinuousClock.now + limit
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeFirst(end + 1) }
                return Data(received[..<end])
            }
            let left = deadline - ContinuousClock.now
            let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
            var file = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&file, 1, Int32(max(milliseconds, 0)))
            if ready < 0 && errno == EINTR { continue }
            guard ready > 0 else {
                hasRunOut = true
                return nil
            }
            let bytes = output.fileHandleForReading.availableData
            if bytes.isEmpty { return nil }
            received += bytes
        }
    }

    /// Ends the child if it hasn't ended. Why it gave no further verdict, and what the answers printed.
    func end(limit: Int) -> (reason: String, printed: String) {
        if let ending { return ending }
        if hasRunOut { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        let text = String(decoding: (try? Data(contentsOf: errorFile)) ?? Data(), as: UTF8.self)
        let lines = text.split(separator: "\n")
        let isTrap = { (line: Substring) in line.contains("Fatal error: ") }
        let message = lines.last(where: isTrap)?.firstMatch(of: /Fatal error: (.*)/).map { String($0.1) } ?? ""
        let reason =
            if hasRunOut {
                "It takes longer than \(limit) seconds. Does a loop in it never end?"
            } else if process.terminationReason == .exit {
                "It ends the program."
            } else {
                "It stops the program" + (message.isEmpty ? "." : ": \(message)" + (message.hasSuffix(".") ? "" : "."))
            }
        let printed = lines.filter { !isTrap($0) && !$0.hasPrefix("*** ") }.joined(separator: "\n")
        ending = (reason, printed)
        return (reason, printed)
    }
}
