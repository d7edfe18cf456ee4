import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("How a network finds out which of its weights to change, and by how much.")
let flags = (
    seed: lesson.seed(),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 10...120, "nodes in the hidden layer"),
    digit: lesson.parameter("digit", default: 0, in: 0...99, "which of the hundred digits it learns from"),
    rule: lesson.parameter("rule", default: UpdateRule.notebook, "what is handed back to the hidden layer")
)
lesson.begin()

//: # Lesson 5: Backpropagation
//:
//: How does a network find out which of its 71,460 weights to change, and by how much?
//:
//: You need the network and its error (lesson 4), and the slope of the sigmoid (lesson 2).
//:
//: ## An error is handed back
//:
//: An output node puts out 0.8 where 0.01 was wanted. Its error is target minus output, 0.01 − 0.8 = −0.79. Two hidden
//: nodes have contributed to it, one over a link of weight 0.6, the other over one of weight 0.4. Neither knows what
//: the output should have been. So the error is handed back to them, and each gets as much of it as its
//: weight says.
//:
//: **Before you read on:** what is 0.6 · (−0.79), and what is 0.4 · (−0.79)?

let exampleWeights: Matrix = [[0.6, 0.4]]  // 1 × 2
let exampleError: Matrix = [[0.01 - 0.8]]  // 1 × 1
show(dot(exampleWeights.transposed, exampleError))

//: These two weights happen to add up to 1. In general the parts need not add up to the error, and a negative weight
//: turns the sign around.
//:
//: `transposed` turns rows into columns, so that the weights into an output node become the weights out of the
//: hidden nodes:

let small: Matrix = [[1, 2, 3], [4, 5, 6]]
show(small)
show(small.transposed)

//: With more than one output node, a hidden node is handed a part of every error, and adds the parts up. That is
//: again a matrix product, with the transposed weights:
//:
//:     hiddenErrors = weightsHiddenOutputᵀ · outputErrors
//:                          90 × 10        ·   10 × 1        →  90 × 1
//:
//: Numbers went forward through the weights, and errors go backward through the same weights. Hence the name,
//: **backpropagation**.
//:
//: ## The errors of the network
//:
//: A network of the same kind as in lesson 4. There other random numbers were drawn first, so these weights are others,
//: and so are the outputs:

func sigmoid(_ x: Matrix) -> Matrix {
    1 / (1 + exp(-x))
}
let digits = lesson.require(try Digits.sample("mnist_train_100.csv"))
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

let hiddenOutput = sigmoid(dot(weightsInputHidden, input))
let output = sigmoid(dot(weightsHiddenOutput, hiddenOutput))
let outputErrors = target - output
show(outputErrors)

//: **Before you read on:** there are ninety hidden nodes. What shape will their errors have?

let hiddenErrors = dot(weightsHiddenOutput.transposed, outputErrors)
show(hiddenErrors.shape)
show(hiddenErrors[rows: 0..<10])

//: Those are the first ten. Some hidden nodes should put out more, others less.
//:
//: ## Downhill in the dark
//:
//: To know an error is not yet to know what to do with a weight. Put all that is wrong with the output into one
//: number, the squares of the ten errors added up:
//:
//:     E = Σ (target − output)²

let error = (outputErrors * outputErrors).sum
show(error)

//: The smaller E, the better. Squares are never negative, so errors of both signs count, and large ones count more: an
//: error of 0.8 counts 0.64, two of 0.4 together only 0.32.
//:
//: E depends on every weight. Take a single one, from hidden node 0 to the output node of the label, and try other
//: values for it, while all other weights stay as they are:

let label = digit.label
let values = linspace(-12, 12, 121)
let errors = values.map { value in
    var weights = weightsHiddenOutput
    weights[label, 0] = value
    let errors = target - sigmoid(dot(weights, hiddenOutput))
    return (errors * errors).sum
}
let now = weightsHiddenOutput[label, 0]
plot(
    Series("E", values, errors),
    Series("now", [now], [error], drawing: .points),
    title: "E, when one weight changes",
    xLabel: "the weight", yLabel: "E")

//: The plot took 121 runs of the network, for one weight of 71,460. To do that for all of them would take more than eight
//: million runs for each step. So the network is like a walker on a mountainside in the dark, who can't see the valley. But one can feel the slope under one's feet, take
//: a step downhill, and feel again. That is **gradient descent**: the gradient is the list of all slopes, one for
//: each weight.
//:
//: **Before you read on:** in which direction should this weight go?
//:
//: ## The slope, factor by factor
//:
//: The weight acts on E through a chain: the weight changes the sum of the node, the sum changes the output, the output
//: changes the error, the error changes E. The slope of the whole chain is the product of the slopes of its steps.
//: That is the **chain rule**. With h for the output of the hidden node, z for the sum, o for the output (in lesson 2
//: it was called s) and t for the target:
//:
//:     E = e² + other squares        slope of E in e:       2e
//:     e = t − o                     slope of e in o:      −1
//:     o = sigmoid(z)                slope of o in z:       o · (1 − o)
//:     z = weight · h + …            slope of z in weight:  h
//:
//: Multiplied:
//:
//:     ∂E/∂weight = −2 · (t − o) · o · (1 − o) · h
//:
//: The ∂ says that all other weights stay as they are. For the weight of the plot, the four factors are these:

