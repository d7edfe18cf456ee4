import Foundation
import Numerics
import TestSupport
import Testing

@Suite("lesson-12-perceptron")
struct Lesson11Perceptron {
    static let name = "lesson-12-perceptron"

    struct Reference: Decodable {
        /// For each update epoch, x1, x2, target, and after it w1, w2 and bias.
        let and: [[Double]]
        let or: [[Double]]
        /// Of the first five epochs.
        let xor: [[Double]]
        /// Of the 2-3-1 network with the lesson's seed.
        let xorOutputs: [Double]
    }

    private static let shared = Result { try LessonRun(name) }
    private let run: LessonRun
    private let reference: Reference

    init() throws {
        run = try Self.shared.get()
        reference = try LessonReferences.read().perceptron
    }

    private static let inputs: [[Double]] = [[0, 0], [0, 1], [1, 0], [1, 1]]

    /// The rows of a table of updates, without the answer.
    private func updates(_ call: String) throws -> [[Double]] {
        let columns = try run.values(of: call)
        #expect(columns.map(\.name) == ["epoch", "x1", "x2", "target", "answer", "w1", "w2", "bias"])
        #expect(zip(columns[3].numbers, columns[4].numbers).allSatisfy { $0 + $1 == 1 })
        return (0..<columns[0].numbers.count).map { row in [0, 1, 2, 3, 5, 6, 7].map { columns[$0].numbers[row] } }
    }

    /// What the weights of the last update answer to the four inputs.
    private func answers(_ updates: [[Double]]) -> [Int] {
        let last = updates[updates.count - 1]
        return Self.inputs.map { last[4] * $0[0] + last[5] * $0[1] + last[6] >= 0 ? 1 : 0 }
    }

    @Test("Three notations, one output")
    func notations() throws {
        #expect(try run.numbers(of: "show(step(w[0] * x[0] + w[1] * x[1] + w[2] * x[2]))") == [1])
        #expect(try run.numbers(of: "show(step(zip(w, x).map { $0 * $1 }.reduce(0, +)))") == [1])
        #expect(try run.numbers(of: "show(net, step(net))") == [0.5, 1])
    }

    @Test("With a bias of −1.5 as the weight of a constant 1 the neuron is AND")
    func bias() throws {
        let code = "show(inputs.map { step(dot(byHand, Matrix(column: $0 + [1])))[0, 0] })"
        #expect(try run.numbers(of: code) == [0, 0, 0, 1])
    }

    @Test("The rule written out: two mistakes in the first epoch of AND, the same as the perceptron's")
    func rule() throws {
        let shown = try run.numbers(of: "show(answer, mistake, [w1, w2, bias])\n}")
        #expect(shown == [[1, -1, 0, 0, -1], [0, 0, 0, 0, -1], [0, 0, 0, 0, -1], [0, 1, 1, 1, 0]].flatMap { $0 })
        #expect(reference.and.prefix(2).map { Array($0[4...]) } == [Array(shown[2..<5]), Array(shown[17..<20])])
    }

    @Test("AND and OR: every update is NumPy's, and the last weights separate")
    func learned() throws {
        let and = try updates("table(columns(andUpdates))")
        #expect(and == reference.and && and.count == 11 && and.last?[0] == 5)
        #expect(answers(and) == [0, 0, 0, 1])
        #expect(try run.numbers(of: "show(answers(last(andUpdates)), andTargets)") == [0, 0, 0, 1, 0, 0, 0, 1])
        let or = try updates("table(columns(orUpdates))")
        #expect(or == reference.or && or.count == 5)
        #expect(answers(or) == [0, 1, 1, 1])
        #expect(try run.numbers(of: "show(answers(last(orUpdates)), orTargets)") == [0, 1, 1, 1, 0, 1, 1, 1])
    }

