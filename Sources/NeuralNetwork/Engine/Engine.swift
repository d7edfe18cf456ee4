import Foundation
import Numerics

// The engine of `Sequential`, in one file: a debug build compiles each file by itself, and can't inline what another
// file declares. In several files training took five times as long.

/// A row of numbers or vectors in memory that begins where a cache line does.
///
/// An array of vectors begins at any multiple of 16 bytes. Then every other vector of 32 bytes lies across two cache
/// lines, and each access to it is two; training took a sixth longer that way.
///
/// Copy on write: a value that has one calls `makeUnique` before it writes, so that its copies stay as they are. That
/// makes such a value safe to hand to other threads.
final class AlignedStorage<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    let elements: UnsafeMutableBufferPointer<Element>

    /// The first element; there is room for at least one, even when `count` is 0.
    let start: UnsafeMutablePointer<Element>

    /// `count` elements, every byte of them 0.
    convenience init(count: Int) {
        self.init(unset: count)
        memset(start, 0, count * MemoryLayout<Element>.stride)
    }

    /// Room for `count` elements, none of which may be read before it is written.
    init(unset count: Int) {
        let cacheLine = 64
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<Element>.stride, alignment: cacheLine)
        start = bytes.bindMemory(to: Element.self, capacity: max(count, 1))
        elements = UnsafeMutableBufferPointer(start: start, count: count)
    }

    deinit {
        UnsafeMutableRawPointer(start).deallocate()
    }

    /// A storage of its own with the same elements.
    func copy() -> AlignedStorage {
        let copy = AlignedStorage(unset: elements.count)
        copy.start.initialize(from: start, count: elements.count)
        return copy
    }

    /// Replaces a storage that is shared by a copy of it.
    static func makeUnique(_ storage: inout AlignedStorage) {
        guard !isKnownUniquelyReferenced(&storage) else { return }
        storage = storage.copy()
    }
}

/// A matrix of `Float`s in memory that layers share: row by row, each row padded with zeros to whole vectors.
///
/// It is a handle: copies of the value share the numbers, on every thread, and no index is checked. Tasks that run at
/// the same time write different elements.
struct PaddedMatrix: @unchecked Sendable {
    let rows: Int
    let columns: Int

    /// How many numbers a row has with its padding.
    let rowLength: Int

    private let storage: AlignedStorage<Float>
    fileprivate let start: UnsafeMutablePointer<Float>

    /// A matrix of zeros.
    init(_ rows: Int, _ columns: Int) {
        (self.rows, self.columns) = (rows, columns)
        rowLength = (columns + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount
        storage = AlignedStorage(count: rows * rowLength)
        start = storage.start
    }

    /// An element by its row and column.
    subscript(row: Int, column: Int) -> Float {
        get { start[row &* rowLength &+ column] }
        nonmutating set { start[row &* rowLength &+ column] = newValue }
    }

    /// A number by its place, padding included.
    subscript(place: Int) -> Float {
        get { start[place] }
        nonmutating set { start[place] = newValue }
    }

    /// The places of some rows, padding included.
    func places(_ rows: Range<Int>) -> Range<Int> { rows.lowerBound * rowLength..<rows.upperBound * rowLength }

    /// The column of the largest number of a row: the first of several.
    func placeOfLargest(inRow row: Int) -> Int {
        var place = 0
        for column in 0..<columns where self[row, column] > self[row, place] { place = column }
        return place
    }

    /// A matrix of its own with the same numbers.
    func copy() -> PaddedMatrix {
        let copy = PaddedMatrix(rows, columns)
        for place in 0..<rows * rowLength { copy[place] = self[place] }
        return copy
    }
}

/// Numbers that are computed at once: one register with AVX-512, two with AVX2, four with NEON.
typealias Lanes = SIMD16<Float>

/// A number of an input that isn't paper: where it is, and how much darker than paper.
struct Ink: BitwiseCopyable, Sendable {
    var index: Int32
    var amount: Float
}

/// The products that `Sequential` is made of.
///
/// Sums stay in registers while the inner dimension goes by. Every sum is added up in one order, on whichever core, so
/// it comes out the same to the last bit on one core and on many.
enum MatrixProduct {
    /// result[i, :] = initial[row, :] + Σₖ left[i, k] · right[k, :], for some rows i.
    ///
    /// - Parameters:
    ///   - left: rows × inner.
    ///   - right: inner × columns; rows below them are not read.
    ///   - initial: a matrix and one of its rows, `columns` numbers.
    static func multiply(
        _ left: PaddedMatrix, _ right: PaddedMatrix, initial: (PaddedMatrix, row: Int), rows: Range<Int>,
        into result: PaddedMatrix
    ) {
        multiply(
            (left.start, left.rowLength, 1), inner: left.columns, right,
            initial: initial.0.start + initial.row &* initial.0.rowLength, rows, result)
    }

