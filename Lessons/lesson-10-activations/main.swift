import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("What else a node can do with its sum: seven activation functions, drawn and measured.")
let flags = (
    seed: lesson.seed(),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 20, in: 2...100, "nodes in the hidden layer"),
    digits: lesson.parameter("digits", default: 1000, in: 10...10_000, "how many digits a network learns from"),
    seeds: lesson.parameter("seeds", default: 3, in: 2...20, "networks of each kind that are asked at the end")
)

/// A picture of 16 × 17 points: a curve, and its axes paler.
func sketch(_ curve: (Double) -> Double) -> Matrix {
    var picture = Matrix(16, 17, repeating: 0)
    for row in 0..<16 { picture[row, 8] = 0.3 }
    for column in 0..<17 {
        picture[9, column] = 0.3
        let row = 9 - Int((4 * curve(Double(column - 8) / 2)).rounded())
        if (0..<16).contains(row) { picture[row, column] = 1 }
    }
    return picture
}

/// A digit as a network is asked about it.
typealias Question = (input: Matrix, label: Int)

/// A network with normal weights by the rule of incoming links.
nonisolated func untrained(_ activation: Activation, seed: UInt32) -> Candidate {
    var random = RandomState(seed: seed)
    func normal(_ rows: Int, _ columns: Int) -> Matrix {
        random.normal(mean: 0, standardDeviation: 1 / Double(columns).squareRoot(), rows, columns)
    }
    return Candidate(
        activation: activation, first: normal(flags.hiddenNodes, 784), second: normal(10, flags.hiddenNodes))
}

/// The share of questions that a network answers with the label.
nonisolated func accuracy(_ network: Candidate, _ questions: [Question]) -> Double {
    Double(questions.count { network.answer($0.input) == $0.label }) / Double(questions.count)
}

lesson.begin()

//: # Lesson 10: Activation functions
//:
//: A sigmoid's slope is never above a quarter, so on the way back it takes at least three quarters of every error.
//: Other functions have a slope of 1. Does a network read more digits with one of them?
//:
//: You need to know why a node has an activation function, and what saturated means (lesson 2), the chain rule (lesson
//: 5), and how to tell a finding from luck (lesson 8).
//:
//: ## Seven functions
//:
//: Two matrices with nothing between them are no better than one (lesson 2). So far the sigmoid came between. These
//: seven are listed roughly in the order in which they came into use:
//:
//:     step         0 below 0, and 1 from 0 on
//:     sigmoid      1 / (1 + e^(−x))
//:     tanh         (e^x − e^(−x)) / (e^x + e^(−x))
//:     ReLU         x above 0, and 0 below
//:     leaky ReLU   x above 0, and 0.2 · x below
//:     PReLU        x above 0, and α · x below
//:     ELU          x above 0, and e^x − 1 below
//:
//: **tanh**, the hyperbolic tangent, is a sigmoid that reaches from −1 to 1. The **ReLU**, rectified linear unit, hands
//: on what is above 0 and blocks the rest. The **leaky ReLU** has a small fixed slope below 0, here 0.2. In the
//: **PReLU**, P for parametric, this slope α is learned as weights are. The **ELU**, the exponential linear unit, bends
//: toward −1.
//:
//: The cells below leave out the PReLU, which with a fixed α is a leaky ReLU, and have **linear** in its place: it
//: hands on its sum as it is. Each `Activation` can be applied to a number or to every element of a matrix, and has a
//: derivative.

let functions: [(name: String, activation: Activation)] = [
    ("step", .step), ("sigmoid", .sigmoid), ("tanh", .tanh),
    ("ReLU", .relu), ("leaky ReLU", .leakyRelu(negativeSlope: 0.2)),
    ("ELU", .elu()), ("linear", .linear),
]
let names = functions.map(\.name)
let activations = functions.map(\.activation)
show(Activation.sigmoid(0), Activation.sigmoid.derivative(0))

