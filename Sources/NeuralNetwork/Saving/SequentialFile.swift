import Foundation
import MNIST
import Numerics
import SafeTensors

/// Saving and loading.
///
/// A file has two tensors for each layer, of `Float`s, under the names that `summary` prints: `dense.kernel`, inputs ×
/// nodes, and `dense.bias`; then `dense_1.kernel` and so on. The
/// metadata says the rest, so that the model can be rebuilt from the file alone:
///
///     model               sequential
///     inputs              784
///     layers              2
///     dense.units         90
///     dense.activation    relu
///     dense_1.units       10
///     dense_1.activation  softmax
///     input.divisor       255.0           these three if there is an input transform:
///     input.factor        0.99            pixel / divisor × factor + offset
///     input.offset        0.01
///     input.deskewed      true            and this if the picture is put upright before
///
/// Activations have Keras's names: `linear`, `relu`, `sigmoid`, `tanh`, `softmax`. There is nothing else in a file, and
/// no other file is a model.
///
/// Not in it are the initializers, which have done their work, the loss, the optimizer and what that remembers.
extension Sequential {
    /// Writes the model into a file: first beside its place, then renamed to it. What is there already is replaced.
    ///
    ///     try model.save(to: url, inputTransform: .notebook)
    ///
    /// - Parameters:
    ///   - url: the file.
    ///   - inputTransform: what was done to the inputs, to be kept with the weights.
    /// - Throws: a `CocoaError` if the file can't be written, and what `safeTensors` throws.
    public func save(to url: URL, inputTransform: InputTransform? = nil) throws {
        try safeTensors(inputTransform: inputTransform, name: url.lastPathComponent).write(to: url)
    }

    /// Reads a model from a file. It predicts bit for bit what the saved one did.
    ///
    /// It has to be compiled before it is evaluated or trained further. Its layers have the default initializer.
    ///
    /// - Parameters:
    ///   - url: the file.
    ///   - seed: for the order of the observations, and for new layers, if it is trained further.
    /// - Returns: the model, and what has to be done to its inputs, if the file says so.
    /// - Throws: a `DataFormatError` that says where the file breaks which rule; a `CocoaError` if it can't be read.
    public static func load(
        from url: URL, seed: UInt32 = 42
    ) throws -> (model: Sequential, inputTransform: InputTransform?) {
        try load(SafeTensors(contentsOf: url), seed: seed)
    }

    /// The model as it stands in a file.
    ///
    /// - Parameter inputTransform: what was done to the inputs, to be kept with the weights.
    /// - Returns: two tensors for each layer, and the metadata from which the model can be rebuilt.
    /// - Throws: a `ModelError` if there are no layers; a `DataFormatError` if the file could not be loaded, because a
    ///   weight or the transform is not finite, or the model is very large.
    func safeTensors(inputTransform: InputTransform? = nil) throws -> SafeTensors {
        try safeTensors(inputTransform: inputTransform, name: "safetensors")
    }

    /// The model that stands in a file, as the form that takes a URL reads it.
    ///
    /// - Parameters:
    ///   - file: the contents of the file.
    ///   - seed: for the order of the observations, and for new layers, if it is trained further.
    /// - Returns: the model, and what has to be done to its inputs, if the file says so.
    /// - Throws: a `DataFormatError` that says where the file breaks which rule.
    public static func load(
        _ file: SafeTensors, seed: UInt32 = 42
    ) throws -> (model: Sequential, inputTransform: InputTransform?) {
        var saved = try SavedModel(file, kind: kind)
        let inputTransform = try saved.inputTransform()
        var nodeCount = try saved.wholeNumber("inputs", in: 1...SavedModel.mostNodes)
        let inputNodes = nodeCount
        if inputTransform?.isDeskewing == true && inputNodes != Digit.pixelCount {
            throw saved.error("inputs", expected: "\(Digit.pixelCount) pixels to put upright", found: "\(inputNodes)")
        }
        var inputCount = inputNodes
        var layers: [(layer: Dense, weights: LayerWeights)] = []
        for index in 0..<(try saved.wholeNumber("layers", in: 1...SavedModel.mostLayers)) {
            // Keep the range non-empty: an error message needs bounds to name.
            let most = max(SavedModel.mostNodes - nodeCount, 1)
            let (layer, weights) = try loadLayer(layerName(index), inputCount, atMost: most, &saved)
            layers.append((layer, weights))
            inputCount = layer.units
            nodeCount += layer.units
        }
        try saved.finish()
        return (Sequential(inputNodes: inputNodes, layers, seed: seed), inputTransform)
    }

    /// What the key `model` says.
    private static let kind = "sequential"

    private static func loadLayer(
        _ name: String, _ inputCount: Int, atMost nodeCount: Int, _ saved: inout SavedModel
    ) throws -> (Dense, LayerWeights) {
        let units = try saved.wholeNumber(name + ".units", in: 1...nodeCount)
        let activation = try saved.value(
            name + ".activation", expected: "the name of an activation, such as relu"
        ) { name in Dense.activations.first { $0.savedName == name } }
        let kernel = try saved.floats(name + ".kernel", shape: [inputCount, units])
        let bias = try saved.floats(name + ".bias", shape: [units])
        return (
            Dense(units, activation: activation),
            LayerWeights(kernel: FloatMatrix(inputCount, units, elements: kernel), bias: bias)
        )
    }

    private func safeTensors(inputTransform: InputTransform?, name: String) throws -> SafeTensors {
        guard !layers.isEmpty else { throw ModelError.noLayers }
        var metadata = SavedModel.metadata(inputTransform)
        metadata["model"] = Self.kind
        metadata["inputs"] = "\(inputNodes)"
        metadata["layers"] = "\(layers.count)"
        var tensors: [SafeTensors.Tensor] = []
        for (index, (layer, weights)) in zip(layers, weights).enumerated() {
            let name = Self.layerName(index)
            metadata[name + ".units"] = "\(layer.units)"
            metadata[name + ".activation"] = layer.activation.savedName
            tensors.append(.init(name + ".kernel", weights.kernel))
            tensors.append(.init(name + ".bias", weights.bias))
        }
        let file = SafeTensors(tensors, metadata: metadata, name: name)
        // Better to hear of it now than when the model is gone.
        _ = try Self.load(file)
        return file
    }
}

extension Activation {
    /// What a saved model calls it: the name of its case.
    fileprivate var savedName: String { "\(self)" }
}
