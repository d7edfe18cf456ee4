import Foundation

/// One axis of a plot: from where to where it goes, and where its ticks are.
struct Axis {
    /// The numbers at which the axis begins and ends.
    let lower: Double
    let upper: Double
    let ticks: [Double]

    /// The ticks as text, all with the same number of decimals.
    let labels: [String]

    /// Numbers that can be drawn: not NaN, not infinite, and not so large that their difference overflows.
    static func isDrawable(_ value: Double) -> Bool {
        abs(value) < 1e300
    }

    /// The place of a number among `count` rows or columns of characters.
    func position(_ value: Double, of count: Int) -> Int {
        Int(((value - lower) / (upper - lower) * Double(count - 1)).rounded())
    }

    /// The multiples of a round step that lie between two numbers, by Matplotlib's rule: the step is the
    /// smallest of 1, 2, 2.5, 5 and 10 times a power of ten that cuts the range into no more than `parts`. With
    /// fewer than two ticks, the next smaller step is taken.
    static func ticks(from lower: Double, to upper: Double, parts: Double) -> [Double] {
        let rawStep = (upper - lower) / parts
        let magnitude = pow(10, floor(log10(rawStep)))
        guard rawStep > 0, magnitude > 0, magnitude.isFinite else { return [lower] }
        let steps = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10].map { $0 * magnitude }
        // Rounding must not push a step that is just right to the next one.
        let chosen = steps.firstIndex { $0 >= rawStep * (1 - 1e-9) } ?? steps.count - 1
        for step in steps[...chosen].reversed() {
            let ticks = multiples(of: step, from: lower, to: upper)
            if ticks.count >= 2 { return ticks }
        }
        return [lower]
    }

    private static func multiples(of step: Double, from lower: Double, to upper: Double) -> [Double] {
        let first = floor(lower / step)
        let tolerance = step * 1e-6
        return (0...24).map { (first + Double($0)) * step + 0 }
            .filter { $0 >= lower - tolerance && $0 <= upper + tolerance }
    }
}

extension Axis {
    /// The axis for some numbers, a twentieth of their range longer at both ends, as Matplotlib draws it. Nil
    /// when none of them can be drawn.
    ///
    /// - Parameters:
    ///   - values: The numbers; for a logarithmic axis their logarithms to base 10. Its ticks are at powers of ten
    ///     or, in a range that holds fewer than two of them, at round logarithms.
    ///   - fits: Whether there is room for an axis with its labels. The first that fits is taken, from many ticks
    ///     to few, and one without any if none does.
    init?(_ values: some Sequence<Double>, scale: Scale = .linear, fits: (Axis) -> Bool) {
        let drawable = values.filter(Self.isDrawable)
        guard let least = drawable.min(), let most = drawable.max() else { return nil }
        // A constant lies in the middle.
        let margin = most > least ? (most - least) / 20 : most == 0 ? 1 : Swift.max(abs(most) / 20, 1e-300)
        let (lower, upper) = (least - margin, most + margin)
        let axes = stride(from: 9.0, through: 1, by: -1).lazy.map { parts in
            let ticks = Self.ticks(from: lower, to: upper, parts: parts)
            guard scale == .logarithmic else {
                return Axis(lower: lower, upper: upper, ticks: ticks, labels: Self.labels(for: ticks))
            }
            let powers = ticks.filter { $0 == $0.rounded() }
            let shown = powers.count >= 2 ? powers : ticks
            let labels = firstTellingApart(shown.map { pow(10, $0) }, formats: (3...17).map { "%.\($0)g" })
            return Axis(lower: lower, upper: upper, ticks: shown, labels: labels)
        }
        self = axes.first(where: fits) ?? Axis(lower: lower, upper: upper, ticks: [], labels: [])
    }

    private static func labels(for ticks: [Double]) -> [String] {
        let largest = ticks.map(abs).max() ?? 0
        if largest >= 1e7 || (largest > 0 && largest < 1e-4) {
            return firstTellingApart(ticks, formats: (2...16).map { "%.\($0)e" })
        }
        let step = ticks.count > 1 ? ticks[1] - ticks[0] : largest
        let decimals = (0...12).first { decimals in
            let scaled = step * pow(10, Double(decimals))
            return abs(scaled - scaled.rounded()) < 1e-6 * scaled
        }
        return firstTellingApart(ticks, formats: ((decimals ?? 12)...17).map { "%.\($0)f" })
    }
}

/// Numbers as text in the first format in which no two of them look alike, or in the first of all if they do in each.
func firstTellingApart(_ numbers: [Double], formats: [String]) -> [String] {
    let texts = formats.lazy.map { format in numbers.map { String(format: format, $0) } }
    return texts.first { Set($0).count == numbers.count } ?? texts[0]
}
