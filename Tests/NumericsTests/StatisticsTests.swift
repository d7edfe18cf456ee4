import Numerics
import TestSupport
import Testing

@Suite("Statistics")
struct StatisticsTests {
    /// The numbers are added in NumPy's order, so even sums of many agree to the last bit.
    @Test("Sum, mean and standard deviation are NumPy's to the last bit")
    func sumMeanAndStandardDeviationAreNumPysToTheLastBit() throws {
        let fixture = try NumericsFixture.shared.get()
        let numbers = try #require(fixture.summed.first).values
        for example in fixture.sums {
            let matrix = Matrix(1, example.count, elements: Array(numbers.prefix(example.count)))
            #expect(matrix.elements.sum == matrix.sum)
            let results = [matrix.sum, matrix.mean, matrix.standardDeviation]
            let expected = [example.sum, example.mean, example.standardDeviation].flatMap(\.values)
            #expect(results.isIdentical(to: expected), "\(results) of the first \(example.count), not \(expected)")
        }
    }

    @Test("The shape doesn't matter to a sum")
    func theShapeDoesNotMatterToASum() {
        var random = RandomState(seed: 1)
        let line = random.rand(1, 600)
        #expect(line.reshaped(20, 30).sum == line.sum)
        #expect(line.reshaped(600, 1).standardDeviation == line.standardDeviation)
    }

    @Test("Extremes, ties and NaN are NumPy's")
    func extremesTiesAndNaN() throws {
        for example in try NumericsFixture.shared.get().extremes {
            let matrix = Matrix(column: example.values.values)
            #expect(matrix.argmax == example.argmax, "argmax of \(matrix.elements)")
            // Which of 0 and −0 is the larger is left open: `==` takes them for equal.
            #expect(matrix.min.isClose(to: example.min.values[0], tolerance: 0), "min of \(matrix.elements)")
            #expect(matrix.max.isClose(to: example.max.values[0], tolerance: 0), "max of \(matrix.elements)")
        }
    }

    @Test("The extremes of no elements are NaN")
    func nothingHasNoExtremes() {
        #expect(Matrix(0, 3, repeating: 1).min.isNaN)
        #expect(Matrix(0, 3, repeating: 1).max.isNaN)
    }

    @Test("argmax counts row by row")
    func argmaxCountsRowByRow() {
        #expect(([[1, 2, 3], [9, 5, 6]] as Matrix).argmax == 3)
    }

    @Test("linspace is NumPy's to the last bit")
    func linspaceIsNumPysToTheLastBit() throws {
        for example in try NumericsFixture.shared.get().linspaces {
            let (start, stop) = (example.start.values[0], example.stop.values[0])
            let result = linspace(start, stop, example.count)
            #expect(
                result.isIdentical(to: example.values.values),
                "linspace(\(start), \(stop), \(example.count)) is \(result)")
        }
    }
}
