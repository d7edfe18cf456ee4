import TestSupport
import Testing

@Suite("lesson-02-sigmoid")
struct Lesson02Sigmoid {
    static let name = "lesson-02-sigmoid"

    @Test("Two layers without an activation function are one")
    func collapse() throws {
        let run = try LessonRun(Self.name)
        #expect(try run.numbers(of: "show(dot(weights, input))") == [8, 18.5])
        let layerByLayer = try run.numbers(of: "show(dot(nextWeights, dot(weights, input)))")
        #expect(layerByLayer == [61.5])
        #expect(try run.numbers(of: "show(dot(bothWeights, input))") == layerByLayer)
    }

    @Test("The step is flat beside 0")
    func step() throws {
        let run = try LessonRun(Self.name)
        #expect(try run.numbers(of: "show(step(3), step(3.1))") == [1, 1])
        let values = try run.values(of: #"plot(x, x.map(step), title: "step(x)", xLabel: "x")"#)
        #expect(Set(values[1].numbers) == [0, 1])
    }

    @Test("sigmoid(0) is one half, and sigmoid(−x) = 1 − sigmoid(x)")
    func symmetry() throws {
        let run = try LessonRun(Self.name)
        #expect(try run.numbers(of: "show(sigmoid(0))") == [0.5])
        let values = try run.values(of: #"table(Column("x", places), Column("sigmoid(x)", places.map(sigmoid)))"#)
        #expect(values[0].numbers == [-10, -2, 0, 2, 10])
        for (left, right) in zip(values[1].numbers, values[1].numbers.reversed()) {
            #expect(abs(left - (1 - right)) < 1e-15)
        }
        let expected = [4.5397868702434395e-05, 0.11920292202211755, 0.5, 0.8807970779778823, 0.9999546021312976]
        for (value, expected) in zip(values[1].numbers, expected) { #expect(abs(value / expected - 1) < 1e-14) }
    }

    @Test("The curve rises everywhere, between 0 and 1")
    func curve() throws {
        let values = try LessonRun(Self.name).values(
            of: #"plot(x, x.map(sigmoid), title: "sigmoid(x)", xLabel: "x")"#)
        let (x, y) = (values[0].numbers, values[1].numbers)
        #expect(x.count == 100 && x.first == -10 && x.last == 10)
        #expect(zip(y, y.dropFirst()).allSatisfy { $0 < $1 })
        #expect(y.allSatisfy { $0 > 0 && $0 < 1 })
    }

    @Test("Its plot is rectangular, with axes from −10 to 10 and from 0 to 1")
    func plot() throws {
        let text = try LessonRun(Self.name).text(
            of: #"plot(x, x.map(sigmoid), title: "sigmoid(x)", xLabel: "x")"#)
        let lines = text.split(separator: "\n")
        #expect(Set(lines.map(\.count)).count == 1)
        #expect(lines.contains { $0.hasPrefix("1.0 +") } && lines.contains { $0.hasPrefix("0.0 +") })
        let ticks = try #require(lines.first { $0.contains("-10.0") })
        #expect(ticks.contains(" 10.0") && ticks.contains(" 0.0"))
    }

    @Test("The slope is s · (1 − s), largest at 0 with 0.25, and measured to be so")
    func slope() throws {
        let values = try LessonRun(Self.name).values(of: #"Column("measured", measured, decimals: 6))"#)
        let (formula, measured) = (values[2].numbers, values[3].numbers)
        #expect(formula[0] == 0.25 && formula.max() == 0.25)
        #expect(zip(formula, formula.dropFirst()).allSatisfy { $0 > $1 })
        for (formula, measured) in zip(formula, measured) { #expect(abs(formula - measured) < 5e-9) }
    }

    @Test("Arguments of ±1000 give 0 and 1, and never NaN")
    func overflow() throws {
        let run = try LessonRun(Self.name)
        #expect(try run.numbers(of: "show(exp(1000), sigmoid(-1000))") == [.infinity, 0])
        #expect(try run.numbers(of: "show(exp(-1000), sigmoid(1000))") == [0, 1])
    }
}
