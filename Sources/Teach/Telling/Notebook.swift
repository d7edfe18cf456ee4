import Foundation

/// The one lesson that this program tells: where its telling stands, and what it is rendered with.
@MainActor
final class Notebook {
    private static var current: Notebook?

    private let file: String
    private var source: Source?
    private var renderer: any Renderer
    private let write: (String) -> Void
    private let remark: (String) -> Void
    private var lastCell: Int?

    /// Starts the telling of the lesson in `file`, and sees to it that the rest of its text is printed when the
    /// program ends well.
    static func open(file: String, renderer: any Renderer) {
        guard current == nil else { fatalError("lesson.begin() is called twice; a lesson begins once") }
        let text = try? String(contentsOfFile: file, encoding: .utf8)
        current = Notebook(
            file: file, text: text, renderer: renderer, write: StandardOutput.write, remark: StandardError.write)
        atexit {
            // The notebook belongs to the main thread, and `exit` can be called on any.
            if Thread.isMainThread { MainActor.assumeIsolated { Notebook.current?.close() } }
        }
    }

    /// Tells in the opened notebook what lies before a call, and then its result.
    ///
    /// - Parameter call: The function called at that line: the one that calls this one.
    static func show(_ content: any Content, file: String, line: Int, call: String = #function) {
        let name = String(call.prefix { $0 != "(" })
        guard let current else { fatalError("\(name) is called before lesson.begin(); call that first") }
        current.show(content, file: file, line: line, call: name)
    }

    /// Tells a line that doesn't stand in the source.
    static func tell(_ remark: String) {
        current?.tell([.prose([remark])])
    }

    /// - Parameters:
    ///   - text: What the lesson's source holds; nil when it can't be read.
    ///   - write: Takes what is told.
    ///   - remark: Takes lines about the telling that are no part of it.
    init(
        file: String, text: String?, renderer: any Renderer, write: @escaping (String) -> Void,
        remark: @escaping (String) -> Void
    ) {
        (self.file, self.renderer, self.write, self.remark) = (file, renderer, write, remark)
        source = text.map(Source.init)
        if source == nil { remark("The lesson's source is not at \(file), where it was compiled: results only.") }
    }

    /// Tells what lies before the call of a function at some line, and then its result.
    func show(_ content: any Content, file: String, line: Int, call: String) {
        if file == self.file {
            // Whoever changes a lesson and starts the old program should not be shown code that didn't run. This
            // notices that calls have moved to other lines, and no other change. Comparing times of modification
            // is no help: after a change of comments alone nothing is linked anew, and the program stays older
            // than its source.
            if source?.holds(call, at: line) == false {
                remark(
                    "Line \(line) of \(file) calls no \(call), as it did when this was built: from here on, results only."
                )
                source = nil
            }
            tell(source?.advance(to: line) ?? [])
        }
        let cell = source?.cellNumber ?? 0
        tell([.result(number: cell, isFirst: lastCell != cell, content)])
        lastCell = cell
    }

    private func tell(_ blocks: [Block]) {
        for block in blocks { write(renderer.text(for: block)) }
    }

    /// Tells what is left.
    func close() {
        tell(source?.rest() ?? [])
        write(renderer.end())
    }
}
