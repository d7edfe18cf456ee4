import Numerics

/// Sends a batch through the layers, and in training hands the gradient of its mean loss back and changes the weights.
///
/// A step has two halves. In the first a task takes eight observations all the way forward and back; in the second a task
/// takes some rows of a kernel, sums up their gradient over the batch, and changes them. So cores wait for each other only
/// twice. What a task is does not depend on the number of cores, and each sum is added up within one task, in the order of
/// the observations: one core and many learn the same, to the last bit.
///
/// All memory is set aside at the beginning.
struct BatchRun: Sendable {
    /// How many observations a task of the first half takes.
    private static let blockSize = 8

    /// From so many multiplications in the layers of a step on, waking the other cores pays.
    private static let leastSharedWork = 4_000_000

    /// Some rows of a layer's kernel: a task of the second half.
    private struct Band {
        let layer: Int
        let index: Int
        let kernelRows: Range<Int>
    }

    private let layers: [LayerRun]
    private let bands: [Band]
    private let observations: Observations
    private let targets: Targets?

    // Of the first layer, 1 × units: Σ kernel[k, :], and Σ c · gradient[i, :], by which paper enters the products.
    private let kernelSum: PaddedMatrix
    private let paperGradient: PaddedMatrix

    // Of each observation of the batch.
    private let losses: AlignedStorage<Double>
    private let hits: AlignedStorage<Int>

    /// Whether a batch is large enough for all cores.
    private let isShared: Bool

    /// Prepares to calculate with the given layers.
    ///
    /// - Parameters:
    ///   - parameters: what is read, and in training changed.
    ///   - targets: what the outputs are compared with; nil when only outputs are wanted.
    ///   - batch: the largest number of observations in a batch.
    ///   - cores: nil for as many as pay; 1 and 2 for one and for all, in tests.
    init(
        _ parameters: [LayerParameters], _ observations: Observations, targets: Targets? = nil, batch: Int,
        isTraining: Bool, isShared: Bool?
    ) {
        self.observations = observations
        self.targets = targets
        layers = parameters.enumerated().map { index, layer in
            LayerRun(layer, batch: batch, isTraining: isTraining, isFirst: index == 0)
        }
        bands = parameters.enumerated().flatMap { layer, parameters in
            stride(from: 0, to: parameters.inputCount, by: Observations.bandRows).enumerated().map { index, start in
                let end = min(start + Observations.bandRows, parameters.inputCount)
                return Band(layer: layer, index: index, kernelRows: start..<end)
            }
        }
        let firstUnits = parameters.first?.unitCount ?? 0
        kernelSum = PaddedMatrix(1, firstUnits)
        paperGradient = PaddedMatrix(1, firstUnits)
        losses = AlignedStorage(count: batch)
        hits = AlignedStorage(count: batch)
        let work = batch * parameters.reduce(0) { $0 + $1.inputCount * $1.unitCount }
        self.isShared = isShared ?? (work >= Self.leastSharedWork)
        sumKernel()
    }

    /// Calculates the outputs of some observations, and hands them over one by one, row by row.
    func predict(_ batch: ArraySlice<Int>, _ output: (Float) -> Void) {
        share(batch.count) { rows in forward(batch, rows) }
        guard let last = layers.last else { return }
        for row in 0..<batch.count {
            for unit in 0..<last.parameters.unitCount { output(last.outputs[row, unit]) }
        }
    }

    /// The summed loss of some observations, and how many of them are read right.
    func evaluate(_ batch: ArraySlice<Int>) -> (loss: Double, hits: Int) {
        share(batch.count) { rows in
            forward(batch, rows)
            judge(batch, rows)
        }
        return tally(batch.count)
    }

