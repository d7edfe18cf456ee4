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

    /// What is drawn beside the box of the figure, or isn't a number; empty where all is well.
    public var outside: [String] {
        let (width, height) = size
        var found = width > 0 && height > 0 && width.isFinite && height.isFinite ? [] : ["\(size)"]
        func check(_ x: Double?, _ y: Double?, _ element: Element) {
            if !(0...width ~= (x ?? .nan) && 0...height ~= (y ?? .nan)) { found.append("\(element)") }
        }
        for element in elements {
            let attributes = element.attributes
            switch element.name {
            case "path" where element.looks.isEmpty: break
            case "path": for point in Self.points(attributes["d"] ?? "") { check(point.x, point.y, element) }
            case "text": check(Double(attributes["x"] ?? ""), Double(attributes["y"] ?? ""), element)
            case "rect":
                let numbers = ["x", "y", "width", "height"].map { Double(attributes[$0] ?? "0") ?? .nan }
                check(numbers[0], numbers[1], element)
                check(numbers[0] + numbers[2], numbers[1] + numbers[3], element)
            default: break
            }
        }
        return found
    }
}
