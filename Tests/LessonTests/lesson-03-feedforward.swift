import MNIST
import TestSupport
import Testing

@Suite("lesson-03-feedforward")
struct Lesson03Feedforward {
    static let name = "lesson-03-feedforward"

    struct Reference: Decodable {
        let hiddenInput: [Double]
        let outputInput: [Double]
    }

    @Test("There are a hundred digits, and the first is a 3, shown as it stands in the file")
    func data() throws {
        let run = try LessonRun(Self.name)
        let file = try Course.text("Data/mnist_train_100.csv").split(separator: "\n")
        #expect(try run.numbers(of: "show(digits.count)") == [100])
        #expect(try run.value(of: "show(digit.line)").words == [String(file[0])])
        #expect(try run.numbers(of: "show(digit.label, digit.pixels.count)") == [3, 784])
    }

    @Test("The image is 28 × 28, with ticks at 0, 5, … 25")
    func picture() throws {
        let run = try LessonRun(Self.name)
        let code = #"image(digit.image, title: "label \(digit.label)")"#
        let pixels = try Course.text("Data/mnist_train_100.csv").split(separator: "\n")[0].split(separator: ",")
        #expect(try run.value(of: code).shape == [28, 28])
        #expect(try run.numbers(of: code) == pixels.dropFirst().map { Double($0)! })
        let lines = try run.text(of: code).split(separator: "\n")
        #expect(Set(lines.map(\.count)).count == 1)
        #expect(lines.last?.split(separator: " ") == ["0", "5", "10", "15", "20", "25"])
        let rows = lines.filter { $0.hasSuffix("|") }
        #expect(rows.count == 28)
        for row in stride(from: 0, to: 28, by: 5) { #expect(rows[row].contains("\(row) +")) }
    }

    @Test("The target is one-hot with its 1 in the fourth row, and the shapes are the notebook's")
    func shapes() throws {
        let run = try LessonRun(Self.name)
        #expect(try run.numbers(of: "show(target)") == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        let code = "weightsHiddenOutput.shape, target.shape)"
        #expect(try run.text(of: code) == "((90, 784), (784, 1), (10, 90), (10, 1))")
    }

    @Test("All ten outputs are exactly 1", arguments: [[], ["--digit", "7"], ["--seed", "1"]])
    func allOnes(arguments: [String]) throws {
        let output = try LessonRun(Self.name, arguments).value(of: "show(output)")
        #expect(output.shape == [10, 1])
        #expect(output.numbers == Array(repeating: 1, count: 10))
    }

    @Test("The notebook's printed form of them: ten rows [ 1.]")
    func allOnesPrinted() throws {
        let rows = ["array([[ 1.],"] + Array(repeating: "       [ 1.],", count: 8) + ["       [ 1.]])"]
        #expect(try LessonRun(Self.name).text(of: "show(output)") == rows.joined(separator: "\n"))
    }

    @Test("Why: sums of thousands, hidden outputs of 1, output sums about 45; all as in NumPy")
    func why() throws {
        let reference = try LessonReferences.read().feedforward
        let run = try LessonRun(Self.name)
        let sums = try run.numbers(of: "show(hiddenInput.min, hiddenInput.mean, hiddenInput.max)")
        let mean = reference.hiddenInput.reduce(0, +) / 90
        let expected = [reference.hiddenInput.min()!, mean, reference.hiddenInput.max()!]
        // The order in which a product's terms are added is not NumPy's, so last bits differ.
        for (sum, expected) in zip(sums, expected) { #expect(abs(sum / expected - 1) < 1e-13) }
        #expect(sums[0] > 1000)
        #expect(try run.numbers(of: "show(hiddenOutput.min, hiddenOutput.max)") == [1, 1])
        let outputInput = try run.numbers(of: "show(outputInput)")
        for (sum, expected) in zip(outputInput, reference.outputInput) { #expect(abs(sum / expected - 1) < 1e-13) }
        #expect(outputInput.allSatisfy { $0 > 37 && abs($0 - 45) < 10 })
    }

    @Test("The histogram counts every hidden node once")
    func histogram() throws {
        let values = try LessonRun(Self.name).values(
            of: #"histogram(hiddenInput, title: "hiddenInput, 90 sums")"#)
        #expect(values[1].name == "counts")
        #expect(values[1].numbers.reduce(0, +) == 90)
    }

    @Test("A sum of 37 gives exactly 1 and one of 36 does not; every slope is exactly 0")
    func saturation() throws {
        let run = try LessonRun(Self.name)
        let sigmoids = try run.numbers(of: "show(sigmoid([[36]])[0, 0], sigmoid([[37]])[0, 0])")
        #expect(sigmoids[0] < 1 && sigmoids[1] == 1)
        #expect(try run.numbers(of: "show(hiddenSlopes.max, outputSlopes.max)") == [0, 0])
    }

    @Test("With ten hidden nodes the outputs lie between 0.95 and 1, differ, and are the same for each digit")
    func tryIt() throws {
        let run = try LessonRun(Self.name, ["--hidden-nodes", "10"])
        let output = try run.numbers(of: "show(output)")
        #expect(try run.numbers(of: "show(outputInput)").allSatisfy { $0 > 3 && $0 < 6 })
        #expect(output.allSatisfy { $0 > 0.95 && $0 < 1 } && Set(output).count == 10)
        #expect(
            try LessonRun(Self.name, ["--hidden-nodes", "10", "--digit", "7"]).numbers(of: "show(output)") == output)
    }
}
