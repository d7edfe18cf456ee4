import Foundation

/// The lesson that this program is: how far it is rendered, and by what.
@MainActor
final class Notebook {
    private static var current: Notebook?

    private let file: String
    private var source: Source?
    private var renderer: any Renderer
    private let write: (String) -> Void
    private let remark: (String) -> Void
    private var lastCell: Int?

    /// What is rendered behind all that the source says.
    private let ending: [String]

    /// What is to be printed on the terminal when the line that it comes from has been rendered.
    private var asides: [(line: Int, text: String)] = []

    /// Starts to render the lesson in `file`, and sees to it that the rest of it is rendered when the program ends
    /// well.
    ///
    /// - Parameters:
    ///   - isStale: Whether the source is newer than this program.
    ///   - ending: Markdown to render behind all that the source says.
    static func open(file: String, isStale: Bool, renderer: any Renderer, ending: [String] = []) {
        guard current == nil else { fatalError("lesson.begin() is called twice; a lesson begins once") }
        let text = try? String(contentsOfFile: file, encoding: .utf8)
        current = Notebook(
            file: file, text: text, isStale: isStale, renderer: renderer, ending: ending, write: StandardOutput.write,
            remark: { StandardError.print($0) })
        atexit {
            // The notebook belongs to the main thread, and `exit` can be called on any.
            if Thread.isMainThread { MainActor.assumeIsolated { Notebook.current?.close() } }
        }
    }

    /// Renders in the opened notebook what stands before a call, and then its result.
    ///
    /// - Parameter call: The function called at that line: the one that calls this one.
    static func show(_ content: any Content, file: String, line: Int, call: String = #function) {
        let name = String(call.prefix { $0 != "(" })
        guard let current else { fatalError("\(name) is called before lesson.begin(); call that first") }
        current.show(content, file: file, line: line, call: name)
    }

    /// Renders a line that doesn't stand in the source.
    static func render(_ line: String) {
        current?.render(.prose([line]))
    }

    /// Remarks something, below the code that the call belongs to.
    static func aside(_ text: String, line: Int) {
        guard let current else { return StandardError.print(text) }
        current.aside(text, line: line)
    }

    /// - Parameters:
    ///   - text: The lesson's source; nil when it can't be read.
    ///   - write: Takes the rendered text.
    ///   - remark: Takes lines that are no part of the lesson.
    init(
        file: String, text: String?, isStale: Bool = false, renderer: any Renderer, ending: [String] = [],
        write: @escaping (String) -> Void, remark: @escaping (String) -> Void
    ) {
        (self.file, self.renderer, self.ending, self.write, self.remark) = (file, renderer, ending, write, remark)
        if text == nil {
            lose("The lesson's source is not at \(file), where it was compiled", "results only", .missingInput)
        } else if isStale {
            lose("\(file) has changed since this program was built, and `swift run` builds it anew", "results only")
        } else {
            source = text.map(Source.init)
        }
    }

    /// Says why the source isn't rendered, and what is rendered all the same.
    private func lose(_ why: String, _ consequence: String, _ status: ExitStatus = .badData) {
        if renderer.needsSource { stop(why, status: status) }
        remark("\(why): \(consequence).")
    }

    /// Renders what stands before the call of a function at some line, and then its result.
    func show(_ content: any Content, file: String, line: Int, call: String) {
        if file == self.file {
            // Code that didn't run must not be shown. This notices calls that have moved where `isStale` can't.
            if source?.holds(call, at: line) == false {
                lose(
                    "Line \(line) of \(file) calls no \(call), as it did when this was built",
                    "from here on, results only")
                source = nil
            }
            render(source?.advance(to: line) ?? [])
        }
        let cell = source?.cellNumber ?? 0
        printAsides()
        render(.result(number: cell, isFirst: lastCell != cell, content))
        lastCell = cell
    }

    func aside(_ text: String, line: Int) {
        asides.append((line, text))
    }

    private func render(_ blocks: [(block: Block, end: Int)]) {
        for (block, end) in blocks {
            render(block)
            if case .code = block { printAsides { $0 <= end } }
        }
    }

    private func render(_ block: Block) {
        write(renderer.text(for: block))
    }

    private func printAsides(ofLines isRendered: (Int) -> Bool = { _ in true }) {
        let due = asides.filter { isRendered($0.line) }
        asides.removeAll { isRendered($0.line) }
        if !due.isEmpty { remark("\n" + due.map(\.text).joined(separator: "\n")) }
    }

    /// Renders what is left.
    func close() {
        render(source?.rest() ?? [])
        printAsides()
        if !ending.isEmpty { render(.prose(ending)) }
        write(renderer.end())
    }
}

/// Prints on the terminal what differs from run to run, such as a time, below the cell that the call stands in. Like
/// `progress`, it writes to standard error, and only where that is a terminal, so it never becomes part of what a
/// lesson prints.
///
/// - Parameters:
///   - text: A line. Of a number's decimals three are left.
///   - line: Where the call stands; it isn't given.
@MainActor
public func aside(_ text: String, line: Int = #line) {
    guard StandardError.isTerminal else { return }
    Notebook.aside(text.replacing(/(\.\d{3})\d+/, with: \.1), line: line)
}
