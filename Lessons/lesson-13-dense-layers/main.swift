import Foundation
import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("The same problem in eight lines: dense layers, softmax, cross-entropy and mini-batches.")
let flags = (
    seed: lesson.seed(),
    digits: lesson.parameter("digits", default: 60_000, in: 4000...60_000, "how many digits to learn from"),
    testDigits: lesson.parameter("test-digits", default: 10_000, in: 1...10_000, "how many test digits are asked"),
    epochs: lesson.parameter("epochs", default: 5, in: 1...100, "passes over the training digits"),
    learningRate: lesson.parameter("learning-rate", default: 0.01, in: 1e-6...1e9, "how far a step goes"),
    batchSize: lesson.parameter("batch-size", default: 200, in: 1...60_000, "digits that a step learns from"),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 1...2000, "nodes in the hidden layer")
)
lesson.begin()

//: # Lesson 13: Dense layers
//:
//: In lessons 3 to 5 every product, error and update was written out. Most people who train a network today write eight
//: lines and leave the rest to a library such as Keras. What do these lines do, and do they read more digits?
//:
//: You need the network of lessons 5 to 9, ReLU from lesson 10, and the bias from lesson 12.
//:
//: ## Many digits at once
//:
//: So far a digit was a matrix of one column, and digits went through the network one at a time. Now all of them stand
//: in one matrix, a digit a row, scaled as before: each pixel / 255 × 0.99 + 0.01. **Before you read on:** what are
//: the shapes of the matrices of the 60,000 training digits and of the 10,000 test digits?

func scaled(_ digits: Digits) -> FloatMatrix {
    digits.pixels / 255 * 0.99 + 0.01
}
let training = lesson.require(try Digits.training())
    .first(flags.digits)
let test = lesson.require(try Digits.test())
    .first(flags.testDigits)
let inputs = scaled(training)
let testInputs = scaled(test)
show(inputs.shape, testInputs.shape)

//: (The numbers of a `FloatMatrix` have about 7 digits instead of 16 and take half the room, as in Keras.) The labels
//: are a row of whole numbers:

show(training.labels)

//: The targets are one-hot, as in lesson 3, but in rows, with a plain 1 at the label and 0 elsewhere. Lesson 4 warned
//: of these; more below. **Before you read on:** in which columns are the ones of the first three labels?

let targets = lesson.require(
    try oneHot(training.labels, classCount: 10))
let testTargets = lesson.require(
    try oneHot(test.labels, classCount: 10))
show(targets[rows: 0..<3])

//: ## A dense layer
//:
//: A layer in which every input leads to every node is called **dense**. Keras keeps its weights as inputs × nodes,
//: where the lessons so far had nodes × inputs, and calls them the **kernel**. The product is then inputs · kernel.
//: **Before you read on:** calculate it for two observations of three inputs and a layer of two nodes.

let two: Matrix = [
    [1, 0, 2],
    [0, 3, 1],
]  // 2 observations × 3 inputs
let kernel: Matrix = [
    [1, 2],
    [0, 1],
    [1, 0],
]  // 3 inputs × 2 nodes
show(dot(two, kernel))

//: The first row, that of the first observation, is 1·1 + 0·0 + 2·1 = 3 and 1·2 + 0·1 + 2·0 = 2. To every row the layer
//: adds the biases, one for each node, and then applies its activation function.
//:
//: ## Softmax
//:
//: The sigmoid judges each output by itself: all ten may be near 1, as in lesson 3. To choose one digit of ten there is
//: a better function, **softmax**. It raises e (2.718…) to the power of each sum, which makes all of them positive, and
//: divides by the total:
//:
//:     softmax(x)ᵢ = e^xᵢ / (e^x₁ + e^x₂ + … + e^xₙ)
//:
//: **Before you read on:** the three sums below lie 1 apart. How many times as large as the next is each output?

let outputs = Activation.softmax([[2, 1, 0]])
show(outputs)

//: Each is e times the next. All are positive and their sum is 1, so they can be read as probabilities. Only
//: differences between the sums matter. With 100 more everywhere, nothing changes:

