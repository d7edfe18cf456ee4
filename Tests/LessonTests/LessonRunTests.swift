import Foundation
import Synchronization
import Testing

@testable import TestSupport

@Suite("Finding results in a run")
struct LessonRunTests {
    /// A lesson as it prints with `--format json`.
    private static let output = #"""
        {"kind":"prose","text":"# Lesson 0: Nothing\n\nWords."}
        {"cell":1,"kind":"code","text":"let a = 1"}
        {"cell":2,"kind":"code","text":"show(a, a + 1)"}
        {"cell":2,"kind":"result","text":"(1, 2)",\#
        "values":[{"name":"","numbers":[1],"shape":[],"words":[]},\#
        {"name":"","numbers":[2],"shape":[],"words":[]}]}
        {"kind":"prose","text":"Words.\n\n## A loop\n\nWords."}
        {"cell":3,"kind":"code","text":"for n in 1...2 { show(n) }"}
        {"cell":3,"kind":"result","text":"1","values":[{"name":"","numbers":[1],"shape":[],"words":[]}]}
        {"cell":3,"kind":"result","text":"2","values":[{"name":"","numbers":["nan"],"shape":[],"words":[]}]}
        {"kind":"prose","text":"Words."}
        {"cell":4,"kind":"code","text":"plot(x, y)"}
        {"cell":4,"kind":"result","text":"   y of x\n  +--+\n",\#
        "values":[{"name":" x","numbers":[0,1],"shape":[2],"words":[]},\#
        {"name":" y","numbers":[3,4],"shape":[2],"words":[]}]}
        {"kind":"prose","text":"## A table"}
        {"cell":5,"kind":"code","text":"table()"}
        {"cell":5,"kind":"result","markdown":"| a | b |","text":"a  b\n-  -",\#
        "values":[{"name":"a","numbers":[5],"shape":[1],"words":["5"]},\#
        {"name":"b","numbers":[],"shape":[1],"words":["six"]}]}
        """#

    private let run: LessonRun

    init() throws {
        run = try LessonRun(lesson: "lesson-00-nothing", output: Self.output)
    }

    @Test("A cell's results are found by the heading and the cell's number, a loop's all together")
    func headings() throws {
        #expect(try run.numbers(under: "Lesson 0: Nothing") == [1, 2])
        #expect(try run.text(under: "A loop", 1) == "1\n2")
        #expect(try run.values(under: "A loop", 1)[1].numbers[0].isNaN)
        #expect(try run.value(under: "A loop", 2, " y").numbers == [3, 4])
    }

    @Test("Figures are found by their titles, and columns by their headings")
    func titles() throws {
        #expect(try run.value(titled: "y of x", " x").numbers == [0, 1])
        #expect(try run.column("b").words == ["six"])
        #expect(try run.table(with: "a").map(\.name) == ["a", "b"])
    }

    private func message<Value>(_ find: () throws -> Value) -> String {
        do {
            return "found \(try find())"
        } catch {
            return "\(error)"
        }
    }

    @Test("What isn't found is an error that says what is there")
    func missing() {
        #expect(
            message { try run.numbers(under: "A lop") }
                == #"lesson-00-nothing has 0 headings "A lop" among "Lesson 0: Nothing", "A loop", "A table""#)
        #expect(
            message { try run.numbers(under: "A loop", 3) }
                == #"2 cells of lesson-00-nothing show something under "A loop"; there is no 3"#)
        #expect(message { try run.value(under: "A loop", 1) }.contains("has 2 values"))
        #expect(message { try run.value(titled: "y of x", "z") }.contains(#"0 are "z""#))
        #expect(message { try run.result(titled: "z of x") }.contains(#"among "y of x""#))
        #expect(message { try run.column("c") }.contains(#"among "a" "b""#))
    }

    @Test("A run is whole if no parameter but the seed is given")
    func whole() throws {
        for (arguments, isWhole) in [([], true), (["--seed", "2"], true), (["--seed", "2", "--digits", "9"], false)] {
            #expect(try LessonRun(lesson: run.lesson, arguments, output: Self.output).isWhole == isWhole)
        }
    }

    @Test("A lesson that ends with another status than 0 has no run")
    func failing() {
        #expect(message { try LessonRun("lesson-01-weights", ["--seed", "-1"]) }.contains("ended with 64: "))
    }
}

@Suite("Making a value once")
struct OnceEachTests {
    @Test("However many ask at a time, a value is made once for each key, and so is an error")
    func once() {
        struct Refused: Error {}
        let values = OnceEach<Int, Int>()
        let made = Mutex([0, 0, 0])
        DispatchQueue.concurrentPerform(iterations: 30) { index in
            let key = index % 3
            let value = try? values.value(for: key) {
                made.withLock { $0[key] += 1 }
                Thread.sleep(forTimeInterval: 0.01)
                if key == 2 { throw Refused() }
                return key * 10
            }
            #expect(value == [0, 10, nil][key])
        }
        #expect(made.withLock { $0 } == [1, 1, 1])
    }
}

/// With the seeds 1 and 2 the first weight of lesson 1 is 0.417 and 0.436, and by default 0.375.
@Suite("Checks of what is claimed")
struct ClaimCheckTests {
    private func failures(_ bound: Double, times: ClosedRange<Int> = 10...10) -> [String] {
        let claims = Claims("lesson-01-weights", seeds: [1, 2]) {
            Claim("It is small", times: times) { run in
                let first = try run.numbers(under: "Weights", 1)[0]
                return (first < bound, [first])
            }
        }
        return claims.cases.compactMap { claim in
            do {
                try claim.check()
                return nil
            } catch {
                return "\(error)"
            }
        }
    }

    @Test("A claim must hold with each seed, and a failure names lesson, sentence, seed and numbers")
    func always() {
        #expect(failures(0.5).isEmpty)
        #expect(
            failures(0.43) == [
                #"lesson-01-weights: "It is small" holds in 0 of 1 runs: not with seed 2, [0.43599490214200376]"#
            ])
        #expect(failures(0.1).count == 3)
    }

    @Test("A claim that need not always hold may fail as often as it says, and hold no more often")
    func sometimes() {
        #expect(failures(0.43, times: 9...9).isEmpty)
        #expect(failures(0.1, times: 9...9).count == 1)
        #expect(failures(0.43, times: 0...1).isEmpty)
        #expect(failures(0.5, times: 0...1).count == 1)
    }
}
