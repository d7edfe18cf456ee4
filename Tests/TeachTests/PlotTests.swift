import Foundation
import Numerics
import TestSupport
import Testing

@testable import Teach

@Suite("Plots")
struct PlotTests {
    private func axis(_ values: [Double]) -> Axis? {
        Axis(values, wanted: 61, tolerance: 6, margin: 2, fits: { $0.ticks.count <= 9 })
    }

    @Test(
        "Ticks are Matplotlib's",
        arguments: [
            (0.0, 1.0, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-11, 11, [-10, -7.5, -5, -2.5, 0, 2.5, 5, 7.5, 10]),
            (0, 9, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), (0, 28, [0, 5, 10, 15, 20, 25]),
            (3, 3.05, [3, 3.01, 3.02, 3.03, 3.04, 3.05]),
            (-1e-3, 1e-3, [-0.001, -0.00075, -0.0005, -0.00025, 0, 0.00025, 0.0005, 0.00075, 0.001]),
            (0, 90_000, [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000, 80_000, 90_000]),
        ])
    func ticks(lower: Double, upper: Double, expected: [Double]) {
        let ticks = Axis.ticks(from: lower, to: upper, parts: 9)
        #expect(ticks.count == expected.count)
        for (tick, expected) in zip(ticks, expected) { #expect(abs(tick - expected) <= 1e-12 * max(1, abs(expected))) }
    }

    @Test("There are at least two ticks, all inside, whatever the range")
    func manyRanges() {
        var random = RandomState(seed: 7)
        for _ in 0..<Fuzz.rounds(5_000) {
            let lower = (random.rand() - 0.5) * pow(10, random.rand() * 40 - 20)
            let length = pow(10, random.rand() * 40 - 20)
            guard lower + length > lower, length > abs(lower) * 1e-9 else { continue }
            let ticks = Axis.ticks(from: lower, to: lower + length, parts: 9)
            #expect((2...11).contains(ticks.count), "\(lower) \(length) \(ticks)")
            #expect(ticks.allSatisfy { $0 >= lower - length * 1e-5 && $0 <= lower + length * (1 + 1e-5) })
        }
    }

    @Test("All labels of an axis have the same number of decimals")
    func labels() throws {
        #expect(
            try #require(axis([-10, 10])).labels == [
                "-10.0", "-7.5", "-5.0", "-2.5", "0.0", "2.5", "5.0", "7.5", "10.0",
            ])
        #expect(try #require(axis([0, 100])).labels == ["0", "20", "40", "60", "80", "100"])
        #expect(try #require(axis([0, 3e9])).labels.allSatisfy { $0.contains("e+0") })
        #expect(
            try #require(axis([0, 1e-7])).labels.allSatisfy {
                $0.contains("e-08") || $0.contains("e-07") || $0 == "0.00e+00"
            })
    }

    @Test(
        "Labels differ, however near the ticks",
        arguments: [[1e8, 1e8 + 20], [1, 1 + 1e-13], [1e-5, 1e-5 + 1e-12], [1e15, 1e15 + 8], [-1e8 - 1, -1e8]])
    func distinctLabels(values: [Double]) throws {
        let labels = try #require(axis(values)).labels
        #expect(Set(labels).count == labels.count, "\(labels)")
        let lines = Plot(series: [Series("", values, values)]).lines(Style())
        #expect(Set(lines.map(\.count)).count == 1)
    }

    @Test("A logarithmic axis has powers of ten, or in a short range some other numbers that differ")
    func logarithmic() throws {
        #expect(
            try #require(
                Axis([-3, 0], scale: .logarithmic, wanted: 61, tolerance: 6, margin: 2, fits: { $0.ticks.count <= 9 })
            ).labels == [
                "0.001", "0.01", "0.1", "1",
            ])
        let short = try #require(
            Axis(
                [2, 2.001], scale: .logarithmic, wanted: 61, tolerance: 6, margin: 2, fits: { $0.ticks.count <= 9 }))
        #expect(short.labels.count > 2 && Set(short.labels).count == short.labels.count)
    }

    @Test("Where no labels have room there are none, and the rest of the axis is there")
    func noRoom() throws {
        let axis = try #require(Axis([0, 1], wanted: 61, tolerance: 6, margin: 2, fits: { _ in false }))
        #expect(axis.ticks.isEmpty && axis.labels.isEmpty && axis.count == 61)
        #expect(axis.position(0) == 2 && axis.position(1) == 58)
        let wide = [-1e300, 1e300].map { $0 * 0.99 }
        let lines = Plot(series: [Series("", wide, wide)]).lines(Style())
        #expect(Set(lines.map(\.count)).count == 1)
    }

    @Test("Between neighboring ticks there are equally many columns, and the axis is about as long as wanted")
    func evenTicks() throws {
        var random = RandomState(seed: 3)
        for _ in 0..<Fuzz.rounds(2_000) {
            let lower = (random.rand() - 0.5) * pow(10, random.rand() * 8 - 4)
            let values = [lower, lower + pow(10, random.rand() * 8 - 4)]
            let axis = try #require(self.axis(values))
            let places = axis.ticks.map(axis.position)
            #expect(Set(zip(places, places.dropFirst()).map { $1 - $0 }).count == 1, "\(values)")
            #expect((2...9).contains(places.count) && (55...67).contains(axis.count), "\(values)")
            #expect(axis.position(values[0]) == 2 && axis.position(values[1]) == axis.count - 3, "\(values)")
        }
    }

    @Test("Whole places have whole ticks", arguments: [1...5, 1...2, 0...7, 1...30, 3...3])
    func wholeTicks(epochs: ClosedRange<Int>) {
        let x = epochs.map(Double.init)
        let labels = Plot(series: [Series("", x, x)]).lines(Style()).last?.split(separator: " ") ?? []
        #expect(labels.count >= 2 && labels.allSatisfy { Int($0) != nil }, "\(labels)")
    }

    @Test("Lines that lie on each other take turns, and a point stands above a line")
    func sharedPlaces() {
        let (x, y) = ([0.0, 1], [0.0, 0])
        let lines = Plot(
            series: [
                Series("a", x, y), Series("b", x, y), Series("c", x, y), Series("p", [0.5], [0], drawing: .points),
            ]
        ).lines(Style())
        let row = lines.first { $0.contains("*") } ?? ""
        for mark in "*+o" { #expect(abs(row.count { $0 == mark } - 19) <= 2, "\(row)") }
        #expect(row.count { $0 == "x" } == 1 && !row.contains("**") && !row.contains("oo"))
    }

    @Test("A plot fits a narrow window", arguments: [40, 50, 60, 80, 200])
    func narrow(width: Int) {
        let y = [0.123, 12345.678]
        let lines = Plot(series: [Series("", y, y)]).lines(Style(width: width))
        #expect(lines.allSatisfy { $0.count <= min(width, 80) }, "\(lines[0].count)")
    }

    @Test("A line and points are drawn between axes, with a title and a legend")
    func reference() {
        let plot = Plot(
            series: [Series("up", [0, 10], [0, 1]), Series("points", [0, 5, 10], [1, 1, 1], drawing: .points)],
            title: "Two series",
            xLabel: "x", yLabel: "y")
        #expect(
            plot.lines(Style()).map { $0.trimmingTrailingSpaces }.joined(separator: "\n") == """
                                              Two series
                     y
                    +------------------------------------------------------------+
                    |                                                            |
                1.0 +  +                           +                         *+  |
                    |                                                    ****    |
                    |                                                ****        |
                0.8 +                                             ***            |
                    |                                         ****               |
                    |                                     ****                   |
                0.6 +                                  ***                       |
                    |                              ****                          |
                    |                          ****                              |
                0.4 +                       ***                                  |
                    |                   ****                                     |
                    |               ****                                         |
                0.2 +            ***                                             |
                    |        ****                                                |
                    |    ****                                                    |
                0.0 +  **                                                        |
                    |                                                            |
                    +--+----------+----------+----------+----------+----------+--+
                       0          2          4          6          8         10
                                                  x
                     * up   + points
                """)
    }

    private static let oddities: [[Double]] = [
        [], [1], [.nan], [.nan, .infinity, -.infinity], [1, .nan, 3], [.infinity, 1, 2], [5, 5, 5], [0, 0],
        [1e308, -1e308, 1],
        [.leastNormalMagnitude, 2 * .leastNormalMagnitude], [1e15, 1e15 + 1], [-3e7, 12], [0.1, 0.2, 1e200],
        [.leastNonzeroMagnitude, 0], [1e299, -1e299],
    ]

    @Test("Every plot is rectangular, or says that there is nothing to draw", arguments: oddities)
    func rectangular(y: [Double]) {
        for x in [y.indices.map(Double.init), y] {
            let lines = Plot(
                series: [Series("name", x, y), Series("other", x, y)], title: "t", xLabel: "x", yLabel: "y"
            ).lines(Style())
            #expect(Set(lines.map(\.count)).count == 1)
            let drawable = zip(x, y).contains { Axis.isDrawable($0) && Axis.isDrawable($1) }
            #expect(drawable == (lines.count > 1))
            if !drawable { #expect(lines[0].contains("nothing to draw")) }
        }
    }

    @Test("A NaN is a gap")
    func gap() {
        let row = Plot(series: [Series("", [0, 1, 2, 3, 4], [1, 1, .nan, 1, 1])]).lines(Style()).first {
            $0.contains("*")
        }
        #expect(row?.contains("******   ") == true || row?.contains("    ***") == true)
        #expect(row?.filter { $0 == "*" }.count == 30)
    }

    @Test("A constant lies in the middle")
    func constant() {
        let lines = Plot(series: [Series("", [0, 1], [5, 5])]).lines(Style())
        let rows = lines.filter { $0.hasSuffix("|") }
        #expect(rows.firstIndex { $0.contains("*") } == rows.count / 2)
    }

    @Test("Marks differ, and the legend names them")
    func legend() {
        let series = (0..<6).map { Series("s\($0)", [0, 1], [Double($0), Double($0)]) }
        let lines = Plot(series: series).lines(Style())
        #expect(lines.last?.contains("* s0   + s1   o s2   x s3   # s4   @ s5") == true)
        #expect(
            Plot(series: series).lines(Style(hasColors: true)).last?.contains("\u{1B}[38;5;160mx\u{1B}[39m s3") == true
        )
        let text = lines.joined()
        for mark in "*+ox#@" { #expect(text.filter { $0 == mark }.count > 50) }
    }
}

