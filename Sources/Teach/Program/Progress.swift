import Foundation
import Synchronization

/// Says on the terminal what differs from run to run, such as a time. Like `progress`, it writes to standard error, and
/// only where that is a terminal, so it never gets into what a lesson prints.
@MainActor
public func aside(_ text: String) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    StandardError.write(text)
}

/// When the bar was last drawn, and whether it is still there.
private let bar = Mutex((drawn: ContinuousClock.now - .seconds(1), isThere: false))

/// Takes away a bar whose computation has ended before its time.
func clearProgress() {
    let isThere = bar.withLock { bar in
        defer { bar.isThere = false }
        return bar.isThere
    }
    if isThere { try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8)) }
}

/// Tells on the terminal how far a long computation is: a line on standard error that is gone when it has ended. Where
/// standard error is no terminal it does nothing, so it never gets into what a lesson prints.
///
/// It may be called from any thread, and as often as one likes: it draws some twenty times a second.
public func progress(_ done: Int, of count: Int) {
    guard count > 0, isatty(STDERR_FILENO) == 1 else { return }
    let isDue = bar.withLock { bar in
        let now = ContinuousClock.now
        guard done >= count || now - bar.drawn > .milliseconds(50) else { return false }
        bar = (now, done < count)
        return true
    }
    guard isDue else { return }
    let width = 40
    let filled = min(max(done * width / count, 0), width)
    let text = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    // Back to the start of the line; at the end it is erased.
    let line = done < count ? "\r[\(text)] \(done)/\(count)" : "\r\u{1B}[K"
    try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
}
