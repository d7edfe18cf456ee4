import Numerics

/// Observations as the first layer wants them.
///
/// Four fifths of a scanned digit are paper, the same number c in every pixel. With x = c + p, where p is 0 on paper,
/// a product with weights W is x·W = p·W + c·ΣW, with the sum over the rows of W: only the rows of W behind ink have to be
/// multiplied. So an observation is kept as c and its ink, the numbers of p that are not 0. This is exact but for rounding.
///
/// An observation is on paper if at least half of its numbers are equal to the first, the corner of a picture; then that
/// number is its c. Otherwise c is 0. It is 0, too, if any number is nearer to 0 than that: p would keep fewer of its
/// digits. What c is depends on that observation alone, so one is calculated in the same way by itself and among others.
struct Observations: Sendable {
    let count: Int
    let columns: Int

    /// All the numbers, row by row, if most of them are ink: then there is nothing to be gained by leaving paper out, and
    /// what follows is empty.
    let numbers: [Float]?

    /// c of each.
    let papers: AlignedStorage<Float>

    /// The ink of all of them, one observation after the other, by columns.
    let ink: AlignedStorage<MatrixProduct.Entry>

    /// Where in `ink` an observation begins; and at the end, where the last one ends.
    let starts: AlignedStorage<Int>

    /// How many bands of columns there are. What one task of a training step does with the first layer's weights is a band.
    let bandCount: Int

    /// Where in its ink each band of an observation begins, `bandCount` + 1 for each observation.
    let bandStarts: AlignedStorage<Int32>

    /// Takes apart some observations, one a row.
    ///
    /// - Parameter bandColumns: how many columns a band has, at least one.
    init(_ matrix: FloatMatrix, bandColumns: Int) {
        let (count, columns) = (matrix.rows, matrix.columns)
        let bandCount = (columns + bandColumns - 1) / bandColumns
        let papers = AlignedStorage<Float>(count: count)
        let starts = AlignedStorage<Int>(count: count + 1)
        let bandStarts = AlignedStorage<Int32>(count: count * (bandCount + 1))

        let ink: AlignedStorage<MatrixProduct.Entry>? = matrix.elements.withUnsafeBufferPointer { elements in
            let rows = Rows(elements: elements, columns: columns, bandColumns: bandColumns)
            // So many in one go that to share them out costs nothing.
            let blockSize = 64
            let blockCount = (count + blockSize - 1) / blockSize
            Team.shared.share(blockCount) { block in
                for row in block * blockSize..<min((block + 1) * blockSize, count) {
                    (papers.start[row], starts.start[row + 1]) = rows.measure(row)
                }
            }
            for row in 0..<count { starts.start[row + 1] += starts.start[row] }
            let isPlain = papers.elements.allSatisfy { $0 == 0 } && starts.start[count] > count * columns / 2
            if isPlain { return nil }
            let ink = AlignedStorage<MatrixProduct.Entry>(unset: starts.start[count])
            Team.shared.share(blockCount) { block in
                for row in block * blockSize..<min((block + 1) * blockSize, count) {
                    rows.collect(
                        row, papers.start[row], into: ink.start + starts.start[row],
                        bandStarts: bandStarts.start + row * (bandCount + 1))
                }
            }
            return ink
        }
        (self.count, self.columns, self.bandCount) = (count, columns, bandCount)
        (self.papers, self.starts, self.bandStarts) = (papers, starts, bandStarts)
        self.ink = ink ?? AlignedStorage(count: 0)
        numbers = ink == nil ? matrix.elements : nil
    }

    /// The numbers as they are given.
    private struct Rows: @unchecked Sendable {
        let elements: UnsafeBufferPointer<Float>
        let columns: Int
        let bandColumns: Int

        /// The paper of a row, and how many of its numbers differ from it.
        func measure(_ row: Int) -> (paper: Float, inkCount: Int) {
            let first = columns > 0 ? elements[row * columns] : 0
            let counts = count(row, first)
            let isPaper = first.isFinite && first != 0 && counts.others * 2 <= columns && counts.nearer == 0
            return isPaper ? (first, counts.others) : (0, counts.notZero)
        }

        /// How many numbers of a row have other bits than the given number, how many are nearer to 0, and how many have
        /// other bits than 0.
        private func count(_ row: Int, _ number: Float) -> (others: Int, nearer: Int, notZero: Int) {
            typealias Bits = SIMD16<UInt32>
            let start = UnsafeRawPointer(elements.baseAddress.unsafelyUnwrapped + row * columns)
            let (magnitude, top) = (Bits(repeating: 0x7FFF_FFFF), Bits(repeating: 31))
            let (bits, nearest) = (Bits(repeating: number.bitPattern), Bits(repeating: number.magnitude.bitPattern))
            var (others, nearer, notZero) = (Bits.zero, Bits.zero, Bits.zero)
            func add(_ found: Bits) {
                // A difference of two numbers below 2³¹ has its top bit set if it is negative; and so has a number or
                // its negative, unless it is 0. Written so, it is done without a comparison, sixteen at a time.
                let difference = found ^ bits
                others &+= (difference | (0 &- difference)) &>> top
                nearer &+= ((found & magnitude) &- nearest) &>> top
                notZero &+= (found | (0 &- found)) &>> top
            }
            var column = 0
            while column &+ 16 <= columns {
                add(start.loadUnaligned(fromByteOffset: column &* 4, as: Bits.self))
                column &+= 16
            }
            var rest = bits
            let padding = column &+ 16 &- columns
            while column < columns {
                rest[column & 15] = start.load(fromByteOffset: column &* 4, as: UInt32.self)
                column &+= 1
            }
            add(rest)
            let paddingNotZero = number.bitPattern == 0 ? 0 : padding
            return (
                Int(others.wrappedSum()), Int(nearer.wrappedSum()), Int(notZero.wrappedSum()) - paddingNotZero
            )
        }

        func collect(
            _ row: Int, _ paper: Float, into ink: UnsafeMutablePointer<MatrixProduct.Entry>,
            bandStarts: UnsafeMutablePointer<Int32>
        ) {
            let numbers = elements.baseAddress.unsafelyUnwrapped + row * columns
            var (count, column, band) = (0, 0, 0)
            while column < columns {
                bandStarts[band] = Int32(truncatingIfNeeded: count)
                let end = min(column &+ bandColumns, columns)
                while column < end {
                    let number = numbers[column]
                    if number.bitPattern != paper.bitPattern {
                        ink[count].index = Int32(truncatingIfNeeded: column)
                        ink[count].amount = number - paper
                        count &+= 1
                    }
                    column &+= 1
                }
                band &+= 1
            }
            bandStarts[band] = Int32(truncatingIfNeeded: count)
        }
    }
}
