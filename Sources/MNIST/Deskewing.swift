import Foundation
import Numerics

// How a digit is put upright. Some people write with a slant, others without, and where a digit stands on its paper is
// chance. Nothing of that says which digit it is, so it can be taken away before a network has to learn it.
//
// Ink is treated as weight. With ink p at (x, y), x counted from the left and y from the top, and all sums over the 784
// pixels:
//
//     x̄ = Σ p·x / Σ p                  ȳ = Σ p·y / Σ p                 the center of mass
//     v_yy = Σ p·(y − ȳ)² / Σ p        v_xy = Σ p·(y − ȳ)(x − x̄) / Σ p
//     slant = v_xy / v_yy              how far the ink moves to the right from a row to the next
//
// The slant is the slope of the straight line that fits the ink best when x is explained by y. The pixel (x, y) of the
// upright picture takes what stands at
//
//     (x̄ + (x − 13.5) + slant · (y − 13.5),  ȳ + (y − 13.5))
//
// of the given one, linearly between the four pixels around that place, with paper beyond the edges. Each row is moved
// sideways, and the center of mass comes to (13.5, 13.5), the middle. The method is widely used for MNIST; LeCun's
// table of results calls it deskewing.

/// Where the ink of a picture lies: its center of mass, and its slant.
struct Moments {
    let centerX: Float
    let centerY: Float
    let slant: Float

    /// - Parameter pixels: 784 of them, row by row. Without ink the center is the middle, and there is no slant. Ink in
    ///   a single row has none, either.
    init(_ pixels: UnsafePointer<Float>) {
        // Four columns are added at once. The sums over a row of 28 whole pixels up to 255 are exact in `Float`; others
        // are rounded, in the same order on every processor. The sums over rows are kept in `Double`.
        var (ink, inkX, inkY, inkYY, inkXY) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for y in 0..<Digit.side {
            let row = pixels + y * Digit.side
            var (sums, sumsX) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
            var x = SIMD4<Float>(0, 1, 2, 3)
            for four in 0..<Digit.side / 4 {
                let ink = UnsafeRawPointer(row + 4 * four).loadUnaligned(as: SIMD4<Float>.self)
                sums += ink
                sumsX += ink * x
                x += 4
            }
            let (rowInk, rowX, y) = (Double(sums.sum()), Double(sumsX.sum()), Double(y))
            ink += rowInk
            inkX += rowX
            inkY += rowInk * y
            inkYY += rowInk * y * y
            inkXY += rowX * y
        }
        let middle = Double(Digit.side - 1) / 2
        let (x, y) = ink > 0 ? (inkX / ink, inkY / ink) : (middle, middle)
        let (spread, together) = ink > 0 ? (inkYY / ink - y * y, inkXY / ink - x * y) : (0, 0)
        centerX = Float(x)
        centerY = Float(y)
        // Rounding may leave a little where there should be no spread at all.
        slant = spread > 1e-6 ? Float(together / spread) : 0
    }
}

/// A picture with paper around it, to be asked for what stands between its pixels.
///
/// The paper is wide enough that no place that is asked for lies beyond it, so no pixel needs a check.
struct PaddedPicture {
    private static let margin = 32
    private static let rowLength = Digit.side + 2 * margin
    private static let rows = Digit.side + 4

    private var pixels = [Float](repeating: 0, count: rows * rowLength)

    /// Puts another picture in the place of the last one.
    mutating func replace(by picture: UnsafePointer<Float>) {
        pixels.withUnsafeMutableBufferPointer { pixels in
            for y in 0..<Digit.side {
                let start = pixels.baseAddress! + ((y + 2) * Self.rowLength + Self.margin)
                start.update(from: picture + y * Digit.side, count: Digit.side)
            }
        }
    }

    /// Takes a row of 28 numbers from the places (left, y), (left + 1, y), … of the picture.
    func row(left: Float, y: Float, into row: UnsafeMutablePointer<Float>) {
        let (column, toRight) = Self.split(left, -29, 28)
        let (line, down) = Self.split(y, -2, 28)
        pixels.withUnsafeBufferPointer { pixels in
            let above = pixels.baseAddress! + (line + 2) * Self.rowLength + Self.margin + column
            let below = above + Self.rowLength
            for x in 0..<Digit.side {
                row[x] = Self.between(above + x, below + x, toRight, down)
            }
        }
    }

    /// Takes one number from the place (x, y) of the picture.
    @inline(__always)
    func pixel(x: Float, y: Float, in pixels: UnsafePointer<Float>) -> Float {
        let (column, toRight) = Self.split(x, -29, 28)
        let (line, down) = Self.split(y, -2, 28)
        let above = pixels + (line + 2) * Self.rowLength + Self.margin + column
        return Self.between(above, above + Self.rowLength, toRight, down)
    }

