import Foundation

/// Shows the course's table of results: what the lessons before this one found, quoted from their transcripts, and
/// what this run adds.
///
/// - Parameter added: For each new row what was tried, and what came of it.
@MainActor
public func results(_ added: (tried: String, outcome: String)..., file: String = #filePath, line: Int = #line) {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    let number = ResultRow.lessonNumber(folder.lastPathComponent) ?? 0
    let lessons = folder.deletingLastPathComponent()
    let (quoted, missing) = ResultRow.quoted(from: lessons, before: number)
    if !missing.isEmpty {
        let numbers = missing.map(String.init).joined(separator: ", ")
        StandardError.write(
            "In \(lessons.path) there is no transcript to read of lesson \(numbers): the table lacks its results.")
    }
    let rows = quoted + added.map { ResultRow(lesson: number, tried: $0.tried, outcome: $0.outcome) }
    Notebook.show(ResultRow.table(rows), file: file, line: line)
}

/// A row of the table of results.
struct ResultRow: Equatable {
    let lesson: Int
    let tried: String
    let outcome: String

    /// The rows as a lesson shows them, and as its transcript has them.
    static func table(_ rows: [ResultRow]) -> Table {
        Table(columns: [
            Column("lesson", rows.map(\.lesson)), Column("what was tried", rows.map(\.tried)),
            Column("what came out", rows.map(\.outcome)),
        ])
    }

    /// The rows in a transcript. A lesson may print other tables, so it's the heading that tells which one this is.
    static func rows(in transcript: String) -> [ResultRow] {
        let lines = transcript.lines
        let head = table([]).markdown ?? []
        guard let start = lines.indices.first(where: { lines[$0...].starts(with: head) }) else { return [] }
        return lines[(start + head.count)...].prefix { $0.hasPrefix("|") }.compactMap { line in
            let cells = Table.cells(line)
            guard cells.count == 3, let lesson = Int(cells[0]) else { return nil }
            return ResultRow(lesson: lesson, tried: cells[1], outcome: cells[2])
        }
    }

    /// The rows that the transcripts of earlier lessons add, in the lessons' order, and the numbers of the lessons
    /// of which there is no transcript to read.
    static func quoted(from lessons: URL, before limit: Int) -> (rows: [ResultRow], missing: [Int]) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: lessons.path)) ?? []
        var (rows, missing): ([ResultRow], [Int]) = ([], [])
        for number in 1..<max(limit, 1) {
            let transcripts = names.filter { lessonNumber($0) == number }.compactMap {
                try? String(contentsOf: lessons.appendingPathComponent("\($0)/README.md"), encoding: .utf8)
            }
            if transcripts.isEmpty { missing.append(number) }
            rows += transcripts.flatMap(Self.rows).filter { $0.lesson == number }
        }
        return (rows, missing)
    }

    /// 3 for `lesson-03-feedforward`.
    static func lessonNumber(_ slug: String) -> Int? {
        let parts = slug.split(separator: "-")
        return parts.count > 1 && parts[0] == "lesson" ? Int(parts[1]) : nil
    }
}
