import Foundation
import TestSupport
import Testing

@Suite("Lessons as programs")
struct ProgramTests {
    private static let helps = OnceEach<String, ProgramResult>()

    private static func help(_ lesson: String) throws -> ProgramResult {
        try helps.value(for: lesson) { try Program.run(lesson, ["--help"]) }
    }

    @Test("--help lists what can be set, and ends with 0", arguments: Course.lessons)
    func help(lesson: String) throws {
        let result = try Self.help(lesson)
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        // Help is wrapped, so a phrase may go on in the next line.
        let help = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for flag in ["--seed SEED", "--plain", "--format FORMAT", "--help", "default 42", "0 to 4294967295"] {
            #expect(help.contains(flag), "\(flag)")
        }
    }

    @Test("-h prints what --help prints", arguments: Course.quickLessons)
    func shortHelp(lesson: String) throws {
        #expect(try Program.run(lesson, ["-h"]).output == Self.help(lesson).output)
    }

    /// Words that no lesson takes.
    private static let wrongWords = [
        ["--no-such-flag"], ["--epochs-of-fire", "banana"], ["word"], ["--seed"], ["--seed", "banana"],
        ["--seed", "-1"], ["--seed", "4294967296"], ["--seed", "1e99"], ["--seed", "--plain"], ["--seed="],
        ["--format", "html"], ["--plain=yes"], ["-q"], [""], ["--"], ["--seed=\u{1B}[31mx"],
        ["--seed", "a\nb\r\n\u{9B}c"], ["x\n\u{1B}]0;y\u{7}"],
    ]

    @Test("A wrong word ends a lesson with 64 and a usage line, before anything is printed", arguments: wrongWords)
    func wrongWord(arguments: [String]) throws {
        try expectUsage("lesson-03-feedforward", arguments)
    }

    @Test("A wrong seed ends every lesson with 64 and a usage line", arguments: Course.lessons)
    func usage(lesson: String) throws {
        try expectUsage(lesson, ["--seed", "banana"])
    }

    private func expectUsage(_ lesson: String, _ arguments: [String]) throws {
        let result = try Program.run(lesson, arguments)
        #expect(result.status == 64 && !result.wasKilled)
        #expect(result.output.isEmpty)
        let lines = result.errors.split(whereSeparator: \.isNewline)
        #expect(lines.count == 2)
        #expect(!result.errors.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
        #expect(lines.first?.hasPrefix("\(lesson): ") == true)
        #expect(lines.last?.hasPrefix("Usage: swift run \(lesson) [--") == true)
    }

    /// Fewer or smaller networks in the lessons that take longest with five digits: half of their CPU time.
    private static let smallerRuns = [
        "lesson-05-backprop": ["--hidden-nodes", "20"],
        "lesson-08-hidden-size": ["--seeds", "10", "--few-seeds", "1"],
    ]

    @Test("With five digits in each file a lesson runs, or ends with 65 and one line", arguments: Course.lessons)
    func fewDigits(lesson: String) throws {
        try TemporaryFolder.with { folder in
            try Self.writeFiveDigits(to: folder)
            let arguments = Self.smallerRuns[lesson] ?? []
            let result = try Program.run(lesson, arguments, environment: ["LESSON_DATA": folder.path])
            if result.status == 0 {
                #expect(result.errors.isEmpty && result.output.contains("What we know now"))
            } else {
                #expect(result.status == 65 && !result.wasKilled)
                let message = /[a-z0-9-]+: [a-z0-9_.-]+: expected at least [0-9]+ digits, found 5\n/
                #expect(result.errors.wholeMatch(of: message) != nil, "\(result.errors)")
            }
        }
    }

    @Test(
        "Another data set in the same form takes the place of MNIST",
        arguments: ["lesson-06-learning-rate", "lesson-13-dense-layers"])
    func otherDigits(lesson: String) throws {
        try TemporaryFolder.with { folder in
            try Self.writeBars(to: folder)
            let run = try Program.run(lesson, environment: ["LESSON_DATA": folder.path])
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            #expect(run.output.contains("What we know now"))
            #expect(try run.output != LessonRun(lesson).terminal)
        }
    }

    /// Writes files of the names and forms of those in `Data`, whose digits are bars: a digit's label is the place of
    /// its bar.
    private static func writeBars(to folder: URL) throws {
        func picture(_ label: Int, _ number: Int) -> [UInt8] {
            var picture = [UInt8](repeating: 0, count: 784)
            for row in 0..<28 {
                for column in 0...1 { picture[28 * row + 2 * (label + 2) + column] = UInt8(128 + number % 100) }
            }
            return picture
        }
        func bigEndian(_ numbers: Int...) -> Data {
            numbers.reduce(into: Data()) { data, number in
                withUnsafeBytes(of: UInt32(number).bigEndian) { data.append(contentsOf: $0) }
            }
        }
        for (part, count) in [("train", 600), ("t10k", 200)] {
            let labels = (0..<count).map { $0 * 7 % 10 }
            let pictures = Data(labels.enumerated().flatMap { picture($1, $0) })
            let files = [
                "images-idx3": bigEndian(2051, count, 28, 28) + pictures,
                "labels-idx1": bigEndian(2049, count) + labels.map { UInt8($0) },
            ]
            for (kind, contents) in files {
                try contents.write(to: folder.appendingPathComponent("\(part)-\(kind)-ubyte"))
            }
        }
        let lines = (0..<100).map { number in
            ([number % 10] + picture(number % 10, number).map(Int.init)).map(String.init).joined(separator: ",")
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8)
            .write(to: folder.appendingPathComponent("mnist_train_100.csv"))
    }

