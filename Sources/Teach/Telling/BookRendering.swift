import Foundation

/// Renders a lesson as a page for DocC, the tool that makes a site of Swift's documentation, and its figures as files
/// beside it. The page differs from the transcript in that plots and images are drawn, and predictions stand in a box.
struct DocCRenderer: Renderer {
    let needsSource = true

    private let lesson: String
    private let save: ([(name: String, text: String)]) -> Void
    private var page: MarkdownRenderer
    private var text = ""
    private var files: [(name: String, text: String)] = []
    /// How many figures each cell has shown.
    private var figures: [Int: Int] = [:]

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
            let shown = content.drawing.map { Block.prose([image($0, ofCell: number)]) } ?? block
            text += page.text(for: shown)
        case .code:
            text += page.text(for: block)
        }
        return ""
    }

    /// Keeps a figure of a cell, for light and for dark pages, and gives the Markdown that shows it.
    private mutating func image(_ drawing: Drawing, ofCell number: Int) -> String {
        figures[number, default: 0] += 1
        let count = figures[number] ?? 1
        let name = "\(lesson)-\(number)" + (count == 1 ? "" : "-\(count)")
        files.append((name + ".svg", drawing.svg(on: .light)))
        files.append((name + "~dark.svg", drawing.svg(on: .dark)))
        let words = drawing.words.replacing(/\s+/, with: " ").replacing(/[\\\[\]*_`<>!&~]/) { "\\\($0.0)" }
        return "![\(words)](\(name))"
    }

    mutating func end() -> String {
        // Ends a fence that is still open.
        text += page.text(for: .prose([]))
        save(files + [("\(lesson).md", text)])
        return ""
    }

    /// The text, in which what is asked before one reads on is a box, up to the end of its paragraph.
    private static func boxed(_ text: String) -> String {
        // A lesson has a few questions: the rest of its prose need not be searched by a regular expression.
        guard text.contains("**Before") else { return text }
        return text.replacing(/(^|[ \n]+)\*\*Before\s+you\s+read\s+on:\*\*\s+((?:[^\n]+\n?)+)/) { match in
            let question = match.2.replacing(/\n$/, with: "").replacing("\n", with: "\n> ")
            let end = match.2.hasSuffix("\n") ? "\n" : ""
            return (match.1.isEmpty ? "" : "\n\n") + "> Before you read on: " + question + end
        }
    }
}

/// Renders a lesson as a Jupyter notebook in the format 4.5, with its results: figures as SVG with their characters
/// beside, tables as Markdown.
struct NotebookRenderer: Renderer {
    let needsSource = true

    private struct File: Encodable {
        let cells: [Cell]
        let metadata = [
            "kernelspec": ["display_name": "Swift", "language": "swift", "name": "swift"],
            "language_info": ["file_extension": ".swift", "name": "swift"],
        ]
        let nbformat = 4
        let nbformatMinor = 5
    }

    private struct Cell: Encodable {
        let cellType: String
        let id: String
        let metadata: [String: String] = [:]
        let source: [String]
        var executionCount: Int?
        var outputs: [Output]?
    }

    private struct Output: Encodable {
        let outputType: String
        let metadata: [String: String] = [:]
        let executionCount: Int?
        let data: [String: [String]]
    }

    private var cells: [Cell] = []

    mutating func text(for block: Block) -> String {
        switch block {
        case .prose(let lines): add("markdown", lines)
        case .code(let number, let lines): add("code", lines, number)
        case .result(let number, let isFirst, let content):
            // The result of a call that stands in no cell, as in a function of another file, has a cell of its own.
            if cells.last?.outputs == nil { add("code", [], number) }
            cells[cells.count - 1].outputs?.append(Self.output(content, number: isFirst ? number : nil))
        }
        return ""
    }

    private mutating func add(_ kind: String, _ source: [String], _ number: Int? = nil) {
        cells.append(
            Cell(
                cellType: kind, id: "cell-\(cells.count + 1)", source: Self.ended(source), executionCount: number,
                outputs: number.map { _ in [] }))
    }

    private static func output(_ content: any Content, number: Int?) -> Output {
        var data = ["text/plain": ended(content.lines(Style()))]
        data["text/markdown"] = content.markdown.map(ended)
        data["text/html"] = content.drawing.map { drawing in
            // Of a notebook from elsewhere Jupyter shows no `image/svg+xml`, but an image, in which nothing can run.
            let file = Data(drawing.svg(on: .paper).utf8).base64EncodedString()
            let words = Drawing.escaped(drawing.words).replacing("\"", with: "&quot;")
            return ["<img alt=\"\(words)\" src=\"data:image/svg+xml;base64,\(file)\">"]
        }
        return Output(
            outputType: number == nil ? "display_data" : "execute_result", executionCount: number, data: data)
    }

    /// The lines of a text as a notebook keeps them, each but the last with its end.
    private static func ended(_ lines: [String]) -> [String] { lines.dropLast().map { $0 + "\n" } + lines.suffix(1) }

    func end() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        // Encoding fails for no value of these types.
        return (try? encoder.encode(File(cells: cells))).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
    }
}
