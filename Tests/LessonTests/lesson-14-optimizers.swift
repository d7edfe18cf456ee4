import Foundation
import Numerics
import TestSupport
import Testing

@Suite("lesson-14-optimizers")
struct Lesson14Optimizers {
    static let name = "lesson-14-optimizers"

    private static let digits = "RMSprop on digits"
    private static let last = "What stopped lesson 13?"

    /// The share of test digits misread in percent: by RMSprop, and by gradient descent with a rate of 0.5.
    private static func misread(_ run: LessonRun) throws -> (rmsprop: Double, simple: Double) {
        func percent(_ text: String) throws -> Double { try #require(Double(text.dropLast(2))) }
        return try (percent(run.text(under: digits, 2)), percent(run.text(under: last, 2)))
    }

    /// The losses that RMSprop's epochs print.
    private static func losses(_ run: LessonRun) throws -> [Double] {
        try run.values(under: digits, 1).flatMap(\.words).map { line in
            let match = try #require(line.firstMatch(of: /loss: ([0-9.]+)/))
            return try #require(Double(match.1))
        }
    }

    private static let quick = ["--digits", "4000", "--epochs", "1", "--seeds", "2", "--test-digits", "2000"]

    static let claims = Claims(name, quick: quick) {
        Claim("The first epoch of RMSprop gets about as far as gradient descent in five, to a loss near 0.5") { run in
            let losses = try losses(run)
            return (!run.isWhole || abs(losses[0] - 0.5) < 0.03, losses)
        }
        Claim("Gradient descent at its own rate misreads about as few in three epochs as RMSprop in five") { run in
            let (rmsprop, simple) = try misread(run)
            return (!run.isWhole || abs(rmsprop - simple) < 0.6 && max(rmsprop, simple) < 4, [rmsprop, simple])
        }
        Claim("In few steps gradient descent reads fewest, with its best rate too") { run in
            let accuracies = try run.column("test accuracy").numbers
            return (accuracies.dropFirst().allSatisfy { $0 > accuracies[0] }, accuracies)
        }
        Claim("In few steps Adam reads most, with eight of ten seeds", times: 7...9) { run in
            let accuracies = try run.column("test accuracy").numbers
            return (accuracies.dropLast().allSatisfy { $0 < accuracies[3] }, accuracies)
        }
        Claim("Gradient descent reads most with 0.3, and momentum with less") { run in
            let rates = try run.column("best rate").numbers
            return (rates[0] == 0.3 && rates[1] < 0.3, rates)
        }
        Claim("RMSprop's first steps are more than a hundred times as long as those of lesson 13") { run in
            let steps = try run.column("mean step").numbers
            return (steps[1] > 100 * steps[0] && abs(steps[2] / steps[0] - 50) < 0.1, steps)
        }
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    private let run: LessonRun

    init() throws {
        run = try LessonRun(Self.name)
    }

    @Test(
        "At the start the valley is ten times as steep along y; the first steps are those that the text takes by hand")
    func byHand() throws {
        #expect(try run.numbers(under: "A narrow valley") == [10, 100])
        let (x, y) = (try run.column("x", beside: "steps").numbers, try run.column("y", beside: "steps").numbers)
        #expect(largestDifference(x, [10, 9.82, 9.82 * 0.982, 9.82 * 0.982 * 0.982]) < 1e-12)
        #expect(largestDifference(y, [1, -0.8, 0.64, -0.512]) < 1e-12)
        #expect(largestDifference(try run.numbers(under: "Momentum", 1), [9.711, -0.9]) < 1e-12)
        let rms = -0.3 / 0.1.squareRoot()
        #expect(largestDifference(try run.numbers(under: "RMSprop", 1), [rms, rms]) < 1e-5)
        #expect(largestDifference(try run.numbers(under: "Adam", 1), [-0.3, -0.3]) < 1e-5)
    }

    @Test("From a rate of 0.02 on, steps across the valley grow")
    func steepness() throws {
        let (one, fifty) = (try run.column("one step").numbers, try run.column("fifty").numbers)
        #expect(largestDifference(one, [0.5, -0.8, -1, -1.1]) < 1e-12)
        #expect(fifty[0] < 1e-9 && fifty[1] < 1e-3 && abs(fifty[2] - 1) < 1e-9 && fifty[3] > 100)
    }

    @Test("In the valley gradient descent comes from 10 to 4, and stays far behind the others")
    func valley() throws {
        let (x, errors) = (try run.column("x", beside: "E").numbers, try run.column("E").numbers)
        #expect(abs(x[0] - 10 * pow(1 - 0.018, 50)) < 1e-12 && abs(x[0] - 4) < 0.1)
        #expect(errors[1...].allSatisfy { $0 < errors[0] / 20 })
        // "Across the valley it swings more", and at the bottom RMSprop goes back and forth.
        func heights(_ title: String, _ name: String) throws -> [Double] { try run.value(titled: title, name).numbers }
        let plain = try heights("Fifty steps of gradient descent", "gradient descent y")
        let heavy = try heights("Fifty steps with momentum", "momentum y")
        #expect(heavy[10...].map(abs).max() ?? 0 > plain[10...].map(abs).max() ?? 1)
        let last = try heights("Fifty steps with RMSprop", "RMSprop y").suffix(10)
        #expect(zip(last, last.dropFirst()).allSatisfy { $0 * $1 < 0 })
        // Adam runs past the lowest point, but crosses the valley's floor far less often than momentum.
        #expect(x[3] < 0)
        func crossings(_ walk: [Double]) -> Int { zip(walk, walk.dropFirst()).count { $0 * $1 < 0 } }
        #expect(try crossings(heights("Fifty steps with Adam", "Adam y")) < crossings(heavy) / 2)
        let rim = try run.values(titled: "Fifty steps with Adam")
        for (x, y) in zip(rim[0].numbers, rim[1].numbers) { #expect(abs((x * x + 100 * y * y) / 2 - 50) < 1e-9) }
    }

    @Test("RMSprop's losses are near those of Keras from the same weights, and of the notebook")
    func rmsprop() throws {
        let (here, keras) = (try Self.losses(run), [0.5026, 0.2452, 0.1890, 0.1523, 0.1261])
        let notebook = [0.4846, 0.2387, 0.1810, 0.1446, 0.1199]
        for epoch in 0..<5 {
            #expect(abs(here[epoch] / keras[epoch] - 1) < 0.03 && abs(here[epoch] / notebook[epoch] - 1) < 0.06)
        }
        #expect(try (3.2...4.2).contains(Self.misread(run).rmsprop))
    }

    @Test("Less than a third of the mistakes of lesson 13 are left, and one epoch gets as far as its five")
    func lesson13() throws {
        let before = try LessonRun("lesson-13-dense-layers")
        let error = try #require(Double(before.text(under: "Training", 2).dropLast(2)))
        #expect(try Self.misread(run).rmsprop < error / 3 && error > 100.0 / 9)
        let five = try #require(before.values(under: "Training", 1).flatMap(\.words).last)
        let loss = try #require(five.firstMatch(of: /loss: ([0-9.]+)/).flatMap { Double($0.1) })
        #expect(try abs(Self.losses(run)[0] / loss - 1) < 0.02)
    }

    @Test(
        "Adam is first and gradient descent last here, and the plot shows the hills that the best rates are taken from")
    func best() throws {
        let (rates, accuracies) = (try run.column("best rate").numbers, try run.column("test accuracy").numbers)
        #expect(accuracies.max() == accuracies[3] && accuracies.min() == accuracies[0])
        #expect(accuracies[3] - accuracies[0] < 0.05)
        for (index, name) in ["gradient descent", "momentum", "RMSprop", "Adam"].enumerated() {
            let x = try run.value(titled: "Share of validation digits read", name + " x").numbers
            let y = try run.value(titled: "Share of validation digits read", name + " y").numbers
            let top = try #require(y.indices.max { y[$0] < y[$1] })
            #expect(rates[index] == x[top] && x.count == 4)
        }
    }
}
