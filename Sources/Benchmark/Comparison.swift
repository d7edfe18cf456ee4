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
    private let tools: Tools
    private let canServe: Bool

    private init(_ folder: URL) throws {
        self.folder = folder
        _ = try Child([Self.program("benchmark"), "prepare", folder.path])
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
        [training] + Course.Fit.allCases.map { fitting($0) } + [fitting(.rmsprop, isBusy: true)]
            + Course.Recipe.allCases.map { following($0) } + [reading, starting, serving]
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
            course: Contestant(name: "this course", program: .ready([Self.program("benchmark"), "train"])),
            peers: [
                Contestant(
                    name: "NumPy", program: tools.python(["numpy"], script: "train_numpy.py", [Self.mnistFolder])),
                Contestant(name: "C, plain loops", program: tools.c([Self.mnistFolder, weights])),
            ])
    }

    /// A training of `Sequential`.
    ///
    /// - Parameter isBusy: whether two other processes compute meanwhile.
    private func fitting(_ fit: Course.Fit, isBusy: Bool = false) -> Job {
        func peer(_ name: String, _ modules: [String], _ script: String) -> Contestant {
            Contestant(name: name, program: tools.python(modules, script: script, [Self.mnistFolder, fit.rawValue]))
        }
        let title = "train \(fit.title), \(Course.Fit.epochs) epochs of 60,000"
        let measures: [Job.Measure] = [
            .init(key: "train", title: title + (isBusy ? ", on a busy machine" : ""), quantity: .seconds),
            .init(key: "cpu", title: "CPU time of that", quantity: .seconds),
            .init(key: "accuracy", title: "test accuracy after that", quantity: .share),
            .init(key: "loss", title: "training loss of the last epoch", quantity: .number),
            .init(key: "memory", title: "peak memory of that", quantity: .bytes),
        ]
        let own = Self.program("benchmark")
        return Job(
            measures: isBusy ? Array(measures.prefix(2)) : measures,
            course: Contestant(name: "this course", program: .ready([own, "fit", fit.rawValue])),
            peers: [
                peer("JAX", ["numpy", "jax"], "train_jax.py"),
                peer("Keras", ["numpy", "keras", "tensorflow"], "train_keras.py"),
            ],
            load: isBusy ? [own, "compute"] : nil)
    }

    /// A training of lesson 15's network.
    private func following(_ recipe: Course.Recipe) -> Job {
        var measures: [Job.Measure] = [
            .init(key: "train", title: "train \(recipe.title)", quantity: .seconds),
            .init(key: "cpu", title: "CPU time of that", quantity: .seconds),
            .init(key: "accuracy", title: "test accuracy after that", quantity: .share),
        ]
        if recipe == .three {
            measures.append(.init(key: "deskew", title: "put 70,000 digits upright", quantity: .seconds))
        }
        return Job(
            measures: measures,
            course: Contestant(
                name: "this course", program: .ready([Self.program("benchmark"), "recipe", recipe.rawValue])),
            peers: [
                Contestant(
                    name: "JAX",
                    program: tools.python(
                        ["numpy", "jax"], script: "train_jax_better.py", [Self.mnistFolder, recipe.rawValue]))
            ])
    }

    private var reading: Job {
        let csv = folder.appendingPathComponent(Course.Files.csv).path
        return Job(
            measures: [
                .init(
                    key: "read", title: "read 60,000 lines of CSV", quantity: .seconds)
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
