import Foundation
import Numerics

/// A lesson as a program: its parameters, its beginning, and its end when something is wrong.
///
///     let lesson = Lesson("What goes through a network when it answers.")
///     let flags = (
///         seed: lesson.seed(),
///         hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 1...2000, "nodes in the hidden layer")
///     )
///     lesson.begin()
@MainActor
public final class Lesson {
    private let summary: String
    private let file: String
    private var arguments: Arguments
    private var outputs: [String] = []

    /// A lesson with the words of the command line.
    ///
    /// - Parameters:
    ///   - summary: What the lesson shows, in a sentence; `--help` prints it.
    ///   - file: The lesson's source, which isn't given: it is where the call stands.
    public init(_ summary: String, file: String = #filePath) {
        self.summary = summary
        self.file = file
        arguments = Arguments(Array(CommandLine.arguments.dropFirst()))
    }

    /// The seed of the random numbers, from `--seed`; 42 when it isn't given.
    public func seed() -> UInt32 {
        UInt32(parameter("seed", default: 42, in: 0...Int(UInt32.max), "seed of the random numbers"))
    }

    /// A whole number that can be set on the command line: `--epochs 5`.
    ///
    /// - Parameters:
    ///   - name: The parameter, without its dashes.
    ///   - value: The default.
    ///   - range: The numbers that can be given.
    ///   - meaning: What it is, for `--help`.
    /// - Returns: The number that was given, or the default.
    public func parameter(
        _ name: String, default value: Int, in range: ClosedRange<Int>, _ meaning: String
    ) -> Int {
        let values = "a whole number, \(range.lowerBound) to \(range.upperBound)"
        return arguments.value(name, fallback: "\(value)", values: values, meaning: meaning) { text in
            Int(text).flatMap { range.contains($0) ? ($0, "\($0)") : nil }
        } ?? value
    }

    /// A number that can be set on the command line: `--learning-rate 0.1`.
    ///
    /// - Parameters:
    ///   - name: The parameter, without its dashes.
    ///   - value: The default.
    ///   - range: The numbers that can be given.
    ///   - meaning: What it is, for `--help`.
    /// - Returns: The number that was given, or the default.
    public func parameter(
        _ name: String, default value: Double, in range: ClosedRange<Double>, _ meaning: String
    ) -> Double {
        let values = "a number, \(range.lowerBound.shortText) to \(range.upperBound.shortText)"
        return arguments.value(name, fallback: value.shortText, values: values, meaning: meaning) { text in
            Double(text).flatMap { range.contains($0) ? ($0, $0.shortText) : nil }
        } ?? value
    }

