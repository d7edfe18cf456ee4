import Foundation
import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("What happens to errors that are handed back through six matrices.")
let flags = (
    seed: lesson.seed(),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 20, in: 2...100, "nodes in each hidden layer"),
    digits: lesson.parameter("digits", default: 1000, in: 100...10_000, "how many digits a network learns from"),
    seeds: lesson.parameter("seeds", default: 3, in: 2...20, "networks of each kind")
)
lesson.begin()

//: # Lesson 11: Depth
//:
//: What becomes of an error that has to go back through six matrices?
//:
//: You need the functions of lesson 10 and their slopes, the chain rule (lesson 5), and the rule for initial weights
//: (lesson 4).
//:
//: ## Six matrices
//:
//: A network with several hidden layers is called **deep**. This one has five, of twenty nodes each, so there are six
//: matrices of weights: 784-20-20-20-20-20-10. It does what the network of lesson 10 does, with loops over its
//: matrices. A **pass** of digits through it leaves two lists:

typealias Observation = (input: Matrix, target: Matrix)
typealias Pass = (sums: [Matrix], outputs: [Matrix])

//: `feedforward` keeps the sums and the outputs of all layers. The input counts as the first output, so `outputs[i]` is
//: what goes into matrix i, counted from 0. (`([], [input])` is a pass with no sums yet and one output. Each layer then
//: adds to both lists. The last one applies the sigmoid, all others apply `activation`.)

nonisolated struct Candidate {
    let activation: Activation
    var weights: [Matrix]

    func feedforward(_ input: Matrix) -> Pass {
        var pass: Pass = ([], [input])
        for (i, matrix) in weights.enumerated() {
            let isLast = i == weights.count - 1
            let sums = dot(matrix, pass.outputs[i])
            pass.sums.append(sums)
            pass.outputs.append((isLast ? .sigmoid : activation)(sums))
        }
        return pass
    }
}

//: (`enumerated` counts the matrices as the loop takes them.) The way back begins at the output layer. A layer's deltas
//: are its errors times its slopes (lesson 5). Handed back through a matrix, deltas become the errors of the layer
//: before it. Those errors times the slopes there are that layer's deltas, and so on. (`reversed` counts down,
//: `insert(…, at: 0)` puts something at the front of a list, and an `extension` adds functions to a type.)

nonisolated extension Candidate {
    func deltas(_ pass: Pass, _ target: Matrix) -> [Matrix] {
        let last = weights.count - 1
        let output = pass.outputs[last + 1]
        var deltas = [(target - output) * output * (1 - output)]
        for i in (0..<last).reversed() {
            let errors = dot(weights[i + 1].transposed, deltas[0])
            let slopes = activation.derivative(pass.sums[i])
            deltas.insert(errors * slopes, at: 0)
        }
        return deltas
    }
}

//: A matrix is updated by the column of its deltas times the row of what came in, as ever: minus half of the gradient
//: of E (lesson 5).
//:
//: `untrained` draws normal weights. Lesson 4's rule by links makes their variance, the square of the standard
//: deviation, 1/(incoming links). `factor` will be needed later. For now it is 1.

nonisolated func untrained(
    _ activation: Activation, _ layerSizes: [Int],
    factor: Double = 1, seed: UInt32
) -> Candidate {
    var random = RandomState(seed: seed)
    let weights = zip(layerSizes, layerSizes.dropFirst()).map {
        let variance = factor / Double($0)
        return random.normal(
            mean: 0, standardDeviation: variance.squareRoot(), $1, $0)
    }
    return Candidate(activation: activation, weights: weights)
}

//: ## What arrives at the first matrix
//:
//: Take three networks that have learned nothing yet, with sigmoid, tanh and ReLU in all five hidden layers, and with
//: the same weights. How large are the slopes of E at each matrix? One number has to stand for all slopes of a matrix.
//: `typical` squares them, takes the mean, and then the root.

let training = lesson.require(
    try Digits.training(atLeast: flags.digits + 1000))
