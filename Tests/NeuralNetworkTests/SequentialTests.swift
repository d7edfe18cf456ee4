import Foundation
import MNIST
import Numerics
import Testing

@testable import NeuralNetwork

extension PlainModel {
    /// With the weights of a model.
    fileprivate init(_ model: Sequential) {
        self.init(
            layers: zip(model.layers, model.weights).map { layer, weights in
                (Matrix(weights.kernel), row(weights.bias), layer.activation)
            })
    }
}

private func row(_ numbers: [Float]) -> Matrix { Matrix(1, numbers.count, elements: numbers.map { Double($0) }) }

/// Observations as a scanner makes them: about half paper, the rest ink.
private func scanned(_ rows: Int, _ columns: Int, paper: Double = 0.01, seed: UInt32 = 3) -> Matrix {
    var random = RandomState(seed: seed)
    return Matrix(
        rows, columns,
        elements: (0..<rows * columns).map { index in
            let (isInk, ink) = (random.rand() < 0.4, random.rand())
            return isInk && index % columns != 0 ? Double(Float(ink)) : Double(Float(paper))
        })
}

private func labels(_ count: Int, _ classCount: Int) -> [Int] { (0..<count).map { ($0 * 7 + 2) % classCount } }

@Suite("Sequential")
struct SequentialTests {
    @Test("The plain gradients agree with numerical differences", arguments: Dense.activations.dropLast())
    func plainGradients(_ activation: Activation) throws {
        let plain = PlainModel(
            Sequential(
                inputNodes: 9,
                [Dense(7, activation: activation), Dense(5, activation: .tanh), Dense(4, activation: .softmax)], seed: 5
            ))
        let (inputs, targets) = (scanned(6, 9), try oneHot(labels(6, 4), classCount: 4))
        for (index, gradient) in plain.gradients(inputs, targets).enumerated() {
            for (part, found) in [
                (\PlainModel.layers[index].kernel, gradient.kernel), (\.layers[index].bias, gradient.bias),
            ] {
                let measured = numericalGradient(
                    of: { matrix in
                        var changed = plain
                        changed[keyPath: part] = matrix
                        return changed.loss(inputs, targets)
                    }, at: plain[keyPath: part])
                #expect((found - measured).map(abs).max < 1e-9, "layer \(index)")
            }
        }
    }

    @Test("One observation with paper counts among others without any")
    func onePaper() throws {
        let model = Sequential(
            inputNodes: 135, [Dense(20, activation: .tanh), Dense(4, activation: .softmax)], seed: 5)
        let strokes = (0..<135).map { $0 % 3 == 1 ? 0.9 : 0.3 }
        let inputs = Matrix(rows: (0..<9).map { $0 == 6 ? strokes : scanned(1, 135, paper: 0, seed: $0).row(0) })
        let expected = PlainModel(model).gradients(inputs, try oneHot(labels(9, 4), classCount: 4))
        let found = model.gradients(FloatMatrix(inputs), .labels(labels(9, 4).map(Int32.init)))
        for (found, expected) in zip(found, expected) {
            let difference = Matrix(found.kernel) - expected.kernel
            #expect(difference.map(abs).max < 2e-6 * max(expected.kernel.map(abs).max, 0.01))
        }
    }

    @Test(
        "The gradients are the plain ones, whatever the activation, the paper, the batch and the number of cores",
        arguments: Dense.activations.dropLast(), [0.01, 0, 0.3, -1])
    func gradients(_ activation: Activation, _ paper: Double) throws {
        var model = Sequential(
            inputNodes: 135,
            [Dense(117, activation: activation), Dense(35, activation: .tanh), Dense(4, activation: .softmax)], seed: 5)
        var random = RandomState(seed: 1)
        for (count, isShared) in [(1, false), (9, true), (30, false)] {
            model.isShared = isShared
            let inputs = paper < 0 ? Matrix(FloatMatrix(random.rand(count, 135))) : scanned(count, 135, paper: paper)
            let (labels, targets) = (labels(count, 4), try oneHot(labels(count, 4), classCount: 4))
            let expected = PlainModel(model).gradients(inputs, targets)
            let found = model.gradients(FloatMatrix(inputs), .labels(labels.map(Int32.init)))
            #expect(found == model.gradients(FloatMatrix(inputs), .outputs(FloatMatrix(targets).elements)))
            for (found, expected) in zip(found, expected) {
                let pairs = [(Matrix(found.kernel), expected.kernel), (row(found.bias), expected.bias)]
                for (found, expected) in pairs {
                    #expect((found - expected).map(abs).max < 2e-6 * max(expected.map(abs).max, 0.01))
                }
            }
        }
    }

