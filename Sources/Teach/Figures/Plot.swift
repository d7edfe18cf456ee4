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

    /// The name in the legend.
    let name: String
    /// The points' places from left to right.
    let x: [Double]
    /// The points' heights.
    let y: [Double]
    let drawing: Drawing

    /// A row of points.
    ///
    /// - Parameters:
    ///   - name: The name in the legend.
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

/// One axis of a plot: rows or columns of characters, and the ticks among them.
///
/// Between neighboring ticks there are always equally many rows or columns, so that a straight line is straight. In
/// return an axis may be a little shorter or longer than wanted.
struct Axis {
    /// How many rows or columns there are.
    let count: Int
    let ticks: [Double]

    /// The ticks as text, all with the same number of decimals.
    let labels: [String]

    /// A number with its row or column, and how many of these a step from it takes.
    private let anchor: (value: Double, place: Int)
    private let step: (length: Double, places: Int)

    /// The row or column of a number.
    func position(_ value: Double) -> Int {
        anchor.place + Int(((value - anchor.value) / step.length * Double(step.places)).rounded())
    }

    /// Where a number lies between the middles of the first row or column, 0, and the last, 1.
    func fraction(_ value: Double) -> Double {
        (Double(anchor.place) + (value - anchor.value) / step.length * Double(step.places)) / Double(max(count - 1, 1))
    }

    /// Numbers that can be drawn: not NaN, not infinite, and not so large that their difference overflows.
    static func isDrawable(_ value: Double) -> Bool {
        abs(value) < 1e300
    }

    /// The multiples of a round step that lie between two numbers, by Matplotlib's rule: the step is the smallest of 1,
    /// 2, 2.5, 5 and 10 times a power of ten that cuts the range into no more than `parts`. With fewer than two ticks,
    /// the next smaller step is taken.
    static func ticks(from lower: Double, to upper: Double, parts: Double) -> [Double] {
        let steps = roundSteps(for: upper - lower)
        // Rounding must not push a step that is just right to the next one.
        let chosen = steps.firstIndex { $0 >= (upper - lower) / parts * (1 - 1e-9) } ?? steps.count - 1
        for step in steps.prefix(chosen + 1).reversed() {
            let ticks = multiples(of: step, from: lower, to: upper)
            if ticks.count >= 2 { return ticks }
        }
        return [lower]
    }

    /// The round steps that cut a range into no more than a hundred parts, from the smallest.
    private static func roundSteps(for range: Double) -> [Double] {
        let magnitude = pow(10, floor(log10(range)))
        guard range > 0, magnitude > 0, magnitude.isFinite else { return [] }
        return [0.01, 0.02, 0.025, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10].map { $0 * magnitude }
    }

    private static func multiples(of step: Double, from lower: Double, to upper: Double) -> [Double] {
        let first = floor(lower / step)
        let tolerance = step * 1e-6
        return (0...24).map { (first + Double($0)) * step + 0 }
            .filter { $0 >= lower - tolerance && $0 <= upper + tolerance }
    }
}

