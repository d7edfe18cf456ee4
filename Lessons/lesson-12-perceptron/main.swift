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
lesson.begin()

//: # Lesson 12: The perceptron
//:
//: What can a single node learn, and what can it never learn?
//:
//: You need the weighted sum and the step (lesson 2), and for the hidden layer backpropagation (lesson 5). No digits this
//: time: the examples are so small that every update can be followed.
//:
//: ## One neuron, three notations
//:
//: A node of a network, with all its incoming links, is what the textbooks call an **artificial neuron**:
//:
//:     x₁ ---w₁---.
//:                 \
//:     x₂ ---w₂-----( sum )---( f )---> output
//:                 /
//:     x₃ ---w₃---'
//:
//: They write what it does in three ways. Written out, with Σ for the sum of all such products, and with a name for the
//: sum, which is **net** (for net input) in many books:
//:
//:     output = f(w₁·x₁ + w₂·x₂ + w₃·x₃)
//:     output = f(Σ wᵢ·xᵢ)
//:     output = f(net),   net = Σ wᵢ·xᵢ
//:
//: All three mean the same. So does the matrix product of this course, for which the weights are a row and the inputs a
//: column.
//:
//: **Before you read on:** the weights are 0.5, −1 and 2, the inputs 1, 0.5 and 0.25. What is net? And the output, if f
//: is the step?

let w = [0.5, -1, 2]
let x = [1, 0.5, 0.25]
let step = Activation.step
show(step(w[0] * x[0] + w[1] * x[1] + w[2] * x[2]))
show(step(zip(w, x).map { $0 * $1 }.reduce(0, +)))
let net = dot(Matrix(rows: [w]), Matrix(column: x))
show(net, step(net))

//: ## The bias
//:
//: The step jumps where net is 0. A nerve cell has a threshold instead: it sends its signal when net is at least, say,
//: 1.5. That is the same as net − 1.5 being at least 0. So one more number is added to the sum, the **bias**, here
//: −1.5. And to need no new rule for it, one takes it for the weight of one more input, which is always 1:
//:
//:     net = w₁·x₁ + w₂·x₂ + bias·1
//:
//: **Before you read on:** with both weights 1 and a bias of −1.5, for which of the inputs (0, 0), (0, 1), (1, 0) and
//: (1, 1) is the output 1?

let inputs: [[Double]] = [[0, 0], [0, 1], [1, 0], [1, 1]]
let byHand: Matrix = [[1, 1, -1.5]]
show(inputs.map { step(dot(byHand, Matrix(column: $0 + [1])))[0, 0] })

//: Only for (1, 1). The neuron computes "the first **and** the second", which is called AND. McCulloch and Pitts built
//: logic from such neurons in 1943, with thresholds chosen by hand.
//:
//: ## It learns from its mistakes
//:
//: Rosenblatt's **perceptron** finds the weights itself. Its rule looks at one example after another, and does nothing
//: when the answer is right. After a mistake
//:
//:     weight += learningRate · (target − answer) · input
//:
//: for every weight, and the bias with its input of 1. If the answer was 0 and should be 1, the weights of the inputs
//: that were present grow; in the opposite case they shrink. There is no slope in the rule, so the step will do.
//:
//: Here it is with a learning rate of 1, for the four examples of AND. All weights begin at 0. For each example you see
//: the answer, the mistake, and w₁, w₂ and the bias after it.
//:
//: **Before you read on:** with weights and bias 0, net is 0 and the first answer is 1. Its target is 0. What will the
//: bias be after the first update, and what the weights?

let (andTargets, orTargets, xorTargets) =
    ([0, 0, 0, 1], [0, 1, 1, 1], [0, 1, 1, 0])
var (w1, w2, bias) = (0.0, 0.0, 0.0)
for (input, target) in zip(inputs, andTargets) {
    let answer = step(w1 * input[0] + w2 * input[1] + bias)
    let mistake = Double(target) - answer  // 0 if it is right
    w1 += mistake * input[0]
    w2 += mistake * input[1]
    bias += mistake
    show(answer, mistake, [w1, w2, bias])
}

//: The bias became −1, and the weights stayed 0, because both inputs were 0. Then two right answers, after which nothing
//: changed, and another mistake. That was one epoch. `Perceptron` has the same rule: `predict` answers, and `train` says
//: whether it made a mistake. `learn` goes through the four examples until an epoch has no mistake, and notes every
//: update.

