import Foundation
import Numerics

/// Images of handwritten digits, each with its label, in the order of their file.
///
///     let digits = try Digits.hundred()
///     digits.count        // 100
///     digits[0].label     // 3
///
/// Pixels are kept as bytes, so the 60,000 digits of MNIST take 47 MB; a `Digit` makes numbers of them on request. A
/// set has at least one digit.
public struct Digits: Sendable, RandomAccessCollection {
    /// The name of the file, or of the one with the images, for errors.
    private let name: String
    private let classes: [UInt8]
    /// 784 a digit, row by row. A part of a set shares the bytes of the set.
    private let bytes: ArraySlice<UInt8>

    /// Reads a CSV file.
    ///
    /// A line is a label from 0 to 9 and 784 pixels from 0 to 255, row by row, with commas in between and no
    /// header above. A number is written in one way only: without sign, spaces or leading zeros. Lines end with LF
    /// or with CR and LF; the last one need not, and blank lines may follow it.
    ///
    /// - Parameter url: the file, of at least one line.
    /// - Throws: a `DataFormatError` if the contents are anything else; a `CocoaError` if the file is not there, can't
    ///   be read, or is larger than 1 GB (all of MNIST as CSV has 0.1). Its `localizedDescription` is one line.
    public init(csv url: URL) throws {
        let file = try DataFile(url)
        var reader = CSVReader(name: url.lastPathComponent, size: file.size)
        try file.forEachPiece(longestLine: CSVReader.longestLine) { try reader.read($0) }
        try self.init(reader)
    }

    /// Reads the contents of a CSV file, of the form that `init(csv:)` describes.
    ///
    /// - Parameters:
    ///   - bytes: what the file holds.
    ///   - name: what errors call it.
    /// - Throws: a `DataFormatError`.
    init(csv bytes: Data, name: String) throws {
        var reader = CSVReader(name: name, size: bytes.count)
        try bytes.withBytes { try reader.read($0) }
        try self.init(reader)
    }

    private init(_ reader: CSVReader) throws {
        try reader.finish()
        name = reader.name
        classes = reader.labels
        bytes = reader.pixels[...]
    }

    /// Reads two IDX files, one of images and one of labels: the form in which MNIST is published.
    ///
    /// They must be unpacked, the images of 28 × 28 pixels, the labels from 0 to 9 and as many as the images, and the
    /// files exactly as long as that makes them.
    ///
    /// - Parameters:
    ///   - images: a file such as `train-images-idx3-ubyte`.
    ///   - labels: the one that belongs to it, such as `train-labels-idx1-ubyte`.
    /// - Throws: a `DataFormatError` if the contents are anything else; a `CocoaError` if a file is not there, can't be
    ///   read, or is larger than 1 GB. Its `localizedDescription` is one line.
    public init(images: URL, labels: URL) throws {
        func source(_ url: URL) throws -> IDXReader.Source {
            let file = try DataFile(url)
            return IDXReader.Source(name: url.lastPathComponent, size: file.size, next: file.readBytes)
        }
        try self.init(images: source(images), labels: source(labels))
    }

    /// Reads the contents of IDX files, of the form that `init(images:labels:)` describes.
    ///
    /// - Parameters:
    ///   - images: where the images come from.
    ///   - labels: where the labels come from.
    /// - Throws: a `DataFormatError`, and what the sources throw.
    init(images: IDXReader.Source, labels: IDXReader.Source) throws {
        let reader = try IDXReader(images: images, labels: labels)
        name = images.name
        classes = reader.labels
        bytes = reader.pixels[...]
    }

    /// The labels, 0 to 9, in the order of the digits: a new array for each call.
    public var labels: [Int] { classes.map(Int.init) }

    /// The pixels of all digits as they are, from 0 to 255, a digit a row: count × 784. The matrix shares the bytes of
    /// this set, which stay in memory as long as the matrix, and so does what `*`, `/` and `+` make of it.
    public var pixels: FloatMatrix { FloatMatrix(count, Digit.pixelCount, bytes: bytes) }

