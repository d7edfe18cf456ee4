import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("What a network gains by going over the same digits again, and when to stop.")
let flags = (
    seed: lesson.seed(),
    epochs: lesson.parameter("epochs", default: 5, in: 1...100, "passes before 25 more are tried"),
    learningRate: lesson.parameter("learning-rate", default: 0.3, in: 1e-6...1e9, "how far a step goes"),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 1...2000, "nodes in the hidden layer"),
    testDigits: lesson.parameter("test-digits", default: 10_000, in: 1...10_000, "how many test digits are asked"),
    rule: lesson.parameter("rule", default: UpdateRule.notebook, "what is handed back to the hidden layer")
)
lesson.begin()

//: # Lesson 7: Epochs
//:
//: What does a network gain by going over the same digits again, and when should one stop?
//:
//: You need the training loop and the accuracy of lesson 6.
//:
//: ## What one pass leaves undone
//:
//: In lesson 6 each of the hundred digits went through once, and the network then read more than half of the test
//: digits. Has a digit more to teach, once a step has been taken on it?
//:
//: `learn` takes that step (`inout`, and the `&` where `learn` is called, say that it changes the network itself and
//: not a copy). `squaredError` is E of lesson 5, the sum of the ten squared errors of a digit.

let training = lesson.require(try Digits.hundred())
var random = RandomState(seed: flags.seed)
let untrained = Network(
    layerSizes: [784, flags.hiddenNodes, 10],
    rule: flags.rule,
    random: &random)

func learn(_ network: inout Network, _ digit: Digit, rate: Double) {
    network.train(
        input: digit.scaledInput, target: digit.scaledTarget,
        learningRate: rate)
}
func squaredError(_ network: Network, _ digit: Digit) -> Double {
    network.squaredError(
        input: digit.scaledInput, target: digit.scaledTarget)
}

//: Go through the hundred digits, and note E of each digit just before its own step and right after it, and again when
//: the pass is over. `three` follows the first digit, a 3, through all hundred steps. (`[Double]()` is a list of
//: numbers with nothing in it yet.)
//:
//: **Before you read on:** its own step makes E of a digit smaller. What will the steps on the other digits do to it?

let rate = flags.learningRate  // 0.3
var watched = untrained
var (before, after) = ([Double](), [Double]())
var three = [squaredError(watched, training[0])]
for digit in training {
    before.append(squaredError(watched, digit))
    learn(&watched, digit, rate: rate)
    after.append(squaredError(watched, digit))
    three.append(squaredError(watched, training[0]))
}

//: The first 3 and all hundred digits, before and after:

let later = training.map { squaredError(watched, $0) }
let noted = [before, after, later]
table(
    Column(
        "E, noted",
        ["before its step", "after its step", "after the pass"]),
    Column("first 3", noted.map { $0[0] }, decimals: 3),
    Column(
        "mean of all hundred",
        noted.map { Matrix(column: $0).mean }, decimals: 3))

//: Before any step the mean was about 2, as the table of epochs will show. A digit gains from the steps on those before
//: it, so by the time its own turn comes, the mean is less.

plot(
    linspace(0, Double(training.count), training.count + 1), three,
    title: "E of the first 3", xLabel: "steps", yLabel: "E")

//: The largest jumps upward are here at step 16, on a 2, and at step 53, on an 8; step 54, on another 3, undoes the
//: second.
//:
//: Its own step takes away nearly all of a digit's E, and the steps on other digits bring a part of it back: each of
//: them pulls the weights its own way. So after the pass the 3 has something to teach again, and so have the others.
//: Nothing forbids a second pass. A pass over all training digits is called an **epoch**.
//:
//: ## Epoch by epoch
//:
//: After every epoch four numbers are noted: accuracy and mean E, each for the hundred training digits and for the
//: 10,000 test digits, which the network never learns from. (`measure` gives two numbers, each with its name; `if` does
//: what stands in its braces only when the condition holds.)

let test = lesson.require(try Digits.test())
    .first(flags.testDigits)  // all, or from --test-digits

func measure(
    _ network: Network, _ digits: Digits
) -> (accuracy: Double, squaredError: Double) {
    var (right, sum) = (0, 0.0)
    for digit in digits {
        let output = network.feedforward(digit.scaledInput)
        let errors = digit.scaledTarget - output
        sum += (errors * errors).sum
        if output.argmax == digit.label { right += 1 }
    }
    let count = Double(digits.count)
    return (Double(right) / count, sum / count)
}

//: `progress` shows in a terminal how far the training is.
//:
//: **Before you read on:** one epoch gave a test accuracy of 0.565. What do you expect of five? And will the training
//: digits be read better than the test digits, or equally well?

var network = untrained
var onTraining = [measure(network, training)]  // before any epoch
var onTest = [measure(network, test)]
for epoch in 1...flags.epochs {
    for digit in training { learn(&network, digit, rate: rate) }
    onTraining.append(measure(network, training))
    onTest.append(measure(network, test))
    progress(epoch, of: flags.epochs)
}
lesson.require(try network.throwIfDiverged())

//: Epoch 0 is the network as it was before the first one:

table(
    Column("epoch", Array(0...flags.epochs)),
    Column(
        "training accuracy", onTraining.map(\.accuracy), decimals: 3),
    Column("test accuracy", onTest.map(\.accuracy), decimals: 3),
    Column("training E", onTraining.map(\.squaredError), decimals: 4),
    Column("test E", onTest.map(\.squaredError), decimals: 4))

