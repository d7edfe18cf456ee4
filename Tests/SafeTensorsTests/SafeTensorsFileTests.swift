import Foundation
import Numerics
import SafeTensors
import TestSupport
import Testing

/// A file that Python wrote, with what Python reads from it: `make_safetensors_fixtures.py`.
struct SafeTensorsFixture: Decodable, CustomTestStringConvertible {
    struct Tensor: Decodable {
        let name: String
        let dtype: String
        let shape: [Int]
        /// The bits of each number in hexadecimal.
        let bits: String
    }

    let name: String
    /// Whether Python's package wrote it, and not somebody who spaces and orders otherwise.
    let isFromPython: Bool
    /// In base64.
    let file: String
    let metadata: [String: String]
    let tensors: [Tensor]

    var testDescription: String { name }

    static let all = Result { try PackageFiles.fixture("safetensors.json", as: [SafeTensorsFixture].self) }
}

@Suite("Safetensors files and Python")
struct SafeTensorsFileTests {
    @Test("What Python reads from a file is read from it")
    func fixtures() throws {
        let fixtures = try SafeTensorsFixture.all.get()
        #expect(fixtures.count == 13)
        for fixture in fixtures {
            let bytes = try #require(Data(base64Encoded: fixture.file))
            let file = try SafeTensors(bytes, name: fixture.name)
            #expect(file.metadata == fixture.metadata, "\(fixture.name)")
            #expect(file.tensors.map(\.name) == fixture.tensors.map(\.name), "\(fixture.name)")
            for (tensor, expected) in zip(file.tensors, fixture.tensors) {
                #expect(tensor.dtype.rawValue == expected.dtype && tensor.shape == expected.shape, "\(fixture.name)")
                let bits = expected.bits.split(separator: " ").map { UInt64($0, radix: 16) }
                let found = tensor.doubles?.map(\.bitPattern) ?? tensor.floats?.map { UInt64($0.bitPattern) } ?? []
                #expect(found == bits, "\(fixture.name)")
            }
            // Written again it is what Python wrote.
            #expect((file.serialized == bytes) == fixture.isFromPython, "\(fixture.name)")
            #expect(try SafeTensors(file.serialized, name: "again") == file, "\(fixture.name)")
        }
    }

    @Test("A file replaces a file, a link leads to it, and nothing else is left")
    func writing() throws {
        try TemporaryFolder.with { folder in
            let url = folder.appendingPathComponent("model.safetensors")
            let link = folder.appendingPathComponent("link.safetensors")
            try Data("before".utf8).write(to: url)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: url)
            try SafeTensorsTests.example.write(to: link)
            #expect(try Data(contentsOf: url) == SafeTensorsTests.example.serialized)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == url.path)
            for url in [url, link] {
                let file = try SafeTensors(contentsOf: url)
                #expect(file == SafeTensorsTests.example && file.name == url.lastPathComponent)
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(names.sorted() == ["link.safetensors", "model.safetensors"])
        }
    }

