import Foundation
import Numerics

/// The statuses with which a lesson ends, from BSD's `sysexits.h`.
enum ExitStatus: Int32 {
    case success = 0
    case usage = 64
    case badData = 65
    case missingInput = 66
    case internalError = 70
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
        let values = "a whole number, \(range.lowerBound) to \(range.upperBound)"
        return arguments.value(name, fallback: value, values: values, meaning: meaning) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A number that can be set on the command line: `--learning-rate 0.1`.
    public func parameter(
        _ name: String, default value: Double, in range: ClosedRange<Double>, _ meaning: String
    ) -> Double {
        let values = "a number, \(range.lowerBound.numPyDescription) to \(range.upperBound.numPyDescription)"
        return arguments.value(name, fallback: value, values: values, meaning: meaning) { text in
            Double(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A word that can be set on the command line, one of a few: `--rule gradient`.
    public func parameter<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, default value: Choice, _ meaning: String
    ) -> Choice {
        let choices = Choice.allCases.map(\.rawValue)
        return Choice(rawValue: arguments.choice(name, of: choices, fallback: value.rawValue, meaning: meaning))
            ?? value
    }

    /// The path of a file, which can be named on the command line: `--output digits.safetensors`. Nil when it
    /// isn't. It changes nothing of what is printed.
    ///
    /// - Parameter fallback: What is used then, in words.
    public func path(_ name: String, default fallback: String, _ meaning: String) -> String? {
        arguments.path(name, fallback: fallback, meaning: meaning)
    }

    /// A text that can be set on the command line: `--host localhost`. It is not empty, and fits on a line.
    ///
    /// - Parameter values: What can be given, in words: `a name or an address`.
    public func parameter(_ name: String, default value: String, _ values: String, _ meaning: String) -> String {
        arguments.value(name, fallback: value, values: values, meaning: meaning) { text in
            text.isEmpty || text.onOneLine != text ? nil : text
        }
    }

    /// Whether `--name` was given, which takes no value: `--serve`.
    public func flag(_ name: String, _ meaning: String) -> Bool {
        arguments.isPresent(name, meaning: meaning)
    }

    /// Begins to tell the lesson. Called once, when all parameters have been named: ends the program when one
    /// was given that the lesson doesn't have, or with a value that it can't take, and when `--help` asks for
    /// no more than what there is.
    ///
    /// - Parameter telling: Whether the lesson is told. If not, nothing of it is printed, and `show` and its like can't
    ///   be called: the program does something else, and says it with `say`.
    public func begin(telling: Bool = true) {
        // Who starts a program may have handed down that SIGPIPE be ignored, and `| head` would not end it.
        signal(SIGPIPE, SIG_DFL)
        let changes = arguments.changes.joined(separator: ", ")
        let format = arguments.choice(
            "format", of: ["terminal", "markdown", "json"], fallback: "terminal", meaning: "what is printed")
        let plain = arguments.isPresent("plain", meaning: "no colors, even on a terminal that has them")
        if arguments.isPresent("help", meaning: "this text") {
            StandardOutput.write("\(Self.name): \(summary)\n\nUsage: \(usage)\n\n\(arguments.help)")
            exit(ExitStatus.success.rawValue)
        }
        if let mistake = arguments.mistake {
            StandardError.write("\(Self.name): \(mistake)\nUsage: \(usage)")
            exit(ExitStatus.usage.rawValue)
        }
        guard telling else { return }
        let renderer: any Renderer =
            switch format {
            case "markdown": MarkdownRenderer(lesson: Self.name)
            case "json": JSONRenderer()
            default: TerminalRenderer(style: Terminal().style(plain: plain))
            }
        Notebook.open(file: file, renderer: renderer)
        if !changes.isEmpty {
            Notebook.tell("Run with \(changes). The text was written for the defaults; the numbers are this run's.")
        }
    }

    /// Prints a line or several at once, in a program that doesn't tell its lesson.
    public func say(_ line: String) {
        StandardOutput.write(line + "\n")
    }

    /// The value of an expression that can throw. When it does, the lesson ends with the error in one line and
    /// status 66 when a file could not be read, 65 when it holds the wrong thing, and 70 for any other error, as when
    /// a file could not be written.
    ///
    ///     let digits = lesson.require(try Digits.sample("mnist_train_100.csv"))
    @discardableResult
    public func require<Value>(_ value: @autoclosure () throws -> Value) -> Value {
        do {
            return try value()
        } catch {
            let (message, status) = Self.explanation(of: error)
            Self.stop(message, status: status)
        }
    }

    /// What an error is called, in one line, and the status that goes with it.
    static func explanation(of error: any Error) -> (message: String, status: ExitStatus) {
        let status: ExitStatus =
            switch error {
            case let error as CocoaError where error.code.concernsWriting: .internalError
            case let error as CocoaError:
                [.fileReadTooLarge, .fileReadCorruptFile].contains(error.code) ? .badData : .missingInput
            case is any LocalizedError: .badData
            default: .internalError
            }
        // An error that nobody foresaw has no description.
        let isDescribed = error is CocoaError || error is any LocalizedError
        let message = isDescribed ? error.localizedDescription : "\(error)"
        return (message.split(whereSeparator: \.isNewline).joined(separator: " "), status)
    }

    /// Ends the program at once with one line on standard error, and leaves untold what is left of the lesson.
    static func stop(_ message: String, status: ExitStatus) -> Never {
        // Not `exit`: that would tell the rest, or be called a second time when it is the rest that failed.
        fflush(nil)
        clearProgress()
        StandardError.write("\(name): \(message)")
        _exit(status.rawValue)
    }

    private static var name: String {
        URL(fileURLWithPath: CommandLine.arguments.first ?? "lesson").lastPathComponent
    }

    private var usage: String {
        "swift run \(Self.name) \(arguments.usage)"
    }
}
