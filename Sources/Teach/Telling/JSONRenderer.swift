import Foundation

/// Prints a lesson as one JSON object a line and block, with the numbers behind each result in full: for programs
/// that want to read a lesson, the course's own tests among them.
struct JSONRenderer: Renderer {
    private struct Line: Encodable {
        let kind: String
        var cell: Int?
        var text: String
        var markdown: String?
        var values: [Value]?
    }

    func text(for block: Block) -> String {
        let line =
            switch block {
            case .prose(let lines):
                Line(kind: "prose", text: lines.joined(separator: "\n"))
            case .code(let number, let lines):
                Line(kind: "code", cell: number, text: lines.joined(separator: "\n"))
            case .result(let number, _, let content):
                Line(
                    kind: "result", cell: number, text: content.lines(Style()).joined(separator: "\n"),
                    markdown: content.markdown?.joined(separator: "\n"), values: content.values)
            }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        // Encoding fails for no value of these types.
        return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
    }
}
