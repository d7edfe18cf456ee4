import Foundation
import Numerics

/// A chain of `Dense` layers, trained with mini-batches: Keras's Sequential.
///
///     var model = Sequential(inputNodes: 784, seed: 42)
///     model.add(Dense(90, activation: .relu))
///     model.add(Dense(10, activation: .softmax))
///     model.compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy)
///     let history = try model.fit(inputs, labels, batchSize: 200, epochs: 5)
///     try model.evaluate(testInputs, testLabels).accuracy
///
/// An observation is a row. Inside, it computes with `Float`, as Keras does. The results depend on the seed alone, and
/// not on the number of cores.
public struct Sequential: Sendable {
    /// The number of inputs.
    public let inputNodes: Int

    /// The layers, of which the first follows the inputs.
    public private(set) var layers: [Dense] = []

    private var parameters: [LayerParameters] = []
    private var random: RandomState
    private var plan: Plan?

    /// Whether all cores share the work; nil to decide by how much there is. The results don't depend on it.
    var isShared: Bool?

    /// What `compile` was given, and what the optimizer remembers of the steps so far.
    private struct Plan: Sendable {
        let optimizer: Optimizer
        let loss: Loss
        var slots: [[PaddedMatrix]]
        var stepCount = 0
    }

    /// A model with new weights.
    ///
    /// - Parameters:
    ///   - inputNodes: how many numbers an observation has.
    ///   - layers: the first layers; `add` appends more.
    ///   - seed: for the weights, drawn layer by layer, and then for the order of the observations in each epoch.
    public init(inputNodes: Int, _ layers: [Dense] = [], seed: UInt32) {
        guard (1...Dense.largestCount).contains(inputNodes) else {
            fatalError("A model has 1 to \(Dense.largestCount) inputs, and not \(inputNodes)")
        }
        random = RandomState(seed: seed)
        self.inputNodes = inputNodes
        for layer in layers { add(layer) }
    }

    /// A model with given weights, of the shapes that the layers need.
    init(inputNodes: Int, _ layers: [(layer: Dense, weights: LayerWeights)], seed: UInt32) {
        random = RandomState(seed: seed)
        self.inputNodes = inputNodes
        self.layers = layers.map(\.layer)
        parameters = layers.map { LayerParameters($0.layer.activation, $0.weights) }
    }

    /// Appends a layer with new weights. The model then has to be compiled again.
    ///
    /// - Parameter layer: the new last layer. Its inputs are the nodes of the layer before, or those of the model.
    public mutating func add(_ layer: Dense) {
        let inputCount = layers.last?.units ?? inputNodes
        let kernel = layer.kernelInitializer.draw(fanIn: inputCount, fanOut: layer.units, random: &random)
        let weights = LayerWeights(kernel: FloatMatrix(kernel), bias: Array(repeating: 0, count: layer.units))
        parameters.append(LayerParameters(layer.activation, weights))
        layers.append(layer)
        plan = nil
    }

    /// A model of the first layers alone, with the same weights: what it predicts are the outputs of the last of them.
    ///
    /// - Parameter count: how many layers, 0 or more; all of them if the model has no more.
    /// - Returns: a model that has not been compiled.
    public func firstLayers(_ count: Int) -> Sequential {
        Sequential(inputNodes: inputNodes, Array(zip(layers, weights).prefix(count).map { ($0, $1) }), seed: 0)
    }

    /// What each layer has learned.
    public var weights: [LayerWeights] { parameters.map(\.weights) }

    /// How many numbers the model learns: weights and biases.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.numbers.rows * $1.numbers.columns } }

    /// What Keras calls a layer: `dense`, `dense_1` and so on.
    static func layerName(_ index: Int) -> String { index == 0 ? "dense" : "dense_\(index)" }