    @Test("Steps of gradient descent are the plain ones")
    func steps() throws {
        var model = Sequential(
            inputNodes: 70, [Dense(20, activation: .relu), Dense(5, activation: .softmax)], seed: 2)
        model.compile(optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy)
        var plain = PlainModel(model)
        let (inputs, numbers) = (scanned(40, 70), labels(40, 5))
        let targets = try oneHot(numbers, classCount: 5)
        for _ in 0..<20 {
            let loss = plain.loss(inputs, targets)
            let found = try model.fit(FloatMatrix(inputs), numbers, batchSize: 40)
            #expect(found.loss[0].isClose(to: loss, tolerance: 1e-6))
            plain.train(inputs, targets, learningRate: 0.1)
        }
        for (weights, layer) in zip(model.weights, plain.layers) {
            #expect((Matrix(weights.kernel) - layer.kernel).map(abs).max < 1e-6)
            #expect((row(weights.bias) - layer.bias).map(abs).max < 1e-6)
        }
    }

    @Test(
        "Pixels are learned from as numbers are, to the last bit", arguments: [(1, 0), (-2, 0.5), (0.99, 0.01), (0, 1)])
    func pixels(factor: Double, offset: Double) throws {
        let digits = try Digits.hundred()
        let pixels = digits.pixels / 255 * factor + offset
        let numbers = FloatMatrix(100, 784, elements: pixels.elements)
        let weights = try [pixels, numbers].map { inputs in
            var model = Sequential(
                inputNodes: 784, [Dense(20, activation: .relu), Dense(10, activation: .softmax)], seed: 5)
            model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
            try model.fit(inputs, digits.labels, batchSize: 30, epochs: 2)
            return model.weights
        }
        #expect(weights[0] == weights[1])
    }

    @Test("Much paper of a large value takes no digits from the small numbers")
    func smallNumbers() throws {
        let weights = LayerWeights(kernel: FloatMatrix([[0], [0], [1]]), bias: [0])
        let model = Sequential(inputNodes: 3, [(layer: Dense(1), weights: weights)], seed: 0)
        #expect(try model.predict(FloatMatrix([[1e8, 1e8, 3]])).elements == [3])
        #expect(try model.predict(FloatMatrix([[1000, 1000, 0.001]])).elements == [Double(Float(0.001))])
        #expect(try model.predict(FloatMatrix([[-1e8, -1e8, .infinity]])).elements == [.infinity])
        #expect(try model.predict(FloatMatrix([[1, 1, .nan]])).elements[0].isNaN)
    }

    @Test("Predictions are those of plain matrices, and the same for one observation as among many")
    func predictions() throws {
        let model = Sequential(
            inputNodes: 50,
            [Dense(33, activation: .relu), Dense(20, activation: .tanh), Dense(10, activation: .softmax)],
            seed: 2)
        let inputs = scanned(1500, 50)
        let outputs = try model.predict(FloatMatrix(inputs))
        #expect(outputs.shape == Shape(1500, 10))
        #expect((outputs - PlainModel(model).outputs(inputs)).map(abs).max < 1e-6)
        for row in [0, 7, 8, 1023, 1024, 1499] {
            let alone = try model.predict(FloatMatrix(inputs[rows: row..<row + 1]))
            #expect(alone.elements == outputs.row(row), "row \(row)")
            #expect(abs(alone.sum - 1) < 1e-6)
        }
        #expect(try model.predict(FloatMatrix(0, 50, elements: [])).shape == Shape(0, 10))
    }

    @Test("One core and many learn the same, to the last bit", arguments: [20, 30, 40, 96, 130])
    func cores(_ units: Int) throws {
        func trained(isShared: Bool) throws -> [LayerWeights] {
            var model = Sequential(
                inputNodes: 200, [Dense(units, activation: .relu), Dense(7, activation: .softmax)], seed: 9)
            model.isShared = isShared
            model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
            try model.fit(FloatMatrix(scanned(130, 200)), labels(130, 7), batchSize: 50, epochs: 3)
            return model.weights
        }
        #expect(try trained(isShared: false) == trained(isShared: true))
    }

