import Foundation
import Numerics

/// A lesson as it ran: its blocks, with the numbers behind what it shows.
///
/// A result is found by where a reader finds it. The heading above it and its number under that heading name it, or its
/// title, or the heading of a column of its table:
///
///     let run = try LessonRun("lesson-02-sigmoid")
///     try run.numbers(under: "The sigmoid", 2)        // what the second cell under that heading shows
///     try run.value(titled: "sigmoid(x)", "y")        // the heights in the plot of that title
///     try run.column("measured")                      // a column of the only table that has it
///
/// A cell that shows nothing isn't counted, and all that a loop shows is the result of one cell. What isn't found is an
/// error that says what is there.
///
/// Each lesson runs at most once in a process with the same parameters, however many tests ask for it.
public struct LessonRun: Sendable {
    /// One block of `--format json`.
    public struct Block: Decodable, Sendable {
        /// `prose`, `code` or `result`.
        public let kind: String
        /// The number of the cell that this is the code or a result of.
        public let cell: Int?
        /// What is printed, without colors.
        public let text: String
        /// The result in Markdown, where that is more than its text in a fence.
        public let markdown: String?
        /// The result as a figure, where it is one.
        public let drawing: Drawing?
        /// The values behind a result.
        public let values: [Value]?
    }

    /// A figure: its size, its words, and what it is drawn of.
    public struct Drawing: Decodable, Sendable {
        public let width: Double
        public let height: Double
        public let title: String
        public let description: String
        public let elements: [String]
    }

    /// One value that a result shows.
    public struct Value: Decodable, Sendable {
        /// The heading of a column, or what else the result calls the value; empty for one that is shown by itself.
        public let name: String
        /// As many lengths as the value has dimensions.
        public let shape: [Int]
        /// Its numbers, row by row.
        public let numbers: [Double]
        /// Its words, or its numbers as a table prints them.
        public let words: [String]

        /// The value as the matrix that it is.
        public var matrix: Matrix { Matrix(shape[0], shape[1], elements: numbers) }
    }

    /// The lesson's name.
    public let lesson: String
    /// All blocks, in the order in which they are printed.
    public let blocks: [Block]
    /// Whether all parameters but the seed are the lesson's own. With those of a quick run it reaches less.
    public let isWhole: Bool

    /// The results under each heading, cell by cell.
    private let sections: [(heading: String, cells: [[Block]])]

    private static let runs = OnceEach<[String], LessonRun>()

    /// A lesson's run, the one there has been with the same parameters, or else a new one.
    ///
    /// - Throws: `LessonRunError` if the lesson ends with another status than 0.
    public init(_ name: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        self = try Self.runs.value(for: variables + [name] + arguments) {
            let result = try Program.run(name, arguments + ["--format", "json"], environment: environment)
            guard result.status == 0 else {
                throw LessonRunError("\(name) \(arguments) ended with \(result.status): \(result.errors)")
            }
            return try LessonRun(lesson: name, arguments, output: result.output)
        }
    }

    /// What a lesson has printed with `--format json`.
    public init(lesson: String, _ arguments: [String] = [], output: String) throws {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        self.lesson = lesson
        isWhole = arguments.isEmpty || arguments.count == 2 && arguments[0] == "--seed"
        blocks = try output.split(separator: "\n").map { try decoder.decode(Block.self, from: Data($0.utf8)) }
        sections = Self.sections(of: blocks)
    }
}

// Results by the heading above them.
extension LessonRun {
    /// What one cell under a heading shows; the results of a loop one after the other.
    ///
    /// - Parameters:
    ///   - heading: The words of a Markdown heading, without its number signs.
    ///   - number: The cell's place, from 1, among those under the heading that show something.
    public func results(under heading: String, _ number: Int = 1) throws -> [Block] {
        let named = sections.filter { $0.heading == heading }
        guard named.count == 1, let section = named.first else {
            let headings = sections.map { "\"\($0.heading)\"" }.joined(separator: ", ")
            throw LessonRunError("\(lesson) has \(named.count) headings \"\(heading)\" among \(headings)")
        }
        guard section.cells.indices.contains(number - 1) else {
            throw LessonRunError(
                "\(section.cells.count) cells of \(lesson) show something under \"\(heading)\"; there is no \(number)")
        }
        return section.cells[number - 1]
    }

