import Numerics
import Teach

let lesson = Lesson("Nodes, layers and weights: what a neural network is made of, and where it keeps what it knows.")
let flags = (
    seed: lesson.seed(),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 5, in: 3...100, "nodes in the hidden layer")
)
lesson.begin()

//: # Lesson 1: Weights
//:
//: What is a neural network made of, and where does it keep what it knows?
//:
//: You need to have seen a table of numbers before, and that is all. The code is Swift and comes in blocks called
//: **cells**; what a cell shows stands right below it. `let` and `var` give a value a name (a `var` can change later),
//: `show` shows a value, `flags` holds what was typed after the command, such as `--seed 1`, and what follows
//: `//` in a line is a remark.
//:
//: ## Nodes and layers
//:
//: In 1943 Warren McCulloch, who studied the brain, and Walter Pitts, a logician, described a nerve cell, a neuron, as a
//: small machine. Signals come in over many branches, the dendrites. The cell counts them; if there are enough, it
//: sends a signal of its own down its one long fiber, the axon, to other cells. In 1958 Frank Rosenblatt described
//: the perceptron, in which each signal has a weight, and to learn means to change the weights. John Hopfield's
//: networks of 1982 brought the subject back after a long pause, and a method called backpropagation, made widely
//: known in 1986, is how nearly all networks learn today.
//:
//: Here the likeness to the brain ends. What follows is arithmetic: a **node** is a place for a number, and a
//: **link** from one node to another multiplies that number by another number, the link's **weight**.
//: Nodes stand in **layers**, and every node is linked to all nodes of the next layer:
//:
//:      input             hidden             output
//:
//:                        (h0)---.
//:      (i0)---.          (h1)---|
//:              \                |---------> (o0)
//:      (i1)-----+------> (h2)---|
//:              /                |           (o1)
//:      (i2)---'          (h3)---|
//:                        (h4)---'
//:
//: Drawn are the three links into the hidden node `h2`, and the five into the output node `o0`. The other hidden
//: nodes have three each, too, and the other output node has five. Numbers enter at the input layer, and the answer
//: is read at the output layer. The layer between is called hidden because the outside never sees it.
//:
//: A network is written by the sizes of its layers. This one is a 3-5-2 network:

let inputNodes = 3
let hiddenNodes = flags.hiddenNodes  // 5, or from --hidden-nodes
let outputNodes = 2
show(inputNodes, hiddenNodes, outputNodes)

//: ## Weights
//:
//: Each link has its weight, and the weights are what the network knows. To learn is to change them. Before it
//: has learned anything they are random: `rand` draws numbers from 0 up to, but not including, 1.
//:
//: The weights between two layers are kept together in a **matrix**, a rectangle of numbers. It has one row for each
//: node of the following layer, and one column for each node of the preceding layer. So the matrix between
//: input and hidden layer has the shape (hidden nodes, input nodes).
//:
//: **Before you read on:** how many rows and columns will the matrix below have?

var random = RandomState(seed: flags.seed)  // 42, or from --seed
let weightsInputHidden = random.rand(hiddenNodes, inputNodes)
show(weightsInputHidden)

//: Five rows, three columns. The row of a hidden node holds the weights of all links that lead into it. Nodes are
//: counted from 0, as nearly everything in this course is, so these three belong to the links from `i0`, `i1` and
//: `i2` to `h2`, the ones in the drawing:

show(weightsInputHidden.row(2))

//: `random` is not quite what it says. Its numbers come out of a calculation that begins at the **seed**, and the
//: same seed gives the same numbers on every run and on every computer. They are also the numbers that NumPy, the
//: number library of Python, gives after `np.random.seed(42)`: if you know Python, you can compare.
//:
//: No weight of this matrix is below 0 or reaches 1:

show(weightsInputHidden.min, weightsInputHidden.max)

//: ## From hidden to output
//:
//: Three layers have two gaps between them, so there is a second matrix. In general, n layers have n − 1 matrices.
//:
//: **Before you read on:** following layer first. What is the shape of the second matrix?

let weightsHiddenOutput = random.rand(outputNodes, hiddenNodes)
show(weightsInputHidden.shape, weightsHiddenOutput.shape)

//: The second matrix has as many columns as the first has rows: both are the number of hidden nodes. What leaves one
//: matrix fits into the next, and lesson 2 shows how.

show(weightsHiddenOutput)

//: ## How much is there to learn?
//:
//: Every weight is a number that learning can change. A matrix has rows times columns of them.

let weightCount = weightsInputHidden.count + weightsHiddenOutput.count
show(weightsInputHidden.count, weightsHiddenOutput.count, weightCount)

//: Fifteen and ten. The network that reads handwritten digits from lesson 3 on is built the same way, only larger:
//: 784-90-10.
//:
//: **Before you read on:** how many weights does it have? Paper and pencil will do.

show(90 * 784, 10 * 90, 90 * 784 + 10 * 90)

//: ## What we know now
//:
//: A network is its layer sizes and its weights. One matrix stands between two neighboring layers, of shape
//: (following, preceding). The first weights are random, and the seed makes them repeatable. This table
//: will grow with each lesson:

results(("a 3-5-2 network", "\(weightCount) weights in 2 matrices"))

//: ## Try it
//:
//: - `swift run lesson-01-weights --seed 1`: other weights, the same shapes.
//: - `swift run lesson-01-weights --hidden-nodes 7`: 21 weights into the hidden layer and 14 out of it, 35 together.
//: - In `main.swift`, change `outputNodes` to 4. The first matrix keeps its numbers, because it is drawn first;
//:   the second becomes 4 × 5.
//:
//: Next, `swift run lesson-02-sigmoid`: what a node does with the sum of what comes in.
