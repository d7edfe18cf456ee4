import MNIST
import NeuralNetwork
import Numerics

/// The exercises of lesson 11.
public enum Lesson11 {
    /// What vanishes, and what keeps its size.
    public static let vanishing = Exercise<(timesSmaller: Int?, width: Double?)>(
        "11.1", .pencil,
        hints: [
            "How steep is a sigmoid at most? And what does He's rule count: nodes, or links into a node?",
            "At most a quarter of the error passes each layer. Ten quarters, one after the other, are 1/4 to the power of "
                + "10. Into a node of the second hidden layer lead 50 links.",
            "4 to the power of 10 is 1,024 · 1,024. The variance is 2/50; the standard deviation is its root.",
        ],
        learned:
            "A million times smaller is why deep networks did not learn for so long, until slopes of 1 and weights to "
            + "match.",
        why: "4¹⁰ = 2²⁰ = 1,048,576; and √(2/50) = √0.04 = 0.2."
    ) { answer in
        let (times, width) = (try given(answer.timesSmaller), try given(answer.width))
        try compare(
            times, with: 1_048_576, "the factor",
            mistakes: [
                (1024, "1,024 is the factor of five layers. These are ten."),
                (40, "40 is ten times four. The quarters are multiplied, not added."),
                (262_144, "262,144 is the factor of nine layers."),
                (4_194_304, "4,194,304 is the factor of eleven layers."),
                (4, "4 is the factor of a single layer."),
                (1, "1 is the factor of ten ReLUs that are all above 0."),
            ])
        try compare(
            width, with: 0.2, "the standard deviation", tolerance: 1e-3, hidesRightNumbers: true,
            mistakes: [
                (0.04, "0.04 is the variance. The standard deviation is its root."),
                (0.1414, "That is 1/√50, the rule without He's factor of 2."),
                (0.0505, "That is for 784 links. Into the second hidden layer lead 50 links a node."),
                (0.4472, "That counts the 10 nodes of the output layer."),
            ])
    }

    /// Six matrices that learn.
    ///
    /// Measured with the seeds 1 and 2: ReLU, factor 2, rate 0.1: 0.753 and 0.824; rate 0.03: 0.661 and 0.752; tanh,
    /// factor 2, rate 0.1: 0.828 and 0.833. Sigmoids read a tenth with any rate and factor that was tried.
    public static let sixMatrices = Exercise<(activation: Activation?, factor: Double?, rate: Double?)>(
        "11.2", .experiment,
        hints: [
            "Through which functions do errors come back nearly as large as they were?",
            "Not the sigmoid. And the weights have to keep the outputs from shrinking: which factor did He find?",
            "Take a ReLU or tanh and He's factor. Then only the rate is left: begin with the task's, and double it or halve "
                + "it.",
        ],
        learned:
            "The same network, the same digits: slope and width of the weights decided whether it could learn at all.",
        why: "A slope of 1 above 0, and twice the variance for the half that a ReLU blocks."
    ) { answer in
        let activation = try given(answer.activation)
        let (factor, rate) = (try given(answer.factor), try given(answer.rate))
        guard factor > 0, factor.isFinite else { throw Refusal("A factor of \(short(factor)) makes no weights.") }
        try checkLeadsDownhill(rate)
        if [.linear, .softmax].contains(activation) {
            throw Refusal("With \(activation) in all hidden layers the network is no better than one matrix.")
        }
        let allowed: [Activation] = [.sigmoid, .tanh, .relu, .leakyRelu(), .elu()]
        guard allowed.contains(activation) else {
            throw Refusal("The task has five functions, and \(activation) is none of them.")
        }
        let (digits, test) = (try Published.training(5000), try Published.test().first(2000))
        for seed: UInt32 in [1, 2] {
            let sizes = [784, 20, 20, 20, 20, 20, 10]
            let layers = (1...6).map { place in
                Dense(
                    sizes[place], activation: place == 6 ? .softmax : activation,
                    kernelInitializer: .normal(standardDeviation: (factor / Double(sizes[place - 1])).squareRoot()))
            }
            var model = Sequential(inputNodes: 784, layers, seed: seed)
            model.compile(optimizer: .sgd(learningRate: rate), loss: .sparseCategoricalCrossentropy)
            try model.learn(from: digits, batchSize: 20, epochs: 1)
            let accuracy = try model.accuracy(on: test)
            if accuracy < 0.6 {
                throw Refusal(
                    "With \(activation), a factor of \(short(factor)), a rate of \(short(rate)) and seed \(seed) the "
                        + "network reads \(fixed(accuracy)) of the digits, and should read 0.6.")
            }
        }
    }
}
