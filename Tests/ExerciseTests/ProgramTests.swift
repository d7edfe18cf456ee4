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

    /// Lesson 2: one is wrong. Lesson 5: one is solved, one traps, one never ends, one is wrong and prints something.
    private static let mixed = Result {
        try Copy("mixed") { file, text in
            if file == "02-sigmoid.swift" {
                return text.replacing(
                    "let productByHand: Matrix? = nil", with: "let productByHand: Matrix? = [[5, 12], [21, 32]]")
            }
            guard file == "05-backprop.swift" else { return text }
            var new = TaskFile(text)
            let solutions = TaskFile(try Course.text("Tests/ExerciseTests/Solutions/\(file)"))
            for section in solutions.sections { new = try #require(new.replacing(section)) }
            return new.text
                .replacing("weightsHiddenOutput.transposed, outputDelta", with: "weightsHiddenOutput, outputDelta")
                .replacing("let step = 0.00001", with: "while point.rows > 0 { sleep(1) }\n    let step = 0.00001")
                .replacing("let wrongGradient: String? = \"B\"", with: "let wrongGradient: String? = \"A\"")
                .replacing(
                    ") throws -> Matrix {\n    let hidden =",
                    with: ") throws -> Matrix {\n    print(\"mended\", first.shape)\n    let hidden =")
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
        #expect(result.output.contains("\nNext: \(first)  "))
        #expect(result.output.contains("\nNot answered yet"))
        #expect(result.output.hasSuffix("\n    make exercises ARGS=\"\(first) --hint\"\n"))
    }

    @Test("What is solved, wrong, trapping and looping is told apart, and the others are judged all the same")
    func mixed() throws {
        let copy = try Self.mixed.get()
        #expect(copy.compilation.status == 0, "\(copy.compilation.errors)")
        let result = try copy.run()
        #expect(result.status == 1 && result.errors.isEmpty)
        #expect(result.output.hasPrefix("Exercises: 1 of \(ExerciseTests.numbers.count) solved\n"))
        #expect(result.output.contains("lesson-05-backprop") && result.output.contains(" 1 of 4\n"))

        let solved = try copy.run("5.1")
        #expect(solved.status == 0)
        #expect(solved.output.hasPrefix("5.1  One whole update, by hand: solved.\n\nYou have done by hand"))
        #expect(solved.output.contains("\nNext: 5.2  "))
        #expect(!solved.output.contains("One observation has gone"))

        let trapping = try copy.run("5.2")
        #expect(trapping.status == 1)
        #expect(trapping.output.contains("Not right yet. It stops the program: Shapes (3, 4) and (3, 1) don't fit"))

        let wrong = try copy.run("5.4")
        #expect(wrong.status == 1)
        #expect(wrong.output.contains("Not right yet. A agrees with the measured gradient"))
        #expect(wrong.output.hasSuffix("It printed:\n\n  mended (4, 3)\n"))

        // The lesson's looping exercise takes ten seconds.
        let lesson = try copy.run("lesson-05")
        #expect(lesson.status == 1)
        #expect(
            lesson.output.hasPrefix(
                """
                  solved            5.1  One whole update, by hand
                  not right yet     5.2  The deltas of the hidden nodes
                  not right yet     5.3  The gradient, measured
                  not right yet     5.4  Find the fault: two gradients

                5.2  The deltas of the hidden nodes
                Lessons/exercises/05-backprop.swift, line
                """))
    }

    @Test("The excerpt in README.md is what the program prints")
    func excerpt() throws {
        let printed = try Self.mixed.get().run("2.1").output.split(separator: "\n", omittingEmptySubsequences: false)
        let indented = printed.map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
        #expect(indented.contains("You have multiplied element by element."))
        #expect(try Course.text("README.md").contains(indented), "\(indented)")
    }

    @Test("What never ends is ended, and called so")
    func looping() throws {
        let copy = try Self.mixed.get()
        let looping = try #require(ExerciseTests.numbers.firstIndex(of: "5.3"))
        let judge = Judge(program: copy.folder.appendingPathComponent("program"), limit: 1)
        let judgments = try judge.judgments(of: [looping, looping - 2])
        #expect(
            judgments.map(\.verdict) == [
                .wrong("It takes longer than 1 seconds. Does a loop in it never end?"), .solved,
            ])
    }

    @Test("A file that doesn't compile is named, with its line")
    func broken() throws {
        let copy = try Copy("broken") { $0 == "05-backprop.swift" ? $1 + "let x: Int = \"five\"\n" : $1 }
        let lines = try copy.text("05-backprop.swift").split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(copy.compilation.status == 1)
        #expect(copy.compilation.errors.contains("05-backprop.swift:\(lines - 1):14: error: "))
    }

    @Test(
        "What isn't there ends with 64 and a line",
        arguments: [
            (["5.9"], "there is no exercise \"5.9\"; lesson-05-backprop has 5.1 to 5.4"),
            (["lesson-18"], "there is no lesson or exercise \"lesson-18\"; `--list` shows all"),
            (["five"], "there is no lesson or exercise \"five\"; `--list` shows all"),
            (["--hint", "9"], "--hint takes 1, 2 or 3, not \"9\""),
            (["5.1", "--hint=0"], "--hint takes 1, 2 or 3, not \"0\""),
            (["--hnit"], "there is no \"--hnit\" here; did you mean --hint?"),
            (["5.1", "5.2"], "one exercise at a time: \"5.1\" or \"5.2\""),
            (["5.1", "--give-up"], "--give-up needs --solution"),
            (["5.1", "--hint", "--solution"], "--hint, --solution, --list and --reset don't go together"),
            (["--solution"], "--solution needs an exercise: 5.2 --solution"),
            (["--reset"], "--reset needs an exercise: --reset 5.2"),
        ])
    func usage(arguments: [String], message: String) throws {
        let program = try Self.untouched.get().folder.appendingPathComponent("program")
        let result = try Program.run(program, arguments)
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.errors == "exercises: \(message)\n")
    }

    @Test("Hints come one after the other, and the solution to who has solved it, or gives up")
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
        let copy = try Copy("reset") { file, text in
            file == "05-backprop.swift" ? try Course.text("Tests/ExerciseTests/Solutions/\(file)") : text
        }
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
        #expect(missing.errors.contains("05-backprop.swift has no line \"// 5.3  The gradient, measured\""))
    }
}
