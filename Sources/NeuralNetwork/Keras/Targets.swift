import Numerics

/// What a network should answer, as a loss wants it.
enum Targets: Sendable {
    /// The number of the right output of each observation.
    case labels([Int32])

    /// A row of outputs for each observation.
    case outputs(FloatMatrix)

    /// What an output should be; with a label, 1 at the label and 0 elsewhere.
    subscript(observation: Int, unit: Int) -> Float {
        switch self {
        case .labels(let labels): labels[observation] == Int32(truncatingIfNeeded: unit) ? 1 : 0
        case .outputs(let matrix): matrix.elements[observation * matrix.columns + unit]
        }
    }
}

/// One row for each label, 1 at the label and 0 elsewhere: Keras's `to_categorical`.
///
///     oneHot([5, 0], classCount: 10)      // 2 × 10
///
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
