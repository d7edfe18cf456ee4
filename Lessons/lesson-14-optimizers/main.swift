import Foundation
import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("Better steps: momentum, RMSprop and Adam, in a valley of two weights and on the digits.")
let flags = (
    seed: lesson.seed(),
    seeds: lesson.parameter("seeds", default: 3, in: 2...20, "networks of each kind"),
    digits: lesson.parameter(
        "digits", default: 60_000, in: 4000...60_000, "how many digits the long trainings learn from"),
    testDigits: lesson.parameter("test-digits", default: 10_000, in: 1...10_000, "how many test digits are asked"),
    epochs: lesson.parameter("epochs", default: 5, in: 1...100, "passes of RMSprop over these digits"),
    learningRate: lesson.parameter(
        "learning-rate", default: 0.5, in: 1e-6...1e9, "of gradient descent in the last training")
)

/// The model of lesson 13.
func untrained(_ optimizer: Optimizer, seed: UInt32 = flags.seed) -> Sequential {
    let small = Initializer.normal(standardDeviation: 0.05)
    var model = Sequential(inputNodes: 784, seed: seed)
    model.add(Dense(90, activation: .relu, kernelInitializer: small))
    model.add(Dense(10, activation: .softmax, kernelInitializer: small))
    model.compile(optimizer: optimizer, loss: .sparseCategoricalCrossentropy)
    return model
}

/// The pixels of some digits, scaled as in lesson 13.
func scaled(_ digits: Digits) -> FloatMatrix {
    digits.pixels / 255 * 0.99 + 0.01
}

/// A walk through the valley, as a line.
func path(_ name: String, _ walk: [Matrix]) -> Series {
    Series(name, walk.map { $0[0, 0] }, walk.map { $0[0, 1] })
}

/// The places as high as (10, 0), where E is 50.
let rim = Series(
    "E = 50", linspace(0, 2 * .pi, 61).map { 10 * cos($0) }, linspace(0, 2 * .pi, 61).map { sin($0) },
    drawing: .points)

/// The share of some digits that each model reads.
func shares(_ models: [Sequential], _ digits: Digits) throws -> Matrix {
    let inputs = scaled(digits)
    return Matrix(column: try models.map { try $0.evaluate(inputs, digits.labels).accuracy })
}

/// How far the weights of the first matrix move in the first step, on average.
func firstStep(_ optimizer: Optimizer) throws -> Double {
    var model = untrained(optimizer)
    let before = Matrix(model.weights[0].kernel)
    let labels = Array(training.labels[..<200])
    try model.fit(inputs[rows: 0..<200], labels, batchSize: 200)
    let step = Matrix(model.weights[0].kernel) - before
    return step.map { abs($0) }.mean
}
lesson.begin()

//: # Lesson 14: Optimizers
//:
//: The network of lesson 13 read 88 of 100 test digits after five epochs. With steps a hundred times as long it read 95
//: after one, and with steps twice as long as these it fell apart. How long should a step be? And must it be equally
//: long for all 71,560 numbers?
//:
//: This lesson looks for better steps, in a valley of two weights and then on the digits. At the end it comes back to
//: longer ones.
//:
//: You need gradient descent (lesson 5), the learning rate (lesson 6), validation digits (lesson 10), and the model of
//: lesson 13.
//:
//: ## A narrow valley
//:
//: A rule that makes steps of slopes is an **optimizer** (lesson 12). To see what such rules do, two weights are
//: enough, x and y, with an error E that is a long, narrow valley:
//:
//:     E = (x² + 100·y²) / 2
//:
//:     slope along x:  x
//:     slope along y:  100·y
//:
//: The lowest point is at (0, 0). Every walk below begins at (10, 1) and takes fifty steps. **Before you read on:** in
//: which direction is the valley steeper at (10, 1), and how many times?

func slopes(_ place: Matrix) -> Matrix {
    [[place[0, 0], 100 * place[0, 1]]]
}
let start: Matrix = [[10, 1]]
show(slopes(start))

