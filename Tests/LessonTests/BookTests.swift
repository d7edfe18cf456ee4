import Foundation
import TestSupport
import Testing

@testable import Teach
@testable import course

@Suite("The pages of the book")
struct BookTests {
    private static let pages = OnceEach<String, [String: String]>()

    /// The page of a lesson and its figures, by their names.
    private static func page(_ lesson: String) throws -> [String: String] {
        try pages.value(for: lesson) { try LessonRun(lesson).page }
    }

    @Test("A lesson's figures can be parsed, have words, and stay in their boxes", arguments: Course.lessons)
    func figures(lesson: String) throws {
        let files = try Self.page(lesson)
        let figures = files.filter { $0.key.hasSuffix(".svg") }
        let page = try #require(files["\(lesson).md"])
        let drawn = page.matches(of: /!\[((?:[^\]\\]|\\.)+)\]\((\S+)\)/)
        #expect(figures.count == 2 * drawn.count)
        let blocks = try LessonRun(lesson).blocks
        #expect(drawn.count == blocks.count { $0.drawing != nil })
        let drawingCalls = ["plot(", "image(", "gallery(", "histogram("]
        for cell in blocks where cell.kind == "code" {
            let lines = cell.text.split(separator: "\n")
            guard lines.contains(where: { drawingCalls.contains(where: $0.hasPrefix) }) else { continue }
            #expect(blocks.contains { $0.cell == cell.cell && $0.drawing != nil }, "\(cell.text)")
        }
        for image in drawn {
            for name in ["\(image.2).svg", "\(image.2)~dark.svg"] {
                let figure = try Figure(#require(figures[name]))
                #expect(figure.outside.isEmpty, "\(name)")
                #expect(figure.text(of: "desc").count > 20)
                #expect(image.1.replacing("\\", with: "").hasSuffix(figure.text(of: "desc")))
            }
        }
        // No plot is left in characters.
        #expect(!page.contains(/(?m)^ +\+-{10}/))
    }

    @Test("A figure holds as many points as the plot", arguments: ["lesson-02-sigmoid", "lesson-06-learning-rate"])
    func points(lesson: String) throws {
        for block in try LessonRun(lesson).blocks {
            guard let drawing = block.drawing, let values = block.values, values.count.isMultiple(of: 2) else {
                continue
            }
            for (number, y) in values.enumerated().filter({ $0.offset % 2 == 1 }) {
                let looks = ["line s\(number / 2)", "mark s\(number / 2) alone"]
                let paths = drawing.elements.filter { path in looks.contains { path.contains("class=\"\($0)\"") } }
                #expect(paths.map { Figure.points($0).count }.max() == y.numbers.count)
            }
        }
    }

    @Test("Predictions are boxes that hold the whole question", arguments: Course.lessons)
    func boxes(lesson: String) throws {
        let page = try #require(try Self.page(lesson)["\(lesson).md"])
        let transcript = try LessonRun(lesson).markdown
        let boxes = page.matches(of: /(?m)^> Before you read on: (?:.*\n)(?:> .*\n)*$/)
        #expect(boxes.count == transcript.matches(of: /\*\*Before\s+you\s+read\s+on:\*\*/).count && !boxes.isEmpty)
        #expect(!page.contains(/\*\*Before\s/))
    }

