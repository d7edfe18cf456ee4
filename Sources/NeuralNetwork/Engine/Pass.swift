/// Sends observations through the layers, a batch at a time, and in training hands the slopes of the loss back and changes
/// the weights.
///
/// A step of training has two halves. In the first every task takes a few observations all the way forward and back;
/// in the second every task takes a band of a layer's weights, sums up its gradient over the batch, and changes it. So
/// the cores wait for each other only twice. What a task is doesn't depend on how many cores there are, and what several
/// tasks have added up is put together in the order of the tasks: so the result is the same on one core and on many.
///
/// All memory is set aside at the beginning. A step allocates nothing.
final class Pass: @unchecked Sendable {
    /// How many observations a task of the first half takes: a multiple of the four rows that a product does at once.
    private static let blockSize = 8

    /// A layer at work.
    private struct Stage {
        let inputCount: Int
        let unitCount: Int
        let rowLength: Int
        let activation: Activation
        let rowCount: Int
        let bandRows: Int
        let bandCount: Int

        /// The kernel, and the biases behind it.
        let kernel: UnsafeMutablePointer<Float>
        let bias: UnsafeMutablePointer<Float>

        /// A row for each observation of a batch: the sums that go into the activation, what comes out, and the slopes of
        /// the loss by the outputs and then by the sums.
        let sums: UnsafeMutablePointer<Float>
        let outputs: UnsafeMutablePointer<Float>
        let slopes: UnsafeMutablePointer<Float>

        /// The kernel's rows as columns, which is how slopes are handed back; empty in the first layer.
        let transposed: UnsafeMutablePointer<Float>
        let transposedLength: Int

        /// Of the shape of the parameters.
        let gradient: UnsafeMutablePointer<Float>

        /// What each block of observations adds to the gradient of the biases.
        let biasParts: UnsafeMutablePointer<Float>
    }

    /// One task of the second half.
    private struct Band {
        let stage: Int
        let index: Int
        let rows: Range<Int>
    }

    private let team: Team

    /// The layers, so that their parameters are there as long as this is.
    private let layers: [LayerParameters]
    private let observations: Observations
    private let capacity: Int
    private let isTraining: Bool
    private let stages: [Stage]
    private let bands: [Band]

    /// What the addresses below, and those in the stages, lead to. The tasks work with addresses, because references are
    /// counted, and all cores would have to agree about every count.
    private let rooms: [AlignedStorage<Float>]

    /// A row of zeros.
    private let zeros: UnsafeMutablePointer<Float>

    // Of the first layer: the sum of the kernel's rows, of each band of them, and what each block of observations adds to
    // the gradient by its paper.
    private let kernelSum: UnsafeMutablePointer<Float>
    private let bandSums: UnsafeMutablePointer<Float>
    private let paperParts: UnsafeMutablePointer<Float>

    /// The ink of the batch: block by block of observations, in a block band by band, and in a band observation by
    /// observation. And where in its block what of a band belongs to which observation.
    ///
    /// A band's task so finds its ink in few places, one after the other. Where it is kept, it would look for six numbers
    /// here and six there, and wait for each.
    private let batchInk: AlignedStorage<MatrixProduct.Entry>
    private let batchInkStarts: AlignedStorage<Int32>

    /// The batch's observations in full, where there is too little paper to leave out.
    private let inputs: UnsafeMutablePointer<Float>

    /// What the outputs are compared with; nothing when they are only wanted.
    private let goal: Targets?

    // The two halves of a step, and what comes out without a step. They are made once, because a closure that is handed to
    // other threads has to be allocated.
    private var learn: Team.Work = { _ in }
    private var change: Team.Work = { _ in }
    private var look: Team.Work = { _ in }

    // The batch under way.
    private var update: Update?
    private let batch: AlignedStorage<Int>
    private var batchCount = 0
    private let losses: AlignedStorage<Double>
    private let hits: AlignedStorage<Int32>

