import Foundation
import Numerics
import TestSupport
import Testing

@Suite("lesson-13-dense-layers")
struct Lesson13DenseLayers {
    static let name = "lesson-13-dense-layers"

    private static let training = "Training"

    // A tenth of the digits in batches of a tenth: as many steps of training as in the default run.
    static let claims = Claims(name, quick: ["--digits", "6000", "--batch-size", "20"]) {
        Claim("Untrained, the model can only guess, and its loss is near 2.3") { run in
            let numbers = try run.numbers(under: "Eight lines", 2)
            return (abs(numbers[0] - 2.3) < 0.1 && (0.02...0.2).contains(numbers[1]), numbers)
        }
        Claim("At a rate of 0.01 the smallest batches get farthest, the more steps the farther") { run in
            let accuracies = try run.column("rate 0.01").numbers
            return (zip(accuracies, accuracies.dropFirst()).allSatisfy(>), accuracies)
        }
        Claim("At a rate of 1 a single digit leads nowhere, and 200 digits lead far") { run in
            let accuracies = try run.column("rate 1").numbers
            return (accuracies[0] < 0.2 && accuracies[2] > 0.5, accuracies)
        }
        Claim("Larger batches allow longer steps: 0.01 is best for 1, 0.1 for 20, 1 for 4000") { run in
            let table = try ["rate 0.01", "rate 0.1", "rate 1"].map { try run.column($0).numbers }
            let best = (0..<4).map { row in table.indices.max { table[$0][row] < table[$1][row] } ?? 0 }
            return (best[0] == 0 && best[1] == 1 && best[3] == 2, table.flatMap { $0 })
        }
        Claim("The loss falls in every epoch, and more than one test digit in nine is misread") { run in
            let losses = try losses(run)
            let error = try error(run)
            let falls = zip(losses, losses.dropFirst()).allSatisfy { $0 > $1 }
            return (losses.count == 5 && falls && error > 100.0 / 9 && error < 15, losses + [error])
        }
        Claim("One epoch with a rate of 1 reads 0.94 or more, and one with a rate of 2 less than half") { run in
            let accuracies = try run.column("test accuracy after 1 epoch").numbers
            // A tenth of the digits are a tenth of the steps.
            return (accuracies[0] >= (run.isWhole ? 0.94 : 0.65) && accuracies[1] < 0.5, accuracies)
        }
        Claim("Nearly all of the probability is on the 7, and most of the rest on the 9") { run in
            let row = try run.column("probability").numbers
            return (abs(row.reduce(0, +) - 1) < 0.001 && row[7] > 0.9 && row[9] > (1 - row[7]) / 2, row)
        }
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    /// The losses that the lesson prints, line by line as Keras prints them.
    private static func losses(_ run: LessonRun) throws -> [Double] {
        let lines = try run.values(under: training, 1).flatMap(\.words)
        return try lines.enumerated().map { index, line in
            let match = try #require(line.wholeMatch(of: /Epoch (\d+)\/\d+ - loss: ([0-9.]+) - accuracy: (0\.\d{4})/))
            #expect(match.1 == "\(index + 1)")
            return try #require(Double(match.2))
        }
    }

    /// The error rate in percent.
    private static func error(_ run: LessonRun) throws -> Double {
        try #require(Double(run.text(under: training, 2).dropLast(2)))
    }

    @Test("Of MNIST the shapes are shown, the labels 5, 0, 4, …, 5, 6, 8, and three one-hot rows")
    func data() throws {
        let run = try LessonRun(Self.name)
        #expect(try run.values(under: "Many digits at once", 1).map(\.shape) == [[60_000, 784], [10_000, 784]])
        #expect(try run.text(under: "Many digits at once", 2) == "array([5, 0, 4, ..., 5, 6, 8])")
        #expect(try run.value(under: "Many digits at once", 2).shape == [60_000])
        let rows = try run.value(under: "Many digits at once", 3).matrix
        #expect(rows.shape == Shape(3, 10))
        for row in 0..<3 { #expect(rows.row(row).sorted() == Array(repeating: 0, count: 9) + [1]) }
        #expect((0..<3).map { rows.row($0).firstIndex(of: 1) } == [5, 0, 4])
    }

    @Test("The small product, softmax, the cross-entropy and its slope are as the text says")
    func small() throws {
        let run = try LessonRun(Self.name)
        #expect(try run.numbers(under: "A dense layer") == [3, 2, 1, 3])
        let outputs = try run.numbers(under: "Softmax", 1)
        #expect(abs(outputs.reduce(0, +) - 1) < 1e-15)
        #expect(abs(outputs[0] / outputs[1] - M_E) < 1e-12 && abs(outputs[1] / outputs[2] - M_E) < 1e-12)
        let shifted = try run.numbers(under: "Softmax", 2)
        #expect(zip(outputs, shifted).allSatisfy { abs($0 - $1) < 1e-15 })
        #expect(abs(try run.column("loss").numbers[3] - 2.3026) < 1e-4)
        let (measured, exact) = (try run.numbers(under: "Its slope", 1), try run.numbers(under: "Its slope", 2))
        #expect(zip(measured, exact).allSatisfy { abs($0 - $1) < 1e-8 } && exact[2] < 0 && exact[0] > exact[1])
    }

    @Test("A sigmoid that is sure and wrong has nearly no slope of E; softmax with cross-entropy has the largest")
    func slopes() throws {
        let run = try LessonRun(Self.name)
        let sigmoid = try run.column("slope of E, sigmoid").numbers
        let softmax = try run.column("slope of cross-entropy, softmax").numbers
        #expect(abs(sigmoid[5]) < 0.001 && softmax.min() == softmax[5] && softmax[5] < -0.999)
        #expect(zip(softmax, softmax.dropFirst()).allSatisfy(>))
        // The slope of E = (1 − s)² by the sum, at s = 0.9 and so at the sum log 9.
        func loss(_ sum: Double) -> Double { pow(1 - 1 / (1 + exp(-sum)), 2) }
        let slope = (loss(log(9.0) + 1e-4) - loss(log(9.0) - 1e-4)) / 2e-4
        #expect(abs(sigmoid[1] - slope) < 1e-6)
    }

    @Test("The summary counts 70,650 and 910 numbers")
    func summary() throws {
        let lines = try LessonRun(Self.name).text(under: "Eight lines", 1).split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("dense (Dense)") && $0.hasSuffix("70650") && $0.contains("(None, 90)") })
        #expect(lines.contains { $0.hasPrefix("dense_1 (Dense)") && $0.hasSuffix("910") && $0.contains("(None, 10)") })
        #expect(lines.last == "Total params: 71560")
    }

