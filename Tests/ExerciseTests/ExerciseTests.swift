import Foundation
import Teach
import TestSupport
import Testing

@testable import Exercises

/// What must be true of each exercise, whatever it asks.
@Suite("Exercises")
struct ExerciseTests {
    static let numbers = answers().map(\.facts.number)
    static let files = Course.lessons.map { String($0.dropFirst("lesson-".count)) + ".swift" }
        .filter { FileManager.default.fileExists(atPath: PackageFiles.root.path + "/Lessons/exercises/\($0)") }

    private static func solutions(_ file: String) throws -> TaskFile {
        TaskFile(try Course.text("Tests/ExerciseTests/Solutions/\(file)"))
    }

    private static func section(_ number: String) throws -> TaskFile.Section {
        let prefix = (number.prefix { $0 != "." }.count < 2 ? "0" : "") + number.prefix { $0 != "." } + "-"
        let file = try #require(files.first { $0.hasPrefix(prefix) })
        return try #require(try solutions(file).section(number))
    }

    @Test("A wrong answer is refused in its own words", arguments: Wrong.all)
    func refusals(wrong: Wrong) throws {
        guard case .wrong(let sentence) = try wrong.verdict else {
            Issue.record("it is not refused")
            return
        }
        #expect(sentence.contains(wrong.words), "\(sentence)")
        #expect(sentence.hasSuffix(".") || sentence.hasSuffix("?"), "\(sentence)")
        // Two numbers that are written alike explain nothing.
        let alike = /\ (?:is|returns) (\S+?)( .*)?, and (?:should be|measured it is|the lesson's formula) \1\.$/
        // A match contains this, and to search for a match is slow.
        if sentence.contains(", and ") { #expect(!sentence.contains(alike), "\(sentence)") }
    }

    @Test("What is right in another way than the solution is right")
    func otherSolutions() {
        let others = [
            Lesson02.mendedSigmoid { 1 / (1 + exp(-$0)) },
            Lesson02.mendedSigmoid { 0.5 * (1 + tanh($0 / 2)) },
            Lesson02.slope { ($0($1 + 0.001) - $0($1 - 0.001)) / 0.002 },
            Lesson05.twoGradients(("b", mendedGradient)),
            Lesson10.own(({ $0 > 0 ? $0 * $0 : 0 }, { $0 > 0 ? 2 * $0 : 0 })),
            Lesson10.own(({ $0.rounded() }, { _ in 0 })),
            Lesson12.xor(([[2, 2, -1], [1, 1, -1.5]], [[1, -1, -0.5]])),
        ]
        for answer in others { #expect(answer.verdict() == .solved, "\(answer.facts.number)") }
    }

    @Test("At least four wrong answers are tried with each exercise, each refused otherwise", arguments: numbers)
    func wrongAnswers(number: String) throws {
        let wrong = Wrong.all.filter { $0.number == number }
        #expect(wrong.count >= 4)
        #expect(Set(wrong.map(\.words)).count == wrong.count)
        let sentences = try wrong.map { "\(try $0.verdict)" }
        #expect(Set(sentences).count == sentences.count)
    }

    @Test("The reader's file is that of the solutions, with holes", arguments: files)
    func holes(file: String) throws {
        let text = try Course.text("Lessons/exercises/\(file)")
        #expect(text == (try Self.solutions(file).withHoles.text))
        #expect(text.contains("unanswered()") || text.contains("? = nil"))
    }

    @Test("Each lesson has exercises, numbered in order, as their files number them, and listed in the README")
    func order() throws {
        #expect(Self.files.count == Course.lessons.count)
        #expect(Self.numbers.count >= 45)
        let readme = try Course.text("Lessons/exercises/README.md").split(separator: "\n").filter {
            $0.hasPrefix("| [")
        }
        let titles = try Self.files.flatMap { file in
            exerciseTitles(in: try Course.text("Lessons/exercises/\(file)")).map {
                "| [\($0.number)](\(file)#L\($0.line)) | \($0.title) |"
            }
        }
        #expect(readme.map(String.init) == titles, "`swift run course exercises` writes the list anew.")
        let inFiles = try Self.files.flatMap { try Self.solutions($0).sections.map(\.number) }
        #expect(Self.numbers == inFiles)
        let byLesson = Dictionary(grouping: Self.numbers) { $0.prefix { $0 != "." } }
        for (lesson, numbers) in byLesson {
            #expect(numbers == (1...numbers.count).map { "\(lesson).\($0)" })
            #expect(numbers.count >= 2)
        }
    }

    @Test("An exercise has a title, a task, three hints, a sentence for the end and one for its solution")
    func parts() throws {
        for facts in answers().map(\.facts) {
            let section = try Self.section(facts.number)
            #expect(!section.title.isEmpty && section.title.count <= 60 && !section.title.hasSuffix("."))
            // The mutants know experiments by their titles.
            #expect(section.title.hasPrefix("An experiment: ") == (facts.kind == .experiment), "\(facts.number)")
            #expect(!section.task.isEmpty)
            for line in section.task { #expect(line.count <= 76, "\(facts.number): \(line)") }
            for line in section.code { #expect(line.count <= 76, "\(facts.number): \(line)") }
            #expect(facts.hints.count == 3 && Set(facts.hints).count == 3)
            for sentence in facts.hints + [facts.learned, facts.why] {
                #expect(sentence.count > 20 && ".?".contains(sentence.last ?? " "), "\(facts.number): \(sentence)")
            }
        }
    }

    @Test("No hint holds a line of its solution, or a value that the task doesn't name", arguments: numbers)
    func hints(number: String) throws {
        func plain(_ text: String) -> String {
            text.replacing("−", with: "-").replacing(/\s/, with: "").replacing(/,$/, with: "")
        }
        let section = try Self.section(number)
        let given = TaskFile(section.lines.joined(separator: "\n")).withHoles.section(number)?.code ?? []
        let solution = Set(section.code).subtracting(given)
        let facts = try #require(answers().first { $0.facts.number == number }).facts
        #expect(!solution.isEmpty)
        let lines = solution.map(plain).filter { $0.count > 8 }
        let values = solution.compactMap { $0.firstMatch(of: /^let \w+: .+\? = (.+)$/)?.1 }.map(String.init)
        for hint in facts.hints {
            let plainHint = plain(hint)
            for line in lines { #expect(!plainHint.contains(line), "\(line)") }
            for value in values {
                if value.contains("[") || value.contains("(") {
                    #expect(!plainHint.contains(plain(value)), "\(value)")
                } else if !Self.numbers(in: section.task.joined(separator: " ")).contains(value) {
                    #expect(!Self.numbers(in: hint).contains(value), "\(value) in \(hint)")
                }
            }
        }
    }

    private static func numbers(in text: String) -> [String] {
        text.matches(of: /[0-9]+([.,][0-9]+)*/).map { String($0.0).replacing(",", with: "") }
    }

    @Test("Exercise 17.2 knows the numbers in lesson 17's table of transforms")
    func transforms() throws {
        let lesson = try Course.text("Lessons/lesson-17-deploy/README.md")
        let rows = lesson.matches(of: /\n\| [^|]+ \| (-?[0-9.]+) \| (-?[0-9.]+) \| [01]\.[0-9]+ \| [01]\.[0-9]+ \|/)
        #expect(rows.count == 6)
        for row in rows {
            let (paper, ink) = (Double(row.1), Double(row.2))
            #expect(Lesson17.table.contains { $0.paper == paper && $0.ink == ink }, "\(row.0)")
        }
    }
}

@Suite("Files of exercises")
struct TaskFileTests {
    private let text = """
        import Exercises

        // 5.1  A number
        //
        //      How many?
        //
        //          4-3-2
        let count: Int? = 18
        let matrix: Matrix? = [
            [1, 2],

            [3, 4],
        ]

        // 5.2  A function
        //
        //      Given:
        func given(_ x: Double) -> Double {
            x
        }

        func asked(
            _ x: Double
        ) throws -> Double {
            if x > 0 {
                return x
            }

            return 0
        }

        """

    @Test("A file is cut into its exercises")
    func sections() throws {
        let file = TaskFile(text)
        #expect(file.text == text)
        #expect(file.sections.map(\.number) == ["5.1", "5.2"])
        #expect(file.sections.map(\.title) == ["A number", "A function"])
        #expect(file.sections.map(\.line) == [3, 15])
        #expect(file.section("5.1")?.task == ["How many?", "", "    4-3-2"])
        #expect(file.section("5.2")?.code.first == "func given(_ x: Double) -> Double {")
    }

    @Test("How lines end doesn't matter")
    func lineEnds() {
        let oneLine = text.replacing("let count: Int? = 18\n", with: "let count: Int? = 18\r\n")
        for other in [text.replacing("\n", with: "\r\n"), oneLine] {
            #expect(TaskFile(other).text == text)
            #expect(TaskFile(other).sections.map(\.line) == [3, 15])
        }
    }

    @Test("Holes take the place of optionals, and of the bodies of functions that throw")
    func holes() {
        #expect(
            TaskFile(text).withHoles.text == """
                import Exercises

                // 5.1  A number
                //
                //      How many?
                //
                //          4-3-2
                let count: Int? = nil
                let matrix: Matrix? = nil

                // 5.2  A function
                //
                //      Given:
                func given(_ x: Double) -> Double {
                    x
                }

                func asked(
                    _ x: Double
                ) throws -> Double {
                    throw unanswered()
                }

                """)
    }

    @Test("One exercise gets its holes back, and the others keep their answers")
    func reset() throws {
        let file = TaskFile(text)
        let beginning = try #require(file.withHoles.section("5.1"))
        let new = try #require(file.replacing(beginning))
        #expect(new.section("5.1")?.code == ["let count: Int? = nil", "let matrix: Matrix? = nil"])
        #expect(new.section("5.2")?.lines == file.section("5.2")?.lines)
        #expect(TaskFile("let x = 1\n").replacing(beginning) == nil)
    }
}
