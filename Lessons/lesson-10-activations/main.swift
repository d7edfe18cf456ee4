import Foundation
import MNIST
import NeuralNetwork
import Numerics
import Teach

nonisolated enum Deep: String, CaseIterable {
    case tanh, relu, prelu, elu
}
let lesson = Lesson("What else a node can do with its sum: seven activation functions, drawn, checked and measured.")
let flags = (
    seed: lesson.seed(),
    activation: lesson.parameter(
        "activation", default: Deep.relu, "what six matrices are tried with, beside the sigmoid"),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 20, in: 2...100, "nodes in a hidden layer"),
    digits: lesson.parameter("digits", default: 1000, in: 10...4000, "how many digits a network learns from"),
    epochs: lesson.parameter("epochs", default: 1, in: 1...10, "passes over these digits"),
    seeds: lesson.parameter("seeds", default: 3, in: 2...20, "networks of each kind")
)
lesson.begin()

//: # Lesson 10: Activation functions
//:
//: Is the sigmoid the best that a node can do with its sum?
//:
//: You need to know why a node has an activation function, and what saturated means (lesson 2), backpropagation and the
//: chain rule (lesson 5), and how to tell a finding from luck (lesson 8).
//:
//: ## Seven functions
//:
//: Something that is not weighing and adding has to happen between two matrices, or they collapse into one. Which
//: function it should be has been left open since lesson 2. These seven have all been used widely, the upper ones first:
//:
//:     step         0 below 0, and 1 from 0 on
//:     sigmoid      1 / (1 + e^(−x))
//:     tanh         (e^x − e^(−x)) / (e^x + e^(−x))
//:     ReLU         x above 0, and 0 below
//:     leaky ReLU   x above 0, and 0.2 · x below
//:     PReLU        x above 0, and α · x below
//:     ELU          x above 0, and α · (e^x − 1) below
//:
//: Step and sigmoid are old acquaintances. **tanh**, the hyperbolic tangent, is a sigmoid stretched to reach from −1 to
//: +1. The **ReLU**, rectified linear unit (unit is another word for node), hands on what is above 0 and blocks the rest.
//: Its three relatives let something of the rest through. The leaky ReLU's slope below 0 is small and fixed; 0.2 is one
//: of the usual values, and 0.01 another. In the PReLU, the P for parametric, this slope is **learned** like a weight. In
//: the ELU, the exponential linear unit, α is **set** by whoever builds the network; here it is 1.
//:
//: `Activation` has them as values. Each can be applied to a number or to every element of a matrix, and knows its
//: derivative. The eighth in the list, **linear**, hands on its sum as it is, and is there to compare with:

let functions: [(name: String, activation: Activation)] = [
    ("step", .step), ("sigmoid", .sigmoid),
    ("tanh", .tanh), ("ReLU", .relu),
    ("leaky ReLU", .leakyRelu(negativeSlope: 0.2)),
    ("PReLU", .prelu(alpha: 0.25)), ("ELU", .elu(alpha: 1)),
    ("linear", .linear),
]
let activations = functions.map(\.activation)
let names = functions.map(\.name)
show(Activation.sigmoid(0), Activation.sigmoid.derivative(0))

//: ## One gallery
//:
//: `sketch` draws a curve into a matrix of 16 × 17 points: from left to right x goes from −4 to 4, and from top to
//: bottom y from 2.25 to −1.5. The faint marks, `-` and `.`, are the axes, where x and y are 0; `+` and `*` are the curve.
//: Below each function stands its derivative. (The PReLU begins here with an α of 0.25.)
//:
//: **Before you read on:** which derivatives are flat with a jump, and which are hills? And how high is the sigmoid's
//: hill beside that of tanh?

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
func sketches(_ range: Range<Int>) -> [(String, Matrix)] {
    functions[range].map { name, f in (name, sketch { f($0) }) }
        + functions[range].map { _, f in
            ("its slope", sketch { f.derivative($0) })
        }
}
gallery(sketches(0..<4) + sketches(4..<8))

//: The step's slope is 0 wherever it has one. The sigmoid's is never more than a quarter, and at this size one can
//: hardly tell it from the axis; that of tanh rises to 1, four times as high. These two are the hills. ReLU and its
//: relatives have a slope of 1 above 0, and differ in what they have below. Those of the ReLU, the leaky ReLU and the
//: PReLU are flat with a jump at 0. The ELU's is neither: it rises to 1 and stays there. The slopes again, larger:

