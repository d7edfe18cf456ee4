import Foundation
import Teach

/// The table of all exercises in `Lessons/exercises/README.md`.
enum ExercisesTable {
    private static let head = ["| exercise | title |", "| --- | --- |"]

    /// The rows: each exercise's number, which leads to its file, and its title.
    ///
    /// - Parameter lessons: The names of the lessons, in order, and the text of each one's exercises.
    static func rows(_ lessons: [(name: String, text: String)]) -> [String] {
        lessons.flatMap { name, text in
            exerciseTitles(in: text).map { number, title, line in
                "| [\(number)](\(name.replacing(/^lesson-/, with: "")).swift#L\(line)) | \(title) |"
            }
        }
    }

    /// A text with these rows in place of its own; nil where it has no such table.
    static func replaced(in text: String, by rows: [String]) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let start = lines.indices.first(where: { lines[$0...].starts(with: head) }) else { return nil }
        let first = start + head.count
        let end = lines[first...].firstIndex { !$0.hasPrefix("|") } ?? lines.count
        lines.replaceSubrange(first..<end, with: rows)
        return lines.joined(separator: "\n")
    }
}

extension Tool {
    /// Lists the titles of all exercises in `Lessons/exercises/README.md`.
    func writeExercises() throws {
        let folder = root.appendingPathComponent("Lessons/exercises")
        let readme = folder.appendingPathComponent("README.md")
        let texts = try lessons.map { name in
            let file = folder.appendingPathComponent(name.replacing(/^lesson-/, with: "") + ".swift")
            return (name, try String(contentsOf: file, encoding: .utf8))
        }
        let old = try String(contentsOf: readme, encoding: .utf8)
        guard let new = ExercisesTable.replaced(in: old, by: ExercisesTable.rows(texts)) else {
            throw Failure(message: "Lessons/exercises/README.md has no table of exercises")
        }
        try new.write(to: readme, atomically: true, encoding: .utf8)
    }
}
