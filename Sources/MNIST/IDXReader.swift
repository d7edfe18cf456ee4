import Numerics

/// Reads labeled digits from two IDX files, the form in which MNIST is published: one of images and one of labels.
///
/// Each file begins with whole numbers of four bytes, the most significant byte first: a magic number for the kind of
/// content, the number of images or labels, and, for images, their rows and columns. After that each pixel and each
/// label is a byte. The format is described at <http://yann.lecun.com/exdb/mnist/>.
///
/// Sizes are compared before any memory is allocated, so a file that claims more than it holds costs nothing.
struct IDXReader {
    /// Where the bytes of a file come from.
    struct Source {
        /// What errors call the file.
        let name: String
        /// The number of bytes in it.
        let size: Int
        /// Returns the given number of bytes; fewer only where the file ends early, in spite of its size.
        let next: (Int) throws -> [UInt8]
    }

    let labels: [UInt8]
    /// 784 for each label.
    let pixels: [UInt8]

    /// Reads both files to their ends.
    ///
    /// - Throws: a `DataFormatError` at the first mistake, and what the sources throw.
    init(images: Source, labels: Source) throws {
        let count = try Self.readHeader(.images, of: images)
        let labelCount = try Self.readHeader(.labels, of: labels)
        if count != labelCount {
            throw DataFormatError(
                file: labels.name, position: "offset 4",
                expected: "as many labels as \(images.name) has images, \(count)", found: "\(labelCount)")
        }
        // Labels first: a mistake in them is found before 47 MB of pixels are read.
        self.labels = try Self.readContents(.labels, count, of: labels)
        if let index = self.labels.firstIndex(where: { $0 > 9 }) {
            throw DataFormatError(
                file: labels.name, position: "offset \(Kind.labels.headerSize + index)",
                expected: "a label from 0 to 9", found: "\(self.labels[index])")
        }
        pixels = try Self.readContents(.images, count, of: images)
    }

    private enum Kind: UInt32 {
        /// The third byte, 8, says that values are bytes; the fourth is the number of dimensions.
        case images = 0x0803
        case labels = 0x0801

        var name: String { self == .images ? "images" : "labels" }
        var headerSize: Int { self == .images ? 16 : 8 }
        /// The bytes of one image or one label.
        var itemSize: Int { self == .images ? Digit.pixelCount : 1 }
    }

    /// Reads and checks what stands before the images or labels, and returns their number.
    private static func readHeader(_ kind: Kind, of source: Source) throws -> Int {
        let header = try source.next(kind.headerSize)
        func error(_ offset: Int, expected: String, found: String) -> DataFormatError {
            DataFormatError(file: source.name, position: "offset \(offset)", expected: expected, found: found)
        }
        func number(at offset: Int) -> UInt32? {
            guard offset + 4 <= header.count else { return nil }
            return header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }

        let magic = "the magic number \(kind.rawValue) of \(kind.name)"
        if header.isEmpty { throw error(0, expected: magic, found: "an empty file") }
        if header.starts(with: [0x1F, 0x8B]) {
            throw error(0, expected: magic, found: "a file packed by gzip, which gunzip unpacks")
        }
        if let found = number(at: 0), found != kind.rawValue {
            let meaning = Kind(rawValue: found).map { ", that of \($0.name)" } ?? ""
            throw error(0, expected: magic, found: "\(found)\(meaning)")
        }
        guard header.count == kind.headerSize, let count = number(at: 4) else {
            throw error(
                header.count, expected: "a header of \(kind.headerSize) bytes", found: "the end of the file")
        }
        if count == 0 { throw error(4, expected: "a number of \(kind.name), at least 1", found: "0") }
        if kind == .images {
            for (offset, what) in [(8, "rows"), (12, "columns")] {
                if let found = number(at: offset), found != UInt32(Digit.side) {
                    throw error(offset, expected: "images of \(Digit.side) \(what)", found: "\(found)")
                }
            }
        }

        // Both factors are below 2³², so this can't overflow, not even where `Int` has 32 bits only.
        let expectedSize = UInt64(kind.headerSize) + UInt64(count) * UInt64(kind.itemSize)
        let size = UInt64(source.size)
        if size < expectedSize {
            throw error(
                source.size, expected: "\(expectedSize) bytes for \(count) \(kind.name)", found: "the end of the file")
        }
        if size > expectedSize {
            // Smaller than a size that fits `Int`, so it fits, too.
            throw error(
                Int(expectedSize), expected: "the end of the file after \(count) \(kind.name)",
                found: "\(size - expectedSize) more byte\(size - expectedSize == 1 ? "" : "s")")
        }
        return Int(count)
    }

    /// Reads what stands behind the header, whose claims have been checked against the size of the file.
    private static func readContents(_ kind: Kind, _ count: Int, of source: Source) throws -> [UInt8] {
        let contents = try source.next(count * kind.itemSize)
        if contents.count != count * kind.itemSize {
            // The file was shortened after its size was read.
            throw DataFormatError(
                file: source.name, position: "offset \(kind.headerSize + contents.count)",
                expected: "\(kind.headerSize + count * kind.itemSize) bytes for \(count) \(kind.name)",
                found: "the end of the file")
        }
        return contents
    }
}
