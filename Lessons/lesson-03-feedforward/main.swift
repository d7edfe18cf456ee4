import MNIST
import Numerics
import Teach

let lesson = Lesson("A handwritten digit goes through a network whose weights have not learned anything.")
let flags = (
    seed: lesson.seed(),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 1...5000, "nodes in the hidden layer"),
    digit: lesson.parameter("digit", default: 0, in: 0...99, "which of the hundred digits goes through")
)
lesson.begin()

//: # Lesson 3: Feedforward
//:
//: What happens when a handwritten digit goes through a network that has not learned anything yet?
//:
//: You need weights (lesson 1), the matrix product and the sigmoid (lesson 2).
//:
//: ## The data
//:
//: MNIST is a collection of 70,000 digits, written by high-school students and by employees of the United States Census
//: Bureau, scanned, and put together by Yann LeCun, Corinna Cortes and Christopher Burges. All of it comes with this
//: course. The first lessons learn from a hundred of them, as many as the notebook takes. They stand in a file of their
//: own, one digit a line. (`try` marks a call that can fail, here if the file is damaged; `lesson.require` then ends
//: the lesson and says why.)

let digits = lesson.require(try Digits.hundred())
show(digits.count)

//: A line is a row of numbers with commas between. How many numbers are there in the first line? (`split` cuts it at
//: the commas.)

// The first, or from --digit:
let digit = lesson.require(try digits.digit(flags.digit))
show(digit.line.split(separator: ",").count)

//: 785 numbers are too many to print. This is how the line begins (`prefix(60)` takes the first sixty characters, and
//: `String` makes a text of them):

show(String(digit.line.prefix(60)))

//: **Before you read on:** the very first number is not like the others. What might it be?

show(digit.label, digit.pixels.count)

//: It is the **label**: which digit this is. The other 784 numbers are its **pixels**, the small squares of which the
//: picture is made: 28 rows of 28, one row after the other. A pixel is a number from 0 for **paper** to 255 for full
//: **ink**. Laid out in rows again, the pixels are a matrix:

show(digit.image.shape)

//: Here is a piece of it from the middle, rows 12 to 14 and columns 10 to 17 (`12..<15` stops before 15):

show(digit.image[rows: 12..<15][columns: 10..<18])

//: And drawn, two characters for a pixel: the more ink, the darker, and the faintest ink as blank as paper:

image(digit.image, title: "label \(digit.label)")

//: A 3, as the label says.
//:
//: ## A network that fits the data
//:
//: The input layer must have a node for each pixel: 784. The output layer has one node for each possible answer, the
//: digits 0 to 9: 10. The one with the largest output is the network's answer. Nothing in the data says how many hidden
//: nodes to use. We take 90: nine times 10, and about a ninth of 784, so it lies midway, counted in factors. It is a
//: guess, and lesson 8 puts it to the test.

let inputNodes = 784
let hiddenNodes = flags.hiddenNodes  // 90, or from --hidden-nodes
let outputNodes = 10

//: The weights are drawn as in lesson 1.

var random = RandomState(seed: flags.seed)
let weightsInputHidden = random.rand(hiddenNodes, inputNodes)
let weightsHiddenOutput = random.rand(outputNodes, hiddenNodes)
show(weightsInputHidden)

//: Only the corners are printed, as NumPy does with a large matrix. The first three numbers are those of lesson 1,
//: because the seed is the same.
//:
//: The picture goes in as a column of 784 numbers, one for each input node.

let input = digit.input
show(input.shape)

//: ## What should come out
//:
//: For a 3, output node 3 should say "yes" and the nine others "no". With 1 for yes and 0 for no, that is the
//: **target**: a column with a single 1. This way to write a label is called one-hot.
//:
//: **Before you read on:** counting the rows from 0, as in lesson 1, in which one will the 1 stand?

let target = digit.target
show(target)

//: In row 3, which is the fourth, because row 0 belongs to the digit 0. All shapes together, for the two products to
//: come:

show(
    weightsInputHidden.shape, input.shape,
    weightsHiddenOutput.shape, target.shape)

//: ## Run it
//:
//: Two products, and a sigmoid after each. To send numbers forward through a network, layer by layer, is called
//: **feedforward**.
//:
//:     hiddenInput  = weightsInputHidden · input
//:                        90 × 784     ·  784 × 1        →  90 × 1
//:     hiddenOutput = sigmoid(hiddenInput)                  90 × 1
//:     outputInput  = weightsHiddenOutput · hiddenOutput
//:                        10 × 90      ·    90 × 1       →  10 × 1
//:     output       = sigmoid(outputInput)                  10 × 1
//:
//: The sigmoid is that of lesson 2, applied to each element of a matrix (`+`, `/`, `-` and `exp` go element by
//: element):

