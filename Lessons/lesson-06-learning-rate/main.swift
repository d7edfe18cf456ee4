import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("How long a step of learning should be, and what a first pass over a hundred digits achieves.")
let flags = (
    seed: lesson.seed(),
    learningRate: lesson.parameter("learning-rate", default: 0.3, in: 1e-6...1e9, "how far a step goes"),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 1...2000, "nodes in the hidden layer"),
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
//: In lesson 5 the network took a full step on a single digit, a 3, and then read it right. What has become of the other
//: digits? Here is the network as it starts, and a hundred digits to learn from.

let training = lesson.require(try Digits.sample("mnist_train_100.csv"))
var random = RandomState(seed: flags.seed)
let untrained = Network(
    layerSizes: [784, flags.hiddenNodes, 10],
    rule: flags.rule,
    random: &random)

func answers(_ network: Network, _ digits: Digits) -> [Int] {
    digits.map { network.predict($0.scaledInput) }
}
var hasty = untrained
let three = training[0]
hasty.train(
    input: three.scaledInput, target: three.scaledTarget,
    learningRate: 1)

//: **Before you read on:** the hundred digits are ten of each kind. How often will each of the two answer "3"?

let answersOfThree = [untrained, hasty].map { network in
    answers(network, training).count { $0 == 3 }
}
table(
    Column("network", ["untrained", "after a full step on one 3"]),
    Column("answers of 3", answersOfThree))

//: The untrained network never does, because its answers come from its random weights. After the step it says 3 to
//: every one of them. The direction was downhill for one digit, but the next digit has another downhill. If every digit
//: may replace what the others taught, nothing is ever kept. So the update is multiplied by a number, usually below 1, the
//: **learning rate** (`+=` means: add to):
//:
//:     weights += learningRate · update
//:
//: ## Too small, too large
//:
//: What the length of the step does is best seen on the simplest valley there is, y = x², whose slope is 2x. Start at
//: x = 4, and take eight steps against the slope (the whole of it, without the half of lesson 5) with each of four
//: learning rates.
//:
//: **Before you read on:** with a learning rate of 1, a step from 4 goes by −1 · 2 · 4 = −8. Where does it arrive, and what
//: comes after that?

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

//: With 0.02 it is still far from the bottom, which is at 0. With 0.3 it is nearly there. With 1 it jumps from one
//: side to the other forever. With 1.05 each jump lands higher than the one before: the walk **diverges**. The slow one and the
//: diverging one, drawn on the valley:

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

//: A network has 71,460 weights in place of one x, but the same two dangers.
//:
//: ## The first pass
//:
//: Now train: every digit goes through once, and after each the weights take a step with a learning rate of 0.3.

var network = untrained
for digit in training {
    network.train(
        input: digit.scaledInput, target: digit.scaledTarget,
        learningRate: flags.learningRate)  // 0.3
}
lesson.require(try network.throwIfDiverged())
show(network.stepCount)

//: A hundred steps. To see what they were good for, one asks about digits that the network has never met. The file
//: of test digits has a thousand, and none of them is among those it learned from. The first is this one:

let test = lesson.require(try Digits.sample("mnist_test_1000.csv"))
let digit = test[0]
image(digit.image, title: "label \(digit.label)")

//: And this is what comes out for it:

let output = network.feedforward(digit.scaledInput)
show(output)

//: The largest of the ten outputs is the answer:

show(output.argmax, digit.label)

//: One digit says little. **Accuracy** is the share of all test digits that are answered with their label.
//:
//: **Before you read on:** whoever guesses gets one in ten right. What would you expect after a hundred digits?

func accuracy(_ network: Network, _ digits: Digits) -> Double {
    let right = zip(answers(network, digits), digits).count {
        $0 == $1.label
    }
    return Double(right) / Double(digits.count)
}
show(accuracy(untrained, test), accuracy(network, test))

//: From chance to more than half, by ten examples of each digit, each looked at once. (The notebook, with other random
//: weights, another hundred digits but for the first, and 10,000 test digits, printed 0.3959, and in another run 0.4363.)
//:
//: ## Which learning rate?
//:
//: 0.3 was a guess. Try others, from a thousandth to ten, each from the same initial weights, over the same hundred
//: digits, in the same order.
//:
//: **Before you read on:** what will the accuracy be with the smallest, and with the largest?

let rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.6, 1, 3, 10]
let trained = rates.map { rate in
    var network = untrained
    for digit in training {
        network.train(
            input: digit.scaledInput, target: digit.scaledTarget,
            learningRate: rate)
    }
    return network
}
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

//: Too small, and a hundred steps lead nowhere: the network is nearly as it was. Too large, and each digit undoes what the
//: ones before it taught; with 10 the network does no better than guessing. The best lies in between, and the hill has a broad top, so one need not hit it
//: exactly. (The axis is logarithmic: equal distances are equal factors.)

let best = Matrix(column: accuracies)
let bestRate = rates[best.argmax]
show(bestRate, best.max)

//: Choosing by the test digits is a little unfair, because the test then has a hand in the training. For telling 0.2 from
//: 3 it does no harm. But the best three differ by less than 0.02, which other initial weights could reverse, so 0.2
//: isn't known to be the best. For small differences one keeps a third set of digits for choosing.
//:
//: ## Far too large
//:
//: What if somebody types a million?

var wild = untrained
for digit in training {
    wild.train(
        input: digit.scaledInput, target: digit.scaledTarget,
        learningRate: 1_000_000)
}
show(wild.divergence?.localizedDescription ?? "nothing happened")

//: The first step throws the weights so far out that every node of both layers sits on the flat part of its sigmoid for
//: good, as in lesson 3. The network still gives answers, and an accuracy could be computed, which would mean nothing. So
//: `Network` watches for this, and a lesson that is run with such a learning rate stops with this message.
//:
//: ## What we know now
//:
//: The learning rate says how far a step goes. It trades speed against what was learned before: too small, and nothing
//: has been learned yet; too large, and each digit erases the others.

let reached = fixed(accuracy(network, test), 3) + " test accuracy"
results(
    ("one pass, learning rate \(flags.learningRate)", reached),
    ("best of eleven rates", fixed(best.max, 3) + " at \(bestRate)")
)

//: ## Try it
//:
//: - `swift run lesson-06-learning-rate --learning-rate 3`: the ten outputs for the 7, and an accuracy of 0.190.
//: - `swift run lesson-06-learning-rate --seed 1`: other initial weights. The accuracies move by some hundredths, and the
//:   shape of the hill stays.
//: - `swift run lesson-06-learning-rate --rule gradient`: the exact gradient of lesson 5. Its steps are shorter, so one pass
//:   achieves less, and the top of the hill moves to the right.
//:
//: Next, `swift run lesson-07-epochs`: going over the same digits again.
