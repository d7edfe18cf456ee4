import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("What else a node can do with its sum: seven activation functions, drawn and measured.")
let flags = (
    seed: lesson.seed(),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 20, in: 2...100, "nodes in the hidden layer"),
    digits: lesson.parameter("digits", default: 1000, in: 10...10_000, "how many digits a network learns from"),
    seeds: lesson.parameter("seeds", default: 3, in: 2...20, "networks of each kind")
)
lesson.begin()

//: # Lesson 10: Activation functions
//:
//: Is the sigmoid the best that a node can do with its sum?
//:
//: You need to know why a node has an activation function, and what saturated means (lesson 2), the chain rule (lesson
//: 5), and how to tell a finding from luck (lesson 8).
//:
//: ## Seven functions
//:
//: Two matrices with nothing between them are no better than one (lesson 2). So far the sigmoid came between. These
//: seven functions are listed roughly in the order in which they came into use:
//:
//:     step         0 below 0, and 1 from 0 on
//:     sigmoid      1 / (1 + e^(−x))
//:     tanh         (e^x − e^(−x)) / (e^x + e^(−x))
//:     ReLU         x above 0, and 0 below
//:     leaky ReLU   x above 0, and 0.2 · x below
//:     PReLU        x above 0, and α · x below
//:     ELU          x above 0, and e^x − 1 below
//:
//: **tanh**, the hyperbolic tangent, is a sigmoid that reaches from −1 to 1. The **ReLU**, rectified linear unit (unit
//: is another word for node), hands on what is above 0 and blocks the rest. Its three relatives let something of the
//: rest through. The **leaky ReLU** has a small fixed slope below 0, here 0.2. In the **PReLU**, P for parametric, this
//: slope α is learned as weights are; with a fixed α it is a leaky ReLU, so the cells below leave it out. The **ELU**,
//: the exponential linear unit, bends toward −1.
//:
//: `Activation` has the other six as values. (Where Swift expects an `Activation`, `.step` is short for
//: `Activation.step`.) Each can be applied to a number or to every element of a matrix, and has a derivative. A
//: seventh, **linear**, hands on its sum as it is. It is there for comparison, so the tables have seven rows again.

let functions: [(name: String, activation: Activation)] = [
    ("step", .step), ("sigmoid", .sigmoid), ("tanh", .tanh),
    ("ReLU", .relu), ("leaky ReLU", .leakyRelu(negativeSlope: 0.2)),
    ("ELU", .elu(alpha: 1)), ("linear", .linear),
]
let names = functions.map(\.name)
let activations = functions.map(\.activation)
show(Activation.sigmoid(0), Activation.sigmoid.derivative(0))

//: ## Their shapes
//:
//: `sketch` draws a curve into a matrix of 16 × 17 points: from left to right x goes from −4 to 4, and from top to
//: bottom y goes from 2.25 to −1.5. The straight line across and the upright one are the axes, and the rest is the
//: curve. To the right of each function stands its slope. (A line of characters stands for two rows of points.)
//:
//: **Before you read on:** tanh(x) is 2 · sigmoid(2x) − 1, so its S is twice as high as the sigmoid's, and half as
//: wide. The sigmoid's slope at 0 is a quarter. How steep is tanh there?

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

//: All but the last, linear, which is a straight line:

gallery(
    functions.dropLast().flatMap { name, f in
        [
            (name, sketch { f($0) }),
            ("its slope", sketch { f.derivative($0) }),
        ]
    })

//: The step's slope is 0 wherever it has one. The sigmoid's is never more than a quarter, and at this size one can
//: hardly tell it from the axis. That of tanh rises to 1: twice as high in half the width is four times as steep. The
//: ReLU and its relatives have a slope of 1 above 0. They differ in what they have below. Three of the slopes again,
//: larger:

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
//: other. (e^1000 is `inf`, infinity, and the formula of tanh would divide `inf` by `inf`. `Activation` computes tanh
//: in another way.)
//:
//: Is each derivative right? Measure it as in lesson 2, a ten-thousandth to both sides:

func measured(_ f: Activation, _ x: Double) -> Double {
    (f(x + 0.0001) - f(x - 0.0001)) / 0.0002
}
func slopes(_ x: Double) -> [Double] {
    activations.map { $0.derivative(x) }
}
table(
    Column("function", names),
    Column("slope at -1", slopes(-1), decimals: 6),
    Column(
        "measured", activations.map { measured($0, -1) }, decimals: 6),
    Column("slope at 1", slopes(1), decimals: 6),
    Column(
        "measured", activations.map { measured($0, 1) }, decimals: 6))

//: Formula and measurement agree. At 0 itself the ReLU has a corner. A little to the right, and a little to the left,
//: one measures two slopes:

