import Foundation

/// Shows the course's table of results: what the lessons before this one found, quoted from their transcripts, and
/// what this run adds.
///
/// - Parameter added: For each new row what was tried, and what came of it.
@MainActor
public func results(_ added: (tried: String, outcome: String)..., file: String = #filePath, line: Int = #line) {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    let number = ResultRow.lessonNumber(folder.lastPathComponent) ?? 0
    let rows = ResultRow.quoted(from: folder.deletingLastPathComponent(), before: number)
        + added.map { ResultRow(lesson: number, tried: $0.tried, outcome: $0.outcome) }
    let columns = [
        Column("lesson", rows.map(\.lesson)), Column("what was tried", rows.map(\.tried)),
        Column("what came out", rows.map(\.outcome)),
    ]
    Notebook.show(Table(columns: columns), file: file, line: line)
}

/// A row of the table of results.
struct ResultRow: Equatable {
    let lesson: Int
    let tried: String
    let outcome: String

    /// 3 for `lesson-03-feedforward`.
    static func lessonNumber(_ slug: String) -> Int? {
        let parts = slug.split(separator: "-")
        return parts.count > 1 && parts[0] == "lesson" ? Int(parts[1]) : nil
    }

    /// The rows that the transcripts of earlier lessons add, in the lessons' order.
    static func quoted(from lessons: URL, before limit: Int) -> [ResultRow] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: lessons.path)) ?? []
        return names.sorted().flatMap { name -> [ResultRow] in
            let transcript = lessons.appendingPathComponent("\(name)/README.md")
            guard let number = lessonNumber(name), number < limit,
                let text = try? String(contentsOf: transcript, encoding: .utf8)
            else { return [] }
            return text.split(separator: "\n").compactMap { ResultRow($0) }.filter { $0.lesson == number }
        }
    }

    init(lesson: Int, tried: String, outcome: String) {
        (self.lesson, self.tried, self.outcome) = (lesson, tried, outcome)
    }

    /// A row as a transcript has it: `| 3 | what was tried | what came out |`.
    init?(_ line: Substring) {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        guard line.hasPrefix("|"), cells.count == 3, let lesson = Int(cells[0]) else { return nil }
        self.init(lesson: lesson, tried: cells[1], outcome: cells[2])
    }
}
