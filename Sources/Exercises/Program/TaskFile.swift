import Foundation
import Teach

/// The text of a file of exercises, or of their solutions: a section for each exercise.
///
///     // 5.2  Hand the errors back
///     //
///     //      The task, behind the marks of comments.
///     func handedBack(_ outputDelta: Matrix) throws -> Matrix {
///         throw unanswered()
///     }
package struct TaskFile {
    package struct Section {
        /// `5.2`.
        package let number: String
        /// What stands behind the number.
        package let title: String
        /// The place of its first line in the file, from 1.
        package let line: Int
        /// All its lines, the title's among them.
        package var lines: [String]

        /// The lines of the task, without the marks of comments, the title and empty lines around them.
        package var task: [String] {
            lines.dropFirst().prefix { $0.hasPrefix("//") }
                .map { String($0.dropFirst(2).drop { $0 == " " }.isEmpty ? "" : $0.dropFirst(Self.indentation)) }
                .trimmingEmptyLines
        }

        /// What stands below the task.
        package var code: [String] {
            Array(lines.drop { $0.hasPrefix("//") }).trimmingEmptyLines
        }

        /// `//      `: the task begins below the first letter of the title.
        private static let indentation = 8
    }

    /// What stands above the first exercise.
    private let head: [String]
    package private(set) var sections: [Section] = []

    package init(_ text: String) {
        let lines = text.lines
        let titles = exerciseTitles(in: text)
        head = Array(lines.prefix((titles.first?.line ?? lines.count + 1) - 1))
        let ends = titles.dropFirst().map { $0.line - 1 } + [lines.count]
        for (title, end) in zip(titles, ends) {
            sections.append(
                Section(
                    number: title.number, title: title.title, line: title.line,
                    lines: Array(lines[(title.line - 1)..<end])))
        }
    }

    package func section(_ number: String) -> Section? {
        sections.first { $0.number == number }
    }

    package var text: String { (head + sections.flatMap(\.lines)).joined(separator: "\n") }

    /// The file with another section in place of one of its own; nil where it has none of that number.
    package func replacing(_ section: Section) -> TaskFile? {
        var file = self
        guard let index = sections.firstIndex(where: { $0.number == section.number }) else { return nil }
        file.sections[index].lines = section.lines
        return file
    }

    /// The file that the reader begins with, from the solutions: `nil` in place of each optional, and `throw
    /// unanswered()` in place of the body of each function that throws.
    ///
    /// Both stand at the left margin. What belongs to them is indented, or begins with a closing bracket.
    package var withHoles: TaskFile {
        TaskFile(Self.cut(text.lines).left.joined(separator: "\n"))
    }

    /// Cuts holes into lines: what is left, and the places of the lines that fill the holes, from 0.
    package static func cut(_ lines: [String]) -> (left: [String], filling: [Int]) {
        var left: [String] = []
        var filling: [Int] = []
        var rest = lines[...]
        while let line = rest.first {
            let body = rest.dropFirst().prefix { $0.isEmpty || " )]}".contains($0.first ?? " ") }
            let end = body.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? body.startIndex
            let statement = rest[..<end]
            if let optional = line.firstMatch(of: #/^let \w+: .+\? = /#) {
                left.append(String(optional.0) + "nil")
                filling += statement.indices
            } else if line.hasPrefix("func "), let opening = statement.firstIndex(where: { $0.hasSuffix("{") }),
                statement[...opening].joined().contains(") throws")
            {
                left += statement[...opening] + ["    throw unanswered()", "}"]
                filling += opening + 1..<end - 1
            } else {
                left += statement
            }
            rest = rest[end...]
        }
        return (left, filling)
    }
}

extension Array where Element == String {
    fileprivate var trimmingEmptyLines: [String] {
        guard let first = firstIndex(where: { !$0.isEmpty }), let last = lastIndex(where: { !$0.isEmpty }) else {
            return []
        }
        return Array(self[first...last])
    }
}
