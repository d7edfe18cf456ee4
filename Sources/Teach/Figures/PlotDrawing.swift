import Foundation

/// The part of a figure that has two axes: where it lies, and what is drawn around it.
struct Frame {
    private static let bottomMargin = 24.0
    private static let lineHeight = 22.0

    let xAxis: Axis
    let yAxis: Axis
    /// The corners of the part between the axes.
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double

    /// - Parameters:
    ///   - linesAbove: How many lines of text stand above.
    ///   - rightMargin: What is left free for names at the right.
    init(_ xAxis: Axis, _ yAxis: Axis, linesAbove: Int, rightMargin: Double = 24) {
        (self.xAxis, self.yAxis) = (xAxis, yAxis)
        left = Double(yAxis.labels.map(\.count).max() ?? 0) * Drawing.letter + 12
        right = Drawing.width - rightMargin
        top = Double(linesAbove) * Self.lineHeight + 6
        bottom = top + 240
    }

    func x(_ value: Double) -> Double { left + xAxis.fraction(value) * (right - left) }

    func y(_ value: Double) -> Double { bottom - yAxis.fraction(value) * (bottom - top) }

    /// The height of a figure that ends with this frame, its ticks, and the name of the x axis.
    func height(xLabel: String) -> Double {
        bottom + Self.bottomMargin + (xLabel.isEmpty ? 0 : Self.lineHeight)
    }

    /// The place of a line of text above the frame, from 0.
    static func baseline(_ line: Int) -> Double { Double(line) * lineHeight + 16 }

    /// The axes with their ticks, and faint lines to read heights by.
    ///
    /// - Parameter xScale: Between the powers of ten of a logarithmic axis the whole numbers have short ticks.
    func elements(xLabel: String, xScale: Scale = .linear) -> [String] {
        let (left, right, bottom) = (svgNumber(left), svgNumber(right), svgNumber(bottom))
        var grid = ""
        var axis = "M\(left) \(svgNumber(top))V\(bottom)H\(right)"
        var texts: [String] = []
        for (tick, label) in zip(yAxis.ticks, yAxis.labels) {
            grid += "M\(left) \(svgNumber(y(tick)))H\(right)"
            axis += "M\(left) \(svgNumber(y(tick)))h-4"
            texts.append(Drawing.text(label.withMinus, self.left - 8, y(tick) + 4.5, "end"))
        }
        let places = xAxis.ticks.map(x)
        let room = places.count > 1 ? places[1] - places[0] : .infinity
        let isCrowded = Double((xAxis.labels.map(\.count).max() ?? 0) + 1) * Drawing.letter > room
        for (index, (place, label)) in zip(places, xAxis.labels).enumerated() {
            axis += "M\(svgNumber(place)) \(bottom)v4"
            let looks = isCrowded && index % 2 == 1 ? "middle every-second" : "middle"
            texts.append(Drawing.text(label.withMinus, place, self.bottom + 18, looks))
        }
        if xScale == .logarithmic, let least = xAxis.ticks.first, let most = xAxis.ticks.last {
            for power in Int(floor(least)) - 1...Int(ceil(most)) {
                let places = (2...9).map { x(Double(power) + log10(Double($0))) }
                for place in places where (self.left...self.right).contains(place) {
                    axis += "M\(svgNumber(place)) \(bottom)v2.5"
                }
            }
        }
        if !xLabel.isEmpty {
            texts.append(Drawing.text(xLabel, (self.left + self.right) / 2, self.bottom + 40, "middle"))
        }
        return [Drawing.path(grid, "grid"), Drawing.path(axis, "axis")] + texts
    }
}

extension Plot {
    /// Lines of no more points have a mark at each of them.
    private static let fewPoints = 15

