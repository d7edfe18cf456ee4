import Foundation
import Numerics
import TestSupport
import Testing

@Suite("lesson-14-optimizers")
struct Lesson14Optimizers {
    static let name = "lesson-14-optimizers"

    private static let digits = "RMSprop on digits"

    static let claims = Claims(name) {
        Claim("The first epoch of RMSprop gets about as far as gradient descent in five") { run in
            let (first, descent) = (try run.column("here").numbers[0], try run.column("training loss").numbers[0])
            return (abs(first / descent - 1) < 0.08, [first, descent])
        }
        Claim("Less than a third of the mistakes of gradient descent are left") { run in
            let errors = try run.column("error rate, %").numbers
            return (errors[2] < errors[0] / 3 && errors[0] > 100.0 / 9, errors)
        }
        Claim("Momentum gets more than half of the way to RMSprop") { run in
            let errors = try run.column("error rate, %").numbers
            return (errors[1] < (errors[0] + errors[2]) / 2, errors)
        }
        Claim("RMSprop and Adam are ahead at the first attempt") { run in
            let errors = try run.column("error rate, %").numbers
            return (max(errors[2], errors[3]) < errors[1], errors)
        }
        Claim("RMSprop is ahead of Adam, by less than half a percent") { run in
            let errors = try run.column("error rate, %").numbers
            return (errors[2] < errors[3] && errors[3] < errors[2] + 0.5, errors)
        }
        Claim("Momentum is far behind RMSprop, at least four times as far as Adam is") { run in
            let errors = try run.column("error rate, %").numbers
            return (errors[1] - errors[2] > 4 * (errors[3] - errors[2]), errors)
        }
        Claim("Adam reads at least 0.960 of the test digits") { run in
            let errors = try run.column("error rate, %").numbers
            return (errors[3] <= 4, errors)
        }
    }

    @Test("General claims", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    @Test("At the start the valley is ten times as steep along y, and from a rate of 0.02 on steps across it grow")
    func steepness() throws {
        let run = try LessonRun(Self.name)
        #expect(try run.numbers(under: "A narrow valley", 1) == [10, 100, 100])
        let (one, fifty) = (try run.column("one step").numbers, try run.column("fifty").numbers)
        for (found, expected) in zip(one, [0.5, -0.8, -1, -1.1]) { #expect(abs(found - expected) < 1e-12) }
        #expect(fifty[0] < 1e-9 && fifty[1] < 1e-3 && abs(fifty[2] - 1) < 1e-9 && fifty[3] > 100)
    }

    @Test("In the valley gradient descent stays far behind the others")
    func valley() throws {
        let run = try LessonRun(Self.name)
        let end = try run.numbers(under: "A narrow valley", 4)
        #expect(abs(end[0] - 10 * pow(1 - 0.018, 50)) < 1e-12 && abs(end[0] - 4) < 0.1)
        #expect(abs(end[1] - pow(1 - 1.8, 50)) < 1e-12)
        let errors = try run.column("E").numbers
        #expect(errors[0] == end[2] && errors[1...].allSatisfy { $0 < errors[0] / 20 })
        // "Across the valley it swings more", and near the bottom RMSprop goes to and fro.
        func heights(_ title: String, _ name: String) throws -> [Double] { try run.value(titled: title, name).numbers }
        let (plain, heavy) = (
            try heights("Fifty steps from (10, 1)", "gradient descent y"),
            try heights("Fifty steps with momentum", "momentum y")
        )
        #expect(heavy[10...].map(abs).max() ?? 0 > plain[10...].map(abs).max() ?? 1)
        let last = try heights("Fifty steps with RMSprop and with Adam", "RMSprop y").suffix(10)
        #expect(zip(last, last.dropFirst()).allSatisfy { $0 * $1 < 0 })
    }

    @Test("The first steps of RMSprop and of Adam are as long in the steep direction as in the flat one")
    func firstSteps() throws {
        let run = try LessonRun(Self.name)
        for (heading, length) in [("RMSprop", 0.3 / 0.1.squareRoot()), ("Adam", 0.3)] {
            let step = try run.numbers(under: heading, 1)
            #expect(step.count == 2 && step.allSatisfy { abs($0 + length) < 1e-5 })
        }
    }

    @Test("RMSprop: losses near the notebook's, and Keras's from the same weights; error rate 3.2 to 4.2 %")
    func rmsprop() throws {
        let run = try LessonRun(Self.name)
        let (here, notebook) = (try run.column("here").numbers, try run.column("the notebook").numbers)
        let keras = try run.column("Keras, seed 42").numbers
        for epoch in 0..<5 {
            #expect(abs(here[epoch] / keras[epoch] - 1) < 0.03 && abs(here[epoch] / notebook[epoch] - 1) < 0.06)
        }
        let error = try #require(Double(run.text(under: Self.digits, 2).dropLast(2)))
        #expect((3.2...4.2).contains(error))
        #expect(try run.column("error rate, %").words[2] == String(format: "%.2f", error))
    }

    @Test("Gradient descent is that of lesson 13")
    func lesson13() throws {
        let before = try LessonRun("lesson-13-dense-layers").text(under: "Training", 2)
        #expect(try before == LessonRun(Self.name).column("error rate, %").words[0] + " %")
    }

    @Test("With a rate of 0.1 gradient descent gets about as far as momentum with 0.01")
    func longerSteps() throws {
        let longer = try LessonRun("lesson-13-dense-layers", ["--learning-rate", "0.1"]).text(under: "Training", 2)
        let momentum = try LessonRun(Self.name).column("error rate, %").numbers[1]
        #expect(abs(try #require(Double(longer.dropLast(2))) - momentum) < 0.5)
    }

    @Test("In the plots RMSprop's loss is the lowest from the third epoch on")
    func plots() throws {
        let run = try LessonRun(Self.name)
        let names = ["gradient descent", "momentum", "RMSprop", "Adam"]
        let curves = try names.map { try run.value(titled: "Training loss", $0 + " y").numbers }
        for epoch in 2..<5 { #expect(curves.allSatisfy { $0[epoch] >= curves[2][epoch] }) }
        let title = "Training loss of RMSprop and Adam"
        #expect(try run.value(titled: title, "RMSprop y").numbers == Array(curves[2].dropFirst()))
        #expect(try run.value(titled: title, "Adam y").numbers == Array(curves[3].dropFirst()))
    }

    @Test("One epoch will do, no momentum, and a batch of all digits")
    func others() throws {
        let run = try LessonRun(Self.name, ["--momentum", "0", "--batch-size", "60000", "--epochs", "1"])
        #expect(try run.column("error rate, %").numbers.count == 4)
    }

    @Test("A learning rate far too large leaves a loss that can't be overlooked, and the lesson goes on")
    func large() throws {
        let losses = try LessonRun(Self.name, ["--learning-rate", "1e9", "--epochs", "1"]).column("training loss")
            .numbers
        #expect(losses[2] > 1e6 && losses[3] > 1e6 && losses[0] < 10)
    }
}
