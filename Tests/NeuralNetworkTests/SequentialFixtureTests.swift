import Foundation
import MNIST
import Numerics
import TestSupport
import Testing

@testable import NeuralNetwork

/// The first training digits, as pixels and labels.
private let digits = try? Digits.training().first(200)

private func largestDifference(_ found: [Float], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    // Not `max` alone, which would pass over a NaN.
    return zip(found, expected).reduce(0) { largest, pair in
        let difference = abs(Double(pair.0) - pair.1)
        return difference <= largest ? largest : difference
    }
}

private func largestDifference(_ found: [LayerWeights], _ expected: SequentialFixture.Weights) -> Double {
    guard found.count == expected.kernels.count && found.count == expected.biases.count else { return .infinity }
    let differences = found.indices.flatMap { index in
        [
            largestDifference(found[index].kernel.elements, expected.kernels[index].values),
            largestDifference(found[index].bias, expected.biases[index].values),
        ]
    }
    return differences.reduce(0) { $1 <= $0 ? $0 : $1 }
}

/// A layer's weights with biases of 0.
private func weights(_ kernel: Matrix) -> LayerWeights {
    LayerWeights(kernel: FloatMatrix(kernel), bias: Array(repeating: 0, count: kernel.columns))
}

private func identity(_ size: Int) -> Matrix {
    Matrix(size, size, elements: (0..<size * size).map { $0 / size == $0 % size ? 1 : 0 })
}

@Suite("Sequential calculates what Keras's formulas give")
struct SequentialFixtureTests {
    private static let fixture = SequentialFixture.shared

    @Test("There are references to compare with")
    func fixtures() throws {
        let fixture = try #require(Self.fixture)
        #expect(fixture.activations.count == 8 && fixture.softmax.count == 5 && fixture.losses.count == 7)
        #expect(fixture.network.count == 1 && fixture.optimizers.count == 4)
        #expect(fixture.batches.count == 2 && fixture.learningRates.count == 4 && fixture.mnistStep.count == 3)
        #expect(digits?.count == 200)
    }

    // MARK: Activations

    // At 0, where PReLU has no derivative, ours is alpha, the slope below; TensorFlow's is 0. The fixture has alpha.

    @Test("Activations and their derivatives agree with the references to 1e-12", arguments: fixture?.activations ?? [])
    func activations(_ reference: SequentialFixture.ActivationCase) throws {
        let activation = try reference.activation()
        for (index, point) in reference.points.values.enumerated() {
            #expect(activation(point).isClose(to: reference.values.values[index], tolerance: 1e-12))
            let derivative = reference.derivatives.values[index]
            #expect(activation.derivative(point).isClose(to: derivative, tolerance: 1e-12), "at \(point)")
        }
        let points = Matrix(column: reference.points.values)
        #expect(activation(points).elements == reference.points.values.map { activation($0) })
        #expect(activation.derivative(points).elements == reference.points.values.map { activation.derivative($0) })
    }

    @Test(
        "Layers with an activation that `Dense` takes agree with the references to 1e-6",
        arguments: fixture?.activations.filter { (try? $0.activation()).map(Dense.activations.contains) == true } ?? [])
    func layers(_ reference: SequentialFixture.ActivationCase) throws {
        let activation = try reference.activation()
        // One node, which passes its input on to its activation.
        let layer = (layer: Dense(1, activation: activation), weights: weights([[1]]))
        let model = Sequential(inputNodes: 1, [layer], seed: 0)
        let outputs = try model.predict(FloatMatrix(Matrix(column: reference.points.values)))
        for (index, point) in reference.points.values.enumerated() {
            let value = reference.values.values[index]
            #expect(outputs[index, 0].isClose(to: value, tolerance: 1e-6), "at \(point)")
        }
    }

    @Test("Softmax agrees with the references to 1e-12, and in a layer to 1e-6", arguments: fixture?.softmax ?? [])
    func softmax(_ reference: SequentialFixture.Softmax) throws {
        let logits = Matrix(reference.shape[0], reference.shape[1], elements: reference.logits.values)
        let layer = Dense(logits.columns, activation: .softmax)
        let model = Sequential(
            inputNodes: logits.columns, [(layer: layer, weights: weights(identity(logits.columns)))], seed: 0)
        let (exact, outputs) = (Activation.softmax(logits).elements, try model.predict(FloatMatrix(logits)).elements)
        for (index, value) in reference.outputs.values.enumerated() {
            #expect(exact[index].isClose(to: value, tolerance: 1e-12))
            #expect(outputs[index].isClose(to: value, tolerance: 1e-6))
        }
    }

    // MARK: Losses

