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
//: In lesson 3 the pixels went in as they are, from 0 to 255, and the weights came from `rand`, from 0 to 1. Here are
//: the smallest and the largest of the ninety sums of the hidden layer once more. (Values in parentheses, with commas
//: between, are a **tuple**; `let` with several names in parentheses takes it apart.)

func sigmoid(_ x: Matrix) -> Matrix {
    1 / (1 + exp(-x))
}
let digits = lesson.require(try Digits.hundred())
let digit = lesson.require(try digits.digit(flags.digit))
let (inputNodes, hiddenNodes, outputNodes) =
    (784, flags.hiddenNodes, 10)

var random = RandomState(seed: flags.seed)
let rawInput = digit.input
let positiveInputHidden = random.rand(hiddenNodes, inputNodes)
let positiveHiddenOutput = random.rand(outputNodes, hiddenNodes)
let rawSums = dot(positiveInputHidden, rawInput)  // 90 × 1
show(rawSums.min, rawSums.max)

//: And here is the sigmoid, drawn wide enough to hold them. (Our sigmoid takes a matrix: `Matrix(column: …)` makes one
//: of a list, and `.elements` makes a list of it again. `drawing` has a few choices; a dot and a name, `.points`, picks
//: one. `12_000` is 12,000.)
//:
//: **Before you read on:** the S of lesson 2 rose between about −3.5 and 3.5. What will it look like on an axis from
//: −12,000 to 12,000?

let x = Matrix(column: linspace(-12_000, 12_000, 241))
plot(
    Series("sigmoid(x)", x.elements, sigmoid(x).elements),
    Series(
        "the sums", rawSums.elements, sigmoid(rawSums).elements,
        drawing: .points),
    title: "The sigmoid from far away", xLabel: "x")

//: A step. From this distance the slope can't be seen, and the sums lie far out on the flat part. Two things made them
//: so large: the input and the weights. Both can be mended.
//:
//: ## Scale the input
//:
//: The pixels run from 0 to 255. Divided by 255 they run from 0 to 1. Then they are squeezed a little, to stay away
//: from 0:
//:
//:     scaled = pixel / 255 · 0.99 + 0.01
//:
//: **Before you read on:** what is the smallest value that can come out, and what the largest?

let input = rawInput / 255 * 0.99 + 0.01
show(input.min, input.max)

//: From 0.01 for paper to 1 for full ink. Why not leave paper at 0? When a network learns, the change of a weight is in
//: proportion to the number that came in through its link (lesson 5 derives it). Where that number is 0, this digit
//: does not move the weight at all. A hundredth is still close to no ink, and the weight moves, so every weight learns
//: from every digit.
//:
//: ## Scale the target
//:
//: The target of lesson 3 was 1 at the label and 0 elsewhere. But the sigmoid comes near 0 and 1 and reaches neither
//: (the exact ones of lesson 3 come from the 16 digits that a computer keeps). A network that is asked for exactly 1
//: always has some error left, and can only lower it by larger and larger sums, so its weights would keep growing. So
//: we ask for 0.99 and 0.01:

let target = digit.scaledTarget
show(target)

//: `digit.scaledInput` does the same for the input, and from now on the lessons use both.
//:
//: ## Is a scaled input enough?
//:
//: The largest input is now 1 and not 255. **Before you read on:** the sums were about ten thousand. About how large
//: are they now, and what will the ten outputs be?

let scaledSums = dot(positiveInputHidden, input)
show(scaledSums.min, scaledSums.max)

let stillOnes = sigmoid(dot(positiveHiddenOutput, sigmoid(scaledSums)))
show(stillOnes.min, stillOnes.max)

