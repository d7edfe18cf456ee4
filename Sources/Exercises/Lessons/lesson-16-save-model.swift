import Foundation
import Numerics
import SafeTensors

/// The exercises of lesson 16.
public enum Lesson16 {
    /// Floats to bytes and back.
    public static let bytes = Exercise<
        (
            packed: (_ matrix: FloatMatrix) throws -> [UInt8],
            unpacked: (_ bytes: [UInt8], _ rows: Int, _ columns: Int) throws -> FloatMatrix
        )
    >(
        "16.1", .code,
        hints: [
            "What are the four bytes of the number 1? The appendix of the lesson shows them.",
            "Byte 0 of a number holds its lowest eight bits, byte 1 the next eight. By how much does one shift for each?",
            "Packing: shift the pattern down by 0, 8, 16 and 24 bits, and keep the lowest eight each time. Unpacking: shift "
                + "each byte up by as much, and add up.",
        ],
        learned: "Nothing is rounded on the way, so what comes back is equal to the last bit, nan and −0 among it.",
        why: "Little-endian: place 0 first, and each later place worth 256 times as much."
    ) { answer in
        let matrix = FloatMatrix(2, 3, elements: [1, -6.5, 0.1, 3e-20, 12345.678, -0.0])
        let right = Worked16.bytes.map { UInt8($0) }
        let bytes = try answer.packed(matrix)
        func text(_ bytes: some Sequence<UInt8>) -> String {
            bytes.map { String(format: "%02x", $0) }.joined(separator: " ")
        }
        guard bytes.count == 24 else {
            throw Refusal("Six numbers of four bytes are 24 bytes, and you return \(bytes.count).")
        }
        if bytes != right {
            let reversed = stride(from: 0, to: 24, by: 4).flatMap { right[$0..<$0 + 4].reversed() }
            let byColumns = [0, 3, 1, 4, 2, 5].flatMap { right[4 * $0..<4 * $0 + 4] }
            if bytes == reversed {
                throw Refusal(
                    "Your bytes of 1 are \(text(bytes[0..<4])): the largest place comes first, and should come last.")
            }
            if bytes == byColumns { throw Refusal("Your bytes go down the columns. Numbers come row by row.") }
            if bytes == right.reversed() { throw Refusal("All your bytes are in the opposite order.") }
            if bytes.allSatisfy({ $0 == 0 }) { throw Refusal("All your bytes are 0.") }
            let place = zip(bytes, right).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
            let number = matrix.elements[place / 4]
            let start = place / 4 * 4
            throw Refusal("Your bytes of \(number) are \(text(bytes[start..<start + 4])); byte \(place % 4) is wrong.")
        }
        let back = try answer.unpacked(right, 2, 3)
        guard back.shape == matrix.shape else {
            throw Refusal(
                "Packing is right. Unpacking makes a matrix of shape \(back.shape), and it was \(matrix.shape).")
        }
        if back.elements.map(\.bitPattern) != matrix.elements.map(\.bitPattern) {
            let place =
                zip(back.elements, matrix.elements).enumerated()
                .first { $1.0.bitPattern != $1.1.bitPattern }?.offset ?? 0
            throw Refusal(
                "Packing is right. Unpacking \(text(right[4 * place..<4 * place + 4])) makes \(back.elements[place]), and it "
                    + "was \(matrix.elements[place]).")
        }
        let column = FloatMatrix(3, 1, elements: [0.5, .nan, -3])
        let again = try answer.unpacked(try answer.packed(column), 3, 1)
        guard again.shape == column.shape, again.elements.map(\.bitPattern) == column.elements.map(\.bitPattern) else {
            throw Refusal("2 × 3 numbers come back, and 3 × 1 don't.")
        }
    }

    /// A header whose offsets overlap, mended.
    public static let header = Exercise<String?>(
        "16.2", .fault,
        hints: [
            "How many bytes does each of the three tensors take? A `Float` takes four.",
            "a takes 24 bytes, from 0 to 24. Where must b begin?",
            "b has two numbers and takes 8 bytes, from 24; c has four and takes 16, right behind b.",
        ],
        learned:
            "A reader that trusts such a header shows one tensor's numbers in another; that is why every offset is "
            + "checked on loading.",
        why: "Each tensor begins where the one before ends: 24, 32 and 48 are the sums of their bytes."
    ) { answer in
        let text = try given(answer)
        var numbers = (0..<12).flatMap { number in
            (0..<4).map { UInt8(Float(number).bitPattern >> UInt32(8 * $0) & 255) }
        }
        let padded = text + String(repeating: " ", count: (8 - text.utf8.count % 8) % 8)
        let length = padded.utf8.count
        numbers = (0..<8).map { UInt8(length >> (8 * $0) & 255) } + Array(padded.utf8) + numbers
        let file: SafeTensors
        do {
            file = try SafeTensors(Data(numbers), name: "The header")
        } catch {
            throw Refusal(error.localizedDescription.asSentence)
        }
        let shapes = ["a": [3, 2], "b": [2], "c": [1, 4]]
        guard Set(file.tensors.map(\.name)) == Set(shapes.keys) else {
            throw Refusal(
                "The file now has the tensors \(file.tensors.map(\.name).joined(separator: ", ")); it had a, b and c.")
        }
        let first: [String: Float] = ["a": 0, "b": 6, "c": 8]
        for tensor in file.tensors.sorted(by: { $0.name < $1.name }) {
            if tensor.shape != shapes[tensor.name] {
                throw Refusal("The shapes were right, and that of \(tensor.name) is now \(tensor.shape).")
            }
            guard tensor.dtype == .f32 else { throw Refusal("The numbers of \(tensor.name) are `Float`, F32.") }
            if tensor.floats?.first != first[tensor.name] {
                throw Refusal("It loads, but \(tensor.name) now begins with number \(Int(tensor.floats?.first ?? -1)).")
            }
        }
    }
}
