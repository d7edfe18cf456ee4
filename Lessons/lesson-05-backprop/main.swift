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
//: ## A network that fits on a page
//:
//: First a network so small that every number can be followed, with two inputs, here called x0 and x1, two hidden nodes
//: and one output node. (The name of a node also stands for the number that it puts out.)
//:
//:     x0 --  0.4 --> h0        h0 --  0.5 --> o
//:     x1 -- -0.2 --> h0        h1 -- -1   --> o
//:     x0 --  0.6 --> h1
//:     x1 --  0.8 --> h1

let smallInput: Matrix = [[1], [0.5]]
let smallTarget: Matrix = [[0.99]]
let first: Matrix = [[0.4, -0.2], [0.6, 0.8]]  // into h0 and h1
let second: Matrix = [[0.5, -1]]  // into o

//: Forward, as in lesson 3:
//:
//:     node    sum                                 output
//:
//:     h0      0.4 · 1 − 0.2 · 0.5     =  0.3      0.5744
//:     h1      0.6 · 1 + 0.8 · 0.5     =  ?        0.7311
//:     o       0.5 · h0 − 1 · h1       = −0.4438   0.3908
//:
//: **Before you read on:** what is the sum of h1?

func sigmoid(_ x: Matrix) -> Matrix {
    1 / (1 + exp(-x))
}
let smallHidden = sigmoid(dot(first, smallInput))  // 2 × 1
let smallOutput = sigmoid(dot(second, smallHidden))  // 1 × 1
show(smallHidden)
show(smallOutput)

//: The sum is 1. The output is 0.3908 and should be 0.99. All that is wrong goes into one number, E: the squares of the
//: errors, added up (Σ) for all output nodes. (Squares, so that errors of opposite sign don't cancel.) The smaller E,
//: the better.
//:
//:     E = Σ (target − output)²

func smallE(_ first: Matrix, _ second: Matrix) -> Double {
    let output = sigmoid(dot(second, sigmoid(dot(first, smallInput))))
    let errors = smallTarget - output
    return (errors * errors).sum
}
show(smallE(first, second))

//: ## Downhill in the dark
//:
//: Take one weight, the 0.5 from h0 to o, and try other values, while the other weights stay.
//:
//: **Before you read on:** the output is too small. Should this weight grow or shrink?

let values = linspace(-12, 12, 121)
let curve = values.map { smallE(first, [[$0, -1]]) }
let now = smallE(first, second)
plot(
    Series("E", values, curve),
    Series("now", [0.5], [now], drawing: .points),
    title: "E, when one weight changes",
    xLabel: "the weight", yLabel: "E")

//: It should grow. But the plot took 121 runs of the network for one weight; for 71,460 it would be more than eight
//: million. So go down as one does in the dark: feel the slope, step downhill, feel again. That is **gradient
//: descent**. The **gradient** is the list of all slopes of E, one for each weight; and slopes can be calculated.
//:
//: ## The slope, factor by factor
//:
//: The weight, call it w, acts on E through a chain: it changes the sum z of the output node, z changes the output o, o
//: changes the error e, and e changes E. (t is the target; e is not the e of lesson 2.) Each arrow has a slope: how far
//: its right side moves, divided by how far its left side moved.
//:
//:     arrow     slope            because
//:
//:     w → z     h0               z = w · h0 − h1
//:     z → o     o · (1 − o)      o = sigmoid(z)
//:     o → e     −1               e = t − o
//:     e → E     2e               E = e²
//:
//: (The last one can be measured: for e = 3 it is (3.1² − 2.9²) / 0.2 = 6.) Along a chain the slopes multiply. That is
//: the **chain rule**: the slope of E in w (when only w changes) is the product of the four.
//:
//: **Before you read on:** which of the four factors are positive here, and what is the sign of their product?

let (t, o) = (smallTarget[0, 0], smallOutput[0, 0])
let (h0, h1) = (smallHidden[0, 0], smallHidden[1, 0])
table(
    Column("factor", ["h0", "o · (1 − o)", "−1", "2e"]),
    Column("value", [h0, o * (1 - o), -1, 2 * (t - o)], decimals: 4))
show(h0 * o * (1 - o) * -1 * 2 * (t - o))

//: Negative: E falls when the weight grows. Measured, as in lesson 2:

let above = smallE(first, [[0.5 + 0.00001, -1]])
let below = smallE(first, [[0.5 - 0.00001, -1]])
show((above - below) / 0.00002)

