import Foundation
import TestSupport
import Testing

@Suite("Lessons as programs")
struct ProgramTests {
    @Test("--help lists what can be set, and ends with 0", arguments: Course.lessons)
    func help(lesson: String) throws {
        let result = try Program.run(lesson, ["--help"])
        #expect(result.status == 0 && result.errors.isEmpty)
        for flag in ["--seed SEED", "--plain", "--format FORMAT", "--help", "default 42", "0 to 4294967295"] {
            #expect(result.output.contains(flag), "\(flag)")
        }
    }

    @Test(
        "A wrong word ends a lesson with 64 and a usage line, before anything is printed",
        arguments: Course.lessons,
        [
            ["--no-such-flag"], ["--epochs-of-fire", "banana"], ["word"], ["--seed"], ["--seed", "banana"],
            ["--seed", "-1"],
            ["--seed", "4294967296"], ["--seed", "1e99"], ["--seed", "--plain"], ["--seed="], ["--format", "html"],
            ["--plain=yes"], ["-h"], [""], ["--"], ["--seed=\u{1B}[31mx"], ["--seed", "a\nb\r\n\u{9B}c"],
            ["x\n\u{1B}]0;y\u{7}"],
        ])
    func usage(lesson: String, arguments: [String]) throws {
        let result = try Program.run(lesson, arguments)
        #expect(result.status == 64 && !result.wasKilled)
        #expect(result.output.isEmpty)
        let lines = result.errors.split(whereSeparator: \.isNewline)
        #expect(lines.count == 2)
        #expect(!result.errors.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
        #expect(lines.first?.hasPrefix("\(lesson): ") == true)
        #expect(lines.last?.hasPrefix("Usage: swift run \(lesson) [--") == true)
    }

    @Test("Five digits in place of each file are enough for a lesson not to crash", arguments: Course.lessons)
    func fewDigits(lesson: String) throws {
        try TemporaryFolder.with { folder in
            let lines = try Course.text("Data/mnist_train_100.csv").split(separator: "\n").prefix(5).joined(
                separator: "\n")
            for name in ["mnist_train_100.csv", "mnist_test_1000.csv", "mnist_train_4000.csv"] {
                try Data(lines.utf8).write(to: folder.appendingPathComponent(name))
            }
            let sample = Course.takesWholeMNIST(lesson) ? ["--data", "sample"] : []
            let result = try Program.run(lesson, sample, environment: ["LESSON_DATA": folder.path])
            #expect([0, 65].contains(result.status) && !result.wasKilled, "\(result.errors)")
        }
    }

    @Test("A missing data file ends a lesson with 66 and one line")
    func missing() throws {
        let result = try Program.run("lesson-03-feedforward", environment: ["LESSON_DATA": "no-such-folder"])
        #expect(result.status == 66 && !result.wasKilled)
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(result.errors.contains("no-such-folder") && result.errors.contains("LESSON_DATA"))
    }

