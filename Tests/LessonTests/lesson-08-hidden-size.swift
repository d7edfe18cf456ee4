import Foundation
import TestSupport
import Testing

@Suite("lesson-08-hidden-size")
struct Lesson08HiddenSize {
    static let name = "lesson-08-hidden-size"

    // It trains some hundred networks, so it is run once for all tests.
    private static let shared = Result { try LessonRun(name) }
    private let run: LessonRun

    init() throws {
        run = try Self.shared.get()
    }

    /// The columns of a sweep's table: hidden nodes, weights, training, test, spread, gap.
    private func sweep(_ call: String) throws -> [[Double]] {
        let columns = try run.values(of: call).map(\.numbers)
        try #require(columns.count == 6 && columns.allSatisfy { $0.count == 9 })
        return columns
    }

    @Test("One pair: the smaller network is ahead, by three digits in a thousand")
    func onePair() throws {
        let accuracies = try run.values(of: #"Column("test accuracy", first.map { $0[1] }, decimals: 3))"#)[1].numbers
        #expect(abs(accuracies[0] - accuracies[1] - 0.003) < 1e-9)
        // It is the network of lesson 7 after five epochs.
        #expect(accuracies[0] == 0.699)
    }

    @Test("The seed alone moves the accuracy by nearly three hundredths")
    func seeds() throws {
        let columns = try run.values(of: "Column(names[1], firstTen[1].map { $0[1] }, decimals: 3))")
        #expect(columns[0].numbers == (42..<52).map(Double.init))
        let range = columns[1].numbers.max()! - columns[1].numbers.min()!
        #expect(range > 0.025 && range < 0.03)
    }

    @Test("Over thirty seeds 150 is ahead by about a hundredth, no more than the spread of a single network")
    func means() throws {
        let columns = try run.values(of: #"Column("spread", samples.map { spread($0, 1) }, decimals: 4))"#).map(
            \.numbers)
        let (accuracies, spreads) = (columns[2], columns[3])
        let gain = accuracies[3] - accuracies[2]
        #expect(gain > 0.005 && gain < 0.015 && gain < spreads[2])
    }

    @Test("By a coin's measure ten pairs leave it open, and thirty decide it")
    func chance() throws {
        let columns = try run.values(of: #"Column("by chance", chances, decimals: 4))"#).map(\.numbers)
        #expect(columns[0] == [10, 30] && columns[1] == [3, 6] && columns[2] == [7, 24])
        // Seven or more of one side in ten throws: 2 · 176 of 1,024 series.
        #expect(abs(columns[3][0] - 352.0 / 1024) < 1e-12)
        #expect(columns[3][1] < 0.002)
    }

    @Test("2 nodes do clearly worse than 90; the gap is positive; from 90 on there is little to gain")
    func sizes() throws {
        let columns = try sweep("table(columns(sweep))")
        #expect(columns[0] == [2, 5, 10, 20, 40, 90, 150, 300, 600])
        #expect(columns[1] == columns[0].map { $0 * 794 })
        let (training, test, gap) = (columns[2], columns[3], columns[5])
        #expect(test[0] < 0.2 && test[5] > 0.65)
        #expect(gap.allSatisfy { $0 > 0 })
        #expect(largestDifference(gap, zip(training, test).map { $0 - $1 }) < 1e-12)
        #expect(training[4...].allSatisfy { $0 > 0.98 } && gap[4...].allSatisfy { abs($0 - 0.3) < 0.03 })
        #expect(test[7] - test[5] < 0.02 && test[8] < test[7] && columns[4][8] > columns[4][7])
    }

    @Test("With 4,000 digits 90 nodes reach 0.93, and the gap is below a twentieth")
    func moreDigits() throws {
        let columns = try sweep("table(columns(manySweep))")
        #expect(abs(columns[3][5] - 0.93) < 0.005)
        #expect(columns[5].allSatisfy { $0 < 0.05 })
    }

    @Test("What the text says of other parameters is so")
    func tryIt() throws {
        let columns = #"Column("by chance", chances, decimals: 4))"#
        let fewer = try LessonRun(Self.name, ["--hidden-nodes", "40"]).values(of: columns).map(\.numbers)
        #expect(fewer[1][0] > fewer[2][0] && fewer[3][0] < 0.05)
        let otherSeeds = try LessonRun(Self.name, ["--seed", "100"]).values(of: columns).map(\.numbers)
        #expect(otherSeeds[2][1] > otherSeeds[1][1] && otherSeeds[3][1] < 0.002)
        let slower = try LessonRun(Self.name, ["--learning-rate", "0.1"]).values(of: "table(columns(sweep))").map(
            \.numbers)
        let usual = try sweep("table(columns(sweep))")
        #expect((1...3).allSatisfy { slower[3][$0] < usual[3][$0] })
        #expect(slower[4][8] < usual[4][8] && slower[3][5] - slower[3][8] < usual[3][5] - usual[3][8] + 0.005)
    }

    @Test("After the largest seed comes 0")
    func largestSeed() throws {
        let seeds = try LessonRun(Self.name, ["--seed", "4294967295"])
            .values(of: "Column(names[1], firstTen[1].map { $0[1] }, decimals: 3))")[0].numbers
        #expect(seeds[..<3] == [4_294_967_295, 0, 1])
    }

    private static let taskset = URL(fileURLWithPath: "/usr/bin/taskset")

    @Test(
        "The result does not depend on the number of cores",
        .enabled(if: FileManager.default.isExecutableFile(atPath: taskset.path), "taskset says how many to use"))
    func cores() throws {
        let program = Program.folder.appendingPathComponent(Self.name).path
        let oneCore = try Program.run(Self.taskset, ["-c", "0", program, "--plain"])
        let allCores = try Program.run(Self.name, ["--plain"])
        #expect(oneCore.status == 0 && oneCore.output == allCores.output)
    }

    @Test("Impossible parameters and a diverging rate are told")
    func errors() throws {
        #expect(try Program.run(Self.name, ["--hidden-nodes", "0"]).status == 64)
        #expect(try Program.run(Self.name, ["--hidden-nodes", "-3"]).status == 64)
        let result = try Program.run(Self.name, ["--learning-rate", "1e6"])
        #expect(result.status == 65 && result.errors.contains("choose a smaller learning rate"))
    }
}
