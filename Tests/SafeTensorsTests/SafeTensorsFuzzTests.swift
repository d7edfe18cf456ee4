import Foundation
import Numerics
import SafeTensors
import TestSupport
import Testing

/// Good files, changed at random, and files made to do harm: they give tensors or a proper error, and never stop the
/// program, nor keep it busy.
@Suite("Safetensors from nobody knows where")
struct SafeTensorsFuzzTests {
    /// The header and the data of a file.
    struct Parts {
        var header: [UInt8]
        var data: [UInt8]
    }

    static let originals: [Parts] = {
        let files = [
            SafeTensorsTests.example,
            SafeTensors([
                .init("s", [1.5] as [Double], shape: []), .init("e", [Float](), shape: [0, 784]),
                .init("", [Float(1)]),
            ]),
            SafeTensors(
                [.init("né\n\"", [1, 2, 3, 4] as [Double], shape: [2, 2])],
                metadata: ["a": "1", "b\u{1}😀": "\\"]),
            SafeTensors([]),
        ]
        return files.map { file in
            let header = Array(file.header.utf8)
            return Parts(header: header, data: file.tensors.flatMap(\.bytes))
        }
    }()

    /// What a change puts in: what means something in a header, and what doesn't belong there.
    static let alphabet =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0041", "\\ud83d\\ude00", "\\ud83d", "0", "8", "48", "-1",
            ".5", "e1", "18446744073709551616", "9223372036854775807", "4611686018427387904", "null", "true",
            "F16", "F32", "F64", "__metadata__", "dtype", "shape", "data_offsets",
            #""x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"#, " ", "\n", "\0", "é", "\u{301}",
        ].map { Array($0.utf8) } + [[0x80], [0xC3], [0xFF]]

    /// A file with one to three changes.
    static func changed(_ random: inout RandomState) -> Data {
        func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int(random.interval(UInt32(bound - 1))) }
        var parts = originals[below(originals.count)]
        var length: UInt64?
        for _ in 0...below(3) {
            let position = below(parts.header.count)
            let end = min(position + 1 + below(below(2) == 0 ? 3 : 60), parts.header.count)
            let new = alphabet[below(alphabet.count)]
            switch below(14) {
            case 0 where !parts.header.isEmpty: parts.header[position] ^= 1 << UInt8(below(8))
            // A figure becomes another, where there is one close behind.
            case 1...2:
                if let digit = parts.header[position...].firstIndex(where: { 0x30...0x39 ~= $0 }) {
                    parts.header[digit] = UInt8(0x30 + below(10))
                }
            case 3: parts.header.insert(contentsOf: new, at: position)
            case 4: parts.header.replaceSubrange(position..<end, with: new)
            case 5: parts.header.removeSubrange(position..<end)
            case 6: parts.header.insert(contentsOf: parts.header[position..<end], at: position)
            case 7: parts.header.removeSubrange(position...)
            case 8...9 where !parts.data.isEmpty: parts.data[below(parts.data.count)] ^= 1 << UInt8(below(8))
            case 10: parts.data.append(0)
            case 11: parts.data = parts.data.dropLast(1 + below(8))
            case 12: parts.header += [UInt8](repeating: 0x20, count: below(9))
            case 13: length = below(2) == 0 ? 1 << UInt64(below(64)) : UInt64(below(300))
            default: break
            }
        }
        return safeTensorsFile(length: length ?? UInt64(parts.header.count), parts.header + parts.data)
    }

    @Test("Files changed at random are read or refused, and never trap", arguments: 1...4)
    func changedFilesAreReadOrRefused(seed: Int) {
        var random = RandomState(seed: UInt32(seed))
        var valid = 0
        var complaints: [String] = []
        let rounds = Fuzz.rounds(25_000)
        for _ in 0..<rounds {
            let bytes = Self.changed(&random)
            do {
                let file = try SafeTensors(bytes, name: "fuzz")
                valid += 1
                let isWhole =
                    bytes.suffix(file.tensors.reduce(0) { $0 + $1.bytes.count }) == Data(file.tensors.flatMap(\.bytes))
                let again = file.serialized
                if try !isWhole || SafeTensors(again, name: "fuzz") != file { complaints.append("\(Array(bytes))") }
            } catch {
                let message = error.localizedDescription
                let isOneLine = message.utf8.count < 300 && message.unicodeScalars.allSatisfy { $0.value >= 0x20 }
                if !(error is DataFormatError && isOneLine && message.hasPrefix("fuzz")) { complaints.append(message) }
            }
        }
        #expect(complaints.isEmpty)
        // Enough of both, or the fuzzing would prove little.
        #expect((rounds / 10...rounds * 9 / 10).contains(valid), "\(valid)")
    }

    @Test(
        "Of the files with one byte of length or header exchanged, the 1,085 good ones are read and all others refused")
    func everyByte() throws {
        let original = Array(SafeTensorsTests.example.serialized)
        // Beyond ASCII no byte is UTF-8 by itself, so one of each kind will do: a later byte of a letter, the first of
        // two, three and four, and one that never occurs.
        let letters = Array(UInt8.min..<0x80) + [0x80, 0xC3, 0xE2, 0xF0, 0xFF]
        var valid = 0
        for position in original.indices.dropLast(56) {
            var bytes = original
            for value in position < 8 ? Array(UInt8.min...UInt8.max) : letters {
                bytes[position] = value
                if (try? SafeTensors(Data(bytes), name: "fuzz")) != nil { valid += 1 }
            }
        }
        // Each byte as it was, and what may be there as well: other letters in the names and in the metadata, and
        // other space.
        #expect(valid == 1085)
    }

    /// A header of a megabyte or so that asks for much work or much memory.
    struct HostileHeader: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        /// How the message begins, or nil when it is a good one.
        let message: String?

        init(_ name: String, _ text: String, _ message: String?) {
            testDescription = name
            self.text = text
            self.message = message
        }
    }

    static let hostile: [HostileHeader] = {
        let entries = (0..<20_000).map { #""\#($0)":{"dtype":"F64","shape":[0],"data_offsets":[0,0]}"# }
        let tooMany = (0..<65_537).map { #""\#($0)":"""# }
        let pairs = tooMany[..<65_536]
        func many(_ text: String) -> String { text.times(1_000_000) }
        return [
            .init("objects", many(#"{"":"#), #", tensor "": expected "dtype""#),
            .init("arrays", #"{"w":{"shape":"# + many("["), ", offset 23: expected a whole number"),
            .init("a long number", #"{"w":{"shape":["# + many("9"), ", offset 23: expected a whole number"),
            .init(
                "a long shape", #"{"w":{"dtype":"F64","data_offsets":[0,0],"shape":[4"# + many(",4") + "]}}",
                ", offset 186: expected no more than 64 numbers"),
            .init("a long name", #"{""# + many("x") + #"":{}}"#, #", tensor "xxxx"#),
            .init("an endless name", #"{""# + many("é"), ", offset 2000010: expected the quote"),
            .init(
                "marks", #"{""# + many("\u{301}\u{323}") + #"":{}}"#, ", offset 10: expected at most 30 combining marks"
            ),
            .init("escapes", #"{""# + #"\u0301\n"#.times(250_000) + #"":{}}"#, #", tensor ""#),
            .init("spaces", "{" + many(" ") + "}", nil),
            .init("tensors without numbers", "{" + entries.joined(separator: ",") + "}", nil),
            .init("much metadata", #"{"__metadata__":{"# + pairs.joined(separator: ",") + "}}", nil),
            .init(
                "too much metadata", #"{"__metadata__":{"# + tooMany.joined(separator: ",") + "}}",
                ", offset \(26 + pairs.joined(separator: ",").utf8.count): expected no more than 65536 names"),
        ]
    }()

    /// In a process of its own, as nobody else's memory may be counted.
    @Test("A hostile header takes a small multiple of its size", .timeLimit(.minutes(1)))
    func memory() async {
        await #expect(processExitsWith: .success) {
            let size = 4_000_000
            func many(_ text: String) -> String { text.times(size / text.utf8.count) }
            // What is refused should cost next to nothing, and what is allowed no more than what it stands for.
            let headers = [
                (#"{"w":{"shape":[0"# + many(",0") + "]}}", 1), (#"{"w":{"data_offsets":[0"# + many(",0") + "]}}", 1),
                (#"{""# + many("x") + #"":{}}"#, 5),
                (#"{"__metadata__":{"# + (0..<size / 12).map { #""\#($0)":"""# }.joined(separator: ",") + "}}", 5),
                (
                    "{"
                        + (0..<size / 53).map { #""\#($0)":{"dtype":"F64","shape":[0],"data_offsets":[0,0]}"# }
                        .joined(separator: ",") + "}", 5
                ),
            ]
            for (header, multiple) in headers {
                let file = safeTensorsFile(header)
                let before = try peakMemory()
                _ = complaint(about: file)
                #expect(try peakMemory() - before < multiple * file.count)
            }
        }
    }

    @Test("A harmful header is soon read, or refused in a short message", .timeLimit(.minutes(1)), arguments: hostile)
    func hostileHeaders(header: HostileHeader) {
        let found = complaint(about: safeTensorsFile(header.text))
        if let message = header.message {
            // Byte by byte, because a mark and the quote before it are one character.
            #expect(found?.utf8.starts(with: message.utf8) == true, "\(found ?? "read")")
            #expect((found ?? "").utf8.count < 300)
        } else {
            #expect(found == nil)
        }
    }
}
