import Foundation
import Numerics
import SafeTensors

/// Saving and loading.
///
/// A file has a tensor of `Double`s for each matrix of weights, following × preceding: `weights.0`, `weights.1` and so
/// on. The metadata says the rest:
///
///     model               network
///     layer_sizes         784 90 10
///     activation          sigmoid
///     rule                notebook, or gradient
///     input.divisor       255.0           these three if there is an input transform, as for `Sequential`
///     input.factor        0.99
///     input.offset        0.01
///
/// The number of steps and a divergence are not in it.
extension Network {
    /// Writes the network into a file: first beside its place, then renamed to it. What is there already is replaced.
    ///
    /// - Parameter inputTransform: what was done to the inputs, to be kept with the weights.
    /// - Throws: a `CocoaError` if the file can't be written, and what `safeTensors` throws.
    public func save(to url: URL, inputTransform: InputTransform? = nil) throws {
        try safeTensors(inputTransform: inputTransform, name: url.lastPathComponent).write(to: url)
    }

    /// Reads a network from a file. It has bit for bit the weights that the saved one had.
    ///
    /// What it puts out may differ in the last digits from what the saved one did: while a network learns, it keeps its
    /// weights in two parts, and another order of additions is rounded otherwise.
    ///
    /// - Returns: the network, and what has to be done to its inputs, if the file says so.
    /// - Throws: a `DataFormatError` that says where the file breaks which rule; a `CocoaError` if it can't be read.
    public static func load(from url: URL) throws -> (network: Network, inputTransform: InputTransform?) {
        try load(SafeTensors(contentsOf: url))
    }

    /// The network as it stands in a file.
    ///
    /// - Throws: a `DataFormatError` if the file could not be loaded, because a weight or the transform is not finite,
    ///   or the network is very large.
    public func safeTensors(inputTransform: InputTransform? = nil) throws -> SafeTensors {
        try safeTensors(inputTransform: inputTransform, name: "safetensors")
    }

    /// The network that stands in a file, as the form that takes a URL reads it.
    public static func load(_ file: SafeTensors) throws -> (network: Network, inputTransform: InputTransform?) {
        var saved = try SavedModel(file, kind: kind)
        let inputTransform = try saved.inputTransform()
        let (most, layers) = (SavedModel.mostNodes, SavedModel.mostLayers)
        let sizes = try saved.value(
            "layer_sizes",
            expected: "2 to \(layers + 1) whole numbers from 1 with a space between them, at most \(most) together"
        ) { text -> [Int]? in
            let words = text.split(separator: " ", maxSplits: layers + 1, omittingEmptySubsequences: false)
            let sizes = words.compactMap { SavedModel.wholeNumber($0, in: 1...most) }
            let isGood = sizes.count == words.count && 2...layers + 1 ~= sizes.count && sizes.reduce(0, +) <= most
            return isGood ? sizes : nil
        }
        _ = try saved.value("activation", expected: quoted(activation)) {
            $0 == activation ? $0 : nil
        }
        let rules = UpdateRule.allCases.map { quoted($0.rawValue) }.joined(separator: " or ")
        let rule = try saved.value("rule", expected: rules, UpdateRule.init(rawValue:))
        var weights: [Matrix] = []
        for (preceding, following) in zip(sizes, sizes.dropFirst()) {
            weights.append(try saved.matrix("weights.\(weights.count)", rows: following, columns: preceding))
        }
        try saved.finish()
        return (Network(weights: weights, rule: rule), inputTransform)
    }

    /// What the keys `model` and `activation` say.
    private static let (kind, activation) = ("network", "sigmoid")

    private func safeTensors(inputTransform: InputTransform?, name: String) throws -> SafeTensors {
        var metadata = SavedModel.metadata(inputTransform)
        metadata["model"] = Self.kind
        metadata["layer_sizes"] = layerSizes.map(String.init).joined(separator: " ")
        metadata["activation"] = Self.activation
        metadata["rule"] = rule.rawValue
        let tensors = weights.enumerated().map { SafeTensors.Tensor("weights.\($0.offset)", $0.element) }
        let file = SafeTensors(tensors, metadata: metadata, name: name)
        // Better to hear of it now than when the network is gone.
        _ = try Self.load(file)
        return file
    }
}
