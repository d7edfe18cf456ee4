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

/// The sizes of the layers of a network with so many hidden ones.
nonisolated func layerSizes(hiddenLayers: Int) -> [Int] {
    [784] + Array(repeating: flags.hiddenNodes, count: hiddenLayers) + [10]
}

/// A digit as a network is asked about it.
typealias Question = (input: Matrix, label: Int)

/// A network with normal weights of a variance of `factor`/(incoming links).
nonisolated func untrained(
    _ activation: Activation, factor: Double = 1, hiddenLayers: Int = 5, seed: UInt32 = flags.seed
) -> Candidate {
    var random = RandomState(seed: seed)
    let sizes = layerSizes(hiddenLayers: hiddenLayers)
    let weights = zip(sizes, sizes.dropFirst()).map { links, nodes in
        random.normal(mean: 0, standardDeviation: (factor / Double(links)).squareRoot(), nodes, links)
    }
    return Candidate(activation: activation, weights: weights)
}

/// The share of questions that a network answers with the label.
nonisolated func accuracy(_ network: Candidate, _ questions: [Question]) -> Double {
    let right = questions.count { input, label in
        network.feedforward(input).outputs[network.weights.count].argmax == label
    }
    return Double(right) / Double(questions.count)
}

/// Numbers as a row of the results has them.
func row(_ values: [Double]) -> String {
    values.map { fixed($0, 3) }.joined(separator: ", ")
}

lesson.begin()

//: # Lesson 11: Depth
//:
//: With one hidden layer a thousand digits were enough to read about two of three. What do five hidden layers make of
//: the same thousand?
//:
//: You need lesson 10, the chain rule (lesson 5), and the rule of incoming links (lesson 4).
//:
//: ## Six matrices
//:
//: A network with several hidden layers is called **deep**. This one has five, of twenty nodes each, so there are six
//: matrices of weights: 784-20-20-20-20-20-10. It does what the network of lesson 10 does, with loops over its
//: matrices. A **pass** of a digit through it leaves two lists:

typealias Observation = (input: Matrix, target: Matrix)
typealias Pass = (sums: [Matrix], outputs: [Matrix])

//: `feedforward` keeps the sums and the outputs of all layers. The input counts as the first output, so `outputs[i]` is
//: what goes into matrix i, counted from 0 (the text counts from 1). (`([], [input])` is a pass with no sums yet and
//: one output. `enumerated` counts the matrices, and each of them adds a sum and an output. `f` is `activation`, but in
//: the last layer the sigmoid.)

nonisolated struct Candidate {
    let activation: Activation
    var weights: [Matrix]

    func feedforward(_ input: Matrix) -> Pass {
        var pass: Pass = ([], [input])
        for (i, matrix) in weights.enumerated() {
            let f = i == weights.count - 1 ? .sigmoid : activation
            let sums = dot(matrix, pass.outputs[i])
            pass.sums.append(sums)
            pass.outputs.append(f(sums))
        }
        return pass
    }
}

//: The way back begins at the output layer. A layer's deltas are its errors times its slopes (lesson 5). Handed back
//: through a matrix, deltas become the errors of the layer before it, and so on. (`reversed` counts down. `insert(…,
//: at: 0)` puts something at the front of a list, so `deltas[0]` is always the layer just done.)

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

//: Each matrix is updated by the column of its deltas times the row of what came in (lesson 5).

nonisolated extension Candidate {
    mutating func learn(_ digit: Observation, rate: Double) {
        let pass = feedforward(digit.input)
        for (i, delta) in deltas(pass, digit.target).enumerated() {
            let cameIn = pass.outputs[i].transposed
            weights[i] += dot(rate * delta, cameIn)
        }
    }
}

//: ## Does it learn?
//:
//: It learns and is asked as in lesson 10: from the first thousand training digits, once, and about the thousand
//: validation digits after these. Of lesson 10's rates it gets the upper three.
//:
//: **Before you read on:** with one hidden layer sigmoid, tanh and ReLU each read between 0.73 and 0.74 of the
//: validation digits, with the best of their rates. How many will they read with five?

let training = lesson.require(
    try Digits.training(atLeast: 5 * flags.digits + 1000))
let observations: [Observation] = training.prefix(flags.digits).map {
    ($0.scaledInput, $0.scaledTarget)
}
let validation: [Question] = training[flags.digits...].prefix(1000)
    .map { ($0.scaledInput, $0.label) }
