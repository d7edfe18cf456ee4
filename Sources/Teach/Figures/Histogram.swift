import Foundation
import Numerics

/// How many numbers lie where: bins of equal width, and a bar for each.
struct Histogram: Content {
    private static let longestBar = 40

    let numbers: [Double]
    let binCount: Int
    var title = ""

    var values: [Value] {
        [
            Value(name: "edges", shape: [edges.count], numbers: edges),
            Value(name: "counts", shape: [counts.count], numbers: counts.map(Double.init)),
        ]
    }

    private var drawable: [Double] { numbers.filter(Axis.isDrawable) }

    /// The limits of the bins, one more than there are bins.
    private var edges: [Double] {
        guard let least = drawable.min(), let most = drawable.max() else { return [] }
        // NumPy's rule for numbers that are all equal.
        return least < most ? linspace(least, most, binCount + 1) : linspace(least - 0.5, most + 0.5, binCount + 1)
    }

    /// How many numbers are in each bin. A number on a limit belongs to the bin above, but for the last.
    private var counts: [Int] {
        let edges = self.edges
        var counts = Array(repeating: 0, count: max(edges.count - 1, 0))
        for number in drawable {
            let bin = (edges.firstIndex { $0 > number } ?? binCount) - 1
            counts[min(bin, binCount - 1)] += 1
        }
        return counts
    }

    func lines(_ style: Style) -> [String] {
        let counts = self.counts
        guard let most = counts.max() else { return ["(nothing to count, no number is finite)"] }
        let largest = edges.map(abs).max() ?? 0
        let width = (edges.last ?? 0) / Double(binCount) - (edges.first ?? 0) / Double(binCount)
        let decimals = width > 0 ? 1 - Int(floor(log10(width))) : 0
        let isScientific = largest >= 1e9 || decimals > 8
        let labels = firstTellingApart(
            edges, formats: isScientific ? (3...16).map { "%.\($0)e" } : ["%.\(max(0, decimals))f"])
        let labelWidth = labels.map(\.count).max() ?? 0
        let countWidth = "\(most)".count
        var lines = title.isEmpty ? [] : [title]
        for (bin, count) in counts.enumerated() {
            let bar = count == 0 ? 0 : max(1, Int((Double(count * Self.longestBar) / Double(most)).rounded()))
            let range = labels[bin].paddingLeft(to: labelWidth) + " to " + labels[bin + 1].paddingLeft(to: labelWidth)
            let drawnBar = bar == 0 ? "" : " " + style.colored(String(repeating: "#", count: bar), 32)
            lines.append("\(range) | \("\(count)".paddingLeft(to: countWidth))\(drawnBar)")
        }
        let left = numbers.count - drawable.count
        if left > 0 { lines.append("(\(left) not finite, left out)") }
        return lines
    }
}
