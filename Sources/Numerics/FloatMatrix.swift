import Synchronization

/// A rectangle of `Float`, row by row: NumPy's `float32`, half the size of a `Matrix`, and an eighth of it for pixels.
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

    private var storage: Storage

    /// How the elements are kept, row by row.
    ///
    /// Arithmetic with a number makes equal numbers of equal bytes. So pixels stay bytes, and only a table of the 256
    /// numbers that bytes stand for is changed. The pixels of 60,000 digits take no memory but the 47 MB of the set
    /// that they come from; as numbers they would take 188 MB. Lesson 15 takes a tenth less CPU time that way.
    private enum Storage: Sendable {
        case numbers([Float])
        /// The number that a byte stands for is at its place among 256.
        case bytes(ArraySlice<UInt8>, numbers: [Float])
    }

    /// All elements, row by row: element (i, j) is at `i * columns + j`. For pixels each call makes a new array.
    public var elements: [Float] {
        switch storage {
        case .numbers(let numbers): numbers
        case .bytes(let bytes, let numbers): Self.expanded(bytes, numbers)
        }
    }

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
        self.init(rows, columns, .numbers(elements))
    }

    /// A matrix of bytes, each of which is its own number, from 0 to 255.
    ///
    /// - Parameters:
    ///   - rows: The number of rows, 0 or more.
    ///   - columns: The number of columns, 0 or more.
    ///   - bytes: The elements, row by row: `rows` times `columns` bytes.
    package init(_ rows: Int, _ columns: Int, bytes: ArraySlice<UInt8>) {
        guard bytes.count == Shape.elementCount(rows, columns) else {
            fatalError("A matrix of shape \(Shape(rows, columns)) can't be made of \(bytes.count) bytes")
        }
        self.init(rows, columns, .bytes(bytes, numbers: (0...255).map { Float($0) }))
    }

    private init(_ rows: Int, _ columns: Int, _ storage: Storage) {
        (self.rows, self.columns, self.storage) = (rows, columns, storage)
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
    /// - Returns: A matrix of its own. The pixels of a set of digits share its bytes, which stay in memory as long.
    public subscript(rows range: Range<Int>) -> FloatMatrix {
        guard range.lowerBound >= 0 && range.upperBound <= rows else {
            fatalError("A matrix of shape \(shape) has no rows \(range)")
        }
        let places = range.lowerBound * columns..<range.upperBound * columns
        switch storage {
        case .numbers(let all): return FloatMatrix(range.count, columns, .numbers(Array(all[places])))
        case .bytes(let all, let numbers):
            return FloatMatrix(range.count, columns, .bytes(Self.part(all, places), numbers: numbers))
        }
    }

    /// Hands on the elements of a row.
    ///
    /// - Parameters:
    ///   - row: The number of the row.
    ///   - room: Room for `columns` numbers. The elements are written there if they are kept as bytes.
    package func withRow(
        _ row: Int, room: UnsafeMutableBufferPointer<Float>, _ work: (UnsafeBufferPointer<Float>) -> Void
    ) {
        let places = row * columns..<(row + 1) * columns
        switch storage {
        case .numbers(let all): all[places].withUnsafeBufferPointer(work)
        case .bytes(let all, let numbers):
            Self.expand(Self.part(all, places), numbers, to: room)
            work(UnsafeBufferPointer(rebasing: room[..<columns]))
        }
    }

    /// The bytes at some places, counted from 0.
    private static func part(_ bytes: ArraySlice<UInt8>, _ places: Range<Int>) -> ArraySlice<UInt8> {
        bytes[bytes.startIndex + places.lowerBound..<bytes.startIndex + places.upperBound]
    }

    /// The numbers that bytes stand for.
    private static func expanded(_ bytes: ArraySlice<UInt8>, _ numbers: [Float]) -> [Float] {
        // Twice as fast as `map`, which asks before each element whether there is room.
        [Float](unsafeUninitializedCapacity: bytes.count) { elements, count in
            expand(bytes, numbers, to: elements)
            count = bytes.count
        }
    }

    private static func expand(
        _ bytes: ArraySlice<UInt8>, _ numbers: [Float], to elements: UnsafeMutableBufferPointer<Float>
    ) {
        // There is a number for every byte, so no byte needs a check.
        numbers.withUnsafeBufferPointer { numbers in
            bytes.withUnsafeBufferPointer { bytes in
                for index in 0..<bytes.count { elements[index] = numbers[Int(bytes[index])] }
            }
        }
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
    /// each of which takes 35 ms for 55,000 digits that are not bytes.
    package mutating func scale(divisor: Double, factor: Double, offset: Double) {
        let (divisor, factor, offset) = (Float(divisor), Float(factor), Float(offset))
        change { $0 / divisor * factor + offset }
    }

    /// In place, unless the memory is shared: a chain of operations makes one new matrix, not three. For bytes it makes
    /// a new table.
    @inline(__always)
    private mutating func change(_ transform: (Float) -> Float) {
        if case .bytes(let bytes, let numbers) = storage {
            memo = Memo()
            storage = .bytes(bytes, numbers: numbers.map(transform))
        } else {
            withMutableElements { elements in
                for index in elements.indices { elements[index] = transform(elements[index]) }
            }
        }
    }

    /// Hands on all elements, row by row, to be changed in place. If the memory is shared, it is copied first; bytes
    /// become numbers first.
    @inline(__always)
    package mutating func withMutableElements(_ work: (UnsafeMutableBufferPointer<Float>) -> Void) {
        memo = Memo()
        var elements = elements
        // The array must have one owner, or it is copied.
        storage = .numbers([])
        elements.withUnsafeMutableBufferPointer { work($0) }
        storage = .numbers(elements)
    }

    /// Equal are matrices of the same shape with equal elements, kept as numbers or as bytes.
    public static func == (left: FloatMatrix, right: FloatMatrix) -> Bool {
        left.shape == right.shape && left.elements == right.elements
    }
}

/// Room for one value that is made when it is first wanted.
///
/// Three models that learn from the same digits, one after the other or at the same time, take their inputs apart once,
/// and not three times: an eighth of lesson 15's CPU time. What was made lives as long as the matrix and its copies; of
/// 60,000 digits it is some 75 MB.
package final class Memo: Sendable {
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
}

extension Matrix {
    /// The same numbers as `Double`.
    ///
    /// - Parameter matrix: The numbers, in any shape, which stays.
    public init(_ matrix: FloatMatrix) {
        self.init(matrix.rows, matrix.columns, elements: matrix.elements.map { Double($0) })
    }
}
