/// One piece of a lesson. A lesson becomes a list of blocks; a renderer turns them into text.
enum Block {
    /// Lines of Markdown.
    case prose([String])

    /// A numbered cell of code.
    case code(number: Int, lines: [String])

    /// What a cell shows. `isFirst` marks the cell's first result; a loop adds others.
    case result(number: Int, isFirst: Bool, any Content)
}

/// What can be shown as a cell's result.
protocol Content {
    /// The lines to print, in the colors that `style` allows, without a line end.
    func lines(_ style: Style) -> [String]

    /// The result in Markdown; nil where that is its lines in a fence.
    var markdown: [String]? { get }

    /// The result as a figure for a browser; nil where it is text.
    var drawing: Drawing? { get }

    /// The numbers behind what is printed, in full precision.
    var values: [Value] { get }
}

extension Content {
    var markdown: [String]? { nil }
    var drawing: Drawing? { nil }
}

/// Numbers or words behind a result, for the JSON format.
struct Value: Encodable {
    var name = ""
    var shape: [Int] = []
    var numbers: [Double] = []
    var words: [String] = []
}
