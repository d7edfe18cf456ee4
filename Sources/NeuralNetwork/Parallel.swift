import Dispatch
import Foundation
import Synchronization

/// Computes independent results on all cores at once.
///
///     let accuracies = inParallel(10) { seed in accuracyOfNetwork(seed: seed) }
///
/// Which core computes what is not determined, but as each result depends on its number alone, the whole is the same on
/// one core and on many.
///
/// - Parameters:
///   - count: How many results there are.
///   - onResult: Called after each result with the number of results so far, from any core, one at a time.
///   - compute: What to compute for a number from 0 to `count` − 1.
/// - Returns: The `count` results, in the order of their numbers.
/// - Throws: The error of the lowest number for which `compute` throws, after all have ended.
public func inParallel<Value: Sendable, Failure: Error>(
    _ count: Int, onResult: @Sendable (Int) -> Void = { _ in }, _ compute: @Sendable (Int) throws(Failure) -> Value
) throws(Failure) -> [Value] {
    let results = Mutex((all: [Result<Value, Failure>?](repeating: nil, count: count), done: 0))
    DispatchQueue.concurrentPerform(iterations: count) { index in
        let result: Result<Value, Failure>
        do throws(Failure) {
            result = .success(try compute(index))
        } catch {
            result = .failure(error)
        }
        // Under the lock, so that the numbers come in order.
        results.withLock { results in
            results.all[index] = result
            results.done += 1
            onResult(results.done)
        }
    }
    var values: [Value] = []
    for case let result? in results.withLock({ $0.all }) { values.append(try result.get()) }
    return values
}

/// Does tasks 0 to `count` − 1 on all cores, and returns when all are done. What a task does must not depend on which
/// core does it, nor on the tasks before.
///
/// The threads are those of Dispatch, which sleep when there is nothing to do. Each has a share of the tasks, the same
/// one in each call with the same count, so that most of what a task changes is still in the cache of its core when the
/// next step comes. A thread that is done helps the others, so none waits for one that the system lets wait.
///
/// - Parameter isWorthIt: whether there is enough to do that waking a thread pays, which takes some ten microseconds;
///   otherwise the calling thread does all of it.
func onAllCores(_ count: Int, isWorthIt: Bool = true, _ task: @Sendable (Int) -> Void) {
    guard isWorthIt, count > 1, coreCount > 1 else {
        for index in 0..<count { task(index) }
        return
    }
    let shares = (0..<coreCount).map { Share(count * $0 / coreCount..<count * ($0 + 1) / coreCount) }
    DispatchQueue.concurrentPerform(iterations: coreCount) { thread in
        for offset in 0..<coreCount {
            let share = shares[(thread + offset) % coreCount]
            while let index = share.next() { task(index) }
        }
    }
}

private let coreCount = ProcessInfo.processInfo.activeProcessorCount

/// Tasks that are taken one by one, from any thread.
private final class Share: Sendable {
    private let end: Int
    private let place: Atomic<Int>

    init(_ tasks: Range<Int>) {
        end = tasks.upperBound
        place = Atomic(tasks.lowerBound)
    }

    /// The next task that no thread has taken; nil when there is none.
    func next() -> Int? {
        let index = place.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < end ? index : nil
    }
}
