/// A layer in which every input leads to every node: activation(x · kernel + bias).
///
///     Dense(90, activation: .relu, kernelInitializer: .normal(standardDeviation: 0.05))
///
/// It says what the layer is to be; a `Sequential` makes it, and keeps its weights.
public struct Dense: Hashable, Sendable {
    /// The number of nodes.
    public let units: Int

    /// What each node makes of its sum.
    public let activation: Activation

    /// Where the weights begin. Biases begin at 0.
    public let kernelInitializer: Initializer

    /// No layer has more nodes, and no model more inputs, than this: some millions, so that a number of weights is
    /// always a number that an `Int` can hold.
    static let largestCount = 1 << 24

    /// The activations a layer can have: those without a parameter whose derivative is not 0 everywhere.
    static let activations: [Activation] = [.linear, .relu, .sigmoid, .tanh, .softmax]

    /// A new layer.
    ///
    /// - Parameters:
    ///   - units: how many nodes it has: at least one, and at most 2²⁴.
    ///   - activation: `linear`, `relu`, `sigmoid`, `tanh` or `softmax`.
    ///   - kernelInitializer: where the weights begin.
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
