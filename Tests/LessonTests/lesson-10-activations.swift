import Foundation
import TestSupport
import Testing

@Suite("lesson-10-activations")
struct Lesson10Activations {
    static let name = "lesson-10-activations"

    /// What NumPy finds for a function.
    struct Reference: Decodable {
        /// The validation accuracy of one network, with a rate of 0.1.
        let atOneTenth: Double
        let bestRate: Double
        /// The same with that rate.
        let validation: Double
        /// The mean test accuracy of three networks.
        let test: Double
    }

    private let run: LessonRun
    /// By function.
    private let references: [String: Reference]

    init() throws {
        run = try LessonRun(Self.name)
        references = try LessonReferences.read().activations
    }

    private static let names = ["step", "sigmoid", "tanh", "ReLU", "leaky ReLU", "ELU", "linear"]

    @Test("The gallery has six functions, each beside its slope, as pictures of 16 × 17 points with axes")
    func gallery() throws {
        let pictures = try run.values(under: "Their shapes", 1)
        #expect(pictures.count == 12)
        for (index, picture) in pictures.enumerated() {
            #expect(picture.name == (index % 2 == 0 ? Self.names[index / 2] : "its slope"))
            #expect(picture.shape == [16, 17])
            #expect(Set(picture.numbers) == [0, 0.3, 1])
        }
        // ReLU: along the axis on the left, then diagonally up, to 2 at x = 2.
        let relu = pictures[6].matrix
        #expect((0...8).allSatisfy { relu[9, $0] == 1 })
        #expect(relu[1, 12] == 1)
        // Its slope: 0 up to x = 0, and 1 from there on.
        let slope = pictures[7].matrix
        #expect((0...8).allSatisfy { slope[9, $0] == 1 })
        #expect((9...16).allSatisfy { slope[5, $0] == 1 })
    }

    @Test("The values in the table are those of the formulas, near 0 and far out")
    func values() throws {
        let values = try run.values(under: "In numbers", 1)
        #expect(values.map(\.name) == ["function", "-1001", "-1000", "-1", "0", "1", "1000"])
        #expect(values[0].words == Self.names)
        let e = exp(1.0)
        let expected: [[Double]] = [
            [0, 0, -1, 0, -0.2 * 1001, -1, -1001],
            [0, 0, -1, 0, -200, -1, -1000],
            [0, 1 / (1 + e), -tanh(1), 0, -0.2, 1 / e - 1, -1],
            [1, 0.5, 0, 0, 0, 0, 0],
            [1, e / (1 + e), tanh(1), 1, 1, 1, 1],
            [1, 1, 1, 1000, 1000, 1000, 1000],
        ]
        for (value, expected) in zip(values.dropFirst(), expected) {
            #expect(largestDifference(value.numbers, expected) < 1e-15, "\(value.name)")
        }
        let far = zip(values[1].numbers, values[2].numbers).map { $0 != $1 }
        #expect(zip(Self.names, far).filter(\.1).map(\.0) == ["leaky ReLU", "linear"])
    }

    @Test("Behind sigmoids all updates of a node have one sign, behind tanh they don't")
    func zeroCentered() throws {
        let sigmoid = try run.numbers(under: "One sign for all", 1)
        let tanh = try run.numbers(under: "One sign for all", 2)
        #expect(sigmoid.count == 3)
        #expect(sigmoid.allSatisfy { $0 > 0 })
        #expect(tanh.map { $0 < 0 } == [true, false, false])
    }

    @Test("At 4 sigmoid and tanh are nearly flat; at −4 all but the ELU are, and the ReLU is altogether flat")
    func saturating() throws {
        let four = try run.numbers(under: "Saturating", 1)
        #expect(four[0] < 0.02 && four[1] < 0.002)
        #expect(four[2...] == [1, 1])
        let minusFour = try run.numbers(under: "Saturating", 2)
        #expect(largestDifference(Array(minusFour[..<2]), Array(four[..<2])) < 1e-15)
        #expect(minusFour[2] == 0)
        #expect(abs(minusFour[3] - exp(-4)) < 1e-15)
    }

    @Test("A ReLU node that a long step has pushed below 0 stays there; leaky ReLU and ELU come back to 0.2")
    func dying() throws {
        let walks = try run.values(under: "Dying").dropFirst().map(\.numbers)
        #expect(walks.count == 3)
        for walk in walks {
            #expect(walk[0] == 0.5)
            #expect(abs(walk[1] + 0.4) < 1e-15)
        }
        #expect(walks[0][1...].allSatisfy { $0 == walks[0][1] })
        #expect(abs(walks[1][12] - 0.2) < 0.01)
        #expect(abs(walks[2][12] - 0.2) < 0.001)
        // The ELU is back above 0 in the next step, the leaky ReLU in the seventh.
        #expect(walks[2][2] > 0)
        #expect(walks[1][6] < 0 && walks[1][7] > 0)
    }

