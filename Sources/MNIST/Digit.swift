import Numerics

/// One handwritten digit: an image of 28 × 28 pixels, and the number it is meant to be.
///
/// A pixel is a number from 0, paper, to 255, ink.
public struct Digit: Sendable {
    static let side = 28

    /// How many pixels an image has: 784.
    public static let pixelCount = side * side

    private static let classCount = 10

    /// The number that was written, 0 to 9.
    public let label: Int

    /// The 784 pixels, row by row: a slice of the set's bytes, not a copy.
    let bytes: ArraySlice<UInt8>

    /// The scaled value of each byte. Training asks for 784 of them at every step.
    private static let scaled = (0...255).map { Double($0) / 255 * 0.99 + 0.01 }

    /// The 784 pixels from 0 to 255, row by row.
    public var pixels: [Double] { bytes.map(Double.init) }

    /// The pixels as they are, from 0 to 255: 784 × 1.
    public var input: Matrix { Matrix(column: pixels) }

    /// The pixels between 0.01 and 1, each pixel / 255 × 0.99 + 0.01: 784 × 1.
    ///
    /// None is 0, because a weight is changed in proportion to its input, and one behind a 0 would stay as it is.
    public var scaledInput: Matrix {
        // The table has an entry for every byte, so none of the 784 look-ups needs a check.
        let elements = [Double](unsafeUninitializedCapacity: bytes.count) { elements, initialized in
            Self.scaled.withUnsafeBufferPointer { scaled in
                bytes.withUnsafeBufferPointer { bytes in
                    for index in 0..<bytes.count {
                        elements.initializeElement(at: index, to: scaled[Int(bytes[index])])
                    }
                }
            }
            initialized = bytes.count
        }
        return Matrix(column: elements)
    }

    /// The pixels from 0 to 255 as they lie on the paper: 28 × 28.
    public var image: Matrix { Matrix(Self.side, Self.side, elements: pixels) }

    /// What a network should answer: 1 at the label and 0 elsewhere, 10 × 1.
    public var target: Matrix { oneHot(1, elsewhere: 0) }

    /// What a network with a sigmoid can answer: 0.99 at the label and 0.01 elsewhere, 10 × 1.
    public var scaledTarget: Matrix { oneHot(0.99, elsewhere: 0.01) }

    private func oneHot(_ value: Double, elsewhere: Double) -> Matrix {
        Matrix(column: (0..<Self.classCount).map { $0 == label ? value : elsewhere })
    }

    /// The digit as a line of a CSV file: the label, then the pixels. For a digit from such a file it is the file's own
    /// line, byte for byte, without the line's end.
    public var line: String {
        // Each pixel as a string of its own would take five times as long.
        let zero = UInt8(ascii: "0")
        var line = [zero + UInt8(label)]
        line.reserveCapacity(4 * bytes.count + 1)
        for pixel in bytes {
            line.append(UInt8(ascii: ","))
            if pixel >= 100 { line.append(zero + pixel / 100) }
            if pixel >= 10 { line.append(zero + pixel / 10 % 10) }
            line.append(zero + pixel % 10)
        }
        return String(decoding: line, as: UTF8.self)
    }
}
