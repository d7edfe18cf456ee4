import Foundation
import Numerics

extension Image {
    /// Matplotlib's color map "Blues", which is ColorBrewer's, in nine steps; between them colors are mixed.
    private static let blues = [
        (247, 251, 255), (222, 235, 247), (198, 219, 239), (158, 202, 225), (107, 174, 214), (66, 146, 198),
        (33, 113, 181), (8, 81, 156), (8, 48, 107),
    ]
    /// How many shades there are, of which every eighth is one of the steps.
    private static let shadeCount = 65

    var drawing: Drawing? {
        guard matrix.count > 0 else { return nil }
        let side = Self.side(matrix, room: (420, 280))
        let (width, height) = (Double(matrix.columns) * side, Double(matrix.rows) * side)
        let (left, top) = (38.0, title.isEmpty ? 6.0 : 28.0)
        var axis = ""
        var texts = title.isEmpty ? [] : [Drawing.text(title, left, Frame.baseline(0), "title")]
        for row in ticks(matrix.rows) {
            let y = top + (Double(row) + 0.5) * side
            axis += "M\(svgNumber(left)) \(svgNumber(y))h-4"
            texts.append(Drawing.text("\(row)", left - 8, y + 4.5, "end"))
        }
        for column in ticks(matrix.columns) {
            let x = left + (Double(column) + 0.5) * side
            axis += "M\(svgNumber(x)) \(svgNumber(top + height))v4"
            texts.append(Drawing.text("\(column)", x, top + height + 18, "middle"))
        }
        let titleWidth = Double(title.count) * Drawing.letter
        return Drawing(
            width: left + max(width, titleWidth) + 12, height: top + height + 26, title: title, description: words,
            elements: squares(left, top, side) + [Drawing.path(axis, "axis")] + texts)
    }

    /// How large the squares are with which a matrix fits in a rectangle.
    fileprivate static func side(_ matrix: Matrix, room: (width: Double, height: Double)) -> Double {
        let side = min(room.width / Double(matrix.columns), room.height / Double(matrix.rows))
        return side > 1 ? min(floor(side), 24) : side
    }

    /// The squares inside a border, those of a shade as one path.
    fileprivate func squares(_ left: Double, _ top: Double, _ side: Double) -> [String] {
        var paths = Array(repeating: "", count: Self.shadeCount)
        for (y, row) in darknesses().enumerated() {
            let shades = row.map { Int(($0 * Double(Self.shadeCount - 1)).rounded()) }
            var x = 0
            while x < shades.count {
                let end = shades[x...].firstIndex { $0 != shades[x] } ?? shades.count
                paths[shades[x]] += "M\(x) \(y)h\(end - x)v1h-\(end - x)z"
                x = end
            }
        }
        // Paper lies below all of it, so that no light comes through between squares.
        let paper = "M0 0h\(matrix.columns)v\(matrix.rows)h-\(matrix.columns)z"
        let place = "translate(\(svgNumber(left)) \(svgNumber(top))) scale(\(svgNumber(side)))"
        let shades = paths.enumerated().filter { $0.offset > 0 && !$0.element.isEmpty }
        let (width, height) = (Double(matrix.columns) * side, Double(matrix.rows) * side)
        let border =
            "M\(svgNumber(left - 0.5)) \(svgNumber(top - 0.5))h\(svgNumber(width + 1))v\(svgNumber(height + 1))h-\(svgNumber(width + 1))z"
        return ["<g class=\"pixels\" transform=\"\(place)\">", "<path fill=\"\(Self.color(0))\" d=\"\(paper)\"/>"]
            + shades.map { "<path fill=\"\(Self.color($0.offset))\" d=\"\($0.element)\"/>" }
            + ["</g>", Drawing.path(border, "axis")]
    }

    private static func color(_ shade: Int) -> String {
        let step = min(shade / 8, blues.count - 2)
        let part = Double(shade - step * 8) / 8
        func mixed(_ part0: Int, _ part1: Int) -> String {
            String(format: "%02x", Int((Double(part0) * (1 - part) + Double(part1) * part).rounded()))
        }
        let (light, dark) = (blues[step], blues[step + 1])
        return "#" + mixed(light.0, dark.0) + mixed(light.1, dark.1) + mixed(light.2, dark.2)
    }

