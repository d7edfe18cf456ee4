import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("How long a step of learning should be, and what a first pass over a hundred digits achieves.")
let flags = (
    seed: lesson.seed(),
    learningRate: lesson.parameter("learning-rate", default: 0.3, in: 1e-6...1e9, "how far a step goes"),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 1...2000, "nodes in the hidden layer"),
    testDigits: lesson.parameter("test-digits", default: 10_000, in: 1...10_000, "how many test digits are asked"),
    rule: lesson.parameter("rule", default: UpdateRule.notebook, "what is handed back to the hidden layer")
)
lesson.begin()

//: # Lesson 6: The learning rate
//:
//: How long should a step of learning be?
//:
//: You need backpropagation and gradient descent (lesson 5).
//:
//: ## One digit too well
//:
//: In lesson 5 the network took a full step on a single digit, a 3, and then read it right. What has become of the
//: other digits? Here is the network as it starts, a hundred digits to learn from, and a copy of the network that takes
//: such a step, by the notebook's rule. (`&` hands over `random` itself and not a copy, because drawing from it changes
//: it.)

let training = lesson.require(try Digits.hundred())
var random = RandomState(seed: flags.seed)
let untrained = Network(
    layerSizes: [784, flags.hiddenNodes, 10],
    rule: flags.rule,
    random: &random)

var hasty = untrained
let three = training[0]
hasty.train(
    input: three.scaledInput, target: three.scaledTarget,
    learningRate: 1)

//: **Before you read on:** the hundred digits are ten of each kind. How often will the untrained network give each of
//: the ten answers, and how often the hasty one? (`predict` gives the row of the largest output.)

func answers(_ network: Network, _ digits: Digits) -> [Int] {
    digits.map { network.predict($0.scaledInput) }
}
func counts(_ network: Network) -> [Int] {
    let given = answers(network, training)
    // How often each answer was given:
    return (0...9).map { answer in given.count { $0 == answer } }
}
table(
    Column("answer", Array(0...9)),
    Column("untrained", counts(untrained)),
    Column("after a full step on one 3", counts(hasty)))

//: Random weights don't make random answers. Nearly all pictures have paper at the edges and ink in the middle, so the
//: untrained network sees hardly any difference between them, and the same few outputs are the largest for nearly every
//: digit. Which ones they are depends on the seed; here 3 is not among them.
//:
//: After the step the network says 3 to all hundred digits. The step led downhill for one digit, but for the next digit
//: downhill lies in another direction. If each digit may overrule what the others have taught, nothing is ever kept. So
//: the update is multiplied by a number, usually below 1, the **learning rate** (`+=` means: add to):
//:
//:     weights += learningRate · update
//:
//: ## Too small, too large
//:
//: What the learning rate does is best seen in the simplest valley there is, y = x², whose slope is 2x. Start at x = 4,
//: and take eight steps against the slope. Each step replaces x by x − learningRate · 2x (here the 2 stays in). (`for`
//: repeats what stands in its braces, here eight times, and `_` is a name that is not needed; `append` adds to the end
//: of a list.)
//:
//: **Before you read on:** with a learning rate of 1, the first step goes from 4 to 4 − 8. Where does the second one
//: arrive?

func walk(_ learningRate: Double) -> [Double] {
    var places = [4.0]
    for _ in 1...8 {
        let x = places[places.count - 1]
        places.append(x - learningRate * 2 * x)
    }
    return places
}
table(
    Column("step", Array(0...8)),
    Column("0.02", walk(0.02), decimals: 3),
    Column("0.3", walk(0.3), decimals: 3),
    Column("1", walk(1), decimals: 3),
    Column("1.05", walk(1.05), decimals: 3))

//: With 0.02 the walk is still far from the bottom, which is at 0. With 0.3 it is nearly there. With 1 it jumps from
//: one side of the valley to the other forever. With 1.05 each jump lands higher than the one before: the walk
//: **diverges**. Here are the slow walk and the diverging one, drawn on the valley:

let x = linspace(-6, 6, 61)
func square(_ x: Double) -> Double {
    x * x
}
plot(
    Series("y = x²", x, x.map(square)),
    Series(
        "0.02", walk(0.02), walk(0.02).map(square), drawing: .points),
    Series(
        "1.05", walk(1.05), walk(1.05).map(square), drawing: .points),
    title: "Eight steps from x = 4", xLabel: "x")

//: A network has 71,460 weights in place of one x, but the same dangers on both sides.
//:
//: ## The first pass
//:
//: Now train: each of the hundred digits goes through the network once, and after each digit the weights take a step
//: with a learning rate of 0.3.

func afterOnePass(_ learningRate: Double) -> Network {
    var network = untrained
    for digit in training {
        network.train(
            input: digit.scaledInput, target: digit.scaledTarget,
            learningRate: learningRate)
    }
    return network
}
let network = afterOnePass(flags.learningRate)  // 0.3
// Ends the lesson if the training has diverged (see below):
lesson.require(try network.throwIfDiverged())
show(network.stepCount)

