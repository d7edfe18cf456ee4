@_exported import Foundation
@_exported import MNIST
@_exported import NeuralNetwork
@_exported import Numerics

/// What an exercise asks for.
package enum Kind: Sendable {
    /// A number or a small matrix, worked out by hand.
    case pencil
    /// A function of a few lines.
    case code
    /// Code that is nearly right, to be mended.
    case fault
    /// Parameters with which a measured goal is reached.
    case experiment
}

/// A task of which the reader's answer is judged. Its text and its title are in the reader's file.
///
///     public static let oneHot = Exercise<(Int) throws -> Matrix>("3.3", .code, hints: […], learned: "…", why: "…") {
///         oneHot in
///         try compare(oneHot(3), with: …)
///     }
///
/// `Answer` is what the reader's file holds: a function, or for numbers worked out by hand an optional.
public struct Exercise<Answer>: Sendable {
    let facts: Facts
    let check: @Sendable (Answer) throws -> Void

    /// An exercise.
    ///
    /// - Parameters:
    ///   - number: Lesson and place: `"5.2"`.
    ///   - hints: Three, from a question to nearly the answer, in Markdown. None holds a line of the solution.
    ///   - learned: A sentence for the end: a fact worth knowing.
    ///   - why: A sentence beside the solution: why it is as it is.
    ///   - check: Throws `Unanswered` where something is missing, and a `Refusal` where something is wrong.
    init(
        _ number: String, _ kind: Kind, hints: [String], learned: String, why: String,
        check: @escaping @Sendable (Answer) throws -> Void
    ) {
        facts = Facts(number: number, kind: kind, hints: hints, learned: learned, why: why)
        self.check = check
    }

    /// The exercise with a reader's answer to it, which is evaluated when it is judged: a number that traps or never
    /// ends must not keep the program from its list or its hints.
    ///
    /// - Parameter answer: What the reader's file holds.
    /// - Returns: Both, to be judged by `runExercises`.
    public func callAsFunction(_ answer: @autoclosure @escaping () -> Answer) -> Answered {
        Answered(facts: facts) { try check(answer()) }
    }
}

/// What is known of an exercise without its answer.
package struct Facts: Sendable {
    /// Lesson and place: `"5.2"`.
    package let number: String
    package let kind: Kind
    /// Three, from a question to nearly the answer, in Markdown.
    package let hints: [String]
    /// A sentence for the end.
    package let learned: String
    /// A sentence beside the solution.
    package let why: String
}

/// An exercise with an answer to it, not judged yet.
public struct Answered {
    /// The exercise that it answers.
    package let facts: Facts
    private let check: () throws -> Void

    fileprivate init(facts: Facts, check: @escaping () throws -> Void) {
        (self.facts, self.check) = (facts, check)
    }

    /// Judges the answer. A trap in the answer's code stops the program.
    package func verdict() -> Verdict {
        do {
            try check()
            return .solved
        } catch let error as Unanswered {
            return .unanswered(line: error.line)
        } catch let error as Refusal {
            return .wrong(error.sentence)
        } catch {
            return .wrong("It throws an error: \(error).")
        }
    }
}

/// What there is to say of an answer.
package enum Verdict: Codable, Equatable, Sendable {
    case solved
    /// Nothing stands there yet: a hole at that line, or nil where a number is missing.
    case unanswered(line: Int?)
    /// The sentence says what was tried, what came back, and what about it can't be right.
    case wrong(String)
}

/// What a hole throws.
public struct Unanswered: Error {
    let line: Int?
}

/// A hole: `throw unanswered()`.
///
/// - Parameter line: Where the hole is in the reader's file; it isn't given.
/// - Returns: An error that names the line.
public func unanswered(line: Int = #line) -> Unanswered {
    Unanswered(line: line)
}

/// Why an answer isn't right, in a sentence.
struct Refusal: Error {
    let sentence: String

    init(_ sentence: String) {
        self.sentence = sentence
    }
}
