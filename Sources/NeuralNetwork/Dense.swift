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

    /// A layer of `units` nodes, at least one.
    public init(
        _ units: Int, activation: Activation = .linear, kernelInitializer: Initializer = .glorotUniform
    ) {
        guard units > 0 else { fatalError("A layer needs at least one node, and not \(units)") }
        self.units = units
        self.activation = activation
        self.kernelInitializer = kernelInitializer
    }
}
