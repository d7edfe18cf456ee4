import TestSupport
import Testing

@Suite("lesson-05-backprop")
struct Lesson05Backprop {
    static let name = "lesson-05-backprop"

    struct Reference: Decodable {
        let outputErrors: [Double]
        let hiddenErrors: [Double]
        let errorBefore: Double
        let errorAfter: Double
    }

    // The lesson checks 71,460 weights one by one, so it is run once for all tests.
    private static let shared = Result { try LessonRun(name) }

    private let reference: Reference
    private let run: LessonRun

    init() throws {
        reference = try LessonReferences.read().backprop
        run = try Self.shared.get()
    }

    @Test("The worked example: −0.79 over weights 0.6 and 0.4 is −0.474 and −0.316")
    func workedExample() throws {
        let shares = try run.numbers(of: "show(dot(exampleWeights.transposed, exampleError))")
        #expect(largestDifference(shares, [-0.474, -0.316]) < 1e-15)
    }

    @Test("Output errors and the first ten hidden errors are NumPy's")
    func errors() throws {
        #expect(largestDifference(try run.numbers(of: "show(outputErrors)"), reference.outputErrors) < 1e-12)
        #expect(try run.value(of: "show(hiddenErrors.shape)").shape == [90, 1])
        let firstTen = try run.numbers(of: "show(hiddenErrors[rows: 0..<10])")
        #expect(largestDifference(firstTen, Array(reference.hiddenErrors[..<10])) < 1e-12)
        #expect(firstTen.contains { $0 < 0 } && firstTen.contains { $0 > 0 })
    }

    @Test("The slope by the chain rule is the measured one, the product of its factors, and negative")
    func slope() throws {
        let slope = try run.numbers(of: "show(slope)")[0]
        let measured = try run.numbers(of: "show((errorWhen(now + 0.00001) - errorWhen(now - 0.00001)) / 0.00002)")[0]
        #expect(abs(slope / measured - 1) < 1e-6)
        #expect(slope < 0)
        let factors = try run.values(of: #"Column("value", [2 * (t - o), -1, o * (1 - o), h], decimals: 6))"#)[1]
            .numbers
        #expect(abs(factors.reduce(1, *) - slope) < 1e-15)
        let update = try run.numbers(of: "show(outputUpdate[label, 0], -slope / 2)")
        #expect(abs(update[0] - update[1]) < 1e-15)
    }

    @Test("The error when one weight moves falls to the right, as the slope says, until the output is 0.99")
    func curve() throws {
        let code = #"xLabel: "the weight", yLabel: "E")"#
        let errors = try #require(try run.values(of: code).first { $0.name == "E y" }).numbers
        #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 >= $1 - 1e-4 })
        #expect(errors.first! - errors.last! > 0.5)
    }

    @Test("One update: E falls, the label's output grows, and the answer becomes right; all as in NumPy")
    func update() throws {
        let values = try run.values(of: #"Column("answer", outputs.map(\.argmax)))"#)
        let (errors, outputs, answers) = (values[1].numbers, values[2].numbers, values[3].numbers)
        #expect(largestDifference(errors, [reference.errorBefore, reference.errorAfter]) < 1e-12)
        #expect(errors[1] < errors[0] && outputs[1] > outputs[0])
        #expect(answers[0] != 3 && answers[1] == 3)
    }

    @Test(
        "The check's verdicts: the output layer's update is the gradient, the notebook's hidden one is not, the chain rule's is"
    )
    func verdicts() throws {
        let values = try run.values(of: #"Column("largest difference", three))"#)
        #expect(values[2].words == ["yes", "no", "yes"])
        let differences = values[3].numbers
        #expect(differences[0] < 1e-6 && differences[1] > 3 && differences[1] < 4 && differences[2] < 1e-6)
        let first = try run.values(of: #"Column("largest difference", differences))"#)
        #expect(first[1].words == ["yes", "no"])
    }

    @Test("The notebook's step is more than four times as long, and points nearly the same way")
    func arrows() throws {
        #expect(try run.numbers(of: "show(lengths[0] / lengths[1])")[0] > 4)
        let cosine = try run.numbers(of: "show((hiddenUpdate * exactUpdate).sum / (lengths[0] * lengths[1]))")[0]
        #expect(cosine > 0.9 && cosine <= 1)
    }

    @Test("Network takes the same step as the cells, to 1e-12")
    func network() throws {
        let code = "show(network.squaredError(input: input, target: target))"
        #expect(abs(try run.numbers(of: code)[0] - reference.errorAfter) < 1e-12)
        let differences = try run.values(of: "zip(network.weights, byHand).map { ($0 - $1).map(abs).max }))")[1].numbers
        #expect(differences.allSatisfy { $0 < 1e-12 })
    }

    @Test("With --rule gradient Network takes the exact step, and E ends at 0.041")
    func gradientRule() throws {
        let run = try LessonRun(Self.name, ["--rule", "gradient"])
        let error = try run.numbers(of: "show(network.squaredError(input: input, target: target))")[0]
        #expect(abs(error - 0.041) < 0.0005 && error < reference.errorAfter)
        let differences = try run.values(of: "zip(network.weights, byHand).map { ($0 - $1).map(abs).max }))")[1].numbers
        #expect(differences.allSatisfy { $0 < 1e-12 })
    }

    @Test("Another digit: the same verdicts")
    func tryIt() throws {
        let values = try LessonRun(Self.name, ["--digit", "7"]).values(of: #"Column("largest difference", three))"#)
        #expect(values[2].words == ["yes", "no", "yes"])
    }
}