    @Test("Losses are within 3 % of the notebook's and 0.0014 of Keras's; 11.3 to 12.5 % of the digits are misread")
    func trained() throws {
        let run = try LessonRun(Self.name)
        let losses = try Self.losses(run)
        let (notebook, keras) = (try run.column("the notebook").numbers, try run.column("Keras, seed 42").numbers)
        for epoch in 0..<5 {
            #expect(abs(losses[epoch] / notebook[epoch] - 1) < 0.03)
            #expect(abs(losses[epoch] - keras[epoch]) < 0.00145)
        }
        #expect(try (11.3...12.5).contains(Self.error(run)))
    }

    @Test("A batch size that doesn't divide the digits, and one epoch, will do")
    func batchSizes() throws {
        let words = ["--digits", "4001", "--batch-size", "2000", "--epochs", "1", "--hidden-nodes", "5"]
        let run = try LessonRun(Self.name, words + ["--test-digits", "1000"])
        #expect(try Self.losses(run).count == 1)
        #expect(try run.values(under: "Many digits at once", 1).map(\.shape) == [[4001, 784], [1000, 784]])
    }

    @Test("A loss that is no number ends the lesson with one line that says so")
    func divergence() throws {
        let words = ["--learning-rate", "1e9", "--digits", "4000", "--test-digits", "1000", "--hidden-nodes", "10"]
        let result = try Program.run(Self.name, words)
        #expect(result.status == 65 && !result.wasKilled)
        #expect(result.errors.contains("the loss stopped being a number in step"))
    }
}
