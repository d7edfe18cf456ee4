import JSON
import Numerics

/// Reads `{"input": [[…], …]}`, the body of a request for predictions, straight into a matrix.
///
/// The rows are checked as they are read, so that an error can name row and column. Names other than `input` are checked
/// and ignored; a second `input` is refused.
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
            input = try readRows(&scanner, columns: columns, range: range)
        }
        try scanner.readEnd()
        guard let input else { throw error(expected: #"an object with the name "input""#, found: "none") }
        return input
    }

    private static func readRows(
        _ scanner: inout JSONScanner, columns: Int, range: ClosedRange<Double>
    ) throws -> FloatMatrix {
        var elements: [Float] = []
        var rows = 0
        try scanner.readList("a list of rows") { scanner in
            var column = 0
            func rowError(_ expected: String, found: String) -> DataFormatError {
                error("row \(rows), column \(column)", expected: expected, found: found)
            }
            try scanner.readList("a list of \(columns) numbers") { scanner in
                guard column < columns else { throw rowError("\(columns) numbers in a row", found: "more") }
                guard let number = scanner.number(in: range) else {
                    let (low, high) = (range.lowerBound, range.upperBound)
                    throw rowError("a number from \(plain(low)) to \(plain(high))", found: scanner.found)
                }
                elements.append(Float(number))
                column += 1
            }
            guard column == columns else { throw rowError("\(columns) numbers in a row", found: "\(column)") }
            rows += 1
        }
        return FloatMatrix(rows, columns, elements: elements)
    }

    private static func error(_ position: String? = nil, expected: String, found: String) -> DataFormatError {
        DataFormatError(file: "body", position: position, expected: expected, found: found)
    }

    /// A limit as one would write it: 255, not 255.0.
    private static func plain(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? String(number) }
}
