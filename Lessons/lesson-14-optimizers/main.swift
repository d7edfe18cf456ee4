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
//: Gradient descent steps against the gradient, and all weights share one learning rate. What can be gained by choosing the
//: steps more cleverly?
//:
//: You need gradient descent (lesson 5), the learning rate (lesson 6) and the model of lesson 13.
//:
//: ## A narrow valley
//:
//: What changes the weights, given the gradient, is the optimizer. To see what optimizers do, two weights are
//: enough, x and y, and an error that is a long, narrow valley. It is flat along x and a hundred times as steep along y:
//:
//:     E = (x² + 100·y²) / 2          gradient: (x, 100·y)
//:
//: The lowest point is at (0, 0). Every walk below begins at (10, 1) and takes fifty steps.

func gradient(_ place: Matrix) -> Matrix {
    [[place[0, 0], 100 * place[0, 1]]]
}
func error(_ place: Matrix) -> Double {
    (pow(place[0, 0], 2) + 100 * pow(place[0, 1], 2)) / 2
}
let begin: Matrix = [[10, 1]]
show(error(begin), gradient(begin))

//: Gradient descent multiplies the gradient by the learning rate. **Before you read on:** along y the slope is 100 times y.
//: From which learning rate on does a step along y overshoot so far that it ends higher than it began?
//:
//: A step takes y to y − rate · 100 · y. With a rate of 0.02 that is −y: as high on the other side. So the steep direction
//: sets the limit, and the walk uses 0.018. What does that mean for the flat one?

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

show(plain[50])

show(error(plain[50]))

//: It jumps from one side of the valley to the other and gets along it slowly: after fifty steps x has come from 10 to 4, no
//: farther. In a network it is the same with thousands of weights. Those behind pixels in the middle, where there is often
//: ink, get large gradients, those near the border small ones, and one learning rate has to do for all.
//:
//: ## Momentum
//:
//: A heavy ball in that valley would not turn at once: pushes in changing directions partly cancel, and pushes in the same
//: direction add up. **Momentum** keeps a part of the last step, here nine tenths:
//:
//:     v ← 0.9·v − rate · g
//:     w ← w + v
//:
//: (g is the gradient, w a weight, and v, which begins at 0, the velocity. The arrow means: becomes.) If g stayed the same,
//: v would grow to ten times a single step, because 1 + 0.9 + 0.9² + … = 10.

var velocity: Matrix = [[0, 0]]
let heavy = walk { g, _ in
    velocity = 0.9 * velocity - 0.01 * g
    return velocity
}
plot(
    path("momentum", heavy),
    title: "Fifty steps with momentum", xLabel: "x", yLabel: "y")

show(error(heavy[50]))

//: It runs past the lowest point, as a ball would, and comes back. Across the valley it swings more than before. The gain is
//: along x, and that is what brings E so much farther down.
//:
//: ## RMSprop
//:
//: The other idea is to give each weight a learning rate of its own. **RMSprop** (for root mean square) remembers how large
//: the gradient of each weight has lately been, and divides by it. Each step keeps nine tenths of s and adds a tenth of the
//: newest g², so s is a mean of the squares in which old ones fade:
//:
//:     s ← 0.9·s + 0.1·g²
//:     w ← w − rate · g / √(s + 0.0000001)
//:
//: The root makes the size of a gradient of its mean square; the tiny number only keeps it from being 0. All this is done
//: weight by weight.
//:
//: **Before you read on:** in the very first step s is 0.1·g². How long is the step, for a large g and for a small one?

var size: Matrix = [[0, 0]]  // s
func rootMeanSquare(_ g: Matrix, _ rate: Double) -> Matrix {
    size = 0.9 * size + 0.1 * (g * g)
    return -rate * g / (size + 1e-7).map { $0.squareRoot() }
}
show(rootMeanSquare(gradient(begin), 0.3))

//: The same along x and y, though the gradients are 10 and 100: g / √(0.1·g²) = 1 / √0.1, about 3.16, whatever g is. This
//: first step is as long in the steep direction as in the flat one.
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
//: Both means begin at 0 and are too small at first: after the first step m is only a tenth of g, and s a thousandth of g².
//: The factor in front, with t counting the steps, makes up for that. For t = 1 it is √0.001/0.1, and the step is
//: rate · √0.001/0.1 · 0.1·g / √(0.001·g²): just as long as the rate, whatever g is.

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
size = [[0, 0]]  // begins anew
let rms = walk { g, _ in rootMeanSquare(g, 0.3) }
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