//: The same, but for the last digits. In another order each part has a meaning:
//:
//:     slope of E in w  =  −2 · e · o · (1 − o) · h0
//:
//: - e says how far the output is from its target.
//: - o · (1 − o) says how much the node answers to a change of its sum. A saturated node hardly answers.
//: - h0 is what came in through the link. Where nothing came in, the weight had no part in the output.
//:
//: The node's error times the slope of its sigmoid, e · o · (1 − o), is called its **delta**. So the slope of E in a
//: weight is −2 times the delta of the node that it leads to, times what came in.
//:
//: ## A weight of the first matrix
//:
//: Now w is the weight 0.6, from x0 to h1. It has a longer chain, with y for the sum of h1, and v for the weight −1
//: from h1 to o:
//:
//:     arrow     slope            because
//:
//:     w → y     x0               y = w · x0 + 0.8 · x1
//:     y → h1    h1 · (1 − h1)    h1 = sigmoid(y)
//:     h1 → z    v                z = 0.5 · h0 + v · h1
//:
//: From z on it is the chain above, −2 times the delta of o.
//:
//: **Before you read on:** v is negative. Should this weight grow or shrink?

let delta = (t - o) * o * (1 - o)
let (v, x0) = (second[0, 1], smallInput[0, 0])
show(-2 * delta * v * h1 * (1 - h1) * x0)

let firstAbove = smallE([[0.4, -0.2], [0.60001, 0.8]], second)
let firstBelow = smallE([[0.4, -0.2], [0.59999, 0.8]], second)
show((firstAbove - firstBelow) / 0.00002)

//: They agree: E rises with this weight, so it should shrink. And again the slope is −2 times a delta, times what came
//: in. The delta of h1 is
//:
//:     delta · v · h1 · (1 − h1)
//:
//: A hidden node has no target, and so no error of its own. In its place stands delta · v: the delta of the output
//: node, handed back through the link's weight. Numbers go forward through the weights, and deltas backward. Hence the
//: name, **backpropagation**.
//:
//: ## Two outputs
//:
//: With several output nodes a hidden node acts on E through each of them, and what they hand back adds up. Say two
//: output nodes have deltas 0.1 and 0.2, and two hidden nodes lead to both:

let twoDeltas: Matrix = [[0.1], [0.2]]
let outgoing: Matrix = [
    [0.6, 2],  // into the first output node
    [-0.5, 1],  // into the second
]

//: The first hidden node gets 0.6 · 0.1 − 0.5 · 0.2. That is a matrix product along the columns of the weights;
//: `transposed` makes rows of them (in formulas: ᵀ).
//:
//: **Before you read on:** what do both hidden nodes get?

show(dot(outgoing.transposed, twoDeltas))

//: ## One whole update
//:
//: So three lines lead to all slopes (∘ is element by element, `*` in the code):
//:
//:     outputDelta   =  outputErrors ∘ output ∘ (1 − output)
//:     handedBack    =  secondᵀ · outputDelta
//:     hiddenDelta   =  handedBack ∘ hidden ∘ (1 − hidden)
//:
//: Downhill is against the slope, so the minus sign of −2 becomes a plus. How far to go is a matter of choice: lesson 6
//: multiplies each update by a number, the learning rate. Here it is 1. The 2 is left out, since it only doubles each
//: step, which the learning rate can do as well.
//:
//: The **update** of a weight is delta times what came in:
//:
//:     update of second  =  outputDelta · hiddenᵀ
//:     update of first   =  hiddenDelta · inputᵀ
//:
//: A column times a row is a whole matrix: in row r and column c stands number r of the column times number c of the
//: row.

let smallErrors = smallTarget - smallOutput
let smallDelta = smallErrors * smallOutput * (1 - smallOutput)
let handedBack = dot(second.transposed, smallDelta)
let smallHiddenDelta = handedBack * smallHidden * (1 - smallHidden)
show(smallDelta)
show(handedBack)
show(smallHiddenDelta)

//: **Before you read on:** what are the updates of the weights 0.5 and 0.6?

let secondUpdate = dot(smallDelta, smallHidden.transposed)
let firstUpdate = dot(smallHiddenDelta, smallInput.transposed)
show(firstUpdate)
show(secondUpdate)

//: The weight 0.5 grows by 0.1427 · 0.5744, and 0.6 shrinks by 0.0280 · 1. All six change at once:

show(first + firstUpdate)
show(second + secondUpdate)
show(smallE(first + firstUpdate, second + secondUpdate))

