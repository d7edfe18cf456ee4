@testable import Teach
import TestSupport

// A lesson prints one and the same list of blocks in three formats. Tests run it in one of them, JSON, and render the
// others from its blocks: so the course runs once, and not three times.

extension LessonRun {
    /// What the lesson prints with `--format markdown`.
    var markdown: String { rendered(by: MarkdownRenderer(lesson: lesson, in: Course.lessons)) }

    /// What the lesson prints outside a terminal.
    var terminal: String { rendered(by: TerminalRenderer { Style() }) }

    private func rendered(by renderer: some Renderer) -> String {
        var renderer = renderer
        var text = ""
        var lastCell: Int?
        for block in blocks {
            let lines = block.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            switch (block.kind, block.cell) {
            case ("code", let cell?): text += renderer.text(for: .code(number: cell, lines: lines))
            case ("result", let cell?):
                let content = PrintedContent(lines: lines, markdown: block.markdown)
                text += renderer.text(for: .result(number: cell, isFirst: cell != lastCell, content))
                lastCell = cell
            default: text += renderer.text(for: .prose(lines))
            }
        }
        return text + renderer.end()
    }
}

/// What a cell has shown, as it was printed.
private struct PrintedContent: Content {
    private let printed: [String]
    let markdown: [String]?
    let values: [Value] = []

    init(lines: [String], markdown: String?) {
        printed = lines
        self.markdown = markdown?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    func lines(_ style: Style) -> [String] { printed }
}