//: ## Their shapes
//:
//: Here are all but linear, which is a straight line. From left to right x goes from −4 to 4, and from top to bottom y
//: goes from 2.25 to −1.5. To the right of each function stands its slope. (`sketch` draws a curve. Pale lines, in
//: characters dots and dashes, are the axes, and a line stands for two rows of points, with `*` where curve and axis
//: share one.)
//:
//: **Before you read on:** tanh(x) is 2 · sigmoid(2x) − 1, so its S is twice as high as the sigmoid's, and half as
//: wide. The sigmoid's slope at 0 is a quarter. How steep is tanh there?

gallery(
    functions.dropLast().flatMap { name, f in
        [
            (name, sketch { f($0) }),
            ("its slope", sketch { f.derivative($0) }),
        ]
    })

//: The step's slope is 0 wherever it has one. The sigmoid's is never more than a quarter, and at this size one can
//: hardly tell it from the axis. That of tanh rises to 1: twice as high in half the width is four times as steep. The
//: ReLU and its relatives have a slope of 1 above 0, and differ below. (At 0 the ReLU has a corner; the program takes a
//: slope of 0.) Three slopes again, larger:

let x = linspace(-6, 6, 121)
plot(
    Series("sigmoid", x, x.map { Activation.sigmoid.derivative($0) }),
    Series("tanh", x, x.map { Activation.tanh.derivative($0) }),
    Series("ReLU", x, x.map { Activation.relu.derivative($0) }),
    title: "Slopes", xLabel: "x")

//: ## In numbers
//:
//: **Before you read on:** what does each function make of −1000? And which of them can tell −1000 from −1001?

let places: [Double] = [-1001, -1000, -1, 0, 1, 1000]
table(
    [Column("function", names)]
        + places.map { place in
            Column(
                "\(Int(place))", activations.map { $0(place) },
                decimals: 4)
        })

//: Only the leaky ReLU and the linear function can tell them apart; for the others a very negative sum is like any
//: other.
//:
//: ## One sign for all
//:
//: The outputs of the sigmoid all lie above 0. What does that do to a node of the next layer? The update of each weight
//: into that node is the node's delta times the number that came in (lesson 5). The delta is the same for all these
//: weights, say 0.1. Let the nodes before have the sums −1, 0.5 and 2.
//:
//: **Before you read on:** which signs do the three updates have behind sigmoids, and which behind tanh?

let sums: Matrix = [[-1, 0.5, 2]]
show(0.1 * Activation.sigmoid(sums))
show(0.1 * Activation.tanh(sums))

//: Behind sigmoids the three weights can only go up together, or down together; if one should rise and another fall,
//: they need a detour. Behind tanh each update has a sign of its own. A function with outputs on both sides of 0 is
//: called **zero-centered**. The ReLU is not; its relatives are. (The end of this lesson shows no gain from it.)
//:
//: ## Saturating
//:
//: A node whose slope is nearly 0 learns next to nothing, because its error is multiplied by that slope.
//:
//: **Before you read on:** which of sigmoid, tanh, ReLU and ELU are nearly flat at 4? And at −4?

let four: [Activation] = [.sigmoid, .tanh, .relu, .elu()]
show(four.map { $0.derivative(4) })
show(four.map { $0.derivative(-4) })

//: Sigmoid and tanh saturate at both ends, the ELU below. The ReLU doesn't saturate above 0, and is altogether flat
//: below.
//:
//: ## Dying
//:
//: That flat half has a danger of its own. Take a single node with one weight and an input of 1, so that its sum is the
//: weight. Its output should be 0.2, its weight is 0.5, and the first step is much too long, with a learning rate of 3.
//: All later steps have a rate of 1.5. Try it with ReLU, leaky ReLU and ELU.
//:
//: **Before you read on:** the error is 0.2 − 0.5 = −0.3, and the slope is 1 for all three. What will the weight be
//: after the first step? And with the ReLU after the second?

func walk(_ f: Activation) -> [Double] {
    var weights = [0.5]
    for step in 0..<12 {
        let error = 0.2 - f(weights[step])
        let update = error * f.derivative(weights[step])
        weights.append(weights[step] + (step == 0 ? 3 : 1.5) * update)
    }
    return weights
}
table(
    Column("step", Array(0...12)),
    Column("ReLU", walk(.relu), decimals: 3),
    Column("leaky ReLU", walk(.leakyRelu()), decimals: 3),
    Column("ELU", walk(.elu()), decimals: 3))