struct Update {
    let epoch: Int
    let input: [Double]
    let target: Int
    let after: Perceptron
}
func learn(_ targets: [Int], epochs: Int) -> [Update] {
    var perceptron = Perceptron(inputCount: 2)
    var updates: [Update] = []
    for epoch in 1...epochs {
        for (input, target) in zip(inputs, targets) {
            if perceptron.train(
                input: input, target: target, learningRate: 1)
            {
                updates.append(
                    Update(
                        epoch: epoch, input: input, target: target,
                        after: perceptron))
            }
        }
        if updates.last?.epoch != epoch { break }
    }
    return updates
}
func columns(_ updates: [Update]) -> [Column] {
    [
        Column("epoch", updates.map(\.epoch)),
        Column("x1", updates.map { Int($0.input[0]) }),
        Column("x2", updates.map { Int($0.input[1]) }),
        Column("target", updates.map(\.target)),
        Column("answer", updates.map { 1 - $0.target }),
        Column("w1", updates.map { Int($0.after.weights[0]) }),
        Column("w2", updates.map { Int($0.after.weights[1]) }),
        Column("bias", updates.map { Int($0.after.bias) }),
    ]
}

//: **Before you read on:** two updates are known. How many will it take until all four answers are right?

let andUpdates = learn(andTargets, epochs: 1000)
table(columns(andUpdates))

//: Eleven updates on four examples, some of them undoing others. But in epoch 6 there is no mistake, and the last row is
//: the result:

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

//: Fewer, five. (A learning rate of 2 would double all these numbers and change no answer, since only the sign of net
//: counts. So the rate is 1 here.)
//:
//: There is an older rule, **Hebb's rule**. Donald Hebb proposed in 1949, for nerve cells, that a link grows stronger when
//: both its ends are active:
//:
//:     weight += learningRate · input · output
//:
//: It has the output where the perceptron has its mistake. So it needs no target, and can't tell right from wrong.
//:
//: ## What a line can separate
//:
//: Two inputs are a point in the plane. Where net is 0, w₁·x₁ + w₂·x₂ + bias = 0, there is a straight line; on one side
//: of it net is positive and the answer 1, on the other it is negative and the answer 0. (On the line itself the answer
//: is 1, too.) To learn is to move this line until the points with target 1 are on one side, and those with target 0 on
//: the other.

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
plot(
    picture(andTargets, last(andUpdates)),
    title: "AND", xLabel: "x1", yLabel: "x2")

plot(
    picture(orTargets, last(orUpdates)),
    title: "OR", xLabel: "x1", yLabel: "x2")

//: Both lines run through points with target 1, and the rule is content with that: it stops as soon as there is no
//: mistake, and looks for no better line.
//:
//: ## What it can't
//:
//: **XOR**, exclusive or, is 1 when exactly one of the two inputs is 1. Here are its points, with the line that has been
//: found for OR. It leaves (1, 1) on the wrong side.

plot(
    picture(xorTargets, last(orUpdates)),
    title: "XOR, and the line of OR", xLabel: "x1", yLabel: "x2")

//: **Before you read on:** can you lay a ruler on the picture so that both `o` are on one side of it, and both `+` on the
//: other? And when the perceptron gets a thousand epochs: after each of its updates, how many of its four answers will be
//: right at most?

let xorUpdates = learn(xorTargets, epochs: 1000)
let right = xorUpdates.map { update in
    zip(answers(update.after), xorTargets).count { $0 == $1 }
}
show(xorUpdates.count, right.max() ?? 0)

//: Nearly four thousand updates, and never more than two of four. Here are the updates of epochs 3 to 5, and of the
//: last:

let shown = xorUpdates.filter { [3, 4, 5, 1000].contains($0.epoch) }
table(columns(shown))

//: Epoch 3 ends with weights of −1 and 0 and a bias of 0, and so do epochs 4 and 5. What follows depends on nothing but
//: the weights. So once they have come back they do so forever: the perceptron walks in a circle. How many different sets
//: of weights have its updates led to?

var different: [Perceptron] = []
for update in xorUpdates where !different.contains(update.after) {
    different.append(update.after)
}
show(different.count)

