import Exercises
import Foundation

/// One small change in the solution of an exercise.
struct Mutant: Hashable {
    let number: String
    /// The line of the solution's code that is changed, from 0, and what becomes of it; an empty line is one taken
    /// away.
    let line: Int
    let before: String
    let after: String

    var description: String {
        let after = after.isEmpty ? "(nothing)" : after.trimmingCharacters(in: .whitespaces)
        return "\(number): \(before.trimmingCharacters(in: .whitespaces)) → \(after)"
    }

    /// All changes in what fills an exercise's holes; none for an experiment, whose goal other numbers may reach, too.
    static func all(of section: TaskFile.Section) -> [Mutant] {
        if section.title.hasPrefix("An experiment") { return [] }
        let code = section.code
        return TaskFile.cut(code).filling.flatMap { index in
            Set(changes(of: code[index])).subtracting([code[index]]).sorted().map {
                Mutant(number: section.number, line: index, before: code[index], after: $0)
            }
        }
    }

    private static let exchanged = [
        (" + ", " - "), (" - ", " + "), (" * ", " / "), (" / ", " * "), (" += ", " -= "), (" -= ", " += "),
        (" < ", " <= "), (" <= ", " < "), (" > ", " >= "), (" >= ", " > "), (" == ", " != "), (" != ", " == "),
        (" < ", " > "), (" > ", " < "), (" && ", " || "), (" || ", " && "), ("..<", "..."), ("...", "..<"),
        (".transposed", ""), ("true", "false"), ("false", "true"), ("min(", "max("), ("max(", "min("), (".min", ".max"),
        (".max", ".min"), ("(-", "("), (" -", " "), (".first", ".last"), (".last", ".first"), ("0.5", "0.25"),
    ]

    /// The line with one thing changed, in each possible way: an operator, an index, a factor, an order; or taken away.
    private static func changes(of line: String) -> [String] {
        var changes: [String] = []
        for (old, new) in exchanged {
            for range in line.ranges(of: old) { changes.append(line.replacingCharacters(in: range, with: new)) }
        }
        for match in line.matches(of: /\b[0-9]+(\.[0-9]+)?(e-?[0-9]+)?\b/) {
            let isWhole = match.1 == nil && match.2 == nil
            let new = isWhole ? Int(match.0).map { "\($0 + 1)" } : Double(match.0).map { "\($0 * 1.5)" }
            if let new { changes.append(line.replacingCharacters(in: match.range, with: new)) }
        }
        // The order of a call's arguments, and of two indices.
        for match in line.matches(of: /(\w+)([\[(])([^()\[\],:]+), ([^()\[\],:]+)([\])])/) {
            let new = "\(match.1)\(match.2)\(match.4), \(match.3)\(match.5)"
            changes.append(line.replacingCharacters(in: match.range, with: new))
        }
        for match in line.matches(of: /"([^"\\]+)"/) {
            changes.append(line.replacingCharacters(in: match.range, with: "\"\(match.1)x\""))
        }
        // A statement that only changes something.
        if line.contains(#/^ +[\w.]+(\[[^\]]*\])? [-+*/]?= /#) || line.contains(/^ +[\w.]+\([^{]*\)$/) {
            changes.append("")
        }
        return changes
    }
}
