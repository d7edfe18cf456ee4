import Foundation
import MNIST
import Numerics
import TestSupport
import Testing

@Suite("lesson-16-save-model")
struct Lesson16SaveModel {
    static let name = "lesson-16-save-model"

    private static let model = "A model worth keeping"
    private static let equal = "Equal to the last bit"
    private static let appendix = "Appendix: bytes and damage"

    /// A short run, for what doesn't depend on how well the network reads.
    private static let testCount = 1000
    private static let quick = ["--digits", "1000", "--epochs", "1", "--test-digits", "\(testCount)"]

    static let claims = Claims(name, quick: ["--digits", "10000", "--epochs", "3", "--test-digits", "2000"]) {
        Claim("The error rate is the same before and after, to the last digit, and so are all weights") { run in
            let rates = try [percent(run.text(under: model, 2)), percent(run.text(under: equal, 1))]
            let same = try run.text(under: equal, 2) == "True"
            return (rates[0] == rates[1] && same && (run.isWhole ? 1.1...1.8 : 1.1...6).contains(rates[0]), rates)
        }
        Claim("With tanh for ReLU, or without deskewing, many more are misread; the divisor changes next to nothing") {
            run in
            let rates = try lies(run)
            let isManyMore = rates[1] > (run.isWhole ? 4 : 1.5) * rates[0]
            return (isManyMore && abs(rates[2] - rates[0]) < 0.6 && rates[3] > 12, rates)
        }
        Claim("The lowest bit of a bias changes nothing, and the highest of its exponent a great deal") { run in
            let rates = try run.table(with: "flipped")[2].words.map(percent)
            return (rates[0] == rates[1] && rates[2] > rates[0] + 8, rates)
        }
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    private static func percent(_ text: String) throws -> Double {
        try #require(Double(text.dropLast(2)))
    }

    private static func lies(_ run: LessonRun) throws -> [Double] {
        try run.table(with: "in the file")[1].words.map(percent)
    }

    /// What the lesson shows of the header, without the line breaks that it puts in.
    private static func header(_ run: LessonRun) throws -> String {
        try run.text(under: "What the file says").replacing("\n", with: "")
    }

    @Test("It reads as well as the networks of lesson 15 that learned in four epochs")
    func lesson15() throws {
        let trials = try LessonRun("lesson-15-better").table(with: "test accuracy")
        let four = try #require(trials[0].words.firstIndex(of: "upright, 4 epochs"))
        let accuracy = try #require(Double(trials[2].words[four].prefix(6)))
        let rate = try Self.percent(LessonRun(Self.name).text(under: Self.model, 2))
        #expect(abs(rate - 100 * (1 - accuracy)) < 0.25)
    }

    @Test("The header holds the layers and the transform, and with the numbers makes up the file")
    func header() throws {
        let run = try LessonRun(Self.name)
        let header = try Self.header(run)
        #expect((header.utf8.count + 7) / 8 * 8 == 560)
        #expect(try run.numbers(under: Self.appendix, 1) == [8 + 560 + 4 * 71_560])
        let object = try JSONSerialization.jsonObject(with: Data(header.utf8)) as? [String: [String: Any]]
        #expect(
            object?["__metadata__"] as? [String: String] == [
                "model": "sequential", "inputs": "784", "layers": "2", "dense.units": "90", "dense.activation": "relu",
                "dense_1.units": "10", "dense_1.activation": "softmax", "input.deskewed": "true",
                "input.divisor": "255.0", "input.factor": "1.0", "input.offset": "0.0",
            ])
        #expect(object?["dense_1.kernel"]?["shape"] as? [Int] == [90, 10])
    }

    @Test("A lie that contradicts the tensors is found, whatever the size of the model", arguments: [90, 1, 332])
    func found(nodes: Int) throws {
        let run = try LessonRun(
            Self.name, nodes == 90 ? [] : Self.quick + ["--hidden-nodes", "\(nodes)"])
        let text = try run.text(under: "What nobody notices", 1)
        #expect(text.contains("\(nodes + 1)") && text.contains("\(nodes)") && text != "loaded", "\(text)")
        let lines = try run.text(under: Self.appendix, 3).split(separator: "\n")
        let reasons = lines.filter { $0.hasPrefix("    expected ") }
        #expect(reasons.count == 6 && Set(reasons).count == 6 && !lines.contains("loaded"))
    }

    @Test("The small file is what the text says of it")
    func small() throws {
        let run = try LessonRun(Self.name)
        let lines = try run.text(under: Self.appendix, 2).split(separator: "\n")
        let bytes = lines.flatMap { $0.prefix(48).split(separator: " ").compactMap { UInt8($0, radix: 16) } }
        let header = #"{"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  "#
        #expect(bytes == [56, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [0, 0, 0x80, 0x3F, 0, 0, 0xD0, 0xC0])
        #expect(lines.map { $0.dropFirst(50).dropLast() }.joined() == "8......." + header + "...?....")
    }

