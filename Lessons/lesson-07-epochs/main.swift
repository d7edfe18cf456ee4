import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("What a network gains by going over the same digits again, and when to stop.")
let flags = (
    seed: lesson.seed(),
    epochs: lesson.parameter("epochs", default: 5, in: 1...200, "passes over the training digits"),
    learningRate: lesson.parameter("learning-rate", default: 0.3, in: 1e-6...1e9, "how far a step goes"),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 1...2000, "nodes in the hidden layer"),
    rule: lesson.parameter("rule", default: UpdateRule.notebook, "what is handed back to the hidden layer")
)
lesson.begin()

//: # Lesson 7: Epochs
//:
//: What does a network gain by going over the same digits again, and when should one stop?
//:
//: You need the training loop and the accuracy of lesson 6.
//:
//: ## Again from the start
//:
//: In lesson 6 each of the hundred digits went through once, and the network then read more than half of the test
//: digits. One pass over all training digits is called an **epoch**. Nothing forbids a second one.
//:
//: To see what happens, four numbers are noted after every epoch: accuracy and error, each for the hundred digits that
//: the network learns from and for the thousand that it never sees. The error is E of lesson 5, the sum of the ten
//: squared errors, averaged over the digits.

let training = lesson.require(try Digits.sample("mnist_train_100.csv"))
let test = lesson.require(try Digits.sample("mnist_test_1000.csv"))

func measure(_ network: Network, _ digits: Digits) -> [Double] {
    var (right, error) = (0, 0.0)
    for digit in digits {
        let output = network.feedforward(digit.scaledInput)
        let errors = digit.scaledTarget - output
        error += (errors * errors).sum
        if output.argmax == digit.label { right += 1 }
    }
    let count = Double(digits.count)
    return [Double(right) / count, error / count]
}

//: `train` below runs some epochs and returns those numbers: one row before the first epoch, and one after each.

func train(
    _ network: inout Network, epochs: Int, learningRate: Double
) -> [[Double]] {
    func row() -> [Double] {
        measure(network, training) + measure(network, test)
    }
    var history = [row()]
    for _ in 0..<epochs {
        for digit in training {
            network.train(
                input: digit.scaledInput, target: digit.scaledTarget,
                learningRate: learningRate)
        }
        history.append(row())
        progress(history.count - 1, of: epochs)
    }
    return history
}
var random = RandomState(seed: flags.seed)
let untrained = Network(
    layerSizes: [784, flags.hiddenNodes, 10],
    rule: flags.rule,
    random: &random)

//: **Before you read on:** one epoch gave a test accuracy of 0.576. Five make five times as many steps. What accuracy do
//: you expect? And will the training digits be read better than the test digits, or equally well?

var network = untrained
let history = train(
    &network, epochs: flags.epochs, learningRate: flags.learningRate)
lesson.require(try network.throwIfDiverged())
table(
    Column("epoch", Array(0..<history.count)),
    Column("training accuracy", history.map { $0[0] }, decimals: 3),
    Column("test accuracy", history.map { $0[2] }, decimals: 3),
    Column("training error", history.map { $0[1] }, decimals: 4),
    Column("test error", history.map { $0[3] }, decimals: 4))

//: After five epochs the network reads every training digit right, and about 0.70 of the test digits. The second epoch
//: adds a good deal, the later ones less and less, and the training error falls in each. (The notebook, with other random
//: weights and 10,000 test digits, printed 0.690 after five epochs, and in another run 0.6904.)
//:
//: ## Two curves
//:
//: Thirty epochs show where this leads. The network starts again from the same first weights.
//:
//: **Before you read on:** the training accuracy can't rise above 1. What will the test accuracy do once it is there?

var patient = untrained
let long = train(&patient, epochs: 30, learningRate: flags.learningRate)
lesson.require(try patient.throwIfDiverged())
let epochs = linspace(0, 30, 31)
plot(
    Series("training", epochs, long.map { $0[0] }),
    Series("test", epochs, long.map { $0[2] }),
    title: "Accuracy", xLabel: "epoch")

//: The two curves part within the first epoch. The upper one reaches 1 and stays. The lower one flattens near 0.7:

let late = Matrix(column: long[6...].map { $0[2] })
show(late.min, late.max)

//: From the sixth epoch to the thirtieth the test accuracy moves by about a hundredth. The error is a finer measure than the
//: accuracy, because it changes even when no answer does. Here it is from the first epoch on:

plot(
    Series("training", Array(epochs[1...]), long[1...].map { $0[1] }),
    Series("test", Array(epochs[1...]), long[1...].map { $0[3] }),
    title: "Error", xLabel: "epoch")

show(long[30][1], long[30][3])

//: The training error goes to almost nothing. There the hundred digits are known by heart, and almost no error is left to
//: learn from: the updates are in proportion to the errors, so the weights nearly come to rest. The test error
//: stays where it is. What the hundred digits have to teach has been learned, and to go over them again in the same way
//: brings next to nothing more. A flat test curve says: stop, or find more digits. (Strictly, one would watch a third set
//: of digits for that, and keep the test digits for the end.)
//:
//: ## A smaller step for the end
//:
//: After five epochs the errors are not that small yet, and with a learning rate of 0.3 each digit still pulls the
//: weights about. The notebook proposes to go on with smaller
//: steps, and leaves it at that. Let us do it: five more epochs for two copies of the network, one with the learning
//: rate it had, one with 0.1.
//:
//: **Before you read on:** which of the two will fit the training digits better, and which the test digits?

var (same, finer) = (network, network)
let rate = flags.learningRate
let sameHistory = train(&same, epochs: 5, learningRate: rate)
let finerHistory = train(&finer, epochs: 5, learningRate: 0.1)
lesson.require(try same.throwIfDiverged())
lesson.require(try finer.throwIfDiverged())
let ends = [sameHistory[0], sameHistory[5], finerHistory[5]]
table(
    Column("five more epochs", ["none", "with \(rate)", "with 0.1"]),
    Column("training error", ends.map { $0[1] }, decimals: 4),
    Column("test error", ends.map { $0[3] }, decimals: 4),
    Column("test accuracy", ends.map { $0[2] }, decimals: 3))

//: The smaller steps bring the training error down less far, and the test error a little further. The accuracies differ by five
//: digits in a thousand. Is that a finding, or luck? With a single network one can't say; the next lesson shows how one
//: could.
//:
//: ## What we know now
//:
//: Further epochs help as long as the test curve rises. When it flattens while the training curve goes on, the network
//: learns its examples by heart.

let reached = [ends[0], long[30], ends[1], ends[2]].map {
    fixed($0[2], 3) + " test accuracy"
}
results(
    ("\(flags.epochs) epochs", reached[0]),
    ("30 epochs", reached[1]),
    ("\(flags.epochs) epochs, then 5 more", reached[2]),
    ("\(flags.epochs) epochs, then 5 with 0.1", reached[3])
)

//: ## Try it
//:
//: - `swift run lesson-07-epochs --epochs 1`: lesson 6 again, with its 0.576.
//: - `swift run lesson-07-epochs --learning-rate 0.1`: a smaller step from the beginning. Thirty epochs end at about the same
//:   test accuracy, and the way there takes longer.
//: - `swift run lesson-07-epochs --rule gradient`: the exact gradient of lesson 5, whose steps are shorter. Five
//:   epochs are then not enough.
//:
//: Next, `swift run lesson-08-hidden-size`: whether 90 hidden nodes were a good choice.
