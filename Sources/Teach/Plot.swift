/// A row of points for a plot: their places on the x axis, on the y axis, and a name for the legend.
public struct Series: Sendable {
    public enum Drawing: Sendable {
        /// The points are joined by straight lines.
        case line
        /// Each point is a mark of its own.
        case points
    }

    let name: String
    let x: [Double]
    let y: [Double]
    let drawing: Drawing

    /// - Parameters:
    ///   - x: The points' places from left to right.
    ///   - y: Their heights; as many. A NaN or an infinity leaves a gap.
    public init(_ name: String, _ x: [Double], _ y: [Double], drawing: Drawing = .line) {
        precondition(x.count == y.count, "A series has \(x.count) places and \(y.count) heights")
        (self.name, self.x, self.y, self.drawing) = (name, x, y, drawing)
    }
}

/// A plot in characters: a frame, ticked axes, and one mark for each series. All of its lines are equally long.
struct Plot: Content {
    private static let columns = 61
    private static let rows = 17
    private static let marks: [Character] = ["*", "+", "o", "x", "#", "@"]
    private static let colors = [32, 172, 71, 167, 134, 137]

    let series: [Series]
    var title = ""
    var xLabel = ""
    var yLabel = ""

    var values: [Value] {
        series.flatMap { series in
            [("x", series.x), ("y", series.y)].map { axis, numbers in
                Value(name: "\(series.name) \(axis)", shape: [numbers.count], numbers: numbers)
            }
        }
    }

    func lines(_ style: Style) -> [String] {
        let drawable = series.map { series in
            zip(series.x, series.y).map { Axis.isDrawable($0) && Axis.isDrawable($1) ? (x: $0, y: $1) : nil }
        }
        let points = drawable.joined().compactMap { $0 }
        guard let yAxis = Axis(points.map(\.y), labelsFit: { ticks, _, _, _ in ticks.count * 2 < Self.rows }),
            let xAxis = Axis(points.map(\.x), labelsFit: { Self.tickLine($0, $1, from: $2, to: $3) != nil })
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
                start.0 + Int((Double(width) * fraction).rounded()), start.1 + Int((Double(height) * fraction).rounded()))
        }
    }

    private func framed(_ canvas: [[Int?]], _ xAxis: Axis, _ yAxis: Axis, _ style: Style) -> [String] {
        let margin = max(yAxis.labels.map(\.count).max() ?? 0, 3)
        let blank = String(repeating: " ", count: margin + 1)
        let yTicks = Dictionary(
            zip(yAxis.ticks.map { yAxis.position($0, of: Self.rows) }, yAxis.labels), uniquingKeysWith: { first, _ in first })
        let xTicks = Set(xAxis.ticks.map { xAxis.position($0, of: Self.columns) })

        let border = blank + "+" + String(repeating: "-", count: Self.columns) + "+"
        var lines = title.isEmpty ? [] : [blank + " " + title.centered(in: Self.columns)]
        if !yLabel.isEmpty { lines.append(blank + " " + yLabel) }
        lines.append(border)
        for row in canvas.indices.reversed() {
            let label = yTicks[row].map { $0.paddingLeft(to: margin) + " +" } ?? blank + "|"
            lines.append(label + Self.text(canvas[row], style) + "|")
        }
        lines.append(
            blank + "+" + String((0..<Self.columns).map { xTicks.contains($0) ? "+" : "-" }) + "+")
        lines.append(
            blank + " " + (Self.tickLine(xAxis.ticks, xAxis.labels, from: xAxis.lower, to: xAxis.upper) ?? ""))
        if !xLabel.isEmpty { lines.append(blank + " " + xLabel.centered(in: Self.columns)) }
        if let legend { lines.append(blank + " " + legend) }
        let width = border.count
        return lines.map { $0.contains("\u{1B}") ? $0 : $0.padding(to: width) }
    }

    private static func text(_ row: [Int?], _ style: Style) -> String {
        row.map { number in
            number.map { style.colored(String(marks[$0 % marks.count]), colors[$0 % colors.count]) } ?? " "
        }.joined()
    }

    private var legend: String? {
        guard series.contains(where: { !$0.name.isEmpty }) else { return nil }
        return series.enumerated()
            .map { "\(Self.marks[$0 % Self.marks.count]) \($1.name)" }.joined(separator: "   ")
    }

    /// The labels under the x axis, each centered below its tick, wide enough apart to be read; nil when there
    /// is no room for that.
    private static func tickLine(
        _ ticks: [Double], _ labels: [String], from lower: Double, to upper: Double
    ) -> String? {
        var line = ""
        for (tick, label) in zip(ticks, labels) {
            let column = Int(((tick - lower) / (upper - lower) * Double(columns - 1)).rounded())
            let start = min(max(column - label.count / 2, 0), columns + 1 - label.count)
            if !line.isEmpty && start < line.count + 2 { return nil }
            line = line.padding(to: start) + label
        }
        return line.padding(to: columns + 1)
    }
}
