import Numerics

/// Reads JSON of which one knows what must come, strictly and with the place of each mistake.
///
/// Foundation's readers won't do for a file from elsewhere. They take a name that stands there twice without a word and
/// 1.0 or 1e0 for a whole number, and they build a tree of whatever the text holds, as deep and as wide as it likes.
/// Here the caller asks for what belongs there, so nothing is built that isn't wanted, and nothing nests deeper than
/// the caller does.
package struct JSONScanner {
    /// More combining marks on one letter than Unicode allows in stream-safe text (UAX #15) are in no language.
    package static let mostCombiningMarks = 30

    /// More names than an object has in any file of a model. What is kept for one takes many times the bytes that it
    /// has in the file.
    package static let mostNames = 65_536

    /// The text; its indices are offsets in the file.
    private let bytes: ArraySlice<UInt8>
    private let file: String
    package private(set) var position: Int

    package init(_ bytes: ArraySlice<UInt8>, file: String) {
        self.bytes = bytes
        self.file = file
        position = bytes.startIndex
    }

    /// Reads an object: calls a function with each name, which reads the value.
    package mutating func readObject(_ readValue: (inout JSONScanner, _ name: String) throws -> Void) throws {
        guard take("{") else { throw error(expected: #""{""#) }
        if take("}") { return }
        var count = 0
        repeat {
            guard count < Self.mostNames else { throw error(expected: "no more than \(Self.mostNames) names") }
            count += 1
            let name = try string("a name")
            guard take(":") else { throw error(expected: #"":""#) }
            try readValue(&self, name)
        } while take(",")
        guard take("}") else { throw error(expected: #""," or "}""#) }
    }

    /// Reads an array of whole numbers that are not negative.
    ///
    /// - Parameter limit: How many there may be. In the file a number takes two bytes, in an array of them eight and
    ///   more while it grows, so a file of nothing else would fill the memory.
    package mutating func wholeNumbers(atMost limit: Int) throws -> [Int] {
        guard take("[") else { throw error(expected: #""[""#) }
        if take("]") { return [] }
        var numbers: [Int] = []
        repeat {
            guard numbers.count < limit else { throw error(expected: "no more than \(limit) numbers") }
            numbers.append(try wholeNumber())
        } while take(",")
        guard take("]") else { throw error(expected: #""," or "]""#) }
        return numbers
    }

    /// Makes sure that nothing but space is left.
    package mutating func readEnd() throws {
        skipSpace()
        guard position == bytes.endIndex else { throw error(expected: "the end of the header") }
    }

    /// Reads a string.
    ///
    /// - Parameter meaning: what belongs here, such as `a name`.
    package mutating func string(_ meaning: String) throws -> String {
        guard take("\"") else { throw error(expected: "\(meaning) in quotes") }
        let start = position
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try checked(text, start: start)
            case UInt8(ascii: "\\"):
                try readEscape(into: &text)
            case ..<0x20:
                throw error(expected: "\(meaning) without control characters")
            default:
                position += 1
                text.append(byte)
            }
        }
        throw error(expected: "the quote that ends \(meaning)")
    }

    /// The text of a string, if it is one.
    private func checked(_ text: [UInt8], start: Int) throws -> String {
        func error(expected: String, found: String) -> DataFormatError {
            DataFormatError(file: file, position: "offset \(start)", expected: expected, found: found)
        }
        guard let string = String(validating: text, as: UTF8.self) else {
            throw error(expected: "text in UTF-8", found: "bytes that are none")
        }
        // To compare or hash strings, Swift puts the marks on a letter into an order, in a time that grows with the
        // square of their number: a few million of them would keep it busy for hours.
        var marks = 0
        for scalar in string.unicodeScalars {
            marks = scalar.isASCII || scalar.properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
            if marks > Self.mostCombiningMarks {
                throw error(expected: "at most \(Self.mostCombiningMarks) combining marks on a letter", found: "more")
            }
        }
        return string
    }

    /// Reads a backslash and what belongs to it, and adds what they stand for.
    private mutating func readEscape(into text: inout [UInt8]) throws {
        if let unit = try codeUnit() {
            // What lies beyond 16 bits is written as two units, a high and a low surrogate.
            var units = [unit]
            if UTF16.isLeadSurrogate(unit), let second = try codeUnit() { units.append(second) }
            guard let character = String(validating: units, as: UTF16.self) else {
                throw error(expected: "a character before this, not half a surrogate pair")
            }
            text += character.utf8
            return
        }
        position += 1
        switch next {
        case UInt8(ascii: "\"")?, UInt8(ascii: "\\")?, UInt8(ascii: "/")?: text += bytes[position...position]
        case UInt8(ascii: "b")?: text.append(0x08)
        case UInt8(ascii: "f")?: text.append(0x0C)
        case UInt8(ascii: "n")?: text.append(0x0A)
        case UInt8(ascii: "r")?: text.append(0x0D)
        case UInt8(ascii: "t")?: text.append(0x09)
        default: throw error(expected: #"one of "\/bfnrtu after a backslash"#)
        }
        position += 1
    }

    /// Reads `\u` and four hexadecimal digits; nil if something else stands here.
    private mutating func codeUnit() throws -> UInt16? {
        guard bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { return nil }
        position += 2
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error(expected: #"four hexadecimal digits after \u"#) }
        position += 4
        return unit
    }

    private mutating func wholeNumber() throws -> Int {
        skipSpace()
        let word = self.word
        // `Int` itself would take +1 and 01, which are no numbers in JSON.
        let isPlain = word.first.map { 0x30...0x39 ~= $0 } == true && (word.count == 1 || word.first != 0x30)
        guard isPlain, let number = Int(String(decoding: word, as: UTF8.self)) else {
            throw error(expected: "a whole number from 0 to \(Int.max)")
        }
        position = word.endIndex
        return number
    }

    private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    /// Letters, digits and what else a number can hold, from here on.
    private var word: ArraySlice<UInt8> {
        bytes[position...].prefix {
            switch $0 {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    /// Skips space, and the character if it is the next one; says whether it was.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard let byte = next, byte == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// The error that says what belongs here, and what stands here.
    private func error(expected: String) -> DataFormatError {
        let found =
            position == bytes.endIndex
            ? "the end of the header"
            : DataFormatError.describe(word.isEmpty ? bytes[position...position] : word)
        return DataFormatError(file: file, position: "offset \(position)", expected: expected, found: found)
    }
}
