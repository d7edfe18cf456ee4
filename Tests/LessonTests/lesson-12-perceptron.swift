import Foundation
import Numerics
import TestSupport
import Testing

@Suite("lesson-12-perceptron")
struct Lesson12Perceptron {
    static let name = "lesson-12-perceptron"

    /// What NumPy computes.
    struct Reference: Decodable {
        /// For each update epoch, x1, x2, target, and after it w1, w2 and bias.
        let and: [[Double]]
        let or: [[Double]]
        /// Of the first five epochs.
        let xor: [[Double]]
        /// Of the 2-3-1 network with the lesson's seed.
        let xorOutputs: [Double]
    }

    private let run: LessonRun
    private let reference: Reference

    init() throws {
        run = try LessonRun(Self.name)
        reference = try LessonReferences.read().perceptron
    }

    private static let inputs: [[Double]] = [[0, 0], [0, 1], [1, 0], [1, 1]]
    private static let learns = "It learns from its mistakes"
    private static let fails = "What it can't"
    private static let hidden = "A hidden layer"

    /// The rows of a table of updates.
    private func updates(under heading: String, _ number: Int) throws -> [[Double]] {
        let columns = try run.values(under: heading, number)
        #expect(columns.map(\.name) == ["epoch", "x1", "x2", "target", "w1", "w2", "bias"])
        return (0..<columns[0].numbers.count).map { row in columns.map { $0.numbers[row] } }
    }

    /// What the weights of the last update answer to the four inputs.
    private func answers(_ updates: [[Double]]) -> [Int] {
        let last = updates[updates.count - 1]
        return Self.inputs.map { last[4] * $0[0] + last[5] * $0[1] + last[6] >= 0 ? 1 : 0 }
    }

    @Test("Net is 0.25, so the step is 1; with a bias of −1.5 the node is AND")
    func bias() throws {
        #expect(try run.numbers(under: "One node") == [0.25, 1])
        #expect(try run.numbers(under: "The bias") == [0, 0, 0, 1])
    }

    @Test("The rule written out makes two mistakes in the first epoch of AND, and changes weights as in NumPy")
    func rule() throws {
        let shown = try run.numbers(under: Self.learns, 1)
        #expect(shown == [[1, -1, 0, 0, -1], [0, 0, 0, 0, -1], [0, 0, 0, 0, -1], [0, 1, 1, 1, 0]].flatMap { $0 })
        #expect(reference.and.prefix(2).map { Array($0[4...]) } == [Array(shown[2..<5]), Array(shown[17..<20])])
    }

    @Test("AND and OR: every update is NumPy's, and the last weights separate")
    func learned() throws {
        let and = try updates(under: Self.learns, 2)
        #expect(and == reference.and)
        #expect(and.count == 11 && and.last?[0] == 5)
        #expect(answers(and) == [0, 0, 0, 1])
        #expect(try run.numbers(under: Self.learns, 3) == [0, 0, 0, 1, 0, 0, 0, 1])
        let or = try updates(under: Self.learns, 4)
        #expect(or == reference.or)
        #expect(or.count == 5)
        #expect(answers(or) == [0, 1, 1, 1])
        #expect(try run.numbers(under: Self.learns, 5) == [0, 1, 1, 1, 0, 1, 1, 1])
    }

