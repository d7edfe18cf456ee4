import Numerics
import TestSupport
import Testing

@testable import MNIST

/// What SciPy makes of the same pictures and fields: `make_pictures_fixtures.py`.
private struct PicturesFixture: Decodable {
    struct Picture: Decodable {
        let index: Int
        let centerX: Float
        let centerY: Float
        let slant: Float
        let upright: [Float]
    }

    struct Smoothed: Decodable {
        let standardDeviation: Double
        let smoothed: [Float]
    }

    struct Amounts: Decodable {
        let angle: Double
        let scale: Double
        let shear: Double
        let shift: Double
    }

    let amounts: Amounts
    let seed: UInt64
    /// The first test digits, deformed by these amounts, but not bent.
    let deformed: [[Float]]
    let pictures: [Picture]
    let field: [Float]
    let smoothed: [Smoothed]

    static let all = Result { try PackageFiles.fixture("pictures.json", as: PicturesFixture.self) }
}

/// A picture whose ink is given by a function of column and row.
private func picture(_ ink: (_ x: Int, _ y: Int) -> Float) -> FloatMatrix {
    FloatMatrix(1, 784, elements: (0..<784).map { ink($0 % 28, $0 / 28) })
}

private func moments(_ picture: FloatMatrix) -> Moments {
    picture.elements.withUnsafeBufferPointer { Moments($0.baseAddress!) }
}

@Suite("Deskewing")
struct DeskewingTests {
    @Test("Center, slant and upright picture are SciPy's")
    func sciPy() throws {
        let test = try Digits.test()
        for expected in try PicturesFixture.all.get().pictures {
            let given = test.pixels(expected.index)
            let found = moments(given)
            #expect(abs(found.centerX - expected.centerX) < 1e-5 && abs(found.centerY - expected.centerY) < 1e-5)
            #expect(abs(found.slant - expected.slant) < 1e-5)
            #expect(largestDifference(Deskewing.deskewed(given).elements, expected.upright) < 0.01)
        }
    }

    @Test("An upright digit in the middle stays as it is")
    func upright() {
        let bar = picture { x, y in (12...15).contains(x) && (4...23).contains(y) ? 200 : 0 }
        #expect(largestDifference(Deskewing.deskewed(bar).elements, bar.elements) < 1e-3)
    }

    @Test("A slanted bar comes back upright", arguments: [-0.5, -0.2, 0.3, 0.8])
    func slanted(slant: Double) {
        let upright = picture { x, y in (11...16).contains(x) && (6...21).contains(y) ? 200 : 0 }
        // Each row is moved, with what is left of a pixel shared between neighbors.
        let leaning = picture { x, y in
            let place = Float(x) - Float(slant) * (Float(y) - 13.5)
            let left = Int(place.rounded(.down))
            let share = place - Float(left)
            func ink(_ x: Int) -> Float { (0..<28).contains(x) ? upright.elements[y * 28 + x] : 0 }
            return ink(left) * (1 - share) + ink(left + 1) * share
        }
        #expect(abs(moments(leaning).slant - Float(slant)) < 0.01)
        let back = Deskewing.deskewed(leaning)
        #expect(abs(moments(back).slant) < 0.01)
        // Only the edges of the bar are blurred.
        let inner = (0..<784).filter { (13...14).contains($0 % 28) && (7...20).contains($0 / 28) }
        #expect(inner.allSatisfy { abs(back.elements[$0] - 200) < 1 })
    }

    @Test("Of the test digits each is upright afterward, in the middle, and keeps its ink")
    func everyTestDigit() throws {
        let test = try Digits.test().first(2000)
        let upright = Deskewing.deskewed(test.pixels)
        var (lost, all): (Double, Double) = (0, 0)
        for row in 0..<test.count {
            let digit = FloatMatrix(1, 784, elements: Array(upright.elements[row * 784..<(row + 1) * 784]))
            let found = moments(digit)
            #expect(abs(found.centerX - 13.5) < 0.35 && abs(found.centerY - 13.5) < 0.35, "digit \(row)")
            #expect(abs(found.slant) < 0.12, "digit \(row)")
            let before = test[row].pixels.reduce(0, +)
            lost += before - digit.elements.reduce(0) { $0 + Double($1) }
            all += before
        }
        #expect(abs(lost) < 0.001 * all)
    }

