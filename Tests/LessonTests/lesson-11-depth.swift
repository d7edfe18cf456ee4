import Foundation
import TestSupport
import Testing

@Suite("lesson-11-depth")
struct Lesson11Depth {
    static let name = "lesson-11-depth"

    /// What NumPy computes.
    struct Reference: Decodable {
        /// Typical slopes by matrix: sigmoid, tanh, ReLU, and the ReLU with He's weights.
        let slopes: [[Double]]
        /// Mean squares of the outputs by hidden layer, of the ReLU: with variances of 1/links and 2/links.
        let outputs: [[Double]]
        /// With the best rate the accuracy of one network on the validation digits and the mean of three on the test
        /// digits, for the same four as the slopes.
        let best: [[Double]]
        /// Dead nodes after twenty digits and in the end, for each first rate.
        let dead: [[Double]]
    }

    private let run: LessonRun
    private let reference: Reference

    init() throws {
        run = try LessonRun(Self.name)
        reference = try LessonReferences.read().depth
    }

    private static let slopes = "What arrives at the first matrix"

    @Test("The slopes of E before training are NumPy's; the plot shows their logarithms")
    func typicalSlopes() throws {
        let values = try run.values(under: Self.slopes, 1)
        #expect(values.map(\.name) == ["matrix", "sigmoid", "tanh", "ReLU"])
        let plotted = try run.values(titled: "A typical slope of E")
        for index in 0..<3 {
            let shown = values[index + 1].numbers
            #expect(largestDifference(shown, reference.slopes[index]) < 1e-12)
            #expect(plotted[2 * index + 1].numbers == shown.map { log10($0) })
        }
    }

    @Test("Behind sigmoids the slopes shrink to about a quarter or less with each matrix, behind tanh hardly")
    func vanishing() throws {
        let values = try run.values(under: Self.slopes, 1)
        let (sigmoid, tanh) = (values[1].numbers, values[2].numbers)
        #expect(zip(sigmoid, sigmoid.dropFirst()).allSatisfy { $0 < 0.27 * $1 })
        #expect(tanh.allSatisfy { $0 > 0.5 * tanh[5] })
        // The ReLU's are smaller than those of tanh, all six.
        #expect(zip(values[3].numbers, tanh).allSatisfy { $0 < $1 })
        #expect(try run.numbers(under: Self.slopes, 3) == [1999, 1, 1])
    }

    private static let squares = "Half of the squares"

    @Test("A ReLU takes half of the mean square of normal sums")
    func half() throws {
        let (before, after) = (try run.numbers(under: Self.squares, 1)[0], try run.numbers(under: Self.squares, 1)[1])
        #expect(abs(before - 1) < 0.05 && abs(after - 0.5) < 0.05)
    }

    @Test("With He's weights outputs keep their size, and slopes are about five times as large; both are NumPy's")
    func weights() throws {
        let outputs = try run.values(under: Self.squares, 2)
        let slopes = try run.values(under: Self.squares, 3)
        for index in 0..<2 {
            #expect(largestDifference(outputs[index + 1].numbers, reference.outputs[index]) < 1e-12)
            #expect(largestDifference(slopes[index + 1].numbers, reference.slopes[index + 2]) < 1e-12)
        }
        let (narrow, wide) = (outputs[1].numbers, outputs[2].numbers)
        #expect(zip(narrow, narrow.dropFirst()).allSatisfy { $0 > $1 })
        #expect((narrow[0] / narrow[4]).rounded() == 14)
        #expect(wide.max()! < 2 * wide.min()!)
        let tanh = try run.values(under: Self.slopes, 1)[2].numbers
        #expect(zip(slopes[2].numbers, tanh).allSatisfy { $0 > $1 })
        let ratios = zip(slopes[2].numbers, slopes[1].numbers).map { $0 / $1 }
        #expect(ratios.allSatisfy { (4.5...5.5).contains($0) })
    }

    /// The validation accuracies of sigmoid, tanh and ReLU, with rates of 0.01, 0.1, 1 and 10.
    private static func validated(_ run: LessonRun) throws -> [[Double]] {
        let columns = try run.values(under: "Does it learn?").dropFirst().map(\.numbers)
        return (0..<3).map { row in columns.map { $0[row] } }
    }