extension PlotTests {
    @Test(
        "Long names have a line each, and all lines are as long as the longest", arguments: [false, true])
    func longTexts(hasColors: Bool) {
        let names = ["first", "second", "third"].map { $0 + String(repeating: " and so on", count: 5) }
        let long = String(repeating: "long ", count: 20)
        for (title, xLabel, yLabel) in [("", "", ""), (long, "", ""), ("", long, ""), ("", "", long)] {
            let plot = Plot(
                series: names.map { Series($0, [0, 1], [1, 2]) }, title: title, xLabel: xLabel, yLabel: yLabel)
            let lines = plot.lines(Style(hasColors: hasColors)).map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "") }
            #expect(Set(lines.map(\.count)).count == 1)
            for (line, expected) in zip(lines.suffix(3), zip("*+o", names)) {
                #expect(line.trimmingCharacters(in: .whitespaces) == "\(expected.0) \(expected.1)")
            }
        }
    }

    @Test("Seven series are refused, and a series with too few heights")
    func misuse() async {
        let crowded = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Plot(series: (0..<7).map { Series("\($0)", [0], [0]) }).lines(Style())
        }
        #expect(errors(crowded).contains("A plot has 6 marks to tell series apart, and can't show 7"))
        let uneven = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Series("loss", [0, 1], [0])
        }
        #expect(errors(uneven).contains(#"The series "loss" has 2 places and 1 heights"#))
    }
}

