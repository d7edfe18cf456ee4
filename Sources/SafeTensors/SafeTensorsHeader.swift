import JSON
import Numerics

/// The header of a safetensors file: a JSON object with a member for each tensor, and one for the metadata.
///
///     {"__metadata__":{"format":"np"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}
///
/// It is not compared with the data here.
struct SafeTensorsHeader {
    /// What it states about a tensor.
    struct Entry {
        let name: String
        let dtype: SafeTensors.DType
        let shape: [Int]
        /// The offset of the tensor's first byte from where the data begins.
        let begin: Int
        /// The offset of the byte after its last.
        let end: Int
    }

    /// How many dimensions a tensor may have. NumPy's arrays have no more, nor have those of other libraries.
    private static let mostDimensions = 64

    /// The tensors, in the order of their data. Those without data keep the order of the header.
    let entries: [Entry]
    let metadata: [String: String]

    /// - Parameters:
    ///   - text: the header; its indices are offsets in the file.
    ///   - file: the file's name in errors.
    /// - Throws: a `DataFormatError` at the first mistake.
    init(_ text: ArraySlice<UInt8>, file: String) throws {
        var scanner = JSONScanner(text, file: file, part: "header")
        var names: Set<String> = []
        var entries: [Entry] = []
        var metadata: [String: String] = [:]
        try scanner.readObject { scanner, name in
            guard names.insert(name).inserted else {
                throw DataFormatError(
                    file: file, position: nil, expected: "each name once in the header",
                    found: quoted(name) + " twice")
            }
            if name == SafeTensors.metadataName {
                metadata = try Self.readMetadata(&scanner, file: file)
            } else {
                entries.append(try Self.readEntry(name, &scanner, file: file))
            }
        }
        try scanner.readEnd()
        // Swift's sort promises no order for equals, hence their places.
        self.entries = entries.enumerated().sorted { left, right in
            (left.element.begin, left.element.end, left.offset) < (right.element.begin, right.element.end, right.offset)
        }.map(\.element)
        self.metadata = metadata
    }

    private static func readMetadata(_ scanner: inout JSONScanner, file: String) throws -> [String: String] {
        var metadata: [String: String] = [:]
        try scanner.readObject { scanner, key in
            guard metadata.updateValue(try scanner.string("a text"), forKey: key) == nil else {
                throw DataFormatError(
                    file: file, position: "metadata", expected: "each name once",
                    found: quoted(key) + " twice")
            }
        }
        return metadata
    }

    private static func readEntry(_ name: String, _ scanner: inout JSONScanner, file: String) throws -> Entry {
        func error(expected: String, found: String) -> DataFormatError {
            DataFormatError(
                file: file, position: "tensor " + quoted(name), expected: expected, found: found)
        }
        let members = #""dtype", "shape" and "data_offsets", each once"#
        var dtype: String?
        var shape: [Int]?
        var offsets: [Int]?
        try scanner.readObject { scanner, member in
            let isNew: Bool
            switch member {
            case "dtype":
                isNew = dtype == nil
                dtype = try scanner.string("a dtype")
            case "shape":
                isNew = shape == nil
                shape = try wholeNumbers(&scanner)
            case "data_offsets":
                isNew = offsets == nil
                offsets = try wholeNumbers(&scanner)
            default:
                throw error(expected: members, found: quoted(member))
            }
            if !isNew { throw error(expected: members, found: quoted(member) + " twice") }
        }
        guard let dtype else { throw error(expected: members, found: #"no "dtype""#) }
        guard let shape else { throw error(expected: members, found: #"no "shape""#) }
        guard let offsets else { throw error(expected: members, found: #"no "data_offsets""#) }
        guard let type = SafeTensors.DType(rawValue: dtype) else {
            let known = SafeTensors.DType.allCases.map(\.rawValue).joined(separator: " or ")
            throw error(expected: "the dtype \(known)", found: quoted(dtype))
        }
        guard offsets.count == 2 else {
            throw error(expected: "two data_offsets", found: "\(offsets.count)")
        }
        return Entry(name: name, dtype: type, shape: shape, begin: offsets[0], end: offsets[1])
    }
    private static func wholeNumbers(_ scanner: inout JSONScanner) throws -> [Int] {
        var numbers: [Int] = []
        try scanner.readList { scanner in
            guard numbers.count < mostDimensions else {
                throw scanner.error(expected: "no more than \(mostDimensions) numbers")
            }
            numbers.append(try scanner.wholeNumber())
        }
        return numbers
    }
}
