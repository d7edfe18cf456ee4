/// What `--help` tells of one parameter.
struct Parameter {
    var name: String
    var kind = ""
    var range = ""
    var fallback = ""
    var meaning: String

    var usage: String { kind.isEmpty ? "[--\(name)]" : "[--\(name) \(placeholder)]" }
    var placeholder: String { name.split(separator: "-").last.map { $0.uppercased() } ?? "VALUE" }

    var help: (flag: String, meaning: String) {
        kind.isEmpty
            ? ("--\(name)", meaning)
            : ("--\(name) \(placeholder)", "\(meaning): \(kind == "a format" ? "" : "\(kind), ")\(range); default \(fallback)")
    }
}

/// The words after a program's name, read as the parameters that the program asks for one by one.
///
/// A wrong word is remembered and not told at once, since only when all parameters are known can a usage line
/// name them.
struct Arguments {
    private let words: [String]
    private var isUnderstood: [Bool]
    private var parameters: [Parameter] = []
    private var firstMistake: String?

    /// The parameters that were given another value than their default: `--seed 7`.
    private(set) var changes: [String] = []

    init(_ words: [String]) {
        self.words = words
        isUnderstood = words.map { _ in false }
    }

    /// The value of `--name value` or `--name=value`, the last one when there are several.
    mutating func value<Value>(
        _ parameter: Parameter, fallback: Value, parse: (String) -> Value?, isPossible: (Value) -> Bool
    ) -> Value {
        var result = fallback
        for text in values(of: parameter) {
            if let value = parse(text), isPossible(value) {
                result = value
                changes.removeAll { $0.hasPrefix("--\(parameter.name) ") }
                if text != parameter.fallback { changes.append("--\(parameter.name) \(text)") }
            } else {
                remember("--\(parameter.name) takes \(parameter.kind), \(parameter.range), not \"\(text)\"")
            }
        }
        return result
    }

    mutating func choice(_ parameter: Parameter, of choices: [String]) -> String {
        value(parameter, fallback: parameter.fallback, parse: { $0 }, isPossible: choices.contains)
    }

    /// Whether `--name` is there; it takes no value.
    mutating func isPresent(_ name: String, meaning: String) -> Bool {
        parameters.append(Parameter(name: name, meaning: meaning))
        let places = words.indices.filter { words[$0] == "--\(name)" }
        for place in places { isUnderstood[place] = true }
        return !places.isEmpty
    }

    private mutating func values(of parameter: Parameter) -> [String] {
        parameters.append(parameter)
        let flag = "--\(parameter.name)"
        var values: [String] = []
        for place in words.indices {
            if words[place].hasPrefix(flag + "=") {
                isUnderstood[place] = true
                values.append(String(words[place].dropFirst(flag.count + 1)))
            } else if words[place] == flag {
                isUnderstood[place] = true
                let next = place + 1
                if next < words.count, !words[next].hasPrefix("--") {
                    isUnderstood[next] = true
                    values.append(words[next])
                } else {
                    remember("--\(parameter.name) needs a value: \(parameter.kind), \(parameter.range)")
                }
            }
        }
        return values
    }

    private mutating func remember(_ mistake: String) {
        firstMistake = firstMistake ?? mistake
    }

    /// What is wrong with the words, once all parameters have been asked for; nil when nothing is.
    var mistake: String? {
        zip(words, isUnderstood).first { !$1 }.map { "there is no \"\($0.0)\" here" } ?? firstMistake
    }

    var usage: String {
        parameters.map(\.usage).joined(separator: " ")
    }

    /// A line for each parameter.
    var help: String {
        let lines = parameters.map(\.help)
        let width = lines.map(\.flag.count).max() ?? 0
        return lines.map { "  \($0.flag.padding(to: width))  \($0.meaning)\n" }.joined()
    }
}
