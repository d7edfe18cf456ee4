import Foundation

/// Waiting for SIGINT and SIGTERM.
enum Interruption {
    /// Where the handler writes to. A signal's handler may do next to nothing, but it may write to a pipe.
    nonisolated(unsafe) private static var writeEnd: Int32 = -1

    /// Returns after one of the two signals. Both do then what they did before, so a second Control-C ends a program
    /// whose end takes too long.
    ///
    /// - Parameter whenReady: Called when the signals are caught: whoever hears of it may send one at once.
    static func wait(whenReady: () -> Void) throws(ServerError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw ServerError.system("a pipe can't be opened") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        writeEnd = ends[1]
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
        var byte: UInt8 = 0
        while read(ends[0], &byte, 1) < 0 && errno == EINTR {}
        pthread_sigmask(SIG_SETMASK, &held, nil)
        for (number, handler) in zip(numbers, before) { signal(number, handler) }
        writeEnd = -1
        for end in ends { close(end) }
    }
}