    @Test("Losses agree with the references to 1e-6, and gradients to 1e-7", arguments: fixture?.losses ?? [])
    func losses(_ reference: SequentialFixture.LossCase) throws {
        let (count, nodes, loss) = (reference.shape[0], reference.shape[1], try reference.kind())
        // Every observation has an input of its own, so a row of the kernel is what the layer sums up for it, and a row
        // of the kernel's gradient is the gradient by these sums.
        var model = Sequential(
            inputNodes: count,
            [
                (
                    layer: Dense(nodes, activation: .softmax),
                    weights: weights(Matrix(count, nodes, elements: reference.outputs.values))
                )
            ], seed: 0)
        model.compile(optimizer: .sgd(), loss: loss)

        let (inputs, outputs) = (FloatMatrix(identity(count)), Matrix(count, nodes, elements: reference.targets.values))
        let isSparse = loss == .sparseCategoricalCrossentropy
        let found = isSparse ? try model.evaluate(inputs, reference.labels) : try model.evaluate(inputs, outputs)
        let value = reference.value.values[0]
        #expect(found.loss.isClose(to: value, tolerance: 1e-6 * max(1, value)))

        let targets: Targets =
            isSparse ? .labels(reference.labels.map { Int32($0) }) : .outputs(FloatMatrix(outputs).elements)
        let gradient = model.gradients(inputs, targets)[0]
        #expect(largestDifference(gradient.kernel.elements, reference.gradient.values) < 1e-7)
        let expected = Matrix(count, nodes, elements: reference.gradient.values)
        #expect(largestDifference(gradient.bias, (0..<nodes).map { expected.column($0).reduce(0, +) }) < 1e-7)
    }

    @Test("The gradient is that of the loss even where targets don't add up to 1; TensorFlow's isn't")
    func unnormalizedTargets() throws {
        let (logits, targets): (Matrix, Matrix) = ([[0.5, -1, 2], [0, 0.25, 0]], [[0.5, 0.25, 1], [0, 0, 0]])
        var model = Sequential(
            inputNodes: 2, [(layer: Dense(3, activation: .softmax), weights: weights(logits))], seed: 0)
        model.compile(optimizer: .sgd(), loss: .categoricalCrossentropy)
        func loss(_ logits: Matrix) -> Double {
            -(targets * Activation.softmax(logits).map { log($0) }).sum / Double(logits.rows)
        }
        let found = try model.evaluate(FloatMatrix(identity(2)), targets).loss
        #expect(found.isClose(to: loss(logits), tolerance: 1e-6))
        let gradient = model.gradients(
            FloatMatrix(identity(2)), .outputs(FloatMatrix(targets).elements))[0]
        let measured = numericalGradient(of: loss, at: logits)
        #expect(largestDifference(gradient.kernel.elements, measured.elements) < 1e-7)
    }

    // MARK: Optimizers

    /// The fixture's network with its first weights, and what it learns from.
    private func network() throws -> (model: Sequential, inputs: FloatMatrix, labels: [Int]) {
        let reference = try #require(Self.fixture?.network.first)
        let sizes = reference.layerSizes
        #expect(reference.hiddenActivations == ["relu", "tanh"])
        let activations = [Activation.relu, .tanh, .softmax]
        let model = Sequential(
            inputNodes: sizes[0],
            reference.kernels.enumerated().map { index, kernel in
                (
                    layer: Dense(sizes[index + 1], activation: activations[index]),
                    weights: weights(Matrix(sizes[index], sizes[index + 1], elements: kernel.values))
                )
            }, seed: 7)
        let inputs = Matrix(reference.shape[0], reference.shape[1], elements: reference.inputs.values)
        return (model, FloatMatrix(inputs), reference.labels)
    }

    @Test(
        "In a hundred steps losses agree with the references to 1e-6, and weights to 3e-6",
        arguments: fixture?.optimizers ?? [])
    func optimizers(_ reference: SequentialFixture.Steps) throws {
        var (model, inputs, labels) = try network()
        model.compile(
            optimizer: try SequentialFixture.optimizer(reference.optimizer), loss: .sparseCategoricalCrossentropy)
        let first = try model.fit(inputs, labels, batchSize: labels.count)
        #expect(largestDifference(model.weights, reference.after1) < 2e-7)
        let others = try model.fit(inputs, labels, batchSize: labels.count, epochs: 99)
        #expect(largestDifference(model.weights, reference.after100) < 3e-6)
        let losses = first.loss + others.loss
        #expect(losses.count == reference.losses.values.count)
        for (index, loss) in reference.losses.values.enumerated() {
            #expect(losses[index].isClose(to: loss, tolerance: 1e-6), "step \(index + 1)")
        }
    }

    @Test(
        "Scheduled rates agree with the references to 1e-15, and weights after twenty steps to 3e-6",
        arguments: fixture?.learningRates ?? [])
    func learningRates(_ reference: SequentialFixture.LearningRates) throws {
        #expect(reference.rates.values.count == 20)
        for (step, rate) in reference.rates.values.enumerated() {
            #expect(abs(reference.schedule.rate(atStep: step) - rate) < 1e-15, "step \(step)")
        }
        var (model, inputs, labels) = try network()
        model.compile(optimizer: .adam(learningRate: reference.schedule), loss: .sparseCategoricalCrossentropy)
        // Steps are counted from `compile` on, through several calls of `fit`.
        try model.fit(inputs, labels, batchSize: labels.count, epochs: 5)
        try model.fit(inputs, labels, batchSize: labels.count, epochs: 15)
        #expect(largestDifference(model.weights, reference.after20) < 3e-6)
    }