let x = linspace(-6, 6, 121)
plot(
    ["sigmoid", "tanh", "ReLU", "ELU"].map { name in
        let f = functions.first { $0.name == name }?.activation
        return Series(name, x, x.map { (f ?? .linear).derivative($0) })
    }, title: "Slopes", xLabel: "x")

//: ## In numbers
//:
//: **Before you read on:** what does each make of −1000, and which of them can tell −1000 from −1001?

let places: [Double] = [-1001, -1000, -1, 0, 1, 1000]
table(
    [Column("function", names)]
        + places.map { place in
            Column(
                "\(Int(place))", activations.map { $0(place) },
                decimals: 4)
        })

//: Only the leaky ReLU, the PReLU and the linear function can tell −1000 from −1001; for the others a very negative sum
//: is like any other. No value is `inf` or `nan`, although e^1000 is `inf` on a computer (lesson 2), and the formula for
//: tanh would divide `inf` by `inf`: `Activation` computes tanh in another way.
//:
//: And is each derivative right? Lesson 2 measured the slope of the sigmoid by going a ten-thousandth to both sides. The
//: same for all, at six places other than 0:

let beside = [-2.5, -1, -0.1, 0.1, 1, 2.5]
func measured(_ f: Activation, _ x: Double) -> Double {
    (f(x + 0.0001) - f(x - 0.0001)) / 0.0002
}
let differences: [Double] = activations.map { f in
    beside.map { abs(f.derivative($0) - measured(f, $0)) }.max() ?? 0
}
table(
    Column("function", names),
    Column("largest difference", differences, decimals: 9))

//: They are right to eight decimals. At 0 itself the ReLU has a corner. Going a little to the right, and a little to
//: the left, one measures two slopes:

let relu = Activation.relu
show(relu(0.0001) / 0.0001, relu(-0.0001) / -0.0001)
show(relu.derivative(0))

//: So at 0 it has no derivative at all, and the program has to choose a number; it takes 0. That does little harm,
//: since a sum is hardly ever exactly 0. (The `-0.0` is a zero, too: 0 divided by a negative number.)
//:
//: ## What is good, and what is bad
//:
//: **Not zero-centered.** The outputs of the sigmoid all lie above 0. What does that do to the nodes of the next layer?
//: The update of a node's incoming weights is the node's own error times slope, one number, times the outputs that came
//: in. Let that number be 0.1, and the sums of three nodes before it −1, 0.5 and 2.
//:
//: **Before you read on:** which signs will the three updates have with the sigmoid, and which with tanh?

let sums: Matrix = [[-1], [0.5], [2]]
show(0.1 * Activation.sigmoid(sums).transposed)
show(0.1 * Activation.tanh(sums).transposed)

//: With the sigmoid the three weights can only go up together, or go down together. If one should rise and another
//: fall, they must get there in zigzag, over several steps. With tanh each has a sign of its own. ReLU's outputs
//: are never negative either; its relatives' are.
//:
//: **Saturating.** Far from 0 the sigmoid and tanh are flat, and where they are flat next to nothing is handed back,
//: because the error is multiplied by the slope. Here are the slopes of sigmoid, tanh, ReLU and ELU at 4, and at −4.

let four: [Activation] = [.sigmoid, .tanh, .relu, .elu()]
show(four.map { $0.derivative(4) })
show(four.map { $0.derivative(-4) })

//: The ReLU and its relatives do not saturate above 0. Below, the ELU does, and the ReLU is flat altogether.
//:
//: **Dying.** That flat half has its own danger. Take one node with one weight, an input of 1 and no other node
//: behind it: its sum is the weight. The output should be 0.2, the weight is 0.5, and the first step is much too long,
//: with a learning rate of 3. After that the rate is 1.5.
//:
//: Try it with ReLU, leaky ReLU and ELU.
//:
//: **Before you read on:** the error is 0.2 − 0.5 = −0.3, and the slope is 1 for all three. Where does the first step
//: lead? And where does the second lead with the ReLU?

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

//: To −0.4, all three of them. There the ReLU puts out 0 and has a slope of 0, so the error of 0.2 remains and nothing
//: moves any more. If that happens to a node of a network for every digit, the node is **dead**: it never comes back, at
//: least not in the first hidden layer, whose inputs stay the same. The leaky ReLU creeps back with a fifth of the slope,
//: the ELU is quick, and both come to about 0.2.
//:
//: ## One table
//:
//: Everything so far, where "centered" says whether outputs come on both sides of 0:

