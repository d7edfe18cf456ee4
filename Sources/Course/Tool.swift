import Foundation
import Synchronization
import Teach

/// Why the tool can't go on, in one line, and the status with which it ends.
struct Failure: Error {
    let message: String
    var status: Int32 = 1
}

/// What the commands do. The lessons are the folders in `Lessons`; their programs stand beside the tool.
struct Tool {
    let root: URL
    let programs: URL
    let lessons: [String]

    init(root: URL, programs: URL) throws {
        (self.root, self.programs) = (root, programs)
        lessons = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Lessons").path)
            .filter { lessonNumber($0) != nil }.sorted()
    }

    /// The lesson that a word means: `3`, `03`, `lesson-3` and `lesson-03-feedforward` are the same one.
    func lesson(_ word: String) throws -> String {
        let number = word.replacing(/^lesson-/, with: "")
        guard let name = lessons.first(where: { $0 == word || lessonNumber($0) == Int(number) ?? -1 })
        else {
            throw Failure(
                message: "there is no \(word); the lessons are \(lessons.joined(separator: ", "))", status: 64)
        }
        return name
    }

    /// Runs all lessons in order. What is about the run, and no lesson's text, goes to standard error.
    func all(pausing: Bool) throws {
        let start = ContinuousClock.now
        for lesson in lessons {
            if lesson != lessons.first {
                print()
                fflush(nil)
                if pausing, !Terminal.waitForKey() { return }
            }
            let status = try runInForeground(programs.appendingPathComponent(lesson), pausing ? ["--pause"] : [])
            if pausing, status == ExitStatus.quit.rawValue { return }
            // `| head` has read enough.
            if status == 128 + SIGPIPE { exit(status) }
            if status != 0 { throw Failure(message: "\(lesson) ended with status \(status)", status: status) }
        }
        report("\(lessons.count) lessons took \((ContinuousClock.now - start).components.seconds) s.")
    }

    /// Writes what lessons print into their READMEs, several at a time. A lesson that fails leaves its old transcript.
    func writeTranscripts(_ lessons: [String]) throws {
        try concurrently(lessons.count) { index in
            let readme = root.appendingPathComponent("Lessons/\(lessons[index])/README.md")
            try write(lessons[index], ["--format", "markdown"], to: readme)
        }
    }

    /// Does several things at a time, all of them even if one fails, and reports all failures in one.
    func concurrently(_ count: Int, _ work: @Sendable (Int) throws -> Void) throws {
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            do {
                try work(index)
            } catch {
                failures.withLock { $0.append((error as? Failure)?.message ?? error.localizedDescription) }
            }
        }
        let messages = failures.withLock { $0 }
        if !messages.isEmpty { throw Failure(message: messages.sorted().joined(separator: "; ")) }
    }

    /// Runs a lesson, and puts what it prints into a file.
    ///
    /// - Parameter file: The file, which is replaced at once, never half; none for a lesson that prints nothing.
    func write(_ lesson: String, _ arguments: [String], to file: URL? = nil) throws {
        // Beside the programs: what an interrupted run leaves there is no file of the course.
        let new = programs.appendingPathComponent("\(lesson).new")
        defer { try? FileManager.default.removeItem(at: new) }
        try Data().write(to: new)
        let status = try run(
            programs.appendingPathComponent(lesson), arguments, without: "LESSON_DATA",
            output: FileHandle(forWritingTo: new))
        guard status == 0 else { throw Failure(message: "\(lesson) ended with status \(status)") }
        guard let file else { return }
        guard rename(new.path, file.path) == 0 else { throw Failure(message: "\(file.path) can't be replaced") }
    }

    /// Makes an empty folder in place of what is there.
    func renew(_ folder: URL) throws {
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Joins the rows of all transcripts' results in `Lessons/README.md`.
    func writeResults() throws {
        let file = root.appendingPathComponent("Lessons/README.md")
        let transcripts = try lessons.map { try root.text("Lessons/\($0)/README.md") }
        guard let joined = ResultsTable.joined(try root.text("Lessons/README.md"), from: transcripts) else {
            throw Failure(message: "Lessons/README.md or a transcript has no table of results")
        }
        try joined.write(to: file, atomically: true, encoding: .utf8)
    }

    /// Checks the lessons' general claims with ten seeds.
    func checkClaims() throws {
        let status = try run(
            URL(fileURLWithPath: "/usr/bin/env"), ["swift", "test", "--filter", "Claims"],
            setting: ["CLAIM_SEEDS": (1...10).map(String.init).joined(separator: " ")])
        if status != 0 { throw Failure(message: "a claim doesn't hold", status: status) }
    }

    /// Runs a program to its end, and returns its status.
    func run(
        _ program: URL, _ arguments: [String], setting variables: [String: String] = [:], without name: String? = nil,
        output: FileHandle = .standardOutput, errors: FileHandle = .standardError
    ) throws -> Int32 {
        try checkIsBuilt(program)
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = root
        process.environment = ProcessInfo.processInfo.environment.filter { $0.key != name }.merging(variables) { $1 }
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    }

    /// Runs a program in the process group of this one, so that keys, Control-C and Control-Z reach it as they reach
    /// the tool. Foundation's `Process` would give it a group of its own.
    private func runInForeground(_ program: URL, _ arguments: [String]) throws -> Int32 {
        try checkIsBuilt(program)
        let words = ([program.path] + arguments).map { strdup($0) } + [nil]
        let variables = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var child = pid_t()
        guard posix_spawn(&child, program.path, nil, nil, words, variables) == 0 else {
            throw Failure(message: "\(program.lastPathComponent) can't be started")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        // The status of a program that ended by itself is in the second byte, the signal that ended it in the first.
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    private func checkIsBuilt(_ program: URL) throws {
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw Failure(message: "\(program.lastPathComponent) isn't built; `swift build` builds it", status: 66)
        }
    }
}

extension URL {
    /// The text of a file in this folder.
    ///
    /// - Throws: a `Failure` that names the file.
    func text(_ path: String) throws -> String {
        do {
            return try String(contentsOf: appendingPathComponent(path), encoding: .utf8)
        } catch {
            throw Failure(message: "\(path) can't be read: \(error.localizedDescription)", status: 66)
        }
    }
}

/// Writes a line to standard error.
func report(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
}
