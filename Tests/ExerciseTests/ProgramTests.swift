import Foundation
import TestSupport
import Testing

@testable import Exercises

/// A copy of the reader's files with other answers in it, and the program that is made of them.
private struct Copy {
    let folder: URL
    let compilation: ProgramResult

    /// - Parameters:
    ///   - name: A name for its folder, beside the programs.
    ///   - change: What to make of the text of a file.
    init(_ name: String, change: (_ file: String, _ text: String) throws -> String = { $1 }) throws {
        let folder = Program.folder.appendingPathComponent("exercises-\(name)")
        self.folder = folder
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let files = ExerciseTests.files + ["Answers.swift", "main.swift"]
        for file in files {
            let text = try change(file, Course.text("Lessons/exercises/\(file)"))
            try text.write(to: folder.appendingPathComponent(file), atomically: true, encoding: .utf8)
        }
        compilation = try ExercisesProgram.compile(
            files.map { folder.appendingPathComponent($0) }, to: folder.appendingPathComponent("program"))
    }

    func run(_ arguments: String...) throws -> ProgramResult {
        try Program.run(folder.appendingPathComponent("program"), arguments)
    }

    func text(_ file: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    }
}

@Suite("The program of the exercises")
struct ProgramTests {
    /// Nothing is answered.
    private static let untouched = Result { try Copy("untouched") }

    /// Everything is answered, and right.
    private static let solved = Result {
        try Copy("solved") { file, text in
            ExerciseTests.files.contains(file) ? try Course.text("Tests/ExerciseTests/Solutions/\(file)") : text
        }
    }

