import Foundation
import Testing
import TestSupport

@Suite("Transcripts")
struct TranscriptTests {
    @Test("A lesson prints what its README holds", arguments: Course.lessons)
    func readme(lesson: String) throws {
        let result = try Program.run(lesson, ["--format", "markdown"])
        #expect(result.status == 0 && result.errors.isEmpty)
        if let difference = Transcript.difference(result.output, try Course.text("Lessons/\(lesson)/README.md")) {
            Attachment.record(result.output, named: "\(lesson).md")
            Issue.record("\(lesson): \(difference)\nIf the new text is right, run `make transcripts`.")
        }
    }

    @Test("The same seed prints the same text, and the terminal's is complete", arguments: Course.lessons)
    func repeatable(lesson: String) throws {
        let first = try Program.run(lesson)
        #expect(first.output == (try Program.run(lesson, ["--plain", "--seed=42"])).output)
        let source = try Course.text("Lessons/\(lesson)/main.swift")
        for line in source.split(separator: "\n") where line.hasPrefix("//: # ") || line.hasPrefix("//: ## ") {
            #expect(first.output.contains("\n" + line.drop { "/:# ".contains($0) } + "\n") || line.hasPrefix("//: # "))
        }
        #expect(!first.output.contains("\u{1B}"))
        // Nothing but a line of the data file is wider than a terminal.
        for line in first.output.split(separator: "\n") where !line.hasPrefix("3,0,0,0,") {
            #expect(line.count <= 80, "\(line)")
        }
    }
}