extension Axis {
    /// The axis for some numbers; nil when none of them can be drawn.
    ///
    /// - Parameters:
    ///   - values: The numbers; for a logarithmic axis their logarithms to base 10. Its ticks are at powers of ten or,
    ///     in a range that holds fewer than two of them, at round logarithms.
    ///   - wanted: How many rows or columns there should be.
    ///   - tolerance: How many more or fewer there may be.
    ///   - margin: How many are left free at both ends.
    ///   - needsWholeTicks: Whether all ticks are to be whole numbers, if at least two of them fit.
    ///   - fits: Whether there is room for an axis with its labels. The first that fits is taken, from many ticks to
    ///     few, and one without any if none does.
    init?(
        _ values: some Sequence<Double>, scale: Scale = .linear, wanted: Int, tolerance: Int, margin: Int,
        needsWholeTicks: Bool = false, fits: (Axis) -> Bool
    ) {
        let drawable = values.filter(Self.isDrawable)
        guard let least = drawable.min(), let most = drawable.max() else { return nil }
        // A constant lies in the middle of a range that is made up for it.
        let isConstant = least == most
        let radius = needsWholeTicks ? 2 : most == 0 ? 1 : Swift.max(abs(most) / 20, 1e-300)
        let range = isConstant ? 2 * radius : most - least
        let places = wanted - 1 - 2 * margin

        /// The axis in which a step takes some places, with the ticks of that step.
        func axis(_ length: Double, _ stepPlaces: Int, hasTicks: Bool) -> Axis {
            let first = hasTicks ? floor(least / length) : 0
            let start = hasTicks ? first * length : least
            func place(_ value: Double) -> Int { Int(((value - start) / length * Double(stepPlaces)).rounded()) }
            let free = isConstant ? wanted / 2 : margin
            let lower = place(least) - free
            let count = place(most) + free + 1 - lower
            // The ticks are at the multiples of `stepPlaces`.
            let indices = hasTicks ? (-count...count).filter { (0..<count).contains($0 * stepPlaces - lower) } : []
            let ticks = indices.map { (first + Double($0)) * length + 0 }
            return Axis(
                count: count, ticks: ticks, labels: Self.labels(for: ticks, scale: scale), anchor: (start, -lower),
                step: (length, stepPlaces))
        }

        var steps = Self.roundSteps(for: range)
        let whole = steps.filter { $0 == $0.rounded() }
        let (low, high) = isConstant ? (least - radius, most + radius) : (least, most)
        let holdsTwo = whole.contains { Self.multiples(of: $0, from: low, to: high).count >= 2 }
        if (needsWholeTicks || scale == .logarithmic) && holdsTwo { steps = whole }
        let sizes = (wanted - tolerance)...(wanted + tolerance)
        let candidates = steps.lazy.flatMap { length in
            let ideal = Int((length / range * Double(places)).rounded())
            return [ideal, ideal + 1, ideal - 1].lazy.filter { $0 >= 2 }.map { axis(length, $0, hasTicks: true) }
                .filter { sizes.contains($0.count) && $0.ticks.count >= 2 }
        }
        self = candidates.first(where: fits) ?? axis(Swift.max(range, .leastNonzeroMagnitude), places, hasTicks: false)
    }