    @Test("Without ink, with one pixel of it, or with one row, nothing is divided by zero")
    func littleInk() {
        let empty = picture { _, _ in 0 }
        #expect(Deskewing.deskewed(empty).elements == empty.elements)
        let point = Deskewing.deskewed(picture { x, y in x == 3 && y == 20 ? 255 : 0 }).elements
        // The center is between four pixels, so the point is shared among them.
        #expect([13 * 28 + 13, 13 * 28 + 14, 14 * 28 + 13, 14 * 28 + 14].allSatisfy { point[$0] == 255 / 4 })
        #expect(point.reduce(0, +) == 255)
        let line = Deskewing.deskewed(picture { x, y in (5...9).contains(x) && y == 2 ? 255 : 0 })
        #expect(line.elements.allSatisfy { $0.isFinite } && abs(line.elements.reduce(0, +) - 5 * 255) < 0.1)
        let steep = Deskewing.deskewed(picture { x, y in (y == 13 && x < 14) || (y == 14 && x >= 14) ? 255 : 0 })
        #expect(steep.elements.allSatisfy { $0.isFinite })
    }

    @Test("Digits are deskewed as their pixels are, and keep their labels")
    func digits() throws {
        let test = try Digits.test().first(1200)
        let upright = test.deskewed
        #expect(upright.labels == test.labels)
        #expect(largestDifference(upright.pixels.elements, Deskewing.deskewed(test.pixels).elements) <= 0.5)
        // In other company, and so on another core, a digit comes out the same.
        #expect(upright.first(20).pixels.elements == test.first(20).deskewed.pixels.elements)
    }
}

@Suite("Deformation")
struct DeformationTests {
    @Test("The same seed deforms a digit in the same way, whichever others there are; another seed in another")
    func seeds() throws {
        let test = try Digits.test().first(1200)
        let deform = Deformation()
        let deformed = deform(test, seed: 7)
        #expect(deformed.pixels.elements == deform(test, seed: 7).pixels.elements)
        #expect(deform(test.first(20), seed: 7).pixels.elements == deformed.first(20).pixels.elements)
        #expect(deformed.labels == test.labels)
        let other = deform(test, seed: 8)
        #expect((0..<20).allSatisfy { deformed[$0].pixels != other[$0].pixels })
        #expect(zip(deformed[0].pixels, test[0].pixels).contains { $0 != $1 })
    }

    @Test("With no amounts at all, a digit stays as it is")
    func nothing() throws {
        let test = try Digits.test().first(20)
        let still = Deformation(angle: 0, scale: 0, shear: 0, shift: 0, elasticity: 0)
        #expect(still(test, seed: 1).pixels.elements == test.pixels.elements)
    }

    @Test("Ink and its center are kept within a tolerance")
    func ink() throws {
        let test = try Digits.test().first(1000).deskewed
        let deformed = Deformation()(test, seed: 3)
        func ink(_ digits: Digits) -> Double { digits.reduce(0) { $0 + $1.pixels.reduce(0, +) } }
        #expect(abs(ink(deformed) / ink(test) - 1) < 0.02)
        for digit in deformed {
            let found = moments(FloatMatrix(1, 784, elements: digit.pixels.map { Float($0) }))
            #expect(abs(found.centerX - 13.5) < 3 && abs(found.centerY - 13.5) < 3)
        }
    }