    @Test(
        "A damaged data file ends a lesson with 65 and one line that says where",
        arguments: [
            ("", "empty"), ("3,0,0\n", "line 1"), ("3,0,banana\n", "banana"), ("\u{0}\u{1}\n", "line 1"),
        ])
    func damaged(contents: String, mention: String) throws {
        try TemporaryFolder.with { folder in
            try Data(contents.utf8).write(to: folder.appendingPathComponent("mnist_train_100.csv"))
            let result = try Program.run("lesson-03-feedforward", environment: ["LESSON_DATA": folder.path])
            #expect(result.status == 65 && !result.wasKilled)
            #expect(result.errors.split(separator: "\n").count == 1)
            #expect(
                result.errors.contains("mnist_train_100.csv") && result.errors.contains(mention), "\(result.errors)")
        }
    }

    @Test("A data file with fewer digits than --digit asks for ends a lesson with 65 and one line")
    func tooFew() throws {
        try TemporaryFolder.with { folder in
            let lines = try Course.text("Data/mnist_train_100.csv").split(separator: "\n").prefix(5)
            try Data(lines.joined(separator: "\n").utf8).write(to: folder.appendingPathComponent("mnist_train_100.csv"))
            let environment = ["LESSON_DATA": folder.path]
            for lesson in Course.lessons where try Course.text("Lessons/\(lesson)/main.swift").contains("flags.digit)")
            {
                let result = try Program.run(lesson, ["--digit", "7"], environment: environment)
                #expect(result.status == 65 && !result.wasKilled)
                #expect(result.errors == "\(lesson): mnist_train_100.csv: expected at least 8 digits, found 5\n")
            }
            #expect(try Program.run("lesson-03-feedforward", ["--digit", "4"], environment: environment).status == 0)
        }
    }

    @Test("A truncated data file is refused too")
    func truncated() throws {
        try TemporaryFolder.with { folder in
            let whole = try Data(contentsOf: PackageFiles.root.appendingPathComponent("Data/mnist_train_100.csv"))
            try whole.prefix(whole.count / 2).write(to: folder.appendingPathComponent("mnist_train_100.csv"))
            let result = try Program.run("lesson-03-feedforward", environment: ["LESSON_DATA": folder.path])
            #expect(result.status == 65 && result.errors.split(separator: "\n").count == 1)
        }
    }

    @Test("A lesson finds its data and its source from any directory", arguments: Course.lessons)
    func anywhere(lesson: String) throws {
        let here = try Course.output(of: lesson)
        let elsewhere = try Program.run(lesson, directory: URL(fileURLWithPath: "/"))
        #expect(here.status == 0 && here.output == elsewhere.output && elsewhere.errors.isEmpty)
    }

    /// Runs a lesson in a shell's command line, in which it is called `$0`.
    private func inShell(_ script: String, _ lesson: String, environment: [String: String] = [:]) throws
        -> ProgramResult
    {
        let program = Program.folder.appendingPathComponent(lesson).path
        return try Program.run(URL(fileURLWithPath: "/bin/sh"), ["-c", script, program], environment: environment)
    }

    @Test(
        "A reader that closes the pipe ends a lesson quietly, even if SIGPIPE was ignored before",
        arguments: Course.lessons, ["", "trap '' PIPE; "])
    func closedPipe(lesson: String, before: String) throws {
        // `true` is long gone when the lesson writes. Of the lesson's status the shell tells only what it is asked
        // for here; 141 is the end by SIGPIPE.
        let result = try inShell(before + #"(sleep 0.3; "$0"; echo $? >&2) | true"#, lesson)
        #expect(["0\n", "141\n"].contains(result.errors), "\(result.errors)")
    }

    @Test("What can't be written ends a lesson with 70 and one line")
    func unwritable() throws {
        let full =
            FileManager.default.fileExists(atPath: "/dev/full")
            ? [#""$0" > /dev/full"#, #""$0" --help > /dev/full"#] : []
        for script in full + [#""$0" >&-"#] {
            let result = try inShell(script, "lesson-01-weights")
            #expect(result.status == 70 && !result.wasKilled, "\(script)")
            #expect(result.errors.hasPrefix("lesson-01-weights: "))
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        }
    }

    @Test("A closed standard error changes nothing but that errors can't be read")
    func closedErrors() throws {
        #expect(try inShell(#""$0" --no-such-flag 2>&-"#, "lesson-01-weights").status == 64)
        let missing = try inShell(
            #""$0" 2>&-"#, "lesson-03-feedforward", environment: ["LESSON_DATA": "no-such-folder"])
        #expect(missing.status == 66 && !missing.wasKilled)
    }

    @Test("Colors follow --plain, NO_COLOR and CLICOLOR_FORCE, and change nothing else of the text")
    func colors() throws {
        let lesson = "lesson-02-sigmoid"
        let plain = try Program.run(lesson).output
        let forced = try Program.run(lesson, environment: ["CLICOLOR_FORCE": "1"]).output
        #expect(forced.contains("\u{1B}["))
        #expect(forced.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
        #expect(try Program.run(lesson, ["--plain"], environment: ["CLICOLOR_FORCE": "1"]).output == plain)
        #expect(try Program.run(lesson, environment: ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]).output == plain)
        #expect(try Program.run(lesson, environment: ["CLICOLOR_FORCE": "0"]).output == plain)
    }

    @Test("A run with another parameter says so at its beginning")
    func changedParameters() throws {
        let changed = try Program.run("lesson-03-feedforward", ["--digit", "7", "--seed=3"]).output
        #expect(changed.hasPrefix("Run with --seed 3, --digit 7. The text"))
        let unchanged = try Program.run("lesson-03-feedforward", ["--digit", "0", "--seed", "042"]).output
        #expect(unchanged.hasPrefix("Lesson 3: Feedforward\n"))
    }
}