    /// The hundred digits of `mnist_train_100.csv`, ten of each class, all of them training digits of MNIST.
    ///
    /// - Throws: what `init(csv:)` throws; if the file is not in the data folder, or not in the one that the
    ///   environment variable `LESSON_DATA` names, an error whose `localizedDescription` says where it was looked for.
    public static func hundred() throws -> Digits {
        try Digits(csv: DataFolder.url(of: "mnist_train_100.csv"))
    }

    /// The training digits of MNIST, all 60,000, in the order in which they were published.
    ///
    /// - Parameter count: how many there must be at least, in another data set, too.
    /// - Returns: all digits of the file, not `count` of them.
    /// - Throws: what `init(images:labels:)` throws, and a `DataFormatError` if there are fewer than `count`; as for
    ///   `hundred()` if one of the files is missing.
    public static func training(atLeast count: Int = 1) throws -> Digits {
        try published("train").checked(count)
    }

    /// The test digits of MNIST, all 10,000, in the order in which they were published. Other people wrote them than
    /// wrote the training digits.
    ///
    /// - Throws: what `init(images:labels:)` throws; as for `hundred()` if one of the files is missing.
    public static func test() throws -> Digits {
        try published("t10k")
    }

    private static func published(_ part: String) throws -> Digits {
        try Digits(
            images: DataFolder.url(of: part + "-images-idx3-ubyte"),
            labels: DataFolder.url(of: part + "-labels-idx1-ubyte"))
    }

    /// The digits, if there are as many as `least`.
    private func checked(_ least: Int) throws -> Digits {
        guard count >= least else {
            throw DataFormatError(file: name, position: nil, expected: "at least \(least) digits", found: "\(count)")
        }
        return self
    }

    /// The first digits, as a set of their own.
    ///
    /// - Parameter count: how many, at least 1.
    /// - Returns: `count` digits, or all of them if there are no more. They share the bytes of this set, which stay in
    ///   memory as long as they do.
    public func first(_ count: Int) -> Digits {
        guard count > 0 else { fatalError("There is always at least one digit, so the first \(count) are none") }
        return part(0..<Swift.min(count, self.count))
    }

    /// The last digits, as a set of their own.
    ///
    /// - Parameter count: how many, at least 1.
    /// - Returns: `count` digits, or all of them if there are no more. They share the bytes of this set, which stay in
    ///   memory as long as they do.
    public func last(_ count: Int) -> Digits {
        guard count > 0 else { fatalError("There is always at least one digit, so the last \(count) are none") }
        return part(Swift.max(0, self.count - count)..<self.count)
    }

    /// The digits of a range as a set of their own.
    private func part(_ range: Range<Int>) -> Digits {
        let start = bytes.startIndex
        let pixels = start + range.lowerBound * Digit.pixelCount..<start + range.upperBound * Digit.pixelCount
        return Digits(name: name, classes: Array(classes[range]), bytes: bytes[pixels])
    }

    /// Hands on the pixels of all digits, 784 each.
    func withBytes(_ work: (UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer(work)
    }

    /// Digits with the same labels and these pixels, 784 each.
    func replacing(pictures bytes: [UInt8]) -> Digits {
        Digits(name: name, classes: classes, bytes: bytes[...])
    }

    private init(name: String, classes: [UInt8], bytes: ArraySlice<UInt8>) {
        self.name = name
        self.classes = classes
        self.bytes = bytes
    }

    /// The number of the first digit, 0.
    public var startIndex: Int { 0 }
    /// The number of digits.
    public var endIndex: Int { classes.count }

    /// One digit.
    ///
    /// - Parameter index: its number, from 0 to `count` − 1.
    /// - Returns: the digit; its pixels are not copied.
    public subscript(index: Int) -> Digit {
        guard indices.contains(index) else {
            fatalError("There are \(count) digits, counted from 0, and so none at \(index)")
        }
        let start = bytes.startIndex + index * Digit.pixelCount
        return Digit(label: Int(classes[index]), bytes: bytes[start..<start + Digit.pixelCount])
    }

    /// One digit of a file that may have fewer digits.
    ///
    /// - Parameter index: its number, from 0 on.
    /// - Returns: the digit; its pixels are not copied.
    /// - Throws: a `DataFormatError` if the file doesn't reach that far.
    public func digit(_ index: Int) throws -> Digit {
        try checked(index + 1)[index]
    }
}
