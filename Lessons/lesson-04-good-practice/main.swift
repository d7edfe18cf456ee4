import MNIST
import Numerics
import Teach

let lesson = Lesson("Which numbers should go into a network, and with which weights should it begin?")
let flags = (
    seed: lesson.seed(),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 2...2000, "nodes in the hidden layer"),
    digit: lesson.parameter("digit", default: 0, in: 0...99, "which of the hundred digits goes through")
)
lesson.begin()

//: # Lesson 4: Good practice
//:
//: Which numbers should go into a network, and with which weights should it begin?
//:
//: You need lesson 3: the digit, the network 784-90-10, and how all ten outputs came to be 1.
//:
//: ## Where the sums landed
//:
//: In lesson 3 the pixels went in as they are, from 0 to 255, and the weights came from `rand`, from 0 to 1. Here
//: are the ninety sums of the hidden layer once more.

func sigmoid(_ x: Matrix) -> Matrix {
    1 / (1 + exp(-x))
}
let digits = lesson.require(try Digits.sample("mnist_train_100.csv"))
let digit = lesson.require(try digits.digit(flags.digit))
let (inputNodes, hiddenNodes, outputNodes) =
    (784, flags.hiddenNodes, 10)

var random = RandomState(seed: flags.seed)
let rawInput = digit.input
let positiveInputHidden = random.rand(hiddenNodes, inputNodes)
let positiveHiddenOutput = random.rand(outputNodes, hiddenNodes)
let rawSums = dot(positiveInputHidden, rawInput)  // 90 × 1
show(rawSums.min, rawSums.max)

//: And here is the sigmoid, drawn wide enough to hold them. **Before you read on:** the S of lesson 2 was about
//: ten units wide. What will it look like on an axis of twenty-five thousand?

let x = Matrix(column: linspace(-12_000, 12_000, 241))
plot(
    Series("sigmoid(x)", x.elements, sigmoid(x).elements),
    Series(
        "the sums", rawSums.elements, sigmoid(rawSums).elements,
        drawing: .points),
    title: "The sigmoid from far away", xLabel: "x")

//: A step. From this distance the slope can't be seen, and the sums lie far out on the flat part. Two things made
//: them so large: the input and the weights. Both can be mended.
//:
//: ## Scale the input
//:
//: The pixels run from 0 to 255. Divided by 255 they run from 0 to 1. One more step:
//:
//:     scaled = pixel / 255 · 0.99 + 0.01
//:
//: **Before you read on:** what is the smallest value that can come out, and what the largest?

let input = rawInput / 255 * 0.99 + 0.01
show(input.min, input.max)

//: From 0.01 to 1. Why not leave 0 at 0? When a network learns, the change of a weight is in proportion to the number
//: that came in through its link (lesson 5 derives it). Where that number is 0, this
//: digit does not move the weight at all. A hundredth is small enough to be background and large enough to count.
//:
//: ## Scale the target
//:
//: The target of lesson 3 was 1 at the label and 0 elsewhere. But the sigmoid comes near 0 and 1 and reaches neither.
//: A network that is asked for exactly 1 always has some error left, and can only lower it by larger and larger sums, so
//: its weights would keep growing. So we ask for 0.99 and 0.01:

let target = digit.scaledTarget
show(target)

//: `digit.scaledInput` does the same for the input, and from now on the lessons use both.
//:
//: ## Is a scaled input enough?
//:
//: The largest input is now 1 and not 255. **Before you read on:** the sums were about ten thousand. About how large are they
//: now, and what will the ten outputs be?

let scaledSums = dot(positiveInputHidden, input)
show(scaledSums.min, scaledSums.max)

let stillOnes = sigmoid(dot(positiveHiddenOutput, sigmoid(scaledSums)))
show(stillOnes.min, stillOnes.max)

//: The sums are two hundred times smaller, and still far beyond 10. All ten outputs are 1 as before. The weights have to change.
//:
//: ## Weights on both sides of zero
//:
//: `rand` never gives a negative number, so a sum of 784 products can only grow. With weights of both signs, most
//: of it cancels. To see what they look like, three rows of five are enough. The simplest way is to move
//: the numbers of `rand` down by one half:

show(random.rand(3, 5) - 0.5)

//: The other way is to draw from the **normal distribution**, the one with the bell-shaped curve: numbers near 0 are
//: the most frequent, and far ones are rare. Its width is called the **standard deviation**: about two thirds of
//: the numbers lie closer to 0 than that. The notebook's choice is one over the square root of
//: the number of nodes in the layer that the weights lead into, here the three rows: 3^(−0.5) = 1/√3 ≈ 0.58.

func width(_ nodes: Int) -> Double {
    1 / Double(nodes).squareRoot()
}
show(random.normal(mean: 0, standardDeviation: width(3), 3, 5))

//: Now for the real network. The first matrix gets a standard deviation of 1/√90, the second of 1/√10.

let weightsInputHidden = random.normal(
    mean: 0, standardDeviation: width(hiddenNodes),
    hiddenNodes, inputNodes)
