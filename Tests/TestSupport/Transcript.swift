import Foundation

/// Compares transcripts: words and spaces exactly, numbers with a tolerance, since the last bit of `exp` and `log`
/// differs between the C libraries of different systems.
///
/// Two numbers agree if they are written alike and
/// - are whole, and the same;
/// - have as many decimals, eight at most, and differ by one unit of the last of them at most;
/// - or have more decimals, and differ by a billionth of their size at most.
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
        // A digit in a name, such as the 1 of `lesson-01-weights`, is a number too, and a whole one.
        let number = /-?[0-9]+(?:\.[0-9]*)?(?:e[+-][0-9]+)?/
        let (numbers, expectedNumbers) = (actual.matches(of: number), expected.matches(of: number))
        return actual.split(separator: number, omittingEmptySubsequences: false)
            == expected.split(separator: number, omittingEmptySubsequences: false)
            && zip(numbers, expectedNumbers).allSatisfy { agree(Number($0.0), Number($1.0)) }
    }

    private static func agree(_ actual: Number, _ expected: Number) -> Bool {
        if actual.text == expected.text { return true }
        guard actual.isNegative == expected.isNegative, (actual.exponent == nil) == (expected.exponent == nil),
            let decimals = actual.decimals, let expectedDecimals = expected.decimals
        else { return false }
        let difference = abs(actual.value - expected.value)
        if max(decimals, expectedDecimals) > 8 { return difference <= 1e-9 * abs(expected.value) }
        let unit = pow(10, Double(max(actual.exponent ?? 0, expected.exponent ?? 0) - decimals))
        // The difference is a whole number of units, but for what is lost by calculating in binary.
        return decimals == expectedDecimals && difference < 1.5 * unit
    }

    /// A number as it is written.
    private struct Number {
        let text: Substring
        var value: Double { Double(text) ?? .nan }
        var isNegative: Bool { text.hasPrefix("-") }
        /// How many digits follow the point; nil without one.
        var decimals: Int? { text.firstIndex(of: ".").map { text[$0...].dropFirst().prefix { $0 != "e" }.count } }
        var exponent: Int? { text.firstIndex(of: "e").flatMap { Int(text[$0...].dropFirst()) } }

        init(_ text: Substring) {
            self.text = text
        }
    }
}
