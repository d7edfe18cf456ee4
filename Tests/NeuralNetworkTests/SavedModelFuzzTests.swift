import Foundation
import Numerics
import SafeTensors
import TestSupport
import Testing

@testable import NeuralNetwork

/// Good files of models, changed at random: they give a model that can be asked and saved again, or a proper error, and
/// never stop the program. Half of the changes are made to what the file says, and give a good container; the others to
/// its bytes.
@Suite("Saved models from nobody knows where")
struct SavedModelFuzzTests {
    static let originals: [SafeTensors] = {
        let deep = Sequential(inputNodes: 2, [Dense(1, activation: .tanh), Dense(2), Dense(1)], seed: 7)
        return [try? SavedExamples.small.safeTensors(inputTransform: .notebook), try? deep.safeTensors()]
            .compactMap { $0 }
    }()

    /// What means something in the metadata, and what doesn't.
    static let texts = [
        "", "0", "1", "2", "3", "4", "-1", "+2", "03", "2.5", "1e3", "1e-60", "1e999", "nan", "inf", "0x1p3", " ",
        "100", "262144", "1000000000000000", "9223372036854775807", "18446744073709551616", "sequential", "network",
        "sigmoid", "linear", "softmax", "relu", "tanh", "step", "elu(1.0)", "prelu(alpha: 0.0)", "elu(", "3 2 4",
        "dense.units", "dense.alpha", "dense_2.units", "dense_2.kernel", "input.offset", "input.divisor", "\u{301}",
        "\n", "é",
    ]

    static let special: [Float] = [
        0, -0.0, .nan, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ]

