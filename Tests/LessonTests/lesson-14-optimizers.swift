import Foundation
import Numerics
import TestSupport
import Testing

@Suite("lesson-14-optimizers")
struct Lesson13Optimizers {
    static let name = "lesson-14-optimizers"

    private static let shared = Result { try LessonRun(name) }
    private let run: LessonRun

    init() throws {
        run = try Self.shared.get()
    }

    @Test("In the valley gradient descent stays far behind the others")
    func valley() throws {
        #expect(try run.numbers(of: "show(error(begin), gradient(begin))") == [100, 10, 100])
        let place = try run.numbers(of: "show(plain[50])")
        #expect(abs(place[0] - 10 * pow(1 - 0.018, 50)) < 1e-12 && abs(place[0] - 4) < 0.1)
        #expect(abs(place[1] - pow(1 - 1.8, 50)) < 1e-12)
        let table = try run.values(of: #"Column("E", walks.map { error($0[50]) }, decimals: 4))"#)
        let errors = table[4].numbers
        #expect(errors[0] == (try run.numbers(of: "show(error(plain[50]))")[0]))
        #expect(errors[1...].allSatisfy { $0 < errors[0] / 20 })
    }

    @Test("RMSprop's first step is as long in the steep direction as in the flat one")
    func firstStep() throws {
        let step = try run.numbers(of: "show(rootMeanSquare(gradient(begin), 0.3))")
        #expect(abs(step[0] - step[1]) < 1e-6 && abs(step[0] + 0.3 / 0.1.squareRoot()) < 1e-6)
    }

    @Test("The library's first step of each optimizer is that of the formulas, to 1e-6")
    func formulas() throws {
        let code = #"Column("largest difference", differences.map { fixed($0, 9) }))"#
        let table = try run.values(of: code)
        #expect(table[1].words == ["yes", "yes", "yes", "yes"])
        #expect(table[2].words.count == 4 && table[2].words.allSatisfy { (Double($0) ?? 1) < 1e-6 })
    }

    private static let rmsprop =
        "let rmsprop = train(.rmsprop(learningRate: rate)) { result in\n    show(result.description)\n}"
    private static let comparison = #"Column("error rate", trained.map { errorRate($0.test) }))"#

    private func percent(_ text: String) throws -> Double {
        try #require(Double(text.dropLast(2)))
    }

    @Test(
        "RMSprop: losses near Keras's from the same weights, error rate 3.2 to 4.2 %")
    func rmsprop() throws {
        let table = try run.values(of: #"Column("Keras, same start", Array(keras[both]), decimals: 4))"#)
        for epoch in 0..<5 {
            #expect(abs(table[1].numbers[epoch] / table[3].numbers[epoch] - 1) < 0.03)
            #expect(abs(table[1].numbers[epoch] / table[2].numbers[epoch] - 1) < 0.06)
        }
        let error = try percent(try run.text(of: "show(errorRate(rmsprop.test))"))
        #expect((3.2...4.2).contains(error))
        let columns = try run.values(of: Self.comparison)
        #expect(columns[0].words == ["gradient descent", "momentum", "RMSprop", "Adam", "SGD with 0.1"])
        #expect(try percent(columns[3].words[2]) == error)
        // "The first epoch gets as far as SGD's fifth, and the error rate is less than a third."
        #expect(abs(table[1].numbers[0] - columns[1].numbers[0]) < 0.01)
        #expect(try error < percent(columns[3].words[0]) / 3)
    }

    @Test(
        "SGD is lesson 13's, and momentum gets more than half of the way to RMSprop")
    func comparison() throws {
        let columns = try run.values(of: Self.comparison)
        let errors = try columns[3].words.map(percent)
        let before = try LessonRun("lesson-13-dense-layers")
        let code = #"show(fixed(100 * (1 - result.accuracy), 2) + " %")"#
        #expect(try errors[0] == percent(try before.text(of: code)))
        #expect(errors[0] - errors[1] > (errors[0] - errors[2]) / 2)
        #expect(errors[0] - errors[4] > (errors[0] - errors[2]) / 2)
        #expect(errors[3] < min(errors[1], errors[4]) && abs(errors[3] - errors[2]) < 1)
        let quoted = try #require(run.blocks.first { $0.text.contains("SGD misread") })
        #expect(quoted.text.contains(columns[3].words[0]))
    }

    @Test("The small model with Adam reads at least 0.960 of the test digits")
    func adam() throws {
        let accuracy = try run.numbers(of: "show(smallModel.accuracy)")[0]
        // Keras's accuracies, epoch by epoch, are 0.903 … 0.969, with other first weights 0.898 … 0.967.
        let lines = try run.values(of: "let smallModel = trainSmall { result in\n    show(result.description)\n}")
        let accuracies = lines.flatMap(\.words).compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
        #expect(accuracies.count == 5)
        for (found, expected) in zip(accuracies, [0.8989, 0.9428, 0.9548, 0.9620, 0.9670]) {
            #expect(abs(found - expected) < 0.006)
        }
        #expect(accuracy >= 0.960 && accuracy < 0.975)
        let larger = 1 - (try percent(try run.values(of: Self.comparison)[3].words[3])) / 100
        #expect(abs(accuracy - larger) < 0.01)
    }

    @Test("One epoch will do, no momentum, and a batch of all digits")
    func others() throws {
        let other = try LessonRun(Self.name, ["--momentum", "0", "--batch-size", "60000", "--epochs", "1"])
        #expect(try other.values(of: Self.comparison)[3].words.count == 5)
    }

    @Test("A learning rate far too large leaves a loss that nobody can overlook, and the lesson goes on")
    func large() throws {
        let large = try LessonRun(Self.name, ["--learning-rate", "1e9", "--epochs", "1"])
        let columns = try large.values(of: Self.comparison)
        #expect(columns[1].numbers[2] > 1e6 && columns[1].numbers[3] > 1e6)
        #expect(columns[1].numbers[0] < 10)
    }
}
