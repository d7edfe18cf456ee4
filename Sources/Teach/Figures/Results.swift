import Foundation

/// Shows what a lesson adds to the course's table of results, which `Lessons/README.md` holds whole.
///
/// - Parameter added: For each row what was tried, and what came of it.
@MainActor
public func results(_ added: (tried: String, outcome: String)..., file: String = #filePath, line: Int = #line) {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().lastPathComponent
    let number = folder.split(separator: "-").dropFirst().first.flatMap { Int($0) } ?? 0
    let rows = Table(columns: [
        Column("lesson", added.map { _ in number }), Column("what was tried", added.map(\.tried)),
        Column("what came out", added.map(\.outcome)),
    ])
    Notebook.show(rows, file: file, line: line)
}
