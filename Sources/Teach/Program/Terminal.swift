import Foundation
import Synchronization

/// What a renderer needs to know of the place that its text goes to.
package struct Style {
    /// The color of code in prose. It can be read on white and on black, like all colors here: a contrast above 3 : 1.
    static let code = 31

    var width = 80
    var hasColors = false

    /// Text in a color of the 256-color palette, or as it is where there are no colors.
    package func colored(_ text: String, _ color: Int) -> String {
        hasColors ? "\u{1B}[38;5;\(color)m\(text)\u{1B}[39m" : text
    }

    package func bold(_ text: String) -> String {
        hasColors ? "\u{1B}[1m\(text)\u{1B}[22m" : text
    }
}

/// The terminal as standard output and the environment describe it.
package struct Terminal {
    private let isTerminal: Bool
    private let environment: [String: String]

    package init(
        isTerminal: Bool = isatty(STDOUT_FILENO) == 1,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        (self.isTerminal, self.environment) = (isTerminal, environment)
    }

    /// The columns and rows of the window of a file; nil where it is no terminal or doesn't report them.
    static func size(of file: Int32) -> (columns: Int, rows: Int)? {
        var size = winsize()
        guard isatty(file) == 1, ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Whether to use colors. In this order count: `--plain`, `NO_COLOR`, `CLICOLOR_FORCE`, whether this is a terminal,
    /// `CLICOLOR=0` and a `TERM` without 256 colors (no-color.org and bixense.com/clicolors).
    func hasColors(plain: Bool) -> Bool {
        let isSet = { (name: String) in !(environment[name] ?? "").isEmpty }
        if plain || isSet("NO_COLOR") { return false }
        if isSet("CLICOLOR_FORCE"), environment["CLICOLOR_FORCE"] != "0" { return true }
        let name = environment["TERM"] ?? ""
        return isTerminal && environment["CLICOLOR"] != "0" && name != "dumb" && !name.hasPrefix("vt")
    }

    /// The style of the window as it is now: a window can change its size while a lesson runs.
    package func style(plain: Bool) -> Style {
        Style(width: max(Self.size(of: STDOUT_FILENO)?.columns ?? 80, 40), hasColors: hasColors(plain: plain))
    }

    /// Waits for a key, and returns whether it means to go on: any key does but `q`. Does nothing where nobody can
    /// press one.
    package static func waitForKey() -> Bool {
        var settings = termios()
        guard isatty(STDERR_FILENO) == 1, tcgetattr(STDIN_FILENO, &settings) == 0 else { return true }
        var keyByKey = settings
        // Control-C is a key, too, so that the terminal gets its settings back.
        keyByKey.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        tcsetattr(STDIN_FILENO, TCSANOW, &keyByKey)
        defer { tcsetattr(STDIN_FILENO, TCSANOW, &settings) }
        StandardError.print("-- any key goes on, q ends --", terminator: "")
        var key: UInt8 = 0
        let count = read(STDIN_FILENO, &key, 1)
        StandardError.print("\r\u{1B}[K", terminator: "")
        let controlC: UInt8 = 3
        return !(count == 1 && [UInt8(ascii: "q"), controlC].contains(key))
    }
}

/// The statuses with which a lesson ends, most of them from BSD's `sysexits.h`.
package enum ExitStatus: Int32 {
    case success = 0
    case usage = 64
    case badData = 65
    case missingInput = 66
    case internalError = 70
    /// The reader pressed `q`. The status is the one of a program that Control-C ends.
    case quit = 130
}

/// Where errors, remarks on a run, and what differs from run to run go.
package enum StandardError {
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes a line. A failure can be reported nowhere.
    package static func print(_ text: String, terminator: String = "\n") {
        try? FileHandle.standardError.write(contentsOf: Data((text + terminator).utf8))
    }
}

/// Where a lesson's text goes.
@MainActor
enum StandardOutput {
    /// Whether to wait for a key when a screen is full, and how many of its rows are.
    static var isPausing = false
    private static var filledRows = 0

    /// Writes text at once, so that it stands before what the lesson computes next.
    static func write(_ text: String) {
        guard isPausing, let window = Terminal.size(of: STDOUT_FILENO) else { return writeAtOnce(text) }
        for line in text.lines.dropLast() {
            let rows = max((line.visibleCount + window.columns - 1) / window.columns, 1)
            if filledRows + rows >= window.rows {
                guard Terminal.waitForKey() else { _exit(ExitStatus.quit.rawValue) }
                filledRows = 0
            }
            writeAtOnce(line + "\n")
            filledRows += rows
        }
    }

    private static func writeAtOnce(_ text: String) {
        do {
            // What the lesson itself printed comes first.
            guard fflush(nil) == 0 else { throw CocoaError(.fileWriteUnknown) }
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            stop("the lesson's text can't be written: \(error.localizedDescription)", status: .internalError)
        }
    }
}

/// The name under which this program was started.
var programName: String {
    URL(fileURLWithPath: CommandLine.arguments.first ?? "lesson").lastPathComponent
}

/// Ends the program at once with one line on standard error. What is left of the lesson is not rendered.
func stop(_ message: String, status: ExitStatus) -> Never {
    // `exit` would render the rest, or be called a second time when the rest is what failed.
    fflush(nil)
    ProgressBar.clear()
    StandardError.print("\(programName): \(message)")
    _exit(status.rawValue)
}

/// Draws on the terminal how far a long computation is: a line on standard error that is erased at the end. Where
/// standard error is no terminal, nothing is drawn.
///
/// Call it from any thread, as often as you like: it draws at most twenty times a second.
///
/// - Parameters:
///   - done: How many parts of the computation are done, 0 to `count`.
///   - count: How many there are.
public func progress(_ done: Int, of count: Int) {
    guard count > 0, let window = Terminal.size(of: STDERR_FILENO) else { return }
    ProgressBar.draw(done, of: count, width: window.columns)
}

enum ProgressBar {
    /// When the bar was last drawn, and whether it is still there.
    private static let state = Mutex((drawn: ContinuousClock.now - .seconds(1), isThere: false))

    static func draw(_ done: Int, of count: Int, width: Int) {
        // Under the lock, so that no bar is drawn after the last one is erased.
        state.withLock { state in
            let now = ContinuousClock.now
            guard done >= count || now - state.drawn > .milliseconds(50) else { return }
            state = (now, done < count)
            // Back to the start of the line; at the end it is erased.
            StandardError.print(
                "\r" + (done < count ? text(done, of: count, width: width) : "\u{1B}[K"), terminator: "")
        }
    }

    /// `[####......] 40/100` in less than `width` columns: a line as wide as the window would begin a new one with each
    /// redraw.
    static func text(_ done: Int, of count: Int, width: Int) -> String {
        let counter = "\(done)/\(count)"
        let length = min(width - counter.count - " [] ".count, 40)
        guard length >= 5 else { return String(counter.prefix(max(width - 1, 0))) }
        let filled = min(max(done * length / count, 0), length)
        return "[\(String(repeating: "#", count: filled))\(String(repeating: ".", count: length - filled))] \(counter)"
    }

    /// Erases a bar whose computation ended early.
    static func clear() {
        let isThere = state.withLock { state in
            defer { state.isThere = false }
            return state.isThere
        }
        if isThere { StandardError.print("\r\u{1B}[K", terminator: "") }
    }
}
