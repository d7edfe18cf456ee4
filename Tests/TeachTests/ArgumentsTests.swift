import Testing

@testable import Teach

@Suite("Arguments")
struct ArgumentsTests {
    private func ask(_ arguments: inout Arguments) -> (epochs: Int, rate: Double, isPlain: Bool) {
        let epochs = arguments.value("epochs", fallback: "5", values: "a whole number, 1 to 100", meaning: "passes") {
            text in
            Int(text).flatMap { (1...100).contains($0) ? ($0, "\($0)") : nil }
        }
        let rate = arguments.value("learning-rate", fallback: "0.1", values: "a number", meaning: "step") { text in
            Double(text).map { ($0, $0.shortText) }
        }
        return (epochs ?? 5, rate ?? 0.1, arguments.isPresent("plain", short: "-p", meaning: "no colors"))
    }

    private func read(_ words: [String]) -> (epochs: Int, isPlain: Bool, mistake: String?, changes: [String]) {
        var arguments = Arguments(words)
        let (epochs, _, isPlain) = ask(&arguments)
        return (epochs, isPlain, arguments.mistake, arguments.changes)
    }

    @Test("A value stands behind its flag or after an equals sign; the last one counts")
    func values() {
        #expect(read([]) == (5, false, nil, []))
        #expect(read(["--epochs", "7"]) == (7, false, nil, ["--epochs 7"]))
        #expect(read(["--plain", "--epochs=8"]) == (8, true, nil, ["--epochs 8"]))
        #expect(read(["--epochs", "7", "--epochs", "9"]) == (9, false, nil, ["--epochs 9"]))
        #expect(read(["--epochs", "7", "--epochs", "5"]) == (5, false, nil, []))
    }

    @Test("A flag has a short form where it is given one")
    func short() {
        #expect(read(["-p"]) == (5, true, nil, []))
    }

    @Test("What was changed is reported by value, and not as it was written")
    func changes() {
        #expect(read(["--epochs", "05"]).changes == [])
        #expect(read(["--epochs", "007"]).changes == ["--epochs 7"])
        #expect(read(["--learning-rate=0.10"]).changes == [])
        #expect(read(["--learning-rate=1e-1", "--epochs=6"]).changes == ["--epochs 6"])
        #expect(read(["--learning-rate=0.250"]).changes == ["--learning-rate 0.25"])
    }

    @Test(
        "Each mistake names the word or the flag that is wrong",
        arguments: [
            (["--epochs", "banana"], #"--epochs takes a whole number, 1 to 100, not "banana""#),
            (["--epochs", "0"], #"--epochs takes a whole number, 1 to 100, not "0""#),
            (["--epochs", "-3"], #"--epochs takes a whole number, 1 to 100, not "-3""#),
            (["--epochs", "1e99"], #"--epochs takes a whole number, 1 to 100, not "1e99""#),
            (
                ["--epochs", "99999999999999999999"],
                #"--epochs takes a whole number, 1 to 100, not "99999999999999999999""#
            ),
            (["--epochs"], "--epochs needs a value: a whole number, 1 to 100"),
            (["--epochs", "--plain"], "--epochs needs a value: a whole number, 1 to 100"),
            (["--epochs="], #"--epochs takes a whole number, 1 to 100, not """#),
            (["--epoch", "3"], #"there is no "--epoch" here; did you mean --epochs?"#),
            (["--learning-rat=3"], #"there is no "--learning-rat=3" here; did you mean --learning-rate?"#),
            (["--plian"], #"there is no "--plian" here; did you mean --plain?"#),
            (["--hue"], #"there is no "--hue" here"#),
            (["-q"], #"there is no "-q" here"#),
            (["plain"], #"there is no "plain" here"#),
            (["--plain", "7"], #"there is no "7" here"#),
            (["--epochs=\u{1B}[31mx"], #"--epochs takes a whole number, 1 to 100, not "\u{1B}[31mx""#),
            (["--epochs", "1\n2\r\n"], #"--epochs takes a whole number, 1 to 100, not "1\n2\r\n""#),
            (["--a\"\u{9B}\u{2028}\u{202E}é"], #"there is no "--a\"\u{009B}\u{2028}\u{202E}é" here"#),
        ])
    func mistakes(words: [String], mistake: String) {
        #expect(read(words).mistake == mistake)
    }

    @Test(
        "Numbers are as short as they can be",
        arguments: [
            (5.0, "5"), (0.25, "0.25"), (1e-6, "1e-6"), (1e9, "1e9"), (1.5e-10, "1.5e-10"), (200_000, "200000"),
            (-3_000_000, "-3e6"), (10_000_000, "1e7"), (1e300, "1e+300"),
        ])
    func shortNumbers(number: Double, text: String) {
        #expect(number.shortText == text)
        #expect(Double(text) == number)
    }

    @Test(
        "The distance of words is the number of characters that differ",
        arguments: [
            ("", "", 0), ("a", "", 1), ("hiden-nodes", "hidden-nodes", 1), ("kitten", "sitting", 3), ("ab", "ba", 2),
        ])
    func distances(word: String, other: String, distance: Int) {
        #expect(word.distance(to: other) == distance && other.distance(to: word) == distance)
    }

    @Test("Help and usage name what was asked for")
    func help() {
        var arguments = Arguments([])
        _ = ask(&arguments)
        #expect(
            arguments.usage("Usage: swift run lesson") == """
                Usage: swift run lesson [--epochs EPOCHS] [--learning-rate RATE] [--plain]
                """)
        #expect(
            arguments.help == """
                  --epochs EPOCHS       passes: a whole number, 1 to 100; default 5
                  --learning-rate RATE  step: a number; default 0.1
                  --plain               no colors

                """)
    }

    @Test("Help and usage fit 80 columns, and a parameter is not broken")
    func narrowHelp() {
        var arguments = Arguments([])
        for number in 1...6 {
            _ = arguments.isPresent(
                "a-flag-with-number-\(number)", meaning: "what it means in several words, \(number)00 times")
            _ = arguments.choice(
                "choice-\(number)", of: ["one", "two"], fallback: "one", meaning: "a very long meaning")
        }
        let lines = (arguments.usage("Usage: swift run lesson") + "\n" + arguments.help).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines.contains { $0.hasPrefix("       [--") } && lines.contains { $0.hasSuffix("default one") })
        #expect(arguments.usage("u").matches(of: /\[--choice-[1-6] [1-6]\]/).count == 6)
    }

    @Test(
        "Colors follow --plain, then the environment, then the terminal",
        arguments: [
            ([:], true, false, true), ([:], false, false, false), ([:], true, true, false),
            (["NO_COLOR": "1"], true, false, false), (["NO_COLOR": ""], true, false, true),
            (["CLICOLOR_FORCE": "1"], false, false, true), (["CLICOLOR_FORCE": "0"], false, false, false),
            (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false, false, false),
            (["CLICOLOR_FORCE": "1"], false, true, false),
            (["CLICOLOR": "0"], true, false, false), (["CLICOLOR": "0", "CLICOLOR_FORCE": "1"], true, false, true),
            (["TERM": "dumb"], true, false, false), (["TERM": "vt100"], true, false, false),
            (["TERM": "xterm-256color"], true, false, true),
            (["TERM": "vt100", "CLICOLOR_FORCE": "1"], true, false, true),
        ] as [([String: String], Bool, Bool, Bool)])
    func colors(environment: [String: String], isTerminal: Bool, plain: Bool, expected: Bool) {
        #expect(Terminal(isTerminal: isTerminal, environment: environment).hasColors(plain: plain) == expected)
    }
}
