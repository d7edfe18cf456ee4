import Foundation

/// A column of a table: a heading and what stands below it.
public struct Column: Sendable {
    let heading: String
    let cells: [String]
    var numbers: [Double] = []
    var isNumeric = false

    /// From which number on a cell is set off.
    var strongFrom = Double.infinity

    func isStrong(_ row: Int) -> Bool {
        numbers.indices.contains(row) && numbers[row] >= strongFrom
    }
}

extension Column {
    /// Words, aligned on the left.
    ///
    /// - Parameters:
    ///   - heading: What stands above.
    ///   - words: The words, from top to bottom.
    public init(_ heading: String, _ words: [String]) {
        self.init(heading: heading, cells: words)
    }

    /// Whole numbers, aligned on the right.
    ///
    /// - Parameters:
    ///   - heading: What stands above.
    ///   - numbers: The numbers, from top to bottom.
    ///   - zero: How to write a 0: a dot lets the other numbers of a confusion matrix stand out.
    ///   - strongFrom: From which number on a cell is set off; none without it.
    public init(_ heading: String, _ numbers: [Int], zero: String = "0", strongFrom: Int? = nil) {
        self.init(
            heading: heading, cells: numbers.map { $0 == 0 ? zero : "\($0)" }, numbers: numbers.map(Double.init),
            isNumeric: true, strongFrom: strongFrom.map(Double.init) ?? .infinity)
    }

    /// Numbers, aligned on the right.
    ///
    /// - Parameters:
    ///   - heading: What stands above.
    ///   - numbers: The numbers, from top to bottom.
    ///   - decimals: How many digits follow the point. Without it numbers stand as Python prints them, or with six
    ///     digits where that would be more than ten.
    public init(_ heading: String, _ numbers: [Double], decimals: Int? = nil) {
        let cells = numbers.map { number in
            if let decimals { return fixed(number, decimals) }
            let text = number.numPyDescription
            return text.prefix { $0 != "e" }.count { $0.isNumber } > 10 ? String(format: "%.6g", number) : text
        }
        self.init(heading: heading, cells: cells, numbers: numbers, isNumeric: true)
    }
}

/// Columns side by side. A column that is shorter than others ends early.
struct Table: Content {
    let columns: [Column]

    var values: [Value] {
        columns.map { Value(name: $0.heading, shape: [$0.cells.count], numbers: $0.numbers, words: $0.cells) }
    }

    private var rows: Range<Int> { 0..<(columns.map(\.cells.count).max() ?? 0) }

    func lines(_ style: Style) -> [String] {
        let widths = columns.map { column in ([column.heading] + column.cells).map(\.visibleCount).max() ?? 0 }
        func line(_ cells: [String]) -> String {
            zip(columns, zip(cells, widths)).map { column, cell in
                column.isNumeric ? cell.0.paddingLeft(to: cell.1) : cell.0.padding(to: cell.1)
            }.joined(separator: "  ").trimmingTrailingSpaces
        }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        return [style.bold(line(columns.map(\.heading))), rule] + rows.map { line(row($0, strong: style.bold)) }
    }

    var markdown: [String]? {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        return [line(columns.map(\.heading)), line(columns.map { $0.isNumeric ? "---:" : "---" })]
            + rows.map { line(row($0) { "**\($0)**" }) }
    }

    private func row(_ index: Int, strong: (String) -> String) -> [String] {
        columns.map { column in
            guard index < column.cells.count else { return "" }
            return column.isStrong(index) ? strong(column.cells[index]) : column.cells[index]
        }
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
                heading: rows[0][index], cells: rows.dropFirst(2).map { index < $0.count ? $0[index] : "" },
                isNumeric: rows[1][index].hasSuffix(":") && !rows[1][index].hasPrefix(":"))
        }
    }

    /// The cells of a line of Markdown, `| 1 | a \\| b |`, in which a bar inside a cell is escaped.
    private static func cells(_ line: String) -> [String] {
        let parts = line.replacing("\\|", with: "\u{0}").split(separator: "|", omittingEmptySubsequences: false)
        let cells = parts.dropFirst().map { $0.trimmingCharacters(in: .whitespaces).replacing("\u{0}", with: "|") }
        return cells.last?.isEmpty == true ? cells.dropLast() : cells
    }
}
