import Foundation

/// The part of a figure that has two axes: where it lies, and what is drawn around it.
struct Frame {
    private static let lineHeight = 22.0

    let xAxis: Axis
    let yAxis: Axis
    let left: Double
    let right: Double
    let top: Double
    var bottom: Double { top + 240 }

    /// - Parameters:
    ///   - linesAbove: How many lines of text stand above.
    ///   - rightMargin: What is left free for names at the right.
    init(_ xAxis: Axis, _ yAxis: Axis, linesAbove: Int, rightMargin: Double = 24) {
        (self.xAxis, self.yAxis) = (xAxis, yAxis)
        left = Double(yAxis.labels.map(\.count).max() ?? 0) * Drawing.letter + 12
        right = Drawing.width - rightMargin
        top = Double(linesAbove) * Self.lineHeight + 6
    }

    func place(_ x: Double, _ y: Double) -> Drawing.Place {
        (left + xAxis.fraction(x) * (right - left), bottom - yAxis.fraction(y) * (bottom - top))
    }

    /// The height of a figure that ends with this frame, its ticks, and the name of the x axis.
    func height(xLabel: String) -> Double { bottom + 24 + (xLabel.isEmpty ? 0 : Self.lineHeight) }

    /// A title in as many lines as it needs.
    static func titleLines(_ title: String) -> [String] {
        title.split(separator: " ").map(String.init).wrapped(to: Int((Drawing.width - 60) / Drawing.letter))
    }

    /// The place of a line of text above the frame, from 0.
    static func baseline(_ line: Int) -> Double { Double(line) * lineHeight + 16 }

    /// The axes with their ticks, and faint lines to read heights by.
    ///
    /// - Parameter xScale: Between the powers of ten of a logarithmic axis the whole numbers have short ticks.
    func elements(xLabel: String, xScale: Scale = .linear) -> [String] {
        var (grid, axis, texts) = ("", "M\(svg(left, top))V\(svg(bottom))H\(svg(right))", [String]())
        for (tick, label) in zip(yAxis.ticks, yAxis.labels) {
            let y = place(0, tick).y
            grid += "M\(svg(left, y))H\(svg(right))"
            axis += "M\(svg(left, y))h-4"
            texts.append(Drawing.number(label, left - 8, y + 4.5, "end"))
        }
        let places = xAxis.ticks.map { place($0, 0).x }
        let room = places.count > 1 ? places[1] - places[0] : .infinity
        let isCrowded = Double((xAxis.labels.map(\.count).max() ?? 0) + 1) * Drawing.letter > room
        for (index, (x, label)) in zip(places, xAxis.labels).enumerated() {
            axis += "M\(svg(x, bottom))v4"
            let looks = isCrowded && index % 2 == 1 ? "middle every-second" : "middle"
            texts.append(Drawing.number(label, x, bottom + 18, looks))
        }
        if xScale == .logarithmic, let least = xAxis.ticks.first, let most = xAxis.ticks.last {
            let numbers = (Int(least) - 1...Int(most) + 1).flatMap { power in (2...9).map { (power, Double($0)) } }
            for x in numbers.map({ place(Double($0) + log10($1), 0).x }) where (left...right).contains(x) {
                axis += "M\(svg(x, bottom))v2.5"
            }
        }
        if !xLabel.isEmpty { texts.append(Drawing.text(xLabel, (left + right) / 2, bottom + 40, "middle")) }
        return [Drawing.path(grid, "grid"), Drawing.path(axis, "axis")] + texts
    }
}

extension Plot {
    private typealias Points = [(x: Double, y: Double)?]

    /// Lines of at most this many points have a mark at each of them.
    private static let fewPoints = 15

