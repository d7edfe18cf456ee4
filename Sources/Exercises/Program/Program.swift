import Foundation
import Teach

/// Does what the command line asks for, and ends the program: with status 0 when all that was asked for is solved, with
/// 1 when it isn't, and with 64 when the command line can't be understood.
///
/// - Parameters:
///   - answers: All exercises with the reader's answers, in order.
///   - file: A file in the folder of the reader's files.
public func runExercises(_ answers: [Answered], file: String = #filePath) -> Never {
    let words = Array(CommandLine.arguments.dropFirst())
    if words.first == Judge.command {
        let numbers = words.dropFirst().compactMap { Int($0) }
        Judge.judge(Array(numbers.dropFirst()), of: answers, parent: numbers.first ?? 0)
        exit(ExitStatus.success.rawValue)
    }
    do {
        let request = try Request(words)
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        let program = try Program(
            answers.map(\.facts), folder: folder, style: Terminal().style(plain: request.isPlain))
        exit(try program.run(request) ? 0 : 1)
    } catch {
        let failure = error as? Failure
        StandardError.print("exercises: \(failure?.message ?? error.localizedDescription)")
        exit((failure?.status ?? .internalError).rawValue)
    }
}

/// One exercise, and where it is.
private struct Entry {
    /// Its place among all, from 0.
    let place: Int
    let facts: Facts
    let lesson: String
    let title: String
    /// The file that holds it, and the section there; nil where the reader has taken the title away.
    let file: URL
    let section: TaskFile.Section?

    var heading: String { "\(facts.number)  \(title)" }

    /// The line of the first number that is missing.
    var missingLine: Int? {
        section.flatMap { section in section.lines.firstIndex { $0.hasSuffix("? = nil") }.map { section.line + $0 } }
    }
}

/// What the program prints, and what it changes in the reader's files.
private struct Program {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private let entries: [Entry]
    private let style: Style

    /// - Parameters:
    ///   - folder: Where the reader's files are.
    init(_ facts: [Facts], folder: URL, style: Style) throws {
        let manager = FileManager.default
        let lessons = try manager.contentsOfDirectory(atPath: Self.root.appendingPathComponent("Lessons").path)
        self.style = style
        var files: [String: TaskFile] = [:]
        entries = try facts.enumerated().map { place, facts in
            let number = Int(facts.number.prefix { $0 != "." })
            guard let lesson = lessons.first(where: { $0.hasPrefix("lesson-") && lessonNumber($0) == number }) else {
                throw Failure(message: "\(facts.number) belongs to no lesson", status: .missingInput)
            }
            let name = lesson.dropFirst("lesson-".count) + ".swift"
            let file = folder.appendingPathComponent(String(name))
            if files[lesson] == nil { files[lesson] = TaskFile(try String(contentsOf: file, encoding: .utf8)) }
            let section = files[lesson]?.section(facts.number)
            let title = try section?.title ?? Self.solutions(name).section(facts.number)?.title ?? ""
            return Entry(place: place, facts: facts, lesson: lesson, title: title, file: file, section: section)
        }
    }

    private static func solutions(_ name: some StringProtocol) throws -> TaskFile {
        TaskFile(
            try String(
                contentsOf: root.appendingPathComponent("Tests/ExerciseTests/Solutions/\(name)"), encoding: .utf8))
    }

    func run(_ request: Request) throws -> Bool {
        let chosen = try request.target.map(self.entries(of:)) ?? entries
        switch request.action {
        case .help: print(Request.help)
        case .list: list(chosen)
        case .hint(let number): try hint(number, for: single(chosen) ?? firstUnsolved(chosen))
        case .solution(let givingUp): return try solution(single(chosen), givingUp: givingUp)
        case .reset: try reset(single(chosen))
        case .judge: return try request.target.map { try judge(chosen, named: $0) } ?? overview()
        }
        return true
    }

