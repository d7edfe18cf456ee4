import Numerics

/// A matrix as a picture: the smallest element is paper, the largest ink.
struct Image: Content {
    private static let shades = Array(" .:-=+*#%@")

    /// Matplotlib's color map "Blues", from the least to the most.
    private static let blues: [(Double, Double, Double)] = [
        (247, 251, 255), (222, 235, 247), (198, 219, 239), (158, 202, 225), (107, 174, 214), (66, 146, 198),
        (33, 113, 181), (8, 81, 156), (8, 48, 107),
    ]

    /// The same in the 256-color palette. The nearest of its colors would be greenish at the dark end.
    private static let palette = [231, 189, 153, 117, 74, 68, 25, 18, 17]

    let matrix: Matrix
    var title = ""

    var values: [Value] { [Value(name: title, shape: [matrix.rows, matrix.columns], numbers: matrix.elements)] }

    func lines(_ style: Style) -> [String] {
        guard matrix.count > 0 else { return ["(nothing to draw, the image has no pixels)"] }
        let pixels = shares()
        // A character is about twice as high as it is wide: so a pixel is two characters, or half of one.
        let picture = style.colors == .none ? shaded(pixels) : halfBlocks(pixels, style.colors)
        let (pixelWidth, pixelsInLine) = style.colors == .none ? (2, 1) : (1, 2)
        let width = matrix.columns * pixelWidth

        let rowTicks = Dictionary(
            ticks(matrix.rows).map { ($0 / pixelsInLine, "\($0)") }, uniquingKeysWith: { first, _ in first })
        let margin = max(rowTicks.values.map(\.count).max() ?? 0, 3)
        let blank = String(repeating: " ", count: margin + 1)
        let border = blank + "+" + String(repeating: "-", count: width) + "+"
        let lines = picture.enumerated().map { index, line in
            (rowTicks[index].map { $0.paddingLeft(to: margin) + " +" } ?? blank + "|") + line + "|"
        }
        let columnTicks = ticks(matrix.columns)
        let marks = Set(columnTicks.map { $0 * pixelWidth })
        let foot = blank + "+" + String((0..<width).map { marks.contains($0) ? "+" : "-" }) + "+"
        var labels = ""
        for tick in columnTicks {
            labels = labels.padding(to: tick * pixelWidth) + "\(tick)"
        }
        let heading = title.isEmpty ? [] : [blank + " " + title]
        return (heading + [border] + lines + [foot, blank + " " + labels]).rectangular
    }

    /// Each pixel's place between the smallest (0) and the largest (1). What is not a number is paper.
    private func shares() -> [[Double]] {
        let finite = matrix.elements.filter(\.isFinite)
        let least = finite.min() ?? 0
        let range = (finite.max() ?? 0) / 2 - least / 2
        return (0..<matrix.rows).map { row in
            matrix.row(row).map { element in
                guard range > 0, !element.isNaN else { return 0 }
                return min(max((element / 2 - least / 2) / range, 0), 1)
            }
        }
    }

    private func ticks(_ length: Int) -> [Int] {
        Axis.ticks(from: 0, to: Double(length), parts: 9).filter { $0 < Double(length) && $0 == $0.rounded() }.map {
            Int($0)
        }
    }

    private func shaded(_ pixels: [[Double]]) -> [String] {
        pixels.map { row in row.map { String(repeating: Self.shade($0), count: 2) }.joined() }
    }

    /// The picture at a quarter of its size, without a frame: a character for a pixel and the one below it.
    fileprivate func small(_ colors: ColorDepth) -> [String] {
        let pixels = shares()
        if colors != .none { return halfBlocks(pixels, colors) }
        return stride(from: 0, to: pixels.count, by: 2).map { upper in
            let lower = min(upper + 1, pixels.count - 1)
            return String(zip(pixels[upper], pixels[lower]).map { Self.shade(($0 + $1) / 2) })
        }
    }

    private static func shade(_ share: Double) -> Character {
        shades[Int((share * Double(shades.count - 1)).rounded())]
    }

    /// Two rows of pixels in a line: the upper one is the color of the character, the lower one the color behind.
    private func halfBlocks(_ pixels: [[Double]], _ depth: ColorDepth) -> [String] {
        stride(from: 0, to: pixels.count, by: 2).map { upper in
            let cells = pixels[upper].indices.map { column in
                let foreground = "\u{1B}[38;\(Self.code(pixels[upper][column], depth))m"
                let below = upper + 1 < pixels.count ? "\u{1B}[48;\(Self.code(pixels[upper + 1][column], depth))m" : ""
                return foreground + below + "▀"
            }
            return cells.joined() + "\u{1B}[0m"
        }
    }

    private static func code(_ share: Double, _ depth: ColorDepth) -> String {
        let place = share * Double(blues.count - 1)
        if depth == .palette { return "5;\(palette[Int(place.rounded())])" }
        let index = min(Int(place), blues.count - 2)
        let (start, end, part) = (blues[index], blues[index + 1], place - Double(index))
        let color = [(start.0, end.0), (start.1, end.1), (start.2, end.2)].map { $0 + ($1 - $0) * part }
        return "2;" + color.map { "\(Int($0.rounded()))" }.joined(separator: ";")
    }
}

/// Small pictures side by side, each below its title, as many in a row as 80 columns hold.
struct Gallery: Content {
    private static let columns = 80
    private static let gap = 3

    let pictures: [Image]

    var values: [Value] { pictures.flatMap(\.values) }

    func lines(_ style: Style) -> [String] {
        let width = pictures.map { max($0.matrix.columns, $0.title.count) }.max() ?? 0
        guard width > 0 else { return ["(nothing to draw, there are no pictures)"] }
        let perRow = max((Self.columns + Self.gap) / (width + Self.gap), 1)
        return stride(from: 0, to: pictures.count, by: perRow).flatMap { start in
            let row = pictures[start..<min(start + perRow, pictures.count)].map { picture in
                [picture.title] + picture.small(style.colors)
            }
            let height = row.map(\.count).max() ?? 0
            let lines = (0..<height).map { line in
                // A line in colors has characters that take no room, so it is padded by what it shows: its pixels.
                zip(row, pictures[start...]).map { cells, picture in
                    let shown = line == 0 ? picture.title.count : picture.matrix.columns
                    return line < cells.count
                        ? cells[line] + String(repeating: " ", count: width - shown)
                        : String(repeating: " ", count: width)
                }.joined(separator: String(repeating: " ", count: Self.gap))
            }
            return start == 0 ? lines : [""] + lines
        }
    }
}
