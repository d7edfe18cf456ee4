import Foundation
import Synchronization
import Testing

@testable import NeuralNetwork

@Suite("Team")
struct TeamTests {
    @Test("Every task is done once, whoever asks for it", arguments: [0, 1, 3, 9])
    func once(helperCount: Int) {
        let team = Team(helperCount: helperCount)
        let faults = Atomic(0)
        // Several ask at once; one has the team, the others do their tasks themselves.
        DispatchQueue.concurrentPerform(iterations: 4) { caller in
            for round in 0..<500 {
                let count = (round * 7 + caller) % 40
                let done = Counters(count)
                team.share(count) { task in done.counters[task].increase() }
                for counter in done.counters where counter.value != 1 {
                    faults.wrappingAdd(1, ordering: .relaxed)
                }
            }
        }
        #expect(faults.load(ordering: .relaxed) == 0)
    }

    @Test("A task may itself have tasks")
    func nested() {
        let team = Team(helperCount: 3)
        let sum = Atomic(0)
        team.share(10) { outer in
            team.share(10) { inner in sum.wrappingAdd(outer * inner, ordering: .relaxed) }
        }
        #expect(sum.load(ordering: .relaxed) == 45 * 45)
    }

    @Test("Helpers that have gone to sleep come back")
    func sleep() {
        let team = Team(helperCount: 2)
        let sum = Atomic(0)
        for _ in 0..<5 {
            team.share(100) { sum.wrappingAdd($0, ordering: .relaxed) }
            Thread.sleep(forTimeInterval: 0.02)
        }
        #expect(sum.load(ordering: .relaxed) == 5 * 4950)
    }

    private final class Counters: Sendable {
        let counters: [Counter]

        init(_ count: Int) {
            counters = (0..<count).map { _ in Counter() }
        }
    }
}

private final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    func increase() { count.wrappingAdd(1, ordering: .relaxed) }
}
