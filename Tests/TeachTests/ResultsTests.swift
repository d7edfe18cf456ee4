import Foundation
import TestSupport
import Testing

@testable import Teach

@Suite("The table of results")
struct ResultsTests {
    @Test("Rows of earlier lessons are quoted in the lessons' order, each from its own transcript")
    func quoted() throws {
        try TemporaryFolder.with { folder in
            let head = "| lesson | what was tried | what came out |\n| ---: | --- | --- |\n"
            let other = "| digit | what | out |\n| ---: | --- | --- |\n| 2 | no | no |\n\n| 2 | no | no |\n\n"
            let transcripts = [
                "lesson-01-a": head + "| 1 | one | 1 |\n",
                "lesson-02-b": other + head + "| 1 | one | changed |\n| 2 | two | 2.5 of 3 |\n| 2 | more | x |\n\n"
                    + other,
                "lesson-03-c": head + "| 3 | three | 3 |\n", "notes": head + "| 1 | no | no |\n",
            ]
            for (name, text) in transcripts {
                let lesson = folder.appendingPathComponent(name)
                try FileManager.default.createDirectory(at: lesson, withIntermediateDirectories: true)
                try Data(text.utf8).write(to: lesson.appendingPathComponent("README.md"))
            }
            let (rows, missing) = ResultRow.quoted(from: folder, before: 3)
            #expect(missing.isEmpty)
            #expect(rows.map(\.tried) == ["one", "two", "more"])
            #expect(rows.map(\.outcome) == ["1", "2.5 of 3", "x"])
            #expect(ResultRow.quoted(from: folder, before: 6).missing == [4, 5])
            #expect(ResultRow.quoted(from: folder.appendingPathComponent("none"), before: 3).missing == [1, 2])
            #expect(ResultRow.quoted(from: folder, before: 0).missing.isEmpty)
        }
    }

    @Test("What is written into a transcript is read from it again", arguments: ["\n", "\r\n"])
    func roundTrip(lineEnd: String) throws {
        let rows = [
            ResultRow(lesson: 1, tried: "a | b", outcome: "|"), ResultRow(lesson: 2, tried: #"\|"#, outcome: #"c\"#),
            ResultRow(lesson: 3, tried: "", outcome: "**d** `e`"),
        ]
        let lines = try ["text"] + #require(ResultRow.table(rows).markdown) + ["", "text"]
        #expect(ResultRow.rows(in: lines.joined(separator: lineEnd)) == rows)
    }

    @Test("A heading alone, and a text without one, have no rows")
    func noRows() {
        #expect(ResultRow.rows(in: "").isEmpty && ResultRow.rows(in: "| 1 | a | b |").isEmpty)
        #expect(ResultRow.rows(in: "| lesson | what was tried | what came out |\n| 1 | a | b |").isEmpty)
        #expect(ResultRow.rows(in: "| lesson | what was tried | what came out |\n| ---: | --- | --- |").isEmpty)
    }

    @Test("The number of a lesson")
    func number() {
        #expect(ResultRow.lessonNumber("lesson-03-feedforward") == 3)
        #expect(ResultRow.lessonNumber("lesson") == nil && ResultRow.lessonNumber("README.md") == nil)
    }
}
