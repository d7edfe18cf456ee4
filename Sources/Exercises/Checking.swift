import Foundation
import Numerics

// The steps of a check, in their order: answered? of the right kind and shape? finite? right? If not: a known mistake,
// or else the place of the largest difference.

/// The answer that was worked out by hand.
func given<Value>(_ answer: Value?) throws -> Value {
    guard let answer else { throw Unanswered(line: nil) }
    return answer
}

/// Holds a matrix against one that was worked out apart.
///
/// - Parameters:
///   - answer: What came back.
///   - right: What should have come back.
///   - what: What it is, for sentences: `"your hidden delta"`.
///   - shape: What its shape should be, in words: `"one number for each hidden node"`.
///   - tried: The input, in words: `"for outputs (0.2, 0.7)"`. Empty where the task says it.
///   - tolerance: How far an element may be off: as a share of the largest right one, but at least of 1.
///   - isSecret: Whether the right numbers are what the reader has to find, so that none may be shown.
///   - mistakes: What comes out of likely mistakes, with a sentence for each.
func compare(
    _ answer: Matrix, with right: Matrix, _ what: String, shape: String, tried: String = "", tolerance: Double = 1e-9,
    isSecret: Bool = false, mistakes: [(Matrix, String)] = []
) throws {
    let limit = tolerance * max(1, right.map(abs).max)
    func isClose(_ other: Matrix) -> Bool {
        answer.shape == other.shape
            && zip(answer.elements, other.elements).allSatisfy { abs($0 - $1) <= limit || $0.isNaN && $1.isNaN }
    }
    let input = tried.isEmpty ? "" : " \(tried)"
    if answer.shape != right.shape {
        if let mistake = mistakes.first(where: { isClose($0.0) }) { throw Refusal(mistake.1) }
        throw Refusal("\(what.capitalizedFirst) has shape \(answer.shape)\(input); \(shape) is \(right.shape).")
    }
    if isClose(right) { return }
    if let mistake = mistakes.first(where: { isClose($0.0) }) { throw Refusal(mistake.1) }
    if let index = answer.elements.firstIndex(where: { !$0.isFinite }) {
        let value = short(answer.elements[index])
        throw Refusal("\(what.capitalizedFirst) holds \(value)\(place(of: index, in: answer))\(input).")
    }
    let differences = (answer - right).map(abs)
    let worst = differences.argmax
    let (ours, theirs) = (short(right.elements[worst]), short(answer.elements[worst]))
    if isSecret {
        throw Refusal("\(what.capitalizedFirst) isn't right: \(theirs)\(place(of: worst, in: answer)) is off.")
    }
    throw Refusal(
        "\(what.capitalizedFirst) is farthest off\(place(of: worst, in: answer)): it is \(theirs)\(input), and should be \(ours)."
    )
}

/// Where an element is, in words; nothing for the only one.
private func place(of index: Int, in matrix: Matrix) -> String {
    if matrix.count == 1 { return "" }
    let (row, column) = index.quotientAndRemainder(dividingBy: matrix.columns)
    return matrix.columns == 1 ? " in row \(row)" : " in row \(row), column \(column)"
}

/// Holds a number against one that was worked out apart; see the same function for matrices.
func compare(
    _ answer: Double, with right: Double, _ what: String, tried: String = "", tolerance: Double = 1e-9,
    isSecret: Bool = false, mistakes: [(Double, String)] = []
) throws {
    try compare(
        [[answer]], with: [[right]], what, shape: "", tried: tried, tolerance: tolerance, isSecret: isSecret,
        mistakes: mistakes.map { ([[$0.0]], $0.1) })
}

/// Holds a whole number against the right one, which is never shown.
func compare(_ answer: Int, with right: Int, _ what: String, mistakes: [(Int, String)] = []) throws {
    if answer == right { return }
    if let mistake = mistakes.first(where: { $0.0 == answer }) { throw Refusal(mistake.1) }
    throw Refusal("\(what.capitalizedFirst) isn't \(answer).")
}

/// A number in four digits: `0.8808`, `1.5`, `7.5e-05`, `nan`.
func short(_ number: Double) -> String {
    number.isNaN ? "nan" : number.isFinite ? String(format: "%.4g", number) : "\(number)"
}

/// A small matrix on one line: `[[1 2] [3 4]]`.
func short(_ matrix: Matrix) -> String {
    let rows = (0..<matrix.rows).map { "[" + matrix.row($0).map { short($0) }.joined(separator: " ") + "]" }
    return "[" + rows.joined(separator: " ") + "]"
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Matrix {
    /// A matrix from its rows, a line each, as `Tests/Fixtures/make_exercise_fixtures.py` writes them.
    init(worked text: String) {
        self.init(
            rows: text.split(separator: "\n").map { line in
                line.split(separator: " ").map { number in
                    guard let number = Double(number) else { fatalError("\(number) is no number") }
                    return number
                }
            })
    }
}

/// A share in four decimals: `0.9566`.
func fixed(_ share: Double) -> String {
    String(format: "%.4f", share)
}

extension String {
    /// The text with a capital at its beginning and a period at its end.
    var asSentence: String { capitalizedFirst + (hasSuffix(".") ? "" : ".") }
}

/// A list on one line: `[1 2 3]`.
func short(_ lists: [[Double]]) -> String {
    lists.map { "[" + $0.map { short($0) }.joined(separator: " ") + "]" }.joined(separator: " ")
}
