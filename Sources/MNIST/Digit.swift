import Numerics

/// One handwritten digit: an image of 28 × 28 pixels, and the number it is meant to be.
///
/// A pixel is a number from 0, the background, to 255, the middle of a stroke.
public struct Digit: Sendable {
    static let side = 28
    static let pixelCount = side * side
    private static let classCount = 10

    /// The number that was written, 0 to 9.
    public let label: Int

    /// The 784 pixels, row by row.
    let bytes: [UInt8]

    /// The 784 pixels from 0 to 255, row by row.
    public var pixels: [Double] { bytes.map(Double.init) }

    /// The pixels as they are, from 0 to 255: 784 × 1.
    public var input: Matrix { Matrix(column: pixels) }

    /// The pixels between 0.01 and 1, each pixel / 255 × 0.99 + 0.01: 784 × 1.
    ///
    /// None is 0, because a weight is changed in proportion to its input, and one behind a 0 would stay as it is.
    public var scaledInput: Matrix { Matrix(column: bytes.map { Double($0) / 255 * 0.99 + 0.01 }) }

    /// The pixels from 0 to 255 as they lie on the paper: 28 × 28.
    public var image: Matrix { Matrix(Self.side, Self.side, elements: pixels) }

    /// What a network should answer: 1 at the label and 0 elsewhere, 10 × 1.
    public var target: Matrix { oneHot(1, elsewhere: 0) }

    /// What a network with a sigmoid can answer: 0.99 at the label and 0.01 elsewhere, 10 × 1.
    public var scaledTarget: Matrix { oneHot(0.99, elsewhere: 0.01) }

    private func oneHot(_ value: Double, elsewhere: Double) -> Matrix {
        Matrix(column: (0..<Self.classCount).map { $0 == label ? value : elsewhere })
    }

    /// The digit as it stands in a CSV file, byte for byte but for the line's end: the label, then the pixels.
    public var line: String {
        bytes.reduce(into: String(label)) { line, pixel in
            line += ","
            line += String(pixel)
        }
    }
}
