import Foundation
import Numerics
import Teach

let lesson = Lesson("Why a node needs an activation function, and what the sigmoid does to a number.")
let flags = (
    seed: lesson.seed(),
    points: lesson.parameter("points", default: 100, in: 2...10_000, "points in a plot")
)
lesson.begin()

//: # Lesson 2: The sigmoid
//:
//: What does a node do with the sum of what comes in, and why can it not just pass it on?
//:
//: You need to know what a weight is (lesson 1), and to have met the number e ≈ 2.718 and its powers. The idea of a
//: slope helps.
//:
//: ## A weighted sum
//:
//: Each link multiplies the number it carries by its weight, and the node adds up what arrives. For a whole layer all
//: these sums together are one **matrix product**. Take three input numbers, written as a column, and the weights into
//: two nodes, a row for each (`: Matrix` says that the rows in brackets are a matrix):

let weights: Matrix = [
    [1, 2, 3],
    [4, 5, 6],
]
let input: Matrix = [
    [1],
    [0.5],
    [2],
]
show(weights.shape, input.shape)

//: Go along a row of the weights with one finger and down the column of the input with another; multiply what you point
//: at, and add up:
//:
//:     first node     1 · 1  +  2 · 0.5  +  3 · 2  =  8
//:     second node    4 · 1  +  5 · 0.5  +  6 · 2  =  ?
//:
//: **Before you read on:** what is the second sum?

show(dot(weights, input))

//: `dot` is the matrix product. With 2 × 3 for two rows and three columns: (2 × 3) · (3 × 1) → 2 × 1. The two inner
//: lengths, 3 and 3, must be equal, because both fingers move together. That is why the weights into a node stand in a
//: row: a finger can run along them. The two outer lengths remain.
//:
//: ## A matrix times a matrix
//:
//: The right matrix can have more columns than one. Then each of its columns gives a column of the result. Here is a
//: matrix that will stand to the left of our weights, (2 × 2) · (2 × 3) → 2 × 3:

let nextWeights: Matrix = [
    [10, -1],
    [1, 1],
]

//: In row r and column c of the product stands what the fingers find along row r of the left matrix and down column c
//: of the right one:
//:
//:                     column 0         column 1         column 2
//:
//:     row 0    10 · 1 − 1 · 4   10 · 2 − 1 · 5   10 · 3 − 1 · 6
//:     row 1     1 · 1 + 1 · 4    1 · 2 + 1 · 5         ?
//:
//: **Before you read on:** what stands in row 1, column 2? And what does row 0 come to?

let bothWeights = dot(nextWeights, weights)
show(bothWeights)

//: ## Two layers that are one
//:
//: Now let `nextWeights` be a second layer, of two nodes. It takes the sums of the first layer, 8 and 18.5, as its
//: input.

show(dot(nextWeights, dot(weights, input)))

//: **Before you read on:** above, the two matrices were multiplied with each other first, without the input. If that
//: product is now multiplied with the input, will the answer be different?

show(dot(bothWeights, input))

//: The same. One example proves nothing, but it is a rule for all matrices: with W₁ for the first weights, W₂ for the
//: second and v for the input, W₂ · (W₁ · v) = (W₂ · W₁) · v. Two layers that only weigh and add can be replaced by a
//: single one, and so can a hundred. Something has to happen between one product and the next that is not weighing and
//: adding, or the hidden layer might as well not be there.
//:
//: That something is the **activation function**. Each node applies it to its sum, and hands on the result.
//:
//: ## The step
//:
//: The nerve cell of McCulloch and Pitts sends a signal or sends none. As a function, that is a step. The sum at which
//: the signal sets in is the **threshold**. With a threshold of 0, the step is 0 for a sum below 0, and otherwise 1.
//: (`func` gives a piece of code a name: `step` takes a number, a `Double`, which is called `x` inside, and `-> Double`
//: says that a number comes out. Because of the `_` one writes `step(3)` and not `step(x: 3)`. A body of one line needs
//: no `return`.)

func step(_ x: Double) -> Double {
    x < 0 ? 0 : 1  // 0 if x < 0, otherwise 1
}
let xs = linspace(-10, 10, flags.points)  // 100, or from --points
plot(xs, xs.map(step), title: "step(x)", xLabel: "x")

//: `linspace(-10, 10, 100)` gives a hundred numbers at equal distances from −10 to 10, here called `xs`, and
//: `xs.map(step)` applies `step` to each of them. The plot joins its points, hence the upright line at 0.
//:
//: A network learns by finding out how a small change of a weight would change its output. A weight acts on a node
//: through the sum, so the first question is what the node makes of a slightly different sum. **Before you read on:**
//: move x from 3 to 3.1. How much does the output of the step move?

show(step(3), step(3.1))

//: Not at all. On both sides of 0 the step is flat, so its slope is 0; at 0 it jumps, and has no slope. So it never
//: says in which direction to change a weight. What is needed is a step with rounded edges.
//:
//: ## The sigmoid
//:
//:     sigmoid(x) = 1 / (1 + e^(−x))
//:
//: **Before you read on:** e^0 is 1. What is sigmoid(0)? And what becomes of e^(−x), and of the whole, when x is large?

