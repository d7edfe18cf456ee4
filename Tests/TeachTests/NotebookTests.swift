import Foundation
import Testing

@testable import Teach

@MainActor
@Suite("A lesson in its notebook")
struct NotebookTests {
    /// What a notebook has rendered, and what it has remarked.
    @MainActor
    final class Record {
        var rendered = ""
        var remarks: [String] = []
        /// All of it, in its order.
        var everything = ""
    }

    private struct Word: Content {
        let word: String
        var values: [Value] { [] }
        func lines(_ style: Style) -> [String] { [word] }
    }

    private func notebook(_ text: String?, isStale: Bool = false) -> (Notebook, Record) {
        let record = Record()
        let notebook = Notebook(
            file: "main.swift", text: text, isStale: isStale, renderer: TerminalRenderer { Style() },
            write: {
                record.rendered += $0
                record.everything += $0
            },
            remark: {
                record.remarks.append($0)
                record.everything += $0 + "\n"
            })
        return (notebook, record)
    }

    private func show(
        _ word: String, in notebook: Notebook, file: String = "main.swift", line: Int, call: String = "show"
    ) {
        notebook.show(Word(word: word), file: file, line: line, call: call)
    }

    @Test("Text and code are rendered before a result, and the rest at the end")
    func rendering() {
        let (notebook, record) = notebook("setUp()\n//: One.\nshow(1)\n//: Two.\nlet a = 2\n")
        #expect(record.rendered.isEmpty)
        show("1", in: notebook, line: 3)
        #expect(record.rendered == "One.\n\nIn [1]: show(1)\n\nOut[1]:\n1\n")
        record.rendered = ""
        notebook.close()
        #expect(record.rendered == "\nTwo.\n\nIn [2]: let a = 2\n")
        #expect(record.remarks.isEmpty)
    }

    @Test("The second turn of a loop, and a call in a function rendered before, show the result alone")
    func loop() {
        let (notebook, record) = notebook("//: Loop.\nfor i in 0..<2 {\n    show(i)\n}\nshow(2)\n")
        show("0", in: notebook, line: 3)
        record.rendered = ""
        show("1", in: notebook, line: 3)
        #expect(record.rendered == "1\n")
        record.rendered = ""
        show("2", in: notebook, line: 5)
        #expect(record.rendered == "\nIn [2]: show(2)\n\nOut[2]:\n2\n")
        record.rendered = ""
        show("3", in: notebook, line: 3)
        #expect(record.rendered == "3\n")
    }

    @Test("A call from another file shows its result and renders nothing")
    func otherFile() {
        let (notebook, record) = notebook("//: One.\nshow(1)\n")
        show("x", in: notebook, file: "other.swift", line: 2)
        #expect(record.rendered == "x\n" && record.remarks.isEmpty)
    }

    @Test("Without a source there are results, and a single remark")
    func noSource() {
        let (notebook, record) = notebook(nil)
        show("1", in: notebook, line: 3)
        show("2", in: notebook, line: 5)
        notebook.close()
        #expect(record.rendered == "1\n2\n")
        #expect(record.remarks == ["The lesson's source is not at main.swift, where it was compiled: results only."])
    }

    @Test("A source that is newer than the program is not shown")
    func stale() {
        let (notebook, record) = notebook("//: One.\nshow(1)\n", isStale: true)
        show("1", in: notebook, line: 2)
        notebook.close()
        #expect(record.rendered == "1\n")
        #expect(
            record.remarks == [
                "main.swift has changed since this program was built, and `swift run` builds it anew: results only."
            ])
    }

    @Test("What differs from run to run stands below the code of its cell")
    func asides() {
        let (notebook, record) = notebook(
            """
            //: One.
            let a = 2
            //: Two.
            for i in 0..<2 {
                show(i)
            }
            //: Three.
            let b = 3
            """)
        notebook.aside("a", line: 2)
        notebook.aside("loop", line: 4)
        #expect(record.everything.isEmpty)
        show("0", in: notebook, line: 5)
        notebook.aside("again", line: 4)
        show("1", in: notebook, line: 5)
        notebook.aside("end", line: 4)
        notebook.close()
        #expect(
            record.everything == """
                One.

                In [1]: let a = 2

                a

                Two.

                In [2]: for i in 0..<2 {
                   ...:     show(i)
                   ...: }

                loop

                Out[2]:
                0

                again
                1

                Three.

                In [3]: let b = 3

                end

                """)
    }

    @Test("A source whose calls have moved is noticed, once, and no more of it is rendered")
    func movedCalls() {
        let (notebook, record) = notebook("//: One.\nshow(1)\n//: A new line.\nplot(x, y)\n")
        show("1", in: notebook, line: 2)
        show("figure", in: notebook, line: 3, call: "plot")
        show("2", in: notebook, line: 5)
        notebook.close()
        #expect(record.rendered == "One.\n\nIn [1]: show(1)\n\nOut[1]:\n1\n\nfigure\n2\n")
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
                for _ in 0..<2 { Notebook.open(file: "main.swift", isStale: false, renderer: JSONRenderer()) }
            }
        }
        #expect(errors(twice).contains("lesson.begin() is called twice; a lesson begins once"))
    }

    @Test("What needs the source ends with 66 where it can't be read, and with 65 where its calls have moved")
    func needed() async {
        await #expect(processExitsWith: .exitCode(66)) {
            await MainActor.run {
                Notebook.open(file: "none.swift", isStale: false, renderer: NotebookRenderer())
            }
        }
        await #expect(processExitsWith: .exitCode(65)) {
            await MainActor.run {
                let notebook = Notebook(
                    file: "main.swift", text: "//: One.\nplot(1)\n", renderer: NotebookRenderer(),
                    write: { _ in }, remark: { _ in })
                notebook.show(Word(word: "1"), file: "main.swift", line: 2, call: "show")
            }
        }
    }

    @Test("exit() on another thread ends the program as it should")
    func otherThread() async {
        await #expect(processExitsWith: .exitCode(7)) {
            await MainActor.run { Notebook.open(file: "main.swift", isStale: false, renderer: JSONRenderer()) }
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
