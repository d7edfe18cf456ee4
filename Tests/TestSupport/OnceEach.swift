import Synchronization

/// Values that are costly to make, kept for as long as the process runs.
///
/// Of several threads that ask for the same value at a time, one makes it and the others wait. An error is kept as a
/// value is.
package final class OnceEach<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private final class Entry: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
    }

    private let entries = Mutex<[Key: Entry]>([:])

    package init() {}

    /// The value that belongs to a key. It is made where no one has asked for it before.
    package func value(for key: Key, make: () throws -> Value) throws -> Value {
        let entry = entries.withLock { entries in
            if let known = entries[key] { return known }
            let entry = Entry()
            entries[key] = entry
            return entry
        }
        return try entry.result.withLock { result in
            if let known = result { return try known.get() }
            let made = Result(catching: make)
            result = made
            return try made.get()
        }
    }
}