    /// A table of the layers, as Keras prints it: the shape of each layer's outputs, in which `None` stands for any
    /// number of observations, and how many numbers the layer learns.
    public func summary() -> String {
        let names = layers.indices.map { Self.layerName($0) + " (Dense)" }
        let shapes = layers.map { "(None, \($0.units))" }
        let counts = parameters.map { "\($0.numbers.rows * $0.numbers.columns)" }
        let rows =
            [["Layer (type)", "Output Shape", "Param #"]] + zip(zip(names, shapes), counts).map { [$0.0, $0.1, $1] }
        let lines = rows.map { row in
            zip(row, [28, 24, 0]).map { $0.padding(toLength: max($0.count, $1), withPad: " ", startingAt: 0) }.joined()
        }
        let rule = String(repeating: "=", count: 60)
        return
            (["Model: \"sequential\"", String(repeating: "_", count: 60), lines[0], rule] + lines.dropFirst()
            + [rule, "Total params: \(parameterCount)"]).joined(separator: "\n")
    }

    /// Sets how the model is trained. The optimizer begins anew.
    ///
    /// - Parameters:
    ///   - optimizer: how weights are changed. The program stops if one of its numbers is impossible.
    ///   - loss: what training makes small. It decides whether `fit` takes labels or rows of outputs.
    public mutating func compile(optimizer: Optimizer, loss: Loss) {
        if let fault = optimizer.fault { fatalError("\(optimizer) can't be: \(fault)") }
        let slots = parameters.map { layer in
            (0..<optimizer.slotCount).map { _ in PaddedMatrix(layer.numbers.rows, layer.numbers.columns) }
        }
        plan = Plan(optimizer: optimizer, loss: loss, slots: slots)
    }

    // MARK: Training

    /// Trains with labels.
    ///
    /// Each epoch takes the observations in a new order, in batches of `batchSize`; the last one may be shorter. The
    /// loss and the accuracy of an epoch are means over its observations, each evaluated just before the step that
    /// learns from it, as in Keras.
    ///
    /// - Parameters:
    ///   - inputs: an observation a row, observations × `inputNodes`.
    ///   - labels: the number of the right output of each.
    ///   - batchSize: how many observations a step learns from.
    ///   - epochs: how often it takes all observations.
    ///   - validation: observations that are not learned from, with which the model is evaluated after each epoch.
    ///   - onBatch: called after each step with the number of the epoch's steps done and the number of all of them.
    ///   - onEpoch: called after each epoch with its result.
    /// - Returns: the result of each epoch.
    /// - Throws: a `ModelError` if something doesn't fit; a `Divergence` when the loss has stopped being a number. The
    ///   weights are then those of the last step.
    @discardableResult
    public mutating func fit(
        _ inputs: FloatMatrix, _ labels: [Int], batchSize: Int = 32, epochs: Int = 1,
        validation: (inputs: FloatMatrix, labels: [Int])? = nil,
        onBatch: (Int, Int) -> Void = { _, _ in }, onEpoch: (EpochResult) -> Void = { _ in }
    ) throws -> History {
        try train(
            Examples(inputs, try targets(labels, inputs)), batchSize, epochs,
            validation: try validation.map { Examples($0.inputs, try targets($0.labels, $0.inputs)) }, onBatch, onEpoch)
    }

    /// Trains with a row of outputs for each observation, and otherwise as with labels.
    ///
    /// - Parameters:
    ///   - inputs: an observation a row, observations × `inputNodes`.
    ///   - outputs: what the model should answer, observations × nodes of the last layer.
    ///   - batchSize: how many observations a step learns from.
    ///   - epochs: how often it takes all observations.
    ///   - validation: observations that are not learned from, with which the model is evaluated after each epoch.
    ///   - onBatch: called after each step with the number of the epoch's steps done and the number of all of them.
    ///   - onEpoch: called after each epoch with its result.
    /// - Returns: the result of each epoch.
    /// - Throws: a `ModelError` if something doesn't fit; a `Divergence` when the loss has stopped being a number. The
    ///   weights are then those of the last step.
    @discardableResult
    public mutating func fit(
        _ inputs: FloatMatrix, _ outputs: Matrix, batchSize: Int = 32, epochs: Int = 1,
        validation: (inputs: FloatMatrix, outputs: Matrix)? = nil,
        onBatch: (Int, Int) -> Void = { _, _ in }, onEpoch: (EpochResult) -> Void = { _ in }
    ) throws -> History {
        try train(
            Examples(inputs, try targets(outputs, inputs)), batchSize, epochs,
            validation: try validation.map { Examples($0.inputs, try targets($0.outputs, $0.inputs)) }, onBatch,
            onEpoch)
    }

