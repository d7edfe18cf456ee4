import Foundation

/// How well a model answers.
public struct Evaluation: Equatable, Sendable {
    /// The mean loss of the observations.
    public let loss: Double

    /// The share of right answers, 0 to 1: of observations whose largest output is the right one.
    public let accuracy: Double
}

/// The result of one epoch: means over its observations, each evaluated just before the step that learned from it.
///
/// Its description is the line that Keras prints: `Epoch 1/5 - loss: 1.9561 - accuracy: 0.4904`.
public struct EpochResult: Equatable, Sendable, CustomStringConvertible {
    /// Which epoch it was, from 1 on.
    public let epoch: Int

    /// How many epochs were asked for.
    public let epochs: Int

    /// The mean loss.
    public let loss: Double

    /// The share of right answers.
    public let accuracy: Double

    /// How well the model answered the validation observations after it; nil if `fit` was given none.
    public let validation: Evaluation?

    /// The line that Keras prints; with validation observations their loss and accuracy follow, as `val_loss` and
    /// `val_accuracy`.
    public var description: String {
        let training = "Epoch \(epoch)/\(epochs) - loss: \(Self.text(loss)) - accuracy: \(Self.text(accuracy))"
        guard let validation else { return training }
        return training + " - val_loss: \(Self.text(validation.loss)) - val_accuracy: \(Self.text(validation.accuracy))"
    }

    /// As Keras writes a number.
    private static func text(_ number: Double) -> String {
        String(format: abs(number) > 1e-3 || !number.isFinite ? "%.4f" : "%.4e", number)
    }
}

/// The results of a training.
public struct History: Equatable, Sendable {
    /// The result of each epoch, in order.
    public let epochs: [EpochResult]

    /// The losses, epoch by epoch.
    public var loss: [Double] { epochs.map(\.loss) }

    /// The accuracies, epoch by epoch.
    public var accuracy: [Double] { epochs.map(\.accuracy) }

    /// The losses with the validation observations, epoch by epoch; empty if `fit` was given none.
    public var valLoss: [Double] { epochs.compactMap(\.validation?.loss) }

    /// The accuracies with the validation observations, epoch by epoch; empty if `fit` was given none.
    public var valAccuracy: [Double] { epochs.compactMap(\.validation?.accuracy) }
}