//: Six, and four of them make the circle. Another order of the examples or other first weights would not help: no ruler
//: can separate these points, so there is nothing to be found. Why not? What would the weights have to satisfy?
//:
//:     (0, 0) → 0                     bias < 0
//:     (0, 1) → 1                w₂ + bias ≥ 0
//:     (1, 0) → 1           w₁      + bias ≥ 0
//:     (1, 1) → 0           w₁ + w₂ + bias < 0
//:
//: Add the second and the third: w₁ + w₂ + 2·bias ≥ 0. Subtract the bias, which is negative by the first line: then
//: w₁ + w₂ + bias is above 0. The fourth says below. No numbers can do both.
//:
//: Four points can be given the answers 0 and 1 in 16 ways. Try all lines whose two weights and bias are whole or half
//: numbers from −2 to 2, and collect the answers they give:

var found: [[Int]] = []
let numbers = linspace(-2, 2, 9)
for w1 in numbers {
    for w2 in numbers {
        for bias in numbers {
            let answers = inputs.map {
                w1 * $0[0] + w2 * $0[1] + bias >= 0 ? 1 : 0
            }
            if !found.contains(answers) { found.append(answers) }
        }
    }
}
show(found.count, found.contains(xorTargets))
show(found.contains([1, 0, 0, 1]))

//: Fourteen of the sixteen. Missing are XOR and its opposite. That a single layer can't do it was shown by Marvin
//: Minsky and Seymour Papert in their book of 1969, with much that follows from it, and interest in such networks faded
//: for years.
//:
//: ## A hidden layer
//:
//: Two lines can do it, and one more node to combine them. One node computes OR, another AND; the output is 1 for OR but
//: not AND. Both nodes have just been learned. The third gets weights by hand: 1 for OR, −1 for AND, and a bias of −0.5.
//:
//: **Before you read on:** what does it answer to (0, 0), (0, 1), (1, 0) and (1, 1)?

let (orNode, andNode) = (last(orUpdates), last(andUpdates))
let orNotAnd = inputs.map {
    step(Double(orNode.predict($0) - andNode.predict($0)) - 0.5)
}
show(orNotAnd)

//: That is XOR. Now a network that finds all its weights itself: two inputs, three hidden nodes, one output, 2-3-1. (Two
//: hidden nodes are enough, as you have seen, but with three they are found more easily.) The hidden nodes need a bias,
//: or their lines would all run through (0, 0). `Network` has none, but a bias is a weight on an input that is always 1,
//: so a third input that is always 1 gives one to each hidden node, and the sizes are [3, 3, 1]. The output node has no
//: bias, and does without. Backpropagation needs slopes, so the nodes are sigmoids, the targets 0.01 and 0.99, and `rule:
//: .gradient` takes the exact gradient. As with digits, it learns from one example at a time: 5,000 epochs with a
//: learning rate of 5. Twenty networks are trained, each with a seed of its own.
//:
//: **Before you read on:** the weights begin at random. Will it work for every seed?