    /// Compares the model's outputs with labels.
    ///
    /// - Parameters:
    ///   - inputs: an observation a row, observations × `inputNodes`.
    ///   - labels: the number of the right output of each.
    /// - Returns: the mean loss, and the share of right answers.
    /// - Throws: a `ModelError` if the model can't be evaluated yet, or inputs and labels don't fit it or each other.
    public func evaluate(_ inputs: FloatMatrix, _ labels: [Int]) throws -> Evaluation {
        evaluate(Examples(inputs, try targets(labels, inputs)), parameters)
    }

    /// Compares the model's outputs with a row of them for each observation.
    ///
    /// - Parameters:
    ///   - inputs: an observation a row, observations × `inputNodes`.
    ///   - outputs: what the model should answer, observations × nodes of the last layer.
    /// - Returns: the mean loss, and the share of right answers: of observations whose largest output is the right one.
    /// - Throws: a `ModelError` if the model can't be evaluated yet, or inputs and outputs don't fit it or each other.
    public func evaluate(_ inputs: FloatMatrix, _ outputs: Matrix) throws -> Evaluation {
        evaluate(Examples(inputs, try targets(outputs, inputs)), parameters)
    }

    /// The outputs for some observations. It needs no `compile`.
    ///
    /// - Parameter inputs: an observation a row, observations × `inputNodes`; there may be none.
    /// - Returns: observations × nodes of the last layer.
    /// - Throws: a `ModelError` if the model has no layers, or the observations don't fit it.
    public func predict(_ inputs: FloatMatrix) throws -> Matrix {
        guard let last = layers.last else { throw ModelError.noLayers }
        try check(inputs)
        let size = sliceSize(inputs.rows)
        let run = BatchRun(parameters, .of(inputs), batch: size, isTraining: false, isShared: isShared)
        var outputs: [Double] = []
        outputs.reserveCapacity(inputs.rows * last.units)
        for batch in batches(Array(0..<inputs.rows), size) {
            run.predict(batch) { outputs.append(Double($0)) }
        }
        return Matrix(inputs.rows, last.units, elements: outputs)
    }

    /// The gradient of the mean loss of some observations with respect to every weight.
    func gradients(_ inputs: FloatMatrix, _ targets: Targets) -> [LayerWeights] {
        let run = BatchRun(
            parameters, .of(inputs), targets: targets, batch: inputs.rows, isTraining: true,
            isShared: isShared)
        _ = run.step(Array(0..<inputs.rows)[...], nil)
        return run.gradients.map(LayerParameters.weights)
    }

    /// Observations with what the model should answer to them.
    private struct Examples {
        let observations: Observations
        let targets: Targets

        init(_ inputs: FloatMatrix, _ targets: Targets) {
            (observations, self.targets) = (.of(inputs), targets)
        }
    }

    private mutating func train(
        _ examples: Examples, _ batchSize: Int, _ epochs: Int, validation: Examples?,
        _ onBatch: (Int, Int) -> Void, _ onEpoch: (EpochResult) -> Void
    ) throws -> History {
        guard batchSize > 0 else { throw ModelError.batchSize(batchSize) }
        guard epochs >= 0 else { throw ModelError.epochs(epochs) }
        guard var plan else { throw ModelError.notCompiled }
        // Copies of this model share its matrices, so copies of the matrices are trained.
        let trained = parameters.map { $0.copy() }
        plan.slots = plan.slots.map { $0.map { $0.copy() } }
        let firstStep = plan.stepCount + 1
        defer { (parameters, self.plan) = (trained, plan) }

        let count = examples.observations.count
        let run = BatchRun(
            trained, examples.observations, targets: examples.targets, batch: min(batchSize, count), isTraining: true,
            isShared: isShared)
        var results: [EpochResult] = []
        for epoch in 0..<epochs {
            let batches = batches(random.permutation(count), batchSize)
            var (loss, hits) = (0.0, 0)
            for (index, batch) in batches.enumerated() {
                plan.stepCount += 1
                let result = run.step(batch, Update(plan.optimizer, slots: plan.slots, step: plan.stepCount))
                loss += result.loss
                hits += result.hits
                guard loss.isFinite else {
                    if plan.stepCount == firstStep { throw ModelError.lossNotFinite }
                    throw Divergence.lossNotFinite(step: plan.stepCount)
                }
                onBatch(index + 1, batches.count)
            }
            // Whether a step has failed is seen in the loss of the next; behind the last step, in this one.
            if epoch == epochs - 1, let last = batches.last, !run.evaluate(last).loss.isFinite {
                throw Divergence.lossNotFinite(step: plan.stepCount)
            }
            let result = EpochResult(
                epoch: epoch + 1, epochs: epochs, loss: loss / Double(count), accuracy: Double(hits) / Double(count),
                validation: validation.map { evaluate($0, trained) })
            results.append(result)
            onEpoch(result)
        }
        return History(epochs: results)
    }

