import Foundation
import TestSupport
import Testing

@testable import MNIST

/// The pictures of all training digits.
let trainingPictures = Result { Set(try Digits.training().map { PictureBytes($0.bytes) }) }

@Suite("The published files of MNIST")
struct PublishedTests {
    private func counts(_ digits: Digits) -> [Int] {
        digits.reduce(into: Array(repeating: 0, count: 10)) { $0[$1.label] += 1 }
    }

    @Test("There are 60,000 training digits, in the published order")
    func training() throws {
        let training = try Digits.training()
        #expect(training.count == 60_000)
        #expect(training.prefix(10).map(\.label) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
        #expect(counts(training) == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    }

    @Test("There are 10,000 test digits, in the published order")
    func test() throws {
        let test = try Digits.test()
        #expect(test.count == 10_000)
        #expect(test.prefix(10).map(\.label) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
        #expect(counts(test) == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    }

    @Test("No test digit is among the training digits")
    func disjoint() throws {
        let training = try trainingPictures.get()
        #expect(try Digits.test().allSatisfy { !training.contains(PictureBytes($0.bytes)) })
    }

    @Test("The first digits are a set of their own, and never more than there are")
    func first() throws {
        let test = try Digits.test()
        let few = test.first(20)
        #expect(few.count == 20 && few.labels == Array(test.labels.prefix(20)))
        #expect(
            few[19].pixels == test[19].pixels && few.pixels.elements == Array(test.pixels.elements.prefix(20 * 784)))
        #expect(test.first(20_000).count == 10_000)
    }

    @Test("The last digits are a set of their own, and never more than there are")
    func last() throws {
        let test = try Digits.test()
        let few = test.last(20)
        #expect(few.count == 20 && few.labels == Array(test.labels.suffix(20)))
        #expect(few[0].pixels == test[9980].pixels && few[19].pixels == test[9999].pixels)
        #expect(few.pixels.elements == Array(test.pixels.elements.suffix(20 * 784)))
        // A part of a part.
        #expect(few.last(5)[0].pixels == test[9995].pixels && few.first(3)[2].pixels == test[9982].pixels)
        #expect(few.last(5).pixels.elements == Array(few.pixels.elements.suffix(5 * 784)))
        #expect(few.last(5).deskewed.pixels.elements == Array(few.deskewed.pixels.elements.suffix(5 * 784)))
        #expect(test.last(20_000).count == 10_000)
    }
}
