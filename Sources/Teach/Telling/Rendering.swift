import Foundation

/// Turns blocks into the text of one format.
protocol Renderer {
    mutating func text(for block: Block) -> String

    /// Whether the results alone are worth nothing, as in a text that is made to be kept. The program then ends when it
    /// loses the source: with 66 when it can't be read, else with 65.
    var needsSource: Bool { get }

    /// What is still needed after the last block.
    mutating func end() -> String
}

extension Renderer {
    var needsSource: Bool { false }

    func end() -> String { "" }
}

/// Renders a lesson the way a notebook looks, for reading in a terminal.
struct TerminalRenderer: Renderer {
    /// The style to use, asked for each block anew.
    private let style: () -> Style
    private var isFirst = true

    init(style: @escaping () -> Style) {
        self.style = style
    }

    mutating func text(for block: Block) -> String {
        let style = self.style()
        var lines: [String]
        var isApart = !isFirst
        switch block {
        case .prose(let markdown):
            lines = Prose(markdown).lines(style)
        case .code(let number, let code):
            let label = "In [\(number)]: "
            let indentation = "...: ".paddingLeft(to: label.count)
            // A cell at once, because an expression that searches is made anew for each text.
            let colored = style.code(code.joined(separator: "\n")).split(
                separator: "\n", omittingEmptySubsequences: false)
            lines = colored.enumerated().map { index, line in
                style.colored(index == 0 ? label : line.isEmpty ? indentation.trimmingTrailingSpaces : indentation, 28)
                    + line
            }
        case .result(let number, let isFirstResult, let content):
            lines = content.lines(style)
            if isFirstResult {
                if number > 0 { lines.insert(style.colored("Out[\(number)]:", 160), at: 0) }
            } else if lines.count == 1 {
                // What a loop shows in single lines stands close together.
                isApart = false
            }
        }
        isFirst = false
        return ((isApart ? [""] : []) + lines).map { $0 + "\n" }.joined()
    }
}

/// Renders a lesson as Markdown: the transcript that is kept beside its source.
struct MarkdownRenderer: Renderer {
    let needsSource = true

    /// Results of one cell share a fence, which stays open until another block comes.
    private var isFenceOpen = false
    private var isFirst = true
    private let lesson: String
    private let links: String

    /// - Parameters:
    ///   - lesson: The lesson's name.
    ///   - lessons: The names of all lessons, in order.
    ///   - exercises: The name of the file with its exercises, if it has any.
    init(lesson: String, in lessons: [String] = [], exercises: String? = nil) {
        self.lesson = lesson
        var links = ["[The source](main.swift)"] + (exercises.map { ["[the exercises](../exercises/\($0))"] } ?? [])
        if let index = lessons.firstIndex(of: lesson) {
            if index > 0 { links.append("[before: \(lessons[index - 1])](../\(lessons[index - 1])/README.md)") }
            if index + 1 < lessons.count {
                links.append("[next: \(lessons[index + 1])](../\(lessons[index + 1])/README.md)")
            }
        }
        self.links = links.joined(separator: " · ")
    }

    mutating func text(for block: Block) -> String {
        switch block {
        case .prose(let lines):
            return separated(lines)
        case .code(_, let lines):
            return separated(["```swift"] + lines + ["```"])
        case .result(_, _, let content):
            if let markdown = content.markdown { return separated(markdown) }
            let lines = content.lines(Style())
            let opening = isFenceOpen ? [] : separatedLines(["```text"])
            isFenceOpen = true
            return text(opening + lines)
        }
    }

    mutating func end() -> String {
        separated([links, "", "<!-- Printed by `\(lesson) --format markdown`; `make transcripts` writes it anew. -->"])
    }

    private mutating func separated(_ lines: [String]) -> String {
        text(separatedLines(lines))
    }

    private mutating func separatedLines(_ lines: [String]) -> [String] {
        let closing = isFenceOpen ? ["```"] : []
        let gap = isFirst ? [] : [""]
        isFenceOpen = false
        isFirst = false
        return closing + gap + lines
    }

    private func text(_ lines: [String]) -> String {
        // NumPy 1.13 leaves a space at the end of some lines, which Markdown would read as a sign.
        lines.map { $0.trimmingTrailingSpaces + "\n" }.joined()
    }
}

/// Renders a lesson as one JSON object a line and block, with the numbers behind each result in full: for programs that
/// read a lesson, the course's own tests among them.
struct JSONRenderer: Renderer {
    private struct Line: Encodable {
        let kind: String
        var cell: Int?
        var text: String
        var markdown: String?
        var drawing: Drawing?
        var values: [Value]?
    }

    func text(for block: Block) -> String {
        let line =
            switch block {
            case .prose(let lines):
                Line(kind: "prose", text: lines.joined(separator: "\n"))
            case .code(let number, let lines):
                Line(kind: "code", cell: number, text: lines.joined(separator: "\n"))
            case .result(let number, _, let content):
                Line(
                    kind: "result", cell: number, text: content.lines(Style()).joined(separator: "\n"),
                    markdown: content.markdown?.joined(separator: "\n"), drawing: content.drawing,
                    values: content.values)
            }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        // Encoding fails for no value of these types.
        return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
    }
}
