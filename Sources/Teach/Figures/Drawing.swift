import Foundation

/// A figure, drawn as SVG, with the words in which a screen reader reads it.
///
/// The elements take their colors from a style sheet, of which there are three: what is drawn is the same in each. The
/// same numbers give the same bytes.
struct Drawing: Encodable, Equatable {
    /// What a figure stands on.
    enum Ground: CaseIterable {
        /// A light page, which shines through.
        case light
        /// A dark page, which shines through.
        case dark
        /// Paper of its own: a notebook doesn't say whether it is light or dark.
        case paper
    }

    /// The width in pixels that a figure takes where it is given room.
    static let width = 560.0

    /// The colors of series on a light and on a dark page. Each has a contrast above 4.5 : 1 on its page, so that a
    /// name can be written in it.
    static let colors = (
        light: ["#0068b8", "#b34700", "#1c7a32", "#c4183c", "#7a3fc4", "#7d5f00"],
        dark: ["#58b4f6", "#ff9d57", "#62c97a", "#ff8093", "#c39bff", "#d9b53b"]
    )
    /// How the lines of the series are broken, so that they can be told apart without their colors.
    private static let dashes = ["none", "8 4", "2 4", "10 4 2 4", "16 5", "10 4 2 4 2 4"]

    let width: Double
    let height: Double
    /// What the figure is called; it can be empty.
    let title: String
    /// What can be seen, in sentences.
    let description: String
    private let elements: [String]

    /// Title and description, as one text.
    var words: String { title.isEmpty ? description : "\(title). \(description)" }

    init(width: Double, height: Double, title: String, description: String, elements: [String]) {
        (self.width, self.height) = (width.rounded(.up), height.rounded(.up))
        (self.title, self.description, self.elements) = (title, description, elements)
    }

    /// The figure as a file.
    func svg(on ground: Ground) -> String {
        let size = "width=\"\(Teach.svg(width))\" height=\"\(Teach.svg(height))\""
        let head = """
            <svg xmlns="http://www.w3.org/2000/svg" class="figure" role="img" \(size) \
            viewBox="0 0 \(Teach.svg(width, height))">
            <title>\(Self.escaped(title.isEmpty ? "Figure" : title))</title>
            <desc>\(Self.escaped(description))</desc>
            <style>
            \(styleSheet(ground))
            </style>
            """
        let paper = ground == .paper ? ["<rect \(size) fill=\"#fff\"/>"] : []
        return ([head] + paper + elements + ["</svg>"]).map { $0 + "\n" }.joined()
    }

    private func styleSheet(_ ground: Ground) -> String {
        let isDark = ground == .dark
        let (ink, axis, grid) = isDark ? ("#e6e6e8", "#9a9aa0", "#3a3a3e") : ("#1d1d1f", "#6e6e73", "#e3e3e6")
        let series = zip(isDark ? Self.colors.dark : Self.colors.light, Self.dashes).enumerated().map { index, look in
            ".figure .s\(index){color:\(look.0)}.figure .line.s\(index){stroke-dasharray:\(look.1)}"
        }
        // A figure that is drawn smaller, as on a telephone, has larger letters: the places for them are wide enough.
        return """
            .figure text{font:13px system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;fill:\(ink)}
            .figure .title{font-weight:600}.figure .middle{text-anchor:middle}.figure .end{text-anchor:end}
            .figure .axis{stroke:\(axis);fill:none}.figure .grid{stroke:\(grid);fill:none}
            .figure .line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}
            .figure .mark{fill:currentColor;stroke:currentColor;stroke-width:1.5}.figure .alone{fill-opacity:.4}
            .figure .name,.figure .bar{fill:currentColor}
            .figure .pixels{shape-rendering:crispEdges;opacity:\(isDark ? 0.9 : 1)}
            \(series.joined(separator: "\n"))
            @media (max-width:\(Teach.svg(width * 0.8))px){
            .figure text{font-size:16px}.figure .caption{font-size:15px}.figure .every-second{display:none}
            }
            """
    }
}

// The parts of which figures are made.
extension Drawing {
    typealias Place = (x: Double, y: Double)

    /// The width of a letter in pixels where it is largest, in a wide typeface.
    static let letter = 10.0

    /// What stands around each point of a series, so that series can be told apart.
    private static let shapes = [
        "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "m-3.5-3.5h7v7h-7z", "m0-4.5l4.5 8h-9z", "m0-5l5 5l-5 5l-5-5z",
        "m-5 0h10m-5-5v10", "m-4-4l8 8m0-8l-8 8",
    ]

    static func text(_ text: String, _ x: Double, _ y: Double, _ looks: String) -> String {
        "<text class=\"\(looks)\" x=\"\(Teach.svg(x))\" y=\"\(Teach.svg(y))\">\(escaped(text))</text>"
    }

    /// The text of a number, with a minus in place of its hyphen.
    static func number(_ text: String, _ x: Double, _ y: Double, _ looks: String) -> String {
        Self.text(text.replacing("-", with: "−"), x, y, looks)
    }

    static func path(_ path: String, _ looks: String) -> String { "<path class=\"\(looks)\" d=\"\(path)\"/>" }

    /// A mark at each of a series' points.
    ///
    /// - Parameter areAlone: Whether no line joins them. Then they are lighter, so that one can be seen behind another.
    static func marks(_ places: [Place], series: Int, areAlone: Bool) -> String {
        let looks = "mark s\(series)\(areAlone ? " alone" : "")"
        return path(places.map { "M\(Teach.svg($0.x, $0.y))\(shapes[series])" }.joined(), looks)
    }

    private static let entities: [Unicode.Scalar: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;"]

    /// A text without characters that are markup in XML and HTML.
    static func escaped(_ text: String) -> String {
        // Scalars, not characters: a `<` with an accent is one other character, and markup all the same.
        text.unicodeScalars.filter { $0 >= " " }.map { Self.entities[$0] ?? String($0) }.joined()
    }
}

/// Numbers in a drawing: two decimals at most, without what can be left out.
func svg(_ numbers: Double...) -> String {
    numbers.map { number in
        let text = fixed(number, 2)
        guard number.isFinite else { return text }
        // A figure has hundreds of numbers. By a regular expression each takes 23 µs, and by bytes 2.
        var digits = text.utf8[...]
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.last == UInt8(ascii: ".") { digits.removeLast() }
        return String(Substring(digits))
    }.joined(separator: " ")
}