let observations: [Observation] = training.prefix(flags.digits).map {
    ($0.scaledInput, $0.scaledTarget)
}
func typical(_ matrix: Matrix) -> Double {
    (matrix * matrix).mean.squareRoot()
}

//: `typicalSlopes` does so for each matrix and each of a hundred digits, and takes the mean over the digits:

func typicalSlopes(_ network: Candidate) -> [Double] {
    var sums = network.weights.map { _ in 0.0 }
    for (input, target) in observations.prefix(100) {
        let pass = network.feedforward(input)
        let deltas = network.deltas(pass, target)
        for i in sums.indices {
            sums[i] += typical(
                -2 * dot(deltas[i], pass.outputs[i].transposed))
        }
    }
    return sums.map { $0 / 100 }
}

//: **Before you read on:** the sigmoid's slope is at most a quarter, and an error goes through five of them before it
//: reaches matrix 1. How much of it will be left there, compared with matrix 6?

let layerSizes =
    [784] + Array(repeating: flags.hiddenNodes, count: 5) + [10]
let kinds = ["sigmoid", "tanh", "ReLU"]
let slopes = [Activation.sigmoid, .tanh, .relu].map {
    typicalSlopes(untrained($0, layerSizes, seed: flags.seed))
}
table(
    [Column("matrix", Array(1...6))]
        + zip(kinds, slopes).map { Column($0, $1, decimals: 6) })

plot(
    zip(kinds, slopes).map { name, slopes in
        Series(name, linspace(1, 6, 6), slopes.map { log10($0) })
    },
    title: "A typical slope of E", xLabel: "matrix",
    yLabel: "power of ten")

//: (`log10` gives the power of ten: −4 stands for 10⁻⁴, or 0.0001.) On the way back through the sigmoids the slopes
//: shrink to about a quarter with each matrix, or to less. That is the **vanishing gradient**. Behind tanh, whose slope
//: is up to 1, they hardly shrink. How many times as large as at matrix 1 are the slopes at matrix 6?

let ratios = slopes.map { ($0[5] / $0[0]).rounded() }
show(ratios[0], ratios[1], ratios[2])

//: (These come from the slopes before rounding.) Five slopes of a quarter at most explain a factor of 1,024 or more.
//: Most slopes are smaller than a quarter, and the weights change the rest.

//: ## Weights to match
//:
//: The ReLU's slopes hardly shrink either, but all six are smaller than those of tanh. A reason can be seen on the way
//: forward, where a ReLU blocks all that is below 0, about half of the sums.
//:
//: **Before you read on:** what becomes of the size of the outputs from hidden layer to hidden layer? And what could
//: the weights do about it?

typealias Questions = (inputs: Matrix, labels: [Int])
func questions(_ digits: some Collection<Digit>) -> Questions {
    let rows = Matrix(rows: digits.map(\.scaledInput.elements))
    return (rows.transposed, digits.map(\.label))
}

//: (`questions` puts the inputs of many digits side by side, as in lesson 10.)

let inputs = questions(training.prefix(100)).inputs
let narrow = untrained(.relu, layerSizes, seed: flags.seed)
let wide = untrained(.relu, layerSizes, factor: 2, seed: flags.seed)
let sizes = [narrow, wide].map {
    $0.feedforward(inputs).outputs[1...5].map(typical)
}
table(
    Column("hidden layer", Array(1...5)),
    Column("variance 1/links", sizes[0], decimals: 4),
    Column("variance 2/links", sizes[1], decimals: 4))

//: With a variance of 1/links the outputs get smaller from layer to layer. On average about half of the squares is lost
//: in each, so a variance twice as large should make up for it, and here it does. That is Kaiming He's rule of 2015: a
//: variance of 2/(incoming links) for the ReLU and its relatives. (He and others, in the same paper, introduced the
//: PReLU.) And the slopes of E?

let wideSlopes = typicalSlopes(wide)
table(
    Column("matrix", Array(1...6)),
    Column("variance 1/links", slopes[2], decimals: 6),
    Column("variance 2/links", wideSlopes, decimals: 6))