    /// Wrong in many ways. Lesson 1: a function calls itself without end. 2: a product is wrong. 4: an answer wants too
    /// much memory. 5: two are solved, one traps, one is wrong and prints something. 7: a loop never ends. 10: printing
    /// hardly ends. 11: one of two numbers is missing. 12: a row of a matrix is too short, which traps when it is made,
    /// after much has been printed.
    private static let mixed = Result {
        try Copy("mixed") { file, text in
            switch file {
            case "01-weights.swift":
                return text.replacing("    throw unanswered()", with: "    return try matrixShapes(layerSizes)")
            case "02-sigmoid.swift":
                return text.replacing(
                    "let productByHand: Matrix? = nil", with: "let productByHand: Matrix? = [[5, 12], [21, 32]]")
            case "04-good-practice.swift":
                return text.replacing(
                    "-> Double {\n    throw unanswered()",
                    with: """
                        -> Double {
                            let room = [Double](unsafeUninitializedCapacity: 4_000_000_000) { $1 = 0 }
                            return Double(room.count)
                        """)
            case "05-backprop.swift":
                var new = TaskFile(text)
                let solutions = TaskFile(try Course.text("Tests/ExerciseTests/Solutions/\(file)"))
                for section in solutions.sections { new = try #require(new.replacing(section)) }
                return new.text
                    .replacing("weightsHiddenOutput.transposed, outputDelta", with: "weightsHiddenOutput, outputDelta")
                    .replacing("let wrongGradient: String? = \"B\"", with: "let wrongGradient: String? = \"A\"")
                    .replacing(
                        ") throws -> Matrix {\n    let hidden =",
                        with: ") throws -> Matrix {\n    print(\"mended\", first.shape)\n    let hidden =")
            case "07-epochs.swift":
                return text.replacing(
                    "    throw unanswered()",
                    with: """
                            var ticks = 0
                            while true {
                                ticks += 1
                                if let file = ProcessInfo.processInfo.environment["TICKS"] {
                                    try "\\(getpid()) \\(ticks)".write(toFile: file, atomically: true, encoding: .utf8)
                                }
                                usleep(50_000)
                            }
                        """)
            case "10-activations.swift":
                return text.replacing(
                    "alpha: Double) throws -> Double {\n    throw unanswered()",
                    with: """
                        alpha: Double) throws -> Double {
                            print(String(repeating: "x", count: 1000))
                            for number in 1...40_000 { print(number, "prints") }
                            return 2
                        """)
            case "11-depth.swift":
                return text.replacing("let timesSmaller: Int? = nil", with: "let timesSmaller: Int? = 40")
            case "12-perceptron.swift":
                return text.replacing(
                    "let xorHidden: Matrix? = nil",
                    with: """
                        let xorHidden: Matrix? = {
                            print(String(repeating: "y", count: 300_000))
                            return [[1, 1, -0.5], [1, 1]]
                        }()
                        """)
            default: return text
            }
        }
    }

    @Test("An exercise whose file is untouched is not answered yet, and nothing warns")
    func untouched() throws {
        let copy = try Self.untouched.get()
        #expect(copy.compilation.status == 0 && copy.compilation.errors.isEmpty, "\(copy.compilation.errors)")
        let judgments = try Judge(program: copy.folder.appendingPathComponent("program"))
            .judgments(of: Array(ExerciseTests.numbers.indices))
        for (number, judgment) in zip(ExerciseTests.numbers, judgments) {
            guard case .unanswered = judgment.verdict else {
                Issue.record("\(number): \(judgment.verdict)")
                continue
            }
        }
        let result = try copy.run()
        let first = ExerciseTests.numbers[0]
        #expect(result.status == 1 && result.errors.isEmpty)
        #expect(result.output.hasPrefix("Exercises: 0 of \(ExerciseTests.numbers.count) solved\n\n"))
        #expect(result.output.contains("\n\nNext: \(first)  "))
        #expect(result.output.contains("\nNot answered yet, line 14. A hint:\n"))
        #expect(result.output.hasSuffix("\n    make exercises ARGS=\"\(first) --hint\"\n"))
    }

    // All solutions are judged once, here.
    @Test("Each solution is right, and when all are, that is the end")
    func solved() throws {
        let copy = try Self.solved.get()
        #expect(copy.compilation.status == 0 && copy.compilation.errors.isEmpty, "\(copy.compilation.errors)")
        let result = try copy.run()
        let count = ExerciseTests.numbers.count
        #expect(result.status == 0 && result.errors.isEmpty, "\(result.output)")
        #expect(result.output.hasPrefix("Exercises: \(count) of \(count) solved\n"))
        #expect(result.output.contains("\n  lesson-05-backprop        4 of 4\n"))
        #expect(result.output.contains("\n\n\(ExerciseTests.numbers[count - 1]) is solved. You predicted"))
        #expect(result.output.hasSuffix("code, and measured.\n"), "\(result.output)")
        #expect(!result.output.contains("Next: "))

        let lesson = try copy.run("lesson-01")
        #expect(lesson.status == 0)
        #expect(lesson.output.contains("All of lesson-01-weights is solved.\n\nNext: 2.1  "))
    }

    @Test("What is solved, wrong, trapping and looping is told apart, and the others are judged all the same")
    func mixed() throws {
        let copy = try Self.mixed.get()
        #expect(copy.compilation.status == 0, "\(copy.compilation.errors)")
        // The loop of 7.1 takes ten seconds.
        let result = try copy.run()
        #expect(result.status == 1 && result.errors.isEmpty)
        #expect(result.output.hasPrefix("Exercises: 2 of \(ExerciseTests.numbers.count) solved\n"))
        #expect(result.output.contains("\n  lesson-05-backprop        2 of 4\n"))
        #expect(!result.output.contains(" is solved. "))

        let solved = try copy.run("5.1")
        #expect(solved.status == 0)
        #expect(solved.output.hasPrefix("5.1  One whole update, by hand: solved.\n\nYou have done by hand"))
        #expect(solved.output.contains("\nNext: 5.2  "))

        let lesson = try copy.run("lesson-05")
        #expect(lesson.status == 1)
        #expect(
            lesson.output.hasPrefix(
                """
                  solved            5.1  One whole update, by hand
                  not right yet     5.2  The deltas of the hidden nodes
                  solved            5.3  The gradient, measured
                  not right yet     5.4  Find the fault: two gradients

                5.2  The deltas of the hidden nodes
                Lessons/exercises/05-backprop.swift, line
                """))
        #expect(lesson.output.contains("Not right yet. It stops the program: Shapes (3, 4) and (3, 1) don't fit"))

        let wrong = try copy.run("5.4")
        #expect(wrong.status == 1)
        #expect(wrong.output.contains("Not right yet. A agrees with the measured gradient"))
        #expect(wrong.output.hasSuffix("It printed:\n\n  mended (4, 3)\n"))
    }

