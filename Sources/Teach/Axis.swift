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

    /// The axis for some numbers, a twentieth of their range longer at both ends, as Matplotlib draws it. Nil
    /// when none of them can be drawn.
    ///
    /// - Parameter mayCrowd: Whether labels may be that many; when not, there will be fewer ticks.
    init?(_ values: some Sequence<Double>, labelsFit: ([Double], [String], _ lower: Double, _ upper: Double) -> Bool) {
        let drawable = values.filter(Self.isDrawable)
        guard let least = drawable.min(), let most = drawable.max() else { return nil }
        // A constant lies in the middle.
        let margin = most > least ? (most - least) / 20 : Swift.max(abs(most) / 20, 1e-300)
        let lower = most == 0 && least == 0 ? -1 : least - margin
        let upper = most == 0 && least == 0 ? 1 : most + margin
        var parts = 9.0
        var ticks = Self.ticks(from: lower, to: upper, parts: parts)
        var labels = Self.labels(for: ticks)
        while parts > 1, !labelsFit(ticks, labels, lower, upper) {
            parts -= 1
            ticks = Self.ticks(from: lower, to: upper, parts: parts)
            labels = Self.labels(for: ticks)
        }
        (self.lower, self.upper, self.ticks, self.labels) = (lower, upper, ticks, labels)
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

    private static func labels(for ticks: [Double]) -> [String] {
        let largest = ticks.map(abs).max() ?? 0
        let step = ticks.count > 1 ? ticks[1] - ticks[0] : largest
        if largest >= 1e7 || (largest > 0 && largest < 1e-4) {
            return ticks.map { String(format: "%.2e", $0) }
        }
        let decimals = (0...12).first { decimals in
            let scaled = step * pow(10, Double(decimals))
            return abs(scaled - scaled.rounded()) < 1e-6 * scaled
        }
        return ticks.map { String(format: "%.\(decimals ?? 12)f", $0) }
    }
}