show(Activation.softmax([[102, 101, 100]]))

//: ## Cross-entropy
//:
//: What training makes small is the loss. In lesson 5 it was E, the sum of the squared errors. With softmax one takes
//: the **cross-entropy**: minus the natural logarithm of the output at the label. (The logarithm undoes e to a power:
//: log(e^x) = x.) Some outputs at the label, and what they cost:

let atLabel = [0.99, 0.9, 0.5, 0.1, 0.01, 0.0001]
table(
    Column("output at the label", atLabel, decimals: 4),
    Column("loss", atLabel.map { -log($0) }, decimals: 4))

//: To be sure and right costs next to nothing. To be sure and wrong is costly, without limit. About 2.3 is what a
//: network pays that knows nothing and gives each of ten digits a probability of 0.1.
//:
//: ## Its slope
//:
//: To learn, one needs the slope of the loss with respect to each sum. Two outputs are enough to see it. Their sums are
//: a and b, the label is the first, and its output is p. Divide both parts of the fraction by e^a:
//:
//:     p = e^a / (e^a + e^b) = 1 / (1 + e^(−(a − b)))
//:
//: That is the sigmoid of lesson 2, at a − b. So the slope of p is known: p · (1 − p) when a grows, and the opposite,
//: −p · (1 − p), when b does. The loss is −log(p), and the logarithm has the slope 1/p. By the chain rule of lesson 5:
//:
//:     slope with respect to a:   −1/p ·  p · (1 − p) = p − 1
//:     slope with respect to b:   −1/p · −p · (1 − p) = 1 − p
//:
//: The outputs are p and 1 − p, and the targets 1 and 0. So both slopes are
//:
//:     output − target
//:
//: Is it so with three outputs? **Before you read on:** the sums are again 2, 1 and 0, and the label is the last one.
//: What are the three slopes? First they are measured, then taken from the formula.

let target: Matrix = [[0, 0, 1]]
func loss(_ sums: Matrix) -> Double {
    -log(Activation.softmax(sums)[0, 2])
}
show(numericalGradient(of: loss, at: [[2, 1, 0]]))

show(outputs - target)

//: They agree.
//:
//: ## Why 0 and 1 are good targets now
//:
//: Softmax reaches 0 and 1 no more than the sigmoid does. But the slope of lesson 5's E has a factor that is gone here:
//: output · (1 − output). **Before you read on:** the output at the label should be 1 and is 0.0001. How large is the
//: slope with that factor, and how large without?

table(
    Column("output at the label", atLabel, decimals: 4),
    Column(
        "slope of E, sigmoid",
        atLabel.map { 2 * ($0 - 1) * $0 * (1 - $0) }, decimals: 4),
    Column(
        "slope of cross-entropy, softmax",
        atLabel.map { $0 - 1 }, decimals: 4))

//: A sigmoid that is sure and wrong has nearly no slope, so it stays wrong. That was a second reason for lesson 4 to
//: keep it away from 0 and 1. With softmax and cross-entropy the slope is largest exactly there. Lesson 4's own reason
//: remains: no output reaches 1, so the weights go on growing, though ever more slowly. Here that does less harm,
//: because a network that is sure and wrong can still learn.
//:
//: ## Eight lines
//:
//: Here are the first five, much as in Python with Keras; `fit`, `evaluate` and `predict` follow. `nodes` and `rate`
//: are parameters of this lesson, 90 and 0.01, as in the notebook.
//:
//: A `Sequential` is a row of layers, and `compile` adds the loss and the optimizer; `.sgd` is gradient descent.
//: `Dense(nodes, activation: .relu)` is a dense layer with that many nodes, followed by ReLU. Its first weights have a
//: standard deviation of 0.05, which for 784 inputs is nearly √(2/784), lesson 11's rule for ReLU. The biases begin at
//: 0. **Before you read on:** how many numbers does each layer learn, weights and biases together?

let (nodes, rate) = (flags.hiddenNodes, flags.learningRate)