    @Test("The lines in the plots are where net is 0")
    func lines() throws {
        let and = try run.values(of: #"title: "AND", xLabel: "x1", yLabel: "x2")"#)
        #expect(and.map(\.name) == ["net = 0 x", "net = 0 y", "target 0 x", "target 0 y", "target 1 x", "target 1 y"])
        #expect(and[0].numbers.count > 10)
        for (x, y) in zip(and[0].numbers, and[1].numbers) { #expect(abs(2 * x + y - 3) < 1e-12) }
        let or = try run.values(of: #"title: "OR", xLabel: "x1", yLabel: "x2")"#)
        for (x, y) in zip(or[0].numbers, or[1].numbers) { #expect(abs(x + y - 1) < 1e-12) }
        // In the picture of XOR the line of OR has (1, 1), of target 0, on the side of target 1.
        let xor = try run.values(of: #"title: "XOR, and the line of OR", xLabel: "x1", yLabel: "x2")"#)
        #expect(
            xor.map(\.name) == and.map(\.name) && xor[0].numbers == or[0].numbers && xor[1].numbers == or[1].numbers)
        #expect(
            xor[2].numbers == [0, 1] && xor[3].numbers == [0, 1] && xor[4].numbers == [0, 1]
                && xor[5].numbers == [1, 0])
    }

    @Test("XOR: nearly four thousand updates in 1,000 epochs, never four of four, and six weights in a circle")
    func xor() throws {
        let counts = try run.numbers(of: "show(xorUpdates.count, right.max() ?? 0)")
        #expect(counts == [3998, 2])
        let shown = try updates("table(columns(shown))")
        #expect(Array(shown[..<12]) == reference.xor.filter { $0[0] >= 3 })
        // Epochs 3, 4, 5 and 1000 go the same way.
        for epoch in 1..<4 {
            #expect(shown[(4 * epoch)..<(4 * epoch + 4)].map { Array($0[1...]) } == shown[..<4].map { Array($0[1...]) })
        }
        #expect(shown.last?[0] == 1000)
        #expect(shown[3][4...] == [-1, 0, 0] && Set(shown[..<4].map { Array($0[4...]) }).count == 4)
        #expect(try run.numbers(of: "show(different.count)") == [6])
    }

    @Test("OR but not AND is XOR")
    func combined() throws {
        #expect(try run.numbers(of: "show(orNotAnd)") == [0, 1, 1, 0])
    }

    @Test("Lines give fourteen of sixteen sets of answers; XOR and its opposite are missing")
    func allLines() throws {
        let found = try run.values(of: "show(found.count, found.contains(xorTargets))")
        #expect(found[0].numbers == [14] && found[1].words == ["False"])
        #expect(try run.text(of: "show(found.contains([1, 0, 0, 1]))") == "False")
    }

    private static let counts = "(0...4).map { right in rightCounts.count { $0 == right } }))"

    @Test("15 of 20 networks of 2-3-1 learn XOR; the first one's outputs are NumPy's")
    func network() throws {
        #expect(try run.values(of: Self.counts)[1].numbers == [0, 0, 0, 5, 15])
        let outputs = try run.values(of: #"Column("stuck", stuck.map(outputs) ?? [], decimals: 2))"#)
        let (learned, stuck) = (outputs[1].numbers, outputs[2].numbers)
        #expect(largestDifference(learned, reference.xorOutputs) < 1e-6)
        #expect(zip(learned, [0, 1, 1, 0]).allSatisfy { abs($0 - $1) < 0.05 })
        #expect(abs(stuck[3] - 0.5) < 0.05)
    }

    @Test("The picture is a band: dark in the corners of target 1, light in the others")
    func picture() throws {
        let picture = try run.value(of: #"image(Matrix(rows: answered), title: "XOR by 2-\(flags.hiddenNodes)-1")"#)
            .matrix
        #expect(picture.rows == 20 && picture.columns == 20)
        // The first row is x2 = 1.
        #expect(picture[0, 0] > 0.9 && picture[19, 19] > 0.9 && picture[0, 19] < 0.1 && picture[19, 0] < 0.1)
    }

    @Test("3-2-3-2 has matrices of 2 × 3, 3 × 2 and 2 × 3; only the recurrent node remembers")
    func forwardAndAround() throws {
        let shapes = try run.text(of: "show(shapes[0], shapes[1], shapes[2])")
        #expect(shapes == "((2, 3), (3, 2), (2, 3))")
        let values = try run.values(of: #"Column("recurrent", recurrent, decimals: 3))"#).map(\.numbers)
        #expect(values[1][0] == values[2][0] && values[1][1...].allSatisfy { $0 == 0 })
        #expect(zip(values[2], values[2].dropFirst()).allSatisfy { $0 > $1 } && values[2][5] > 0.1)
    }

    @Test(
        "For other seeds, too, most networks of three hidden nodes learn XOR, and all with eight", arguments: [1, 100])
    func seeds(seed: Int) throws {
        let three = try LessonRun(Self.name, ["--seed", "\(seed)"]).values(of: Self.counts)[1].numbers
        #expect(three[4] > 10)
        let eight = try LessonRun(Self.name, ["--seed", "\(seed)", "--hidden-nodes", "8"]).values(of: Self.counts)[1]
            .numbers
        #expect(eight[4] == 20)
    }

    @Test("What the text says of other parameters is so")
    func tryIt() throws {
        func learned(_ arguments: [String]) throws -> Double {
            try LessonRun(Self.name, arguments).values(of: Self.counts)[1].numbers[4]
        }
        #expect(try learned(["--hidden-nodes", "2"]) == 0)
        #expect(try learned(["--hidden-nodes", "2", "--epochs", "20000"]) == 8)
        #expect(try learned(["--hidden-nodes", "8"]) == 20)
        #expect(try learned(["--epochs", "500"]) == 3)
    }

    @Test(
        "The ends of every range are no trap, and a diverging rate is told",
        arguments: [
            ["--hidden-nodes", "1", "--networks", "1"],
            ["--hidden-nodes", "50", "--epochs", "100", "--networks", "100"],
            ["--epochs", "1", "--learning-rate", "1e-6"], ["--seed", "4294967295", "--epochs", "10"],
        ])
    func ranges(arguments: [String]) throws {
        let result = try Program.run(Self.name, arguments)
        #expect(result.status == 0 && result.errors.isEmpty)
        let diverging = try Program.run(Self.name, ["--learning-rate", "1e9"])
        #expect(diverging.status == 65 && diverging.errors.contains("choose a smaller learning rate"))
        #expect(diverging.errors.split(separator: "\n").count == 1)
    }
}
