extension Matrix {
    /// The smallest element; NaN if there is one, or if there are no elements.
    public var min: Double { elements.smallest }

    /// The largest element; NaN if there is one, or if there are no elements.
    public var max: Double { elements.largest }

    /// The sum of all elements.
    public var sum: Double { elements.sum }

    /// The sum divided by the count; NaN if there are no elements.
    public var mean: Double { sum / Double(count) }

    /// How far elements lie from their mean: the root of the mean squared distance, NumPy's `std`.
    public var standardDeviation: Double {
        let mean = self.mean
        return self.map { ($0 - mean) * ($0 - mean) }.mean.squareRoot()
    }

    /// The position of the largest element, counted row by row from 0; the first one if several are equally large. Of a
    /// network's output it is the answer. As in NumPy, NaN counts as larger than anything.
    public var argmax: Int {
        guard count > 0 else { fatalError("A matrix of shape \(shape) has no largest element") }
        var best = 0
        for index in elements.indices where !(elements[index] <= elements[best]) {
            if elements[best].isNaN { break }
            best = index
        }
        return best
    }
}

extension Array where Element == Double {
    var smallest: Double { reduceNonEmpty { $1 < $0 || $1.isNaN ? $1 : $0 } }
    var largest: Double { reduceNonEmpty { $1 > $0 || $1.isNaN ? $1 : $0 } }

    private func reduceNonEmpty(_ choose: (Double, Double) -> Double) -> Double {
        guard let first else { return .nan }
        return dropFirst().reduce(first) { $0.isNaN ? $0 : choose($0, $1) }
    }

    /// The sum of all elements, equal to NumPy's to the last bit because it adds in NumPy's order: each half by itself,
    /// down to blocks of at most 128, and a block in eight interleaved sums. The rounding error grows with the
    /// logarithm of the count, not with the count.
    public var sum: Double {
        withUnsafeBufferPointer { sumPairwise($0[...]) }
    }
}

private func sumPairwise(_ numbers: Slice<UnsafeBufferPointer<Double>>) -> Double {
    if numbers.count < 8 { return numbers.reduce(0, +) }
    if numbers.count > 128 {
        let half = numbers.count / 2 / 8 * 8
        return sumPairwise(numbers.prefix(half)) + sumPairwise(numbers.dropFirst(half))
    }
    var lanes = SIMD8<Double>.zero
    let whole = numbers.count / 8 * 8
    for start in stride(from: 0, to: whole, by: 8) {
        for lane in 0..<8 { lanes[lane] += numbers[numbers.startIndex + start + lane] }
    }
    let sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
    return numbers.dropFirst(whole).reduce(sum, +)
}

/// Evenly spaced numbers: NumPy's `linspace`.
///
///     linspace(0, 1, 5)    // [0.0, 0.25, 0.5, 0.75, 1.0]
///
/// - Parameters:
///   - start: The first number.
///   - stop: The last number; it is included.
///   - count: How many numbers, 0 or more. If it is 1, there is `start` alone.
/// - Returns: `count` numbers from `start` to `stop`.
public func linspace(_ start: Double, _ stop: Double, _ count: Int) -> [Double] {
    guard count >= 0 else { fatalError("linspace can't make \(count) numbers") }
    guard count > 1 else { return count == 1 ? [start] : [] }
    let step = (stop - start) / Double(count - 1)
    return (0..<count - 1).map { Double($0) * step + start } + [stop]
}
