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

    // Room for one step, so that it allocates nothing.
    private var trace: Trace
    private var errors: [[PaperlessWeights.Vector]]
    private var deltas: [[PaperlessWeights.Vector]]

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
        errors = trace.outputs
        deltas = trace.outputs
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
        var trace = Trace(layers)
        return feedforward(input, &trace)
    }

    /// The same without new memory for the trace, which saves a tenth of the time over many inputs.
    private func feedforward(_ input: Matrix, _ trace: inout Trace) -> Matrix {
        Self.run(input, through: layers, &trace)
        return Matrix(column: Array(trace.outputs[layers.count - 1].lanes.prefix(layerSizes[layers.count])))
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
        var trace = Trace(layers)
        for (input, label) in observations {
            right += feedforward(input, &trace).argmax == label ? 1 : 0
            count += 1
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
        Self.run(input, through: layers, &trace)
        stepCount += 1
        let last = layers.count - 1
        for row in 0..<target.rows {
            let (vector, lane) = row.quotientAndRemainder(dividingBy: PaperlessWeights.Vector.scalarCount)
            errors[last][vector][lane] = target.elements[row] - trace.outputs[last][vector][lane]
        }
        // All errors are handed back before any weight changes.
        for index in stride(from: last, through: 0, by: -1) {
            Self.multiplyBySlopes(errors[index], trace.outputs[index], into: &deltas[index])
            if index > 0 {
                let source = rule == .notebook ? errors[index] : deltas[index]
                layers[index].transposedProduct(source, into: &errors[index - 1])
            }
        }
        for index in layers.indices {
            for vector in deltas[index].indices { deltas[index][vector] *= learningRate }
        }
        noticeDivergence(learningRate)
        for index in layers.indices { layers[index].update(deltas[index], trace.inputs[index]) }
    }

    /// What an observation leaves on its way through the network: for each matrix of weights the input, and the
    /// outputs of the layer behind it.
    private struct Trace: Sendable {
        var inputs: [PaperlessWeights.Input]
        var outputs: [[PaperlessWeights.Vector]]

        init(_ layers: [PaperlessWeights]) {
            inputs = layers.map { PaperlessWeights.Input(count: $0.inputCount) }
            outputs = layers.map { Array(repeating: .zero, count: $0.vectorCount) }
        }
    }

    // Static, because a method of the network would hold a second reference to `trace` while it changes it, and Swift
    // would copy the arrays.
    private static func run(_ input: Matrix, through layers: [PaperlessWeights], _ trace: inout Trace) {
        guard input.rows == layers[0].inputCount, input.columns == 1 else {
            fatalError("An input of shape \(input.shape) doesn't fit a network of \(layers[0].inputCount) input nodes")
        }
        for index in layers.indices {
            if index == 0 {
                input.elements.withUnsafeBufferPointer { trace.inputs[0].set($0, hasBackground: true) }
            } else {
                let preceding = trace.outputs[index - 1]
                preceding.withUnsafeBufferPointer { vectors in
                    vectors.withMemoryRebound(to: Double.self) { lanes in
                        let outputs = UnsafeBufferPointer(rebasing: lanes.prefix(layers[index].inputCount))
                        trace.inputs[index].set(outputs, hasBackground: false)
                    }
                }
            }
            layers[index].product(trace.inputs[index], into: &trace.outputs[index])
            applySigmoid(&trace.outputs[index], count: layers[index].outputCount)
        }
    }

    /// The sigmoid of the first `count` lanes; the others stay 0.
    private static func applySigmoid(_ sums: inout [PaperlessWeights.Vector], count: Int) {
        sums.withUnsafeMutableBufferPointer { vectors in
            vectors.withMemoryRebound(to: Double.self) { lanes in
                for lane in 0..<count { lanes[lane] = 1 / (1 + exp(-lanes[lane])) }
            }
        }
    }

    /// The errors times the slopes of the sigmoid, s · (1 − s).
    private static func multiplyBySlopes(
        _ errors: [PaperlessWeights.Vector], _ outputs: [PaperlessWeights.Vector],
        into deltas: inout [PaperlessWeights.Vector]
    ) {
        for vector in deltas.indices {
            deltas[vector] = errors[vector] * outputs[vector] * (1 - outputs[vector])
        }
    }

    /// Makes sure that training has not failed, so that the weights are not taken for a result.
    ///
    /// - Throws: The network's `divergence`, if there is one.
    public func throwIfDiverged() throws {
        if let divergence { throw divergence }
    }

    /// Remembers the first step in which training failed. The deltas are those of this step, times the learning rate.
    private mutating func noticeDivergence(_ learningRate: Double) {
        guard divergence == nil, learningRate != 0 else { return }
        // A number that is not finite, less itself, is NaN.
        var differences = PaperlessWeights.Vector.zero
        for layer in deltas {
            for delta in layer { differences += delta - delta }
        }
        // Slopes are never negative, so none is larger than their sum.
        var slopes = PaperlessWeights.Vector.zero
        for layer in trace.outputs {
            for output in layer { slopes += output * (1 - output) }
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

extension [PaperlessWeights.Vector] {
    /// The numbers of all vectors in a row.
    var lanes: [Double] {
        withUnsafeBufferPointer { vectors in
            vectors.withMemoryRebound(to: Double.self) { lanes in [Double](lanes) }
        }
    }
}
