import Numerics

/// One parameter, as `--help` describes it.
private struct Parameter {
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
/// A wrong word is remembered and reported at the end: only then are all parameters known.
struct Arguments {
    private static let lineWidth = 80

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

    /// The value of `--name value` or `--name=value`, the last one when there are several; nil where there is none.
    ///
    /// - Parameters:
    ///   - fallback: The default, in words.
    ///   - values: What can be given, in words.
    ///   - parse: The value that a text stands for, and how to write it; nil when the text can't be given.
    mutating func value<Value>(
        _ name: String, fallback: String, values: String, meaning: String, parse: (String) -> (Value, text: String)?
    ) -> Value? {
        parameters.append(Parameter(name: name, values: values, fallback: fallback, meaning: meaning))
        var result: (value: Value, text: String)?
        for text in texts(of: "--\(name)") {
            if let text, let parsed = parse(text) {
                result = parsed
            } else {
                let mistake = text.map { "takes \(values), not \(quoted($0))" } ?? "needs a value: \(values)"
                firstMistake = firstMistake ?? "--\(name) \(mistake)"
            }
        }
        if let result, result.text != fallback { changes.append("--\(name) \(result.text)") }
        return result?.value
    }

    /// The value of `--name`, which is one of a few words.
    mutating func choice(_ name: String, of choices: [String], fallback: String, meaning: String) -> String {
        value(name, fallback: fallback, values: "one of \(choices.joined(separator: ", "))", meaning: meaning) { text in
            choices.contains(text) ? (text, text) : nil
        } ?? fallback
    }

    /// Whether `--name`, which takes no value, or its short form is there.
    mutating func isPresent(_ name: String, short: String? = nil, meaning: String) -> Bool {
        parameters.append(Parameter(name: name, meaning: meaning))
        let places = words.indices.filter { words[$0] == "--\(name)" || words[$0] == short }
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
        guard let unknown = zip(words, isUnderstood).first(where: { !$1 })?.0 else { return firstMistake }
        let name = unknown.prefix { $0 != "=" }
        let nearest = parameters.map { "--\($0.name)" }.min { name.distance(to: $0) < name.distance(to: $1) }
        let isNear = name.hasPrefix("--") && nearest.map { name.distance(to: $0) <= 2 } == true
        return "there is no \(quoted(unknown)) here" + (isNear ? "; did you mean \(nearest ?? "")?" : "")
    }

    /// The program's name and what it shows.
    static func title(_ name: String, _ summary: String) -> String {
        ([name + ":"] + summary.split(separator: " ").map(String.init)).wrapped(to: lineWidth)
            .joined(separator: "\n")
    }

    /// All parameters, in lines that begin with the command: `Usage: swift run lesson [--seed SEED] …`.
    func usage(_ command: String) -> String {
        ([command] + parameters.map { "[\($0.flag)]" }).wrapped(to: Self.lineWidth, indentation: 7).joined(
            separator: "\n")
    }

    /// What each parameter means.
    var help: String {
        let width = parameters.map(\.flag.count).max() ?? 0
        return parameters.map { parameter in
            let words =
                ["  " + parameter.flag.padding(to: width) + " "] + parameter.help.split(separator: " ").map(String.init)
            return words.wrapped(to: Self.lineWidth, indentation: width + 4).joined(separator: "\n") + "\n"
        }.joined()
    }
}

extension Double {
    /// The shortest text for this number alone, without what can be left out: `5`, `1e-6`, `1e9`.
    var shortText: String {
        "\(self)".replacing(/\.0$/, with: "").replacing(/e-0/, with: "e-")
            .replacing(/^(-?[1-9])(0{6,})$/) { "\($0.1)e\($0.2.count)" }
    }
}

extension StringProtocol {
    /// How many characters must be put in, taken out or replaced to make one string the other (Levenshtein, 1966).
    package func distance(to other: some StringProtocol) -> Int {
        var row = Array(0...other.count)
        for (index, character) in enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, otherCharacter) in other.enumerated() {
                let replaced = diagonal + (character == otherCharacter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = Swift.min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[other.count]
    }
}