let ranges = [
    "0 or 1", "0 to 1", "-1 to 1", "from 0 on", "all",
    "all", "from -1 on", "all",
]
func slopes(_ x: Double) -> [Double] {
    activations.map { $0.derivative(x) }
}
let saturation = activations.map { f in
    switch (f.derivative(-20) < 1e-8, f.derivative(20) < 1e-8) {
    case (true, true): "both ways"
    case (true, false): "below"
    case (false, _): "no"
    }
}
table(
    Column("function", names),
    Column("range", ranges),
    Column("centered", activations.map { $0(-1) < 0 ? "yes" : "no" }),
    Column("saturates", saturation),
    Column("slope at -1", slopes(-1), decimals: 3),
    Column("slope at 0", slopes(0), decimals: 3),
    Column("slope at 1", slopes(1), decimals: 3))

//: ## A network for any of them
//:
//: Now measure instead of believing. The network of lesson 5 needs three changes. Its hidden layers have `activation`
//: where they had the sigmoid; there can be any number of them; and errors are handed back by the chain rule. The output
//: layer keeps its sigmoid in all cases, because the targets lie between 0 and 1. `feedforward` returns the sums of every
//: layer, and its outputs; the input counts as the first output.

nonisolated struct Candidate {
    var activation: Activation
    var weights: [Matrix]
}
typealias Pass = (sums: [Matrix], outputs: [Matrix])

nonisolated func feedforward(
    _ input: Matrix, _ it: Candidate
) -> Pass {
    var (sums, outputs) = ([Matrix](), [input])
    for (index, matrix) in it.weights.enumerated() {
        let isLast = index == it.weights.count - 1
        let activation = isLast ? .sigmoid : it.activation
        sums.append(dot(matrix, outputs[index]))
        outputs.append(activation(sums[index]))
    }
    return (sums, outputs)
}

//: `handBack` begins with the errors of the output layer times its slopes, and goes through the layers from the last to
//: the first: back through the weights, then times the slopes there. It returns these products, called `deltas`, a column
//: for each layer. A column times the row of what came into its layer is the update of the matrix between, minus half of
//: the gradient as in lesson 5.

nonisolated func handBack(
    _ target: Matrix, _ pass: Pass, _ it: Candidate
) -> [Matrix] {
    let last = it.weights.count - 1
    let errors = target - pass.outputs[last + 1]
    let slopes = Activation.sigmoid.derivative(pass.sums[last])
    var deltas = [errors * slopes]
    for index in (0..<last).reversed() {
        let errors = dot(it.weights[index + 1].transposed, deltas[0])
        let slopes = it.activation.derivative(pass.sums[index])
        deltas.insert(errors * slopes, at: 0)
    }
    return deltas
}

//: The PReLU's α is one more number to learn; here the whole network shares one. A node whose sum is below 0 puts out α
//: times that sum, so the slope of its output in α is the sum itself. Above 0 it is 0. `min($0, 0)` says both. As for a
//: weight, a node's error is multiplied by this slope, and the products of all nodes are added up:

nonisolated func alphaUpdate(
    _ deltas: [Matrix], _ pass: Pass, _ it: Candidate
) -> Double {
    (1..<it.weights.count).map { index in
        let errors = dot(it.weights[index].transposed, deltas[index])
        return (errors * pass.sums[index - 1].map { min($0, 0) }).sum
    }.reduce(0, +)
}

//: The initial weights are normal numbers. Lesson 4 had two rules for their standard deviation; here it is 1/√(incoming
//: links), the rule that the notebook states and does not follow. A ReLU blocks half of what comes, so behind it the
//: numbers would get smaller from layer to layer. Kaiming He and others, who also introduced the PReLU, therefore take
//: √(2/incoming links), and so does this lesson for the ReLU and its relatives. `isOneSided` knows them by what they do:
//: they leave 2 as it is, and shrink −2.