let test: [Question] = lesson.require(try Digits.test()).prefix(1000)
    .map { ($0.scaledInput, $0.label) }

//: `untrained` and `accuracy` are much as in lesson 10 and stand at the top of `main.swift`. `factor` is 1 for now.

nonisolated func trained(
    _ activation: Activation, factor: Double, rate: Double,
    number: Int = 0
) -> Candidate {
    let seed = flags.seed &+ UInt32(number)
    var network = untrained(activation, factor: factor, seed: seed)
    for digit in observations { network.learn(digit, rate: rate) }
    return network
}

//: `validated` tries the rates:

nonisolated let rates = [0.1, 1, 10]
func validated(_ f: Activation, factor: Double = 1) -> [Double] {
    inParallel(rates.count) {
        let network = trained(f, factor: factor, rate: rates[$0])
        return accuracy(network, validation)
    }
}

//: Each function with each rate:

let kinds = ["sigmoid", "tanh", "ReLU"]
let functions: [Activation] = [.sigmoid, .tanh, .relu]
let reached = functions.map { validated($0) }
table(
    [Column("function", kinds)]
        + rates.indices.map { i in
            Column(
                "rate \(rates[i])", reached.map { $0[i] }, decimals: 3)
        })

//: The sigmoid's network guesses, whatever the rate: it has learned nothing. Tanh and the ReLU learn, but far less than
//: with one hidden layer. Why does the sigmoid's network learn nothing? And why do the others learn less? The second
//: question waits.
//:
//: ## What arrives at the first matrix
//:
//: Go back to untrained networks, with the same weights for all three functions. How large are the slopes of E at each
//: matrix? `typical` makes one number of all slopes of a matrix: the root of the mean of their squares. `typicalSlopes`
//: does so for each of a hundred digits and takes the mean over the digits.

func typical(_ matrix: Matrix) -> Double {
    (matrix * matrix).mean.squareRoot()
}
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

let slopes = functions.map { typicalSlopes(untrained($0)) }

//: (`log10` gives the power of ten: −4 stands for 10⁻⁴, or 0.0001.)

plot(
    zip(kinds, slopes).map { name, slopes in
        Series(name, linspace(1, 6, 6), slopes.map { log10($0) })
    },
    title: "A typical slope of E", xLabel: "matrix",
    yLabel: "power of ten")

//: Behind sigmoids the slopes shrink, from matrix 6 back to matrix 1, to about a quarter each time, or to less. That is
//: the **vanishing gradient**. Behind tanh, whose slope is up to 1, they hardly shrink. How many times as large are
//: they at matrix 6 as at matrix 1?

let ratios = slopes.map { ($0[5] / $0[0]).rounded() }
show(ratios[0], ratios[1], ratios[2])

//: A quarter to the fifth power is 1/1024. Most of the remaining factor of two is in what comes in: pixels, mostly
//: paper, at matrix 1, outputs near a half at matrix 6.
//:
//: So matrix 1 hardly moves. But with lesson 10's step function the first matrix never moved, and the last one learned
//: to read what random nodes say. Matrix 6 has the largest slopes here. Why can't it do that?
//:
//: ## What arrives at the last matrix
//:
//: Now the way forward. How much do the nodes of a layer say about the digit? A hundred digits go through the network
//: together, as the columns of `inputs`. For each node `differences` takes the standard deviation of its hundred
//: outputs, and for each layer the mean over the nodes.

let inputs = Matrix(
    rows: observations.prefix(100).map(\.input.elements)
).transposed
func differences(_ network: Candidate) -> [Double] {
    network.feedforward(inputs).outputs[1...5].map { outputs in
        let nodes = (0..<outputs.rows).map {
            Matrix(column: outputs.row($0)).standardDeviation
        }
        return Matrix(column: nodes).mean
    }
}

//: **Before you read on:** behind a sigmoid, how much of a small difference between two sums is left?

let said = functions.map { differences(untrained($0)) }
table(
    [Column("hidden layer", Array(1...5))]
        + zip(kinds, said).map { Column($0, $1, decimals: 4) })

//: A quarter at most: the slope again. So on the way forward the digits grow alike as fast as the errors shrink on the
//: way back. Matrix 6 gets twenty numbers that are the same for all digits but for the fourth decimal, and so it can
//: only learn one answer for all. Here that is 7, with each of the rates. This is the share of sevens among the
//: validation digits:

let sevens = validation.count { $0.label == 7 }
show(Double(sevens) / Double(validation.count))

//: So no rate helps: matrix 6 gets nothing to read, and matrix 1 next to nothing to learn from.
//:
//: ## Half of the squares
//:
//: The ReLU's slopes hardly shrink either, but all six are smaller than those of tanh, and the digits grow alike here,
//: too. Why? Take ten thousand normal sums, as many above 0 as below. As the measure of their size take the mean
//: of their squares.
//:
//: **Before you read on:** what does a ReLU leave of that mean?

var random = RandomState(seed: flags.seed)
let sums = random.normal(mean: 0, standardDeviation: 1, 100, 100)
func meanSquare(_ matrix: Matrix) -> Double {
    (matrix * matrix).mean
}
show(meanSquare(sums), meanSquare(Activation.relu(sums)))

//: Half, because half of the sums become 0. And the next layer? Say four links lead into a node, with weights of
//: standard deviation 1/2. The square of that, 1/4, is called the **variance**. Inputs with a mean square of 0.5 give
//: products with a mean square of 1/4 · 0.5. The node adds up four of them, and the mean square of its sum is four
//: times as large (lesson 4's √n, squared): 4 · 1/4 · 0.5 = 0.5. In general:
//:
//:     mean square of a sum = links · variance · mean square of the inputs
//:
//: By the rule of incoming links the variance is 1/links. The sums of the next layer are just as large as its inputs,
//: and then its ReLU takes half again.
//:
//: **Before you read on:** what is left of the mean square from layer 1 to layer 5? And which variance would make up
//: for the ReLU?

let wide = untrained(.relu, factor: 2)
let sizes = [untrained(.relu), wide].map {
    $0.feedforward(inputs).outputs[1...5].map(meanSquare)
}
table(
    Column("hidden layer", Array(1...5)),
    Column("variance 1/links", sizes[0], decimals: 4),
    Column("variance 2/links", sizes[1], decimals: 4))

//: With the rule of incoming links each layer should halve it. From layer 1 to layer 5 that makes a sixteenth, and here
//: it is a fourteenth. (No layer takes exactly half: twenty nodes are few.) Weights with twice the variance make up for
//: it, and here the size stays much the same.
//:
//: That is Kaiming He's rule of 2015: a variance of 2/(incoming links) for the ReLU and its relatives.
//:
//: ## Does that help?
//:
//: Tanh and the ReLU with both variances are trained from three seeds, with the best rate of each, and asked about the
//: test digits.
//:
//: **Before you read on:** lesson 10's network without an activation function read 0.674 of them. Which of these three
//: will read more?

let contestants: [(name: String, f: Activation, factor: Double)] =
    [("tanh", .tanh, 1), ("ReLU", .relu, 1), ("ReLU", .relu, 2)]
let best = [reached[1], reached[2], validated(.relu, factor: 2)].map {
    rates[Matrix(column: $0).argmax]
}
let tested = contestants.indices.map { i in
    let (_, f, factor) = contestants[i]
    return Matrix(
        column: inParallel(flags.seeds) {
            let network = trained(
                f, factor: factor, rate: best[i], number: $0)
            return accuracy(network, test)
        })
}

//: The table has the mean of the three, and how far they spread:

table(
    Column("function", contestants.map(\.name)),
    Column("variance", contestants.map { "\(Int($0.factor))/links" }),
    Column("best rate", best),
    Column("test accuracy", tested.map(\.mean), decimals: 3),
    Column("spread", tested.map(\.standardDeviation), decimals: 3))

//: None of them. With He's variance the ReLU reads more than with half of it, here and with each of the seeds 1 to 10.
//: With some seeds tanh is ahead of the ReLU with He's variance, with others behind. But even the best reads far fewer
//: digits than lesson 10's two matrices with nothing between them.
//:
//: ## Does depth never pay?
//:
//: The second question is left: why are these networks worse than those with one hidden layer? Errors and digits do get
//: through. Perhaps more matrices need more digits. Take tanh with a rate of 0.1 and one, two or five hidden layers.
//: Each network is asked about the test digits after a thousand training digits, and again after four thousand more.
//:
//: **Before you read on:** which of them will have caught up with one hidden layer?

