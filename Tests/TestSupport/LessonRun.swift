import Foundation
import Numerics

/// A lesson as it ran: its blocks, with the numbers behind what it shows.
public struct LessonRun: Sendable {
    /// One block of `--format json`.
    public struct Block: Decodable, Sendable {
        public let kind: String
        public let cell: Int?
        public let text: String
        public let values: [Value]?
    }

    /// One value that a result shows.
    public struct Value: Decodable, Sendable {
        public let name: String
        public let shape: [Int]
        public let numbers: [Double]
        public let words: [String]

        /// The value as the matrix it is.
        public var matrix: Matrix { Matrix(shape[0], shape[1], elements: numbers) }
    }

    public let blocks: [Block]

    /// Runs a lesson.
    public init(_ name: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        let result = try Program.run(name, arguments + ["--format", "json"], environment: environment)
        guard result.status == 0 else {
            throw LessonRunError("\(name) \(arguments) ended with \(result.status): \(result.errors)")
        }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        blocks = try result.output.split(separator: "\n").map { try decoder.decode(Block.self, from: Data($0.utf8)) }
    }

    /// What the cell shows whose code ends with the given line, value by value; the results of a loop one after
    /// the other.
    public func values(of code: String) throws -> [Value] {
        try results(of: code).flatMap { $0.values ?? [] }
    }

    /// The only value that a cell shows.
    public func value(of code: String) throws -> Value {
        let values = try values(of: code)
        guard values.count == 1 else { throw LessonRunError("\(code) shows \(values.count) values") }
        return values[0]
    }

    /// The numbers that a cell shows, all in a row.
    public func numbers(of code: String) throws -> [Double] {
        try values(of: code).flatMap(\.numbers)
    }

    /// The text that a cell's results print.
    public func text(of code: String) throws -> String {
        try results(of: code).map(\.text).joined(separator: "\n")
    }

    private func results(of code: String) throws -> [Block] {
        guard let cell = blocks.first(where: { $0.kind == "code" && $0.text.hasSuffix(code) }) else {
            throw LessonRunError("no cell ends with \(code)")
        }
        return blocks.filter { $0.kind == "result" && $0.cell == cell.cell }
    }
}

/// Why a lesson's run can't be read, in a sentence.
public struct LessonRunError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