let examples = zip(inputs, xorTargets).map { input, target in
    (
        input: Matrix(column: input + [1]),
        target: Matrix(1, 1, repeating: target == 1 ? 0.99 : 0.01)
    )
}
nonisolated func seed(_ number: Int) -> UInt32 {
    flags.seed &+ UInt32(number)  // after the largest comes 0
}
nonisolated func trained(_ seed: UInt32) throws -> Network {
    var random = RandomState(seed: seed)
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
func outputs(_ network: Network) -> [Double] {
    examples.map { network.feedforward($0.input)[0, 0] }
}
func rightCount(_ network: Network) -> Int {
    zip(outputs(network), xorTargets).count {
        $1 == 1 ? $0 >= 0.75 : $0 <= 0.25
    }
}
let networks = lesson.require(
    try inParallel(flags.networks) { try trained(seed($0)) })
let rightCounts = networks.map(rightCount)
table(
    Column("right of four", Array(0...4)),
    Column(
        "networks",
        (0...4).map { right in rightCounts.count { $0 == right } }))

//: An output counts as right here if it is clear: at least 0.75 for a 1, at most 0.25 for a 0. Of twenty networks 15
//: have learned all four examples, and five only three of them. What a node by itself can never do, three hidden nodes
//: can, but gradient descent does not find the weights from every start. The outputs of the first network that has
//: learned, and of the first that has not, for (0, 0), (0, 1), (1, 0) and (1, 1):

let learned = networks.first { rightCount($0) == 4 }
let stuck = networks.first { rightCount($0) < 4 }
table(
    Column("target", xorTargets),
    Column("learned", learned.map(outputs) ?? [], decimals: 2),
    Column("stuck", stuck.map(outputs) ?? [], decimals: 2))

//: The stuck one says one half to (1, 1), which is to say nothing. Now the outputs of the one that has learned, for all
//: points from (0, 0) at the bottom left to (1, 1) at the top right, dark for 1:

let side = linspace(0, 1, 20)
let painter = learned ?? networks[0]
let answered = side.reversed().map { x2 in
    side.map { x1 in
        painter.feedforward(Matrix(column: [x1, x2, 1]))[0, 0]
    }
}
image(Matrix(rows: answered), title: "XOR by 2-\(flags.hiddenNodes)-1")

//: (The ticks count the twenty rows and columns.) There are two borders with a light band between them, and the dark
//: corners are those of target 1. A single node, which has only one border, can't draw that.
//:
//: ## Forward and around
//:
//: `Perceptron` and `Network` are **feedforward** networks: numbers go from layer to layer, and never back. There can be
//: any number of layers; a 3-2-3-2 network has four, and three matrices between them, of these shapes:

var random = RandomState(seed: flags.seed)
let example = Network(layerSizes: [3, 2, 3, 2], random: &random)
let shapes = example.weights.map(\.shape)
show(shapes[0], shapes[1], shapes[2])

//: In a **recurrent** network links also lead back, from a node to itself or to an earlier layer. What comes back is
//: the output of the step before, so such a network has a memory, and is used for what comes in a row, as words and
//: sounds do. The smallest is a single node with a link to itself. It gets a 1, and then nothing but zeros; with a
//: weight of 0.8 on the link, and tanh:

let sequence: [Double] = [1, 0, 0, 0, 0, 0]
let forward = sequence.map { Activation.tanh($0) }
var recurrent: [Double] = []
for input in sequence {
    let before = recurrent.last ?? 0
    recurrent.append(Activation.tanh(input + 0.8 * before))
}
table(
    Column("input", sequence, decimals: 0),
    Column("feedforward", forward, decimals: 3),
    Column("recurrent", recurrent, decimals: 3))

//: The feedforward node has forgotten the 1 at once. In the recurrent one it fades. John Hopfield's networks of lesson
//: 1 are recurrent; this course stays with feedforward ones.
//:
//: ## Four ingredients
//:
//: The perceptron, the network for digits, and what is still to come are mixed from the same four:
//:
//: | ingredient | what it says | perceptron | lesson 9 |
//: | --- | --- | --- | --- |
//: | data | from what is learned | 4 pairs of inputs | 60,000 digits |
//: | loss | what a mistake costs | size of net, if wrong | E, squared errors |
//: | model | what is computed | one node, step | 784-90-10, sigmoid |
//: | optimizer | how weights change | perceptron rule | gradient descent |
//:
//: The **loss** is the general word for what E was, the **model** for the network with its weights, and the
//: **optimizer** for the rule by which they are changed. They can be replaced one by one, as long as they fit: gradient
//: descent needs a model with slopes. (Why is the perceptron's loss the size of net? Its slope in a weight is the input
//: or minus the input, and that is what the rule adds or takes away.)
//:
//: ## What we know now
//:
//: One node with a step learned AND and OR. It can be proved that it learns everything a line can separate, and it can
//: learn nothing else. With a hidden layer, a bias and slopes to follow, XOR can be learned, though not from every start.

let learnedCount = rightCounts.count { $0 == 4 }
results(
    (
        "updates for AND, for OR",
        "\(andUpdates.count), \(orUpdates.count)"
    ),
    (
        "perceptron on XOR, 1,000 epochs",
        "\(right.max() ?? 0) of 4 right at best"
    ),
    (
        "2-\(flags.hiddenNodes)-1 network on XOR",
        "\(learnedCount) of \(networks.count) learn it"
    )
)

//: ## Try it
//:
//: - `swift run lesson-12-perceptron --hidden-nodes 2`: 2-2-1. No network gets there in 5,000 epochs. With `--epochs
//:   20000` eight of twenty do, so two hidden nodes are enough, but harder to train.
//: - `swift run lesson-12-perceptron --hidden-nodes 8`: all twenty networks learn it.
//: - `swift run lesson-12-perceptron --epochs 500`: three of twenty get there.
//: - In `main.swift`, make `orTargets` `[1, 0, 0, 0]`, which is 1 only for (0, 0). A
//:   line can do that, and the perceptron finds one in four updates.
//:
//: Next, `swift run lesson-13-dense-layers`: the digits again, in eight lines.
