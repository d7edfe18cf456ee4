import Foundation
import Numerics
import SafeTensors

/// Saving and loading.
///
/// A file has two tensors for each layer, of `Float`s, under the names that `summary` prints: `dense.kernel`, inputs ×
/// nodes, and `dense.bias`; then `dense_1.kernel` and so on. A layer with `prelu` has a third, `dense.alpha`. The
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
///
/// Activations have Keras's names: `linear`, `step`, `sigmoid`, `tanh`, `relu`, `leaky_relu(0.2)`, `prelu(0.0)`,
/// `elu(1.0)`, `softmax`, with their number in parentheses. There is nothing else in a file, and no other file is a
/// model.
///
/// Not in it are the initializers, which have done their work, the loss, the optimizer and what that remembers.
extension Sequential {
    /// Writes the model into a file: first beside its place, then renamed to it. What is there already is replaced.
    ///
    ///     try model.save(to: url, inputTransform: .notebook)
    ///
    /// - Parameter inputTransform: what was done to the inputs, to be kept with the weights.
    /// - Throws: a `CocoaError` if the file can't be written, and what `safeTensors` throws.
    public func save(to url: URL, inputTransform: InputTransform? = nil) throws {
        try safeTensors(inputTransform: inputTransform, name: url.lastPathComponent).write(to: url)
    }

    /// Reads a model from a file. It predicts bit for bit what the saved one did.
    ///
    /// It has to be compiled before it is evaluated or trained further. Its layers have the default initializer.
    ///
    /// - Parameter seed: for the order of the observations, and for new layers, if it is trained further.
    /// - Returns: the model, and what has to be done to its inputs, if the file says so.
    /// - Throws: a `DataFormatError` that says where the file breaks which rule; a `CocoaError` if it can't be read.
    public static func load(
        from url: URL, seed: UInt32 = 42
    ) throws -> (model: Sequential, inputTransform: InputTransform?) {
        try load(SafeTensors(contentsOf: url), seed: seed)
    }

    /// The model as it stands in a file.
    ///
    /// - Throws: a `ModelError` if there are no layers; a `DataFormatError` if the file could not be loaded, because a
    ///   weight, an activation's number or the transform is not finite, or the model is very large.
    public func safeTensors(inputTransform: InputTransform? = nil) throws -> SafeTensors {
        try safeTensors(inputTransform: inputTransform, name: "safetensors")
    }

    /// The model that stands in a file, as the form that takes a URL reads it.
    public static func load(
        _ file: SafeTensors, seed: UInt32 = 42
    ) throws -> (model: Sequential, inputTransform: InputTransform?) {
        var saved = try SavedModel(file, kind: kind)
        let inputTransform = try saved.inputTransform()
        var nodeCount = try saved.wholeNumber("inputs", in: 1...SavedModel.mostNodes)
        let inputNodes = nodeCount
        var inputCount = inputNodes
        var layers: [(layer: Dense, weights: LayerWeights)] = []
        for index in 0..<(try saved.wholeNumber("layers", in: 1...SavedModel.mostLayers)) {
            // A range of none could not be told, so each layer may have one.
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
            name + ".activation", expected: "an activation, such as relu or elu(1.0)", Activation.init(savedName:))
        let kernel = try saved.floats(name + ".kernel", shape: [inputCount, units])
        let bias = try saved.floats(name + ".bias", shape: [units])
        var alpha: [Float] = []
        if case .prelu = activation { alpha = try saved.floats(name + ".alpha", shape: [units]) }
        return (
            Dense(units, activation: activation),
            LayerWeights(kernel: FloatMatrix(inputCount, units, elements: kernel), bias: bias, alpha: alpha)
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
            if !weights.alpha.isEmpty { tensors.append(.init(name + ".alpha", weights.alpha)) }
        }
        let file = SafeTensors(tensors, metadata: metadata, name: name)
        // Better to hear of it now than when the model is gone.
        _ = try Self.load(file)
        return file
    }
}

extension Activation {
    /// What a saved model calls it: `relu`, or with its number `elu(1.0)`.
    var savedName: String {
        switch self {
        case .linear: "linear"
        case .step: "step"
        case .sigmoid: "sigmoid"
        case .tanh: "tanh"
        case .relu: "relu"
        case .leakyRelu(let slope): "leaky_relu(\(slope))"
        case .prelu(let alpha): "prelu(\(alpha))"
        case .elu(let alpha): "elu(\(alpha))"
        case .softmax: "softmax"
        }
    }

    /// The activation of a name that `savedName` gives; nil if there is none.
    init?(savedName: String) {
        let plain: [Activation] = [.linear, .step, .sigmoid, .tanh, .relu, .softmax]
        if let activation = plain.first(where: { $0.savedName == savedName }) {
            self = activation
            return
        }
        let parts = savedName.split(separator: "(", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasSuffix(")"), let number = SavedModel.number(parts[1].dropLast()) else {
            return nil
        }
        switch parts[0] {
        case "leaky_relu": self = .leakyRelu(negativeSlope: number)
        case "prelu": self = .prelu(alpha: number)
        case "elu": self = .elu(alpha: number)
        default: return nil
        }
    }
}
