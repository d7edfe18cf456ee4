import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("How a network finds out which of its weights to change, and by how much.")
let flags = (
    seed: lesson.seed(),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 10...120, "nodes in the hidden layer"),
    digit: lesson.parameter("digit", default: 0, in: 0...99, "which of the hundred digits it learns from")
)
lesson.begin()

//: # Lesson 5: Backpropagation
//:
//: How does a network find out which of its 71,460 weights to change, and by how much?
//:
//: You need the network and its error (lesson 4), and the slope of the sigmoid (lesson 2).
//:
//: ## Blame by weight
//:
//: An output node puts out 0.8 where 0.01 was wanted. Its error is target minus output, 0.01 − 0.8 = −0.79. Two hidden
//: nodes have contributed to it, over links of weight 0.6 and 0.4. Neither knows what the output should have been. So
//: the error is handed back to them, and each gets the error times the weight of its link. (Weights need not add up to
//: 1, as these do.)
//:
//: **Before you read on:** what is 0.6 · (−0.79), and what is 0.4 · (−0.79)?

let exampleWeights: Matrix = [[0.6, 0.4]]  // 1 × 2
let exampleError: Matrix = [[0.01 - 0.8]]  // 1 × 1
show(dot(exampleWeights.transposed, exampleError))

//: `transposed` turns rows into columns (in formulas it is a small ᵀ): the weights into an output node, a row, become
//: the weights out of the hidden nodes, and the matrix product does the rest. Numbers go forward through the weights,
//: and blame goes backward through them. Hence the name, **backpropagation**.
//:
//: Plausible; but is it right? A network small enough to calculate by hand will show it.
//:
//: ## A network that fits on a page
//:
//: Two inputs, two hidden nodes, one output node: six weights.

let smallInput: Matrix = [[1], [0.5]]
let smallTarget: Matrix = [[0.99]]
let first: Matrix = [[0.4, -0.2], [0.6, 0.8]]  // into the hidden nodes
let second: Matrix = [[0.5, -1]]  // into the output node

//: Forward, as in lesson 3, with h0 and h1 for the hidden nodes:
//:
//:     h0        0.4 · 1 − 0.2 · 0.5        =  0.3       sigmoid: 0.5744
//:     h1        0.6 · 1 + 0.8 · 0.5        =  ?         sigmoid: 0.7311
//:     output    0.5 · 0.5744 − 1 · 0.7311  = −0.4439    sigmoid: 0.3908
//:
//: **Before you read on:** what is the sum of h1?

func sigmoid(_ x: Matrix) -> Matrix {
    1 / (1 + exp(-x))
}
let smallHidden = sigmoid(dot(first, smallInput))  // 2 × 1
let smallOutput = sigmoid(dot(second, smallHidden))  // 1 × 1
show(smallHidden)
show(smallOutput)

//: The sum is 1. The output is 0.3908 and should be 0.99. All that is wrong with an output goes into one number, the
//: squares of its errors added up:
//:
//:     E = Σ (target − output)²
//:
//: Σ adds them up for all output nodes; here there is one. The smaller E, the better.

func squaredError(_ first: Matrix, _ second: Matrix) -> Double {
    let output = sigmoid(dot(second, sigmoid(dot(first, smallInput))))
    let errors = smallTarget - output
    return (errors * errors).sum
}
show(squaredError(first, second))

//: ## Downhill in the dark
//:
//: Take one weight, the 0.5 from h0 to the output, and try other values, while the other weights stay.
//:
//: **Before you read on:** the output is too small. Should this weight grow or shrink?

let values = linspace(-12, 12, 121)
let errors = values.map { squaredError(first, [[$0, -1]]) }
let now = squaredError(first, second)
plot(
    Series("E", values, errors),
    Series("now", [0.5], [now], drawing: .points),
    title: "E, when one weight changes",
    xLabel: "the weight", yLabel: "E")

//: It should grow. But the plot took 121 runs of the network for one weight; for 71,460 it would be more than eight
//: million. In the dark one gets down a mountain without seeing it: feel the slope, step downhill, feel again. That is
//: **gradient descent**. The **gradient** is the list of all slopes of E, one for each weight; and slopes can be
//: calculated.
//:
//: ## The slope, factor by factor
//:
//: The weight acts on E through a chain: it changes the sum of the output node, the sum changes the output, the output
//: changes the error, the error changes E. How steeply E changes with e is called the slope of E in e. The slope of the
//: whole is the product of the slopes of its parts: that is the **chain rule**. With w for the weight, z for the sum, o
//: for the output (s in lesson 2), t for the target and e for the error:
//:
//:     E = e²                    slope of E in e:      2e
//:     e = t − o                 slope of e in o:     −1
//:     o = sigmoid(z)            slope of o in z:      o · (1 − o)
//:     z = w · h0 + …            slope of z in w:      h0
//:
//: **Before you read on:** which of the four factors are positive here, and what is the sign of their product?

