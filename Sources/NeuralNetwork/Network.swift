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
/// notebook has none; `Sequential` has.
public struct Network: Sendable {
    /// How weights are changed.
    public let rule: UpdateRule

    /// The number of nodes in each layer, from the input layer on.
    public let layerSizes: [Int]

    /// How many observations it has been trained with.
    public private(set) var stepCount = 0

    /// What has gone wrong in training; nil while nothing has.
    public private(set) var divergence: Divergence?

    private var layers: [Layer]

    /// After so many steps in which nothing changed at all, none ever will.
    private static let patience = 20
    private var stillStepCount = 0

    // Room for one step, so that it allocates nothing.
    private var pass: Pass
    private var errors: [[Layer.Vector]]
    private var deltas: [[Layer.Vector]]

    /// A network with the given weights.
    ///
    /// - Parameter weights: A matrix for each pair of neighboring layers, following × preceding. The columns of each are
    ///   as many as the rows of the one before.
    public init(weights: [Matrix], rule: UpdateRule = .notebook) {
        guard let first = weights.first, weights.allSatisfy({ $0.rows > 0 && $0.columns > 0 }) else {
            fatalError("A network needs two layers, and each of them a node; the weights are \(weights.map(\.shape))")
        }
        for (preceding, following) in zip(weights, weights.dropFirst()) where following.columns != preceding.rows {
            fatalError("Weights of shape \(following.shape) don't fit behind weights of shape \(preceding.shape)")
        }
        self.rule = rule
        layerSizes = [first.columns] + weights.map(\.rows)
        layers = weights.map(Layer.init)
        pass = Pass(layers)
        errors = pass.outputs
        deltas = pass.outputs
    }

    /// A network with the notebook's initial weights: normally distributed around 0 with a standard deviation of
    /// 1/√(nodes of the following layer), drawn matrix by matrix.
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

    /// What the last layer puts out when `input` is given to the first: outputs × 1.
    public func feedforward(_ input: Matrix) -> Matrix {
        var pass = Pass(layers)
        run(input, &pass)
        return Matrix(column: Array(pass.outputs[layers.count - 1].lanes.prefix(layerSizes[layers.count])))
    }

    /// The position of the largest output: the network's answer.
    public func predict(_ input: Matrix) -> Int {
        feedforward(input).argmax
    }

    /// The sum of the squared differences between target and output.
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
        guard target.shape == Shape(layerSizes[layers.count], 1) else {
            fatalError("A target of shape \(target.shape) doesn't fit a network of layers \(layerSizes)")
        }
        run(input, &pass)
        stepCount += 1
        let last = layers.count - 1
        for row in 0..<target.rows {
            let (vector, lane) = row.quotientAndRemainder(dividingBy: Layer.Vector.scalarCount)
            errors[last][vector][lane] = target.elements[row] - pass.outputs[last][vector][lane]
        }
        // All errors are handed back before any weight changes.
        for index in stride(from: last, through: 0, by: -1) {
            Self.multiplyBySlopes(errors[index], pass.outputs[index], into: &deltas[index])
            if index > 0 {
                let source = rule == .notebook ? errors[index] : deltas[index]
                layers[index].transposedProduct(source, into: &errors[index - 1])
            }
        }
        for index in layers.indices {
            for vector in deltas[index].indices { deltas[index][vector] *= learningRate }
            layers[index].update(deltas[index], pass.inputs[index])
        }
        noticeDivergence()
    }

    /// What goes through the network when it answers: for each matrix of weights its input, and what the layer behind
    /// it puts out.
    private struct Pass: Sendable {
        var inputs: [Layer.Input]
        var outputs: [[Layer.Vector]]

        init(_ layers: [Layer]) {
            inputs = layers.map { Layer.Input(count: $0.inputCount) }
            outputs = layers.map { Array(repeating: .zero, count: $0.vectorCount) }
        }
    }

    private func run(_ input: Matrix, _ pass: inout Pass) {
        guard input.shape == Shape(layerSizes[0], 1) else {
            fatalError("An input of shape \(input.shape) doesn't fit a network of layers \(layerSizes)")
        }
        for index in layers.indices {
            if index == 0 {
                input.elements.withUnsafeBufferPointer { pass.inputs[0].set($0, hasBackground: true) }
            } else {
                let preceding = pass.outputs[index - 1]
                preceding.withUnsafeBytes { bytes in
                    let lanes = bytes.bindMemory(to: Double.self).prefix(layerSizes[index])
                    pass.inputs[index].set(UnsafeBufferPointer(rebasing: lanes), hasBackground: false)
                }
            }
            layers[index].product(pass.inputs[index], into: &pass.outputs[index])
            Self.applySigmoid(&pass.outputs[index], count: layerSizes[index + 1])
        }
    }

    /// The sigmoid of the first `count` lanes; the others stay 0.
    private static func applySigmoid(_ sums: inout [Layer.Vector], count: Int) {
        sums.withUnsafeMutableBytes { bytes in
            let lanes = bytes.bindMemory(to: Double.self)
            for lane in 0..<count { lanes[lane] = 1 / (1 + exp(-lanes[lane])) }
        }
    }

    /// The errors times the slopes of the sigmoid, s · (1 − s).
    private static func multiplyBySlopes(
        _ errors: [Layer.Vector], _ outputs: [Layer.Vector], into deltas: inout [Layer.Vector]
    ) {
        for vector in deltas.indices {
            deltas[vector] = errors[vector] * outputs[vector] * (1 - outputs[vector])
        }
    }

    /// Throws when training has failed for good, so that nobody takes what is left for a result.
    public func throwIfDiverged() throws {
        if let divergence { throw divergence }
    }

    /// Remembers the first step at which training failed for good.
    private mutating func noticeDivergence() {
        guard divergence == nil else { return }
        let last = layers.count - 1
        let outputs = pass.outputs[last].reduce(Layer.Vector.zero, +).sum()
        if !outputs.isFinite {
            divergence = .notNumbers(step: stepCount)
        } else if deltas[last].allSatisfy({ $0 == .zero }), errors[last].contains(where: { $0 != .zero }) {
            stillStepCount += 1
            if stillStepCount == Self.patience { divergence = .saturated(step: stepCount - Self.patience + 1) }
        } else {
            stillStepCount = 0
        }
    }
}

/// How training can fail for good.
public enum Divergence: LocalizedError, Equatable, Sendable {
    /// From this step on, counted from 1, the weights are not numbers.
    case notNumbers(step: Int)

    /// From this step on every output node is saturated: wrong, and on a slope of exactly 0, so nothing changes anymore.
    case saturated(step: Int)

    public var errorDescription: String? {
        switch self {
        case .notNumbers(let step):
            "the weights stopped being numbers in step \(step); choose a smaller learning rate"
        case .saturated(let step):
            "every slope is exactly 0 from step \(step) on; choose a smaller learning rate"
        }
    }
}

extension [Layer.Vector] {
    /// The numbers of all vectors in a row.
    var lanes: [Double] { flatMap { vector in vector.indices.map { vector[$0] } } }
}