    /// Prepares to calculate with the given layers.
    ///
    /// - Parameters:
    ///   - layers: whose parameters are read, and in training changed: nobody else may hold them then.
    ///   - goal: what the outputs are compared with, if they are to be.
    ///   - capacity: the largest number of observations in a batch.
    init(
        _ layers: [LayerParameters], _ observations: Observations, goal: Targets? = nil,
        capacity: Int, isTraining: Bool, team: Team
    ) {
        self.goal = goal
        self.team = team
        self.layers = layers
        self.observations = observations
        self.capacity = capacity
        self.isTraining = isTraining
        let blockCount = (capacity + Self.blockSize - 1) / Self.blockSize
        var rooms: [AlignedStorage<Float>] = []
        func room(_ count: Int) -> UnsafeMutablePointer<Float> {
            rooms.append(AlignedStorage(count: count))
            return rooms[rooms.count - 1].start
        }
        func trainingRoom(_ count: Int) -> UnsafeMutablePointer<Float> { room(isTraining ? count : 0) }

        stages = layers.enumerated().map { index, layer in
            let kernel = layer.storage.start
            let bias = kernel + layer.inputCount * layer.rowLength
            let transposedLength = MatrixProduct.paddedLength(layer.inputCount)
            return Stage(
                inputCount: layer.inputCount, unitCount: layer.unitCount, rowLength: layer.rowLength,
                activation: layer.activation, rowCount: layer.rowCount,
                bandRows: layer.bandRows, bandCount: (layer.inputCount + layer.bandRows - 1) / layer.bandRows,
                kernel: kernel, bias: bias,
                sums: room(capacity * layer.rowLength), outputs: room(capacity * layer.rowLength),
                slopes: trainingRoom(capacity * layer.rowLength),
                transposed: trainingRoom(index == 0 ? 0 : layer.unitCount * transposedLength),
                transposedLength: transposedLength,
                gradient: trainingRoom(layer.rowCount * layer.rowLength),
                biasParts: trainingRoom(blockCount * layer.rowLength))
        }
        bands = stages.enumerated().flatMap { index, stage in
            (0..<stage.bandCount).map { band in
                let start = band * stage.bandRows
                return Band(
                    stage: index, index: band, rows: start..<min(start + stage.bandRows, stage.inputCount))
            } + [Band(stage: index, index: stage.bandCount, rows: stage.inputCount..<stage.rowCount)]
        }
        let isSparse = observations.numbers == nil
        let lengths = stages.flatMap { [$0.rowLength, $0.transposedLength] }
        zeros = room(lengths.max() ?? 0)
        let firstLength = stages.first?.rowLength ?? 0
        kernelSum = room(firstLength)
        bandSums = room((stages.first?.bandCount ?? 0) * firstLength)
        paperParts = trainingRoom(blockCount * firstLength)
        let sortedCount = isSparse && isTraining ? blockCount : 0
        batchInk = AlignedStorage(unset: sortedCount * Self.blockSize * observations.columns)
        batchInkStarts = AlignedStorage(count: sortedCount * (observations.bandCount * Self.blockSize + 1))
        inputs = room(isSparse ? 0 : capacity * observations.columns)
        self.rooms = rooms
        batch = AlignedStorage(count: capacity)
        losses = AlignedStorage(count: capacity)
        hits = AlignedStorage(count: capacity)

        for band in bands { refresh(band) }

        // Without counting references to this object, which all cores would have to agree about, task by task. Nobody
        // calls them but its own methods.
        look = { [unowned(unsafe) self] block in
            forward(block)
            judge(block)
        }
        learn = { [unowned(unsafe) self] block in
            forward(block)
            judge(block)
            backward(block)
        }
        change = { [unowned(unsafe) self] index in
            let band = bands[index]
            findGradient(band)
            guard let update else { return }
            let stage = stages[band.stage]
            let start = band.rows.lowerBound * stage.rowLength
            update.apply(
                layer: band.stage, start: start, count: band.rows.count * stage.rowLength,
                parameters: stage.kernel + start, gradient: stage.gradient + start)
            refresh(band)
        }
    }