    /// Writes files of the names that those in `Data` have, each with the first five digits of its namesake.
    private static func writeFiveDigits(to folder: URL) throws {
        let data = PackageFiles.root.appendingPathComponent("Data")
        for name in try FileManager.default.contentsOfDirectory(atPath: data.path) {
            let file = try FileHandle(forReadingFrom: data.appendingPathComponent(name))
            guard let beginning = try file.read(upToCount: 32_768) else { continue }
            var contents = Data()
            if name.hasSuffix(".csv") {
                for line in beginning.split(separator: UInt8(ascii: "\n")).prefix(5) { contents += line + "\n".utf8 }
            } else if name.hasSuffix("-ubyte") {
                // After the type, the count, four bytes with the largest first. Images have 784 bytes, labels one.
                let size = name.contains("images") ? 16 + 5 * 784 : 8 + 5
                contents = beginning.prefix(4) + [0, 0, 0, 5] + beginning.prefix(size).dropFirst(8)
            } else {
                continue
            }
            try contents.write(to: folder.appendingPathComponent(name))
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
            for lesson in Course.lessons where try Self.help(lesson).output.contains("--digit DIGIT") {
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

    @Test("A lesson finds its data and its source from any directory", arguments: Course.quickLessons)
    func anywhere(lesson: String) throws {
        let elsewhere = try Program.run(lesson, directory: URL(fileURLWithPath: "/"))
        #expect(elsewhere.status == 0 && elsewhere.errors.isEmpty)
        #expect(try elsewhere.output == LessonRun(lesson).terminal)
    }

    @Test(
        "A program that is older than its source shows results only, and makes no document of them",
        arguments: ["o", "swiftsourceinfo"])
    func stale(ending: String) throws {
        let lesson = "lesson-01-weights"
        try TemporaryFolder.with { folder in
            let program = folder.appendingPathComponent(lesson)
            try FileManager.default.copyItem(at: Program.folder.appendingPathComponent(lesson), to: program)
            #expect(try Program.run(program).output == LessonRun(lesson).terminal)

            // What the build leaves beside a program when it has compiled the source.
            let modules = folder.appendingPathComponent("Modules")
            try FileManager.default.createDirectory(at: modules, withIntermediateDirectories: true)
            let built = modules.appendingPathComponent("lesson_01_weights.\(ending)")
            try Data().write(to: built)
            #expect(try Program.run(program).output == LessonRun(lesson).terminal)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: built.path)

            let results = try Program.run(program)
            #expect(results.status == 0 && !results.output.isEmpty && !results.output.contains("What we know now"))
            #expect(results.errors.hasSuffix(" and `swift run` builds it anew: results only.\n"))
            for format in ["markdown", "ipynb"] {
                let document = try Program.run(program, ["--format", format])
                #expect(document.status == 65 && document.output.isEmpty)
                #expect(document.errors.hasSuffix(" and `swift run` builds it anew\n"))
            }
        }
    }

    @Test("The build leaves a file beside a lesson's program when it has compiled its source")
    func compiled() {
        #if DEBUG && !canImport(Darwin)
            let file = "Modules/lesson_01_weights.o"
        #else
            let file = "Modules/lesson_01_weights.swiftsourceinfo"
        #endif
        #expect(FileManager.default.fileExists(atPath: Program.folder.appendingPathComponent(file).path))
    }

    /// Runs a lesson in a shell's command line, in which it is called `$0`.
    private func inShell(_ script: String, _ lesson: String, environment: [String: String] = [:]) throws
        -> ProgramResult
    {
        let program = Program.folder.appendingPathComponent(lesson).path
        return try Program.run(URL(fileURLWithPath: "/bin/sh"), ["-c", script, program], environment: environment)
    }

    @Test(
        "A reader that closes the pipe ends a lesson by SIGPIPE, even if that was ignored before",
        arguments: Course.quickLessons, ["", "trap '' PIPE; "])
    func closedPipe(lesson: String, before: String) throws {
        try TemporaryFolder.with { folder in
            // The lesson starts once the reader has closed its end, and a shell calls the end by SIGPIPE 141.
            let script = """
                mkfifo "$GO"
                \(before)(read -r go < "$GO"; "$0"; echo $? >&2) | (exec <&-; echo go > "$GO")
                """
            let environment = ["GO": folder.appendingPathComponent("go").path]
            let result = try inShell(script, lesson, environment: environment)
            #expect(result.errors == "141\n")
        }
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

    @Test("Colors follow --plain, NO_COLOR and CLICOLOR_FORCE, and change nothing of the text but backticks")
    func colors() throws {
        let lesson = "lesson-02-sigmoid"
        let plain = try Program.run(lesson).output
        let forced = try Program.run(lesson, environment: ["CLICOLOR_FORCE": "1"]).output
        #expect(forced.contains("\u{1B}["))
        #expect(forced.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain.replacing("`", with: ""))
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