nonisolated func untrained(
    _ activation: Activation, _ layerSizes: [Int], _ seed: UInt32
) -> Candidate {
    var random = RandomState(seed: seed)
    let isOneSided = activation(2) == 2 && activation(-2) > -2
    let weights = (1..<layerSizes.count).map { index in
        let isLast = index == layerSizes.count - 1
        let factor = isOneSided && !isLast ? 2.0 : 1.0
        let variance = factor / Double(layerSizes[index - 1])
        return random.normal(
            mean: 0, standardDeviation: variance.squareRoot(),
            layerSizes[index], layerSizes[index - 1])
    }
    return Candidate(activation: activation, weights: weights)
}

//: Is that the gradient? Measure it, as in lesson 5, in a 3-4-4-2 network. `largestDifference` goes through its three
//: matrices: an update and half of what is measured should cancel.
//:
//: **Before you read on:** what is handed back through the step, and what will be measured there?

let input: Matrix = [[0.9], [0.1], [0.5]]
let target: Matrix = [[0.99], [0.01]]
func squaredError(_ it: Candidate) -> Double {
    let errors = target - feedforward(input, it).outputs[3]
    return (errors * errors).sum
}
func updates(_ it: Candidate) -> [Matrix] {
    let pass = feedforward(input, it)
    let deltas = handBack(target, pass, it)
    return (0..<3).map {
        dot(deltas[$0], pass.outputs[$0].transposed)
    }
}
func largestDifference(_ it: Candidate) -> Double {
    var largest = 0.0
    for (index, update) in updates(it).enumerated() {
        let gradient = numericalGradient(
            of: { matrix in
                var moved = it
                moved.weights[index] = matrix
                return squaredError(moved)
            }, at: it.weights[index])
        largest = max(largest, (update + 0.5 * gradient).map(abs).max)
    }
    return largest
}
let tiny = activations.map { untrained($0, [3, 4, 4, 2], flags.seed) }
let errors = tiny.map(largestDifference)
let first = tiny.map { updates($0)[0].map(abs).max }
table(
    Column("function", names),
    Column("exact?", errors.map { $0 < 1e-8 ? "yes" : "no" }),
    Column("largest difference", errors, decimals: 9),
    Column("largest update, matrix 1", first, decimals: 4))

//: All are exact, and so is the step, in its way: nothing is handed back through it, and nothing is there to be
//: measured. Whatever lies before a step stays as it was drawn. And the update of α, handed back and measured:

let prelu = untrained(.prelu(alpha: 0.25), [3, 4, 4, 2], flags.seed)
let pass = feedforward(input, prelu)
let alphaGradient = numericalGradient(
    of: {
        var moved = prelu
        moved.activation = .prelu(alpha: $0[0, 0])
        return squaredError(moved)
    }, at: [[0.25]])
table(
    Column(
        "handed back",
        [
            alphaUpdate(handBack(target, pass, prelu), pass, prelu)
        ], decimals: 9),
    Column("measured", [-0.5 * alphaGradient[0, 0]], decimals: 9))

//: ## One hidden layer
//:
//: An **observation** is an input with its target, here a digit. `train` learns from observations one at a time, as
//: ever, and `accuracy` asks about the thousand test digits. (They go through all at once, each in a column of its own.
//: If the weights grow beyond what 64 bits hold, the outputs are `nan`, not a number, and the accuracy counts as 0.)

let many = lesson.require(try Digits.sample("mnist_train_4000.csv"))
let test = lesson.require(try Digits.sample("mnist_test_1000.csv"))
typealias Observation = (input: Matrix, target: Matrix)
let observations: [Observation] = many.prefix(flags.digits).map {
    ($0.scaledInput, $0.scaledTarget)
}
let testInputs = Matrix(rows: test.map(\.scaledInput.elements))
    .transposed  // 784 × 1000
let labels = test.labels

// The α of a PReLU; with any other function there is none: `nil`.
nonisolated func alpha(_ activation: Activation) -> Double? {
    switch activation {
    case .prelu(let alpha): alpha
    default: nil
    }
}
nonisolated func train(
    _ it: inout Candidate, on digits: ArraySlice<Observation>,
    rate: Double
) {
    for (input, target) in digits {
        let pass = feedforward(input, it)
        let deltas = handBack(target, pass, it)
        if let alpha = alpha(it.activation) {  // there is one
            let update = alphaUpdate(deltas, pass, it)
            it.activation = .prelu(alpha: alpha + rate * update)
        }
        for index in it.weights.indices {
            it.weights[index] += dot(
                rate * deltas[index], pass.outputs[index].transposed)
        }
    }
}
nonisolated func accuracy(_ it: Candidate) -> Double {
    let outputs = feedforward(testInputs, it).outputs[it.weights.count]
    let answers = outputs.transposed  // 1000 × 10
    let right = labels.indices.count {
        answers[rows: $0..<$0 + 1].argmax == labels[$0]
    }
    let share = Double(right) / Double(labels.count)
    return outputs.sum.isNaN ? 0 : share
}