    /// Calculates the outputs of some observations, a row for each.
    func predict(_ indices: Range<Int>, into outputs: UnsafeMutablePointer<Double>) {
        begin(indices.count) { indices.lowerBound + $0 }
        team.share(blockCount, look)
        guard let last = stages.last else { return }
        for row in 0..<batchCount {
            for unit in 0..<last.unitCount {
                outputs[row * last.unitCount + unit] = Double(last.outputs[row * last.rowLength + unit])
            }
        }
    }

    /// The summed loss of some observations, and how many of them are read right.
    ///
    /// - Parameter order: as in a step; without it the observations are taken as they come.
    func evaluate(_ indices: Range<Int>, _ order: [Int]? = nil) -> (loss: Double, hits: Int) {
        begin(indices.count) { order?[indices.lowerBound + $0] ?? indices.lowerBound + $0 }
        team.share(blockCount, look)
        return tally()
    }

    /// One step of training.
    ///
    /// - Parameters:
    ///   - order: the numbers of all observations in the order in which they are taken.
    ///   - indices: which of them belong to this batch.
    ///   - update: what changes the parameters; nil to find the gradient only.
    /// - Returns: the summed loss of the batch before the step, and how many of it were read right.
    func step(_ order: [Int], _ indices: Range<Int>, _ update: Update?) -> (loss: Double, hits: Int) {
        begin(indices.count) { order[indices.lowerBound + $0] }
        self.update = update
        team.share(blockCount, learn)
        team.share(bands.count, change)
        return tally()
    }

    /// The gradients that the last step has found, laid out as the parameters are.
    var gradients: [UnsafePointer<Float>] { stages.map { UnsafePointer($0.gradient) } }

    // MARK: A batch

    private var blockCount: Int { (batchCount + Self.blockSize - 1) / Self.blockSize }

    private func begin(_ count: Int, _ observation: (Int) -> Int) {
        batchCount = count
        for row in 0..<count { batch.start[row] = observation(row) }
        guard let first = stages.first else { return }
        add(bandSums, first.bandCount, first.rowLength, into: kernelSum)
    }

    private func rows(of block: Int) -> Range<Int> {
        block * Self.blockSize..<min((block + 1) * Self.blockSize, batchCount)
    }

    /// Adds up some rows, in their order.
    private func add(
        _ rows: UnsafePointer<Float>, _ count: Int, _ length: Int, into sums: UnsafeMutablePointer<Float>
    ) {
        for column in 0..<length { sums[column] = 0 }
        for row in 0..<count { add(rows + row * length, length, to: sums) }
    }

    private func add(_ row: UnsafePointer<Float>, _ length: Int, to sums: UnsafeMutablePointer<Float>) {
        for column in 0..<length { sums[column] += row[column] }
    }

    private func add(
        _ row: UnsafePointer<Float>, times factor: Float, _ length: Int, to sums: UnsafeMutablePointer<Float>
    ) {
        for column in 0..<length { sums[column] += row[column] * factor }
    }

    /// Added up in the order of the observations.
    private func tally() -> (loss: Double, hits: Int) {
        var (loss, hitCount) = (0.0, 0)
        for row in 0..<batchCount {
            loss += losses.start[row]
            hitCount += Int(hits.start[row])
        }
        return (loss, hitCount)
    }

    // MARK: Forward

    private func forward(_ block: Int) {
        let rows = rows(of: block)
        for (index, stage) in stages.enumerated() {
            if index == 0 {
                enter(stage, rows)
            } else {
                let preceding = stages[index - 1]
                multiply(preceding.outputs, preceding.rowLength, stage, rows)
            }
            for row in rows {
                let start = row * stage.rowLength
                stage.activation.apply(
                    stage.sums + start, units: stage.unitCount, outputs: stage.outputs + start)
            }
        }
    }