func sigmoid(_ x: Matrix) -> Matrix {
    1 / (1 + exp(-x))
}

//: How large will the ninety sums in `hiddenInput` be? Paper adds nothing to them, so only pixels with ink count. Here
//: is how many there are, and their mean. (`filter` keeps what fits the condition; `reduce(0, +)` begins at 0 and adds
//: up the list; `Double` makes a whole number a `Double`, so that a quotient has decimals.)

let inked = digit.pixels.filter { $0 > 0 }
show(inked.count, inked.reduce(0, +) / Double(inked.count))

//: **Before you read on:** each is multiplied by a weight between 0 and 1, one half on average. About how large is such
//: a sum? And what does the sigmoid make of such a number?

let hiddenInput = dot(weightsInputHidden, input)
let hiddenOutput = sigmoid(hiddenInput)
let outputInput = dot(weightsHiddenOutput, hiddenOutput)
let output = sigmoid(outputInput)
show(output)

//: Ten ones. The network is sure that this digit is a 0, and sure that it is a 1, and a 2, up to 9. Nothing is broken.
//: Follow the numbers from the hidden layer on to see why.
//:
//: (What is printed is rounded to eight decimals, but the computer holds exact ones here, as a count at the end of the
//: lesson shows.)
//:
//: ## Why all ones
//:
//: First, the sums that reached the hidden layer: the smallest, their mean, the largest.

show(hiddenInput.min, hiddenInput.mean, hiddenInput.max)

//: About ten thousand each, which is the number of inked pixels, times their mean, times one half. Nothing is ever
//: subtracted, since no weight is negative.

histogram(hiddenInput, title: "hiddenInput, \(hiddenNodes) sums")

//: In lesson 2 the sigmoid was nearly flat at 10. What it makes of thousands:

show(hiddenOutput.min, hiddenOutput.max)

//: Every hidden node puts out 1, exactly. A number of 64 bits keeps about 16 digits, and when e^(−x) is smaller than
//: the last of them, adding it to 1 changes nothing. A sum of 37 is already enough (`[0, 0]` picks the only number of a
//: matrix):

show(sigmoid([[36]])[0, 0], sigmoid([[37]])[0, 0])

//: So the hidden layer says the same for every picture with as much ink as this one. The picture is gone. And the
//: output layer adds up 90 weights, times 1 each:

show(outputInput)

//: Ninety times one half is 45, and so the ten sums lie about there. They are beyond 37 too, and the sigmoid makes them
//: 1 as well.
//:
//: That the picture is lost is one trouble. The second is worse. Learning needs a slope to follow, and the slope is s ·
//: (1 − s). (`*` between two matrices of one shape multiplies element by element; only `dot` is the matrix product.)

let hiddenSlopes = hiddenOutput * (1 - hiddenOutput)
let outputSlopes = output * (1 - output)
show(hiddenSlopes.max, outputSlopes.max)

//: The slope of a sigmoid is never negative, so if the largest is 0, all of them are, in both layers. Ten equal outputs
//: have no largest one, so they are no answer; and no slope says in which direction to change any weight. From here
//: nothing can be learned.
//:
//: ## What we know now
//:
//: A digit is a column of 784 numbers, and its target a column of ten. Feedforward is two products with a sigmoid after
//: each. With raw pixels and weights from 0 to 1, the sums are so large that every node is saturated, and all ten
//: outputs are 1. (`count` counts the elements for which the condition in its braces holds.)

let ones = output.elements.count { $0 == 1 }
results(
    ("raw pixels, weights from 0 to 1", "\(ones) of 10 outputs are 1")
)

//: ## Try it
//:
//: - Another picture. Will the network say something else?
//:
//:       swift run lesson-03-feedforward --digit 7
//:
//: - Ten hidden nodes. About how large will the sums of the output layer be now, and what does the sigmoid make of
//:   them?
//:
//:       swift run lesson-03-feedforward --hidden-nodes 10
//:
//: - The ten outputs of that run differ. Do they depend on the picture?
//:
//:       swift run lesson-03-feedforward --hidden-nodes 10 --digit 7
//:
//: - Other weights. The seeds 1 to 9 give ten exact ones, too. What is different with this one, and why?
//:
//:       swift run lesson-03-feedforward --seed 10
//:
//: - In `main.swift`, divide the pixels: `let input = digit.input / 255`. Is that enough?
//: - On paper: a 2-2-1 network gets the inputs 1 and 0.5. The weights into its hidden nodes are 0.4 and −0.2, and 0.6
//:   and 0.8; those into its output node are 0.5 and −1. What does it put out? Lesson 5 has all its numbers.
//:
//: Next: smaller numbers, and weights on both sides of zero.
//:
//:     swift run lesson-04-good-practice
