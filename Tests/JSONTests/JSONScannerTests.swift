import Foundation
import JSON
import Numerics
import TestSupport
import Testing

@Suite("JSON, read as what is expected")
struct JSONScannerTests {
    private static func scanner(_ bytes: some Sequence<UInt8>) -> JSONScanner {
        JSONScanner(Array(bytes)[...], file: "test", part: "text")
    }

    /// What a reader returns that reads the whole text, or what is wrong with the text.
    private static func read<Value>(
        _ text: String, _ read: (inout JSONScanner) throws -> Value
    ) -> Result<Value, DataFormatError> {
        var scanner = scanner(text.utf8)
        do {
            let value = try read(&scanner)
            try scanner.readEnd()
            return .success(value)
        } catch {
            return .failure(
                error as? DataFormatError ?? DataFormatError(file: "", position: nil, expected: "", found: "\(error)"))
        }
    }

    private static func complaint(_ text: String, _ read: (inout JSONScanner) throws -> some Any) -> String? {
        guard case .failure(let error) = Self.read(text, read) else { return nil }
        return error.localizedDescription
    }

    private static func number(_ scanner: inout JSONScanner) throws -> Double {
        guard let number = scanner.number() else { throw scanner.error(expected: "a number") }
        return number
    }

    @Test(
        "Numbers are read as Swift reads them, whatever way they take",
        arguments: [
            "0", "-0", "7", "255", "0.5", "-12.25", "0.1", "0.996078431372549", "123456789012345", "1234567890123456",
            "12345678901234.5", "0.000000000000001", "0.0000000000000001", "1e2", "1E+2", "2.5e-3", "1e400", "-1e400",
            "1e-400", "254.99999999999999999999", "4.9406564584124654e-324", "99999999999999999999999",
        ])
    func numbers(text: String) throws {
        let number = try Self.read(" \n\(text)\t\r") { try Self.number(&$0) }.get()
        #expect(number.bitPattern == Double(text)?.bitPattern)
    }

