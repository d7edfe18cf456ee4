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
        let fixed =
            #/
            (?m) \A\#\ .*\n+(?:.+\n?)+ | ^```(?:.*\n)+?```$ | ^(?:\#|\||!|\ {4}).*$
            | `[^`\n]*` | \[[^\]]*\]\([^)]*\) | Before\ you\ read\ on:
            /#
        // The longer word first: a hidden layer is more than a layer.
        return (words + others).sorted { ($1.0.count, $0.0) < ($0.0.count, $1.0) }.reduce(page) { text, word in
            let parts = word.0.split(separator: " ").map { NSRegularExpression.escapedPattern(for: String($0)) }
            let spelled = parts.joined(separator: "\\s+(?:> )?")
            // Words without a sign of their own always make a pattern.
            guard let pattern = try? Regex("(?i)\\b\(spelled)s?(?![\\w(-])", as: Substring.self) else { return text }
            let taken = text.ranges(of: fixed)
            let place = text.ranges(of: pattern).first { place in
                let isPart = text[..<place.lowerBound].last.map { "-_".contains($0) } ?? false
                return !isPart && !taken.contains { $0.overlaps(place) }
            }
            guard let place else { return text }
            return text.replacingCharacters(in: place, with: "[\(text[place])](<doc:\(word.1)>)")
        }
    }

    /// The anchor that DocC gives a heading.
    private static func anchor(_ word: String) -> String {
        word.replacing(" ", with: "-").replacing("'", with: "")
    }
}