    /// The sums of a layer, from its inputs in full: a row of `length` numbers for each observation.
    private func multiply(_ inputs: UnsafePointer<Float>, _ length: Int, _ stage: Stage, _ rows: Range<Int>) {
        MatrixProduct.dense(
            rows: rows.count, inner: stage.inputCount, length: stage.rowLength,
            left: inputs + rows.lowerBound * length, rowStride: length, columnStride: 1, right: stage.kernel,
            initial: stage.bias, result: stage.sums + rows.lowerBound * stage.rowLength)
    }

    /// The sums of the first layer.
    private func enter(_ stage: Stage, _ rows: Range<Int>) {
        if let numbers = observations.numbers {
            numbers.withUnsafeBufferPointer { numbers in
                for row in rows {
                    (inputs + row * stage.inputCount).update(
                        from: numbers.baseAddress.unsafelyUnwrapped + batch.start[row] * stage.inputCount,
                        count: stage.inputCount)
                }
            }
            multiply(inputs, stage.inputCount, stage, rows)
            return
        }
        for row in rows {
            let observation = batch.start[row]
            let sums = stage.sums + row * stage.rowLength
            sums.update(from: stage.bias, count: stage.rowLength)
            let paper = observations.papers.start[observation]
            // Where there is no paper, a sum that has overflowed must not make a NaN of it.
            if paper != 0 { add(kernelSum, times: paper, stage.rowLength, to: sums) }
            let start = observations.starts.start[observation]
            MatrixProduct.sparse(
                observations.ink.start + start, observations.starts.start[observation + 1] - start, stage.kernel,
                length: stage.rowLength, initial: sums, result: sums)
        }
    }

    // MARK: Loss

    /// The loss of each observation, whether it was read right, and in training the slopes of the batch's mean loss.
    private func judge(_ block: Int) {
        guard let goal, let last = stages.last else { return }
        for row in rows(of: block) {
            let start = row * last.rowLength
            let judgment = Judgment(
                sums: last.sums + start, outputs: last.outputs + start,
                slopes: isTraining ? last.slopes + start : nil, count: last.unitCount,
                share: 1 / Float(batchCount))
            let result = judgment.judge(goal, batch.start[row])
            losses.start[row] = result.loss
            hits.start[row] = result.isHit ? 1 : 0
        }
    }

    // MARK: Back

    private func backward(_ block: Int) {
        let rows = rows(of: block)
        for index in stages.indices.reversed() {
            let stage = stages[index]
            let isLast = index == stages.count - 1
            if !isLast {
                let following = stages[index + 1]
                MatrixProduct.dense(
                    rows: rows.count, inner: following.unitCount, length: stage.rowLength,
                    left: following.slopes + rows.lowerBound * following.rowLength,
                    rowStride: following.rowLength, columnStride: 1, right: following.transposed,
                    initial: zeros, result: stage.slopes + rows.lowerBound * stage.rowLength)
            }
            handBack(stage, rows, block, isFused: isLast)
        }
        addPaper(rows, block)
        sortInk(rows, block)
    }

    /// From the slopes by a layer's outputs to those by its sums, and what this block adds to the gradients of its
    /// biases.
    ///
    /// - Parameter isFused: The slopes are those by the sums already.
    private func handBack(_ stage: Stage, _ rows: Range<Int>, _ block: Int, isFused: Bool) {
        let length = stage.rowLength
        let biasPart = stage.biasParts + block * length
        for column in 0..<length { biasPart[column] = 0 }
        for row in rows {
            let (slopes, sums) = (stage.slopes + row * length, stage.sums + row * length)
            if !isFused {
                stage.activation.handBack(
                    slopes, sums: sums, outputs: stage.outputs + row * length, units: stage.unitCount)
            }
            add(slopes, length, to: biasPart)
        }
    }

    /// What the paper of this block adds to the gradient of every row of the first kernel.
    private func addPaper(_ rows: Range<Int>, _ block: Int) {
        guard observations.numbers == nil, let first = stages.first else { return }
        let part = paperParts + block * first.rowLength
        for column in 0..<first.rowLength { part[column] = 0 }
        for row in rows {
            let paper = observations.papers.start[batch.start[row]]
            if paper != 0 { add(first.slopes + row * first.rowLength, times: paper, first.rowLength, to: part) }
        }
    }