    @Test(
        "What is no number in JSON is refused, and the position stays",
        arguments: [
            "", "-", "+1", "01", "00", "-01", ".5", "5.", "1.e2", "1e", "1e+", "NaN", "Infinity", "-Infinity", "0x10",
            "null", "a",
            "\"1\"", "[1]", "１", "1" + String(repeating: "0", count: JSONScanner.longestNumber),
        ])
    func noNumbers(text: String) {
        #expect(Self.complaint(text) { try Self.number(&$0) } != nil)
        var scanner = Self.scanner(text.utf8)
        if scanner.number() == nil { #expect(scanner.position == 0) }
    }

    @Test("Random decimals are read as Swift reads them")
    func randomNumbers() throws {
        var random = RandomState(seed: 3)
        for _ in 0..<20_000 {
            let digits = (0..<1 + Int(random.interval(20))).map { _ in "\(random.interval(9))" }.joined()
            let whole = "\(random.interval(999))"
            let text = whole + "." + digits
            #expect(try Self.read(text) { try Self.number(&$0) }.get().bitPattern == Double(text)?.bitPattern)
        }
    }

    @Test("Lists and objects are read, with white space everywhere or nowhere")
    func structure() throws {
        for text in [#"{"a":[1,2],"b":[]}"#, " { \"a\" :\n[ 1\t, 2 ]\r, \"b\" : [ ] } "] {
            let value = try Self.read(text) { scanner in
                var value: [String: [Int]] = [:]
                try scanner.readObject { scanner, name in
                    var list: [Int] = []
                    try scanner.readList { list.append(try $0.wholeNumber()) }
                    value[name] = list
                }
                return value
            }.get()
            #expect(value == ["a": [1, 2], "b": []])
        }
    }

    @Test(
        "Strings are read with every escape",
        arguments: [
            (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e4\uD83D\uDE00""#, "Aä😀"),
            ("\"ä😀\u{7F}\"", "ä😀\u{7F}"),
        ])
    func strings(text: String, value: String) throws {
        #expect(try Self.read(text) { try $0.string("a text") }.get() == value)
    }

    @Test(
        "A value of any kind can be skipped",
        arguments: [
            "1", "-1.5e3", "true", "false", "null", #""a\n""#, "[]", "{}", "[[], {}, [[1, {\"a\": {\"b\": [null]}}]]]",
            "{\"a\": 1, \"b\": [true, false]}",
        ])
    func skips(text: String) {
        #expect(Self.complaint(text) { try $0.skipValue() } == nil)
        #expect(Self.complaint("[\(text), \(text)]") { try $0.skipValue() } == nil)
        #expect(Self.complaint("{\"a\": \(text)}") { try $0.skipValue() } == nil)
    }

    @Test(
        "Mistakes in what is skipped are found",
        arguments: [
            ("tru", "offset 0: expected a value, found tru"), ("trueish", "offset 0: expected a value, found trueish"),
            ("[1 2]", "offset 3: expected \",\" or \"]\", found 2"),
            ("[1}", "offset 2: expected \",\" or \"]\", found the end of an object"),
            ("{\"b\" 2}", "offset 5: expected \":\", found 2"),
            ("{\"b\": 2,}", "offset 8: expected a name in quotes, found the end of an object"),
            ("[1,]", "offset 3: expected a value, found the end of a list"),
            ("[", "offset 1: expected a value, found the end of the text"),
            (#""\x""#, #"offset 2: expected one of "\/bfnrtu after a backslash, found x"#),
            (#""\ud800""#, "offset 1: expected a character, found half a surrogate pair"),
            ("[] []", "offset 3: expected the end of the text, found a list"),
            ("@", "offset 0: expected a value, found \"@\""),
            ("\u{0}", "offset 0: expected a value, found the byte 0x00"),
        ])
    func mistakes(text: String, message: String) {
        #expect(Self.complaint(text) { try $0.skipValue() } == "test, " + message)
    }

    @Test("Depth and the number of names are limited, and no depth uses up the stack")
    func limits() {
        let depth = JSONScanner.greatestDepth
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(Self.complaint(nested(depth)) { try $0.skipValue() } == nil)
        #expect(Self.complaint(nested(depth + 1)) { try $0.skipValue() }?.contains("lists in each other") == true)
        let deep = "[{\"b\":".times(1_000_000)
        #expect(Self.complaint(deep) { try $0.skipValue() }?.contains("lists in each other") == true)

        func members(_ count: Int) -> String { "{" + (0..<count).map { "\"\($0)\":0" }.joined(separator: ",") + "}" }
        let most = JSONScanner.mostMembers
        #expect(Self.complaint(members(most)) { try $0.readObject { scanner, _ in try scanner.skipValue() } } == nil)
        #expect(
            Self.complaint(members(most + 1)) { try $0.readObject { scanner, _ in try scanner.skipValue() } }?
                .contains("no more than 65536 names") == true)
    }

    @Test("What can be skipped is what Foundation reads, text by text", arguments: 1...2)
    func changedTexts(seed: Int) {
        var random = RandomState(seed: UInt32(seed))
        func below(_ bound: Int) -> Int { Int(random.interval(UInt32(bound - 1))) }
        let original = Array(
            #"{"a": [{"\u00e4": null}, -1.5e2], "input": [[1, 20, 255], [0.5, 1e1, 30]], "x": "y"}"#.utf8)
        let alphabet = Array(" {}[]\",:\\0123456789.eE+-utrnl\n\0".utf8) + [0x80, 0xC3]
        var (accepted, complaints) = (0, [String]())
        let rounds = Fuzz.rounds(40_000)
        for _ in 0..<rounds {
            var bytes = original
            for _ in 0...below(3) {
                let position = below(bytes.count)
                switch below(4) {
                case 0: bytes[position] = alphabet[below(alphabet.count)]
                case 1: bytes.remove(at: position)
                case 2: bytes.insert(alphabet[below(alphabet.count)], at: position)
                default: bytes.insert(bytes[below(bytes.count)], at: position)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            var scanner = Self.scanner(bytes)
            do {
                try scanner.skipValue()
                try scanner.readEnd()
                accepted += 1
                // Foundation takes neither a zero with an exponent nor 1e400 for a number.
                if text.contains(/[^0-9.]0[eE]/) || text.contains(/[eE]\+?[0-9]{3}/) { continue }
                if (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) == nil {
                    complaints.append(text)
                }
            } catch {
                let message = (error as? DataFormatError)?.localizedDescription ?? ""
                if !message.hasPrefix("test, offset ") || message.utf8.count > 200 { complaints.append(message) }
            }
        }
        #expect(complaints.isEmpty)
        #expect(accepted > rounds / 20 && accepted < rounds * 19 / 20)
    }
}
