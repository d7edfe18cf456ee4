import Numerics

/// Reads `{"input": [[…], …]}`, the body of a `POST /predict`, straight into a matrix.
///
/// It is strict JSON (RFC 8259) with the rows checked as they are read, so that an error can say which row and column.
/// Keys other than `input` are checked and ignored; a second `input` is refused. Nothing in it calls itself, so that
/// no depth of lists can use up the stack. The module's README says why Foundation's reader is not used.
struct InputReader {
    /// How deep lists and objects may lie in each other in what is ignored.
    static let greatestDepth = 128
    /// How many characters a number may have. The longest exact decimal form of a `Float` from 0 to 255 is not longer.
    static let longestNumber = 160

    private let bytes: [UInt8]
    private let columns: Int
    private let range: ClosedRange<Double>
    private var position = 0

    /// - Parameters:
    ///   - columns: how many numbers a row must have.
    ///   - range: between what they must lie.
    init(_ bytes: [UInt8], columns: Int, range: ClosedRange<Double>) {
        self.bytes = bytes
        self.columns = columns
        self.range = range
    }

    /// The rows; a list without any gives a matrix without rows.
    ///
    /// - Throws: a `Refusal` with status 400 at the first mistake.
    mutating func read() throws(Refusal) -> FloatMatrix {
        var input: FloatMatrix?
        skipSpaces()
        guard skip("{") else { throw expected("an object with the key \"input\"") }
        skipSpaces()
        if !skip("}") {
            repeat {
                if try !readKey() {
                    try skipValue()
                } else if input == nil {
                    input = try readRows()
                } else {
                    throw Refusal(.badRequest, "byte \(position): expected one key \"input\", found a second")
                }
                skipSpaces()
            } while skip(",")
            guard skip("}") else { throw expected("a comma or the end of the object") }
        }
        skipSpaces()
        guard position == bytes.count else { throw expected("the end of the body") }
        guard let input else { throw Refusal(.badRequest, "expected an object with the key \"input\", found none") }
        return input
    }

    // MARK: Rows

    private mutating func readRows() throws(Refusal) -> FloatMatrix {
        skipSpaces()
        let rowForm = "a list of \(columns) numbers"
        guard skip("[") else { throw Refusal(.badRequest, "input: expected a list of rows, found \(found)") }
        var elements: [Float] = []
        var row = 0
        skipSpaces()
        if !skip("]") {
            // A number takes two bytes at least, with its comma. Room that is left over costs address space alone.
            elements.reserveCapacity((bytes.count - position) / 2 + 1)
            repeat {
                skipSpaces()
                guard skip("[") else { throw Refusal(.badRequest, "row \(row): expected \(rowForm), found \(found)") }
                try readRow(row, into: &elements)
                row += 1
                skipSpaces()
            } while skip(",")
            guard skip("]") else {
                throw Refusal(.badRequest, "row \(row): expected a comma or the end of the rows, found \(found)")
            }
        }
        return FloatMatrix(row, columns, elements: elements)
    }

    private mutating func readRow(_ row: Int, into elements: inout [Float]) throws(Refusal) {
        for column in 0..<columns {
            skipSpaces()
            if column > 0 {
                guard skip(",") else { throw wrongEnd(row, column) }
                skipSpaces()
            }
            let start = position
            guard let number = readNumber(), range.contains(number) else {
                position = start
                throw wrongNumber(row, column)
            }
            elements.append(Float(number))
        }
        skipSpaces()
        guard skip("]") else { throw wrongEnd(row, columns) }
    }

    private func wrongNumber(_ row: Int, _ column: Int) -> Refusal {
        if column == 0 && next == UInt8(ascii: "]") { return wrongEnd(row, column) }
        let (low, high) = (plain(range.lowerBound), plain(range.upperBound))
        return Refusal(
            .badRequest, "row \(row), column \(column): expected a number from \(low) to \(high), found \(found)")
    }

    /// What is wrong where `column` numbers have been read, and what follows is not what belongs there.
    private func wrongEnd(_ row: Int, _ column: Int) -> Refusal {
        let place = "row \(row), column \(column)"
        if next == UInt8(ascii: "]") {
            return Refusal(.badRequest, "\(place): expected \(columns) numbers in a row, found \(column)")
        }
        if next == UInt8(ascii: ",") {
            return Refusal(.badRequest, "\(place): expected \(columns) numbers in a row, found more")
        }
        return Refusal(.badRequest, "\(place): expected a comma or the end of the row, found \(found)")
    }

    // MARK: Numbers

