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

    private static let data = "The data"
    private static let why = "Why all ones"

    static let claims = Claims(name) {
        Claim("All ten outputs are exactly 1, but with one seed of ten", times: 9...9) { run in
            let output = try run.numbers(under: "Run it", 2)
            return (output == Array(repeating: 1, count: 10), output)
        }
        Claim("All ten outputs are 1, if not for the last digit") { run in
            let output = try run.numbers(under: "Run it", 2)
            return (output.count == 10 && output.allSatisfy { abs($0 - 1) < 1e-15 }, output)
        }
        Claim("The sums of the hidden layer are about ten thousand each, and its outputs exactly 1") { run in
            let sums = try run.numbers(under: why, 1)
            return try (sums.allSatisfy { $0 > 7000 && $0 < 14000 } && run.numbers(under: why, 3) == [1, 1], sums)
        }
        Claim("The sums of the output layer lie about 45") { run in
            let sums = try run.numbers(under: why, 5)
            return (sums.allSatisfy { $0 > 36 && abs($0 - 45) < 10 }, sums)
        }
        Claim("All slopes of the hidden layer are exactly 0, and those of the output layer 0 to fifteen decimals") {
            run in
            let slopes = try run.numbers(under: why, 6)
            return (slopes[0] == 0 && slopes[1] < 1e-15, slopes)
        }
    }

    private let run: LessonRun

    init() throws {
        run = try LessonRun(Self.name)
    }

    @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
    func generalClaims(_ claim: Claims.Case) throws { try claim.check() }

    @Test("There are a hundred digits, and the first is a 3, shown as its line in the file begins")
    func data() throws {
        let line = try Course.text("Data/mnist_train_100.csv").split(separator: "\n")[0]
        #expect(try run.numbers(under: Self.data, 1) == [100])
        #expect(try run.numbers(under: Self.data, 2) == [785])
        #expect(try run.value(under: Self.data, 3).words == [String(line.prefix(60))])
        #expect(try run.numbers(under: Self.data, 4) == [3, 784])
    }

    @Test("The image is 28 × 28, with ticks at 0, 5, … 25")
    func picture() throws {
        let image = try run.value(titled: "label 3")
        let pixels = try Course.text("Data/mnist_train_100.csv").split(separator: "\n")[0].split(separator: ",")
        #expect(image.shape == [28, 28])
        #expect(image.numbers == pixels.dropFirst().map { Double($0)! })
        let lines = try run.result(titled: "label 3").text.split(separator: "\n")
        #expect(Set(lines.map(\.count)).count == 1)
        #expect(lines.last?.split(separator: " ") == ["0", "5", "10", "15", "20", "25"])
        let rows = lines.filter { $0.hasSuffix("|") }
        #expect(rows.count == 28)
        for row in stride(from: 0, to: 28, by: 5) { #expect(rows[row].contains("\(row) +")) }
    }

    @Test("The target is one-hot with its 1 in the fourth row, and the shapes are the notebook's")
    func shapes() throws {
        #expect(try run.numbers(under: "What should come out", 1) == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        #expect(try run.text(under: "What should come out", 2) == "((90, 784), (784, 1), (10, 90), (10, 1))")
    }

    @Test("Ten ones come out, and print as in the notebook")
    func allOnesPrinted() throws {
        let rows = ["array([[ 1.],"] + Array(repeating: "       [ 1.],", count: 8) + ["       [ 1.]])"]
        #expect(try run.text(under: "Run it", 2) == rows.joined(separator: "\n"))
    }

    @Test("The sums are NumPy's")
    func sums() throws {
        let reference = try LessonReferences.read().feedforward
        let sums = try run.numbers(under: Self.why, 1)
        let mean = reference.hiddenInput.reduce(0, +) / 90
        let expected = [reference.hiddenInput.min()!, mean, reference.hiddenInput.max()!]
        // The order in which a product's terms are added is not NumPy's, so last bits differ.
        for (sum, expected) in zip(sums, expected) { #expect(abs(sum / expected - 1) < 1e-13) }
        let outputInput = try run.numbers(under: Self.why, 5)
        #expect(outputInput.count == 10 && outputInput.allSatisfy { $0 > 37 })
        #expect(try run.numbers(under: Self.why, 6) == [0, 0])
        for (sum, expected) in zip(outputInput, reference.outputInput) { #expect(abs(sum / expected - 1) < 1e-13) }
    }

    @Test("The histogram counts every hidden node once", arguments: [90, 10])
    func histogram(nodes: Int) throws {
        let run = try LessonRun(Self.name, nodes == 90 ? [] : ["--hidden-nodes", "\(nodes)"])
        let counts = try run.value(titled: "hiddenInput, \(nodes) sums", "counts").numbers
        #expect(counts.reduce(0, +) == Double(nodes))
    }

    @Test("A sum of 37 gives exactly 1 and one of 36 does not")
    func saturation() throws {
        let sigmoids = try run.numbers(under: Self.why, 4)
        #expect(sigmoids[0] < 1 && sigmoids[1] == 1)
    }

    @Test("With another digit the outputs are ones, too")
    func otherDigit() throws {
        let output = try LessonRun(Self.name, ["--digit", "7"]).numbers(under: "Run it", 2)
        #expect(output == Array(repeating: 1, count: 10))
    }

    @Test("With ten hidden nodes the outputs lie between 0.95 and 1, differ, and are the same for each digit")
    func tryIt() throws {
        let run = try LessonRun(Self.name, ["--hidden-nodes", "10"])
        let output = try run.numbers(under: "Run it", 2)
        #expect(output.allSatisfy { $0 > 0.95 && $0 < 1 } && Set(output).count == 10)
        let other = try LessonRun(Self.name, ["--hidden-nodes", "10", "--digit", "7"])
        #expect(try other.numbers(under: "Run it", 2) == output)
    }
}
