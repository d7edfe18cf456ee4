import Foundation

/// How well a model does.
public struct Evaluation: Equatable, Sendable {
    /// The mean loss of the observations.
    public let loss: Double

    /// The share of the observations whose largest output is the right one, 0 to 1. With a single output it is the share for
    /// which output and target are on the same side of 0.5.
    public let accuracy: Double
}

/// What came out of one epoch.
///
/// Its description is the line that Keras prints: `Epoch 1/5 - loss: 1.9561 - accuracy: 0.4904`.
public struct EpochResult: Equatable, Sendable, CustomStringConvertible {
    /// Which epoch it was, from 1 on.
    public let epoch: Int

    /// How many were asked for.
    public let epochs: Int

    /// Means over the epoch, taken while the weights changed.
    public let training: Evaluation

    /// What the other observations gave after the epoch, if there were any.
    public let validation: Evaluation?

    public var description: String {
        var numbers = [("loss", training.loss), ("accuracy", training.accuracy)]
        if let validation { numbers += [("val_loss", validation.loss), ("val_accuracy", validation.accuracy)] }
        return "Epoch \(epoch)/\(epochs)" + numbers.map { " - \($0.0): \(Self.text($0.1))" }.joined()
    }

    /// As Keras writes a number.
    private static func text(_ number: Double) -> String {
        String(format: abs(number) >= 1e-3 || !number.isFinite ? "%.4f" : "%.4e", number)
    }
}

/// What came out of each epoch of a training.
public struct History: Equatable, Sendable {
    /// One after the other.
    public let epochs: [EpochResult]

    /// The training losses.
    public var loss: [Double] { epochs.map(\.training.loss) }

    /// The training accuracies.
    public var accuracy: [Double] { epochs.map(\.training.accuracy) }

    /// The losses of the other observations; empty if there were none.
    public var validationLoss: [Double] { epochs.compactMap(\.validation?.loss) }

    /// The accuracies of the other observations; empty if there were none.
    public var validationAccuracy: [Double] { epochs.compactMap(\.validation?.accuracy) }
}
