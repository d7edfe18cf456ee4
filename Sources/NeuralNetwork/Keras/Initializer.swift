import Numerics

/// How the weights of a layer are drawn before the first step. Names and formulas are Keras's.
///
/// The numbers are drawn with `RandomState`, so NumPy can draw them, too: node by node, as in lessons 1 to 9, though a
/// kernel keeps the weights of a node in a column. fanIn is the number of a layer's inputs, fanOut that of its nodes.
public enum Initializer: Hashable, Sendable {
    /// Normally distributed around 0; Keras's RandomNormal.
    case normal(standardDeviation: Double = 0.05)

    /// Uniformly distributed between −limit and limit, with limit = √(6/(fanIn + fanOut)) (Glorot and Bengio, 2010).
    /// The default of a layer.
    case glorotUniform

    /// Normally distributed around 0, cut off at two deviations; what is left has the standard deviation √(2/fanIn)
    /// (He and others, 2015). It suits ReLU.
    case heNormal

    /// Draws a kernel, fanIn × fanOut.
    func draw(fanIn: Int, fanOut: Int, random: inout RandomState) -> Matrix {
        drawNodes(fanIn: fanIn, fanOut: fanOut, random: &random).transposed
    }

    /// A row for each node: fanOut × fanIn.
    private func drawNodes(fanIn: Int, fanOut: Int, random: inout RandomState) -> Matrix {
        switch self {
        case .normal(let standardDeviation):
            return random.normal(mean: 0, standardDeviation: standardDeviation, fanOut, fanIn)
        case .glorotUniform:
            let limit = (6 / Double(fanIn + fanOut)).squareRoot()
            return random.rand(fanOut, fanIn) * (2 * limit) - limit
        case .heNormal:
            // The standard deviation of a normal distribution of deviation 1 that is cut off at ±2.
            let remaining = 0.87962566103423978
            let deviation = (2 / Double(fanIn)).squareRoot() / remaining
            return Matrix(
                fanOut, fanIn,
                elements: (0..<fanIn * fanOut).map { _ in
                    while true {
                        let number = random.normal(mean: 0, standardDeviation: 1)
                        if abs(number) <= 2 { return number * deviation }
                    }
                })
        }
    }
}
