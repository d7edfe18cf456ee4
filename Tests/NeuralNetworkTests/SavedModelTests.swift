import Foundation
import MNIST
import Numerics
import TestSupport
import Testing

@testable import NeuralNetwork

/// Models to save.
enum SavedExamples {
    /// Three inputs, two nodes with `relu`, four with `softmax`.
    static let small: Sequential = {
        var model = Sequential(
            inputNodes: 3, [Dense(2, activation: .relu), Dense(4, activation: .softmax)], seed: 1)
        model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
        return model
    }()

    /// One layer of each activation, with other weights and biases than new ones.
    static let colorful: Sequential = {
        var random = RandomState(seed: 2)
        func floats(_ count: Int) -> [Float] {
            (0..<count).map { _ in Float(random.normal(mean: 0, standardDeviation: 1)) }
        }
        let layers = Dense.activations.enumerated().map { index, activation in
            let rows = index == 0 ? 5 : 3
            let kernel = FloatMatrix(rows, 3, elements: floats(rows * 3))
            return (layer: Dense(3, activation: activation), weights: LayerWeights(kernel: kernel, bias: floats(3)))
        }
        return Sequential(inputNodes: 5, layers, seed: 3)
    }()
}

extension [LayerWeights] {
    /// Every number by its bits.
    var bits: [UInt32] { flatMap { $0.kernel.elements + $0.bias }.map(\.bitPattern) }
}