    /// What a word means: an exercise, `5.2`, or those of a lesson, `lesson-05`.
    private func entries(of word: String) throws -> [Entry] {
        if let entry = entries.first(where: { $0.facts.number == word }) { return [entry] }
        let number = word.hasPrefix("lesson-") ? lessonNumber(word) : Int(word.prefix { $0 != "." })
        let lesson = entries.filter { lessonNumber($0.lesson) == number && number != nil }
        guard let first = lesson.first, let last = lesson.last else {
            throw Failure(message: "there is no lesson or exercise \(quoted(word)); `--list` shows all")
        }
        guard word.hasPrefix("lesson-") else {
            let range = "\(first.facts.number) to \(last.facts.number)"
            throw Failure(message: "there is no exercise \(quoted(word)); \(first.lesson) has \(range)")
        }
        return lesson
    }

    /// The exercise that a request names; nil if it names a lesson, or nothing.
    private func single(_ entries: [Entry]) -> Entry? {
        entries.count == 1 ? entries[0] : nil
    }

    private func firstUnsolved(_ entries: [Entry]) throws -> Entry? {
        zip(entries, try judgments(of: entries)).first { $1.verdict != .solved }?.0
    }

    private func judgments(of entries: [Entry]) throws -> [Judgment] {
        let experiments = entries.filter { $0.facts.kind == .experiment }.map(\.place)
        return try Judge(experiments: Set(experiments)).judgments(of: entries.map(\.place))
    }
}

// What the program prints.
extension Program {
    /// Lays out a text as wide as the terminal.
    private func say(_ markdown: String) {
        print(Prose([markdown]).lines(style).joined(separator: "\n"))
    }

    /// A command to be typed, on a line of its own.
    private func command(_ words: String) {
        print("\n    make exercises ARGS=\"\(words)\"")
    }

    private func list(_ entries: [Entry]) {
        for (index, entry) in entries.enumerated() {
            if index == 0 || entries[index - 1].lesson != entry.lesson {
                print((index == 0 ? "" : "\n") + style.bold(entry.lesson))
            }
            print("  \(entry.heading)")
        }
    }

    /// How far the reader is, and the next exercise.
    private func overview() throws -> Bool {
        let judgments = try judgments(of: entries)
        let solved = Set(entries.indices.filter { judgments[$0].verdict == .solved })
        print(style.bold("Exercises: \(solved.count) of \(entries.count) solved") + "\n")
        let lessons = entries.map(\.lesson).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        let width = (lessons.map(\.count).max() ?? 0) + 3
        for lesson in lessons {
            let places = entries.indices.filter { entries[$0].lesson == lesson }
            print("  \(lesson.padding(to: width))\(places.count { solved.contains($0) }) of \(places.count)")
        }
        print()
        let next = entries.indices.first { !solved.contains($0) }
        // Until the next answer is tried: then the praise has been read.
        let isNextUntouched = next.map { judgments[$0].isUnanswered } ?? true
        if let last = entries[..<(next ?? entries.count)].last?.facts, isNextUntouched {
            say("\(last.number) is solved. \(last.learned)")
            print()
        }
        guard let next else {
            say(
                "All are solved. Everything that a network of this course does, you have done yourself: by hand, in "
                    + "code, and measured.")
            return true
        }
        present(entries[next], "Next: ")
        task(of: entries[next])
        explain(judgments[next], entries[next])
        return false
    }

    /// Judges the exercises that the reader named.
    private func judge(_ chosen: [Entry], named name: String) throws -> Bool {
        let judgments = try judgments(of: chosen)
        let open = zip(chosen, judgments).first { $1.verdict != .solved }
        if chosen.count > 1 {
            for (entry, judgment) in zip(chosen, judgments) {
                let state =
                    switch judgment.verdict {
                    case .solved: "solved"
                    case .unanswered: "not answered yet"
                    case .wrong: "not right yet"
                    }
                print("  \(state.padding(to: 18))\(entry.heading)")
            }
            print()
        }
        guard let (entry, judgment) = open else {
            guard let last = chosen.last else { return true }
            print(chosen.count > 1 ? "All of \(last.lesson) is solved." : "\(style.bold(last.heading)): solved.")
            if chosen.count == 1 {
                printed(judgments[0])
                print()
                say(last.facts.learned)
            }
            if let next = entries.firstIndex(where: { $0.facts.number == last.facts.number }), next + 1 < entries.count
            {
                print()
                present(entries[next + 1], "Next: ")
            }
            return true
        }
        present(entry)
        if case .unanswered = judgment.verdict { task(of: entry) } else { print() }
        explain(judgment, entry)
        return false
    }

