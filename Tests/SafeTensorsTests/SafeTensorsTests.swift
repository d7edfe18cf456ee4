import Foundation
import Numerics
import SafeTensors
import TestSupport
import Testing

/// A safetensors file from the text of its header, and data.
func safeTensorsFile(_ header: String, _ data: [UInt8] = []) -> Data {
    safeTensorsFile(length: UInt64(header.utf8.count), Array(header.utf8) + data)
}

/// A safetensors file from the length it claims for its header, and what follows.
func safeTensorsFile(length: UInt64, _ rest: [UInt8]) -> Data {
    Data((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + rest)
}

/// What is said about a file when it is refused, without its name.
func complaint(about file: Data) -> String? {
    let prefix = "model.safetensors"
    do {
        _ = try SafeTensors(file, name: prefix)
        return nil
    } catch {
        let message = error.localizedDescription
        guard error is DataFormatError, message.hasPrefix(prefix) else { return "not as it should be: \(message)" }
        return String(message.dropFirst(prefix.count))
    }
}

@Suite("Safetensors")
struct SafeTensorsTests {
    /// The specification's example.
    static let example = SafeTensors(
        [.init("w", Matrix(2, 3, repeating: 1)), .init("b", [Float](repeating: 0, count: 2))],
        metadata: ["format": "np"])

    @Test("The specification's example is written byte for byte, and read")
    func specification() throws {
        let header =
            #"{"__metadata__":{"format":"np"},"w":{"dtype":"F64","shape":[2,3],"data_offsets":[0,48]},"#
            + #""b":{"dtype":"F32","shape":[2],"data_offsets":[48,56]}}"#
        #expect(Self.example.header == header)
        let one: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
        let data = (0..<6).flatMap { _ in one } + [UInt8](repeating: 0, count: 8)
        #expect(header.utf8.count == 143)
        #expect(Self.example.serialized == safeTensorsFile(header + " ", data))
        #expect(try SafeTensors(Self.example.serialized, name: "w") == Self.example)
    }

    @Test("What is written is read: numbers bit by bit, order, metadata")
    func roundTrip() throws {
        let special: [Double] = [
            .nan, -.nan, .signalingNaN, .infinity, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ]
        let file = SafeTensors(
            [
                .init("z", special), .init("a", special.map { Float($0) }),
                .init("", [Double](), shape: [0, 784]), .init("one", [Float(2)], shape: []),
                .init("\"\\/\u{0}\u{1F}\u{7F}\n né\u{2028}😀", [1, 2, 3, 4, 5, 6] as [Double], shape: [1, 2, 1, 3]),
            ], metadata: ["b": "2", "a": "\t\u{1}é", "": "", "c": "😀"])
        let bytes = file.serialized
        let copy = try SafeTensors(bytes, name: "copy")
        #expect(copy == file && copy.serialized == bytes)
        #expect(copy.tensors.map(\.name) == file.tensors.map(\.name))
        #expect(try copy.doubles("z", shape: [7]).map(\.bitPattern) == special.map(\.bitPattern))
        #expect(copy.header.hasPrefix(#"{"__metadata__":{"":"","a":"\t\u0001é","b":"2","c":"😀"},"z":{"#))
        // The length of the header is the first byte or two; the data begins at a multiple of 8.
        #expect((Int(bytes[0]) + Int(bytes[1]) << 8) % 8 == 0)

        let empty = SafeTensors([])
        #expect(empty.serialized == safeTensorsFile("{}      ") && empty.header == "{}")
        #expect(try SafeTensors(empty.serialized, name: "empty") == empty)
    }

    @Test("A tensor is given out only as what it is")
    func access() throws {
        let matrix: Matrix = [[1, 2, 3], [4, 5, 6]]
        let file = try SafeTensors(
            SafeTensors([.init("m", matrix), .init("f", FloatMatrix(matrix)), .init("v", [Float(7)])]).serialized,
            name: "model.safetensors")
        #expect(try file.matrix("m", rows: 2, columns: 3) == matrix)
        #expect(try file.doubles("m", shape: [2, 3]) == matrix.elements)
        #expect(try file.floats("f", shape: [2, 3]) == FloatMatrix(matrix).elements)
        #expect(try file.floats("v", shape: [1]) == [7])
        #expect(file.tensors[0].floats == nil && file.tensors[1].doubles == nil)
        #expect(file.tensors[0].doubles == matrix.elements && file.tensors[2].floats == [7])

        func message(_ read: () throws -> Any) -> String? {
            #expect(throws: DataFormatError.self) { _ = try read() }?.localizedDescription
        }
        #expect(
            message { try file.matrix("m", rows: 3, columns: 2) }
                == #"model.safetensors, tensor "m": expected F64 [3, 2], found F64 [2, 3]"#)
        #expect(
            message { try file.floats("m", shape: [2, 3]) }
                == #"model.safetensors, tensor "m": expected F32 [2, 3], found F64 [2, 3]"#)
        #expect(
            message { try file.doubles("v", shape: [1]) }
                == #"model.safetensors, tensor "v": expected F64 [1], found F32 [1]"#)
        #expect(
            message { try file.floats("n", shape: [1, 1]) }
                == #"model.safetensors, tensor "n": expected F32 [1, 1], found none of this name"#)
    }

    /// An entry of a header.
    static func entry(_ name: String, _ dtype: String, _ shape: String, _ offsets: String) -> String {
        #""\#(name)":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
    }

    /// A file of one tensor of one number, or of as many bytes as are given.
    static func one(_ dtype: String, _ shape: String, _ offsets: String, data: Int = 8) -> Data {
        safeTensorsFile("{\(entry("w", dtype, shape, offsets))}", [UInt8](repeating: 0, count: data))
    }

    /// A file of two tensors, of three numbers and of one.
    static func two(_ offsets: String, _ otherOffsets: String, data: Int = 32) -> Data {
        safeTensorsFile(
            "{\(entry("a", "F64", "[3]", offsets)),\(entry("b", "F64", "[1]", otherOffsets))}",
            [UInt8](repeating: 0, count: data))
    }

    static let badSizes: [(file: Data, message: String)] = [
        (Data(), ", offset 0: expected the length of the header in 8 bytes, found an empty file"),
        (Data([2, 0, 0]), ", offset 3: expected the length of the header in 8 bytes, found the end of the file"),
        (
            safeTensorsFile(length: 3, Array("{}".utf8)),
            ", offset 0: expected a header no longer than the rest of the file, 2 bytes, found a length of 3"
        ),
        (
            safeTensorsFile(length: 100_000_000, [0x7B]),
            ", offset 0: expected a header no longer than the rest of the file, 1 byte, found a length of 100000000"
        ),
        (
            safeTensorsFile(length: 100_000_001, []),
            ", offset 0: expected a header of at most 100000000 bytes, found a length of 100000001"
        ),
        (
            safeTensorsFile(length: .max, Array("{}".utf8)),
            ", offset 0: expected a header of at most 100000000 bytes, found a length of 18446744073709551615"
        ),
        (safeTensorsFile(""), #", offset 8: expected a header that begins with "{", found one of no bytes"#),
        (safeTensorsFile("[]"), #", offset 8: expected a header that begins with "{", found "[""#),
        (safeTensorsFile(" {}"), #", offset 8: expected a header that begins with "{", found " ""#),
        (safeTensorsFile("\u{FEFF}{}"), #", offset 8: expected a header that begins with "{", found the byte 0xEF"#),
    ]

    static let badText: [(header: String, message: String)] = [
        (#"{"#, #"offset 9: expected a name in quotes, found the end of the header"#),
        (#"{}{}"#, #"offset 10: expected the end of the header, found an object"#),
        ("{}\0", "offset 10: expected the end of the header, found the byte 0x00"),
        (#"{'w':1}"#, #"offset 9: expected a name in quotes, found "'""#),
        (#"{"w"}"#, #"offset 12: expected ":", found the end of an object"#),
        (#"{"w":1}"#, #"offset 13: expected an object, found 1"#),
        (#"{"w":[[[[[[[["#, #"offset 13: expected an object, found a list"#),
        (#"{"w":{"dtype":null}}"#, #"offset 22: expected a dtype in quotes, found null"#),
        (#"{"__metadata__":{"a":"b"}"#, #"offset 33: expected "," or "}", found the end of the header"#),
        (#"{"__metadata__":{"a":"b"},}"#, #"offset 34: expected a name in quotes, found the end of an object"#),
        (#"{"__metadata__":null}"#, #"offset 24: expected an object, found null"#),
        (#"{"__metadata__":{"a":1}}"#, #"offset 29: expected a text in quotes, found 1"#),
        (#"{"__metadata__":{"a":{}}}"#, #"offset 29: expected a text in quotes, found an object"#),
        (#"{"__metadata__":{"a":"b}}"#, "offset 33: expected the quote that ends a text, found the end of the header"),
        ("{\"a\nb\":1}", "offset 11: expected a name without control characters, found the byte 0x0A"),
        (#"{"\x":1}"#, #"offset 11: expected one of "\/bfnrtu after a backslash, found x"#),
        (#"{"\"#, #"offset 11: expected one of "\/bfnrtu after a backslash, found the end of the header"#),
        (#"{"\u12"#, #"offset 12: expected four hexadecimal digits after \u, found 12"#),
        (#"{"\u+123":1}"#, #"offset 12: expected four hexadecimal digits after \u, found +123"#),
        (
            #"{"\ud800":1}"#,
            #"offset 10: expected a character, found half a surrogate pair"#
        ),
        (
            #"{"\udc00\ud800":1}"#,
            #"offset 10: expected a character, found half a surrogate pair"#
        ),
        (
            #"{"\ud800\u0061":1}"#,
            #"offset 10: expected a character, found half a surrogate pair"#
        ),
        (
            "{\"a" + String(repeating: "\u{301}", count: 31) + "\":1}",
            "offset 10: expected at most 30 combining marks on a letter, found more"
        ),
    ]

    /// Bytes that are no UTF-8, after the beginning of a header.
    static let badBytes: [(header: String, bytes: [UInt8], message: String)] = [
        (#"{""#, [0xFF, 0x22], "offset 10: expected text in UTF-8, found other bytes"),
        // A slash in two bytes, half a surrogate pair in three, and the first half of a letter before an escape.
        (#"{""#, [0xC0, 0xAF, 0x22], "offset 10: expected text in UTF-8, found other bytes"),
        (#"{""#, [0xED, 0xA0, 0x80, 0x22], "offset 10: expected text in UTF-8, found other bytes"),
        (#"{""#, [0xC3] + #"\u0041""#.utf8, "offset 10: expected text in UTF-8, found other bytes"),
        (#"{"w":"#, [0xC2, 0xA0], #"offset 13: expected an object, found the byte 0xC2"#),
    ]

    static let badNames: [(file: Data, message: String)] = [
        (
            safeTensorsFile("{\(entry("w", "F64", "[0]", "[0,0]")),\(entry(#"\u0077"#, "F64", "[0]", "[0,0]"))}"),
            #": expected each name once in the header, found "w" twice"#
        ),
        (
            // The same name to whoever reads it, an accent in one scalar and in two.
            safeTensorsFile("{\(entry("\u{E9}", "F64", "[0]", "[0,0]")),\(entry("e\u{301}", "F64", "[0]", "[0,0]"))}"),
            ": expected each name once in the header, found \"e\u{301}\" twice"
        ),
        (
            safeTensorsFile(#"{"__metadata__":{},"__metadata__":{}}"#),
            #": expected each name once in the header, found "__metadata__" twice"#
        ),
        (
            safeTensorsFile(#"{"__metadata__":{"a":"","a":""}}"#),
            #", metadata: expected each name once, found "a" twice"#
        ),
        (
            safeTensorsFile(#"{"w":{"dtype":"F64","dtype":"F64"}}"#),
            #", tensor "w": expected "dtype", "shape" and "data_offsets", each once, found "dtype" twice"#
        ),
        (
            safeTensorsFile(#"{"w":{"shape":[],"shape":[]}}"#),
            #", tensor "w": expected "dtype", "shape" and "data_offsets", each once, found "shape" twice"#
        ),
        (
            safeTensorsFile(#"{"w":{"data_offsets":[0,0],"data_offsets":[]}}"#),
            #", tensor "w": expected "dtype", "shape" and "data_offsets", each once, found "data_offsets" twice"#
        ),
        (
            safeTensorsFile(#"{"w":{"shape":[],"data_offsets":[0,0]}}"#),
            #", tensor "w": expected "dtype", "shape" and "data_offsets", each once, found no "dtype""#
        ),
        (
            safeTensorsFile(#"{"w":{"dtype":"F64","data_offsets":[0,0]}}"#),
            #", tensor "w": expected "dtype", "shape" and "data_offsets", each once, found no "shape""#
        ),
        (
            safeTensorsFile(#"{"w":{"dtype":"F64","shape":[]}}"#),
            #", tensor "w": expected "dtype", "shape" and "data_offsets", each once, found no "data_offsets""#
        ),
        (
            safeTensorsFile(#"{"w":{"stride":[1]}}"#),
            #", tensor "w": expected "dtype", "shape" and "data_offsets", each once, found "stride""#
        ),
        (
            safeTensorsFile("{\"\(String(repeating: "\\n", count: 50))\":{}}"),
            ", tensor \"\(String(repeating: #"\n"#, count: 40))...\": "
                + #"expected "dtype", "shape" and "data_offsets", each once, found no "dtype""#
        ),
    ]

    static let badNumbers: [(file: Data, message: String)] = [
        (one("I64", "[1]", "[0,8]"), #", tensor "w": expected the dtype F32 or F64, found "I64""#),
        (one("f64", "[1]", "[0,8]"), #", tensor "w": expected the dtype F32 or F64, found "f64""#),
        (one("F64", "[-1]", "[0,8]"), #", offset 37: expected a whole number from 0 to \#(Int.max), found -1"#),
        (one("F64", "[-0]", "[0,8]"), #", offset 37: expected a whole number from 0 to \#(Int.max), found -0"#),
        (one("F64", "[1.0]", "[0,8]"), #", offset 37: expected a whole number from 0 to \#(Int.max), found 1.0"#),
        (one("F64", "[1e0]", "[0,8]"), #", offset 37: expected a whole number from 0 to \#(Int.max), found 1e0"#),
        (one("F64", "[01]", "[0,8]"), #", offset 37: expected a whole number from 0 to \#(Int.max), found 01"#),
        (one("F64", "[+1]", "[0,8]"), #", offset 37: expected a whole number from 0 to \#(Int.max), found +1"#),
        (one("F64", "[]", "[0,8.5]"), #", offset 57: expected a whole number from 0 to \#(Int.max), found 8.5"#),
        (one("F64", "[]", "[-8,0]"), #", offset 55: expected a whole number from 0 to \#(Int.max), found -8"#),
        (
            one("F64", "[9223372036854775808]", "[0,8]"),
            #", offset 37: expected a whole number from 0 to \#(Int.max), found 9223372036854775808"#
        ),
        (
            one("F64", "[1,]", "[0,8]"),
            #", offset 39: expected a whole number from 0 to \#(Int.max), found the end of a list"#
        ),
        (one("F64", "[1 1]", "[0,8]"), #", offset 39: expected "," or "]", found 1"#),
        (one("F64", "1", "[0,8]"), #", offset 36: expected a list, found 1"#),
        (one("F64", "[[1]]", "[0,8]"), #", offset 37: expected a whole number from 0 to \#(Int.max), found a list"#),
        (
            one("F64", "[" + String(repeating: "1,", count: 64) + "1]", "[0,8]"),
            ", offset 165: expected no more than 64 numbers, found 1"
        ),
        (one("F64", "[1]", "[0]"), #", tensor "w": expected two data_offsets, found 1"#),
        (one("F64", "[1]", "[0,8,8]"), #", tensor "w": expected two data_offsets, found 3"#),
        (
            one("F64", "[2305843009213693952,4]", "[0,8]"),
            #", tensor "w": expected a shape of at most 9223372036854775807 bytes, "#
                + "found F64 [2305843009213693952, 4]"
        ),
        (
            // 2⁶⁰ numbers, but 2⁶³ bytes.
            one("F64", "[1152921504606846976]", "[0,8]"),
            #", tensor "w": expected a shape of at most 9223372036854775807 bytes, found F64 [1152921504606846976]"#
        ),
        (
            one("F64", "[9223372036854775807,2,0,1,1,1,1]", "[0,0]", data: 0),
            #", tensor "w": expected a shape of at most 9223372036854775807 bytes, "#
                + "found F64 [9223372036854775807, 2, 0, 1, 1, 1, ...]"
        ),
    ]

    static let badLayouts: [(file: Data, message: String)] = [
        (
            one("F64", "[0]", "[8,0]"),
            #", tensor "w": expected data_offsets of which the second is not the smaller, found [8, 0]"#
        ),
        (
            one("F64", "[2,3]", "[0,8]"),
            #", tensor "w": expected 48 bytes for F64 [2, 3], found 8, the data_offsets [0, 8]"#
        ),
        (one("F32", "[]", "[0,8]"), #", tensor "w": expected 4 bytes for F32 [], found 8, the data_offsets [0, 8]"#),
        (one("F64", "[0]", "[0,8]"), #", tensor "w": expected 0 bytes for F64 [0], found 8, the data_offsets [0, 8]"#),
        (
            one("F64", "[1]", "[0,8]", data: 7),
            #", tensor "w": expected data_offsets within the 7 bytes of data, found [0, 8]"#
        ),
        (
            one("F64", "[1152921504606846975]", "[0,9223372036854775800]"),
            #", tensor "w": expected data_offsets within the 8 bytes of data, found [0, 9223372036854775800]"#
        ),
        (
            one("F64", "[1]", "[8,16]", data: 16),
            #", tensor "w": expected data_offsets from 0, where the data begins, found [8, 16], a hole"#
        ),
        (
            one("F64", "[0]", "[9223372036854775807,9223372036854775807]", data: 0),
            #", tensor "w": expected data_offsets from 0, where the data begins, "#
                + "found [9223372036854775807, 9223372036854775807], a hole"
        ),
        (
            two("[0,24]", "[16,24]", data: 24),
            #", tensor "b": expected data_offsets from 24, where the tensor before ends, found [16, 24], an overlap"#
        ),
        (
            two("[0,24]", "[0,8]"),
            #", tensor "a": expected data_offsets from 8, where the tensor before ends, found [0, 24], an overlap"#
        ),
        (
            two("[0,24]", "[32,40]", data: 40),
            #", tensor "b": expected data_offsets from 24, where the tensor before ends, found [32, 40], a hole"#
        ),
        (
            two("[8,32]", "[0,8]", data: 33),
            ", offset 148: expected the end of the file after the last tensor, found 1 more byte"
        ),
        (
            safeTensorsFile("{}", [1, 2]),
            ", offset 10: expected the end of the file after the last tensor, found 2 more bytes"
        ),
    ]

    @Test(
        "Broken rules are named: sizes, names, numbers, layouts",
        arguments: badSizes + badNames + badNumbers + badLayouts)
    func rules(file: Data, message: String) {
        #expect(complaint(about: file) == message)
    }

    @Test("Broken rules are named: the text of the header", arguments: badText)
    func text(header: String, message: String) {
        #expect(complaint(about: safeTensorsFile(header)) == ", " + message)
    }

    @Test("Broken rules are named: UTF-8", arguments: badBytes)
    func encoding(header: String, bytes: [UInt8], message: String) {
        let header = Array(header.utf8) + bytes
        #expect(complaint(about: safeTensorsFile(length: UInt64(header.count), header)) == ", " + message)
    }

    @Test("What the rules allow is read")
    func allowed() {
        for file in [
            Self.one("F64", "[1]", "[0,8]"), Self.one("F32", "[2]", "[0,8]"), Self.one("F64", "[]", "[0,8]"),
            Self.one("F64", "[0,9223372036854775807]", "[0,0]", data: 0),
            Self.two("[0,24]", "[24,32]"), Self.two("[8,32]", "[0,8]"), safeTensorsFile("{}"), safeTensorsFile("{ }\n"),
            safeTensorsFile("{\"__metadata__\":{\"a\(String(repeating: "\u{301}", count: 30))\":\"\"}}"),
        ] {
            #expect(complaint(about: file) == nil)
        }
    }

    @Test("Two tensors of one name, or a wrong number of numbers, stop the program")
    func misuse() async {
        func text(_ result: ExitTest.Result?) -> String {
            String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        }
        let twice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = SafeTensors([.init("w", [1.0] as [Double]), .init("w", [2.0] as [Double])])
        }
        #expect(text(twice).contains("Two tensors are called w"))
        let reserved = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = SafeTensors([.init("__metadata__", [1.0] as [Double])])
        }
        #expect(text(reserved).contains("No tensor can be called __metadata__"))
        let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = SafeTensors.Tensor("w", [1.0, 2.0] as [Double], shape: [-1, -2])
        }
        #expect(text(shape).contains("A tensor of shape [-1, -2] can't be made of 2 numbers"))
    }
}
