import Foundation
import Numerics
import SafeTensors
import Testing

@testable import NeuralNetwork

/// A file with one thing wrong, and what is said about it.
struct WrongFile: CustomTestStringConvertible {
    let testDescription: String
    let file: SafeTensors

    /// A good file with some keys and some tensors replaced, or removed where there is nil.
    init(
        _ original: SafeTensors, _ metadata: [String: String?] = [:], tensors: [String: SafeTensors.Tensor?] = [:],
        adding: [SafeTensors.Tensor] = [], _ message: String
    ) {
        testDescription = message
        file = SafeTensors(
            original.tensors.compactMap { tensor in tensors[tensor.name] ?? tensor } + adding,
            metadata: original.metadata.merging(metadata.compactMapValues { $0 }) { $1 }
                .filter { key, _ in metadata[key] != .some(nil) })
    }
}

@Suite("Saved models that are none")
struct WrongModelTests {
    static let sequential: [WrongFile] = {
        guard let good = try? SavedExamples.small.safeTensors(inputTransform: .notebook) else { return [] }
        let activation = #"metadata "dense.activation": expected the name of an activation, such as relu, found "#
        let activations = [
            "", "Relu", "relu ", "relu(1.0)", "step", "elu", "elu(1.0)", "elu(alpha: 1.0)", "prelu(alpha: 0.0)",
            "softmax\n",
        ].map { (text: String) in
            WrongFile(good, ["dense.activation": text], activation + "\"\(text.replacing("\n", with: #"\n"#))\"")
        }
        let units = #"metadata "dense.units": expected a whole number from 1 to 262141, found "#
        let counts = [
            "0", "-1", "+2", "02", "2.0", " 2", "2e0", "", "two", "1000000000000000", "262142", "9223372036854775807",
            "9223372036854775808", "٢",
        ].map { (text: String) in WrongFile(good, ["dense.units": text], units + "\"\(text)\"") }
        let shape = #"tensor "dense.kernel": expected F32 [3, 2], found "#
        let many = (0..<201).map { SafeTensors.Tensor("\($0)", [Float]()) }
        let others: [WrongFile] = [
            .init(good, ["model": nil], #"metadata "model": expected "sequential", found no such key"#),
            .init(good, ["model": "network"], #"metadata "model": expected "sequential", found "network""#),
            .init(
                good, ["inputs": nil],
                #"metadata "inputs": expected a whole number from 1 to 262144, found no such key"#),
            .init(
                good, ["inputs": "262145"],
                #"metadata "inputs": expected a whole number from 1 to 262144, found "262145""#),
            .init(
                good, ["input.deskewed": "true"], #"metadata "inputs": expected 784 pixels to put upright, found 3"#),
            .init(
                good, ["input.deskewed": "yes"], #"metadata "input.deskewed": expected "true", found "yes""#),
            .init(
                good,
                ["input.deskewed": "true", "input.divisor": nil, "input.factor": nil, "input.offset": nil],
                #"metadata "input.divisor": expected a decimal number other than 0, found no such key"#),
            .init(good, ["inputs": "4"], #"tensor "dense.kernel": expected F32 [4, 2], found F32 [3, 2]"#),
            .init(
                good, ["inputs": "262144", "dense.units": "2"],
                #"metadata "dense.units": expected a whole number from 1 to 1, found "2""#),
            .init(good, ["layers": "0"], #"metadata "layers": expected a whole number from 1 to 100, found "0""#),
            .init(
                good, ["layers": "1"],
                #"metadata "dense_1.activation": expected no key that the model does not have, found one"#),
            .init(
                good, ["layers": "3"],
                #"metadata "dense_2.units": expected a whole number from 1 to 262135, found no such key"#),
            .init(good, ["dense.units": nil], units + "no such key"),
            .init(good, ["dense.units": "3"], #"tensor "dense.kernel": expected F32 [3, 3], found F32 [3, 2]"#),
            .init(good, ["dense.activation": nil], activation + "no such key"),
            .init(
                good, ["comment": "hello"],
                #"metadata "comment": expected no key that the model does not have, found one"#),
            .init(
                good, ["input.divisor": nil],
                #"metadata "input.divisor": expected a decimal number other than 0, found no such key"#),
            .init(
                good, ["input.divisor": "0"],
                #"metadata "input.divisor": expected a decimal number other than 0, found "0""#),
            .init(
                good, ["input.divisor": "-0.0"],
                #"metadata "input.divisor": expected a decimal number other than 0, found "-0.0""#),
            .init(
                good, ["input.divisor": "1e-50"],
                #"metadata "input.divisor": expected a decimal number other than 0, found "1e-50""#),
            .init(
                good, ["input.factor": nil], #"metadata "input.factor": expected a decimal number, found no such key"#),
            .init(good, ["input.factor": "nan"], #"metadata "input.factor": expected a decimal number, found "nan""#),
            .init(
                good, ["input.offset": "1e999"], #"metadata "input.offset": expected a decimal number, found "1e999""#),
            .init(
                good, ["input.offset": String(repeating: "1", count: 5000)],
                #"metadata "input.offset": expected a decimal number, found "1111111111111111111111111111111111111111...""#
            ),
            .init(
                good, tensors: ["dense.kernel": nil],
                #"tensor "dense.kernel": expected F32 [3, 2], found none of this name"#),
            .init(
                good, tensors: ["dense.kernel": .init("dense.kernel", [1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])],
                shape + "F32 [2, 3]"),
            .init(
                good, tensors: ["dense.kernel": .init("dense.kernel", [1, 2, 3, 4, 5, 6] as [Double], shape: [3, 2])],
                shape + "F64 [3, 2]"),
            .init(
                good, tensors: ["dense.kernel": .init("dense.kernel", [1, 2, 3, 4, 5, 6] as [Float])], shape + "F32 [6]"
            ),
            .init(
                good, tensors: ["dense_1.bias": .init("dense_1.bias", [1, 2, 3, 4, 5] as [Float])],
                #"tensor "dense_1.bias": expected F32 [4], found F32 [5]"#),
            .init(
                good, tensors: ["dense.bias": .init("dense.bias", [0, -.infinity] as [Float])],
                #"tensor "dense.bias": expected finite numbers, found -inf as element 1"#),
            .init(
                good, adding: [.init("dense.alpha", [0, 0] as [Float])],
                #"tensor "dense.alpha": expected no tensor that the model does not have, found one"#),
            .init(good, adding: many, ": expected at most 200 tensors, found 205"),
        ]
        return activations + counts + others
    }()

    private func check(_ wrong: WrongFile, _ load: (SafeTensors) throws -> Void) throws {
        let file = try SafeTensors(wrong.file.serialized, name: "m")
        let separator = wrong.testDescription.hasPrefix(":") ? "" : ", "
        let error = #expect(throws: DataFormatError.self) { try load(file) }
        #expect(error?.localizedDescription == "m\(separator)\(wrong.testDescription)")
    }

    @Test("A file with one thing wrong is refused, and the error says what", arguments: sequential)
    func wrongModel(wrong: WrongFile) throws {
        try check(wrong) { _ = try Sequential.load($0) }
    }

    @Test("A good file is loaded, with numbers written otherwise, too")
    func good() throws {
        #expect(Self.sequential.count > 45)
        let file = try SavedExamples.small.safeTensors(inputTransform: .notebook)
        let changes = ["input.divisor": "2.55e2", "input.offset": "-1", "dense.activation": "tanh"]
        let changed = SafeTensors(file.tensors.reversed(), metadata: file.metadata.merging(changes) { $1 })
        let (model, transform) = try Sequential.load(changed)
        #expect(transform == InputTransform(divisor: 255, factor: 0.99, offset: -1))
        #expect(model.layers[0].activation == .tanh)
    }
}
