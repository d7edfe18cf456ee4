import Foundation

// Everything here works element by element; `dot` is the matrix product. As in NumPy, `*` between two matrices
// is not a matrix product.

extension Matrix {
    /// The sum of two matrices, element by element.
    ///
    /// - Parameters:
    ///   - left: rows × columns.
    ///   - right: A matrix of the same shape.
    /// - Returns: rows × columns, with `left[i, j] + right[i, j]` at (i, j).
    public static func + (left: Matrix, right: Matrix) -> Matrix { left.combined(with: right, "+") { $0 + $1 } }
    /// The difference of two matrices, element by element.
    ///
    /// - Parameters:
    ///   - left: rows × columns.
    ///   - right: A matrix of the same shape.
    /// - Returns: rows × columns, with `left[i, j] - right[i, j]` at (i, j).
    public static func - (left: Matrix, right: Matrix) -> Matrix { left.combined(with: right, "-") { $0 - $1 } }
    /// The product of two matrices, element by element; the matrix product is `dot`.
    ///
    /// - Parameters:
    ///   - left: rows × columns.
    ///   - right: A matrix of the same shape.
    /// - Returns: rows × columns, with `left[i, j] * right[i, j]` at (i, j).
    public static func * (left: Matrix, right: Matrix) -> Matrix { left.combined(with: right, "*") { $0 * $1 } }
    /// The quotient of two matrices, element by element.
    ///
    /// - Parameters:
    ///   - left: rows × columns.
    ///   - right: A matrix of the same shape.
    /// - Returns: rows × columns, with `left[i, j] / right[i, j]` at (i, j).
    public static func / (left: Matrix, right: Matrix) -> Matrix { left.combined(with: right, "/") { $0 / $1 } }

    /// Each element plus a number.
    ///
    /// - Parameters:
    ///   - left: A matrix of any shape.
    ///   - right: What is added to each element.
    /// - Returns: A matrix of the shape of `left`.
    public static func + (left: Matrix, right: Double) -> Matrix { left.each { $0 + right } }
    /// Each element minus a number.
    ///
    /// - Parameters:
    ///   - left: A matrix of any shape.
    ///   - right: What is subtracted from each element.
    /// - Returns: A matrix of the shape of `left`.
    public static func - (left: Matrix, right: Double) -> Matrix { left.each { $0 - right } }
    /// Each element times a number.
    ///
    /// - Parameters:
    ///   - left: A matrix of any shape.
    ///   - right: What each element is multiplied by.
    /// - Returns: A matrix of the shape of `left`.
    public static func * (left: Matrix, right: Double) -> Matrix { left.each { $0 * right } }
    /// Each element divided by a number.
    ///
    /// - Parameters:
    ///   - left: A matrix of any shape.
    ///   - right: What each element is divided by.
    /// - Returns: A matrix of the shape of `left`.
    public static func / (left: Matrix, right: Double) -> Matrix { left.each { $0 / right } }

    /// A number plus each element.
    ///
    /// - Parameters:
    ///   - left: What each element is added to.
    ///   - right: A matrix of any shape.
    /// - Returns: A matrix of the shape of `right`.
    public static func + (left: Double, right: Matrix) -> Matrix { right.each { left + $0 } }
    /// A number minus each element.
    ///
    /// - Parameters:
    ///   - left: What each element is subtracted from.
    ///   - right: A matrix of any shape.
    /// - Returns: A matrix of the shape of `right`.
    public static func - (left: Double, right: Matrix) -> Matrix { right.each { left - $0 } }
    /// A number times each element.
    ///
    /// - Parameters:
    ///   - left: What is multiplied by each element.
    ///   - right: A matrix of any shape.
    /// - Returns: A matrix of the shape of `right`.
    public static func * (left: Double, right: Matrix) -> Matrix { right.each { left * $0 } }
    /// A number divided by each element.
    ///
    /// - Parameters:
    ///   - left: What is divided by each element.
    ///   - right: A matrix of any shape.
    /// - Returns: A matrix of the shape of `right`.
    public static func / (left: Double, right: Matrix) -> Matrix { right.each { left / $0 } }

    /// Each element with its sign changed.
    ///
    /// - Parameter operand: A matrix of any shape.
    /// - Returns: A matrix of the same shape.
    public static prefix func - (operand: Matrix) -> Matrix { operand.each { -$0 } }

    /// Adds a matrix, element by element.
    ///
    /// - Parameters:
    ///   - left: What is added to: rows × columns.
    ///   - right: What is added, of the same shape.
    public static func += (left: inout Matrix, right: Matrix) { left.combine(with: right, "+") { $0 + $1 } }
    /// Subtracts a matrix, element by element.
    ///
    /// - Parameters:
    ///   - left: What is subtracted from: rows × columns.
    ///   - right: What is subtracted, of the same shape.
    public static func -= (left: inout Matrix, right: Matrix) { left.combine(with: right, "-") { $0 - $1 } }

    // Inlined so that each operator gets a loop of its own, which the compiler turns into vector instructions.
    // `Matrix.map` calls an unknown function for each element instead.
    @inline(__always)
    private func each(_ transform: (Double) -> Double) -> Matrix {
        let elements = [Double](unsafeUninitializedCapacity: count) { result, initialized in
            self.elements.withUnsafeBufferPointer { source in
                for index in 0..<source.count {
                    result.initializeElement(at: index, to: transform(source[index]))
                }
            }
            initialized = count
        }
        return Matrix(rows, columns, elements: elements)
    }

