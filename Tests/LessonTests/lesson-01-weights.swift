import TestSupport
import Testing

@Suite("lesson-01-weights")
struct Lesson01Weights {
    static let name = "lesson-01-weights"

    struct Reference: Decodable {
        let weightsInputHidden: [Double]
        let weightsHiddenOutput: [Double]
    }

    private static let inputHidden = "Weights"
    private static let hiddenOutput = "From hidden to output"
    private static let counts = "How much is there to learn?"

    static let claims = Claims(name) {
        Claim("Every weight is at least 0 and less than 1") { run in
            let weights = try run.numbers(under: inputHidden, 1) + run.numbers(under: hiddenOutput, 2)
            return (weights.count == 25 && weights.allSatisfy { $0 >= 0 && $0 < 1 }, weights)
        }
        Claim("The row that is shown is that of the node h2") { run in
            let row = try run.numbers(under: inputHidden, 2)
            return (try row == run.value(under: inputHidden, 1).matrix.row(2), row)
        }
        Claim("The extremes that are shown are those of the first matrix") { run in
            let extremes = try run.numbers(under: inputHidden, 3)
            let matrix = try run.value(under: inputHidden, 1).matrix
            return (extremes == [matrix.min, matrix.max], extremes)
        }
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    @Test("The weights have the shapes (following, preceding) and are NumPy's, digit by digit", arguments: [42, 1])
    func weightsAreNumPys(seed: Int) throws {
        let reference = try #require(LessonReferences.read().weights["\(seed)"])
        let run = try LessonRun(Self.name, seed == 42 ? [] : ["--seed", "\(seed)"])
        let inputHidden = try run.value(under: Self.inputHidden, 1)
        let hiddenOutput = try run.value(under: Self.hiddenOutput, 2)
        #expect(inputHidden.shape == [5, 3])
        #expect(hiddenOutput.shape == [2, 5])
        #expect(inputHidden.numbers == reference.weightsInputHidden)
        #expect(hiddenOutput.numbers == reference.weightsHiddenOutput)
    }

    @Test("Three layers have two matrices, with 15 and 10 weights; the network for digits has 71,460")
    func counts() throws {
        let run = try LessonRun(Self.name)
        #expect(try run.values(under: Self.hiddenOutput, 1).map(\.shape) == [[5, 3], [2, 5]])
        #expect(try run.numbers(under: Self.counts, 1) == [15, 10, 25])
        #expect(try run.numbers(under: Self.counts, 2) == [70560, 900, 71460])
    }

    @Test("A network with 3 input nodes, 2 output nodes and 40 weights has 8 hidden nodes")
    func backward() throws {
        let run = try LessonRun(Self.name, ["--hidden-nodes", "8"])
        #expect(try run.numbers(under: Self.counts, 1)[2] == 40)
    }

    @Test("With --hidden-nodes 7 there are 21 and 14 weights, and the result says so")
    func tryIt() throws {
        let run = try LessonRun(Self.name, ["--hidden-nodes", "7"])
        #expect(try run.numbers(under: Self.counts, 1) == [21, 14, 35])
        #expect(try run.values(under: "What we know now")[1].words == ["a 3-7-2 network"])
    }
}
