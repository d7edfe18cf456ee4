import Foundation
import Synchronization

/// All cores, at work on many tasks of a few microseconds each.
///
/// A step of training with a batch of 32 takes some thirty microseconds, twice as long as it takes to wake a sleeping
/// thread. So the threads stay, and look out for the next job for a while before they go to sleep. Which core does a task is
/// not determined; what a task does must not depend on it.
final class Team: Sendable {
    /// The number of cores, as far as there is any use for them: a step has some thirty tasks, and with more than eight
    /// threads they would wait for each other more than they work.
    static let size = min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 8)

    private static let shared = Team(helperCount: size - 1)

    /// What is done with the task of a number.
    typealias Task = @Sendable (Int) -> Void

    /// Does tasks 0 to `count` − 1, on all cores, and returns when all are done.
    ///
    /// When another job is under way on the team, all tasks are done on the thread that asks.
    static func share(_ count: Int, _ task: @escaping Task) {
        guard count > 1, size > 1, shared.isBusy.compareExchange(
            expected: false, desired: true, ordering: .acquiring).exchanged
        else {
            for index in 0..<count { task(index) }
            return
        }
        shared.run(Job(count: count, task: task))
        shared.isBusy.store(false, ordering: .releasing)
    }

    private struct Job {
        let count: Int
        let task: Task
    }

    private let isBusy = Atomic(false)

    /// The number of the job under way; 0 when there is none, or when all its tasks are taken.
    private let current = Atomic(0)
    private let nextTask = Atomic(0)

    /// How many helpers may be looking at the job.
    private let present = Atomic(0)
    private let sleeping = Atomic(0)
    private let bell = NSCondition()

    // Written by the thread that holds `isBusy`, while `present` is 0; read by helpers that are present.
    nonisolated(unsafe) private var job: Job?
    nonisolated(unsafe) private var jobCount = 0

    private init(helperCount: Int) {
        for _ in 0..<helperCount {
            let thread = Thread { self.help() }
            thread.qualityOfService = .userInitiated
            thread.start()
        }
    }

    private func run(_ job: Job) {
        self.job = job
        jobCount += 1
        nextTask.store(0, ordering: .relaxed)
        current.store(jobCount, ordering: .sequentiallyConsistent)
        if sleeping.load(ordering: .sequentiallyConsistent) > 0 {
            bell.lock()
            bell.broadcast()
            bell.unlock()
        }
        work(on: job)
        // From here on nobody can join. A helper that came in time finishes its task.
        current.store(0, ordering: .sequentiallyConsistent)
        var looks = 0
        while present.load(ordering: .sequentiallyConsistent) > 0 { Self.wait(&looks) }
        self.job = nil
    }

    private func work(on job: Job) {
        while true {
            let index = nextTask.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < job.count else { return }
            job.task(index)
        }
    }

    /// What a helper does for as long as the program runs.
    private func help() {
        var (last, looks) = (0, 0)
        while true {
            let number = current.load(ordering: .sequentiallyConsistent)
            if number == 0 || number == last {
                if !Self.wait(&looks) {
                    sleep(after: last)
                    looks = 0
                }
                continue
            }
            present.wrappingAdd(1, ordering: .sequentiallyConsistent)
            // It may have ended in between.
            if current.load(ordering: .sequentiallyConsistent) == number, let job { work(on: job) }
            present.wrappingSubtract(1, ordering: .sequentiallyConsistent)
            (last, looks) = (number, 0)
        }
    }

    private func sleep(after last: Int) {
        bell.lock()
        sleeping.wrappingAdd(1, ordering: .sequentiallyConsistent)
        while true {
            let number = current.load(ordering: .sequentiallyConsistent)
            if number != 0 && number != last { break }
            bell.wait()
        }
        sleeping.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        bell.unlock()
    }

    /// Lets a moment pass.
    ///
    /// - Returns: whether it is still worth looking out.
    @discardableResult
    private static func wait(_ looks: inout Int) -> Bool {
        looks &+= 1
        // At first the processor is kept; then others may have it in between.
        if looks > 500 { sched_yield() }
        return looks < 600
    }
}
