import Foundation

// How a lesson's source is read, in full:
//
// - A line that begins with `//:` is prose, in Markdown; the `//:` and one space after it are taken off.
// - Every other line is code. What stands above the first line of prose is set-up: it runs, and is not printed.
// - Neighboring lines of code are a cell. A call of `show` or of another function in `Show.swift` ends its cell, too,
//   at the end of the top-level statement it stands in.
// - A top-level statement starts at the left margin. It goes on as long as the next line that is not empty
//   is indented or starts with a closing bracket.
//
// There is nothing else to know: no tags, no options.

/// A lesson's own source text, and how far it is rendered.
struct Source {
    private let lines: [String]
    private var cursor: Int

    /// The number of the last cell that is rendered; 0 before the first.
    private(set) var cellNumber = 0

    init(_ text: String) {
        lines = text.lines
        cursor = lines.firstIndex(where: Self.isProse) ?? lines.count
    }

    /// Whether a function of that name is called at line `number`.
    func holds(_ call: String, at number: Int) -> Bool {
        lines.indices.contains(number - 1) && lines[number - 1].contains(call + "(")
    }

    /// The blocks between the cursor and the end of the statement that holds line `number` (counted from 1), each with
    /// the number of its last line. There are none when that line is rendered already, as on the second turn of a loop.
    mutating func advance(to number: Int) -> [(block: Block, end: Int)] {
        guard number > cursor, number <= lines.count else { return [] }
        var end = number
        while let next = lines[end...].firstIndex(where: { !$0.allSatisfy(\.isWhitespace) }),
            let first = lines[next].first, " \t)]}".contains(first)
        {
            end = next + 1
        }
        return advance(toEnd: end)
    }

    /// The blocks that are left.
    mutating func rest() -> [(block: Block, end: Int)] {
        advance(toEnd: lines.count)
    }

    private mutating func advance(toEnd end: Int) -> [(block: Block, end: Int)] {
        var blocks: [(block: Block, end: Int)] = []
        while cursor < end {
            let isProse = Self.isProse(lines[cursor])
            let chunk = lines[cursor..<end].prefix { Self.isProse($0) == isProse }
            cursor = chunk.endIndex
            if isProse {
                blocks.append((.prose(chunk.map(Self.proseText)), cursor))
            } else if let code = Self.trimmed(chunk) {
                cellNumber += 1
                blocks.append((.code(number: cellNumber, lines: code), cursor))
            }
        }
        return blocks
    }

    private static func isProse(_ line: String) -> Bool {
        line.hasPrefix("//:")
    }

    private static func proseText(_ line: String) -> String {
        let text = line.dropFirst(3)
        return String(text.first == " " ? text.dropFirst() : text)
    }

    /// Lines of code without the empty ones around them; nil when they are all empty.
    private static func trimmed(_ lines: ArraySlice<String>) -> [String]? {
        let isCode = { (line: String) in !line.allSatisfy(\.isWhitespace) }
        guard let first = lines.firstIndex(where: isCode), let last = lines.lastIndex(where: isCode) else { return nil }
        return Array(lines[first...last])
    }
}