    @Test("A number that can't be made is judged like a function that traps, however much is printed before")
    func number() throws {
        let copy = try Self.mixed.get()
        let result = try copy.run("12.3")
        #expect(result.status == 1)
        let message = "Row 1 of a matrix has 2 elements where row 0 has 3."
        #expect(result.output.replacing("\n", with: " ").contains("It stops the program: \(message)"))
    }

    @Test("A function that calls itself without end is called so")
    func recursion() throws {
        let result = try Self.mixed.get().run("1.3")
        #expect(result.status == 1)
        #expect(result.output.replacing("\n", with: " ").contains("Does a function in it call itself without end?"))
    }

    @Test("What answers print is kept apart, though one child judges them all")
    func prints() throws {
        let copy = try Self.mixed.get()
        let numbers = ["5.1", "10.2", "5.4", "12.3", "2.1"]
        let places = try numbers.map { try #require(ExerciseTests.numbers.firstIndex(of: $0)) }
        let judgments = try Judge(program: copy.folder.appendingPathComponent("program")).judgments(of: places)
        let printed = judgments.map(\.printed)
        #expect([printed[0], printed[2], printed[4]] == ["", "mended (4, 3)", ""])
        #expect(printed[1].hasPrefix("xxx") && !printed[1].contains("y"))
        #expect(printed[3].hasPrefix("yyy") && Set(printed[3]) == ["y"])
        for long in [printed[1], printed[3]] { #expect((200_000...1 << 18).contains(long.utf8.count)) }
        let message = "Row 1 of a matrix has 2 elements where row 0 has 3."
        #expect(judgments[3].verdict == .wrong("It stops the program: \(message)"))
    }

    @Test("Of two numbers that are asked for, the one that is missing is named")
    func missing() throws {
        let result = try Self.mixed.get().run("11.1")
        let text = try Course.text("Lessons/exercises/11-depth.swift")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex { $0.hasPrefix("let widthByHe") }) + 1
        #expect(result.status == 1 && result.output.contains("Not answered yet, line \(line)."))
    }

    #if os(Linux)
        @Test("An answer that wants more than two gigabytes is stopped")
        func memory() throws {
            let result = try Self.mixed.get().run("4.4")
            #expect(result.status == 1)
            #expect(
                result.output.contains("\nNot right yet. It wants more than two gigabytes of memory."),
                "\(result.output)")
            #expect(!result.output.contains("It printed"))
        }
    #endif

    @Test("Of what is printed, no more than a quarter of a megabyte is kept, and the answer is judged all the same")
    func printing() throws {
        let result = try Self.mixed.get().run("10.2")
        #expect(result.status == 1 && result.output.contains("Your slope for x = -2.5 and α = 0.3 is 2."))
        let lines = result.output.split(separator: "\n")
        let first = "  " + String(repeating: "x", count: 200) + " …"
        #expect(lines.contains { $0 == first } && lines.contains("  19 prints") && !lines.contains("  20 prints"))
        let more = lines.last?.firstMatch(of: /… and ([0-9]+) lines more/).flatMap { Int($0.1) }
        #expect((10_000..<30_000).contains(more ?? 0), "\(more ?? 0)")
    }

    @Test("When the program is ended from outside, the child that judges ends, too")
    func ended() throws {
        let copy = try Self.mixed.get()
        try TemporaryFolder.with { folder in
            let ticks = folder.appendingPathComponent("ticks")
            func tick() -> String { (try? String(contentsOf: ticks, encoding: .utf8)) ?? "" }
            let process = Process()
            process.executableURL = copy.folder.appendingPathComponent("program")
            process.arguments = ["7.1"]
            process.environment = ProcessInfo.processInfo.environment.merging(["TICKS": ticks.path]) { $1 }
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            for _ in 0..<400 where tick().isEmpty { usleep(50_000) }
            #expect(!tick().isEmpty)
            // Foundation starts programs with other signals blocked.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            // The child looks once a second, and ticks every twentieth until it ends: when two seconds pass without a
            // tick, it has ended.
            var (last, quietTenths) = (tick(), 0)
            for _ in 0..<100 where quietTenths < 20 {
                usleep(100_000)
                let now = tick()
                quietTenths = now == last ? quietTenths + 1 : 0
                last = now
            }
            #expect(quietTenths == 20)
            if quietTenths < 20, let child = tick().split(separator: " ").first.flatMap({ Int32($0) }) {
                kill(child, SIGKILL)
            }
        }
    }

