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
///   - hidesRightNumbers: Whether the right numbers are what the reader has to find, so that none may be shown.
///   - names: What the elements are called, where they are no matrix to the reader.
///   - mistakes: What comes out of likely mistakes, with a sentence for each.
func compare(
    _ answer: Matrix, with right: Matrix, _ what: String, shape: String, tried: String = "", tolerance: Double = 1e-9,
    hidesRightNumbers: Bool = false, names: [String] = [], mistakes: [(Matrix, String)] = []
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
    if hidesRightNumbers {
        let value = short(answer.elements[worst])
        let found = names.isEmpty ? "\(value)\(place(of: worst, in: answer))" : "\(names[worst]) = \(value)"
        throw Refusal("\(what.capitalizedFirst) isn't right: \(found) is off.")
    }
    let (ours, theirs) = apart(right.elements[worst], answer.elements[worst])
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
    hidesRightNumbers: Bool = false, mistakes: [(Double, String)] = []
) throws {
    try compare(
        [[answer]], with: [[right]], what, shape: "", tried: tried, tolerance: tolerance,
        hidesRightNumbers: hidesRightNumbers, mistakes: mistakes.map { ([[$0.0]], $0.1) })
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

/// Two numbers with as many digits as it takes to tell them apart, at least four.
func apart(_ first: Double, _ second: Double) -> (String, String) {
    guard first.isFinite && second.isFinite else { return (short(first), short(second)) }
    for digits in 4...17 {
        let texts = (String(format: "%.\(digits)g", first), String(format: "%.\(digits)g", second))
        if texts.0 != texts.1 { return texts }
    }
    return (short(first), short(second))
}

/// A small matrix on one line: `[[1 2] [3 4]]`.
func short(_ matrix: Matrix) -> String {
    let rows = (0..<matrix.rows).map { short(Array(matrix.row($0))) }
    return "[" + rows.joined(separator: " ") + "]"
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
    /// The text with a capital at its beginning.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

    /// The text with a capital at its beginning and a period at its end.
    var asSentence: String { capitalizedFirst + (hasSuffix(".") ? "" : ".") }
}

/// A list on one line: `[1 2 3]`.
func short(_ numbers: [Double]) -> String {
    "[" + numbers.map { short($0) }.joined(separator: " ") + "]"
}

/// Refuses a learning rate that leads nowhere.
func checkLeadsDownhill(_ rate: Double) throws {
    guard rate > 0, rate.isFinite else { throw Refusal("A learning rate of \(short(rate)) doesn't lead downhill.") }
}
