import Foundation
import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("The same problem in eight lines: dense layers, softmax, cross-entropy and mini-batches.")
let flags = (
    seed: lesson.seed(),
    epochs: lesson.parameter("epochs", default: 5, in: 1...100, "passes over the training digits"),
    learningRate: lesson.parameter("learning-rate", default: 0.01, in: 1e-6...1e9, "how far a step goes"),
    batchSize: lesson.parameter("batch-size", default: 200, in: 1...60_000, "digits that a step learns from"),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 1...2000, "nodes in the hidden layer")
)
lesson.begin()

//: # Lesson 13: Dense layers
//:
//: In lessons 3 to 5 every product, error and update was written out, and then it went into `Network`. Most people who
//: train a network today write eight lines, and leave the rest to a library such as Keras. What stands behind those lines,
//: and what do they do differently?
//:
//: You need the network of lessons 5 to 9, ReLU from lesson 10, and the bias from lesson 12.
//:
//: ## Many digits at once
//:
//: The data is that of lesson 9: the 60,000 training digits and the 10,000 test digits of MNIST.

let training = lesson.require(try Digits.training())
let test = lesson.require(try Digits.test())

//: So far a digit was a matrix of one column, and one digit went through the network at a time. Now all digits are put into
//: one matrix, a digit a row. They are scaled as before: each pixel / 255 × 0.99 + 0.01. (The type is `FloatMatrix`, whose
//: numbers have about 7 digits instead of 16. Keras calculates with such numbers, too: they take half the room.)

func scaled(_ pixels: FloatMatrix) -> FloatMatrix {
    pixels / 255 * 0.99 + 0.01
}
let inputs = scaled(training.pixels)
let testInputs = scaled(test.pixels)
show(inputs.shape, testInputs.shape)

//: The labels are a row of whole numbers:

show(training.labels)

//: As in lesson 3 the targets are one-hot, but now as rows, with plain 0 and 1. Here are those of the first three labels.
//: **Before you read on:** in which column of each row does the 1 stand?

let targets = lesson.require(
    try oneHot(training.labels, classCount: 10))
let testTargets = lesson.require(
    try oneHot(test.labels, classCount: 10))
show(targets[rows: 0..<3])

//: ## A dense layer
//:
//: A layer in which every input leads to every node is called **dense**. All layers of this course are. Keras lays its
//: weights out the other way round, inputs × nodes, and calls them the **kernel**, so that the inputs come first in the
//: product: inputs · kernel. On a small scale: two observations of three inputs, and a layer of two nodes.
//:
//: **Before you read on:** calculate the product by hand. Its first row belongs to the first observation.

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

//: The first row is 1·1 + 0·0 + 2·1 = 3 and 1·2 + 0·1 + 2·0 = 2. Each observation has its own row of sums, and none
//: touches another. A dense layer then adds the biases, one for each node, to every row, and applies its activation
//: function.
//:
//: ## Softmax
//:
//: The sigmoid judges each output by itself: all ten may be near 1 at the same time, as they were in lesson 3. For a
//: choice of one out of ten there is a better function for the last layer, **softmax**. It raises e (2.718…) to the power of
//: each sum, which makes all of them positive, and divides by their total:
//:
//:     softmax(x)ᵢ = e^xᵢ / (e^x₁ + e^x₂ + … + e^xₙ)
//:
//: **Before you read on:** the three sums below lie 1 apart. How many times as large as the next is each output?

let outputs = Activation.softmax([[2, 1, 0]])
show(outputs)

//: Each is e times the next. The outputs are positive and their sum is 1, so they can be read as probabilities: the
//: network has to decide how it spreads its belief over the ten digits. Only differences between the sums matter. With
//: 100 more everywhere, nothing changes:

show(Activation.softmax([[102, 101, 100]]))

//: ## Cross-entropy
//:
//: What training makes small is the loss. In lesson 5 it was E, the sum of the squared errors. With softmax another one is
//: used, the **cross-entropy**: minus the natural logarithm of the output at the label. (The natural
//: logarithm undoes e to a power: log(e^x) = x.) Some outputs at the label, and what they cost:

let atLabel = [0.99, 0.9, 0.5, 0.1, 0.01, 0.0001]
table(
    Column("output at the label", atLabel, decimals: 4),
    Column("loss", atLabel.map { -log($0) }, decimals: 4))