    @Test("A child whose parent has ended before it looks ends, too")
    func orphaned() throws {
        let process = Process()
        process.executableURL = try Self.mixed.get().folder.appendingPathComponent("program")
        let looping = try #require(ExerciseTests.numbers.firstIndex(of: "7.1"))
        // No parent of a process of ours has the number 0.
        process.arguments = [Judge.command, "0", "\(looping)"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        for _ in 0..<400 where process.isRunning { usleep(50_000) }
        #expect(!process.isRunning)
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    @Test("The excerpt in README.md is what the program prints")
    func excerpt() throws {
        let printed = try Self.mixed.get().run("2.1").output.split(separator: "\n", omittingEmptySubsequences: false)
        let indented = printed.map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
        #expect(indented.contains("You have multiplied element by element."))
        #expect(try Course.text("README.md").contains(indented), "\(indented)")
    }

    @Test("What never ends is ended, and called so, and experiments get longer")
    func looping() throws {
        let copy = try Self.mixed.get()
        let looping = try #require(ExerciseTests.numbers.firstIndex(of: "7.1"))
        let solved = try #require(ExerciseTests.numbers.firstIndex(of: "5.1"))
        let program = copy.folder.appendingPathComponent("program")
        #expect(
            try Judge(program: program, limit: 1).judgments(of: [looping, solved]).map(\.verdict) == [
                .wrong("It takes longer than a second. Does a loop in it never end?"), .solved,
            ])
        #expect(
            try Judge(program: program, limit: 1, experiments: [looping]).judgments(of: [looping]).map(\.verdict)
                == [.wrong("It takes longer than 6 seconds.")])
    }

    @Test(
        "Where a file doesn't compile, the program of the last build does what needs no answers",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/make")))
    func broken() throws {
        try TemporaryFolder.with { folder in
            let program = folder.appendingPathComponent("Lessons/exercises/.build/debug/exercises")
            let scripts = [
                program: "echo \"ran $*\"; exit 1",
                folder.appendingPathComponent("swift"): "echo '05-backprop.swift:9:1: error: a typo' >&2; exit 1",
            ]
            for (file, script) in scripts {
                let directory = file.deletingLastPathComponent()
                try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
                try "#!/bin/sh\n\(script)\n".write(to: file, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
            }
            let path = "\(folder.path):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
            func make(_ arguments: String) throws -> ProgramResult {
                try Program.run(
                    URL(fileURLWithPath: "/usr/bin/make"),
                    ["-f", PackageFiles.root.path + "/Makefile", "exercises", "ARGS=\(arguments)"],
                    // Under `make test` this make would take itself for a part of that one, and say where it is.
                    environment: ["PATH": path, "MAKELEVEL": "0", "MAKEFLAGS": ""], directory: folder)
            }
            for arguments in [
                "--list", "--reset 5.2", "5.2 --reset", "--help", "-h", "5.2 --hint", "--hint 5.2", "5.2 --hint=2",
                "5.2 --solution --give-up",
            ] {
                let result = try make(arguments)
                #expect(result.status == 0 && result.output == "ran \(arguments)\n")
                #expect(result.errors == "05-backprop.swift:9:1: error: a typo\n")
            }
            for arguments in ["", "5.2", "--hint", "--hint 2", "lesson-05 --hint", "5.2 --solution"] {
                let result = try make(arguments)
                #expect(result.status != 0 && result.output.isEmpty)
                #expect(
                    result.errors.hasPrefix("05-backprop.swift:9:1: error: a typo\nThe build has failed"))
            }
            try FileManager.default.removeItem(at: program)
            let result = try make("--list")
            #expect(result.status != 0 && result.output.isEmpty)
            #expect(result.errors.contains("\nThe exercises have never been built. "))
        }
    }

    @Test(
        "What isn't there ends with 64 and a line",
        arguments: [
            (["5.9"], "there is no exercise \"5.9\"; lesson-05-backprop has 5.1 to 5.4"),
            (["lesson-18"], "there is no lesson or exercise \"lesson-18\"; `--list` shows all"),
            (["five"], "there is no lesson or exercise \"five\"; `--list` shows all"),
            (["judge"], "there is no lesson or exercise \"judge\"; `--list` shows all"),
            (["--hint", "-1"], "--hint takes 1, 2 or 3, not \"-1\""),
            (["--hint", "9"], "--hint takes 1, 2 or 3, not \"9\""),
            (["5.1", "--hint=0"], "--hint takes 1, 2 or 3, not \"0\""),
            (["--hnit"], "there is no \"--hnit\" here; did you mean --hint?"),
            (["5.1", "5.2"], "one exercise at a time: \"5.1\" or \"5.2\""),
            (["5.1", "--give-up"], "--give-up needs --solution"),
            (["5.1", "--hint", "--solution"], "only one of --hint, --solution, --list and --reset at a time"),
            (["--solution"], "--solution needs an exercise: 5.2 --solution"),
            (["--reset"], "--reset needs an exercise: --reset 5.2"),
            (["--reset", "lesson-05"], "--reset needs an exercise: --reset 5.2"),
        ])
    func usage(arguments: [String], message: String) throws {
        let program = try Self.untouched.get().folder.appendingPathComponent("program")
        let result = try Program.run(program, arguments)
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.errors == "exercises: \(message)\n")
    }

