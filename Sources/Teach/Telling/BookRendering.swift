import Foundation

/// Renders a lesson as a page for DocC, the tool that makes a site of Swift's documentation, and its figures as files
/// beside it. The page differs from the transcript in that plots and images are drawn, and predictions stand in a box.
struct DocCRenderer: Renderer {
    private let lesson: String
    private let save: ([(name: String, text: String)]) -> Void
    private var page: MarkdownRenderer
    private var text = ""
    private var files: [(name: String, text: String)] = []

    /// - Parameter save: Takes the page and its figures at the end.
    init(lesson: String, save: @escaping ([(name: String, text: String)]) -> Void) {
        (self.lesson, self.save) = (lesson, save)
        page = MarkdownRenderer(lesson: lesson)
    }

    mutating func text(for block: Block) -> String {
        switch block {
        case .prose(let lines):
            text += page.text(for: .prose(Self.boxed(lines.joined(separator: "\n")).lines))
        case .result(let number, _, let content):
            guard let drawing = content.drawing else { fallthrough }
            let first = "\(lesson)-\(number)"
            let others = files.count {
                $0.name == "\(first).svg" || $0.name.hasPrefix("\(first)-") && !$0.name.contains("~")
            }
            let name = others == 0 ? first : "\(first)-\(others + 1)"
            files.append((name + ".svg", drawing.svg(on: .light)))
            files.append((name + "~dark.svg", drawing.svg(on: .dark)))
            let words = drawing.words.replacing(/[\\\[\]*_`<>!]/) { "\\\($0.0)" }
            text += page.text(for: .prose(["![\(words)](\(name))"]))
        case .code:
            text += page.text(for: block)
        }
        return ""
    }

    mutating func end() -> String {
        // Ends a fence that is still open.
        text += page.text(for: .prose([]))
        save(files + [("\(lesson).md", text)])
        return ""
    }

    /// The text, in which what is asked before one reads on is a box, up to the end of its paragraph.
    private static func boxed(_ text: String) -> String {
        text.replacing(/(^|[ \n]+)\*\*Before\s+you\s+read\s+on:\*\*\s+((?:[^\n]+\n?)+)/) { match in
            let question = match.2.replacing(/\n$/, with: "").replacing("\n", with: "\n> ")
            let end = match.2.hasSuffix("\n") ? "\n" : ""
            return (match.1.isEmpty ? "" : "\n\n") + "> Before you read on: " + question + end
        }
    }
}

/// Renders a lesson as a Jupyter notebook in the format 4.5, with its results: figures as SVG with their characters
/// beside, tables as Markdown.
struct NotebookRenderer: Renderer {
    /// A piece of JSON.
    private indirect enum Node {
        case text(String), number(Int), list([Node]), fields([String: Node])

        /// The lines of a text as a notebook keeps them, each with its end.
        init(_ lines: [String]) {
            self = .list(lines.enumerated().map { .text($1 + ($0 < lines.count - 1 ? "\n" : "")) })
        }

        /// The node as `nbformat` writes it: keys in order, a space for each level.
        func written(_ level: Int = 0) -> String {
            let margin = "\n" + String(repeating: " ", count: level + 1)
            func bracketed(_ items: [String], _ open: String, _ close: String) -> String {
                items.isEmpty
                    ? open + close : open + items.map { margin + $0 }.joined(separator: ",") + margin.dropLast() + close
            }
            return switch self {
            case .number(let number): "\(number)"
            case .text(let text): Self.quoted(text)
            case .list(let nodes): bracketed(nodes.map { $0.written(level + 1) }, "[", "]")
            case .fields(let fields):
                bracketed(
                    fields.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)): \($0.value.written(level + 1))" },
                    "{", "}")
            }
        }

        private static func quoted(_ text: String) -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .withoutEscapingSlashes
            // Encoding a string never fails.
            return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
        }
    }

    private var cells: [(kind: String, number: Int, source: [String], outputs: [Node])] = []

    mutating func text(for block: Block) -> String {
        switch block {
        case .prose(let lines): cells.append(("markdown", 0, lines, []))
        case .code(let number, let lines): cells.append(("code", number, lines, []))
        case .result(let number, let isFirst, let content):
            // Without the source, results have cells of their own.
            if cells.last?.kind != "code" { cells.append(("code", number, [], [])) }
            cells[cells.count - 1].outputs.append(Self.output(content, number: isFirst ? number : nil))
        }
        return ""
    }

    private static func output(_ content: any Content, number: Int?) -> Node {
        var data = ["text/plain": Node(content.lines(Style()))]
        data["text/markdown"] = content.markdown.map { Node($0) }
        data["text/html"] = content.drawing.map { drawing in
            // Of a notebook from elsewhere Jupyter shows no `image/svg+xml`, but an image, in which nothing can run.
            let file = Data(drawing.svg(on: .paper).utf8).base64EncodedString()
            let words = Drawing.escaped(drawing.words).replacing("\"", with: "&quot;")
            return Node(["<img alt=\"\(words)\" src=\"data:image/svg+xml;base64,\(file)\">"])
        }
        var fields: [String: Node] = ["data": .fields(data), "metadata": .fields([:])]
        fields["output_type"] = .text(number == nil ? "display_data" : "execute_result")
        fields["execution_count"] = number.map { .number($0) }
        return .fields(fields)
    }

    func end() -> String {
        let cells = cells.enumerated().map { index, cell in
            var fields: [String: Node] = [
                "cell_type": .text(cell.kind), "id": .text("cell-\(index + 1)"), "metadata": .fields([:]),
                "source": Node(cell.source),
            ]
            if cell.kind == "code" {
                fields["execution_count"] = .number(cell.number)
                fields["outputs"] = .list(cell.outputs)
            }
            return Node.fields(fields)
        }
        let swift: [String: Node] = [
            "display_name": .text("Swift"), "language": .text("swift"), "name": .text("swift"),
        ]
        let language: [String: Node] = ["file_extension": .text(".swift"), "name": .text("swift")]
        return Node.fields([
            "cells": .list(cells), "nbformat": .number(4), "nbformat_minor": .number(5),
            "metadata": .fields(["kernelspec": .fields(swift), "language_info": .fields(language)]),
        ]).written() + "\n"
    }
}