    private func evaluate(_ examples: Examples, _ parameters: [LayerParameters]) -> Evaluation {
        let count = examples.observations.count
        let size = sliceSize(count)
        let run = BatchRun(
            parameters, examples.observations, targets: examples.targets, batch: size, isTraining: false,
            isShared: isShared)
        var (loss, hits) = (0.0, 0)
        for batch in batches(Array(0..<count), size) {
            let result = run.evaluate(batch)
            loss += result.loss
            hits += result.hits
        }
        return Evaluation(loss: loss / Double(count), accuracy: Double(hits) / Double(count))
    }

    /// How many observations are computed at once when nothing is learned: enough for all cores, and fewer for a model
    /// with many nodes, so that 64 MB are room enough for all of them.
    private func sliceSize(_ count: Int) -> Int {
        let nodeCount = layers.reduce(inputNodes) { $0 + $1.units }
        return min(count, 1024, max((1 << 23) / nodeCount, 1))
    }

    /// Cuts observations into batches, of which the last may be shorter.
    private func batches(_ order: [Int], _ size: Int) -> [ArraySlice<Int>] {
        stride(from: 0, to: order.count, by: max(size, 1)).map { order[$0...].prefix(size) }
    }

    // MARK: Checks

    private func check(_ inputs: FloatMatrix) throws {
        guard inputs.columns == inputNodes else {
            throw ModelError.inputShape(inputs.shape, inputCount: inputNodes)
        }
    }

    /// The last layer and the loss, if the model can be trained and evaluated with these inputs.
    private func checked(_ inputs: FloatMatrix) throws -> (last: Dense, loss: Loss) {
        guard let last = layers.last else { throw ModelError.noLayers }
        guard let plan else { throw ModelError.notCompiled }
        guard last.activation == .softmax, layers.dropLast().allSatisfy({ $0.activation != .softmax }) else {
            throw ModelError.needsSoftmax(plan.loss)
        }
        guard inputs.rows > 0 else { throw ModelError.noObservations }
        try check(inputs)
        return (last, plan.loss)
    }

    private func targets(_ labels: [Int], _ inputs: FloatMatrix) throws -> Targets {
        let (last, loss) = try checked(inputs)
        guard loss == .sparseCategoricalCrossentropy else { throw ModelError.targetKind(loss) }
        guard labels.count == inputs.rows else {
            throw ModelError.labelCount(labels.count, observationCount: inputs.rows)
        }
        if let index = labels.firstIndex(where: { !(0..<last.units).contains($0) }) {
            throw ModelError.labelOutOfRange(labels[index], at: index, classCount: last.units)
        }
        return .labels(labels.map { Int32(truncatingIfNeeded: $0) })
    }

    private func targets(_ outputs: Matrix, _ inputs: FloatMatrix) throws -> Targets {
        let (last, loss) = try checked(inputs)
        guard loss != .sparseCategoricalCrossentropy else { throw ModelError.targetKind(loss) }
        guard outputs.shape == Shape(inputs.rows, last.units) else {
            throw ModelError.targetShape(outputs.shape, expected: Shape(inputs.rows, last.units))
        }
        return .outputs(FloatMatrix(outputs).elements)
    }
}
