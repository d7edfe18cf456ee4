import Numerics

/// The numbers that a layer has learned.
public struct LayerWeights: Equatable, Sendable {
    /// The weights, a row for each input and a column for each node: inputs × units, as Keras keeps them. Lessons 1 to
    /// 9 have them the other way round.
    public var kernel: FloatMatrix

    /// What is added to the sum of each node: `units` numbers.
    public var bias: [Float]

    /// The given weights and biases.
    ///
    /// - Parameters:
    ///   - kernel: the weights, inputs × units.
    ///   - bias: what is added to the sum of each node, `units` numbers.
    public init(kernel: FloatMatrix, bias: [Float]) {
        self.kernel = kernel
        self.bias = bias
    }
}
