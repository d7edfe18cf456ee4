import Foundation
import HTTPServer
import TestSupport
import Testing

@testable import course

@Suite("The tool behind the Makefile")
struct CourseToolTests {
    private func tool() throws -> Tool {
        try Tool(root: PackageFiles.root, programs: Program.folder)
    }

    @Test("The lessons are those of the package, in order")
    func list() throws {
        #expect(try tool().lessons == Course.lessons)
        #expect(try Program.run("course", ["list"]).output == Course.lessons.joined(separator: "\n") + "\n")
    }

    @Test(
        "A lesson is found by its number and by its name", arguments: ["3", "03", "lesson-3", "lesson-03-feedforward"])
    func name(word: String) throws {
        #expect(try tool().lesson(word) == "lesson-03-feedforward")
    }

    @Test("There is no other lesson", arguments: ["", "0", "99", "-3", "lesson-", "feedforward"])
    func noName(word: String) throws {
        #expect(throws: Failure.self) { try tool().lesson(word) }
    }

    @Test(
        "A wrong command ends the tool with 64 and its usage",
        arguments: [[], ["lists"], ["all", "--fast"], ["results", "3"]])
    func usage(arguments: [String]) throws {
        let result = try Program.run("course", arguments)
        #expect(result.status == 64 && result.output.isEmpty && result.errors.contains("Usage: course list"))
    }

    @Test("Transcripts are written by programs that end well, and the results are joined in order")
    func transcripts() throws {
        try TemporaryFolder.with { root in
            let head = "| lesson | what was tried | what came out |\n| ---: | --- | --- |\n"
            try write(
                "# Lessons\n\n\(head)| 9 | old | row |\n\nEnd.\n", to: root.appendingPathComponent("Lessons/README.md"))
            for number in 1...3 {
                let name = "lesson-0\(number)-x"
                let table = head + "| \(number) | new | row |\n\nText.\n"
                try write(table, to: root.appendingPathComponent("Lessons/\(name)/README.md"))
                // The third writes a part of its text and fails.
                let script =
                    "#!/bin/sh\nprintf 'Printed with %s %s.\\n\\n' $1 $2\n"
                    + (number == 3 ? "exit 65\n" : "cat <<'END'\n\(table)END\n")
                let program = root.appendingPathComponent("programs/\(name)")
                try write(script, to: program)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
            }
            let tool = try Tool(root: root, programs: root.appendingPathComponent("programs"))
            let failure = #expect(throws: Failure.self) { try tool.writeTranscripts(tool.lessons) }
            #expect(failure?.message == "lesson-03-x ended with status 65")
            let texts = try tool.lessons.map {
                try String(contentsOf: root.appendingPathComponent("Lessons/\($0)/README.md"), encoding: .utf8)
            }
            #expect(texts.map { $0.hasPrefix("Printed with --format markdown.\n") } == [true, true, false])
            for lesson in tool.lessons {
                let folder = root.appendingPathComponent("Lessons/\(lesson)").path
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["README.md"])
            }
            try tool.writeResults()
            #expect(
                try String(contentsOf: root.appendingPathComponent("Lessons/README.md"), encoding: .utf8)
                    == "# Lessons\n\n\(head)| 1 | new | row |\n| 2 | new | row |\n| 3 | new | row |\n\nEnd.\n")
        }
    }

    @Test("Where a transcript is missing, the results name it")
    func missingTranscript() throws {
        try TemporaryFolder.with { root in
            try write("", to: root.appendingPathComponent("Lessons/lesson-01-x/main.swift"))
            let tool = try Tool(root: root, programs: root)
            let failure = #expect(throws: Failure.self) { try tool.writeResults() }
            #expect(failure?.status == 66 && failure?.message.hasPrefix("Lessons/lesson-01-x/README.md can't") == true)
        }
    }

    private func write(_ text: String, to file: URL) throws {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    @Test("A text without a table of results is left alone")
    func noTable() {
        #expect(ResultsTable.joined("No table.", from: []) == nil)
    }

    @Test("The book takes a path and a preview, and nothing else")
    func bookOptions() throws {
        #expect(try BookOptions([]) == BookOptions())
        #expect(try BookOptions(["--preview", "--base", "/a/b-c"]) == BookOptions(base: "/a/b-c", isPreviewed: true))
        for words in [["--base"], ["--base", "name"], ["--base", "/name/"], ["--base", "/a\"b"], ["now"]] {
            let result = try Program.run("course", ["book"] + words)
            #expect(result.status == 64 && result.output.isEmpty, "\(words)")
            #expect(result.errors.split(separator: "\n").count == 1 && result.errors.contains("--base"))
        }
    }

    @Test("The preview serves a folder's files at their paths, and nothing else")
    func preview() throws {
        try TemporaryFolder.with { root in
            let site = root.appendingPathComponent("site")
            try write("<p>start</p>", to: site.appendingPathComponent("index.html"))
            try write("{}", to: site.appendingPathComponent("data/a(b:)[c].json"))
            try write("secret", to: root.appendingPathComponent("secret"))
            let server = try Tool.server(of: site, base: "/name")
            server.start()
            defer { server.stop() }
            let client = HTTPClient(server.address)
            for path in ["/name", "/name/", "/name/index.html"] {
                let answer = try client.get(path)
                #expect(answer.status == 200 && answer.body == "<p>start</p>")
            }
            #expect(try client.get("/name/data/a(b:)%5Bc%5D.json").body == "{}")
            for path in ["/", "/name/../secret", "/secret", "/name/data", "/name/data/"] {
                #expect(try client.get(path).status == 404, "\(path)")
            }
        }
    }
}