    /// result[k, :] = Σᵢ left[i, k] · right[i, :], for some k: leftᵀ · right.
    ///
    /// - Parameters:
    ///   - left: inner × rows.
    ///   - right: inner × columns.
    ///   - zeros: one row of them, `columns` numbers.
    static func multiplyTransposed(
        _ left: PaddedMatrix, _ right: PaddedMatrix, inner: Int, zeros: PaddedMatrix, rows: Range<Int>,
        into result: PaddedMatrix
    ) {
        multiply((left.start, 1, left.rowLength), inner: inner, right, initial: zeros.start, rows, result)
    }

    /// Four rows at a time: four sums of two AVX2 registers are what keeps both multipliers busy.
    ///
    /// - Parameter left: element (i, k) is at `start[i * rowStride + k * columnStride]`.
    private static func multiply(
        _ left: (start: UnsafeMutablePointer<Float>, rowStride: Int, columnStride: Int), inner: Int,
        _ right: PaddedMatrix,
        initial: UnsafePointer<Float>, _ rows: Range<Int>, _ result: PaddedMatrix
    ) {
        let last = rows.upperBound &- 1
        for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 4) {
            // Past the last row the last row is taken again; its sums are computed and stored more than once.
            let (row1, row2, row3) = (min(row &+ 1, last), min(row &+ 2, last), min(row &+ 3, last))
            let (left0, left1) = (left.start + row &* left.rowStride, left.start + row1 &* left.rowStride)
            let (left2, left3) = (left.start + row2 &* left.rowStride, left.start + row3 &* left.rowStride)
            for column in stride(from: 0, to: right.rowLength, by: Lanes.scalarCount) {
                let first = lanes(initial, column)
                var (sum0, sum1, sum2, sum3) = (first, first, first, first)
                for k in 0..<inner {
                    let (place, factor) = (k &* left.columnStride, lanes(right.start, k &* right.rowLength &+ column))
                    add(left0[place], factor, to: &sum0)
                    add(left1[place], factor, to: &sum1)
                    add(left2[place], factor, to: &sum2)
                    add(left3[place], factor, to: &sum3)
                }
                store(sum0, result.start, row &* result.rowLength &+ column)
                store(sum1, result.start, row1 &* result.rowLength &+ column)
                store(sum2, result.start, row2 &* result.rowLength &+ column)
                store(sum3, result.start, row3 &* result.rowLength &+ column)
            }
        }
    }

    /// result[row, :] += Σ amount · kernel[index, :], over the ink of an input.
    static func add(_ ink: InkList, times kernel: PaddedMatrix, to result: PaddedMatrix, row: Int) {
        let result = result.start + row &* result.rowLength
        forBlocks(kernel.rowLength) { column, count in
            var sums = Block(result + column, count)
            for place in 0..<ink.count {
                let ink = ink.start[place]
                sums.add(ink.amount, Block(kernel.start + (Int(ink.index) &* kernel.rowLength &+ column), count), count)
            }
            sums.store(result + column, count)
        }
    }

    /// result[index, :] += amount · gradient[row, :], for each ink of an input.
    static func addTransposed(_ ink: InkList, times gradient: PaddedMatrix, row: Int, to result: PaddedMatrix) {
        let gradient = gradient.start + row &* gradient.rowLength
        forBlocks(result.rowLength) { column, count in
            let block = Block(gradient + column, count)
            for place in 0..<ink.count {
                let ink = ink.start[place]
                block.add(ink.amount, to: result.start + (Int(ink.index) &* result.rowLength &+ column), count)
            }
        }
    }

    /// result[row, :] = Σ matrix[i, :], over some rows i, in their order.
    static func sumRows(_ matrix: PaddedMatrix, _ rows: Range<Int>, into result: PaddedMatrix, row: Int) {
        let result = result.start + row &* result.rowLength
        forBlocks(matrix.rowLength) { column, count in
            var sums = Block()
            for row in rows { sums.add(1, Block(matrix.start + (row &* matrix.rowLength &+ column), count), count) }
            sums.store(result + column, count)
        }
    }

