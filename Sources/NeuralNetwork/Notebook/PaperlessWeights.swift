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

    /// V: `inputCount` columns, each of `vectorCount` vectors.
    private var storage: AlignedStorage<Vector>

    /// b and V·1, `vectorCount` vectors each.
    private var offsets: [Vector]
    private var rowSums: [Vector]

    /// Whether any offset can be other than 0.
    private var hasOffsets = false

    init(_ weights: Matrix) {
        (outputCount, inputCount) = (weights.rows, weights.columns)
        vectorCount = (weights.rows + Vector.scalarCount - 1) / Vector.scalarCount
        storage = AlignedStorage(count: vectorCount * weights.columns)
        offsets = Array(repeating: .zero, count: vectorCount)
        rowSums = offsets
        for row in 0..<weights.rows {
            let (vector, lane) = row.quotientAndRemainder(dividingBy: Vector.scalarCount)
            for column in 0..<weights.columns {
                let weight = weights.elements[row * weights.columns + column]
                storage.elements[column * vectorCount + vector][lane] = weight
                rowSums[vector][lane] += weight
            }
        }
    }

    /// W, put together again: outputs × inputs.
    var weights: Matrix {
        var elements: [Double] = []
        elements.reserveCapacity(outputCount * inputCount)
        for row in 0..<outputCount {
            let (vector, lane) = row.quotientAndRemainder(dividingBy: Vector.scalarCount)
            for column in 0..<inputCount {
                elements.append(storage.elements[column * vectorCount + vector][lane] + offsets[vector][lane])
            }
        }
        return Matrix(outputCount, inputCount, elements: elements)
    }

    /// W·x, into `result`, which has `vectorCount` vectors.
    func product(_ input: Input, into result: inout [Vector]) {
        let (height, ink, inkedCount) = (vectorCount, input.ink, input.inkedCount)
        let columns = storage.elements
        ink.withUnsafeBufferPointer { ink in
            // Four sums at a time stay in registers while all inked columns go by.
            var vector = 0
            while vector + 4 <= height {
                var (sum0, sum1, sum2, sum3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
                for index in 0..<inkedCount {
                    let start = ink[index].column &* height &+ vector
                    let amount = Vector(repeating: ink[index].amount)
                    sum0 += columns[start] * amount
                    sum1 += columns[start &+ 1] * amount
                    sum2 += columns[start &+ 2] * amount
                    sum3 += columns[start &+ 3] * amount
                }
                (result[vector], result[vector + 1], result[vector + 2], result[vector + 3]) = (sum0, sum1, sum2, sum3)
                vector += 4
            }
            while vector < height {
                var sum = Vector.zero
                for index in 0..<inkedCount {
                    sum += columns[ink[index].column &* height &+ vector] * ink[index].amount
                }
                result[vector] = sum
                vector += 1
            }
        }
        // Without a background there is nothing to add, and a row sum that has overflowed must not make a NaN of it.
        guard input.background != 0 || hasOffsets else { return }
        let inputSum = input.inkSum + input.background * Double(inputCount)
        for vector in 0..<height {
            result[vector] += input.background * rowSums[vector] + inputSum * offsets[vector]
        }
    }

    /// W += δ·xᵀ.
    mutating func update(_ delta: [Vector], _ input: Input) {
        for vector in 0..<vectorCount {
            offsets[vector] += input.background * delta[vector]
            rowSums[vector] += input.inkSum * delta[vector]
        }
        if input.background != 0 { hasOffsets = true }
        let (height, ink, inkedCount) = (vectorCount, input.ink, input.inkedCount)
        AlignedStorage.makeUnique(&storage)
        let columns = storage.elements
        ink.withUnsafeBufferPointer { ink in
            // From the last four vectors to the first, against the order of `product`: what that has touched last
            // is still in the nearest cache, and what this touches last is what the next `product` begins with.
            var vector = height
            while vector % 4 != 0 {
                vector -= 1
                let delta0 = delta[vector]
                for index in 0..<inkedCount {
                    columns[ink[index].column &* height &+ vector] += delta0 * ink[index].amount
                }
            }
            while vector > 0 {
                vector -= 4
                let (delta0, delta1, delta2, delta3) = (
                    delta[vector], delta[vector + 1], delta[vector + 2], delta[vector + 3]
                )
                for index in 0..<inkedCount {
                    let start = ink[index].column &* height &+ vector
                    let amount = Vector(repeating: ink[index].amount)
                    columns[start] += delta0 * amount
                    columns[start &+ 1] += delta1 * amount
                    columns[start &+ 2] += delta2 * amount
                    columns[start &+ 3] += delta3 * amount
                }
            }
        }
    }

    /// Wᵀ·e, into the first `inputCount` lanes of `result`: for each input the errors behind it, in proportion to
    /// the weights that lead there.
    func transposedProduct(_ errors: [Vector], into result: inout [Vector]) {
        let (height, columns) = (vectorCount, storage.elements)
        result.withUnsafeMutableBufferPointer { vectors in
            vectors.withMemoryRebound(to: Double.self) { result in
                for column in 0..<inputCount {
                    var sum = Vector.zero
                    for vector in 0..<height {
                        sum += (columns[column &* height &+ vector] + offsets[vector]) * errors[vector]
                    }
                    result[column] = sum.sum()
                }
            }
        }
    }

    /// What is multiplied by the weights, taken apart into background and ink.
    struct Input: Sendable {
        /// One number that is not background: where, and by how much.
        struct Ink {
            var column: Int
            var amount: Double
        }

        private(set) var background = 0.0
        private(set) var inkSum = 0.0

        /// The first `inkedCount` elements count. There is always room for every number, so that taking an input
        /// apart allocates nothing.
        private(set) var ink: [Ink]
        private(set) var inkedCount = 0

        init(count: Int) {
            ink = Array(repeating: Ink(column: 0, amount: 0), count: count)
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
            let paper = background.bitPattern
            let bytes = UnsafeRawBufferPointer(input)
            var (count, sum) = (0, 0.0)
            ink.withUnsafeMutableBufferPointer { ink in
                var start = 0
                while start < input.count {
                    let end = min(start &+ Vector.scalarCount, input.count)
                    // Most eights of a picture are paper throughout.
                    if start &+ Vector.scalarCount <= input.count, Self.isPaper(bytes, start, paper) {
                        start = end
                        continue
                    }
                    for column in start..<end {
                        // Written in any case, and kept only if it is ink: that is quicker than a branch that the
                        // processor can't foresee.
                        ink[count] = Ink(column: column, amount: input[column] - background)
                        count &+= input[column].bitPattern == paper ? 0 : 1
                    }
                    start = end
                }
                for index in 0..<count { sum += ink[index].amount }
            }
            (self.background, inkedCount, inkSum) = (background, count, sum)
        }

        /// Whether eight numbers, from the given one on, all have the bits of `paper`.
        @inline(__always)
        private static func isPaper(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ paper: UInt64) -> Bool {
            let offset = start &* MemoryLayout<Double>.stride
            let differences =
                bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self) ^ SIMD8(repeating: paper)
            let four = differences.lowHalf | differences.highHalf
            let two = four.lowHalf | four.highHalf
            return two[0] | two[1] == 0
        }
    }
}
