import Foundation
import Teach

// The pages of the book, as DocC reads them: the lessons, and what stands in the package's READMEs beside them.

/// A page of the book: its name, which is a part of its address, and its Markdown.
struct Page {
    let name: String
    var text: String
}

/// What the pages of the book are made of.
struct Book {
    /// The name of the page that leads to all others.
    static let front = "Course"
    /// The figure on it: the worst mistakes of a trained network.
    private static let cover = (lesson: "lesson-09-full-dataset", number: 2)
    /// The name of the page about the exercises. `Exercises` is that of the module that judges them.
    private static let practice = "Practice"

    let root: URL
    let lessons: [String]
    /// The modules whose documentation belongs to the book, with their public names that can be linked to.
    let modules: [String: [String]]

    /// The documents that become pages as they are, by their paths.
    private var documents: [String: String] {
        var names = [
            "Data/README.md": "Data", "Sources/Benchmark/README.md": "Benchmark",
            "Sources/Benchmark/Benchmarks.md": "Benchmarks", "Lessons/exercises/README.md": Self.practice,
        ]
        for module in modules.keys { names["Sources/\(module)/README.md"] = module }
        // A document that is a title alone is not a page yet.
        return names.filter { (try? root.text($0.key))?.contains("\n\n") ?? false }
    }

    /// All pages.
    ///
    /// - Parameter printed: What a lesson writes with `--format docc`.
    func pages(printed: (String) throws -> String) throws -> [Page] {
        let texts = try lessons.map { Page(name: $0, text: try printed($0)) }
        let glossary = Glossary(try root.text("Lessons/README.md"))
        var pages = try texts.map { page in
            let linked = glossary.linked(page.text, of: page.name, in: lessons)
            return Page(name: page.name, text: linked + (try ending(page.name)))
        }
        pages += try lessons.map { Page(name: "\($0)-source", text: try source($0)) }
        pages += lessons.compactMap { lesson in
            exercises(lesson).map { Page(name: "\(lesson)-exercises", text: $0) }
        }
        for (path, name) in documents.sorted(by: { $0.key < $1.key }) {
            pages.append(
                Page(name: name, text: linked(try root.text(path), at: path, modules[name] == nil ? nil : name)))
        }
        let sections = try self.sections()
        pages += sections
        return try pages.map(titled) + [front(texts, sections)]
    }

    /// A lesson's page with the word "Lesson" above its title; another page as it is.
    private func titled(_ page: Page) -> Page {
        guard lessons.contains(page.name), let end = page.text.firstIndex(of: "\n") else { return page }
        let kind = """


            @Metadata {
                @TitleHeading("Lesson")
            }

            @Options {
                @AutomaticSeeAlso(disabled)
            }

            """
        return Page(name: page.name, text: page.text[..<end] + kind + page.text[end...])
    }

    // MARK: Lessons

    /// What follows a lesson: where to go from there.
    private func ending(_ lesson: String) throws -> String {
        let place = lessons.firstIndex(of: lesson) ?? 0
        let before = place > 0 ? ["Before: <doc:\(lessons[place - 1])>"] : []
        let next = place + 1 < lessons.count ? ["Next: <doc:\(lessons[place + 1])>"] : []
        let names = try self.names(in: root.text("Lessons/\(lesson)/main.swift"))
        let exercises = exercises(lesson) == nil ? [] : ["<doc:\(lesson)-exercises>"]
        return """

            ## Go on

            \((next + before).joined(separator: "\n\n"))

            \(names.isEmpty ? "" : "Types in its code: \(names.map { "``\($0)``" }.joined(separator: ", ")).")

            ## Topics

            ### Beside this lesson

            \((exercises + ["<doc:\(lesson)-source>"]).map { "- \($0)" }.joined(separator: "\n"))

            """
    }

