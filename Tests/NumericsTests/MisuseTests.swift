import Numerics
import TestSupport
import Testing

/// A mistake in the program stops it, and the message names what doesn't fit.
@Suite("Misuse of a matrix stops with the shapes")
struct MisuseTests {
    private func expect(
        _ process: ExitTest.Result?, toSay message: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(errors(process?.standardErrorContent, contain: message), sourceLocation: sourceLocation)
    }

    @Test("Shapes that don't fit in dot stop the program")
    func shapesInDot() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = dot(Matrix(2, 3, repeating: 1), Matrix(2, 4, repeating: 1))
        }
        expect(
            process,
            toSay: "Shapes (2, 3) and (2, 4) don't fit in dot(left, right): 3 columns on the left, 2 rows on the right")
    }

    @Test("Shapes that don't fit in a sum stop the program")
    func shapesInSum() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix(2, 3, repeating: 1) + Matrix(3, 2, repeating: 1)
        }
        expect(process, toSay: "Shapes (2, 3) and (3, 2) don't fit in left + right")
    }

    @Test("Shapes that don't fit in -= stop the program")
    func shapesInDifferenceInPlace() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var matrix = Matrix(2, 3, repeating: 1)
            matrix -= Matrix(2, 1, repeating: 1)
        }
        expect(process, toSay: "Shapes (2, 3) and (2, 1) don't fit in left - right")
    }

    @Test("A new shape for another count of elements stops the program")
    func reshapingToAnotherCount() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix(2, 3, repeating: 1).reshaped(2, 4)
        }
        expect(process, toSay: "A matrix of shape (2, 3) can't be reshaped to (2, 4)")
    }

    @Test("A row that isn't there stops the program")
    func missingRow() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix(2, 3, repeating: 1).row(2)
        }
        expect(process, toSay: "A matrix of shape (2, 3) has no row 2")
    }

    @Test("A column that isn't there stops the program")
    func missingColumn() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix(2, 3, repeating: 1).column(-1)
        }
        expect(process, toSay: "A matrix of shape (2, 3) has no column -1")
    }

    @Test("An element that isn't there stops the program")
    func missingElement() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix(2, 3, repeating: 1)[0, 3]
        }
        expect(process, toSay: "A matrix of shape (2, 3) has no element (0, 3)")
    }

    @Test("Rows that go on beyond the end stop the program")
    func missingRowsAtTheEnd() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix(2, 3, repeating: 1)[rows: 1..<5]
        }
        expect(process, toSay: "A matrix of shape (2, 3) has no rows 1..<5")
    }

    @Test("Rows that begin beyond the end stop the program")
    func rowsFromBeyondTheEnd() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix(2, 3, repeating: 1)[rows: 5...]
        }
        expect(process, toSay: "A matrix of shape (2, 3) has no rows 5...")
    }

    @Test("Columns before the start stop the program")
    func missingColumnsAtTheStart() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix(2, 3, repeating: 1)[columns: -1..<2]
        }
        expect(process, toSay: "A matrix of shape (2, 3) has no columns -1..<2")
    }

    @Test("Too few elements for the shape stop the program")
    func elementsTooFew() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix(2, 3, elements: [1, 2, 3])
        }
        expect(process, toSay: "A matrix of shape (2, 3) can't be made of 3 elements")
    }

    @Test("Rows of different lengths stop the program")
    func rowsOfTwoLengths() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = [[1, 2], [3]] as Matrix
        }
        expect(process, toSay: "Row 1 of a matrix has 1 elements where row 0 has 2")
    }

    @Test("A negative number of rows stops the program")
    func impossibleShape() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix(-1, 3, repeating: 1)
        }
        expect(process, toSay: "A matrix can't have the shape (-1, 3)")
    }

    @Test("More random numbers than can be counted stop the program")
    func impossibleRandomShape() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var random = RandomState(seed: 1)
            _ = random.rand(.max, 2)
        }
        expect(process, toSay: "A matrix can't have the shape (9223372036854775807, 2)")
    }

    @Test("Asking for the largest of no elements stops the program")
    func largestOfNothing() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Matrix(0, 3, repeating: 1).argmax
        }
        expect(process, toSay: "A matrix of shape (0, 3) has no largest element")
    }

    @Test("A permutation of a negative count stops the program")
    func permutationOfFewerThanNothing() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var random = RandomState(seed: 1)
            _ = random.permutation(-1)
        }
        expect(process, toSay: "There is no permutation of -1 items")
    }

    @Test("linspace with a negative count stops the program")
    func linspaceOfFewerThanNothing() async {
        let process = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = linspace(0, 1, -1)
        }
        expect(process, toSay: "linspace can't make -1 numbers")
    }
}
