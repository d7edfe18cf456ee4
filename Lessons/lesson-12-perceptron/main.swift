import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("What a single node can learn, what it never can, and what a hidden layer adds.")
let flags = (
    seed: lesson.seed(),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 3, in: 1...50, "nodes in the hidden layer of the network"),
    epochs: lesson.parameter("epochs", default: 5000, in: 1...20_000, "passes of the network over its four examples"),
    learningRate: lesson.parameter("learning-rate", default: 5.0, in: 1e-6...1e9, "how far a step of the network goes"),
    networks: lesson.parameter("networks", default: 20, in: 1...100, "networks that are tried, each with its own seed")
)
/// A table with a row for each update.
func columns(_ updates: [Update]) -> [Column] {
    [
        Column("epoch", updates.map(\.epoch)),
        Column("x1", updates.map { Int($0.input[0]) }),
        Column("x2", updates.map { Int($0.input[1]) }),
        Column("target", updates.map(\.target)),
        Column("w1", updates.map { Int($0.after.weights[0]) }),
        Column("w2", updates.map { Int($0.after.weights[1]) }),
        Column("bias", updates.map { Int($0.after.bias) }),
    ]
}

lesson.begin()

//: # Lesson 12: The perceptron
//:
//: What can a single node learn, and what can it never learn?
//:
//: You need the weighted sum and the step (lesson 2), and for the last part backpropagation (lesson 5).
//:
//: ## One node
//:
//: A node with its incoming links is what textbooks call an **artificial neuron**. It weighs what comes in, adds up,
//: and applies its activation function f. The sum is called **net**, for net input:
//:
//:     x₁ ---w₁---.
//:                 )--- net ---( f )---> output
//:     x₂ ---w₂---'
//:
//:     net = w₁·x₁ + w₂·x₂
//:     output = f(net)
//:
//: In this lesson f is the step.
//:
//: **Before you read on:** the weights are 0.5 and −1, the inputs 1 and 0.25. What is net, and what is the output?

let step = Activation.step
let exampleNet = 0.5 * 1 + -1 * 0.25
show(exampleNet, step(exampleNet))

//: ## The bias
//:
//: The step jumps where net is 0. A nerve cell has a threshold instead: it sends its signal when the sum is at least,
//: say, 1.5. That is the same as the sum minus 1.5 being at least 0. So one more number is added, the **bias**, here
//: −1.5:
//:
//:     net = w₁·x₁ + w₂·x₂ + bias
//:
//: It needs no rule of its own, because it is the weight of one more input, which is always 1.
//:
//: **Before you read on:** with both weights 1 and a bias of −1.5, for which of the inputs (0, 0), (0, 1), (1, 0) and
//: (1, 1) is the output 1?

let inputs: [[Double]] = [[0, 0], [0, 1], [1, 0], [1, 1]]
show(inputs.map { x in step(1 * x[0] + 1 * x[1] + -1.5) })

//: Only for (1, 1). The neuron computes "the first **and** the second", which is called AND. McCulloch and Pitts built
//: logic from such neurons in 1943, with thresholds chosen by hand.
//:
//: ## It learns from its mistakes
//:
//: Rosenblatt's **perceptron** finds the weights itself. It takes one example after another, and does nothing when its
//: answer is right. After a mistake
//:
//:     weight += learningRate · (target − answer) · input
//:
//: for every weight, and for the bias with its input of 1. If the answer was 0 and should be 1, the weights of the
//: inputs that are 1 grow; in the opposite case they shrink. The rule has no slope in it, so the step will do.
//:
//: Here it is with a learning rate of 1, for the four examples of AND. All weights begin at 0. For each example you see
//: the answer, the mistake, and then w₁, w₂ and the bias.
//:
//: **Before you read on:** with weights and bias 0, net is 0 and the first answer is 1. Its target is 0. What will the
//: bias be after the first update, and what the weights?

let (andTargets, orTargets, xorTargets) =
    ([0, 0, 0, 1], [0, 1, 1, 1], [0, 1, 1, 0])
var (w1, w2, bias) = (0.0, 0.0, 0.0)
for (x, target) in zip(inputs, andTargets) {
    let answer = step(w1 * x[0] + w2 * x[1] + bias)
    let mistake = Double(target) - answer  // 0 if it is right
    w1 += mistake * x[0]
    w2 += mistake * x[1]
    bias += mistake
    show(answer, mistake, [w1, w2, bias])
}

