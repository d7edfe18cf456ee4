import Foundation
import Numerics

extension Image {
    /// Matplotlib's color map "Blues", which is ColorBrewer's, in nine steps; between them colors are mixed.
    private static let blues: [[Double]] = [
        [247, 251, 255], [222, 235, 247], [198, 219, 239], [158, 202, 225], [107, 174, 214], [66, 146, 198],
        [33, 113, 181], [8, 81, 156], [8, 48, 107],
    ]
    /// How many shades there are from one step to the next.
    private static let shadesInStep = 8

    var drawing: Drawing? {
        guard matrix.count > 0 else { return nil }
        let side = side(in: (420, 280))
        let (left, top) = (38.0, title.isEmpty ? 6.0 : 28.0)
        let bottom = top + Double(matrix.rows) * side
        var elements = squares(left, top, side)
        if !title.isEmpty { elements.append(Drawing.text(title, left, Frame.baseline(0), "title")) }
        var axis = ""
        for (row, y) in ticks(matrix.rows).map({ ($0, top + (Double($0) + 0.5) * side) }) {
            axis += "M\(svg(left, y))h-4"
            elements.append(Drawing.text("\(row)", left - 8, y + 4.5, "end"))
        }
        for (column, x) in ticks(matrix.columns).map({ ($0, left + (Double($0) + 0.5) * side) }) {
            axis += "M\(svg(x, bottom))v4"
            elements.append(Drawing.text("\(column)", x, bottom + 18, "middle"))
        }
        let width = max(Double(matrix.columns) * side, Double(title.count) * Drawing.letter)
        return Drawing(
            width: left + width + 12, height: bottom + 26, title: title, description: words,
            elements: elements + [Drawing.path(axis, "axis")])
    }

    /// The side of a pixel's square, as large as lets the matrix fit into a rectangle.
    fileprivate func side(in room: (width: Double, height: Double)) -> Double {
        let side = min(room.width / Double(matrix.columns), room.height / Double(matrix.rows))
        return side > 1 ? min(floor(side), 24) : side
    }

    /// The squares inside a border, those of a shade as one path.
    fileprivate func squares(_ left: Double, _ top: Double, _ side: Double) -> [String] {
        // Paper lies below all of it, so that no light comes through between squares.
        var paths = [0: "M0 0h\(matrix.columns)v\(matrix.rows)h-\(matrix.columns)z"]
        for (y, row) in darknesses().enumerated() {
            let shades = row.map { Int(($0 * Double((Self.blues.count - 1) * Self.shadesInStep)).rounded()) }
            var rest = shades[...]
            while let shade = rest.first {
                let width = rest.prefix { $0 == shade }.count
                if shade > 0 { paths[shade, default: ""] += "M\(rest.startIndex) \(y)h\(width)v1h-\(width)z" }
                rest = rest.dropFirst(width)
            }
        }
        let place = "translate(\(svg(left, top))) scale(\(svg(side)))"
        let shades = paths.sorted { $0.key < $1.key }.map { "<path fill=\"\(Self.color($0.key))\" d=\"\($0.value)\"/>" }
        let (width, height) = (Double(matrix.columns) * side + 1, Double(matrix.rows) * side + 1)
        let border = "M\(svg(left - 0.5, top - 0.5))h\(svg(width))v\(svg(height))h-\(svg(width))z"
        return ["<g class=\"pixels\" transform=\"\(place)\">"] + shades + ["</g>", Drawing.path(border, "axis")]
    }

    private static func color(_ shade: Int) -> String {
        let (step, part) = (shade / shadesInStep, Double(shade % shadesInStep) / Double(shadesInStep))
        let mixed = zip(blues[step], blues[min(step + 1, blues.count - 1)]).map { $0 * (1 - part) + $1 * part }
        return "#" + mixed.map { String(format: "%02x", Int($0.rounded())) }.joined()
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
        let extremes = "from \(spoken(least)), the lightest, to \(spoken(most)), the darkest"
        let place = "rows \(range(dark.map(\.y))) and columns \(range(dark.map(\.x)))"
        return
            "\(matrix.rows) × \(matrix.columns) pixels \(extremes). The dark half, \(dark.count) pixels, lies in \(place)."
    }
}

