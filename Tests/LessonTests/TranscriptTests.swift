import Foundation
import TestSupport
import Testing

@Suite("Transcripts")
struct TranscriptTests {
    @Test("A lesson prints what its README holds", arguments: Course.lessons)
    func readme(lesson: String) throws {
        let printed = try LessonRun(lesson).markdown
        if let difference = Transcript.difference(printed, try Course.text("Lessons/\(lesson)/README.md")) {
            Attachment.record(printed, named: "\(lesson).md")
            Issue.record("\(lesson): \(difference)\nIf the new text is right, run `make transcripts`.")
        }
    }

    @Test("The same seed prints the same text, in each format the same as JSON has it", arguments: Course.quickLessons)
    func formats(lesson: String) throws {
        let run = try LessonRun(lesson)
        for (arguments, expected) in [(["--format", "markdown"], run.markdown), (["--plain"], run.terminal)] {
            let result = try Program.run(lesson, arguments + ["--seed=42"])
            #expect(result.status == 0 && result.errors.isEmpty)
            #expect(result.output == expected)
        }
    }

    @Test("The terminal's text is whole, without colors, and at most 80 columns wide", arguments: Course.lessons)
    func terminal(lesson: String) throws {
        let text = try LessonRun(lesson).terminal
        let source = try Course.text("Lessons/\(lesson)/main.swift").split(separator: "\n")
        let told = source.drop { !$0.hasPrefix("//:") }
        let title = try #require(told.first).dropFirst("//: # ".count)
        #expect(text.hasPrefix("\(title)\n\(String(repeating: "=", count: title.count))\n"))
        for line in told where line.hasPrefix("//: ## ") {
            #expect(text.contains("\n\(line.dropFirst("//: ## ".count))\n"), "\(line)")
        }
        // A regular expression takes 20 µs: it is asked only of lines that may be of a cell.
        let code = Set(
            text.split(separator: "\n").map { line in
                line.hasPrefix("In [") || line.drop { $0 == " " }.hasPrefix("...: ")
                    ? line.trimmingPrefix(#/(In \[[0-9]+\]| *\.\.\.): /#) : line
            })
        for line in told where !line.hasPrefix("//:") && !line.allSatisfy(\.isWhitespace) {
            #expect(code.contains(line), "\(line)")
        }
        #expect(!text.contains("\u{1B}"))
        // Nothing is wider than a terminal.
        for line in text.split(separator: "\n") where line.utf8.count > 80 {
            #expect(line.count <= 80, "\(line)")
        }
    }
}

@Suite("Comparing transcripts")
struct ComparisonTests {
    @Test(
        "Transcripts agree where decimals differ by no more than one in the last place",
        arguments: [
            ("", ""), ("a 1 b", "a 1 b"), ("[ 0.90777842]", "[ 0.90777841]"), ("0.250", "0.251"), ("-2.50", "-2.49"),
            ("9.99", "10.00"),
            ("1.0000e-05", "1.0001e-05"), ("9.99e-05", "1.00e-04"), ("0.1234567890123", "0.1234567890124"),
            ("0.30000000000000004", "0.3000000000"), ("1.23456789012345e-12", "1.23456789012346e-12"),
            ("in 0.5 s", "in 0.6 s"),
            ("array([ 1.,  2.])", "array([ 1.,  2.])"),
        ])
    func agreeing(actual: String, expected: String) {
        #expect(Transcript.difference(actual, expected) == nil)
        #expect(Transcript.difference(expected, actual) == nil)
    }

    @Test(
        "Transcripts differ where words, spaces, signs, whole numbers, counts of decimals or more than a last decimal do",
        arguments: [
            ("a", "b"), ("a", "a\n"), ("a  1", "a 1"), ("1 ", "1"), ("[ 0.5]", "[0.5]"), ("1", "2"),
            ("1000000", "1000001"),
            ("lesson-01", "lesson-02"), ("0.250", "0.252"), ("0.25", "0.250"), ("0.5", "-0.5"), ("0.0", "-0.0"),
            ("0.00001", "-0.00001"),
            ("1.", "1"), ("1.0", "1"), ("1.", "2.5"), ("0.00001", "1.0e-05"), ("1.00e-05", "1.02e-05"),
            ("1.00e-05", "1.00e-06"),
            ("0.1234567890", "0.1234567895"), ("1.5 and 2.5", "1.5 and 2.7"), ("1.5", "1.5 2.5"), ("nan", "0.0"),
            ("inf", "-inf"),
        ])
    func differing(actual: String, expected: String) {
        #expect(Transcript.difference(actual, expected) != nil)
        #expect(Transcript.difference(expected, actual) != nil)
    }

    @Test("The first line that differs is named")
    func message() {
        #expect(Transcript.difference("a\nb\nc", "a\nx\ny") == "line 2 is\n    b\nwhere there should be\n    x")
        #expect(Transcript.difference("a\nb", "a") == "there are 2 lines where there should be 1")
    }
}