//: The bias became −1, and the weights stayed 0, because both inputs were 0. Two right answers followed, and then
//: another mistake.
//:
//: `Perceptron` has the same rule: `predict` answers, and `train` says whether it made a mistake. `learn` goes through
//: the four examples until an epoch has no mistake, and keeps every update.

typealias Update = (
    epoch: Int, input: [Double], target: Int, after: Perceptron
)

//: (`updates.last?.epoch` is the epoch of the last update, if there is one; `break` ends the loop.)

func learn(_ targets: [Int], epochs: Int) -> [Update] {
    var perceptron = Perceptron(inputCount: 2)
    var updates: [Update] = []
    for epoch in 1...epochs {
        for (x, y) in zip(inputs, targets) {
            if perceptron.train(input: x, target: y, learningRate: 1) {
                updates.append(
                    (epoch, input: x, target: y, after: perceptron))
            }
        }
        if updates.last?.epoch != epoch { break }
    }
    return updates
}

//: **Before you read on:** two updates are known. How many will it take until all four answers are right? (`columns`
//: puts the updates into columns.)

let andUpdates = learn(andTargets, epochs: 1000)
table(columns(andUpdates))

//: Eleven updates, some of which undo others. But epoch 6 has no mistake, and the last row is the result:

func last(_ updates: [Update]) -> Perceptron {
    updates.last?.after ?? Perceptron(inputCount: 2)
}
func answers(_ perceptron: Perceptron) -> [Int] {
    inputs.map { perceptron.predict($0) }
}
show(answers(last(andUpdates)), andTargets)

//: **OR** is 1 when the first input is 1 or the second, or both.
//:
//: **Before you read on:** will it take more updates than AND, or fewer?

let orUpdates = learn(orTargets, epochs: 1000)
table(columns(orUpdates))
show(answers(last(orUpdates)), orTargets)

//: Fewer.
//:
//: ## What a line can separate
//:
//: Two inputs are a point in the plane. Net is 0 on a straight line, w₁·x₁ + w₂·x₂ + bias = 0. On one side of it net is
//: above 0 and the answer 1, on the other side it is below 0 and the answer 0. On the line itself net is 0, and the
//: answer is 1, too. To learn is to move this line until it separates the points by their targets. (`zip` makes pairs,
//: whose parts are `$0.0` and `$0.1`.)

func picture(_ targets: [Int], _ perceptron: Perceptron) -> [Series] {
    let kinds = (0...1).map { kind in
        let chosen = zip(inputs, targets).filter { $0.1 == kind }
        return Series(
            "target \(kind)", chosen.map { $0.0[0] },
            chosen.map { $0.0[1] }, drawing: .points)
    }
    let (w, bias) = (perceptron.weights, perceptron.bias)
    let x1 = linspace(-0.5, 1.5, 41)
    let x2 = x1.map { -(w[0] * $0 + bias) / w[1] }
    let seen = zip(x1, x2).filter { (-0.5...1.5).contains($0.1) }
    return [Series("net = 0", seen.map(\.0), seen.map(\.1))] + kinds
}

//: The line and the points, for AND and for OR:

plot(
    picture(andTargets, last(andUpdates)),
    title: "AND", xLabel: "x1", yLabel: "x2")

plot(
    picture(orTargets, last(orUpdates)),
    title: "OR", xLabel: "x1", yLabel: "x2")

//: Above and to the right of these lines the answer is 1. Both run through points with target 1: the rule stops as soon
//: as there is no mistake.
//:
//: ## What it can't
//:
//: **XOR**, exclusive or, is 1 when exactly one of its inputs is 1. Here are its points, with the line that was found
//: for OR. It leaves (1, 1) on the wrong side.

plot(
    picture(xorTargets, last(orUpdates)),
    title: "XOR, and the line of OR", xLabel: "x1", yLabel: "x2")

//: **Before you read on:** can you lay a ruler on the picture so that both points of target 1 are on one side of it,
//: and both of target 0 on the other? And when the perceptron gets a thousand epochs, how many of its four answers will
//: be right at most, after any of its updates?

