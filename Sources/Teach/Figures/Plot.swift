import Foundation

/// A row of points for a plot.
public struct Series: Sendable {
    /// How a row of points is drawn.
    public enum Drawing: Sendable {
        /// The points are joined by straight lines.
        case line
        /// Each point is a mark of its own.
        case points
    }

    /// What the legend calls it.
    let name: String
    /// The points' places from left to right.
    let x: [Double]
    /// The points' heights.
    let y: [Double]
    let drawing: Drawing

    /// A row of points.
    ///
    /// - Parameters:
    ///   - name: What the legend calls it.
    ///   - x: The points' places from left to right.
    ///   - y: Their heights; as many. A NaN or an infinity leaves a gap.
    ///   - drawing: Whether lines join the points.
    public init(_ name: String, _ x: [Double], _ y: [Double], drawing: Drawing = .line) {
        guard x.count == y.count else {
            fatalError("The series \"\(name)\" has \(x.count) places and \(y.count) heights")
        }
        (self.name, self.x, self.y, self.drawing) = (name, x, y, drawing)
    }
}

/// How an axis is divided.
public enum Scale: Sendable {
    /// Equal distances are equal differences.
    case linear
    /// Equal distances are equal factors. Only numbers above 0 have a place.
    case logarithmic
}

/// A plot in characters: a frame, ticked axes, and one mark for each series. All of its lines are equally long.
struct Plot: Content {
    private static let columns = 61
    private static let rows = 17
    private static let marks: [Character] = ["*", "+", "o", "x", "#", "@"]
    private static let colors = [32, 166, 28, 160, 134, 136]

    let series: [Series]
    var title = ""
    var xLabel = ""
    var yLabel = ""
    var xScale = Scale.linear

    var values: [Value] {
        series.flatMap { series in
            [("x", series.x), ("y", series.y)].map { axis, numbers in
                Value(name: "\(series.name) \(axis)", shape: [numbers.count], numbers: numbers)
            }
        }
    }

    func lines(_ style: Style) -> [String] {
        guard series.count <= Self.marks.count else {
            fatalError("A plot has \(Self.marks.count) marks to tell series apart, and can't show \(series.count)")
        }
        let drawable = series.map { series in
            zip(xScale == .linear ? series.x : series.x.map { log10($0) }, series.y)
                .map { Axis.isDrawable($0) && Axis.isDrawable($1) ? (x: $0, y: $1) : nil }
        }
        let points = drawable.joined().compactMap { $0 }
        guard let yAxis = Axis(points.map(\.y), fits: { $0.ticks.count * 2 < Self.rows }),
            let xAxis = Axis(points.map(\.x), scale: xScale, fits: { Self.tickLine($0) != nil })
        else { return ["(\(title.isEmpty ? "" : title + ": ")nothing to draw, no point has finite coordinates)"] }

        var canvas = Array(repeating: [Int?](repeating: nil, count: Self.columns), count: Self.rows)
        for (number, points) in drawable.enumerated() {
            let places = points.map { point in
                point.map { (xAxis.position($0.x, of: Self.columns), yAxis.position($0.y, of: Self.rows)) }
            }
            for (index, place) in places.enumerated() {
                guard let (column, row) = place else { continue }
                canvas[row][column] = number
                if series[number].drawing == .line, index > 0, let previous = places[index - 1] {
                    Self.join(previous, (column, row)) { canvas[$1][$0] = number }
                }
            }
        }
        return framed(canvas, xAxis, yAxis, style)
    }

    /// Calls `mark` for the characters on the straight line between two places.
    private static func join(_ start: (Int, Int), _ end: (Int, Int), mark: (_ column: Int, _ row: Int) -> Void) {
        let (width, height) = (end.0 - start.0, end.1 - start.1)
        let steps = max(abs(width), abs(height))
        for step in 0..<steps {
            let fraction = Double(step) / Double(steps)
            mark(
                start.0 + Int((Double(width) * fraction).rounded()),
                start.1 + Int((Double(height) * fraction).rounded()))
        }
    }

    private func framed(_ canvas: [[Int?]], _ xAxis: Axis, _ yAxis: Axis, _ style: Style) -> [String] {
        let margin = max(yAxis.labels.map(\.count).max() ?? 0, 3)
        let blank = String(repeating: " ", count: margin + 1)
        let yTicks = Dictionary(
            zip(yAxis.ticks.map { yAxis.position($0, of: Self.rows) }, yAxis.labels),
            uniquingKeysWith: { first, _ in first })
        let xTicks = Set(xAxis.ticks.map { xAxis.position($0, of: Self.columns) })

        let border = blank + "+" + String(repeating: "-", count: Self.columns) + "+"
        var lines = title.isEmpty ? [] : [blank + " " + title.centered(in: Self.columns)]
        if !yLabel.isEmpty { lines.append(blank + " " + yLabel) }
        lines.append(border)
        for row in canvas.indices.reversed() {
            let label = yTicks[row].map { $0.paddingLeft(to: margin) + " +" } ?? blank + "|"
            let marks = canvas[row].map { $0.map { Self.mark($0, style) } ?? " " }.joined()
            lines.append(label + marks + "|")
        }
        lines.append(blank + "+" + String((0..<Self.columns).map { xTicks.contains($0) ? "+" : "-" }) + "+")
        lines.append(blank + " " + (Self.tickLine(xAxis) ?? ""))
        if !xLabel.isEmpty { lines.append(blank + " " + xLabel.centered(in: Self.columns)) }
        if series.contains(where: { !$0.name.isEmpty }) {
            let entries = series.enumerated().map { "\(Self.mark($0, style)) \($1.name)" }
            let legend = entries.joined(separator: "   ")
            let isWide = blank.count + 1 + legend.visibleCount > border.count
            lines += (isWide ? entries : [legend]).map { blank + " " + $0 }
        }
        return lines.rectangular
    }

    /// The mark of a series, in its color.
    private static func mark(_ number: Int, _ style: Style) -> String {
        style.colored(String(marks[number]), colors[number])
    }

    /// The labels under the x axis, each centered below its tick; nil when there is no room for that.
    private static func tickLine(_ axis: Axis) -> String? {
        var line = ""
        for (tick, label) in zip(axis.ticks, axis.labels) {
            let middle = axis.position(tick, of: columns)
            let start = min(max(middle - label.count / 2, 0), columns + 1 - label.count)
            if !line.isEmpty && start < line.count + 2 { return nil }
            line = line.padding(to: start) + label
        }
        return line
    }
}
