import Foundation

/// All jobs. To add one, add it to `jobs`.
struct Comparison {
    /// Runs the jobs, prints the table, and saves it.
    static func run(runs: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        StandardError.show("preparing")
        let comparison = try Comparison(folder)
        let rows = try comparison.jobs.flatMap { try $0.run(runs) }
        let report = Report(rows: rows, runs: runs, conditions: try comparison.tools.versions + Machine.facts())
        print(report.table)
        try report.save(to: source.appendingPathComponent("Benchmarks.md"))
        print("\nSaved as Sources/Benchmark/Benchmarks.md.")
    }

    /// The folder of this file.
    private static let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    private let folder: URL
    private let hasFullSet: Bool
    private let tools: Tools
    private let canServe: Bool

    private init(_ folder: URL) throws {
        self.folder = folder
        hasFullSet = try Child([Self.program("benchmark"), "prepare", folder.path]).numbers()["full"] == 1
        tools = try Tools(peers: Self.source.appendingPathComponent("peers"), folder: folder)
        canServe = try Serving.canBeMeasured()
    }

    /// A program of this package, beside this one.
    private static func program(_ name: String) -> String {
        let own = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
        return own.deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// Where MNIST is, for the peers.
    private static var mnistFolder: String {
        source.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Data").path
    }

    private var jobs: [Job] {
        [training] + Course.Fit.allCases.map(fitting) + [reading, starting, serving]
    }

    /// This course's side of a job that can't do without the whole of MNIST.
    private func courseWithFullSet(_ words: [String]) -> Contestant {
        Contestant(
            name: "this course",
            program: hasFullSet ? .ready([Self.program("benchmark")] + words) : .absent("needs make data"))
    }

    private var training: Job {
        let weights = folder.appendingPathComponent(Course.Files.weights).path
        return Job(
            measures: [
                .init(key: "train", title: "train with 60,000 digits, twice", quantity: .seconds),
                .init(key: "accuracy", title: "test accuracy after that", quantity: .share),
                .init(key: "memory", title: "peak memory of that", quantity: .bytes),
                .init(key: "classify", title: "classify 10,000 digits", quantity: .seconds),
            ],
            course: courseWithFullSet(["train"]),
            peers: [
                Contestant(
                    name: "NumPy", program: tools.python(["numpy"], script: "train_numpy.py", [Self.mnistFolder])),
                Contestant(name: "C, plain loops", program: tools.c([Self.mnistFolder, weights])),
            ])
    }

    private func fitting(_ fit: Course.Fit) -> Job {
        func keras(_ name: String, _ arguments: [String]) -> Contestant {
            Contestant(
                name: name,
                program: tools.python(
                    ["numpy", "keras", "tensorflow"], script: "train_keras.py",
                    [Self.mnistFolder, fit.rawValue] + arguments))
        }
        return Job(
            measures: [
                .init(
                    key: "train", title: "train \(fit.title), \(Course.Fit.epochs) epochs of 60,000",
                    quantity: .seconds),
                .init(key: "accuracy", title: "test accuracy after that", quantity: .share),
                .init(key: "loss", title: "training loss of the last epoch", quantity: .number),
                .init(key: "memory", title: "peak memory of that", quantity: .bytes),
            ],
            course: courseWithFullSet(["fit", fit.rawValue]),
            peers: [keras("Keras", ["1"]), keras("Keras, steps_per_execution", [])])
    }

    private var reading: Job {
        let csv = folder.appendingPathComponent(Course.Files.csv).path
        return Job(
            measures: [
                .init(
                    key: "read", title: "read 60,000 lines of CSV" + (hasFullSet ? "" : ", the sample repeated"),
                    quantity: .seconds)
            ],
            course: Contestant(name: "this course", program: .ready([Self.program("benchmark"), "read", csv])),
            peers: [
                Contestant(
                    name: "pandas",
                    program: tools.python(["pandas"], script: "read_pandas.py", [csv, "\(Course.lineCount)"]))
            ])
    }

    private var starting: Job {
        let lesson = Self.program("lesson-01-weights")
        let isBuilt = FileManager.default.isExecutableFile(atPath: lesson)
        return Job(
            measures: [.init(key: "start", title: "start, to the first matrix printed", quantity: .seconds)],
            course: Contestant(
                name: "this course", program: isBuilt ? .ready([lesson]) : .absent("needs swift build"),
                mark: "array(["),
            peers: [
                Contestant(
                    name: "NumPy, matplotlib",
                    program: tools.python(
                        ["numpy", "matplotlib"],
                        ["-c", "import numpy, matplotlib.pyplot; print(numpy.random.rand(5, 3))"]),
                    mark: "[[")
            ])
    }

    /// The server of lesson 17, with a network trained as that lesson does it.
    private var serving: Job {
        let script = Self.source.appendingPathComponent("peers/predict.lua").path
        func loaded(_ program: Contestant.Program) -> Contestant.Program {
            guard case .ready(let command) = program else { return program }
            guard canServe else { return .absent("needs wrk") }
            return .ready([Self.program("benchmark"), "serve", script] + command)
        }
        let lesson = Self.program("lesson-17-deploy")
        let isBuilt = FileManager.default.isExecutableFile(atPath: lesson)
        return Job(
            measures: Serving.measures,
            course: Contestant(
                name: "this course",
                program: loaded(
                    isBuilt ? .ready([lesson, "--serve", "--port", Serving.portMark]) : .absent("needs swift build"))),
            peers: [
                Contestant(
                    name: "Flask, NumPy",
                    program: loaded(
                        // Without a file of weights it takes random ones: as much work.
                        tools.python(["flask", "numpy"], script: "serve_flask.py", ["no weights", Serving.portMark])))
            ])
    }
}