    @Test("The lines in the plots are where net is 0")
    func lines() throws {
        let and = try run.values(titled: "AND")
        #expect(and.map(\.name) == ["net = 0 x", "net = 0 y", "target 0 x", "target 0 y", "target 1 x", "target 1 y"])
        #expect(and[0].numbers.count > 10)
        for (x, y) in zip(and[0].numbers, and[1].numbers) { #expect(abs(2 * x + y - 3) < 1e-12) }
        let or = try run.values(titled: "OR")
        #expect(or[0].numbers.count > 10)
        for (x, y) in zip(or[0].numbers, or[1].numbers) { #expect(abs(x + y - 1) < 1e-12) }
        // In the picture of XOR the line of OR has (1, 1), of target 0, on the side of target 1.
        let xor = try run.values(titled: "XOR, and the line of OR")
        #expect(xor.map(\.name) == and.map(\.name))
        #expect(xor[0].numbers == or[0].numbers && xor[1].numbers == or[1].numbers)
        #expect(xor[2...].map(\.numbers) == [[0, 1], [0, 1], [0, 1], [1, 0]])
    }

    @Test(
        "In 1,000 epochs XOR causes 3,998 updates, at most two of four answers are right, and the weights go in a circle"
    )
    func xor() throws {
        #expect(try run.numbers(under: Self.fails, 2) == [3998, 2])
        let shown = try updates(under: Self.fails, 3)
        #expect(Array(shown[..<8]) == reference.xor.filter { [3, 4].contains($0[0]) })
        // Epochs 3, 4 and 1000 go the same way.
        for epoch in 1..<3 {
            #expect(shown[(4 * epoch)..<(4 * epoch + 4)].map { Array($0[1...]) } == shown[..<4].map { Array($0[1...]) })
        }
        #expect(shown.last?[0] == 1000)
        #expect(shown[3][4...] == [-1, 0, 0])
    }

    @Test("OR but not AND is XOR")
    func combined() throws {
        #expect(try run.numbers(under: Self.hidden, 1) == [0, 1, 1, 0])
    }

    @Test("15 of 20 networks of 2-3-1 learn XOR; the first one's outputs are NumPy's")
    func network() throws {
        #expect(try run.column("networks").numbers == [0, 0, 0, 5, 15])
        let learned = try run.column("learned").numbers
        #expect(largestDifference(learned, reference.xorOutputs) < 1e-6)
        #expect(zip(learned, [0, 1, 1, 0]).allSatisfy { abs($0 - $1) < 0.05 })
        #expect(try abs(run.column("stuck").numbers[3] - 0.5) < 0.05)
    }

    static let claims = Claims(name) {
        Claim("Most networks of three hidden nodes learn XOR, and some don't") { run in
            let networks = try run.column("networks").numbers
            return (networks[4] > 10 && networks[4] < 20, networks)
        }
        Claim("The corners of target 1 are dark, the others light") { run in
            // The first row is x2 = 1.
            let picture = try run.value(titled: "XOR by 2-3-1").matrix
            let corners = [picture[0, 0], picture[19, 19], picture[0, 19], picture[19, 0]]
            return (corners[..<2].allSatisfy { $0 >= 0.75 } && corners[2...].allSatisfy { $0 <= 0.25 }, corners)
        }
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    @Test("Two hidden nodes are enough with more epochs, eight are enough for every seed, and 500 epochs for few")
    func tryIt() throws {
        func learned(_ arguments: [String]) throws -> Double {
            try LessonRun(Self.name, arguments).column("networks").numbers[4]
        }
        #expect(try learned(["--hidden-nodes", "8"]) == 20)
        // The first four networks, whose counts differ as those of all twenty do.
        let few = ["--networks", "4"]
        #expect(try learned(few + ["--hidden-nodes", "2"]) == 0)
        #expect(try learned(few + ["--hidden-nodes", "2", "--epochs", "20000"]) == 1)
        #expect(try learned(few + ["--epochs", "500"]) == 0)
        #expect(try learned(few) == 3)
        #expect(try learned(few + ["--epochs", "20000"]) == 4)
    }

    @Test(
        "The ends of every range are no trap",
        arguments: [
            ["--hidden-nodes", "1", "--networks", "1", "--epochs", "1", "--learning-rate", "1e-6"],
            ["--hidden-nodes", "50", "--networks", "100", "--epochs", "20", "--seed", "4294967295"],
        ])
    func ranges(arguments: [String]) throws {
        let result = try Program.run(Self.name, arguments)
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
    }

    @Test("A learning rate that makes the weights run away is reported in one line")
    func diverging() throws {
        let result = try Program.run(Self.name, ["--learning-rate", "1e9", "--networks", "1", "--epochs", "100"])
        #expect(result.status == 65)
        #expect(result.errors.contains("choose a smaller learning rate"))
        #expect(result.errors.split(separator: "\n").count == 1)
    }
}
