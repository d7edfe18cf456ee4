import Foundation

/// The folder of the data files: `Data`, in the package.
///
/// The environment variable `LESSON_DATA` puts another folder in its place.
enum DataFolder {
    /// Where a data file is.
    ///
    /// If `LESSON_DATA` is set and not empty, it must be there. Otherwise it is looked for in the package, where this
    /// source was when it was compiled; then, if the program was moved, in a folder `Data` beside the program or
    /// anywhere above it; then beside the working directory's files or anywhere above.
    ///
    /// - Throws: a `CocoaError` whose `localizedDescription` says in one line where it looked and what to do.
    static func url(of fileName: String) throws -> URL {
        try url(
            of: fileName,
            environment: ProcessInfo.processInfo.environment,
            package: URL(fileURLWithPath: #filePath)
                .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent(),
            program: Bundle.main.executableURL,
            workingDirectory: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
    }

    /// The same, with all that the answer depends on, except for the files themselves, handed in.
    static func url(
        of fileName: String, environment: [String: String], package: URL, program: URL?, workingDirectory: URL
    ) throws -> URL {
        if let chosen = environment["LESSON_DATA"], !chosen.isEmpty {
            let folder = URL(fileURLWithPath: chosen)
            if let file = existing(fileName, in: folder) { return file }
            throw CocoaError(
                .fileReadNoSuchFile,
                message: "\(fileName) is not in \(folder.path), the folder that LESSON_DATA names; put it there, "
                    + "or unset LESSON_DATA")
        }

        let packageFolder = package.appendingPathComponent("Data")
        var starts = [workingDirectory]
        if let program = program?.resolvingSymlinksInPath().deletingLastPathComponent(),
            program.path != workingDirectory.path
        {
            starts.insert(program, at: 0)
        }
        let folders = starts.flatMap { upward(from: $0).map { $0.appendingPathComponent("Data") } }
        for folder in [packageFolder] + folders {
            if let file = existing(fileName, in: folder) { return file }
        }
        throw CocoaError(
            .fileReadNoSuchFile,
            message: "\(fileName) is not in \(packageFolder.path), nor in any folder Data above "
                + starts.map(\.path).joined(separator: " or ")
                + "; run this inside the package, or set LESSON_DATA to the folder that holds it")
    }

    private static func existing(_ fileName: String, in folder: URL) -> URL? {
        let file = folder.appendingPathComponent(fileName)
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }

    /// A folder, the one it is in, and so on, up to the root.
    private static func upward(from folder: URL) -> [URL] {
        var folders = [folder.standardizedFileURL]
        // Comparing the number of components, because above the root there might be `/..`.
        while let last = folders.last, last.pathComponents.count > 1 {
            folders.append(last.deletingLastPathComponent())
        }
        return folders
    }
}