//: A learning rate that suits the sigmoid need not suit the ReLU, whose slope above 0 is four times as large or more.
//: Comparing them at one rate would be unfair to one of them. So each function is tried with rates of 0.03 and 0.1, and
//: the step and the sigmoid, which bear longer steps, with 0.3 and 1 as well. Three seeds for each make 60 networks of
//: 784-20-10 nodes, each of which sees the same thousand digits once.
//:
//: **Before you read on:** which will do best, and by how much? And how well can the step do, whose hidden layer never
//: learns?

nonisolated let allRates = [0.03, 0.1, 0.3, 1]
nonisolated func rateCount(_ activation: Activation) -> Int {
    activation == .step || activation == .sigmoid ? 4 : 2
}
typealias Trial = (network: Candidate, accuracy: Double)
nonisolated func seed(_ number: Int) -> UInt32 {
    flags.seed &+ UInt32(number)  // after the largest comes 0
}
nonisolated func trial(
    _ activation: Activation, _ layerSizes: [Int],
    seed: UInt32, rate: Double
) -> Trial {
    var it = untrained(activation, layerSizes, seed)
    for _ in 0..<flags.epochs {
        train(&it, on: observations[...], rate: rate)
    }
    return (it, accuracy(it))
}
// By function, rate and seed. The functions share the cores.
func trials(
    _ activations: [Activation], _ layerSizes: [Int]
) -> [[[Trial]]] {
    let count = activations.count
    return inParallel(
        count, onResult: { progress($0, of: count) }
    ) { number in
        let activation = activations[number]
        return allRates.prefix(rateCount(activation)).map { rate in
            (0..<flags.seeds).map {
                trial(
                    activation, layerSizes,
                    seed: seed($0), rate: rate)
            }
        }
    }
}
func mean(_ trials: [Trial]) -> Double {
    Matrix(column: trials.map(\.accuracy)).mean
}
func spread(_ trials: [Trial]) -> Double {
    Matrix(column: trials.map(\.accuracy)).standardDeviation
}
func best(_ byRate: [[Trial]]) -> [Trial] {
    byRate.max { mean($0) < mean($1) } ?? []
}
// A column for each rate, of those functions that were tried with it.
func columns(_ names: [String], _ trials: [[[Trial]]]) -> [Column] {
    let byRate = allRates.indices.map { rate in
        let tried = trials.filter { $0.count > rate }
        return Column(
            "rate \(allRates[rate])", tried.map { mean($0[rate]) },
            decimals: 3)
    }
    let chosen = trials.map(best)
    return [Column("function", names)] + byRate + [
        Column("best", chosen.map(mean), decimals: 3),
        Column("spread", chosen.map(spread), decimals: 3),
    ]
}
let shallow = trials(activations, [784, flags.hiddenNodes, 10])
table(columns(names, shallow))

//: (`best` is the best of the means, and `spread` belongs to it. Why do six functions get no longer steps? With most of
//: them the training then becomes so wild that the last bit of a number decides where it ends. This bit is not the same
//: on all computers, so the accuracy would not be either, and lesson 1 has promised that it is. Tried all the same, and
//: not printed here, none of the six did better with 0.3 or 1 than with 0.1.)
//:
//: Leave the step aside. Then the best means lie between 0.780 and 0.815, while single networks of one kind spread by
//: 0.013 to 0.030: three seeds can't put the other seven in an order. What can be seen is this.
//:
//: The **rate** does more than the function. At 0.1 tanh has 0.815 and the sigmoid 0.520; with a rate of 1 the sigmoid
//: makes up for its small slope, and gets to 0.808. Compared at a single rate, the functions would have been told apart
//: by how well it suits each of them.
//:
//: The **step** stays far behind. Its first weights are still those that were drawn; its output layer has learned to read
//: what twenty random nodes say, which is worth more than guessing.
//:
//: And the **linear** network, without any activation function in its hidden layer, is not worse than the others.
//: Lesson 2 said that without an activation function two layers are one, and one layer seems to be enough to get this far
//: with a thousand digits. The PReLU comes close to the same by itself. Its α began at 0.25; with a rate of 0.1 the
//: three networks have learned these:

