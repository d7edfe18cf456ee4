/// Lines of Markdown, laid out for a terminal: headings underlined, paragraphs and lists wrapped, tables aligned.
/// Indented code stays as it is. Of the marks inside a line, `**` and backticks are known, and shown as they are
/// without colors.
package struct Prose {
    /// Longer lines are tiring to read, however wide the window is.
    private static let longestLine = 100

    private let markdown: [String]

    package init(_ markdown: [String]) {
        self.markdown = markdown
    }

    package func lines(_ style: Style) -> [String] {
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
                let title = Marks.replaced(in: String(line.dropFirst(level + 1)), style)
                result.append(style.bold(title))
                if level < 3 { result.append(String(repeating: level == 1 ? "=" : "-", count: title.visibleCount)) }
            } else if text.first == "|" {
                endParagraph()
                let lines = [line] + rest.prefix { $0.hasPrefix("|") }
                rest = rest.dropFirst(lines.count - 1)
                result += Table(markdown: lines.map { Marks.replaced(in: $0, style) })?.lines(style) ?? lines
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
        let leading = String(text.prefix(while: \.isWhitespace))
        var words = text.split(separator: " ").map(String.init)
        if !words.isEmpty { words[0] = leading + words[0] }
        // Backticks count, though colors replace them: lines then break at the same words with colors and without.
        let lines = words.wrapped(to: min(width, longestLine), indentation: indentation) {
            $0.replacing("**", with: "").count
        }
        var marks = Marks()
        return lines.map { marks.replaced(in: $0, style) }
    }
}

/// The marks inside a line of prose. Words between two marks can be broken over several lines: a line that ends between
/// them is closed, and the next one opened again.
private struct Marks {
    private var isStrong = false
    private var isCode = false

    static func replaced(in line: String, _ style: Style) -> String {
        var marks = Marks()
        return marks.replaced(in: line, style)
    }

    mutating func replaced(in line: String, _ style: Style) -> String {
        let indentation = line.prefix { $0 == " " }
        var result = String(indentation)
        var rest = line.dropFirst(indentation.count)
        while !rest.isEmpty {
            if !isCode, rest.hasPrefix("**") {
                isStrong.toggle()
                rest.removeFirst(2)
                continue
            }
            if rest.first == "`" {
                isCode.toggle()
                if !style.hasColors { result += "`" }
                rest.removeFirst()
                continue
            }
            let end =
                isCode
                ? rest.firstIndex(of: "`")
                : [rest.firstIndex(of: "`"), rest.firstRange(of: "**")?.lowerBound].compactMap(\.self).min()
            let text = String(rest[..<(end ?? rest.endIndex)])
            let colored = isCode ? style.colored(text, Style.code) : text
            result += isStrong ? style.bold(colored) : colored
            rest = rest[(end ?? rest.endIndex)...]
        }
        return result
    }
}
