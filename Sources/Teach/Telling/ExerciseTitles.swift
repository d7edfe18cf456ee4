import Foundation

/// The titles of the exercises in a file of them: comments that begin with a number, `// 5.2  Hand the errors back`.
package func exerciseTitles(in text: String) -> [(number: String, title: String, line: Int)] {
    text.lines.enumerated().compactMap { index, line in
        // A regular expression is compiled anew at each use: asked of every line of a file it takes 7 ms, asked only
        // where it may match, 0.3 ms.
        guard line.hasPrefix("// "), line.utf8.dropFirst(3).first.map({ 0x30...0x39 ~= $0 }) == true else { return nil }
        return line.firstMatch(of: /^\/\/ ([0-9]+\.[0-9]+)  (.+)$/).map { (String($0.1), String($0.2), index + 1) }
    }
}

/// The exercises of a lesson: where they are, and what they are called.
package struct ExerciseFile {
    /// `05-backprop.swift`, in the folder `exercises` beside the lessons.
    package let name: String
    private let lesson: String
    private let titles: [String]

    /// - Parameter lessons: The folder of all lessons. Nil where the lesson has no exercises.
    package init?(lesson: String, in lessons: URL) {
        name = lesson.replacing(/^lesson-/, with: "") + ".swift"
        let file = lessons.appendingPathComponent("exercises/\(name)")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
        self.lesson = lesson
        titles = exerciseTitles(in: text).map { "\($0.number) \($0.title)" }
    }

    /// What a lesson says of them at its end, in Markdown.
    package var announcement: [String] {
        let number = lesson.split(separator: "-").dropFirst().first ?? ""
        return ["## Exercises", "", "In `Lessons/exercises/\(name)`, judged by", ""]
            + ["    make exercises ARGS=lesson-\(number)", ""] + titles.map { "- \($0)" }
    }
}
