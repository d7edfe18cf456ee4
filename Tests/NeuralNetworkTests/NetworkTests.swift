import MNIST
import NeuralNetwork
import Numerics
import TestSupport
import Testing

/// A digit as a network gets it.
private struct Observation: Sendable {
    let input: Matrix
    let target: Matrix
}

private func scaled(_ digits: Digits?) -> [Observation] {
    digits?.map { Observation(input: $0.scaledInput, target: $0.scaledTarget) } ?? []
}

/// The notebook's hundred digits, and the first 4,000 of MNIST.
private let observations = scaled(try? .hundred())
private let manyObservations = scaled(try? .training().first(4000))

/// Lesson 5 in a function, for any number of layers: the obviously right way, which `Network` is held to.
private func plainStep(_ weights: inout [Matrix], _ observation: Observation, _ rate: Double, _ rule: UpdateRule) {
    var values = [observation.input]
    for matrix in weights { values.append(1 / (1 + exp(-dot(matrix, values[values.count - 1])))) }
    var errors = observation.target - values[values.count - 1]
    var updates: [Matrix] = []
    for index in weights.indices.reversed() {
        let delta = errors * values[index + 1] * (1 - values[index + 1])
        updates.insert(dot(delta, values[index].transposed), at: 0)
        errors = dot(weights[index].transposed, rule == .notebook ? errors : delta)
    }
    for index in weights.indices { weights[index] += rate * updates[index] }
}

/// The gradient of the squared error for one of a network's matrices, measured.
private func measuredGradient(_ network: Network, _ index: Int, _ input: Matrix, _ target: Matrix) -> Matrix {
    numericalGradient(
        of: { matrix in
            var weights = network.weights
            weights[index] = matrix
            return Network(weights: weights).squaredError(input: input, target: target)
        }, at: network.weights[index])
}

private func largestDifference(_ left: [Matrix], _ right: [Matrix]) -> Double {
    zip(left, right).map { ($0 - $1).map(abs).max }.max() ?? .nan
}

@Suite("Network")
struct NetworkTests {
    struct Reference: Decodable, Sendable, CustomTestStringConvertible {
        let layerSizes: [Int]
        let seed: UInt32
        let learningRate: Double
        let rule: String
        let steps: Int
        let sums: [Double]
        let squares: [Double]
        let samples: [[Double]]
        let output: [Double]

        var testDescription: String { "\(layerSizes) seed \(seed) rate \(learningRate) \(rule), \(steps) steps" }
    }

    private static let references = (try? PackageFiles.fixture("networks.json", as: [Reference].self)) ?? []

    @Test("There are references to compare with")
    func fixtures() {
        #expect(Self.references.count == 14 && observations.count == 100)
    }

    @Test(
        "Weights after one step are NumPy's to 1e-12, and after a hundred and a thousand to 1e-9", arguments: references
    )
    func numPy(reference: Reference) throws {
        var random = RandomState(seed: reference.seed)
        let rule = try #require(UpdateRule(rawValue: reference.rule))
        var network = Network(layerSizes: reference.layerSizes, rule: rule, random: &random)
        for observation in (reference.steps > 100 ? manyObservations : observations)[..<reference.steps] {
            network.train(
                input: observation.input, target: observation.target, learningRate: reference.learningRate)
        }
        let tolerance = reference.steps == 1 ? 1e-12 : 1e-9
        #expect(network.stepCount == reference.steps && network.divergence == nil)
        for (index, matrix) in network.weights.enumerated() {
            #expect(matrix.shape == Shape(reference.layerSizes[index + 1], reference.layerSizes[index]))
            for (number, expected) in reference.samples[index].enumerated() {
                #expect(abs(matrix.elements[number * 97] - expected) <= tolerance)
            }
            #expect(abs(matrix.sum - reference.sums[index]) <= 1e-9 * Double(matrix.count).squareRoot())
            #expect(abs((matrix * matrix).sum / reference.squares[index] - 1) <= 1e-9)
        }
        for (output, expected) in zip(network.feedforward(observations[0].input).elements, reference.output) {
            #expect(abs(output - expected) <= 1e-9)
        }
    }