    var drawing: Drawing? {
        guard let (points, xAxis, yAxis) = prepared(width: Style().width) else { return nil }
        let isNamed = series.contains { !$0.name.isEmpty }
        let margin = Double(series.map(\.name.count).max() ?? 0) * Drawing.letter + 14
        let beside = Frame(xAxis, yAxis, linesAbove: linesAbove(0), rightMargin: margin)
        let names = isNamed ? namesBeside(points, beside) : nil
        let legend = isNamed && names == nil ? self.legend() : []
        let frame = names != nil ? beside : Frame(xAxis, yAxis, linesAbove: linesAbove(legend.count))

        var elements = title.isEmpty ? [] : [Drawing.text(title, frame.left, Frame.baseline(0), "title")]
        elements += legend.enumerated().flatMap { line, entries in
            entries.flatMap {
                legendEntry($0.series, frame.left + $0.x, Frame.baseline(linesAbove(0, label: false) + line))
            }
        }
        if !yLabel.isEmpty {
            let line = linesAbove(legend.count) - 1
            elements.append(Drawing.text(yLabel, frame.left, Frame.baseline(line)))
        }
        elements += frame.elements(xLabel: xLabel, xScale: xScale)
        for (number, row) in points.enumerated() {
            let places = row.map { point in point.map { (x: frame.x($0.x), y: frame.y($0.y)) } }
            let isLine = series[number].drawing == .line
            let few = places.count <= Self.fewPoints
            let marked = places.indices.compactMap { index in
                let isAlone =
                    (index == 0 || places[index - 1] == nil) && (index + 1 == places.count || places[index + 1] == nil)
                return !isLine || few || isAlone ? places[index] : nil
            }
            if isLine { elements.append(Drawing.path(Self.line(places), "line s\(number)")) }
            if !marked.isEmpty { elements.append(Drawing.marks(marked, series: number, areAlone: !isLine)) }
        }
        elements += (names ?? []).enumerated().map { number, y in
            Drawing.text(series[number].name, frame.right + 8, y + 4.5, "name s\(number)")
        }
        return Drawing(
            width: Drawing.width, height: frame.height(xLabel: xLabel), title: title, description: words(points),
            elements: elements)
    }

    private func linesAbove(_ legend: Int, label: Bool = true) -> Int {
        (title.isEmpty ? 0 : 1) + legend + (label && !yLabel.isEmpty ? 1 : 0)
    }

    /// The path through some places, with gaps where there is none.
    private static func line(_ places: [(x: Double, y: Double)?]) -> String {
        var path = ""
        var command = "M"
        for place in places {
            if let place { path += "\(command)\(svgNumber(place.x)) \(svgNumber(place.y))" }
            command = place == nil ? "M" : "L"
        }
        return path
    }

    /// The heights of names at the right ends of their lines; nil unless all series are lines that end at the right,
    /// with names short enough, and the names have room near the ends.
    private func namesBeside(_ points: [[(x: Double, y: Double)?]], _ frame: Frame) -> [Double]? {
        let lineHeight = 20.0
        let ends = points.compactMap { $0.compactMap(\.self).last }
        let last = points.joined().compactMap { $0?.x }.max() ?? 0
        guard series.allSatisfy({ $0.drawing == .line && $0.name.count <= 13 }), ends.count == series.count,
            ends.allSatisfy({ frame.x(last) - frame.x($0.x) < 20 })
        else { return nil }
        let wanted = ends.map { frame.y($0.y) }
        let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        // Names that are too near move apart, the same way up and down.
        var heights = wanted
        for _ in 0..<20 {
            for (upper, lower) in zip(order, order.dropFirst()) {
                let missing = lineHeight - (heights[lower] - heights[upper])
                if missing > 0 {
                    heights[upper] -= missing / 2
                    heights[lower] += missing / 2
                }
            }
        }
        return zip(wanted, heights).allSatisfy { abs($0 - $1) < 1.3 * lineHeight } ? heights : nil
    }

    /// The names with their places, in as many lines as they need.
    private func legend() -> [[(series: Int, x: Double)]] {
        var lines: [[(series: Int, x: Double)]] = [[]]
        var x = 0.0
        for (number, series) in series.enumerated() {
            let width = Self.sampleWidth(series) + Double(series.name.count + 2) * Drawing.letter
            if x > 0 && x + width > Drawing.width - 60 {
                lines.append([])
                x = 0
            }
            lines[lines.count - 1].append((number, x))
            x += width
        }
        return lines
    }

    private func legendEntry(_ number: Int, _ x: Double, _ y: Double) -> [String] {
        let series = series[number]
        let (width, height) = (Self.sampleWidth(series), y - 4.5)
        let isLine = series.drawing == .line
        let line =
            isLine
            ? [Drawing.path("M\(svgNumber(x)) \(svgNumber(height))h\(svgNumber(width - 8))", "line s\(number)")] : []
        let hasMark = !isLine || series.x.count <= Self.fewPoints
        let mark = hasMark ? [Drawing.marks([(x + (width - 8) / 2, height)], series: number, areAlone: !isLine)] : []
        return line + mark + [Drawing.text(series.name, x + width, y)]
    }

