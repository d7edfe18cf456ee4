import TestSupport
import Testing

@Suite("lesson-04-good-practice")
struct Lesson04GoodPractice {
    static let name = "lesson-04-good-practice"

    struct Reference: Decodable {
        let output: [Double]
        let outputErrors: [Double]
        let sumSpreads: [Double]
        let rawNormalOutput: [Double]
        let scaledPositiveSums: [Double]
        /// With normal weights, of the hidden and the output layer: first for raw pixels, then for scaled ones.
        let meanSlopes: [[Double]]
    }

    static let claims = Claims(name) {
        Claim("A sum of n random numbers is √n times as wide as one of them, but for a little luck") { run in
            let (counts, widths) = (
                try run.column("numbers in a sum").numbers, try run.column("width of the sums").numbers
            )
            let ratios = zip(counts, widths).map { $1 / $0.squareRoot() }
            return (ratios.allSatisfy { abs($0 - 1) < 0.1 }, ratios)
        }
        Claim("Scaling the input makes the sums more than two hundred times smaller, and all ten outputs stay 1") {
            run in
            let raw = try run.numbers(under: "Where the sums landed", 1)
            let scaled = try run.numbers(under: "Is a scaled input enough?", 1)
            let outputs = try run.numbers(under: "Is a scaled input enough?", 2)
            let holds = scaled[0] > 10 && raw[0] / scaled[0] > 200 && raw[1] / scaled[1] > 200 && outputs[0] > 1 - 1e-15
            return (holds, raw + scaled + outputs)
        }
        Claim("With both repairs there are ten different outputs, and none is near 0 or 1") { run in
            let output = try run.column("output").numbers
            return (Set(output).count == 10 && output.allSatisfy { $0 > 1e-6 && $0 < 1 - 1e-6 }, output)
        }
        Claim("Up to 0.105 no node saturates, with 0.3 the first do, with 1 more than half of them") { run in
            let shares = try run.column("saturated", beside: "farthest").numbers
            return (shares[0] == 0 && shares[1] == 0 && (0.001..<0.25).contains(shares[2]) && shares[3] > 0.5, shares)
        }
        Claim("With weights from rand all slopes are 0 to fifteen decimals, whatever the input") { run in
            let slopes = try run.column("hidden slope").numbers[..<2] + run.column("output slope").numbers[..<2]
            return (slopes.allSatisfy { $0 < 1e-15 }, Array(slopes))
        }
        Claim("With normal weights and raw pixels nearly all hidden nodes are saturated, and hardly have a slope") {
            run in
            let shares = try run.column("saturated", beside: "hidden slope").numbers
            let slopes = try run.column("hidden slope").numbers
            return (shares[2] > 0.9 && shares[3] == 0 && slopes[2] < slopes[3] / 40, shares + slopes)
        }
        Claim("And the output layer has slopes to learn by") { run in
            let slopes = try run.column("output slope").numbers
            return (slopes[2] > 0.05 && slopes[3] > 0.05, slopes)
        }
    }

    private let reference: Reference
    private let run: LessonRun

    init() throws {
        reference = try LessonReferences.read().goodPractice
        run = try LessonRun(Self.name)
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    @Test("The scaled input lies in [0.01, 1], the target is 0.99 at the 3 and 0.01 elsewhere")
    func scaling() throws {
        #expect(try run.numbers(under: "Scale the input") == [0.01, 1])
        let target = try run.value(under: "Scale the target")
        #expect(target.shape == [10, 1])
        #expect(target.numbers == (0..<10).map { $0 == 3 ? 0.99 : 0.01 })
    }

    @Test("The sums of the scaled input with positive weights are NumPy's")
    func inputAlone() throws {
        let sums = try run.numbers(under: "Is a scaled input enough?", 1)
        let expected = reference.scaledPositiveSums
        #expect(largestDifference(sums, [expected.min()!, expected.max()!]) < 1e-12)
        #expect(try run.numbers(under: "Is a scaled input enough?", 2) == [1, 1])
    }

    @Test("Outputs and errors are NumPy's")
    func goodCase() throws {
        #expect(largestDifference(try run.column("output").numbers, reference.output) < 1e-12)
        #expect(largestDifference(try run.column("error").numbers, reference.outputErrors) < 1e-12)
    }

    @Test("The spread of the sums for each width of the weights is NumPy's")
    func widths() throws {
        let weights = try run.column("weights", beside: "farthest").numbers
        #expect(largestDifference(weights, [1.0 / 28, 0.10540925533894598, 0.3, 1, 3]) < 1e-15)
        #expect(largestDifference(try run.column("sums").numbers, reference.sumSpreads) < 1e-11)
    }

    @Test("Side by side: outputs and mean slopes are NumPy's")
    func sideBySide() throws {
        let (smallest, largest) = (try run.column("smallest").numbers, try run.column("largest").numbers)
        #expect(smallest[..<2] == [1, 1] && largest[..<2] == [1, 1])
        #expect(abs(smallest[2] - reference.rawNormalOutput.min()!) < 1e-9)
        #expect(abs(largest[2] - reference.rawNormalOutput.max()!) < 1e-9)
        let slopes = [try run.column("hidden slope").numbers, try run.column("output slope").numbers]
        for (row, expected) in zip([2, 3], reference.meanSlopes) {
            #expect(largestDifference(slopes.map { $0[row] }, expected) < 1e-9)
        }
    }

    @Test("The pattern is the same for another digit, and another seed gives another answer")
    func tryIt() throws {
        let other = try LessonRun(Self.name, ["--digit", "7"])
        let saturated = try other.column("saturated", beside: "hidden slope").numbers
        #expect(saturated[..<2] == [1, 1] && saturated[2] > 0.9 && saturated[3] == 0)
        let answer = try run.numbers(under: "Forward again", 2)
        #expect(try LessonRun(Self.name, ["--seed", "1"]).numbers(under: "Forward again", 2) != answer)
    }
}
