import Foundation
import Testing
import TestSupport

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
            ["--no-such-flag"], ["--epochs-of-fire", "banana"], ["word"], ["--seed"], ["--seed", "banana"], ["--seed", "-1"],
            ["--seed", "4294967296"], ["--seed", "1e99"], ["--seed", "--plain"], ["--seed="], ["--format", "html"],
            ["--plain=yes"], ["-h"], [""], ["--"],
        ])
    func usage(lesson: String, arguments: [String]) throws {
        let result = try Program.run(lesson, arguments)
        #expect(result.status == 64 && !result.wasKilled)
        #expect(result.output.isEmpty)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("\(lesson): ") == true)
        #expect(lines.last?.hasPrefix("Usage: swift run \(lesson) [--") == true)
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
            #expect(result.errors.contains("mnist_train_100.csv") && result.errors.contains(mention), "\(result.errors)")
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
        let here = try Program.run(lesson)
        let elsewhere = try Program.run(lesson, directory: URL(fileURLWithPath: "/"))
        #expect(here.status == 0 && here.output == elsewhere.output && elsewhere.errors.isEmpty)
    }

    @Test("A reader that closes the pipe ends a lesson quietly", arguments: Course.lessons)
    func closedPipe(lesson: String) throws {
        let program = Program.folder.appendingPathComponent(lesson).path
        // Of the lesson's status the shell tells only what it is asked for here; 141 is the end by SIGPIPE.
        let script = "('\(program)'; echo $? >&2) | head -n 3"
        let result = try Program.run(URL(fileURLWithPath: "/bin/sh"), ["-c", script])
        #expect(result.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 4)
        #expect(["0\n", "141\n"].contains(result.errors), "\(result.errors)")
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
        #expect(changed.hasPrefix("*Run with --seed 3, --digit 7."))
        let unchanged = try Program.run("lesson-03-feedforward", ["--digit", "0"]).output
        #expect(unchanged.hasPrefix("Lesson 3: Feedforward\n"))
    }
}
