import Foundation

/// A dense layer at work on a batch: what goes forward through it, and what comes back.
///
/// In the shapes below `batch` is the number of observations. Each method does some rows of its result, so that cores can
/// share the others out.
struct LayerRun: Sendable {
    /// Kernel (inputs × units) and biases (1 × units).
    let parameters: LayerParameters

    // Forward: batch × units.
    let sums: PaddedMatrix
    let outputs: PaddedMatrix

    /// Back, batch × units: the gradient of the batch's mean loss with respect to the outputs, and then to the sums.
    let gradient: PaddedMatrix

    /// The gradient with respect to the parameters, laid out as they are: (inputs + 1) × units.
    let parameterGradient: PaddedMatrix

    /// kernelᵀ, units × inputs, by which the gradient goes back to the layer before. The first layer has none.
    private let transposedKernel: PaddedMatrix
    private let zeros: PaddedMatrix

    /// - Parameters:
    ///   - batch: the largest number of observations in a batch.
    ///   - isTraining: whether there will be a way back.
    ///   - isFirst: whether there is no layer before.
    init(_ parameters: LayerParameters, batch: Int, isTraining: Bool, isFirst: Bool) {
        let (inputs, units) = (parameters.inputCount, parameters.unitCount)
        self.parameters = parameters
        sums = PaddedMatrix(batch, units)
        outputs = PaddedMatrix(batch, units)
        gradient = PaddedMatrix(isTraining ? batch : 0, units)
        parameterGradient = PaddedMatrix(isTraining ? inputs + 1 : 0, units)
        transposedKernel = PaddedMatrix(isTraining && !isFirst ? units : 0, inputs)
        zeros = PaddedMatrix(1, max(inputs, units))
        for row in parameters.kernelRows { refresh(row) }
    }

    // MARK: Forward

    /// outputs = activation(inputs · kernel + bias)
    ///
    /// - Parameter inputs: batch × inputs.
    func forward(_ inputs: PaddedMatrix, _ rows: Range<Int>) {
        MatrixProduct.multiply(
            inputs, parameters.numbers, initial: (parameters.numbers, row: parameters.biasRow), rows: rows, into: sums)
        activate(rows)
    }

    /// The same for the first layer, whose inputs are paper and ink: p · kernel + c · Σ kernel[k, :] + bias.
    ///
    /// - Parameters:
    ///   - batch: which observation each row is.
    ///   - kernelSum: Σ kernel[k, :], 1 × units.
    func forward(_ observations: Observations, _ batch: ArraySlice<Int>, kernelSum: PaddedMatrix, _ rows: Range<Int>) {
        for row in rows {
            let paper = observations.paper(of: batch[batch.startIndex &+ row])
            for unit in 0..<sums.rowLength {
                // Where there is no paper, a sum that has overflowed must not make a NaN of it.
                let fromPaper = paper == 0 ? 0 : paper * kernelSum[0, unit]
                sums[row, unit] = parameters.numbers[parameters.biasRow, unit] + fromPaper
            }
        }
        // Band by band, so that a band of the kernel stays in the nearest cache while all rows go by.
        for band in 0..<observations.bandCount {
            for row in rows {
                let ink = observations.ink(of: batch[batch.startIndex &+ row], band: band)
                MatrixProduct.add(ink, times: parameters.numbers, to: sums, row: row)
            }
        }
        activate(rows)
    }

    private func activate(_ rows: Range<Int>) {
        switch parameters.activation {
        case .relu:
            // A comparison with NaN is false, and so a NaN stays one.
            for place in sums.places(rows) { outputs[place] = sums[place] < 0 ? 0 : sums[place] }
        case .softmax:
            for row in rows { applySoftmax(row) }
        case let activation:
            for place in sums.places(rows) { outputs[place] = Float(activation(Double(sums[place]))) }
        }
    }

    /// outputs = eˢ / Σ eˢ, in a row.
    ///
    /// The exponentials are taken as `Double` and then rounded, so that nearly always the same `Float` comes out, whatever
    /// the C library makes of the last digit.
    private func applySoftmax(_ row: Int) {
        let units = 0..<parameters.unitCount
        let largest = Double(sums[row, sums.placeOfLargest(inRow: row)])
        var total = 0.0
        for unit in units {
            let exponential = exp(Double(sums[row, unit]) - largest)
            outputs[row, unit] = Float(exponential)
            total += exponential
        }
        for unit in units { outputs[row, unit] = Float(Double(outputs[row, unit]) / total) }
    }

    // MARK: Back

    /// From the gradient with respect to the outputs to that with respect to the sums: gradient ∘ activation′(sums).
    func backward(_ rows: Range<Int>) {
        let activation = parameters.activation
        if activation == .relu {
            for place in sums.places(rows) { gradient[place] = sums[place] <= 0 ? 0 : gradient[place] }
        } else {
            for place in sums.places(rows) { gradient[place] *= Float(activation.derivative(Double(sums[place]))) }
        }
    }

    /// The gradient with respect to the inputs, which are the outputs of the layer before: gradient · kernelᵀ.
    ///
    /// - Parameter result: batch × inputs.
    func handBack(_ rows: Range<Int>, to result: PaddedMatrix) {
        MatrixProduct.multiply(gradient, transposedKernel, initial: (zeros, row: 0), rows: rows, into: result)
    }

    /// The gradient with respect to the biases: Σ gradient[i, :] over the batch.
    func sumBiasGradient(_ batchCount: Int) {
        let bias = parameters.biasRow
        for unit in 0..<sums.rowLength { parameterGradient[bias, unit] = 0 }
        for row in 0..<batchCount {
            for unit in 0..<sums.rowLength { parameterGradient[bias, unit] += gradient[row, unit] }
        }
    }

    /// The gradient with respect to some rows of the kernel: inputsᵀ · gradient.
    ///
    /// - Parameter inputs: batch × inputs.
    func sumKernelGradient(_ inputs: PaddedMatrix, _ batchCount: Int, _ kernelRows: Range<Int>) {
        MatrixProduct.multiplyTransposed(
            inputs, gradient, inner: batchCount, zeros: zeros, rows: kernelRows, into: parameterGradient)
    }

    /// The same for the first layer, whose inputs are paper and ink, and for a band of their rows:
    /// pᵀ · gradient + Σ c · gradient[i, :].
    ///
    /// - Parameter paperGradient: Σ c · gradient[i, :], 1 × units.
    func sumKernelGradient(
        _ observations: Observations, _ batch: ArraySlice<Int>, paperGradient: PaddedMatrix, band: Int,
        _ kernelRows: Range<Int>
    ) {
        for row in kernelRows {
            for unit in 0..<sums.rowLength { parameterGradient[row, unit] = paperGradient[0, unit] }
        }
        for (row, observation) in batch.enumerated() {
            MatrixProduct.addTransposed(
                observations.ink(of: observation, band: band), times: gradient, row: row, to: parameterGradient)
        }
    }

    /// Brings kernelᵀ up to date with a row of the kernel.
    func refresh(_ row: Int) {
        for unit in 0..<transposedKernel.rows { transposedKernel[unit, row] = parameters.numbers[row, unit] }
    }
}