//: All three go to −0.4. There the ReLU puts out 0 and has a slope of 0. The error of 0.2 remains, and the weight never
//: moves again. When that happens to a node of a network for every digit, the node is **dead**. The leaky ReLU creeps
//: back with a fifth of the slope, the ELU is quick, and both get close to 0.2.
//:
//: ## One table
//:
//: "Flat" means a slope of practically 0, below at −20 and above at 20. Nodes can die where the slope at −1 is exactly
//: 0.

func yes(_ holds: (Activation) -> Bool) -> [String] {
    activations.map { holds($0) ? "yes" : "no" }
}
table(
    Column("function", names),
    Column("centered", yes { $0(-1) < 0 }),
    Column("flat below", yes { $0.derivative(-20) < 1e-8 }),
    Column("flat above", yes { $0.derivative(20) < 1e-8 }),
    Column("can die", yes { $0.derivative(-1) == 0 }))

//: How can the sigmoid be flat at both ends and still not die? Compare its slope at −20 with the ReLU's:

let (sigmoid, relu) = (Activation.sigmoid, Activation.relu)
show(sigmoid.derivative(-20), relu.derivative(-20))

//: In practice the node stops. But with a slope above 0 each step goes a little way back, and the farther it has come,
//: the longer the next one is. From exactly 0 no step ever leads back.
//:
//: ## Which one reads best?
//:
//: Put each function of the table into the hidden layer of the same network. It learns from the first thousand training
//: digits, once, and starts from the same weights each time. Each function is tried with rates of 0.01, 0.1, 1 and 10.
//:
//: **Before you read on:** with a rate of 0.1 for all, which function will be ahead? Where will the step be, whose
//: hidden layer never learns? And where linear, which changes nothing?
//:
//: This is the network, that of lesson 5 with `activation` in its hidden layer where the sigmoid was. At the end it
//: still has a sigmoid, because the targets lie between 0 and 1. (A `struct` keeps values together under one name, and
//: can have functions; a `mutating` one may change the values. `typealias` gives a type a name, and `nonisolated` lets
//: every core run it.) An **observation** is an input with its target.

typealias Observation = (input: Matrix, target: Matrix)
nonisolated struct Candidate {
    let activation: Activation
    var first, second: Matrix  // hidden × 784, 10 × hidden

    mutating func learn(_ digit: Observation, rate: Double) {
        let sums = dot(first, digit.input)
        let hidden = activation(sums)
        let output = Activation.sigmoid(dot(second, hidden))
        let deltas = (digit.target - output) * output * (1 - output)
        let handedBack = dot(second.transposed, deltas)
        let hiddenDeltas = handedBack * activation.derivative(sums)
        second += dot(rate * deltas, hidden.transposed)
        first += dot(rate * hiddenDeltas, digit.input.transposed)
    }
}

//: Its answer is the place of the largest sum, which has the largest output, too:

nonisolated extension Candidate {
    func answer(_ input: Matrix) -> Int {
        dot(second, activation(dot(first, input))).argmax
    }
}

//: (An `extension` adds functions to a type.) The thousand training digits after the first thousand are validation
//: digits (lesson 6). They choose the rate; choosing it by the test digits would be learning from them. To save time,
//: only the first thousand test digits are asked. (A `Question` is an input with its label.)

let training = lesson.require(
    try Digits.training(atLeast: flags.digits + 1000))
let observations: [Observation] = training.prefix(flags.digits).map {
    ($0.scaledInput, $0.scaledTarget)
}
let validation: [Question] = training[flags.digits...].prefix(1000)
    .map { ($0.scaledInput, $0.label) }
let test: [Question] = lesson.require(try Digits.test()).prefix(1000)
    .map { ($0.scaledInput, $0.label) }

//: `trained` makes a network of twenty hidden nodes and lets it learn; `kind` is its function's place in the list, and
//: `&+` adds. Two functions that it needs stand at the top of `main.swift`. `untrained` draws the first weights by
//: lesson 4's rule of incoming links. `accuracy` is the share of right answers.