func sigmoid(_ x: Double) -> Double {
    1 / (1 + exp(-x))  // exp(x) is e^x
}
show(sigmoid(0))

//: One half. Far to the right e^(−x) vanishes and the result comes close to 1; far to the left e^(−x) is enormous and
//: the result comes close to 0. (A list of numbers is a `[Double]`, and each `Column` of the table has a title and its
//: numbers.)

let places: [Double] = [-10, -2, 0, 2, 10]
table(Column("x", places), Column("sigmoid(x)", places.map(sigmoid)))

//: `e-05` means times 10⁻⁵, so the first is 0.0000454; it has nothing to do with the number e. Look at the rows for −2
//: and 2, or −10 and 10: together they make 1. In general sigmoid(−x) = 1 − sigmoid(x).

plot(xs, xs.map(sigmoid), title: "sigmoid(x)", xLabel: "x")

//: The curve is an S, which is what its name says. Every number, however large, is brought between 0 and 1, and a
//: larger sum gives a larger output. There is a slope to follow, at least near the middle: the curve is steepest at 0
//: and clearly flatter beyond 2 and −2. Beyond about 3.5 and −3.5 the plot can no longer show it rising.
//:
//: ## The slope
//:
//: The slope of a curve is how far it rises when x moves a little to the right, divided by how far x moved. For the
//: sigmoid there is a formula that needs only the output itself. With s = sigmoid(x),
//:
//:     slope = s · (1 − s)
//:
//: Such a formula for the slope is called the **derivative**. You need not take it on faith, because the slope can be
//: measured: take the outputs a ten-thousandth to the right and to the left of x, and divide their difference by the
//: distance, 0.0002. (`map` with braces in the cell: the braces hold a calculation without a name, and `$0` in it is
//: the number it is applied to.)
//:
//: **Before you read on:** s lies between 0 and 1. For which s is s · (1 − s) largest, and how large is it then?

func slope(_ x: Double) -> Double {
    sigmoid(x) * (1 - sigmoid(x))
}
let rightOfZero: [Double] = [0, 1, 2, 4, 6, 10]
let measured = rightOfZero.map {
    (sigmoid($0 + 0.0001) - sigmoid($0 - 0.0001)) / 0.0002
}
table(
    Column("x", rightOfZero),
    Column("sigmoid(x)", rightOfZero.map(sigmoid), decimals: 6),
    Column("s · (1 − s)", rightOfZero.map(slope), decimals: 6),
    Column("measured", measured, decimals: 6))

//: Formula and measurement agree to all six decimals. The largest slope is 0.25, in the middle, where s is one half.
//: Here are both curves in one plot, each a `Series` with its name (on the far left both run along 0):

plot(
    Series("sigmoid(x)", xs, xs.map(sigmoid)),
    Series("slope", xs, xs.map(slope)),
    title: "The sigmoid and its slope", xLabel: "x")

//: This second curve will decide how fast a network learns. A node whose sum is near 0 can be moved; one whose sum is
//: 10 or −10 sits where the slope is nearly zero, and changing its weights makes almost no difference to the output.
//: Such a node is called **saturated**.
//:
//: ## When e^(−x) is too large
//:
//: For x = −1000 the formula needs e^1000, a number of 435 digits. The largest that fits into a computer's 64 bits has
//: 309.
//:
//: **Before you read on:** what will the computer show for e^1000? And for sigmoid(−1000)?

show(exp(1000), sigmoid(-1000))

//: The power is `inf`, infinity. One plus infinity is infinity, and 1 divided by infinity is 0. So the formula passes
//: through infinity on the way, and still arrives where it should.
//:
//: ## What we know now
//:
//: A layer computes a matrix product and then applies an activation function to each sum. Without it, layers collapse
//: into one. The sigmoid brings every number between 0 and 1, and its slope is s · (1 − s). (`fixed` writes a number
//: with the given count of decimals.)

results(
    ("steepest slope of the sigmoid", "\(slope(0)), at 0"),
    ("slope of the sigmoid at 10", fixed(slope(10), 6)))

//: ## Try it
//:
//: - Plots from six points. Which of the curves has suffered most, and why does the step now lean?
//:
//:       swift run lesson-02-sigmoid --points 6
//:
//: - In `main.swift`, make `nextWeights` `[[0, 1], [1, 0]]`. What will a second layer with these weights do to the two
//:   sums? And what is `bothWeights`?
//: - In the cell of `bothWeights`, exchange the two matrices. Read what `dot` says.
//: - Lay a ruler on the plot of the sigmoid, along the curve where x is 0, and read off its slope: how far up, divided
//:   by how far to the right. The table knows the answer.
//: - Another S is `tanh`, which Swift has ready and lesson 10 explains. Replace the body of `sigmoid` by `(tanh(x / 2)
//:   + 1) / 2`. How much of what the lesson shows changes?
//:
//: Next: a whole network, and a real digit.
//:
//:     swift run lesson-03-feedforward