    @Test("After each epoch the model is evaluated with the validation observations, which teach it nothing")
    func validation() throws {
        var model = Sequential(inputNodes: 30, [Dense(8, activation: .relu), Dense(3, activation: .softmax)], seed: 4)
        model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
        var other = model
        let (inputs, numbers) = (FloatMatrix(scanned(50, 30)), labels(50, 3))
        let validation = (inputs: FloatMatrix(scanned(20, 30, seed: 8)), labels: labels(20, 3))
        let history = try model.fit(inputs, numbers, batchSize: 8, epochs: 3, validation: validation)
        #expect(history.valLoss.count == 3 && history.valAccuracy.count == 3)
        var lines: [String] = []
        for epoch in 0..<3 {
            let result = try other.fit(inputs, numbers, batchSize: 8, onEpoch: { lines.append($0.description) })
            #expect(result.valLoss.isEmpty && result.valAccuracy.isEmpty && result.loss[0] == history.loss[epoch])
            let expected = try other.evaluate(validation.inputs, validation.labels)
            #expect(history.epochs[epoch].validation == expected)
            #expect(history.valLoss[epoch] == expected.loss && history.valAccuracy[epoch] == expected.accuracy)
        }
        #expect(other.weights == model.weights && lines.count == 3)
        // One-hot rows are validated with, too.
        other.compile(optimizer: .adam(), loss: .categoricalCrossentropy)
        let outputs = (inputs: validation.inputs, outputs: try oneHot(validation.labels, classCount: 3))
        let last = try other.fit(inputs, oneHot(numbers, classCount: 3), validation: outputs)
        #expect(try last.epochs[0].validation == other.evaluate(outputs.inputs, outputs.outputs))
        #expect(throws: ModelError.labelCount(2, observationCount: 20)) {
            try model.fit(inputs, numbers, validation: (validation.inputs, [0, 1]))
        }
    }

    @Test("One model can be asked by many, and a copy of it trained at the same time")
    func shared() throws {
        var model = Sequential(inputNodes: 40, [Dense(20, activation: .relu), Dense(4, activation: .softmax)], seed: 1)
        model.compile(optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy)
        let (inputs, labels) = (FloatMatrix(scanned(60, 40)), labels(60, 4))
        let fixed = model
        let expected = try fixed.predict(inputs)
        try model.fit(inputs, labels, epochs: 5)
        let trained = model.weights
        let results = try inParallel(40) { index throws -> Bool in
            guard index % 4 == 0 else { return try fixed.predict(inputs) == expected }
            var copy = fixed
            try copy.fit(inputs, labels, epochs: 5)
            return copy.weights == trained
        }
        #expect(results.allSatisfy { $0 })
    }

    @Test("A copy is a model of its own")
    func copies() throws {
        var model = Sequential(inputNodes: 12, [Dense(3, activation: .softmax)], seed: 1)
        model.compile(optimizer: .sgd(learningRate: 0.5), loss: .sparseCategoricalCrossentropy)
        let (copy, before) = (model, model.weights)
        try model.fit(FloatMatrix(scanned(20, 12)), labels(20, 3))
        #expect(copy.weights == before)
        #expect(model.weights != before)
    }

    @Test(
        "To go on training is the same as not to have stopped",
        arguments: [
            Optimizer.sgd(learningRate: 0.1, momentum: 0.9), .rmsprop(), .adam(),
        ])
    func continued(_ optimizer: Optimizer) throws {
        var once = Sequential(inputNodes: 30, [Dense(9, activation: .tanh), Dense(3, activation: .softmax)], seed: 4)
        once.compile(optimizer: optimizer, loss: .sparseCategoricalCrossentropy)
        var twice = once
        let (inputs, labels) = (FloatMatrix(scanned(45, 30)), labels(45, 3))
        try once.fit(inputs, labels, batchSize: 10, epochs: 4)
        try twice.fit(inputs, labels, batchSize: 10, epochs: 1)
        try twice.fit(inputs, labels, batchSize: 10, epochs: 3)
        #expect(once.weights == twice.weights)
    }

    @Test("Labels and one-hot rows teach the same")
    func kindsOfTargets() throws {
        func trained(_ loss: Loss) throws -> (History, [LayerWeights], Evaluation) {
            var model = Sequential(
                inputNodes: 20, [Dense(6, activation: .relu), Dense(5, activation: .softmax)], seed: 8)
            model.compile(optimizer: .rmsprop(), loss: loss)
            let (inputs, numbers) = (FloatMatrix(scanned(33, 20)), labels(33, 5))
            if loss == .sparseCategoricalCrossentropy {
                let history = try model.fit(inputs, numbers, batchSize: 8, epochs: 3)
                return (history, model.weights, try model.evaluate(inputs, numbers))
            }
            let outputs = try oneHot(numbers, classCount: 5)
            let history = try model.fit(inputs, outputs, batchSize: 8, epochs: 3)
            return (history, model.weights, try model.evaluate(inputs, outputs))
        }
        let (sparse, dense) = (try trained(.sparseCategoricalCrossentropy), try trained(.categoricalCrossentropy))
        #expect(sparse.0 == dense.0)
        #expect(sparse.1 == dense.1)
        #expect(sparse.2 == dense.2)
        #expect(sparse.0.loss.count == 3 && sparse.0.accuracy.count == 3)
    }

    @Test(
        "One batch can be learned by heart",
        arguments: [
            Optimizer.sgd(learningRate: 0.5), .sgd(learningRate: 0.05, momentum: 0.9), .rmsprop(),
            .adam(),
        ])
    func overfit(_ optimizer: Optimizer) throws {
        var model = Sequential(
            inputNodes: 60, [Dense(40, activation: .relu), Dense(10, activation: .softmax)], seed: 3)
        model.compile(optimizer: optimizer, loss: .sparseCategoricalCrossentropy)
        let (inputs, labels) = (FloatMatrix(scanned(32, 60)), labels(32, 10))
        let first = try model.evaluate(inputs, labels)
        #expect(first.loss > 2)
        try model.fit(inputs, labels, epochs: 1500)
        let last = try model.evaluate(inputs, labels)
        #expect(last.loss < 0.01)
        #expect(last.accuracy == 1)
    }

    @Test("Logits of ±1000 give finite losses")
    func largeLogits() throws {
        let weights = LayerWeights(kernel: FloatMatrix([[1000, 0], [0, -1000]]), bias: [0, 0])
        var model = Sequential(inputNodes: 2, [(layer: Dense(2, activation: .softmax), weights: weights)], seed: 0)
        model.compile(optimizer: .sgd(learningRate: 0), loss: .sparseCategoricalCrossentropy)
        let inputs = FloatMatrix([[1, 0], [0, 1], [1, 1]])
        #expect(try model.evaluate(inputs, [1, 1, 1]).loss == (1000 + 1000 + 2000) / 3.0)
        #expect(try model.evaluate(inputs, [0, 0, 0]).loss == 0)
        let outputs = try oneHot([1, 1, 1], classCount: 2)
        model.compile(optimizer: .sgd(learningRate: 0), loss: .categoricalCrossentropy)
        #expect(try model.evaluate(inputs, outputs).loss == (1000 + 1000 + 2000) / 3.0)
        #expect(try model.predict(inputs).elements == [1, 0, 1, 0, 1, 0])
    }

    @Test("New weights are drawn as their initializers say")
    func initializers() {
        func kernel(_ initializer: Initializer) -> Matrix {
            let layer = Dense(90, activation: .relu, kernelInitializer: initializer)
            let model = Sequential(inputNodes: 784, [layer], seed: 42)
            #expect(model.weights[0].bias.allSatisfy { $0 == 0 })
            return Matrix(model.weights[0].kernel)
        }
        var random = RandomState(seed: 42)
        let drawn = random.normal(mean: 0, standardDeviation: 0.05, 90, 784).transposed
        #expect(kernel(.normal(standardDeviation: 0.05)) == Matrix(FloatMatrix(drawn)))

        let glorot = kernel(.glorotUniform)
        let limit = (6.0 / (784 + 90)).squareRoot()
        #expect(glorot.map(abs).max <= limit + 1e-7 && glorot.map(abs).max > limit * 0.999)
        #expect(abs(glorot.standardDeviation - limit / 3.squareRoot()) < 0.01 * limit)
        #expect(Dense(3) == Dense(3, activation: .linear, kernelInitializer: .glorotUniform))

        let deviation = (2.0 / 784).squareRoot()
        let he = kernel(.heNormal)
        #expect(abs(he.standardDeviation - deviation) < 0.01 * deviation)
        let cut = 2 * deviation / 0.87962566103423978
        #expect(he.map(abs).max <= cut + 1e-7 && he.map(abs).max > 0.98 * cut)
    }

    @Test("An epoch's line is Keras's")
    func line() {
        func text(_ loss: Double) -> String {
            EpochResult(epoch: 1, epochs: 5, loss: loss, accuracy: 0.4904, validation: nil).description
        }
        #expect(text(1.9561) == "Epoch 1/5 - loss: 1.9561 - accuracy: 0.4904")
        #expect(text(0.00012345) == "Epoch 1/5 - loss: 1.2345e-04 - accuracy: 0.4904")
        #expect(text(0.001) == "Epoch 1/5 - loss: 1.0000e-03 - accuracy: 0.4904")
        #expect(text(0.00101) == "Epoch 1/5 - loss: 0.0010 - accuracy: 0.4904")
        let validation = Evaluation(loss: 0.00012345, accuracy: 1)
        #expect(
            EpochResult(epoch: 2, epochs: 5, loss: 1, accuracy: 0.5, validation: validation).description
                == "Epoch 2/5 - loss: 1.0000 - accuracy: 0.5000 - val_loss: 1.2345e-04 - val_accuracy: 1.0000")
    }
}
