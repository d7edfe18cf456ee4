import Foundation
import Numerics

/// The folder of the data files: `Data`, in the package.
///
/// The environment variable `LESSON_DATA` puts another folder in its place, with files of the same names and forms.
enum DataFolder {
    /// Where a data file is.
    ///
    /// If `LESSON_DATA` is set and not empty, the file must be in the folder that it names. Otherwise the file is
    /// searched in the folder `Data` of the package in which this source was compiled; then, for a program that was
    /// moved, in a folder `Data` beside the program or above it; then in one in the working directory or above it.
    ///
    /// - Throws: a `CocoaError` whose `localizedDescription` names in one line the places that were searched, and what
    ///   to do.
    static func url(of fileName: String) throws -> URL {
        try url(
            of: fileName,
            environment: ProcessInfo.processInfo.environment, package: package,
            program: Bundle.main.executableURL, workingDirectory: workingDirectory)
    }

    /// The same, with the environment and the folders as parameters.
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

        for folder in folders(package: package, program: program, workingDirectory: workingDirectory) {
            if let file = existing(fileName, in: folder) { return file }
        }
        throw CocoaError(
            .fileReadNoSuchFile,
            message: "\(fileName) is not in \(package.path)/Data, nor in any folder Data above "
                + starts(program: program, workingDirectory: workingDirectory).map(\.path).joined(separator: " or ")
                + "; run this inside the package, or set LESSON_DATA to the folder that holds it")
    }

    /// The folder of the package in which this source was compiled.
    static var package: URL {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    /// The folder in which the program was started.
    static var workingDirectory: URL { URL(fileURLWithPath: FileManager.default.currentDirectoryPath) }

    /// All folders that may be `Data`, there or not, in the order in which they are searched.
    static func folders(package: URL, program: URL?, workingDirectory: URL) -> [URL] {
        ([package] + starts(program: program, workingDirectory: workingDirectory).flatMap { upward(from: $0) })
            .map { $0.appendingPathComponent("Data") }
    }

    /// The folders from which the search goes upward.
    private static func starts(program: URL?, workingDirectory: URL) -> [URL] {
        guard let program = program?.resolvingSymlinksInPath().deletingLastPathComponent(),
            program.path != workingDirectory.path
        else { return [workingDirectory] }
        return [program, workingDirectory]
    }

    /// A file of this name in the folder; nil if there is none.
    static func existing(_ fileName: String, in folder: URL) -> URL? {
        let file = folder.appendingPathComponent(fileName)
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }

    /// A folder, the one it is in, and so on, up to the root.
    private static func upward(from folder: URL) -> [URL] {
        var folders = [folder.standardizedFileURL]
        // Compare the number of components: the folder above the root might be `/..`.
        while let last = folders.last, last.pathComponents.count > 1 {
            folders.append(last.deletingLastPathComponent())
        }
        return folders
    }
}
