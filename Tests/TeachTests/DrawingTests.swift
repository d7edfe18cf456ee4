import Foundation
import Numerics
import TestSupport
import Testing

@testable import Teach

@Suite("Drawn figures")
struct DrawingTests {
    private static let oddities: [[Double]] = [
        [], [1], [.nan], [.nan, .infinity, -.infinity], [1, .nan, 3], [.infinity, 1, 2], [5, 5, 5], [0, 0],
        [1e308, -1e308, 1], [.leastNormalMagnitude, 2 * .leastNormalMagnitude], [1e15, 1e15 + 1], [-3e7, 12],
        [0.1, 0.2, 1e200], [.leastNonzeroMagnitude, 0], [1e299, -1e299],
    ]

    /// The figure as it is read, having been checked.
    private func figure(_ content: some Content) throws -> Figure {
        let drawing = try #require(content.drawing)
        #expect(content.drawing == drawing)
        let figure = try Figure(drawing.svg(on: .light))
        #expect(figure.outside.isEmpty)
        #expect(!figure.text(of: "title").isEmpty && !figure.text(of: "desc").isEmpty)
        for ground in Drawing.Ground.allCases {
            let other = try Figure(drawing.svg(on: ground))
            #expect(other.elements.count { $0.name == "path" } == figure.elements.count { $0.name == "path" })
        }
        return figure
    }

    private func paths(_ figure: Figure, _ looks: Substring...) -> [[(x: Double, y: Double)]] {
        figure.elements.filter { $0.name == "path" && Set(looks).isSubset(of: $0.looks) }
            .map { Figure.points($0.attributes["d"] ?? "") }
    }

    @Test("A plot has a point for each that can be drawn, whatever the numbers", arguments: oddities)
    func points(y: [Double]) throws {
        let x = y.indices.map(Double.init)
        let plot = Plot(series: [Series("a", x, y), Series("b", x, y, drawing: .points)], title: "t", yLabel: "y")
        let drawable = y.count { Axis.isDrawable($0) }
        guard drawable > 0 else {
            #expect(plot.drawing == nil)
            return
        }
        let figure = try figure(plot)
        #expect(paths(figure, "line", "s0").map(\.count).max() == max(drawable, 1))
        #expect(paths(figure, "mark", "s1").map(\.count).max() == drawable)
    }

    @Test("Places are those of the numbers, and a NaN is a gap")
    func places() throws {
        let figure = try figure(Plot(series: [Series("", [0, 1, 2, 3, 4], [0, 2, .nan, 6, 8])]))
        let line = try #require(figure.elements.first { $0.looks.contains("line") }?.attributes["d"])
        #expect(line.count { $0 == "M" } == 2 && line.count { $0 == "L" } == 2)
        let points = Figure.points(line)
        for (index, position) in [(0, 0.0), (1, 1), (2, 3), (3, 4)] {
            #expect(abs(points[index].x - points[0].x - position / 4 * (points[3].x - points[0].x)) < 0.02)
            #expect(abs(points[index].y - points[0].y - position / 4 * (points[3].y - points[0].y)) < 0.02)
        }
        #expect(points[0].x < points[3].x && points[0].y > points[3].y)
    }

    @Test("The ticks are those of the characters")
    func ticks() throws {
        let plot = Plot(series: [Series("", [-10, 10], [0.001, 1])], xLabel: "x")
        let texts = Set(try figure(plot).elements.filter { $0.name == "text" }.map(\.text))
        let printed = (plot.lines(Style()).dropLast().last ?? "").split(separator: " ").map {
            String($0).replacing("-", with: "−")
        }
        #expect(printed.count > 4 && texts.isSuperset(of: printed))
    }

    /// The names in a plot of lines from 0 to some heights, as they are drawn.
    private func names(_ heights: [Double], _ drawing: Series.Drawing = .line) throws -> [Figure.Element] {
        let series = heights.enumerated().map { number, height in
            Series("s\(number)", [0, 1], [0, height], drawing: drawing)
        }
        return try figure(Plot(series: series)).elements.filter { $0.name == "text" && $0.text.hasPrefix("s") }
    }

