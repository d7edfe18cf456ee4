import Foundation
import TestSupport
import Testing

@Suite("The course")
struct CourseTests {
    @Test("Package.swift lists the lessons in their order, each with the modules that it imports")
    func manifest() throws {
        let rows = try Course.text("Package.swift").matches(of: /(?m)^    \("(lesson-[^"]*)", \[(.*)\]\),$/)
        #expect(!rows.isEmpty)
        #expect(rows.map { String($0.1) } == Course.lessons)
        for row in rows {
            let source = try Course.text("Lessons/\(row.1)/main.swift")
            let imports = source.matches(of: /(?m)^import (\w+)$/).map { String($0.1) }
            let modules = row.2.matches(of: /"(\w+)"/).map { String($0.1) }
            // All lessons are given these; Foundation comes with Swift.
            #expect(modules.sorted() == imports.filter { !["Foundation", "Numerics", "Teach"].contains($0) }.sorted())
        }
    }

    @Test("A lesson's name has a number of its own, and its folder a source and a transcript")
    func folders() throws {
        let numbers = Course.lessons.map { $0.wholeMatch(of: /lesson-([0-9]{2})-[a-z-]+/)?.1 }
        #expect(!numbers.contains(nil) && Set(numbers).count == numbers.count)
        for lesson in Course.lessons {
            let folder = PackageFiles.root.appendingPathComponent("Lessons/\(lesson)").path
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            // What the long training of lesson 15 has led to is kept, and the drawn digits of lesson 17.
            let others = ["lesson-15-better": ["sixty-epochs.csv"], "lesson-17-deploy": ["drawings.json"]]
            #expect(Set(files) == Set(["README.md", "main.swift"] + others[lesson, default: []]), "\(lesson)")
        }
    }

    @Test("A lesson has a test suite of its name, and a row in both READMEs, in order", arguments: Course.lessons)
    func mentioned(lesson: String) throws {
        #expect(try Course.text("Tests/LessonTests/\(lesson).swift").contains("@Suite(\"\(lesson)\")"))
        for readme in ["README.md", "Lessons/README.md"] {
            #expect(try Course.text(readme).contains("`\(lesson)`"), "\(readme)")
        }
    }

    @Test("Both READMEs name the lessons in their order", arguments: ["README.md", "Lessons/README.md"])
    func readmeOrder(readme: String) throws {
        let rows = try Course.text(readme).split(separator: "\n").filter {
            $0.hasPrefix("| [`lesson-") || $0.hasPrefix("| `lesson-")
        }
        let names = rows.compactMap { $0.firstMatch(of: /`(lesson-[0-9a-z-]+)`/).map { String($0.1) } }
        #expect(names == Course.lessons)
    }

    @Test("A lesson asks for predictions, says what it has shown and what to try", arguments: Course.lessons)
    func parts(lesson: String) throws {
        let run = try LessonRun(lesson)
        let prose = run.blocks.filter { $0.kind == "prose" }.map(\.text).joined(separator: "\n")
        let number = try #require(Int(lesson.split(separator: "-")[1]))
        #expect(prose.hasPrefix("# Lesson \(number): "))
        #expect(prose.contains("**Before you read on:**"))
        #expect(prose.contains("\n## What we know now\n"))
        #expect(prose.contains("\n## Try it\n"))
        let results = try run.table(with: "what came out")
        #expect(!results[0].words.isEmpty && Set(results[0].words) == ["\(number)"])
    }

    @Test("Prose stands at the left margin, and names no lesson that doesn't exist", arguments: Course.lessons)
    func prose(lesson: String) throws {
        let source = try Course.text("Lessons/\(lesson)/main.swift")
        for line in source.split(separator: "\n") where line.contains("//:") {
            #expect(line.hasPrefix("//:"), "\(line)")
        }
        for name in source.matches(of: /lesson-[0-9]{2}-[a-z-]+/) {
            #expect(Course.lessons.contains(String(name.0)), "\(name.0)")
        }
    }

    @Test("The table of results in Lessons/README.md has the rows of all transcripts, in order")
    func results() throws {
        // The lessons print other tables too; this one is known by its heading.
        let head = "| lesson | what was tried | what came out |\n| ---: | --- | --- |\n"
        func rows(_ text: String) throws -> [Substring] {
            let start = try #require(text.firstRange(of: head)).upperBound
            return text[start...].split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("|") }
        }
        let expected = try Course.lessons.flatMap { try rows(Course.text("Lessons/\($0)/README.md")) }
        #expect(try rows(Course.text("Lessons/README.md")) == expected)
    }

    @Test("The excerpt in README.md is from what lessons print")
    func excerpt() throws {
        let fences = try Course.text("README.md").matches(of: /```text\n((?s).*?)```/).map { $0.1 }
        let printed = try Course.lessons.map { try LessonRun($0).terminal }
        #expect(!fences.isEmpty)
        for fence in fences {
            #expect(printed.contains { $0.contains(fence) }, "\(fence)")
        }
    }

    @Test("What a link in a document leads to is there")
    func links() throws {
        var count = 0
        for document in try Course.files() where document.hasSuffix(".md") {
            let folder = PackageFiles.root.appendingPathComponent(document).deletingLastPathComponent()
            for link in try Course.text(document).matches(of: /\]\(([^)\s#]+)/) where !link.1.contains("://") {
                count += 1
                let target = folder.appendingPathComponent(String(link.1)).path
                #expect(FileManager.default.fileExists(atPath: target), "\(document) has a link to \(link.1)")
            }
        }
        #expect(count >= Course.lessons.count)
    }

    @Test("No file that is committed names a path of one machine")
    func paths() throws {
        let machinePath = "/(home|Users|tmp|work|root)/[A-Za-z0-9]"
        let files = try Course.files().filter { !$0.hasSuffix(".csv") && !$0.hasSuffix("-ubyte") }
        #expect(files.count > 50)
        for path in files {
            // A file's first place will do. Foundation's search takes a tenth of the time of `Regex`, which would be
            // asked of each line.
            guard let text = try? Course.text(path),
                let place = text.range(of: machinePath, options: .regularExpression)
            else { continue }
            Issue.record("\(path): \(text[text.lineRange(for: place)])")
        }
    }
}
