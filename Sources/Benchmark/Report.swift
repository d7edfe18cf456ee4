import Foundation

/// The results, as they are printed and saved.
struct Report {
    let rows: [Row]
    let runs: Int

    /// Machine and versions, by name.
    let conditions: [(String, String)]

    /// A table in Markdown with aligned columns, so that it can be read on a terminal, too.
    var table: String {
        let heading = ["job", "this course", "peer", "ratio"]
        let cells = rows.map { [$0.job, $0.course.text, "\($0.peerName): \($0.peer.text)", $0.ratio] }
        let widths = heading.indices.map { column in ([heading] + cells).map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return "| " + padded.joined(separator: " | ") + " |"
        }
        return ([heading, widths.map { String(repeating: "-", count: $0) }] + cells).map(line).joined(separator: "\n")
    }

    var markdown: String {
        """
        # Benchmarks

        Written by `make benchmark`: medians of \(runs) run\(runs == 1 ? "" : "s"), with the smallest and the largest \
        number in parentheses.
        The ratio is of the medians, and says what this course is, compared with the peer.
        [README.md](README.md) tells what each job does.

        \(table)

        \(conditions.map { "- \($0): \($1)" }.joined(separator: "\n"))

        """
    }

    /// Writes it beside the file of that name, and renames it then, so that an interruption leaves the old one.
    func save(to url: URL) throws {
        try Data(markdown.utf8).write(to: url, options: .atomic)
    }
}