//: It is ten times as steep along y as along x, though only a tenth as far from the bottom.
//:
//: ## Gradient descent
//:
//: The rule of all lessons so far. For each weight,
//:
//:     step = −rate · slope
//:
//: because a slope points uphill, and the opposite of uphill is downhill. By hand, with a rate of 0.018: from x = 10
//: the step is −0.018 · 10 = −0.18, and from y = 1 it is −0.018 · 100 = −1.8. That leads to x = 9.82 and y = −0.8, past
//: the bottom and up on the other side. **Before you read on:** where will y be after the next step?

func gradientDescent(rate: Double) -> [Matrix] {
    var walk = [start]
    for _ in 1...50 {
        let place = walk[walk.count - 1]
        walk.append(place - rate * slopes(place))
    }
    return walk
}
let plain = gradientDescent(rate: 0.018)
table(
    Column("steps", [0, 1, 2, 3]),
    Column("x", plain.prefix(4).map { $0[0, 0] }, decimals: 3),
    Column("y", plain.prefix(4).map { $0[0, 1] }, decimals: 3))

//: At 0.64: −0.8 + 0.018 · 80. Here is the whole walk. The ring of points with E = 50 shows the shape of the valley.
//: (`rim`, `path` and, later, `firstStep` stand at the top of `main.swift`.)

plot(
    rim, path("gradient descent", plain),
    title: "Fifty steps of gradient descent", xLabel: "x", yLabel: "y")

//: It jumps from side to side and gets along the valley slowly: after fifty steps x has come from 10 to 4. Then why not
//: take longer steps? Each step multiplies y by 1 − 100 · rate. **Before you read on:** from which rate on does y get
//: larger with every step?

let rates = [0.005, 0.018, 0.02, 0.021]
let walks = rates.map { gradientDescent(rate: $0) }
table(
    Column("rate", rates, decimals: 3),
    Column("y at first", walks.map { $0[0][0, 1] }, decimals: 2),
    Column("one step", walks.map { $0[1][0, 1] }, decimals: 2),
    Column("two", walks.map { $0[2][0, 1] }, decimals: 2),
    Column("fifty", walks.map { $0[50][0, 1] }, decimals: 2))

//: With 0.02 a step goes just as high up on the other side, and with more it goes higher. The steep direction sets the
//: limit, and the flat one has to live with it.
//:
//: A network has a direction for each weight, and steep and flat ones among them: a weight behind a pixel in the
//: middle, where there is often ink, changes the error much, and one near the border changes it little.
//:
//: ## Momentum
//:
//: A heavy ball would not turn at once. **Momentum** keeps nine tenths of the last step, and adds the new one:
//:
//:     step = 0.9 · last step − rate · slope
//:
//: because steps back and forth then partly cancel, and steps in one direction add up. By hand, with a rate of 0.01:
//: the first step is −0.1 along x and −1 along y, and leads to (9.9, 0). There the slope along y is 0. **Before you
//: read on:** does the ball stop along y?

func momentum(rate: Double) -> [Matrix] {
    var walk = [start]
    var step: Matrix = [[0, 0]]
    for _ in 1...50 {
        let place = walk[walk.count - 1]
        step = 0.9 * step - rate * slopes(place)
        walk.append(place + step)
    }
    return walk
}
let heavy = momentum(rate: 0.01)
show(heavy[2])

//: No, it goes on by 0.9 · (−1) to −0.9. Along x its second step is 0.9 · (−0.1) − 0.01 · 9.9 = −0.189, nearly twice
//: the first.

plot(
    rim, path("momentum", heavy),
    title: "Fifty steps with momentum", xLabel: "x", yLabel: "y")