    /// The title of an exercise and its place.
    private func present(_ entry: Entry, _ before: String = "") {
        print(before + style.bold(entry.heading))
        let line = entry.section.map { ", line \($0.line)" } ?? ""
        print("Lessons/exercises/\(entry.file.lastPathComponent)\(line)")
    }

    private func task(of entry: Entry) {
        print()
        for line in entry.section?.task ?? [] { print(line.isEmpty ? "" : "  " + line) }
        print()
    }

    private func explain(_ judgment: Judgment, _ entry: Entry) {
        switch judgment.verdict {
        case .solved: break
        case .unanswered(let line):
            let place = (line ?? entry.missingLine).map { ", line \($0)" } ?? ""
            print("Not answered yet\(place). A hint:")
            command("\(entry.facts.number) --hint")
        case .wrong(let sentence):
            say("Not right yet. \(sentence)")
            printed(judgment)
        }
    }

    /// What an answer printed, if not too much.
    private func printed(_ judgment: Judgment) {
        if judgment.printed.isEmpty { return }
        let lines = judgment.printed.split(separator: "\n", omittingEmptySubsequences: false)
        let most = 20
        print("\nIt printed:\n")
        for line in lines.prefix(most) {
            print(line.isEmpty ? "" : "  \(line.prefix(200))\(line.count > 200 ? " …" : "")")
        }
        if lines.count > most { print("  … and \(lines.count - most) lines more") }
    }

    private func hint(_ number: Int, for entry: Entry?) throws {
        guard let entry else { return say("All of them are solved.") }
        print(style.bold(entry.heading) + "\n")
        say("Hint \(number) of \(entry.facts.hints.count): \(entry.facts.hints[number - 1])")
        if number < entry.facts.hints.count {
            print("\nIf that is not enough:")
            command("\(entry.facts.number) --hint \(number + 1)")
        }
    }

    private func solution(_ entry: Entry?, givingUp: Bool) throws -> Bool {
        guard let entry else { throw Failure(message: "--solution needs an exercise: 5.2 --solution") }
        let isSolved = try givingUp || judgments(of: [entry]).first?.verdict == .solved
        guard isSolved else {
            print("\(entry.facts.number) isn't solved yet. To see the solution all the same:")
            command("\(entry.facts.number) --solution --give-up")
            return false
        }
        print(style.bold(entry.heading) + "\n")
        for line in try Self.solutions(entry.file.lastPathComponent).section(entry.facts.number)?.code ?? [] {
            print(line.isEmpty ? "" : "    " + line)
        }
        print()
        say(entry.facts.why)
        return true
    }

    /// Puts back what an exercise's part of its file held at the beginning. Not those of a whole lesson: one word would
    /// take four answers away.
    private func reset(_ entry: Entry?) throws {
        guard let entry else { throw Failure(message: "--reset needs an exercise: --reset 5.2") }
        let file = TaskFile(try String(contentsOf: entry.file, encoding: .utf8))
        let name = "Lessons/exercises/\(entry.file.lastPathComponent)"
        guard let beginning = try Self.solutions(entry.file.lastPathComponent).withHoles.section(entry.facts.number),
            let new = file.replacing(beginning)
        else {
            throw Failure(
                message: "\(name) has no line \"// \(entry.heading)\"; `git checkout \(name)` puts the whole file back",
                status: .badData)
        }
        try new.text.write(to: entry.file, atomically: true, encoding: .utf8)
        print("\(name) has the beginning of \(entry.facts.number) again.")
    }
}
