import Foundation
import Numerics

/// Why a `Sequential` can't do what it was asked for.
public enum ModelError: LocalizedError, Equatable {
    /// It has no layers.
    case noLayers

    /// `compile` was not called before `fit` or `evaluate`.
    case notCompiled

    /// A cross-entropy needs softmax as the activation of the last layer, and of no other.
    case needsSoftmax(Loss)

    /// There is no observation to learn from or to be tested with.
    case noObservations

    /// The inputs have more or fewer columns than the model has inputs.
    case inputShape(Shape, inputCount: Int)

    /// The targets have another shape than the outputs.
    case targetShape(Shape, expected: Shape)

    /// There are more or fewer labels than inputs.
    case labelCount(Int, observationCount: Int)

    /// There is no output for a label.
    case labelOutOfRange(Int, at: Int, classCount: Int)

    /// The loss asks for the other kind of targets.
    case targetKind(Loss)

    /// A batch needs at least one observation.
    case batchSize(Int)

    /// The number of epochs is negative.
    case epochs(Int)

    /// The loss was no number before anything had been learned.
    case lossNotFinite

    /// What is wrong, in a sentence without its period.
    public var errorDescription: String? {
        switch self {
        case .noLayers:
            "a model needs at least one layer"
        case .notCompiled:
            "the model has no loss and no optimizer yet; call compile first"
        case .needsSoftmax(let loss):
            "\(loss.rawValue) needs softmax as the activation of the last layer, and of no other"
        case .noObservations:
            "there are no observations, and at least one is needed"
        case .inputShape(let shape, let count):
            "the inputs have the shape \(shape), and the model expects \(count) columns"
        case .targetShape(let shape, let expected):
            "the targets have the shape \(shape), and the model's outputs \(expected)"
        case .labelCount(let count, let observations):
            "there are \(count) labels for \(observations) observations"
        case .labelOutOfRange(let label, let index, let classCount):
            "label \(index) is \(label), and must be one of 0 to \(classCount - 1)"
        case .targetKind(let loss) where loss == .sparseCategoricalCrossentropy:
            "\(loss.rawValue) expects labels; for one-hot targets it is categoricalCrossentropy"
        case .targetKind(let loss):
            "\(loss.rawValue) expects a row of outputs for each observation; oneHot makes them of labels"
        case .batchSize(let size):
            "a batch needs at least one observation, and the batch size is \(size)"
        case .epochs(let count):
            "the number of epochs can't be \(count)"
        case .lossNotFinite:
            "the loss is not a number before the first step; look for what isn't finite in inputs, targets and weights"
        }
    }
}