    /// What stands between four pixels: those at `above` and `below`, and their neighbors on the right.
    @inline(__always)
    private static func between(
        _ above: UnsafePointer<Float>, _ below: UnsafePointer<Float>, _ toRight: Float, _ down: Float
    ) -> Float {
        let upper = above[0] + toRight * (above[1] - above[0])
        let lower = below[0] + toRight * (below[1] - below[0])
        return upper + down * (lower - upper)
    }

    /// Hands on all numbers of the picture and its paper, for `pixel`.
    func withPixels(_ work: (UnsafePointer<Float>) -> Void) {
        pixels.withUnsafeBufferPointer { work($0.baseAddress!) }
    }

    /// A place as a whole number and what is left, from 0 to 1; a place beyond the limits becomes one of them, where
    /// all is paper.
    @inline(__always)
    private static func split(_ place: Float, _ least: Float, _ most: Float) -> (Int, Float) {
        // NaN fails this comparison, too.
        guard place >= least else { return (Int(least), 0) }
        guard place < most else { return (Int(most), 0) }
        let whole = place.rounded(.down)
        return (Int(whole), place - whole)
    }
}

/// Calls `work` on all cores, for each block of 500 pictures; the last block may be shorter.
private func inBlocks(_ count: Int, _ work: @Sendable (_ block: Range<Int>) -> Void) {
    let length = 500
    DispatchQueue.concurrentPerform(iterations: (count + length - 1) / length) { number in
        work(number * length..<min((number + 1) * length, count))
    }
}

/// Puts pictures of digits upright, and their centers of mass into the middle.
///
/// The formulas stand at the top of the file.
public enum Deskewing {
    /// The pictures of a matrix, each put upright.
    ///
    /// A pixel stays between 0, the paper beyond the edges, and the largest of the picture. Ink that is moved over an
    /// edge is lost; in MNIST that is less than a thousandth of the ink.
    ///
    /// - Parameter pixels: observations × 784: each row is a picture, row by row, with 0 for paper.
    /// - Returns: observations × 784.
    public static func deskewed(_ pixels: consuming FloatMatrix) -> FloatMatrix {
        guard pixels.columns == Digit.pixelCount else {
            fatalError("A picture has \(Digit.pixelCount) pixels, and each row here has \(pixels.columns)")
        }
        let count = pixels.rows
        pixels.withMutableElements { elements in
            guard let first = elements.baseAddress else { return }
            // Each picture is changed by one block alone.
            nonisolated(unsafe) let pictures = first
            inBlocks(count) { block in
                var padded = PaddedPicture()
                for index in block {
                    let picture = pictures + index * Digit.pixelCount
                    deskew(picture, into: picture, through: &padded)
                }
            }
        }
        return pixels
    }

    /// Puts one picture upright. `upright` may be the place of `picture`, which is copied before anything is written.
    static func deskew(
        _ picture: UnsafePointer<Float>, into upright: UnsafeMutablePointer<Float>, through padded: inout PaddedPicture
    ) {
        let moments = Moments(picture)
        let middle = Float(Digit.side - 1) / 2
        padded.replace(by: picture)
        for y in 0..<Digit.side {
            let fromMiddle = Float(y) - middle
            padded.row(
                left: moments.centerX - middle + moments.slant * fromMiddle, y: moments.centerY + fromMiddle,
                into: upright + y * Digit.side)
        }
    }
}

extension Digits {
    /// The same digits, each put upright and into the middle, with its pixels rounded to whole numbers.
    ///
    /// The 70,000 digits of MNIST take less than 0.3 s on two cores.
    public var deskewed: Digits {
        mapPictures { _, picture, upright, padded in Deskewing.deskew(picture, into: upright, through: &padded) }
    }

    /// Digits with the same labels and other pictures, made on all cores.
    ///
    /// - Parameter change: makes a picture from one. It gets the number of the digit, 784 pixels, room for 784 others,
    ///   and room for a picture with paper around it. As it may depend on nothing else, the result is the same on one
    ///   core and on many.
    func mapPictures(
        _ change:
            @Sendable (
                _ index: Int, _ picture: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>,
                _ padded: inout PaddedPicture
            ) -> Void
    ) -> Digits {
        let count = self.count
        let bytes = [UInt8](unsafeUninitializedCapacity: count * Digit.pixelCount) { results, initialized in
            withBytes { bytes in
                // Each block writes to bytes of its own.
                nonisolated(unsafe) let results = results
                nonisolated(unsafe) let bytes = bytes
                inBlocks(count) { block in
                    var padded = PaddedPicture()
                    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * Digit.pixelCount) { room in
                        let picture = room.baseAddress!
                        let result = picture + Digit.pixelCount
                        for index in block {
                            let start = index * Digit.pixelCount
                            for pixel in 0..<Digit.pixelCount { picture[pixel] = Float(bytes[start + pixel]) }
                            change(index, picture, result, &padded)
                            for pixel in 0..<Digit.pixelCount {
                                results[start + pixel] = UInt8(Swift.max(0, Swift.min(255, result[pixel] + 0.5)))
                            }
                        }
                    }
                }
            }
            initialized = count * Digit.pixelCount
        }
        return replacing(pictures: bytes)
    }
}
