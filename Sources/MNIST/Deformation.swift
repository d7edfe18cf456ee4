import Foundation

/// Small changes that leave a digit the digit it is: it is turned, stretched, sheared, moved, and its points are pushed
/// about, each time by other random amounts.
///
/// The pixel (x, y) of the deformed picture takes what stands at
///
///     (x̃, ỹ) = center + M · (x − 13.5, y − 13.5) + shift + field(x, y),     M = rotation · shear · scale
///
/// of the given one, linearly between the four pixels around that place. `field` pushes each point its own way: two
/// random numbers for each pixel, from −1 to 1, smoothed by a Gaussian so that neighbors go nearly the same way, times
/// `elasticity`. That is the elastic deformation of Simard, Steinkraus and Platt, "Best Practices for Convolutional
/// Neural Networks Applied to Visual Document Analysis" (2003).
public struct Deformation: Sendable {
    /// The largest angle by which a digit is turned, either way, in degrees.
    public var angle: Double
    /// The largest share of its size by which a digit grows or shrinks; width and height do so independently.
    public var scale: Double
    /// The largest number of pixels by which a row is moved against the next row.
    public var shear: Double
    /// The largest number of pixels by which a digit is moved, sideways and up or down.
    public var shift: Double
    /// What the smoothed random field is multiplied with: Simard's α. 0 is none.
    public var elasticity: Double
    /// The standard deviation, in pixels, of the Gaussian that smooths the field: Simard's σ.
    public var smoothness: Double

    /// How much digits are deformed at most; what isn't given is as in lesson 15.
    ///
    /// - Parameters:
    ///   - angle: the largest angle by which a digit is turned, either way, in degrees.
    ///   - scale: the largest share of its size by which a digit grows or shrinks: 0.07 is 7 %.
    ///   - shear: the largest number of pixels by which a row is moved against the next row.
    ///   - shift: the largest number of pixels by which a digit is moved, sideways and up or down.
    ///   - elasticity: what the smoothed random field is multiplied with; 0 for no field.
    ///   - smoothness: the standard deviation, in pixels, of the Gaussian that smooths the field.
    public init(
        angle: Double = 4, scale: Double = 0.07, shear: Double = 0.05, shift: Double = 0.7, elasticity: Double = 30,
        smoothness: Double = 5
    ) {
        self.angle = angle
        self.scale = scale
        self.shear = shear
        self.shift = shift
        self.elasticity = elasticity
        self.smoothness = smoothness
    }

    /// The digits, each deformed in its own way.
    ///
    /// - Parameters:
    ///   - digits: the digits to deform.
    ///   - seed: what the random amounts depend on, together with the number of a digit. The same seed gives the same
    ///     digits on one core and on many.
    /// - Returns: as many digits with the same labels; their pixels are rounded to whole numbers.
    public func callAsFunction(_ digits: Digits, seed: UInt64) -> Digits {
        let smoothing = elasticity == 0 ? nil : Smoothing(standardDeviation: smoothness)
        return digits.mapPictures { index, picture, result, padded in
            var random = SplitMix64(seed: seed, index: UInt64(index))
            padded.replace(by: picture)
            deform(padded, into: result, smoothing, &random)
        }
    }

    private func deform(
        _ padded: PaddedPicture, into result: UnsafeMutablePointer<Float>, _ smoothing: Smoothing?,
        _ random: inout SplitMix64
    ) {
        let turn = random.next(upTo: angle) * .pi / 180
        let (width, height) = (1 + random.next(upTo: scale), 1 + random.next(upTo: scale))
        let slant = random.next(upTo: shear)
        let (right, down) = (random.next(upTo: shift), random.next(upTo: shift))
        // M, row by row.
        let (cosine, sine) = (cos(turn), sin(turn))
        let (xx, xy) = (Float(cosine * width), Float((cosine * slant - sine) * height))
        let (yx, yy) = (Float(sine * width), Float((sine * slant + cosine) * height))
        let middle = Float(Digit.side - 1) / 2
        let (originX, originY) = (middle + Float(right), middle + Float(down))

        func sample(_ fieldX: UnsafePointer<Float>?, _ fieldY: UnsafePointer<Float>?) {
            let strength = Float(elasticity)
            padded.withPixels { pixels in
                for row in 0..<Digit.side {
                    let y = Float(row) - middle
                    for column in 0..<Digit.side {
                        let x = Float(column) - middle
                        let place = row * Smoothing.rowLength + column
                        let pushX = fieldX.map { $0[place] * strength } ?? 0
                        let pushY = fieldY.map { $0[place] * strength } ?? 0
                        result[row * Digit.side + column] = padded.pixel(
                            x: originX + xx * x + xy * y + pushX, y: originY + yx * x + yy * y + pushY, in: pixels)
                    }
                }
            }
        }
        guard let smoothing else { return sample(nil, nil) }
        smoothing.withFields(&random) { sample($0, $1) }
    }
}