    /// Cuts a row into blocks of six vectors, the most that fit into registers beside what is added, and then of two
    /// and one. With six a row of 90 nodes is one block, and each ink is looked up once.
    @inline(__always)
    private static func forBlocks(_ rowLength: Int, _ body: (_ column: Int, _ count: Int) -> Void) {
        var column = 0
        while column &+ 6 &* Lanes.scalarCount <= rowLength {
            body(column, 6)
            column &+= 6 &* Lanes.scalarCount
        }
        while column &+ 2 &* Lanes.scalarCount <= rowLength {
            body(column, 2)
            column &+= 2 &* Lanes.scalarCount
        }
        if column < rowLength { body(column, 1) }
    }

    /// Up to six vectors that stand in a row.
    private struct Block {
        var (a, b, c, d, e, f) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)

        @inline(__always)
        init() {}

        @inline(__always)
        init(_ start: UnsafePointer<Float>, _ count: Int) {
            a = lanes(start, 0)
            if count > 1 { b = lanes(start, 16) }
            if count > 2 { (c, d, e, f) = (lanes(start, 32), lanes(start, 48), lanes(start, 64), lanes(start, 80)) }
        }

        @inline(__always)
        mutating func add(_ factor: Float, _ other: Block, _ count: Int) {
            MatrixProduct.add(factor, other.a, to: &a)
            if count > 1 { MatrixProduct.add(factor, other.b, to: &b) }
            if count > 2 {
                MatrixProduct.add(factor, other.c, to: &c)
                MatrixProduct.add(factor, other.d, to: &d)
                MatrixProduct.add(factor, other.e, to: &e)
                MatrixProduct.add(factor, other.f, to: &f)
            }
        }

        /// Adds factor · the block to numbers in memory.
        ///
        /// Each vector is stored before the next is fetched. If all were fetched first, there would not be registers
        /// enough, and half of the block would be fetched again for every factor: a sixth slower.
        @inline(__always)
        func add(_ factor: Float, to start: UnsafeMutablePointer<Float>, _ count: Int) {
            @inline(__always)
            func addVector(_ vector: Lanes, _ place: Int) {
                var sum = lanes(start, place)
                MatrixProduct.add(factor, vector, to: &sum)
                MatrixProduct.store(sum, start, place)
            }
            addVector(a, 0)
            if count > 1 { addVector(b, 16) }
            if count > 2 {
                addVector(c, 32)
                addVector(d, 48)
                addVector(e, 64)
                addVector(f, 80)
            }
        }

        @inline(__always)
        func store(_ start: UnsafeMutablePointer<Float>, _ count: Int) {
            MatrixProduct.store(a, start, 0)
            if count > 1 { MatrixProduct.store(b, start, 16) }
            if count > 2 {
                MatrixProduct.store(c, start, 32)
                MatrixProduct.store(d, start, 48)
                MatrixProduct.store(e, start, 64)
                MatrixProduct.store(f, start, 80)
            }
        }
    }

    /// sum += factor · vector, rounded once (IEEE 754's fused multiply-add), which is the same on every processor that
    /// has the instruction. Without it Swift would call a function of C, twenty times as slow. There the product is
    /// rounded before it is added: the last digit of a weight may differ, and a lesson takes as long as elsewhere.
    @inline(__always)
    private static func add(_ factor: Float, _ vector: Lanes, to sum: inout Lanes) {
        #if FUSED || arch(arm64)
            sum.addProduct(Lanes(repeating: factor), vector)
        #else
            sum += vector * factor
        #endif
    }

    @inline(__always)
    private static func lanes(_ start: UnsafePointer<Float>, _ place: Int) -> Lanes {
        UnsafeRawPointer(start + place).load(as: Lanes.self)
    }

    @inline(__always)
    private static func store(_ lanes: Lanes, _ start: UnsafeMutablePointer<Float>, _ place: Int) {
        UnsafeMutableRawPointer(start + place).storeBytes(of: lanes, as: Lanes.self)
    }
}

/// Some of the ink of an input, in the order of its indices.
struct InkList {
    fileprivate let start: UnsafePointer<Ink>
    fileprivate let count: Int
}

/// What a model learns from or is asked about, an observation a row, taken apart into paper and ink.
///
/// Four fifths of a scanned digit are paper: the same number c in each of those pixels. With x = c + p, where p is 0 on
/// paper, the products of the first layer are
///
///     x · kernel     =  p · kernel + c · Σ kernel[k, :]
///     xᵀ · gradient  =  pᵀ · gradient + c · gradient, the same in each row
///
/// so only the rows of the kernel behind ink are multiplied, one after the other.
struct Observations: Sendable {
    let count: Int
    let inputCount: Int