// 1
let small = Initializer.normal(standardDeviation: 0.05)
// 2
var model = Sequential(inputNodes: 784, seed: flags.seed)
// 3
model.add(Dense(nodes, activation: .relu, kernelInitializer: small))
// 4
model.add(Dense(10, activation: .softmax, kernelInitializer: small))
// 5
model.compile(
    optimizer: .sgd(learningRate: rate),
    loss: .categoricalCrossentropy)
show(model.summary())

//: The first layer learns 784 · 90 = 70,560 weights and 90 biases, the second 90 · 10 and 10. (`None` stands for the
//: number of observations, which may be any.) Untrained, the model can only guess, and its loss is near 2.3:

let untrained = lesson.require(
    try model.evaluate(testInputs, testTargets))
show(untrained.loss, untrained.accuracy)

//: ## Batches
//:
//: In lesson 5 each step followed the slope of the error of one digit. What should go down is the mean error of all
//: digits, but its gradient takes 60,000 digits for a single step. Between these two lies the **mini-batch**: a few
//: digits drawn at random, whose mean gradient is close to that of all.
//:
//: **Stochastic** (random) gradient descent, SGD for short, strictly means one digit a step; today it usually means a
//: mini-batch.
//:
//: Before each epoch the digits are shuffled. To try some sizes, a copy of the untrained model sees the first 4,000
//: digits once, and is asked about 2,000 test digits. (Lesson 10 warns of choosing by test digits. With differences as
//: large as these it does no harm: lesson 6.)

let few = 0..<min(4000, training.count)
let (fewInputs, fewTargets) = (inputs[rows: few], targets[rows: few])
let asked = 0..<min(2000, test.count)
let (askedInputs, askedTargets) = (
    testInputs[rows: asked], testTargets[rows: asked]
)

//: One try:

let fresh = model
func accuracy(_ batchSize: Int, _ rate: Double) -> Double {
    var copy = fresh
    copy.compile(
        optimizer: .sgd(learningRate: rate),
        loss: .categoricalCrossentropy)
    lesson.require(
        try copy.fit(fewInputs, fewTargets, batchSize: batchSize))
    return lesson.require(
        try copy.evaluate(askedInputs, askedTargets)
    ).accuracy
}

//: **Before you read on:** which batch size gets farthest at a rate of 0.01, and which at a rate of 1? (`aside` writes
//: only to a terminal.)

let sizes = [1, 20, 200, 4000]
var reached: [[Double]] = []
for size in sizes {
    let start = ContinuousClock.now
    reached.append([0.01, 0.1, 1].map { accuracy(size, $0) })
    aside("batch size \(size): \(ContinuousClock.now - start)")
}
table(
    Column("batch size", sizes),
    Column("steps", sizes.map { few.count / $0 }),
    Column("rate 0.01", reached.map { $0[0] }, decimals: 3),
    Column("rate 0.1", reached.map { $0[1] }, decimals: 3),
    Column("rate 1", reached.map { $0[2] }, decimals: 3))

//: At 0.01 a single digit gets farthest: it takes the most steps. At a rate of 1 a single digit is a bad guide, whereas
//: the mean of 200 digits points well enough. So larger batches allow longer steps.
//:
//: And fewer steps take less time: each changes all 71,560 numbers, 60,000 times in an epoch with single digits and 300
//: times with batches of 200.
//:
//: ## Training
//:
//: Now `fit`, line 6. After each batch it starts the way back with output − target at the last sums; from there on all
//: is as in lessons 5 and 11. Batches of 200 and the rate 0.01 are the notebook's settings, though the table shows that
//: this rate is too low for such batches.
//:
//: As in Keras, loss and accuracy are means over an epoch's digits, each judged just before the step that learns from
//: it. **Before you read on:** the network of lesson 9 read 0.957 of the test digits after two epochs. Will this one be
//: better after five?

// 6
let history = lesson.require(
    try model.fit(
        inputs, targets,
        batchSize: flags.batchSize, epochs: flags.epochs,
        onBatch: { progress($0, of: $1) },
        onEpoch: { show($0.description) }))