//: It runs past the lowest point, as a ball would, and comes back. Across the valley it swings more than gradient
//: descent, but along the valley it is faster. The step that is remembered is also called the velocity. Were the slope
//: always the same, it would grow to ten times the first step: 1 + 0.9 + 0.9² + … = 10.
//:
//: ## RMSprop
//:
//: **RMSprop** gives each weight a step length of its own. For each weight it remembers how large the slopes have
//: lately been: it takes the mean of their squares, in which old ones fade. Then it divides the slope by the root of
//: that mean (hence RMS, root mean square):
//:
//:     mean square = 0.9 · mean square + 0.1 · slope²
//:     step = −rate · slope / √(mean square)
//:
//: because then a large slope is divided by a large number and a small one by a small number. The mean square begins at
//: 0. By hand, with a rate of 0.3: along x, the first slope is 10, so the mean square becomes 0.1 · 10² = 10, and the
//: step is −0.3 · 10 / √10, about −0.95. **Before you read on:** how long is the first step along y, where the slope is
//: 100?

func rootMeanSquare(rate: Double) -> [Matrix] {
    var walk = [start]
    var meanSquare: Matrix = [[0, 0]]
    for _ in 1...50 {
        let place = walk[walk.count - 1]
        let slope = slopes(place)
        meanSquare = 0.9 * meanSquare + 0.1 * (slope * slope)
        let root = (meanSquare + 1e-7).map { $0.squareRoot() }
        walk.append(place - rate * slope / root)
    }
    return walk
}
let rms = rootMeanSquare(rate: 0.3)
show(rms[1] - rms[0])

//: As long: −0.3 · 100 / √1000 is −0.95 as well. The steep direction no longer sets the limit. (The 0.0000001 in the
//: code keeps the root from being 0.)

plot(
    rim, path("RMSprop", rms),
    title: "Fifty steps with RMSprop", xLabel: "x", yLabel: "y")

//: It goes nearly straight to the bottom. Down there it jumps back and forth, because small slopes are divided by small
//: numbers.
//:
//: ## Adam
//:
//: **Adam** does both. In place of the slope it takes a mean of the slopes in which old ones fade, as momentum does,
//: and it divides as RMSprop does:
//:
//:     mean = 0.9 · mean + 0.1 · slope
//:     mean square = 0.999 · mean square + 0.001 · slope²
//:     step = −rate · mean / √(mean square)
//:
//: Both means begin at 0, so at first they are too small: after one step the mean is only a tenth of the slope. So each
//: mean is divided by what the factors of its slopes add up to: for the mean 0.1 after one step, 0.1 + 0.09 after two,
//: and 1 − 0.9ⁿ after n. For the mean square that is 1 − 0.999ⁿ. (`pow(0.9, 2)` is 0.9², and `whole` is the mean after
//: its division.)
//:
//: By hand: after the first step along x the mean is 0.1 · 10, and divided by 0.1 that is 10. The mean square becomes
//: 10² in the same way. The step is −0.3 · 10 / √(10²) = −0.3.

func adaptiveMoments(rate: Double) -> [Matrix] {
    var walk = [start]
    var (mean, square): (Matrix, Matrix) = ([[0, 0]], [[0, 0]])
    for n in 1...50 {
        let place = walk[n - 1]
        let slope = slopes(place)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * (slope * slope)
        let whole = mean / (1 - pow(0.9, Double(n)))
        let root = (square / (1 - pow(0.999, Double(n))))
            .map { $0.squareRoot() }
        walk.append(place - rate * whole / (root + 1e-7))
    }
    return walk
}

//: **Before you read on:** how long is the first step along y?

let adam = adaptiveMoments(rate: 0.3)
show(adam[1] - adam[0])

//: Just as long, by −0.3 · 100 / √(100²). So with Adam, and with RMSprop after its first steps, the rate is a length: a
//: weight moves about that far in a step, or less.

plot(
    rim, path("Adam", adam),
    title: "Fifty steps with Adam", xLabel: "x", yLabel: "y")

//: It rolls like the heavy ball, but swings across less, and hardly past the bottom. All four ends side by side:

