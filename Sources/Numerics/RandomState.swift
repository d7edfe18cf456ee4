import Foundation

/// NumPy's random numbers: the same seed and the same calls give the same digits as `np.random.RandomState`.
///
///     var random = RandomState(seed: 42)
///     random.rand()        // 0.3745401188473625
///
/// The source is the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998); normal numbers come from it by
/// Marsaglia's polar method. A matrix is filled row by row. A copy draws the same numbers as the original, so pass a
/// generator as `inout`.
public struct RandomState: Sendable {
    private static let wordCount = 624

    private var words: [UInt32]
    private var position = wordCount
    private var cachedNormal: Double?

    /// A generator in the state in which `np.random.seed(seed)` leaves NumPy's.
    ///
    /// - Parameter seed: What all numbers that it draws depend on.
    public init(seed: UInt32) {
        words = [seed]
        words.reserveCapacity(Self.wordCount)
        for index in 1..<Self.wordCount {
            let previous = words[index - 1]
            words.append(1_812_433_253 &* (previous ^ (previous >> 30)) &+ UInt32(index))
        }
    }

    /// 32 bits, each equally likely to be 0 or 1.
    mutating func next() -> UInt32 {
        if position == Self.wordCount {
            renew()
            position = 0
        }
        var word = words[position]
        position += 1
        word ^= word >> 11
        word ^= (word << 7) & 0x9D2C_5680
        word ^= (word << 15) & 0xEFC6_0000
        word ^= word >> 18
        return word
    }

    private mutating func renew() {
        words.withUnsafeMutableBufferPointer { words in
            func renew(_ index: Int, next: Int, later: Int) {
                let joined = (words[index] & 0x8000_0000) | (words[next] & 0x7FFF_FFFF)
                let shifted = (joined >> 1) ^ (joined & 1 == 1 ? 0x9908_B0DF : 0)
                words[index] = words[later] ^ shifted
            }
            // `next` is 1 further on and `later` 397, and behind the last word comes the first. As loops without a
            // remainder they take an eighth of the time.
            let (last, turn) = (Self.wordCount - 1, Self.wordCount - 397)
            for index in 0..<turn { renew(index, next: index + 1, later: index + 397) }
            for index in turn..<last { renew(index, next: index + 1, later: index - turn) }
            renew(last, next: 0, later: last - turn)
        }
    }

    /// A number in [0, 1), uniformly distributed: one of the multiples of 2⁻⁵³, each equally likely.
    public mutating func rand() -> Double {
        let high = Double(next() >> 5)
        let low = Double(next() >> 6)
        return (high * 67_108_864 + low) / 9_007_199_254_740_992
    }

    /// Uniformly distributed numbers: `np.random.rand(rows, columns)`.
    ///
    /// - Parameters:
    ///   - rows: How many rows of numbers to draw, 0 or more.
    ///   - columns: How many numbers to a row, 0 or more.
    /// - Returns: `rows` × `columns` numbers in [0, 1).
    public mutating func rand(_ rows: Int, _ columns: Int) -> Matrix {
        filled(rows, columns) { $0.rand() }
    }

    /// A normally distributed number: `np.random.normal(mean, standardDeviation)`.
    ///
    /// - Parameters:
    ///   - mean: The middle of the distribution.
    ///   - standardDeviation: Its width: about two thirds of the numbers are closer to `mean` than that.
    /// - Returns: A number, drawn anew in each call.
    public mutating func normal(mean: Double, standardDeviation: Double) -> Double {
        mean + standardDeviation * standardNormal()
    }

    /// Normally distributed numbers: `np.random.normal(mean, standardDeviation, (rows, columns))`.
    ///
    /// - Parameters:
    ///   - mean: The middle of the distribution.
    ///   - standardDeviation: Its width: about two thirds of the numbers are closer to `mean` than that.
    ///   - rows: How many rows of numbers to draw, 0 or more.
    ///   - columns: How many numbers to a row, 0 or more.
    /// - Returns: `rows` × `columns` numbers.
    public mutating func normal(mean: Double, standardDeviation: Double, _ rows: Int, _ columns: Int) -> Matrix {
        filled(rows, columns) { $0.normal(mean: mean, standardDeviation: standardDeviation) }
    }

    private mutating func filled(_ rows: Int, _ columns: Int, _ draw: (inout RandomState) -> Double) -> Matrix {
        Matrix(rows, columns, elements: (0..<Shape.elementCount(rows, columns)).map { _ in draw(&self) })
    }

    private mutating func standardNormal() -> Double {
        if let cached = cachedNormal {
            cachedNormal = nil
            return cached
        }
        while true {
            let x = 2 * rand() - 1
            let y = 2 * rand() - 1
            let squaredRadius = x * x + y * y
            if squaredRadius < 1 && squaredRadius != 0 {
                let factor = (-2 * log(squaredRadius) / squaredRadius).squareRoot()
                cachedNormal = factor * x
                return factor * y
            }
        }
    }

    /// Draws a whole number.
    ///
    /// - Parameter max: The largest number that can come.
    /// - Returns: A number from 0 to `max`, both included, each equally likely.
    public mutating func interval(_ max: UInt32) -> UInt32 {
        guard max > 0 else { return 0 }
        let mask = UInt32.max >> max.leadingZeroBitCount
        while true {
            let candidate = next() & mask
            if candidate <= max { return candidate }
        }
    }

    /// Puts the items of an array into a random order: `np.random.shuffle`.
    ///
    /// - Parameter items: What is shuffled, in place. Each order is equally likely.
    public mutating func shuffle<Item>(_ items: inout [Item]) {
        for index in stride(from: items.count - 1, to: 0, by: -1) {
            items.swapAt(index, Int(interval(UInt32(index))))
        }
    }

    /// Numbers in a random order: `np.random.permutation(count)`.
    ///
    /// - Parameter count: How many there are, 0 or more.
    /// - Returns: Each of the numbers from 0 to `count` − 1 once.
    public mutating func permutation(_ count: Int) -> [Int] {
        guard count >= 0 else { fatalError("There is no permutation of \(count) items") }
        var items = Array(0..<count)
        shuffle(&items)
        return items
    }
}