    /// How many rows of a kernel make a band: 784 inputs make eight bands. With 90 nodes a band takes 37 KB, and stays
    /// in a near cache while the observations of a block are multiplied by it, and while all observations of a batch
    /// add to its gradient. Narrower bands are begun more often: with 64 rows lesson 14 took three percent more CPU
    /// time. As a band is one task, more than nine cores have nothing to do in the second half of a step.
    static let bandRows = 98

    /// How many bands the inputs make; the last may be narrower.
    let bandCount: Int

    /// c of each observation.
    fileprivate let papers: AlignedStorage<Float>

    /// Whether some c is not 0.
    fileprivate let hasPaper: Bool

    /// The ink of each observation, from the first input to the last.
    fileprivate let ink: AlignedStorage<Ink>

    /// Where in `ink` each observation begins.
    fileprivate let places: AlignedStorage<Int>

    /// Where each band of an observation begins, counted from the observation's place, and where the last band ends:
    /// observations × (bands + 1). They take half the bytes of an `Int`, as a step waits for all that it reads of an
    /// observation.
    fileprivate let starts: AlignedStorage<Int32>

    /// Inputs, taken apart. They keep the result, for the next model that learns from them or is asked about them.
    static func of(_ inputs: FloatMatrix) -> Observations {
        inputs.memo.value { Observations(inputs) }
    }

    /// Takes observations apart, on all cores.
    init(_ inputs: FloatMatrix) {
        let (count, inputCount) = (inputs.rows, inputs.columns)
        let bandCount = (inputCount + Self.bandRows - 1) / Self.bandRows
        (self.count, self.inputCount, self.bandCount) = (count, inputCount, bandCount)
        let papers = AlignedStorage<Float>(count: count)
        let places = AlignedStorage<Int>(unset: count)
        let starts = AlignedStorage<Int32>(unset: count * (bandCount + 1))
        // Room for every number to be ink. What is never written takes no memory, only addresses.
        let ink = AlignedStorage<Ink>(unset: count * inputCount)
        (self.papers, self.places, self.starts, self.ink) = (papers, places, starts, ink)

        // The ink of 64 observations lies in one piece, so that few pages of memory are written only in part.
        let groupSize = 64
        onAllCores((count + groupSize - 1) / groupSize) { group in
            var place = group * groupSize * inputCount
            withUnsafeTemporaryAllocation(of: Float.self, capacity: inputCount) { room in
                for observation in group * groupSize..<min((group + 1) * groupSize, count) {
                    inputs.withRow(observation, room: room) { input in
                        let starts = starts.start + observation * (bandCount + 1)
                        papers.start[observation] = Self.takeApart(input, into: ink.start + place, starts)
                        places.start[observation] = place
                        place += Int(starts[bandCount])
                    }
                }
            }
        }
        hasPaper = (0..<count).contains { papers.start[$0] != 0 }
    }

    /// Writes the ink of an input, and where the ink of each band begins; returns its paper.
    private static func takeApart(
        _ input: UnsafeBufferPointer<Float>, into ink: UnsafeMutablePointer<Ink>, _ starts: UnsafeMutablePointer<Int32>
    ) -> Float {
        guard let corner = input.first, let start = input.baseAddress else {
            starts[0] = 0
            return 0
        }
        func inkCount(_ paper: Float) -> Int {
            var (count, band) = (0, 0)
            while band * bandRows < input.count {
                starts[band] = Int32(count)
                let indices = band * bandRows..<min((band + 1) * bandRows, input.count)
                count += collect(start, indices, paper, into: ink + count)
                band += 1
            }
            starts[band] = Int32(count)
            return count
        }
        // The corner of a picture is paper, if at least half of its numbers are equal to it: to take a number from all
        // others that few are equal to gains nothing. And none may be nearer to 0, because it would keep fewer of its
        // digits.
        let canBePaper = corner.isFinite && !isAnyNearerToZero(start, input.count, than: corner)
        let paper = canBePaper ? corner : 0
        guard inkCount(paper) > input.count / 2, paper.bitPattern != 0 else { return paper }
        _ = inkCount(0)
        return 0
    }

    // Bits are compared, which needs no branch for what is not a number, and in loops without a check of their range:
    // the compiler then compares eight at once.

    private static func isAnyNearerToZero(_ input: UnsafePointer<Float>, _ count: Int, than number: Float) -> Bool {
        let limit = Int32(bitPattern: number.magnitude.bitPattern)
        // Nothing is nearer to 0 than 0, the paper of most pictures, so they need no search.
        if limit == 0 { return false }
        var (index, nearerCount): (Int, Int32) = (0, 0)
        while index < count {
            nearerCount &+= Int32(bitPattern: input[index].magnitude.bitPattern) < limit ? 1 : 0
            index &+= 1
        }
        return nearerCount > 0
    }