let more: [Observation] = training.prefix(5 * flags.digits).map {
    ($0.scaledInput, $0.scaledTarget)
}
nonisolated let depths = [1, 2, 5]
let grown = inParallel(depths.count) { i in
    var network = untrained(.tanh, hiddenLayers: depths[i])
    return [0..<flags.digits, flags.digits..<5 * flags.digits].map {
        for digit in more[$0] { network.learn(digit, rate: 0.1) }
        return accuracy(network, test)
    }
}
table(
    Column("hidden layers", depths),
    Column("\(flags.digits) digits", grown.map { $0[0] }, decimals: 3),
    Column("\(more.count) digits", grown.map { $0[1] }, decimals: 3))

//: (One seed each: hence 0.427, not 0.386.) After a thousand digits a second hidden layer is a loss. After five
//: thousand it is none, here and with the seeds 1 to 10: two layers read as many as one, give or take two in a hundred.
//: Five have come closer. So matrices that begin at random have to be taught, and more of them need more digits. Why
//: they do is beyond this course. With still more digits, two layers may even be ahead: see "Try it".
//:
//: ## Dead nodes in a network
//:
//: In lesson 10 a step too long killed a ReLU node. In a network a node is dead when its sum is above 0 for no digit.
//: Then its slope is always 0, and its weights never change. In the first hidden layer nothing can revive it, because
//: its inputs, the digits, stay what they are.
//:
//: So let 784-20-10 with ReLUs learn from twenty digits, with a rate that may be too long. How many nodes are dead for
//: all thousand digits?
//:
//: **Before you read on:** after which rates, 0.1, 0.3 or 1, will nodes be dead?

let all = Matrix(rows: observations.map(\.input.elements)).transposed
func dead(_ network: Candidate) -> Int {
    let sums = dot(network.weights[0], all)  // a digit a column
    let rows = (0..<sums.rows).map { sums.row($0) }
    return rows.count { row in row.allSatisfy { $0 <= 0 } }
}

//: (`allSatisfy` asks whether something holds for every element.) The table has the sum for three seeds, so for sixty
//: nodes:

let firstRates = [0.1, 0.3, 1]
let counts = firstRates.map { rate in
    (0..<flags.seeds).map { number in
        var network = untrained(
            .relu, factor: 2, hiddenLayers: 1,
            seed: flags.seed &+ UInt32(number))
        for digit in observations.prefix(20) {
            network.learn(digit, rate: rate)
        }
        return dead(network)
    }.reduce(0, +)
}
table(
    Column("rate", firstRates), Column("dead after 20 digits", counts))

//: Here a rate of 1 kills more than a third of the nodes within twenty digits, and shorter steps kill fewer.
//:
//: ## What to take
//:
//: What lessons 10 and 11 show, and no more:
//:
//: - **One hidden layer**: any function but the step. Try several rates; that matters more.
//: - **Several**: not the sigmoid. Tanh, or the ReLU with He's weights, and more digits.
//: - **ReLU**: first steps that are not too long. If nodes die all the same, the leaky ReLU or the ELU: with these
//:   lesson 10's node came back.
//:
//: ## What we know now
//:
//: A sigmoid's slope, a quarter at most, taken five times over leaves next to nothing of an error on the way back, and
//: of what tells digits apart on the way forward. A slope of 1, with weights to match, lets both through. A slope of 0
//: on one side can kill a node. And more layers are not better by themselves: they need more digits.

let ends = ratios.map { fixed($0, 0) + " : 1" }
results(
    ("6 matrices: tanh, ReLU, ReLU by He", row(tested.map(\.mean))),
    (
        "1, 2, 5 hidden layers, \(more.count) digits",
        row(grown.map { $0[1] })
    ),
    ("slopes, matrix 6 to matrix 1", ends.joined(separator: ", ")))

//: ## Try it
//:
//: - In `main.swift`, give `factor` a default of 16 in `untrained` and in `validated`: weights four times as
//:   large. What does that do for the sigmoid, and what to the others?
//:
//: - Five times the digits, and some ten seconds. Does the sigmoid wake up? How do two hidden layers compare with one?
//:
//:       swift run lesson-11-depth --digits 5000
//:
//: Next, where it all began, with a single node:
//:
//:     swift run lesson-12-perceptron