let xorUpdates = learn(xorTargets, epochs: 1000)
let right = xorUpdates.map { update in
    zip(answers(update.after), xorTargets).count { $0 == $1 }
}
show(xorUpdates.count, right.max() ?? 0)

//: After 3,998 updates never more than two of four are right. The line of OR had three; the rule doesn't look for the
//: best line, it only reacts to the last mistake. Here are its updates in epochs 3, 4 and 1000:

let shown = xorUpdates.filter { [3, 4, 1000].contains($0.epoch) }
table(columns(shown))

//: Epoch 3 ends with weights of −1 and 0 and a bias of 0, and so do the others. What follows depends on the weights
//: alone, as the examples always come in the same order. So the perceptron walks in a circle.
//:
//: Another order of the examples or other first weights would not help, because no such line exists. What would its
//: weights have to satisfy?
//:
//:     (0, 0) → 0                     bias < 0
//:     (0, 1) → 1                w₂ + bias ≥ 0
//:     (1, 0) → 1           w₁      + bias ≥ 0
//:     (1, 1) → 0           w₁ + w₂ + bias < 0
//:
//: Add the second and the third: w₁ + w₂ + 2·bias ≥ 0. Subtract the bias once. It is below 0 by the first line, so the
//: sum gets larger: w₁ + w₂ + bias > 0. The fourth says < 0. No numbers can do both.
//:
//: Marvin Minsky and Seymour Papert showed this in their book of 1969, and interest in such networks faded for years.
//:
//: ## A hidden layer
//:
//: Two nodes, a line each, can do it with a third to combine them. One computes OR, another AND; the output is 1 for OR
//: but not AND. The third gets weights by hand: 1 for OR, −1 for AND, and a bias of −0.5.
//:
//: **Before you read on:** what does it answer to (0, 0), (0, 1), (1, 0) and (1, 1)?

let (orNode, andNode) = (last(orUpdates), last(andUpdates))
let orNotAnd = inputs.map {
    step(Double(orNode.predict($0) - andNode.predict($0)) - 0.5)
}
show(orNotAnd)

//: That is XOR, by a 2-2-1 network of steps. Now a network that finds its weights itself. Backpropagation needs slopes,
//: so its nodes are sigmoids, and the targets are 0.01 and 0.99.
//:
//: `Network` has no bias. But a bias is the weight of an input that is always 1. So each example gets a third input of
//: 1, whose weights are the biases of the hidden nodes. Without them every line would run through (0, 0). The output
//: node has none, but a third hidden node can stand in for it.
//:
//: So the network is a 2-3-1; with the third input it is `[3, 3, 1]` in Swift. It learns from one example at a time,
//: 5,000 epochs, by the exact gradient. The learning rate is 5: far too large for 784 inputs, but not for three. Twenty
//: such networks are trained, each with its own seed.

let examples = zip(inputs, xorTargets).map { x, target in
    (
        input: Matrix(column: x + [1]),
        target: Matrix(1, 1, repeating: target == 1 ? 0.99 : 0.01)
    )
}

//: `trained` trains one of them, and fails (`throws`) if the weights run away (lesson 6).

nonisolated func trained(_ number: Int) throws -> Network {
    var random = RandomState(seed: flags.seed &+ UInt32(number))
    var network = Network(
        layerSizes: [3, flags.hiddenNodes, 1], rule: .gradient,
        random: &random)
    for _ in 0..<flags.epochs {
        for (input, target) in examples {
            network.train(
                input: input, target: target,
                learningRate: flags.learningRate)
        }
    }
    try network.throwIfDiverged()
    return network
}

//: **Before you read on:** the weights begin at random. Will it work for every seed? An output counts as right if it is
//: clear: at least 0.75 for a 1, at most 0.25 for a 0.

func outputs(_ network: Network) -> [Double] {
    examples.map { network.feedforward($0.input)[0, 0] }
}
func rightCount(_ network: Network) -> Int {
    zip(outputs(network), xorTargets).count {
        $1 == 1 ? $0 >= 0.75 : $0 <= 0.25
    }
}

//: The table counts them:

let networks = lesson.require(
    try inParallel(flags.networks) { try trained($0) })
