/// How weights are changed once the gradient is known: by the formulas of Keras, with its default parameters.
///
/// In the formulas g is the gradient of the batch's mean loss with respect to a weight w, η the learning rate, and t
/// counts the steps from 1. What a formula remembers of earlier steps begins at 0.
public enum Optimizer: Hashable, Sendable {
    /// Stochastic gradient descent, `w −= η·g`.
    ///
    /// With a momentum µ other than 0 a step keeps a part of the one before: `v = µ·v − η·g` and `w += v`.
    case sgd(learningRate: LearningRate = .constant(0.01), momentum: Double = 0)

    /// RMSprop (Hinton, 2012): each weight's step is divided by the size that its gradient has lately had.
    ///
    ///     v = ρ·v + (1 − ρ)·g²
    ///     w −= η·g / √(v + ε)
    case rmsprop(learningRate: LearningRate = .constant(0.001), rho: Double = 0.9, epsilon: Double = 1e-7)

    /// Adam (Kingma and Ba, 2015), a momentum divided by a size, both corrected for having begun at 0.
    ///
    ///     m = β₁·m + (1 − β₁)·g
    ///     v = β₂·v + (1 − β₂)·g²
    ///     w −= η·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε)
    case adam(
        learningRate: LearningRate = .constant(0.001), beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-7)

    /// Stochastic gradient descent with the same learning rate in every step.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - momentum: µ, at least 0 and less than 1.
    /// - Returns: the case of the same name with a constant learning rate.
    public static func sgd(learningRate: Double, momentum: Double = 0) -> Optimizer {
        .sgd(learningRate: .constant(learningRate), momentum: momentum)
    }

    /// RMSprop with the same learning rate in every step.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - rho: ρ, the share of v that a step keeps: at least 0 and less than 1.
    ///   - epsilon: ε, greater than 0.
    /// - Returns: the case of the same name with a constant learning rate.
    public static func rmsprop(learningRate: Double, rho: Double = 0.9, epsilon: Double = 1e-7) -> Optimizer {
        .rmsprop(learningRate: .constant(learningRate), rho: rho, epsilon: epsilon)
    }

    /// Adam with the same learning rate in every step.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - beta1: β₁, the share of m that a step keeps: at least 0 and less than 1.
    ///   - beta2: β₂, the share of v that a step keeps: at least 0 and less than 1.
    ///   - epsilon: ε, greater than 0.
    /// - Returns: the case of the same name with a constant learning rate.
    public static func adam(
        learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7
    ) -> Optimizer {
        .adam(learningRate: .constant(learningRate), beta1: beta1, beta2: beta2, epsilon: epsilon)
    }

    /// What is wrong with its numbers, if anything.
    var fault: String? {
        let (rate, shares, epsilon): (LearningRate, [Double], Double) =
            switch self {
            case .sgd(let rate, let momentum): (rate, [momentum], 1)
            case .rmsprop(let rate, let rho, let epsilon): (rate, [rho], epsilon)
            case .adam(let rate, let beta1, let beta2, let epsilon): (rate, [beta1, beta2], epsilon)
            }
        if let fault = rate.fault { return fault }
        if !shares.allSatisfy((0..<1).contains) { return "momentum, rho and beta are at least 0 and less than 1" }
        // The engine computes in `Float`, in which a smaller number is 0.
        return Float(epsilon) > 0 ? nil : "epsilon is greater than 0"
    }

    /// How many numbers it remembers for each weight.
    var slotCount: Int {
        switch self {
        case .sgd(_, let momentum): momentum == 0 ? 0 : 1
        case .rmsprop: 1
        case .adam: 2
        }
    }

    /// The factor of a step before what depends on the weight: η, with Adam's correction.
    func rate(atStep step: Int) -> Float {
        switch self {
        case .sgd(let rate, _), .rmsprop(let rate, _, _):
            return Float(rate.rate(atStep: step - 1))
        case .adam(let rate, let beta1, let beta2, _):
            // The powers are taken as Double: as Float, 1 − 0.999ᵗ would keep few digits at first.
            let correction = (1 - power(beta2, step)).squareRoot() / (1 - power(beta1, step))
            return Float(rate.rate(atStep: step - 1) * correction)
        }
    }

    /// By multiplications alone, so that it is the same with every C library.
    private func power(_ base: Double, _ exponent: Int) -> Double {
        var (result, factor, rest) = (1.0, base, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result *= factor }
            factor *= factor
            rest >>= 1
        }
        return result
    }
}
