import Foundation

/// The course as its files say it is.
public enum Course {
    /// The names of the lessons in their order, as Package.swift lists them.
    public static let lessons: [String] = {
        let manifest = (try? text("Package.swift")) ?? ""
        return manifest.matches(of: /(?m)^    \("(lesson-[0-9a-z-]+)", \[/).map { String($0.1) }
    }()

    /// Whether the whole of MNIST is there; it is, since it is a part of the package.
    public static let hasWholeMNIST = true

    /// Whether a lesson trains with the whole of MNIST where it is there. It then takes `--data sample`, too.
    public static func takesWholeMNIST(_ lesson: String) -> Bool {
        (try? text("Lessons/\(lesson)/main.swift"))?.contains("Digits.full()") == true
    }

    /// The lessons whose committed transcript can be printed here.
    public static let reproducibleLessons = lessons.filter { hasWholeMNIST || !takesWholeMNIST($0) }

    private static let outputs = OnceEach<String, ProgramResult>()

    /// What a lesson prints without parameters and outside a terminal. It is run once, however many tests ask.
    public static func output(of lesson: String) throws -> ProgramResult {
        try outputs.value(for: lesson) { try Program.run(lesson) }
    }

    /// The text of a file of the package.
    public static func text(_ path: String) throws -> String {
        try String(contentsOf: PackageFiles.root.appendingPathComponent(path), encoding: .utf8)
    }
}
