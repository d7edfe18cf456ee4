import Numerics

/// What `--help` tells of one parameter.
struct Parameter {
    var name: String
    /// What can be given, in words: `a whole number, 1 to 100`. Empty for a flag without a value.
    var values = ""
    var fallback = ""
    var meaning: String

    /// `--learning-rate RATE`
    var flag: String {
        "--\(name)" + (values.isEmpty ? "" : " " + (name.split(separator: "-").last ?? "value").uppercased())
    }

    var help: String { values.isEmpty ? meaning : "\(meaning): \(values); default \(fallback)" }
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

    /// The parameters that have another value than their default: `--seed 7`.
    private(set) var changes: [String] = []

    init(_ words: [String]) {
        self.words = words
        isUnderstood = words.map { _ in false }
    }

    /// The value of `--name value` or `--name=value`, the last one when there are several.
    ///
    /// - Parameters:
    ///   - values: What can be given, in words.
    ///   - parse: The value that a text stands for; nil when it can't be given.
    mutating func value<Value: Equatable & NumPyPrintable>(
        _ name: String, fallback: Value, values: String, meaning: String, parse: (String) -> Value?
    ) -> Value {
        parameters.append(
            Parameter(name: name, values: values, fallback: fallback.numPyDescription, meaning: meaning))
        let result = lastValue(name, values: values, parse: parse) ?? fallback
        if result != fallback { changes.append("--\(name) \(result.numPyDescription)") }
        return result
    }

    /// The path in `--name path`, which is not told as a change; nil when there is none.
    ///
    /// - Parameter fallback: What is used then, in words.
    mutating func path(_ name: String, fallback: String, meaning: String) -> String? {
        let values = "a path"
        parameters.append(Parameter(name: name, values: values, fallback: fallback, meaning: meaning))
        return lastValue(name, values: values) { $0.isEmpty ? nil : $0 }
    }

    /// The value that stands behind the last mention of a flag; nil where it isn't mentioned.
    private mutating func lastValue<Value>(_ name: String, values: String, parse: (String) -> Value?) -> Value? {
        var result: Value?
        for text in texts(of: "--\(name)") {
            if let text, let value = parse(text) {
                result = value
            } else {
                let mistake = text.map { "takes \(values), not \(quoted($0))" } ?? "needs a value: \(values)"
                firstMistake = firstMistake ?? "--\(name) \(mistake)"
            }
        }
        return result
    }

    /// The value of `--name`, which is one of a few words.
    mutating func choice(_ name: String, of choices: [String], fallback: String, meaning: String) -> String {
        value(name, fallback: fallback, values: "one of \(choices.joined(separator: ", "))", meaning: meaning) { text in
            choices.first { $0 == text }
        }
    }

    /// Whether `--name` is there; it takes no value.
    mutating func isPresent(_ name: String, meaning: String) -> Bool {
        parameters.append(Parameter(name: name, meaning: meaning))
        let places = words.indices.filter { words[$0] == "--\(name)" }
        for place in places { isUnderstood[place] = true }
        return !places.isEmpty
    }

    /// What stands behind each of a flag's mentions; nil where nothing does.
    private mutating func texts(of flag: String) -> [String?] {
        var texts: [String?] = []
        for place in words.indices where words[place] == flag || words[place].hasPrefix(flag + "=") {
            isUnderstood[place] = true
            if words[place] != flag {
                texts.append(String(words[place].dropFirst(flag.count + 1)))
            } else if place + 1 < words.count, !words[place + 1].hasPrefix("--") {
                isUnderstood[place + 1] = true
                texts.append(words[place + 1])
            } else {
                texts.append(nil)
            }
        }
        return texts
    }

    /// What is wrong with the words, once all parameters have been asked for; nil when nothing is.
    var mistake: String? {
        zip(words, isUnderstood).first { !$1 }.map { "there is no \(quoted($0.0)) here" } ?? firstMistake
    }

    var usage: String {
        parameters.map { "[\($0.flag)]" }.joined(separator: " ")
    }

    /// A line for each parameter.
    var help: String {
        let width = parameters.map(\.flag.count).max() ?? 0
        return parameters.map { "  \($0.flag.padding(to: width))  \($0.help)\n" }.joined()
    }
}