    @Test("Hints come one after the other, and the solution once the exercise is solved, or with --give-up")
    func helps() throws {
        let copy = try Self.mixed.get()
        let facts = try #require(answers().first { $0.facts.number == "5.2" }).facts
        for number in 1...3 {
            let hint = try copy.run("5.2", "--hint", "\(number)")
            #expect(hint.status == 0)
            #expect(hint.output.contains("Hint \(number) of 3: \(facts.hints[number - 1].prefix(30))"))
            #expect(hint.output.contains("--hint \(number + 1)") == (number < 3))
        }
        #expect(try copy.run("--hint", "5.2").output == copy.run("5.2", "--hint", "1").output)

        let refused = try copy.run("5.2", "--solution")
        #expect(refused.status == 1)
        #expect(refused.output.hasPrefix("5.2 isn't solved yet.") && !refused.output.contains("outputDelta"))
        for shown in [try copy.run("5.2", "--solution", "--give-up"), try copy.run("5.1", "--solution")] {
            #expect(shown.status == 0)
            #expect(
                shown.output.contains("    let outputDelta = ")
                    || shown.output.contains("    let newFirst: Matrix? = [["))
            for line in shown.output.split(separator: "\n") { #expect(line.count <= 80) }
        }
    }

    @Test("The list has all titles")
    func list() throws {
        let result = try Self.untouched.get().run("--list")
        #expect(result.status == 0)
        let numbers = result.output.split(separator: "\n").filter { $0.hasPrefix("  ") }.map {
            $0.split(separator: " ")[0]
        }
        #expect(numbers.map(String.init) == ExerciseTests.numbers)
        #expect(result.output.contains("\nlesson-05-backprop\n") || result.output.hasPrefix("lesson-05-backprop\n"))
    }

    @Test("An exercise is put back, and no other")
    func reset() throws {
        let copy = try Self.solved.get()
        let solved = TaskFile(try copy.text("05-backprop.swift"))
        let result = try copy.run("--reset", "5.3")
        #expect(result.status == 0)
        #expect(result.output == "Lessons/exercises/05-backprop.swift has the beginning of 5.3 again.\n")
        let file = TaskFile(try copy.text("05-backprop.swift"))
        for section in file.sections {
            let expected = section.number == "5.3" ? solved.withHoles : solved
            #expect(section.lines == expected.section(section.number)?.lines)
        }
        try "import Exercises\n".write(
            to: copy.folder.appendingPathComponent("05-backprop.swift"), atomically: true, encoding: .utf8)
        let missing = try copy.run("5.3", "--reset")
        #expect(missing.status == 65 && missing.output.isEmpty)
        #expect(
            missing.errors.contains("05-backprop.swift has no line \"// 5.3  The gradient, measured\"; `git checkout"))
    }
}
