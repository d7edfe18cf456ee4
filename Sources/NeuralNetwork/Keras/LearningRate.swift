import Foundation

/// How far an optimizer goes in each step: always the same, or by a schedule. Names and formulas are those of Keras.
///
///     .adam(learningRate: 0.001)
///     .adam(learningRate: .cosineDecay(
///         initialLearningRate: 0, decaySteps: 900, warmupTarget: 0.003, warmupSteps: 100))
public enum LearningRate: Hashable, Sendable {
    /// The same in every step.
    case constant(Double)

    /// Falls from `initialLearningRate` like half a wave of a cosine, within `decaySteps` steps, to `alpha` times as
    /// much, and stays there. With a `warmupTarget` it first rises from `initialLearningRate` to that, in a straight
    /// line within `warmupSteps` steps, and falls from there.
    case cosineDecay(
        initialLearningRate: Double, decaySteps: Int, alpha: Double = 0, warmupTarget: Double? = nil,
        warmupSteps: Int = 0)

    /// The learning rate of a step.
    ///
    /// - Parameter step: how many steps were before it; the first is step 0.
    /// - Returns: the rate, 0 or more.
    public func rate(atStep step: Int) -> Double {
        switch self {
        case .constant(let rate):
            return rate
        case .cosineDecay(let initial, let decaySteps, let alpha, let warmupTarget, let warmupSteps):
            guard let warmupTarget else { return Self.decayed(initial, step, decaySteps, alpha) }
            guard step < warmupSteps else {
                return Self.decayed(warmupTarget, step - warmupSteps, decaySteps, alpha)
            }
            return initial + (warmupTarget - initial) * Double(step) / Double(warmupSteps)
        }
    }

    /// start · ((1 − α) · (1 + cos(π · step / steps)) / 2 + α)
    private static func decayed(_ start: Double, _ step: Int, _ steps: Int, _ alpha: Double) -> Double {
        let wave = (1 + cos(.pi * Double(min(step, steps)) / Double(steps))) / 2
        return start * ((1 - alpha) * wave + alpha)
    }

    /// What is wrong with its numbers, if anything.
    var fault: String? {
        let (rates, steps): ([Double], [Int]) =
            switch self {
            case .constant(let rate): ([rate], [])
            case .cosineDecay(let initial, let decaySteps, let alpha, let target, let warmupSteps):
                ([initial, alpha, target ?? 0], [decaySteps, warmupSteps + 1])
            }
        if !rates.allSatisfy({ $0 >= 0 && Float($0).isFinite }) {
            return "a learning rate is a finite number, and not negative"
        }
        return steps.allSatisfy { $0 > 0 }
            ? nil : "a schedule has at least one step of decay, and no negative number of others"
    }
}
