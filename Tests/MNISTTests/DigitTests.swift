import Foundation
import MNIST
import Numerics
import Testing

@Suite("Digits")
struct DigitTests {
    /// A 3 in which every pixel value occurs.
    static let digit = try! parse(
        (["3"] + (0..<784).map { String($0 % 256) }).joined(separator: ",") + "\n")[0]

    @Test("Pixels come in three shapes")
    func pixelsComeInThreeShapes() {
        let digit = Self.digit
        #expect(digit.pixels == (0..<784).map { Double($0 % 256) })
        #expect(digit.input.shape == Shape(784, 1))
        #expect(digit.input.elements == digit.pixels)
        #expect(digit.image.shape == Shape(28, 28))
        #expect(digit.image[1, 2] == 30)
        #expect(digit.image.elements == digit.pixels)
    }

    @Test("Scaled inputs lie between 0.01 and 1")
    func scaledInputLiesBetweenOneHundredthAndOne() {
        let scaled = Self.digit.scaledInput
        #expect(scaled.shape == Shape(784, 1))
        #expect(scaled[0, 0] == 0.01)
        #expect(scaled[255, 0] == 1)
        #expect(scaled.elements.allSatisfy { 0.01 <= $0 && $0 <= 1 })
        for (pixel, number) in zip(Self.digit.pixels, scaled.elements) {
            #expect(number == pixel / 255 * 0.99 + 0.01)
        }
    }

    @Test("Targets mark the label")
    func targetsMarkTheLabel() throws {
        for label in 0...9 {
            let digit = try parse(csvLine(replacing: [1: String(label)]))[0]
            #expect(digit.target.shape == Shape(10, 1))
            #expect(digit.target.elements == (0...9).map { $0 == label ? 1 : 0 })
            #expect(digit.scaledTarget.shape == Shape(10, 1))
            #expect(digit.scaledTarget.elements == (0...9).map { $0 == label ? 0.99 : 0.01 })
        }
    }

    @Test("A digit beyond the last is refused with the file's name")
    func aDigitBeyondTheLastIsRefusedWithTheFilesName() throws {
        let digits = try parse(Array(repeating: csvLine(), count: 5).joined(separator: "\n"), name: "five.csv")
        #expect(try digits.digit(4).label == 0)
        #expect(message { try digits.digit(7) } == "five.csv: expected at least 8 digits, found 5")
        #expect(throws: DataFormatError.self) { try digits.digit(5) }
    }

    @Test("Digits are a collection")
    func digitsAreACollection() throws {
        let digits = try hundred()
        #expect(digits.indices == 0..<100)
        #expect(digits.prefix(10).map(\.label) == (0..<10).map { digits[$0].label })
        #expect(digits[90...].count == 10)
        #expect(digits.last?.line == digits[99].line)
        #expect(digits.reversed().first?.line == digits[99].line)
    }
}