    /// Writes the ink of some inputs, and returns how many are ink.
    private static func collect(
        _ input: UnsafePointer<Float>, _ indices: Range<Int>, _ paper: Float, into ink: UnsafeMutablePointer<Ink>
    ) -> Int {
        let paperBits = paper.bitPattern
        var (start, place) = (indices.lowerBound, 0)
        while start < indices.upperBound {
            let end = min(start &+ 16, indices.upperBound)
            // Most sixteens of a picture are paper throughout.
            var (index, differences): (Int, UInt32) = (start, 0)
            while index < end {
                differences |= input[index].bitPattern ^ paperBits
                index &+= 1
            }
            index = differences == 0 ? end : start
            while index < end {
                // Written in any case, and kept only if it is ink: that is quicker than a branch that the processor
                // can't foresee.
                ink[place] = Ink(index: Int32(truncatingIfNeeded: index), amount: input[index] - paper)
                place &+= input[index].bitPattern == paperBits ? 0 : 1
                index &+= 1
            }
            start = end
        }
        return place
    }
}

/// The inputs of a batch, one below the other.
///
/// A step first copies its observations here. They are shuffled, so each lies far from the one before; read where they
/// lie, every band of every observation would be waited for, twice in a step. That took a tenth more CPU time.
struct InkBatch: Sendable {
    let bandCount: Int

    /// c of each row.
    private let papers: AlignedStorage<Float>
    private let ink: AlignedStorage<Ink>
    private let starts: AlignedStorage<Int32>
    private let inputCount: Int

    /// Room for `batch` observations like these.
    init(_ observations: Observations, batch: Int) {
        (bandCount, inputCount) = (observations.bandCount, observations.inputCount)
        papers = AlignedStorage(unset: batch)
        ink = AlignedStorage(unset: batch * inputCount)
        starts = AlignedStorage(unset: batch * (bandCount + 1))
    }

    /// Puts an observation into a row.
    func set(_ row: Int, _ observations: Observations, _ observation: Int) {
        papers.start[row] = observations.papers.start[observation]
        let to = starts.start + row &* (bandCount &+ 1)
        to.update(from: observations.starts.start + observation &* (bandCount &+ 1), count: bandCount &+ 1)
        (ink.start + row &* inputCount).update(
            from: observations.ink.start + observations.places.start[observation], count: Int(to[bandCount]))
    }

    /// c of a row.
    func paper(_ row: Int) -> Float { papers.start[row] }

    /// The ink of a row in a band of its inputs.
    func ink(_ row: Int, band: Int) -> InkList {
        let starts = starts.start + (row &* (bandCount &+ 1) &+ band)
        return InkList(start: ink.start + (row &* inputCount &+ Int(starts[0])), count: Int(starts[1] &- starts[0]))
    }
}