//: To be sure and right costs next to nothing. To be sure and wrong is costly, without limit. An output of 0.1 costs about
//: 2.3: that is what a network pays which knows nothing and gives each of ten digits the same probability.
//:
//: The cross-entropy also has a simple slope. Going back through softmax by the chain rule, the slope of the loss in the sum
//: of each output node comes out as
//:
//:     output − target
//:
//: The factor s · (1 − s) of lesson 5, which is nearly 0 for a node that is sure of itself, is gone. A network that is
//: sure and wrong learns fast. Here it is checked as in lesson 5, with the sums 2, 1, 0 and the label 2:

let target: Matrix = [[0, 0, 1]]
func loss(_ sums: Matrix) -> Double {
    -log(Activation.softmax(sums)[0, 2])
}
show(numericalGradient(of: loss, at: [[2, 1, 0]]))

show(outputs - target)

//: ## Eight lines
//:
//: Here are seven of the eight lines, nearly as one would write them in Python with Keras; the eighth is `model.fit`, further
//: down. `Dense(90, activation: .relu)` is a dense layer of 90 nodes whose activation function is ReLU. The initial weights are
//: normally distributed around 0 with a standard deviation of 0.05, and the biases are 0. `.sgd` is how weights are
//: changed: by gradient descent with the learning rate 0.01, but with more than one digit for a step.
//:
//: **Before you read on:** how many numbers does each layer learn, weights and biases together?

let (nodes, rate) = (flags.hiddenNodes, flags.learningRate)

let small = Initializer.normal(standardDeviation: 0.05)
var model = Sequential(inputNodes: 784, seed: flags.seed)
model.add(Dense(nodes, activation: .relu, kernelInitializer: small))
model.add(Dense(10, activation: .softmax, kernelInitializer: small))
model.compile(
    optimizer: .sgd(learningRate: rate),
    loss: .categoricalCrossentropy)
show(model.summary())

//: The first layer learns 784 · 90 = 70,560 weights and 90 biases, the second 90 · 10 and 10. `None` stands for the
//: number of observations, which may be any.
//:
//: Untrained, the model does no better than guessing, and its loss is near the 2.3 of one that treats all digits alike:

let untrained = lesson.require(
    try model.evaluate(testInputs, testTargets))
show(untrained.loss, untrained.accuracy)

//: ## Batches
//:
//: In lesson 5 each step was taken for the error of a single digit. What one really wants to go down is the mean error of all
//: digits, but its gradient takes all digits for one step. Between the two lies the **mini-batch**: some digits drawn at
//: random, the mean of whose gradients is already close to that of all.
//:
//: - **Stochastic gradient descent**, SGD for short, in the strict sense takes one digit for each step, as the notebook's
//:   network does.
//: - **Batch** gradient descent takes all of them.
//: - **Mini-batch** gradient descent takes some, mostly between 16 and 512. This is what SGD means in a library today. (And
//:   the library's gradient is the exact one of lesson 5, by the chain rule, not the notebook's.)
//:
//: Before each epoch the digits are shuffled, so the batches are never the same. If the batch size does not divide the number
//: of digits, the last batch is shorter.
//:
//: The first 4,000 digits show what that means. The same untrained model sees each of them once, in four ways. The
//: learning rate is the same. **Before you read on:** which of them gets farthest in this one epoch?

let some = 0..<training.first(4000).count
let clock = ContinuousClock()
let sizes = [1, 20, 200, 4000]
var reached: [Evaluation] = []
for size in sizes {
    var copy = model
    let start = clock.now
    lesson.require(
        try copy.fit(
            inputs[rows: some], targets[rows: some], batchSize: size))
    aside("batch size \(size): \(clock.now - start)")
    reached.append(
        lesson.require(try copy.evaluate(testInputs, testTargets)))
}
table(
    Column("batch size", sizes),
    Column("steps", sizes.map { some.count / $0 }),
    Column("test loss", reached.map(\.loss), decimals: 3),
    Column("test accuracy", reached.map(\.accuracy), decimals: 3))

