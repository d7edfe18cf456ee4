/// Prints a lesson as Markdown: the transcript that is kept beside its source.
struct MarkdownRenderer: Renderer {
    /// Results of one cell share a fence, which stays open until something else comes.
    private var isFenceOpen = false
    private var isFirst = true
    private let lesson: String

    init(lesson: String) {
        self.lesson = lesson
    }

    mutating func text(for block: Block) -> String {
        switch block {
        case .prose(let lines):
            return separated(lines)
        case .code(_, let lines):
            return separated(["```swift"] + lines + ["```"])
        case .result(_, _, let content):
            if let markdown = content.markdown { return separated(markdown) }
            let lines = content.lines(Style())
            let opening = isFenceOpen ? [] : separatedLines(["```text"])
            isFenceOpen = true
            return text(opening + lines)
        }
    }

    mutating func end() -> String {
        separated(["<!-- Printed by `\(lesson) --format markdown`; `make transcripts` writes it anew. -->"])
    }

    private mutating func separated(_ lines: [String]) -> String {
        text(separatedLines(lines))
    }

    private mutating func separatedLines(_ lines: [String]) -> [String] {
        let closing = isFenceOpen ? ["```"] : []
        let gap = isFirst ? [] : [""]
        isFenceOpen = false
        isFirst = false
        return closing + gap + lines
    }

    private func text(_ lines: [String]) -> String {
        // NumPy 1.13 leaves a space at the end of some lines, which Markdown would read as a sign.
        lines.map { $0.trimmingTrailingSpaces + "\n" }.joined()
    }
}
