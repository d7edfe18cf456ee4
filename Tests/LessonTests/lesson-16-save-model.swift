import Foundation
import MNIST
import Numerics
import SafeTensors
import TestSupport
import Testing

@Suite("lesson-16-save-model")
struct Lesson14SaveModel {
    static let name = "lesson-16-save-model"

    private static let shared = Result { try LessonRun(name) }
    private let run: LessonRun

    init() throws {
        run = try Self.shared.get()
    }

    private static let dump = "show(dump(tiny.serialized))"
    private static let flips = #"Column("error rate", outcomes.map(\.errorRate)))"#

    /// What the lesson shows of the header, without the line breaks that it puts in.
    private static func header(_ run: LessonRun) throws -> String {
        try run.text(of: #".replacing("},", with: "},\n"))"#).replacing("\n", with: "")
    }

    private static func percent(_ text: String) throws -> Double {
        try #require(Double(text.dropLast(2)))
    }

    @Test("The error rate is the same before and after, to the last digit, and so are all weights")
    func same() throws {
        let before = try run.text(of: "show(before)")
        #expect(try run.text(of: "show(after)") == before)
        #expect(before.wholeMatch(of: /[0-9]+\.[0-9]{2} %/) != nil)
        #expect(try run.text(of: "show(loaded.model.weights == original)") == "True")
    }

    @Test("It is the model of lesson 14, which read all but 3.2 to 4.2 %")
    func lesson14() throws {
        let before = try run.text(of: "show(before)")
        #expect(try (3.2...4.2).contains(Self.percent(before)))
        #expect(try LessonRun("lesson-14-optimizers").text(of: "show(errorRate(rmsprop.test))") == before)
    }

    @Test("The small file is what the text says of it")
    func small() throws {
        let lines = try run.text(of: Self.dump).split(separator: "\n")
        let bytes = lines.flatMap { $0.prefix(48).split(separator: " ").compactMap { UInt8($0, radix: 16) } }
        let header = #"{"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  "#
        #expect(bytes == [56, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [0, 0, 0x80, 0x3F, 0, 0, 0xD0, 0xC0])
        #expect(lines.map { $0.dropFirst(50).dropLast() }.joined() == "8......." + header + "...?....")
    }

    @Test("The number in four bytes")
    func number() throws {
        #expect(try run.text(of: "show(bits(number))") == "1 10000001 10100000000000000000000")
        #expect(try run.text(of: "show(bits(1))") == "0 01111111 00000000000000000000000")
        #expect(try run.numbers(of: "show(exponent, fraction)") == [129, 0.625])
        #expect(try run.numbers(of: "show(-(1 + fraction) * pow(2, Double(exponent - 127)))") == [-6.5])
    }

    @Test("The header's length, its text and the numbers make up the file")
    func size() throws {
        let length = try run.numbers(of: "show(length)")[0]
        let header = try Self.header(run)
        #expect(length == 536 && Double((header.utf8.count + 7) / 8 * 8) == length)
        #expect(try run.numbers(of: "show(bytes.count)")[0] == 8 + length + 4 * 71_560)
        let object = try JSONSerialization.jsonObject(with: Data(header.utf8)) as? [String: [String: Any]]
        #expect(
            object?["__metadata__"] as? [String: String] == [
                "model": "sequential", "inputs": "784", "layers": "2", "dense.units": "90", "dense.activation": "relu",
                "dense_1.units": "10", "dense_1.activation": "softmax", "input.divisor": "255.0",
                "input.factor": "0.99",
                "input.offset": "0.01",
            ])
        #expect(object?["dense_1.kernel"]?["shape"] as? [Int] == [90, 10])
    }

