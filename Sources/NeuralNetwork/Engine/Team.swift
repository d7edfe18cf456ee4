import Foundation
import Synchronization

/// All cores, at work on many tasks of a few microseconds each.
///
/// A step of training with a batch of 32 takes some thirty microseconds, twice as long as it takes to wake a sleeping
/// thread. So the threads stay, and look out for the next job for a while before they go to sleep. Which core does a task is
/// not determined; what a task does must not depend on it.
final class Team: Sendable {
    /// As many as there are cores, as far as there is any use for them: a step has some thirty tasks, and more than eight
    /// threads would wait for each other more than they work.
    static let shared = Team(helperCount: min(ProcessInfo.processInfo.activeProcessorCount, 8) - 1)

    /// What is done with the task of a number.
    typealias Work = @Sendable (Int) -> Void

    /// Does tasks 0 to `count` − 1, on all cores, and returns when all are done.
    ///
    /// When another job is under way on the team, all tasks are done on the thread that asks.
    func share(_ count: Int, _ work: @escaping Work) {
        guard count > 1, helperCount > 0,
            isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
        else {
            for index in 0..<count { work(index) }
            return
        }
        run(Job(count: count, work: work))
        isBusy.store(false, ordering: .releasing)
    }

    private struct Job {
        let count: Int
        let work: Work
    }

    private let helperCount: Int

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

    /// A team of the thread that asks and some helpers, who stay for as long as the program runs.
    init(helperCount: Int) {
        self.helperCount = helperCount
        for _ in 0..<max(helperCount, 0) {
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
            job.work(index)
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
