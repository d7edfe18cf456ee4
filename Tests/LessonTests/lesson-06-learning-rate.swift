import TestSupport
import Testing

@Suite("lesson-06-learning-rate")
struct Lesson06LearningRate {
    static let name = "lesson-06-learning-rate"

    private let reference: LessonReferences.Training
    private let run: LessonRun

    init() throws {
        reference = try LessonReferences.read().training
        run = try LessonRun(Self.name)
    }

    @Test("A full step on one 3 makes the network answer 3 to every digit")
    func hasty() throws {
        let answers = try run.values(of: #"Column("answers of 3", answersOfThree))"#)[1].numbers
        #expect(answers[0] < 30 && answers[1] == 100)
    }

    @Test("The walks: too slow, nearly there, back and forth, farther and farther")
    func walks() throws {
        let walks = try run.values(of: #"Column("1.05", walk(1.05), decimals: 3))"#).dropFirst().map(\.numbers)
        #expect(walks[0][8] > 2.5 && abs(walks[1][8]) < 0.01)
        #expect(walks[2].allSatisfy { abs($0) == 4 })
        #expect(zip(walks[3], walks[3].dropFirst()).allSatisfy { abs($0) < abs($1) })
    }

    @Test("After one pass the first test digit, a 7, is read as a 7")
    func oneDigit() throws {
        #expect(try run.numbers(of: "show(network.stepCount)") == [100])
        let output = try run.value(of: "show(output)")
        #expect(output.shape == [10, 1] && output.matrix.argmax == 7)
        #expect(try run.numbers(of: "show(output.argmax, digit.label)") == [7, 7])
        #expect(try run.value(of: #"image(digit.image, title: "label \(digit.label)")"#).shape == [28, 28])
    }

    @Test("Accuracy goes from chance to well over half, exactly as in NumPy")
    func accuracy() throws {
        let accuracies = try run.numbers(of: "show(accuracy(untrained, test), accuracy(network, test))")
        #expect(accuracies == [reference.epochs[0][2], reference.epochs[1][2]])
        #expect(accuracies[0] < 0.2 && accuracies[1] > 0.5)
    }

    @Test("The sweep is NumPy's; it falls off at both ends, and its best rate lies inside")
    func sweep() throws {
        let values = try run.values(of: #"Column("test accuracy", accuracies, decimals: 3))"#)
        #expect(values[0].words.compactMap { Double($0) } == reference.rates)
        let accuracies = values[1].numbers
        #expect(accuracies == reference.sweep)
        let best = try run.numbers(of: "show(bestRate, best.max)")
        #expect(best[1] == accuracies.max()! && best[0] > 0.03 && best[0] < 1)
        #expect(accuracies.first! < 0.2 && accuracies.last! < 0.2)
    }

    @Test("A learning rate of a million is told, and not as an accuracy")
    func wild() throws {
        let code = #"show(wild.divergence?.localizedDescription ?? "nothing happened")"#
        #expect(try run.text(of: code) == "every slope was 0 in steps 2 to 4; choose a smaller learning rate")
        let result = try Program.run(Self.name, ["--learning-rate", "1e6"])
        #expect(result.status == 65 && result.errors.split(separator: "\n").count == 1)
        #expect(result.errors.contains("choose a smaller learning rate"))
        #expect(!result.output.contains("accuracy(network, test)"))
    }

    @Test("With a rate of 10 the network does no better than guessing")
    func guessing() throws {
        #expect(try run.values(of: #"Column("test accuracy", accuracies, decimals: 3))"#)[1].numbers.last == 0.1)
    }

    @Test("What the text says of other parameters is so")
    func tryIt() throws {
        let code = "show(accuracy(untrained, test), accuracy(network, test))"
        #expect(try LessonRun(Self.name, ["--learning-rate", "3"]).numbers(of: code)[1] == 0.19)
        let other = try LessonRun(Self.name, ["--seed", "1"])
        let best = try other.numbers(of: "show(bestRate, best.max)")
        #expect(best[0] > 0.03 && best[0] < 1)
        let gradient = try LessonRun(Self.name, ["--rule", "gradient"])
        #expect(try gradient.numbers(of: code)[1] < run.numbers(of: code)[1])
        #expect(
            try gradient.numbers(of: "show(bestRate, best.max)")[0] > run.numbers(of: "show(bestRate, best.max)")[0])
    }
}
