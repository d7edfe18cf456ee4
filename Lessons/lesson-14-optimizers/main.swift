import Foundation
import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("Better steps: momentum, RMSprop and Adam, by hand and on sixty thousand digits.")
let flags = (
    seed: lesson.seed(),
    epochs: lesson.parameter("epochs", default: 5, in: 1...100, "passes over the training digits"),
    learningRate: lesson.parameter(
        "learning-rate", default: 0.001, in: 1e-6...1e9, "of RMSprop and Adam on the digits"),
    momentum: lesson.parameter("momentum", default: 0.9, in: 0...0.999, "what a step keeps of the one before"),
    batchSize: lesson.parameter("batch-size", default: 200, in: 1...60_000, "digits that a step learns from")
)
lesson.begin()

//: # Lesson 14: Optimizers
//:
//: The network of lesson 13 misread more than one test digit in nine. In this lesson nothing changes but the rule for
//: the step, and less than a third of these mistakes are left. Which rule does that?
//:
//: You need gradient descent (lesson 5), the learning rate (lesson 6) and the model of lesson 13.
//:
//: ## A narrow valley
//:
//: The rule that makes a step of a gradient is the **optimizer** (lesson 12). To see what optimizers do, two weights
//: are enough, x and y, and an error that is a long, narrow valley:
//:
//:     E = (x² + 100·y²) / 2          gradient: (x, 100·y)
//:
//: The lowest point is at (0, 0). Every walk below begins at (10, 1) and takes fifty steps. **Before you read on:** in
//: which direction is the valley steeper at (10, 1), and how many times?

func gradient(_ place: Matrix) -> Matrix {
    [[place[0, 0], 100 * place[0, 1]]]
}
func error(_ place: Matrix) -> Double {
    (pow(place[0, 0], 2) + 100 * pow(place[0, 1], 2)) / 2
}
let begin: Matrix = [[10, 1]]
show(gradient(begin), error(begin))

//: It is ten times as steep along y as along x, though only a tenth as far from the bottom.
//:
//: Gradient descent takes y to y − rate · 100 · y, so each step multiplies y by 1 − 100 · rate. **Before you read on:**
//: from which rate on does y get larger with each step? The table has y after some steps with four rates.

let steepRates = [0.005, 0.018, 0.02, 0.021]
let factors = steepRates.map { 1 - 100 * $0 }
func heights(after steps: Int) -> [Double] {
    factors.map { pow($0, Double(steps)) }
}
table(
    Column("rate", steepRates, decimals: 3),
    Column("one step", heights(after: 1), decimals: 2),
    Column("two", heights(after: 2), decimals: 2),
    Column("fifty", heights(after: 50), decimals: 2))

//: With a rate of 0.02 a step goes just as high up on the other side, and with more it goes higher. So the steep
//: direction sets the limit, and the walk takes 0.018. (`walk` goes fifty steps. It is handed a calculation that gets
//: the gradient g and the number t of the step, and makes the step; `_` stands for t where it is not needed.) **Before
//: you read on:** what does that mean for the flat direction?

func walk(_ step: (Matrix, Int) -> Matrix) -> [Matrix] {
    var places = [begin]
    for t in 1...50 {
        let place = places[t - 1]
        places.append(place + step(gradient(place), t))
    }
    return places
}
let plain = walk { g, _ in -0.018 * g }
func path(_ name: String, _ places: [Matrix]) -> Series {
    Series(name, places.map { $0[0, 0] }, places.map { $0[0, 1] })
}
plot(
    path("gradient descent", plain),
    title: "Fifty steps from (10, 1)", xLabel: "x", yLabel: "y")

show(plain[50], error(plain[50]))