/// What a process said when it ended.
func errors(_ process: ExitTest.Result?) -> String {
    String(decoding: process?.standardErrorContent ?? [], as: UTF8.self)
}

@Suite("Images")
struct ImageTests {
    @Test("A long title makes all lines longer", arguments: [false, true])
    func longTitle(hasColors: Bool) {
        let lines = Image(matrix: [[0, 1, 2]], title: "a title of some length").lines(Style(hasColors: hasColors))
        #expect(lines[0] == "     a title of some length")
        #expect(Set(lines.map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "").count }) == [lines[0].count])
    }

    @Test("Shades go from paper to ink, with two characters for a pixel")
    func shades() {
        #expect(
            Image(matrix: [[0, 1, 2], [3, 4.5, 9]], title: "small").lines(Style()) == [
                "     small  ",
                "    +------+",
                "  0 +  ..::|",
                "  1 +--++@@|",
                "    ++-+-+-+",
                "     0 1 2  ",
            ])
    }

    @Test("An image of 28 × 28 has ticks at 0, 5, … 25")
    func digit() {
        let lines = Image(matrix: Matrix(28, 28, elements: (0..<784).map(Double.init))).lines(Style())
        #expect(lines.count == 31 && Set(lines.map(\.count)) == [62])
        #expect(lines.last?.split(separator: " ") == ["0", "5", "10", "15", "20", "25"])
        #expect(lines.count { $0.contains(/^ +[0-9]+ \+/) } == 6)
    }

    @Test("In colors a pixel takes half a character, and the ends are white and dark blue")
    func colors() {
        let lines = Image(matrix: [[0, 1], [1, 0], [0, 1]]).lines(Style(hasColors: true))
        let pixels = lines.filter { $0.contains("▀") }
        #expect(pixels.count == 2)
        #expect(
            pixels[0].contains(
                "\u{1B}[38;5;231m\u{1B}[48;5;17m▀\u{1B}[38;5;17m\u{1B}[48;5;231m▀\u{1B}[0m|"))
        #expect(!pixels[1].contains("[48;"))
    }

    @Test("The middle of the colors is a medium blue")
    func palette() {
        let palette = Image(matrix: [[0, 0.5, 1], [0, 0, 0]]).lines(Style(hasColors: true)).joined()
        #expect(palette.contains("38;5;231m") && palette.contains("38;5;74m") && palette.contains("38;5;17m"))
    }

    @Test(
        "Images of odd sizes and numbers have lines of equal length",
        arguments: [
            Matrix(0, 0, elements: []), Matrix(0, 5, elements: []), Matrix(1, 1, elements: [7]),
            Matrix(2, 3, repeating: .nan),
            Matrix(2, 2, elements: [1e308, -1e308, .infinity, -.infinity]), Matrix(3, 40, repeating: 5),
            Matrix(40, 1, repeating: 0),
        ])
    func oddities(matrix: Matrix) {
        for hasColors in [false, true] {
            let lines = Image(matrix: matrix).lines(Style(hasColors: hasColors))
            #expect(!lines.isEmpty)
            #expect(Set(lines.map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "").count }).count == 1)
        }
    }
}