let (t, o, h) = (target[label, 0], output[label, 0], hiddenOutput[0, 0])
table(
    Column("factor", ["2e", "−1", "o · (1 − o)", "h"]),
    Column("value", [2 * (t - o), -1, o * (1 - o), h], decimals: 6))
let slope = -2 * (t - o) * o * (1 - o) * h
show(slope)

//: Negative: E falls when the weight grows. The plot says so too, its curve falls to the right. And one can measure it, by
//: moving the weight a little each way:

func errorWhen(_ value: Double) -> Double {
    var weights = weightsHiddenOutput
    weights[label, 0] = value
    let errors = target - sigmoid(dot(weights, hiddenOutput))
    return (errors * errors).sum
}
show((errorWhen(now + 0.00001) - errorWhen(now - 0.00001)) / 0.00002)

//: Formula and measurement agree to nine decimals.
//:
//: ## All weights at once
//:
//: For all 900 weights into the output layer, the slopes are a matrix: one row for each output node, one column for each
//: hidden node. The product of a column and a row has just this form; there is nothing to add up in it, each of its
//: elements is one element of the column times one of the row:
//:
//:     (outputErrors ∘ output ∘ (1 − output)) · hiddenOutputᵀ
//:                     10 × 1                 ·     1 × 90      →  10 × 90
//:
//: where ∘ multiplies element by element; in the code it is `*`. Downhill is against the slope, so the minus sign goes.
//: The factor 2 goes as well: how far to step is a matter of choice, and lesson 6 will choose. So the update is
//: minus half the slope.

let outputSlopes = output * (1 - output)
let hiddenSlopes = hiddenOutput * (1 - hiddenOutput)
let outputUpdate = dot(
    outputErrors * outputSlopes, hiddenOutput.transposed)
show(outputUpdate.shape)
show(outputUpdate[label, 0], -slope / 2)

//: The hidden layer is treated in the same way, with the errors that were handed back to it, and with the input in place
//: of the hidden outputs.

let hiddenUpdate = dot(hiddenErrors * hiddenSlopes, input.transposed)
show(hiddenUpdate.shape)

//: ## The update
//:
//: Both matrices change together. It matters that `hiddenErrors` was computed before either did: otherwise the errors
//: would go back through weights that had no part in them.
//:
//: **Before you read on:** what will have become of E when the same digit goes through again, and of the output of the
//: label's node?

let newHiddenOutput = sigmoid(
    dot(weightsInputHidden + hiddenUpdate, input))
let newOutput = sigmoid(
    dot(weightsHiddenOutput + outputUpdate, newHiddenOutput))
let newErrors = target - newOutput
let newError = (newErrors * newErrors).sum
let outputs = [output, newOutput]
table(
    Column("", ["before", "after"]),
    Column("E", [error, newError], decimals: 4),
    Column(
        "label's output", outputs.map { $0[label, 0] }, decimals: 4),
    Column("answer", outputs.map(\.argmax)))

//: E is smaller, the output of the label is larger, and the answer is right. That is one step, for one digit; what it
//: does to the others is the subject of the next lesson.
//:
//: ## Is it the gradient?
//:
//: A formula for a slope can be wrong in a way that nobody notices: the error still falls, only less well. So one checks
//: it. `numericalGradient` knows nothing of the chain rule. It moves every weight a little up and down, runs the network,
//: and measures by how much E changes: 142,920 runs for both matrices. That can be afforded once, as a check.
//:
//: **Before you read on:** for which of the two matrices do you expect the update to be minus half of what is measured?

func squaredError(_ first: Matrix, _ second: Matrix) -> Double {
    let hidden = sigmoid(dot(first, input))
    let errors = target - sigmoid(dot(second, hidden))
    return (errors * errors).sum
}
let outputGradient = numericalGradient(
    of: { squaredError(weightsInputHidden, $0) },
    at: weightsHiddenOutput)
let hiddenGradient = numericalGradient(
    of: { squaredError($0, weightsHiddenOutput) },
    at: weightsInputHidden)

func largestDifference(
    _ update: Matrix, _ gradient: Matrix
) -> Double {
    let wanted = -0.5 * gradient
    return (update - wanted).map(abs).max / wanted.map(abs).max
}
let differences = [
    largestDifference(outputUpdate, outputGradient),
    largestDifference(hiddenUpdate, hiddenGradient),
]
let exact = differences.map { $0 < 1e-6 ? "yes" : "no" }
table(
    Column("weights", ["hidden → output", "input → hidden"]),
    Column("exact?", exact),
    Column("largest difference", differences))