let (t, o) = (smallTarget[0, 0], smallOutput[0, 0])
let h0 = smallHidden[0, 0]
table(
    Column("factor", ["2e", "−1", "o · (1 − o)", "h0"]),
    Column("value", [2 * (t - o), -1, o * (1 - o), h0], decimals: 4))
show(2 * (t - o) * -1 * o * (1 - o) * h0)

//: Negative: E falls when the weight grows. Measured, as in lesson 2, by moving the weight a little each way:

let above = squaredError(first, [[0.5 + 0.00001, -1]])
let below = squaredError(first, [[0.5 - 0.00001, -1]])
show((above - below) / 0.00002)

//: ## A weight of the first matrix
//:
//: Now the weight 0.6, from the first input to h1. Its chain is longer. After the same first three factors it leads
//: over the link from h1 to the output, whose weight, −1, is called v here:
//:
//:     z = v · h1 + …            slope of z in h1:     v
//:     h1 = sigmoid(y)           slope of h1 in y:     h1 · (1 − h1)
//:     y = w · x + …             slope of y in w:      x
//:
//: **Before you read on:** v is negative. Should this weight grow or shrink?

let (v, x) = (second[0, 1], smallInput[0, 0])
let h1 = smallHidden[1, 0]
show(2 * (t - o) * -1 * o * (1 - o) * v * h1 * (1 - h1) * x)

let firstAbove = squaredError([[0.4, -0.2], [0.60001, 0.8]], second)
let firstBelow = squaredError([[0.4, -0.2], [0.59999, 0.8]], second)
show((firstAbove - firstBelow) / 0.00002)

//: Formula and measurement agree: E rises with this weight, so it should shrink.
//:
//: Look at what is multiplied by v, and so goes back over the link: not the error alone, but **error times slope**:
//:
//:     e · o · (1 − o)
//:
//: Blame by weight forgets the slope: an output node on the flat part of its sigmoid hardly answers to a change, so
//: little should be handed back from it. Error times slope is called the **delta** of a node.
//:
//: ## One whole update
//:
//: Three lines lead to all slopes. (With several output nodes, a hidden node acts on E through each, and the slopes add
//: up; the product with the transposed matrix does that.)
//:
//:     outputDelta   =  outputErrors ∘ output ∘ (1 − output)
//:     hiddenErrors  =  secondᵀ · outputDelta
//:     hiddenDelta   =  hiddenErrors ∘ hidden ∘ (1 − hidden)
//:
//: Here ∘ multiplies element by element; in the code it is `*`. The slope of E in a weight is −2 times the delta of the
//: node it leads to, times what came in through it. Downhill is against the slope, so the minus sign becomes a plus;
//: and how far to go is a matter of choice (lesson 6), so we leave out the 2. The update of a weight is delta times
//: what came in:
//:
//:     update of second  =  outputDelta · hiddenᵀ     1 × 1 · 1 × 2 → 1 × 2
//:     update of first   =  hiddenDelta · inputᵀ      2 × 1 · 1 × 2 → 2 × 2
//:
//: In a column times a row, each element is one number of the column times one of the row.

let smallErrors = smallTarget - smallOutput
let smallDelta = smallErrors * smallOutput * (1 - smallOutput)
let handedBack = dot(second.transposed, smallDelta)
let smallHiddenDelta = handedBack * smallHidden * (1 - smallHidden)
show(smallDelta)
show(handedBack)
show(smallHiddenDelta)

//: **Before you read on:** with a calculator, what are the updates of the weights 0.5 and 0.6?

let secondUpdate = dot(smallDelta, smallHidden.transposed)
let firstUpdate = dot(smallHiddenDelta, smallInput.transposed)
show(firstUpdate)
show(secondUpdate)

//: The weight 0.5 grows by 0.1427 · 0.5744, and 0.6 shrinks by 0.0280 · 1. All six change at once:

show(first + firstUpdate)
show(second + secondUpdate)
show(squaredError(first + firstUpdate, second + secondUpdate))

//: E has fallen, from 0.359. That is one whole step of gradient descent.
//:
//: ## The same with 71,460 weights
//:
//: Now a digit, and a network with weights drawn as in lesson 4.

let digits = lesson.require(try Digits.hundred())
let digit = lesson.require(try digits.digit(flags.digit))
let (input, target) = (digit.scaledInput, digit.scaledTarget)

var random = RandomState(seed: flags.seed)
let (inputNodes, hiddenNodes, outputNodes) =
    (784, flags.hiddenNodes, 10)
