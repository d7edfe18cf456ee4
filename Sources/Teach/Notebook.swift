import Foundation

/// The one lesson that this program tells: where its telling stands, and what it is rendered with.
@MainActor
final class Notebook {
    private static var current: Notebook?

    private let file: String
    private var source: Source?
    private var renderer: any Renderer
    private var lastCell: Int?

    /// Starts the telling of the lesson in `file`, and sees to it that the rest of its text is printed when the
    /// program ends well.
    static func open(file: String, renderer: any Renderer) {
        current = Notebook(file: file, renderer: renderer)
        atexit { MainActor.assumeIsolated { Notebook.current?.close() } }
    }

    /// Ends the telling where it is, because of an error.
    static func abandon() {
        current = nil
    }

    /// The opened notebook; one that prints results alone, without a source, when a program never opened any.
    private static var opened: Notebook {
        if let current { return current }
        let terminal = Terminal()
        let notebook = Notebook(file: "", renderer: TerminalRenderer(style: terminal.style(plain: false)))
        current = notebook
        return notebook
    }

    private init(file: String, renderer: any Renderer) {
        self.file = file
        self.renderer = renderer
        if !file.isEmpty { source = Self.readSource(file) }
    }

    private static func readSource(_ file: String) -> Source? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            StandardError.write("The lesson's source is not at \(file), where it was compiled: results only.")
            return nil
        }
        return Source(text)
    }

    /// Tells what lies before a call, and then its result.
    ///
    /// - Parameter call: The function called at that line: the one that calls this one.
    static func show(_ content: any Content, file: String, line: Int, call: String = #function) {
        let notebook = opened
        if file == notebook.file, let source = notebook.source, !source.holds(call.prefix { $0 != "(" }, at: line) {
            // Whoever changes a lesson and starts the old program must not be shown code that didn't run.
            StandardError.write("\(file) has changed since this program was built: from here on, results only.")
            notebook.source = nil
        }
        if file == notebook.file, let blocks = notebook.source?.advance(to: line) { notebook.print(blocks) }
        let number = notebook.source?.cellNumber ?? 0
        notebook.print([.result(number: number, isFirst: notebook.lastCell != number, content)])
        notebook.lastCell = number
    }

    /// Tells a line that does not stand in the source.
    static func tell(_ remark: String) {
        current?.print([.prose([remark])])
    }

    private func close() {
        if let blocks = source?.rest() { print(blocks) }
        StandardOutput.write(renderer.end())
    }

    private func print(_ blocks: [Block]) {
        for block in blocks {
            StandardOutput.write(renderer.text(for: block))
        }
    }
}