    private static func labels(for ticks: [Double], scale: Scale) -> [String] {
        if scale == .logarithmic {
            return firstTellingApart(ticks.map { pow(10, $0) }, formats: (3...17).map { "%.\($0)g" })
        }
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

    /// The points of each series, with nil for those that can't be drawn, and the axes for them in some columns; nil
    /// when there is nothing to draw. On a logarithmic axis the points' places are logarithms.
    func prepared(width: Int) -> (points: [[(x: Double, y: Double)?]], xAxis: Axis, yAxis: Axis)? {
        guard series.count <= Self.marks.count else {
            fatalError("A plot has \(Self.marks.count) marks to tell series apart, and can't show \(series.count)")
        }
        let drawable = series.map { series in
            zip(xScale == .linear ? series.x : series.x.map { log10($0) }, series.y)
                .map { Axis.isDrawable($0) && Axis.isDrawable($1) ? (x: $0, y: $1) : nil }
        }
        let points = drawable.joined().compactMap { $0 }
        let isWhole = points.allSatisfy { $0.x == $0.x.rounded() }
        guard let yAxis = Axis(points.map(\.y), wanted: Self.rows, tolerance: 3, margin: 1, fits: { _ in true }),
            let xAxis = Axis(
                points.map(\.x), scale: xScale,
                wanted: min(Self.columns, width - Self.margin(yAxis) - 10), tolerance: 6, margin: 2,
                needsWholeTicks: isWhole, fits: { $0.ticks.count <= 10 && Self.tickLine($0) != nil })
        else { return nil }
        return (drawable, xAxis, yAxis)
    }

    func lines(_ style: Style) -> [String] {
        guard let (drawable, xAxis, yAxis) = prepared(width: style.width) else {
            return ["(\(title.isEmpty ? "" : title + ": ")nothing to draw, no point has finite coordinates)"]
        }
        // The series that have a point or a part of a line in each place.
        var lines = Array(repeating: [[Int]](repeating: [], count: xAxis.count), count: yAxis.count)
        var marked = lines
        for (number, points) in drawable.enumerated() {
            let places = points.map { point in point.map { (xAxis.position($0.x), yAxis.position($0.y)) } }
            for (index, place) in places.enumerated() {
                guard let place else { continue }
                let isLine = series[number].drawing == .line
                let previous = isLine && index > 0 ? places[index - 1] ?? place : place
                for (column, row) in Self.between(previous, place) {
                    if isLine {
                        if lines[row][column].last != number { lines[row][column].append(number) }
                    } else {
                        marked[row][column] = [number]
                    }
                }
            }
        }
        // Where lines lie on each other they take turns, column by column. Single points stand above all lines.
        var turn = 0
        var canvas = Array(repeating: [Int?](repeating: nil, count: xAxis.count), count: yAxis.count)
        for column in 0..<xAxis.count {
            for row in 0..<yAxis.count {
                let sharing = lines[row][column]
                if sharing.count > 1 { turn += 1 }
                canvas[row][column] =
                    marked[row][column].last ?? (sharing.isEmpty ? nil : sharing[turn % sharing.count])
            }
        }
        return framed(canvas, xAxis, yAxis, style)
    }

    /// The places on the straight line from one to another, both included.
    private static func between(_ start: (Int, Int), _ end: (Int, Int)) -> [(column: Int, row: Int)] {
        let (width, height) = (end.0 - start.0, end.1 - start.1)
        let steps = max(abs(width), abs(height), 1)
        return (0...steps).map { step in
            let part = Double(step) / Double(steps)
            return (
                start.0 + Int((Double(width) * part).rounded()), start.1 + Int((Double(height) * part).rounded())
            )
        }
    }

    /// The columns that the labels at the left take.
    private static func margin(_ axis: Axis) -> Int {
        max(axis.labels.map(\.count).max() ?? 0, 3)
    }

    private func framed(_ canvas: [[Int?]], _ xAxis: Axis, _ yAxis: Axis, _ style: Style) -> [String] {
        let margin = Self.margin(yAxis)
        let blank = String(repeating: " ", count: margin + 1)
        let yTicks = Dictionary(uniqueKeysWithValues: zip(yAxis.ticks.map(yAxis.position), yAxis.labels))
        let xTicks = Set(xAxis.ticks.map(xAxis.position))

        let border = blank + "+" + String(repeating: "-", count: xAxis.count) + "+"
        var lines = title.isEmpty ? [] : [blank + " " + title.centered(in: xAxis.count)]
        if !yLabel.isEmpty { lines.append(blank + " " + yLabel) }
        lines.append(border)
        for row in canvas.indices.reversed() {
            let label = yTicks[row].map { $0.paddingLeft(to: margin) + " +" } ?? blank + "|"
            let marks = canvas[row].map { $0.map { Self.mark($0, style) } ?? " " }.joined()
            lines.append(label + marks + "|")
        }
        lines.append(blank + "+" + String((0..<xAxis.count).map { xTicks.contains($0) ? "+" : "-" }) + "+")
        lines.append(blank + " " + (Self.tickLine(xAxis) ?? ""))
        if !xLabel.isEmpty { lines.append(blank + " " + xLabel.centered(in: xAxis.count)) }
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
            let start = min(max(axis.position(tick) - label.count / 2, 0), axis.count + 1 - label.count)
            if !line.isEmpty && start < line.count + 2 { return nil }
            line = line.padding(to: start) + label
        }
        return line
    }
}
