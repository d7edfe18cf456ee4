import Foundation

/// A column of a table: a heading and what stands below it.
public struct Column: Sendable {
    let heading: String
    let cells: [String]
    var numbers: [Double] = []
    var isNumeric = false
}

extension Column {
    /// Words, aligned on the left.
    public init(_ heading: String, _ words: [String]) {
        self.init(heading: heading, cells: words)
    }

    /// Whole numbers, aligned on the right.
    public init(_ heading: String, _ numbers: [Int]) {
        self.init(heading: heading, cells: numbers.map(String.init), numbers: numbers.map(Double.init), isNumeric: true)
    }

    /// Numbers, aligned on the right, with the given count of decimals or, without one, as Python prints them.
    public init(_ heading: String, _ numbers: [Double], decimals: Int? = nil) {
        let cells = numbers.map { number in decimals.map { fixed(number, $0) } ?? number.numPyDescription }
        self.init(heading: heading, cells: cells, numbers: numbers, isNumeric: true)
    }
}

/// Columns side by side. A column that is shorter than others ends early.
struct Table: Content {
    let columns: [Column]

    var values: [Value] {
        columns.map { Value(name: $0.heading, shape: [$0.cells.count], numbers: $0.numbers, words: $0.cells) }
    }

    private var rowCount: Int { columns.map(\.cells.count).max() ?? 0 }

    private func row(_ index: Int) -> [String] {
        columns.map { index < $0.cells.count ? $0.cells[index] : "" }
    }

    func lines(_ style: Style) -> [String] {
        let widths = columns.map { column in max(column.heading.count, column.cells.map(\.count).max() ?? 0) }
        func line(_ cells: [String]) -> String {
            let line = columns.indices.map { index in
                columns[index].isNumeric
                    ? cells[index].paddingLeft(to: widths[index]) : cells[index].padding(to: widths[index])
            }.joined(separator: "  ")
            return line.trimmingTrailingSpaces
        }
        return [
            style.bold(line(columns.map(\.heading))),
            widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "),
        ]
            + (0..<rowCount).map { line(row($0)) }
    }

    var markdown: [String]? {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        return [line(columns.map(\.heading)), line(columns.map { $0.isNumeric ? "---:" : "---" })]
            + (0..<rowCount).map { line(row($0)) }
    }
}

extension Table {
    /// A table written in Markdown; nil when the second line doesn't rule off a heading.
    init?(markdown lines: [String]) {
        let rows = lines.map(Self.cells)
        guard rows.count > 1, rows[1].count == rows[0].count, rows[1].allSatisfy({ $0.wholeMatch(of: /:?-+:?/) != nil })
        else { return nil }
        columns = rows[0].indices.map { index in
            Column(
                // A terminal's table has no marks inside a line, not even for what is strong.
                heading: rows[0][index].replacing("**", with: ""),
                cells: rows.dropFirst(2).map { index < $0.count ? $0[index].replacing("**", with: "") : "" },
                isNumeric: rows[1][index].hasSuffix(":") && !rows[1][index].hasPrefix(":"))
        }
    }

    /// The cells of a line of Markdown, `| 1 | a \\| b |`, in which a bar inside a cell is escaped.
    static func cells(_ line: String) -> [String] {
        let parts = line.replacing("\\|", with: "\u{0}").split(separator: "|", omittingEmptySubsequences: false)
        let cells = parts.dropFirst().map { $0.trimmingCharacters(in: .whitespaces).replacing("\u{0}", with: "|") }
        return cells.last?.isEmpty == true ? cells.dropLast() : cells
    }
}

/// A number with the given count of decimals: `fixed(0.25, 3)` is `0.250`.
public func fixed(_ number: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", number)
}