    @Test("With tanh about one digit in seven is misread here, and more than one in five without deskewing")
    func cost() throws {
        let rates = try Self.lies(LessonRun(Self.name))
        #expect((13...16).contains(rates[1]) && rates[3] > 20 && rates[3] < 25)
    }

    @Test("With the flipped exponent no 9 is read as one")
    func flipped() throws {
        let table = try LessonRun(Self.name).table(with: "flipped")
        let biases = try table[1].words.map { try #require(Double($0)) }
        #expect(biases[1] != biases[0] && abs(biases[1] / biases[0] - 1) < 1e-6)
        #expect(biases[0] < 0 && abs(biases[2] / biases[0] / pow(2, 128) - 1) < 1e-6)
        // Of the test digits 10.09 % are nines, and a few of them had been misread before.
        #expect(try Digits.test().count { $0.label == 9 } == 1009)
        let rates = try table[2].words.map(Self.percent)
        #expect((8...10.09).contains(rates[2] - rates[0]))
    }

    /// A run without `--output`, and one with it, where a file of that name was; after each what was in the folder in
    /// which they worked and made their temporary files.
    static let saved = Result {
        try TemporaryFolder.with { folder in
            func run(_ arguments: [String]) throws -> (blocks: [LessonRun.Block], names: [String]) {
                let result = try Program.run(
                    name, quick + arguments + ["--format", "json"], environment: ["TMPDIR": folder.path],
                    directory: folder)
                guard result.status == 0 else { throw LessonRunError(result.errors) }
                let run = try LessonRun(lesson: name, quick + arguments, output: result.output)
                return (run.blocks, try FileManager.default.contentsOfDirectory(atPath: folder.path))
            }
            let plain = try run([])
            let url = folder.appendingPathComponent("digits.safetensors")
            try Data("before".utf8).write(to: url)
            return (plain, kept: try run(["--output", "digits.safetensors"]), file: try Data(contentsOf: url))
        }
    }

    @Test("Nothing is left behind; with --output the file is, replaces what was there, and nothing else changes")
    func output() throws {
        let (plain, kept, file) = try Self.saved.get()
        #expect(plain.names.isEmpty && kept.names == ["digits.safetensors"])
        func shown(_ blocks: [LessonRun.Block]) -> [String] { blocks.filter { $0.kind == "result" }.map(\.text) }
        #expect(shown(kept.blocks) == shown(plain.blocks) && !shown(plain.blocks).isEmpty)
        #expect(file.count == 286_808)
    }

    @Test("Where no file can be written, the lesson ends before the training, with 70 and one line")
    func unwritable() throws {
        try TemporaryFolder.with { folder in
            let missing = folder.appendingPathComponent("none/digits.safetensors").path
            for path in [folder.path, missing] {
                let result = try Program.run(Self.name, ["--output", path])
                #expect(result.status == 70 && !result.wasKilled && result.output.isEmpty)
                #expect(result.errors.hasPrefix("\(Self.name): ") && result.errors.split(separator: "\n").count == 1)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test(
        "The lines of Python in the appendix answer as the model does",
        .enabled(if: Python.hasSafeTensors, "Python has no safetensors or no NumPy"))
    func python() throws {
        let (_, kept, file) = try Self.saved.get()
        let prose = kept.blocks.filter { $0.kind == "prose" }.map(\.text).joined(separator: "\n")
        let start = try #require(prose.range(of: "    import numpy as np\n")).lowerBound
        let lines = prose[start...].split(separator: "\n").prefix { $0.hasPrefix("    ") }
        let code = lines.map { $0.dropFirst(4) }.joined(separator: "\n")
        let script = """
            import sys, os
            import numpy as np
            labels = np.fromfile(sys.argv[1] + "/t10k-labels-idx1-ubyte", np.uint8, \(Self.testCount), offset=8)
            pixels = np.fromfile(sys.argv[2] + "/upright", np.float32).reshape(-1, 784)
            os.chdir(sys.argv[2])
            \(code)
            print(f"{100 * np.mean(answers != labels):.2f} %")
            """
        try TemporaryFolder.with { folder in
            try file.write(to: folder.appendingPathComponent("digits.safetensors"))
            let data = PackageFiles.root.appendingPathComponent("Data").path
            let upright = try Deskewing.deskewed(Digits.test().first(Self.testCount).pixels).elements
            try upright.withUnsafeBytes { Data($0) }.write(to: folder.appendingPathComponent("upright"))
            let result = try Python.run(script, [data, folder.path])
            #expect(result.status == 0, "\(result.errors)")
            let rates = kept.blocks.filter { $0.kind == "result" && $0.text.hasSuffix(" %") }.map(\.text)
            #expect(rates.count == 2 && result.output.split(separator: "\n").last.map(String.init) == rates.last)
        }
    }
}
