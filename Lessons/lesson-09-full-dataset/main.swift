import MNIST
import NeuralNetwork
import Numerics
import Teach

nonisolated enum DataSet: String, CaseIterable {
    case whole, sample
}
let lesson = Lesson("60,000 digits: how well the network reads in the end, where it errs, and what it has learned.")
let flags = (
    seed: lesson.seed(),
    epochs: lesson.parameter("epochs", default: 2, in: 1...50, "passes over the training digits"),
    learningRate: lesson.parameter("learning-rate", default: 0.1, in: 1e-6...1e9, "how far a step goes"),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 6...2000, "nodes in the hidden layer"),
    data: lesson.parameter("data", default: DataSet.whole, "the whole of MNIST where it is there, or the sample"),
    rule: lesson.parameter("rule", default: UpdateRule.notebook, "what is handed back to the hidden layer")
)
lesson.begin()

//: # Lesson 9: The whole of MNIST
//:
//: How well does the network read when it may learn from sixty thousand digits, and where does it still err?
//:
//: You need lessons 5 to 8. Nothing about the network changes: 784-90-10, one digit at a time.
//:
//: ## The data
//:
//: The whole of MNIST is too large to come with the course. `make data` fetches it. Without it this lesson makes do with
//: the sample of 4,000 training and 1,000 test digits, and says so here:

let whole = lesson.require(
    flags.data == .whole ? try Digits.full() : nil)
let (training, test) = lesson.require(
    try whole
        ?? (
            Digits.sample("mnist_train_4000.csv"),
            Digits.sample("mnist_test_1000.csv")
        ))
if whole == nil {
    show("This is the sample; for all of it, type: make data")
}
show(training.count, test.count)

//: ## Training
//:
//: Two epochs with a learning rate of 0.1: with so many digits, small steps get far enough. Twelve times in an epoch the
//: accuracy is measured, on every fifth test digit to save time.
//:
//: **Before you read on:** a hundred digits gave about 0.70, and 4,000 about 0.93. What will 60,000 give? And how many of
//: them does it take to pass 0.9?

func accuracy(
    _ network: Network, _ digits: Digits, every step: Int
) -> Double {
    let places = stride(from: 0, to: digits.count, by: step)
    return network.accuracy(
        places.lazy.map { (digits[$0].scaledInput, digits[$0].label) })
}
var random = RandomState(seed: flags.seed)
var network = Network(
    layerSizes: [784, flags.hiddenNodes, 10],
    rule: flags.rule,
    random: &random)

let total = flags.epochs * training.count
let interval = max(training.count / 12, 1)
var steps = [0.0]
var curve = [accuracy(network, test, every: 5)]
for _ in 0..<flags.epochs {
    for digit in training {
        network.train(
            input: digit.scaledInput, target: digit.scaledTarget,
            learningRate: flags.learningRate)
        if network.stepCount % interval == 0 {
            steps.append(Double(network.stepCount))
            curve.append(accuracy(network, test, every: 5))
            progress(network.stepCount, of: total)
        }
    }
}
progress(total, of: total)
lesson.require(try network.throwIfDiverged())
table(
    Column("steps", steps.map { Int($0) }),
    Column("test accuracy", curve, decimals: 4))

plot(
    Series("", steps, curve),
    title: "Accuracy while it learns", xLabel: "steps")

//: From step 60,000 on the same digits come again. After 5,000 the accuracy has just passed 0.9. From there it rises slowly
//: and not steadily: sometimes it goes down, because every digit pulls at the weights, and because only 2,000 test
//: digits are asked.
//:
//: Now all test digits, with the same network as in the last row of the table:

let reached = accuracy(network, test, every: 1)
show(reached)

//: The other 8,000 are read a little better than every fifth, so small differences in the table mean nothing. Lesson 5 quoted
//: 0.957 from NumPy for this rule and learning rate, and this agrees.
//:
//: ## Where it errs
//:
//: A **confusion matrix** counts the answers by what was written. Its rows are the labels, its columns the answers, and
//: what was read right stands on the diagonal.
//:
//: **Before you read on:** which two digits would you mistake for each other in a hurry?

var confusion = Matrix(10, 10, repeating: 0)
var mistakes: [(digit: Digit, answer: Int, output: Double)] = []
for digit in test {
    let output = network.feedforward(digit.scaledInput)
    confusion[digit.label, output.argmax] += 1
    if output.argmax != digit.label {
        mistakes.append((digit, output.argmax, output.max))
    }
}
let rows = (0..<10).map { confusion.row($0) }
table(
    [Column("label", Array(0...9))]
        + (0...9).map { answer in
            Column("\(answer)", rows.map { Int($0[answer]) })
        } + [Column("of", rows.map { Int($0.reduce(0, +)) })])

//: The five most frequent mistakes:

var pairs: [(label: Int, answer: Int, count: Int)] = []
for label in 0...9 {
    for answer in 0...9 where answer != label {
        pairs.append((label, answer, Int(confusion[label, answer])))
    }
}
pairs.sort { $0.count > $1.count }
table(
    Column("label", pairs[..<5].map(\.label)),
    Column("answer", pairs[..<5].map(\.answer)),
    Column("count", pairs[..<5].map(\.count)))

