/// Prints a lesson the way a notebook looks, for reading in a terminal.
struct TerminalRenderer: Renderer {
    let style: Style
    private var previous: Block?

    init(style: Style) {
        self.style = style
    }

    mutating func text(for block: Block) -> String {
        var lines: [String]
        var isFollowing = previous != nil
        switch block {
        case .prose(let markdown):
            lines = Prose(markdown).lines(style)
        case .code(let number, let code):
            let label = "In [\(number)]: "
            let indentation = "...: ".paddingLeft(to: label.count)
            lines = code.enumerated().map { index, line in
                style.colored(index == 0 ? label : line.isEmpty ? indentation.trimmingTrailingSpaces : indentation, 71)
                    + line
            }
        case .result(let number, let isFirst, let content):
            lines = content.lines(style)
            if isFirst {
                if number > 0 { lines.insert(style.colored("Out[\(number)]:", 167), at: 0) }
            } else if lines.count == 1 {
                // What a loop shows in single lines stands close together.
                isFollowing = false
            }
        }
        previous = block
        return ((isFollowing ? [""] : []) + lines).map { $0 + "\n" }.joined()
    }
}
