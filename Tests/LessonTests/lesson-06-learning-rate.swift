import TestSupport
import Testing

@Suite("lesson-06-learning-rate")
struct Lesson06LearningRate {
    static let name = "lesson-06-learning-rate"

    static let claims = Claims(name, quick: ["--test-digits", "3000"]) {
        Claim("Untrained, three of the ten answers make up nine tenths or more") { run in
            let counts = try run.column("untrained").numbers
            return (counts.sorted().suffix(3).reduce(0, +) >= 90, counts)
        }
        Claim("After a full step on one 3 the answer to all hundred digits is 3") { run in
            let counts = try run.column("after a full step on one 3").numbers
            return (counts[3] == 100, counts)
        }
        Claim("One pass over a hundred digits brings the accuracy from chance to about a half or more") { run in
            let accuracies = try run.numbers(under: "The first pass", 5)
            return (accuracies[0] < 0.2 && accuracies[1] > 0.48, accuracies)
        }
        Claim(
            "The sweep falls off at both ends, to guessing at 10; 0.1, 0.2 and 0.3 are close, and one of them is best"
        ) {
            run in
            let accuracies = try run.column("test accuracy").numbers
            let near = accuracies[4...6]
            let holds =
                accuracies[0] < 0.2 && abs(accuracies[10] - 0.1) < 0.01 && near.max() == accuracies.max()
                && near.max()! - near.min()! < 0.04
            return (holds, accuracies)
        }
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    private let reference: LessonReferences.Training
    private let run: LessonRun

    init() throws {
        reference = try LessonReferences.read().training
        run = try LessonRun(Self.name)
    }

    @Test("The untrained network answers 3 to none of the hundred digits, of which ten are threes")
    func untrained() throws {
        let counts = try run.column("untrained").numbers
        #expect(counts[3] == 0 && counts.reduce(0, +) == 100)
    }

    @Test("One walk is too slow, one gets near 0, one goes back and forth, and one goes farther and farther")
    func walks() throws {
        let walks = try run.values(under: "Too small, too large").dropFirst().map(\.numbers)
        #expect(walks[0][8] > 2.5 && abs(walks[1][8]) < 0.01)
        #expect(walks[2].allSatisfy { abs($0) == 4 })
        #expect(zip(walks[3], walks[3].dropFirst()).allSatisfy { abs($0) < abs($1) })
        let drawn = try run.values(titled: "Eight steps from x = 4")
        #expect(drawn.map(\.name) == ["y = x² x", "y = x² y", "0.02 x", "0.02 y", "1.05 x", "1.05 y"])
        #expect(drawn[4].numbers == walks[3])
    }

    @Test("After one pass the first test digit, a 7, is read as a 7")
    func oneDigit() throws {
        #expect(try run.numbers(under: "The first pass", 1) == [100])
        #expect(try run.value(titled: "label 7").shape == [28, 28])
        let output = try run.value(under: "The first pass", 3)
        #expect(output.shape == [10, 1] && output.matrix.argmax == 7)
        #expect(try run.numbers(under: "The first pass", 4) == [7, 7])
    }

    @Test("Of 10,000 test digits exactly as many are read as by NumPy, before the pass and after it: more than half")
    func accuracy() throws {
        let accuracies = try run.numbers(under: "The first pass", 5)
        #expect(accuracies == [reference.epochs[0][2], reference.epochs[1][2]])
        #expect(accuracies[1] > 0.55)
    }

    @Test("The sweep is NumPy's, and 0.2 is its best rate")
    func sweep() throws {
        let table = try run.table(with: "learning rate")
        #expect(table[0].words.compactMap { Double($0) } == reference.rates)
        #expect(table[1].numbers == reference.sweep)
        #expect(try run.numbers(under: "Which learning rate?", 3) == [0.2, reference.sweep.max()!])
        #expect(try run.value(titled: "Accuracy after one pass", " y").numbers == reference.sweep)
    }

    @Test("A learning rate of a million is reported, and not as an accuracy")
    func wild() throws {
        let report = "every slope was 0 in steps 2 to 4; choose a smaller learning rate"
        let result = try Program.run(Self.name, ["--learning-rate", "1e6"])
        #expect(result.status == 65 && result.errors.split(separator: "\n").count == 1)
        #expect(result.errors.contains(report) && !result.output.contains("accuracy(network, test)"))
    }

    @Test("The suggestions: with a rate of 3 little is read; by the chain rule the hill's top lies farther right")
    func tryIt() throws {
        // A thousand test digits stand for all of them: the differences are large.
        let few = ["--test-digits", "1000"]
        let steep = try LessonRun(Self.name, ["--learning-rate", "3"] + few).numbers(under: "The first pass", 5)
        #expect(steep[1] < 0.2)
        let gradient = try LessonRun(Self.name, ["--rule", "gradient"] + few)
        #expect(try gradient.numbers(under: "The first pass", 5)[1] < run.numbers(under: "The first pass", 5)[1])
        #expect(try gradient.numbers(under: "Which learning rate?", 3)[0] > 0.2)
    }
}
