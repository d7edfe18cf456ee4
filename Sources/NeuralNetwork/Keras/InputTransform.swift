import MNIST
import Numerics

/// What is done to pixels before they enter a network: perhaps the picture is put upright, and then each pixel becomes
/// pixel / `divisor` × `factor` + `offset`.
///
///     let transform = InputTransform.upright
///     let inputs = transform(digits.pixels)
///
/// A network is worth nothing without it: what it was trained on is what it must be asked about. So it is a value that
/// can be kept with the weights.
public struct InputTransform: Equatable, Sendable {
    /// Whether a picture of 28 × 28 pixels is put upright first, as `Deskewing` does it.
    public let isDeskewing: Bool

    /// What a pixel is divided by.
    public let divisor: Double

    /// What the quotient is multiplied by.
    public let factor: Double

    /// What is added to the product.
    public let offset: Double

    /// The notebook's: pixel / 255 × 0.99 + 0.01, so that no input is 0.
    public static let notebook = InputTransform(divisor: 255, factor: 0.99, offset: 0.01)

    /// Pixel / 255.
    public static let unit = InputTransform(divisor: 255, factor: 1, offset: 0)

    /// The picture is put upright, and then it is pixel / 255.
    public static let upright = InputTransform(isDeskewing: true, divisor: 255, factor: 1, offset: 0)

    /// A transform of the given numbers.
    ///
    /// - Parameters:
    ///   - isDeskewing: whether a picture of 28 × 28 pixels is put upright first.
    ///   - divisor: what a pixel is divided by; not 0.
    ///   - factor: what the quotient is multiplied by.
    ///   - offset: what is added to the product.
    public init(isDeskewing: Bool = false, divisor: Double, factor: Double, offset: Double) {
        guard divisor != 0 else { fatalError("An input can't be divided by 0") }
        self.isDeskewing = isDeskewing
        self.divisor = divisor
        self.factor = factor
        self.offset = offset
    }

    /// The transform of every number.
    ///
    /// - Parameter pixels: observations × pixels. To be put upright, an observation must have 784.
    /// - Returns: the inputs for a network, in the same shape.
    public func callAsFunction(_ pixels: consuming FloatMatrix) -> FloatMatrix {
        // In place: with new matrices lesson 17 asked for 0.7 GB more, which took a tenth of its CPU time.
        if isDeskewing { pixels = Deskewing.deskewed(pixels) }
        pixels.scale(divisor: divisor, factor: factor, offset: offset)
        return pixels
    }
}
