import Foundation

/// The activations as layers calculate with them: on one observation's row of sums.
///
/// The exponentials are taken as `Double` and then rounded, so that nearly always the same `Float` comes out, whatever the
/// C library makes of the last bit. Choices are written for one number at a time: the compiler makes vectors of such a loop,
/// but takes `replacing(with:where:)` apart lane by lane.
extension Activation {
    /// The activation of a row.
    ///
    /// - Parameters:
    ///   - sums: the row, `units` numbers.
    ///   - outputs: where the result goes.
    func apply(_ sums: UnsafePointer<Float>, units: Int, outputs: UnsafeMutablePointer<Float>) {
        switch self {
        // Comparisons with NaN are false, and so a NaN stays one.
        case .linear:
            for unit in 0..<units { outputs[unit] = sums[unit] }
        case .relu:
            for unit in 0..<units { outputs[unit] = sums[unit] < 0 ? 0 : sums[unit] }
        case .step, .leakyRelu, .prelu, .elu, .sigmoid, .tanh:
            for unit in 0..<units { outputs[unit] = Float(self(Double(sums[unit]))) }
        case .softmax:
            var largest = sums[0]
            for unit in 0..<units where sums[unit] > largest { largest = sums[unit] }
            var total = 0.0
            for unit in 0..<units {
                let exponential = exp(Double(sums[unit]) - Double(largest))
                outputs[unit] = Float(exponential)
                total += exponential
            }
            for unit in 0..<units { outputs[unit] = Float(Double(outputs[unit]) / total) }
        }
    }

    /// From the slopes of the loss by a row's outputs to those by its sums, in place.
    func handBack(
        _ slopes: UnsafeMutablePointer<Float>, sums: UnsafePointer<Float>, outputs: UnsafePointer<Float>, units: Int
    ) {
        switch self {
        case .linear: break
        case .relu:
            for unit in 0..<units { slopes[unit] = sums[unit] <= 0 ? 0 : slopes[unit] }
        case .step, .leakyRelu, .prelu, .elu:
            for unit in 0..<units { slopes[unit] *= Float(derivative(Double(sums[unit]))) }
        case .sigmoid:
            for unit in 0..<units { slopes[unit] *= outputs[unit] * (1 - outputs[unit]) }
        case .tanh:
            for unit in 0..<units { slopes[unit] *= 1 - outputs[unit] * outputs[unit] }
        case .softmax:
            var total: Float = 0
            for unit in 0..<units { total += outputs[unit] * slopes[unit] }
            for unit in 0..<units { slopes[unit] = outputs[unit] * (slopes[unit] - total) }
        }
    }
}