//: It jumps from one side of the valley to the other and gets along it slowly: after fifty steps x has come from 10 to
//: 4, no farther. A network has tens of thousands of directions, and steep ones among them. Weights behind pixels in
//: the middle, where there is often ink, get large gradients, those near the border small ones, and one learning rate
//: has to do for all.
//:
//: ## Momentum
//:
//: A heavy ball in that valley would not turn at once. Pushes to and fro partly cancel, and pushes in the same
//: direction add up. **Momentum** keeps a part of the last step, here nine tenths:
//:
//:     v ← 0.9·v − rate · g
//:     w ← w + v
//:
//: (The arrow means: becomes. g is the gradient, w a weight, and v, which begins at 0, is the velocity. As past steps
//: are added, the walk below takes a smaller rate, 0.01.) **Before you read on:** if g stayed the same, how many times
//: as long as a single step would v become?

let keep = flags.momentum
var velocity: Matrix = [[0, 0]]
let heavy = walk { g, _ in
    velocity = keep * velocity - 0.01 * g
    return velocity
}
plot(
    path("momentum", heavy),
    title: "Fifty steps with momentum", xLabel: "x", yLabel: "y")

show(heavy[50], error(heavy[50]))

//: (Ten times: 1 + 0.9 + 0.9² + … = 10.) It runs past the lowest point, as a ball would, and comes back. Across the
//: valley it swings more than gradient descent did. Along the valley it is faster, and that brings E much farther down.
//:
//: ## RMSprop
//:
//: Another idea is to give each weight a learning rate of its own. **RMSprop** (for root mean square) remembers for
//: each weight how large its gradient has lately been, as a mean of the squares, called s. In each step s keeps nine
//: tenths of itself and gets a tenth of the newest square, so old ones fade. The step is divided by the root of s:
//:
//:     s ← 0.9·s + 0.1·g²
//:     w ← w − rate · g / √(s + 0.0000001)
//:
//: (The tiny number keeps the root from being 0.) **Before you read on:** s begins at 0, so in the first step it is
//: 0.1·g². How long is that step along x, where g is 10, and along y, where g is 100?

var size: Matrix = [[0, 0]]  // s
func rootMeanSquare(_ g: Matrix, _ rate: Double) -> Matrix {
    size = 0.9 * size + 0.1 * (g * g)
    return -rate * g / (size + 1e-7).map { $0.squareRoot() }
}
let rms = walk { g, _ in rootMeanSquare(g, 0.3) }
show(rms[1] - rms[0])

//: The same in both directions: g / √(0.1·g²) = 1 / √0.1, about 3.16, whatever g is. The rate, 0.3, makes about 0.95 of
//: it. The steep direction no longer sets the limit.
//:
//: ## Adam
//:
//: **Adam** does both: a fading mean m of the gradient, as with momentum, divided by the root of a fading mean s of its
//: square, as in RMSprop. (The name is short for adaptive moments; a moment is such a mean.)
//:
//:     m ← 0.9·m + 0.1·g
//:     s ← 0.999·s + 0.001·g²
//:     w ← w − rate · √(1 − 0.999ᵗ)/(1 − 0.9ᵗ) · m / (√s + 0.0000001)
//:
//: Both means begin at 0 and are too small at first: after the first step m is only a tenth of g, and s a thousandth of
//: g². After t steps the shares of all gradients in m add up to 1 − 0.9ᵗ, for t = 1 to 0.1, so m is divided by that,
//: and s by 1 − 0.999ᵗ, under the root. (The tiny number stands beside the root here and under it in RMSprop. That is
//: how Keras has it; with numbers so small it makes no difference.)
//:
//: **Before you read on:** set t = 1 and put m and s in. How long is the first step?

var (mean, square): (Matrix, Matrix) = ([[0, 0]], [[0, 0]])  // m, s
func adaptiveMoments(_ g: Matrix, _ t: Int, _ rate: Double) -> Matrix {
    mean = 0.9 * mean + 0.1 * g
    square = 0.999 * square + 0.001 * (g * g)
    let correction =
        (1 - pow(0.999, Double(t))).squareRoot()
        / (1 - pow(0.9, Double(t)))
    let root = square.map { $0.squareRoot() }
    return -rate * correction * mean / (root + 1e-7)
}
let adam = walk { g, t in adaptiveMoments(g, t, 0.3) }
show(adam[1] - adam[0])

