import Numerics

/// The weights between two layers of nodes, kept so that a step of training touches as few of them as it can.
///
/// A step with the input x changes each weight: W += δ·xᵀ. But four fifths of a scanned digit are background, the
/// same small number c in every one of those pixels, and the columns of W behind them all change by the same c·δ. So
/// with x = c + p, where p is 0 on the background, the matrix is kept in two parts,
///
///     W = V + b·1ᵀ             b: one number a row
///
/// and a product and an update need only those columns of V in which p is not 0:
///
///     W·x = V·p + c·(V·1) + b·Σx
///     V += δ·pᵀ,   b += c·δ,   V·1 += δ·Σp
///
/// `rowSums` keeps V·1 up to date. With c = 0 this is the ordinary product and the ordinary update. It is exact
/// but for rounding: the tests hold it to the plain formula.
///
/// V is stored column by column, so that what an inked pixel touches lies in one piece, and a column is padded with
/// zeros to whole vectors. Multiplication and addition are separate instructions and the order of the additions is
/// fixed, so the result is the same on every processor, as far as `exp` is: its last bit differs between C libraries.
struct PaperlessWeights: Sendable {
    typealias Vector = SIMD8<Double>

    let outputCount: Int
    let inputCount: Int

    /// How many vectors a column of the weights takes, and so do the outputs, errors and slopes behind them.
    let vectorCount: Int

    /// V: `inputCount` columns, each of `vectorCount` vectors. Then b and V·1, `vectorCount` vectors each.
    ///
    /// It is all in one piece, because a reference is counted for each piece whenever the weights are handed on.
    private var storage: AlignedStorage<Vector>

    private var offsets: UnsafeMutablePointer<Vector> { storage.start + vectorCount * inputCount }
    private var rowSums: UnsafeMutablePointer<Vector> { offsets + vectorCount }

    /// Whether any offset can be other than 0.
    private var hasOffsets = false

    init(_ weights: Matrix) {
        (outputCount, inputCount) = (weights.rows, weights.columns)
        vectorCount = (weights.rows + Vector.scalarCount - 1) / Vector.scalarCount
        storage = AlignedStorage(count: vectorCount * (weights.columns + 2))
        let (columns, rowSums) = (storage.start, rowSums)
        for row in 0..<weights.rows {
            let (vector, lane) = row.quotientAndRemainder(dividingBy: Vector.scalarCount)
            for column in 0..<weights.columns {
                let weight = weights.elements[row * weights.columns + column]
                columns[column * vectorCount + vector][lane] = weight
                rowSums[vector][lane] += weight
            }
        }
    }

    /// W, put together again: outputs × inputs.
    var weights: Matrix {
        var elements: [Double] = []
        elements.reserveCapacity(outputCount * inputCount)
        let (columns, offsets) = (storage.start, offsets)
        for row in 0..<outputCount {
            let (vector, lane) = row.quotientAndRemainder(dividingBy: Vector.scalarCount)
            for column in 0..<inputCount {
                elements.append(columns[column * vectorCount + vector][lane] + offsets[vector][lane])
            }
        }
        return Matrix(outputCount, inputCount, elements: elements)
    }

    /// W·x, into `result`, which has `vectorCount` vectors.
    func product(_ input: Input, into result: UnsafeMutablePointer<Vector>) {
        let (height, columns, inked) = (vectorCount, storage.start, input.inked)
        result.update(repeating: .zero, count: height)
        // Four columns at a time, so that a sum is fetched and stored once for four products. Each column is read from
        // one end to the other, which the cache likes better than four vectors of every column in turn: by a tenth.
        var index = 0
        while index &+ 4 <= inked.count {
            let (ink0, ink1, ink2, ink3) = (inked[index], inked[index &+ 1], inked[index &+ 2], inked[index &+ 3])
            let (column0, column1) = (columns + ink0.column &* height, columns + ink1.column &* height)
            let (column2, column3) = (columns + ink2.column &* height, columns + ink3.column &* height)
            let (amount0, amount1) = (Vector(repeating: ink0.amount), Vector(repeating: ink1.amount))
            let (amount2, amount3) = (Vector(repeating: ink2.amount), Vector(repeating: ink3.amount))
            for vector in 0..<height {
                var sum = result[vector]
                sum += column0[vector] * amount0
                sum += column1[vector] * amount1
                sum += column2[vector] * amount2
                sum += column3[vector] * amount3
                result[vector] = sum
            }
            index &+= 4
        }
        while index < inked.count {
            let (column, amount) = (columns + inked[index].column &* height, Vector(repeating: inked[index].amount))
            for vector in 0..<height { result[vector] += column[vector] * amount }
            index &+= 1
        }
        // Without a background there is nothing to add, and a row sum that has overflowed must not make a NaN of it.
        guard input.background != 0 || hasOffsets else { return }
        let (offsets, rowSums) = (offsets, rowSums)
        let inputSum = input.inkSum + input.background * Double(inputCount)
        for vector in 0..<height {
            result[vector] += input.background * rowSums[vector] + inputSum * offsets[vector]
        }
    }

