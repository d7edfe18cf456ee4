/// The matrix products that `Sequential` is made of.
///
/// The right-hand matrix and the result are stored row by row, their rows padded with zeros to whole vectors: `length`
/// is how many numbers a row has then. Sums stay in registers while the inner dimension goes by, and every sum is added up
/// in one order, whoever calculates it and with how many others.
///
/// Multiplication and addition are separate instructions. A fused one rounds differently, and the course is to print the
/// same losses on every processor.
enum MatrixProduct {
    /// Sixteen numbers that are calculated with at once.
    typealias Lanes = SIMD16<Float>

    /// One number of a sparse row: where it is, and how large.
    struct Entry: BitwiseCopyable, Sendable {
        var index: Int32
        var amount: Float
    }

    /// How many numbers a row of `count` has when it is padded.
    static func paddedLength(_ count: Int) -> Int {
        (count + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount
    }

    private static let lanesSize = MemoryLayout<Lanes>.size

    /// One row of a sparse matrix times a matrix: result = initial + Σ amount · matrix[index, :].
    static func sparse(
        _ entries: UnsafePointer<Entry>, _ count: Int, _ matrix: UnsafePointer<Float>, length: Int,
        initial: UnsafePointer<Float>, result: UnsafeMutablePointer<Float>
    ) {
        let (matrix, initial) = (UnsafeRawPointer(matrix), UnsafeRawPointer(initial))
        let result = UnsafeMutableRawPointer(result)
        let (size, stride) = (lanesSize, length &* MemoryLayout<Float>.size)
        @inline(__always) func lanes(_ pointer: UnsafeRawPointer, _ index: Int) -> Lanes {
            pointer.load(fromByteOffset: index &* size, as: Lanes.self)
        }
        var column = 0
        while column &+ 6 &* size <= stride {
            let start = initial + column
            var (sum0, sum1, sum2) = (lanes(start, 0), lanes(start, 1), lanes(start, 2))
            var (sum3, sum4, sum5) = (lanes(start, 3), lanes(start, 4), lanes(start, 5))
            for index in 0..<count {
                let amount = Lanes(repeating: entries[index].amount)
                let row = matrix + (Int(entries[index].index) &* stride &+ column)
                sum0 += lanes(row, 0) * amount
                sum1 += lanes(row, 1) * amount
                sum2 += lanes(row, 2) * amount
                sum3 += lanes(row, 3) * amount
                sum4 += lanes(row, 4) * amount
                sum5 += lanes(row, 5) * amount
            }
            let end = result + column
            end.storeBytes(of: sum0, as: Lanes.self)
            end.storeBytes(of: sum1, toByteOffset: size, as: Lanes.self)
            end.storeBytes(of: sum2, toByteOffset: 2 &* size, as: Lanes.self)
            end.storeBytes(of: sum3, toByteOffset: 3 &* size, as: Lanes.self)
            end.storeBytes(of: sum4, toByteOffset: 4 &* size, as: Lanes.self)
            end.storeBytes(of: sum5, toByteOffset: 5 &* size, as: Lanes.self)
            column &+= 6 &* size
        }
        while column &+ 2 &* size <= stride {
            var (sum0, sum1) = (lanes(initial + column, 0), lanes(initial + column, 1))
            for index in 0..<count {
                let amount = Lanes(repeating: entries[index].amount)
                let row = matrix + (Int(entries[index].index) &* stride &+ column)
                sum0 += lanes(row, 0) * amount
                sum1 += lanes(row, 1) * amount
            }
            (result + column).storeBytes(of: sum0, as: Lanes.self)
            (result + column).storeBytes(of: sum1, toByteOffset: size, as: Lanes.self)
            column &+= 2 &* size
        }
        if column < stride {
            var sum = lanes(initial + column, 0)
            for index in 0..<count {
                sum += lanes(matrix + (Int(entries[index].index) &* stride &+ column), 0) * entries[index].amount
            }
            (result + column).storeBytes(of: sum, as: Lanes.self)
        }
    }

    /// What one row of a sparse matrix adds to the product of its transposed with a matrix, of which `row` is the row with the
    /// same number: result[index, :] += amount · row, for each of its entries.
    static func addTransposed(
        _ entries: UnsafePointer<Entry>, _ count: Int, _ row: UnsafePointer<Float>, length: Int,
        to result: UnsafeMutablePointer<Float>
    ) {
        let (row, result) = (UnsafeRawPointer(row), UnsafeMutableRawPointer(result))
        let (size, stride) = (lanesSize, length &* MemoryLayout<Float>.size)
        @inline(__always) func lanes(_ pointer: UnsafeRawPointer, _ index: Int) -> Lanes {
            pointer.load(fromByteOffset: index &* size, as: Lanes.self)
        }
        @inline(__always) func add(_ lanes: Lanes, _ place: UnsafeMutableRawPointer, _ index: Int) {
            let sum = place.load(fromByteOffset: index &* size, as: Lanes.self) + lanes
            place.storeBytes(of: sum, toByteOffset: index &* size, as: Lanes.self)
        }
        var column = 0
        while column &+ 6 &* size <= stride {
            let start = row + column
            let (row0, row1, row2) = (lanes(start, 0), lanes(start, 1), lanes(start, 2))
            let (row3, row4, row5) = (lanes(start, 3), lanes(start, 4), lanes(start, 5))
            for index in 0..<count {
                let amount = Lanes(repeating: entries[index].amount)
                let place = result + (Int(entries[index].index) &* stride &+ column)
                add(row0 * amount, place, 0)
                add(row1 * amount, place, 1)
                add(row2 * amount, place, 2)
                add(row3 * amount, place, 3)
                add(row4 * amount, place, 4)
                add(row5 * amount, place, 5)
            }
            column &+= 6 &* size
        }
        while column &+ 2 &* size <= stride {
            let (row0, row1) = (lanes(row + column, 0), lanes(row + column, 1))
            for index in 0..<count {
                let amount = Lanes(repeating: entries[index].amount)
                let place = result + (Int(entries[index].index) &* stride &+ column)
                add(row0 * amount, place, 0)
                add(row1 * amount, place, 1)
            }
            column &+= 2 &* size
        }
        if column < stride {
            let row0 = lanes(row + column, 0)
            for index in 0..<count {
                add(row0 * entries[index].amount, result + (Int(entries[index].index) &* stride &+ column), 0)
            }
        }
    }

    /// A matrix times a matrix, with one row added to every row of the product:
    /// result[i, :] = initial + Σₖ left[i, k] · right[k, :].
    ///
    /// - Parameters:
    ///   - rows: How many rows `left` and `result` have.
    ///   - inner: How many columns `left` has, and rows `right`.
    ///   - left: Element (i, k) is at `i * rowStride + k * columnStride`, so a matrix can be read as its transposed one.
    static func dense(
        rows: Int, inner: Int, length: Int,
        left: UnsafePointer<Float>, rowStride: Int, columnStride: Int,
        right: UnsafePointer<Float>, initial: UnsafePointer<Float>, result: UnsafeMutablePointer<Float>
    ) {
        let (right, initial, result) = (
            UnsafeRawPointer(right), UnsafeRawPointer(initial), UnsafeMutableRawPointer(result)
        )
        let stride = length &* MemoryLayout<Float>.size
        var row = 0
        while row &+ 4 <= rows {
            let (left0, left1) = (left + row &* rowStride, left + (row &+ 1) &* rowStride)
            let (left2, left3) = (left + (row &+ 2) &* rowStride, left + (row &+ 3) &* rowStride)
            var column = 0
            while column < stride {
                let start = initial.load(fromByteOffset: column, as: Lanes.self)
                var (sum0, sum1, sum2, sum3) = (start, start, start, start)
                for k in 0..<inner {
                    let factor = right.load(fromByteOffset: k &* stride &+ column, as: Lanes.self)
                    let place = k &* columnStride
                    sum0 += factor * left0[place]
                    sum1 += factor * left1[place]
                    sum2 += factor * left2[place]
                    sum3 += factor * left3[place]
                }
                let end = result + (row &* stride &+ column)
                end.storeBytes(of: sum0, as: Lanes.self)
                end.storeBytes(of: sum1, toByteOffset: stride, as: Lanes.self)
                end.storeBytes(of: sum2, toByteOffset: 2 &* stride, as: Lanes.self)
                end.storeBytes(of: sum3, toByteOffset: 3 &* stride, as: Lanes.self)
                column &+= lanesSize
            }
            row &+= 4
        }
        while row < rows {
            let left0 = left + row &* rowStride
            var column = 0
            while column < stride {
                var sum = initial.load(fromByteOffset: column, as: Lanes.self)
                for k in 0..<inner {
                    sum += right.load(fromByteOffset: k &* stride &+ column, as: Lanes.self) * left0[k &* columnStride]
                }
                result.storeBytes(of: sum, toByteOffset: row &* stride &+ column, as: Lanes.self)
                column &+= lanesSize
            }
            row &+= 1
        }
    }
}
