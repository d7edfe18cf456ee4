import Foundation

/// The course as its files say it is.
public enum Course {
    /// The names of the lessons in their order: the folders in `Lessons` whose names have a number.
    public static let lessons: [String] = {
        let folder = PackageFiles.root.appendingPathComponent("Lessons").path
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return entries.filter { $0.hasPrefix("lesson-") }.sorted()
    }()

    /// Two lessons for what is the same with every lesson: one reads digits, one trains, and both take little time.
    public static let quickLessons = ["lesson-03-feedforward", "lesson-12-perceptron"]

    /// The text of a file of the package.
    public static func text(_ path: String) throws -> String {
        let file = PackageFiles.root.appendingPathComponent(path)
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw MissingFile(description: "The package has no file \(path)")
        }
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// The paths of the package's files, but for those that the build makes and those that Git ignores.
    public static func files() throws -> [String] {
        let ignored = try text(".gitignore").split(separator: "\n").map { $0.hasSuffix("/") ? $0.dropLast() : $0 }
        guard let all = FileManager.default.enumerator(atPath: PackageFiles.root.path) else { return [] }
        var files: [String] = []
        for case let path as String in all {
            let name = path.split(separator: "/").last ?? ""
            if name == ".git" || ignored.contains(where: { $0 == name || $0 == path }) {
                all.skipDescendants()
            } else if all.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
                files.append(path)
            }
        }
        return files
    }
}

/// A file that should be in the package and isn't.
private struct MissingFile: Error, CustomStringConvertible {
    let description: String
}