//: On the test digits it has this **error rate**, the share that it reads wrong, in percent:

// 7
let result = lesson.require(
    try model.evaluate(testInputs, testTargets))
show(fixed(100 * (1 - result.accuracy), 2) + " %")

//: Lesson 9's network misread 4.34 %, so this one is worse. (Its accuracy, 0.8834, is above epoch 5's 0.8698, a mean
//: over that epoch.)
//:
//: The notebook trained this model with Keras, from weights that were not recorded. The last column was made with Keras
//: 3, from the first weights of the model above:

let both = 0..<min(5, history.loss.count)
let notebook = [1.9561, 1.1276, 0.7348, 0.5846, 0.5081]  // quoted
let keras = [1.9721, 1.1389, 0.7330, 0.5806, 0.5035]  // quoted
table(
    Column("epoch", both.map { $0 + 1 }),
    Column("here", Array(history.loss[both]), decimals: 4),
    Column("the notebook", Array(notebook[both]), decimals: 4),
    Column("Keras, seed 42", Array(keras[both]), decimals: 4))

//: Keras and this course differ by 0.0014 at most: single steps agree, as a test shows, but Keras shuffles in another
//: order. The notebook's error rate was 11.97 %.
//:
//: ## A longer step
//:
//: Why not take the step that the table recommends for batches of 200, a hundred times as long? Or one twice as long?
//: The untrained model gets both, for a single epoch each.
//:
//: **Before you read on:** five epochs with a rate of 0.01 read 0.883 of the test digits. How many will one epoch read
//: with a rate of 1, and how many with 2?

func afterOneEpoch(_ rate: Double) -> Double {
    var copy = fresh
    copy.compile(
        optimizer: .sgd(learningRate: rate),
        loss: .categoricalCrossentropy)
    lesson.require(try copy.fit(inputs, targets, batchSize: 200))
    return lesson.require(
        try copy.evaluate(testInputs, testTargets)
    ).accuracy
}
let longer: [Double] = [1, 2]
let far = longer.map(afterOneEpoch)
table(
    Column("rate", longer),
    Column("test accuracy after 1 epoch", far, decimals: 4))

//: With a rate of 1 the network misreads one digit in twenty, in place of one in nine, after a fifth of the steps. With
//: each of the seeds 1 to 10 it reads 0.94 or more. So only the step was too short. But with a rate of 2 it misreads
//: more than half, here and with each of these seeds. How long should a step be, then? And must it be equally long for
//: all 71,560 numbers? Lesson 14 asks that.
//:
//: ## What comes out
//:
//: A prediction is a row of ten probabilities. `predict`, line 8, makes them for all test digits, with the model of
//: line 6. The first of these is a 7. **Before you read on:** which other digit will the network think of most?

// 8
let probabilities = lesson.require(try model.predict(testInputs))
table(
    Column("digit", Array(0...9)),
    Column("probability", probabilities.row(0), decimals: 4))

//: Nearly all is on the 7, and most of the rest on the 9.
//:
//: ## What we know now
//:
//: Dense layers, biases, softmax, cross-entropy and mini-batches come in eight lines. With short steps they read fewer
//: digits than lesson 9's network, and with long ones about as many.

let epochs = flags.epochs == 1 ? "1 epoch" : "\(flags.epochs) epochs"
let came = fixed(result.accuracy, 4) + " test accuracy"
results(
    (epochs + " of SGD", came),
    ("1 epoch, rate 1", fixed(far[0], 4) + " test accuracy"))

//: ## Try it
//:
//: - Five epochs with a rate between the two. Do they catch up with one epoch at a rate of 1?
//:
//:       swift run lesson-13-dense-layers --learning-rate 0.1
//:
//: - One digit a step. Is one such epoch worth more than five with batches of 200?
//:
//:       swift run lesson-13-dense-layers --batch-size 1 --epochs 1
//:
//: Next, better ways to choose the step:
//:
//:     swift run lesson-14-optimizers