show(shallow[5][1].compactMap { alpha($0.network.activation) })

//: (`compactMap` leaves out what is `nil`.) They lie within about a quarter of 1, where a PReLU is a straight line. It
//: takes more digits to see what the functions are good for. These figures
//: were measured with the same network in NumPy, with the whole of MNIST, two epochs, one seed and the best of two or
//: three rates (the step had one); this lesson did not compute them:
//:
//: | function | test accuracy |
//: | --- | ---: |
//: | step | 0.484 |
//: | sigmoid | 0.931 |
//: | tanh | 0.928 |
//: | ReLU | 0.938 |
//: | leaky ReLU | 0.929 |
//: | PReLU | 0.925 |
//: | ELU | 0.934 |
//: | linear | 0.905 |
//:
//: Now the linear network is behind all but the step. The ReLU is ahead of the ELU by 0.004 and of the PReLU by 0.013,
//: with a single seed each.
//:
//: ## Six matrices deep
//:
//: So far errors had one hidden layer to go back through. A network is called **deep** when it has several. What arrives
//: at the first of six matrices? Here is a 784-20-20-20-20-20-10 network, which has not learned anything yet: seven
//: layers, five of them hidden, and six matrices of weights between them. For each matrix take all slopes of E, and of
//: these the root of their mean square: a typical slope, of either sign. The means over a hundred digits, with matrix 1
//: next to the input:
//:
//: **Before you read on:** an error is multiplied by a slope in each hidden layer, and the sigmoid's is at most a
//: quarter. What will be left of it after five?

let deepSizes =
    [784] + Array(repeating: flags.hiddenNodes, count: 5) + [10]
let other = functions.first {  // the ReLU, or from --activation
    $0.name.lowercased() == flags.activation.rawValue
}
let deepActivations = [Activation.sigmoid, other?.activation ?? .relu]
let deepNames = ["sigmoid", other?.name ?? "ReLU"]

func typicalSlopes(_ it: Candidate) -> [Double] {
    let byDigit = observations.prefix(100).map { input, target in
        let pass = feedforward(input, it)
        let deltas = handBack(target, pass, it)
        return zip(deltas, pass.outputs).map { delta, output in
            let slopes = -2 * dot(delta, output.transposed)
            return (slopes * slopes).mean.squareRoot()
        }
    }
    return (0..<6).map { index in
        Matrix(column: byDigit.map { $0[index] }).mean
    }
}
let typical = deepActivations.map {
    typicalSlopes(untrained($0, deepSizes, flags.seed))
}
var equal = untrained(.sigmoid, deepSizes, flags.seed)
equal.activation = deepActivations[1]  // with the sigmoid's weights
let typicalEqual = typicalSlopes(equal)
table(
    Column("matrix", Array(1...6)),
    Column(deepNames[0], typical[0], decimals: 6),
    Column(deepNames[1], typical[1], decimals: 6),
    Column("same weights", typicalEqual, decimals: 6))

//: The last column is the ReLU again, with the weights of the sigmoid. In a plot the first two:

let numbers = (1...6).map(Double.init)
plot(
    zip(deepNames, typical).map { name, slopes in
        Series(name, numbers, slopes.map { log10($0) })
    },
    title: "A typical slope of E", xLabel: "matrix",
    yLabel: "power of ten")

//: (`log10` gives the power of ten: −4 stands for a slope of 10⁻⁴, or 0.0001.) On the way back through the sigmoids the
//: slopes shrink to about a quarter with each matrix, or to less, and at matrix 1 little is left. This is the **vanishing
//: gradient**. Behind the ReLUs the slopes at matrix 1 are still about half of those at matrix 6. Not all of that is the
//: function's doing: the slope of a ReLU is 0 wherever its sum is below 0, and the weights are √2 times larger to make up
//: for it. With the sigmoid's weights all six numbers are smaller, 0.012 in place of 0.043 at matrix 1. That is still
//: nearly two hundred times as much as with sigmoids. How many times larger than at matrix 1 are the slopes at matrix 6?

let ratios = (typical + [typicalEqual]).map { $0[5] / $0[0] }
table(
    Column("function", deepNames + ["same weights"]),
    Column("matrix 6 to matrix 1", ratios, decimals: 1))

