import Foundation
import Numerics

/// How a network changes its weights after an observation.
public enum UpdateRule: String, Sendable, CaseIterable {
    /// As the notebook does: a node's error is handed back in proportion to the weights alone.
    ///
    ///     hiddenErrors = weightsHiddenOutputᵀ · outputErrors
    ///
    /// For the last matrix that is the gradient of the squared error. For the others it is not: it leaves out
    /// the slope of the later layer's sigmoid.
    case notebook

    /// By the chain rule: what is handed back is the error times the slope.
    ///
    ///     hiddenErrors = weightsHiddenOutputᵀ · (outputErrors ∘ output ∘ (1 − output))
    case gradient
}

/// A network of layers of sigmoid nodes without bias, trained one observation at a time.
///
///     var network = Network(layerSizes: [784, 90, 10], random: &random)
///     network.train(input: digit.scaledInput, target: digit.scaledTarget, learningRate: 0.3)
///     network.predict(digit.scaledInput)      // 3
///
/// Lessons 4 and 5 write out every step of it. There is no bias and no other activation function, because the
/// notebook has none.
public struct Network: Sendable {
    /// How weights are changed.
    public let rule: UpdateRule

    /// The number of nodes in each layer, from the input layer on.
    public let layerSizes: [Int]

    /// How many observations it has been trained with.
    public private(set) var stepCount = 0

    /// How training has failed; nil while it has not.
    public private(set) var divergence: Divergence?

    private var layers: [PaperlessWeights]

    /// A step is still when all slopes together, even times the learning rate, are less than this: far below the last
    /// bit of a weight of ordinary size. After `patience` still steps in a row the network counts as saturated.
    private static let stillness = 1e-18
    private static let patience = 3
    private var stillStepCount = 0

    // Copies share it until one of them takes a step.
    private var trace: Trace

    /// A network with the given weights.
    ///
    /// - Parameters:
    ///   - weights: A matrix for each pair of neighboring layers, following × preceding. Each has as many
    ///     columns as the one before has rows.
    ///   - rule: How weights are changed.
    public init(weights: [Matrix], rule: UpdateRule = .notebook) {
        guard let first = weights.first, weights.allSatisfy({ $0.rows > 0 && $0.columns > 0 }) else {
            fatalError("A network needs two layers, and each of them a node; the weights are \(weights.map(\.shape))")
        }
        for (preceding, following) in zip(weights, weights.dropFirst()) where following.columns != preceding.rows {
            fatalError("Weights of shape \(following.shape) don't fit behind weights of shape \(preceding.shape)")
        }
        self.rule = rule
        layerSizes = [first.columns] + weights.map(\.rows)
        layers = weights.map(PaperlessWeights.init)
        trace = Trace(layers)
    }

    /// A network with the notebook's initial weights: normally distributed around 0 with a standard deviation of
    /// 1/√(nodes of the following layer), drawn matrix by matrix.
    ///
    /// - Parameters:
    ///   - layerSizes: The nodes of each layer, from the input: `[784, 90, 10]`.
    ///   - rule: How weights are changed.
    ///   - random: Draws the weights.
    public init(layerSizes: [Int], rule: UpdateRule = .notebook, random: inout RandomState) {
        var weights: [Matrix] = []
        for (preceding, following) in zip(layerSizes, layerSizes.dropFirst()) {
            guard following > 0 else { fatalError("A layer can't have \(following) nodes") }
            weights.append(
                random.normal(
                    mean: 0, standardDeviation: 1 / Double(following).squareRoot(), following, preceding))
        }
        self.init(weights: weights, rule: rule)
    }

    /// The weights between each layer and the next, following × preceding.
    public var weights: [Matrix] { layers.map(\.weights) }

    /// The outputs of the last layer for an input.
    ///
    /// - Parameter input: inputs × 1.
    /// - Returns: outputs × 1, each between 0 and 1.
    public func feedforward(_ input: Matrix) -> Matrix {
        let trace = Trace(layers)
        return withExtendedLifetime(trace) { feedforward(input, trace.layers) }
    }

