import Foundation

/// What the words after the program's name ask for.
enum Invocation: Equatable {
    /// Run each job `runs` times.
    case compare(runs: Int)
    case help
    /// What a child process does; see `Course`.
    case prepare(URL)
    case train
    case fit(Course.Fit)
    case recipe(Course.Recipe)
    case read(URL)
    case compute
    case serve(script: String, command: [String])

    /// - Throws: a `UsageError`.
    init(_ words: [String]) throws {
        switch words.first {
        case "--help" where words.count == 1: self = .help
        case "train" where words.count == 1: self = .train
        case "fit" where words.count == 2:
            guard let job = Course.Fit(rawValue: words[1]) else {
                let jobs = Course.Fit.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError(message: "fit takes one of \(jobs)")
            }
            self = .fit(job)
        case "recipe" where words.count == 2:
            guard let job = Course.Recipe(rawValue: words[1]) else {
                let jobs = Course.Recipe.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError(message: "recipe takes one of \(jobs)")
            }
            self = .recipe(job)
        case "compute" where words.count == 1: self = .compute
        case "read" where words.count == 2: self = .read(URL(fileURLWithPath: words[1]))
        case "serve" where words.count > 2: self = .serve(script: words[1], command: Array(words[2...]))
        case "prepare" where words.count == 2: self = .prepare(URL(fileURLWithPath: words[1]))
        default: self = .compare(runs: try Self.runs(words))
        }
    }

    private static func runs(_ words: [String]) throws -> Int {
        guard let first = words.first else { return 3 }
        let parts = first.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let all = parts + words.dropFirst()
        guard all[0] == "--runs" else { throw UsageError(message: "there is no \(first.debugDescription) here") }
        guard all.count == 2, let runs = Int(all[1]), 1...100 ~= runs else {
            throw UsageError(message: "--runs takes a whole number, 1 to 100")
        }
        return runs
    }

    static let usage = "benchmark [--runs RUNS] [--help]"

    static let helpText = """
        benchmark: times the course against NumPy and others, and writes Sources/Benchmark/Benchmarks.md

        Usage: \(usage)

          --runs RUNS      how often each program runs: a whole number, 1 to 100; default 3
          --help           this text

        With one of these words it does one part, as its own child process, and prints the numbers as a line of JSON:

          train            trains with the whole of MNIST, and classifies its test digits
          fit JOB          trains lesson 13's network, or a smaller one: sgd, rmsprop or adam
          recipe JOB       trains lesson 15's network: three, six or deformed
          read FILE        reads a CSV file of 60,000 digits
          compute          computes until its parent has ended, to keep a core busy
          serve SCRIPT COMMAND...
                           starts a server, PORT in its command being a free port, and loads it with wrk and the script
          prepare FOLDER   writes what the programs read: that CSV file, and initial weights for the program in C

        The variables PYTHON and CC name another Python or C compiler than python3 and cc.

        """
}

/// A command line that can't be understood.
struct UsageError: Error, Equatable {
    let message: String
}

enum StandardError {
    /// Writes a line.
    static func write(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Writes over what was shown last, if anybody looks on.
    static func show(_ progress: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(progress)".utf8))
    }
}
