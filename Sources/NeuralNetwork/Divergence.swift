import Foundation

/// How training can fail.
public enum Divergence: LocalizedError, Equatable, Sendable {
    /// From this step on, counted from 1, the weights are not numbers.
    case notNumbers(step: Int)

    /// In this step and the two after it every node of every layer was saturated: all slopes were 0, or so near to it
    /// that nothing was learned.
    case saturated(step: Int)

    /// In this step, counted from 1, the loss was no longer a finite number.
    case lossNotFinite(step: Int)

    /// What happened in which step, and what to do, in a sentence without its period.
    public var errorDescription: String? {
        switch self {
        case .notNumbers(let step):
            "the weights stopped being numbers in step \(step); choose a smaller learning rate"
        case .saturated(let step):
            "every slope was 0 in steps \(step) to \(step + 2); choose a smaller learning rate"
        case .lossNotFinite(let step):
            "the loss stopped being a number in step \(step); choose a smaller learning rate"
        }
    }
}
