import Foundation
import Numerics

/// Named arrays of numbers in a file, in the format in which Python, Rust and JavaScript exchange models.
///
///     let file = SafeTensors([.init("weights", weights)], metadata: ["activation": "sigmoid"])
///     try file.write(to: url)
///     try SafeTensors(contentsOf: url).matrix("weights", rows: 90, columns: 784)
///
/// A file is the length N of its header in eight bytes, the header, N bytes of JSON, and the numbers of one tensor
/// after the other, row by row. Whole numbers and floating-point numbers are little-endian. The format is described at
/// <https://github.com/huggingface/safetensors>; Python reads it with `safetensors.numpy.load_file(path)`.
public struct SafeTensors: Sendable {
    /// The kind of number in a tensor, under its name in the file.
    public enum DType: String, CaseIterable, Sendable {
        /// `Float`, of four bytes.
        case f32 = "F32"
        /// `Double`, of eight bytes.
        case f64 = "F64"

        /// The number of bytes of a number.
        public var size: Int { self == .f32 ? 4 : 8 }
    }

    /// An array of numbers with a name. Two tensors are equal when all their bits are.
    public struct Tensor: Equatable, Sendable {
        /// Its name in the file. As everywhere in Swift, an accent in one scalar equals one in two.
        public let name: String
        /// The kind of its numbers.
        public let dtype: DType
        /// Its length in each dimension: `[90, 784]` for a matrix, `[]` for a single number.
        public let shape: [Int]
        /// Its numbers, row by row, little-endian.
        public let bytes: [UInt8]
    }

    /// The tensors, in the order of their numbers in the file.
    public let tensors: [Tensor]

    /// Further facts, as a dictionary of texts.
    public let metadata: [String: String]

    /// The file's name in errors: without its folder.
    public let name: String

    /// Tensors to write.
    ///
    /// Two tensors of one name, and the name `__metadata__`, are a mistake in the program and stop it. If there are
    /// both kinds of numbers, put those of `Double` first: some readers want each number at a multiple of its size.
    ///
    /// - Parameters:
    ///   - tensors: the tensors, in the order in which they will stand in the file.
    ///   - metadata: further facts about them.
    public init(_ tensors: [Tensor], metadata: [String: String] = [:]) {
        self.init(tensors, metadata: metadata, name: "safetensors")
    }

    package init(_ tensors: [Tensor], metadata: [String: String], name: String) {
        var names: Set = [Self.metadataName]
        for tensor in tensors where !names.insert(tensor.name).inserted {
            fatalError(
                tensor.name == Self.metadataName
                    ? "No tensor can be called \(tensor.name)" : "Two tensors are called \(tensor.name)")
        }
        self.tensors = tensors
        self.metadata = metadata
        self.name = name
    }

    /// The name that stands in a header for the metadata, not for a tensor.
    static let metadataName = "__metadata__"

    /// A tensor's numbers, which must be `Float`s.
    ///
    /// - Parameters:
    ///   - name: what the tensor is called in the file.
    ///   - shape: the length that it must have in each dimension.
    /// - Returns: the numbers, row by row.
    /// - Throws: a `DataFormatError` if there is no tensor of this name, or it has other numbers or another shape.
    public func floats(_ name: String, shape: [Int]) throws -> [Float] {
        try tensor(name, .f32, shape).floats ?? []
    }

    /// A tensor's numbers, which must be `Double`s.
    ///
    /// - Parameters:
    ///   - name: what the tensor is called in the file.
    ///   - shape: the length that it must have in each dimension.
    /// - Returns: the numbers, row by row.
    /// - Throws: a `DataFormatError` if there is no tensor of this name, or it has other numbers or another shape.
    public func doubles(_ name: String, shape: [Int]) throws -> [Double] {
        try tensor(name, .f64, shape).doubles ?? []
    }

    /// A tensor of two dimensions as a matrix; its numbers must be `Double`s.
    ///
    /// - Parameters:
    ///   - name: what the tensor is called in the file.
    ///   - rows: the length that its first dimension must have.
    ///   - columns: the length that its second dimension must have.
    /// - Returns: `rows` × `columns`.
    /// - Throws: a `DataFormatError` if there is no tensor of this name, or it has other numbers or another shape.
    public func matrix(_ name: String, rows: Int, columns: Int) throws -> Matrix {
        Matrix(rows, columns, elements: try doubles(name, shape: [rows, columns]))
    }