    /// Reads a number in JSON's form; nil when there is none, or it is too long.
    private mutating func readNumber() -> Double? {
        // A copy, because the compiler keeps a local variable in a register.
        var end = position
        let isNegative = byte(at: end) == UInt8(ascii: "-")
        if isNegative { end += 1 }

        let start = end
        var digits = 0
        skipFigures(from: &end, into: &digits)
        let whole = end - start
        guard whole == 1 || whole > 1 && bytes[start] != UInt8(ascii: "0") else { return nil }

        var decimals = 0
        if byte(at: end) == UInt8(ascii: ".") {
            end += 1
            let point = end
            skipFigures(from: &end, into: &digits)
            decimals = end - point
            guard decimals > 0 else { return nil }
        }
        let hasExponent = byte(at: end) == UInt8(ascii: "e") || byte(at: end) == UInt8(ascii: "E")
        if hasExponent {
            end += 1
            if byte(at: end) == UInt8(ascii: "+") || byte(at: end) == UInt8(ascii: "-") { end += 1 }
            let exponent = end
            skipFigures(from: &end, into: &digits)
            guard end > exponent else { return nil }
        }
        guard end - position <= Self.longestNumber else { return nil }

        defer { position = end }
        // Fifteen figures and such powers of ten are exact in a Double, so their quotient is rounded but once.
        if whole + decimals <= 15 && !hasExponent {
            let number = decimals == 0 ? Double(digits) : Double(digits) / Self.powersOfTen[decimals]
            return isNegative ? -number : number
        }
        return Double(String(decoding: bytes[position..<end], as: UTF8.self))
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// Goes to the end of some figures, and appends them to a number, which overflows when they are many.
    @inline(__always)
    private func skipFigures(from position: inout Int, into number: inout Int) {
        while position < bytes.count {
            let figure = bytes[position] &- UInt8(ascii: "0")
            guard figure <= 9 else { return }
            number = number &* 10 &+ Int(figure)
            position += 1
        }
    }

    // MARK: Strings

    /// Reads a key and its colon. Says whether it is `input`, which may be written with escapes.
    private mutating func readKey() throws(Refusal) -> Bool {
        skipSpaces()
        guard next == UInt8(ascii: "\"") else { throw expected("a key in quotes") }
        let start = position + 1
        try skipString()
        var key = bytes[start..<position - 1]
        skipSpaces()
        guard skip(":") else { throw expected("a colon") }

        for character in "input".utf8 {
            if key.first == character {
                key = key.dropFirst()
            } else if key.starts(with: "\\u".utf8),
                Int(String(decoding: key.dropFirst(2).prefix(4), as: UTF8.self), radix: 16) == Int(character)
            {
                key = key.dropFirst(6)
            } else {
                return false
            }
        }
        return key.isEmpty
    }

    /// Goes behind a string, from its first quotation mark on.
    private mutating func skipString() throws(Refusal) {
        let start = position + 1
        var isPlain = true
        position += 1
        while !skip("\"") {
            guard let byte = next, byte >= 0x20 else { throw expected("the end of a string") }
            position += 1
            if byte >= 0x80 { isPlain = false }
            if byte == UInt8(ascii: "\\") { try skipEscape() }
        }
        if !isPlain && String(validating: bytes[start..<position - 1], as: UTF8.self) == nil {
            throw Refusal(.badRequest, "byte \(start): expected text in UTF-8, found other bytes")
        }
    }

    /// Goes behind an escape, whose backslash has been read.
    private mutating func skipEscape() throws(Refusal) {
        guard let kind = next, "\"\\/bfnrtu".utf8.contains(kind) else { throw expected("an escape") }
        position += 1
        guard kind == UInt8(ascii: "u") else { return }
        for _ in 0..<4 {
            guard let figure = next, "0123456789abcdefABCDEF".utf8.contains(figure) else {
                throw expected("four hexadecimal figures")
            }
            position += 1
        }
    }

    // MARK: Values that are ignored

    private mutating func skipValue() throws(Refusal) {
        // What will end the lists and objects that this place is in.
        var ends: [UInt8] = []
        repeat {
            skipSpaces()
            if try enter(&ends) { continue }
            try leave(&ends)
        } while !ends.isEmpty
    }

    /// Reads a value, or the beginning of one that has others in it; then it says true.
    private mutating func enter(_ ends: inout [UInt8]) throws(Refusal) -> Bool {
        switch next {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard ends.count < Self.greatestDepth else {
                throw Refusal(
                    .badRequest, "byte \(position): expected no more than \(Self.greatestDepth) lists in each other")
            }
            let end = next == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]")
            position += 1
            skipSpaces()
            if next == end {
                position += 1
                return false
            }
            ends.append(end)
            if end == UInt8(ascii: "}") { _ = try readKey() }
            return true
        case UInt8(ascii: "\""): try skipString()
        default:
            let literal = ["true", "false", "null"].first { bytes[position...].starts(with: $0.utf8) }
            if let literal {
                position += literal.utf8.count
            } else if readNumber() == nil {
                throw expected("a value")
            }
        }
        return false
    }

    /// Goes on behind a value: to the next in the same list, or out of all lists that end here.
    private mutating func leave(_ ends: inout [UInt8]) throws(Refusal) {
        while let end = ends.last {
            skipSpaces()
            if skip(",") {
                if end == UInt8(ascii: "}") { _ = try readKey() }
                return
            }
            guard next == end else { throw expected("a comma or \(quoted([end]))") }
            position += 1
            ends.removeLast()
        }
    }

    // MARK: Bytes

    @inline(__always)
    private func byte(at position: Int) -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    @inline(__always)
    private var next: UInt8? { byte(at: position) }

    @inline(__always)
    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    @inline(__always)
    private mutating func skipSpaces() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func expected(_ what: String) -> Refusal {
        Refusal(.badRequest, "byte \(position): expected \(what), found \(found)")
    }

    /// What stands here.
    private var found: String {
        switch next {
        case nil: "the end of the body"
        case UInt8(ascii: "["): "a list"
        case UInt8(ascii: "{"): "an object"
        case UInt8(ascii: "]"): "the end of a list"
        case UInt8(ascii: "}"): "the end of an object"
        case UInt8(ascii: "\""): "a string"
        default: foundWord
        }
    }

    /// A number, true or null as it stands here, and anything else in quotes.
    private var foundWord: String {
        let word = bytes[position...].prefix(25).prefix(while: RequestHead.isTokenCharacter)
        return word.isEmpty ? quoted(bytes[position...].prefix(1)) : quoted(word).replacing("\"", with: "")
    }
}
