import Foundation

/// How many colors may be used.
enum ColorDepth {
    case none, palette, full
}

/// What a renderer needs to know of the place its text goes to.
struct Style {
    var width = 80
    var colors = ColorDepth.none

    /// Text in a color of the 256-color palette, or as it is when there are no colors.
    func colored(_ text: String, _ color: Int) -> String {
        colors == .none ? text : "\u{1B}[38;5;\(color)m\(text)\u{1B}[39m"
    }

    func bold(_ text: String) -> String {
        colors == .none ? text : "\u{1B}[1m\(text)\u{1B}[22m"
    }
}

/// What the environment says of the terminal.
struct Terminal {
    var isTerminal = isatty(STDOUT_FILENO) == 1
    var environment = ProcessInfo.processInfo.environment

    /// The columns of the terminal; 80 when standard output is none, or does not tell.
    var width: Int {
        var size = winsize()
        guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return max(Int(size.ws_col), 40)
    }

    /// Which colors to use. In this order: `--plain`, `NO_COLOR`, `CLICOLOR_FORCE`, whether this is a
    /// terminal, `CLICOLOR=0` and `TERM=dumb` (no-color.org and bixense.com/clicolors).
    func colors(plain: Bool) -> ColorDepth {
        let isSet = { (name: String) in !(environment[name] ?? "").isEmpty }
        let depth = ["truecolor", "24bit"].contains(environment["COLORTERM"]) ? ColorDepth.full : .palette
        if plain || isSet("NO_COLOR") { return .none }
        if isSet("CLICOLOR_FORCE"), environment["CLICOLOR_FORCE"] != "0" { return depth }
        if !isTerminal || environment["CLICOLOR"] == "0" || environment["TERM"] == "dumb" { return .none }
        return depth
    }

    func style(plain: Bool) -> Style {
        Style(width: width, colors: colors(plain: plain))
    }
}
