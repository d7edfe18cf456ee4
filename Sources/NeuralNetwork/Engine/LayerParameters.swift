import Numerics

/// What a layer has learned so far, in the form in which it is calculated with.
///
/// Row by row: the kernel, a row for each input and a column for each node; the biases. A row is
/// padded with zeros to whole vectors. What becomes of the padding doesn't matter: it is never an operand for a real
/// weight.
struct LayerParameters: Sendable {
    let inputCount: Int
    let unitCount: Int
    let activation: Activation

    /// How many numbers a row has with its padding.
    let rowLength: Int

    /// `rowCount` × `rowLength` numbers.
    var storage: AlignedStorage<Float>

    var rowCount: Int { inputCount + 1 }

    /// How many rows of the kernel a task of a training step takes: so many that their gradient is in a near cache, and
    /// that there are some tasks for every core. It depends on the layer alone, so that the sums come out the same anywhere.
    var bandRows: Int { min(max(6144 / rowLength, 32), 128) }

    /// A layer with new weights.
    init(_ layer: Dense, inputCount: Int, random: inout RandomState) {
        let kernel = layer.kernelInitializer.draw(fanIn: inputCount, fanOut: layer.units, random: &random)
        let bias = [Float](repeating: 0, count: layer.units)
        self.init(layer, LayerWeights(kernel: FloatMatrix(kernel), bias: bias))
    }

    /// A layer with weights that are there already, of the shapes that it needs.
    init(_ layer: Dense, _ weights: LayerWeights) {
        inputCount = weights.kernel.rows
        unitCount = layer.units
        activation = layer.activation
        rowLength = MatrixProduct.paddedLength(layer.units)
        storage = AlignedStorage(count: (inputCount + 1) * rowLength)
        self.weights = weights
    }

    /// The same without the padding.
    var weights: LayerWeights {
        get { Self.unpadded(storage.start, self) }
        set {
            AlignedStorage.makeUnique(&storage)
            let rows = newValue.kernel.elements + newValue.bias
            for row in 0..<rowCount {
                for unit in 0..<unitCount { storage.start[row * rowLength + unit] = rows[row * unitCount + unit] }
            }
        }
    }

    /// Reads numbers that are laid out as those of a layer are.
    static func unpadded(_ numbers: UnsafePointer<Float>, _ layer: LayerParameters) -> LayerWeights {
        func rows(_ range: Range<Int>) -> [Float] {
            range.flatMap { row in (0..<layer.unitCount).map { numbers[row * layer.rowLength + $0] } }
        }
        return LayerWeights(
            kernel: FloatMatrix(layer.inputCount, layer.unitCount, elements: rows(0..<layer.inputCount)),
            bias: rows(layer.inputCount..<layer.rowCount))
    }
}

/// The numbers a layer has learned.
public struct LayerWeights: Equatable, Sendable {
    /// The weights, a row for each input and a column for each node: inputs × nodes, as Keras keeps them. Lessons 1 to 9 have
    /// them the other way round.
    public var kernel: FloatMatrix

    /// What is added to each node's sum.
    public var bias: [Float]

    /// Weights as they are given.
    public init(kernel: FloatMatrix, bias: [Float]) {
        self.kernel = kernel
        self.bias = bias
    }
}
