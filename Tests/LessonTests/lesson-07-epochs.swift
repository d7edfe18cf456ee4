import TestSupport
import Testing

@Suite("lesson-07-epochs")
struct Lesson07Epochs {
    static let name = "lesson-07-epochs"

    static let claims = Claims(name, quick: ["--test-digits", "1000"]) {
        Claim("A digit's own step takes away nearly all of its E; the other steps bring a part of it back") { run in
            let columns = try run.values(under: "What one pass leaves undone", 1).dropFirst().map(\.numbers)
            let holds = columns.allSatisfy { $0[1] < 0.21 * $0[0] && $0[2] > 2 * $0[1] && $0[2] < $0[0] }
            return (holds, columns.flatMap { $0 })
        }
        Claim("After five epochs every training digit is read right, and about two thirds of the test digits") { run in
            let (training, test) = try (table(run)[0], table(run)[1])
            return (training[5] == 1 && (0.62..<0.7).contains(test[5]), test)
        }
        Claim("The second epoch adds more to the test accuracy than the fourth and the fifth together") { run in
            let test = try table(run)[1]
            return (test[2] - test[1] > test[5] - test[3], test)
        }
        Claim("The training error falls, down to almost nothing") { run in
            let errors = try table(run)[2] + late(run)[1]
            return (zip(errors, errors.dropFirst()).allSatisfy { $0 > $1 } && errors.last! < 0.001, errors)
        }
        Claim("After the sixth epoch the test accuracy moves by two hundredths at most") { run in
            let accuracies = try late(run)[0]
            return (accuracies.max()! - accuracies.min()! < 0.02, accuracies)
        }
        Claim("The test error has its lowest place between the sixth epoch and the thirtieth, and then rises") { run in
            let errors = try late(run)[2]
            let lowest = errors.firstIndex(of: errors.min()!)!
            return (lowest > 0 && lowest < errors.count - 1, errors)
        }
        Claim("Smaller steps at the end: a larger training error, a smaller test error, more test digits read") { run in
            let columns = try run.values(under: "A smaller step for the end").dropFirst().map(\.numbers)
            let holds = columns[0][2] > columns[0][1] && columns[1][2] < columns[1][1] && columns[2][2] > columns[2][1]
            return (holds, columns.flatMap { $0 })
        }
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    /// The columns of the first table by epoch: training accuracy, test accuracy, training error, test error.
    private static func table(_ run: LessonRun) throws -> [[Double]] {
        try run.values(under: "Epoch by epoch").dropFirst().map(\.numbers)
    }

    /// The columns of the table of later epochs: test accuracy, training error, test error.
    private static func late(_ run: LessonRun) throws -> [[Double]] {
        try run.values(under: "Much longer", 2).dropFirst().map(\.numbers)
    }

    private let reference: LessonReferences.Training
    private let run: LessonRun

    init() throws {
        reference = try LessonReferences.read().training
        run = try LessonRun(Self.name)
    }

    @Test("Accuracies by epoch are NumPy's exactly, errors to 1e-9")
    func history() throws {
        let first = try Self.table(run)
        let later = try Self.late(run)
        for (column, index) in [0, 2, 1, 3].enumerated() {
            let expected = reference.epochs[...5].map { $0[index] }
            #expect(largestDifference(first[column], expected) < (index % 2 == 0 ? 1e-15 : 1e-9))
        }
        for (column, index) in [2, 1, 3].enumerated() {
            let expected = reference.epochs[6...].map { $0[index] }
            #expect(largestDifference(Array(later[column][..<5]), expected) < (index == 2 ? 1e-15 : 1e-9))
        }
        #expect(try run.values(under: "Much longer", 2)[0].numbers == [6, 7, 8, 9, 10, 15, 20, 25, 30])
    }

    @Test("The plot of the first 3 begins with its E, follows it through a hundred steps, and ends with the table's")
    func firstDigit() throws {
        let plotted = try run.value(titled: "E of the first 3", " y").numbers
        let shown = try run.values(under: "What one pass leaves undone", 1)[1].numbers
        #expect(plotted.count == 101 && [plotted[0], plotted[1], plotted[100]] == shown)
    }

    @Test("The plots show what the tables show")
    func plots() throws {
        let (first, later) = try (Self.table(run), Self.late(run))
        #expect(try run.value(titled: "Accuracy", "test y").numbers == first[1] + later[0])
        #expect(try run.value(titled: "Accuracy", "training y").numbers[4...].allSatisfy { $0 == 1 })
        #expect(try run.value(titled: "Test E of the later epochs", " y").numbers == later[2])
    }

    @Test("Five more epochs with a third of the rate, as in NumPy: three digits in a thousand more are read")
    func smallerSteps() throws {
        let columns = try run.values(under: "A smaller step for the end").dropFirst().map(\.numbers)
        let expected = [reference.epochs[5], reference.epochs[10], reference.smallerSteps]
        #expect(largestDifference(columns[0], expected.map { $0[1] }) < 1e-9)
        #expect(largestDifference(columns[1], expected.map { $0[3] }) < 1e-9)
        #expect(columns[2] == expected.map { $0[2] })
        #expect((0.002...0.005).contains(columns[2][2] - columns[2][1]))
    }

    @Test("The suggestions: smaller steps take longer; by the chain rule five epochs are too few")
    func tryIt() throws {
        // A thousand test digits stand for all of them.
        let few = ["--test-digits", "1000"]
        let usual = try LessonRun(Self.name, few)
        let slow = try LessonRun(Self.name, ["--learning-rate", "0.1"] + few)
        #expect(try Self.table(slow)[0][5] < 1)
        #expect(try abs(Self.late(slow)[0].last! - Self.late(usual)[0].last!) < 0.01)
        let gradient = try LessonRun(Self.name, ["--rule", "gradient"] + few)
        #expect(try Self.table(gradient)[0][5] < 1 && Self.late(gradient)[0].last! > Self.table(gradient)[1][5] + 0.01)
    }

    @Test("One epoch is called so, and ends as the first of five does")
    func oneEpoch() throws {
        let once = try LessonRun(Self.name, ["--epochs", "1", "--test-digits", "100"])
        #expect(try Self.table(once)[2] == Array(Self.table(run)[2][..<2]))
        #expect(once.blocks.contains { $0.text.contains("1 epoch, then 25 more") })
    }

    @Test(
        "Impossible parameters are reported",
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

    @Test("A diverging rate is reported")
    func divergence() throws {
        let result = try Program.run(Self.name, ["--learning-rate", "1e6", "--test-digits", "100"])
        #expect(result.status == 65 && result.errors.split(separator: "\n").count == 1)
    }
}
