import MNIST
import NeuralNetwork
import Numerics
import TestSupport
import Testing

@Suite("lesson-09-full-dataset")
struct Lesson09FullDataset {
    static let name = "lesson-09-full-dataset"

    static let claims = Claims(name, quick: ["--digits", "12000", "--test-digits", "5000"]) {
        Claim("Two epochs over 60,000 digits: more than nineteen of twenty test digits are read") { run in
            let reached = try run.numbers(under: "Training", 4)
            return ((run.isWhole ? 0.953...0.966 : 0.9...0.94).contains(reached[0]), reached)
        }
        Claim("After 5,000 digits the accuracy is about 0.9; it rises slowly, and not steadily") { run in
            let curve = try run.value(titled: "Accuracy while it learns", " y").numbers
            let holds =
                (!run.isWhole || abs(curve[0] - 0.9) < 0.02) && curve[11] - curve[0] > curve[23] - curve[11]
                && zip(curve, curve.dropFirst()).contains { $0 > $1 }
            return (holds, curve)
        }
        Claim("At the border the weights have hardly changed") { run in
            let pictures = try run.values(under: "What the hidden nodes have learned")
            let border = pictures.map { Matrix(column: Array($0.numbers[..<28])).max / $0.matrix.max }
            return (border.allSatisfy { $0 < 0.05 }, border)
        }
        Claim("The notebook's update is longer than the exact one, and more so when trained, mostly in its direction") {
            run in
            let (lengths, cosines) = try (run.column("times as long").numbers, run.column("cosine").numbers)
            return (lengths[0] > 4 && lengths[1] > 2 * lengths[0] && cosines.min()! > 0.75, lengths + cosines)
        }
        Claim("With the smallest rate the notebook's rule is ahead, with the largest it fails; the best are close") {
            run in
            let (notebook, gradient) = try (run.column("notebook's rule").numbers, run.column("chain rule").numbers)
            let near = run.isWhole ? 0.01 : 0.03
            let holds =
                notebook[0] > gradient[0] && abs(notebook[1] - gradient[1]) < near && notebook[2] < gradient[2] - 0.03
                && abs(notebook.max()! - gradient.max()!) < near
            return (holds, notebook + gradient)
        }
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    private let run: LessonRun

    init() throws {
        run = try LessonRun(Self.name)
    }

    @Test("The curve has a point after every 5,000 of 120,000 steps, and the plot shows it")
    func curve() throws {
        let plotted = try run.values(titled: "Accuracy while it learns").map(\.numbers)
        #expect(plotted[0] == (1...24).map { Double($0 * 5000) })
        let columns = try run.values(under: "Training", 2).map(\.numbers)
        #expect(columns[0] == [5000, 60_000, 120_000])
        #expect(columns[1] == [0, 11, 23].map { plotted[1][$0] })
    }

    @Test("The rows of the confusion matrix sum to the class counts, its diagonal to the accuracy")
    func confusion() throws {
        let columns = try run.values(under: "Where it errs", 1).map(\.numbers)
        #expect(columns.count == 11 && columns[0] == (0..<10).map(Double.init))
        let sums = try run.table(with: "too often").map(\.numbers)
        #expect(sums[1] == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
        for digit in 0..<10 {
            #expect((1...10).reduce(0) { $0 + columns[$1][digit] } == sums[1][digit])
            #expect(columns[digit + 1].reduce(0, +) == sums[2][digit])
            #expect(sums[3][digit] == sums[2][digit] - sums[1][digit])
        }
        let right = (0..<10).reduce(0) { $0 + columns[$1 + 1][$1] }
        #expect(abs(right / 10_000 - (try run.numbers(under: "Training", 4)[0])) < 1e-12)
        // Zeros are dots, and what is frequent is strong.
        let text = try #require(run.results(under: "Where it errs", 1).first?.markdown)
        #expect(text.contains("| 1 | . | **1121** | 3 |"))
    }

    @Test("4 for 9 is the most frequent mistake; 3 and 9 are answered too often, 5 and 7 too seldom")
    func oneSided() throws {
        // By answer, and in each column by label.
        let counts = try run.values(under: "Where it errs", 1).dropFirst().map(\.numbers)
        let mistakes = (0..<10).flatMap { answer in
            counts[answer].indices.filter { $0 != answer }.map { counts[answer][$0] }
        }
        #expect(counts[9][4] == 33 && counts[4][9] == 10 && mistakes.max() == 33)
        let excess = try run.column("too often").numbers
        #expect(excess[3] > 50 && excess[9] > 50 && excess[5] <= -50 && excess[7] <= -50)
        #expect(excess.max() == excess[3] && excess.min() == excess[7])
    }

    @Test("The galleries show six mistakes, the surest first, and what speaks for and against three hidden nodes")
    func galleries() throws {
        let mistakes = try run.values(under: "Where it errs", 3)
        #expect(mistakes.count == 6 && mistakes.allSatisfy { $0.shape == [28, 28] })
        let outputs = mistakes.compactMap { $0.name.split(separator: " ").last.flatMap { Double($0) } }
        #expect(outputs.count == 6 && zip(outputs, outputs.dropFirst()).allSatisfy { $0 >= $1 } && outputs[5] > 0.9)
        for mistake in mistakes {
            let digits = mistake.name.matches(of: /a ([0-9]), read as ([0-9])/).first
            #expect(digits != nil && digits?.1 != digits?.2)
        }
        let nodes = try run.values(under: "What the hidden nodes have learned")
        #expect(nodes.map(\.name) == (0..<3).flatMap { ["node \($0): ink adds", "node \($0): takes away"] })
        for node in 0..<3 {
            let (pro, contra) = (nodes[2 * node].numbers, nodes[2 * node + 1].numbers)
            #expect(zip(pro, contra).allSatisfy { $0 >= 0 && $1 >= 0 && min($0, $1) == 0 })
        }
    }

    @Test("The suggestion: after two epochs the chain rule with a rate of 0.3 is ahead")
    func tryIt() throws {
        // It takes all digits: with half of them the rules are level. So here is the training alone, and not what the
        // lesson does besides.
        var random = RandomState(seed: 42)
        var network = Network(layerSizes: [784, 90, 10], rule: .gradient, random: &random)
        let training = try Digits.training()
        for _ in 1...2 {
            for digit in training {
                network.train(input: digit.scaledInput, target: digit.scaledTarget, learningRate: 0.3)
            }
        }
        let accuracy = try network.accuracy(Digits.test().lazy.map { ($0.scaledInput, $0.label) })
        #expect(try accuracy > run.numbers(under: "Training", 4)[0] + 0.005)
    }

    @Test("A diverging rate is reported, and one epoch is called so")
    func parameters() throws {
        let few = ["--epochs", "1", "--digits", "12", "--test-digits", "100"]
        let result = try Program.run(Self.name, ["--learning-rate", "1e6"] + few)
        #expect(result.status == 65 && result.errors.contains("choose a smaller learning rate"))
        let once = try LessonRun(Self.name, ["--hidden-nodes", "3", "--rule", "gradient"] + few)
        #expect(once.blocks.contains { $0.text.contains("12 digits, 1 epoch ") })
    }
}
