import Foundation
import MNIST
import NeuralNetwork
import Numerics
import SafeTensors
import TestSupport
import Testing

/// Python rebuilds what was saved from the file alone, with NumPy and what the metadata says, and is asked about the
/// same digits.
@Suite("Saved models and Python", .enabled(if: Python.hasSafeTensors, "Python has no safetensors or no NumPy"))
struct SavedModelPythonTests {
    /// Reads a model and raw pixels, an observation a row, and writes the outputs.
    static let script = """
        import sys
        import numpy as np
        from safetensors import safe_open
        from safetensors.numpy import load_file, save_file

        def softmax(x):
            e = np.exp(x - x.max(axis=1, keepdims=True))
            return e / e.sum(axis=1, keepdims=True)

        activations = {"relu": lambda x: np.maximum(x, 0), "softmax": softmax}
        model, inputs, outputs = sys.argv[1:]
        said = safe_open(model, "np").metadata()
        arrays = load_file(model)
        x = load_file(inputs)["pixels"]
        x = x / float(said["input.divisor"]) * float(said["input.factor"]) + float(said["input.offset"])
        assert x.shape[1] == int(said["inputs"])
        for index in range(int(said["layers"])):
            name = "dense" if index == 0 else f"dense_{index}"
            x = activations[said[name + ".activation"]](x @ arrays[name + ".kernel"] + arrays[name + ".bias"])
            assert x.shape[1] == int(said[name + ".units"])
        save_file({"outputs": x.astype(np.float64)}, outputs)
        """

    private func outputs(_ pixels: FloatMatrix, columns: Int, save: (URL) throws -> Void) throws -> Matrix {
        return try TemporaryFolder.with { folder in
            let urls = ["model", "pixels", "outputs"].map { folder.appendingPathComponent($0) }
            try save(urls[0])
            try SafeTensors([.init("pixels", pixels)]).write(to: urls[1])
            let result = try Python.run(Self.script, urls.map(\.path))
            #expect(result.status == 0, "\(result.errors)")
            return try SafeTensors(contentsOf: urls[2]).matrix("outputs", rows: pixels.rows, columns: columns)
        }
    }

    @Test("Python answers a thousand digits from the file as the model does, with probabilities that agree to 1e-6")
    func sequential() throws {
        let training = try Digits.training().first(4000)
        let test = try Digits.test().first(1000)
        let transform = InputTransform.notebook
        var model = Sequential(
            inputNodes: 784, [Dense(90, activation: .relu), Dense(10, activation: .softmax)], seed: 1)
        model.compile(optimizer: .rmsprop(), loss: .sparseCategoricalCrossentropy)
        try model.fit(transform(training.pixels), training.labels, batchSize: 100, epochs: 2)
        let expected = try model.predict(transform(test.pixels))
        let found = try outputs(test.pixels, columns: 10) { try model.save(to: $0, inputTransform: transform) }
        #expect((found - expected).map(abs).max < 1e-6)
        for row in 0..<test.count {
            #expect(found[rows: row..<row + 1].argmax == expected[rows: row..<row + 1].argmax)
        }
        // Or it would be no wonder that they agree.
        #expect(Set((0..<test.count).map { found[rows: $0..<$0 + 1].argmax }).count == 10)
    }
}