//: They are about five times as large, and here no smaller than those of tanh.
//:
//: ## Do they learn?
//:
//: Now train them as in lesson 10, with the first thousand training digits, once. Each kind is tried with the same four
//: rates and with three seeds. Its best rate is chosen on the thousand validation digits that follow, and the first
//: thousand test digits are asked last.
//:
//: **Before you read on:** with one hidden layer the sigmoid read 0.67 of the test digits, as did the ReLU. And now?

let validation = questions(training[flags.digits...].prefix(1000))
let test = questions(
    lesson.require(try Digits.test()).first(1000))

//: `learn` and `accuracy` are those of lesson 10, for any number of matrices.

nonisolated extension Candidate {
    mutating func learn(_ digit: Observation, rate: Double) {
        let pass = feedforward(digit.input)
        for (i, delta) in deltas(pass, digit.target).enumerated() {
            weights[i] += dot(rate * delta, pass.outputs[i].transposed)
        }
    }
}

//: An answer is the place of the largest output, as ever.

nonisolated func accuracy(
    _ network: Candidate, _ questions: Questions
) -> Double {
    let outputs = network.feedforward(questions.inputs).outputs
    let rows = outputs[network.weights.count].transposed
    let right = questions.labels.indices.count {
        rows[rows: $0..<$0 + 1].argmax == questions.labels[$0]
    }
    return Double(right) / Double(questions.labels.count)
}

//: There are four kinds of network, each a function with a factor for the variance. A `Try` is what comes of one kind
//: with one rate:

nonisolated let contestants: [(Activation, factor: Double)] =
    [(.sigmoid, 1), (.tanh, 1), (.relu, 1), (.relu, 2)]
nonisolated let rates = [0.01, 0.1, 1, 10]
nonisolated struct Try {
    let rate: Double
    let networks: [Candidate]  // one for each seed
    let validation: Double  // their mean accuracy
}
nonisolated func mean(_ numbers: [Double]) -> Double {
    Matrix(column: numbers).mean
}

//: `tried` trains the networks of one kind with one rate.

nonisolated func tried(_ kind: Int, _ rate: Double) -> Try {
    let networks = (0..<flags.seeds).map { number in
        var network = untrained(
            contestants[kind].0, layerSizes,
            factor: contestants[kind].factor,
            seed: flags.seed &+ UInt32(number))
        for digit in observations { network.learn(digit, rate: rate) }
        return network
    }
    return Try(
        rate: rate, networks: networks,
        validation: mean(networks.map { accuracy($0, validation) }))
}

//: And the table:

let tries = inParallel(contestants.count) { kind in
    rates.map { tried(kind, $0) }
}
let best = tries.map { byRate in
    byRate.max { $0.validation < $1.validation } ?? byRate[0]
}
let tested = best.map { $0.networks.map { accuracy($0, test) } }
let spreads = tested.map { Matrix(column: $0).standardDeviation }
table(
    Column("function", kinds + ["ReLU"]),
    Column("variance", contestants.map { "\(Int($0.factor))/links" }),
    Column("best rate", best.map(\.rate)),
    Column("at its best", best.map(\.validation), decimals: 3),
    Column("test", tested.map(mean), decimals: 3),
    Column("spread", spreads, decimals: 3))

//: The sigmoid's best is not good. These are its means on the validation digits with each of the four rates:

show(tries[0].map(\.validation))

