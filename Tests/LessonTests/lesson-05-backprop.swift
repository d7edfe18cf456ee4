import TestSupport
import Testing

@Suite("lesson-05-backprop")
struct Lesson05Backprop {
    static let name = "lesson-05-backprop"

    struct Reference: Decodable {
        let smallDelta: [Double]
        let smallHiddenDelta: [Double]
        let smallErrors: [Double]
        let smallWeights: [[Double]]
        let errorBefore: Double
        let errorAfterExact: Double
        let length: Double
        let cosine: Double
    }

    private static let update = "One whole update"

    /// Nearly all of the lesson's time goes into measuring slopes, and each node makes that slower.
    private static let fewNodes = ["--hidden-nodes", "50"]

    static let claims = Claims(name, quick: fewNodes) {
        Claim("The updates of both matrices are −½ times the gradient") { run in
            let verdicts = try run.column("exact?").words
            return (verdicts == ["yes", "yes"], try run.column("largest difference").numbers)
        }
        Claim("After one exact step E is smaller, and the answer right") { run in
            let errors = try run.column("E").numbers
            let answers = try run.column("answer").numbers
            return (errors[1] < errors[0] && answers[1] == 3, errors + answers)
        }
        Claim("The notebook's update is more than four times as long as the gradient's, and mostly in its direction") {
            run in
            let (ratio, cosine) = (try run.column("times as long").numbers[1], try run.column("cosine").numbers[1])
            return (ratio > 4 && (0.75...0.999).contains(cosine), [ratio, cosine])
        }
        Claim("By the chain rule Network takes the step of the cells") { run in
            let (length, cosine) = (try run.column("times as long").numbers[0], try run.column("cosine").numbers[0])
            return (abs(length - 1) < 1e-12 && abs(cosine - 1) < 1e-12, [length, cosine])
        }
    }

    private let reference: Reference
    private let run: LessonRun

    init() throws {
        reference = try LessonReferences.read().backprop
        run = try LessonRun(Self.name)
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    @Test("Two deltas, handed back to two hidden nodes, add up in each")
    func twoOutputs() throws {
        let expected = [0.6 * 0.1 - 0.5 * 0.2, 2 * 0.1 + 1 * 0.2]
        #expect(largestDifference(try run.numbers(under: "Two outputs"), expected) < 1e-15)
    }

    @Test("On the page, the sums and outputs are those that are worked out, and E is NumPy's")
    func page() throws {
        let heading = "A network that fits on a page"
        #expect(largestDifference(try run.numbers(under: heading, 1), [0.5744, 0.7311]) < 5e-5)
        #expect(largestDifference(try run.numbers(under: heading, 2), [0.3908]) < 5e-5)
        #expect(abs(try run.numbers(under: heading, 3)[0] - reference.smallErrors[0]) < 1e-15)
    }

    @Test("The error when one weight moves falls to the right, as the slope says")
    func curve() throws {
        let errors = try run.value(titled: "E, when one weight changes", "E y").numbers
        #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 >= $1 - 1e-4 })
        #expect(errors.first! - errors.last! > 0.5)
    }

    @Test("The slope by the chain rule is the product of its factors, and the measured one, in both matrices")
    func slopes() throws {
        let heading = "The slope, factor by factor"
        let slope = try run.numbers(under: heading, 2)[0]
        #expect(abs(try run.column("value").numbers.reduce(1, *) - slope) < 1e-15)
        #expect(abs(slope / (try run.numbers(under: heading, 3)[0]) - 1) < 1e-6)
        #expect(slope < 0)
        let first = try run.numbers(under: "A weight of the first matrix", 1)[0]
        #expect(abs(first / (try run.numbers(under: "A weight of the first matrix", 2)[0]) - 1) < 1e-6)
        #expect(first > 0)
        // An update is minus half of the slope.
        #expect(abs(try run.numbers(under: Self.update, 4)[2] + first / 2) < 1e-15)
        #expect(abs(try run.numbers(under: Self.update, 5)[0] + slope / 2) < 1e-15)
    }

    @Test("The whole update of the 2-2-1 network is NumPy's")
    func wholeUpdate() throws {
        #expect(largestDifference(try run.numbers(under: Self.update, 1), reference.smallDelta) < 1e-15)
        #expect(largestDifference(try run.numbers(under: Self.update, 3), reference.smallHiddenDelta) < 1e-15)
        #expect(largestDifference(try run.numbers(under: Self.update, 6), reference.smallWeights[0]) < 1e-15)
        #expect(largestDifference(try run.numbers(under: Self.update, 7), reference.smallWeights[1]) < 1e-15)
        let error = try run.numbers(under: Self.update, 8)[0]
        #expect(abs(error - reference.smallErrors[1]) < 1e-15 && error < reference.smallErrors[0])
    }

    @Test("One exact step with a digit changes E as in NumPy, and takes the label's output beyond 0.99")
    func step() throws {
        let expected = [reference.errorBefore, reference.errorAfterExact]
        #expect(largestDifference(try run.column("E").numbers, expected) < 1e-12)
        let outputs = try run.column("label's output").numbers
        #expect(outputs[0] < 0.99 && outputs[1] > 0.99)
        #expect(try run.column("answer").numbers[0] != 3)
    }

    @Test("The notebook's step, beside the exact one: length and cosine are NumPy's")
    func arrows() throws {
        #expect(abs(try run.column("times as long").numbers[1] - reference.length) < 1e-12)
        let cosine = try run.column("cosine").numbers[1]
        #expect(abs(cosine - reference.cosine) < 1e-12 && abs(cosine - 0.99) < 0.005)
    }

    @Test("Another digit leads to the same verdicts")
    func otherDigit() throws {
        let other = try LessonRun(Self.name, Self.fewNodes + ["--digit", "7"])
        #expect(try other.column("exact?").words == ["yes", "yes"])
        #expect(try other.column("times as long").numbers[1] > 4)
    }

    @Test("With seed 10 the directions agree less")
    func otherSeed() throws {
        #expect(try LessonRun(Self.name, ["--seed", "10"]).column("cosine").numbers[1] < 0.9)
    }
}