    @Test("With no rate does the deep sigmoid network learn anything; the others do, as much as with NumPy")
    func learning() throws {
        let (validated, values) = (try Self.validated(run), try run.values(under: "Does that help?"))
        #expect(largestDifference(validated.map { $0.max()! }, reference.best.prefix(3).map { $0[0] }) < 1e-9)
        #expect(values[0].words == ["sigmoid", "tanh", "ReLU", "ReLU"])
        let (test, spreads) = (values[3].numbers, values[4].numbers)
        #expect(largestDifference(test, reference.best.map { $0[1] }) < 1e-9)
        // Tanh and the ReLU with He's weights can't be told apart.
        #expect(abs(test[3] - test[1]) < spreads[1] + spreads[3])
        #expect(validated[0].allSatisfy { abs($0 - 0.1) < 0.01 })
        // What the text recalls of lesson 10.
        let shallow = try LessonRun(Lesson10Activations.name)
        let rows = try shallow.values(under: "Which one reads best?").dropFirst().map(\.numbers)
        for function in 1...3 { #expect((0.73...0.7405).contains(rows.map { $0[function] }.max()!)) }
        let linear = try shallow.column("test accuracy").numbers[6]
        #expect((linear * 1000).rounded() == 674 && linear > test.max()! + 0.2)
    }

    @Test("A rate of 1 kills more than a third of sixty ReLU nodes, and none comes back")
    func dead() throws {
        let values = try run.values(under: "Dead nodes in a network")
        #expect(values[0].numbers == [0.1, 0.3, 1])
        #expect(values[1].numbers == reference.dead.map { $0[0] })
        #expect(values[2].numbers == reference.dead.map { $0[1] })
        #expect(values[1].numbers[2] > 20)
        #expect(values[2].numbers[2] == values[1].numbers[2] + 1)
    }

    static let claims = Claims(name, quick: ["--digits", "500"]) {
        Claim("Behind sigmoids the gradient vanishes, behind tanh and ReLU it doesn't") { run in
            let ratios = try run.numbers(under: slopes, 3)
            return (ratios[0] > 1000 && ratios[1] < 4 && ratios[2] < 4, ratios)
        }
        Claim("With a variance of 1/links the squares of the ReLU's outputs get much smaller, with 2/links they don't")
        {
            run in
            let values = try run.values(under: squares, 2)
            let ratios = [1, 2].map { values[$0].numbers[4] / values[$0].numbers[0] }
            return (ratios[0] < 0.2 && (0.1...5).contains(ratios[1]), ratios)
        }
        Claim("With no rate does the deep sigmoid network learn anything") { run in
            let accuracies = try validated(run)[0]
            return (accuracies.allSatisfy { $0 < 0.15 }, accuracies)
        }
        Claim("Tanh, and the ReLU with He's weights, learn, and read fewer digits than a network with one hidden layer")
        {
            run in
            let test = try run.column("test accuracy").numbers
            return ([1, 3].allSatisfy { (0.2...0.6).contains(test[$0]) }, test)
        }
        Claim("With He's weights the ReLU reads more digits than with smaller ones") { run in
            let test = try run.column("test accuracy").numbers
            return (test[3] > test[2], test)
        }
        Claim("With some seeds tanh is ahead of the ReLU, with some behind", times: 3...7) { run in
            let test = try run.column("test accuracy").numbers
            return (test[1] > test[3], test)
        }
        Claim("Long first steps kill ReLU nodes, longer ones more, and none comes back") { run in
            let dead = try run.column("dead after 20 digits").numbers
            let after = try run.column("dead in the end").numbers
            return (dead[2] > 5 && dead[2] > dead[0] && zip(dead, after).allSatisfy { $0 <= $1 }, dead + after)
        }
    }

    @Test("General claims", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    @Test("Suggestions can be followed: narrower layers, and other digits")
    func tryIt() throws {
        let narrow = try LessonRun(Self.name, ["--hidden-nodes", "10"]).numbers(under: Self.slopes, 3)
        #expect(narrow[0] > 300)
    }

    @Test(
        "The ends of every range are no trap",
        arguments: [
            ["--hidden-nodes", "2", "--digits", "100", "--seeds", "2"],
            ["--hidden-nodes", "100", "--digits", "100", "--seed", "4294967295", "--seeds", "2"],
        ])
    func ranges(arguments: [String]) throws {
        let result = try Program.run(Self.name, arguments)
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
    }
}