    /// What the picture shows, in words.
    fileprivate var words: String {
        let finite = matrix.elements.filter(\.isFinite)
        guard let least = finite.min(), let most = finite.max() else { return "No pixel is a number." }
        guard least < most else { return "All pixels are \(spoken(least))." }
        let dark = darknesses().enumerated().flatMap { y, row in
            row.indices.filter { row[$0] >= 0.5 }.map { (x: $0, y: y) }
        }
        func range(_ numbers: [Int]) -> String { "\(numbers.min() ?? 0) to \(numbers.max() ?? 0)" }
        return "\(matrix.rows) × \(matrix.columns) pixels from \(spoken(least)), the lightest, to \(spoken(most)), "
            + "the darkest. The dark half, \(dark.count) pixels, lies in rows \(range(dark.map(\.y))) "
            + "and columns \(range(dark.map(\.x)))."
    }
}

extension Gallery {
    private static let columnWidth = 132.0
    private static let columnGap = 10.0
    private static let perRow = 4
    private static let lettersInLine = 17

    var drawing: Drawing? {
        let drawable = pictures.filter { $0.matrix.count > 0 }
        guard !drawable.isEmpty else { return nil }
        var elements: [String] = []
        var top = 0.0
        for start in stride(from: 0, to: drawable.count, by: Self.perRow) {
            let row = drawable[start..<min(start + Self.perRow, drawable.count)].map { picture in
                let words = picture.title.split(separator: " ").map(String.init)
                let side = Image.side(picture.matrix, room: (Self.columnWidth, 116))
                return (picture, words.wrapped(to: Self.lettersInLine), side)
            }
            let titleLines = row.map(\.1.count).max() ?? 0
            let base = top + Double(titleLines) * 19 + 6
            for (column, (picture, title, side)) in row.enumerated() {
                let left = Double(column) * (Self.columnWidth + Self.columnGap) + 1
                elements += title.enumerated().map { line, text in
                    Drawing.text(text, left, base - 10 - Double(title.count - 1 - line) * 18, "caption")
                }
                elements += picture.squares(left, base, side)
            }
            top = base + (row.map { Double($0.0.matrix.rows) * $0.2 }.max() ?? 0) + 14
        }
        let columns = Double(min(drawable.count, Self.perRow))
        return Drawing(
            width: columns * (Self.columnWidth + Self.columnGap) - Self.columnGap + 2, height: top - 10, title: "",
            description: drawable.map { ($0.title.isEmpty ? "" : $0.title + ": ") + $0.words }.joined(separator: " "),
            elements: elements)
    }
}

extension Histogram {
    var drawing: Drawing? {
        let (edges, counts) = (self.edges, self.counts)
        guard let most = counts.max(),
            let xAxis = Axis(edges, wanted: 61, tolerance: 6, margin: 2, fits: { $0.ticks.count <= 8 }),
            // The number above the highest bar needs some room.
            let yAxis = Axis(
                [0, Double(most) * 1.15], wanted: 17, tolerance: 3, margin: 0, needsWholeTicks: true,
                fits: { _ in true })
        else { return nil }
        let frame = Frame(xAxis, yAxis, linesAbove: title.isEmpty ? 1 : 2)
        var elements = title.isEmpty ? [] : [Drawing.text(title, frame.left, Frame.baseline(0), "title")]
        elements.append(Drawing.text("how many", frame.left, Frame.baseline(title.isEmpty ? 0 : 1)))
        elements += frame.elements(xLabel: "")
        let places = edges.map(frame.x)
        let widest = Double("\(most)".count) * Drawing.letter
        for (bin, count) in counts.enumerated() {
            let (left, right, top) = (places[bin] + 0.5, places[bin + 1] - 0.5, frame.y(Double(count)))
            elements.append(
                "<rect class=\"bar s0\" x=\"\(svgNumber(left))\" y=\"\(svgNumber(top))\" width=\"\(svgNumber(right - left))\" "
                    + "height=\"\(svgNumber(frame.bottom - top))\"/>")
            if widest < right - left {
                elements.append(Drawing.text("\(count)", (left + right) / 2, top - 5, "middle"))
            }
        }
        return Drawing(
            width: Drawing.width, height: frame.height(xLabel: ""), title: title, description: words, elements: elements
        )
    }

    private var words: String {
        let edges = self.edges.map(spoken)
        let bins = counts.enumerated().map { "\($1) from \(edges[$0]) to \(edges[$0 + 1])" }
        let fullest = counts.firstIndex(of: counts.max() ?? 0) ?? 0
        let left = numbers.count - drawable.count
        return
            "\(drawable.count) numbers in \(counts.count) ranges, most of them, \(counts[fullest]), from \(edges[fullest]) "
            + "to \(edges[fullest + 1]): " + bins.joined(separator: ", ") + "."
            + (left > 0 ? " \(left) are not finite, and left out." : "")
    }
}