/// Makes smooth random fields of 28 × 28 numbers.
struct Smoothing {
    /// A row of 28 numbers is padded to 32, a whole number of vectors, so no numbers are left over at its end.
    static let rowLength = 32
    private static let fieldLength = Digit.side * rowLength

    /// Row i holds what each of 28 numbers in a line counts for in the smoothed number i: 28 × 28. What would lie
    /// beyond the ends counts as 0.
    private let weights: [Float]

    init(standardDeviation: Double) {
        let reach = 4 * max(standardDeviation, 0.01)
        func gaussian(_ distance: Int) -> Double {
            exp(-0.5 * pow(Double(distance) / max(standardDeviation, 0.01), 2))
        }
        let total = (-Int(reach + 0.5)...Int(reach + 0.5)).map(gaussian).reduce(0, +)
        weights = (0..<Digit.side).flatMap { i in
            (0..<Digit.side).map { abs($0 - i) > Int(reach + 0.5) ? 0 : Float(gaussian($0 - i) / total) }
        }
    }

    /// Hands on two fields of numbers from −1 to 1 that were smoothed along rows and columns, in rows of `rowLength`.
    func withFields(
        _ random: inout SplitMix64, _ work: (UnsafePointer<Float>, UnsafePointer<Float>) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * Self.fieldLength) { room in
            room.initialize(repeating: 0)
            let first = room.baseAddress!
            let second = first + Self.fieldLength
            let half = second + Self.fieldLength
            for field in [first, second] {
                for row in 0..<Digit.side { random.fill(field + row * Self.rowLength, Digit.side) }
                smooth(field, through: half)
            }
            work(first, second)
        }
    }

    /// Smooths a field along rows and columns, and transposes it: (S · F · Sᵀ)ᵀ = S · (S · F)ᵀ. The transpose of a
    /// random field is just as random.
    ///
    /// - Parameters:
    ///   - field: 28 rows of `rowLength` numbers.
    ///   - half: room for as many.
    func smooth(_ field: UnsafeMutablePointer<Float>, through half: UnsafeMutablePointer<Float>) {
        multiply(field, into: half)
        for row in 0..<Digit.side {
            for column in 0..<Digit.side {
                field[column * Self.rowLength + row] = half[row * Self.rowLength + column]
            }
        }
        multiply(field, into: half)
        field.update(from: half, count: Self.fieldLength)
    }

    /// S · F: each row of the result is a weighted sum of all rows. A row is kept in four vectors, which is a hundred
    /// times as fast as one `SIMD32`.
    private func multiply(_ field: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>) {
        typealias Quarter = SIMD8<Float>
        let quarters = UnsafeRawPointer(field)
        let results = UnsafeMutableRawPointer(result)
        weights.withUnsafeBufferPointer { weights in
            for row in 0..<Digit.side {
                var (first, second, third, fourth) = (Quarter.zero, Quarter.zero, Quarter.zero, Quarter.zero)
                for other in 0..<Digit.side {
                    let weight = Quarter(repeating: weights[row * Digit.side + other])
                    let line = quarters + other * Self.rowLength * MemoryLayout<Float>.size
                    first += weight * line.loadUnaligned(fromByteOffset: 0, as: Quarter.self)
                    second += weight * line.loadUnaligned(fromByteOffset: 32, as: Quarter.self)
                    third += weight * line.loadUnaligned(fromByteOffset: 64, as: Quarter.self)
                    fourth += weight * line.loadUnaligned(fromByteOffset: 96, as: Quarter.self)
                }
                let line = results + row * Self.rowLength * MemoryLayout<Float>.size
                line.storeBytes(of: first, toByteOffset: 0, as: Quarter.self)
                line.storeBytes(of: second, toByteOffset: 32, as: Quarter.self)
                line.storeBytes(of: third, toByteOffset: 64, as: Quarter.self)
                line.storeBytes(of: fourth, toByteOffset: 96, as: Quarter.self)
            }
        }
    }
}

/// Random numbers for a digit that depend on a seed and on the digit's number alone, so digits can be deformed in any
/// order: Steele, Lea and Flood's SplitMix64 (2014). `RandomState` would need 624 numbers of set-up for each digit.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64, index: UInt64) {
        state = seed
        state = next() &+ index &* 0xD134_2543_DE82_EF95
        state = next()
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z &>> 31)
    }

    /// A number from −limit to limit.
    mutating func next(upTo limit: Double) -> Double {
        (Double(next() &>> 11) * 0x1p-52 - 1) * limit
    }

    /// Fills a row with numbers from −1 to 1, four of 16 bits from each random number of 64.
    mutating func fill(_ row: UnsafeMutablePointer<Float>, _ count: Int) {
        for start in stride(from: 0, to: count, by: 4) {
            let bits = next()
            for part in 0..<min(4, count - start) {
                let share = UInt16(truncatingIfNeeded: bits &>> UInt64(16 * part))
                row[start + part] = (Float(share) + 0.5) / 32768 - 1
            }
        }
    }
}