//: The sums are more than two hundred times smaller, and still beyond 37. All ten outputs are 1 as before. The weights
//: have to change.
//:
//: ## Weights on both sides of zero
//:
//: `rand` never gives a negative number, so a sum of 784 products can only grow. With weights of both signs, most of it
//: cancels. The notebook draws its weights from the **normal distribution**, the one with the bell-shaped curve, and so
//: do we: numbers near 0 are the most frequent, and far ones are rare. Its width is called the **standard deviation**:
//: about two thirds of the numbers lie closer to 0 than that.
//:
//: How wide should it be? Sums of random numbers of both signs spread wider than the numbers themselves. But some
//: cancel, so the width doesn't grow as fast as their count. Here are sums of 1, 4, 16 and more normal numbers of width
//: 1, a thousand sums of each kind. (`1000, n` are the rows and columns to be drawn. A product with a column of ones
//: adds up each row. `n in` names the element, in place of `$0`, and `return` says what comes out where the braces hold
//: several lines.)
//:
//: **Before you read on:** four times as many numbers. How many times as wide is the sum?

let counts = [1, 4, 16, 64, 256]
var dice = RandomState(seed: flags.seed)
let sumWidths = counts.map { n in
    let numbers = dice.normal(
        mean: 0, standardDeviation: 1, 1000, n)
    let ones = Matrix(n, 1, repeating: 1)
    return dot(numbers, ones).standardDeviation
}
table(
    Column("numbers in a sum", counts),
    Column("width of the sums", sumWidths, decimals: 2))

//: About twice as wide each time: a sum of n numbers is √n times as wide as one of them, a rule of probability. To make
//: up for it, draw the weights √n times as narrow:
//:
//:     standard deviation = 1 / √n
//:
//: Then a sum of n weights has a width of 1, however many they are. (With inputs below 1 the sum is narrower, and most
//: of a digit's inputs are 0.01.) Here n is the number of links that lead into a node, because that is how many
//: products the node adds up. One over the square root of the number of incoming links: this is **the rule of incoming
//: links**.
//:
//: The notebook states this rule, and then takes another n for both matrices: not the links into a node, but the nodes
//: of the layer that the links lead to.
//:
//:     weights             by the rule         in the notebook
//:
//:     input → hidden      1/√784 ≈ 0.036      1/√90 ≈ 0.105
//:     hidden → output     1/√90  ≈ 0.105      1/√10 ≈ 0.316
//:
//: Is that too wide? We take the notebook's numbers, so that results can be compared, and look. (`random` begins anew
//: at its seed, so that the next lessons can begin with the same weights.)

func width(_ n: Int) -> Double {
    1 / Double(n).squareRoot()
}
random = RandomState(seed: flags.seed)
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
//: How far an output is from its target is its **error**: target minus output. A positive error says "this output
//: should be larger", a negative one "smaller". (`Array(0...9)` is the list of the numbers from 0 to 9.)
//:
//: **Before you read on:** will the ten outputs be equal this time? Will the largest of them belong to the 3?

let hiddenInput = dot(weightsInputHidden, input)
let hiddenOutput = sigmoid(hiddenInput)
let output = sigmoid(dot(weightsHiddenOutput, hiddenOutput))
let outputErrors = target - output
table(
    Column("row", Array(0...9)),
    Column("output", output.elements, decimals: 4),
    Column("target", target.elements, decimals: 2),
    Column("error", outputErrors.elements, decimals: 4))

//: Ten different numbers, spread between 0 and 1. The largest stands in this row (if several are equally large,
//: `argmax` is the first of them; for the ten ones of lesson 3 it would have said 0):

show(output.argmax)

//: Whether that is the label or not is luck: the network has not learned anything, and its answer is as random as its
//: weights. What is new is that the ten outputs differ, and that each can move.
//:
//: ## How wide is too wide?
//:
//: Let us call a node saturated when its output is below 0.01 or above 0.99, which takes a sum beyond ±4.6. (`||` means
//: "or".)

func saturated(_ outputs: Matrix) -> Double {
    let count = outputs.elements.count { $0 < 0.01 || $0 > 0.99 }
    return Double(count) / Double(outputs.count)
}

//: Weights that are twice as wide make sums that are twice as wide, so other widths of the first matrix can be tried
//: without drawing anew: 0.036 (the rule of incoming links), 0.105 (the notebook's), and three more. With 0.105 the
//: sums have a width of 0.90 here. (`\.standardDeviation` in the cell asks each matrix for its standard deviation. In
//: `$0.map(abs)`, `$0` is a matrix of sums, and `abs` takes the sign of each of them away.)
//:
//: **Before you read on:** which of 0.036, 0.105, 0.3, 1 and 3 are too wide, so that nodes saturate?