    @Test(
        "Every damaged file is refused for a reason of its own, whatever the size of the model",
        arguments: [90, 10, 1, 332])
    func damaged(nodes: Int) throws {
        let run =
            nodes == 90
            ? run : try LessonRun(Self.name, ["--epochs", "1", "--hidden-nodes", "\(nodes)"])
        let text = try run.text(of: ".joined(separator: \"\\n\"))")
        let reasons = text.split(separator: "\n").filter { $0.hasPrefix("    expected ") }
        #expect(reasons.count == 10 && Set(reasons).count == 10, "\(text)")
        #expect(
            text.contains(", an overlap") && text.contains("from 1 to \((1 << 18) - 784)\n")
                && !text.contains("  loaded"))
    }

    @Test("A flipped bit among the numbers is not noticed; the lowest changes nothing, that of the exponent much")
    func flipped() throws {
        let table = try run.values(of: Self.flips)
        #expect(table[3].words[0] == (try run.text(of: "show(before)")) && table[3].words[1] == table[3].words[0])
        let biases = try table[1].words.map { try #require(Double($0)) }
        #expect(biases[1] != biases[0] && abs(biases[1] / biases[0] - 1) < 1e-6)
        // Of the test digits 10.09 % are 9s, and none of them is read as one any more.
        #expect(try Self.percent(table[3].words[2]) - Self.percent(table[3].words[0]) > 8)
        #expect(try Digits.test().count { $0.label == 9 } == 1009)
        #expect(biases[2] < -1e30)
        let exponents = try table[2].words.map { try #require(Int($0)) }
        #expect(exponents[1] == exponents[0] && exponents[2] == exponents[0] + 128)
    }

    @Test("A lie that contradicts nothing is believed")
    func believed() throws {
        let rates = try run.values(of: #"Column("error rate", lies.map(\.errorRate)))"#)[1].words.map(Self.percent)
        let before = try Self.percent(run.text(of: "show(before)"))
        // "More than a quarter", and "costs little".
        #expect(rates[0] > 25 && rates[1] > before - 0.5 && rates[1] < before + 0.5)
    }

    @Test(
        "Nothing is left behind; with --output the file is, replaces what was there, and nothing else of the text changes"
    )
    func output() throws {
        try TemporaryFolder.with { folder in
            let arguments = ["--epochs", "1"]
            func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path) }
            let environment = ["TMPDIR": folder.path]
            let plain = try Program.run(Self.name, arguments, environment: environment, directory: folder)
            #expect(plain.status == 0)
            #expect(try names().isEmpty)
            let url = folder.appendingPathComponent("digits.safetensors")
            try Data("before".utf8).write(to: url)
            let kept = try Program.run(
                Self.name, arguments + ["--output", "digits.safetensors"], environment: environment, directory: folder)
            #expect(kept.status == 0 && kept.output == plain.output)
            #expect(try names() == ["digits.safetensors"])
            #expect(try Data(contentsOf: url).count == 286_784)
        }
    }

    @Test("A file that can't be written ends the lesson with 70 and one line")
    func unwritable() throws {
        try TemporaryFolder.with { folder in
            let missing = folder.appendingPathComponent("none/digits.safetensors").path
            for path in [folder.path, missing] {
                let result = try Program.run(Self.name, ["--epochs", "1", "--output", path])
                #expect(result.status == 70 && !result.wasKilled)
                #expect(result.errors.hasPrefix("\(Self.name): ") && result.errors.split(separator: "\n").count == 1)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test(
        "The lines of Python that the lesson quotes answer as the model does",
        .enabled(if: Python.hasSafeTensors, "Python has no safetensors or no NumPy"))
    func python() throws {
        let source = try Course.text("Lessons/\(Self.name)/main.swift")
        let start = try #require(source.range(of: "//:     import numpy as np\n")).lowerBound
        let lines = source[start...].split(separator: "\n").prefix { $0.hasPrefix("//:    ") || $0 == "//:" }
        let code = lines.map { $0.dropFirst("//:     ".count) }.joined(separator: "\n")
        let script = """
            import sys, os
            import numpy as np
            labels = np.fromfile(sys.argv[1] + "/t10k-labels-idx1-ubyte", np.uint8, offset=8)
            pixels = np.fromfile(sys.argv[1] + "/t10k-images-idx3-ubyte", np.uint8, offset=16).reshape(-1, 784)
            os.chdir(sys.argv[2])
            \(code)
            print(f"{100 * np.mean(answers != labels):.2f} %")
            """
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("digits.safetensors").path
            let run = try LessonRun(Self.name, ["--output", file])
            let data = PackageFiles.root.appendingPathComponent("Data").path
            let result = try Python.run(script, [data, folder.path])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.split(separator: "\n").last.map(String.init) == (try run.text(of: "show(after)")))
        }
    }
}
