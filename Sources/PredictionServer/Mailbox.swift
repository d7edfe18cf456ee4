import Foundation
import Synchronization

/// What other threads have for the event loop: answers, and the wish that it end.
///
/// The loop waits for sockets, so there is a pipe among them, into which a byte is written when there is something to
/// fetch.
final class Mailbox: Sendable {
    private struct Contents {
        var answers: [(connection: Int, response: Response)] = []
        var isStopping = false
        var hasCalled = false
    }

    private let contents = Mutex(Contents())
    /// The end of the pipe that the loop waits for.
    let readEnd: Int32
    private let writeEnd: Int32

    init() throws(ServerError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw ServerError.system("a pipe can't be opened") }
        (readEnd, writeEnd) = (ends[0], ends[1])
        for end in ends { Socket.setFlags(end) }
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Hands over the answer for a connection.
    func post(_ response: Response, for connection: Int) {
        change { $0.answers.append((connection, response)) }
    }

    /// Asks the loop to end.
    func stop() {
        change { $0.isStopping = true }
    }

    /// All answers that have come since the last time, and whether the loop is to end.
    func fetch() -> (answers: [(connection: Int, response: Response)], isStopping: Bool) {
        contents.withLock { contents in
            if contents.hasCalled {
                var byte: UInt8 = 0
                _ = read(readEnd, &byte, 1)
                contents.hasCalled = false
            }
            defer { contents.answers = [] }
            return (contents.answers, contents.isStopping)
        }
    }

    private func change(_ change: (inout Contents) -> Void) {
        contents.withLock { contents in
            change(&contents)
            guard !contents.hasCalled else { return }
            contents.hasCalled = true
            var byte: UInt8 = 0
            // One byte at most is in the pipe, so there is room for it.
            _ = write(writeEnd, &byte, 1)
        }
    }
}