    /// The width of what stands before a name in the legend.
    private static func sampleWidth(_ series: Series) -> Double { series.drawing == .line ? 40 : 20 }
}

// What a plot shows, in words.
extension Plot {
    private func words(_ points: [[(x: Double, y: Double)?]]) -> String {
        let scaled = points.map { row in
            row.compactMap(\.self).map { (x: xScale == .linear ? $0.x : pow(10, $0.x), y: $0.y) }
        }
        let all = Array(scaled.joined())
        let ranges = [
            (xLabel.isEmpty ? "x" : xLabel, all.map(\.x)), (yLabel.isEmpty ? "height" : yLabel, all.map(\.y)),
        ]
        .map { name, numbers in "\(name) from \(spoken(numbers.min() ?? 0)) to \(spoken(numbers.max() ?? 0))" }
        let rows = zip(series, scaled).map { series, row in
            let name = series.name.isEmpty ? "" : "\(series.name): "
            guard let first = row.first, let last = row.last, let least = row.min(by: { $0.y < $1.y }),
                let most = row.max(by: { $0.y < $1.y })
            else { return "\(name)nothing to draw" }
            func at(_ point: (x: Double, y: Double)) -> String { "\(spoken(point.y)) at \(spoken(point.x))" }
            let count = row.count == 1 ? "1 point" : "\(row.count) points"
            if row.count == 1 { return "\(name)\(count), \(at(first))" }
            let course = series.drawing == .line ? "from \(at(first)) to \(at(last)); " : ""
            return "\(name)\(count), \(course)lowest \(at(least)), highest \(at(most))"
        }
        let lines = zip(series, scaled).filter { $0.0.drawing == .line }.map { ($0.0.name, $0.1) }
        return ([ranges.joined(separator: ", ")] + rows + (Self.highest(lines).map { [$0] } ?? []))
            .map { $0 + "." }.joined(separator: " ")
    }

    /// Which of several lines is highest where; nil where they are no functions of x over a common range.
    private static func highest(_ lines: [(name: String, points: [(x: Double, y: Double)])]) -> String? {
        let isFunction = lines.allSatisfy { zip($0.points, $0.points.dropFirst()).allSatisfy { $0.x < $1.x } }
        guard lines.count > 1, isFunction, let start = lines.compactMap(\.points.first?.x).max(),
            let end = lines.compactMap(\.points.last?.x).min(), start < end
        else { return nil }
        var runs: [(name: String, from: Double, to: Double)] = []
        for x in Set(lines.flatMap { $0.points.map(\.x) }).filter({ start...end ~= $0 }).sorted() {
            let heights = lines.map { height(of: $0.points, at: x) }
            let most = heights.max() ?? 0
            let top = zip(lines, heights).filter { $0.1 == most }.map(\.0.name)
            let name = top.count == lines.count && top.count > 1 ? "none alone" : top.joined(separator: " and ")
            if runs.last?.name == name { runs[runs.count - 1].to = x } else { runs.append((name, x, x)) }
        }
        guard runs.count <= 6 else { return "The lines cross \(runs.count - 1) times" }
        return "Highest is "
            + runs.map { run in
                run.from == run.to
                    ? "\(run.name) at \(spoken(run.from))" : "\(run.name) from \(spoken(run.from)) to \(spoken(run.to))"
            }.joined(separator: ", ")
    }

    /// The height of a line of points between its ends.
    private static func height(of points: [(x: Double, y: Double)], at x: Double) -> Double {
        let next = points.firstIndex { $0.x >= x } ?? points.count - 1
        let (before, after) = (points[max(next - 1, 0)], points[next])
        return after.x == before.x || after.x == x
            ? after.y : before.y + (after.y - before.y) * (x - before.x) / (after.x - before.x)
    }
}

/// A number with the digits that one reads out: four, or all before the point.
func spoken(_ number: Double) -> String {
    // Adding 0 makes 0 of -0.
    String(format: 1e4..<1e9 ~= abs(number) ? "%.0f" : "%.4g", number + 0)
}

extension String {
    /// The text of a number with a minus in place of its hyphen.
    fileprivate var withMinus: String { replacing("-", with: "−") }
}
