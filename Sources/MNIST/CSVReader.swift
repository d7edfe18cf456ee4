import Numerics

/// Reads labeled digits from a CSV file, whose lines are a label and 784 pixels with commas in between.
///
/// The file arrives in pieces of whole lines, so the text of a large file is never in memory as a whole. A number must
/// be written as `Digit.line` writes it, without signs, spaces or leading zeros; a byte then keeps all that its text
/// said.
struct CSVReader {
    /// The bytes of the longest line there can be: a label, 784 commas and numbers of three figures, CR and LF.
    static let longestLine = 1 + Digit.pixelCount * 4 + 2

    let name: String
    private(set) var labels: [UInt8] = []
    /// 784 for each label.
    private(set) var pixels: [UInt8] = []
    private var hasBlankLine = false

    /// The number of the next line, from 1. Blank lines stand only at the end, so each line before it gave a label.
    private var line: Int { labels.count + 1 }

    /// - Parameters:
    ///   - name: the name of the file, for errors.
    ///   - size: the expected number of bytes; memory is reserved for as many digits.
    init(name: String, size: Int) {
        self.name = name
        // A number takes at least two bytes, with its comma. Reserved memory that stays unused costs address space
        // alone.
        let digits = size / (2 * (1 + Digit.pixelCount)) + 1
        labels.reserveCapacity(digits)
        pixels.reserveCapacity(digits * Digit.pixelCount)
    }

    /// Reads the next piece of the file: whole lines. Only the last line of the file may lack its line feed.
    ///
    /// - Throws: a `DataFormatError` at the first mistake.
    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        let text = CSVText(bytes: bytes, name: name)
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Digit.pixelCount) { image in
            image.initialize(repeating: 0)
            var offset = 0
            while offset < bytes.count {
                if let next = text.endOfLine(at: offset) {
                    hasBlankLine = true
                    offset = next
                    continue
                }
                if hasBlankLine { throw misplacedBlankLine }
                labels.append(try text.readLine(line, from: &offset, into: image))
                pixels.append(contentsOf: image)
            }
        }
    }

    /// Ends the reading.
    ///
    /// - Throws: a `DataFormatError` if the file holds no digit.
    func finish() throws {
        guard labels.isEmpty else { return }
        if hasBlankLine { throw misplacedBlankLine }
        throw DataFormatError(
            file: name, position: "line 1, value 1", expected: "a label from 0 to 9", found: "an empty file")
    }

    private var misplacedBlankLine: DataFormatError {
        DataFormatError(
            file: name, position: "line \(line), value 1", expected: "a label from 0 to 9", found: "an empty line")
    }
}

/// A piece of a CSV file, read value by value.
private struct CSVText {
    let bytes: UnsafeBufferPointer<UInt8>
    let name: String

    /// Reads one line, moves `offset` behind it, and returns the label.
    func readLine(_ line: Int, from offset: inout Int, into image: UnsafeMutableBufferPointer<UInt8>) throws -> UInt8 {
        // A copy, because the compiler keeps a local variable in a register.
        var position = offset
        guard let label = readNumber(upTo: 9, from: &position), skipComma(at: &position) else {
            throw error(line: line, value: 1, at: offset)
        }

        var pixel = 0
        while pixel < Digit.pixelCount - 1 {
            // Four of five pixels are paper, most of them in long runs.
            if pixel + 4 < Digit.pixelCount && fourZeros(at: position) {
                for index in pixel..<pixel + 4 { image[index] = 0 }
                pixel += 4
                position += 8
                continue
            }
            let start = position
            guard let number = readNumber(upTo: 255, from: &position), skipComma(at: &position) else {
                throw error(line: line, value: pixel + 2, at: start)
            }
            image[pixel] = number
            pixel += 1
        }

        let start = position
        guard let number = readNumber(upTo: 255, from: &position), let end = endOfLine(at: position) else {
            throw error(line: line, value: 1 + Digit.pixelCount, at: start)
        }
        image[pixel] = number
        offset = end
        return label
    }

    /// Reads a whole number in its one proper form. The caller checks the next byte: the rest of a number that is too
    /// long or begins with a zero stands there.
    @inline(__always)
    private func readNumber(upTo maximum: Int, from position: inout Int) -> UInt8? {
        guard let first = figure(at: position) else { return nil }
        position += 1
        var number = first
        while number > 0, number <= maximum, let next = figure(at: position) {
            position += 1
            number = 10 * number + next
        }
        return number <= maximum ? UInt8(truncatingIfNeeded: number) : nil
    }

    /// The number 0 to 9 for a byte "0" to "9"; nil for any other, and for the end of the file.
    @inline(__always)
    private func figure(at position: Int) -> Int? {
        guard position < bytes.count else { return nil }
        let figure = bytes[position] &- UInt8(ascii: "0")
        return figure <= 9 ? Int(figure) : nil
    }

    @inline(__always)
    private func skipComma(at position: inout Int) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { return false }
        position += 1
        return true
    }

    /// Whether `0,0,0,0,` stands here, compared as one number of 64 bits.
    @inline(__always)
    private func fourZeros(at position: Int) -> Bool {
        let zeros = UInt64(bigEndian: 0x30_2C_30_2C_30_2C_30_2C)
        return position + 8 <= bytes.count
            && UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: position, as: UInt64.self) == zeros
    }

    /// Where the next line begins, if this one ends here: with LF, with CR and LF, or with the file.
    func endOfLine(at position: Int) -> Int? {
        guard position < bytes.count else { return position }
        if bytes[position] == UInt8(ascii: "\n") { return position + 1 }
        guard bytes[position] == UInt8(ascii: "\r"), position + 1 < bytes.count else { return nil }
        return bytes[position + 1] == UInt8(ascii: "\n") ? position + 2 : nil
    }

    /// The error about a value that begins at `start`. The value is read a second time, to quote it.
    private func error(line: Int, value: Int, at start: Int) -> DataFormatError {
        func error(value: Int, expected: String, found: String) -> DataFormatError {
            DataFormatError(
                file: name, position: "line \(line), value \(value)", expected: expected, found: found)
        }

        let text = text(at: start)
        let (kind, maximum) = value == 1 ? ("label", 9) : ("pixel", 255)
        var end = start
        if readNumber(upTo: maximum, from: &end) == nil || end < text.endIndex {
            let isPadded = text.count > 1 && text.first == UInt8(ascii: "0") && text.allSatisfy { 48...57 ~= $0 }
            return error(
                value: value, expected: "a \(kind) from 0 to \(maximum)" + (isPadded ? " without leading zeros" : ""),
                found: quoted(text))
        }
        // The number is right, so the mistake comes after it: a comma too many or too few.
        if value <= Digit.pixelCount {
            return error(
                value: value + 1, expected: "a label and \(Digit.pixelCount) pixels",
                found: "no more than \(value) value\(value == 1 ? "" : "s")")
        }
        return error(
            value: value + 1, expected: "the end of the line",
            found: quoted(self.text(at: text.endIndex + 1)))
    }

    /// The bytes from here to the next comma, the end of the line or the end of the file.
    private func text(at start: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
        var end = start
        while end < bytes.count && bytes[end] != UInt8(ascii: ",") && endOfLine(at: end) == nil { end += 1 }
        return bytes[start..<end]
    }
}
