import Foundation
import Numerics
import TestSupport
import Testing

@Suite("lesson-09-full-dataset")
struct Lesson09FullDataset {
    static let name = "lesson-09-full-dataset"

    /// Some seconds of training, so it is run once for all tests: on the whole of MNIST where that is there, on the
    /// sample otherwise.
    private static let shared = Result { try LessonRun(name) }
    private let run: LessonRun

    init() throws {
        run = try Self.shared.get()
    }

    private static let curve = #"Column("test accuracy", curve, decimals: 4))"#

    @Test(
        "On the whole set: 60,000 and 10,000 digits, and an accuracy in [0.953, 0.965]",
        .enabled(if: Course.hasWholeMNIST))
    func wholeSet() throws {
        #expect(try run.numbers(of: "show(training.count, test.count)") == [60_000, 10_000])
        #expect((0.953...0.965).contains(try run.numbers(of: "show(reached)")[0]))
    }

    @Test("For every seed", .enabled(if: Course.hasWholeMNIST), arguments: [1, 2017])
    func seeds(seed: Int) throws {
        let reached = try LessonRun(Self.name, ["--seed", "\(seed)"]).numbers(of: "show(reached)")[0]
        #expect((0.953...0.965).contains(reached), "\(reached)")
    }

    @Test(
        "It passes 0.9 with the first 5,000 digits, and rises slowly and not steadily after that",
        .enabled(if: Course.hasWholeMNIST))
    func curveRises() throws {
        let columns = try run.values(of: Self.curve).map(\.numbers)
        #expect(columns[0].count == 25 && columns[0][1] == 5000 && columns[0].last == 120_000)
        #expect(columns[1][0] < 0.2 && columns[1][1] > 0.9)
        #expect(columns[1][12] - columns[1][1] > columns[1][24] - columns[1][12])
        #expect(zip(columns[1], columns[1].dropFirst()).contains { $0 > $1 })
    }

    @Test(
        "The rows of the confusion matrix sum to the class counts, its diagonal to the accuracy",
        .enabled(if: Course.hasWholeMNIST))
    func confusion() throws {
        let code = #"[Column("of", rows.map { Int($0.reduce(0, +)) })])"#
        let columns = try run.values(of: code).map(\.numbers)
        #expect(columns.count == 12 && columns[0] == (0..<10).map(Double.init))
        #expect(columns[11] == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
        for label in 0..<10 {
            #expect((1...10).reduce(0) { $0 + columns[$1][label] } == columns[11][label])
        }
        let right = (0..<10).reduce(0) { $0 + columns[$1 + 1][$1] }
        #expect(abs(right / 10_000 - (try run.numbers(of: "show(reached)")[0])) < 1e-12)
        let pairs = try run.values(of: #"Column("count", pairs[..<5].map(\.count)))"#).map(\.numbers)
        #expect(pairs[0][0] == 4 && pairs[1][0] == 9 && pairs[0][1] == 7 && pairs[1][1] == 9)
        #expect(zip(pairs[2], pairs[2].dropFirst()).allSatisfy { $0 >= $1 })
        // The mistakes are one-sided, and 9 is answered too often.
        #expect(columns[1 + 4][9] < columns[1 + 9][4] && columns[1 + 7][9] < columns[1 + 9][7])
        #expect(columns[1 + 9].reduce(0, +) > columns[11][9])
    }

    @Test("The galleries show six mistakes, the surest first, and six hidden nodes")
    func galleries() throws {
        let mistakes = try run.values(of: #"return ("\(title): \(fixed(output, 4))", digit.image)\#n    })"#)
        #expect(mistakes.count == 6 && mistakes.allSatisfy { $0.shape == [28, 28] })
        let outputs = mistakes.compactMap { $0.name.split(separator: " ").last.flatMap { Double($0) } }
        #expect(outputs.count == 6 && zip(outputs, outputs.dropFirst()).allSatisfy { $0 >= $1 })
        for mistake in mistakes {
            let digits = mistake.name.matches(of: /a ([0-9]), read as ([0-9])/).first
            #expect(digits != nil && digits?.1 != digits?.2)
        }
        let nodes = try run.values(of: "weights[rows: node..<node + 1].reshaped(28, 28)\n        )\n    })")
        #expect(nodes.map(\.name) == (0..<6).map { "hidden node \($0)" })
        // At the border the digits are paper, so the weights there have hardly moved from where they began.
        for node in nodes {
            let spread = { (numbers: ArraySlice<Double>) in Matrix(column: Array(numbers)).standardDeviation }
            #expect(spread(node.numbers[0..<28]) < 0.2)
        }
    }

    @Test("A fifth of the pixels have ink, and both ways to learn give the same weights")
    func speed() throws {
        #expect(abs(try run.numbers(of: "show(Double(inked) / Double(784 * thousand.count))")[0] - 0.2) < 0.03)
        let code = "zip(quick.weights, plain).map { ($0 - $1).map(abs).max < 1e-9 })"
        #expect(try run.text(of: code) == "array([ True,  True], dtype=bool)")
    }

    @Test("With the sample it says so, and reads less well")
    func sample() throws {
        let sample = try LessonRun(Self.name, ["--data", "sample"])
        #expect(sample.blocks.contains { $0.text == "This is the sample; for all of it, type: make data" })
        #expect(try sample.numbers(of: "show(training.count, test.count)") == [4000, 1000])
        let reached = try sample.numbers(of: "show(reached)")[0]
        #expect(reached > 0.9 && reached < 0.94)
        #expect(
            try sample.text(of: "zip(quick.weights, plain).map { ($0 - $1).map(abs).max < 1e-9 })").contains(
                "[ True,  True]"))
    }
}
