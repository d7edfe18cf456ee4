import Foundation

/// Compares transcripts: words exactly, numbers with a tolerance, since the last bit of `exp` and `log` differs
/// between the C libraries of different systems.
public enum Transcript {
    /// The first line in which two transcripts differ, as a sentence; nil when they don't.
    public static func difference(_ actual: String, _ expected: String) -> String? {
        let actualLines = actual.split(separator: "\n", omittingEmptySubsequences: false)
        let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, (actual, expected)) in zip(actualLines, expectedLines).enumerated()
        where actual != expected && !agree(actual, expected) {
            return "line \(number + 1) is\n    \(actual)\nwhere there should be\n    \(expected)"
        }
        return actualLines.count == expectedLines.count
            ? nil : "there are \(actualLines.count) lines where there should be \(expectedLines.count)"
    }

    private static func agree(_ actual: Substring, _ expected: Substring) -> Bool {
        let (words, numbers) = parts(actual)
        let (expectedWords, expectedNumbers) = parts(expected)
        return words == expectedWords && numbers.count == expectedNumbers.count
            && zip(numbers, expectedNumbers).allSatisfy { abs($0 - $1) <= 1e-9 + 1e-6 * abs($1) }
    }

    /// A line without its numbers and the spaces around them, and the numbers. A digit that is part of a word or
    /// name, such as the 1 of `lesson-01-weights`, is compared as a number too, which does no harm.
    private static func parts(_ line: Substring) -> (words: [Substring], numbers: [Double]) {
        let number = /\ *(-?[0-9]+\.?[0-9]*(?:e[+-][0-9]+)?)\ */
        let words = line.split(separator: number, omittingEmptySubsequences: false)
        return (words, line.matches(of: number).compactMap { Double($0.1) })
    }
}
