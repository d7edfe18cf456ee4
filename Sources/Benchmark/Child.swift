import Foundation

/// A program that was run to its end, and what can be seen of that from outside.
///
/// Foundation's `Process` doesn't tell the memory of one child, and `wait4` does.
struct Child {
    let output: String

    /// The most memory it had at once, in bytes.
    let peakMemory: Double

    /// From the start until the output held the mark that was looked for; nil when it never did.
    let secondsToMark: Double?

    /// Runs a program.
    ///
    /// - Parameters:
    ///   - command: A path, or a name to be looked for in PATH; and its arguments.
    ///   - mark: A text that the output is watched for.
    /// - Throws: a `ChildError` if it can't be started or fails, and an `Interruption` if it, or this program, was told
    ///   to end.
    init(_ command: [String], until mark: String? = nil) throws {
        let (output, errors) = (
            Pipe(), FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        )
        defer { try? FileManager.default.removeItem(at: errors) }

        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.fileHandleForWriting.fileDescriptor, STDOUT_FILENO)
        // Into a file, because of two pipes one might fill while the other is read.
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.path, O_WRONLY | O_CREAT, 0o600)

        var arguments = command.map { strdup($0) } + [nil]
        var environment = ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + environment { free(text) } }

        var process = pid_t()
        let start = ContinuousClock.now
        let code = posix_spawnp(&process, command[0], &actions, nil, &arguments, &environment)
        guard code == 0 else {
            throw code == ENOENT ? ChildError.notInstalled : .failed(String(cString: strerror(code)))
        }
        // Ours must be closed, or the pipe would never end.
        try output.fileHandleForWriting.close()
        let (bytes, secondsToMark) = Self.read(output.fileHandleForReading.fileDescriptor, until: mark, since: start)

        var (status, usage) = (Int32(), rusage())
        while wait4(process, &status, 0, &usage) == -1 && errno == EINTR {}
        // The low seven bits are the signal that ended it, and the next byte is its exit status.
        let (number, exitStatus) = (status & 0x7F, status >> 8 & 0xFF)
        if Interruption.received != 0 { throw Interruption(number: Interruption.received) }
        if number == SIGINT { throw Interruption(number: number) }
        guard status == 0 else {
            let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
            let reason = text.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
            throw ChildError.failed((number == 0 ? "status \(exitStatus)" : "signal \(number)") + reason)
        }

        self.output = String(decoding: bytes, as: UTF8.self)
        self.secondsToMark = secondsToMark
        #if canImport(Darwin)
            peakMemory = Double(usage.ru_maxrss)
        #else
            peakMemory = Double(usage.ru_maxrss) * 1024
        #endif
    }

    /// Reads all that a child prints, and takes the time at which the mark has come.
    private static func read(
        _ descriptor: Int32, until mark: String?, since start: ContinuousClock.Instant
    ) -> (Data, Double?) {
        var (bytes, secondsToMark) = (Data(), Double?.none)
        let mark = mark.map { Data($0.utf8) }
        // Not FileHandle's reading, which waits until as much as it was asked for is there.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return (bytes, secondsToMark) }
            bytes.append(contentsOf: buffer.prefix(count))
            if let mark, secondsToMark == nil, bytes.range(of: mark) != nil {
                secondsToMark = (ContinuousClock.now - start) / .seconds(1)
            }
        }
    }

    /// The last line of the output, as the numbers that it is in JSON.
    func numbers() throws -> [String: Double] {
        let line = output.split(separator: "\n").last ?? ""
        guard let numbers = try? JSONDecoder().decode([String: Double].self, from: Data(line.utf8)) else {
            throw ChildError.failed("it printed no numbers")
        }
        return numbers
    }
}

/// Why a child has no results.
enum ChildError: LocalizedError, Equatable {
    case notInstalled
    case failed(String)

    var errorDescription: String? {
        switch self {
        case .notInstalled: "not installed"
        case .failed(let reason): "failed, \(reason)"
        }
    }
}

/// Somebody wants this program to end.
///
/// An interrupted run should leave no files, so it waits for the child that runs now, and removes the temporary folder.
/// Control-C on a terminal ends the child, too.
struct Interruption: Error {
    let number: Int32

    /// The signal that has come; 0 while none has. A signal's handler may do no more than set such a number.
    nonisolated(unsafe) fileprivate static var received: sig_atomic_t = 0

    static func watch() {
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number) { Interruption.received = $0 } }
    }
}
