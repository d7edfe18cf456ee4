import Foundation

/// The titles of the exercises in a file of them: comments that begin with a number, `// 5.2  Hand the errors back`.
package func exerciseTitles(in text: String) -> [(number: String, title: String, line: Int)] {
    text.lines.enumerated().compactMap { index, line in
        // Without a regular expression, which takes 60 µs for each title: the exercises' program reads them all at its
        // start.
        guard line.hasPrefix("// ") else { return nil }
        let number = line.dropFirst("// ".count).prefix { $0 != " " }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        let title = line.dropFirst("// ".count + number.count)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
            title.hasPrefix("  "), title.count > 2
        else { return nil }
        return (String(number), String(title.dropFirst(2)), index + 1)
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