    @Test("A new file can be written in a folder that is reached by a link")
    func linkedFolder() throws {
        try TemporaryFolder.with { folder in
            let (inside, link) = (folder.appendingPathComponent("inside"), folder.appendingPathComponent("link"))
            try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: inside)
            try SafeTensorsTests.example.write(to: link.appendingPathComponent("model.safetensors"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: inside.path) == ["model.safetensors"])
        }
    }

    @Test("What can't be written leaves everything as it was, and says why")
    func failures() throws {
        try TemporaryFolder.with { folder in
            func message(_ path: String) -> String? {
                let url = folder.appendingPathComponent(path)
                let error = #expect(throws: CocoaError.self) { try SafeTensorsTests.example.write(to: url) }
                #expect(error?.code.concernsWriting == true)
                return error?.localizedDescription
            }
            let missing = folder.appendingPathComponent("none")
            #expect(message("none/model.safetensors") == "there is no folder \(missing.path); make it first")
            let inside = folder.appendingPathComponent("folder")
            try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: false)
            #expect(message("folder") == "\(inside.path) is a folder; name a file in it")
            let link = folder.appendingPathComponent("link")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: missing)
            #expect(message("link") == "\(link.path) is there and not a file; choose another name")
            try Data().write(to: folder.appendingPathComponent("file"))
            #expect(message("file/model.safetensors") != nil)
            let names = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
            #expect(names.sorted() == ["file", "folder", "link"])
        }
        // A device would be replaced by a file, if one may.
        let device = URL(fileURLWithPath: "/dev/null")
        #expect(
            #expect(throws: CocoaError.self) { try SafeTensorsTests.example.write(to: device) }?.localizedDescription
                == "/dev/null is there and not a file; choose another name")
        let address = try #require(URL(string: "https://example.org/model.safetensors"))
        #expect(
            #expect(throws: CocoaError.self) { try SafeTensorsTests.example.write(to: address) }?.localizedDescription
                == "https://example.org/model.safetensors is not the address of a file; name one")
    }

    @Test(
        "A folder in which one may not write stays as it was",
        .enabled(if: geteuid() != 0, "root may write everywhere"))
    func readOnlyFolder() throws {
        try TemporaryFolder.with { folder in
            let url = folder.appendingPathComponent("model.safetensors")
            try Data("before".utf8).write(to: url)
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
            #expect(
                #expect(throws: CocoaError.self) { try SafeTensorsTests.example.write(to: url) }?.localizedDescription
                    == "you may not write \(url.path); ask the owner of its folder for the permission")
            #expect(try Data(contentsOf: url) == Data("before".utf8))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["model.safetensors"])
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
        }
    }

    @Test("A file that is missing or broken is named")
    func reading() throws {
        try TemporaryFolder.with { folder in
            let url = folder.appendingPathComponent("model.safetensors")
            let error = #expect(throws: CocoaError.self) { try SafeTensors(contentsOf: url) }
            #expect(error?.code == .fileReadNoSuchFile)
            #expect(error?.localizedDescription == "there is no file \(url.path); check its name and its folder")
            let bytes = SafeTensorsTests.example.serialized
            for count in 0..<bytes.count {
                try bytes.prefix(count).write(to: url)
                let error = #expect(throws: DataFormatError.self) { try SafeTensors(contentsOf: url) }
                #expect(error?.file == "model.safetensors")
            }
        }
    }

    @Test("Python reads what is written", .enabled(if: Python.hasSafeTensors, "Python has no safetensors or no NumPy"))
    func readByPython() throws {
        var random = RandomState(seed: 1)
        let matrix = random.normal(mean: 0, standardDeviation: 1, 90, 784)
        let file = SafeTensors(
            [
                .init("hidden.weight", matrix),
                .init("special", [Double.nan, -.infinity, -0.0, .leastNonzeroMagnitude]),
                .init("floats", FloatMatrix(matrix)), .init("one", [Float(-2.5)], shape: []),
                .init("empty", [Float](), shape: [0, 784]), .init("", [Float(1)]),
                .init("\"\\\u{1F}\n né😀", [Float(2)]),
            ], metadata: ["activation": "sigmoid", "é\n": "\"😀\""])
        // Each tensor in a line: name, type and shape, and its bytes; and the metadata at the end.
        let script = """
            import json, sys
            from safetensors import safe_open
            from safetensors.numpy import load_file
            arrays = load_file(sys.argv[1])
            for name, array in arrays.items():
                print(json.dumps([name, array.dtype.str, str(array.shape), array.tobytes().hex()]))
            metadata = safe_open(sys.argv[1], "np").metadata()
            print(json.dumps([text for pair in sorted(metadata.items()) for text in pair]))
            """
        try TemporaryFolder.with { folder in
            let url = folder.appendingPathComponent("model.safetensors")
            try file.write(to: url)
            let result = try Python.run(script, [url.path])
            #expect(result.status == 0, "\(result.errors)")
            let lines = try result.output.split(separator: "\n").map {
                try JSONDecoder().decode([String].self, from: Data($0.utf8))
            }
            let expected = file.tensors.map { tensor in
                [
                    tensor.name, tensor.dtype == .f64 ? "<f8" : "<f4",
                    tensor.shape.isEmpty
                        ? "()"
                        : tensor.shape.count == 1
                            ? "(\(tensor.shape[0]),)"
                            : "\(tensor.shape)"
                                .replacingOccurrences(of: "[", with: "(").replacingOccurrences(of: "]", with: ")"),
                    tensor.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(),
                ]
            }
            #expect(Set(lines.dropLast()) == Set(expected) && lines.count == expected.count + 1)
            #expect(lines.last == ["activation", "sigmoid", "é\n", "\"😀\""])
        }
    }
}