//: After five epochs every training digit is read right, and about two thirds of the test digits. Most of that comes
//: early: here the fourth and the fifth epoch together add about a hundredth. (The notebook printed 0.69 after five
//: epochs, in each of two runs.)
//:
//: ## Much longer
//:
//: Go on for 25 epochs more, with a note after each of the first five and then after every fifth.
//:
//: **Before you read on:** the training accuracy can't rise above 1. What will the test accuracy do, now that it is
//: there?

var patient = network
var epochs = Array(0...flags.epochs)
for passes in [1, 1, 1, 1, 1, 5, 5, 5, 5] {  // to the next note
    for _ in 1...passes {
        for digit in training { learn(&patient, digit, rate: rate) }
    }
    epochs.append(epochs[epochs.count - 1] + passes)
    onTraining.append(measure(patient, training))
    onTest.append(measure(patient, test))
}
lesson.require(try patient.throwIfDiverged())

//: Both accuracies, from the beginning (`Double.init` makes a `Double` of each whole number):

let axis = epochs.map(Double.init)
plot(
    Series("training", axis, onTraining.map(\.accuracy)),
    Series("test", axis, onTest.map(\.accuracy)),
    title: "Accuracy", xLabel: "epoch")

//: The curves part within the first epoch. The upper one reaches 1 and stays there. The lower one flattens: after the
//: first few epochs it moves by one or two hundredths. E is a finer measure, because it changes even when no answer
//: does. (`[firstLate...]` is a list from that place on.)

let firstLate = flags.epochs + 1
table(
    Column("epoch", Array(epochs[firstLate...])),
    Column(
        "test accuracy", onTest[firstLate...].map(\.accuracy),
        decimals: 3),
    Column(
        "training E", onTraining[firstLate...].map(\.squaredError),
        decimals: 4),
    Column(
        "test E", onTest[firstLate...].map(\.squaredError),
        decimals: 4))

plot(
    Array(axis[firstLate...]),
    onTest[firstLate...].map(\.squaredError),
    title: "Test E of the later epochs", xLabel: "epoch")

//: (Mind the axis: from top to bottom it is only about a hundredth.) E of the training digits goes to almost nothing.
//: The hundred digits are now known by heart, and since updates are in proportion to the errors, the weights nearly
//: come to rest. E of the test digits falls, here until about epoch 15, and then rises slowly: what is still learned
//: about the hundred no longer helps with other digits.
//:
//: So when the test accuracy no longer rises, stop, or find more digits. (Strictly, when that of validation digits no
//: longer rises: lesson 6.)
//:
//: ## A smaller step for the end
//:
//: Where every digit undoes some of what the others did, a smaller step undoes less. The notebook proposes to go on
//: with smaller steps after five epochs, and leaves it at that. Let us do it: five more epochs for a copy of the
//: network with a third of the learning rate, beside the five that have just been seen.
//:
//: **Before you read on:** which will have the smaller E on the training digits, and which on the test digits?

var finer = network
for _ in 1...5 {
    for digit in training { learn(&finer, digit, rate: rate / 3) }
}
let (now, more) = (flags.epochs, flags.epochs + 5)
let known = [
    onTraining[now], onTraining[more], measure(finer, training),
]
let unknown = [onTest[now], onTest[more], measure(finer, test)]
table(
    Column("five more", ["none", "the same rate", "a third of it"]),
    Column("training E", known.map(\.squaredError), decimals: 4),
    Column("test E", unknown.map(\.squaredError), decimals: 4),
    Column("test accuracy", unknown.map(\.accuracy), decimals: 4))

//: The smaller steps fit the training digits less closely, and the test digits better, if only by a few in a thousand.
//: Is that a finding, or luck? A single network can't say. The programs that check this course repeat it with ten other
//: seeds, and the smaller steps read more test digits ten times out of ten. The next lesson says how likely that is by
//: luck.
//:
//: ## What we know now
//:
//: A step on one digit undoes some of what the others taught, so it pays to go over all digits again, as long as the
//: test accuracy rises. When that is flat and E of the training digits still falls, the network learns its examples by
//: heart. (`+` joins two lists.)

let passes = flags.epochs == 1 ? "1 epoch" : "\(flags.epochs) epochs"
let reached = (unknown + [onTest[onTest.count - 1]]).map {
    fixed($0.accuracy, 3) + " test accuracy"
}
results(
    (passes, reached[0]),
    ("\(passes), then 25 more", reached[3]),
    ("\(passes), then 5 more", reached[1]),
    ("\(passes), then 5 with a third of the rate", reached[2])
)

//: ## Try it
//:
//: - Other seeds. Do the smaller steps win each time?
//:
//:       swift run lesson-07-epochs --seed 1
//:
//: - Smaller steps from the beginning. Where do they end, and how many epochs does it take them?
//:
//:       swift run lesson-07-epochs --learning-rate 0.1
//:
//: - The chain rule of lesson 5, whose steps are shorter. Are five epochs enough now? Are thirty?
//:
//:       swift run lesson-07-epochs --rule gradient
//:
//: Next: whether 90 hidden nodes were a good choice.
//:
//:     swift run lesson-08-hidden-size
