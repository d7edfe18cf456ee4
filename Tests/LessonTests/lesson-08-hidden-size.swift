import Foundation
import TestSupport
import Testing

@Suite("lesson-08-hidden-size")
struct Lesson08HiddenSize {
    static let name = "lesson-08-hidden-size"

    /// With 40 nodes to compare with 90, a run also is one of the suggestions, and takes less time than with 150.
    private static let quick = [
        "--seeds", "10", "--few-seeds", "1", "--hidden-nodes", "40", "--test-digits", "500",
    ]

    static let claims = Claims(name, quick: quick) {
        Claim("Networks of one size differ by two hundredths or more when only their seeds do") { run in
            let accuracies = try run.column("90 nodes").numbers
            return (accuracies.max()! - accuracies.min()! >= 0.02, accuracies)
        }
        Claim("2 nodes do hardly better than guessing, and each larger size up to 40 wins as no coin would") { run in
            let test = try sweep(run)[3]
            let chances = try steps(run)[4]
            return (test[0] < 0.2 && chances[..<4].allSatisfy { $0 < 10 }, test + chances)
        }
        Claim("From 90 to 300 nodes there is little to gain") { run in
            let test = try sweep(run)[3]
            return (abs(test[6] - test[5]) < 0.02 && test[5] > 0.6, test)
        }
        Claim(
            "The gap grows up to 20 nodes; from there on it hardly changes, and from 40 on the digits are known by heart"
        ) {
            run in
            let (training, gap) = try (sweep(run)[2], gap(run, "100 digits"))
            let rises = zip(gap[..<3], gap[1...3]).allSatisfy { $1 > $0 + 0.02 }
            let isFlat = gap[3...].max()! - gap[3...].min()! < 0.04 && gap[3...].min()! > 0.3
            return (rises && isFlat && training[4...].allSatisfy { $0 > 0.98 }, gap)
        }
        Claim("A hundred digits leave a wide gap after one epoch, too; 3,000 digits don't") { run in
            let gaps = try run.column("gap with 90 nodes").numbers
            return (gaps[0] > 0.15 && gaps[0] > 2 * gaps[2], gaps)
        }
        Claim("Ten wins of ten are no luck") { run in
            let series = try run.numbers(under: "A finding, or luck?", 2)
            return (series[0] < 10, series)
        }
        Claim("Thirty times as many digits: 90 nodes read nearly 0.9, and no gap is as large as a tenth") { run in
            let (test, gap) = try (Self.many(run)[2], gap(run, "3000 digits"))
            return ((0.86...0.905).contains(test[5]) && gap.allSatisfy { $0 < 0.1 }, test + gap)
        }
        Claim("With more digits networks of 10 nodes read well more than half of the test digits, not 0.4") { run in
            let (few, many) = try (sweep(run)[3][2], many(run)[2][2])
            return (abs(few - 0.4) < 0.04 && many > 0.55, [few, many])
        }
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    /// The columns of the table of sizes: hidden nodes, weights, training, test, spread.
    private static func sweep(_ run: LessonRun) throws -> [[Double]] {
        try run.values(under: "From 2 to 300", 1).map(\.numbers)
    }

    /// Those with 3,000 digits: hidden nodes, training, test, gap.
    private static func many(_ run: LessonRun) throws -> [[Double]] {
        try run.values(under: "More digits", 1).map(\.numbers)
    }

    /// The columns of the table of neighboring sizes: smaller, larger, who has won, and what a coin does.
    private static func steps(_ run: LessonRun) throws -> [[Double]] {
        try run.table(with: "won by larger").map(\.numbers)
    }

    private static func gap(_ run: LessonRun, _ name: String) throws -> [Double] {
        try run.value(titled: "The gap", "\(name) y").numbers
    }

    private let run: LessonRun

    init() throws {
        run = try LessonRun(Self.name)
    }

    @Test("One pair: the larger network is ahead, by four digits in a thousand")
    func onePair() throws {
        let accuracies = try run.values(under: "90 against 150")[1].numbers
        #expect(abs(accuracies[1] - accuracies[0] - 0.004) < 1e-9)
    }

    @Test("Ten pairs are five to five; thirty pairs are what a coin does in most of its series")
    func pairs() throws {
        let wins = try run.values(under: "Many seeds", 3).map(\.numbers)
        #expect(wins == [[10, 30], [5, 13], [5, 16]])
        let series = try run.values(under: "A finding, or luck?", 1)[2].numbers
        #expect(series[0] == 1000 && series[1] > 500)
        let means = try run.values(under: "Many seeds", 2).map(\.numbers)
        #expect(means[2][3] - means[2][2] < means[3][3])
        #expect(try run.column("what came out").words[0] == "13 to 16 pairs won: no finding")
    }

    @Test("What the thrown coin does is what can be calculated")
    func coin() throws {
        let columns = try Self.steps(run)
        for index in columns[0].indices {
            let (heads, tails) = (columns[2][index], columns[3][index])
            // Of 2^n series the share with at least as many of one side: both ends of a row of Pascal's triangle.
            let throwCount = Int(heads + tails)
            var (series, enough) = (1.0, 0.0)
            for count in 0...throwCount {
                if Double(max(count, throwCount - count)) >= max(heads, tails) { enough += series }
                series *= Double(throwCount - count) / Double(count + 1)
            }
            let expected = 1000 * enough / pow(2, Double(throwCount))
            #expect(abs(columns[4][index] - expected) <= 4 * expected.squareRoot() + 1)
        }
    }

    @Test("From 40 to 90 nodes luck is unlikely, from 90 to 300 it can't be excluded")
    func sizes() throws {
        let columns = try Self.sweep(run)
        #expect(columns[0] == [2, 5, 10, 20, 40, 90, 300])
        #expect(columns[1] == columns[0].map { $0 * 794 })
        let chances = try Self.steps(run)[4]
        #expect(chances[4] < 50 && chances[5] > 100)
        let gap = try Self.gap(run, "100 digits")
        #expect(largestDifference(gap, zip(columns[2], columns[3]).map { $0 - $1 }) < 1e-12)
        #expect(try run.values(under: "Overfitting", 1)[2].numbers == gap)
        let many = try Self.many(run)
        #expect(largestDifference(many[3], zip(many[1], many[2]).map { $0 - $1 }) < 1e-12)
        #expect(try run.column("gap with 90 nodes").numbers[1...] == [gap[5], many[3][5]])
        #expect(columns[2][4...].allSatisfy { $0 > 0.98 } && columns[3][4...].allSatisfy { $0 < 2.0 / 3 })
    }

    @Test("The suggestions: 40 nodes are worse than 90, and small networks suffer most from smaller steps")
    func tryIt() throws {
        // Ten networks of each size, with other seeds, stand for the thirty of the lesson.
        let fewer = try LessonRun(Self.name, ["--seed", "1"] + Self.quick)
        let wins = try fewer.values(under: "Many seeds", 3).map(\.numbers)
        #expect(wins[1][1] > wins[2][1])
        let (usual, slower) = (try Self.sweep(fewer)[3], try Self.sweep(slowFromLargestSeed())[3])
        #expect((1...3).allSatisfy { usual[$0] - slower[$0] > usual[5] - slower[5] })
    }

    private func slowFromLargestSeed() throws -> LessonRun {
        try LessonRun(Self.name, ["--seed", "4294967295", "--learning-rate", "0.1"] + Self.quick)
    }

    @Test("After the largest seed comes 0")
    func largestSeed() throws {
        #expect(try slowFromLargestSeed().column("seed").numbers[..<3] == [4_294_967_295, 0, 1])
    }

    private static let taskset = URL(fileURLWithPath: "/usr/bin/taskset")

    @Test(
        "The result does not depend on the number of cores",
        .enabled(if: FileManager.default.isExecutableFile(atPath: taskset.path), "taskset says how many to use"))
    func cores() throws {
        let program = Program.folder.appendingPathComponent(Self.name).path
        let arguments = ["--seed", "1"] + Self.quick
        let oneCore = try Program.run(Self.taskset, ["-c", "0", program, "--plain"] + arguments)
        #expect(try oneCore.status == 0 && oneCore.output == LessonRun(Self.name, arguments).terminal)
    }

    @Test("Impossible parameters and a diverging rate are reported")
    func errors() throws {
        #expect(try Program.run(Self.name, ["--hidden-nodes", "0"]).status == 64)
        #expect(try Program.run(Self.name, ["--hidden-nodes", "-3"]).status == 64)
        let result = try Program.run(Self.name, ["--learning-rate", "1e6"])
        #expect(result.status == 65 && result.errors.contains("choose a smaller learning rate"))
    }
}
