import Foundation
import Teach

/// The course's glossary, as `Lessons/README.md` holds it.
struct Glossary {
    /// A word, what it means, and the number of the first lesson that uses it.
    let entries: [(word: String, meaning: String, lesson: Int)]

    /// The glossary in a text; empty where there is none.
    init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let head = lines.firstIndex { $0.hasPrefix("| word | meaning |") } ?? lines.endIndex
        entries = lines[head...].dropFirst(2).prefix { $0.hasPrefix("|") }.map { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return (cells[0], cells[1], cells.count > 2 ? Int(cells[2]) ?? 0 : 0)
        }
    }

    /// The glossary as a page, with an anchor for each word.
    func page(_ lessons: [String]) -> String {
        let words = entries.map { word, meaning, number in
            let lesson = lessons.first { lessonNumber($0) == number }.map { "[lesson \(number)](<doc:\($0)>)" }
            return "### \(word)\n\n\(meaning) (\(lesson ?? "lesson \(number)"))\n"
        }
        return "# Glossary\n\nThe words of the course, and for each the lesson that first uses it.\n\n"
            + words.joined(separator: "\n")
    }

    /// A lesson's page with links at the words that the course has explained so far, and at the names of other lessons,
    /// each where the lesson first uses it. Headings, code, tables and links stay, and so does the paragraph below the
    /// title, which other pages quote.
    func linked(_ page: String, of lesson: String, in lessons: [String]) -> String {
        let here = lessonNumber(lesson) ?? 0
        let words = entries.filter { $0.lesson <= here }.map { ($0.word, "Glossary#\(Self.anchor($0.word))") }
        let others = lessons.filter { $0 != lesson }.map { ("lesson \(lessonNumber($0) ?? 0)", $0) }
        var taken = page.ranges(ofPattern: Self.fixed)
        var links: [(place: Range<String.Index>, page: String)] = []
        // The longer word first: a hidden layer is more than a layer.
        for (word, target) in (words + others).sorted(by: { ($1.0.count, $0.0) < ($0.0.count, $1.0) }) {
            let parts = word.split(separator: " ").map { NSRegularExpression.escapedPattern(for: String($0)) }
            let pattern = "\\b\(parts.joined(separator: "\\s+(?:> )?"))s?(?![\\w(-])"
            for place in page.ranges(ofPattern: "(?i)" + pattern) {
                let isPart = page[..<place.lowerBound].last.map { "-_".contains($0) } ?? false
                if isPart || taken.contains(where: { $0.overlaps(place) }) { continue }
                taken.append(place)
                links.append((place, target))
                break
            }
        }
        var (linked, end) = ("", page.startIndex)
        for (place, target) in links.sorted(by: { $0.place.lowerBound < $1.place.lowerBound }) {
            linked += page[end..<place.lowerBound] + "[\(page[place])](<doc:\(target)>)"
            end = place.upperBound
        }
        return linked + page[end...]
    }

    /// What stays as it is: the title with the paragraph below it, code, headings, tables, figures, links, and the mark
    /// of a question.
    private static let fixed = ##"""
        (?mx) \A\#\ .*\n+(?:.+\n?)+ | ^```(?:.*\n)+?```$ | ^(?:\#|\||!|\ {4}).*$
        | `[^`\n]*` | \[[^\]]*\]\([^)]*\) | Before\ you\ read\ on:
        """##

    /// The anchor that DocC gives a heading.
    private static func anchor(_ word: String) -> String {
        word.replacing(" ", with: "-").replacing("'", with: "")
    }
}

extension String {
    /// Where a regular expression matches. It is Foundation's: with `Regex` the whole book took eight CPU seconds more.
    fileprivate func ranges(ofPattern pattern: String) -> [Range<String.Index>] {
        guard let expression = try? NSRegularExpression(pattern: pattern) else {
            fatalError("\(pattern) is no regular expression")
        }
        return expression.matches(in: self, range: NSRange(startIndex..., in: self)).compactMap {
            Range($0.range, in: self)
        }
    }
}