    /// One step of training.
    ///
    /// - Parameters:
    ///   - batch: the numbers of its observations.
    ///   - update: what changes the parameters; nil to find the gradient only.
    /// - Returns: the summed loss of the batch before the step, and how many of it were read right.
    func step(_ batch: ArraySlice<Int>, _ update: Update?) -> (loss: Double, hits: Int) {
        share(batch.count) { rows in
            forward(batch, rows)
            judge(batch, rows)
            backward(batch, rows)
        }
        for (index, layer) in layers.enumerated() {
            layer.sumBiasGradient(batch.count)
            let bias = layer.parameters.biasRow
            update?.apply(layer: index, layer.parameters.numbers, layer.parameterGradient, bias..<bias + 1)
        }
        sumPaperGradient(batch)
        onAllCores(bands.count, isWorthIt: isShared) { index in learn(bands[index], batch, update) }
        sumKernel()
        return tally(batch.count)
    }

    /// The gradients that the last step has found, laid out as the parameters are.
    var gradients: [PaddedMatrix] { layers.map(\.parameterGradient) }

    /// Shares the rows of a batch out, a block at a time.
    private func share(_ count: Int, _ task: @Sendable (Range<Int>) -> Void) {
        onAllCores((count + Self.blockSize - 1) / Self.blockSize, isWorthIt: isShared) { block in
            task(block * Self.blockSize..<min((block + 1) * Self.blockSize, count))
        }
    }

    // MARK: Forward

    private func forward(_ batch: ArraySlice<Int>, _ rows: Range<Int>) {
        for (index, layer) in layers.enumerated() {
            if index == 0 {
                layer.forward(observations, batch, kernelSum: kernelSum, rows)
            } else {
                layer.forward(layers[index - 1].outputs, rows)
            }
        }
    }

    private func judge(_ batch: ArraySlice<Int>, _ rows: Range<Int>) {
        guard let last = layers.last, let targets else { return }
        for row in rows {
            let result = last.loss(row, targets, batch[batch.startIndex + row])
            losses.elements[row] = result.loss
            hits.elements[row] = result.isHit ? 1 : 0
        }
    }

    /// Added up in the order of the observations.
    private func tally(_ count: Int) -> (loss: Double, hits: Int) {
        (0..<count).reduce((0, 0)) { ($0.loss + losses.elements[$1], $0.hits + hits.elements[$1]) }
    }

    // MARK: Back

    private func backward(_ batch: ArraySlice<Int>, _ rows: Range<Int>) {
        guard let last = layers.last, let targets else { return }
        for row in rows { last.setGradient(row, targets, batch[batch.startIndex + row], batchCount: batch.count) }
        for index in layers.indices.dropLast().reversed() {
            layers[index + 1].handBack(rows, to: layers[index].gradient)
            layers[index].backward(rows)
        }
    }

    /// Finds the gradient with respect to a band of a kernel, and changes the band by it.
    private func learn(_ band: Band, _ batch: ArraySlice<Int>, _ update: Update?) {
        let layer = layers[band.layer]
        if band.layer == 0 {
            layer.sumKernelGradient(
                observations, batch, paperGradient: paperGradient, band: band.index, band.kernelRows)
        } else {
            layer.sumKernelGradient(layers[band.layer - 1].outputs, batch.count, band.kernelRows)
        }
        guard let update else { return }
        update.apply(layer: band.layer, layer.parameters.numbers, layer.parameterGradient, band.kernelRows)
        for row in band.kernelRows { layer.refresh(row) }
    }

    private func sumPaperGradient(_ batch: ArraySlice<Int>) {
        guard let first = layers.first else { return }
        for unit in 0..<paperGradient.rowLength { paperGradient[0, unit] = 0 }
        for (row, observation) in batch.enumerated() {
            let paper = observations.paper(of: observation)
            guard paper != 0 else { continue }
            for unit in 0..<paperGradient.rowLength { paperGradient[0, unit] += paper * first.gradient[row, unit] }
        }
    }

    private func sumKernel() {
        guard let first = layers.first?.parameters else { return }
        for unit in 0..<kernelSum.rowLength { kernelSum[0, unit] = 0 }
        for row in first.kernelRows {
            for unit in 0..<kernelSum.rowLength { kernelSum[0, unit] += first.numbers[row, unit] }
        }
    }
}
