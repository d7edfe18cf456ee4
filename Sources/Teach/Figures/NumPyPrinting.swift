import Foundation
import Numerics

// Numbers are printed as the notebook's NumPy 1.13 printed them, so that a lesson can be laid beside the
// notebook. The rules are NumPy's with `np.set_printoptions(legacy='1.13')` in its default settings, which is
// also what the tests compare with. `print(np.array(…))` and other settings are not imitated, only the
// `array(…)` at the end of a notebook's cell.

/// A value that prints as Python prints its NumPy counterpart.
public protocol NumPyPrintable {
    /// The text that a Python notebook shows for the value.
    ///
    ///     [0.5, -0.25, 3].numPyDescription    // array([ 0.5 , -0.25,  3.  ])
    var numPyDescription: String { get }
}

/// Values as Python writes a tuple of them, `(a, b)`; one value alone prints as itself, as in a notebook.
///
///     numPyTuple([inputs.shape, weights.shape])    // ((90, 784), (784, 1))
func numPyTuple(_ values: [any NumPyPrintable]) -> String {
    if values.count == 1 { return values[0].numPyDescription }
    return "(" + values.map(\.numPyDescription).joined(separator: ", ") + ")"
}

// MARK: - Single values

extension String: NumPyPrintable {
    /// The string itself, without quotation marks.
    public var numPyDescription: String { self }
}

extension Bool: NumPyPrintable {
    /// `True` or `False`.
    public var numPyDescription: String { self ? "True" : "False" }
}

extension Int: NumPyPrintable {
    /// The number in decimal digits.
    public var numPyDescription: String { description }
}

extension Double: NumPyPrintable {
    /// The shortest digits that stand for this number alone, as Python's `repr` writes them: `0.1`, `1e-05`.
    public var numPyDescription: String {
        // Swift names the sign of a NaN.
        if isNaN { return "nan" }
        // Both languages write large numbers with an exponent, but Python from 10^16 on and Swift from 2^53 on.
        // In between there are only whole numbers.
        if magnitude >= 0x1p53 && magnitude < 1e16 { return "\(Int(self)).0" }
        return description
    }
}

extension Shape: NumPyPrintable {
    /// The lengths as a tuple: `(90, 784)`.
    public var numPyDescription: String { description }
}

// MARK: - Arrays

/// What an array is made of, if it prints as NumPy prints a vector.
public protocol NumPyElement: Sendable {
    /// NumPy's name for the type, such as `float64`.
    static var numPyTypeName: String { get }

    /// How to write elements that are shown together, so that they line up.
    ///
    /// - Parameter elements: All of them.
    /// - Returns: A function that writes one of them.
    static func numPyFormat(for elements: [Self]) -> (Self) -> String
}

extension Array: NumPyPrintable where Element: NumPyElement {
    /// `array([5, 0, 4, ..., 5, 6, 8])`: all elements, or of more than 1000 the first and last three.
    public var numPyDescription: String {
        let row = shownIndices(count, summarized: count > ArrayStyle.threshold).map { $0.map { self[$0] } }
        let format = Element.numPyFormat(for: row.compactMap(\.self))
        let text = rowText(row.map { $0.map(format) ?? "..." }, indent: "array([".count)
        // NumPy names the type where it can't be guessed from the elements; 1.13 does not guess `bool`.
        let typeIsGuessed = !isEmpty && Element.self != Bool.self
        return "array([\(text)]" + (typeIsGuessed ? ")" : ", dtype=\(Element.numPyTypeName))")
    }
}

extension Matrix: NumPyPrintable {
    /// `array([[ 0.5, -0.25],` and each further row on a line of its own, or of more than 1000 elements the
    /// first and last three rows and columns.
    public var numPyDescription: String {
        if count == 0 { return "array([], shape=\(shape), dtype=\(Double.numPyTypeName))" }
        let summarized = count > ArrayStyle.threshold
        let columnIndices = shownIndices(columns, summarized: summarized)
        let shownRows = shownIndices(rows, summarized: summarized).map { row in
            row.map { row in columnIndices.map { column in column.map { self[row, $0] } } }
        }
        let format = Double.numPyFormat(for: shownRows.compactMap(\.self).joined().compactMap(\.self))
        let indent = "array([".count
        let lines = shownRows.map { row in
            // The space after the comma is NumPy 1.13's.
            guard let row else { return "..., " }
            return "[" + rowText(row.map { $0.map(format) ?? "..." }, indent: indent + 1) + "],"
        }
        let text = lines.joined(separator: "\n" + String(repeating: " ", count: indent))
        return "array([" + text.dropLast() + "])"
    }
}

/// NumPy's default settings.
private enum ArrayStyle {
    static let lineWidth = 75
    /// An array of more elements than this is summarized.
    static let threshold = 1000
    /// How many elements, or rows, a summary shows at each end.
    static let edge = 3
    static let precision = 8
}