    /// A file whose contents are changed in one or two places.
    static func changedContents(_ random: inout RandomState) -> Data {
        func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int(random.interval(UInt32(bound - 1))) }
        let original = originals[below(originals.count)]
        var (tensors, metadata) = (original.tensors, original.metadata)
        for _ in 0...below(2) {
            let key = metadata.keys.sorted()[below(metadata.count)]
            let text = texts[below(texts.count)]
            let index = below(tensors.count)
            switch below(10) {
            case 0...2: metadata[key] = text
            case 3: metadata[text] = texts[below(texts.count)]
            case 4 where metadata.count > 1: metadata[key] = nil
            case 5 where tensors.count > 1: tensors.remove(at: index)
            case 6:
                let numbers = (0..<below(9)).map { _ in special[below(3) == 0 ? below(special.count) : 0] }
                tensors[index] = .init(tensors[index].name, numbers)
            case 7:
                // The same numbers in another shape or of another kind.
                let numbers = tensors[index].floats ?? tensors[index].doubles?.map { Float($0) } ?? []
                tensors[index] = .init(tensors[index].name, numbers, shape: [numbers.count, 1])
            case 8:
                var numbers = tensors[index].floats ?? []
                guard !numbers.isEmpty else { break }
                numbers[below(numbers.count)] = special[below(special.count)]
                tensors[index] = .init(tensors[index].name, numbers, shape: tensors[index].shape)
            default: tensors.swapAt(index, below(tensors.count))
            }
        }
        return SafeTensors(tensors, metadata: metadata).serialized
    }

    /// A file of which some bytes are changed, taken away or added.
    static func changedBytes(_ random: inout RandomState) -> Data {
        func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int(random.interval(UInt32(bound - 1))) }
        var bytes = Array(originals[below(originals.count)].serialized)
        for _ in 0...below(2) where !bytes.isEmpty {
            let position = below(bytes.count)
            switch below(8) {
            case 0...2: bytes[position] ^= 1 << UInt8(below(8))
            case 3: bytes[position] = UInt8(below(256))
            case 4...5:
                // A figure becomes another, where there is one close behind.
                if let digit = bytes[position...].firstIndex(where: { 0x30...0x39 ~= $0 }) {
                    bytes[digit] = UInt8(0x30 + below(10))
                }
            case 6: bytes.removeSubrange(position..<min(position + 1 + below(20), bytes.count))
            default: bytes.insert(contentsOf: Array(texts[below(texts.count)].utf8), at: position)
            }
        }
        return Data(bytes)
    }

    /// Loads a file, asks the model, and saves it again; nil if that went well.
    private func complaint(_ bytes: Data) throws -> String? {
        let file = try SafeTensors(bytes, name: "fuzz")
        let (model, transform) = try Sequential.load(file)
        let again = try model.safeTensors(inputTransform: transform)
        let outputs = try model.predict(FloatMatrix(Matrix(2, model.inputNodes, repeating: 0.5)))
        // Numbers may have been written otherwise, and tensors stood in another order; the weights are the same.
        let isSame =
            again.tensors.count == file.tensors.count && again.tensors.allSatisfy(file.tensors.contains)
            && Set(again.metadata.keys) == Set(file.metadata.keys) && outputs.elements.count > 0
        return isSame ? nil : file.header
    }

    @Test("Files changed at random are loaded or refused, and never trap", arguments: 1...4)
    func changed(seed: Int) throws {
        #expect(Self.originals.count == 2)
        for original in Self.originals { #expect(try complaint(original.serialized) == nil) }
        var random = RandomState(seed: UInt32(seed))
        var valid = 0
        var complaints: [String] = []
        let rounds = Fuzz.rounds(25_000)
        for round in 0..<rounds {
            let bytes = round % 2 == 0 ? Self.changedContents(&random) : Self.changedBytes(&random)
            do {
                if let complaint = try complaint(bytes) { complaints.append(complaint) }
                valid += 1
            } catch {
                let message = error.localizedDescription
                let isOneLine = message.utf8.count < 400 && message.unicodeScalars.allSatisfy { $0.value >= 0x20 }
                if !(error is DataFormatError && isOneLine && message.hasPrefix("fuzz")) { complaints.append(message) }
            }
        }
        #expect(complaints.isEmpty, "\(complaints.prefix(3))")
        // Enough of both, or the fuzzing would prove little.
        #expect((rounds / 20...rounds * 9 / 10).contains(valid), "\(valid)")
    }

    @Test("Sizes that are lies are refused at once, and take no memory", .timeLimit(.minutes(1)))
    func hostile() throws {
        let sizes = ["262144", "1000000000000000", "9223372036854775807"]
        for units in sizes {
            for inputs in sizes {
                let file = SafeTensors(
                    [.init("dense.kernel", [Float](), shape: [0, 784]), .init("dense.bias", [Float]())],
                    metadata: [
                        "model": "sequential", "inputs": inputs, "layers": "1", "dense.units": units,
                        "dense.activation": "relu",
                    ])
                #expect(throws: DataFormatError.self) { try Sequential.load(SafeTensors(file.serialized, name: "m")) }
            }
        }
        // Many keys and many tensors in place of large ones.
        var metadata = ["model": "sequential", "inputs": "1", "layers": "100"]
        for index in 0..<10_000 {
            metadata["dense_\(index).units"] = "1"
            metadata["dense_\(index).activation"] = "relu"
        }
        let tensors = (0..<10_000).map { SafeTensors.Tensor("dense_\($0).kernel", [Float](), shape: [0, 1]) }
        let file = SafeTensors(tensors, metadata: metadata)
        let error = #expect(throws: DataFormatError.self) {
            try Sequential.load(SafeTensors(file.serialized, name: "m"))
        }
        #expect(error?.localizedDescription == "m: expected at most 200 tensors, found 10000")
        let keys = SafeTensors([], metadata: metadata)
        #expect(throws: DataFormatError.self) { try Sequential.load(SafeTensors(keys.serialized, name: "m")) }
    }

    @Test("A small file can't ask for much memory: a thousand observations and forty thousand nodes take 128 MB")
    func memory() async {
        await #expect(processExitsWith: .success) {
            let model = Sequential(
                inputNodes: 1, [Dense(40_000, kernelInitializer: .normal(standardDeviation: 0)), Dense(1)], seed: 1)
            let file = try model.safeTensors().serialized
            #expect(file.count < 2_000_000)
            let (loaded, _) = try Sequential.load(SafeTensors(file, name: "m"))
            let before = try peakMemory()
            #expect(try loaded.predict(FloatMatrix(1024, 1, elements: Array(repeating: 1, count: 1024))).rows == 1024)
            // All observations at once would take 328 MB.
            #expect(try peakMemory() - before < 128_000_000)
        }
    }
}