//: E has fallen, from 0.359. That is one whole step of gradient descent.
//:
//: ## The same with 71,460 weights
//:
//: Now a digit, and the network of lesson 4, with the same weights.

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
func digitE(_ first: Matrix, _ second: Matrix) -> Double {
    let errors = target - outputs(first, second)
    return (errors * errors).sum
}
let newFirst = weightsInputHidden + hiddenUpdate
let newSecond = weightsHiddenOutput + outputUpdate
let before = digitE(weightsInputHidden, weightsHiddenOutput)
let after = digitE(newFirst, newSecond)

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
//: chain rule: it moves a weight a little up and down, and measures how E changes. We let it check all 900 weights of
//: the second matrix and, to save time, those into the first ten hidden nodes.

let measuredOutput = numericalGradient(
    of: { digitE(weightsInputHidden, $0) }, at: weightsHiddenOutput)
let measuredHidden = numericalGradient(
    of: { digitE($0, weightsHiddenOutput) }, at: weightsInputHidden,
    rows: 0..<10)

//: The update, without the 2, should be minus half of the slope. How far off is the worst weight, as a share of the
//: largest update? Less than a millionth counts as exact.

func difference(_ update: Matrix, _ gradient: Matrix) -> Double {
    let wanted = -0.5 * gradient
    return (update - wanted).map(abs).max / wanted.map(abs).max
}
let differences = [
    difference(outputUpdate, measuredOutput),
    difference(hiddenUpdate[rows: 0..<10], measuredHidden),
]
func verdict(_ difference: Double) -> String {
    difference < 1e-6 ? "yes" : "no"
}
table(
    Column("weights", ["hidden → output", "input → hidden"]),
    Column("exact?", differences.map(verdict)),
    Column("largest difference", differences))

//: Exact for all that were checked.
//:
//: ## What the notebook hands back
//:
//: From here on, `Network` stands for all of the above. It knows two rules: the chain rule, and the notebook's, which
//: hands back `outputErrors` in place of `outputDelta`. So only the updates of the first matrix differ.
//:
//: Two numbers make an arrow on paper. Take the 70,560 numbers of an update of the first matrix as one, too. Its length
//: is the root of the sum of its squares, as Pythagoras says. The **cosine** compares directions: multiply two arrows
//: element by element, add up, and divide by both lengths. It is 1 when both point the same way, and 0 at right angles.
//:
//: **Before you read on:** o · (1 − o) is never above one quarter, and the notebook leaves it out. About how many times
//: as long will its arrow be as `hiddenUpdate`?

func updated(_ rule: UpdateRule) -> Matrix {
    var network = Network(
        weights: [weightsInputHidden, weightsHiddenOutput], rule: rule)
    network.train(input: input, target: target, learningRate: 1)
    return network.weights[0] - weightsInputHidden
}
func length(_ arrow: Matrix) -> Double {
    (arrow * arrow).sum.squareRoot()
}

//: Both, beside `hiddenUpdate`:

let arrows = [updated(.gradient), updated(.notebook)]
let lengths = arrows.map { length($0) / length(hiddenUpdate) }
let cosines = arrows.map {
    ($0 * hiddenUpdate).sum / (length($0) * length(hiddenUpdate))
}
table(
    Column("Network by", ["the chain rule", "the notebook's rule"]),
    Column("times as long", lengths, decimals: 2),
    Column("cosine", cosines, decimals: 3))

//: By the chain rule `Network` takes the very step of the cells. The notebook's is more than four times as long, in
//: nearly the same direction: here its rule mostly amounts to a larger learning rate for the first matrix.
//:
//: The next lessons keep the notebook's rule, so that their numbers can be laid beside the notebook's. With a rate that
//: suits it, it reads about as many digits as the chain rule: lesson 9 measures that. (`--rule gradient` chooses the
//: chain rule.)
//:
//: ## What we know now
//:
//: The slope of E in a weight is a product along a chain. Deltas go backward through the weights; a weight's update is
//: delta times what came in. So a single pass backward finds out, for each of the 71,460 weights, which way it should
//: change and by how much, and the slopes that were measured agree.

let isGradient = differences.map(verdict) == ["yes", "yes"]
let step = "\(fixed(before, 3)), \(fixed(after, 3))"
results(
    ("E before and after one step", step),
    (
        "the chain rule's update of both matrices",
        isGradient ? "is −½ times the gradient" : "is not"
    )
)

//: ## Try it
//:
//: - In `main.swift`, leave out `* hiddenSlopes` in `hiddenDelta`. Does E still fall? What does the check say?
//: - Take a second step with the small network on paper. Then put the new weights into the lesson, and compare.
//:
//: Next: how long a step should be.
//:
//:     swift run lesson-06-learning-rate
