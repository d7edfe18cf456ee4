import Foundation

// The tool behind the Makefile.

let usage = """
    Usage: course list                    the lessons, in order
           course all [--pause]           runs them all; with --pause waits for a key when the screen is full
           course transcripts [LESSON …]  writes what lessons print into their READMEs, then the results
           course results                 joins the results of all lessons in Lessons/README.md
           course claims                  checks the lessons' general claims with ten seeds
    """

do {
    let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let program = Bundle.main.executableURL ?? Bundle.main.bundleURL
    let tool = try Tool(root: root, programs: program.deletingLastPathComponent())
    let words = CommandLine.arguments.dropFirst()
    switch (words.first, Array(words.dropFirst())) {
    case ("list", []): print(tool.lessons.joined(separator: "\n"))
    case ("all", []): try tool.all(pausing: false)
    case ("all", ["--pause"]): try tool.all(pausing: true)
    case ("transcripts", let names):
        try tool.writeTranscripts(names.isEmpty ? tool.lessons : names.map(tool.lesson))
        try tool.writeResults()
    case ("results", []): try tool.writeResults()
    case ("claims", []): try tool.checkClaims()
    case ("--help", []), ("-h", []): print(usage)
    default: throw Failure(message: "course takes one of these commands:\n\(usage)", status: 64)
    }
} catch {
    let failure = error as? Failure
    report(failure?.message ?? error.localizedDescription)
    exit(failure?.status ?? 70)
}