    /// The public names that a source uses, of the modules that it imports.
    private func names(in source: String) -> [String] {
        // Prose, comments and words in quotation marks name no types.
        let code = source.split(separator: "\n").filter { !$0.hasPrefix("//") }.map { line in
            // A regular expression is asked only where it may match: the book takes half a second less.
            let unquoted = line.contains("\"") ? line.replacing(/"(\\.|[^"\\])*"/, with: "") : line
            return unquoted.contains("//") ? unquoted.replacing(/\/\/.*/, with: "") : unquoted
        }
        let words = Set(code.joined(separator: "\n").matches(of: /\b[A-Z]\w+/).map { String($0.0) })
        let imported = source.matches(of: /(?m)^import (\w+)$/).map { String($0.1) }
        return imported.flatMap { module in
            (modules[module] ?? []).filter(words.contains).map { "\(module)/\($0)" }
        }
    }

    private func source(_ lesson: String) throws -> String {
        // Four marks: three may stand in a string of the program.
        return """
            # The source of lesson \(lessonNumber(lesson) ?? 0)

            The whole program; <doc:\(lesson)> is what it prints.

            ````swift
            \(try root.text("Lessons/\(lesson)/main.swift").trimmingCharacters(in: .newlines))
            ````

            """
    }

    /// The exercises of a lesson, as its file holds them: a task in comments, and a hole to be filled; nil where there
    /// is no file.
    private func exercises(_ lesson: String) -> String? {
        let path = "Lessons/exercises/\(lesson.dropFirst("lesson-".count)).swift"
        guard let source = try? root.text(path) else { return nil }
        let tasks = source.replacing(/(?m)^\/\/ ([0-9.]+  .*)\n((?:\/\/.*\n)*)/) { match in
            let task = match.2.replacing(/(?m)^\/\/ {0,6}/, with: "")
            return "```\n\n## \(match.1)\n\(task)\n```swift\n"
        }
        let first = tasks.firstRange(of: "\n## ")?.lowerBound ?? tasks.endIndex
        return """
            # The exercises of lesson \(lessonNumber(lesson) ?? 0)

            What <doc:\(lesson)> explains, to be done by yourself.

            Each leaves a hole in `\(path)`. Fill it, and `make exercises` says whether it is right.
            \(tasks[first...])```

            """
    }

    // MARK: Documents

    /// A document as a page: its links lead to other pages, or are text where there is none.
    ///
    /// - Parameter module: The module that it describes, if it does.
    private func linked(_ text: String, at path: String, _ module: String? = nil) -> String {
        let folder = URL(fileURLWithPath: "/" + path).deletingLastPathComponent()
        let documents = self.documents
        let linked = text.replacing(/\[([^\]]+)\]\(([^)#\s]+)\)/) { match in
            if match.2.contains("://") { return String(match.0) }
            let target = String(folder.appendingPathComponent(String(match.2)).standardizedFileURL.path.dropFirst())
            let lesson = lessons.first { target == "Lessons/\($0)/README.md" }
            return (lesson ?? documents[target]).map { "[\(match.1)](<doc:\($0)>)" } ?? String(match.1)
        }
        return module.map { described(linked, $0) } ?? linked
    }

    /// A module's README as its page: below its title what it is, and at its end where it is used.
    private func described(_ text: String, _ module: String) -> String {
        let users = lessons.filter { lesson in
            (try? root.text("Lessons/\(lesson)/main.swift"))?.contains("\nimport \(module)\n") ?? false
        }
        let lessons =
            users.isEmpty ? "" : " These lessons import it: \(users.map { "<doc:\($0)>" }.joined(separator: ", "))."
        let usage = "## Where it is used\n\nIt is a module of <doc:\(Self.front)>.\(lessons)\n\n"
        let titled = text.replacing(/^# .*\n/) { _ in
            "# ``\(module)``\n\n@Metadata {\n    @TitleHeading(\"Module\")\n}\n"
        }
        let topics = titled.firstRange(of: "## Topics")?.lowerBound ?? titled.endIndex
        return titled[..<topics] + (topics == titled.endIndex ? "\n" : "") + usage + titled[topics...]
    }

    /// The sections of `Lessons/README.md`, each as a page.
    private func sections() throws -> [Page] {
        let path = "Lessons/README.md"
        let parts = try root.text(path).split(separator: "\n## ").dropFirst()
        let glossary = Glossary(try root.text(path))
        return parts.map { part in
            let title = part.prefix { $0 != "\n" }
            let name = String(title).replacing(" ", with: "-")
            return Page(
                name: name, text: name == "Glossary" ? glossary.page(lessons) : "# " + linked(String(part), at: path))
        }
    }

    // MARK: The front

    private func front(_ texts: [Page], _ sections: [Page]) throws -> Page {
        let figures = texts.first { $0.name == Self.cover.lesson }?.text.matches(of: /(?m)^!\[.*$/) ?? []
        guard figures.count >= Self.cover.number else {
            throw Failure(message: "\(Self.cover.lesson) has no figure \(Self.cover.number) for the front page")
        }
        let figure = String(figures[Self.cover.number - 1].0)
        func topics(_ title: String, _ links: [String]) -> String {
            links.isEmpty ? "" : "### \(title)\n\n\(links.map { "- \($0)" }.joined(separator: "\n"))\n\n"
        }
        func page(_ name: String) -> String { "<doc:\(name)>" }
        let others = Set(documents.values).subtracting(modules.keys).subtracting([Self.practice]).sorted()
        let text = """
            # A course on neural networks

            How does a neural network learn to read handwritten digits? Each lesson is a short program in Swift, and
            this is what the programs print: text, the code that runs, and what comes out.

            @Metadata {
                @TechnologyRoot
                @TitleHeading("Neural network lessons")
            }

            ## Overview

            You begin with a network of ten nodes whose weights fit on a page, and end with one that reads more than 99
            of 100 digits and answers other programs. On the way you build every part yourself, guess before you look,
            and measure what is claimed. All 70,000 digits of MNIST come with the course. Nothing needs to be installed
            but Swift.

            These are digits that a network of lesson 9 is most sure of, and wrong. Which of them could you read?

            \(figure)

            **Begin with <doc:\(lessons.first ?? "")>.** To run it yourself, type this in the folder of the course:

                swift run \(lessons.first ?? "")

            ## Topics

            \(topics("The lessons", lessons.map(page)))\
            \(topics("To practice", documents.values.contains(Self.practice) ? [page(Self.practice)] : []))\
            \(topics("To look things up", sections.map { page($0.name) }))\
            \(topics("The modules behind the lessons", modules.keys.sorted().map { "``\($0)``" }))\
            \(topics("Data and speed", others.map(page)))
            """
        return Page(name: Self.front, text: text)
    }
}
