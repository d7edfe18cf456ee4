import Numerics

/// The gradient of a function of a matrix, measured: how much the function's value changes when one element does, for
/// each element, with all others held still.
///
///     numericalGradient(of: { ($0 * $0).sum }, at: [[3, 4]])      // [[6, 8]], but for rounding
///
/// Each element is moved by h both ways and the difference divided by the distance, (f(x + h) − f(x − h)) / 2h. That
/// takes two values of the function for each element, so it is slow. It is off by about h², and by the rounding error
/// of the function divided by h. But it knows nothing of the chain rule, so it can check a gradient that was worked out
/// by it.
///
/// - Parameters:
///   - function: The function of a matrix.
///   - point: The matrix at which its gradient is measured.
///   - rows: The rows of `point` to measure, if not all.
///   - step: h, for elements up to 1 in magnitude; larger ones are moved in proportion.
/// - Returns: A matrix of the shape of `point`, or of these rows of it.
/// - Throws: What the function throws.
public func numericalGradient(
    of function: (Matrix) throws -> Double, at point: Matrix, rows: Range<Int>? = nil, step: Double = 1e-5
) rethrows -> Matrix {
    var moved = point
    let rows = rows ?? 0..<point.rows
    var gradient = Matrix(rows.count, point.columns, repeating: 0)
    for row in rows {
        for column in 0..<point.columns {
            let element = point[row, column]
            let (higher, lower) = (element + step * max(1, abs(element)), element - step * max(1, abs(element)))
            moved[row, column] = higher
            let above = try function(moved)
            moved[row, column] = lower
            let below = try function(moved)
            moved[row, column] = element
            gradient[row - rows.lowerBound, column] = (above - below) / (higher - lower)
        }
    }
    return gradient
}
