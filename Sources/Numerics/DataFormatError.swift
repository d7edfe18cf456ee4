import Foundation

/// What is wrong with the bytes of a data file: where, what belongs there, what stands there instead.
///
///     mnist_train_100.csv, line 3, value 12: expected a pixel from 0 to 255, found "256"
///     train-labels-idx1-ubyte, offset 8: expected a label from 0 to 9, found 10
///     model.safetensors, tensor "hidden.weight": expected 564480 bytes for F64 [90, 784], found 564472
///
/// The message is always one line, whatever the file holds and however it is named.
public struct DataFormatError: LocalizedError, Equatable, Sendable {
    /// The name of the file, without its folder.
    public let file: String
    /// Where in the file: `line 3, value 12` in a CSV file, both counted from 1; in other files `offset 8`, the number
    /// of bytes before it, or `tensor "hidden.weight"`; nil for the file as a whole.
    public let position: String?
    /// What belongs there: `a pixel from 0 to 255`.
    public let expected: String
    /// What stands there: `"256"`.
    public let found: String

    package init(file: String, position: String?, expected: String, found: String) {
        self.file = file
        self.position = position
        self.expected = expected
        self.found = found
    }

    /// All of it in one line; `localizedDescription` is the same.
    public var errorDescription: String? {
        "\(file)\(position.map { ", " + $0 } ?? ""): expected \(expected), found \(found)".onOneLine
    }
}
