import Foundation

/// What the peers need and this machine has, or has not.
struct Tools {
    private let peers: URL

    /// The modules that the peers import, and what their makers call them.
    private static let modules: KeyValuePairs = [
        "numpy": "NumPy", "pandas": "pandas", "matplotlib": "matplotlib", "jax": "JAX", "keras": "Keras",
        "tensorflow": "TensorFlow",
        "flask": "Flask",
    ]

    /// Python's path and version, and the versions of its modules; empty when there is no Python.
    private let pythonVersions: [String: String]

    /// The program in C, compiled; or why there is none.
    private let cProgram: Contestant.Program
    private var compiler: String?

    /// Asks Python for its modules, and compiles the peer that is written in C.
    ///
    /// - Parameters:
    ///   - peers: The folder of the peers' sources.
    ///   - folder: Where the compiled one goes.
    init(peers: URL, folder: URL) throws {
        self.peers = peers
        let environment = ProcessInfo.processInfo.environment

        // From here on Python goes by the path that it says it has, because a wrapper may stand before it that
        // takes time of its own.
        let versions = try Self.output(
            [environment["PYTHON"] ?? "python3", peers.appendingPathComponent("versions.py").path]
                + Self.modules.map(\.key))
        pythonVersions =
            versions.flatMap { try? JSONDecoder().decode([String: String].self, from: Data($0.utf8)) } ?? [:]

        let (cc, program) = (environment["CC"] ?? "cc", folder.appendingPathComponent("train_c").path)
        guard let name = try Self.output([cc, "--version"])?.split(separator: "\n").first else {
            cProgram = .absent("not installed")
            return
        }
        compiler = String(name)
        let source = peers.appendingPathComponent("train_c.c").path
        // Not every compiler can compile for the machine it is on.
        for flags in [["-O3", "-march=native", "-ffast-math"], ["-O3", "-ffast-math"]]
        where try Self.output([cc] + flags + [source, "-o", program, "-lm"]) != nil {
            cProgram = .ready([program])
            compiler = "\(name) with \(flags.joined(separator: " "))"
            return
        }
        cProgram = .absent("did not compile")
    }

    /// What a command prints; nil when it isn't there or fails.
    private static func output(_ command: [String]) throws -> String? {
        do {
            return try Child(command).output
        } catch is ChildError {
            return nil
        }
    }

    /// Python with a script of the peers, or with other arguments, if it has what it needs.
    func python(_ modules: [String], script: String? = nil, _ arguments: [String]) -> Contestant.Program {
        guard let executable = pythonVersions["executable"], modules.allSatisfy({ pythonVersions[$0] != nil }) else {
            return .absent("not installed")
        }
        return .ready([executable] + (script.map { [peers.appendingPathComponent($0).path] } ?? []) + arguments)
    }

    /// The program in C.
    func c(_ arguments: [String]) -> Contestant.Program {
        if case .ready(let command) = cProgram { .ready(command + arguments) } else { cProgram }
    }

    /// Everything that has a version: `Swift`, `6.2`.
    var versions: [(String, String)] {
        get throws {
            #if DEBUG
                let build = "debug build, as swift run makes it"
            #else
                let build = "release build"
            #endif
            let swift = try Self.output(["swift", "--version"])?.firstMatch(of: /Swift version (\S+)/)?.1
            let python = ([("Python", "Python")] + Self.modules).map { module, name in
                (name, pythonVersions[module] ?? "not installed")
            }
            return [("Swift", "\(swift ?? "unknown"), \(build)")] + python + [
                ("C compiler", compiler ?? "not installed")
            ]
        }
    }
}