    @inline(__always)
    private func combined(with other: Matrix, _ sign: String, _ combine: (Double, Double) -> Double) -> Matrix {
        check(other, sign)
        let elements = [Double](unsafeUninitializedCapacity: count) { result, initialized in
            self.elements.withUnsafeBufferPointer { left in
                other.elements.withUnsafeBufferPointer { right in
                    for index in 0..<left.count {
                        result.initializeElement(at: index, to: combine(left[index], right[index]))
                    }
                }
            }
            initialized = count
        }
        return Matrix(rows, columns, elements: elements)
    }

    /// The same in place: a step of training needs no second matrix of weights.
    @inline(__always)
    private mutating func combine(with other: Matrix, _ sign: String, _ combine: (Double, Double) -> Double) {
        check(other, sign)
        elements.withUnsafeMutableBufferPointer { left in
            other.elements.withUnsafeBufferPointer { right in
                for index in 0..<left.count { left[index] = combine(left[index], right[index]) }
            }
        }
    }

    private func check(_ other: Matrix, _ sign: String) {
        guard rows == other.rows && columns == other.columns else {
            fatalError("Shapes \(shape) and \(other.shape) don't fit in left \(sign) right")
        }
    }
}

/// e to the power of each element.
///
/// - Parameter matrix: The exponents, in any shape.
/// - Returns: The powers, in the same shape.
public func exp(_ matrix: Matrix) -> Matrix {
    matrix.map { Foundation.exp($0) }
}

/// The matrix product, NumPy's `np.dot(left, right)`: (m × n) · (n × p) → (m × p).
///
/// Element (i, j) of the product is the sum over k of `left[i, k] * right[k, j]`.
///
/// - Parameters:
///   - left: m × n.
///   - right: n × p: as many rows as `left` has columns.
/// - Returns: m × p.
public func dot(_ left: Matrix, _ right: Matrix) -> Matrix {
    guard left.columns == right.rows else {
        fatalError(
            "Shapes \(left.shape) and \(right.shape) don't fit in dot(left, right): "
                + "\(left.columns) columns on the left, \(right.rows) rows on the right")
    }
    let (rows, inner, columns) = (left.rows, left.columns, right.columns)
    let elements = [Double](unsafeUninitializedCapacity: rows * columns) { result, initialized in
        left.elements.withUnsafeBufferPointer { left in
            right.elements.withUnsafeBufferPointer { right in
                if columns == 1 {
                    for row in 0..<rows {
                        let leftRow = UnsafeBufferPointer(rebasing: left[row * inner..<(row + 1) * inner])
                        result.initializeElement(at: row, to: sumOfProducts(leftRow, right))
                    }
                } else {
                    // The innermost loops run along rows of `right` and a row of the result. Their elements are
                    // neighbors in memory, and rows by themselves need no check of an index, so the compiler computes
                    // four or eight at once. Four rows at a time, so that a sum is read and written a fourth as often:
                    // it takes half the time. Each sum is added up in the order of k.
                    func row(_ k: Int) -> UnsafeBufferPointer<Double> {
                        UnsafeBufferPointer(rebasing: right[k * columns..<(k + 1) * columns])
                    }
                    for i in 0..<rows {
                        let factors = UnsafeBufferPointer(rebasing: left[i * inner..<(i + 1) * inner])
                        let sums = UnsafeMutableBufferPointer(rebasing: result[i * columns..<(i + 1) * columns])
                        guard inner > 0 else {
                            sums.initialize(repeating: 0)
                            continue
                        }
                        // With `0 +` a product of −0 becomes 0, as in a sum that begins at 0.
                        let (first, factor) = (row(0), factors[0])
                        for column in 0..<columns { sums.initializeElement(at: column, to: 0 + factor * first[column]) }
                        var k = 1
                        while k + 4 <= inner {
                            let (row0, row1, row2, row3) = (row(k), row(k + 1), row(k + 2), row(k + 3))
                            let (a, b, c, d) = (factors[k], factors[k + 1], factors[k + 2], factors[k + 3])
                            for column in 0..<columns {
                                var sum = sums[column] + a * row0[column]
                                sum += b * row1[column]
                                sum += c * row2[column]
                                sum += d * row3[column]
                                sums[column] = sum
                            }
                            k += 4
                        }
                        while k < inner {
                            let (next, factor) = (row(k), factors[k])
                            for column in 0..<columns { sums[column] += factor * next[column] }
                            k += 1
                        }
                    }
                }
            }
        }
        initialized = rows * columns
    }
    return Matrix(rows, columns, elements: elements)
}

/// The sum of `left[i] * right[i]` over all i, for rows of equal length.
///
/// Four vectors keep eight partial sums each, which are added at the end. The order of additions is the same on every
/// processor, and so is the result. Four vectors, because an addition takes about four cycles, and a vector's next one
/// has to wait for it.
private func sumOfProducts(_ left: UnsafeBufferPointer<Double>, _ right: UnsafeBufferPointer<Double>) -> Double {
    let lanes = SIMD8<Double>.scalarCount
    let (leftBytes, rightBytes) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
    @inline(__always)
    func products(_ index: Int) -> SIMD8<Double> {
        let offset = index &* MemoryLayout<Double>.stride
        return leftBytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
            * rightBytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
    }
    var (sums0, sums1, sums2, sums3) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
    var index = 0
    while index + 4 * lanes <= left.count {
        sums0 += products(index)
        sums1 += products(index + lanes)
        sums2 += products(index + 2 * lanes)
        sums3 += products(index + 3 * lanes)
        index += 4 * lanes
    }
    while index + lanes <= left.count {
        sums0 += products(index)
        index += lanes
    }
    var sum = ((sums0 + sums1) + (sums2 + sums3)).sum()
    while index < left.count {
        sum += left[index] * right[index]
        index += 1
    }
    return sum
}