//: As long as the rate in both directions: √0.001/0.1 · 0.1·g / √(0.001·g²) = 1, whatever g is. Here is the whole walk,
//: beside that of RMSprop:

plot(
    path("RMSprop", rms), path("Adam", adam),
    title: "Fifty steps with RMSprop and with Adam",
    xLabel: "x", yLabel: "y")

let walks = [plain, heavy, rms, adam]
let names = ["gradient descent", "momentum", "RMSprop", "Adam"]
table(
    Column("fifty steps of", names),
    Column("rate", [0.018, 0.01, 0.3, 0.3], decimals: 3),
    Column("x", walks.map { $0[50][0, 0] }, decimals: 3),
    Column("y", walks.map { $0[50][0, 1] }, decimals: 3),
    Column("E", walks.map { error($0[50]) }, decimals: 4))

//: Momentum, RMSprop and Adam all get down to less than a twentieth of what gradient descent has left. No order among
//: these three should be read from the table: with other rates it would be another. The plot also shows a fault of
//: RMSprop: near the bottom it jumps to and fro across the valley.
//:
//: ## RMSprop on digits
//:
//: Now the model of lesson 13 again, with one change: the optimizer.

let training = lesson.require(try Digits.training())
let test = lesson.require(try Digits.test())
let (labels, testLabels) = (training.labels, test.labels)
func scaled(_ pixels: FloatMatrix) -> FloatMatrix {
    pixels / 255 * 0.99 + 0.01
}
let inputs = scaled(training.pixels)
let testInputs = scaled(test.pixels)

//: The model is 784-90-10, as before. (The targets are given as labels: the **sparse** cross-entropy looks up the
//: output at the label and needs no one-hot rows.)

func untrained(_ optimizer: Optimizer) -> Sequential {
    let small = Initializer.normal(standardDeviation: 0.05)
    var model = Sequential(inputNodes: 784, seed: flags.seed)
    model.add(
        Dense(90, activation: .relu, kernelInitializer: small))
    model.add(
        Dense(10, activation: .softmax, kernelInitializer: small))
    model.compile(
        optimizer: optimizer, loss: .sparseCategoricalCrossentropy)
    return model
}

//: `train` trains such a model and asks it about the test digits. The batches of 200, the five epochs and the first
//: weights are those of lesson 13.

func train(
    _ optimizer: Optimizer,
    onEpoch: (EpochResult) -> Void = { _ in }
) -> (history: History, test: Evaluation) {
    var model = untrained(optimizer)
    let history = lesson.require(
        try model.fit(
            inputs, labels,
            batchSize: flags.batchSize, epochs: flags.epochs,
            onBatch: { progress($0, of: $1) }, onEpoch: onEpoch))
    let test = lesson.require(
        try model.evaluate(testInputs, testLabels))
    return (history, test)
}

//: RMSprop gets Keras's own learning rate, 0.001. Gradient descent misread more than one test digit in nine. **Before
//: you read on:** what will RMSprop leave?

let rate = flags.learningRate
let rmsprop = train(.rmsprop(learningRate: rate)) {
    show($0.description)
}

func errorRate(_ evaluation: Evaluation) -> Double {
    100 * (1 - evaluation.accuracy)
}
show(fixed(errorRate(rmsprop.test), 2) + " %")

//: The first epoch gets about as far as gradient descent in five, and in the end less than a third of its mistakes are
//: left. Beside the losses of the notebook, and of Keras 3 with the first weights of seed 42:

