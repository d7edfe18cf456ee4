import Foundation

/// What a program printed, and how it ended.
public struct ProgramResult: Sendable {
    public let output: String
    public let errors: String
    public let status: Int32

    /// Whether it was ended by a signal, as by a crash.
    public let wasKilled: Bool
}

/// Whether what a process has written to standard error, an exit test's `standardErrorContent`, contains a text.
public func errors(_ bytes: [UInt8]?, contain text: String) -> Bool {
    String(decoding: bytes ?? [], as: UTF8.self).contains(text)
}

/// The programs of this package, as built beside the tests that run now.
public enum Program {
    /// Where the build puts its products.
    public static let folder: URL = {
        #if os(macOS)
            // A helper of the toolchain has loaded the tests, which are a bundle; this class is in there.
            return Bundle(for: Marker.self).bundleURL.deletingLastPathComponent()
        #else
            return (Bundle.main.executableURL ?? Bundle.main.bundleURL).deletingLastPathComponent()
        #endif
    }()

    private final class Marker {}

    /// Runs a program to its end.
    ///
    /// What it prints goes to files: a pipe that nobody empties would stop a program that prints much.
    ///
    /// - Parameters:
    ///   - environment: Variables to set beside those of the tests. Those that steer colors or data are removed first.
    ///   - directory: The working directory; the package's root when there is none.
    public static func run(
        _ name: String, _ arguments: [String] = [], environment: [String: String] = [:], directory: URL? = nil
    ) throws -> ProgramResult {
        try run(folder.appendingPathComponent(name), arguments, environment: environment, directory: directory)
    }

    /// The same for a program anywhere.
    public static func run(
        _ executable: URL, _ arguments: [String] = [], environment: [String: String] = [:], directory: URL? = nil
    ) throws -> ProgramResult {
        try TemporaryFolder.with { folder in
            let files = ["output", "errors"].map { folder.appendingPathComponent($0) }
            for file in files { try Data().write(to: file) }
            let process = Process()
            process.executableURL = executable
            process.arguments = arguments
            process.currentDirectoryURL = directory ?? PackageFiles.root
            process.environment = ProcessInfo.processInfo.environment
                .filter { !["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "LESSON_DATA"].contains($0.key) }
                .merging(environment) { $1 }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: files[0])
            process.standardError = try FileHandle(forWritingTo: files[1])
            try process.run()
            process.waitUntilExit()
            let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
            return ProgramResult(
                output: texts[0], errors: texts[1], status: process.terminationStatus,
                wasKilled: process.terminationReason == .uncaughtSignal)
        }
    }
}

/// A new folder that is gone afterward.
public enum TemporaryFolder {
    /// Calls a function with it.
    public static func with<Value>(_ body: (URL) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("lesson-tests-\(UUID().uuidString)").resolvingSymlinksInPath()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}
