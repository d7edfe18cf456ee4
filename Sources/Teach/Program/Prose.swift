/// Lines of Markdown, laid out for a terminal: headings underlined, paragraphs and lists wrapped, tables aligned.
/// Indented code stays as it is. Of the marks inside a line `**strong**` alone is known.
struct Prose {
    private let markdown: [String]

    init(_ markdown: [String]) {
        self.markdown = markdown
    }

    func lines(_ style: Style) -> [String] {
        var result: [String] = []
        var paragraph: (text: String, indentation: Int)?
        func endParagraph() {
            if let (text, indentation) = paragraph {
                result += Self.wrapped(text, to: style.width, indentation: indentation, style)
            }
            paragraph = nil
        }
        var rest = markdown[...]
        while let line = rest.popFirst() {
            let text = line.drop(while: \.isWhitespace)
            if text.isEmpty {
                endParagraph()
                result.append("")
            } else if let level = Self.headingLevel(line) {
                endParagraph()
                let title = String(line.dropFirst(level + 1))
                result.append(style.bold(title))
                if level < 3 { result.append(String(repeating: level == 1 ? "=" : "-", count: title.count)) }
            } else if text.first == "|" {
                endParagraph()
                let lines = [line] + rest.prefix { $0.hasPrefix("|") }
                rest = rest.dropFirst(lines.count - 1)
                result += Table(markdown: lines)?.lines(style) ?? lines
            } else if paragraph == nil && line.hasPrefix("    ") {
                result.append(line)
            } else if let marker = Self.listMarker(text) {
                endParagraph()
                paragraph = (line, line.count - text.count + marker)
            } else {
                paragraph = paragraph.map { ($0.text + " " + text, $0.indentation) } ?? (line, 0)
            }
        }
        endParagraph()
        return result
    }

    private static func headingLevel(_ line: String) -> Int? {
        let level = line.prefix { $0 == "#" }.count
        return level > 0 && line.dropFirst(level).first == " " ? level : nil
    }

    /// How many characters `- ` or `1. ` takes at the start of a line; nil when there is neither.
    private static func listMarker(_ text: Substring) -> Int? {
        if text.hasPrefix("- ") { return 2 }
        let digits = text.prefix(while: \.isNumber).count
        return digits > 0 && text.dropFirst(digits).hasPrefix(". ") ? digits + 2 : nil
    }

    private static func wrapped(_ text: String, to width: Int, indentation: Int, _ style: Style) -> [String] {
        let leading = text.prefix(while: \.isWhitespace).count
        var lines: [[Substring]] = [[]]
        var length = leading
        for word in text.split(separator: " ") {
            let wordLength = word.replacing("**", with: "").count
            if length + wordLength > width, lines.last?.isEmpty == false {
                lines.append([])
                length = indentation
            }
            lines[lines.count - 1].append(word)
            length += wordLength + 1
        }
        var isStrong = false
        return lines.enumerated().map { index, words in
            // A line that ends inside strong words is closed, and the next one opened again.
            let parts = words.joined(separator: " ").split(separator: "**", omittingEmptySubsequences: false)
            var line = String(repeating: " ", count: index == 0 ? leading : indentation)
            for (number, part) in parts.enumerated() {
                if number > 0 { isStrong.toggle() }
                line += isStrong ? style.bold(String(part)) : String(part)
            }
            return line
        }
    }
}
