import Foundation

/// The statuses with which a lesson ends, from BSD's `sysexits.h`.
enum ExitStatus: Int32 {
    case success = 0
    case usage = 64
    case badData = 65
    case missingInput = 66
    case internalError = 70
    case inputOutputError = 74
}

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

    /// - Parameter summary: What the lesson shows, in a sentence; `--help` prints it.
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
    public func parameter(
        _ name: String, default value: Int, in range: ClosedRange<Int>, _ meaning: String
    ) -> Int {
        arguments.value(
            Parameter(name: name, kind: "a whole number", range: "\(range.lowerBound) to \(range.upperBound)",
                fallback: "\(value)", meaning: meaning),
            fallback: value, parse: Int.init, isPossible: range.contains)
    }

    /// A number that can be set on the command line: `--learning-rate 0.1`.
    public func parameter(
        _ name: String, default value: Double, in range: ClosedRange<Double>, _ meaning: String
    ) -> Double {
        arguments.value(
            Parameter(name: name, kind: "a number",
                range: "\(range.lowerBound.numPyDescription) to \(range.upperBound.numPyDescription)",
                fallback: value.numPyDescription, meaning: meaning),
            fallback: value, parse: Double.init, isPossible: range.contains)
    }

    /// Begins to tell the lesson. Called once, when all parameters have been named: ends the program when one
    /// was given that the lesson doesn't have, or with a value that it can't take, and when `--help` asks for
    /// no more than what there is.
    public func begin() {
        let changes = arguments.changes.joined(separator: ", ")
        let format = arguments.choice(
            Parameter(name: "format", kind: "a format", range: "terminal, markdown or json", fallback: "terminal",
                meaning: "what is printed"),
            of: ["terminal", "markdown", "json"])
        let plain = arguments.isPresent("plain", meaning: "no colors, even on a terminal that has them")
        if arguments.isPresent("help", meaning: "this text") {
            StandardOutput.write("\(Self.name): \(summary)\n\nUsage: \(usage)\n\n\(arguments.help)")
            exit(ExitStatus.success.rawValue)
        }
        if let mistake = arguments.mistake {
            StandardError.write("\(Self.name): \(mistake)\nUsage: \(usage)")
            exit(ExitStatus.usage.rawValue)
        }
        let renderer: any Renderer =
            switch format {
            case "markdown": MarkdownRenderer(lesson: Self.name)
            case "json": JSONRenderer()
            default: TerminalRenderer(style: Terminal().style(plain: plain))
            }
        Notebook.open(file: file, renderer: renderer)
        if !changes.isEmpty {
            Notebook.tell("*Run with \(changes). The text was written for the defaults; the numbers are this run's.*")
        }
    }

    /// The value of an expression that can throw. When it does, the lesson ends with the error in one line and
    /// status 66 when a file was missing, 65 otherwise.
    ///
    ///     let digits = lesson.require(try Digits.sample("mnist_train_100.csv"))
    public func require<Value>(_ value: @autoclosure () throws -> Value) -> Value {
        do {
            return try value()
        } catch {
            Self.stop(error.localizedDescription, status: error is CocoaError ? .missingInput : .badData)
        }
    }

    /// Ends the program with one line on standard error.
    static func stop(_ message: String, status: ExitStatus) -> Never {
        Notebook.abandon()
        StandardError.write("\(name): \(message)")
        exit(status.rawValue)
    }

    private static var name: String {
        URL(fileURLWithPath: CommandLine.arguments.first ?? "lesson").lastPathComponent
    }

    private var usage: String {
        "swift run \(Self.name) \(arguments.usage)"
    }
}
