import Foundation

/// Waiting for SIGINT and SIGTERM.
enum Interruption {
    /// A signal handler may do next to nothing, but it may write to a pipe. The pipe is never closed: a handler may
    /// still run when all is over, and would write to whatever was opened under the same number.
    private static let ends: Result<(read: Int32, write: Int32), ServerError> = {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return .failure(.system("a pipe can't be opened")) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
        }
        writeEnd = ends[1]
        return .success((ends[0], ends[1]))
    }()
    /// The handler's end. It is written once, before there is a handler.
    nonisolated(unsafe) private static var writeEnd: Int32 = -1

    /// Waits for one of the two signals, then calls `stop`. Signals that arrive meanwhile are ignored: someone who
    /// sends two in a row wants the same thing. Afterwards both do what they did before.
    ///
    /// - Parameter whenReady: called once the signals are handled.
    static func wait(whenReady: () -> Void, then stop: () -> Void) throws(ServerError) {
        let end = try ends.get().read
        // Discard bytes left by an earlier wait.
        while takeByte(end) {}
        let numbers = [SIGINT, SIGTERM]
        let before = numbers.map { number in
            signal(number) { _ in
                let before = errno
                var byte: UInt8 = 0
                _ = write(Interruption.writeEnd, &byte, 1)
                errno = before
            }
        }
        // The parent may have blocked these signals.
        var (signals, blocked) = (sigset_t(), sigset_t())
        sigemptyset(&signals)
        for number in numbers { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, &blocked)

        whenReady()
        while !takeByte(end) { Socket.wait(end, until: nil) }
        stop()
        pthread_sigmask(SIG_SETMASK, &blocked, nil)
        for (number, handler) in zip(numbers, before) { signal(number, handler) }
    }

    private static func takeByte(_ end: Int32) -> Bool {
        var byte: UInt8 = 0
        return read(end, &byte, 1) == 1
    }
}
