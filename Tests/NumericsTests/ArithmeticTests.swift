import Numerics
import TestSupport
import Testing

@Suite("Arithmetic of matrices")
struct ArithmeticTests {
    /// IEEE 754 leaves no choice for these, so they agree with NumPy to the last bit, infinities, NaN and −0 too.
    @Test("The operators' results are NumPy's to the last bit")
    func operatorsAreNumPysToTheLastBit() throws {
        for example in try NumericsFixture.shared.get().elementwise {
            let left = Matrix(example.shape[0], example.shape[1], elements: example.left.values)
            let right = Matrix(example.shape[0], example.shape[1], elements: example.right.values)
            let scalar = example.scalar.values[0]
            let results = [
                "left + right": left + right, "left - right": left - right,
                "left * right": left * right, "left / right": left / right,
                "left + scalar": left + scalar, "left - scalar": left - scalar,
                "left * scalar": left * scalar, "left / scalar": left / scalar,
                "scalar + left": scalar + left, "scalar - left": scalar - left,
                "scalar * left": scalar * left, "scalar / left": scalar / left,
                "-left": -left,
            ]
            for (expression, expected) in example.results {
                let result = try #require(results[expression])
                #expect(result.shape == left.shape)
                #expect(
                    result.elements.isIdentical(to: expected.values), "\(expression) of \(left), \(right), \(scalar)")
            }
            #expect(left.transposed.elements.isIdentical(to: example.transposed.values), "\(left)")
        }
    }

    @Test("+= and -= change a matrix in place")
    func assigningOperators() {
        var matrix: Matrix = [[1, 2], [3, 4]]
        matrix += [[10, 20], [30, 40]]
        #expect(matrix == [[11, 22], [33, 44]])
        matrix -= [[1, 2], [3, 4]]
        #expect(matrix == [[10, 20], [30, 40]])
    }

    /// `exp` is the C library's here and NumPy's own there. Either is within one unit in the last place of the true
    /// value, 2.2e-16 relative; 1e-15 leaves room for a lesser library. Below the smallest normal number the last
    /// place is worth 5e-324.
    @Test("exp is NumPy's within the last place")
    func exponential() throws {
        for example in try NumericsFixture.shared.get().elementwise {
            let matrix = Matrix(example.shape[0], example.shape[1], elements: example.left.values)
            let result = exp(matrix)
            #expect(result.shape == matrix.shape)
            for (index, expected) in example.exp.values.enumerated() {
                let tolerance = 1e-15 * expected + .leastNonzeroMagnitude
                #expect(
                    result.elements[index].isClose(to: expected, tolerance: tolerance),
                    "exp(\(matrix.elements[index])) is \(expected)")
            }
        }
    }

    @Test("dot multiplies rows by columns")
    func dotMultipliesRowsByColumns() {
        #expect(dot([[1, 2, 3], [4, 5, 6]], [[1], [10], [100]]) == [[321], [654]])
        #expect(dot([[1, 2], [3, 4]], [[1, 10], [100, 1000]]) == [[201, 2010], [403, 4030]])
    }

    /// NumPy's BLAS adds the n products of an element in an order of its own. In whichever order, the result is at most
    /// n · 2⁻⁵³ times the sum of the products' magnitudes from the true value, and two of them at most twice that from
    /// each other.
    @Test("dot is NumPy's within rounding")
    func dotIsNumPysWithinRounding() throws {
        for example in try NumericsFixture.shared.get().products {
            let (left, right) = factors(example)
            let product = dot(left, right)
            let sumsOfMagnitudes = dot(left.map(abs), right.map(abs))
            #expect(product.shape == Shape(left.rows, right.columns))
            #expect(product.count == example.product.values.count)
            for (index, expected) in example.product.values.enumerated() {
                let tolerance = 2 * Double(left.columns) * 0x1p-53 * sumsOfMagnitudes.elements[index]
                #expect(
                    product.elements[index].isClose(to: expected, tolerance: tolerance),
                    "element \(index) of \(left.shape) · \(right.shape) is \(expected)")
            }
        }
    }

    /// Sums of small whole numbers are not rounded, so their order does not matter.
    @Test("dot of whole numbers is exact")
    func dotOfWholeNumbersIsExact() throws {
        for example in try NumericsFixture.shared.get().products {
            let (left, right) = factors(example)
            let product = dot((left * 100).map { $0.rounded(.down) }, (right * 100).map { $0.rounded(.down) })
            #expect(product.elements == example.productOfWholes.values, "\(left.shape) · \(right.shape)")
        }
    }

    private func factors(_ example: NumericsFixture.Product) -> (left: Matrix, right: Matrix) {
        var random = RandomState(seed: example.seed)
        let left = random.rand(example.left[0], example.left[1]) - 0.5
        let right = random.rand(example.right[0], example.right[1]) - 0.5
        return (left, right)
    }
}