@Suite("Galleries")
struct GalleryTests {
    @Test("Pictures stand side by side under their titles, with a character for a pixel and the one below it")
    func reference() {
        let pictures = [
            Image(matrix: [[0, 9, 0, 9], [9, 0, 0, 9]], title: "one"),
            Image(matrix: [[9, 9], [9, 9], [0, 0]], title: "two"),
        ]
        #expect(Gallery(pictures: pictures).lines(Style()) == ["one    two ", "++ @   @@  ", "           "])
    }

    @Test("A row has as many pictures as 80 columns hold, and lines of equal length", arguments: [false, true])
    func rows(hasColors: Bool) {
        let picture = Image(matrix: Matrix(28, 28, elements: (0..<784).map(Double.init)), title: "title")
        let lines = Gallery(pictures: Array(repeating: picture, count: 5)).lines(Style(hasColors: hasColors))
            .map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "") }
        // Three rows of two, each a title and fourteen lines, with a blank line before all but the first.
        #expect(lines.count == 3 * 15 + 2)
        #expect(lines.filter { !$0.isEmpty }.dropLast(15).allSatisfy { $0.count == 28 + 3 + 28 })
        #expect(lines.suffix(15).allSatisfy { $0.count == 28 })
    }

    @Test("A gallery without pictures or pixels still has a line")
    func empty() {
        #expect(Gallery(pictures: []).lines(Style()).count == 1)
        #expect(!Gallery(pictures: [Image(matrix: Matrix(0, 0, elements: []), title: "none")]).lines(Style()).isEmpty)
    }
}