    /// The values that one cell under a heading shows.
    public func values(under heading: String, _ number: Int = 1) throws -> [Value] {
        try results(under: heading, number).flatMap { $0.values ?? [] }
    }

    /// The only value that a cell under a heading shows, or the only one of that name.
    public func value(under heading: String, _ number: Int = 1, _ name: String? = nil) throws -> Value {
        try only(name, of: values(under: heading, number), "cell \(number) under \"\(heading)\"")
    }

    /// All numbers that one cell under a heading shows.
    public func numbers(under heading: String, _ number: Int = 1) throws -> [Double] {
        try values(under: heading, number).flatMap(\.numbers)
    }

    /// The text of what one cell under a heading shows.
    public func text(under heading: String, _ number: Int = 1) throws -> String {
        try results(under: heading, number).map(\.text).joined(separator: "\n")
    }

    private static func sections(of blocks: [Block]) -> [(heading: String, cells: [[Block]])] {
        var sections: [(heading: String, cells: [[Block]])] = []
        var lastCell: Int?
        for block in blocks {
            if block.kind == "prose" {
                for line in block.text.split(separator: "\n") where line.hasPrefix("#") {
                    let heading = line.drop { $0 == "#" }
                    guard heading.hasPrefix(" ") else { continue }
                    sections.append((String(heading.drop { $0 == " " }), []))
                    lastCell = nil
                }
            } else if block.kind == "result", let last = sections.indices.last {
                if block.cell == lastCell {
                    sections[last].cells[sections[last].cells.count - 1].append(block)
                } else {
                    sections[last].cells.append([block])
                }
                lastCell = block.cell
            }
        }
        return sections
    }
}

// Figures by their titles, and tables by their columns.
extension LessonRun {
    /// The figure with this title, which is its first line.
    public func result(titled title: String) throws -> Block {
        let titled = results.filter { Self.title(of: $0) == title }
        guard titled.count == 1, let result = titled.first else {
            let titles = results.compactMap(Self.title).map { "\"\($0)\"" }.joined(separator: ", ")
            throw LessonRunError("\(titled.count) results of \(lesson) have the title \"\(title)\" among \(titles)")
        }
        return result
    }

    /// The values of the figure with this title.
    public func values(titled title: String) throws -> [Value] {
        try result(titled: title).values ?? []
    }

    /// The only value of the figure with this title, or the only one of that name.
    public func value(titled title: String, _ name: String? = nil) throws -> Value {
        try only(name, of: values(titled: title), "\"\(title)\"")
    }

    /// The columns of the only table that has a column with this heading.
    public func table(with heading: String) throws -> [Value] {
        let tables = results.filter { $0.markdown != nil }.map { $0.values ?? [] }
        let found = tables.filter { $0.contains { $0.name == heading } }
        guard found.count == 1, let table = found.first else {
            let headings = tables.map { $0.map { "\"\($0.name)\"" }.joined(separator: " ") }.joined(separator: ", ")
            throw LessonRunError("\(found.count) tables of \(lesson) have a column \"\(heading)\" among \(headings)")
        }
        return table
    }

    /// The column with this heading, of the only table that has it.
    public func column(_ heading: String) throws -> Value {
        try only(heading, of: table(with: heading), "the table with \"\(heading)\"")
    }

    /// The column with this heading, of the only table that has a column with the other one.
    public func column(_ heading: String, beside other: String) throws -> Value {
        try only(heading, of: table(with: other), "the table with \"\(other)\"")
    }

    private var results: [Block] { blocks.filter { $0.kind == "result" } }

    /// What stands in the first line of several.
    private static func title(of result: Block) -> String? {
        result.text.firstIndex(of: "\n").map { result.text[..<$0].trimmingCharacters(in: .whitespaces) }
    }

    private func only(_ name: String?, of values: [Value], _ place: String) throws -> Value {
        let found = name.map { name in values.filter { $0.name == name } } ?? values
        guard found.count == 1 else {
            let wanted = name.map { "\"\($0)\"" } ?? "the only one"
            let names = values.map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw LessonRunError(
                "\(place) of \(lesson) has \(values.count) values, \(names): \(found.count) are \(wanted)")
        }
        return found[0]
    }
}

/// Why a lesson's run can't be read, in a sentence.
public struct LessonRunError: Error, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// An error with this sentence.
    public init(_ description: String) {
        self.description = description
    }
}
