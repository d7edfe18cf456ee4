import Numerics
import Testing

@Suite("Matrices")
struct MatrixTests {
    let matrix: Matrix = [[1, 2, 3], [4, 5, 6]]

    @Test("Every way to make a matrix makes the same one")
    func everyWayToMakeOne() {
        #expect(matrix == Matrix(2, 3, elements: [1, 2, 3, 4, 5, 6]))
        #expect(matrix == Matrix(rows: [[1, 2, 3], [4, 5, 6]]))
        #expect(Matrix(2, 3, repeating: 0.5) == [[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]])
        #expect(Matrix(column: [1, 2]) == [[1], [2]])
    }

    @Test("Matrices without elements keep their shape")
    func emptyOnesKeepTheirShape() {
        #expect(Matrix(rows: []).shape == Shape(0, 0))
        #expect(([] as Matrix).shape == Shape(0, 0))
        #expect(Matrix(rows: [[], []]).shape == Shape(2, 0))
        #expect(Matrix(column: []).shape == Shape(0, 1))
        #expect(Matrix(0, 3, repeating: 1).transposed.shape == Shape(3, 0))
        #expect(Matrix(0, 3, repeating: 1).map { $0 + 1 }.shape == Shape(0, 3))
        #expect(Matrix(3, 0, repeating: 1).row(2) == [])
        #expect(Matrix(3, 0, repeating: 1)[rows: 1...].shape == Shape(2, 0))
        #expect(Matrix(0, 3, repeating: 1)[columns: ..<2].shape == Shape(0, 2))
    }

    @Test("A matrix knows its rows, columns, count, elements and shape")
    func sizes() {
        #expect(matrix.rows == 2)
        #expect(matrix.columns == 3)
        #expect(matrix.count == 6)
        #expect(matrix.elements == [1, 2, 3, 4, 5, 6])
        #expect(matrix.shape == Shape(2, 3))
    }

    @Test("Shapes read as Python's tuples")
    func shapesReadAsPythonTuples() {
        #expect(Shape(90, 784).description == "(90, 784)")
        #expect(Shape(784).description == "(784,)")
        #expect(Shape(90, 784).lengths == [90, 784])
        #expect(Shape(2, 3) != Shape(3, 2))
    }

    @Test("Matrices of different shapes are not equal, whatever they hold")
    func matricesAreEqualOnlyInOneShape() {
        #expect(matrix != matrix.reshaped(3, 2))
        #expect(matrix != matrix + 1)
        #expect(Matrix(column: [.nan]) != Matrix(column: [.nan]))
    }

    @Test("Elements are found by row and column")
    func elements() {
        #expect(matrix[0, 0] == 1)
        #expect(matrix[0, 2] == 3)
        #expect(matrix[1, 0] == 4)
        #expect(matrix[1, 2] == 6)
    }

    @Test("A change of a copy leaves the original alone")
    func aChangedCopyLeavesTheOriginalAlone() {
        var copy = matrix
        copy[1, 0] = 40
        copy[0, 2] += 0.5
        #expect(copy == [[1, 2, 3.5], [40, 5, 6]])
        #expect(matrix == [[1, 2, 3], [4, 5, 6]])
    }

    @Test("A row or a column is an array")
    func rowsAndColumns() {
        #expect(matrix.row(1) == [4, 5, 6])
        #expect(matrix.column(2) == [3, 6])
    }

    @Test("Rows are taken by every kind of range")
    func slicesOfRows() {
        let matrix: Matrix = [[1, 2], [3, 4], [5, 6]]
        #expect(matrix[rows: 0..<2] == [[1, 2], [3, 4]])
        #expect(matrix[rows: 1...1] == [[3, 4]])
        #expect(matrix[rows: ..<1] == [[1, 2]])
        #expect(matrix[rows: ...1] == [[1, 2], [3, 4]])
        #expect(matrix[rows: 2...] == [[5, 6]])
        #expect(matrix[rows: 3...].shape == Shape(0, 2))
        #expect(matrix[rows: 1..<1].shape == Shape(0, 2))
    }

    @Test("Columns are taken by every kind of range")
    func slicesOfColumns() {
        #expect(matrix[columns: 0..<2] == [[1, 2], [4, 5]])
        #expect(matrix[columns: 1...1] == [[2], [5]])
        #expect(matrix[columns: ..<1] == [[1], [4]])
        #expect(matrix[columns: ...1] == [[1, 2], [4, 5]])
        #expect(matrix[columns: 1...] == [[2, 3], [5, 6]])
        #expect(matrix[columns: 3...].shape == Shape(2, 0))
    }

    @Test("Another shape keeps the elements in their order")
    func reshaping() {
        #expect(matrix.reshaped(3, 2) == [[1, 2], [3, 4], [5, 6]])
        #expect(matrix.reshaped(6, 1) == Matrix(column: [1, 2, 3, 4, 5, 6]))
        #expect(Matrix(0, 3, repeating: 1).reshaped(5, 0).shape == Shape(5, 0))
    }

    @Test("Transposing exchanges rows and columns, and twice is not at all")
    func transposing() {
        #expect(matrix.transposed == [[1, 4], [2, 5], [3, 6]])
        #expect(matrix.transposed.transposed == matrix)
        #expect(Matrix(column: [1, 2]).transposed == [[1, 2]])
    }

    @Test("map puts each element through a function")
    func mapping() {
        #expect(matrix.map { $0 * $0 } == [[1, 4, 9], [16, 25, 36]])
    }

    @Test("map passes errors on")
    func mappingPassesErrorsOn() {
        struct Refused: Error {}
        #expect(throws: Refused.self) { try matrix.map { if $0 > 3 { throw Refused() } else { return $0 } } }
    }
}