    /// A word that can be set on the command line, one of a few: `--rule gradient`.
    ///
    /// - Parameters:
    ///   - name: The parameter, without its dashes.
    ///   - value: The default. What can be given are the raw values of its type.
    ///   - meaning: What it is, for `--help`.
    /// - Returns: The case that was named, or the default.
    public func parameter<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, default value: Choice, _ meaning: String
    ) -> Choice {
        let choices = Choice.allCases.map(\.rawValue)
        return Choice(rawValue: arguments.choice(name, of: choices, fallback: value.rawValue, meaning: meaning))
            ?? value
    }

    /// The path of a file, which can be named on the command line: `--model digits.safetensors`.
    ///
    /// - Parameters:
    ///   - name: The parameter, without its dashes.
    ///   - fallback: The default, in words.
    ///   - meaning: What it is, for `--help`.
    /// - Returns: The path as it was given; nil when it wasn't.
    public func path(_ name: String, default fallback: String, _ meaning: String) -> String? {
        arguments.value(name, fallback: fallback, values: "a path", meaning: meaning) { text in
            text.isEmpty ? nil : (text, text.onOneLine == text && !text.contains(" ") ? text : quoted(text))
        }
    }

    /// The path of a file that the lesson is to write: `--output digits.safetensors`. Where no file can be written,
    /// `begin` ends the program, and not the writing after minutes of training.
    ///
    /// - Parameters:
    ///   - name: The parameter, without its dashes.
    ///   - fallback: The default, in words.
    ///   - meaning: What it is, for `--help`.
    /// - Returns: The path as it was given; nil when it wasn't.
    public func output(_ name: String, default fallback: String, _ meaning: String) -> String? {
        let path = path(name, default: fallback, meaning)
        if let path { outputs.append(path) }
        return path
    }

    /// A text that can be set on the command line: `--host localhost`.
    ///
    /// - Parameters:
    ///   - name: The parameter, without its dashes.
    ///   - value: The default.
    ///   - values: What can be given, in words: `a name or an address`.
    ///   - meaning: What it is, for `--help`.
    /// - Returns: The text that was given, which is not empty and fits on a line, or the default.
    public func parameter(_ name: String, default value: String, _ values: String, _ meaning: String) -> String {
        arguments.value(name, fallback: value, values: values, meaning: meaning) { text in
            text.isEmpty || text.onOneLine != text ? nil : (text, text)
        } ?? value
    }

    /// A parameter without a value: `--serve`.
    ///
    /// - Parameters:
    ///   - name: The parameter, without its dashes.
    ///   - meaning: What it is, for `--help`.
    /// - Returns: Whether it was given.
    public func flag(_ name: String, _ meaning: String) -> Bool {
        arguments.isPresent(name, meaning: meaning)
    }

    /// Begins to render the lesson. Call it once, when all parameters are named. It ends the program when the command
    /// line has a parameter that the lesson doesn't have, or a value that can't be taken, when an output can't be
    /// written, and after `--help`.
    ///
    /// - Parameter rendering: Whether to render the lesson. If not, the program does something else: `show` and the
    ///   other functions that show something can't be called.
    public func begin(rendering: Bool = true) {
        // The parent may have ignored SIGPIPE; restore it, so that `| head` ends the lesson.
        signal(SIGPIPE, SIG_DFL)
        let changes = arguments.changes.joined(separator: ", ")
        let format = arguments.choice(
            "format", of: ["terminal", "markdown", "json", "docc", "ipynb"], fallback: "terminal",
            meaning: "what is printed")
        let output = arguments.value(
            "folder", fallback: "none", values: "a path", meaning: "where docc writes its page and figures"
        ) { $0.isEmpty ? nil : (URL(fileURLWithPath: $0), $0) }
        let plain = arguments.isPresent("plain", meaning: "no colors, even on a terminal that has them")
        StandardOutput.isPausing = arguments.isPresent("pause", meaning: "wait for a key when the screen is full")
        let command = "Usage: swift run \(programName)"
        if arguments.isPresent("help", short: "-h", meaning: "this text") {
            StandardOutput.write(
                "\(Arguments.title(programName, summary))\n\n\(arguments.usage(command))\n\n\(arguments.help)")
            exit(ExitStatus.success.rawValue)
        }
        let isFolderAmiss = (format == "docc") != (output != nil)
        if let mistake = arguments.mistake
            ?? (isFolderAmiss ? "--format docc and --folder FOLDER belong together" : nil)
        {
            StandardError.print("\(programName): \(mistake)\n\(command) [--help] [parameters]")
            exit(ExitStatus.usage.rawValue)
        }
        for path in outputs { require(try DataFile.place(of: URL(fileURLWithPath: path))) }
        guard rendering else { return }
        let exercises = ExerciseFile(lesson: folder.lastPathComponent, in: folder.deletingLastPathComponent())
        let renderer: any Renderer =
            switch format {
            case "markdown":
                MarkdownRenderer(
                    lesson: folder.lastPathComponent, in: Self.lessons(beside: folder), exercises: exercises?.name)
            case "json": JSONRenderer()
            case "docc":
                DocCRenderer(lesson: folder.lastPathComponent) { Self.write($0, to: output) }
            case "ipynb": NotebookRenderer()
            default: TerminalRenderer { Terminal().style(plain: plain) }
            }
        Notebook.open(
            file: file, isStale: isStale, renderer: renderer, ending: exercises?.announcement ?? [])
        if !changes.isEmpty {
            Notebook.render("Run with \(changes). The text was written for the defaults; the numbers are this run's.")
        }
    }

    private var folder: URL { URL(fileURLWithPath: file).deletingLastPathComponent() }

    /// The names of the lessons beside one, in order.
    private static func lessons(beside folder: URL) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.deletingLastPathComponent().path)
        return (names ?? []).filter { $0.hasPrefix("lesson-") }.sorted()
    }

    /// Writes files into a folder, which is made where it isn't there. The program ends when it can't.
    private static func write(_ files: [(name: String, text: String)], to folder: URL?) {
        guard let folder else { return }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (name, text) in files {
                try Data(text.utf8).write(to: folder.appendingPathComponent(name), options: .atomic)
            }
        } catch {
            stop("the page can't be written: \(error.localizedDescription)", status: .internalError)
        }
    }

    /// Whether the lesson's source has changed since this program was built. The program itself can be older than its
    /// source: after a change of comments alone nothing is linked. But whenever a debug build on Linux has compiled a
    /// source, it leaves a new `Modules/NAME.o` beside the program. Other builds leave `Modules/NAME.swiftsourceinfo`;
    /// this one leaves that, too, but even when it fails. With neither, as beside a copy, the answer is no.
    private var isStale: Bool {
        func modified(_ url: URL) -> Date? {
            try? url.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
        }
        guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return false }
        let module = program.lastPathComponent.replacing("-", with: "_")
        let modules = program.deletingLastPathComponent().appendingPathComponent("Modules")
        let built = ["o", "swiftsourceinfo"].lazy
            .compactMap { modified(modules.appendingPathComponent("\(module).\($0)")) }.first
        guard let source = modified(URL(fileURLWithPath: file)), let built else { return false }
        return source > built
    }

    /// The value of an expression that can throw. When it does, the lesson ends with the error in one line and
    /// status 66 when a file could not be read, 65 when it holds the wrong thing, and 70 for any other error, as when
    /// a file could not be written.
    ///
    ///     let digits = lesson.require(try Digits.hundred())
    ///
    /// - Parameter value: The expression.
    /// - Returns: Its value.
    @discardableResult
    public func require<Value>(_ value: @autoclosure () throws -> Value) -> Value {
        do {
            return try value()
        } catch {
            let (message, status) = Self.explanation(of: error)
            stop(message, status: status)
        }
    }

    /// An error's message, in one line, and the status that goes with it.
    static func explanation(of error: any Error) -> (message: String, status: ExitStatus) {
        let status: ExitStatus =
            switch error {
            case let error as CocoaError where error.code.concernsWriting: .internalError
            case let error as CocoaError:
                [.fileReadTooLarge, .fileReadCorruptFile].contains(error.code) ? .badData : .missingInput
            case is any LocalizedError: .badData
            default: .internalError
            }
        // An unforeseen error has no description.
        let isDescribed = error is CocoaError || error is any LocalizedError
        let message = isDescribed ? error.localizedDescription : "\(error)"
        return (message.split(whereSeparator: \.isNewline).joined(separator: " "), status)
    }
}