let relu = Activation.relu
show(relu(0.0001) / 0.0001, relu(-0.0001) / -0.0001)
show(relu.derivative(0))

//: So at 0 it has no derivative, and the program takes 0, which does little harm, since a sum is hardly ever exactly
//: 0. (`-0.0` is 0 divided by a negative number: a zero, too.)
//:
//: ## One sign for all
//:
//: The outputs of the sigmoid all lie above 0. What does that do to a node of the next layer? The update of each weight
//: into that node is the node's error times slope, its delta, times the number that came in (lesson 5). The delta is
//: the same for all these weights. Let it be 0.1, and let the nodes before have the sums −1, 0.5 and 2.
//:
//: **Before you read on:** which signs do the three updates have behind sigmoids, and which behind tanh?

let sums: Matrix = [[-1, 0.5, 2]]
show(0.1 * Activation.sigmoid(sums))
show(0.1 * Activation.tanh(sums))

//: Behind sigmoids the three weights can only go up together, or go down together. If one should rise and another
//: fall, they get there in zigzag, over several steps. Behind tanh each update has a sign of its own. A function with
//: outputs on both sides of 0 is called **zero-centered**. The ReLU is not: its outputs are never negative. Its
//: relatives are.
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
//: That flat half has a danger of its own. Take a single node with one weight and an input of 1, so that its sum is
//: the weight. Its output should be 0.2, its weight is 0.5, and the first step is much too long, with a learning rate
//: of 3. All later steps have 1.5. Try it with ReLU, leaky ReLU and ELU.
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

//: All three go to −0.4. There the ReLU puts out 0 and has a slope of 0. The error of 0.2 remains, and the weight
//: never moves again. When that happens to a node of a network for every digit, the node is **dead**. The leaky ReLU
//: creeps back with a fifth of the slope, the ELU is quick, and both get close to 0.2.
//:
//: ## One table
//:
//: "Flat" means a slope of practically 0, below at −20 and above at 20. Nodes can die where the slope is exactly 0.
//: (`max()` of an empty list is nothing; `??` says what to take then.)

let ends = activations.map { f in
    [f.derivative(-20), f.derivative(20)].map { $0 < 1e-8 }
}
let steepest = activations.map { f in
    x.map { f.derivative($0) }.max() ?? 0
}
table(
    Column("function", names),
    Column("steepest", steepest, decimals: 2),
    Column(
        "centered", activations.map { $0(-1) < 0 ? "yes" : "no" }),
    Column("flat below", ends.map { $0[0] ? "yes" : "no" }),
    Column("flat above", ends.map { $0[1] ? "yes" : "no" }),
    Column("can die", slopes(-1).map { $0 == 0 ? "yes" : "no" }))

//: ## A network for any of them
//:
//: Now measure. This network is that of lesson 5, with `activation` in its hidden layer where the sigmoid was, and
//: with a sigmoid at the end still, because the targets lie between 0 and 1. What goes back are the deltas of lesson
//: 5, errors times slopes. (A `struct` keeps values together under one name, and can have functions; a `mutating` one
//: may change the values.)
//:
//: An **observation** is an input with its target. `learn` takes one step.

nonisolated struct Candidate {
    let activation: Activation
    var first, second: Matrix  // hidden × 784, 10 × hidden

    mutating func learn(_ digit: Observation, rate: Double) {
        let sums = dot(first, digit.input)
        let hidden = activation(sums)
        let output = Activation.sigmoid(dot(second, hidden))
        let errors = digit.target - output
        let outputDeltas = errors * output * (1 - output)
        let handedBack = dot(second.transposed, outputDeltas)
        let hiddenDeltas = handedBack * activation.derivative(sums)
        second += dot(rate * outputDeltas, hidden.transposed)
        first += dot(rate * hiddenDeltas, digit.input.transposed)
    }
}

//: The initial weights follow lesson 4's rule by links: normal numbers with a standard deviation of 1/√(incoming
//: links). Every function gets the same ones, so none has a better start.

nonisolated func untrained(
    _ activation: Activation, _ seed: UInt32
) -> Candidate {
    var random = RandomState(seed: seed)
    func normal(_ rows: Int, _ columns: Int) -> Matrix {
        let deviation = 1 / Double(columns).squareRoot()
        return random.normal(
            mean: 0, standardDeviation: deviation, rows, columns)
    }
    return Candidate(
        activation: activation, first: normal(flags.hiddenNodes, 784),
        second: normal(10, flags.hiddenNodes))
}

//: Every network learns from the first thousand training digits, once. The thousand after them are **validation
//: digits**: to choose a learning rate by the test digits would be to learn from them after all, so it is chosen by
//: these. The first thousand test digits are asked last.

typealias Observation = (input: Matrix, target: Matrix)
let training = lesson.require(
    try Digits.training(atLeast: flags.digits + 1000))
