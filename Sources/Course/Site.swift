import Foundation
import HTTPServer

// Making the book from its pages, and looking at it.

/// The options of `course book`.
struct BookOptions: Equatable {
    /// The path under which a host serves it, such as `/name`; empty for none.
    var base = ""
    /// Whether it is served here once it is made.
    var isPreviewed = false
}

extension BookOptions {
    /// The options after `course book`.
    ///
    /// - Throws: A `Failure` that names the word that is no option, or the path that is none.
    init(_ words: [String]) throws(Failure) {
        var words = words[...]
        while let word = words.popFirst() {
            switch word {
            case "--preview": isPreviewed = true
            case "--base":
                guard let path = words.popFirst(), path.wholeMatch(of: /(\/[A-Za-z0-9._~-]+)+/) != nil else {
                    throw Failure(message: "--base takes a path like /name, without a slash at its end", status: 64)
                }
                base = path
            default: throw Failure(message: "course book takes --base PATH and --preview, not \(word)", status: 64)
            }
        }
    }
}

extension Tool {
    /// The folders of the pages that DocC reads, and of the book that it makes.
    var pages: URL { root.appendingPathComponent(".build/book-pages/\(Book.front).docc") }
    var book: URL { root.appendingPathComponent(".build/book") }

    /// Makes the book.
    ///
    /// - Parameter base: The path under which a host serves it, such as `/name`; empty for none.
    func makeBook(base: String) throws {
        let docc = try Self.docc()
        // `--show-bin-path` names the folder of the programs; the symbol graphs are beside it.
        let graphs = programs.deletingLastPathComponent().appendingPathComponent("symbolgraph")
        try renew(pages)
        // The longest of the tasks comes first: it describes the modules, while lessons run.
        try concurrently(1 + lessons.count) { index in
            guard index > 0 else { return try dumpSymbolGraphs() }
            try write(lessons[index - 1], ["--format", "docc", "--folder", pages.path])
        }
        try makeBook(docc: docc, pages: pages, graphs: graphs, output: book, base: base)
    }

    /// Makes the book of the pages that lessons have written into a folder, and of the symbol graphs in another.
    func makeBook(docc: (program: URL, arguments: [String]), pages: URL, graphs: URL, output: URL, base: String) throws
    {
        let modules = try copySymbolGraphs(from: graphs, to: pages)
        let made = try Book(root: root, lessons: lessons, modules: modules).pages { lesson in
            try String(contentsOf: pages.appendingPathComponent("\(lesson).md"), encoding: .utf8)
        }
        for page in made {
            try Data(page.text.utf8).write(to: pages.appendingPathComponent("\(page.name).md"))
        }
        let theme = root.appendingPathComponent("Sources/Course/\(Book.front).docc/theme-settings.json")
        try Data(contentsOf: theme).write(to: pages.appendingPathComponent("theme-settings.json"))
        let hosting = base.isEmpty ? [] : ["--hosting-base-path", base]
        let status = try run(
            docc.program,
            docc.arguments + [
                "convert", pages.path, "--output-path", output.path, "--transform-for-static-hosting",
                "--warnings-as-errors", "--fallback-display-name", Book.front, "--fallback-bundle-identifier", "course",
            ] + hosting)
        guard status == 0 else { throw Failure(message: "docc ended with status \(status)") }
        // The address of the site leads to the front page; DocC would leave it empty.
        let front = "\(base)/documentation/\(Book.front.lowercased())/"
        let start =
            "<!DOCTYPE html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0; url=\(front)\">"
            + "<title>A course on neural networks</title><a href=\"\(front)\">A course on neural networks</a>\n"
        try Data(start.utf8).write(to: output.appendingPathComponent("index.html"))
    }

    /// Writes all lessons as Jupyter notebooks.
    func writeNotebooks() throws {
        let folder = root.appendingPathComponent(".build/notebooks")
        try renew(folder)
        try concurrently(lessons.count) { index in
            let name = "\(lessons[index]).ipynb"
            try write(lessons[index], ["--format", "ipynb"], to: folder.appendingPathComponent(name))
        }
        print("The notebooks are in .build/notebooks.")
    }

    /// Serves the book on this machine until Control-C.
    ///
    /// - Parameter base: The path for which it was made.
    func serveBook(base: String) throws {
        let server = try Self.server(of: book, base: base)
        server.start()
        try server.waitForInterruption {
            print("\(server.address)\(base)/ shows the book. Control-C ends.")
            fflush(nil)
        }
    }

