import Numerics

/// Reads JSON (RFC 8259) of a known form, strictly, and reports where each mistake is.
///
///     var scanner = JSONScanner(bytes, file: "model.safetensors", part: "header")
///     try scanner.readObject { scanner, name in
///         try scanner.readList { lengths[name, default: []].append(try $0.wholeNumber()) }
///     }
///     try scanner.readEnd()
///
/// Foundation's readers don't suit bytes from outside: of a name that is there twice they silently take one, they take
/// 1.0 and 1e0 for whole numbers, and they build a tree of the whole text, however deep and wide it is. Here the caller
/// asks for what must come, so that nothing is built that nobody wants.
///
/// All errors are `DataFormatError`s whose position is an offset.
package struct JSONScanner {
    /// Stream-safe text has no more combining marks on a letter (UAX #15); no language needs more.
    package static let mostCombiningMarks = 30
    /// How many members an object may have. A name in memory takes many times the bytes that it has in the text.
    package static let mostMembers = 65_536
    /// How deep lists and objects may be nested in a value that is skipped.
    package static let greatestDepth = 128
    /// How many characters a number may have. The exact decimal form of every `Float` from 0 to 255 fits in.
    package static let longestNumber = 160

    /// The text. Its indices are the offsets that errors report.
    private let bytes: ArraySlice<UInt8>
    private let file: String
    private let part: String
    package private(set) var position: Int

    /// - Parameters:
    ///   - bytes: the text; errors report its indices.
    ///   - file: the file's name in errors.
    ///   - part: a word for the text, such as `header`: errors report `the end of the header`.
    package init(_ bytes: ArraySlice<UInt8>, file: String, part: String) {
        (self.bytes, self.file, self.part) = (bytes, file, part)
        position = bytes.startIndex
    }

    // MARK: Objects and lists

    /// Reads an object. `readValue` is called after each name and its colon, and reads the value.
    ///
    /// - Parameter meaning: what the object is, for errors.
    package mutating func readObject(
        _ meaning: String = "an object", _ readValue: (inout JSONScanner, _ name: String) throws -> Void
    ) throws {
        guard take("{") else { throw error(expected: meaning) }
        if take("}") { return }
        var count = 0
        repeat {
            guard count < Self.mostMembers else { throw error(expected: "no more than \(Self.mostMembers) names") }
            count += 1
            let name = try readName()
            try readValue(&self, name)
        } while take(",")
        guard take("}") else { throw error(expected: #""," or "}""#) }
    }

    /// Reads a list. `readElement` is called where an element begins, and reads it.
    ///
    /// - Parameter meaning: what the list is, for errors.
    package mutating func readList(
        _ meaning: String = "a list", _ readElement: (inout JSONScanner) throws -> Void
    ) throws {
        guard take("[") else { throw error(expected: meaning) }
        if take("]") { return }
        repeat { try readElement(&self) } while take(",")
        guard take("]") else { throw error(expected: #""," or "]""#) }
    }

    /// Checks that nothing but white space is left.
    package mutating func readEnd() throws {
        skipSpace()
        guard position == bytes.endIndex else { throw error(expected: "the end of the \(part)") }
    }

    /// Checks a value of any kind and drops it. It does not call itself: no depth of lists uses up the stack.
    package mutating func skipValue() throws {
        // What ends the lists and objects around this place.
        var ends: [Unicode.Scalar] = []
        repeat {
            if try !enter(&ends) { try leave(&ends) }
        } while !ends.isEmpty
    }

    /// Goes behind a value, or behind the beginning of one with others in it.
    ///
    /// - Returns: whether it went into a list or an object.
    private mutating func enter(_ ends: inout [Unicode.Scalar]) throws -> Bool {
        let isList = take("[")
        guard isList || take("{") else {
            try skipScalar()
            return false
        }
        guard ends.count < Self.greatestDepth else {
            throw error(expected: "no more than \(Self.greatestDepth) lists in each other")
        }
        let end: Unicode.Scalar = isList ? "]" : "}"
        if take(end) { return false }
        ends.append(end)
        if !isList { _ = try readName() }
        return true
    }

    /// Goes on behind a value: to the next element of the same list, or out of each list that ends here.
    private mutating func leave(_ ends: inout [Unicode.Scalar]) throws {
        while let end = ends.last {
            if take(",") {
                if end == "}" { _ = try readName() }
                return
            }
            guard take(end) else { throw error(expected: "\",\" or \"\(end)\"") }
            ends.removeLast()
        }
    }

    private mutating func skipScalar() throws {
        if next == UInt8(ascii: "\"") {
            _ = try string("a text")
        } else if let literal = ["true", "false", "null"].first(where: { word.elementsEqual($0.utf8) }) {
            position += literal.utf8.count
        } else if number() == nil {
            throw error(expected: "a value")
        }
    }

    // MARK: Numbers

    /// Reads a whole number that is not negative.
    package mutating func wholeNumber() throws -> Int {
        skipSpace()
        let word = self.word
        // `Int` itself would take +1 and 01, which are no numbers in JSON.
        let isPlain = word.allSatisfy { 0x30...0x39 ~= $0 } && (word.count == 1 || word.first != 0x30)
        guard isPlain, let number = Int(String(decoding: word, as: UTF8.self)) else {
            throw error(expected: "a whole number from 0 to \(Int.max)")
        }
        position = word.endIndex
        return number
    }

    /// Reads a list of numbers, and appends them. A function with a loop of its own: by way of `readList` and a closure
    /// for each number an image would take twice as long.
    ///
    /// - Parameters:
    ///   - numbers: what they are appended to, up to the first mistake.
    ///   - range: the numbers that are allowed.
    ///   - limit: how many there may be.
    /// - Returns: how many there are.
    package mutating func appendNumbers(
        to numbers: inout [Float], in range: ClosedRange<Double>, atMost limit: Int
    ) throws -> Int {
        guard take("[") else { throw error(expected: "a list of \(limit) numbers") }
        if take("]") { return 0 }
        var count = 0
        repeat {
            guard count < limit else { throw error(at: position, expected: "\(limit) numbers in a row", found: "more") }
            skipSpace()
            let start = position
            guard let number = numberHere(), range.contains(number) else {
                position = start
                throw error(
                    expected: "a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))")
            }
            numbers.append(Float(number))
            count += 1
        } while take(",")
        guard take("]") else { throw error(expected: #""," or "]""#) }
        return count
    }

    /// A limit as one would write it: 255, not 255.0.
    private static func plain(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? String(number) }

    /// Reads a number; nil, and the position stays, where there is none or it is too long.
    package mutating func number() -> Double? {
        skipSpace()
        return numberHere()
    }

    /// Reads a number where no white space can come first. Like what it calls, it becomes a part of the loop in
    /// `appendNumbers`.
    @inline(__always)
    private mutating func numberHere() -> Double? {
        // A local copy stays in a register.
        var end = position
        let isNegative = skip("-", &end)
        let start = end
        var digits = 0
        skipDigits(&end, into: &digits)
        let whole = end - start
        guard whole == 1 || whole > 1 && bytes[start] != 0x30 else { return nil }
        var decimals = 0
        if skip(".", &end) {
            let point = end
            skipDigits(&end, into: &digits)
            decimals = end - point
            guard decimals > 0 else { return nil }
        }
        let hasExponent = skip("e", &end) || skip("E", &end)
        if hasExponent {
            _ = skip("+", &end) || skip("-", &end)
            let exponent = end
            skipDigits(&end, into: &digits)
            guard end > exponent else { return nil }
        }
        guard end - position <= Self.longestNumber else { return nil }
        defer { position = end }
        // Up to 15 digits and their power of ten are exact in a `Double`, so the quotient is rounded once. All pixels
        // that are whole numbers take this way, without a `String`.
        if whole + decimals <= 15 && !hasExponent {
            let number = decimals == 0 ? Double(digits) : Double(digits) / Self.powersOfTen[decimals]
            return isNegative ? -number : number
        }
        return Double(String(decoding: bytes[position..<end], as: UTF8.self))
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    @inline(__always)
    private func skip(_ character: Unicode.Scalar, _ position: inout Int) -> Bool {
        guard position < bytes.endIndex, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Goes to the end of some digits and appends them to a number, which wraps around when they are many.
    @inline(__always)
    private func skipDigits(_ position: inout Int, into number: inout Int) {
        while position < bytes.endIndex {
            let digit = bytes[position] &- 0x30
            guard digit <= 9 else { return }
            number = number &* 10 &+ Int(digit)
            position += 1
        }
    }

    // MARK: Strings

    private mutating func readName() throws -> String {
        let name = try string("a name")
        guard take(":") else { throw error(expected: #"":""#) }
        return name
    }

    /// Reads a string.
    ///
    /// - Parameter meaning: what it is, for errors: `a dtype`.
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

    /// The bytes of a string as text.
    private func checked(_ text: [UInt8], start: Int) throws -> String {
        guard let string = String(validating: text, as: UTF8.self) else {
            throw error(at: start, expected: "text in UTF-8", found: "other bytes")
        }
        // To compare or hash strings, Swift sorts the marks on a letter, in a time that grows with the square of their
        // number: a few million of them would keep it busy for hours.
        var marks = 0
        for scalar in string.unicodeScalars {
            marks = scalar.isASCII || scalar.properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
            if marks > Self.mostCombiningMarks {
                throw error(
                    at: start, expected: "at most \(Self.mostCombiningMarks) combining marks on a letter", found: "more"
                )
            }
        }
        return string
    }

    /// Reads a backslash with what belongs to it, and appends the character that they stand for.
    private mutating func readEscape(into text: inout [UInt8]) throws {
        let start = position
        if let unit = try codeUnit() {
            // A character beyond 16 bits is written as two units, a high and a low surrogate.
            var units = [unit]
            if UTF16.isLeadSurrogate(unit), let second = try codeUnit() { units.append(second) }
            guard let character = String(validating: units, as: UTF16.self) else {
                throw error(at: start, expected: "a character", found: "half a surrogate pair")
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

    /// Reads `\u` and four hexadecimal digits; nil if something else is here.
    private mutating func codeUnit() throws -> UInt16? {
        guard bytes[position...].starts(with: #"\u"#.utf8) else { return nil }
        position += 2
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error(expected: #"four hexadecimal digits after \u"#) }
        position += 4
        return unit
    }

    // MARK: Bytes

    private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    @inline(__always)
    private mutating func skipSpace() {
        // Most bytes are none.
        while let byte = next, byte <= 0x20, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            position += 1
        }
    }

    /// Skips white space, and then the character if it comes next.
    ///
    /// - Returns: whether it came.
    @inline(__always)
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    // MARK: Errors

    /// The error that reports what belongs here, and what is here.
    package func error(expected: String) -> DataFormatError { error(at: position, expected: expected, found: found) }

    private func error(at offset: Int, expected: String, found: String) -> DataFormatError {
        DataFormatError(file: file, position: "offset \(offset)", expected: expected, found: found)
    }

    /// A number or a literal as it is here, and a name for everything else: `256`, `null`, `a list`.
    package var found: String {
        switch next {
        case nil: "the end of the \(part)"
        case UInt8(ascii: "[")?: "a list"
        case UInt8(ascii: "{")?: "an object"
        case UInt8(ascii: "]")?: "the end of a list"
        case UInt8(ascii: "}")?: "the end of an object"
        case UInt8(ascii: "\"")?: "a string"
        case let byte?:
            word.isEmpty
                ? quoted([byte]) : String(decoding: word.prefix(24), as: UTF8.self) + (word.count > 24 ? "..." : "")
        }
    }

    /// The letters, digits and other characters of numbers from here on.
    private var word: ArraySlice<UInt8> {
        bytes[position...].prefix {
            switch $0 {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
    }
}
