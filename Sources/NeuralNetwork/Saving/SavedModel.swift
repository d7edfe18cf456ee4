import Numerics
import SafeTensors

/// A file that should hold a model, while it is read.
///
/// Its contents come from outside. No size is believed, and no memory allocated for it, before the file is known to be
/// that large; and what has not been asked for in the end is refused, because it might change what the model means:
///
///     var saved = try SavedModel(file, kind: "sequential")
///     let units = try saved.wholeNumber("dense.units", in: 1...1000)
///     let kernel = try saved.floats("dense.kernel", shape: [784, units])
///     try saved.finish()
///
/// The limits are far above what the course needs. They keep a small file from asking for much memory: a layer of one
/// node is padded to a whole vector, so that in memory a model can be sixteen times as large as its file.
struct SavedModel {
    /// The most layers of a model.
    static let mostLayers = 100

    /// The most nodes of a model, inputs among them.
    static let mostNodes = 1 << 18

    private let file: SafeTensors
    private var unreadKeys: Set<String>
    private var unreadTensors: Set<String>

    /// - Parameter kind: which kind of model is expected, as the key `model` names it.
    init(_ file: SafeTensors, kind: String) throws {
        self.file = file
        unreadKeys = Set(file.metadata.keys)
        unreadTensors = Set(file.tensors.map(\.name))
        let found = try text("model", expected: quoted(kind))
        guard found == kind else {
            throw error("model", expected: quoted(kind), found: quoted(found))
        }
        // A layer has two. Each is searched for among all of them, so there must not be too many.
        guard file.tensors.count <= 2 * Self.mostLayers else {
            throw DataFormatError(
                file: file.name, position: nil, expected: "at most \(2 * Self.mostLayers) tensors",
                found: "\(file.tensors.count)")
        }
    }

    /// The text of a key of the metadata.
    ///
    /// - Parameter expected: what errors say belongs there.
    mutating func text(_ key: String, expected: String) throws -> String {
        guard let text = file.metadata[key] else { throw error(key, expected: expected, found: "no such key") }
        unreadKeys.remove(key)
        return text
    }

    /// What a key's text stands for.
    ///
    /// - Parameter parse: the value of a text; nil when it has none.
    mutating func value<Value>(_ key: String, expected: String, _ parse: (String) -> Value?) throws -> Value {
        let text = try text(key, expected: expected)
        guard let value = parse(text) else {
            throw error(key, expected: expected, found: quoted(text))
        }
        return value
    }

    /// A whole number, written as Swift writes it: no sign, no leading zero.
    mutating func wholeNumber(_ key: String, in range: ClosedRange<Int>) throws -> Int {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return try value(key, expected: expected) { Self.wholeNumber($0, in: range) }
    }

    static func wholeNumber(_ text: some StringProtocol, in range: ClosedRange<Int>) -> Int? {
        Int(text).flatMap { range.contains($0) && String($0) == text ? $0 : nil }
    }

    /// The number that a text of decimal digits stands for; nil if it has none, or `Float` can't hold it.
    static func number(_ text: some StringProtocol) -> Double? {
        // Swift would read "nan", "inf" and hexadecimal numbers, too; the longest number that it writes is shorter.
        let isPlain = text.utf8.allSatisfy { 0x30...0x39 ~= $0 || "+-.eE".utf8.contains($0) }
        guard isPlain && text.utf8.count <= 32, let number = Double(text) else { return nil }
        return Float(number).isFinite ? number : nil
    }

    /// What was done to the inputs of the model, if the file says so.
    mutating func inputTransform() throws -> InputTransform? {
        let keys = ["input.divisor", "input.factor", "input.offset"]
        guard (keys + [Self.deskewing]).contains(where: unreadKeys.contains) else { return nil }
        let number = "a decimal number"
        return InputTransform(
            isDeskewing: unreadKeys.contains(Self.deskewing)
                ? try value(Self.deskewing, expected: quoted("true")) { $0 == "true" ? true : nil } : false,
            divisor: try value(keys[0], expected: number + " other than 0") { text -> Double? in
                Self.number(text).flatMap { Float($0) == 0 ? nil : $0 }
            },
            factor: try value(keys[1], expected: number, Self.number),
            offset: try value(keys[2], expected: number, Self.number))
    }

    /// The keys for an input transform.
    static func metadata(_ transform: InputTransform?) -> [String: String] {
        guard let transform else { return [:] }
        var keys = [
            "input.divisor": "\(transform.divisor)", "input.factor": "\(transform.factor)",
            "input.offset": "\(transform.offset)",
        ]
        if transform.isDeskewing { keys[deskewing] = "true" }
        return keys
    }

    /// The key that says that pictures are put upright; it isn't there when they are not.
    static let deskewing = "input.deskewed"

    /// A tensor's numbers, which must be `Float`s, and finite: a model with other weights answers nothing.
    mutating func floats(_ name: String, shape: [Int]) throws -> [Float] {
        let numbers = try file.floats(name, shape: shape)
        unreadTensors.remove(name)
        if let index = numbers.firstIndex(where: { !$0.isFinite }) {
            throw DataFormatError(
                file: file.name, position: "tensor " + quoted(name), expected: "finite numbers",
                found: "\(numbers[index]) as element \(index)")
        }
        return numbers
    }

    /// Makes sure that there is nothing in the file that the model doesn't have.
    func finish() throws {
        if let key = unreadKeys.min() {
            throw error(key, expected: "no key that the model does not have", found: "one")
        }
        if let name = unreadTensors.min() {
            throw DataFormatError(
                file: file.name, position: "tensor " + quoted(name),
                expected: "no tensor that the model does not have", found: "one")
        }
    }

    /// An error about a key of the metadata.
    func error(_ key: String, expected: String, found: String) -> DataFormatError {
        DataFormatError(
            file: file.name, position: "metadata " + quoted(key), expected: expected, found: found)
    }
}
