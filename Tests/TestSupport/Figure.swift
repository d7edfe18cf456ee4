import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// An SVG file as an XML parser reads it.
public final class Figure: NSObject, XMLParserDelegate {
    /// An element with its attributes and the text directly inside it.
    public struct Element {
        public let name: String
        public let attributes: [String: String]
        public var text = ""

        /// The words of its attribute `class`.
        public var looks: [Substring] { (attributes["class"] ?? "").split(separator: " ") }
    }

    /// All elements in the order in which they begin.
    public private(set) var elements: [Element] = []
    private var open: [Int] = []

    /// - Throws: The parser's error, if the text is no XML.
    public init(_ svg: String) throws {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
    }

    public func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        open.append(elements.count)
        elements.append(Element(name: name, attributes: attributes))
    }

    public func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        open.removeLast()
    }

    public func parser(_ parser: XMLParser, foundCharacters text: String) {
        if let last = open.last { elements[last].text += text }
    }
}

extension Figure {
    /// The text of the first element of a name.
    public func text(of name: String) -> String { elements.first { $0.name == name }?.text ?? "" }

    /// Width and height, as the file states them.
    public var size: (width: Double, height: Double) {
        let attributes = elements.first?.attributes ?? [:]
        return (Double(attributes["width"] ?? "") ?? .nan, Double(attributes["height"] ?? "") ?? .nan)
    }

    /// The points of a path that begin or end a line of it, without those of relative commands.
    public static func points(_ path: String) -> [(x: Double, y: Double)] {
        path.matches(of: /[ML](-?[0-9.]+) (-?[0-9.]+)/).map { (Double($0.1) ?? .nan, Double($0.2) ?? .nan) }
    }

    /// All points of a path, those of relative commands and the ends of arcs among them.
    private static func corners(_ path: String) -> [(x: Double, y: Double)] {
        var point = (x: 0.0, y: 0.0)
        // By bytes: a regular expression took a fifth of the time of all tests of the book.
        var bytes: [UInt8] = []
        for byte in path.utf8 {
            // A minus begins a number without a space before it.
            if byte == UInt8(ascii: "-") { bytes.append(UInt8(ascii: " ")) }
            bytes.append(byte)
        }
        let starts = bytes.indices.filter { "MLHVmlhva".utf8.contains(bytes[$0]) }
        return zip(starts, starts.dropFirst() + [bytes.count]).map { start, end in
            let words = bytes[(start + 1)..<end].split { " zZ".utf8.contains($0) }
            let numbers = words.map { Double(String(decoding: $0, as: UTF8.self)) ?? .nan }
            let (x, y) = (numbers.dropLast().last ?? .nan, numbers.last ?? .nan)
            switch bytes[start] {
            case UInt8(ascii: "M"), UInt8(ascii: "L"): point = (x, y)
            case UInt8(ascii: "H"): point.x = y
            case UInt8(ascii: "V"): point.y = y
            case UInt8(ascii: "h"): point.x += y
            case UInt8(ascii: "v"): point.y += y
            default: point = (point.x + x, point.y + y)
            }
            return point
        }
    }

    /// The width of a letter of the size in which a figure is written.
    private static let letter = 7.5

    /// What is drawn outside the box of the figure, or isn't a number; empty where all is well.
    public var outside: [String] {
        let (width, height) = size
        var found = width > 0 && height > 0 && width.isFinite && height.isFinite ? [] : ["\(size)"]
        func check(_ x: Double, _ y: Double, _ element: Element) {
            // Numbers in a figure are rounded to two decimals.
            if !(-0.5...width + 0.5 ~= x && -0.5...height + 0.5 ~= y) { found.append("\(element)") }
        }
        var (left, top, scale) = (0.0, 0.0, 1.0)
        for element in elements {
            func number(_ name: String) -> Double { Double(element.attributes[name] ?? "0") ?? .nan }
            switch element.name {
            case "g":
                let numbers = (element.attributes["transform"] ?? "").matches(of: /-?[0-9.]+/).map {
                    Double($0.0) ?? .nan
                }
                (left, top, scale) = numbers.count == 3 ? (numbers[0], numbers[1], numbers[2]) : (.nan, .nan, .nan)
            // The squares of a picture have no class, and the place and scale of their group.
            case "path" where element.looks.isEmpty:
                for point in Self.corners(element.attributes["d"] ?? "") {
                    check(left + scale * point.x, top + scale * point.y, element)
                }
            case "path":
                for point in Self.corners(element.attributes["d"] ?? "") { check(point.x, point.y, element) }
            case "text":
                let long = Double(element.text.count) * Self.letter
                let before = element.looks.contains("middle") ? long / 2 : element.looks.contains("end") ? long : 0
                check(number("x") - before, number("y"), element)
                check(number("x") - before + long, number("y"), element)
            case "rect":
                check(number("x"), number("y"), element)
                check(number("x") + number("width"), number("y") + number("height"), element)
            default: break
            }
        }
        return found
    }
}
