import Foundation
import TestSupport
import Testing

@Suite("The course")
struct CourseTests {
    @Test("There are lessons, numbered from 1 without a gap")
    func order() {
        #expect(!Course.lessons.isEmpty)
        for (index, lesson) in Course.lessons.enumerated() {
            let number = index + 1
            #expect(lesson.hasPrefix(number < 10 ? "lesson-0\(number)-" : "lesson-\(number)-"))
        }
    }

    @Test("The folders in Lessons are the listed lessons, and hold a source and a transcript each")
    func folders() throws {
        let lessons = PackageFiles.root.appendingPathComponent("Lessons")
        let entries = try FileManager.default.contentsOfDirectory(atPath: lessons.path).filter { !$0.hasPrefix(".") }
        #expect(entries.sorted() == (Course.lessons + ["README.md"]).sorted())
        for lesson in Course.lessons {
            let files = try FileManager.default.contentsOfDirectory(atPath: lessons.appendingPathComponent(lesson).path)
            #expect(files.sorted() == ["README.md", "main.swift"], "\(lesson)")
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
        let source = try Course.text("Lessons/\(lesson)/main.swift")
        #expect(source.contains("\n//: # Lesson \(try #require(Int(lesson.split(separator: "-")[1]))): "))
        #expect(source.contains("**Before you read on:**"))
        #expect(source.contains("\n//: ## What we know now\n"))
        #expect(source.contains("\nresults("))
        #expect(source.contains("\n//: ## Try it\n"))
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

    @Test("The excerpt in README.md is from a transcript")
    func excerpt() throws {
        let fences = try Course.text("README.md").matches(of: /```text\n((?s).*?)```/).map { $0.1 }
        let printed = try Course.lessons.map { try Course.output(of: $0).output }
        #expect(!fences.isEmpty)
        for fence in fences {
            #expect(printed.contains { $0.contains(fence) }, "\(fence)")
        }
    }

    @Test("No file that is committed names a path of one machine")
    func paths() throws {
        let ignored = try Course.text(".gitignore").split(separator: "\n").map {
            $0.hasSuffix("/") ? $0.dropLast() : $0
        }
        let machinePath = /\/(home|Users|tmp|work|root)\//
        let files = try #require(FileManager.default.enumerator(atPath: PackageFiles.root.path))
        var count = 0
        for case let path as String in files {
            let name = path.split(separator: "/").last ?? ""
            if name == ".git" || ignored.contains(where: { $0 == name || $0 == path }) {
                files.skipDescendants()
            } else if !path.hasSuffix(".csv"), let text = try? Course.text(path) {
                count += 1
                for line in text.split(separator: "\n") where line.contains(machinePath) {
                    Issue.record("\(path): \(line)")
                }
            }
        }
        #expect(count > 50)
    }
}
