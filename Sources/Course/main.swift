import Foundation

// The tool behind the Makefile.

let usage = """
    Usage: course list                    the lessons, in order
           course all [--pause]           runs them all; with --pause waits for a key when the screen is full
           course transcripts [LESSON …]  writes what lessons print into their READMEs, then the results
           course results                 joins the results of all lessons in Lessons/README.md
           course exercises               lists all exercises in Lessons/exercises/README.md
           course claims                  checks the lessons' general claims with ten seeds
           course book [--base PATH] [--preview]
                                          makes the course's pages for a browser, to be served under that path,
                                          and serves them here until Control-C
           course notebooks               writes the lessons as Jupyter notebooks
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
    case ("exercises", []): try tool.writeExercises()
    case ("claims", []): try tool.checkClaims()
    case ("book", let words):
        let options = try BookOptions(words)
        try tool.makeBook(base: options.base)
        if options.isPreviewed {
            try tool.serveBook(base: options.base)
        } else {
            let base = options.base.isEmpty ? "" : " BASE=\(options.base)"
            print("The book is in .build/book, for any web server. To look at it here:")
            print("\n    make book PREVIEW=1\(base)")
        }
    case ("notebooks", []): try tool.writeNotebooks()
    case ("--help", []), ("-h", []): print(usage)
    default: throw Failure(message: "course takes one of these commands:\n\(usage)", status: 64)
    }
} catch {
    let failure = error as? Failure
    report(failure?.message ?? error.localizedDescription)
    exit(failure?.status ?? 70)
}
