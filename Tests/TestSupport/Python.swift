import Foundation

/// Python, as another program that reads this package's files: the one that the variable `PYTHON` names, or `python3`.
public enum Python {
    /// Whether it is there, and has the packages safetensors and NumPy.
    public static let hasSafeTensors = (try? run("import safetensors.numpy, numpy"))?.status == 0

    /// Runs a script to its end.
    ///
    /// - Parameter arguments: What the script finds in `sys.argv[1:]`.
    public static func run(_ script: String, _ arguments: [String] = []) throws -> ProgramResult {
        let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"
        return try Program.run(URL(fileURLWithPath: "/usr/bin/env"), [python, "-c", script] + arguments)
    }
}