//: Some are mistakes that a hasty reader makes, too: a 4 with its top closed looks like a 9. But they are one-sided. In the
//: large table, 9s are read as 4 less often than 4s as 9, and 9s as 7 less often than 7s as 9. This network answers 9
//: too often.
//:
//: An output is no probability, but a larger one means that more speaks for the answer. Here are the wrong answers that
//: were given with the largest outputs. **Before you read on:** cover the titles, and say yourself what each picture is.

mistakes.sort { $0.output > $1.output }
gallery(
    mistakes.prefix(6).map { digit, answer, output in
        let title = "a \(digit.label), read as \(answer)"
        return ("\(title): \(fixed(output, 4))", digit.image)
    })

//: (A line of characters stands for two rows of pixels.) The 4 could pass for a 9, and the 5 is doubtful. The others most
//: people would read: both 7s have a bar across the stem that looks to the network like the foot of a 2. It gives a
//: wrong answer there with an output close to 1.
//:
//: ## What the hidden nodes have learned
//:
//: A hidden node has 784 incoming weights, one for each pixel. Laid out as the pixels are, they are a picture of what the node
//: looks for: ink where the picture is dark speaks for its output, ink where it is light speaks against it. Each picture has
//: its own scale, from its smallest weight to its largest.
//:
//: **Before you read on:** will they look like digits?

let weights = network.weights[0]
gallery(
    (0..<6).map { node in
        (
            "hidden node \(node)",
            weights[rows: node..<node + 1].reshaped(28, 28)
        )
    })

//: Not like digits. One sees blots and edges in the middle, where the ink is, and at the border the noise of the first
//: random numbers: there nearly every picture is blank paper, the input is 0.01, and a step moves those weights by only a
//: hundredth of what it would behind full ink. No single node stands for a digit. What the network knows is spread over
//: all of them.
//:
//: ## Why it is fast
//:
//: Written as in lesson 5, a step computes every product and every update of 71,460 weights, and makes new matrices to hold
//: them. `Network` does the same work in a fraction of the time, as the line below will say if you run this in a
//: terminal. The larger part of that comes from using the same memory in every step, and from calculating with several
//: numbers in one instruction. The rest comes from the paper, the pixels without ink. In what share of the pixels of the
//: first thousand digits is there any?

let thousand = training.prefix(1000)
var inked = 0
for digit in thousand {
    inked += digit.pixels.count { $0 > 0 }
}
show(Double(inked) / Double(784 * thousand.count))

//: In about a fifth. All the others have the same scaled value, 0.01, so within one row of the weights, that of one
//: hidden node, all weights behind paper change by the same amount in a step. `Network` keeps the matrix W of the
//: weights in two parts: a matrix V, and a column b with one number for each row. The true weight is the number in V plus
//: the b of its row. An update then changes b, and of V only the columns behind ink.
//:
//: The product needs no more. Think of each pixel as 0.01 plus something that is 0 on paper. The part with 0.01 needs only the
//: sum of each row of V, which is easily kept up to date, and the other part only the columns behind ink. Nothing is left
//: out by this, and only the rounding differs.
//:
//: Here 1,000 digits are learned from in both ways, from the same weights, and the results compared.

func sigmoid(_ x: Matrix) -> Matrix {
    1 / (1 + exp(-x))
}
var plain = network.weights
let clock = ContinuousClock()
let plainTime = clock.measure {
    for digit in thousand {
        let input = digit.scaledInput
        let hidden = sigmoid(dot(plain[0], input))
        let output = sigmoid(dot(plain[1], hidden))
        let errors = digit.scaledTarget - output
        let handedBack = dot(plain[1].transposed, errors)
        let outputSlopes = errors * output * (1 - output)
        let hiddenSlopes = handedBack * hidden * (1 - hidden)
        plain[1] += 0.1 * dot(outputSlopes, hidden.transposed)
        plain[0] += 0.1 * dot(hiddenSlopes, input.transposed)
    }
}
var quick = Network(weights: network.weights)
let quickTime = clock.measure {
    for digit in thousand {
        quick.train(
            input: digit.scaledInput, target: digit.scaledTarget,
            learningRate: 0.1)
    }
}
aside("1,000 digits: \(plainTime) plainly, \(quickTime) by Network")
show(
    zip(quick.weights, plain).map { ($0 - $1).map(abs).max < 1e-9 })

//: True for both matrices: after a thousand steps no weight differs by as much as a billionth. `make benchmark` compares
//: the speed with that of other programs.
//:
//: ## What we know now
//:
//: With enough digits a network of the size of lesson 3's, where every output was 1, reads more than nineteen of twenty.

let tried = "\(training.count) digits, \(flags.epochs) epochs"
results((tried, fixed(reached, 4) + " test accuracy"))

//: ## Try it
//:
//: - `swift run lesson-09-full-dataset --learning-rate 0.3 --rule gradient`: the exact gradient with longer steps. Lesson 5
//:   quoted 0.966 for it.
//: - `swift run lesson-09-full-dataset --hidden-nodes 300`: more nodes. Do they gain more now than in lesson 8?
//: - `swift run lesson-09-full-dataset --epochs 6`: where does the curve flatten?
//: - `swift run lesson-09-full-dataset --data sample`: what 4,000 digits are worth.
//:
//: You have seen a network learn to read from labeled examples and its own errors, and every step of it.
//:
//: Next, `swift run lesson-10-activations`: whether the sigmoid is the best that a node can do with its sum.
