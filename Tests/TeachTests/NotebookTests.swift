import Foundation
import Testing

@testable import Teach

@MainActor
@Suite("The telling of a lesson")
struct NotebookTests {
    /// What a notebook has told, and what it has remarked.
    @MainActor
    final class Record {
        var told = ""
        var remarks: [String] = []
    }

    private struct Word: Content {
        let word: String
        var values: [Value] { [] }
        func lines(_ style: Style) -> [String] { [word] }
    }

    private func notebook(_ text: String?) -> (Notebook, Record) {
        let record = Record()
        let notebook = Notebook(
            file: "main.swift", text: text, renderer: TerminalRenderer(style: Style()), write: { record.told += $0 },
            remark: { record.remarks.append($0) })
        return (notebook, record)
    }

    private func show(
        _ word: String, in notebook: Notebook, file: String = "main.swift", line: Int, call: String = "show"
    ) {
        notebook.show(Word(word: word), file: file, line: line, call: call)
    }

    @Test("Text and code are told before a result, and the rest at the end")
    func telling() {
        let (notebook, record) = notebook("setUp()\n//: One.\nshow(1)\n//: Two.\nlet a = 2\n")
        #expect(record.told.isEmpty)
        show("1", in: notebook, line: 3)
        #expect(record.told == "One.\n\nIn [1]: show(1)\n\nOut[1]:\n1\n")
        record.told = ""
        notebook.close()
        #expect(record.told == "\nTwo.\n\nIn [2]: let a = 2\n")
        #expect(record.remarks.isEmpty)
    }

    @Test("The second turn of a loop, and a call in a function told before, show the result alone")
    func loop() {
        let (notebook, record) = notebook("//: Loop.\nfor i in 0..<2 {\n    show(i)\n}\nshow(2)\n")
        show("0", in: notebook, line: 3)
        record.told = ""
        show("1", in: notebook, line: 3)
        #expect(record.told == "1\n")
        record.told = ""
        show("2", in: notebook, line: 5)
        #expect(record.told == "\nIn [2]: show(2)\n\nOut[2]:\n2\n")
        record.told = ""
        show("3", in: notebook, line: 3)
        #expect(record.told == "3\n")
    }

    @Test("A call from another file shows its result and tells nothing")
    func otherFile() {
        let (notebook, record) = notebook("//: One.\nshow(1)\n")
        show("x", in: notebook, file: "other.swift", line: 2)
        #expect(record.told == "x\n" && record.remarks.isEmpty)
    }

    @Test("Without a source there are results, and a single remark")
    func noSource() {
        let (notebook, record) = notebook(nil)
        show("1", in: notebook, line: 3)
        show("2", in: notebook, line: 5)
        notebook.close()
        #expect(record.told == "1\n2\n")
        #expect(record.remarks == ["The lesson's source is not at main.swift, where it was compiled: results only."])
    }

    @Test("A source whose calls have moved is noticed, once, and no more of it is told")
    func movedCalls() {
        let (notebook, record) = notebook("//: One.\nshow(1)\n//: A new line.\nplot(x, y)\n")
        show("1", in: notebook, line: 2)
        show("figure", in: notebook, line: 3, call: "plot")
        show("2", in: notebook, line: 5)
        notebook.close()
        #expect(record.told == "One.\n\nIn [1]: show(1)\n\nOut[1]:\n1\n\nfigure\n2\n")
        #expect(
            record.remarks == [
                "Line 3 of main.swift calls no plot, as it did when this was built: from here on, results only."
            ])
    }

    @Test("A call before begin(), and a second begin(), stop the program and say so")
    func misuse() async {
        let early = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            await MainActor.run { Teach.show(1) }
        }
        #expect(errors(early).contains("show is called before lesson.begin(); call that first"))
        let twice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            await MainActor.run {
                for _ in 0..<2 { Notebook.open(file: "main.swift", renderer: JSONRenderer()) }
            }
        }
        #expect(errors(twice).contains("lesson.begin() is called twice; a lesson begins once"))
    }

    @Test("exit() on another thread ends the program as it should")
    func otherThread() async {
        await #expect(processExitsWith: .exitCode(7)) {
            await MainActor.run { Notebook.open(file: "main.swift", renderer: JSONRenderer()) }
            Thread { exit(7) }.start()
            while true { sleep(1) }
        }
    }
}

@MainActor
@Suite("Errors of a lesson")
struct ErrorTests {
    private struct Described: LocalizedError {
        var errorDescription: String? { "line 3:\nexpected a pixel" }
    }
    private struct Unforeseen: Error, CustomStringConvertible {
        var description: String { "broken\r\nin two" }
    }

    @Test("Each kind of error has its status, and one line")
    func statuses() throws {
        for code in [CocoaError.fileReadTooLarge, .fileReadCorruptFile] {
            #expect(Lesson.explanation(of: CocoaError(code)).status == .badData)
        }
        for code in [CocoaError.fileReadNoSuchFile, .fileReadNoPermission, .fileReadUnknown] {
            #expect(Lesson.explanation(of: CocoaError(code)).status == .missingInput)
        }
        for code in [CocoaError.fileWriteUnknown, .fileWriteNoPermission, .fileWriteOutOfSpace] {
            let error = CocoaError(code, userInfo: [NSLocalizedDescriptionKey: "no room\nleft"])
            #expect(Lesson.explanation(of: error) == ("no room left", .internalError))
        }
        #expect(Lesson.explanation(of: Described()) == ("line 3: expected a pixel", .badData))
        #expect(Lesson.explanation(of: Unforeseen()) == ("broken in two", .internalError))
        let missing = #expect(throws: (any Error).self) { try Data(contentsOf: URL(fileURLWithPath: "/no-such-file")) }
        #expect(Lesson.explanation(of: try #require(missing)).status == .missingInput)
    }
}