    /// The same without new memory for the trace, which saves a tenth of the time over many inputs.
    private func feedforward(_ input: Matrix, _ trace: Trace.Layers) -> Matrix {
        run(input, trace)
        let (outputs, count) = (trace[trace.count - 1].outputs, layerSizes[trace.count])
        return outputs.withMemoryRebound(to: Double.self, capacity: count) { lanes in
            Matrix(column: Array(UnsafeBufferPointer(start: lanes, count: count)))
        }
    }

    /// The network's answer to an input.
    ///
    /// - Parameter input: inputs × 1.
    /// - Returns: The position of the largest output, from 0 on.
    public func predict(_ input: Matrix) -> Int {
        feedforward(input).argmax
    }

    /// The share of observations that it answers with their label.
    ///
    ///     network.accuracy(digits.lazy.map { ($0.scaledInput, $0.label) })      // 0.956
    ///
    /// - Parameter observations: Inputs, each inputs × 1, and the positions of the outputs that should be largest.
    /// - Returns: The share, 0 to 1; NaN when there are no observations.
    public func accuracy(_ observations: some Sequence<(input: Matrix, label: Int)>) -> Double {
        var (right, count) = (0, 0)
        let trace = Trace(layers)
        withExtendedLifetime(trace) {
            for (input, label) in observations {
                right += feedforward(input, trace.layers).argmax == label ? 1 : 0
                count += 1
            }
        }
        return Double(right) / Double(count)
    }

    /// How far the network's outputs are from what they should be.
    ///
    /// - Parameters:
    ///   - input: inputs × 1.
    ///   - target: What the outputs should be, outputs × 1.
    /// - Returns: The sum of the squared differences between target and outputs.
    public func squaredError(input: Matrix, target: Matrix) -> Double {
        let errors = target - feedforward(input)
        return (errors * errors).sum
    }

    /// One step of learning: feeds an observation forward, hands its errors back, and changes all weights.
    ///
    /// - Parameters:
    ///   - input: inputs × 1.
    ///   - target: What the output should be, outputs × 1.
    ///   - learningRate: How far to go.
    public mutating func train(input: Matrix, target: Matrix, learningRate: Double) {
        guard target.rows == layerSizes[layers.count], target.columns == 1 else {
            fatalError("A target of shape \(target.shape) doesn't fit a network of layers \(layerSizes)")
        }
        if !isKnownUniquelyReferenced(&trace) { trace = Trace(layers) }
        defer { withExtendedLifetime(self.trace) {} }
        let trace = trace.layers
        run(input, trace)
        stepCount += 1
        let last = layers.count - 1
        for row in 0..<target.rows {
            let (vector, lane) = row.quotientAndRemainder(dividingBy: PaperlessWeights.Vector.scalarCount)
            trace[last].errors[vector][lane] = target.elements[row] - trace[last].outputs[vector][lane]
        }
        // All errors are handed back before any weight changes.
        for index in stride(from: last, through: 0, by: -1) {
            let layer = trace[index]
            // The errors times the slopes of the sigmoid, s · (1 − s).
            for vector in 0..<layer.vectorCount {
                layer.deltas[vector] = layer.errors[vector] * layer.outputs[vector] * (1 - layer.outputs[vector])
            }
            if index > 0 {
                let source = rule == .notebook ? layer.errors : layer.deltas
                layers[index].transposedProduct(source, into: trace[index - 1].errors)
            }
        }
        for layer in trace {
            for vector in 0..<layer.vectorCount { layer.deltas[vector] *= learningRate }
        }
        noticeDivergence(learningRate, trace)
        for index in layers.indices { layers[index].update(trace[index].deltas, trace[index].input) }
    }

    /// Room for what an observation leaves on its way through the network and back, so that a step allocates nothing.
    ///
    /// It is plain memory, and not arrays in arrays, which count references at every access: half of the time of
    /// networks as tiny as those of lesson 12. Only a network that holds it alone writes to it; the others make their
    /// own.
    private final class Trace: @unchecked Sendable {
        typealias Layers = UnsafeMutableBufferPointer<Layer>

