// `stdout` is a variable of C, which Swift 6 would not let us read.
@preconcurrency import Foundation
import NeuralNetwork

/// What became of one answer.
package struct Judgment: Sendable {
    package let verdict: Verdict
    /// What the answer's code printed.
    package var printed = ""

    var isUnanswered: Bool {
        if case .unanswered = verdict { true } else { false }
    }
}

/// What a child writes of an answer, on a line of its own.
private struct Report: Codable {
    let verdict: Verdict
    /// How many bytes the answers have printed up to here.
    let printed: Int
}

/// Judges answers in a child process, so that a trap or an endless loop in one of them ends the child alone. The next
/// child goes on with the answers that are left.
package struct Judge {
    /// The first argument of a child. The number of the parent's process follows, and then the places of the answers,
    /// counted from 0.
    package static let command = "--judge-places"

    private let program: URL?
    private let limit: Int
    private let experiments: Set<Int>

    /// - Parameters:
    ///   - program: One that calls `runExercises`; this one, if no other is given.
    ///   - limit: How many seconds an answer may take.
    ///   - experiments: The places of the answers that are judged by training networks. They get six times as long:
    ///     what takes a second or two may take ten on a slow machine.
    package init(program: URL? = Bundle.main.executableURL, limit: Int = 10, experiments: Set<Int> = []) {
        (self.program, self.limit, self.experiments) = (program, limit, experiments)
    }

    /// What the child does: writes a report a line. What the answers print goes to the file that it gets as standard
    /// input.
    static func judge(_ places: [Int], of answers: [Answered], parent: Int) {
        // Without its parent nobody waits for a verdict: a program that is interrupted must not leave a loop behind.
        Thread.detachNewThread {
            while Int(getppid()) == parent { sleep(1) }
            _exit(1)
        }
        // Of memory the experiments need less than half of the two gigabytes, and the thread of each core some for its
        // stack; macOS doesn't hold to that limit.
        let stacks = rlim_t(ProcessInfo.processInfo.activeProcessorCount) << 24
        Resource.limit(Resource.memory, to: (2 << 30) + stacks)
        signal(SIGXFSZ, SIG_IGN)

        let reports = FileHandle(fileDescriptor: dup(STDOUT_FILENO))
        dup2(STDIN_FILENO, STDOUT_FILENO)
        // What was printed before a trap must not be lost.
        setvbuf(stdout, nil, _IOLBF, 0)
        var end = 0
        for place in places where answers.indices.contains(place) {
            // What an answer prints beyond a quarter of a megabyte is lost, and it is judged all the same.
            Resource.limit(Resource.fileSize, to: rlim_t(end) + (1 << 18))
            let verdict = answers[place].verdict()
            fflush(nil)
            end = max(end, Int(lseek(STDOUT_FILENO, 0, SEEK_CUR)))
            let report = Report(verdict: verdict, printed: end)
            // Encoding fails for no report.
            guard let line = try? JSONEncoder().encode(report) else { continue }
            try? reports.write(contentsOf: line + Data("\n".utf8))
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
            let rest = places[judgments.count...]
            let child = try Child(program, judging: Array(rest))
            var verdicts: [Verdict] = []
            var ends = [0]
            var reason: String?
            for place in rest {
                let isExperiment = experiments.contains(place)
                let seconds = isExperiment ? 6 * limit : limit
                guard let line = child.nextLine(within: .seconds(seconds)) else {
                    reason = child.finish(afterSeconds: seconds, isExperiment: isExperiment)
                    break
                }
                let report = try JSONDecoder().decode(Report.self, from: line)
                verdicts.append(report.verdict)
                ends.append(report.printed)
            }
            if let reason { verdicts.append(.wrong(reason)) } else { child.finish() }
            for (index, verdict) in verdicts.enumerated() {
                let end = index + 1 < ends.count ? ends[index + 1] : nil
                judgments.append(Judgment(verdict: verdict, printed: child.printed(from: ends[index], to: end)))
            }
        }
        return judgments
    }
}

private enum Resource {
    #if canImport(Glibc)
        typealias Number = __rlimit_resource_t
        static let fileSize = Number(RLIMIT_FSIZE.rawValue)
        static let memory = Number(RLIMIT_DATA.rawValue)
    #else
        typealias Number = Int32
        static let fileSize = RLIMIT_FSIZE
        static let memory = RLIMIT_DATA
    #endif

    /// Sets the limit that may be raised again.
    static func limit(_ resource: Number, to most: rlim_t) {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = min(most, limit.rlim_max)
        _ = setrlimit(resource, &limit)
    }
}

/// A process that judges, and what has come from it.
private final class Child {
    private let process = Process()
    private let output = Pipe()
    /// What the answers print. It is kept apart from what the runtime says of a trap, so that there is room for that.
    private let prints: FileHandle
    private let errors: FileHandle
    private var received: [UInt8] = []
    private var hasRunOut = false
    private var printed: [UInt8] = []

    init(_ program: URL?, judging places: [Int]) throws {
        prints = try Self.namelessFile()
        errors = try Self.namelessFile()
        process.executableURL = program
        process.arguments = [Judge.command, "\(getpid())"] + places.map(String.init)
        // The trace of a trap takes seconds, and says nothing that a beginner could use.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        // Standard output is for the reports. Whoever reads from this file finds its end.
        process.standardInput = prints
        process.standardOutput = output
        process.standardError = errors
        try process.run()
    }

    private static func namelessFile() throws -> FileHandle {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("exercises-\(UUID().uuidString)")
        try Data().write(to: file)
        // An open file stays readable without its name, and is gone with the last process that has it.
        defer { try? FileManager.default.removeItem(at: file) }
        return try FileHandle(forUpdating: file)
    }

    private static func contents(of file: FileHandle) -> [UInt8] {
        try? file.seek(toOffset: 0)
        return Array((try? file.readToEnd()) ?? Data())
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

    /// Waits for the child's end, or ends it if it has run out of time, and reads what was printed.
    func finish() {
        if hasRunOut { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        printed = Self.contents(of: prints)
    }

    /// Waits for the child's end, as `finish` does, and says in a sentence why there is no verdict.
    func finish(afterSeconds limit: Int, isExperiment: Bool) -> String {
        finish()
        if hasRunOut {
            return "It takes longer than \(limit == 1 ? "a second" : "\(limit) seconds")."
                + (isExperiment ? "" : " Does a loop in it never end?")
        }
        if process.terminationReason == .exit { return "It ends the program." }
        let said = String(decoding: Self.contents(of: errors), as: UTF8.self).split(separator: "\n")
        let trap = said.last { $0.contains("Fatal error: ") }
        if let message = trap?.firstMatch(of: /Fatal error: (.+)/)?.1 {
            if message.hasPrefix("failed to allocate") {
                return "It wants more than two gigabytes of memory. Does a list in it grow without end?"
            }
            return "It stops the program: \(message)" + (message.hasSuffix(".") ? "" : ".")
        }
        return switch process.terminationStatus {
        case SIGSEGV, SIGBUS: "It stops the program. Does a function in it call itself without end?"
        case SIGKILL: "It is stopped by the system. Does a list in it grow without end?"
        default: "It stops the program."
        }
    }

    /// What the answers printed, from a byte to another one, or to the end, without line ends around it.
    func printed(from start: Int, to end: Int?) -> String {
        let end = min(end ?? printed.count, printed.count)
        return String(decoding: printed[min(start, end)..<end], as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
