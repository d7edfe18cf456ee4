import Foundation
import Testing
import TestSupport

@testable import Teach

@Suite("The table of results")
struct ResultsTests {
    @Test("Rows of earlier lessons are quoted in the lessons' order, each from its own transcript")
    func quoted() throws {
        try TemporaryFolder.with { folder in
            let transcripts = [
                "lesson-01-a": "| lesson | what | out |\n| ---: | --- | --- |\n| 1 | one | 1 |\n",
                "lesson-02-b": "| 1 | one | changed |\ntext\n| 2 | two | 2.5 of 3 |\n| 2 | more | x |\n",
                "lesson-03-c": "| 3 | three | 3 |\n", "notes": "| 1 | no | no |\n",
            ]
            for (name, text) in transcripts {
                let lesson = folder.appendingPathComponent(name)
                try FileManager.default.createDirectory(at: lesson, withIntermediateDirectories: true)
                try Data(text.utf8).write(to: lesson.appendingPathComponent("README.md"))
            }
            let rows = ResultRow.quoted(from: folder, before: 3)
            #expect(rows.map(\.tried) == ["one", "two", "more"])
            #expect(rows.map(\.outcome) == ["1", "2.5 of 3", "x"])
            #expect(ResultRow.quoted(from: folder.appendingPathComponent("none"), before: 3).isEmpty)
        }
    }

    @Test("The number of a lesson")
    func number() {
        #expect(ResultRow.lessonNumber("lesson-03-feedforward") == 3)
        #expect(ResultRow.lessonNumber("lesson") == nil && ResultRow.lessonNumber("README.md") == nil)
    }
}
