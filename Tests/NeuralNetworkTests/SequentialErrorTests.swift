import Numerics
import Testing

@testable import NeuralNetwork

@Suite("What doesn't fit a Sequential is an error")
struct SequentialErrorTests {
    private let inputs = FloatMatrix(4, 3, elements: (0..<12).map { Float($0) / 12 })
    private let labels = [0, 1, 1, 0]

    private func model(
        _ layers: [Dense] = [Dense(2, activation: .softmax)], _ loss: Loss? = .sparseCategoricalCrossentropy
    ) -> Sequential {
        var model = Sequential(inputNodes: 3, layers, seed: 1)
        if let loss { model.compile(optimizer: .sgd(), loss: loss) }
        return model
    }

    @Test("A model without layers neither learns nor predicts")
    func noLayers() {
        var empty = model([])
        #expect(throws: ModelError.noLayers) { try empty.fit(inputs, labels) }
        #expect(throws: ModelError.noLayers) { try empty.predict(inputs) }
        #expect(throws: ModelError.noLayers) { try empty.evaluate(inputs, labels) }
    }

    @Test("A model that isn't compiled can't learn or be evaluated")
    func notCompiled() {
        var fresh = model([Dense(2, activation: .softmax)], nil)
        #expect(throws: ModelError.notCompiled) { try fresh.fit(inputs, labels) }
        #expect(throws: ModelError.notCompiled) { try fresh.evaluate(inputs, labels) }
    }

    @Test("A cross-entropy needs softmax in the last layer, and there alone")
    func softmax() {
        var other = model([Dense(2, activation: .sigmoid)])
        #expect(throws: ModelError.needsSoftmax(.sparseCategoricalCrossentropy)) { try other.fit(inputs, labels) }
        var twice = model([Dense(2, activation: .softmax), Dense(2, activation: .softmax)])
        #expect(throws: ModelError.needsSoftmax(.sparseCategoricalCrossentropy)) { try twice.fit(inputs, labels) }
    }

    @Test("No observations, batches of none and fewer than 0 epochs are refused")
    func nothing() throws {
        var model = model()
        #expect(throws: ModelError.noObservations) { try model.fit(FloatMatrix(0, 3, elements: []), []) }
        #expect(throws: ModelError.noObservations) { try model.evaluate(FloatMatrix(0, 3, elements: []), []) }
        #expect(throws: ModelError.batchSize(0)) { try model.fit(inputs, labels, batchSize: 0) }
        #expect(throws: ModelError.batchSize(-1)) { try model.fit(inputs, labels, batchSize: -1) }
        #expect(throws: ModelError.epochs(-1)) { try model.fit(inputs, labels, epochs: -1) }
        #expect(try model.fit(inputs, labels, epochs: 0).epochs.isEmpty)
        #expect(try model.fit(inputs, labels, batchSize: Int.max).epochs.count == 1)
    }

    @Test("Shapes, labels and targets that don't fit are refused")
    func shapes() throws {
        var model = model()
        let narrow = FloatMatrix(4, 2, elements: Array(repeating: 0, count: 8))
        #expect(throws: ModelError.inputShape(Shape(4, 2), inputCount: 3)) { try model.fit(narrow, labels) }
        #expect(throws: ModelError.inputShape(Shape(4, 2), inputCount: 3)) { try model.predict(narrow) }
        #expect(throws: ModelError.labelCount(3, observationCount: 4)) { try model.fit(inputs, [0, 1, 1]) }
        for label in [2, -1, Int.max, Int.min] {
            #expect(throws: ModelError.labelOutOfRange(label, at: 2, classCount: 2)) {
                try model.fit(inputs, [0, 1, label, 0])
            }
        }
        #expect(throws: ModelError.labelOutOfRange(3, at: 1, classCount: 3)) { try oneHot([0, 3], classCount: 3) }
        #expect(throws: ModelError.targetKind(.sparseCategoricalCrossentropy)) {
            try model.fit(inputs, Matrix(4, 2, repeating: 0))
        }
        model.compile(optimizer: .adam(), loss: .categoricalCrossentropy)
        #expect(throws: ModelError.targetKind(.categoricalCrossentropy)) { try model.fit(inputs, labels) }
        #expect(throws: ModelError.targetShape(Shape(4, 3), expected: Shape(4, 2))) {
            try model.fit(inputs, Matrix(4, 3, repeating: 0))
        }
    }

    @Test("Training that runs away is reported, and the weights of a copy stay")
    func divergence() {
        var model = model([Dense(5), Dense(2, activation: .softmax)])
        model.compile(optimizer: .sgd(learningRate: 1e30), loss: .sparseCategoricalCrossentropy)
        let copy = model
        let error = #expect(throws: Divergence.self) {
            try model.fit(inputs, labels, batchSize: 2, epochs: 10)
        }
        guard case .lossNotFinite(let step)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(2...20 ~= step)
        #expect(copy.weights.allSatisfy { $0.kernel.elements.allSatisfy(\.isFinite) })
    }

    @Test("Inputs that are no numbers are told, too, and no answer to them is right")
    func notNumbers() throws {
        var model = model()
        let broken = FloatMatrix(4, 3, elements: (0..<12).map { $0 == 5 ? .nan : 1 })
        #expect(throws: ModelError.lossNotFinite) { try model.fit(broken, labels) }
        let nothing = FloatMatrix(4, 3, elements: Array(repeating: .nan, count: 12))
        #expect(try model.evaluate(nothing, [0, 0, 0, 0]).accuracy == 0)
    }

    @Test("A last step that breaks the weights is told, though no step follows")
    func lastStep() {
        var model = model([Dense(5, activation: .tanh), Dense(5), Dense(2, activation: .softmax)])
        model.compile(optimizer: .sgd(learningRate: 1e38), loss: .sparseCategoricalCrossentropy)
        #expect(throws: Divergence.lossNotFinite(step: 1)) {
            try model.fit(inputs, labels, batchSize: 4)
        }
    }

    @Test("Every message is one line")
    func messages() {
        let errors: [ModelError] = [
            .noLayers, .notCompiled, .needsSoftmax(.categoricalCrossentropy), .noObservations,
            .inputShape(Shape(1, 2), inputCount: 3), .targetShape(Shape(1, 2), expected: Shape(1, 3)),
            .labelCount(1, observationCount: 2), .labelOutOfRange(11, at: 5, classCount: 10),
            .targetKind(.categoricalCrossentropy), .targetKind(.sparseCategoricalCrossentropy), .batchSize(0),
            .epochs(-1),
            .lossNotFinite,
        ]
        for error in errors {
            #expect(error.localizedDescription.contains("\n") == false && error.localizedDescription.count > 20)
        }
        #expect(
            ModelError.labelOutOfRange(11, at: 5, classCount: 10).localizedDescription
                == "label 5 is 11, and must be one of 0 to 9")
    }
}
