import Teach

/// Why the program can't do what it was asked for, in one line, and the status with which it ends.
struct Failure: Error {
    let message: String
    var status = ExitStatus.usage
}

/// What the command line asks for.
struct Request: Equatable {
    enum Action: Equatable { case judge, list, hint(Int), solution(givingUp: Bool), reset, help }

    static let help = """
        Exercises for each lesson, judged by what your answers do.

        Usage: make exercises ARGS="[EXERCISE | LESSON] [FLAG]"

          (nothing)              where you are, and the next exercise
          5.2                    that exercise
          lesson-05              those of a lesson
          --hint, --hint 2       a hint for it, or for the next one; there are three
          --solution             the solution, once it is solved
          --solution --give-up   the solution, solved or not
          --list                 all titles
          --reset 5.2            puts back what its file held at the beginning
          --plain                no colors, even on a terminal that has them
          --help                 this text
        """

    private static let flags = ["--hint", "--solution", "--give-up", "--list", "--reset", "--plain", "--help"]

    var action = Action.judge
    /// `5.2`, or `lesson-05`; nil for all of them.
    var target: String?
    var isPlain = false

    init(_ words: [String]) throws {
        var actions: [Action] = []
        var givesUp = false
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--hint":
                // `--hint 5.2` asks for the first hint.
                let isExercise = rest.first.map { Int($0) == nil && ($0.contains(".") || $0.contains("-")) } ?? true
                actions.append(.hint(try Self.hint(isExercise ? "1" : rest.removeFirst())))
            case _ where word.hasPrefix("--hint="):
                actions.append(.hint(try Self.hint(String(word.dropFirst("--hint=".count)))))
            case "--solution": actions.append(.solution(givingUp: false))
            case "--give-up": givesUp = true
            case "--list": actions.append(.list)
            case "--reset": actions.append(.reset)
            case "--plain": isPlain = true
            case "--help", "-h": actions.append(.help)
            case _ where word.hasPrefix("-"):
                let nearest = Self.flags.min { word.distance(to: $0) < word.distance(to: $1) }
                let isNear = nearest.map { word.distance(to: $0) <= 2 } == true
                throw Failure(
                    message: "there is no \(quoted(word)) here" + (isNear ? "; did you mean \(nearest ?? "")?" : ""))
            default:
                if let target {
                    throw Failure(message: "one exercise at a time: \(quoted(target)) or \(quoted(word))")
                }
                target = word
            }
        }
        if actions.contains(.help) { actions = [.help] }
        if actions.count > 1 { throw Failure(message: "only one of --hint, --solution, --list and --reset at a time") }
        action = actions.first ?? .judge
        if givesUp {
            guard action == .solution(givingUp: false) else { throw Failure(message: "--give-up needs --solution") }
            action = .solution(givingUp: true)
        }
    }

    private static func hint(_ word: String) throws -> Int {
        guard let number = Int(word), 1...3 ~= number else {
            throw Failure(message: "--hint takes 1, 2 or 3, not \(quoted(word))")
        }
        return number
    }
}