    @Test("Lines are named at their ends where the names have room, and else in a legend")
    func ends() throws {
        let apart = try names([1, 2, 3])
        #expect(apart.map(\.text) == ["s0", "s1", "s2"])
        #expect(apart.allSatisfy { $0.looks.contains("name") })
        let heights = try names([1, 1.01, 3]).compactMap { Double($0.attributes["y"] ?? "") }
        #expect(abs(heights[0] - heights[1] - 20) < 0.1)
        let crowded = try names([1, 1, 1, 1, 1]) + names([1, 3], .points)
        #expect(crowded.count == 7 && !crowded.contains { $0.looks.contains("name") })
    }

    @Test("Series differ in color, dash and mark; names can be read in their colors")
    func colors() throws {
        let series = (0..<6).map { Series("s\($0)", [0, 1], [0, Double($0)]) }
        let drawing = try #require(Plot(series: series).drawing)
        #expect(
            Set(
                try figure(Plot(series: series)).elements.filter { $0.looks.contains("mark") }
                    .map { ($0.attributes["d"] ?? "").replacing(/M[0-9. ]+/, with: "") }
            ).count == 6)
        for (colors, page, ground) in [
            (Drawing.colors.light, "#ffffff", Drawing.Ground.light), (Drawing.colors.dark, "#1d1d1f", .dark),
        ] {
            #expect(Set(colors).count == 6)
            for color in colors { #expect(contrast(color, page) > 4.5, "\(color)") }
            let dashes = drawing.svg(on: ground).matches(of: /line\.s\d\{stroke-dasharray:([^}]*)\}/).map(\.1)
            #expect(Set(dashes).count == 6)
        }
    }

    /// The ratio of two colors' luminances, as the Web Content Accessibility Guidelines define it.
    private func contrast(_ first: String, _ second: String) -> Double {
        let luminances = [first, second].map { color in
            let parts = [1, 3, 5].map { start in
                Double(Int(color.dropFirst(start).prefix(2), radix: 16) ?? 0) / 255
            }.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05
        }
        return luminances.max()! / luminances.min()!
    }

    @Test("The description has the ranges, the ends, and which line is highest where")
    func description() throws {
        let x = [0.0, 1, 2, 3]
        let plot = Plot(
            series: [Series("a", x, [0, 1, 2, 3]), Series("b", x, [2, 1.5, 1, 0.5])], title: "Two", xLabel: "time")
        #expect(
            plot.drawing?.description == "time from 0 to 3, height from 0 to 3. "
                + "a: 4 points, from 0 at 0 to 3 at 3; lowest 0 at 0, highest 3 at 3. "
                + "b: 4 points, from 2 at 0 to 0.5 at 3; lowest 0.5 at 3, highest 2 at 0. "
                + "Highest is b from 0 to 1, a from 2 to 3.")
        let logarithmic = Plot(series: [Series("", [0.001, 10], [0, 1])], xLabel: "rate", xScale: .logarithmic)
        #expect(logarithmic.drawing?.description.hasPrefix("rate from 0.001 to 10, height from 0 to 1.") == true)
    }

    @Test("Where the highest line changes often, the changes are counted, without ties")
    func changes() throws {
        let x = (0..<9).map(Double.init)
        let plot = Plot(series: [
            Series("a", x, [1, 0, 0, 1, 0, 1, 0, 1, 1]), Series("b", x, [0, 0, 1, 1, 1, 0, 1, 0, 1]),
        ])
        #expect(plot.drawing?.description.hasSuffix(" Which is highest changes 4 times.") == true)
    }

    @Test("A long title has several lines, a long legend too, and a bin of many is a bar")
    func room() throws {
        let title = Array(repeating: "many words", count: 12).joined(separator: " ")
        let series = (0..<6).map { Series("a name of some length \($0)", [0, 1], [1e6, 2e6], drawing: .points) }
        let plot = try figure(Plot(series: series, title: title))
        #expect(plot.elements.count { $0.looks.contains("title") } == 3)
        let histogram = try figure(Histogram(numbers: [0, 1], binCount: 900, title: title))
        let bars = histogram.elements.filter { $0.looks.contains("bar") }
        #expect(bars.count == 900 && !bars.contains { $0.attributes["d"]?.contains("h-") == true })
    }

    @Test("What stands in titles and names is text, not markup")
    func escaping() throws {
        let title = "a < b & \"c\" > d <\u{301} e"
        let series = Series("</svg>", [0, 1], [0, 1])
        let figure = try figure(Plot(series: [series], title: title, xLabel: "<x>"))
        #expect(figure.text(of: "title") == title)
        #expect(Set(figure.elements.filter { $0.name == "text" }.map(\.text)).isSuperset(of: [title, "</svg>", "<x>"]))
    }

    @Test("An image has a square for each pixel, in the shade of its place between the ends")
    func image() throws {
        let figure = try figure(Image(matrix: [[0, 0, 1], [4, 2, 2]], title: "small"))
        let squares = figure.elements.filter { $0.name == "path" && $0.attributes["fill"] != nil }.map(\.attributes)
        // Paper, and over it a quarter, the half, and ink.
        #expect(squares.map { $0["fill"] } == ["#f7fbff", "#c6dbef", "#6baed6", "#08306b"])
        #expect(
            squares.map { $0["d"] } == [
                "M0 0h3v2h-3z", "M2 0h1v1h-1z", "M1 1h2v1h-2z", "M0 1h1v1h-1z",
            ])
        #expect(
            figure.elements.contains {
                $0.looks.contains("pixels") && $0.attributes["transform"]?.contains("scale(24)") == true
            })
        #expect(
            figure.text(of: "desc") == "2 × 3 pixels from 0, the lightest, to 4, the darkest. "
                + "The dark half, 3 pixels, lies in rows 1 to 1 and columns 0 to 2.")
    }

    @Test(
        "Images of odd sizes and numbers are drawn",
        arguments: [
            Matrix(1, 1, elements: [7]), Matrix(2, 3, repeating: .nan), Matrix(3, 600, repeating: 5),
            Matrix(2, 2, elements: [1e308, -1e308, .infinity, -.infinity]), Matrix(300, 1, repeating: 0),
        ])
    func oddImages(matrix: Matrix) throws {
        _ = try figure(Image(matrix: matrix, title: "a title that is longer than its picture"))
        _ = try figure(Gallery(pictures: [Image(matrix: matrix, title: "a"), Image(matrix: matrix)]))
    }

    @Test("Without pixels or numbers there is no figure")
    func nothing() {
        let empty = Image(matrix: Matrix(0, 5, elements: []))
        #expect(
            empty.drawing == nil && Gallery(pictures: [empty]).drawing == nil && Gallery(pictures: []).drawing == nil)
        #expect(Histogram(numbers: [.nan, .infinity], binCount: 3).drawing == nil)
    }

    @Test("A gallery has all pictures, four in a row, each below its title")
    func gallery() throws {
        let pictures = (0..<6).map { Image(matrix: Matrix(28, 28, repeating: 0), title: "number \($0) of these six") }
        let figure = try figure(Gallery(pictures: pictures))
        let places = figure.elements.compactMap { element in
            element.attributes["transform"]?.firstMatch(of: /translate\(([0-9.]+) ([0-9.]+)\)/)
        }
        #expect(places.map { $0.1 } == ["1", "143", "285", "427", "1", "143"])
        #expect(Set(places.map { $0.2 }).count == 2)
        #expect(figure.elements.filter { $0.name == "text" }.map(\.text).prefix(2) == ["number 0 of these", "six"])
    }

    @Test(
        "A histogram's bars are as high as what they count",
        arguments: [[1.0, 1, 1, 2, 3, 3], [5, 5], [-1e299, 1e299]])
    func histogram(numbers: [Double]) throws {
        let histogram = Histogram(numbers: numbers + [.nan], binCount: 4, title: "h")
        let figure = try figure(histogram)
        let bars = figure.elements.filter { $0.looks.contains("bar") }.map { element in
            let path = (element.attributes["d"] ?? "").firstMatch(of: /^M[0-9.]+ ([0-9.]+)V([0-9.]+)/)
            return path.flatMap { bar in Double(bar.1).flatMap { bottom in Double(bar.2).map { bottom - $0 } } } ?? .nan
        }
        let counts = histogram.counts.map(Double.init)
        let unit = try #require(bars.max()) / #require(counts.max())
        #expect(bars.count == 4 && zip(bars, counts).allSatisfy { abs($0 - unit * $1) < 0.02 })
        #expect(figure.text(of: "desc").hasPrefix("\(numbers.count) numbers in 4 ranges"))
        #expect(figure.text(of: "desc").hasSuffix(" 1 is not finite, and left out."))
    }
}