let names = ["gradient descent", "momentum", "RMSprop", "Adam"]
let ends = [plain, heavy, rms, adam].map { $0[50] }
func error(_ place: Matrix) -> Double {
    (pow(place[0, 0], 2) + 100 * pow(place[0, 1], 2)) / 2
}
table(
    Column("fifty steps of", names),
    Column("x", ends.map { $0[0, 0] }, decimals: 3),
    Column("y", ends.map { $0[0, 1] }, decimals: 3),
    Column("E", ends.map { error($0) }, decimals: 4))

//: The three new ones leave less than a twentieth of the E that gradient descent leaves. Which of the three is best,
//: one valley with one rate each can't say.
//:
//: ## RMSprop on digits
//:
//: Now the model of lesson 13 again, with the same first weights, batches and epochs. (`untrained` makes it, as in
//: lesson 13, and stands at the top of `main.swift` with `scaled` and `shares`, the accuracies of some models. The
//: model's loss takes labels in place of one-hot targets.) Only the optimizer is another: RMSprop, with Keras's own
//: rate for it and for Adam, 0.001.

let all = lesson.require(try Digits.training(atLeast: 4000))
let training = all.first(flags.digits)
let inputs = scaled(training)
let test = lesson.require(try Digits.test()).first(flags.testDigits)
func misread(_ model: Sequential) -> Double {
    100 * (1 - lesson.require(try shares([model], test)).mean)
}

//: Gradient descent misread more than one test digit in nine. **Before you read on:** and RMSprop?

var model = untrained(.rmsprop(learningRate: 0.001))
lesson.require(
    try model.fit(
        inputs, training.labels,
        batchSize: 200, epochs: flags.epochs,
        onBatch: { progress($0, of: $1) },
        onEpoch: { show($0.description) }))

let rmspropMisread = misread(model)
show(fixed(rmspropMisread, 2) + " %")

//: Its first epoch gets about as far as five of gradient descent, and in the end less than a third of the mistakes are
//: left.
//:
//: ## Which one is best?
//:
//: Was that a fair race? Each had one rate, the notebook's or Keras's, and in lesson 10 the rate did more than the
//: function. So now each optimizer gets four rates, and three networks with each rate. That makes 48 networks, so each
//: learns only a little: from the first 2,000 digits, twice, in batches of 50.

typealias Rule = (rates: [Double], optimizer: (Double) -> Optimizer)
let rules: [Rule] = [
    ([0.03, 0.1, 0.3, 1], { .sgd(learningRate: $0) }),
    (
        [0.01, 0.03, 0.1, 0.3],
        { .sgd(learningRate: $0, momentum: 0.9) }
    ),
    ([0.001, 0.003, 0.01, 0.03], { .rmsprop(learningRate: $0) }),
    ([0.001, 0.003, 0.01, 0.03], { .adam(learningRate: $0) }),
]

//: (A `Rule` holds some rates, and how an optimizer is made of a rate.) `trained` makes the networks for one rate:

let few = inputs[rows: 0..<2000]
let labels = Array(training.labels[..<2000])
func trained(_ optimizer: Optimizer) throws -> [Sequential] {
    try (0..<flags.seeds).map { number in
        let seed = flags.seed &+ UInt32(number)
        var model = untrained(optimizer, seed: seed)
        try model.fit(few, labels, batchSize: 50, epochs: 2)
        return model
    }
}

//: The best rate of each is chosen with the thousand training digits after these 2,000. **Before you read on:** in
//: lesson 13, gradient descent had a rate of 0.01. Which of its four rates will be best here?

let validation = all.first(3000).last(1000)
let networks = lesson.require(
    try rules.map { rule in
        try rule.rates.map { try trained(rule.optimizer($0)) }
    })
let read = lesson.require(
    try networks.map { row in
        try row.map { try shares($0, validation).mean }
    })
plot(
    names.indices.map { Series(names[$0], rules[$0].rates, read[$0]) },
    title: "Share of validation digits read", xLabel: "rate",
    xScale: .logarithmic)

