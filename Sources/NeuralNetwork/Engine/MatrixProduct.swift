import Numerics

/// A matrix of `Float`s in memory that layers share: row by row, each row padded with zeros to whole vectors.
///
/// It is a handle: copies of the value lead to the same numbers, on every thread, and nobody checks an index. Tasks that
/// run at the same time write different rows.
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

/// Numbers that are calculated with at once: one register with AVX-512, two with AVX2, four with NEON.
typealias Lanes = SIMD16<Float>

/// A number of an input that isn't paper: where it is, and how much darker than paper.
struct Ink: BitwiseCopyable, Sendable {
    var index: Int32
    var amount: Float
}

/// The products that `Sequential` is made of.
///
/// Sums stay in registers while the inner dimension goes by. Every sum is added up in one order, whoever calculates it and
/// with how many others, so it comes out the same to the last bit on one core and on many.
enum MatrixProduct {
    /// result[i, :] = initial[row, :] + Σₖ left[i, k] · right[k, :], for some rows i.
    ///
    /// - Parameters:
    ///   - left: rows × inner.
    ///   - right: inner × columns; what it has below that is not read.
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
            // Behind the last row stands the last row again; its sums are calculated and stored more than once.
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
            for place in ink.range {
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
            for place in ink.range {
                let ink = ink.start[place]
                let target = result.start + (Int(ink.index) &* result.rowLength &+ column)
                var sums = Block(target, count)
                sums.add(ink.amount, block, count)
                sums.store(target, count)
            }
        }
    }

    /// Cuts a row into blocks of six vectors, the most that fit into registers beside what is added, and then of two and
    /// one. With six a row of 90 nodes is one block, and each ink is looked up once.
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

    /// sum += factor · vector, rounded once (IEEE 754's fused multiply-add), which is the same on every processor that has
    /// the instruction. Without it Swift would call a function of C, twenty times as slow. There the product is rounded
    /// before it is added: the last digit of a weight may differ, and a lesson takes as long as elsewhere.
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

/// Some of the ink of an input, or all of it, in the order of its indices.
struct InkList {
    fileprivate let start: UnsafePointer<Ink>
    fileprivate let range: Range<Int>

    /// What stands in some places of a storage.
    init(_ storage: AlignedStorage<Ink>, _ range: Range<Int>) {
        (start, self.range) = (UnsafePointer(storage.start), range)
    }
}

extension FloatMatrix {
    /// Hands over the elements to be read on all cores, without a check of every index, which takes @@ times as long.
    func withUncheckedElements<Result>(_ body: (UncheckedNumbers) -> Result) -> Result {
        elements.withUnsafeBufferPointer { body(UncheckedNumbers(start: $0.baseAddress)) }
    }
}

/// Numbers that are only read, by their places.
struct UncheckedNumbers: @unchecked Sendable {
    fileprivate let start: UnsafePointer<Float>?

    subscript(place: Int) -> Float { start.unsafelyUnwrapped[place] }

    /// How many of some are other than a number.
    func count(of places: Range<Int>, otherThan number: Float) -> Int { count(places) { $0 != number } }

    /// How many of some are nearer to 0 than a number.
    func count(of places: Range<Int>, nearerToZeroThan number: Float) -> Int {
        count(places) { $0.magnitude < number.magnitude }
    }

    /// Without a check in the loop, and with `Int32`s, eight are counted at a time.
    @inline(__always)
    private func count(_ places: Range<Int>, _ isCounted: (Float) -> Bool) -> Int {
        let first = start.unsafelyUnwrapped + places.lowerBound
        var count: Int32 = 0
        var place = 0
        while place < places.count {
            count &+= isCounted(first[place]) ? 1 : 0
            place &+= 1
        }
        return Int(count)
    }
}
