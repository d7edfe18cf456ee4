import Foundation
import Teach

/// The table of all exercises in `Lessons/exercises/README.md`.
enum ExercisesTable {
    static let table = MarkdownTable(head: ["| exercise | title |", "| --- | --- |"])

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
}

extension Tool {
    /// Lists the titles of all exercises in `Lessons/exercises/README.md`.
    func writeExercises() throws {
        let readme = "Lessons/exercises/README.md"
        let texts = try lessons.map { name in
            (name, try root.text("Lessons/exercises/\(name.replacing(/^lesson-/, with: "")).swift"))
        }
        guard let new = ExercisesTable.table.replaced(in: try root.text(readme), by: ExercisesTable.rows(texts)) else {
            throw Failure(message: "\(readme) has no table of exercises")
        }
        try new.write(to: root.appendingPathComponent(readme), atomically: true, encoding: .utf8)
    }
}