let weightsInputHidden = random.normal(
    mean: 0, standardDeviation: 1 / Double(hiddenNodes).squareRoot(),
    hiddenNodes, inputNodes)
let weightsHiddenOutput = random.normal(
    mean: 0, standardDeviation: 1 / Double(outputNodes).squareRoot(),
    outputNodes, hiddenNodes)

//: The same lines as on the page:

let hiddenOutput = sigmoid(dot(weightsInputHidden, input))
let output = sigmoid(dot(weightsHiddenOutput, hiddenOutput))
let outputErrors = target - output
let outputDelta = outputErrors * output * (1 - output)  // 10 × 1
let hiddenSlopes = hiddenOutput * (1 - hiddenOutput)
let hiddenDelta =
    dot(weightsHiddenOutput.transposed, outputDelta) * hiddenSlopes
let outputUpdate = dot(outputDelta, hiddenOutput.transposed)
let hiddenUpdate = dot(hiddenDelta, input.transposed)
show(hiddenDelta.shape, outputUpdate.shape, hiddenUpdate.shape)

//: **Before you read on:** what becomes of E when the same digit goes through again, and of the output of the label's
//: node?

func outputs(_ first: Matrix, _ second: Matrix) -> Matrix {
    sigmoid(dot(second, sigmoid(dot(first, input))))
}
func error(_ first: Matrix, _ second: Matrix) -> Double {
    let errors = target - outputs(first, second)
    return (errors * errors).sum
}
let newFirst = weightsInputHidden + hiddenUpdate
let newSecond = weightsHiddenOutput + outputUpdate
let before = error(weightsInputHidden, weightsHiddenOutput)
let after = error(newFirst, newSecond)

//: Side by side:

let both = [output, outputs(newFirst, newSecond)]
let labels = both.map { $0[digit.label, 0] }
table(
    Column("", ["before", "after"]),
    Column("E", [before, after], decimals: 4),
    Column("label's output", labels, decimals: 4),
    Column("answer", both.map(\.argmax)))

//: E is much smaller, and the answer is right. The label's output even passed its target, 0.99.
//:
//: ## Is it right?
//:
//: A formula can be wrong and nobody notices: E still falls, only less well. `numericalGradient` checks it without the
//: chain rule. It moves every weight a little up and down and measures how E changes: 142,920 runs of the network,
//: which we can afford once.

let measuredOutput = numericalGradient(
    of: { error(weightsInputHidden, $0) }, at: weightsHiddenOutput)
let measuredHidden = numericalGradient(
    of: { error($0, weightsHiddenOutput) }, at: weightsInputHidden)

//: An update, without the 2, should be minus half of the slope. How far off is the worst weight, as a share of the
//: largest update? Less than a millionth counts as exact.

func difference(_ update: Matrix, _ gradient: Matrix) -> Double {
    let wanted = -0.5 * gradient
    return (update - wanted).map(abs).max / wanted.map(abs).max
}
let differences = [
    difference(outputUpdate, measuredOutput),
    difference(hiddenUpdate, measuredHidden),
]
func verdict(_ difference: Double) -> String {
    difference < 1e-6 ? "yes" : "no"
}
table(
    Column("weights", ["hidden → output", "input → hidden"]),
    Column("exact?", differences.map(verdict)),
    Column("largest difference", differences))

//: Exact for both.
//:
//: ## What the notebook hands back
//:
//: The notebook stays with blame by weight. It hands back the errors alone, e in place of e ∘ o ∘ (1 − o):

let notebookErrors = dot(weightsHiddenOutput.transposed, outputErrors)
let notebookUpdate =
    dot(notebookErrors * hiddenSlopes, input.transposed)
let off = difference(notebookUpdate, measuredHidden)
show(off, verdict(off))

//: Off by more than three times the largest update. But this number mixes up two things: how far the step goes, and
//: where. Two numbers are an arrow on paper; the 70,560 of an update are one, too, in a space that nobody can draw. Its
//: length is the root of the sum of the squares, as Pythagoras says.
//:
//: **Before you read on:** o · (1 − o) is never above one quarter, and the notebook leaves it out. About how many times
//: as long would you expect its arrow to be?

func length(_ arrow: Matrix) -> Double {
    (arrow * arrow).sum.squareRoot()
}
func cosine(_ one: Matrix, _ other: Matrix) -> Double {
    (one * other).sum / (length(one) * length(other))
}
show(length(notebookUpdate) / length(hiddenUpdate))
show(cosine(notebookUpdate, hiddenUpdate))