let losses = rmsprop.history.loss
let both = 0..<min(5, losses.count)
let notebook = [0.4846, 0.2387, 0.1810, 0.1446, 0.1199]  // quoted
let keras = [0.5026, 0.2452, 0.1890, 0.1523, 0.1261]  // quoted
table(
    Column("epoch", both.map { $0 + 1 }),
    Column("here", Array(losses[both]), decimals: 4),
    Column("the notebook", Array(notebook[both]), decimals: 4),
    Column("Keras, seed 42", Array(keras[both]), decimals: 4))

//: The notebook's error rate was 3.59 %.
//:
//: ## All of them
//:
//: The same model is trained with each of the four, gradient descent and momentum with the rate of lesson 13, 0.01.
//: **Before you read on:** was gradient descent so far behind because of what it is, or because of its rate?

let trained = [
    train(.sgd(learningRate: 0.01)),
    train(.sgd(learningRate: 0.01, momentum: keep)),
    rmsprop,
    train(.adam(learningRate: rate)),
]
let lastLosses = trained.map { $0.history.loss.last ?? .nan }
let errorRates = trained.map { errorRate($0.test) }
table(
    Column("optimizer", names),
    Column("training loss", lastLosses, decimals: 4),
    Column("test loss", trained.map(\.test.loss), decimals: 4),
    Column("error rate, %", errorRates, decimals: 2))

//: Its steps were too short for five epochs. Momentum, whose steps grow up to ten times as long with the same rate,
//: gets more than half of the way to RMSprop. Lesson 13 with a rate of 0.1 gets about as far; its first suggestion
//: shows it. But a good rate has to be found by trials, as in lesson 6. RMSprop and Adam are ahead at the first
//: attempt, with the rate that is Keras's own, because the length of their steps hardly depends on how large the
//: gradients are.

func curve(_ index: Int, from epoch: Int = 1) -> Series {
    let epochs = trained[index].history.epochs.dropFirst(epoch - 1)
    return Series(
        names[index],
        epochs.map { Double($0.epoch) }, epochs.map(\.loss))
}
plot(
    names.indices.map { curve($0) },
    title: "Training loss", xLabel: "epoch")

//: RMSprop and Adam lie close together at the bottom, and RMSprop ends lower. It also misreads fewer test digits, here
//: by four in a thousand. Is that a finding, or luck? One try doesn't show it (lesson 8). The tests of this course
//: train both from the seeds 1 to 10, and RMSprop is ahead with each of them. That holds for this network, these digits
//: and this rate. Momentum is far behind: from RMSprop's error rate to momentum's is here about eight times as far as
//: to Adam's.
//:
//: Here are both losses alone, from the second epoch on:

plot(
    curve(2, from: 2), curve(3, from: 2),
    title: "Training loss of RMSprop and Adam", xLabel: "epoch")

//: ## What we know now
//:
//: An optimizer decides what step to make of the gradients. Momentum adds up past ones. RMSprop and Adam give each
//: weight a step length of its own, and so need less of a search for the learning rate.

func accuracy(_ evaluation: Evaluation) -> String {
    fixed(evaluation.accuracy, 4) + " test accuracy"
}
results(
    ("the same with momentum", accuracy(trained[1].test)),
    ("the same with RMSprop", accuracy(trained[2].test)),
    ("the same with Adam", accuracy(trained[3].test)))

//: ## Try it
//:
//: - Ten times Keras's rate for RMSprop and Adam, and then a hundred times. Are they better or worse for it?
//:
//:       swift run lesson-14-optimizers --learning-rate 0.01
//:       swift run lesson-14-optimizers --learning-rate 0.1
//:
//: - A heavier ball, in the valley and on the digits.
//:
//:       swift run lesson-14-optimizers --momentum 0.99
//:
//: - Four times as many epochs. How do the test losses compare with the training losses then?
//:
//:       swift run lesson-14-optimizers --epochs 20
//:
//: - Another seed. Does RMSprop stay ahead of Adam?
//:
//:       swift run lesson-14-optimizers --seed 1
//:
//: Next, how well the very same network can read:
//:
//:     swift run lesson-15-better
