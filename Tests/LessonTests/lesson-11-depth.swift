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
        /// Dead nodes after twenty digits, for each rate.
        let dead: [Double]
        /// By hidden layer how much outputs differ between digits: sigmoid, tanh, ReLU.
        let differences: [[Double]]
        /// Test accuracies after 1,000 and 5,000 digits, with one and with two hidden layers.
        let grown: [[Double]]
    }

    private let run: LessonRun
    private let reference: Reference

    init() throws {
        run = try LessonRun(Self.name)
        reference = try LessonReferences.read().depth
    }

    private static let slopes = "What arrives at the first matrix"

    /// The typical slopes of sigmoid, tanh and ReLU by matrix, from the plot of their logarithms.
    private func plotted() throws -> [[Double]] {
        let values = try run.values(titled: "A typical slope of E")
        #expect(values.count == 6)
        return [1, 3, 5].map { values[$0].numbers.map { pow(10, $0) } }
    }

    @Test("The slopes of E before training are NumPy's")
    func typicalSlopes() throws {
        for (shown, expected) in zip(try plotted(), reference.slopes) {
            #expect(largestDifference(shown, expected) < 1e-12)
        }
    }

    @Test("Behind sigmoids the slopes shrink to about a quarter or less with each matrix, behind tanh hardly")
    func vanishing() throws {
        let slopes = try plotted()
        #expect(zip(slopes[0], slopes[0].dropFirst()).allSatisfy { $0 < 0.27 * $1 })
        #expect(slopes[1].allSatisfy { $0 > 0.5 * slopes[1][5] })
        // The ReLU's are smaller than those of tanh, all six.
        #expect(zip(slopes[2], slopes[1]).allSatisfy { $0 < $1 })
        #expect(try run.numbers(under: Self.slopes, 2) == [1999, 1, 1])
    }

    private static let last = "What arrives at the last matrix"

    @Test("Behind sigmoids digits grow alike by a quarter a layer, as with NumPy; the share of sevens is the accuracy")
    func forward() throws {
        let values = try run.values(under: Self.last, 1)
        #expect(values.map(\.name) == ["hidden layer", "sigmoid", "tanh", "ReLU"])
        for (value, expected) in zip(values.dropFirst(), reference.differences) {
            #expect(largestDifference(value.numbers, expected) < 1e-12)
        }
        let sigmoid = values[1].numbers
        #expect(zip(sigmoid, sigmoid.dropFirst()).allSatisfy { $1 < 0.27 * $0 })
        #expect(sigmoid[4] < 0.0005)
        let sevens = try run.numbers(under: Self.last, 2)[0]
        #expect(try Self.validated(run)[0].allSatisfy { $0 == sevens })
    }

    private static let squares = "Half of the squares"

    @Test("A ReLU takes half of the mean square of normal sums")
    func half() throws {
        let (before, after) = (try run.numbers(under: Self.squares, 1)[0], try run.numbers(under: Self.squares, 1)[1])
        #expect(abs(before - 1) < 0.05 && abs(after - 0.5) < 0.05)
    }

    @Test("With He's weights outputs keep their size, as with NumPy")
    func weights() throws {
        let outputs = try run.values(under: Self.squares, 2)
        for index in 0..<2 {
            #expect(largestDifference(outputs[index + 1].numbers, reference.outputs[index]) < 1e-12)
        }
        let (narrow, wide) = (outputs[1].numbers, outputs[2].numbers)
        #expect(zip(narrow, narrow.dropFirst()).allSatisfy { $0 > $1 })
        #expect((narrow[0] / narrow[4]).rounded() == 14)
        #expect(wide.max()! < 2 * wide.min()!)
    }

    /// The validation accuracies of sigmoid, tanh and ReLU, with rates of 0.1, 1 and 10.
    private static func validated(_ run: LessonRun) throws -> [[Double]] {
        let columns = try run.values(under: "Does it learn?").dropFirst().map(\.numbers)
        return (0..<3).map { row in columns.map { $0[row] } }
    }

    @Test("With no rate does the deep sigmoid network learn anything; the others do, as much as with NumPy")
    func learning() throws {
        let (validated, values) = (try Self.validated(run), try run.values(under: "Does that help?"))
        #expect(largestDifference(validated.map { $0.max()! }, reference.best.prefix(3).map { $0[0] }) < 1e-9)
        #expect(values[0].words == ["tanh", "ReLU", "ReLU"])
        let (test, spreads) = (values[3].numbers, values[4].numbers)
        #expect(largestDifference(test, reference.best.dropFirst().map { $0[1] }) < 1e-9)
        // Tanh and the ReLU with He's weights can't be told apart.
        #expect(abs(test[2] - test[0]) < spreads[0] + spreads[2])
        #expect(validated[0].allSatisfy { abs($0 - 0.1) < 0.01 })
        // What the text recalls of lesson 10.
        let shallow = try LessonRun(Lesson10Activations.name)
        let rows = try shallow.values(under: "Which one reads best?").dropFirst().map(\.numbers)
        for function in 1...3 { #expect((0.73...0.7405).contains(rows.map { $0[function] }.max()!)) }
        let linear = try shallow.column("test accuracy").numbers[6]
        #expect((linear * 1000).rounded() == 674 && linear > test.max()! + 0.2)
    }

    private static let pays = "Does depth never pay?"

    @Test("After 5,000 digits two hidden layers read as many as one, and five are closer; one and two are NumPy's")
    func grown() throws {
        let values = try run.values(under: Self.pays, 1)
        #expect(values[0].numbers == [1, 2, 5])
        let (early, late) = (values[1].numbers, values[2].numbers)
        #expect(largestDifference(Array(early.prefix(2)), reference.grown.map { $0[0] }) < 1e-9)
        #expect(largestDifference(Array(late.prefix(2)), reference.grown.map { $0[1] }) < 1e-9)
        #expect(early[0] > early[1] && early[1] > early[2])
    }

    @Test("A rate of 1 kills more than a third of sixty ReLU nodes")
    func dead() throws {
        let values = try run.values(under: "Dead nodes in a network")
        #expect(values[0].numbers == [0.1, 0.3, 1])
        #expect(values[1].numbers == reference.dead)
        #expect(values[1].numbers[2] > 20)
    }

    static let claims = Claims(name, quick: ["--digits", "500", "--seeds", "2"]) {
        Claim("Behind sigmoids the gradient vanishes, behind tanh and ReLU it doesn't") { run in
            let ratios = try run.numbers(under: slopes, 2)
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
            return ([0, 2].allSatisfy { (0.2...0.6).contains(test[$0]) }, test)
        }
        Claim("With He's weights the ReLU reads more digits than with smaller ones") { run in
            let test = try run.column("test accuracy").numbers
            return (test[2] > test[1], test)
        }
        Claim("With some seeds tanh is ahead of the ReLU, with some behind", times: 3...7) { run in
            let test = try run.column("test accuracy").numbers
            return (test[0] > test[2], test)
        }
        Claim("On the way forward digits grow alike behind sigmoids, and not behind tanh") { run in
            let values = try run.values(under: last, 1)
            let ratios = [1, 2].map { values[$0].numbers[4] / values[$0].numbers[0] }
            return (ratios[0] < 0.01 && ratios[1] > 0.3, ratios)
        }
        Claim("After five times the digits two hidden layers read as many as one, within 0.02 of all") { run in
            let column = try run.values(under: pays, 1)[2]
            let late = column.numbers
            // With fewer digits than the lesson's the second layer has not caught up yet.
            return (abs(late[1] - late[0]) < (column.name == "5000 digits" ? 0.025 : 0.2), late)
        }
        Claim("And five are closer to one than they were, but behind") { run in
            let values = try run.values(under: pays, 1)
            let gaps = [1, 2].map { values[$0].numbers[0] - values[$0].numbers[2] }
            return (gaps[1] < gaps[0] && gaps[1] > 0, gaps)
        }
        Claim("Long first steps kill ReLU nodes, longer ones more") { run in
            let dead = try run.column("dead after 20 digits").numbers
            return (dead[2] > 5 && dead[2] > dead[0], dead)
        }
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    @Test("The smallest values and the largest seed are no trap; in narrow layers the slopes vanish, too")
    func ranges() throws {
        let smallest = ["--hidden-nodes", "2", "--digits", "100", "--seeds", "2", "--seed", "4294967295"]
        let result = try Program.run(Self.name, smallest + ["--format", "json"])
        #expect(result.status == 0 && result.errors.isEmpty)
        let narrow = try LessonRun(lesson: Self.name, smallest, output: result.output)
        #expect(try narrow.numbers(under: Self.slopes, 2)[0] > 300)
    }
}
