import Foundation
import Numerics
import TestSupport
import Testing

@testable import MNIST

/// Small valid files, changed at random, must give digits or a proper error, and never stop the program.
@Suite("Damaged CSV")
struct FuzzTests {
    static let originals: [[UInt8]] = {
        let lines = (0..<3).map { digit in
            csvLine(
                replacing: Dictionary(
                    uniqueKeysWithValues: (1...785).compactMap { value in
                        value == 1 ? (1, "\(digit + 4)") : value % 5 == digit ? (value, "\(value * 7 % 256)") : nil
                    }))
        }
        return [
            lines[0] + "\n", lines[1], lines[2] + "\r\n", lines[0] + "\n" + lines[1] + "\n",
            lines.joined(separator: "\r\n") + "\r\n\r\n",
        ].map { Array($0.utf8) }
    }()

    /// The bytes that a change puts in: those that mean something, and some that don't belong there.
    static let alphabet = Array("0123456789,,\n\r +-.\u{0}".utf8) + [0x80, 0xFF]

    @Test("Changed files are read or refused, and never trap", arguments: 1...4)
    func changedFilesAreReadOrRefused(seed: Int) {
        var random = RandomState(seed: UInt32(seed))
        func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int(random.interval(UInt32(bound - 1))) }
        var valid = 0
        var complaints: [String] = []

        let rounds = Fuzz.rounds(30_000)
        for _ in 0..<rounds {
            var bytes = Self.originals[below(Self.originals.count)]
            for _ in 0...below(2) {
                let position = below(bytes.count)
                let length = min(1 + below(below(2) == 0 ? 4 : 2000), bytes.count - position)
                let new = Self.alphabet[below(Self.alphabet.count)]
                switch below(12) {
                case 0...1 where !bytes.isEmpty: bytes[position] = new
                // In these two a figure often becomes another, and the file stays valid.
                case 2...3 where !bytes.isEmpty: bytes[position] = Self.alphabet[below(10)]
                case 4...6 where !bytes.isEmpty: bytes[position] ^= 1 << UInt8(below(8))
                case 7: bytes.insert(new, at: position)
                case 8: bytes.removeSubrange(position..<position + length)
                case 9: bytes.removeSubrange(position...)
                case 10: bytes.insert(contentsOf: bytes[position..<position + length], at: position)
                default: bytes.append(contentsOf: bytes)
                }
            }

            let data = Data(bytes)
            do {
                let digits = try Digits(csv: data, name: "fuzz.csv")
                valid += 1
                if let complaint = complaint(about: digits, from: data) { complaints.append(complaint) }
            } catch {
                let message = error.localizedDescription
                let isOneLine = message.utf8.count < 200 && message.utf8.allSatisfy { 0x20...0x7E ~= $0 }
                if !(error is DataFormatError && isOneLine && message.hasPrefix("fuzz.csv, line ")) {
                    complaints.append(message)
                }
            }
        }

        #expect(complaints.isEmpty)
        // Enough of both, or the fuzzing would prove little.
        #expect((rounds / 10...rounds * 9 / 10).contains(valid))
    }

    /// What is wrong with the digits read from a file that was accepted.
    private func complaint(about digits: Digits, from data: Data) -> String? {
        if digits.contains(where: { !(0...9 ~= $0.label) }) { return "a label is not from 0 to 9" }
        let again = Data(digits.map { $0.line + "\n" }.joined().utf8)
        if again == data { return nil }
        // The accepted freedoms: ends of lines, and blank lines at the end.
        let normalized =
            String(decoding: data, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
            .trimmingCharacters(in: .newlines) + "\n"
        return again == Data(normalized.utf8) ? nil : "the digits are not those of the file"
    }
}