//: All three get down to less than a twentieth of what gradient descent has left. But no order among the three should be read
//: from this: with other learning rates it would be another. The plot also shows a fault of RMSprop: near the bottom its steps
//: do not get shorter, and it jumps to and fro.
//:
//: ## The same in the library
//:
//: `Sequential` of lesson 13 has these rules built in. Does it calculate what is written above? To find out, a small
//: model whose weights all begin at 0 takes one step, from 200 digits. With gradient descent and a learning rate of 1, its
//: weights then are minus the gradient, so the gradient is known, and every other first step can be calculated from it. (The
//: targets are given as labels: the **sparse** cross-entropy finds the output at the label without one-hot rows.)

let training = lesson.require(try Digits.training())
let test = lesson.require(try Digits.test())
func scaled(_ pixels: FloatMatrix) -> FloatMatrix {
    pixels / 255 * 0.99 + 0.01
}
let inputs = scaled(training.pixels)
let testInputs = scaled(test.pixels)

let few = training.first(200).count
func firstStep(_ optimizer: Optimizer) -> Matrix {
    var model = Sequential(inputNodes: 784, seed: flags.seed)
    model.add(
        Dense(10, activation: .softmax, kernelInitializer: .zeros))
    model.compile(
        optimizer: optimizer, loss: .sparseCategoricalCrossentropy)
    lesson.require(
        try model.fit(
            inputs[rows: 0..<few], Array(training.labels[..<few]),
            batchSize: few))
    return Matrix(model.weights[0].kernel)
}
let g = -firstStep(.sgd(learningRate: 1))
let zeros = Matrix(784, 10, repeating: 0)
(size, mean, square) = (zeros, zeros, zeros)
let expected = [
    -0.01 * g, -0.01 * g, rootMeanSquare(g, 0.001),
    adaptiveMoments(g, 1, 0.001),
]
let found = [
    firstStep(.sgd(learningRate: 0.01)),
    firstStep(.sgd(learningRate: 0.01, momentum: 0.9)),
    firstStep(.rmsprop()),
    firstStep(.adam()),
]
let differences = zip(expected, found).map { ($0 - $1).map(abs).max }
table(
    Column("optimizer", names),
    Column("the same?", differences.map { $0 < 1e-6 ? "yes" : "no" }),
    Column("largest difference", differences.map { fixed($0, 9) }))

//: In the first step it does, up to the rounding of numbers with seven digits. (Momentum's first step is that of gradient
//: descent, because v is 0 before it. The tests that come with this course compare a hundred steps of each with NumPy's.)
//:
//: ## RMSprop on digits
//:
//: Now the model of lesson 13 again, 784-90-10 with the same first weights, batches of 200 and five epochs. The only change is
//: the optimizer: RMSprop with Keras's own numbers, a learning rate of 0.001 among them. SGD misread 11.66 % of the test
//: digits. **Before you read on:** what will RMSprop leave?

let labels = training.labels
let testLabels = test.labels
func train(
    _ optimizer: Optimizer,
    onEpoch: (EpochResult) -> Void = { _ in }
) -> (history: History, test: Evaluation) {
    let small = Initializer.normal(standardDeviation: 0.05)
    var model = Sequential(inputNodes: 784, seed: flags.seed)
    model.add(
        Dense(90, activation: .relu, kernelInitializer: small))
    model.add(
        Dense(10, activation: .softmax, kernelInitializer: small))
    model.compile(
        optimizer: optimizer, loss: .sparseCategoricalCrossentropy)
    let history = lesson.require(
        try model.fit(
            inputs, labels,
            batchSize: flags.batchSize, epochs: flags.epochs,
            onBatch: { progress($0, of: $1) }, onEpoch: onEpoch))
    return (
        history,
        lesson.require(try model.evaluate(testInputs, testLabels))
    )
}
func errorRate(_ evaluation: Evaluation) -> String {
    fixed(100 * (1 - evaluation.accuracy), 2) + " %"
}
let rate = flags.learningRate
let rmsprop = train(.rmsprop(learningRate: rate)) { result in
    show(result.description)
}
show(errorRate(rmsprop.test))

//: The first epoch gets as far as SGD's fifth, and the error rate is less than a third. Beside the losses of the notebook,
//: which trained this model with Keras from other weights, and of Keras 3 from the same ones:

