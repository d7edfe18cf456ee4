/// One piece of a told lesson. A lesson becomes a list of these; a renderer turns them into text.
enum Block {
    /// Lines of Markdown.
    case prose([String])

    /// A numbered cell of code.
    case code(number: Int, lines: [String])

    /// What a cell shows: `first` tells the cell's first result from those that a loop adds to it.
    case result(number: Int, isFirst: Bool, any Content)
}

/// What can be shown as a cell's result.
protocol Content {
    /// The lines to print, in the colors that `style` allows, without a line end.
    func lines(_ style: Style) -> [String]

    /// The result in Markdown, when it is more than its lines put into a fence.
    var markdown: [String]? { get }

    /// The numbers behind what is printed, in full precision.
    var values: [Value] { get }
}

extension Content {
    var markdown: [String]? { nil }
}

/// Numbers or words behind a result, as the JSON format hands them on.
struct Value: Encodable {
    var name = ""
    var shape: [Int] = []
    var numbers: [Double] = []
    var words: [String] = []
}

/// Turns blocks into the text of one format.
protocol Renderer {
    mutating func text(for block: Block) -> String

    /// What is still needed after the last block.
    mutating func end() -> String
}

extension Renderer {
    func end() -> String { "" }
}
