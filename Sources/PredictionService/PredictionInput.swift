import JSON
import Numerics

/// Reads `{"input": [[…], …]}`, the body of a request for predictions, straight into a matrix.
///
/// The rows are checked as they are read, so that an error can name row and column. Names other than `input` are
/// checked and ignored; a second `input` is refused.
enum PredictionInput {
    /// - Parameters:
    ///   - body: the JSON.
    ///   - columns: how many numbers a row must have.
    ///   - range: the numbers that are allowed.
    /// - Returns: rows × columns; a list without rows gives a matrix without rows.
    /// - Throws: a `DataFormatError` at the first mistake.
    static func read(_ body: [UInt8], columns: Int, range: ClosedRange<Double>) throws -> FloatMatrix {
        var scanner = JSONScanner(body[...], file: "body", part: "body")
        var input: FloatMatrix?
        try scanner.readObject(#"an object with the name "input""#) { scanner, name in
            guard name == "input" else { return try scanner.skipValue() }
            guard input == nil else { throw error(expected: #"one "input""#, found: "a second") }
            input = try readRows(&scanner, columns: columns, range: range, capacity: body.count / 2)
        }
        try scanner.readEnd()
        guard let input else { throw error(expected: #"an object with the name "input""#, found: "none") }
        return input
    }

    private static func readRows(
        _ scanner: inout JSONScanner, columns: Int, range: ClosedRange<Double>, capacity: Int
    ) throws -> FloatMatrix {
        var elements: [Float] = []
        // A number takes two bytes at least, with its comma. Room that is left over costs address space alone.
        elements.reserveCapacity(capacity)
        var rows = 0
        try scanner.readList("a list of rows") { scanner in
            do {
                let count = try scanner.appendNumbers(to: &elements, in: range, atMost: columns)
                guard count == columns else { throw error(expected: "\(columns) numbers in a row", found: "\(count)") }
            } catch let mistake as DataFormatError {
                let place = "row \(rows), column \(elements.count - rows * columns)"
                throw error(place, expected: mistake.expected, found: mistake.found)
            }
            rows += 1
        }
        return FloatMatrix(rows, columns, elements: elements)
    }

    private static func error(_ position: String? = nil, expected: String, found: String) -> DataFormatError {
        DataFormatError(file: "body", position: position, expected: expected, found: found)
    }
}
