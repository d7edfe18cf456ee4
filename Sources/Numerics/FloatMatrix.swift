import Synchronization

/// A rectangle of `Float`, stored row by row: NumPy's `float32`, half the size of a `Matrix`.
///
///     let inputs = digits.pixels / 255 * 0.99 + 0.01      // 60000 × 784
///
/// It holds a whole data set, one observation in each row, and has little arithmetic. Make a `Matrix` of the rows that
/// you want to look at or compute with: `Matrix(inputs[rows: 0..<3])`.
public struct FloatMatrix: Equatable, Sendable {
    /// The number of rows.
    public let rows: Int

    /// The number of columns.
    public let columns: Int

    /// All elements, row by row: element (i, j) is at `i * columns + j`.
    public private(set) var elements: [Float]

    /// What has been computed from the numbers, for whoever wants it again as long as they are the same.
    package private(set) var memo = Memo()

    /// A matrix of the given shape.
    ///
    /// - Parameters:
    ///   - rows: The number of rows, 0 or more.
    ///   - columns: The number of columns, 0 or more.
    ///   - elements: The elements, row by row: `rows` times `columns` numbers.
    public init(_ rows: Int, _ columns: Int, elements: [Float]) {
        guard elements.count == Shape.elementCount(rows, columns) else {
            fatalError("A matrix of shape \(Shape(rows, columns)) can't be made of \(elements.count) elements")
        }
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// The same numbers, rounded to `Float`.
    ///
    /// - Parameter matrix: The numbers, in any shape, which stays.
    public init(_ matrix: Matrix) {
        self.init(matrix.rows, matrix.columns, elements: matrix.elements.map { Float($0) })
    }

    /// The number of rows and of columns, printed as Python prints them: `(60000, 784)`.
    public var shape: Shape { Shape(rows, columns) }

    /// Consecutive rows, as a matrix: rows of the range × `columns`.
    ///
    /// - Parameter range: The numbers of the rows, within 0 to `rows`.
    /// - Returns: A copy, not a view.
    public subscript(rows range: Range<Int>) -> FloatMatrix {
        guard range.lowerBound >= 0 && range.upperBound <= rows else {
            fatalError("A matrix of shape \(shape) has no rows \(range)")
        }
        return FloatMatrix(
            range.count, columns, elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
    }

    /// Every element times a number.
    ///
    /// - Parameters:
    ///   - left: A matrix of any shape.
    ///   - right: What each element is multiplied by, rounded to `Float`.
    /// - Returns: A matrix of the shape of `left`.
    public static func * (left: consuming FloatMatrix, right: Double) -> FloatMatrix {
        left.change { $0 * Float(right) }
        return left
    }

    /// Every element divided by a number.
    ///
    /// - Parameters:
    ///   - left: A matrix of any shape.
    ///   - right: What each element is divided by, rounded to `Float`.
    /// - Returns: A matrix of the shape of `left`.
    public static func / (left: consuming FloatMatrix, right: Double) -> FloatMatrix {
        left.change { $0 / Float(right) }
        return left
    }

    /// Every element plus a number.
    ///
    /// - Parameters:
    ///   - left: A matrix of any shape.
    ///   - right: What is added to each element, rounded to `Float`.
    /// - Returns: A matrix of the shape of `left`.
    public static func + (left: consuming FloatMatrix, right: Double) -> FloatMatrix {
        left.change { $0 + Float(right) }
        return left
    }

    /// `self = self / divisor * factor + offset`, to the last bit, in one pass through the memory in place of three,
    /// each of which takes 35 ms for 55,000 digits.
    package mutating func scale(divisor: Double, factor: Double, offset: Double) {
        let (divisor, factor, offset) = (Float(divisor), Float(factor), Float(offset))
        change { $0 / divisor * factor + offset }
    }

    /// In place, unless the memory is shared: a chain of operations on 60,000 digits makes one new matrix, not three.
    @inline(__always)
    private mutating func change(_ transform: (Float) -> Float) {
        withMutableElements { elements in
            for index in elements.indices { elements[index] = transform(elements[index]) }
        }
    }

    /// Hands on all elements, row by row, to be changed in place. If the memory is shared, it is copied first.
    @inline(__always)
    package mutating func withMutableElements(_ work: (UnsafeMutableBufferPointer<Float>) -> Void) {
        memo = Memo()
        elements.withUnsafeMutableBufferPointer { work($0) }
    }
}

/// Room for one value that is made when it is first wanted.
///
/// Three models that learn from the same digits, one after the other or at the same time, take their inputs apart once,
/// and not three times: an eighth of lesson 15's CPU time. What was made lives as long as the matrix and its copies; of
/// 60,000 digits it is some 75 MB.
package final class Memo: Equatable, Sendable {
    private let kept = Mutex<(any Sendable)?>(nil)

    /// The value of this type that has been made before, or else a new one, which takes the place of any other.
    package func value<Value: Sendable>(_ make: () -> Value) -> Value {
        kept.withLock { kept in
            if let value = kept as? Value { return value }
            let new = make()
            kept = new
            return new
        }
    }

    /// All are equal: what is in one follows from the numbers.
    package static func == (left: Memo, right: Memo) -> Bool { true }
}

extension Matrix {
    /// The same numbers as `Double`.
    ///
    /// - Parameter matrix: The numbers, in any shape, which stays.
    public init(_ matrix: FloatMatrix) {
        self.init(matrix.rows, matrix.columns, elements: matrix.elements.map { Double($0) })
    }
}
