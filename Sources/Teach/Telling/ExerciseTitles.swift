/// The titles of the exercises in a file of them: comments that begin with a number, `// 5.2  Hand the errors back`.
package func exerciseTitles(in text: String) -> [(number: String, title: String, line: Int)] {
    text.lines.enumerated().compactMap { index, line in
        line.firstMatch(of: /^\/\/ ([0-9]+\.[0-9]+)  (.+)$/).map { (String($0.1), String($0.2), index + 1) }
    }
}
