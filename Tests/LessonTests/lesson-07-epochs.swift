import TestSupport
import Testing

@Suite("lesson-07-epochs")
struct Lesson07Epochs {
    static let name = "lesson-07-epochs"

    private let reference: LessonReferences.Training
    private let run: LessonRun

    init() throws {
        reference = try LessonReferences.read().training
        run = try LessonRun(Self.name)
    }

    /// The columns of the table by epoch: training accuracy, test accuracy, training error, test error.
    private func table(_ run: LessonRun) throws -> [[Double]] {
        try run.values(of: #"Column("test error", history.map { $0[3] }, decimals: 4))"#).dropFirst().map(\.numbers)
    }

    @Test("Accuracies by epoch are NumPy's exactly, errors to 1e-9")
    func history() throws {
        let columns = try table(run)
        #expect(columns[0] == reference.epochs.map { $0[0] })
        #expect(columns[1] == reference.epochs.map { $0[2] })
        #expect(largestDifference(columns[2], reference.epochs.map { $0[1] }) < 1e-9)
        #expect(largestDifference(columns[3], reference.epochs.map { $0[3] }) < 1e-9)
    }

    @Test("Five epochs are better than one; the training error falls in each; training is read better than test")
    func fiveEpochs() throws {
        let columns = try table(run)
        #expect(columns[1][5] > columns[1][1] && (0.69...0.76).contains(columns[1][5]))
        #expect(zip(columns[2], columns[2].dropFirst()).allSatisfy { $0 > $1 })
        #expect(columns[0][5] == 1 && columns[0][5] >= columns[1][5])
        // The second epoch adds a good deal, the later ones less and less.
        let gains = zip(columns[1].dropFirst(), columns[1].dropFirst(2)).map { $1 - $0 }
        #expect(zip(gains, gains.dropFirst()).allSatisfy { $0 > $1 })
    }

    @Test("From the sixth epoch on the test accuracy moves by about a hundredth, while the training error vanishes")
    func flattening() throws {
        let late = try run.numbers(of: "show(late.min, late.max)")
        #expect(late[1] - late[0] < 0.015 && late[0] > 0.69 && late[1] < 0.72)
        let errors = try run.numbers(of: "show(long[30][1], long[30][3])")
        #expect(errors[0] < 0.001 && errors[1] > 0.4)
        let curves = try run.values(of: #"title: "Accuracy", xLabel: "epoch")"#)
        let training = try #require(curves.first { $0.name == "training y" }).numbers
        #expect(training.count == 31 && training[5...].allSatisfy { $0 == 1 })
    }

    @Test("Smaller steps at the end: a larger training error, a smaller test error, five digits in a thousand")
    func smallerSteps() throws {
        let columns = try run.values(of: #"Column("test accuracy", ends.map { $0[2] }, decimals: 3))"#).map(\.numbers)
        let (training, test, accuracy) = (columns[1], columns[2], columns[3])
        #expect(training[2] > training[1] && training[2] < training[0])
        #expect(test[2] < test[1] && test[1] < test[0])
        #expect(abs(accuracy[2] - accuracy[1] - 0.005) < 1e-9)
    }

    @Test("What the text says of other parameters is so")
    func tryIt() throws {
        #expect(try table(LessonRun(Self.name, ["--epochs", "1"]))[1] == [0.113, 0.576])
        let slow = try LessonRun(Self.name, ["--learning-rate", "0.1"])
        let late = try run.numbers(of: "show(late.min, late.max)")
        let slowLate = try slow.numbers(of: "show(late.min, late.max)")
        #expect(abs(late[1] - slowLate[1]) < 0.01)
        #expect(try table(slow)[1][5] < table(run)[1][5])
        #expect(try table(LessonRun(Self.name, ["--rule", "gradient"]))[0][5] < 1)
    }

    @Test(
        "Impossible parameters are told",
        arguments: [
            ["--epochs", "0"], ["--epochs", "1e99"], ["--hidden-nodes", "0"], ["--hidden-nodes", "-3"],
            ["--learning-rate", "nan"], ["--learning-rate", "inf"], ["--learning-rate", "-1"],
            ["--learning-rate", "0"], ["--rule", "momentum"],
        ])
    func impossible(arguments: [String]) throws {
        let result = try Program.run(Self.name, arguments)
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.errors.split(separator: "\n").count == 2)
    }

    @Test("A diverging rate is told")
    func divergence() throws {
        let result = try Program.run(Self.name, ["--learning-rate", "1e6"])
        #expect(result.status == 65 && result.errors.split(separator: "\n").count == 1)
    }
}
