import Exercises
import Foundation
import TestSupport

// Changes each solution of an exercise in many small ways, compiles all of these mutants together, and has the checks
// judge them. A mutant that a check takes for a solution survives: the check is too weak, or the mutant is equal to the
// solution. The latter are listed in `equal.txt`, with the reason. Lines there that survive no more are reported, too.

/// The texts that hand solutions to checks, in the order of the exercises: `Lesson05.update((newFirst, newSecond))`.
func registrations() throws -> [String] {
    var registrations: [String] = []
    for line in try Course.text("Lessons/exercises/Answers.swift").split(separator: "\n") {
        if line.hasPrefix("        Lesson") {
            registrations.append(String(line))
        } else if line.hasPrefix("         "), !registrations.isEmpty {
            registrations[registrations.count - 1] += "\n" + line
        }
    }
    return registrations.map { String($0.trimmingCharacters(in: .whitespaces).dropLast(1)) }
}

/// The code of a mutant, in a namespace of its own.
func code(_ mutant: Mutant, index: Int, in section: TaskFile.Section, registration: String) -> [String] {
    var lines = section.code
    lines[mutant.line] = mutant.after
    lines = lines.map { $0.replacing(#/^(private )?(func|let|var) /#) { "static \($0.2) " } }
    return ["enum Mutant\(index) {"] + lines + ["static func answer() -> Answered {", registration, "}", "}"]
}

let folder = Program.folder.appendingPathComponent("mutants-of-exercises")
try? FileManager.default.removeItem(at: folder)
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)

let solutions = PackageFiles.root.appendingPathComponent("Tests/ExerciseTests/Solutions")
let files = try FileManager.default.contentsOfDirectory(atPath: solutions.path).filter { $0.contains("-") }.sorted()
let sections = try files.flatMap { try TaskFile(Course.text("Tests/ExerciseTests/Solutions/\($0)")).sections }
let registered = try Dictionary(uniqueKeysWithValues: zip(sections.map(\.number), registrations()))
let chosen = CommandLine.arguments.dropFirst()
let wanted = sections.filter { section in
    chosen.isEmpty || chosen.contains { section.number == $0 || section.number.hasPrefix($0 + ".") }
}

guard !wanted.isEmpty else {
    let message = "mutants: there is no exercise or lesson \(chosen.joined(separator: " "))\n"
    FileHandle.standardError.write(Data(message.utf8))
    exit(64)
}

/// Compiles the mutants of all exercises but those that don't compile; returns those that do, in the program's order.
func compiled(to program: URL) throws -> [Mutant] {
    var mutants = wanted.map { Mutant.all(of: $0) }
    while true {
        var sources = files.map { solutions.appendingPathComponent($0) }
        var lines: [String: [(line: Int, mutant: Mutant)]] = [:]
        var names: [String] = []
        for (section, ofSection) in zip(wanted, mutants) {
            var text = ["import Exercises"]
            let file = folder.appendingPathComponent("Mutants\(section.number.replacing(".", with: "_")).swift")
            for mutant in ofSection {
                lines[file.lastPathComponent, default: []].append((text.count + 1, mutant))
                text += code(mutant, index: names.count, in: section, registration: registered[section.number] ?? "")
                names.append("Mutant\(names.count)")
            }
            try (text.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
            sources.append(file)
        }
        let main = folder.appendingPathComponent("main.swift")
        let list =
            "import Exercises\nvar answers: [Answered] = []\n"
            + names.map { "answers.append(\($0).answer())\n" }.joined() + "runExercises(answers)\n"
        try list.write(to: main, atomically: true, encoding: .utf8)
        let result = try ExercisesProgram.compile(sources + [main], to: program)
        if result.status == 0 { return mutants.flatMap(\.self) }
        // The compiler refuses some mutants; the others must compile without them.
        var refused: Set<Mutant> = []
        for match in (result.errors + result.output).matches(of: /(Mutants[0-9_]+\.swift):([0-9]+):[0-9]+: error:/) {
            guard let place = Int(match.2), let inFile = lines[String(match.1)] else { continue }
            if let mutant = inFile.last(where: { $0.line <= place })?.mutant { refused.insert(mutant) }
        }
        guard !refused.isEmpty else {
            print(result.errors + result.output)
            exit(1)
        }
        mutants = mutants.map { $0.filter { !refused.contains($0) } }
    }
}

let program = folder.appendingPathComponent("judge-mutants")
let all = wanted.map { Mutant.all(of: $0).count }.reduce(0, +)
let mutants = try compiled(to: program)
let judgments = try Judge(program: program, limit: 2).judgments(of: Array(mutants.indices))
let survivors = zip(mutants, judgments).filter { $1.verdict == .solved }.map(\.0)
let equals = try Course.text("Tests/Mutants/equal.txt").split(separator: "\n").map(String.init)
func reason(_ mutant: Mutant) -> String? {
    equals.firstIndex(of: mutant.description).map { equals[$0 + 1].trimmingCharacters(in: .whitespaces) }
}

let unexplained = survivors.filter { reason($0) == nil }
for mutant in unexplained { print("survives      \(mutant.description)") }
for mutant in survivors {
    if let reason = reason(mutant) { print("is equal      \(mutant.description)\n              \(reason)") }
}
let survived = Set(survivors.map(\.description))
let stale = equals.filter { line in
    !line.hasPrefix(" ") && !survived.contains(line) && wanted.contains { line.hasPrefix($0.number + ":") }
}
let known = Set(mutants.map(\.description))
for line in stale {
    let state = known.contains(line) ? "is refused    " : "is no mutant  "
    print("\(state)\(line)\n              but is listed as equal to the solution")
}
print(
    """
    \(all) mutants of \(wanted.count) exercises: \(all - mutants.count) don't compile, \
    \(mutants.count - survivors.count) are refused, \(survivors.count - unexplained.count) are equal to the solution, \
    \(unexplained.count) survive.
    """)
exit(unexplained.isEmpty && stale.isEmpty ? 0 : 1)
