import Foundation
import Testing

@testable import Teach

@Suite("Renderers")
struct RendererTests {
    private struct Lines: Content {
        let text: [String]
        var values: [Value] { [Value(shape: [1], numbers: [.nan])] }
        func lines(_ style: Style) -> [String] { text }
    }

    private let blocks: [Block] = [
        .prose(["# Title", "", "Some **strong** `code`."]),
        .code(number: 1, lines: ["for i in 0..<2 {", "    show(i)", "}"]),
        .result(number: 1, isFirst: true, Lines(text: ["0"])),
        .result(number: 1, isFirst: false, Lines(text: ["1"])),
        .prose(["Done."]),
        .code(number: 10, lines: ["show(a)"]),
        .result(number: 10, isFirst: true, Lines(text: ["a  ", "b"])),
        .result(number: 10, isFirst: false, Lines(text: ["c", "d"])),
    ]

    private func render(_ renderer: some Renderer) -> String {
        var renderer = renderer
        return blocks.map { renderer.text(for: $0) }.joined() + renderer.end()
    }

    @Test("The terminal shows a notebook")
    func terminal() {
        #expect(
            render(TerminalRenderer { Style() }) == """
                Title
                =====

                Some strong `code`.

                In [1]: for i in 0..<2 {
                   ...:     show(i)
                   ...: }

                Out[1]:
                0
                1

                Done.

                In [10]: show(a)

                Out[10]:
                a\u{20}\u{20}
                b

                c
                d

                """)
    }

    @Test("Markdown has fences, and one for all results of a cell")
    func markdown() {
        #expect(
            render(MarkdownRenderer(lesson: "lesson-99-test")) == """
                # Title

                Some **strong** `code`.

                ```swift
                for i in 0..<2 {
                    show(i)
                }
                ```

                ```text
                0
                1
                ```

                Done.

                ```swift
                show(a)
                ```

                ```text
                a
                b
                c
                d
                ```

                [The source](main.swift)

                <!-- Printed by `lesson-99-test --format markdown`; `make transcripts` writes it anew. -->

                """)
    }

    @Test("JSON has a line for each block, and carries NaN")
    func json() throws {
        let lines = render(JSONRenderer()).split(separator: "\n")
        #expect(lines.count == blocks.count)
        #expect(lines[1] == #"{"cell":1,"kind":"code","text":"for i in 0..<2 {\n    show(i)\n}"}"#)
        #expect(lines[2].contains(#""numbers":["nan"]"#))
        for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }

    @Test("A notebook has all that its format asks for, and the same bytes each time")
    func notebook() throws {
        let few: [Block] = [
            .prose(["# Ä \"title\"", "", "Text."]), .code(number: 1, lines: ["show(a)"]),
            .result(number: 1, isFirst: true, Lines(text: ["a", "b"])),
        ]
        var renderer = NotebookRenderer()
        for block in few { #expect(renderer.text(for: block).isEmpty) }
        let written = renderer.end()
        #expect(written == renderer.end())
        func parsed(_ text: String) throws -> NSDictionary? {
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary
        }
        let expected = #"""
            {
             "cells": [
              {
               "cell_type": "markdown",
               "id": "cell-1",
               "metadata": {},
               "source": [
                "# Ä \"title\"\n",
                "\n",
                "Text."
               ]
              },
              {
               "cell_type": "code",
               "execution_count": 1,
               "id": "cell-2",
               "metadata": {},
               "outputs": [
                {
                 "data": {
                  "text/plain": [
                   "a\n",
                   "b"
                  ]
                 },
                 "execution_count": 1,
                 "metadata": {},
                 "output_type": "execute_result"
                }
               ],
               "source": [
                "show(a)"
               ]
              }
             ],
             "metadata": {
              "kernelspec": {
               "display_name": "Swift",
               "language": "swift",
               "name": "swift"
              },
              "language_info": {
               "file_extension": ".swift",
               "name": "swift"
              }
             },
             "nbformat": 4,
             "nbformat_minor": 5
            }
            """#
        #expect(try parsed(written) == parsed(expected) && parsed(expected) != nil)
    }

    @Test("A page for DocC has a box for each prediction, and drawn figures beside text and tables")
    func page() {
        let square = Image(matrix: [[0, 1]], title: "a [b]")
        let prose = ["# T", "", "Text that asks. **Before you", "read on:** what", "comes?", "", "More."]
        let few: [Block] = [
            .prose(prose), .code(number: 1, lines: ["image(a)"]), .result(number: 1, isFirst: true, square),
            .result(number: 1, isFirst: false, square), .result(number: 1, isFirst: false, Lines(text: ["1"])),
        ]
        var files: [(name: String, text: String)] = []
        var renderer = DocCRenderer(lesson: "lesson-99") { files = $0 }
        for block in few { #expect(renderer.text(for: block).isEmpty) }
        #expect(renderer.end().isEmpty)
        #expect(
            files.map(\.name) == [
                "lesson-99-1.svg", "lesson-99-1~dark.svg", "lesson-99-1-2.svg", "lesson-99-1-2~dark.svg",
                "lesson-99.md",
            ])
        let words = square.drawing?.description ?? ""
        #expect(
            files.last?.text == """
                # T

                Text that asks.

                > Before you read on: what
                > comes?

                More.

                ```swift
                image(a)
                ```

                ![a \\[b\\]. \(words)](lesson-99-1)

                ![a \\[b\\]. \(words)](lesson-99-1-2)

                ```text
                1
                ```


                """)
    }

    @Test("Colors add escape sequences, take the place of backticks, and change nothing else")
    func colors() {
        let colored = render(TerminalRenderer { Style(hasColors: true) })
        #expect(colored.contains("\u{1B}[1mstrong\u{1B}[22m"))
        #expect(
            colored.replacing(/\u{1B}\[[0-9;]*m/, with: "")
                == render(TerminalRenderer { Style() }).replacing("`", with: ""))
    }

    @Test("In code keywords, texts, numbers and comments have colors, and names have none")
    func code() {
        func marked(_ code: String) -> String {
            [("128", "k"), ("130", "t"), ("31", "n"), ("243", "c")].reduce(Style(hasColors: true).code(code)) {
                $0.replacing("\u{1B}[38;5;\($1.0)m", with: "<\($1.1) ")
            }.replacing("\u{1B}[39m", with: ">")
        }
        #expect(
            marked("let a = try f(x1, self.in, in: 0.5e-3)") == "<k let> a = <k try> f(x1, <k self>.in, in: <n 0.5e-3>)"
        )
        #expect(
            marked("for i in 1...10 { g($0, log10(2)) }  // for 1") == """
                <k for> i <k in> <n 1>...<n 10> { g($0, log10(<n 2>)) }  <c // for 1>
                """)
        #expect(
            marked(#"p("a // \"1\" \(f("b")) let", letter)"#) == #"p(<t "a // \"1\" \(f("b")) let">, letter)"#
        )
        #expect(marked("let s = \"a\nvar t = 1\"") == "<k let> s = \"a\n<k var> t = <n 1>\"")
        #expect(marked("default: a ? nil : b") == "<k default>: a ? <k nil> : b")
        #expect(Style().code("let a = 1") == "let a = 1")
    }

    @Test("Paragraphs and lists are wrapped to the width; indented code and tables are not", arguments: [40, 80, 120])
    func wrapping(width: Int) {
        let words = Array(repeating: "word", count: 60).joined(separator: " ")
        let lines = Prose([words, "", "- " + words, "  " + words, "10. " + words, "", "    " + words, "| " + words])
            .lines(Style(width: width))
        let wrapped = lines.filter { $0.count < 200 }
        #expect(lines.count - wrapped.count == 2)
        #expect(wrapped.allSatisfy { $0.count <= width && $0.count > 0 || $0.isEmpty })
        #expect(wrapped.contains { $0.hasPrefix("- word") } && wrapped.contains { $0.hasPrefix("  word") })
        #expect(wrapped.contains { $0.hasPrefix("10. word") } && wrapped.contains { $0.hasPrefix("    word") })
        let count = lines.joined(separator: " ").split(separator: " ").count { $0 == "word" }
        #expect(count == 60 * 6)
    }

    @Test("Strong words that are broken over two lines are strong on both")
    func strongAcrossLines() {
        let lines = Prose(["one **two three** four"]).lines(Style(width: 8, hasColors: true))
        #expect(lines == ["one \u{1B}[1mtwo\u{1B}[22m", "\u{1B}[1mthree\u{1B}[22m", "four"])
    }

    @Test("A table in prose is aligned; lines with bars that are none stay as they are")
    func tables() {
        let table = [
            "Before:", "| rate | **what** came |", "| ---: | --- |", "| 0.25 | a \\| b |", "| 10 | **c** | more |",
            "| 1 |", "after.",
        ]
        #expect(
            Prose(table).lines(Style()) == [
                "Before:", "rate  what came", "----  ---------", "0.25  a | b", "  10  c", "   1", "after.",
            ])
        #expect(Prose(["| a | b |"]).lines(Style()) == ["| a | b |"])
        #expect(Prose(["| a | b |", "| --- |"]).lines(Style()) == ["| a | b |", "| --- |"])
        #expect(Prose(["| a |", "| b |", "", "text"]).lines(Style()) == ["| a |", "| b |", "", "text"])
    }

    @Test("Headings of the first two levels are underlined, and those of the third are not")
    func headings() {
        #expect(Prose(["# A b", "## C", "### D", "#hash"]).lines(Style()) == ["A b", "===", "C", "-", "D", "#hash"])
    }
}
