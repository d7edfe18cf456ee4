import Foundation
import Numerics

extension SafeTensors {
    /// Reads a file, and checks all of it before any of it is used.
    ///
    /// - Parameter url: the file, of at most 2³⁰ bytes.
    /// - Throws: a `DataFormatError` that says where the file breaks which rule; a `CocoaError` if there is no such
    ///   file, or it can't be read, or is larger.
    public init(contentsOf url: URL) throws {
        let file = try DataFile(url)
        try self.init(file.readBytes(file.size), name: url.lastPathComponent)
    }

    /// Reads the contents of a file.
    ///
    /// - Parameters:
    ///   - bytes: the file's contents.
    ///   - name: the file's name in errors.
    /// - Throws: a `DataFormatError` that says where the file breaks which rule.
    public init(_ bytes: Data, name: String) throws {
        try self.init(Array(bytes), name: name)
    }

    /// The longest header that a file may have, as in Python's reader.
    static let longestHeader = 100_000_000

    /// The number of bytes that say how long the header is.
    static let lengthSize = 8

    private init(_ bytes: [UInt8], name: String) throws {
        let length = try Self.readHeaderLength(bytes, name: name)
        let header = try SafeTensorsHeader(bytes[Self.lengthSize..<Self.lengthSize + length], file: name)
        let data = bytes[(Self.lengthSize + length)...]
        try Self.checkLayout(header.entries, data, name: name)
        let tensors = header.entries.map { entry in
            Tensor(
                name: entry.name, dtype: entry.dtype, shape: entry.shape,
                bytes: Array(data[data.startIndex + entry.begin..<data.startIndex + entry.end]))
        }
        self.init(tensors, metadata: header.metadata, name: name)
    }

    /// Reads the length of the header, and checks that all of it is there and begins as it must.
    private static func readHeaderLength(_ bytes: [UInt8], name: String) throws -> Int {
        func error(_ offset: Int, expected: String, found: String) -> DataFormatError {
            DataFormatError(file: name, position: "offset \(offset)", expected: expected, found: found)
        }
        guard bytes.count >= lengthSize else {
            throw error(
                bytes.count, expected: "the length of the header in \(lengthSize) bytes",
                found: bytes.isEmpty ? "an empty file" : "the end of the file")
        }
        let claimed = bytes[..<lengthSize].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        if claimed > longestHeader {
            throw error(0, expected: "a header of at most \(longestHeader) bytes", found: "a length of \(claimed)")
        }
        let length = Int(claimed)
        let rest = bytes.count - lengthSize
        if length > rest {
            throw error(
                0, expected: "a header no longer than the rest of the file, \(rest) byte\(rest == 1 ? "" : "s")",
                found: "a length of \(length)")
        }
        let first = bytes[lengthSize..<lengthSize + min(length, 1)]
        if first.first != UInt8(ascii: "{") {
            throw error(
                lengthSize, expected: #"a header that begins with "{""#,
                found: length == 0 ? "one of no bytes" : quoted(first))
        }
        return length
    }

    /// Checks that the tensors, in the order of their offsets, cover the data from its beginning to its end, each with
    /// as many bytes as its shape needs.
    private static func checkLayout(
        _ entries: [SafeTensorsHeader.Entry], _ data: ArraySlice<UInt8>, name: String
    ) throws {
        var covered = 0
        for entry in entries {
            func error(expected: String, found: String) -> DataFormatError {
                DataFormatError(
                    file: name, position: "tensor " + quoted(entry.name), expected: expected,
                    found: found)
            }
            var offsets: String { "[\(entry.begin), \(entry.end)]" }
            if entry.end < entry.begin {
                throw error(expected: "data_offsets of which the second is not the smaller", found: offsets)
            }
            let (size, overflows) = (Tensor.elementCount(entry.shape) ?? .max)
                .multipliedReportingOverflow(by: entry.dtype.size)
            if overflows {
                throw error(
                    expected: "a shape of at most \(Int.max) bytes", found: describe(entry.dtype, entry.shape))
            }
            if entry.end - entry.begin != size {
                throw error(
                    expected: "\(size) byte\(size == 1 ? "" : "s") for \(describe(entry.dtype, entry.shape))",
                    found: "\(entry.end - entry.begin), the data_offsets \(offsets)")
            }
            if entry.begin != covered {
                let place = covered == 0 ? "the data begins" : "the tensor before ends"
                throw error(
                    expected: "data_offsets from \(covered), where \(place)",
                    found: "\(offsets), \(entry.begin < covered ? "an overlap" : "a hole")")
            }
            if entry.end > data.count {
                throw error(expected: "data_offsets within the \(data.count) bytes of data", found: offsets)
            }
            covered = entry.end
        }
        if covered < data.count {
            let count = data.count - covered
            throw DataFormatError(
                file: name, position: "offset \(data.startIndex + covered)",
                expected: "the end of the file after the last tensor",
                found: "\(count) more byte\(count == 1 ? "" : "s")")
        }
    }
}
