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

let layerSizes = [784] + Array(repeating: flags.hiddenNodes, count: 5) + [10]

/// A digit as a network is asked about it.
typealias Question = (input: Matrix, label: Int)

/// A network with normal weights of a variance of `factor`/(incoming links).
nonisolated func untrained(
    _ activation: Activation, factor: Double = 1, _ sizes: [Int] = layerSizes, seed: UInt32 = flags.seed
) -> Candidate {
    var random = RandomState(seed: seed)
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

lesson.begin()

//: # Lesson 11: Depth
//:
//: With one hidden layer a thousand digits were enough to read about two of three. What do five hidden layers make of
//: the same thousand?
//:
//: You need the functions of lesson 10 and their slopes, the chain rule (lesson 5), and the rule of incoming links for
//: the first weights (lesson 4).
//:
//: ## Six matrices
//:
//: A network with several hidden layers is called **deep**. This one has five, of twenty nodes each, so there are six
//: matrices of weights: 784-20-20-20-20-20-10. It does what the network of lesson 10 does, with loops over its
//: matrices. A **pass** of a digit through it leaves two lists:

typealias Observation = (input: Matrix, target: Matrix)
typealias Pass = (sums: [Matrix], outputs: [Matrix])

//: `feedforward` keeps the sums and the outputs of all layers. The input counts as the first output, so `outputs[i]` is
//: what goes into matrix i, counted from 0. (`([], [input])` is a pass with no sums yet and one output. `enumerated`
//: counts the matrices as the loop takes them, and each adds to both lists. `f` is `activation`, but in the last layer
//: the sigmoid.)

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
//: through a matrix, deltas become the errors of the layer before it. Those errors times the slopes there are that
//: layer's deltas, and so on. (`reversed` counts down, and `insert(…, at: 0)` puts something at the front of a list.)

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
//: It learns and is asked as in lesson 10: from the first thousand training digits, once, with four rates, and about
//: the thousand validation digits after these. The first thousand test digits come later.
//:
//: **Before you read on:** with one hidden layer sigmoid, tanh and ReLU each read between 0.73 and 0.74 of the
//: validation digits, with the best of the four rates. How many will they read with five?

let training = lesson.require(
    try Digits.training(atLeast: flags.digits + 1000))
let observations: [Observation] = training.prefix(flags.digits).map {
    ($0.scaledInput, $0.scaledTarget)
}
let validation: [Question] = training[flags.digits...].prefix(1000)
    .map { ($0.scaledInput, $0.label) }
let test: [Question] = lesson.require(try Digits.test()).prefix(1000)
    .map { ($0.scaledInput, $0.label) }

//: `untrained` and `accuracy` are much as in lesson 10 and stand at the top of `main.swift`. `factor` will be needed
//: later. For now it is 1.

nonisolated func trained(
    _ activation: Activation, factor: Double, rate: Double,
    number: Int = 0
) -> Candidate {
    let seed = flags.seed &+ UInt32(number)
    var network = untrained(activation, factor: factor, seed: seed)
    for digit in observations { network.learn(digit, rate: rate) }
    return network
}

//: `validated` tries the four rates:

nonisolated let rates = [0.01, 0.1, 1, 10]
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

//: With sigmoids one digit in ten is read, whatever the rate. That is what guessing gives: the network has learned
//: nothing. Tanh and the ReLU learn, but far less than with one hidden layer. Four more layers have made every network
//: worse, and one of them useless. Why that one?
//:
//: ## What arrives at the first matrix
//:
//: Go back to networks that have learned nothing yet, with the same weights for all three functions. How large are the
//: slopes of E at each matrix? One number has to stand for all slopes of a matrix: `typical` squares them, takes the
//: mean, and then the root. `typicalSlopes` does so for each of a hundred digits and takes the mean over the digits.

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

//: (These come from the slopes before rounding.) A quarter to the fifth power is 1/1024, so sigmoids alone can explain
//: a ratio of a thousand. And that is why no rate helps: a step long enough for matrix 1 is far too long for matrix 6.
//:
//: ## Half of the squares
//:
//: The ReLU's slopes hardly shrink either, but all six are smaller than those of tanh. The reason can be seen on the
//: way forward. Take ten thousand normal sums, as many above 0 as below. As the measure of their size take the mean of
//: their squares.
//:
//: **Before you read on:** what does a ReLU leave of that mean?

var random = RandomState(seed: flags.seed)
let sums = random.normal(mean: 0, standardDeviation: 1, 100, 100)
func meanSquare(_ matrix: Matrix) -> Double {
    (matrix * matrix).mean
}
show(meanSquare(sums), meanSquare(Activation.relu(sums)))

//: Half, because half of the sums become 0. And the next layer? A sum there has as many products as links lead into the
//: node. The mean of its squares is, on average, the number of links times the **variance** of the weights (the square
//: of their standard deviation) times the mean square of what comes in. By the rule of incoming links the variance is
//: 1/links. So the sums of the next layer are just as large as its inputs, and then its ReLU takes half again.
//:
//: **Before you read on:** what is left of the mean square after five layers? And which variance would make up for the
//: ReLU?

let inputs = Matrix(
    rows: observations.prefix(100).map(\.input.elements)
).transposed
let wide = untrained(.relu, factor: 2)
let sizes = [untrained(.relu), wide].map {
    $0.feedforward(inputs).outputs[1...5].map(meanSquare)
}
table(
    Column("hidden layer", Array(1...5)),
    Column("variance 1/links", sizes[0], decimals: 4),
    Column("variance 2/links", sizes[1], decimals: 4))

//: (The columns of `inputs` are a hundred digits, which go through the network together.) With the rule of
//: incoming links each layer should halve it. From layer 1 to layer 5 that makes a sixteenth, and here it is a
//: fourteenth. (No single layer takes exactly half: twenty nodes are few.) Weights with twice the variance make up for
//: it, and here the size stays much the same.
//:
//: That is Kaiming He's rule of 2015: a variance of 2/(incoming links) for the ReLU and its relatives. And the slopes
//: of E?

let wideSlopes = typicalSlopes(wide)
table(
    Column("matrix", Array(1...6)),
    Column("variance 1/links", slopes[2], decimals: 6),
    Column("variance 2/links", wideSlopes, decimals: 6))

//: They are about five times as large, and here no smaller than those of tanh.
//:
//: ## Does that help?
//:
//: Now the ReLU with He's variance is trained, too. Then each of the four is trained from three seeds, with its best
//: rate, and asked about the test digits.
//:
//: **Before you read on:** with one hidden layer, and with no function at all, 0.674 of them were read (lesson 10).
//: Which of these four will read more?

let contestants: [(Activation, factor: Double)] =
    [(.sigmoid, 1), (.tanh, 1), (.relu, 1), (.relu, 2)]
let best = (reached + [validated(.relu, factor: 2)]).map { row in
    rates[rates.indices.max { row[$0] < row[$1] } ?? 0]
}
let tested = zip(contestants, best).map { contestant, rate in
    let (f, factor) = contestant
    return Matrix(
        column: inParallel(flags.seeds) {
            let network = trained(
                f, factor: factor, rate: rate, number: $0)
            return accuracy(network, test)
        })
}

//: The table has the mean of the three, and how far they spread:

table(
    Column("function", kinds + ["ReLU"]),
    Column("variance", contestants.map { "\(Int($0.factor))/links" }),
    Column("best rate", best),
    Column("test accuracy", tested.map(\.mean), decimals: 3),
    Column("spread", tested.map(\.standardDeviation), decimals: 3))

//: None of them. With He's variance the ReLU reads more digits than with half of it, here and with each of the seeds 1
//: to 10. Tanh and this ReLU can't be told apart: single networks of one kind differ by as much, and with some of these
//: seeds one is ahead, with some the other. But the best network with six matrices reads far fewer digits than lesson
//: 10's network with two matrices and nothing between them. Depth is no gain by itself. For six matrices a thousand
//: digits, seen once, are few; with more they do better, as a suggestion below shows.
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
            .relu, factor: 2, [784, flags.hiddenNodes, 10],
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
//: from. A slope of 0 on one side can kill a node. And more layers are not better by themselves.

let read = [0, 1, 3].map { fixed(tested[$0].mean, 3) }
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
