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
///   - onResult: Called after each result with the number of results so far, from any core.
///   - compute: What to compute for a number from 0 to `count` − 1.
/// - Throws: of the errors that `compute` throws the one with the lowest number, after all have ended.
public func inParallel<Value: Sendable, Failure: Error>(
    _ count: Int, onResult: @Sendable (Int) -> Void = { _ in }, _ compute: @Sendable (Int) throws(Failure) -> Value
) throws(Failure) -> [Value] {
    let results = Mutex([Result<Value, Failure>?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
        let result: Result<Value, Failure>
        do throws(Failure) {
            result = .success(try compute(index))
        } catch {
            result = .failure(error)
        }
        let done = results.withLock { results in
            results[index] = result
            return results.count { $0 != nil }
        }
        onResult(done)
    }
    var values: [Value] = []
    for case let result? in results.withLock({ $0 }) { values.append(try result.get()) }
    return values
}