//: About 0.1 is what guessing gives, so with none of the four does the deep sigmoid network learn anything. A step long
//: enough for matrix 1 would be far too long for matrix 6. The others learn. With He's variance the ReLU reads more
//: digits than with the smaller one, in the mean of these three seeds; lesson 8's coin would want more of them. Between
//: tanh and this ReLU the table doesn't decide: single networks of one kind differ by as much.
//:
//: And deeper is not better by itself. With one hidden layer each function but the step read more than 0.6 of these
//: test digits. A thousand digits are few for six matrices.
//:
//: ## Dead nodes in a network
//:
//: In lesson 10 a step too long killed a ReLU node. In a network a node is dead when its sum is above 0 for none of
//: the digits. Then its slope is 0 for all of them, and its weights never change. In the first hidden layer nothing
//: else can revive it either, because the inputs of that layer, the digits, stay what they are.
//:
//: So take one hidden layer of twenty ReLUs, 784-20-10. It learns from twenty digits with a rate that may be too long,
//: and then from all thousand with a rate of 0.03. How many nodes are dead before that second part, and how many
//: after?
//:
//: **Before you read on:** after which first rates, 0.1, 0.3 or 1, will nodes be dead? And will the later, shorter
//: steps bring them back?

let all = Matrix(rows: observations.map(\.input.elements)).transposed
func dead(_ network: Candidate) -> Int {
    let sums = dot(network.weights[0], all)  // a column for each digit
    let rows = (0..<sums.rows).map { sums.row($0) }
    return rows.count { $0.allSatisfy { $0 <= 0 } }
}

//: (`allSatisfy` asks whether something holds for every element.) A pair of counts for each first rate and seed:

let firstRates = [0.1, 0.3, 1]
let counts = firstRates.map { rate in
    (0..<flags.seeds).map { number in
        var network = untrained(
            .relu, [784, flags.hiddenNodes, 10], factor: 2,
            seed: flags.seed &+ UInt32(number))
        for digit in observations.prefix(20) {
            network.learn(digit, rate: rate)
        }
        let before = dead(network)
        for digit in observations { network.learn(digit, rate: 0.03) }
        return (before: before, after: dead(network))
    }
}

//: Of sixty nodes, twenty for each seed, are dead:

let early = counts.map { $0.map(\.before).reduce(0, +) }
let late = counts.map { $0.map(\.after).reduce(0, +) }
table(
    Column("first rate", firstRates),
    Column("dead after 20 digits", early),
    Column("dead in the end", late))

//: A rate of 1 kills more than a third of the sixty nodes here within twenty digits. Shorter first steps kill fewer. In
//: each row none comes back, and one more dies later. A leaky ReLU or an ELU node with such sums would still have
//: slopes, so it could come back.
//:
//: ## What to take
//:
//: What the tables of lessons 10 and 11 show, and no more:
//:
//: - **One hidden layer**: any of them but the step. Try several learning rates; that matters more.
//: - **Several hidden layers**: not the sigmoid. Tanh or the ReLU, the latter with He's weights.
//: - **ReLU**: steps that are not too long, above all the first ones. If nodes die all the same, the leaky ReLU or the
//:   ELU.
//: - **The output layer** has another task, to match its targets. Between 0 and 1 the sigmoid does.
//:
//: ## What we know now
//:
//: An error is multiplied by a slope in every layer that it goes back through, and by the weights. A slope of at most
//: a quarter, five times over, leaves next to nothing. A slope of 1, with weights to match, leaves enough to learn
//: from. A slope of 0 on one side can kill a node.

let read = [0, 1, 3].map { fixed(mean(tested[$0]), 3) }
let ends = ratios.map { fixed($0, 0) + " : 1" }
results(
    ("6 matrices: sigmoid, tanh, ReLU", read.joined(separator: ", ")),
    ("slopes, matrix 6 to matrix 1", ends.joined(separator: ", ")))

//: ## Try it
//:
//: - Another seed. Is the ReLU still ahead of tanh?
//:
//:       swift run lesson-11-depth --seed 1
//:
//: - Narrower layers. Does the ratio for the sigmoid grow or shrink?
//:
//:       swift run lesson-11-depth --hidden-nodes 10
//:
//: - More digits, and some ten seconds. Does the sigmoid wake up? Do the others catch up with one hidden layer?
//:
//:       swift run lesson-11-depth --digits 5000
//:
//: - In `main.swift`, give the sigmoid in `contestants` a factor of 16, so that its weights are four times as large.
//:   What do they make up for? Try longer steps, too.
//:
//: Next, where it all began, with a single node:
//:
//:     swift run lesson-12-perceptron