//: A difference is given as a share of the largest update that is wanted, so 1e-6 would be a millionth. For the output
//: layer the update is the gradient, as closely as such a measurement can tell. For the hidden layer it is not: it is off
//: by more than three times the largest update wanted. That is no rounding.
//:
//: ## What the notebook hands back
//:
//: Go down the chain once more, now to a weight of the first matrix. From E to the sum of an output node there are three
//: factors, 2e · (−1) · o · (1 − o), and all of them must be handed back through the weights. The notebook hands back e
//: alone. Blame in proportion to the weights is plausible, but it forgets that an output node
//: on the flat part of its sigmoid would hardly answer to a change. The chain rule hands back
//:
//:     weightsHiddenOutputᵀ · (outputErrors ∘ output ∘ (1 − output))

let exactHiddenErrors = dot(
    weightsHiddenOutput.transposed, outputErrors * outputSlopes)
let exactUpdate = dot(
    exactHiddenErrors * hiddenSlopes, input.transposed)
let three =
    differences + [largestDifference(exactUpdate, hiddenGradient)]
table(
    Column(
        "weights",
        ["hidden → output", "input → hidden", "input → hidden"]),
    Column("handed back", ["", "e", "e ∘ o ∘ (1 − o)"]),
    Column("exact?", three.map { $0 < 1e-6 ? "yes" : "no" }),
    Column("largest difference", three))

//: So the chain rule is right, and what the notebook does for the hidden layer is another rule. How different are
//: they? Take all 70,560 changes of an update as the coordinates of one arrow. Compare the lengths of the two
//: arrows (as in Pythagoras, the root of the sum of the squares), and the cosine of the angle between them (the
//: products of matching coordinates added up, divided by both lengths). It is 1 when they point the same way, and
//: 0 when they are at right angles.

let lengths = [hiddenUpdate, exactUpdate].map {
    ($0 * $0).sum.squareRoot()
}
show(lengths[0] / lengths[1])
show((hiddenUpdate * exactUpdate).sum / (lengths[0] * lengths[1]))

//: The notebook's arrow is more than four times as long, because o · (1 − o) is never above one quarter, and it points in
//: nearly the same direction. Whatever makes less than a right angle with the way straight down leads down too, if the
//: step is short enough. So for this digit and these weights the notebook's rule leads downhill as well; how well
//: it works for all digits, the next lessons show.
//:
//: What it costs was measured with the whole of MNIST. These figures are quoted from runs of the same network in NumPy;
//: this lesson did not compute them. 60,000 digits were learned from twice, with every update multiplied by the learning
//: rate, and the table says which share of 10,000 other digits was then read right:
//:
//: | learning rate | notebook's rule | chain rule |
//: | ---: | ---: | ---: |
//: | 0.1 | 0.957 | 0.956 |
//: | 0.3 | 0.942 | 0.966 |
//: | 1.0 | 0.870 | 0.945 |
//:
//: With short steps there is no difference worth speaking of. With long ones the chain rule is better; but at the same
//: learning rate its steps are several times shorter, so the table can't say how much comes from their direction. This course follows the notebook, so that its
//: numbers can be compared, and says so. The lessons that follow take `--rule gradient` for the other way.
//:
//: ## One name for all of it
//:
//: From here on the lessons train thousands of times, so the steps get a name. `Network` does what the cells above did,
//: feedforward, errors, update, and nothing else. It takes the same first step here, by the rule that is given with
//: `--rule`:

var network = Network(
    weights: [weightsInputHidden, weightsHiddenOutput],
    rule: flags.rule)  // .notebook, or from --rule
network.train(input: input, target: target, learningRate: 1)

let byHand = [
    weightsInputHidden
        + (flags.rule == .notebook ? hiddenUpdate : exactUpdate),
    weightsHiddenOutput + outputUpdate,
]
table(
    Column("weights", ["input → hidden", "hidden → output"]),
    Column(
        "largest difference",
        zip(network.weights, byHand).map { ($0 - $1).map(abs).max }))
show(network.squaredError(input: input, target: target))

//: The same weights, but for the last digits of a 64-bit number.
//:
//: ## What we know now
//:
//: Errors go backward through the same weights by which numbers came forward. The update of a weight is the error of
//: the node it leads to, times the slope of that node's sigmoid, times the number that came in through the link. For the
//: output layer that is exactly against the gradient of E; for the hidden layer, as the notebook does it, nearly.

let (before, after) = (fixed(error, 3), fixed(newError, 3))
let verdict = "output \(exact[0]), hidden \(exact[1])"
results(
    ("E before and after one update", "\(before), \(after)"),
    ("is the update the gradient?", verdict)
)

//: ## Try it
//:
//: - `swift run lesson-05-backprop --rule gradient`: `Network` takes the exact step. It is the shorter one, and yet E
//:   ends at 0.041, a little lower: a longer step downhill can overshoot, which is what lesson 6 is about.
//: - `swift run lesson-05-backprop --digit 7`: another digit, other errors, and the same two verdicts.
//: - In `main.swift`, leave out `* outputSlopes` in `exactHiddenErrors`. The check says no at once.
//:
//: Next, `swift run lesson-06-learning-rate`: how long a step should be.
