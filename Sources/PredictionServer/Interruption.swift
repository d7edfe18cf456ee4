import Foundation

/// Waiting for SIGINT and SIGTERM.
enum Interruption {
    /// A signal's handler may do next to nothing, but it may write to a pipe. This one is never closed: a handler may
    /// still be running when all is over, and would write to whatever has been opened under the same number.
    private static let ends: Result<(read: Int32, write: Int32), ServerError> = {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return .failure(.system("a pipe can't be opened")) }
        for end in ends { Socket.setFlags(end) }
        return .success((ends[0], ends[1]))
    }()
    /// Where a handler finds its end, without asking whether the pipe is there yet.
    nonisolated(unsafe) private static var writeEnd: Int32 = -1

    /// Returns after one of the two signals, when `stop` is done. Those that come meanwhile are ignored: whoever sends
    /// two in a row wants the same. Afterwards both do what they did before.
    ///
    /// - Parameter whenReady: Called when the signals are caught: whoever hears of it may send one at once.
    static func wait(whenReady: () -> Void, then stop: () -> Void) throws(ServerError) {
        let ends = try ends.get()
        writeEnd = ends.write
        // Of another time.
        while takeByte(ends.read) {}
        let numbers = [SIGINT, SIGTERM]
        let before = numbers.map { number in
            signal(number) { _ in
                let before = errno
                var byte: UInt8 = 0
                _ = write(Interruption.writeEnd, &byte, 1)
                errno = before
            }
        }

        // Who started the program may have handed down that they be held back.
        var (signals, held) = (sigset_t(), sigset_t())
        sigemptyset(&signals)
        for number in numbers { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, &held)

        whenReady()
        while !takeByte(ends.read) {
            var sockets = [pollfd(fd: ends.read, events: Int16(POLLIN), revents: 0)]
            Socket.wait(&sockets, nil)
        }
        stop()
        pthread_sigmask(SIG_SETMASK, &held, nil)
        for (number, handler) in zip(numbers, before) { signal(number, handler) }
    }

    private static func takeByte(_ end: Int32) -> Bool {
        var byte: UInt8 = 0
        return read(end, &byte, 1) == 1
    }
}