    @Test("One table tells what is centered, what is flat, and what can die")
    func summary() throws {
        let values = try run.values(under: "One table", 1)
        #expect(values.map(\.name) == ["function", "centered", "flat below", "flat above", "can die"])
        #expect(values[1].words == ["no", "no", "yes", "no", "yes", "yes", "yes"])
        #expect(values[2].words == ["yes", "yes", "yes", "yes", "no", "yes", "no"])
        #expect(values[3].words == ["yes", "yes", "yes", "no", "no", "no", "no"])
        #expect(values[4].words == ["yes", "no", "no", "yes", "no", "no", "no"])
        // The sigmoid is flat and can't die: its slope is small and no more.
        let slopes = try run.numbers(under: "One table", 2)
        #expect(abs(slopes[0] - exp(-20)) < 1e-15 && slopes[1] == 0)
    }

    private static let sweep = "Which one reads best?"
    private static let choice = "Is there a best one?"

    /// The validation accuracies of each function, with rates of 0.01, 0.1, 1 and 10.
    private static func validated(_ run: LessonRun) throws -> [[Double]] {
        let columns = try run.values(under: sweep).dropFirst().map(\.numbers)
        return names.indices.map { row in columns.map { $0[row] } }
    }

    @Test("Best rates and accuracies are NumPy's")
    func numPy() throws {
        let (validated, values) = (try Self.validated(run), try run.values(under: Self.choice))
        #expect(values[0].words == Self.names)
        for (index, name) in Self.names.enumerated() {
            let reference = try #require(references[name])
            let expected = [reference.atOneTenth, reference.validation, reference.bestRate, reference.test]
            let row = validated[index]
            let found = [row[1], row.max()!, values[1].numbers[index], values[2].numbers[index]]
            #expect(largestDifference(found, expected) < 1e-9, "\(name)")
        }
    }

    @Test("The accuracies lie as the text says")
    func accuracies() throws {
        let validated = try Self.validated(run)
        let (test, spreads) = (try run.column("test accuracy").numbers, try run.column("spread").numbers)
        #expect(validated[1][1] < 0.49 && validated[2...].allSatisfy { $0[1] >= 0.7195 })
        // At a rate of 1 the sigmoid is among the others at their best; some of these then do no better than guessing.
        let others = validated[2...].map { $0.max()! }
        #expect(others.min()! < validated[1][2] && validated[1][2] < others.max()!)
        #expect(validated[2...].count { $0[2] < 0.12 } >= 3)
        let six = test.dropFirst()
        #expect(six.min()! >= 0.6585 && six.max()! < 0.6805)
        #expect(spreads.dropFirst().count { $0 > 0.015 } > 2)
        #expect(zip(validated, test).allSatisfy { $0.max()! > $1 })
    }

    static let claims = Claims(name, quick: ["--digits", "500", "--seeds", "2"]) {
        Claim("At a rate of 0.1 the sigmoid is far behind all others but the step") { run in
            let accuracies = try validated(run).map { $0[1] }
            return (accuracies[2...].allSatisfy { $0 - accuracies[1] > 0.1 }, accuracies)
        }
        Claim("The rate does more than the function: at its own the sigmoid reads about as many digits as any other") {
            run in
            let best = try validated(run).map { $0.max()! }
            return (best.max()! - best[1] < 0.06, best)
        }
        Claim("The step stays far behind") { run in
            let test = try run.column("test accuracy").numbers
            return (test.dropFirst().allSatisfy { $0 - test[0] > 0.15 }, test)
        }
        Claim("The sigmoid wants longer steps than the ReLU and its relatives") { run in
            let rates = try run.column("best rate").numbers
            return (rates[3...5].allSatisfy { $0 < rates[1] }, rates)
        }
        Claim("Without an activation function the network is not far behind the best, for a thousand digits") { run in
            let test = try run.column("test accuracy").numbers
            return (test[6] > test.max()! - 0.05, test)
        }
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    @Test("The smallest values of each parameter are no trap, and neither is the largest seed")
    func ranges() throws {
        let result = try Program.run(
            Self.name, ["--hidden-nodes", "2", "--digits", "10", "--seeds", "2", "--seed", "4294967295"])
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
    }
}