    /// Where the ink of a block is kept, and where the places in it are.
    private func sortedInk(
        of block: Int
    ) -> (ink: UnsafeMutablePointer<MatrixProduct.Entry>, starts: UnsafeMutablePointer<Int32>) {
        (
            batchInk.start + block * Self.blockSize * observations.columns,
            batchInkStarts.start + block * (observations.bandCount * Self.blockSize + 1)
        )
    }

    private func sortInk(_ rows: Range<Int>, _ block: Int) {
        guard observations.numbers == nil else { return }
        let (ink, starts) = sortedInk(of: block)
        var (count, place) = (0, 0)
        for band in 0..<observations.bandCount {
            for row in rows {
                let observation = batch.start[row]
                let own = observations.ink.start + observations.starts.start[observation]
                let ends = observations.bandStarts.start + (observation &* (observations.bandCount &+ 1) &+ band)
                starts[place] = Int32(truncatingIfNeeded: count)
                place &+= 1
                var index = Int(ends[0])
                while index < Int(ends[1]) {
                    ink[count] = own[index]
                    count &+= 1
                    index &+= 1
                }
            }
        }
        starts[place] = Int32(truncatingIfNeeded: count)
    }

    // MARK: Gradients

    private func findGradient(_ band: Band) {
        let stage = stages[band.stage]
        let gradient = stage.gradient + band.rows.lowerBound * stage.rowLength
        if band.index == stage.bandCount {
            add(stage.biasParts, blockCount, stage.rowLength, into: gradient)
        } else if band.stage > 0 {
            let preceding = stages[band.stage - 1]
            multiplyTransposed(preceding.outputs, preceding.rowLength, stage, band.rows, gradient)
        } else if observations.numbers != nil {
            multiplyTransposed(inputs, stage.inputCount, stage, band.rows, gradient)
        } else {
            multiplyInk(band, stage)
        }
    }

    /// The inputs, transposed, times the slopes: some rows of the kernel's gradient.
    private func multiplyTransposed(
        _ inputs: UnsafePointer<Float>, _ length: Int, _ stage: Stage, _ rows: Range<Int>,
        _ gradient: UnsafeMutablePointer<Float>
    ) {
        MatrixProduct.dense(
            rows: rows.count, inner: batchCount, length: stage.rowLength, left: inputs + rows.lowerBound, rowStride: 1,
            columnStride: length, right: stage.slopes, initial: zeros, result: gradient)
    }

    /// The same for observations on paper. A band is so narrow that its part of the gradient stays in the nearest cache,
    /// while all observations of the batch add to it behind their ink.
    private func multiplyInk(_ band: Band, _ stage: Stage) {
        let length = stage.rowLength
        let start = stage.gradient + band.rows.lowerBound * length
        add(paperParts, blockCount, length, into: start)
        for row in 1..<max(band.rows.count, 1) { (start + row * length).update(from: start, count: length) }

        for block in 0..<blockCount {
            let rows = rows(of: block)
            let (ink, starts) = sortedInk(of: block)
            for (index, row) in rows.enumerated() {
                let place = band.index * rows.count + index
                MatrixProduct.addTransposed(
                    ink + Int(starts[place]), Int(starts[place + 1] - starts[place]), stage.slopes + row * length,
                    length: length, to: stage.gradient)
            }
        }
    }

    /// Brings up to date what depends on a band of a kernel.
    private func refresh(_ band: Band) {
        let stage = stages[band.stage]
        guard band.index < stage.bandCount else { return }
        if band.stage == 0 {
            let sums = bandSums + band.index * stage.rowLength
            for column in 0..<stage.rowLength { sums[column] = 0 }
            for row in band.rows { add(stage.kernel + row * stage.rowLength, stage.rowLength, to: sums) }
        } else if isTraining {
            for row in band.rows {
                for unit in 0..<stage.unitCount {
                    stage.transposed[unit * stage.transposedLength + row] = stage.kernel[row * stage.rowLength + unit]
                }
            }
        }
    }
}
