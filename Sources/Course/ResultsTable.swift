/// The table of results, of which each lesson's transcript has its own rows, and `Lessons/README.md` all of them.
enum ResultsTable {
    private static let head = ["| lesson | what was tried | what came out |", "| ---: | --- | --- |"]

    /// The lines of the rows of the table in a text; nil where there is none.
    static func rows(in lines: [Substring]) -> Range<Int>? {
        guard let start = lines.indices.first(where: { lines[$0...].starts(with: head) { $0 == $1 } }) else {
            return nil
        }
        let first = start + head.count
        return first..<(lines[first...].firstIndex { !$0.hasPrefix("|") } ?? lines.count)
    }

    /// A text with the rows of all transcripts in place of its own; nil where it or a transcript has no table.
    static func joined(_ text: String, from transcripts: [String]) -> String? {
        var lines = self.lines(text)
        guard let place = rows(in: lines) else { return nil }
        var joined: [Substring] = []
        for transcript in transcripts.map(self.lines) {
            guard let rows = rows(in: transcript) else { return nil }
            joined += transcript[rows]
        }
        lines.replaceSubrange(place, with: joined)
        return lines.joined(separator: "\n")
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}
