import Foundation
import Numerics
import Testing

@testable import NeuralNetwork

/// A model written with matrices of `Double`, an observation a row: the obviously right way, which `Sequential` is held to.
private struct PlainModel {
    let activations: [Activation]
    /// Kernel and bias (1 × nodes), layer after layer.
    var parameters: [[Matrix]]

    init(_ model: Sequential) {
        activations = model.layers.map(\.activation)
        parameters = model.weights.map { layer in
            func row(_ numbers: [Float]) -> Matrix { Matrix(1, numbers.count, elements: numbers.map { Double($0) }) }
            return [Matrix(layer.kernel), row(layer.bias)]
        }
    }

    func outputs(_ inputs: Matrix) -> Matrix {
        var values = inputs
        for (activation, layer) in zip(activations, parameters) {
            let ones = Matrix(values.rows, 1, repeating: 1)
            values = activation(dot(values, layer[0]) + dot(ones, layer[1]))
        }
        return values
    }

    func loss(_ inputs: Matrix, _ targets: Matrix) -> Double {
        -(targets * outputs(inputs).map { log($0) }).sum / Double(inputs.rows)
    }
}

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
    @Test("Gradients agree with numerical differences", arguments: Dense.activations, Loss.allCases)
    func gradients(_ activation: Activation, _ loss: Loss) throws {
        let model = Sequential(
            inputNodes: 35,
            [Dense(17, activation: activation), Dense(5, activation: .tanh), Dense(4, activation: .softmax)], seed: 5)
        let (inputs, labels) = (scanned(9, 35), labels(9, 4))
        let outputs = try oneHot(labels, classCount: 4)
        let targets: Targets =
            loss == .sparseCategoricalCrossentropy ? .labels(labels.map(Int32.init)) : .outputs(FloatMatrix(outputs))
        let found = model.gradients(FloatMatrix(inputs), targets)

        let plain = PlainModel(model)
        for (index, layer) in found.enumerated() {
            let own =
                [Matrix(layer.kernel), Matrix(1, layer.bias.count, elements: layer.bias.map { Double($0) })]
            for (part, gradient) in own.enumerated() {
                let measured = numericalGradient(
                    of: { matrix in
                        var changed = plain
                        changed.parameters[index][part] = matrix
                        return changed.loss(inputs, outputs)
                    }, at: plain.parameters[index][part])
                let scale = max(measured.map(abs).max, 1e-4)
                #expect((gradient - measured).map(abs).max < 2e-5 * scale, "layer \(index), part \(part)")
            }
        }
    }

    @Test("Without paper, with other paper, and with ink alone the gradients are right, too", arguments: [0, 0.3, -1])
    func paper(_ paper: Double) throws {
        let model = Sequential(inputNodes: 70, [Dense(5, activation: .tanh), Dense(3, activation: .softmax)], seed: 6)
        var random = RandomState(seed: 1)
        let inputs = paper < 0 ? random.rand(9, 70) : scanned(9, 70, paper: paper)
        let outputs = try oneHot(labels(9, 3), classCount: 3)
        let found = model.gradients(FloatMatrix(inputs), .outputs(FloatMatrix(outputs)))
        let plain = PlainModel(model)
        let measured = numericalGradient(
            of: { kernel in
                var changed = plain
                changed.parameters[0][0] = kernel
                return changed.loss(inputs, outputs)
            }, at: plain.parameters[0][0])
        #expect((Matrix(found[0].kernel) - measured).map(abs).max < 1e-6)
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

    @Test("One core and many learn the same", arguments: [1, 7])
    func cores(_ helperCount: Int) throws {
        func trained(_ team: Team) throws -> [LayerWeights] {
            var model = Sequential(
                inputNodes: 100, [Dense(40, activation: .relu), Dense(7, activation: .softmax)], seed: 9)
            model.team = team
            model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
            try model.fit(FloatMatrix(scanned(130, 100)), labels(130, 7), batchSize: 50, epochs: 3)
            return model.weights
        }
        #expect(try trained(Team(helperCount: 0)) == trained(Team(helperCount: helperCount)))
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
        #expect(kernel(.zeros).map(abs).max == 0)
    }

    @Test("An epoch's line is Keras's")
    func line() {
        func text(_ loss: Double) -> String {
            EpochResult(epoch: 1, epochs: 5, loss: loss, accuracy: 0.4904).description
        }
        #expect(text(1.9561) == "Epoch 1/5 - loss: 1.9561 - accuracy: 0.4904")
        #expect(text(0.00012345) == "Epoch 1/5 - loss: 1.2345e-04 - accuracy: 0.4904")
        #expect(text(0.001) == "Epoch 1/5 - loss: 1.0000e-03 - accuracy: 0.4904")
        #expect(text(0.00101) == "Epoch 1/5 - loss: 0.0010 - accuracy: 0.4904")
    }
}