    @Test("A constant rate is the same in every step, and is what a number stands for")
    func constantRate() {
        #expect([0, 1, 1000].map { LearningRate.constant(0.25).rate(atStep: $0) } == [0.25, 0.25, 0.25])
        #expect(Optimizer.sgd() == .sgd(learningRate: 0.01) && Optimizer.adam() == .adam(learningRate: 0.001))
        #expect(Optimizer.rmsprop(learningRate: 2) == .rmsprop(learningRate: .constant(2)))
    }

    // MARK: Batches

    @Test("An epoch with a short last batch agrees with the references to 1e-6", arguments: fixture?.batches ?? [])
    func batches(_ reference: SequentialFixture.Batches) throws {
        var (model, inputs, labels) = try network()
        var random = RandomState(seed: 7)
        #expect(reference.order == random.permutation(labels.count))
        model.compile(
            optimizer: try SequentialFixture.optimizer(reference.optimizer), loss: .sparseCategoricalCrossentropy)
        var batchModel = model

        let epoch = try model.fit(inputs, labels, batchSize: reference.batchSize)
        #expect(epoch.loss[0].isClose(to: reference.loss.values[0], tolerance: 1e-6))
        #expect(epoch.accuracy[0].isClose(to: reference.accuracy.values[0], tolerance: 1e-12))
        #expect(largestDifference(model.weights, reference.after) < 1e-6)

        // The same, each batch by itself.
        for (index, loss) in reference.batchLosses.values.enumerated() {
            let batch = reference.order.dropFirst(index * reference.batchSize).prefix(reference.batchSize)
            let rows = batch.flatMap { inputs[rows: $0..<$0 + 1].elements }
            let result = try batchModel.fit(
                FloatMatrix(batch.count, inputs.columns, elements: rows), batch.map { labels[$0] },
                batchSize: batch.count)
            #expect(result.loss[0].isClose(to: loss, tolerance: 1e-6), "batch \(index)")
        }
        #expect(largestDifference(batchModel.weights, reference.after) < 1e-6)
    }

    @Test(
        "The numbers of an epoch are means over its observations, not over its batches",
        arguments: [1, 7, 16, 39, 40, 41])
    func shortBatch(_ batchSize: Int) throws {
        var (model, inputs, labels) = try network()
        // Nothing is learned, so all batches are judged with the same weights.
        model.compile(optimizer: .sgd(learningRate: 0), loss: .sparseCategoricalCrossentropy)
        let expected = try model.evaluate(inputs, labels)
        let found = try model.fit(inputs, labels, batchSize: batchSize).epochs[0]
        #expect(found.loss.isClose(to: expected.loss, tolerance: 1e-12))
        #expect(found.accuracy == expected.accuracy)
    }

    // MARK: Lesson 13

    @Test("A step of lesson 13's network agrees with the references", arguments: fixture?.mnistStep ?? [])
    func lesson13(_ reference: SequentialFixture.MNISTStep) throws {
        let digits = try #require(digits)
        let inputs = (digits.pixels / 255 * 0.99 + 0.01)[rows: 0..<reference.count]
        let labels = Array(digits.labels.prefix(reference.count))
        var random = RandomState(seed: 42)
        let kernels = [(784, 90), (90, 10)].map { rows, columns in
            random.normal(mean: 0, standardDeviation: 0.05, rows, columns)
        }
        let layers = [Dense(90, activation: .relu), Dense(10, activation: .softmax)]
        var model = Sequential(
            inputNodes: 784, zip(layers, kernels.map(weights)).map { (layer: $0, weights: $1) }, seed: 0)
        func kernelSums() -> [Double] { model.weights.map { Matrix($0.kernel).sum } }
        for (found, expected) in zip(kernelSums(), reference.kernelSumsBefore.values) {
            #expect(found.isClose(to: expected, tolerance: 1e-7))
        }

        model.compile(
            optimizer: try SequentialFixture.optimizer(reference.optimizer), loss: .sparseCategoricalCrossentropy)
        let result = try model.fit(inputs, labels, batchSize: reference.count).epochs[0]
        let loss = reference.lossBefore.values[0]
        #expect(result.loss.isClose(to: loss, tolerance: 1e-6 * loss))
        #expect(result.accuracy == Double(reference.rightBefore) / Double(reference.count))
        for (index, layer) in model.weights.enumerated() {
            let samples = stride(from: 0, to: layer.kernel.elements.count, by: reference.strides[index])
                .map { layer.kernel.elements[$0] }
            #expect(largestDifference(samples, reference.kernelSamples[index].values) < 1e-7, "layer \(index)")
            #expect(largestDifference(layer.bias, reference.biases[index].values) < 1e-7, "layer \(index)")
        }
        for (found, expected) in zip(kernelSums(), reference.kernelSums.values) {
            #expect(found.isClose(to: expected, tolerance: 5e-6))
        }
    }
}
