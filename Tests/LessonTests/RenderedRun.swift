@testable import Teach
import TestSupport

// A lesson prints one and the same list of blocks in several formats. Tests run it in one of them, JSON, and render the
// others from its blocks: so the course runs once, and not five times.

extension LessonRun {
    /// What the lesson prints with `--format markdown`.
    var markdown: String {
        let exercises = ExerciseFile(lesson: lesson, in: PackageFiles.root.appendingPathComponent("Lessons"))
        return rendered(by: MarkdownRenderer(lesson: lesson, in: Course.lessons, exercises: exercises?.name))
    }

    /// What the lesson prints outside a terminal.
    var terminal: String { rendered(by: TerminalRenderer { Style() }) }

    /// What the lesson prints with `--format ipynb`.
    var notebook: String { rendered(by: NotebookRenderer()) }

    /// The page that the lesson writes with `--format docc`, and its figures, by their names.
    var page: [String: String] {
        var files: [String: String] = [:]
        _ = rendered(
            by: DocCRenderer(lesson: lesson) { new in
                files = Dictionary(uniqueKeysWithValues: new.map { ($0.name, $0.text) })
            })
        return files
    }

    private func rendered(by renderer: some Renderer) -> String {
        var renderer = renderer
        var text = ""
        var lastCell: Int?
        for block in blocks {
            let lines = block.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            switch (block.kind, block.cell) {
            case ("code", let cell?): text += renderer.text(for: .code(number: cell, lines: lines))
            case ("result", let cell?):
                let content = PrintedContent(lines: lines, markdown: block.markdown, drawing: block.drawing)
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
    let drawing: Drawing?
    let values: [Value] = []

    init(lines: [String], markdown: String?, drawing: LessonRun.Drawing?) {
        printed = lines
        self.drawing = drawing.map {
            Drawing(
                width: $0.width, height: $0.height, title: $0.title, description: $0.description, elements: $0.elements)
        }
        self.markdown = markdown?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    func lines(_ style: Style) -> [String] { printed }
}