let observations: [Observation] = training.prefix(flags.digits).map {
    ($0.scaledInput, $0.scaledTarget)
}

//: To be asked, the inputs of many digits stand side by side, a column for each. Then they go through the network in
//: one product. (`some Collection<Digit>` is any list of digits.)

typealias Questions = (inputs: Matrix, labels: [Int])
func questions(_ digits: some Collection<Digit>) -> Questions {
    let rows = Matrix(rows: digits.map(\.scaledInput.elements))
    return (rows.transposed, digits.map(\.label))
}
let validation = questions(training[flags.digits...].prefix(1000))
let test = questions(lesson.require(try Digits.test()).first(1000))

//: The largest output is that of the largest sum, so `accuracy` does without the last sigmoid.

nonisolated func accuracy(
    _ network: Candidate, _ questions: Questions
) -> Double {
    let sums = dot(network.first, questions.inputs)
    let outputSums = dot(network.second, network.activation(sums))
    let rows = outputSums.transposed  // a row for each digit
    let right = questions.labels.indices.count {
        rows[rows: $0..<$0 + 1].argmax == questions.labels[$0]
    }
    return Double(right) / Double(questions.labels.count)
}

//: ## The same tries for each
//:
//: A learning rate that suits the sigmoid need not suit the ReLU, whose slope is four times as steep or more. So every
//: function is tried with the same four rates, and three seeds for each: 84 networks. (They have twenty hidden nodes in
//: place of 90, to save time.)
//:
//: **Before you read on:** which function will do best, and by how much? And how well can the step do, whose hidden
//: layer never learns?

nonisolated let rates = [0.01, 0.1, 1, 10]
nonisolated struct Try {
    let rate: Double
    let networks: [Candidate]  // one for each seed
    let validation: Double  // their mean accuracy
}
nonisolated func mean(_ numbers: [Double]) -> Double {
    Matrix(column: numbers).mean
}

//: `tried` trains a function's networks with one rate:

nonisolated func tried(
    _ activation: Activation, _ rate: Double
) -> Try {
    let networks = (0..<flags.seeds).map { number in
        let seed = flags.seed &+ UInt32(number)
        var network = untrained(activation, seed)
        for digit in observations { network.learn(digit, rate: rate) }
        return network
    }
    return Try(
        rate: rate, networks: networks,
        validation: mean(networks.map { accuracy($0, validation) }))
}

//: A function's best rate is the one whose networks have the highest mean on the validation digits:

let tries = inParallel(activations.count) { number in
    rates.map { tried(activations[number], $0) }
}
let best = tries.map { byRate in
    byRate.max { $0.validation < $1.validation } ?? byRate[0]
}

//: The table has that mean for a rate of 0.1 and for the best rate. Then come the test digits, for the best rate: the
//: mean of its networks, and how far they spread.

let tested = best.map { $0.networks.map { accuracy($0, test) } }
let spreads = tested.map { Matrix(column: $0).standardDeviation }
table(
    Column("function", names),
    Column("at 0.1", tries.map { $0[1].validation }, decimals: 3),
    Column("best rate", best.map(\.rate)),
    Column("at its best", best.map(\.validation), decimals: 3),
    Column("test", tested.map(mean), decimals: 3),
    Column("spread", spreads, decimals: 3))

//: Leave the step aside. At 0.1, one rate for all, tanh reads 0.717 and the sigmoid 0.454. With its own best rate each
//: of the other six reads between 0.69 and 0.74 of the validation digits. The sigmoid makes up for its small slope with
//: steps ten times as long. So the **rate** does more than the function: compared at 0.1 alone, the functions would
//: have differed by how well 0.1 suits each of them. And an order among the six can't be seen: on the test digits their
//: means lie closer together than single networks of one kind often do. (All seven read the test digits less well: the
//: first thousand are harder than the rest, see lesson 8.)
//:
//: The **step** stays far behind. Its first weights are still those that were drawn. Its output layer has learned to
//: read what twenty random nodes say, which is worth more than guessing.
//:
//: And **linear** is not behind. Its two matrices are as good as one (lesson 2), and for a thousand digits one is
//: enough. What the other functions are good for shows with more digits, or with more layers: the next lesson has six
//: matrices.
//:
//: ## What we know now
//:
//: An activation function decides how much of an error gets through to the weights before it: a quarter at most
//: through a sigmoid, nothing through a step, all or nothing through a ReLU. In a network with one hidden layer it
//: matters less which function that is than whether the learning rate suits it.

func outcome(_ name: String) -> String {
    let index = names.firstIndex(of: name) ?? 0
    return "\(name) \(fixed(mean(tested[index]), 3))"
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
//:   its row of the last table resemble?
//:
//: Next, a network with six matrices, in which the choice does matter:
//:
//:     swift run lesson-11-depth
