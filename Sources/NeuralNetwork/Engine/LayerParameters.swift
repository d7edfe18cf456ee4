import Numerics

/// What a layer has learned so far, as the engine calculates with it.
struct LayerParameters: Sendable {
    let activation: Activation

    /// (inputs + 1) × units: the kernel, a row for each input, and below it the biases.
    let numbers: PaddedMatrix

    var inputCount: Int { numbers.rows - 1 }
    var unitCount: Int { numbers.columns }

    /// The rows of the kernel.
    var kernelRows: Range<Int> { 0..<inputCount }

    /// The row of the biases.
    var biasRow: Int { inputCount }

    /// A layer with weights that are there already, of the shapes that it needs.
    init(_ activation: Activation, _ weights: LayerWeights) {
        self.activation = activation
        numbers = PaddedMatrix(weights.kernel.rows + 1, weights.bias.count)
        for row in kernelRows {
            for unit in 0..<unitCount { numbers[row, unit] = weights.kernel.elements[row * unitCount + unit] }
        }
        for unit in 0..<unitCount { numbers[biasRow, unit] = weights.bias[unit] }
    }

    private init(_ activation: Activation, _ numbers: PaddedMatrix) {
        (self.activation, self.numbers) = (activation, numbers)
    }

    /// A layer of its own with the same numbers.
    func copy() -> LayerParameters { LayerParameters(activation, numbers.copy()) }

    /// The numbers without the padding.
    var weights: LayerWeights { Self.weights(numbers) }

    /// Reads a kernel and the biases below it; a gradient is laid out in the same way.
    static func weights(_ numbers: PaddedMatrix) -> LayerWeights {
        func row(_ row: Int) -> [Float] { (0..<numbers.columns).map { numbers[row, $0] } }
        let kernel = (0..<numbers.rows - 1).flatMap(row)
        return LayerWeights(
            kernel: FloatMatrix(numbers.rows - 1, numbers.columns, elements: kernel), bias: row(numbers.rows - 1))
    }
}
