import NeuralNetwork
import Testing

@Suite("Perceptron")
struct PerceptronTests {
    private static let inputs: [[Double]] = [[0, 0], [0, 1], [1, 0], [1, 1]]
    private static let xor = [0, 1, 1, 0]

    /// Trains until an epoch has no mistake. Nil when that does not happen.
    private func epochs(
        _ perceptron: inout Perceptron, _ targets: [Int], rate: Double = 1, atMost limit: Int = 1000
    ) -> Int? {
        (1...limit).first { _ in
            var mistakes = 0
            for (input, target) in zip(Self.inputs, targets)
            where perceptron.train(input: input, target: target, learningRate: rate) {
                mistakes += 1
            }
            return mistakes == 0
        }
    }

    @Test("It begins with zeros, and answers 1 to everything, since a sum of 0 counts as 1")
    func beginning() {
        let perceptron = Perceptron(inputCount: 3)
        #expect(perceptron.weights == [0, 0, 0] && perceptron.bias == 0)
        #expect(perceptron.predict([1, -2, 3]) == 1)
    }

    @Test("A mistake changes weights and bias by rate · (target − answer) · input, and a right answer nothing")
    func rule() {
        var perceptron = Perceptron(inputCount: 2)
        let wrongAtFirst = perceptron.train(input: [3, -1], target: 1, learningRate: 0.5)
        #expect(!wrongAtFirst && perceptron == Perceptron(inputCount: 2))
        let wrongThen = perceptron.train(input: [3, -1], target: 0, learningRate: 0.5)
        #expect(wrongThen)
        #expect(perceptron.weights == [-1.5, 0.5] && perceptron.bias == -0.5)
        #expect(perceptron.predict([3, -1]) == 0)
        let wrongAgain = perceptron.train(input: [1, 1], target: 1, learningRate: 2)
        #expect(wrongAgain)
        #expect(perceptron.weights == [0.5, 2.5] && perceptron.bias == 1.5)
    }

    @Test(
        "It learns every function of two inputs that a line separates, with any rate", arguments: 0..<16,
        [0.001, 0.1, 1, 7.5])
    func functions(number: Int, rate: Double) {
        let targets = (0..<4).map { number >> $0 & 1 }
        var perceptron = Perceptron(inputCount: 2)
        let epochs = epochs(&perceptron, targets, rate: rate)
        let answers = Self.inputs.map { perceptron.predict($0) }
        if targets == Self.xor || targets == Self.xor.map({ 1 - $0 }) {
            #expect(epochs == nil && answers != targets)
        } else {
            #expect(epochs != nil && answers == targets)
        }
    }

    @Test(
        "On XOR never more than two of four answers are right, and after the second epoch the weights go in a circle"
    )
    func xor() {
        var perceptron = Perceptron(inputCount: 2)
        var ends: [Perceptron] = []
        var most = 0
        for _ in 0..<1000 {
            for (input, target) in zip(Self.inputs, Self.xor) {
                perceptron.train(input: input, target: target, learningRate: 1)
                most = max(most, zip(Self.inputs, Self.xor).count { perceptron.predict($0) == $1 })
            }
            ends.append(perceptron)
        }
        #expect(most == 2)
        #expect(ends[0] != ends[1] && ends[1...].allSatisfy { $0 == ends[1] })
    }

    @Test("One input is enough, and so are many")
    func sizes() {
        var one = Perceptron(inputCount: 1)
        for _ in 0..<10 {
            one.train(input: [2], target: 0, learningRate: 1)
            one.train(input: [-2], target: 1, learningRate: 1)
        }
        #expect(one.predict([2]) == 0 && one.predict([-2]) == 1)
        var many = Perceptron(inputCount: 784)
        let wrong = many.train(input: Array(repeating: 1, count: 784), target: 0, learningRate: 1)
        #expect(wrong && many.weights == Array(repeating: -1, count: 784))
    }
}