nonisolated func trained(
    _ kind: Int, rate: Double, number: Int = 0
) -> Candidate {
    var network = untrained(
        activations[kind], seed: flags.seed &+ UInt32(number))
    for digit in observations { network.learn(digit, rate: rate) }
    return network
}

//: Here is the share of the validation digits that each network reads. (`inParallel` shares the functions out among the
//: cores.)

nonisolated let rates = [0.01, 0.1, 1, 10]
let validated = inParallel(activations.count) { kind in
    rates.map { accuracy(trained(kind, rate: $0), validation) }
}
table(
    [Column("function", names)]
        + rates.indices.map { place in
            Column(
                "rate \(rates[place])", validated.map { $0[place] },
                decimals: 3)
        })

//: In the column for a rate of 0.1 linear is ahead; more on that later. The sigmoid reads 0.481 of the digits, the five
//: below it 0.72 or more. So a steeper slope seems to be worth a quarter of all digits.
//:
//: Now look along the rows. At a rate of 1 the sigmoid reads 0.740, about as many as the five below it at their best.
//: It makes up for its small slope with steps ten times as long. Those five can't bear such steps: some then do no
//: better than guessing. So the column didn't show which function is better, but which ones a rate of 0.1 suits. The
//: **rate** does more than the function.
//:
//: ## Is there a best one?
//:
//: With its best rate each function is trained from three seeds, and the three networks are asked about the test
//: digits. The table has their mean and spread. (`best` has the place of the largest number in each row above.)
//:
//: **Before you read on:** is a lead of a hundredth a finding here, or luck (lesson 8)?

let best = validated.map { Matrix(column: $0).argmax }
let tested = inParallel(activations.count) { kind in
    (0..<flags.seeds).map {
        let rate = rates[best[kind]]
        return accuracy(trained(kind, rate: rate, number: $0), test)
    }
}
let reached = tested.map { Matrix(column: $0) }
table(
    Column("function", names),
    Column("best rate", best.map { rates[$0] }),
    Column("test accuracy", reached.map(\.mean), decimals: 3),
    Column("spread", reached.map(\.standardDeviation), decimals: 3))

//: One can't tell: the means of the lower six lie between 0.659 and 0.680, and single networks of one kind often spread
//: as far. (All read fewer of these than of the validation digits. This thousand is harder: lesson 8's first network
//: read 0.650 of it, and 0.686 of all.)
//:
//: The **step** stays far behind. Its first matrix is still the one that was drawn. Its output layer has learned to
//: read what twenty random nodes say, which is worth more than guessing.
//:
//: The last row is the surprise: **doing nothing** to the sums works as well as any function. Two matrices with nothing
//: between them are as good as one, and one matrix is enough for what this network gets out of a thousand digits in one
//: pass. It is with more layers that functions differ.
//:
//: ## What we know now
//:
//: An activation function decides how much of an error gets through to the weights before it: a quarter at most through
//: a sigmoid, nothing through a step, all or nothing through a ReLU. With one hidden layer it matters less which
//: function that is, the step aside, than whether the learning rate suits it.

func outcome(_ name: String) -> String {
    let index = names.firstIndex(of: name) ?? 0
    return "\(name) \(fixed(reached[index].mean, 3))"
}
results(
    (
        "\(observations.count) digits, best rate of each",
        ["step", "sigmoid", "ReLU"].map(outcome)
            .joined(separator: ", ")
    )
)

//: ## Try it
//:
//: - More digits, and some ten seconds. Is linear still not behind?
//:
//:       swift run lesson-10-activations --digits 10000
//:
//: - Fewer hidden nodes. Which function minds least?
//:
//:       swift run lesson-10-activations --hidden-nodes 5
//:
//: - In `main.swift`, add a function to the list: `("steeper leaky ReLU", .leakyRelu(negativeSlope: 0.9)),`. What will
//:   its row of the tables resemble?
//:
//: Next, a network with six matrices, in which the choice does matter:
//:
//:     swift run lesson-11-depth