    @Test(
        "A step is the plain formula's, to 1e-12, and so are a hundred, to 1e-10", arguments: UpdateRule.allCases,
        [[784, 90, 10], [784, 33, 10], [784, 12, 8, 10], [784, 10], [784, 1, 10]])
    func plainFormula(rule: UpdateRule, layerSizes: [Int]) {
        var random = RandomState(seed: 7)
        var network = Network(layerSizes: layerSizes, rule: rule, random: &random)
        var weights = network.weights
        for (number, observation) in observations.enumerated() {
            plainStep(&weights, observation, 0.5, rule)
            network.train(input: observation.input, target: observation.target, learningRate: 0.5)
            if number == 0 { #expect(largestDifference(network.weights, weights) <= 1e-12) }
        }
        #expect(largestDifference(network.weights, weights) <= 1e-10)
    }

    @Test("Ten thousand steps don't drift away from the plain formula")
    func drift() {
        var random = RandomState(seed: 8)
        var network = Network(layerSizes: [784, 8, 10], rule: .gradient, random: &random)
        var weights = network.weights
        for number in 0..<10_000 {
            let observation = manyObservations[number % manyObservations.count]
            plainStep(&weights, observation, 0.1, .gradient)
            network.train(input: observation.input, target: observation.target, learningRate: 0.1)
        }
        #expect(largestDifference(network.weights, weights) <= 1e-8)
    }

    @Test("Inputs without a background, with negative numbers and of one number only are no exception")
    func oddInputs() {
        var random = RandomState(seed: 3)
        for size in [1, 2, 7, 8, 9, 31] {
            var network = Network(layerSizes: [size, 13, 3], random: &random)
            var weights = network.weights
            for number in 0..<20 {
                let input =
                    switch number % 4 {
                    case 0: random.normal(mean: 0, standardDeviation: 2, size, 1)
                    case 1: Matrix(size, 1, repeating: 0)
                    case 2: Matrix(size, 1, repeating: -1.5)
                    default: random.rand(size, 1).map { $0 < 0.5 ? 0.25 : $0 }
                    }
                let observation = Observation(input: input, target: random.rand(3, 1))
                plainStep(&weights, observation, 1, .notebook)
                network.train(input: input, target: observation.target, learningRate: 1)
            }
            #expect(largestDifference(network.weights, weights) <= 1e-12, "\(size) inputs")
        }
    }

    @Test("With the rule `gradient` a step is half of the negative measured gradient, in every layer")
    func gradient() {
        var random = RandomState(seed: 11)
        let network = Network(layerSizes: [6, 5, 4, 3], rule: .gradient, random: &random)
        let (input, target) = (random.rand(6, 1), random.rand(3, 1))
        var trained = network
        trained.train(input: input, target: target, learningRate: 1)
        for index in network.weights.indices {
            let measured = measuredGradient(network, index, input, target)
            let update = trained.weights[index] - network.weights[index]
            #expect((update + 0.5 * measured).map(abs).max <= 1e-6 * measured.map(abs).max)
        }
    }

    @Test("With the rule `notebook` only the last layer's step is; the others differ by far")
    func notebookRule() {
        var random = RandomState(seed: 11)
        let network = Network(layerSizes: [6, 5, 3], random: &random)
        let (input, target) = (random.rand(6, 1), random.rand(3, 1))
        var trained = network
        trained.train(input: input, target: target, learningRate: 1)
        let shares = network.weights.indices.map { index in
            let measured = measuredGradient(network, index, input, target)
            let update = trained.weights[index] - network.weights[index]
            return (update + 0.5 * measured).map(abs).max / measured.map(abs).max
        }
        #expect(shares[0] > 0.1 && shares[1] < 1e-6)
    }

    @Test("The weights that go in come out")
    func weights() {
        var random = RandomState(seed: 1)
        let weights = [random.rand(5, 3), random.rand(2, 5)]
        let network = Network(weights: weights)
        #expect(network.weights == weights && network.layerSizes == [3, 5, 2])
    }

    @Test("Initial weights are the notebook's, drawn matrix by matrix")
    func initialWeights() {
        var random = RandomState(seed: 42)
        let network = Network(layerSizes: [784, 90, 10], random: &random)
        let (first, second) = (network.weights[0], network.weights[1])
        #expect(abs(first.elements[0] / 0.05235826898522931 - 1) < 1e-15)
        #expect(abs(first.elements[70559] / 0.05492582723819885 - 1) < 1e-15)
        #expect(abs(second.elements[0] / -0.34943939587908796 - 1) < 1e-15)
        #expect(abs(second.elements[899] / 0.11389317094914644 - 1) < 1e-15)
    }

    @Test("A copy learns for itself")
    func copies() {
        var random = RandomState(seed: 2)
        let original = Network(layerSizes: [784, 9, 10], random: &random)
        var copy = original
        copy.train(input: observations[0].input, target: observations[0].target, learningRate: 0.1)
        #expect(original.stepCount == 0 && copy.stepCount == 1)
        #expect(original.weights[0] != copy.weights[0] && original.weights[1] != copy.weights[1])
    }

    @Test("A learning rate of 0 changes nothing; answering changes nothing either")
    func nothing() {
        var random = RandomState(seed: 2)
        var network = Network(layerSizes: [784, 9, 10], random: &random)
        let before = network.weights
        network.train(input: observations[0].input, target: observations[0].target, learningRate: 0)
        _ = network.predict(observations[1].input)
        #expect(network.weights == before)
    }

    @Test("A learning rate of a million is noticed in the first steps")
    func saturation() {
        var random = RandomState(seed: 42)
        var network = Network(layerSizes: [784, 90, 10], random: &random)
        for observation in observations {
            network.train(input: observation.input, target: observation.target, learningRate: 1e6)
        }
        #expect(network.divergence == .saturated(step: 2))
        #expect(throws: Divergence.saturated(step: 2)) { try network.throwIfDiverged() }
        let message = network.divergence.map { $0.localizedDescription }
        #expect(message == "every slope was 0 in steps 2 to 4; choose a smaller learning rate")
    }

    @Test(
        "Slopes of 1e-14 are small, and no divergence; slopes of 3e-20 are one",
        arguments: [(-32, nil), (-45, .saturated(step: 1))] as [(Double, Divergence?)])
    func stillness(weight: Double, divergence: Divergence?) {
        // The slope of a sigmoid far below 0 is its output, about e to the power of the weight.
        var network = Network(weights: [[[weight]]])
        for _ in 0..<5 { network.train(input: [[1]], target: [[0.01]], learningRate: 0.3) }
        #expect(network.divergence == divergence)
    }

    @Test("Weights that stop being numbers are noticed, with the step", arguments: [Double.infinity, .nan])
    func notNumbers(rate: Double) throws {
        var random = RandomState(seed: 42)
        var network = Network(layerSizes: [784, 90, 10], random: &random)
        for observation in observations {
            network.train(input: observation.input, target: observation.target, learningRate: rate)
        }
        let divergence = try #require(network.divergence)
        #expect(divergence == .notNumbers(step: 1))
        let message = divergence.localizedDescription
        #expect(message == "the weights stopped being numbers in step 1; choose a smaller learning rate")
    }

    @Test("Rates that only learn badly are not called diverged", arguments: [0, 1e-200, -1e-30, 0.001, 0.3, 3, 10])
    func noFalseAlarm(rate: Double) {
        var random = RandomState(seed: 42)
        var network = Network(layerSizes: [784, 90, 10], random: &random)
        for _ in 0..<3 {
            for observation in observations {
                network.train(input: observation.input, target: observation.target, learningRate: rate)
            }
        }
        #expect(network.divergence == nil)
    }

    @Test("A rate that is large and finite leaves numbers, and saturated nodes", arguments: [1e160, 1e300])
    func hugeRates(rate: Double) {
        var random = RandomState(seed: 42)
        var network = Network(layerSizes: [784, 90, 10], random: &random)
        network.train(input: observations[0].input, target: observations[0].target, learningRate: rate)
        #expect(network.divergence == nil && network.weights.allSatisfy { $0.elements.allSatisfy(\.isFinite) })
    }

    @Test("An observation that is learned perfectly is no divergence")
    func perfection() {
        var network = Network(weights: [[[0.5, -0.25]]])
        let input: Matrix = [[1], [0.5]]
        let target = network.feedforward(input)
        for _ in 0..<10 { network.train(input: input, target: target, learningRate: 0.5) }
        #expect(network.divergence == nil)
    }

    @Test(
        "A first number unlike all others costs no digits",
        arguments: [[1e16, 1, 2, 3], [1e308, -1e308, 2, 3], [1e16, 1e16, 1, 3]])
    func unlikeFirst(elements: [Double]) {
        let weights: Matrix = [[1e-17, 0.25, -0.5, 0.125]]
        let output = Network(weights: [weights]).feedforward(Matrix(column: elements))[0, 0]
        let expected = (1 / (1 + exp(-dot(weights, Matrix(column: elements)))))[0, 0]
        #expect(output == expected || abs(output - expected) < 1e-9)
    }

    @Test("Saturated outputs alone are no divergence while the hidden layer still moves, and the outputs come back")
    func recovery() {
        var network = Network(weights: [Matrix(5, 4, repeating: 0.1), Matrix(1, 5, repeating: 20)])
        let (input, target) = (Matrix(4, 1, repeating: 0.5), Matrix(1, 1, repeating: 0.01))
        let before = network.feedforward(input)[0, 0]
        for _ in 0..<10_000 where network.feedforward(input)[0, 0] > 0.7 {
            for _ in 0..<20 { network.train(input: input, target: target, learningRate: 0.05) }
        }
        #expect(before > 0.999999 && network.feedforward(input)[0, 0] <= 0.7 && network.divergence == nil)
    }

    @Test("Accuracy is the share of right answers; of nothing it is NaN")
    func accuracy() {
        let network = Network(weights: [[[1, 0], [0, 1]]])
        let observations: [(input: Matrix, label: Int)] = [
            ([[1], [0]], 0), ([[0], [1]], 1), ([[3], [2]], 1), ([[0], [5]], 1),
        ]
        #expect(network.accuracy(observations) == 0.75)
        #expect(network.accuracy([]).isNaN)
    }

    @Test("A row sum that overflows makes no NaN of a product that has none")
    func overflow() {
        let network = Network(weights: [Matrix(1, 4, repeating: 1e308)])
        let output = network.feedforward([[0], [1e-308], [0], [0]])[0, 0]
        #expect(abs(output - 1 / (1 + exp(Matrix(1, 1, repeating: -1))[0, 0])) < 1e-15)
    }
}

@Suite("Numerical gradient")
struct NumericalGradientTests {
    @Test("The gradient of a sum of squares is twice the matrix")
    func squares() {
        let gradient = numericalGradient(of: { ($0 * $0).sum }, at: [[3, 4], [-1, 0]])
        #expect((gradient - [[6, 8], [-2, 0]]).map(abs).max < 1e-8)
    }

