import Foundation
import Numerics

extension SafeTensors {
    /// The header: which tensors there are, of which kind and shape, and where.
    ///
    /// The same tensors and the same metadata give the same text; the keys of the metadata are sorted. It is spaced and
    /// quoted as in files that Python's package writes.
    public var header: String {
        var members: [String] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map { Self.quote($0.key) + ":" + Self.quote($0.value) }
            members.append("\"\(Self.metadataName)\":{\(texts.joined(separator: ","))}")
        }
        var offset = 0
        for tensor in tensors {
            let lengths = tensor.shape.map(String.init).joined(separator: ",")
            let end = offset + tensor.bytes.count
            let (name, dtype) = (Self.quote(tensor.name), tensor.dtype.rawValue)
            members.append(#"\#(name):{"dtype":"\#(dtype)","shape":[\#(lengths)],"data_offsets":[\#(offset),\#(end)]}"#)
            offset = end
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// The contents of the file. The same tensors and the same metadata give the same bytes.
    public var serialized: Data {
        var header = Array(header.utf8)
        // With spaces at its end, so that the data begins at a multiple of 8.
        header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        guard header.count <= Self.longestHeader else {
            fatalError("A header can't have \(header.count) bytes, more than \(Self.longestHeader)")
        }
        let length = UInt64(header.count)
        var data = Data((0..<Self.lengthSize).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) })
        data.reserveCapacity(data.count + header.count + tensors.reduce(0) { $0 + $1.bytes.count })
        data.append(contentsOf: header)
        for tensor in tensors { data.append(contentsOf: tensor.bytes) }
        return data
    }

    /// Writes the file: first beside its place, then renamed. So there is never half a file, and when it can't be
    /// written, the one before stays.
    ///
    /// - Parameter url: the place of the file. A file that is there is replaced.
    /// - Throws: a `CocoaError` if its folder is missing or may not be written to, if something other than a
    ///   file is in its place, or if the disk is full.
    public func write(to url: URL) throws {
        try DataFile.write(serialized, to: url)
    }

    /// A string of JSON, with as few escapes as it can have.
    private static func quote(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\0"..<" ": result += (scalar.value < 16 ? "\\u000" : "\\u00") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