@Suite("Histograms and tables")
struct TableTests {
    @Test("Bins have equal widths, and bars in proportion to their counts")
    func histogram() {
        let lines = Histogram(numbers: [0, 1, 1, 2, 9, 10], binCount: 2, title: "t").lines(Style())
        #expect(
            lines == [
                "t", " 0.0 to  5.0 | 4 ########################################",
                " 5.0 to 10.0 | 2 ####################",
            ])
    }

    @Test(
        "Every finite number is counted once",
        arguments: [
            [], [1], [2, 2, 2], [.nan, 1], [.infinity], [1e299, -1e299], [1e-300, 2e-300], [0, 0.1, 0.2, 0.3, 1],
        ])
    func counts(numbers: [Double]) {
        let histogram = Histogram(numbers: numbers, binCount: 7)
        #expect(histogram.values[1].numbers.reduce(0, +) == Double(numbers.count { $0.isFinite }))
        #expect(!histogram.lines(Style()).isEmpty)
    }

    @Test(
        "Limits can be told apart, however near",
        arguments: [[0, 1e-9], [1, 1 + 1e-12], [0, 1e-300], [1e10, 1e10 + 1], [0, 1]] as [[Double]])
    func limits(numbers: [Double]) {
        let lines = Histogram(numbers: numbers, binCount: 3).lines(Style())
        let limits = lines.compactMap { $0.split(separator: "|").first }
        #expect(Set(limits).count == 3 && Set(limits.map(\.count)).count == 1, "\(lines)")
    }

    @Test("The counts are NumPy's")
    func numPyCounts() {
        let histogram = Histogram(numbers: linspace(0, 10, 101) + [5, 5, 5], binCount: 10)
        #expect(histogram.values[1].numbers == [10, 10, 10, 10, 10, 13, 10, 10, 10, 11])
    }

    @Test("A table aligns words on the left and numbers on the right")
    func table() {
        let table = Table(columns: [
            Column("what", ["a", "bcd|"]), Column("count", [1, 200]), Column("share", [0.5, 0.25], decimals: 3),
        ])
        #expect(
            table.lines(Style()) == [
                "what  count  share",
                "----  -----  -----",
                "a         1  0.500",
                "bcd|    200  0.250",
            ])
        #expect(
            table.markdown == [
                "| what | count | share |", "| --- | ---: | ---: |", "| a | 1 | 0.500 |", "| bcd\\| | 200 | 0.250 |",
            ])
    }

    @Test("Columns may differ in length, and a table without columns has two lines")
    func shortColumns() {
        #expect(Table(columns: [Column("a", [1, 2]), Column("b", ["x"])]).lines(Style()).last == "2")
        #expect(Table(columns: []).lines(Style()).count == 2)
    }
}
