import Numerics

/// One row for each label, 1 at the label and 0 elsewhere: Keras's `to_categorical`.
///
///     oneHot([5, 0], classCount: 10)      // 2 × 10
///
/// - Parameters:
///   - labels: a number from 0 to `classCount` − 1 for each observation.
///   - classCount: how many classes there are.
/// - Returns: labels × `classCount`.
/// - Throws: a `ModelError` for a label that isn't one of 0 to `classCount` − 1.
public func oneHot(_ labels: [Int], classCount: Int) throws -> Matrix {
    var matrix = Matrix(labels.count, classCount, repeating: 0)
    for (row, label) in labels.enumerated() {
        guard (0..<classCount).contains(label) else {
            throw ModelError.labelOutOfRange(label, at: row, classCount: classCount)
        }
        matrix[row, label] = 1
    }
    return matrix
}
