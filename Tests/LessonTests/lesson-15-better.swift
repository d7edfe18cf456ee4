import Foundation
import MNIST
import TestSupport
import Testing

@Suite("lesson-15-better")
struct Lesson15Better {
    static let name = "lesson-15-better"

    /// The mean accuracy in a text such as "0.9840 ± 0.0008".
    private static func mean(_ summary: String) -> Double {
        Double(summary.split(separator: " ")[0]) ?? .nan
    }

    /// The means with the test digits, trial by trial.
    private static func tests(_ run: LessonRun) throws -> [Double] {
        try run.column("test accuracy").words.map(mean)
    }

    private static let quickTestCount = 2000

    static let claims = Claims(name, quick: ["--digits", "2500", "--test-digits", "\(quickTestCount)"]) {
        Claim("A rate that falls reads better than a constant one, and upright digits are read better still") { run in
            let means = try tests(run)
            let (falls, upright) = (means[1] > means[0] + 0.002, means[2] > means[1] + 0.004)
            return (upright && (falls || !run.isWhole), means)
        }
        Claim("On the validation digits it is the same") { run in
            let constant = mean(try run.text(under: "Digits to choose with", 3))
            let falling = mean(try run.text(under: "A rate that rises and falls", 2))
            let upright = mean(try run.text(under: "Upright digits", 3))
            let falls = falling > constant + 0.001
            return (upright > falling + 0.003 && (falls || !run.isWhole), [constant, falling, upright])
        }
        Claim("With upright digits, two epochs reach 0.98, and four 0.984, within what is luck") { run in
            let means = try tests(run)
            let isReached = means[2] >= 0.978 && means[3] >= 0.984
            return (isReached || !run.isWhole && means[2] > 0.87, means)
        }
        Claim("In four epochs the networks read better than in two, and the gap is wider") { run in
            let means = try run.column("validation", beside: "epochs").words.map(mean)
            let gaps = try run.column("gap", beside: "epochs").numbers
            return (means[1] > means[0] && gaps[1] > gaps[0] + 0.002 && gaps[0] > 0, means + gaps)
        }
        Claim("With deformed digits there is no gap, and a short training reads less than four epochs without") { run in
            let found = try run.table(with: "deformed, epochs")
            let (accuracy, gap) = (mean(found[1].words[0]), found[2].numbers[0])
            let longer = mean(try run.column("validation", beside: "epochs").words[1])
            return (gap < 0 && accuracy < longer, [gap, accuracy, longer])
        }
        Claim("About one digit in sixty-five is misread after four epochs, and half of them or more by all three") {
            run in
            let misread = 1 - (try tests(run)[3])
            let byAll = try run.numbers(under: "What is left", 1)[0] / Double(run.isWhole ? 10_000 : quickTestCount)
            return (byAll > misread / 2 && (misread < 1.0 / 60 || !run.isWhole), [misread, byAll])
        }
    }

    private let run: LessonRun