//: With more steps it gets farther, as long as the direction of each is roughly right. Why then not always take one digit?
//: Because 200 digits in one step take far less time than 200 steps: they can be shared out among the cores, and each
//: weight is fetched from memory once and not 200 times. (In a terminal the lesson says how long each took.) And
//: the mean of 200 gradients is steadier, so it allows longer steps.
//:
//: ## Training
//:
//: Now the eighth line. With a batch size of 200 an epoch of 60,000 digits has 300 steps. The lines it prints are those that
//: Keras prints. Loss and accuracy are means over an epoch's digits, each digit judged just before the step that learns
//: from it, while the network is still changing.
//:
//: **Before you read on:** the notebook's network of lesson 9 read 0.957 of the test digits after two epochs. Will this one,
//: with its ReLU and softmax, be better after five?

let start = clock.now
let history = lesson.require(
    try model.fit(
        inputs, targets,
        batchSize: flags.batchSize, epochs: flags.epochs,
        onBatch: { progress($0, of: $1) },
        onEpoch: { result in show(result.description) }))

//: On digits it has not seen it has this **error rate**, the share that it reads wrong, in percent:

aside("\(flags.epochs) epochs took \(clock.now - start)")
let result = lesson.require(
    try model.evaluate(testInputs, testTargets))
show(fixed(100 * (1 - result.accuracy), 2) + " %")

//: It is worse: more than one digit in nine, where lesson 9 had one in twenty-three. It took fewer steps, 1,500 against
//: 120,000, and shorter ones, with a learning rate of 0.01 against 0.1. The loss is still falling in every epoch. More
//: epochs would help, and so would longer steps; better ways to choose the step are the subject of the next lesson.
//:
//: (The training accuracy of the last line is lower than that of the test digits. That has nothing to do with the digits:
//: it is a mean over an epoch during which the model was still getting better.)
//:
//: The notebook trained this model with Keras, from weights that nobody recorded. Its losses beside those above:

let both = 0..<min(5, history.loss.count)
let notebook = [1.9561, 1.1276, 0.7348, 0.5846, 0.5081]  // quoted
let keras = [1.9721, 1.1389, 0.7330, 0.5806, 0.5035]  // quoted
table(
    Column("epoch", both.map { $0 + 1 }),
    Column("here", Array(history.loss[both]), decimals: 4),
    Column("the notebook", Array(notebook[both]), decimals: 4),
    Column("Keras, same start", Array(keras[both]), decimals: 4))

//: The notebook's error rate was 11.97 %. The last column was made with Keras 3 from the very weights with which the model
//: above began (that is, those of seed 42): a difference of at most 0.0014 is left, because Keras shuffles differently. What
//: weights one begins with matters more. With other seeds the loss of the first epoch lies anywhere from about 1.9 to 2.05,
//: here as in Keras.
//:
//: ## What comes out
//:
//: A prediction is a row of ten probabilities. Here is that for the first test digit.

let probabilities = lesson.require(try model.predict(testInputs))
table(
    Column("digit", Array(0...9)),
    Column("probability", probabilities.row(0), decimals: 4))

show(test[0].label, probabilities[rows: 0..<1].argmax)

//: It is nearly all on the 7, and that is what the digit is. The sums of all rows differ from 1 by less than a ten-millionth,
//: from rounding:

let sums = dot(probabilities, Matrix(10, 1, repeating: 1))
show(sums.min, sums.max)

//: ## What we know now
//:
//: The main changes from the network of lessons 3 to 9 are: many digits in one matrix, a bias, ReLU and softmax in place
//: of the sigmoid, and the cross-entropy in place of the squared error. Smaller ones are the plain targets, the first
//: weights, the shuffling, and that errors are handed back by the chain rule.

let tried = "\(flags.epochs) epochs of SGD, ReLU and softmax"
results((tried, fixed(result.accuracy, 4) + " test accuracy"))

//: ## Try it
//:
//: - `swift run lesson-13-dense-layers --learning-rate 0.1`: steps ten times as long. How much of the way to lesson 9's 0.957
//:   does it get?
//: - `swift run lesson-13-dense-layers --batch-size 1 --epochs 1`: 60,000 steps, each from one digit. It takes longer, and gets
//:   farther.
//: - `swift run lesson-13-dense-layers --learning-rate 100`: steps far too long. What becomes of the loss?
//:
//: Next, `swift run lesson-14-optimizers`: better ways to choose the step.
