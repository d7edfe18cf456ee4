/// A layer in which every input leads to every node: activation(x · kernel + bias).
///
///     Dense(90, activation: .relu, kernelInitializer: .normal(standardDeviation: 0.05))
///
/// It describes a layer; a `Sequential` makes the layer and keeps its weights.
public struct Dense: Hashable, Sendable {
    /// The number of nodes.
    public let units: Int

    /// The activation of each node.
    public let activation: Activation

    /// How the first weights are drawn. Biases begin at 0.
    public let kernelInitializer: Initializer

    /// The most nodes of a layer and inputs of a model: some millions, so that the number of weights can't overflow
    /// `Int`.
    static let largestCount = 1 << 24

    /// The activations a layer can have: those without a parameter whose derivative is not 0 everywhere.
    static let activations: [Activation] = [.linear, .relu, .sigmoid, .tanh, .softmax]

    /// A new layer.
    ///
    /// - Parameters:
    ///   - units: how many nodes it has: at least one, and at most 2²⁴.
    ///   - activation: `linear`, `relu`, `sigmoid`, `tanh` or `softmax`.
    ///   - kernelInitializer: how the first weights are drawn.
    public init(
        _ units: Int, activation: Activation = .linear, kernelInitializer: Initializer = .glorotUniform
    ) {
        guard (1...Self.largestCount).contains(units) else {
            fatalError("A layer has 1 to \(Self.largestCount) nodes, and not \(units)")
        }
        guard Self.activations.contains(activation) else {
            fatalError("The activation of a layer is one of \(Self.activations), and not \(activation)")
        }
        self.units = units
        self.activation = activation
        self.kernelInitializer = kernelInitializer
    }
}