/// What a layer has learned so far, as the engine computes with it.
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

    /// A layer with given weights.
    init(_ activation: Activation, _ weights: LayerWeights) {
        self.activation = activation
        numbers = PaddedMatrix(weights.kernel.rows + 1, weights.bias.count)
        let kernel = weights.kernel.elements
        for row in kernelRows {
            for unit in 0..<unitCount { numbers[row, unit] = kernel[row * unitCount + unit] }
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

/// A dense layer at work on a batch: what goes forward through it, and what comes back.
///
/// In the shapes below `batch` is the number of observations. Each method computes some rows of its result, so that
/// several cores can share the work.
///
/// A class, so that a task retains it once. The seven matrices of a struct would be retained one by one, a fortieth
/// of the CPU time of lesson 13.
final class LayerRun: Sendable {
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
    ///   - isTraining: whether gradients are needed, too.
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
    ///   - inputs: batch × inputs.
    ///   - kernelSum: Σ kernel[k, :], 1 × units.
    func forward(_ inputs: InkBatch, kernelSum: PaddedMatrix, _ rows: Range<Int>) {
        for row in rows {
            let paper = inputs.paper(row)
            for unit in 0..<sums.rowLength {
                // Where there is no paper, a sum that has overflowed must not make a NaN of it.
                let fromPaper = paper == 0 ? 0 : paper * kernelSum[0, unit]
                sums[row, unit] = parameters.numbers[parameters.biasRow, unit] + fromPaper
            }
        }
        // Band by band, so that a band of the kernel stays in a near cache while all rows go by.
        for band in 0..<inputs.bandCount {
            for row in rows {
                MatrixProduct.add(inputs.ink(row, band: band), times: parameters.numbers, to: sums, row: row)
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
    /// The exponentials are taken as `Double` and then rounded, so that nearly always the same `Float` comes out,
    /// whatever the C library makes of the last digit.
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
        MatrixProduct.sumRows(gradient, 0..<batchCount, into: parameterGradient, row: parameters.biasRow)
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
    /// - Parameters:
    ///   - inputs: batch × inputs.
    ///   - paperGradient: Σ c · gradient[i, :], 1 × units.
    func sumKernelGradient(
        _ inputs: InkBatch, _ batchCount: Int, paperGradient: PaddedMatrix, band: Int, _ kernelRows: Range<Int>
    ) {
        for row in kernelRows {
            for unit in 0..<sums.rowLength { parameterGradient[row, unit] = paperGradient[0, unit] }
        }
        for row in 0..<batchCount {
            MatrixProduct.addTransposed(
                inputs.ink(row, band: band), times: gradient, row: row, to: parameterGradient)
        }
    }

    /// Brings kernelᵀ up to date with a row of the kernel.
    func refresh(_ row: Int) {
        for unit in 0..<transposedKernel.rows { transposedKernel[unit, row] = parameters.numbers[row, unit] }
    }
}

/// What a model should answer, in the form that its loss takes.
enum Targets: Sendable {
    /// The number of the right output of each observation.
    case labels([Int32])

    /// The outputs for each observation, one row behind the other.
    case outputs([Float])

    /// Puts what the outputs for an observation should be into a row; with a label, 1 at the label and 0 elsewhere.
    func copy(_ observation: Int, to matrix: PaddedMatrix, row: Int) {
        switch self {
        case .labels(let labels):
            for unit in 0..<matrix.columns { matrix[row, unit] = 0 }
            matrix[row, Int(labels[observation])] = 1
        case .outputs(let outputs):
            for unit in 0..<matrix.columns {
                matrix[row, unit] = outputs[observation &* matrix.columns &+ unit]
            }
        }
    }
}

/// The cross-entropy behind the softmax of the last layer: where the way forward ends and the way back begins.
extension LayerRun {
    /// The loss of an observation, −Σ t·log(o), and whether the answer is right.
    ///
    /// With o = eˢ / Σ eˢ, −log(o) is log Σ eˢ − s, and for the largest sum m it is −log(o) = log Σ eˢ⁻ᵐ. So nothing
    /// can overflow, and an output that is rounded to 0 has a loss all the same.
    ///
    /// - Parameter targets: batch × units.
    func loss(_ row: Int, _ targets: PaddedMatrix) -> (loss: Double, isHit: Bool) {
        let place = sums.placeOfLargest(inRow: row)
        let (largest, logarithm) = (Double(sums[row, place]), -log(Double(outputs[row, place])))
        var loss = 0.0
        for unit in 0..<parameters.unitCount where targets[row, unit] != 0 {
            loss += Double(targets[row, unit]) * (largest - Double(sums[row, unit]) + logarithm)
        }
        // NaN is no answer.
        let right = targets.placeOfLargest(inRow: row)
        return (loss, outputs.placeOfLargest(inRow: row) == right && !outputs[row, right].isNaN)
    }

    /// The gradient of the batch's mean loss with respect to the sums of an observation: (o · Σt − t) / batch.
    func setGradient(_ row: Int, _ targets: PaddedMatrix, batchCount: Int) {
        var total: Float = 0
        for unit in 0..<parameters.unitCount { total += targets[row, unit] }
        let share = 1 / Float(batchCount)
        for unit in 0..<parameters.unitCount {
            gradient[row, unit] = (outputs[row, unit] * total - targets[row, unit]) * share
        }
    }
}

/// What changes the parameters in a step.
struct Update: Sendable {
    private let optimizer: Optimizer
    private let slots: [[PaddedMatrix]]
    private let rate: Float

    /// - Parameters:
    ///   - slots: the numbers that the optimizer remembers, for each layer: as many matrices as it has slots, of the
    ///     shape of the parameters.
    ///   - step: t.
    init(_ optimizer: Optimizer, slots: [[PaddedMatrix]], step: Int) {
        self.optimizer = optimizer
        self.slots = slots
        rate = optimizer.rate(atStep: step)
    }

    /// Changes some rows of a layer's parameters.
    func apply(layer: Int, _ weights: PaddedMatrix, _ gradient: PaddedMatrix, _ rows: Range<Int>) {
        let (rate, slots, places) = (rate, slots[layer], weights.places(rows))
        switch optimizer {
        case .sgd(_, 0):
            for place in places { weights[place] -= gradient[place] * rate }
        case .sgd(_, let momentum):
            let (momentum, velocities) = (Float(momentum), slots[0])
            for place in places {
                velocities[place] = Self.kept(velocities[place] * momentum - gradient[place] * rate)
                weights[place] += velocities[place]
            }
        case .rmsprop(_, let rho, let epsilon):
            let (keep, rest, epsilon, sizes) = (Float(rho), Float(1 - rho), Float(epsilon), slots[0])
            for place in places {
                let slope = gradient[place]
                let size = Self.kept(sizes[place] * keep + slope * slope * rest)
                sizes[place] = size
                weights[place] -= slope * rate / (size + epsilon).squareRoot()
            }
        case .adam(_, let beta1, let beta2, let epsilon):
            let (keep1, rest1, keep2, rest2) = (Float(beta1), Float(1 - beta1), Float(beta2), Float(1 - beta2))
            let (epsilon, means, sizes) = (Float(epsilon), slots[0], slots[1])
            for place in places {
                let slope = gradient[place]
                let mean = Self.kept(means[place] * keep1 + slope * rest1)
                let size = Self.kept(sizes[place] * keep2 + slope * slope * rest2)
                (means[place], sizes[place]) = (mean, size)
                weights[place] -= mean * rate / (size.squareRoot() + epsilon)
            }
        }
    }

    /// What an optimizer remembers; nothing, once it has shrunk to far below the last digit of a weight.
    ///
    /// Behind a pixel that is nearly always paper it shrinks in every step. Below 1e-38 `Float` would keep it with
    /// fewer and fewer digits, and the processor takes some hundred times as long for such numbers: a quarter of the
    /// CPU time of lesson 14's training.
    @inline(__always)
    private static func kept(_ number: Float) -> Float { number.magnitude < 1e-30 ? 0 : number }
}

/// Sends a batch through the layers, and in training hands the gradient of its mean loss back and changes the weights.
///
/// A step has two halves. In the first a task takes sixteen observations all the way forward and back; in the second a
/// task takes some rows of a kernel, sums up their gradient over the batch, and changes them. So cores wait for each
/// other only twice. What a task is does not depend on the number of cores, and each sum is added up within one task,
/// in the order of the observations: one core and many learn the same, to the last bit.
///
/// All memory is allocated at the beginning.
struct BatchRun: Sendable {
    /// How many observations a task of the first half takes. All of them go through a band of the kernel while it is in
    /// a near cache: with eight, lesson 15 took four percent more CPU time.
    private static let blockSize = 16

    /// A step with at least this many multiplications is shared by all cores. With 32 hidden nodes, 32 observations
    /// have 0.8 million; on two cores they took twice the CPU time, and no less time.
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

    // What goes into the first layer and what should come out of the last, of each observation of the batch:
    // batch × inputs, batch × units.
    private let inputs: InkBatch
    private let targetRows: PaddedMatrix

    // Of the first layer, 1 × units: Σ kernel[k, :], and Σ c · gradient[i, :], by which paper enters the products. They
    // are zeros where all paper is 0.
    private let kernelSum: PaddedMatrix
    private let paperGradient: PaddedMatrix

    // Of each observation of the batch.
    private let losses: AlignedStorage<Double>
    private let hits: AlignedStorage<Int>

    /// Whether a batch is large enough for all cores.
    private let isShared: Bool

    /// Prepares to compute with the given layers.
    ///
    /// - Parameters:
    ///   - parameters: what is read, and in training changed.
    ///   - targets: what the outputs are compared with; nil when only outputs are wanted.
    ///   - batch: the largest number of observations in a batch.
    ///   - isShared: whether all cores share the work; nil to decide by how much there is.
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
        inputs = InkBatch(observations, batch: batch)
        targetRows = PaddedMatrix(targets == nil ? 0 : batch, parameters.last?.unitCount ?? 0)
        let firstUnits = parameters.first?.unitCount ?? 0
        kernelSum = PaddedMatrix(1, firstUnits)
        paperGradient = PaddedMatrix(1, firstUnits)
        losses = AlignedStorage(count: batch)
        hits = AlignedStorage(count: batch)
        let work = batch * parameters.reduce(0) { $0 + $1.inputCount * $1.unitCount }
        self.isShared = isShared ?? (work >= Self.leastSharedWork)
        sumKernel()
    }

    /// Computes the outputs of some observations, and passes them on one by one, row by row.
    func predict(_ batch: ArraySlice<Int>, _ output: (Float) -> Void) {
        share(batch.count) { rows in forward(batch, rows) }
        guard let last = layers.last else { return }
        for row in 0..<batch.count {
            for unit in 0..<last.parameters.unitCount { output(last.outputs[row, unit]) }
        }
    }

    /// The summed loss of some observations, and the number of right answers.
    func evaluate(_ batch: ArraySlice<Int>) -> (loss: Double, hits: Int) {
        share(batch.count) { rows in
            forward(batch, rows)
            judge(rows)
        }
        return tally(batch.count)
    }

    /// One step of training.
    ///
    /// - Parameters:
    ///   - batch: the numbers of its observations.
    ///   - update: what changes the parameters; nil to find the gradient only.
    /// - Returns: the summed loss of the batch before the step, and the number of right answers.
    func step(_ batch: ArraySlice<Int>, _ update: Update?) -> (loss: Double, hits: Int) {
        share(batch.count) { rows in
            forward(batch, rows)
            judge(rows)
            backward(rows, batchCount: batch.count)
        }
        for (index, layer) in layers.enumerated() {
            layer.sumBiasGradient(batch.count)
            let bias = layer.parameters.biasRow
            update?.apply(layer: index, layer.parameters.numbers, layer.parameterGradient, bias..<bias + 1)
        }
        sumPaperGradient(batch.count)
        onAllCores(bands.count, isWorthIt: isShared) { index in learn(bands[index], batch.count, update) }
        sumKernel()
        return tally(batch.count)
    }

    /// The gradients that the last step has found, laid out as the parameters are.
    var gradients: [PaddedMatrix] { layers.map(\.parameterGradient) }

    /// Does all rows of a batch, a block in each task.
    private func share(_ count: Int, _ task: @Sendable (Range<Int>) -> Void) {
        onAllCores((count + Self.blockSize - 1) / Self.blockSize, isWorthIt: isShared) { block in
            task(block * Self.blockSize..<min((block + 1) * Self.blockSize, count))
        }
    }

    // MARK: Forward

    private func forward(_ batch: ArraySlice<Int>, _ rows: Range<Int>) {
        for row in rows {
            let observation = batch[batch.startIndex + row]
            inputs.set(row, observations, observation)
            targets?.copy(observation, to: targetRows, row: row)
        }
        for (index, layer) in layers.enumerated() {
            if index == 0 {
                layer.forward(inputs, kernelSum: kernelSum, rows)
            } else {
                layer.forward(layers[index - 1].outputs, rows)
            }
        }
    }

    private func judge(_ rows: Range<Int>) {
        guard let last = layers.last else { return }
        for row in rows {
            let result = last.loss(row, targetRows)
            losses.elements[row] = result.loss
            hits.elements[row] = result.isHit ? 1 : 0
        }
    }

    /// Added up in the order of the observations.
    private func tally(_ count: Int) -> (loss: Double, hits: Int) {
        (0..<count).reduce((0, 0)) { ($0.loss + losses.elements[$1], $0.hits + hits.elements[$1]) }
    }

    // MARK: Back

    private func backward(_ rows: Range<Int>, batchCount: Int) {
        guard let last = layers.last else { return }
        for row in rows { last.setGradient(row, targetRows, batchCount: batchCount) }
        for index in layers.indices.dropLast().reversed() {
            layers[index + 1].handBack(rows, to: layers[index].gradient)
            layers[index].backward(rows)
        }
    }

    /// Finds the gradient with respect to a band of a kernel, and changes the band by it.
    private func learn(_ band: Band, _ batchCount: Int, _ update: Update?) {
        let layer = layers[band.layer]
        if band.layer == 0 {
            layer.sumKernelGradient(
                inputs, batchCount, paperGradient: paperGradient, band: band.index, band.kernelRows)
        } else {
            layer.sumKernelGradient(layers[band.layer - 1].outputs, batchCount, band.kernelRows)
        }
        guard let update else { return }
        update.apply(layer: band.layer, layer.parameters.numbers, layer.parameterGradient, band.kernelRows)
        for row in band.kernelRows { layer.refresh(row) }
    }

    private func sumPaperGradient(_ batchCount: Int) {
        guard observations.hasPaper, let first = layers.first else { return }
        for unit in 0..<paperGradient.rowLength { paperGradient[0, unit] = 0 }
        for row in 0..<batchCount {
            let paper = inputs.paper(row)
            guard paper != 0 else { continue }
            for unit in 0..<paperGradient.rowLength { paperGradient[0, unit] += paper * first.gradient[row, unit] }
        }
    }

    private func sumKernel() {
        // From 0 to 1, paper is 0, and nobody asks for the sum.
        guard observations.hasPaper, let first = layers.first?.parameters else { return }
        MatrixProduct.sumRows(first.numbers, first.kernelRows, into: kernelSum, row: 0)
    }
}
