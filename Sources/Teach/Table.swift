import Foundation

/// A column of a table: a heading and what stands below it.
public struct Column: Sendable {
    let heading: String
    let cells: [String]
    let numbers: [Double]
    let isNumeric: Bool

    /// Words, aligned on the left.
    public init(_ heading: String, _ words: [String]) {
        (self.heading, cells, numbers, isNumeric) = (heading, words, [], false)
    }

    /// Whole numbers, aligned on the right.
    public init(_ heading: String, _ numbers: [Int]) {
        (self.heading, cells, self.numbers, isNumeric) = (heading, numbers.map(String.init), numbers.map(Double.init), true)
    }

    /// Numbers, aligned on the right, with the given count of decimals or, without one, as Python prints them.
    public init(_ heading: String, _ numbers: [Double], decimals: Int? = nil) {
        let cells = numbers.map { number in
            decimals.map { String(format: "%.\($0)f", number) } ?? number.numPyDescription
        }
        (self.heading, self.cells, self.numbers, isNumeric) = (heading, cells, numbers, true)
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
        return [style.bold(line(columns.map(\.heading))), widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")]
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