//: A quarter to the fifth power is 1/1024. The weights, by which the errors are multiplied too, have not made up for it.
//:
//: **Before you read on:** now train these networks, as above. What will be the accuracies?

let deep = trials(deepActivations, deepSizes)
table(columns(deepNames, deep))

//: With none of the four rates does the deep sigmoid network learn anything: its mean is 0.100 and its spread 0, and
//: 0.1 is what guessing gives. A step long enough for matrix 1 would be far too long for matrix 6. The ReLU learns,
//: although not as much as with one hidden layer: a thousand digits are few for six matrices, and deeper is not better by
//: itself.
//:
//: ## Dead nodes in a network
//:
//: Last, the danger of the ReLU in a real network; its dead nodes are often called dead units. The network begins with
//: steps that are too long, for twenty digits only. Then it learns from all thousand with a rate of 0.03. `stillCount`
//: counts the hidden nodes none of whose 784 weights changes at all in that second part.
//:
//: **Before you read on:** ReLU, leaky ReLU and ELU are tried, each with first rates of 0.1, 0.3 and 1. After which of
//: them will nodes be dead, and how many of twenty?

let sizes = [784, flags.hiddenNodes, 10]
func stillCount(_ activation: Activation, _ rate: Double) -> Int {
    var it = untrained(activation, sizes, flags.seed)
    train(&it, on: observations.prefix(20), rate: rate)
    let before = it.weights[0]
    train(&it, on: observations[...], rate: 0.03)
    return (0..<before.rows).count {
        before.row($0) == it.weights[0].row($0)
    }
}
let firstRates = [0.1, 0.3, 1]
func stillCounts(_ activation: Activation) -> [Int] {
    firstRates.map { stillCount(activation, $0) }
}
let still = [.relu, .leakyRelu(), .elu()].map(stillCounts)
table(
    Column("first rate", firstRates),
    Column("ReLU", still[0]),
    Column("leaky ReLU", still[1]),
    Column("ELU", still[2]))

//: With a first rate of 1, four of the twenty ReLU nodes are dead: their sums are below 0 for every one of the thousand
//: digits, and no later step, however well chosen, reaches them. With 0.3 it is one, with 0.1 none. The leaky ReLU and the
//: ELU have lost no node.
//:
//: ## Which to choose
//:
//: Start with the ReLU. It takes no power of e to compute, it does not saturate above 0, and it lets the errors through
//: many layers. Keep the steps short enough, and when nodes die all the same, or to see whether there is more to gain,
//: try the leaky ones and the ELU. In a network of one hidden layer the choice matters less than the learning rate, as
//: measured above, and the sigmoid does well there. In deep networks it does not. At the output layer the sigmoid has
//: another task, to match targets between 0 and 1, and stays.
//:
//: ## What we know now
//:
//: The activation function decides what part of an error gets back to the earlier layers. A slope of at most a quarter,
//: five times over, leaves next to nothing; a slope of 1 above 0, with weights to match, leaves enough to learn from. A
//: slope of 0 on one side can kill a node.

func outcome(_ names: [String], _ trials: [[[Trial]]]) -> String {
    zip(names, trials.map(best)).map { name, best in
        "\(name) \(fixed(mean(best), 3))"
    }.joined(separator: ", ")
}
let ends = zip(deepNames, ratios).map { "\($0) \(fixed($1, 0)) : 1" }
let count = "\(observations.count) digits"
results(
    (
        "\(count), one hidden layer",
        outcome([names[1], names[3]], [shallow[1], shallow[3]])
    ),
    ("\(count), six matrices", outcome(deepNames, deep)),
    ("slopes, matrix 6 to matrix 1", ends.joined(separator: ", "))
)

//: ## Try it
//:
//: - `swift run lesson-10-activations --activation tanh`: six matrices with tanh. It saturates like the sigmoid, but its
//:   slope at 0 is 1, and the gradient does not vanish: 0.467 where the sigmoid has 0.100.
//: - `swift run lesson-10-activations --digits 4000`: some seconds longer. Every function gains; sigmoid and tanh reach
//:   0.88, and the ReLU and its relatives are level with linear.
//: - In `main.swift`, let `rateCount` be 4 for all functions. The numbers of the longer steps may differ from computer
//:   to computer, but all show which functions can take them.
//:
//: Next, `swift run lesson-12-perceptron`: where it all began, with a single node.
