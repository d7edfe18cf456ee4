/// A table in Markdown, known by its head.
struct MarkdownTable {
    /// The lines above the rows.
    let head: [String]

    /// The lines of the rows of the table in a text; nil where there is none.
    func rows(in lines: [String]) -> Range<Int>? {
        guard let start = lines.indices.first(where: { lines[$0...].starts(with: head) }) else { return nil }
        let first = start + head.count
        return first..<(lines[first...].firstIndex { !$0.hasPrefix("|") } ?? lines.count)
    }

    /// A text with these rows in place of its own; nil where it has no such table.
    func replaced(in text: String, by rows: [String]) -> String? {
        var lines = Self.lines(text)
        guard let place = self.rows(in: lines) else { return nil }
        lines.replaceSubrange(place, with: rows)
        return lines.joined(separator: "\n")
    }

    static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

/// The table of results, of which each lesson's transcript has its own rows, and `Lessons/README.md` all of them.
enum ResultsTable {
    private static let table = MarkdownTable(
        head: ["| lesson | what was tried | what came out |", "| ---: | --- | --- |"])

    /// A text with the rows of all transcripts in place of its own; nil where it or a transcript has no table.
    static func joined(_ text: String, from transcripts: [String]) -> String? {
        var joined: [String] = []
        for transcript in transcripts.map(MarkdownTable.lines) {
            guard let rows = table.rows(in: transcript) else { return nil }
            joined += transcript[rows]
        }
        return table.replaced(in: text, by: joined)
    }
}
