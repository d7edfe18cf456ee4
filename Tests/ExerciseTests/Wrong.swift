import TestSupport
import Testing

@testable import Exercises

/// A wrong answer, a likely one, and what its check must say of it.
struct Wrong: Sendable, CustomTestStringConvertible {
    /// What is wrong with it.
    let mistake: String
    let answer: @Sendable () -> Answered
    /// Words that no other refusal of this exercise has.
    let words: String

    init(_ mistake: String, _ answer: @autoclosure @escaping @Sendable () -> Answered, says words: String) {
        (self.mistake, self.answer, self.words) = (mistake, answer, words)
    }

    var number: String { answer().facts.number }

    /// What its check says. Some train networks, so each is asked once.
    var verdict: Verdict {
        get throws { try Self.verdicts.value(for: testDescription) { answer().verdict() } }
    }

    private static let verdicts = OnceEach<String, Verdict>()

    var testDescription: String { "\(number), \(mistake)" }

    /// All of them, a list for each lesson.
    static let all: [Wrong] = [
        // Lesson 1
        wrong01,
        // Lesson 2
        wrong02,
        // Lesson 3
        wrong03,
        // Lesson 4
        wrong04,
        // Lesson 5
        wrong05,
        // Lesson 6
        wrong06,
        // Lesson 7
        wrong07,
        // Lesson 8
        wrong08,
        // Lesson 9
        wrong09,
        // Lesson 10
        wrong10,
        // Lesson 11
        wrong11,
        // Lesson 12
        wrong12,
        // Lesson 13
        wrong13,
        // Lesson 14
        wrong14,
        // Lesson 15
        wrong15,
        // Lesson 16
        wrong16,
        // Lesson 17
        wrong17,
    ].flatMap(\.self)
}