        /// What belongs to one matrix of weights: its input, and of the nodes behind it the outputs, the errors, and
        /// the errors times the slopes.
        struct Layer: BitwiseCopyable {
            var input: PaperlessWeights.Input
            let vectorCount: Int
            let outputs: UnsafeMutablePointer<PaperlessWeights.Vector>
            let errors: UnsafeMutablePointer<PaperlessWeights.Vector>
            let deltas: UnsafeMutablePointer<PaperlessWeights.Vector>
        }

        /// One for each matrix of weights, in their order. They live as long as the trace.
        let layers: Layers

        private let vectors: AlignedStorage<PaperlessWeights.Vector>
        private let ink: AlignedStorage<PaperlessWeights.Input.Ink>

        init(_ weights: [PaperlessWeights]) {
            vectors = AlignedStorage(count: 3 * weights.reduce(0) { $0 + $1.vectorCount })
            ink = AlignedStorage(unset: weights.reduce(0) { $0 + $1.inputCount })
            layers = Layers.allocate(capacity: weights.count)
            var (outputs, ink) = (vectors.start, ink.start)
            for (index, matrix) in weights.enumerated() {
                let (errors, deltas) = (outputs + matrix.vectorCount, outputs + 2 * matrix.vectorCount)
                layers.initializeElement(
                    at: index,
                    to: Layer(
                        input: PaperlessWeights.Input(ink: ink), vectorCount: matrix.vectorCount, outputs: outputs,
                        errors: errors, deltas: deltas))
                outputs = deltas + matrix.vectorCount
                ink += matrix.inputCount
            }
        }

        deinit {
            layers.deallocate()
        }
    }

    /// Feeds an input forward, and leaves the outputs of all layers in the trace.
    private func run(_ input: Matrix, _ trace: Trace.Layers) {
        guard input.rows == layers[0].inputCount, input.columns == 1 else {
            fatalError("An input of shape \(input.shape) doesn't fit a network of \(layers[0].inputCount) input nodes")
        }
        input.elements.withUnsafeBufferPointer { trace[0].input.set($0, hasBackground: true) }
        for index in layers.indices {
            let outputs = trace[index].outputs
            layers[index].product(trace[index].input, into: outputs)
            let count = layers[index].outputCount
            // The sigmoid of the first `count` lanes; the others stay 0.
            outputs.withMemoryRebound(to: Double.self, capacity: count) { lanes in
                for lane in 0..<count { lanes[lane] = 1 / (1 + exp(-lanes[lane])) }
                guard index + 1 < trace.count else { return }
                trace[index + 1].input.set(UnsafeBufferPointer(start: lanes, count: count), hasBackground: false)
            }
        }
    }

    /// Makes sure that training has not failed, so that the weights are not taken for a result.
    ///
    /// - Throws: The network's `divergence`, if there is one.
    public func throwIfDiverged() throws {
        if let divergence { throw divergence }
    }

    /// Remembers the first step in which training failed. The deltas are those of this step, times the learning rate.
    private mutating func noticeDivergence(_ learningRate: Double, _ trace: Trace.Layers) {
        guard divergence == nil, learningRate != 0 else { return }
        // A number that is not finite, less itself, is NaN.
        var differences = PaperlessWeights.Vector.zero
        for layer in trace {
            for vector in 0..<layer.vectorCount { differences += layer.deltas[vector] - layer.deltas[vector] }
        }
        // Slopes are never negative, so none is larger than their sum.
        var slopes = PaperlessWeights.Vector.zero
        for layer in trace {
            for vector in 0..<layer.vectorCount { slopes += layer.outputs[vector] * (1 - layer.outputs[vector]) }
        }
        if differences.sum() != 0 {
            divergence = .notNumbers(step: stepCount)
        } else if slopes.sum() * max(1, abs(learningRate)) < Self.stillness {
            stillStepCount += 1
            if stillStepCount == Self.patience { divergence = .saturated(step: stepCount - Self.patience + 1) }
        } else {
            stillStepCount = 0
        }
    }
}