//: A hundred steps. To see what they were good for, ask the network about digits that it has never met. Of MNIST's
//: 70,000 digits, 10,000 are **test digits**, written by other people than the 60,000 **training digits**, from which
//: our hundred come. This is the first of them:

let test = lesson.require(try Digits.test())
    .first(flags.testDigits)  // all, or from --test-digits
let digit = test[0]
image(digit.image, title: "label \(digit.label)")

//: And this is what comes out for it:

let output = network.feedforward(digit.scaledInput)
show(output)

//: The row of the largest output is the answer:

show(output.argmax, digit.label)

//: One digit says little. **Accuracy** is the share of digits that are answered with their label.
//:
//: **Before you read on:** guessing gets one digit in ten right. What would you expect after a pass over a hundred
//: digits? (`zip` pairs two lists; in the braces `$0` is the element of the first, and `$1` that of the second.)

func accuracy(_ network: Network, _ digits: Digits) -> Double {
    let right = zip(answers(network, digits), digits).count {
        $0 == $1.label
    }
    return Double(right) / Double(digits.count)
}
show(accuracy(untrained, test), accuracy(network, test))

//: From chance to more than half, by ten examples of each digit, each looked at once.
//:
//: ## Which learning rate?
//:
//: 0.3 is the notebook's rate. Try others, from a thousandth to ten, each from the same first weights, over the same
//: hundred digits, in the same order.
//:
//: **Before you read on:** which learning rate will do best? And what accuracy do the smallest and the largest reach?

let rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.6, 1, 3, 10]
let trained = rates.map(afterOnePass)
for network in trained {
    lesson.require(try network.throwIfDiverged())
}
let accuracies = trained.map { accuracy($0, test) }
table(
    Column("learning rate", rates.map { "\($0)" }),
    Column("test accuracy", accuracies, decimals: 3))

plot(
    Series("", rates, accuracies),
    title: "Accuracy after one pass", xLabel: "learning rate",
    yLabel: "test accuracy", xScale: .logarithmic)

//: (The axis is logarithmic: equal distances are equal factors.) With a rate too small, a hundred steps lead nowhere:
//: the network is nearly as it was. With one too large, each digit undoes what the digits before it taught; with 10 the
//: network does no better than guessing. The best rate lies in between, and the hill has a broad top.

let best = Matrix(column: accuracies)
let bestRate = rates[best.argmax]
show(bestRate, best.max)

//: The accuracies at 0.1, 0.2 and 0.3 lie close together. So 0.2 is a good learning rate here, and isn't known to be
//: the best. The lessons stay with the notebook's 0.3, which is nearly as good.
//:
//: There is another reason for caution. The rate was chosen because it suits the test digits, so on other digits it may
//: do a little worse. For a difference as large as that between the rates 0.2 and 3 that does no harm. For small
//: differences one keeps a third set of digits to choose by, the **validation digits**, and asks the test digits once,
//: at the end. Lesson 10 does so.
//:
//: ## Far too large
//:
//: With a rate of a million, the first step throws the weights so far out that every node of both layers sits on the
//: flat part of its sigmoid, as in lesson 3. There the slope is 0, and with it every update, so the network stays where
//: it is, whatever digit comes. It would still give answers, and an accuracy that means nothing. So a training counts
//: as diverged, too, when the network can no longer move, even if nothing grows: when all slopes are 0 in three steps
//: in a row, or when a weight is no longer a number. Then `throwIfDiverged` ends the lesson. (At a rate of 10 some
//: slopes stayed above 0, so the training doesn't count as diverged there.)
//:
//: ## What we know now
//:
//: The learning rate says how far a step goes. It weighs what a digit teaches against what was learned before: with a
//: rate too small nothing has been learned yet, and with one too large each digit erases the others.

let reached = fixed(accuracy(network, test), 3) + " test accuracy"
results(
    ("one pass, learning rate \(flags.learningRate)", reached),
    ("best of eleven rates", fixed(best.max, 3) + " at \(bestRate)")
)

//: ## Try it
//:
//: - A learning rate that is too large. What do the ten outputs for the 7 look like, and what has become of the
//:   accuracy?
//:
//:       swift run lesson-06-learning-rate --learning-rate 3
//:
//: - A rate of a million. How does the lesson end?
//:
//:       swift run lesson-06-learning-rate --learning-rate 1000000
//:
//: - Other first weights. Which answers does the untrained network prefer now? Has the hill kept its shape, and is the
//:   same rate ahead?
//:
//:       swift run lesson-06-learning-rate --seed 1
//:
//: - The chain rule of lesson 5, whose steps are shorter. On which side of 0.2 is the top of the hill now?
//:
//:       swift run lesson-06-learning-rate --rule gradient
//:
//: - In `main.swift`, give the table of the valley two more columns, for learning rates of 0.5 and 0.9. Guess first how
//:   each walk goes.
//:
//: Next: going over the same digits again.
//:
//:     swift run lesson-07-epochs