let rightCounts = networks.map(rightCount)
table(
    Column("right of four", Array(0...4)),
    Column(
        "networks",
        (0...4).map { right in rightCounts.count { $0 == right } }))

//: Most networks have learned all four examples, and some have not. What a node by itself can never do, three hidden
//: nodes can, but not from every start within 5,000 epochs. Here are the outputs of the first network that has learned,
//: and of the first that has not. (Either may be nothing; then `?? []` leaves its column empty.)

let learned = networks.first { rightCount($0) == 4 }
let stuck = networks.first { rightCount($0) < 4 }
table(
    Column("x1, x2", ["0, 0", "0, 1", "1, 0", "1, 1"]),
    Column("target", xorTargets),
    Column("learned", learned.map(outputs) ?? [], decimals: 2),
    Column("stuck", stuck.map(outputs) ?? [], decimals: 2))

//: Here the stuck one says one half to (1, 1). These are the outputs of the other, from (0, 0) at the bottom left to
//: (1, 1) at the top right, dark for 1. (The edges count 20 rows and columns; inputs run from 0 to 1.)

let side = linspace(0, 1, 20)
let painter = learned ?? networks[0]
let answered = side.reversed().map { x2 in
    side.map { x1 in
        painter.feedforward(Matrix(column: [x1, x2, 1]))[0, 0]
    }
}
image(Matrix(rows: answered), title: "XOR by 2-\(flags.hiddenNodes)-1")

//: The corners of target 1 are dark, the other two light: there are two borders, with a band between them. A single
//: node has only one.
//:
//: ## Four ingredients
//:
//: The perceptron, the network for digits, and what is still to come are mixed from the same four:
//:
//: | ingredient | what it says | perceptron | lesson 9 |
//: | --- | --- | --- | --- |
//: | data | what it learns from | 4 pairs of inputs | 60,000 digits |
//: | model | what is computed | one node with a step | 784-90-10, sigmoids |
//: | loss | what a mistake costs | 1 for a wrong answer | E, the squared errors |
//: | optimizer | how weights change | the perceptron rule | gradient descent |
//:
//: **Model** is the general word for the network with its weights, **loss** for what E was, and **optimizer** for the
//: rule by which the weights change. They can be replaced one by one, as long as they fit: gradient descent needs a
//: model and a loss with slopes. Lesson 13 replaces model and loss, lesson 14 the optimizer.
//:
//: ## Relatives
//:
//: **Hebb's rule** of 1949 says that a link grows stronger when both its ends are active: weight += learningRate ·
//: input · output. Where the perceptron has its mistake, this rule has the output. So it needs no target, and can't
//: tell right from wrong.
//:
//: All networks of this course are **feedforward** networks: numbers go from layer to layer and never back. In a
//: **recurrent** network, such as John Hopfield's of 1982, links also lead back. So it has a memory, and suits what
//: comes in a row, as words do.
//:
//: ## What we know now
//:
//: One node with a step learned AND and OR. A node can learn whatever a line can separate, and nothing else. With a
//: hidden layer, biases, and slopes to follow, XOR can be learned, though not from every start.

let learnedCount = rightCounts.count { $0 == 4 }
let counts = "\(andUpdates.count), \(orUpdates.count)"
results(
    ("updates for AND, for OR", counts),
    ("perceptron on XOR", "\(right.max() ?? 0) of 4 right at best"),
    (
        "2-\(flags.hiddenNodes)-1 network on XOR",
        "\(learnedCount) of \(networks.count) learn it"
    ))

//: ## Try it
//:
//: - Fewer hidden nodes, and more of them. Are two enough? Are eight enough for every seed?
//:
//:       swift run lesson-12-perceptron --hidden-nodes 2
//:       swift run lesson-12-perceptron --hidden-nodes 2 --epochs 20000
//:       swift run lesson-12-perceptron --hidden-nodes 8
//:
//: - Less patience, and more. How many networks get there?
//:
//:       swift run lesson-12-perceptron --epochs 500
//:       swift run lesson-12-perceptron --epochs 20000
//:
//: - In `main.swift`, make `orTargets` `[1, 0, 0, 0]`, which is 1 only for (0, 0). Does the perceptron find a line?
//:
//: Next, the digits again, in a few lines:
//:
//:     swift run lesson-13-dense-layers
