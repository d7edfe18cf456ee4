import Foundation
import Numerics
import TestSupport
import Testing

@Suite("lesson-13-dense-layers")
struct Lesson12DenseLayers {
    static let name = "lesson-13-dense-layers"

    private static let shared = Result { try LessonRun(name) }
    private let run: LessonRun

    init() throws {
        run = try Self.shared.get()
    }

    private static let training = "onEpoch: { result in show(result.description) }))"
    private static let columns = #"Column("Keras, same start", Array(keras[both]), decimals: 4))"#

    /// The losses that the lesson printed, line by line as Keras prints them.
    private static func losses(_ run: LessonRun) throws -> [Double] {
        let lines = try run.values(of: training).flatMap(\.words)
        return try lines.enumerated().map { index, line in
            let match = try #require(line.wholeMatch(of: /Epoch (\d+)\/\d+ - loss: ([0-9.]+) - accuracy: (0\.\d{4})/))
            #expect(match.1 == "\(index + 1)")
            return try #require(Double(match.2))
        }
    }

    @Test("The whole set: its shapes, and the labels 5, 0, 4, …, 5, 6, 8")
    func data() throws {
        let shapes = try run.values(of: "show(inputs.shape, testInputs.shape)")
        #expect(shapes.map(\.shape) == [[60_000, 784], [10_000, 784]])
        let labels = "show(training.labels)"
        #expect(try run.text(of: labels) == "array([5, 0, 4, ..., 5, 6, 8])")
        #expect(try run.values(of: labels)[0].shape == [60_000])
    }

    @Test("The first targets are one-hot rows")
    func targets() throws {
        let rows = try run.value(of: "show(targets[rows: 0..<3])").matrix
        #expect(rows.shape == Shape(3, 10))
        for row in 0..<3 { #expect(rows.row(row).sorted() == Array(repeating: 0, count: 9) + [1]) }
        #expect((0..<3).map { rows.row($0).firstIndex(of: 1) } == [5, 0, 4])
    }

    @Test("The small product, the softmax and the cross-entropy are as the text says")
    func small() throws {
        #expect(try run.numbers(of: "show(dot(two, kernel))") == [3, 2, 1, 3])
        let outputs = try run.numbers(of: "show(outputs)")
        #expect(abs(outputs.reduce(0, +) - 1) < 1e-15)
        #expect(abs(outputs[0] / outputs[1] - M_E) < 1e-12 && abs(outputs[1] / outputs[2] - M_E) < 1e-12)
        let shifted = try run.numbers(of: "show(Activation.softmax([[102, 101, 100]]))")
        #expect(zip(outputs, shifted).allSatisfy { abs($0 - $1) < 1e-15 })
        let table = try run.values(of: #"Column("loss", atLabel.map { -log($0) }, decimals: 4))"#)
        #expect(abs(table[1].numbers[3] - 2.3026) < 1e-4)
        let measured = try run.numbers(of: "show(numericalGradient(of: loss, at: [[2, 1, 0]]))")
        let exact = try run.numbers(of: "show(outputs - target)")
        #expect(zip(measured, exact).allSatisfy { abs($0 - $1) < 1e-8 })
    }

    @Test("The summary counts 70,650 and 910 numbers")
    func summary() throws {
        let lines = try run.text(of: "show(model.summary())").split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("dense (Dense)") && $0.hasSuffix("70650") && $0.contains("(None, 90)") })
        #expect(lines.contains { $0.hasPrefix("dense_1 (Dense)") && $0.hasSuffix("910") && $0.contains("(None, 10)") })
        #expect(lines.last == "Total params: 71560")
    }

    @Test("Untrained it guesses, at the cost of guessing")
    func untrained() throws {
        let (loss, accuracy) = (
            try run.numbers(of: "show(untrained.loss, untrained.accuracy)")[0],
            try run.numbers(of: "show(untrained.loss, untrained.accuracy)")[1]
        )
        #expect(abs(loss - 2.3) < 0.1 && (0.02...0.2).contains(accuracy))
    }

    @Test("In one epoch, more and smaller batches get farther")
    func batches() throws {
        let table = try run.values(of: #"Column("test accuracy", reached.map(\.accuracy), decimals: 3))"#)
        #expect(table[0].numbers == [1, 20, 200, 4000] && table[1].numbers == [4000, 200, 20, 1])
        #expect(zip(table[2].numbers, table[2].numbers.dropFirst()).allSatisfy(<))
        #expect(zip(table[3].numbers, table[3].numbers.dropFirst()).allSatisfy(>))
    }

    @Test(
        "Losses within 3 % of the notebook's and 0.5 % of Keras's from the same weights; error rate 11.3 to 12.5 %")
    func trained() throws {
        let losses = try Self.losses(run)
        #expect(losses.count == 5 && zip(losses, losses.dropFirst()).allSatisfy { $0 > $1 })
        let table = try run.values(of: Self.columns)
        for epoch in 0..<5 {
            #expect(abs(table[1].numbers[epoch] - losses[epoch]) < 1e-4)
            #expect(abs(losses[epoch] / table[2].numbers[epoch] - 1) < 0.03)
            #expect(abs(losses[epoch] / table[3].numbers[epoch] - 1) < 0.005)
            #expect(abs(table[1].numbers[epoch] - table[3].numbers[epoch]) < 0.00145)
        }
        let error = try #require(
            Double(try run.text(of: #"show(fixed(100 * (1 - result.accuracy), 2) + " %")"#).dropLast(2)))
        #expect((11.3...12.5).contains(error) && error > 100.0 / 9)
        // "lower than that of the test digits"
        let last = try #require(try run.values(of: Self.training).last?.words.first)
        let accuracy = try #require(last.split(separator: " ").last.flatMap { Double($0) })
        #expect(accuracy < 1 - error / 100)
    }

    @Test(
        "Another seed's first loss is between 1.9 and 2.05", arguments: [1, 2, 3])
    func seeds(seed: Int) throws {
        let other = try LessonRun(Self.name, ["--seed", "\(seed)", "--epochs", "1"])
        #expect((1.9...2.05).contains(try Self.losses(other)[0]))
    }

    @Test(
        "The first test digit is a 7 and read as one, and every row of probabilities sums to 1")
    func probabilities() throws {
        #expect(try run.numbers(of: "show(test[0].label, probabilities[rows: 0..<1].argmax)") == [7, 7])
        let row = try run.values(of: #"Column("probability", probabilities.row(0), decimals: 4))"#)[1].numbers
        #expect(row.count == 10 && row.allSatisfy { $0 > 0 && $0 < 1 } && row[7] > 0.95)
        #expect(try run.numbers(of: "show(sums.min, sums.max)").allSatisfy { abs($0 - 1) < 1e-7 })
    }

    @Test("Any batch size will do", arguments: ["7", "60000"])
    func batchSizes(batchSize: String) throws {
        let other = try LessonRun(Self.name, ["--batch-size", batchSize, "--epochs", "2", "--hidden-nodes", "5"])
        #expect(try Self.losses(other).count == 2)
    }

    @Test("A loss that is no number ends the lesson with one line that says so")
    func divergence() throws {
        let result = try Program.run(Self.name, ["--learning-rate", "1e9"])
        #expect(result.status == 65 && !result.wasKilled)
        #expect(result.errors.contains("the loss stopped being a number in step"))
    }
}
