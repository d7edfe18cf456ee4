import Numerics

/// Doubles as a fixture keeps them: the 64 bits of each in 16 hexadecimal digits, with spaces between them.
public struct FixtureDoubles: Decodable, Sendable {
    /// The numbers, in the fixture's order.
    public let values: [Double]

    /// Reads them from one string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        values = try text.split(separator: " ").map { digits in
            guard let value = Double(bits: String(digits)) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "\(digits) is not the 64 bits of a double in hexadecimal")
            }
            return value
        }
    }
}

/// Doubles too many to be kept in a fixture, which says how they are drawn instead: the numbers of `RandomState`
/// with this seed, times `scale`, plus `offset`.
public struct DrawnDoubles: Decodable, Sendable {
    /// A method of `RandomState`; `normal` is around 0 with deviation 1.
    public enum Draw: String, Decodable, Sendable { case rand, normal, interval }

    /// The seed of a generator of their own.
    public let seed: UInt32
    /// The method that draws each.
    public let draw: Draw
    /// The largest number drawn by `interval`.
    public let max: UInt32
    /// One length, or two.
    public let shape: [Int]
    let scale: FixtureDoubles
    let offset: FixtureDoubles

    /// All of them, row by row.
    public var values: [Double] {
        var random = RandomState(seed: seed)
        let (scale, offset) = (scale.values[0], offset.values[0])
        return (0..<shape.reduce(1, *)).map { _ in
            switch draw {
            case .rand: random.rand() * scale + offset
            case .normal: random.normal(mean: 0, standardDeviation: 1) * scale + offset
            case .interval: Double(random.interval(max)) * scale + offset
            }
        }
    }
}

extension Double {
    /// Whether this is the same number to the last bit, with any NaN the same as any other.
    public func isIdentical(to other: Double) -> Bool {
        bitPattern == other.bitPattern || isNaN && other.isNaN
    }

    /// Whether the difference is at most `tolerance`, with infinities equal and any NaN the same as any other.
    public func isClose(to other: Double, tolerance: Double) -> Bool {
        isIdentical(to: other) || abs(self - other) <= tolerance
    }
}

extension [Double] {
    /// The sum of the bits of each times its place, from 1, as fixtures keep it in place of hundreds of thousands.
    public var checksum: UInt64 {
        enumerated().reduce(0) { $0 &+ $1.element.bitPattern &* UInt64($1.offset + 1) }
    }

    /// Whether these are the same numbers to the last bit, with any NaN the same as any other.
    public func isIdentical(to others: [Double]) -> Bool {
        count == others.count && zip(self, others).allSatisfy { $0.isIdentical(to: $1) }
    }
}