    private func tensor(_ name: String, _ dtype: DType, _ shape: [Int]) throws -> Tensor {
        func error(found: String) -> DataFormatError {
            DataFormatError(
                file: self.name, position: "tensor " + quoted(name),
                expected: Self.describe(dtype, shape), found: found)
        }
        guard let tensor = tensors.first(where: { $0.name == name }) else { throw error(found: "none of this name") }
        guard tensor.dtype == dtype && tensor.shape == shape else {
            throw error(found: Self.describe(tensor.dtype, tensor.shape))
        }
        return tensor
    }

    /// A kind of number and a shape as errors name them: `F64 [90, 784]`. A file may claim any number of dimensions.
    static func describe(_ dtype: DType, _ shape: [Int]) -> String {
        let lengths = shape.prefix(6).map(String.init) + (shape.count > 6 ? ["..."] : [])
        return "\(dtype.rawValue) [\(lengths.joined(separator: ", "))]"
    }
}

extension SafeTensors: Equatable {
    /// Compares tensors, bit by bit and in their order, and metadata; the names of the files don't count.
    ///
    /// - Parameters:
    ///   - left: the contents of a file.
    ///   - right: those of another.
    /// - Returns: whether all of it is equal.
    public static func == (left: SafeTensors, right: SafeTensors) -> Bool {
        left.tensors == right.tensors && left.metadata == right.metadata
    }
}

extension SafeTensors.Tensor {
    /// A tensor of `Double`s.
    ///
    /// - Parameters:
    ///   - name: what it is called in the file.
    ///   - numbers: its numbers, row by row.
    ///   - shape: its length in each dimension; without it there is one dimension.
    public init(_ name: String, _ numbers: [Double], shape: [Int]? = nil) {
        self.init(name, .f64, shape ?? [numbers.count], numbers.map(\.bitPattern))
    }

    /// A tensor of `Float`s.
    ///
    /// - Parameters:
    ///   - name: what it is called in the file.
    ///   - numbers: its numbers, row by row.
    ///   - shape: its length in each dimension; without it there is one dimension.
    public init(_ name: String, _ numbers: [Float], shape: [Int]? = nil) {
        self.init(name, .f32, shape ?? [numbers.count], numbers.map(\.bitPattern))
    }

    /// A tensor of `Double`s from a matrix.
    ///
    /// - Parameters:
    ///   - name: what it is called in the file.
    ///   - matrix: its numbers; its shape is [rows, columns].
    public init(_ name: String, _ matrix: Matrix) {
        self.init(name, matrix.elements, shape: [matrix.rows, matrix.columns])
    }

    /// A tensor of `Float`s from a matrix.
    ///
    /// - Parameters:
    ///   - name: what it is called in the file.
    ///   - matrix: its numbers; its shape is [rows, columns].
    public init(_ name: String, _ matrix: FloatMatrix) {
        self.init(name, matrix.elements, shape: [matrix.rows, matrix.columns])
    }

    /// The numbers, row by row, if they are `Double`s.
    public var doubles: [Double]? {
        dtype == .f64 ? patterns().map { Double(bitPattern: $0) } : nil
    }

    /// The numbers, row by row, if they are `Float`s.
    public var floats: [Float]? {
        dtype == .f32 ? patterns().map { Float(bitPattern: $0) } : nil
    }

    private init<Pattern: FixedWidthInteger>(
        _ name: String, _ dtype: SafeTensors.DType, _ shape: [Int], _ patterns: [Pattern]
    ) {
        guard Self.elementCount(shape) == patterns.count else {
            fatalError("A tensor of shape \(shape) can't be made of \(patterns.count) numbers")
        }
        let bytes = patterns.map(\.littleEndian).withUnsafeBytes { Array($0) }
        self.init(name: name, dtype: dtype, shape: shape, bytes: bytes)
    }

    private func patterns<Pattern: FixedWidthInteger>() -> [Pattern] {
        bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: dtype.size).map {
                Pattern(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Pattern.self))
            }
        }
    }

    /// The product of some lengths; nil if one is negative, or the product is no `Int`. As in Python's reader, a zero
    /// does not undo an overflow before it.
    static func elementCount(_ shape: [Int]) -> Int? {
        var count = 1
        for length in shape {
            let (product, overflows) = count.multipliedReportingOverflow(by: length)
            if length < 0 || overflows { return nil }
            count = product
        }
        return count
    }
}