    /// W += δ·xᵀ.
    mutating func update(_ delta: UnsafePointer<Vector>, _ input: Input) {
        AlignedStorage.makeUnique(&storage)
        let (height, columns, offsets, rowSums) = (vectorCount, storage.start, offsets, rowSums)
        for vector in 0..<height {
            offsets[vector] += input.background * delta[vector]
            rowSums[vector] += input.inkSum * delta[vector]
        }
        if input.background != 0 { hasOffsets = true }
        for ink in input.inked {
            let (column, amount) = (columns + ink.column &* height, Vector(repeating: ink.amount))
            for vector in 0..<height { column[vector] += delta[vector] * amount }
        }
    }

    /// Wᵀ·e, into the first `inputCount` lanes of `result`: for each input the errors behind it, in proportion to
    /// the weights that lead there.
    func transposedProduct(_ errors: UnsafePointer<Vector>, into result: UnsafeMutablePointer<Vector>) {
        let (height, columns, offsets) = (vectorCount, storage.start, offsets)
        result.withMemoryRebound(to: Double.self, capacity: inputCount) { result in
            for column in 0..<inputCount {
                var sum = Vector.zero
                for vector in 0..<height {
                    sum += (columns[column &* height &+ vector] + offsets[vector]) * errors[vector]
                }
                result[column] = sum.sum()
            }
        }
    }

    /// What is multiplied by the weights, taken apart into background and ink.
    struct Input: BitwiseCopyable {
        /// One number that is not background: where, and by how much.
        struct Ink: BitwiseCopyable {
            var column: Int
            var amount: Double
        }

        private(set) var background = 0.0
        private(set) var inkSum = 0.0

        /// There is always room for every number, so that taking an input apart allocates nothing.
        private let ink: UnsafeMutablePointer<Ink>
        private var inkedCount = 0

        /// Everything that is not background, from the first number to the last.
        var inked: UnsafeBufferPointer<Ink> { UnsafeBufferPointer(start: ink, count: inkedCount) }

        /// An input that is still to be set.
        ///
        /// - Parameter ink: Room for as many as there are numbers. It must outlive the input.
        init(ink: UnsafeMutablePointer<Ink>) {
            self.ink = ink
        }

        /// Takes apart another input.
        ///
        /// - Parameter hasBackground: Whether its first number, the corner of a picture, may be background: it is, if
        ///   at least half of the numbers are equal to it. Otherwise every number but 0 is ink.
        mutating func set(_ input: UnsafeBufferPointer<Double>, hasBackground: Bool) {
            // A number that is not finite is ink, so that it goes into every sum, as it should.
            set(input, background: hasBackground && input[0].isFinite ? input[0] : 0)
            // Subtracting a number that few others are equal to would gain nothing, and cost digits.
            if background != 0 && inkedCount > input.count / 2 { set(input, background: 0) }
        }

        private mutating func set(_ input: UnsafeBufferPointer<Double>, background: Double) {
            var (count, sum) = (0, 0.0)
            var start = 0
            while start < input.count {
                let end = min(start &+ 64, input.count)
                var places = Self.inked(input, start, end, background.bitPattern)
                // A loop over the inked places alone. A branch for each number or each eight would go another way at
                // the beginning and end of every stroke, which the processor can't foresee: three times as slow.
                while places != 0 {
                    let column = start &+ places.trailingZeroBitCount
                    let amount = input[column] - background
                    ink[count] = Ink(column: column, amount: amount)
                    sum += amount
                    count &+= 1
                    places &= places &- 1
                }
                start = end
            }
            (self.background, inkedCount, inkSum) = (background, count, sum)
        }

        /// Which of at most 64 numbers, from `start` on, don't have the bits of `paper`: a bit for each.
        @inline(__always)
        private static func inked(
            _ input: UnsafeBufferPointer<Double>, _ start: Int, _ end: Int, _ paper: UInt64
        ) -> UInt64 {
            let bytes = UnsafeRawBufferPointer(input)
            // Eight numbers at a time, each of which has a bit of its own.
            var place = SIMD8<Int64>(1, 2, 4, 8, 16, 32, 64, 128)
            var places = SIMD8<Int64>.zero
            var next = start
            while next &+ 8 <= end {
                let numbers = bytes.loadUnaligned(
                    fromByteOffset: next &* MemoryLayout<Double>.stride, as: SIMD8<Int64>.self)
                let difference = numbers ^ SIMD8(repeating: Int64(bitPattern: paper))
                // All bits are 1 where they differ: unless a number is 0, it or its negative is below 0. A comparison
                // would be plainer, but Swift makes eight of it, one after the other.
                places |= place & ((difference | (0 &- difference)) &>> 63)
                place &<<= 8
                next &+= 8
            }
            let four = places.lowHalf | places.highHalf
            let two = four.lowHalf | four.highHalf
            var inked = UInt64(bitPattern: two[0] | two[1])
            while next < end {
                inked |= (input[next].bitPattern == paper ? 0 : 1) &<< UInt64(next &- start)
                next &+= 1
            }
            return inked
        }
    }
}
