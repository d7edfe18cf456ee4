import TestSupport
import Testing

@Suite("lesson-02-sigmoid")
struct Lesson02Sigmoid {
    static let name = "lesson-02-sigmoid"

    private let run: LessonRun

    init() throws {
        run = try LessonRun(Self.name)
    }

    @Test("The product of two matrices is the one that is worked out by hand")
    func product() throws {
        #expect(try run.numbers(under: "A weighted sum", 2) == [8, 18.5])
        let product = try run.value(under: "A matrix times a matrix")
        #expect(product.shape == [2, 3])
        #expect(product.numbers == [6, 15, 24, 5, 7, 9])
    }

    @Test("Two layers without an activation function are one")
    func collapse() throws {
        #expect(try run.numbers(under: "Two layers that are one", 1) == [61.5, 26.5])
        #expect(try run.numbers(under: "Two layers that are one", 2) == [61.5, 26.5])
    }

    @Test("The step is flat beside 0")
    func step() throws {
        #expect(try run.numbers(under: "The step", 2) == [1, 1])
        #expect(Set(try run.values(titled: "step(x)")[1].numbers) == [0, 1])
    }

    @Test("sigmoid(0) is one half, and sigmoid(−x) = 1 − sigmoid(x)")
    func symmetry() throws {
        #expect(try run.numbers(under: "The sigmoid", 1) == [0.5])
        let table = try run.values(under: "The sigmoid", 2)
        #expect(table[0].numbers == [-10, -2, 0, 2, 10])
        for (left, right) in zip(table[1].numbers, table[1].numbers.reversed()) {
            #expect(abs(left - (1 - right)) < 1e-15)
        }
        let expected = [4.5397868702434395e-05, 0.11920292202211755, 0.5, 0.8807970779778823, 0.9999546021312976]
        for (value, expected) in zip(table[1].numbers, expected) { #expect(abs(value / expected - 1) < 1e-14) }
    }

    @Test("The curve rises everywhere, between 0 and 1")
    func curve() throws {
        let values = try run.values(titled: "sigmoid(x)")
        let (x, y) = (values[0].numbers, values[1].numbers)
        #expect(x.count == 100 && x.first == -10 && x.last == 10)
        #expect(zip(y, y.dropFirst()).allSatisfy { $0 < $1 })
        #expect(y.allSatisfy { $0 > 0 && $0 < 1 })
    }

    @Test("The curve's plot is rectangular, with axes from −10 to 10 and from 0 to 1, and flat from about 3.5 on")
    func plot() throws {
        let lines = try run.result(titled: "sigmoid(x)").text.split(separator: "\n").dropFirst().map(Array.init)
        #expect(Set(lines.map(\.count)).count == 1)
        func row(_ beginning: String) -> [Character]? { lines.first { String($0).hasPrefix(beginning) } }
        let top = try #require(row("1.0 +"))
        #expect(row("0.0 +") != nil)
        #expect(lines.contains { String($0).contains("-10.0") && String($0).contains(" 10.0") })
        // The axis has a mark at each tick, and one at either end.
        let axis = try #require(lines.last { $0.count { $0 == "+" } > 2 })
        let ticks = axis.indices.filter { axis[$0] == "+" }.dropFirst().dropLast()
        let (left, right) = (try #require(ticks.first), try #require(ticks.last))
        let flat = try #require(top.firstIndex(of: "*"))
        #expect((3.3...3.8).contains(Double(flat - left) / Double(right - left) * 20 - 10))
    }

    @Test("The slope is s · (1 − s), largest at 0 with 0.25, and measured to be so")
    func slope() throws {
        let formula = try run.column("s · (1 − s)").numbers
        let measured = try run.column("measured").numbers
        #expect(formula[0] == 0.25 && formula.max() == 0.25)
        #expect(zip(formula, formula.dropFirst()).allSatisfy { $0 > $1 })
        for (formula, measured) in zip(formula, measured) { #expect(abs(formula - measured) < 5e-9) }
    }

    @Test("e^1000 is infinity, and sigmoid(−1000) is still 0, not NaN")
    func overflow() throws {
        #expect(try run.numbers(under: "When e^(−x) is too large") == [.infinity, 0])
    }

    @Test("From six points the step leans, and the slope has lost its peak")
    func tryIt() throws {
        let run = try LessonRun(Self.name, ["--points", "6"])
        let slopes = try run.value(titled: "The sigmoid and its slope", "slope y").numbers
        #expect(try #require(slopes.max()) < 0.25 / 2)
    }
}
