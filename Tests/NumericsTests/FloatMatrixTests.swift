import Numerics
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

    @Test("Other numbers have nothing of it")
    func forgotten() {
        #expect(matrix.memo.value { 10 } == 10)
        for (other, own) in zip([matrix * 2, matrix / 2, matrix + 1, matrix[rows: 0..<1]], 20...) {
            #expect(other.memo.value { own } == own)
        }
        #expect(matrix.memo.value { 11 } == 10)
    }

    @Test("Equal are matrices of equal shape and numbers, whatever was computed from them")
    func equality() {
        let same = FloatMatrix(2, 2, elements: matrix.elements)
        #expect(same.memo.value { 10 } == 10)
        #expect(matrix == same && matrix != FloatMatrix(4, 1, elements: matrix.elements) && matrix != matrix + 1)
    }
}
