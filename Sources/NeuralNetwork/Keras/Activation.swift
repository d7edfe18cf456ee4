import Foundation
import Numerics

/// What a node makes of the sum of its inputs.
///
///     let relu = Activation.relu
///     relu(-3)                    // 0.0
///     relu.derivative(2)          // 1.0
///     relu(hiddenInput)           // a matrix, element by element
///
/// Each case computes its formula and its derivative. `Dense` layers use those without a parameter, except `step`.
/// Names and default parameters are those of Keras.
public enum Activation: Hashable, Sendable {
    /// x itself: the default of a layer.
    case linear

    /// 0 below 0, and 1 from 0 on. Its derivative is 0 everywhere; at the jump there is none, and 0 stands for it.
    case step

    /// 1/(1 + e⁻ˣ), between 0 and 1.
    case sigmoid

    /// The hyperbolic tangent, (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ), between −1 and 1.
    case tanh

    /// The rectified linear unit, max(0, x). At 0 it has no derivative, and 0 stands for it, as in Keras.
    case relu

    /// x from 0 on, and `negativeSlope`·x below.
    case leakyRelu(negativeSlope: Double = 0.2)

    /// The parametric ReLU: a leaky ReLU whose slope below 0, `alpha`, is learned along with the weights.
    case prelu(alpha: Double = 0)

    /// The exponential linear unit: x above 0, and `alpha`·(eˣ − 1) below.
    case elu(alpha: Double = 1)

    /// eˣ for each element of a row, divided by their sum: positive numbers that add up to 1.
    ///
    /// The only one that isn't applied element by element: every output depends on the whole row.
    case softmax

    /// The activation of one number. The softmax of a row of one is 1.
    ///
    /// - Parameter x: the sum of a node's inputs.
    /// - Returns: what the node makes of it; NaN of NaN.
    public func callAsFunction(_ x: Double) -> Double {
        switch self {
        case .linear: x
        case .step: x >= 0 ? 1 : x.isNaN ? x : 0
        case .sigmoid: 1 / (1 + exp(-x))
        case .tanh: Foundation.tanh(x)
        case .relu: x < 0 ? 0 : x
        // 0 times −infinity would be NaN.
        case .leakyRelu(let slope), .prelu(let slope): x >= 0 || x.isNaN ? x : slope == 0 ? 0 : slope * x
        // expm1 keeps the digits that eˣ − 1 loses near 0.
        case .elu(let alpha): x < 0 ? alpha * expm1(x) : x
        case .softmax: x.isNaN ? x : 1
        }
    }

    /// The derivative at one number. For softmax it is 0, as its only output is always 1.
    ///
    /// - Parameter x: the sum of a node's inputs.
    /// - Returns: how fast the output changes with the sum.
    public func derivative(_ x: Double) -> Double {
        switch self {
        case .linear: return 1
        case .step, .softmax: return x.isNaN ? x : 0
        case .sigmoid:
            let s = self(x)
            return s * (1 - s)
        case .tanh:
            let t = self(x)
            return 1 - t * t
        case .relu: return x > 0 ? 1 : x.isNaN ? x : 0
        case .leakyRelu(let slope), .prelu(let slope): return x > 0 ? 1 : x.isNaN ? x : slope
        case .elu(let alpha): return x > 0 ? 1 : alpha * exp(x)
        }
    }

    /// The activation of every element; the softmax of every row.
    ///
    /// - Parameter x: sums of nodes, in any shape; for softmax observations × nodes.
    /// - Returns: the outputs, in the shape of `x`.
    public func callAsFunction(_ x: Matrix) -> Matrix {
        guard case .softmax = self else { return x.map { self($0) } }
        return Matrix(
            x.rows, x.columns,
            elements: (0..<x.rows).flatMap { row in
                let sums = x.row(row)
                // Less the largest, so that no exponential overflows: the quotients stay the same.
                let largest = sums.max() ?? 0
                let exponentials = sums.map { exp($0 - largest) }
                let total = exponentials.reduce(0, +)
                return exponentials.map { $0 / total }
            })
    }

    /// The derivative at every element: how fast an output changes with its own input. For softmax that is s·(1 − s).
    ///
    /// - Parameter x: sums of nodes, in any shape; for softmax observations × nodes.
    /// - Returns: the derivatives, in the shape of `x`.
    public func derivative(_ x: Matrix) -> Matrix {
        guard case .softmax = self else { return x.map { derivative($0) } }
        return self(x).map { $0 * (1 - $0) }
    }
}
