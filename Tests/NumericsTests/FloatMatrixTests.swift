import Numerics
import TestSupport
import Testing

@Suite("FloatMatrix")
struct FloatMatrixTests {
    private let matrix = FloatMatrix(2, 2, elements: [1, 2, 3, 4])

    @Test("What has been computed from the numbers is kept with them, and with their copies")
    func kept() {
        let copy = matrix
        #expect(matrix.memo.value { 10 } == 10)
        #expect(matrix.memo.value { 11 } == 10 && copy.memo.value { 12 } == 10)
        #expect(matrix.memo.value { "another type" } == "another type")
    }

    @Test("What has been computed from some numbers is not kept with others")
    func forgotten() {
        #expect(matrix.memo.value { 10 } == 10)
        for (other, own) in zip([matrix * 2, matrix / 2, matrix + 1, matrix[rows: 0..<1]], 20...) {
            #expect(other.memo.value { own } == own)
        }
        #expect(matrix.memo.value { 11 } == 10)
    }

    @Test("Scaling in place equals three operations to the last bit, and leaves earlier copies as they were")
    func scaled() {
        let given = FloatMatrix(2, 2, elements: [0, 1, 77, 255])
        #expect(given.memo.value { 10 } == 10)
        var scaled = given
        scaled.scale(divisor: 255, factor: 0.99, offset: 0.01)
        #expect(scaled.elements.map(\.bitPattern) == (given / 255 * 0.99 + 0.01).elements.map(\.bitPattern))
        #expect(scaled.memo.value { 11 } == 11)
        #expect(given.elements == [0, 1, 77, 255] && given.memo.value { 12 } == 10)
    }

    @Test("Matrices of equal shape and numbers are equal, whatever was computed from them")
    func equality() {
        let same = FloatMatrix(2, 2, elements: matrix.elements)
        #expect(same.memo.value { 10 } == 10)
        #expect(matrix == same && matrix != FloatMatrix(4, 1, elements: matrix.elements) && matrix != matrix + 1)
    }

    @Test(
        "Bytes are numbers from 0 to 255, and whatever is done to them, they are what numbers would be, to the last bit"
    )
    func bytes() {
        let all = (0..<600).map { UInt8(truncatingIfNeeded: $0 * 7) }
        // A part of an array begins at another index than 0.
        let bytes = FloatMatrix(50, 8, bytes: all[100..<500])
        let numbers = FloatMatrix(50, 8, elements: all[100..<500].map { Float($0) })
        #expect(bytes == numbers && bytes != numbers + 1 && bytes != FloatMatrix(8, 50, bytes: all[100..<500]))
        let changes: [(FloatMatrix) -> FloatMatrix] = [
            { $0 }, { $0 * 0.1 }, { $0 / 255 }, { $0 + 0.01 }, { $0 / 255 * 0.99 + 0.01 }, { $0 * 0 }, { $0 / 0 },
            { $0[rows: 3..<7] }, { ($0 / 255)[rows: 3..<7] }, { $0[rows: 3..<40][rows: 5..<6] * 3 },
            { $0[rows: 4..<4] },
            { given in
                var scaled = given
                scaled.scale(divisor: 255, factor: -0.5, offset: 3)
                return scaled
            },
            { given in
                var changed = given / 7
                changed.withMutableElements { $0[9] += 1 }
                return changed
            },
        ]
        for (index, change) in changes.enumerated() {
            let (found, expected) = (change(bytes), change(numbers))
            #expect(found.shape == expected.shape)
            #expect(found.elements.map(\.bitPattern) == expected.elements.map(\.bitPattern), "change \(index)")
            for row in 0..<found.rows {
                for matrix in [found, expected] {
                    withUnsafeTemporaryAllocation(of: Float.self, capacity: 8) { room in
                        matrix.withRow(row, room: room) {
                            #expect($0.map(\.bitPattern) == expected.elements[row * 8..<row * 8 + 8].map(\.bitPattern))
                        }
                    }
                }
            }
        }
        #expect(bytes.elements == numbers.elements)
    }

    @Test("Arithmetic with bytes takes no memory for numbers")
    func memory() async {
        await #expect(processExitsWith: .success) {
            let bytes = FloatMatrix(10_000, 784, bytes: [UInt8](repeating: 7, count: 7_840_000)[...])
            let before = try peakMemory()
            let changed = (bytes / 255 * 0.99 + 0.01)[rows: 1..<10_000]
            // As numbers they would take 31 MB.
            #expect(try peakMemory() - before < 4_000_000)
            #expect(changed[rows: 0..<1].elements.count == 784)
        }
    }

    @Test("What has been computed from bytes is kept as long as they are the same")
    func keptOfBytes() {
        let bytes = FloatMatrix(2, 2, bytes: [1, 2, 3, 4])
        var changed = bytes
        #expect(bytes.memo.value { 10 } == 10 && changed.memo.value { 11 } == 10)
        changed.withMutableElements { _ in }
        #expect([bytes / 255, bytes[rows: 0..<1], changed].map { $0.memo.value { 12 } } == [12, 12, 12])
        #expect(bytes.memo.value { 13 } == 10)
    }
}
