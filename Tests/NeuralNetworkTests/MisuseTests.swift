import NeuralNetwork
import Numerics
import TestSupport
import Testing

@Suite("Misuse of a network stops with the shapes")
struct MisuseTests {
    @Test("Weights that don't fit each other stop the program")
    func weights() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Network(weights: [Matrix(5, 3, repeating: 0), Matrix(2, 4, repeating: 0)])
        }
        for shape in ["(2, 4)", "(5, 3)"] { #expect(errors(result?.standardErrorContent, contain: shape)) }
    }

    @Test("Layers, models and optimizers with impossible values stop the program")
    func models() async {
        let layer = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Dense(1 << 62)
        }
        #expect(errors(layer?.standardErrorContent, contain: "\(1 << 62)"))
        let activation = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Dense(1, activation: .prelu(alpha: 0.25))
        }
        #expect(errors(activation?.standardErrorContent, contain: "prelu(alpha: 0.25)"))
        let model = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Sequential(inputNodes: Int.max, seed: 1)
        }
        #expect(errors(model?.standardErrorContent, contain: "\(Int.max)"))
        let optimizer = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var model = Sequential(inputNodes: 1, seed: 1)
            model.compile(optimizer: .sgd(learningRate: .nan), loss: .sparseCategoricalCrossentropy)
        }
        #expect(errors(optimizer?.standardErrorContent, contain: "learning rate"))
    }

    @Test("An input or a target of another size stops the program")
    func observations() async {
        let input = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Network(weights: [Matrix(2, 3, repeating: 0)]).predict(Matrix(4, 1, repeating: 0))
        }
        #expect(errors(input?.standardErrorContent, contain: "(4, 1)"))
        let target = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var network = Network(weights: [Matrix(2, 3, repeating: 0)])
            network.train(input: Matrix(3, 1, repeating: 0), target: Matrix(3, 1, repeating: 0), learningRate: 1)
        }
        #expect(errors(target?.standardErrorContent, contain: "(3, 1)"))
    }

    @Test("A network without layers, or with a layer without nodes, stops the program")
    func empty() async {
        let none = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Network(weights: [])
        }
        #expect(errors(none?.standardErrorContent, contain: "A network needs two layers"))
        let zero = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var random = RandomState(seed: 1)
            _ = Network(layerSizes: [784, 0, 10], random: &random)
        }
        #expect(errors(zero?.standardErrorContent, contain: "A layer can't have 0 nodes"))
    }

    @Test("A perceptron without inputs, an input of another size and a target that is no class stop the program")
    func perceptron() async {
        let none = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Perceptron(inputCount: 0)
        }
        #expect(errors(none?.standardErrorContent, contain: "A perceptron can't have 0 inputs"))
        let input = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var perceptron = Perceptron(inputCount: 2)
            perceptron.train(input: [1, 2, 3], target: 0, learningRate: 1)
        }
        #expect(
            errors(input?.standardErrorContent, contain: "An input of 3 numbers doesn't fit a perceptron of 2 inputs"))
        let target = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var perceptron = Perceptron(inputCount: 1)
            perceptron.train(input: [1], target: 2, learningRate: 1)
        }
        #expect(errors(target?.standardErrorContent, contain: "The target of a perceptron is 0 or 1, and not 2"))
    }
}
