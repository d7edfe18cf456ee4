import TestSupport
import Testing

@Suite("lesson-01-weights")
struct Lesson01Weights {
    static let name = "lesson-01-weights"

    struct Reference: Decodable {
        let weightsInputHidden: [Double]
        let weightsHiddenOutput: [Double]
    }

    @Test("The weights have the shapes (following, preceding) and are NumPy's, digit by digit", arguments: [42, 1])
    func weightsAreNumPys(seed: Int) throws {
        let references = try LessonReferences.read().weights
        let reference = try #require(references["\(seed)"])
        let run = try LessonRun(Self.name, ["--seed", "\(seed)"])
        let inputHidden = try run.value(of: "show(weightsInputHidden)")
        let hiddenOutput = try run.value(of: "show(weightsHiddenOutput)")
        #expect(inputHidden.shape == [5, 3])
        #expect(hiddenOutput.shape == [2, 5])
        #expect(inputHidden.numbers == reference.weightsInputHidden)
        #expect(hiddenOutput.numbers == reference.weightsHiddenOutput)
    }

    @Test("Every weight lies in [0, 1)")
    func range() throws {
        let run = try LessonRun(Self.name)
        for code in ["show(weightsInputHidden)", "show(weightsHiddenOutput)"] {
            #expect(try run.numbers(of: code).allSatisfy { $0 >= 0 && $0 < 1 })
        }
    }

    @Test("Another seed gives other weights")
    func otherSeed() throws {
        let code = "show(weightsInputHidden)"
        #expect(try LessonRun(Self.name).numbers(of: code) != LessonRun(Self.name, ["--seed", "1"]).numbers(of: code))
    }

    @Test("Three layers have two matrices, with 15 and 10 weights")
    func counts() throws {
        let run = try LessonRun(Self.name)
        #expect(
            try run.values(of: "show(weightsInputHidden.shape, weightsHiddenOutput.shape)").map(\.shape)
                == [[5, 3], [2, 5]])
        #expect(
            try run.numbers(of: "show(weightsInputHidden.count, weightsHiddenOutput.count, weightCount)") == [
                15, 10, 25,
            ])
        #expect(try run.numbers(of: "show(90 * 784, 10 * 90, 90 * 784 + 10 * 90)") == [70560, 900, 71460])
    }

    @Test("What the text says of --hidden-nodes 7 is so")
    func tryIt() throws {
        let run = try LessonRun(Self.name, ["--hidden-nodes", "7"])
        #expect(
            try run.numbers(of: "show(weightsInputHidden.count, weightsHiddenOutput.count, weightCount)") == [
                21, 14, 35,
            ])
    }
}