    var drawing: Drawing? {
        guard let (points, xAxis, yAxis) = prepared(width: Style().width) else { return nil }
        let titles = Frame.titleLines(title)
        let labelLines = yLabel.isEmpty ? 0 : 1
        let longest = series.map(\.name.count).max() ?? 0
        let beside = Frame(
            xAxis, yAxis, linesAbove: titles.count + labelLines, rightMargin: Double(longest) * Drawing.letter + 14)
        let names = longest > 0 ? namesBeside(points, beside) : nil
        let places = longest > 0 && names == nil ? legendPlaces(Drawing.width - 24 - beside.left) : []
        let legendLines = (places.last?.line ?? -1) + 1
        let frame =
            names != nil ? beside : Frame(xAxis, yAxis, linesAbove: titles.count + legendLines + labelLines)

        var elements = titles.enumerated().map { Drawing.text($1, frame.left, Frame.baseline($0), "title") }
        for (number, place) in places.enumerated() {
            elements += legendEntry(number, frame.left + place.x, Frame.baseline(titles.count + place.line))
        }
        if !yLabel.isEmpty {
            elements.append(Drawing.text(yLabel, frame.left, Frame.baseline(titles.count + legendLines), ""))
        }
        elements += frame.elements(xLabel: xLabel, xScale: xScale)
        for (number, row) in points.enumerated() {
            let places = row.map { point in point.map { frame.place($0.x, $0.y) } }
            let isLine = series[number].drawing == .line
            let padded = [nil] + places + [nil]
            let marked = places.indices.filter { index in
                !isLine || places.count <= Self.fewPoints || padded[index] == nil && padded[index + 2] == nil
            }.compactMap { places[$0] }
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

    /// The path through some places, with gaps where there is none.
    private static func line(_ places: [Drawing.Place?]) -> String {
        zip(places, [nil] + places).map { place, before in
            place.map { (before == nil ? "M" : "L") + svg($0.x, $0.y) } ?? ""
        }.joined()
    }

    /// The heights of names at the right ends of their lines; nil unless all series are lines that end at the right,
    /// with names short enough, and the names have room near the ends.
    private func namesBeside(_ points: [Points], _ frame: Frame) -> [Double]? {
        let ends = points.compactMap { $0.compactMap { $0.map { frame.place($0.x, $0.y) } }.last }
        let last = frame.place(points.joined().compactMap { $0?.x }.max() ?? 0, 0).x
        guard series.allSatisfy({ $0.drawing == .line && $0.name.count <= 13 }), ends.count == series.count,
            ends.allSatisfy({ last - $0.x < 20 })
        else { return nil }
        let order = ends.indices.sorted { (ends[$0].y, $0) < (ends[$1].y, $1) }
        // Names that are too near move apart, the same way up and down, but stay beside the frame.
        var heights = ends.map(\.y)
        for (upper, lower) in Array(repeating: zip(order, order.dropFirst()), count: 20).joined() {
            let missing = max(20 - (heights[lower] - heights[upper]), 0)
            heights[upper] = max(heights[upper] - missing / 2, frame.top)
            heights[lower] = min(heights[lower] + missing / 2, frame.bottom)
        }
        return zip(ends, heights).allSatisfy { abs($0.y - $1) < 26 } ? heights : nil
    }

    /// Where the names stand in a legend of some width, in as many lines as they need.
    private func legendPlaces(_ room: Double) -> [(line: Int, x: Double)] {
        var end = (line: 0, x: 0.0)
        return series.map { series in
            let width = Self.sampleWidth(series) + Double(series.name.count + 2) * Drawing.letter
            if end.x > 0 && end.x + width > room { end = (end.line + 1, 0) }
            defer { end.x += width }
            return end
        }
    }

    private func legendEntry(_ number: Int, _ x: Double, _ y: Double) -> [String] {
        let series = series[number]
        let isLine = series.drawing == .line
        let width = Self.sampleWidth(series)
        let line = Drawing.path("M\(svg(x, y - 4.5))h\(svg(width - 8))", "line s\(number)")
        let mark = Drawing.marks([(x + (width - 8) / 2, y - 4.5)], series: number, areAlone: !isLine)
        let hasMark = !isLine || series.x.count <= Self.fewPoints
        return (isLine ? [line] : []) + (hasMark ? [mark] : []) + [Drawing.text(series.name, x + width, y, "")]
    }

    /// The width of what stands before a name in the legend.
    private static func sampleWidth(_ series: Series) -> Double { series.drawing == .line ? 40 : 20 }
}

// What a plot shows, in words.
extension Plot {
    private func words(_ points: [Points]) -> String {
        let rows = points.map { row in
            row.compactMap(\.self).map { (x: xScale == .linear ? $0.x : pow(10, $0.x), y: $0.y) }
        }
        func range(_ name: String, _ numbers: [Double]) -> String {
            "\(name) from \(spoken(numbers.min() ?? 0)) to \(spoken(numbers.max() ?? 0))"
        }
        let ranges =
            range(xLabel.isEmpty ? "x" : xLabel, rows.joined().map(\.x)) + ", "
            + range(yLabel.isEmpty ? "height" : yLabel, rows.joined().map(\.y))
        let courses = zip(series, rows).map { series, row in
            let name = series.name.isEmpty ? "" : "\(series.name): "
            let heights = row.map(\.y)
            func at(_ index: Int?) -> String {
                index.map { "\(spoken(row[$0].y)) at \(spoken(row[$0].x))" } ?? "nothing to draw"
            }
            if row.count < 2 { return name + (row.isEmpty ? "" : "1 point, ") + at(row.indices.first) }
            let ends = series.drawing == .line ? "from \(at(0)) to \(at(row.count - 1)); " : ""
            let (least, most) = (heights.firstIndex(of: heights.min() ?? 0), heights.firstIndex(of: heights.max() ?? 0))
            return "\(name)\(row.count) points, \(ends)lowest \(at(least)), highest \(at(most))"
        }
        let lines = zip(series, rows).filter { $0.0.drawing == .line }.map { ($0.0.name, $0.1) }
        return ([ranges] + courses + Self.highest(lines)).map { $0 + "." }.joined(separator: " ")
    }

    /// Which of several lines is highest where, if they are functions with the same places.
    private static func highest(_ lines: [(name: String, points: [(x: Double, y: Double)])]) -> [String] {
        let places = lines.first?.points.map(\.x) ?? []
        guard lines.count > 1, !places.isEmpty, zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }),
            lines.allSatisfy({ $0.points.map(\.x) == places })
        else { return [] }
        var runs: [(name: String, from: Double, to: Double)] = []
        for (index, x) in places.enumerated() {
            let most = lines.map { $0.points[index].y }.max()
            let top = lines.filter { $0.points[index].y == most }.map(\.name)
            let name = top.count == lines.count ? "none alone" : top.joined(separator: " and ")
            if runs.last?.name == name { runs[runs.count - 1].to = x } else { runs.append((name, x, x)) }
        }
        if runs.count > 6 {
            let alone = runs.map(\.name).filter { name in lines.contains { $0.name == name } }
            let changes = zip(alone, alone.dropFirst()).count { $0 != $1 }
            return ["Which is highest changes \(changes) \(changes == 1 ? "time" : "times")"]
        }
        let texts = runs.map { run in
            run.name + (run.from == run.to ? " at " : " from \(spoken(run.from)) to ") + spoken(run.to)
        }
        return ["Highest is " + texts.joined(separator: ", ")]
    }
}

/// A number with the digits that one reads out: four, or all before the point.
func spoken(_ number: Double) -> String {
    // Adding 0 makes 0 of -0.
    String(format: 1e4..<1e9 ~= abs(number) ? "%.0f" : "%.4g", number + 0)
}
