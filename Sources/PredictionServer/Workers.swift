import Dispatch
import Foundation
import Synchronization

/// A few threads that do what would keep the event loop from its connections: read numbers, predict, print numbers.
final class Workers: Sendable {
    private struct Queue {
        // Taken from the end of `waiting`, which is `arriving` turned round, so that nothing is ever moved up.
        var arriving: [@Sendable () -> Void] = []
        var waiting: [@Sendable () -> Void] = []
    }

    private let queue = Mutex(Queue())
    /// Counts the jobs, and one for each thread that is to end.
    private let jobs = DispatchSemaphore(value: 0)
    private let running = DispatchGroup()
    private let count: Int

    /// - Parameter count: how many threads there are.
    init(count: Int) {
        self.count = count
        for number in 0..<count {
            running.enter()
            let thread = Thread { [self] in
                work()
                running.leave()
            }
            thread.name = "prediction worker \(number)"
            thread.start()
        }
    }

    /// Has a job done when a thread is free. They are begun in the order in which they come.
    func run(_ job: @escaping @Sendable () -> Void) {
        queue.withLock { $0.arriving.append(job) }
        jobs.signal()
    }

    /// Drops all that has not begun, and waits for the rest.
    ///
    /// - Parameter end: Until when. A job that takes longer is left alone, and its thread ends after it.
    func stop(until end: ContinuousClock.Instant) {
        queue.withLock { $0 = Queue() }
        for _ in 0..<count { jobs.signal() }
        _ = running.wait(timeout: .now() + max(.zero, end - .now) / .seconds(1))
    }

    private func work() {
        while true {
            jobs.wait()
            guard let job = next() else { return }
            job()
        }
    }

    private func next() -> (@Sendable () -> Void)? {
        queue.withLock { queue in
            if queue.waiting.isEmpty {
                queue.waiting = queue.arriving.reversed()
                queue.arriving = []
            }
            return queue.waiting.popLast()
        }
    }
}