//: Each optimizer has a hill of its own, and the hills stand at different places: a rate means nothing without its
//: optimizer. Gradient descent reads most with 0.3, thirty times the rate of lesson 13. With their best rates, on all
//: test digits:

let best = read.map { Matrix(column: $0).argmax }
let tested = lesson.require(
    try networks.indices.map {
        try shares(networks[$0][best[$0]], test)
    })
table(
    Column("optimizer", names),
    Column(
        "best rate",
        names.indices.map { rules[$0].rates[best[$0]] }),
    Column("test accuracy", tested.map(\.mean), decimals: 3),
    Column("spread", tested.map(\.standardDeviation), decimals: 3))

//: Adam is first here, and gradient descent last. A finding, or luck (lesson 8)? The tests of this course run this
//: lesson with the seeds 1 to 10 too: gradient descent is last with all ten, and Adam first with eight. So where steps
//: are few, Adam reads most here.
//:
//: But at its best, gradient descent is only a few digits in a hundred behind. With lesson 13's rate it was eight
//: behind RMSprop, on all digits.
//:
//: ## What stopped lesson 13?
//:
//: How long is a first step? Here is the mean over all weights of the first matrix, for lesson 13's training, for
//: RMSprop's, and for gradient descent with the rate 0.5, found by trials.

let optimizers: [Optimizer] = [
    .sgd(learningRate: 0.01), .rmsprop(learningRate: 0.001),
    .sgd(learningRate: flags.learningRate),
]
let first = lesson.require(try optimizers.map(firstStep))
table(
    Column("optimizer", [names[0], names[2], names[0]]),
    Column("rate", [0.01, 0.001, flags.learningRate]),
    Column("mean step", first, decimals: 6))

//: Of the first two, gradient descent has the larger rate, and steps less than a hundredth as long. That is what
//: stopped it.
//:
//: So let plain gradient descent learn from all digits with a rate of 0.5, for only three epochs. **Before you read
//: on:** how close does it come to RMSprop's five?

var simple = untrained(.sgd(learningRate: flags.learningRate))
lesson.require(
    try simple.fit(
        inputs, training.labels, batchSize: 200, epochs: 3,
        onBatch: { progress($0, of: $1) }))
let simpleMisread = misread(simple)
show(fixed(simpleMisread, 2) + " %")

//: It misreads about as few here, after three epochs instead of five, and by the oldest rule of all. Most of what
//: RMSprop gained was not in its rule, but in the length of its steps.
//:
//: Why then do most people today take RMSprop or Adam? Because 0.5 had to be found, by trials, and another network
//: needs another number. A rate that is a length can be guessed: the first weights are about 0.05 wide, so with 0.001 a
//: weight can cross that width in some fifty steps. That was good at once.
//:
//: ## What we know now
//:
//: Momentum adds up past steps. RMSprop and Adam give each weight a step length of its own, so a first guess at their
//: rate can be good. And a race between optimizers is fair only when each has its own best rate.

func accuracy(_ misread: Double) -> String {
    fixed(1 - misread / 100, 4) + " test accuracy"
}
let epochs = flags.epochs == 1 ? "1 epoch" : "\(flags.epochs) epochs"
results(
    (epochs + " of RMSprop", accuracy(rmspropMisread)),
    (
        "3 epochs of SGD, rate \(flags.learningRate)",
        accuracy(simpleMisread)
    ))

//: ## Try it
//:
//: - Other networks. Do Adam and gradient descent keep their places?
//:
//:       swift run lesson-14-optimizers --seed 1
//:
//: - Ten networks of each kind. Which differences are now larger than the spread?
//:
//:       swift run lesson-14-optimizers --seeds 10
//:
//: - How far can the rate of gradient descent be raised?
//:
//:       swift run lesson-14-optimizers --learning-rate 1
//:       swift run lesson-14-optimizers --learning-rate 3
//:
//: Next, how well the very same network can read:
//:
//:     swift run lesson-15-better