    @Test("A digit is moved, sheared, turned and stretched up to the amounts, in both directions, and no further")
    func amounts() {
        let bar = Digits(picture { x, y in (13...14).contains(x) && (5...22).contains(y) ? 200 : 0 })
        // What fifty deformations make of one property of the bar.
        func range(_ deformation: Deformation, _ property: (Digits) -> Float) -> ClosedRange<Float> {
            let values = (1...50).map { property(deformation(bar, seed: $0)) }
            return values.min()!...values.max()!
        }
        func center(_ digits: Digits) -> Moments { moments(digits.pixels) }
        func reaches(_ range: ClosedRange<Float>, _ amount: Float, tolerance: Float) -> Bool {
            range.lowerBound < -0.8 * amount && range.upperBound > 0.8 * amount
                && range.lowerBound > -amount - tolerance && range.upperBound < amount + tolerance
        }
        let none = Deformation(angle: 0, scale: 0, shear: 0, shift: 0, elasticity: 0)
        var shift = none
        shift.shift = 2
        #expect(reaches(range(shift) { center($0).centerX - 13.5 }, 2, tolerance: 0.05))
        #expect(reaches(range(shift) { center($0).centerY - 13.5 }, 2, tolerance: 0.05))
        #expect(range(shift) { abs(center($0).slant) }.upperBound < 0.01)
        var shear = none
        shear.shear = 0.2
        #expect(reaches(range(shear) { center($0).slant }, 0.2, tolerance: 0.01))
        #expect(range(shear) { abs(center($0).centerX - 13.5) }.upperBound < 0.05)
        var turn = none
        turn.angle = 10
        // The tangent of 10°.
        #expect(reaches(range(turn) { center($0).slant }, 0.176, tolerance: 0.014))
        var scale = none
        scale.scale = 0.2
        // The picture is read at places farther apart or closer, so ink in width and height is divided by both factors.
        let ink = range(scale) { Float($0[0].pixels.reduce(0, +)) / (2 * 18 * 200) }
        #expect(ink.lowerBound > 1 / (1.2 * 1.2) - 0.05 && ink.upperBound < 1 / (0.8 * 0.8) + 0.05)
        #expect(ink.lowerBound < 0.85 && ink.upperBound > 1.2)
    }

    @Test("Digits are turned, stretched, sheared and moved as SciPy does it")
    func sciPy() throws {
        let fixture = try PicturesFixture.all.get()
        let amounts = fixture.amounts
        let deform = Deformation(
            angle: amounts.angle, scale: amounts.scale, shear: amounts.shear, shift: amounts.shift, elasticity: 0)
        let found = deform(try Digits.test().first(fixture.deformed.count), seed: fixture.seed)
        for (index, expected) in fixture.deformed.enumerated() {
            // Here the pixels are rounded to whole numbers.
            #expect(largestDifference(found.pixels(index).elements, expected) < 0.51)
        }
    }

    @Test("A field is smoothed as SciPy smooths it")
    func smoothing() throws {
        let fixture = try PicturesFixture.all.get()
        for expected in fixture.smoothed {
            let smoothing = Smoothing(standardDeviation: expected.standardDeviation)
            var field = [Float](repeating: 0, count: 28 * Smoothing.rowLength)
            for index in 0..<784 { field[index / 28 * Smoothing.rowLength + index % 28] = fixture.field[index] }
            var half = field
            field.withUnsafeMutableBufferPointer { field in
                half.withUnsafeMutableBufferPointer { half in
                    smoothing.smooth(field.baseAddress!, through: half.baseAddress!)
                }
            }
            // The result is transposed.
            let found = (0..<784).map { field[$0 % 28 * Smoothing.rowLength + $0 / 28] }
            #expect(largestDifference(found, expected.smoothed) < 1e-5)
        }
    }
}

extension Digits {
    /// The pixels of one digit: 1 × 784.
    fileprivate func pixels(_ index: Int) -> FloatMatrix {
        FloatMatrix(1, 784, elements: self[index].pixels.map { Float($0) })
    }

    /// A single picture, labeled 1.
    fileprivate init(_ picture: FloatMatrix) {
        let line = "1," + picture.elements.map { "\(Int($0))" }.joined(separator: ",") + "\n"
        guard let digits = try? parse(line) else { fatalError("A picture of bytes makes a line of CSV") }
        self = digits
    }
}