@Suite("Saved models")
struct SavedModelTests {
    @Test("The metadata and the tensors are as they are described")
    func contents() throws {
        let file = try SavedExamples.small.safeTensors(inputTransform: .notebook)
        #expect(
            file.metadata == [
                "model": "sequential", "inputs": "3", "layers": "2", "dense.units": "2", "dense.activation": "relu",
                "dense_1.units": "4", "dense_1.activation": "softmax",
                "input.divisor": "255.0", "input.factor": "0.99", "input.offset": "0.01",
            ])
        #expect(file.tensors.map(\.name) == ["dense.kernel", "dense.bias", "dense_1.kernel", "dense_1.bias"])
        #expect(
            file.tensors.map(\.shape) == [[3, 2], [2], [2, 4], [4]] && file.tensors.allSatisfy { $0.dtype == .f32 })
        #expect(file.tensors[0].floats == SavedExamples.small.weights[0].kernel.elements)
        let plain = try SavedExamples.colorful.safeTensors()
        let names = (0..<5).map { plain.metadata[$0 == 0 ? "dense.activation" : "dense_\($0).activation"] }
        #expect(names == ["linear", "relu", "sigmoid", "tanh", "softmax"])
        #expect(plain.metadata.count == 3 + 2 * 5 && plain.tensors.count == 10)
    }

    @Test("What is saved is loaded: weights and predictions bit by bit, layers, transform, and the same file again")
    func roundTrip() throws {
        var random = RandomState(seed: 5)
        let transform = InputTransform(divisor: -1e-30, factor: 1 / 3, offset: 1e20)
        for (model, transform) in [(SavedExamples.small, nil), (SavedExamples.colorful, transform)] {
            let inputs = FloatMatrix(random.normal(mean: 0, standardDeviation: 2, 50, model.inputNodes))
            try TemporaryFolder.with { folder in
                let url = folder.appendingPathComponent("model.safetensors")
                try Data("before".utf8).write(to: url)
                try model.save(to: url, inputTransform: transform)
                let (copy, found) = try Sequential.load(from: url)
                #expect(found == transform && copy.inputNodes == model.inputNodes)
                #expect(copy.layers.map(\.units) == model.layers.map(\.units))
                #expect(copy.layers.map(\.activation) == model.layers.map(\.activation))
                #expect(copy.weights.bits == model.weights.bits && !copy.weights.bits.isEmpty)
                let (expected, outputs) = (try model.predict(inputs), try copy.predict(inputs))
                #expect(outputs.elements.map(\.bitPattern) == expected.elements.map(\.bitPattern))
                #expect(copy.summary() == model.summary())
                try copy.save(to: folder.appendingPathComponent("again"), inputTransform: found)
                #expect(try Data(contentsOf: folder.appendingPathComponent("again")) == Data(contentsOf: url))
                #expect(try Data(contentsOf: url) == model.safeTensors(inputTransform: transform).serialized)
            }
        }
    }

    @Test("That pictures are put upright is kept with the model, in a key that is not there when they are not")
    func deskewing() throws {
        let model = Sequential(inputNodes: 784, [Dense(2), Dense(10, activation: .softmax)], seed: 1)
        let file = try model.safeTensors(inputTransform: .upright)
        #expect(file.metadata["input.deskewed"] == "true")
        let transform = try #require(try Sequential.load(file).inputTransform)
        #expect(transform == .upright && transform != .unit)
        #expect(try model.safeTensors(inputTransform: .unit).metadata["input.deskewed"] == nil)
        let pixels = try Digits.test().first(20).pixels
        #expect(transform(pixels).elements == (Deskewing.deskewed(pixels) / 255).elements)
        #expect(InputTransform.unit(pixels).elements == (pixels / 255).elements)
    }

    @Test("The first layers of a model predict what goes into the next")
    func firstLayers() throws {
        var random = RandomState(seed: 7)
        let inputs = FloatMatrix(random.normal(mean: 0, standardDeviation: 2, 6, 3))
        let hidden = try SavedExamples.small.firstLayers(1).predict(inputs)
        #expect(hidden.shape == Shape(6, 2) && hidden.elements.contains { $0 > 0 })
        let weights = SavedExamples.small.weights[0]
        for row in 0..<6 {
            for node in 0..<2 {
                let products = (0..<3).map { inputs.elements[3 * row + $0] * weights.kernel.elements[2 * $0 + node] }
                let sum = products.reduce(weights.bias[node], +)
                #expect(abs(hidden[row, node] - Double(max(sum, 0))) < 1e-5)
            }
        }
    }

    @Test("A loaded model is not compiled; then it trains as any other, from its seed")
    func training() throws {
        var random = RandomState(seed: 6)
        let inputs = FloatMatrix(random.rand(20, 3))
        let labels = (0..<20).map { $0 % 4 }
        func trained(_ seed: UInt32) throws -> [UInt32] {
            var model = try Sequential.load(SavedExamples.small.safeTensors(), seed: seed).model
            #expect(throws: ModelError.notCompiled) { try model.evaluate(inputs, labels) }
            model.compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy)
            #expect(try model.evaluate(inputs, labels) == SavedExamples.small.evaluate(inputs, labels))
            try model.fit(inputs, labels, batchSize: 3)
            return model.weights.bits
        }
        #expect(try trained(1) == trained(1))
        #expect(try trained(1) != trained(2))
        #expect(try trained(1) != SavedExamples.small.weights.bits)
        let (copy, _) = try Sequential.load(SavedExamples.small.safeTensors())
        var other = copy
        other.add(Dense(2))
        #expect(copy.layers.count == 2 && copy.weights.bits == SavedExamples.small.weights.bits)
    }

    @Test("What could not be loaded is not saved, and leaves no file")
    func refusedToSave() throws {
        try TemporaryFolder.with { folder in
            let url = folder.appendingPathComponent("m")
            func message(_ save: () throws -> Void) -> String? {
                #expect(throws: DataFormatError.self) { try save() }?.localizedDescription
            }
            #expect(throws: ModelError.noLayers) { try Sequential(inputNodes: 3, seed: 1).save(to: url) }
            var layers = zip(SavedExamples.small.layers, SavedExamples.small.weights).map { (layer: $0, weights: $1) }
            layers[1].weights.bias[2] = .nan
            let model = Sequential(inputNodes: 3, layers, seed: 1)
            #expect(
                message { try model.save(to: url) }
                    == #"m, tensor "dense_1.bias": expected finite numbers, found nan as element 2"#)
            let transform = InputTransform(divisor: 1e-60, factor: 1, offset: 0)
            #expect(
                message { try SavedExamples.small.save(to: url, inputTransform: transform) }
                    == #"m, metadata "input.divisor": expected a decimal number other than 0, found "1e-60""#)
            let wide = Sequential(
                inputNodes: 1, [Dense(1 << 18, kernelInitializer: .normal(standardDeviation: 0))], seed: 1)
            #expect(
                message { try wide.save(to: url) }
                    == #"m, metadata "dense.units": expected a whole number from 1 to 262143, found "262144""#)
            let deep = Sequential(inputNodes: 1, Array(repeating: Dense(1), count: 101), seed: 1)
            #expect(
                message { try deep.save(to: url) }
                    == "m: expected at most 200 tensors, found 202")
            _ = try Sequential(inputNodes: 1, Array(repeating: Dense(1), count: 100), seed: 1).safeTensors()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }
}