extension Gallery {
    private static let column = (width: 132.0, gap: 10.0, letters: 17)
    private static let perRow = 4

    var drawing: Drawing? {
        var elements: [String] = []
        var top = 0.0
        let drawable = pictures.filter { $0.matrix.count > 0 }
        for start in stride(from: 0, to: drawable.count, by: Self.perRow) {
            let row = drawable[start..<min(start + Self.perRow, drawable.count)]
            let titles = row.map { $0.title.split(separator: " ").map(String.init).wrapped(to: Self.column.letters) }
            let base = top + Double(titles.map(\.count).max() ?? 0) * 19 + 6
            for (column, (picture, title)) in zip(row, titles).enumerated() {
                let side = picture.side(in: (Self.column.width, 116))
                let left = Double(column) * (Self.column.width + Self.column.gap) + 1
                for (line, text) in title.enumerated() {
                    let y = base - 10 - Double(title.count - 1 - line) * 18
                    elements.append(Drawing.text(text, left, y, "caption"))
                }
                elements += picture.squares(left, base, side)
                top = max(top, base + Double(picture.matrix.rows) * side + 14)
            }
        }
        if drawable.isEmpty { return nil }
        let columns = Double(min(drawable.count, Self.perRow))
        return Drawing(
            width: columns * (Self.column.width + Self.column.gap) - Self.column.gap + 2, height: top - 10, title: "",
            description: drawable.map { ($0.title.isEmpty ? "" : $0.title + ": ") + $0.words }.joined(separator: " "),
            elements: elements)
    }
}

extension Histogram {
    var drawing: Drawing? {
        let (edges, counts) = (self.edges, self.counts)
        // The number above the highest bar needs some room.
        guard let most = counts.max(),
            let xAxis = Axis(edges, wanted: 61, tolerance: 6, margin: 2, fits: { $0.ticks.count <= 8 }),
            let yAxis = Axis(
                [0, Double(most) * 1.15], wanted: 17, tolerance: 3, margin: 0, needsWholeTicks: true,
                fits: { _ in true })
        else { return nil }
        let titles = Frame.titleLines(title)
        let frame = Frame(xAxis, yAxis, linesAbove: titles.count + 1)
        var elements = titles.enumerated().map { Drawing.text($1, frame.left, Frame.baseline($0), "title") }
        elements.append(Drawing.text("how many", frame.left, Frame.baseline(titles.count), ""))
        elements += frame.elements(xLabel: "")
        for (bin, count) in counts.enumerated() {
            let (left, top) = frame.place(edges[bin], Double(count))
            let width = frame.place(edges[bin + 1], 0).x - left
            let bar = "M\(svg(left + 0.5, frame.bottom))V\(svg(top))h\(svg(max(width - 1, 0.5)))V\(svg(frame.bottom))z"
            elements.append(Drawing.path(bar, "bar s0"))
            if Double("\(most)".count) * Drawing.letter < width {
                elements.append(Drawing.text("\(count)", left + width / 2, top - 5, "middle"))
            }
        }
        return Drawing(
            width: Drawing.width, height: frame.height(xLabel: ""), title: title, description: words, elements: elements
        )
    }

    private var words: String {
        let ends = zip(edges, edges.dropFirst()).map { "from \(spoken($0)) to \(spoken($1))" }
        let fullest = counts.firstIndex(of: counts.max() ?? 0) ?? 0
        let left = numbers.count - drawable.count
        return """
            \(drawable.count) numbers in \(counts.count) ranges, the most, \(counts[fullest]), \(ends[fullest]): \
            \(zip(counts, ends).map { "\($0) \($1)" }.joined(separator: ", ")).\
            \(left > 0 ? " \(left) \(left == 1 ? "is" : "are") not finite, and left out." : "")
            """
    }
}
