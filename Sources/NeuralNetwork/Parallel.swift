import Dispatch
import Synchronization

/// Computes `count` independent results on all cores at once, and returns them in order.
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
/// - Throws: of the errors that `compute` throws the one with the lowest number, after all have ended.
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
        // Told under the lock, so that the numbers come in order.
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
/// The threads are those of Dispatch, which sleep when there is nothing to do.
///
/// - Parameter isWorthIt: whether there is so much to do that waking a thread pays, which takes some ten microseconds;
///   otherwise the thread that asks does all of it.
func onAllCores(_ count: Int, isWorthIt: Bool = true, _ task: @Sendable (Int) -> Void) {
    guard isWorthIt else {
        for index in 0..<count { task(index) }
        return
    }
    // Not more than 128 parts, so that to take one costs little beside what is done.
    let size = (count + 127) / 128
    DispatchQueue.concurrentPerform(iterations: size == 0 ? 0 : (count + size - 1) / size) { part in
        for index in part * size..<min((part + 1) * size, count) { task(index) }
    }
}
