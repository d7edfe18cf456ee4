import Foundation

/// The course as its files say it is.
public enum Course {
    /// The names of the lessons in their order, as Package.swift lists them.
    public static let lessons: [String] = {
        let manifest = (try? text("Package.swift")) ?? ""
        return manifest.matches(of: /(?m)^    "(lesson-[0-9a-z-]+)",$/).map { String($0.1) }
    }()

    /// The text of a file of the package.
    public static func text(_ path: String) throws -> String {
        try String(contentsOf: PackageFiles.root.appendingPathComponent(path), encoding: .utf8)
    }
}