    init() throws {
        run = try LessonRun(Self.name)
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    @Test("With upright digits, two epochs reach 0.98 and four 0.984")
    func reached() throws {
        let means = try Self.tests(run)
        #expect(means[2] >= 0.98 && means[3] >= 0.984)
    }

    @Test("The network has the 71,560 numbers of lesson 13, and 5,000 validation digits are held back")
    func network() throws {
        #expect(try run.numbers(under: "Digits to choose with", 1) == [55_000, 5000])
        #expect(try run.numbers(under: "Digits to choose with", 2) == [71_560])
    }

    @Test("The rate rises for a tenth of the steps to 0.016 and falls to 0, and is 0.008 on average")
    func schedule() throws {
        let rates = try run.values(titled: "The learning rate").last?.numbers ?? []
        #expect(rates.count == 431 && rates.first == 0 && rates.last == 0)
        #expect(rates.max() == 0.016 && rates.firstIndex(of: 0.016) == 43)
        // Half of a cosine's wave: half as high in the middle of the way down.
        #expect(abs((rates[43 + 193] + rates[43 + 194]) / 2 - 0.008) < 1e-4)
        #expect(abs(rates.reduce(0, +) / 430 - 0.008) < 1e-4)
    }

    @Test("The slants that the lesson calculates are those that deskewing takes away")
    func slants() throws {
        let counts = try run.value(titled: "The slants of the first five hundred digits", "counts").numbers
        let edges = try run.value(titled: "The slants of the first five hundred digits", "edges").numbers
        #expect(counts.reduce(0, +) == 500)
        // "More than half of these digits lean to the right."
        let left = zip(counts, edges.dropFirst()).filter { $1 < 0 }.map(\.0).reduce(0, +)
        #expect(left > 250)
        // In the gallery each digit stands before its upright picture, whose slant is nearly 0.
        let pictures = try run.values(under: "Upright digits", 2)
        #expect(pictures.count == 6)
        for (index, picture) in pictures.enumerated() {
            let slant = Self.slant(picture.numbers)
            if index % 2 == 1 {
                #expect(abs(slant) < 0.03)
            } else {
                #expect(picture.name.hasSuffix("slant " + String(format: "%.2f", slant)))
            }
        }
        // The digits that lean most. The lesson adds up in another order, so the last decimals may differ.
        for (picture, edge) in [(pictures[0], edges.last), (pictures[2], edges.first)] {
            #expect(abs(Self.slant(picture.numbers) - (edge ?? .nan)) < 1e-12)
        }
    }

    /// By how much the 784 pixels of a picture lean, by the formula: v_xy / v_yy.
    static func slant(_ ink: [Double]) -> Double {
        // Four fifths of a picture are paper, which adds nothing.
        let places = ink.indices.filter { ink[$0] > 0 }
        func mean(_ number: (Double, Double) -> Double) -> Double {
            var (sum, total) = (0.0, 0.0)
            for place in places {
                sum += ink[place] * number(Double(place % 28), Double(place / 28))
                total += ink[place]
            }
            return sum / total
        }
        let (x, y) = (mean { x, y in x }, mean { x, y in y })
        return mean { ($1 - y) * ($0 - x) } / mean { ($1 - y) * ($1 - y) }
    }

    @Test("The galleries show one digit in six kinds, and in four pictures that differ")
    func galleries() throws {
        let kinds = try run.values(under: "Digits that are deformed", 1)
        #expect(kinds.map(\.name) == ["given", "turned", "stretched", "sheared", "moved", "bent"])
        let upright = try Digits.training().first(1).deskewed[0].image
        #expect(kinds[0].numbers == upright.elements)
        #expect(Set(kinds.map(\.numbers)).count == 6)
        let four = try run.values(under: "Digits that are deformed", 2)
        #expect(four.count == 4 && Set(four.map(\.numbers)).count == 4)
    }

    /// The lines of a file of the long run: in each its word and its numbers.
    private static func rows(_ text: String) throws -> [(digits: String, numbers: [Double])] {
        let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
        #expect(lines.first == ["digits", "seed", "epochs", "validation", "known", "test"])
        let rows = lines.dropFirst().map { ($0[0], $0.dropFirst().compactMap { Double($0) }) }
        try #require(rows.allSatisfy { $0.1.count == 5 })
        return rows
    }

    private static func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

    @Test(
        "The file of the long run has three seeds of each kind: deformed digits close the gap, and upright ones don't")
    func sixtyEpochs() throws {
        let rows = try Self.rows(Course.text("Lessons/lesson-15-better/sixty-epochs.csv"))
        #expect(rows.map(\.digits) == ["upright", "upright", "upright", "deformed", "deformed", "deformed"])
        #expect(rows.map { Array($0.numbers[..<2]) } == [42, 43, 44, 42, 43, 44].map { [$0, 60] })
        let shown = try run.table(with: "long training")
        var found: [(validation: Double, gap: Double, test: Double)] = []
        for (index, kind) in ["upright", "deformed"].enumerated() {
            let own = rows.filter { $0.digits == kind }.map(\.numbers)
            let means = (2...4).map { column in Self.mean(own.map { $0[column] }) }
            found.append((means[0], means[1] - means[0], means[2]))
            #expect(shown[0].words[index] == "\(kind), 60 epochs")
            #expect(abs(Self.mean(shown[1].words[index]) - means[0]) < 1e-4)
            #expect(abs(shown[2].numbers[index] - (means[1] - means[0])) < 1e-4)
            #expect(try abs(Self.tests(run)[5 + index] - means[2]) < 1e-4)
        }
        #expect(found[1].test >= 0.992 && found[1].test > found[0].test + 0.003)
        #expect(found[1].gap < found[0].gap / 2 && found[1].validation > found[0].validation)
    }

    @Test("With upright digits about a quarter of the mistakes are spared: 1.83 % are wrong, and 2.42 % were")
    func spared() throws {
        let before = 1 - Self.mean(try run.text(under: "A rate that rises and falls", 2))
        let after = 1 - Self.mean(try run.text(under: "Upright digits", 3))
        #expect(abs(before - 0.0242) < 5e-5 && abs(after - 0.0183) < 5e-5 && after < 0.77 * before)
    }

    @Test("With --output the lesson writes such a file: what it shows, network by network")
    func output() throws {
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("accuracies.csv")
            let short = try LessonRun(
                Self.name, ["--seed", "1", "--digits", "1000", "--test-digits", "100", "--output", file.path])
            let rows = try Self.rows(String(contentsOf: file, encoding: .utf8))
            #expect(rows.map(\.digits) == ["upright", "upright", "upright", "deformed", "deformed", "deformed"])
            #expect(rows.map { Array($0.numbers[..<2]) } == [1, 2, 3, 1, 2, 3].map { [$0, 1] })
            let means = (2...4).map { column in Self.mean(rows[3...].map { $0.numbers[column] }) }
            let shown = try short.table(with: "deformed, epochs")
            #expect(abs(means[0] - Self.mean(shown[1].words[0])) < 1e-4)
            #expect(abs(means[1] - means[0] - shown[2].numbers[0]) < 1e-4)
            #expect(try abs(means[2] - Self.tests(short)[4]) < 1e-4)
            // The other networks have learned from other digits.
            #expect(zip(rows[..<3], rows[3...]).allSatisfy { $0.numbers != $1.numbers })
        }
    }

    @Test("Where no file can be written, the lesson ends before the training, with 70 and a line that says so")
    func noOutput() throws {
        for place in ["no-such-folder/accuracies.csv", "/"] {
            let result = try Program.run(Self.name, ["--output", place])
            #expect(result.status == 70 && result.output.isEmpty && result.errors.split(separator: "\n").count == 1)
        }
    }

    @Test("The mistakes are test digits, with their labels and another answer")
    func mistakes() throws {
        let test = try Digits.test()
        let pictures = try run.values(under: "What is left", 2)
        #expect(pictures.count == 8)
        for picture in pictures {
            let words = picture.name.split(separator: " ")
            let label = try #require(Int(words[1].dropLast()))
            #expect(words[3] != "\(label)")
            #expect(test.contains { $0.label == label && $0.pixels == picture.numbers })
        }
    }
}
