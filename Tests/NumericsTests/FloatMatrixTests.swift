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

    @Test("Scaled in place it equals three operations to the last bit, and what was copied before stays")
    func scaled() {
        let given = FloatMatrix(2, 2, elements: [0, 1, 77, 255])
        #expect(given.memo.value { 10 } == 10)
        var scaled = given
        scaled.scale(divisor: 255, factor: 0.99, offset: 0.01)
        #expect(scaled.elements.map(\.bitPattern) == (given / 255 * 0.99 + 0.01).elements.map(\.bitPattern))
        #expect(scaled.memo.value { 11 } == 11)
        #expect(given.elements == [0, 1, 77, 255] && given.memo.value { 12 } == 10)
    }

    @Test("Equal are matrices of equal shape and numbers, whatever was computed from them")
    func equality() {
        let same = FloatMatrix(2, 2, elements: matrix.elements)
        #expect(same.memo.value { 10 } == 10)
        #expect(matrix == same && matrix != FloatMatrix(4, 1, elements: matrix.elements) && matrix != matrix + 1)
    }
}