let weightsHiddenOutput = random.normal(
    mean: 0, standardDeviation: width(outputNodes),
    outputNodes, hiddenNodes)
histogram(
    weightsInputHidden, bins: 13,
    title: "\(weightsInputHidden.count) weights")

//: ## Forward again
//:
//: **Before you read on:** will the ten outputs be equal this time? Will the largest of them belong to the 3?

let hiddenInput = dot(weightsInputHidden, input)
let hiddenOutput = sigmoid(hiddenInput)
let output = sigmoid(dot(weightsHiddenOutput, hiddenOutput))
show(output)

//: Ten different numbers, spread between 0 and 1. The largest stands in this row:

show(output.argmax)

//: Whether that is the label or not is luck: the network has not learned anything, and its answer is as random as its
//: weights. What matters is that it can now be wrong by a measurable amount, the **error**: target minus output.

let outputErrors = target - output
show(outputErrors)

//: A positive error says "this output should be larger", a negative one "smaller".
//:
//: ## Nodes or links?
//:
//: The notebook says that the rule is one over the square root of the number of links that lead *into* a node, and then
//: takes the number of nodes *in* the layer. For the second matrix the difference is 90 against 10, for the first
//: 784 against 90. The reason behind the rule speaks for the links: a sum of n random numbers of both signs
//: grows like √n (four times as many numbers, about twice as large a sum, because most of it cancels), so weights of
//: size 1/√n make sums whose size does not depend on n.
//:
//: **Before you read on:** with 784^(−0.5) in place of 90^(−0.5) the weights are about three times smaller. What
//: happens to the spread of the sums, and to the number of saturated nodes? Let us call a node saturated when its
//: output is below 0.01 or above 0.99, which takes a sum beyond ±4.6.

func saturated(_ outputs: Matrix) -> Double {
    let count = outputs.elements.count { $0 < 0.01 || $0 > 0.99 }
    return Double(count) / Double(outputs.count)
}
let narrowInputHidden = random.normal(
    mean: 0, standardDeviation: width(inputNodes),
    hiddenNodes, inputNodes)
let narrowSums = dot(narrowInputHidden, input)
let bothSums = [hiddenInput, narrowSums]
table(
    Column("rule", ["1/√(nodes of the layer)", "1/√(incoming links)"]),
    Column(
        "weights", [hiddenNodes, inputNodes].map(width), decimals: 4),
    Column("sums", bothSums.map(\.standardDeviation), decimals: 3),
    Column("farthest", bothSums.map { $0.map(abs).max }, decimals: 3),
    Column(
        "saturated", bothSums.map { saturated(sigmoid($0)) },
        decimals: 3))

//: The columns `weights` and `sums` are standard deviations. The sums of the notebook's choice spread about three times
//: as far as those of the rule it states, and still none comes near saturation. For this network both will
//: do, and the course stays with the notebook's, so that its numbers can be compared.
//:
//: ## Side by side
//:
//: Two inputs and two kinds of weights make four networks. For each: the smallest and the largest of the ten outputs,
//: and how much of the hidden layer is saturated.

let positive = [positiveInputHidden, positiveHiddenOutput]
let normal = [weightsInputHidden, weightsHiddenOutput]
let trials = [
    (rawInput, positive), (input, positive),
    (rawInput, normal), (input, normal),
].map { input, weights in
    let hidden = sigmoid(dot(weights[0], input))
    let output = sigmoid(dot(weights[1], hidden))
    return [output.min, output.max, saturated(hidden)]
}
table(
    Column("input", ["raw", "scaled", "raw", "scaled"]),
    Column("weights", ["rand", "rand", "normal", "normal"]),
    Column("smallest output", trials.map { $0[0] }, decimals: 6),
    Column("largest output", trials.map { $0[1] }, decimals: 6),
    Column("saturated", trials.map { $0[2] }, decimals: 3))

//: Only both together bring the hidden layer to where the sigmoid has a slope. With raw pixels and normal weights the outputs look
//: healthy, but nearly all hidden nodes are at one end or the other: such a network answers, and can hardly learn.
//:
//: ## What we know now
//:
//: Inputs between 0.01 and 1, targets of 0.01 and 0.99, and normal weights around 0 keep the sums in the range where a
//: network can learn.

let percent = fixed(saturated(hiddenOutput) * 100, 0)
results(
    (
        "scaled input, normal weights",
        "\(percent) % of the hidden nodes saturated"
    )
)

//: ## Try it
//:
//: - `swift run lesson-04-good-practice --digit 7`: another picture, other sums, the same pattern in the last table.
//: - `swift run lesson-04-good-practice --seed 1`: the answer of the untrained network is another one.
//: - In `main.swift`, make the scaled input `rawInput / 255 - 0.5`, with values on both sides of zero. The paper is now
//:   −0.5 and no longer close to nothing, so the sums spread further.
//:
//: Next, `swift run lesson-05-backprop`: what the error does to the weights.