    /// A server with a route for each file of a folder, so that there is no path that leads elsewhere.
    static func server(of folder: URL, base: String = "") throws -> HTTPServer {
        let types = [
            "css": "text/css", "html": "text/html; charset=utf-8", "js": "text/javascript", "json": "application/json",
            "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "ico": "image/x-icon",
        ]
        let server = try HTTPServer(port: 0)
        for path in FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? [] {
            let file = folder.appendingPathComponent(path)
            guard (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true else { continue }
            let type = types[file.pathExtension] ?? "application/octet-stream"
            var addresses = ["\(base)/\(path)"]
            if file.lastPathComponent == "index.html" {
                addresses += [
                    String(addresses[0].dropLast("index.html".count)),
                    String(addresses[0].dropLast("/index.html".count)),
                ]
            }
            for address in addresses {
                let encoded = address.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? address
                for address in Set([address, encoded]) where !address.isEmpty {
                    server.get(address) { _ in Response(type, [UInt8](try Data(contentsOf: file))) }
                }
            }
        }
        return server
    }

    /// DocC's compiler: on macOS the one that Xcode names, elsewhere the one beside `swift`.
    static func docc() throws -> (program: URL, arguments: [String]) {
        #if os(macOS)
            return (URL(fileURLWithPath: "/usr/bin/xcrun"), ["docc"])
        #else
            // A link to `swift` may stand elsewhere than the toolchain.
            let found = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
                .map { URL(fileURLWithPath: String($0)).appendingPathComponent("swift") }
                .flatMap { [$0, $0.resolvingSymlinksInPath()] }
                .map { $0.deletingLastPathComponent().appendingPathComponent("docc") }
                .first { FileManager.default.isExecutableFile(atPath: $0.path) }
            guard let found else {
                throw Failure(
                    message: "there is no docc beside swift; Swift's toolchains from swift.org have it", status: 69)
            }
            return (found, [])
        #endif
    }

    /// Describes the public names of the package's modules, in the folder `symbolgraph` beside that of the programs.
    private func dumpSymbolGraphs() throws {
        let log = programs.appendingPathComponent("symbolgraph.log")
        defer { try? FileManager.default.removeItem(at: log) }
        try Data().write(to: log)
        let status = try run(
            URL(fileURLWithPath: "/usr/bin/env"),
            [
                "swift", "package", "dump-symbol-graph", "--minimum-access-level", "public",
                "--skip-synthesized-members",
            ],
            output: .nullDevice, errors: FileHandle(forWritingTo: log))
        guard status != 0 else { return }
        // It fails for the tests where they are not built, after it has described the rest.
        let errors = String(decoding: try Data(contentsOf: log), as: UTF8.self)
        let mistakes = errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
        let isAboutTests = mistakes.allSatisfy { $0.contains(/^error: Failed to emit symbol graph for '\w+Tests':/) }
        guard !mistakes.isEmpty && isAboutTests else {
            report(errors)
            throw Failure(message: "swift package dump-symbol-graph ended with status \(status)")
        }
    }

    /// Puts the descriptions of the modules in `Sources` among the pages, and returns the types that they describe.
    private func copySymbolGraphs(from graphs: URL, to pages: URL) throws -> [String: [String]] {
        struct Graph: Decodable {
            struct Symbol: Decodable {
                struct Kind: Decodable { let identifier: String }
                let kind: Kind
                let pathComponents: [String]
            }
            let symbols: [Symbol]
        }
        let types: Set = ["swift.struct", "swift.class", "swift.enum", "swift.protocol"]
        var modules: [String: [String]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: graphs.path) {
            let module = String(name.prefix { $0 != "." && $0 != "@" })
            let isOurs = FileManager.default.fileExists(
                atPath: root.appendingPathComponent("Sources/\(module)/README.md").path)
            guard isOurs, name.hasSuffix(".symbols.json") else { continue }
            let graph = try Data(contentsOf: graphs.appendingPathComponent(name))
            try graph.write(to: pages.appendingPathComponent(name))
            guard !name.contains("@") else { continue }
            modules[module] = try JSONDecoder().decode(Graph.self, from: graph).symbols
                .filter { types.contains($0.kind.identifier) && $0.pathComponents.count == 1 }
                .map { $0.pathComponents[0] }.sorted()
        }
        return modules
    }
}
