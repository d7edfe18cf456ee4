import Foundation
import TestSupport
import Testing

@Suite("lesson-10-activations")
struct Lesson10Activations {
    static let name = "lesson-10-activations"

    struct Reference: Decodable {
        /// By function: mean accuracies with rates 0.03 and 0.1; step and sigmoid with 0.3 and 1 as well.
        let accuracies: [String: [Double]]
        /// What PReLU learns with a rate of 0.1, by seed.
        let alphas: [Double]
        /// By function and layer.
        let typicalSlopes: [String: [Double]]
    }

    // More than a hundred networks, so it is run once for all tests.
    private static let shared = Result { try LessonRun(name) }
    private let run: LessonRun
    private let reference: Reference

    init() throws {
        run = try Self.shared.get()
        reference = try LessonReferences.read().activations
    }

    private static let names = ["step", "sigmoid", "tanh", "ReLU", "leaky ReLU", "PReLU", "ELU", "linear"]

    /// A table as a dictionary from the names in its first column to the numbers of another column.
    private func column(_ number: Int, _ values: [LessonRun.Value]) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: zip(values[0].words, values[number].numbers))
    }

    @Test("The gallery has every function and its slope, each a picture of 16 × 17 points with axes")
    func gallery() throws {
        let pictures = try run.values(of: "gallery(sketches(0..<4) + sketches(4..<8))")
        #expect(pictures.map(\.name).filter { $0 != "its slope" } == Self.names)
        #expect(
            pictures.count == 16 && pictures.allSatisfy { $0.shape == [16, 17] && Set($0.numbers) == [0, 0.3, 1] })
        // ReLU: along the axis on the left, then diagonally up, to 2 at x = 2.
        let relu = pictures[3].matrix
        #expect((0...8).allSatisfy { relu[9, $0] == 1 } && relu[1, 12] == 1)
        // Its slope: 0 up to x = 0, and 1 from there on.
        let slope = pictures[7].matrix
        #expect((0...8).allSatisfy { slope[9, $0] == 1 } && (9...16).allSatisfy { slope[5, $0] == 1 })
    }

    @Test("Values at −1, 0 and 1, and limits far out")
    func values() throws {
        let values = try run.values(of: "decimals: 4)\n        })")
        #expect(
            values.map(\.name) == ["function", "-1001", "-1000", "-1", "0", "1", "1000"]
                && values[0].words == Self.names)
        let e = exp(1.0)
        let expected: [[Double]] = [
            [0, 0, -1, 0, -0.2 * 1001, -0.25 * 1001, -1, -1001],
            [0, 0, -1, 0, -200, -250, -1, -1000],
            [0, 1 / (1 + e), -tanh(1), 0, -0.2, -0.25, 1 / e - 1, -1],
            [1, 0.5, 0, 0, 0, 0, 0, 0],
            [1, e / (1 + e), tanh(1), 1, 1, 1, 1, 1],
            [1, 1, 1, 1000, 1000, 1000, 1000, 1000],
        ]
        for (value, expected) in zip(values.dropFirst(), expected) {
            #expect(largestDifference(value.numbers, expected) < 1e-15, "\(value.name)")
        }
        let far = zip(values[1].numbers, values[2].numbers).map { $0 != $1 }
        #expect(zip(Self.names, far).filter(\.1).map(\.0) == ["leaky ReLU", "PReLU", "linear"])
    }

    @Test("Every derivative agrees with numerical differences; at 0 ReLU has two slopes, and 0 is taken")
    func derivatives() throws {
        let differences = try run.values(of: #"Column("largest difference", differences, decimals: 9))"#)[1].numbers
        #expect(differences.count == 8 && differences.allSatisfy { $0 < 5e-9 })
        #expect(try run.numbers(of: "show(relu(0.0001) / 0.0001, relu(-0.0001) / -0.0001)") == [1, 0])
        #expect(try run.numbers(of: "show(relu.derivative(0))") == [0])
    }

    @Test("Behind a sigmoid all updates of a node have one sign, behind tanh they don't")
    func zeroCentered() throws {
        let sigmoid = try run.numbers(of: "show(0.1 * Activation.sigmoid(sums).transposed)")
        let tanh = try run.numbers(of: "show(0.1 * Activation.tanh(sums).transposed)")
        #expect(sigmoid.count == 3 && sigmoid.allSatisfy { $0 > 0 })
        #expect(tanh[0] < 0 && tanh[1] > 0 && tanh[2] > 0)
    }

    @Test("One table: ranges, what is centered, what saturates, and slopes at −1, 0 and 1")
    func summary() throws {
        let values = try run.values(of: #"Column("slope at 1", slopes(1), decimals: 3))"#)
        #expect(
            values.map(\.name) == [
                "function", "range", "centered", "saturates", "slope at -1", "slope at 0", "slope at 1",
            ])
        #expect(values[2].words == ["no", "no", "yes", "no", "yes", "yes", "yes", "yes"])
        let both = "both ways"
        #expect(values[3].words == [both, both, both, "below", "no", "no", "below", "no"])
        let (s, t) = (1 / (1 + exp(1.0)), tanh(1.0))
        #expect(largestDifference(values[4].numbers, [0, s * (1 - s), 1 - t * t, 0, 0.2, 0.25, exp(-1.0), 1]) < 1e-15)
        #expect(values[5].numbers == [0, 0.25, 1, 0, 0.2, 0.25, 1, 1])
        #expect(largestDifference(values[6].numbers, [0, s * (1 - s), 1 - t * t, 1, 1, 1, 1, 1]) < 1e-15)
        let four = try run.numbers(of: "show(four.map { $0.derivative(4) })")
        #expect(four[0] < 0.02 && four[1] < 0.002 && four[2...] == [1, 1])
        let minusFour = try run.numbers(of: "show(four.map { $0.derivative(-4) })")
        #expect(
            largestDifference(Array(minusFour[..<2]), Array(four[..<2])) < 1e-15 && minusFour[2] == 0
                && abs(minusFour[3] - exp(-4)) < 1e-15)
    }

    @Test("A ReLU node that a long step has pushed below 0 stays there; leaky ReLU and ELU come back to 0.2")
    func dying() throws {
        let walks = try run.values(of: #"Column("ELU", walk(.elu()), decimals: 3))"#).dropFirst().map(\.numbers)
        for walk in walks { #expect(walk[0] == 0.5 && abs(walk[1] + 0.4) < 1e-15) }
        #expect(walks[0][1...].allSatisfy { $0 == walks[0][1] })
        #expect(abs(walks[1][12] - 0.2) < 0.01 && abs(walks[2][12] - 0.2) < 0.001)
        // The ELU is back above 0 in the next step, the leaky ReLU in the seventh.
        #expect(walks[2][2] > 0 && walks[1][6] < 0 && walks[1][7] > 0)
    }

    @Test("What is handed back is the gradient, for all functions and for α; through the step it is nothing")
    func check() throws {
        let values = try run.values(of: #"Column("largest update, matrix 1", first, decimals: 4))"#)
        #expect(values[1].words == Array(repeating: "yes", count: 8) && values[2].numbers.allSatisfy { $0 < 1e-9 })
        #expect(values[3].numbers[0] == 0 && values[3].numbers[1...].allSatisfy { $0 > 0.001 })
        let alpha = try run.values(of: #"Column("measured", [-0.5 * alphaGradient[0, 0]], decimals: 9))"#)
        #expect(abs(alpha[0].numbers[0] - alpha[1].numbers[0]) < 1e-9 && abs(alpha[0].numbers[0]) > 0.01)
    }

    @Test("One hidden layer: the accuracies are NumPy's, and lie as the text says")
    func shallow() throws {
        let values = try run.values(of: "table(columns(names, shallow))")
        for (name, expected) in reference.accuracies {
            let shown = (1...4).compactMap { column($0, values)[name] }
            #expect(largestDifference(shown, expected) < 1e-9, "\(name)")
        }
        var (best, spread) = (column(5, values), column(6, values))
        let step = (best.removeValue(forKey: "step"), spread.removeValue(forKey: "step"))
        #expect(step.0! < 0.45 && step.1 != nil)
        #expect(best.count == 7 && best.values.allSatisfy { (0.7795...0.8155).contains($0) })
        #expect(spread.values.allSatisfy { (0.0125...0.0305).contains($0) })
        // The rate does more than the function.
        #expect(column(2, values)["tanh"]! - column(2, values)["sigmoid"]! > 0.25)
        #expect(column(4, values)["sigmoid"]! == best["sigmoid"]! && best["linear"]! > best["ReLU"]!)
    }

    @Test("PReLU has learned slopes within about a quarter of 1, NumPy's")
    func learnedAlphas() throws {
        let alphas = try run.numbers(of: "show(shallow[5][1].compactMap { alpha($0.network.activation) })")
        #expect(largestDifference(alphas, reference.alphas) < 1e-6)
        #expect(alphas.count == 3 && alphas.allSatisfy { abs($0 - 1) < 0.255 })
    }

    private static let ratios = #"Column("matrix 6 to matrix 1", ratios, decimals: 1))"#

    @Test("Six matrices: behind sigmoids the slopes vanish, behind ReLUs they don't; both are NumPy's")
    func vanishing() throws {
        let values = try run.values(of: #"Column("same weights", typicalEqual, decimals: 6))"#)
        let (sigmoid, relu) = (values[1].numbers, values[2].numbers)
        #expect(largestDifference(sigmoid, reference.typicalSlopes["sigmoid"] ?? []) < 1e-12)
        #expect(largestDifference(relu, reference.typicalSlopes["ReLU"] ?? []) < 1e-12)
        #expect(zip(sigmoid, sigmoid.dropFirst()).allSatisfy { $0 < 0.27 * $1 })
        #expect(largestDifference(values[3].numbers, reference.typicalSlopes["same weights"] ?? []) < 1e-12)
        #expect(zip(relu, values[3].numbers).allSatisfy { $0 > $1 })
        #expect((190..<200).contains(values[3].numbers[0] / sigmoid[0]))
        let ratios = try run.values(of: Self.ratios)[1].numbers
        #expect(ratios[0] > 1024 && ratios[1] < 2.1 && ratios[2] < 2)
    }

    @Test(
        "With no rate does the deep sigmoid network learn anything; the ReLU one does, less than with one hidden layer")
    func deep() throws {
        let values = try run.values(of: "table(columns(deepNames, deep))")
        #expect(values[1...5].allSatisfy { abs($0.numbers[0] - 0.1) < 1e-9 } && values[6].numbers[0] < 1e-9)
        #expect(values[1...4].map(\.numbers.count) == [2, 2, 1, 1])
        #expect(values[5].numbers[1] > 0.4 && values[5].numbers[1] < 0.6)
    }

    @Test("After steps that are too long ReLU nodes are dead, and no others")
    func dead() throws {
        let counts = try run.values(of: #"Column("ELU", still[2]))"#).map(\.numbers)
        #expect(counts[0] == [0.1, 0.3, 1] && counts[1] == [0, 1, 4])
        #expect(counts[2] == [0, 0, 0] && counts[3] == [0, 0, 0])
    }

    @Test("The gradient vanishes for other seeds, too, and ReLU nodes die", arguments: [1, 7])
    func seeds(seed: Int) throws {
        let other = try LessonRun(Self.name, ["--seed", "\(seed)", "--digits", "200", "--seeds", "2"])
        let ratios = try other.values(of: Self.ratios)[1].numbers
        #expect(ratios[0] > 500 && ratios[1] < 10)
        let counts = try other.values(of: #"Column("ELU", still[2]))"#).map(\.numbers)
        #expect(counts[1][2] > 0 && counts[2] == [0, 0, 0] && counts[3] == [0, 0, 0])
        #expect(
            try other.values(of: #"Column("largest update, matrix 1", first, decimals: 4))"#)[1].words.allSatisfy {
                $0 == "yes"
            })
    }

    @Test("What the text says of other parameters is so")
    func tryIt() throws {
        let tanh = try LessonRun(Self.name, ["--activation", "tanh"])
        #expect(try tanh.values(of: Self.ratios)[1].numbers[1] < 3)
        let deep = try tanh.values(of: "table(columns(deepNames, deep))")
        #expect(deep[0].words == ["sigmoid", "tanh"] && abs(deep[5].numbers[1] - 0.467) < 0.005)
        let more = try LessonRun(Self.name, ["--digits", "4000"]).values(of: "table(columns(names, shallow))")
        let (best, before) = (column(5, more), column(5, try run.values(of: "table(columns(names, shallow))")))
        for name in Self.names { #expect(best[name]! > before[name]!, "\(name)") }
        #expect(abs(best["sigmoid"]! - 0.88) < 0.005 && abs(best["tanh"]! - 0.88) < 0.005)
        for name in ["ReLU", "leaky ReLU", "PReLU", "ELU"] {
            #expect(abs(best[name]! - best["linear"]!) < 0.012, "\(name)")
        }
    }

    @Test(
        "The ends of every range are no trap",
        arguments: [
            ["--hidden-nodes", "2", "--digits", "10", "--seeds", "2"],
            ["--digits", "10", "--epochs", "10", "--activation", "prelu"],
            ["--hidden-nodes", "100", "--digits", "10", "--seed", "4294967295", "--activation", "elu"],
        ])
    func ranges(arguments: [String]) throws {
        let result = try Program.run(Self.name, arguments)
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(try Program.run(Self.name, ["--activation", "step"]).status == 64)
    }
}