let losses = rmsprop.history.loss
let both = 0..<min(5, losses.count)
let notebook = [0.4846, 0.2387, 0.1810, 0.1446, 0.1199]  // quoted
let keras = [0.5026, 0.2452, 0.1890, 0.1523, 0.1261]  // quoted
table(
    Column("epoch", both.map { $0 + 1 }),
    Column("here", Array(losses[both]), decimals: 4),
    Column("the notebook", Array(notebook[both]), decimals: 4),
    Column("Keras, same start", Array(keras[both]), decimals: 4))

//: The notebook's error rate was 3.59 %.
//:
//: ## All of them
//:
//: Here the same model is trained with each of the four, and with gradient descent a second time, with a learning rate of
//: 0.1 in place of 0.01. **Before you read on:** was SGD so far behind because of what it is, or because of its rate?

let start = ContinuousClock.now
let trained = [
    train(.sgd(learningRate: 0.01)),
    train(.sgd(learningRate: 0.01, momentum: flags.momentum)),
    rmsprop,
    train(.adam(learningRate: rate)),
    train(.sgd(learningRate: 0.1)),
]
let allNames = names + ["SGD with 0.1"]
aside("Four trainings took \(ContinuousClock.now - start)")
table(
    Column("optimizer", allNames),
    Column(
        "training loss", trained.map { $0.history.loss.last ?? .nan },
        decimals: 4),
    Column("test loss", trained.map(\.test.loss), decimals: 4),
    Column("error rate", trained.map { errorRate($0.test) }))

plot(
    zip(allNames, trained).map { name, result in
        let epochs = result.history.epochs.map { Double($0.epoch) }
        return Series(name, epochs, result.history.loss)
    },
    title: "Training loss", xLabel: "epoch")

//: (Of curves that lie on each other only one can be seen.) Momentum makes the steps of SGD up to ten times as long, and gets more
//: than half of the way from SGD's error rate to RMSprop's. So does plain SGD with a rate of 0.1: its rate was too small for
//: five epochs, and finding a good one takes trials. RMSprop and Adam are ahead of both at the first attempt, with the rate
//: that is Keras's own, because the length of their steps hardly depends on how large the gradients are.
//:
//: ## A smaller model with Adam
//:
//: Another text from which this course takes its examples trains a smaller network: 32 hidden nodes, pixels divided by 255, batches of 32, Adam,
//: and first weights drawn evenly between −limit and limit with limit = √(6 / (inputs + nodes)), which is called **Glorot
//: uniform** and is what Keras does if one asks for nothing else.

func trainSmall(
    onEpoch: (EpochResult) -> Void
) -> Evaluation {
    var model = Sequential(inputNodes: 784, seed: flags.seed)
    model.add(Dense(32, activation: .relu))
    model.add(Dense(10, activation: .softmax))
    model.compile(
        optimizer: .adam(learningRate: rate),
        loss: .sparseCategoricalCrossentropy)
    lesson.require(
        try model.fit(
            training.pixels / 255, labels,
            batchSize: 32, epochs: flags.epochs,
            onBatch: { progress($0, of: $1) }, onEpoch: onEpoch))
    return lesson.require(
        try model.evaluate(test.pixels / 255, testLabels))
}
let smallModel = trainSmall { result in
    show(result.description)
}

show(smallModel.accuracy)

//: With a third of the hidden nodes it reads about as well as the larger one. That is probably because its batches are smaller:
//: in five epochs it took 9,375 steps in place of 1,500. The input and the first weights differ as well. (Keras 3 with the same first weights ended at 0.9644 and 0.9665 in two runs.)
//:
//: ## What we know now
//:
//: An optimizer decides what step to make of the gradients. Momentum adds up past ones; RMSprop and Adam give each weight a step
//: length of its own, and so need less of a search for the learning rate.

func accuracy(_ evaluation: Evaluation) -> String {
    fixed(evaluation.accuracy, 4) + " test accuracy"
}
results(
    ("the same with momentum", accuracy(trained[1].test)),
    ("the same with RMSprop", accuracy(trained[2].test)),
    ("the same with Adam", accuracy(trained[3].test)),
    ("32 nodes, Adam, batches of 32", accuracy(smallModel))
)

//: ## Try it
//:
//: - `swift run lesson-14-optimizers --learning-rate 0.01`: ten times the usual rate for RMSprop and Adam. Which of them minds?
//: - `swift run lesson-14-optimizers --momentum 0.99`: a heavier ball.
//: - `swift run lesson-14-optimizers --epochs 20`: how do the test losses compare with the training losses then?
//:
//: Next, `swift run lesson-16-save-model`: a model that is still there tomorrow.
