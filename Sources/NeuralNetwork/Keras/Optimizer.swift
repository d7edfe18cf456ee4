/// How weights are changed once the gradient is known: by the formulas of Keras, with its numbers for what is left out.
///
/// In the formulas g is the gradient of the batch's mean loss by a weight w, η the learning rate, and t counts the
/// steps from 1. What a formula remembers of earlier steps begins at 0.
public enum Optimizer: Hashable, Sendable {
    /// Stochastic gradient descent, `w −= η·g`.
    ///
    /// With a momentum µ other than 0 a step keeps a part of the one before: `v = µ·v − η·g` and `w += v`.
    case sgd(learningRate: Double = 0.01, momentum: Double = 0)

    /// RMSprop (Hinton, 2012): each weight's step is divided by the size that its gradient has lately had.
    ///
    ///     v = ρ·v + (1 − ρ)·g²
    ///     w −= η·g / √(v + ε)
    case rmsprop(learningRate: Double = 0.001, rho: Double = 0.9, epsilon: Double = 1e-7)

    /// Adam (Kingma and Ba, 2015), a momentum divided by a size, both corrected for having begun at 0.
    ///
    ///     m = β₁·m + (1 − β₁)·g
    ///     v = β₂·v + (1 − β₂)·g²
    ///     w −= η·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε)
    case adam(learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7)

    /// What is wrong with its numbers, if anything.
    var fault: String? {
        func isShare(_ number: Double) -> Bool { (0..<1).contains(number) }
        let (rate, shares, epsilon): (Double, [Double], Double) =
            switch self {
            case .sgd(let rate, let momentum): (rate, [momentum], 1)
            case .rmsprop(let rate, let rho, let epsilon): (rate, [rho], epsilon)
            case .adam(let rate, let beta1, let beta2, let epsilon): (rate, [beta1, beta2], epsilon)
            }
        if !(rate >= 0 && rate.isFinite) { return "a learning rate is a finite number, and not negative" }
        if !shares.allSatisfy(isShare) { return "momentum, rho and beta are at least 0 and less than 1" }
        return epsilon > 0 ? nil : "epsilon is greater than 0"
    }

    /// How many numbers it remembers for each weight.
    var slotCount: Int {
        switch self {
        case .sgd(_, let momentum): momentum == 0 ? 0 : 1
        case .rmsprop: 1
        case .adam: 2
        }
    }

    /// The change of some weights in a step.
    ///
    /// - Parameters:
    ///   - weights: `count` of them, changed.
    ///   - gradient: as many, only read.
    ///   - slots: where the first of the numbers to be remembered begin, and those for the second, `slotCount` of them.
    ///   - step: t.
    func update(
        _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
        slots: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>), count: Int, step: Int
    ) {
        switch self {
        case .sgd(let learningRate, 0):
            let rate = Float(learningRate)
            for index in 0..<count { weights[index] -= gradient[index] * rate }
        case .sgd(let learningRate, let momentum):
            let (rate, momentum, velocities) = (Float(learningRate), Float(momentum), slots.0)
            for index in 0..<count {
                let velocity = velocities[index] * momentum - gradient[index] * rate
                velocities[index] = velocity
                weights[index] += velocity
            }
        case .rmsprop(let learningRate, let rho, let epsilon):
            let (rate, rho, rest, epsilon) = (Float(learningRate), Float(rho), Float(1 - rho), Float(epsilon))
            let sizes = slots.0
            for index in 0..<count {
                let slope = gradient[index]
                let size = sizes[index] * rho + slope * slope * rest
                sizes[index] = size
                weights[index] -= slope * rate / (size + epsilon).squareRoot()
            }
        case .adam(let learningRate, let beta1, let beta2, let epsilon):
            // Their powers are taken as Double: as Float, 1 − 0.999ᵗ would keep few digits at first.
            let correction = (1 - power(beta2, step)).squareRoot() / (1 - power(beta1, step))
            let rate = Float(learningRate * correction)
            let (keep1, rest1, keep2, rest2) = (Float(beta1), Float(1 - beta1), Float(beta2), Float(1 - beta2))
            let (means, sizes, epsilon) = (slots.0, slots.1, Float(epsilon))
            for index in 0..<count {
                let slope = gradient[index]
                let mean = means[index] * keep1 + slope * rest1
                let size = sizes[index] * keep2 + slope * slope * rest2
                (means[index], sizes[index]) = (mean, size)
                weights[index] -= mean * rate / (size.squareRoot() + epsilon)
            }
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

/// What changes the parameters in a step.
struct Update: Sendable {
    let optimizer: Optimizer
    /// The numbers that the optimizer remembers, for each layer: as many storages as it has slots, of the shape of the
    /// parameters.
    let slots: [[AlignedStorage<Float>]]
    let step: Int

    func apply(
        layer: Int, start: Int, count: Int, parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>
    ) {
        let slots = slots[layer]
        optimizer.update(
            parameters, gradient: gradient,
            slots: (
                slots.count > 0 ? slots[0].start + start : parameters,
                slots.count > 1 ? slots[1].start + start : parameters
            ), count: count, step: step)
    }
}