let widths = [width(784), width(90), 0.3, 1, 3]
let sums = widths.map { hiddenInput * ($0 / width(hiddenNodes)) }
table(
    Column("weights", widths, decimals: 3),
    Column("sums", sums.map(\.standardDeviation), decimals: 2),
    Column("farthest", sums.map { $0.map(abs).max }, decimals: 2),
    Column(
        "saturated", sums.map { saturated(sigmoid($0)) },
        decimals: 3))

//: The columns `weights` and `sums` are standard deviations. The weights of the rule of incoming links make sums of
//: width 0.31 and not 1, because most inputs are paper, 0.01. With 0.3 the first nodes saturate, and with 1 more than
//: half of them. With 0.036 and with 0.105 every hidden node is where its sigmoid has a slope. So for the hidden layer
//: both numbers will do. (The last table shows slopes of the output layer, too.)
//:
//: ## Which repair matters more?
//:
//: Two inputs and two kinds of weights make four networks. For each: the smallest and the largest of the ten outputs,
//: how much of the hidden layer is saturated, and the mean of the slopes s · (1 − s) in either layer. Where the slope
//: is 0, nothing can be learned.
//:
//: **Before you read on:** two of the four have one repair, but not the other. Which of these is better off?

func forward(_ input: Matrix, _ weights: [Matrix]) -> [Double] {
    let hidden = sigmoid(dot(weights[0], input))
    let output = sigmoid(dot(weights[1], hidden))
    return [
        output.min, output.max, saturated(hidden),
        (hidden * (1 - hidden)).mean, (output * (1 - output)).mean,
    ]
}

//: A function can hand back several numbers in a list, and `$0[3]` is the fourth of them:

let positive = [positiveInputHidden, positiveHiddenOutput]
let normal = [weightsInputHidden, weightsHiddenOutput]
let trials = [
    forward(rawInput, positive), forward(input, positive),
    forward(rawInput, normal), forward(input, normal),
]
table(
    Column("input", ["raw", "scaled", "raw", "scaled"]),
    Column("weights", ["rand", "rand", "normal", "normal"]),
    Column("smallest", trials.map { $0[0] }, decimals: 4),
    Column("largest", trials.map { $0[1] }, decimals: 4),
    Column("saturated", trials.map { $0[2] }, decimals: 3),
    Column("hidden slope", trials.map { $0[3] }, decimals: 4),
    Column("output slope", trials.map { $0[4] }, decimals: 4))

//: The weights matter more. With weights from `rand`, scaling the input changes nothing: all slopes are 0. With normal
//: weights and raw pixels the ten outputs differ, and the output layer has slopes to learn by. But nearly all hidden
//: nodes are saturated, and the slope there is a tiny part of what it is in the last row. Such a network gives answers,
//: but its first matrix, which has nearly all the weights, has hardly a slope to learn by. That is what the scaled
//: input mends. Only both repairs together leave a slope everywhere.
//:
//: ## What we know now
//:
//: Inputs between 0.01 and 1, targets of 0.01 and 0.99, and narrow normal weights around 0 keep the sums in the range
//: where a network can learn.

let percent = fixed(saturated(hiddenOutput) * 100, 0)
results(
    (
        "scaled input, normal weights",
        "\(percent) % of the hidden nodes saturated"
    )
)

//: ## Try it
//:
//: - Another picture. Does the pattern of the last table stay?
//:
//:       swift run lesson-04-good-practice --digit 7
//:
//: - Other weights. Does the untrained network still give the same answer?
//:
//:       swift run lesson-04-good-practice --seed 1
//:
//: - In `main.swift`, put other numbers into `widths`, and find out how wide the weights may be before the first hidden
//:   node saturates.
//: - Make the scaled input `rawInput / 255 - 0.5`, with values on both sides of zero. Paper is now −0.5 and no longer
//:   close to nothing. Will the sums spread farther, or less far?
//:
//: Next: what the error does to the weights.
//:
//:     swift run lesson-05-backprop