    @Test("A word of the glossary, or another lesson, is linked once, and not in code, headings, or before its lesson")
    func links() throws {
        let glossary = Glossary(try Course.text("Lessons/README.md"))
        let entries = glossary.entries
        #expect(entries.count > 50 && entries.allSatisfy { !$0.word.isEmpty && !$0.meaning.isEmpty && $0.lesson > 0 })
        for lesson in Course.quickLessons {
            let plain = try #require(try Self.page(lesson)["\(lesson).md"])
            let page = glossary.linked(plain, of: lesson, in: Course.lessons)
            let targets = page.matches(of: /\]\(<doc:([^>]+)>\)/).map { String($0.1) }
            #expect(targets.count > 8 && Set(targets).count == targets.count)
            #expect(!targets.contains(lesson) && targets.contains { $0.hasPrefix("lesson-") })
            #expect(page.replacing(/\[([^\]]+)\]\(<doc:[^>]+>\)/) { $0.1 } == plain)
            #expect(
                page.matches(of: /(?m)^```(?:.*\n)+?```$/).map(\.0)
                    == plain.matches(of: /(?m)^```(?:.*\n)+?```$/).map(\.0))
            for line in page.split(separator: "\n") where line.contains("](<doc:") {
                #expect(!line.hasPrefix("#") && !line.hasPrefix("|") && !line.hasPrefix("    "), "\(line)")
            }
        }
        func linked(_ text: String) -> String { glossary.linked(text, of: "lesson-01-weights", in: Course.lessons) }
        #expect(
            linked("A softmax, a `node`, two nodes and a node.")
                == "A softmax, a `node`, two [nodes](<doc:Glossary#node>) and a node.")
        #expect(
            linked("# A node\n\nIts node.\n\n```swift\nlet node\n```\n\nsee lesson 12,\nlesson 1") == """
                # A node

                Its node.

                ```swift
                let node
                ```

                see [lesson 12](<doc:lesson-12-perceptron>),
                lesson 1
                """)
    }

    @Test("DocC makes the site without a warning, with all lessons in order and all figures")
    func site() throws {
        try TemporaryFolder.with { folder in
            let (pages, graphs, site) = (
                folder.appendingPathComponent("Course.docc"), folder.appendingPathComponent("graphs"),
                folder.appendingPathComponent("site")
            )
            for folder in [pages, graphs] {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            var figures: Set<String> = []
            for lesson in Course.lessons {
                for (name, text) in try Self.page(lesson) {
                    let isFigure = name.hasSuffix(".svg")
                    if isFigure { figures.insert(name) }
                    // DocC searches each figure for an `id`, a second for all of them. So it gets those of one lesson,
                    // and empty ones under the names of the others. `figures` tests the real ones.
                    let isEmpty = isFigure && lesson != "lesson-02-sigmoid"
                    let contents = isEmpty ? #"<svg xmlns="http://www.w3.org/2000/svg"/>"# : text
                    try Data(contents.utf8).write(to: pages.appendingPathComponent(name))
                }
            }
            // The modules' descriptions take as long as all the rest; `make book` makes them.
            let tool = try Tool(root: PackageFiles.root, programs: Program.folder)
            try tool.makeBook(docc: Tool.docc(), pages: pages, graphs: graphs, output: site, base: "/name")

            let files = Set(FileManager.default.enumerator(atPath: site.path)?.allObjects as? [String] ?? [])
            for lesson in Course.lessons {
                #expect(files.contains("data/documentation/course/\(lesson).json"))
                #expect(files.contains("documentation/course/\(lesson)/index.html"))
                #expect(files.contains("data/documentation/course/\(lesson)-source.json"))
            }
            #expect(figures.isSubset(of: files.map { String($0.split(separator: "/").last ?? "") }))
            for (name, text) in try Self.page("lesson-02-sigmoid") where name.hasSuffix(".svg") {
                let file = try #require(files.first { $0.hasSuffix("/\(name)") })
                #expect(try String(contentsOf: site.appendingPathComponent(file), encoding: .utf8) == text)
            }
            let sidebar = try JSONDecoder().decode(
                Sidebar.self, from: Data(contentsOf: site.appendingPathComponent("index/index.json")))
            let listed = sidebar.interfaceLanguages.values.joined().flatMap(\.paths)
                .compactMap { $0.wholeMatch(of: /\/documentation\/course\/(lesson-[a-z0-9-]+)/)?.1 }.map(String.init)
            #expect(listed.filter { $0.wholeMatch(of: /.*-(source|exercises)/) == nil } == Course.lessons)
            let page = site.appendingPathComponent("documentation/course/index.html")
            #expect(try String(contentsOf: page, encoding: .utf8).contains("\"/name/"))
            #expect(
                try String(contentsOf: site.appendingPathComponent("index.html"), encoding: .utf8)
                    .contains("url=/name/documentation/course/"))
        }
    }

    /// The list of pages beside each page.
    private struct Sidebar: Decodable {
        struct Entry: Decodable {
            let path: String?
            let children: [Entry]?

            var paths: [String] { (path.map { [$0] } ?? []) + (children ?? []).flatMap(\.paths) }
        }
        let interfaceLanguages: [String: [Entry]]
    }

    @Test("A notebook has the lesson's cells in order, and its results", arguments: Course.lessons)
    func notebook(lesson: String) throws {
        struct Notebook: Decodable {
            struct Output: Decodable { let data: [String: [String]] }
            struct Cell: Decodable {
                let id: String
                let cell_type: String
                let source: [String]
                let outputs: [Output]?
            }
            let cells: [Cell]
            let nbformat: Int
            let nbformat_minor: Int
        }
        let run = try LessonRun(lesson)
        let notebook = try JSONDecoder().decode(Notebook.self, from: Data(run.notebook.utf8))
        #expect(notebook.nbformat == 4 && notebook.nbformat_minor == 5)
        #expect(Set(notebook.cells.map(\.id)).count == notebook.cells.count)
        let told = run.blocks.filter { $0.kind != "result" }
        #expect(notebook.cells.map { $0.source.joined() } == told.map(\.text))
        #expect(notebook.cells.map(\.cell_type) == told.map { $0.kind == "code" ? "code" : "markdown" })
        let shown = notebook.cells.flatMap { $0.outputs ?? [] }
        let results = run.blocks.filter { $0.kind == "result" }
        #expect(shown.map { $0.data["text/plain"]?.joined() } == results.map(\.text))
        #expect(shown.map { $0.data["text/markdown"]?.joined() } == results.map(\.markdown))
        for (output, result) in zip(shown, results) {
            let image = output.data["text/html"]?.joined()
            #expect((image == nil) == (result.drawing == nil))
            guard let encoded = image?.firstMatch(of: /base64,([^"]+)"/)?.1 else { continue }
            let svg = try #require(Data(base64Encoded: String(encoded)))
            #expect(try Figure(String(decoding: svg, as: UTF8.self)).outside.isEmpty)
        }
    }

    @Test("The README's pictures are small, and the drawn one is lesson 7's")
    func pictures() throws {
        let folder = PackageFiles.root.appendingPathComponent("Pictures")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == ["accuracy-dark.svg", "accuracy.svg", "drawing-page.png"])
        let sizes = try names.map { try Data(contentsOf: folder.appendingPathComponent($0)).count }
        #expect(sizes.reduce(0, +) < 200_000)
        let readme = try Course.text("README.md")
        for name in names { #expect(readme.contains("\"Pictures/\(name)\"")) }
        let figures = try Self.page("lesson-07-epochs").filter { $0.value.contains("<title>Accuracy</title>") }
        #expect(figures.count == 2)
        for (name, text) in figures {
            let kept = try Course.text("Pictures/accuracy\(name.contains("~dark") ? "-dark" : "").svg")
            let difference = Transcript.difference(text, kept)
            #expect(difference == nil, "\(name): if the new figure is right, run `make pictures`")
        }
    }
}
