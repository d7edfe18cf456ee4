import Foundation
import Numerics

/// A matrix as a picture: the smallest element is paper, the largest ink.
struct Image: Content {
    private static let shades = Array(" .:-=+*#%@")

    /// Nine steps of Matplotlib's color map "Blues" in the 256-color palette, from the least to the most. The nearest
    /// colors would be greenish at the dark end.
    private static let blues = [231, 189, 153, 117, 74, 68, 25, 18, 17]

    let matrix: Matrix
    var title = ""

    var values: [Value] { [Value(name: title, shape: [matrix.rows, matrix.columns], numbers: matrix.elements)] }

    func lines(_ style: Style) -> [String] {
        guard matrix.count > 0 else { return ["(nothing to draw, the image has no pixels)"] }
        // A character is about twice as high as it is wide: a pixel is two characters or, in colors, half of one.
        let picture = style.hasColors ? halfBlocks() : shades().map { $0.map { "\($0)\($0)" }.joined() }
        let (pixelWidth, pixelsInLine) = style.hasColors ? (1, 2) : (2, 1)
        let width = matrix.columns * pixelWidth

        let rowTicks = Dictionary(
            ticks(matrix.rows).map { ($0 / pixelsInLine, "\($0)") }, uniquingKeysWith: { first, _ in first })
        let margin = max(rowTicks.values.map(\.count).max() ?? 0, 3)
        let blank = String(repeating: " ", count: margin + 1)
        let border = blank + "+" + String(repeating: "-", count: width) + "+"
        let lines = picture.enumerated().map { index, line in
            (rowTicks[index].map { $0.paddingLeft(to: margin) + " +" } ?? blank + "|") + line + "|"
        }
        let columnTicks = ticks(matrix.columns)
        let marks = Set(columnTicks.map { $0 * pixelWidth })
        let foot = blank + "+" + String((0..<width).map { marks.contains($0) ? "+" : "-" }) + "+"
        var labels = ""
        for tick in columnTicks {
            labels = labels.padding(to: tick * pixelWidth) + "\(tick)"
        }
        let heading = title.isEmpty ? [] : [blank + " " + title]
        return (heading + [border] + lines + [foot, blank + " " + labels]).rectangular
    }

    /// The picture at a quarter of its size, without a frame: a character for a pixel and the one below it.
    fileprivate func small(_ style: Style) -> [String] {
        if style.hasColors { return halfBlocks() }
        let pixels = darknesses()
        return stride(from: 0, to: pixels.count, by: 2).map { upper in
            let lower = min(upper + 1, pixels.count - 1)
            return String(zip(pixels[upper], pixels[lower]).map { Self.shade(($0 + $1) / 2) })
        }
    }

    /// Each pixel's place between the smallest (0) and the largest (1). What is not a number is paper.
    func darknesses() -> [[Double]] {
        let finite = matrix.elements.filter(\.isFinite)
        let least = finite.min() ?? 0
        let range = (finite.max() ?? 0) / 2 - least / 2
        return (0..<matrix.rows).map { row in
            matrix.row(row).map { element in
                guard range > 0, !element.isNaN else { return 0 }
                return min(max((element / 2 - least / 2) / range, 0), 1)
            }
        }
    }

    func ticks(_ length: Int) -> [Int] {
        Axis.ticks(from: 0, to: Double(length), parts: 9)
            .filter { $0 < Double(length) && $0 == $0.rounded() }.map { Int($0) }
    }

    private func shades() -> [[Character]] {
        darknesses().map { $0.map(Self.shade) }
    }

    private static func shade(_ darkness: Double) -> Character {
        shades[Int((darkness * Double(shades.count - 1)).rounded())]
    }

    /// Two rows of pixels in a line: the upper one is the color of the character, the lower one the color behind.
    private func halfBlocks() -> [String] {
        let colors = darknesses().map { $0.map { Self.blues[Int(($0 * Double(Self.blues.count - 1)).rounded())] } }
        return stride(from: 0, to: colors.count, by: 2).map { upper in
            let cells = colors[upper].indices.map { column in
                let below = upper + 1 < colors.count ? "\u{1B}[48;5;\(colors[upper + 1][column])m" : ""
                return "\u{1B}[38;5;\(colors[upper][column])m\(below)▀"
            }
            return cells.joined() + "\u{1B}[0m"
        }
    }
}

/// Small pictures side by side, each below its title, as many in a row as the width holds.
struct Gallery: Content {
    private static let gap = 3

    let pictures: [Image]

    var values: [Value] { pictures.flatMap(\.values) }

    func lines(_ style: Style) -> [String] {
        let width = pictures.map { max($0.matrix.columns, $0.title.count) }.max() ?? 0
        guard width > 0 else { return ["(nothing to draw, there are no pictures)"] }
        let perRow = max((style.width + Self.gap) / (width + Self.gap), 1)
        return stride(from: 0, to: pictures.count, by: perRow).flatMap { start in
            let row = pictures[start..<min(start + perRow, pictures.count)].map { [$0.title] + $0.small(style) }
            let lines = (0..<(row.map(\.count).max() ?? 0)).map { line in
                row.map { ($0.indices.contains(line) ? $0[line] : "").padding(to: width) }
                    .joined(separator: String(repeating: " ", count: Self.gap))
            }
            return start == 0 ? lines : [""] + lines
        }
    }
}

/// How many numbers lie where: bins of equal width, and a bar for each.
struct Histogram: Content {
    private static let longestBar = 40

    let numbers: [Double]
    let binCount: Int
    let title: String

    // Stored, because a drawing asks for them for every bar.

    /// The finite numbers.
    let drawable: [Double]

    /// The limits of the bins, one more than there are bins.
    let edges: [Double]

    /// How many numbers are in each bin. A number on a limit belongs to the bin above, but for the last.
    let counts: [Int]

    init(numbers: [Double], binCount: Int, title: String = "") {
        (self.numbers, self.binCount, self.title) = (numbers, binCount, title)
        drawable = numbers.filter(Axis.isDrawable)
        guard let least = drawable.min(), let most = drawable.max() else {
            (edges, counts) = ([], [])
            return
        }
        // NumPy's rule for numbers that are all equal.
        let edges =
            least < most ? linspace(least, most, binCount + 1) : linspace(least - 0.5, most + 0.5, binCount + 1)
        var counts = Array(repeating: 0, count: binCount)
        for number in drawable {
            let bin = (edges.firstIndex { $0 > number } ?? binCount) - 1
            counts[min(bin, binCount - 1)] += 1
        }
        (self.edges, self.counts) = (edges, counts)
    }

    var values: [Value] {
        [
            Value(name: "edges", shape: [edges.count], numbers: edges),
            Value(name: "counts", shape: [counts.count], numbers: counts.map(Double.init)),
        ]
    }

    func lines(_ style: Style) -> [String] {
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
