import Foundation
import TestSupport
import Testing

/// How much a reader is given at a time, counted in what a lesson prints.
@Suite("Limits of a lesson")
struct LimitTests {
    @Test("A lesson has at most 1,700 words of prose", arguments: Course.lessons)
    func words(lesson: String) throws {
        // The titles of the exercises at the end are not part of what is told.
        let told = try LessonRun(lesson).blocks.filter { $0.kind == "prose" && !$0.text.hasPrefix("## Exercises\n") }
        let prose = told.map(\.text).joined(separator: "\n")
        // A sign by itself, as of a heading, a list or a formula, is no word.
        let words = prose.split(whereSeparator: \.isWhitespace).filter { $0.contains { $0.isLetter || $0.isNumber } }
        #expect(words.count <= 1700, "\(lesson) has \(words.count)")
    }

    @Test("A lesson shows at most 190 lines of code, and at most fifteen in a cell", arguments: Course.lessons)
    func lines(lesson: String) throws {
        let cells = try LessonRun(lesson).blocks.filter { $0.kind == "code" }.map { cell in
            (number: cell.cell ?? 0, lines: cell.text.split(separator: "\n").count { !$0.allSatisfy(\.isWhitespace) })
        }
        let sum = cells.map(\.lines).reduce(0, +)
        #expect(sum <= 190, "\(lesson) shows \(sum)")
        for cell in cells {
            #expect(cell.lines <= 15, "cell \(cell.number) of \(lesson) has \(cell.lines)")
        }
    }

    @Test("No line of Swift is longer than 120 columns, but for a string by itself")
    func columns() throws {
        let sources = try Course.files().filter { $0.hasSuffix(".swift") }
        #expect(sources.count > 50)
        for source in sources {
            let lines = try Course.text(source).split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where line.utf8.count > 120 && line.count > 120 {
                // A raw request or a message reads best in one piece.
                if line.drop(while: { " #".contains($0) }).first == "\"" { continue }
                Issue.record("\(source):\(index + 1) has \(line.count) columns")
            }
        }
    }

    @Test("After the largest seed comes 0: lessons add to a seed with &+, as `+` would trap")
    func seeds() throws {
        let sources = try Course.lessons.map { try Course.text("Lessons/\($0)/main.swift") }
        #expect(sources.count { $0.contains("flags.seed &+ ") } >= 6)
        for (lesson, source) in zip(Course.lessons, sources) {
            #expect(!source.contains("flags.seed +") && !source.contains("+ flags.seed"), "\(lesson)")
        }
    }
}
