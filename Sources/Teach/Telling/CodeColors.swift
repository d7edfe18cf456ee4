extension Style {
    /// Swift code with its keywords, texts, numbers and comments in colors; as it is where there are no colors.
    func code(_ code: String) -> String {
        guard hasColors else { return code }
        // What stands behind a dot or before a colon is a name, even one like `self` or `in`. A text can have values in
        // it, whose parentheses may hold others. Lessons have no raw or long texts and no hexadecimal numbers.
        let words =
            #/
            (?<comment> //.* )
            | (?<text> "(?: \\\( (?: [^()\n] | \([^()\n]*\) )* \) | \\. | [^"\\\n] )*" )
            | \.\.+ | [.$]\w+
            | (?<name> [A-Za-z_]\w* ) (?<colon> : )?
            | (?<number> [0-9][0-9_]* (?: \.[0-9]+ )? (?: e-?[0-9]+ )? )
            /#
        return code.replacing(words) { match in
            let word = String(match.0)
            if match.comment != nil { return colored(word, 243) }
            if match.text != nil { return colored(word, 130) }
            if match.number != nil { return colored(word, Self.code) }
            let name = match.name.map(String.init) ?? ""
            let isKeyword = Self.keywords.contains(name) && (match.colon == nil || name == "default")
            return isKeyword ? colored(name, 128) + (match.colon ?? "") : word
        }
    }

    /// The keywords of Swift in programs like the lessons.
    private static let keywords = Set(
        """
        as break case catch continue default do else enum extension false for func guard if import in init inout is
        let mutating nil nonisolated private repeat return self static struct switch throw throws true try typealias
        var where while
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