    @Test("The gradient by some rows is these rows of the whole")
    func someRows() {
        let point: Matrix = [[3, 4], [-1, 0], [2, 5]]
        let whole = numericalGradient(of: { ($0 * $0 * $0).sum }, at: point)
        #expect(numericalGradient(of: { ($0 * $0 * $0).sum }, at: point, rows: 1..<3) == whole[rows: 1..<3])
    }

    @Test("The gradient of a constant is zero, and by an empty matrix it is empty")
    func constant() {
        #expect(numericalGradient(of: { _ in 7 }, at: [[1, 2]]) == [[0, 0]])
        #expect(numericalGradient(of: { _ in 7 }, at: Matrix(0, 3, elements: [])).shape == Shape(0, 3))
    }
}

@Suite("In parallel")
struct ParallelTests {
    private struct Odd: Error, Equatable {
        let number: Int
    }

    @Test("Results come in order, however many", arguments: [0, 1, 2, 100])
    func order(count: Int) {
        #expect(inParallel(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
    }

    @Test("Of several errors the first is thrown, and only after all are done")
    func errors() {
        #expect(throws: Odd(number: 1)) {
            try inParallel(10) { (number: Int) throws(Odd) -> Int in
                if number % 2 == 1 { throw Odd(number: number) }
                return number
            }
        }
    }

    @Test("Networks trained side by side are those trained one after the other")
    func networks() {
        let train = { @Sendable (seed: Int) -> [Matrix] in
            var random = RandomState(seed: UInt32(seed))
            var network = Network(layerSizes: [784, 12, 10], random: &random)
            for observation in observations {
                network.train(input: observation.input, target: observation.target, learningRate: 0.3)
            }
            return network.weights
        }
        #expect(inParallel(6, train) == (0..<6).map(train))
    }

    @Test("Copies of a network learn side by side as one after the other")
    func copies() {
        var random = RandomState(seed: 5)
        let network = Network(layerSizes: [784, 12, 10], random: &random)
        let train = { @Sendable (start: Int) -> [Matrix] in
            var copy = network
            for number in 0..<100 {
                let observation = observations[(start * 10 + number) % 100]
                copy.train(input: observation.input, target: observation.target, learningRate: 0.3)
            }
            return copy.weights
        }
        #expect(inParallel(8, train) == (0..<8).map(train))
    }
}
