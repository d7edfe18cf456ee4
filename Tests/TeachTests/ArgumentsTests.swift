import Testing

@testable import Teach

@Suite("Arguments")
struct ArgumentsTests {
    private func ask(_ arguments: inout Arguments) -> (epochs: Int, rate: Double, isPlain: Bool) {
        let epochs = arguments.value("epochs", fallback: 5, values: "a whole number, 1 to 100", meaning: "passes") {
            text in
            Int(text).flatMap { (1...100).contains($0) ? $0 : nil }
        }
        let rate = arguments.value("learning-rate", fallback: 0.1, values: "a number", meaning: "step") { Double($0) }
        return (epochs, rate, arguments.isPresent("plain", meaning: "no colors"))
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

    @Test("What was changed is told by value, and not as it was written")
    func changes() {
        #expect(read(["--epochs", "05"]).changes == [])
        #expect(read(["--epochs", "007"]).changes == ["--epochs 7"])
        #expect(read(["--learning-rate=0.10"]).changes == [])
        #expect(read(["--learning-rate=1e-1", "--epochs=6"]).changes == ["--epochs 6"])
        #expect(read(["--learning-rate=0.250"]).changes == ["--learning-rate 0.25"])
    }

    @Test(
        "Mistakes",
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
            (["--epoch", "3"], #"there is no "--epoch" here"#),
            (["plain"], #"there is no "plain" here"#),
            (["--plain", "7"], #"there is no "7" here"#),
            (["--epochs=\u{1B}[31mx"], #"--epochs takes a whole number, 1 to 100, not "\u{1B}[31mx""#),
            (["--epochs", "1\n2\r\n"], #"--epochs takes a whole number, 1 to 100, not "1\n2\r\n""#),
            (["--a\"\u{9B}\u{2028}\u{202E}é"], #"there is no "--a\"\u{009B}\u{2028}\u{202E}é" here"#),
        ])
    func mistakes(words: [String], mistake: String) {
        #expect(read(words).mistake == mistake)
    }

    @Test("A path is any text but an empty one, the last one counts, and it is not told as a change")
    func path() {
        func read(_ words: [String]) -> (path: String?, mistake: String?) {
            var arguments = Arguments(words)
            let path = arguments.path("output", fallback: "a temporary file", meaning: "where to")
            #expect(arguments.changes.isEmpty)
            #expect(arguments.help == "  --output OUTPUT  where to: a path; default a temporary file\n")
            return (path, arguments.mistake)
        }
        #expect(read([]) == (nil, nil))
        #expect(read(["--output", "a b/é"]) == ("a b/é", nil))
        #expect(read(["--output=-", "--output", "a temporary file"]) == ("a temporary file", nil))
        #expect(read(["--output="]).mistake == #"--output takes a path, not """#)
        #expect(read(["--output"]).mistake == "--output needs a value: a path")
    }

    @Test("Help and usage name what was asked for")
    func help() {
        var arguments = Arguments([])
        _ = ask(&arguments)
        #expect(arguments.usage == "[--epochs EPOCHS] [--learning-rate RATE] [--plain]")
        #expect(
            arguments.help == """
                  --epochs EPOCHS       passes: a whole number, 1 to 100; default 5
                  --learning-rate RATE  step: a number; default 0.1
                  --plain               no colors

                """)
    }

    @Test(
        "Colors, in the order in which the switches count",
        arguments: [
            ([:], true, false, ColorDepth.palette), ([:], false, false, .none), ([:], true, true, .none),
            (["NO_COLOR": "1"], true, false, .none), (["NO_COLOR": ""], true, false, .palette),
            (["CLICOLOR_FORCE": "1"], false, false, .palette), (["CLICOLOR_FORCE": "0"], false, false, .none),
            (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false, false, .none),
            (["CLICOLOR_FORCE": "1"], false, true, .none),
            (["CLICOLOR": "0"], true, false, .none), (["CLICOLOR": "0", "CLICOLOR_FORCE": "1"], true, false, .palette),
            (["TERM": "dumb"], true, false, .none), (["COLORTERM": "truecolor"], true, false, .full),
            (["COLORTERM": "24bit"], true, false, .full), (["COLORTERM": "yes"], true, false, .palette),
        ] as [([String: String], Bool, Bool, ColorDepth)])
    func colors(environment: [String: String], isTerminal: Bool, plain: Bool, expected: ColorDepth) {
        #expect(Terminal(isTerminal: isTerminal, environment: environment).colors(plain: plain) == expected)
    }
}