//: More than four times as long. The second number is the cosine of the angle between the arrows: 1 when they point the
//: same way, 0 at right angles. A small step at an angle to the steepest way down descends only cosine times as far,
//: here 0.99 times: hardly a loss. So nearly all that is off is the length.
//:
//: ## One name for all of it
//:
//: From here on, `Network` stands for all of the above, by either rule. Does it take the same steps as the cells?
//: (`.gradient` picks a rule, and `rawValue` is its name. `learningRate: 1` takes the whole update. `rule in` names the
//: element. `zip` pairs two lists; `$1` is the element of the second.)

let rules: [UpdateRule] = [.gradient, .notebook]
let networks = rules.map { rule in
    var network = Network(
        weights: [weightsInputHidden, weightsHiddenOutput], rule: rule)
    network.train(input: input, target: target, learningRate: 1)
    return network
}
let apart = zip(networks, [hiddenUpdate, notebookUpdate]).map {
    ($0.weights[0] - weightsInputHidden - $1).map(abs).max
}

//: How far are the weights from ours, and where does E end?

let ends = networks.map {
    $0.squaredError(input: input, target: target)
}
table(
    Column("rule", rules.map(\.rawValue)),
    Column("farthest from the cells", apart),
    Column("E after", ends, decimals: 4))

//: Yes, but for the last digits of a 64-bit number. And E falls by either rule.
//:
//: ## Is it so while the network learns?
//:
//: Let it learn from all hundred digits by the notebook's rule, and compare the arrows of each digit. (The deltas are
//: enough: each update is delta times the same input.)

func hiddenDeltas(_ weights: [Matrix], _ digit: Digit) -> [Matrix] {
    let hidden = sigmoid(dot(weights[0], digit.scaledInput))
    let output = sigmoid(dot(weights[1], hidden))
    let errors = digit.scaledTarget - output
    return [errors, errors * output * (1 - output)].map {
        dot(weights[1].transposed, $0) * hidden * (1 - hidden)
    }
}

func mean(_ numbers: [Double]) -> Double {
    numbers.reduce(0, +) / Double(numbers.count)
}

//: **Before you read on:** the outputs come closer to 0.01 and 0.99. What becomes of o · (1 − o), and so of the
//: notebook's arrow, beside the exact one? (`[]` is an empty list, `append` adds to its end; `for` repeats what stands
//: in its braces, and `_` is a name that is not needed.)

var network = Network(
    weights: [weightsInputHidden, weightsHiddenOutput])
var lengths: [Double] = []
var cosines: [Double] = []
for _ in 0...5 {
    let deltas = digits.map { hiddenDeltas(network.weights, $0) }
    lengths.append(mean(deltas.map { length($0[0]) / length($0[1]) }))
    cosines.append(mean(deltas.map { cosine($0[0], $0[1]) }))
    for digit in digits {
        let (input, target) = (digit.scaledInput, digit.scaledTarget)
        network.train(input: input, target: target, learningRate: 0.3)
    }
}

//: Before the first pass, and after each:

table(
    Column("passes", Array(0...5)),
    Column("times as long (mean)", lengths, decimals: 2),
    Column("mean cosine", cosines, decimals: 3))

//: The directions stay close. (With other seeds the mean cosine begins at 0.79 or more, and is above 0.95 after the
//: first pass.) The ratio of the lengths grows, because o · (1 − o) shrinks. So the notebook's rule mostly amounts to
//: gradient descent with a larger learning rate for the first matrix, one that grows while the network learns. Lesson 9
//: tries whether that is good.
//:
//: The next lessons update as the notebook does, so that their numbers can be laid beside its own. For the exact rule,
//: most take `--rule gradient`.
//:
//: ## What we know now
//:
//: The slope of E in a weight is a product along a chain. Deltas, errors times slopes, go backward through the weights;
//: the update of a weight is the delta of the node it leads to, times what came in through it. The notebook hands back
//: errors without slopes, which makes longer steps in nearly the same direction.

let verdicts = differences.map(verdict).joined(separator: ", ")
let ratio = fixed(length(notebookUpdate) / length(hiddenUpdate), 1)
let step = "\(fixed(before, 3)), \(fixed(after, 3))"
results(
    ("E before and after one step", step),
    ("is the chain rule's update the gradient?", verdicts),
    ("the notebook's first update", "\(ratio) times as long")
)

//: ## Try it
//:
//: - Another digit. Do the verdicts stay?
//:
//:       swift run lesson-05-backprop --digit 7
//:
//: - Other weights, for which the directions agree less. Do they agree less after the first pass, too?
//:
//:       swift run lesson-05-backprop --seed 10
//:
//: - In `main.swift`, leave out `* hiddenSlopes` in `hiddenDelta`. Does E still fall? What does the check say?
//: - Take a second step with the small network on paper. Then put the new weights into the lesson, and compare.
//:
//: Next: how long a step should be.
//:
//:     swift run lesson-06-learning-rate
