import Foundation

do {
    switch try Invocation(Array(CommandLine.arguments.dropFirst())) {
    case .help: print(Invocation.helpText, terminator: "")
    case .compare(let runs):
        // The children end at once when they are interrupted; this one has files to remove first.
        Interruption.watch()
        try Comparison.run(runs: runs)
    case .prepare(let folder): try Course.prepare(folder)
    case .train: try Course.train()
    case .fit(let job): try Course.fit(job)
    case .recipe(let job): try Course.recipe(job)
    case .compute: Course.compute()
    case .read(let file): try Course.read(file)
    case .serve(let script, let command): try Serving.measure(script: script, command: command)
    }
} catch let error as UsageError {
    StandardError.write("benchmark: \(error.message)\nUsage: \(Invocation.usage)")
    exit(64)
} catch let error as Interruption {
    exit(128 + error.number)
} catch {
    StandardError.write("benchmark: \(error.localizedDescription)")
    exit(70)
}
