import TestSupport
import Testing

@Suite("lesson-04-good-practice")
struct Lesson04GoodPractice {
    static let name = "lesson-04-good-practice"

    struct Reference: Decodable {
        let shifted: [Double]
        let small: [Double]
        let output: [Double]
        let outputErrors: [Double]
        let sumSpreads: [Double]
        let rawNormalOutput: [Double]
        let scaledPositiveSums: [Double]
    }

    private let reference: Reference
    private let run: LessonRun

    init() throws {
        reference = try LessonReferences.read().goodPractice
        run = try LessonRun(Self.name)
    }

    @Test("The scaled input lies in [0.01, 1], the target is 0.99 at the 3 and 0.01 elsewhere")
    func scaling() throws {
        #expect(try run.numbers(of: "show(input.min, input.max)") == [0.01, 1])
        let target = try run.value(of: "show(target)")
        #expect(target.shape == [10, 1])
        #expect(target.numbers == (0..<10).map { $0 == 3 ? 0.99 : 0.01 })
    }

    @Test("A scaled input alone is not enough: sums far beyond 10, and all ten outputs exactly 1")
    func inputAlone() throws {
        let sums = try run.numbers(of: "show(scaledSums.min, scaledSums.max)")
        let expected = reference.scaledPositiveSums
        #expect(largestDifference(sums, [expected.min()!, expected.max()!]) < 1e-12)
        #expect(sums[0] > 37)
        #expect(try run.numbers(of: "show(stillOnes.min, stillOnes.max)") == [1, 1])
    }

    @Test("The small examples have both signs and are NumPy's")
    func examples() throws {
        let shifted = try run.numbers(of: "show(random.rand(3, 5) - 0.5)")
        #expect(shifted == reference.shifted)
        #expect(shifted.contains { $0 < 0 } && shifted.contains { $0 > 0 })
        let small = try run.numbers(of: "show(random.normal(mean: 0, standardDeviation: width(3), 3, 5))")
        #expect(largestDifference(small, reference.small) < 1e-14)
    }

    @Test("Ten different outputs, none within 1e-6 of 0 or 1, and NumPy's")
    func goodCase() throws {
        let output = try run.numbers(of: "show(output)")
        #expect(largestDifference(output, reference.output) < 1e-12)
        #expect(Set(output).count == 10)
        #expect(output.allSatisfy { $0 > 1e-6 && $0 < 1 - 1e-6 })
        #expect(largestDifference(try run.numbers(of: "show(outputErrors)"), reference.outputErrors) < 1e-12)
    }

    @Test("The rule that is stated gives about a third of the spread, and neither saturates a node")
    func nodesOrLinks() throws {
        let values = try run.values(of: "decimals: 3))")
        let spreads = try #require(values.first { $0.name == "sums" }).numbers
        #expect(largestDifference(spreads, reference.sumSpreads) < 1e-12)
        #expect((2.5...3.5).contains(spreads[0] / spreads[1]))
        let farthest = try #require(values.first { $0.name == "farthest" }).numbers
        #expect(farthest.allSatisfy { $0 < 4.6 })
        #expect(try #require(values.first { $0.name == "saturated" }).numbers == [0, 0])
    }

    @Test("Side by side: all ones with positive weights, saturation with raw pixels, and neither with both")
    func sideBySide() throws {
        let values = try run.values(of: #"Column("saturated", trials.map { $0[2] }, decimals: 3))"#)
        #expect(values[0].words == ["raw", "scaled", "raw", "scaled"])
        #expect(values[1].words == ["rand", "rand", "normal", "normal"])
        let (smallest, largest, saturated) = (values[2].numbers, values[3].numbers, values[4].numbers)
        #expect(smallest[0] == 1 && largest[0] == 1 && smallest[1] == 1 && largest[1] == 1)
        #expect(abs(smallest[2] - reference.rawNormalOutput.min()!) < 1e-9)
        #expect(abs(largest[2] - reference.rawNormalOutput.max()!) < 1e-9)
        #expect(smallest[3] > 1e-6 && largest[3] < 1 - 1e-6)
        #expect(saturated[0] == 1 && saturated[1] == 1 && saturated[2] > 0.9 && saturated[3] < 0.1)
    }

    @Test("The pattern is the same for another digit, and another seed gives another answer")
    func tryIt() throws {
        let code = #"Column("saturated", trials.map { $0[2] }, decimals: 3))"#
        let saturated = try LessonRun(Self.name, ["--digit", "7"]).values(of: code)[4].numbers
        #expect(saturated[0] == 1 && saturated[1] == 1 && saturated[2] > 0.9 && saturated[3] < 0.1)
        let answer = try run.numbers(of: "show(output.argmax)")
        #expect(try LessonRun(Self.name, ["--seed", "1"]).numbers(of: "show(output.argmax)") != answer)
    }
}
