/// A rectangle of numbers, stored row by row.
///
///     let weights: Matrix = [[1, 2, 3],
///                            [4, 5, 6]]
///     weights.shape        // (2, 3)
///     weights[1, 0]        // 4.0
///
/// The elements are `Double`, NumPy's `float64`, and there are always two dimensions: a vector is a matrix of
/// one column. There are no views: a slice is a copy. Shapes that don't fit are a mistake in the program, so they
/// stop it, with a message that names both.
public struct Matrix: Equatable, Sendable {
    /// The number of rows.
    public let rows: Int

    /// The number of columns.
    public let columns: Int

    /// All elements, row by row: element (i, j) is at `i * columns + j`.
    public internal(set) var elements: [Double]

    /// A matrix of the given shape.
    ///
    /// - Parameters:
    ///   - rows: The number of rows, 0 or more.
    ///   - columns: The number of columns, 0 or more.
    ///   - elements: The elements, row by row: `rows` times `columns` numbers.
    public init(_ rows: Int, _ columns: Int, elements: [Double]) {
        // Not a `precondition`, whose message is dropped in optimized code, as this module's always is.
        guard elements.count == Shape.elementCount(rows, columns) else {
            fatalError("A matrix of shape \(Shape(rows, columns)) can't be made of \(elements.count) elements")
        }
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// A matrix with the same number everywhere.
    ///
    /// - Parameters:
    ///   - rows: The number of rows, 0 or more.
    ///   - columns: The number of columns, 0 or more.
    ///   - value: Each element.
    public init(_ rows: Int, _ columns: Int, repeating value: Double) {
        self.init(rows, columns, elements: Array(repeating: value, count: Shape.elementCount(rows, columns)))
    }

    /// A matrix of one column, count × 1: the form in which an observation enters a network.
    ///
    /// - Parameter elements: The column, from top to bottom.
    public init(column elements: [Double]) {
        self.init(elements.count, 1, elements: elements)
    }

    /// A matrix from its rows.
    ///
    /// - Parameter rows: An array for each row, all of the same length. Without rows the shape is (0, 0).
    public init(rows: [[Double]]) {
        let columns = rows.first?.count ?? 0
        for (index, row) in rows.enumerated() {
            guard row.count == columns else {
                fatalError("Row \(index) of a matrix has \(row.count) elements where row 0 has \(columns)")
            }
        }
        self.init(rows.count, columns, elements: rows.flatMap { $0 })
    }

    /// The number of rows and of columns, printed as Python prints them: `(90, 784)`.
    public var shape: Shape { Shape(rows, columns) }

    /// The number of elements.
    public var count: Int { elements.count }

    /// One element.
    ///
    /// - Parameters:
    ///   - row: Its row, from 0 to `rows` − 1.
    ///   - column: Its column, from 0 to `columns` − 1.
    /// - Returns: The element, which can be set.
    public subscript(row: Int, column: Int) -> Double {
        get {
            check(row, column)
            return elements[row * columns + column]
        }
        set {
            check(row, column)
            elements[row * columns + column] = newValue
        }
    }

    private func check(_ row: Int, _ column: Int) {
        guard row >= 0 && row < rows && column >= 0 && column < columns else {
            fatalError("A matrix of shape \(shape) has no element (\(row), \(column))")
        }
    }

    /// One row as an array.
    ///
    /// - Parameter index: Which row, from 0 to `rows` − 1.
    /// - Returns: `columns` numbers, from left to right.
    public func row(_ index: Int) -> [Double] {
        guard index >= 0 && index < rows else { fatalError("A matrix of shape \(shape) has no row \(index)") }
        return Array(elements[index * columns..<(index + 1) * columns])
    }

    /// One column as an array.
    ///
    /// - Parameter index: Which column, from 0 to `columns` − 1.
    /// - Returns: `rows` numbers, from top to bottom.
    public func column(_ index: Int) -> [Double] {
        guard index >= 0 && index < columns else { fatalError("A matrix of shape \(shape) has no column \(index)") }
        return (0..<rows).map { elements[$0 * columns + index] }
    }

    /// Consecutive rows, as a matrix: `hiddenErrors[rows: 0..<10]` is NumPy's `hidden_errors[:10]`.
    ///
    /// - Parameter range: The numbers of the rows, within 0 to `rows`; an open end means the first or last.
    /// - Returns: A copy: rows of the range × `columns`.
    public subscript(rows range: some RangeExpression<Int>) -> Matrix {
        let range = resolve(range, within: rows, "rows")
        return Matrix(
            range.count, columns,
            elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
    }

    /// Consecutive columns, as a matrix.
    ///
    /// - Parameter range: The numbers of the columns, within 0 to `columns`; an open end means the first or last.
    /// - Returns: A copy: `rows` × columns of the range.
    public subscript(columns range: some RangeExpression<Int>) -> Matrix {
        let range = resolve(range, within: columns, "columns")
        return Matrix(
            rows, range.count,
            elements: (0..<rows).flatMap { elements[$0 * columns + range.lowerBound..<$0 * columns + range.upperBound] }
        )
    }

    /// The positions that a range stands for. If the matrix lacks one of them, the program stops.
    ///
    /// The outermost integers stand in for open ends at first: to close `5...` with a length of 3 would stop the
    /// program without our message.
    private func resolve(_ range: some RangeExpression<Int>, within length: Int, _ name: String) -> Range<Int> {
        let open = range.relative(to: Int.min..<Int.max)
        let start = open.lowerBound == .min ? 0 : open.lowerBound
        let end = open.upperBound == .max ? length : open.upperBound
        guard start >= 0 && start <= end && end <= length else {
            let text = open.upperBound == .max ? "\(start)..." : "\(start)..<\(end)"
            fatalError("A matrix of shape \(shape) has no \(name) \(text)")
        }
        return start..<end
    }

    /// The same elements, row by row, in another shape: a line of 784 pixels becomes an image of 28 × 28.
    ///
    /// - Parameters:
    ///   - rows: The new number of rows.
    ///   - columns: The new number of columns. `rows` times `columns` is the number of elements.
    /// - Returns: `rows` × `columns`.
    public func reshaped(_ rows: Int, _ columns: Int) -> Matrix {
        guard count == Shape.elementCount(rows, columns) else {
            fatalError("A matrix of shape \(shape) can't be reshaped to \(Shape(rows, columns))")
        }
        return Matrix(rows, columns, elements: elements)
    }

    /// Rows and columns exchanged: `w.transposed[j, i] == w[i, j]`.
    public var transposed: Matrix {
        // A row and the column of its numbers have them in the same order.
        if rows == 1 || columns == 1 { return Matrix(columns, rows, elements: elements) }
        let elements = [Double](unsafeUninitializedCapacity: count) { result, initialized in
            self.elements.withUnsafeBufferPointer { source in
                for row in 0..<rows {
                    for column in 0..<columns {
                        result.initializeElement(at: column * rows + row, to: source[row * columns + column])
                    }
                }
            }
            initialized = count
        }
        return Matrix(columns, rows, elements: elements)
    }

    /// Applies a function to each element, row by row.
    ///
    /// - Parameter transform: Takes an element and returns the one for its place.
    /// - Returns: A matrix of the same shape.
    /// - Throws: What the function throws.
    public func map(_ transform: (Double) throws -> Double) rethrows -> Matrix {
        Matrix(rows, columns, elements: try elements.map(transform))
    }
}

extension Matrix: ExpressibleByArrayLiteral {
    /// `[[1, 2, 3], [4, 5, 6]]` is a matrix of shape (2, 3).
    ///
    /// - Parameter rows: An array for each row, all of the same length.
    public init(arrayLiteral rows: [Double]...) {
        self.init(rows: rows)
    }
}

/// The lengths of an array's dimensions, written as Python writes a tuple: `(90, 784)`, a vector's `(784,)`.
public struct Shape: Equatable, Sendable, CustomStringConvertible {
    /// The number of rows, then the number of columns; of a vector, the number of elements alone.
    public let lengths: [Int]

    /// A shape from its lengths: `Shape(90, 784)`.
    ///
    /// - Parameter lengths: The number of rows, then the number of columns; of a vector, the number of elements alone.
    public init(_ lengths: Int...) {
        self.lengths = lengths
    }

    /// The number of elements in a matrix of this shape.
    static func elementCount(_ rows: Int, _ columns: Int) -> Int {
        let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0 && columns >= 0 && !overflows else {
            fatalError("A matrix can't have the shape \(Shape(rows, columns))")
        }
        return count
    }

    /// The lengths in parentheses: `(90, 784)`.
    public var description: String {
        lengths.count == 1 ? "(\(lengths[0]),)" : "(" + lengths.map(String.init).joined(separator: ", ") + ")"
    }
}