/// The positions that are shown along one dimension; nil stands for those left out.
private func shownIndices(_ length: Int, summarized: Bool) -> [Int?] {
    let edge = ArrayStyle.edge
    guard summarized && length > 2 * edge else { return Array(0..<length) }
    return Array(0..<edge) + [nil] + Array(length - edge..<length)
}

/// The elements of a row with commas between them, broken where a line that begins in column `indent` would
/// become too long.
private func rowText(_ elements: [String], indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var (finished, line) = ("", margin)
    for (index, element) in elements.enumerated() {
        let isLast = index == elements.count - 1
        // A comma is allowed for after each element but the last; the bracket that follows that one is not.
        if line.count + element.count > ArrayStyle.lineWidth - (isLast ? 0 : 1) {
            finished += line.dropLast() + "\n"
            line = margin
        }
        line += element + (isLast ? "" : ", ")
    }
    return String((finished + line).dropFirst(indent))
}

// MARK: - Elements

extension Bool: NumPyElement {
    /// NumPy's name for the type.
    public static let numPyTypeName = "bool"

    /// How to write elements that are shown together, so that they line up.
    ///
    /// - Parameter elements: All of them.
    /// - Returns: A function that writes `True`, after a space, or `False`: five columns.
    public static func numPyFormat(for elements: [Bool]) -> (Bool) -> String {
        { $0 ? " True" : "False" }
    }
}

extension Int: NumPyElement {
    /// NumPy's name for the type.
    public static let numPyTypeName = "int64"

    /// How to write elements that are shown together, so that they line up.
    ///
    /// - Parameter elements: All of them; the longest sets the width.
    /// - Returns: A function that writes one of them in decimal digits, aligned on the right.
    public static func numPyFormat(for elements: [Int]) -> (Int) -> String {
        let width = elements.map { $0.description.count }.max() ?? 0
        return { $0.description.paddingLeft(to: width) }
    }
}

extension Double: NumPyElement {
    /// NumPy's name for the type.
    public static let numPyTypeName = "float64"

    /// How to write elements that are shown together, so that they line up.
    ///
    /// - Parameter elements: All of them; together they decide between decimals and an exponent.
    /// - Returns: A function that writes one of them, with at most eight decimals, all points in one column.
    public static func numPyFormat(for elements: [Double]) -> (Double) -> String {
        let finite = elements.filter(\.isFinite)
        let isScientific = needsExponent(finite)
        let parts = finite.map { $0.parts(scientific: isScientific) }
        let right = parts.map(\.right.count).max() ?? 0
        // One column more than the digits need, for a sign, whether there is one or not.
        var left = parts.map { 1 + $0.left.count - ($0.left.hasPrefix("-") ? 1 : 0) }.max() ?? 0
        if isScientific { left = 3 }
        if finite.count < elements.count { left = Swift.max(left, "-inf".count - (1 + right)) }

        return { element in
            guard element.isFinite else { return element.numPyDescription.paddingLeft(to: left + 1 + right) }
            let parts = element.parts(scientific: isScientific)
            let filled = isScientific ? parts.right.withExponent(filling: right) : parts.right.padding(to: right)
            return parts.left.paddingLeft(to: left) + "." + filled
        }
    }

    private static func needsExponent(_ finite: [Double]) -> Bool {
        let magnitudes = finite.map(\.magnitude).filter { $0 != 0 }
        guard let largest = magnitudes.max(), let smallest = magnitudes.min() else { return false }
        return largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000
    }

    /// What stands before and after the point: of -0.25 `-0` and `25`, or with an exponent `-2` and
    /// `50000000e-01`. A whole number has nothing after it.
    private func parts(scientific: Bool) -> (left: String, right: String) {
        if scientific { return String(format: "%.\(ArrayStyle.precision)e", self).splitAtPoint }
        // Between 10^-4 and 10^8 this is without an exponent.
        var parts = description.splitAtPoint
        if parts.right.count > ArrayStyle.precision {
            parts = String(format: "%.\(ArrayStyle.precision)f", self).splitAtPoint
        }
        while parts.right.hasSuffix("0") { parts.right.removeLast() }
        return parts
    }
}

extension String {
    fileprivate var splitAtPoint: (left: String, right: String) {
        let parts = split(separator: ".", omittingEmptySubsequences: false)
        return (String(parts[0]), String(parts[1]))
    }

    /// `50000000e-05` as `50000000e-005`, if that is what it takes to fill the columns.
    fileprivate func withExponent(filling width: Int) -> String {
        let digits = ArrayStyle.precision + "e+".count
        return prefix(digits) + String(repeating: "0", count: width - count) + dropFirst(digits)
    }
}
