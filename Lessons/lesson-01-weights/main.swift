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
//: `show` shows a value, and what follows `//` in a line is a remark. Other Swift is explained where it first comes up.
//:
//: ## Nodes and layers
//:
//: In 1943 Warren McCulloch, who studied the brain, and Walter Pitts, a logician, described a nerve cell, a neuron, as
//: a small machine. Signals come in over many branches, the dendrites. The nerve cell counts them; if there are enough,
//: it sends a signal of its own down its one long fiber, the axon, to other cells.
//:
//: Here the likeness to the brain ends. What follows is arithmetic: a **node** is a place for a number, and a **link**
//: from one node to another multiplies that number by another number, the link's **weight**. Nodes stand in **layers**,
//: and every node is linked to all nodes of the next layer:
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
//: The drawing shows only the three links into the hidden node `h2` and the five into the output node `o0`. The other
//: hidden nodes have three links each, too, and the other output node has five. A node adds up what arrives over its
//: links. Numbers enter at the input layer, and the answer is read at the output layer. The layer between is called
//: hidden because the outside never sees it.
//:
//: A network is written by the sizes of its layers. This one is a 3-5-2 network. (Some numbers can be chosen when the
//: lesson is started, as "Try it" shows at the end. They stand in `flags`.)

let inputNodes = 3
let hiddenNodes = flags.hiddenNodes  // 5, or from --hidden-nodes
let outputNodes = 2
show(inputNodes, hiddenNodes, outputNodes)

//: ## Weights
//:
//: Each link has its weight, and the weights are what the network knows. To learn is to change them. That was Frank
//: Rosenblatt's idea of 1958; lesson 12 builds his machine, the perceptron. How to change the weights of a network with
//: a hidden layer became widely known only in 1986, and lesson 5 works it out.
//:
//: Before a network has learned anything, its weights are random: `rand` draws numbers from 0 up to, but not including,
//: 1. The weights between two layers are kept together in a **matrix**, a rectangle of numbers. It has one row for each
//: node of the following layer, and one column for each node of the preceding layer (why this way round, lesson 2
//: shows). Its **shape** says how many rows and columns it has. So the shape of the matrix between input and hidden
//: layer is (hidden nodes, input nodes).
//:
//: In the cell, `RandomState(seed: …)` makes a source of random numbers, and `random.rand` asks it for a matrix of
//: them. (A dot asks a value for something that belongs to it. `random` is a `var` because each draw changes it.)
//:
//: **Before you read on:** how many rows and columns will the matrix below have?

var random = RandomState(seed: flags.seed)  // 42, or from --seed
let weightsInputHidden = random.rand(hiddenNodes, inputNodes)
show(weightsInputHidden)

//: Five rows, three columns. (It is printed as NumPy, the number library of Python, prints it: `array` stands for a
//: block of numbers, and each pair of inner brackets holds a row.)
//:
//: The row of a hidden node holds the weights of all links that lead into it. Nodes are counted from 0, as nearly
//: everything in this course is. So the three weights of the links in the drawing, from `i0`, `i1` and `i2` to `h2`,
//: are row 2:

show(weightsInputHidden.row(2))

//: `random` is not quite random. Its numbers come out of a calculation that begins at the **seed**, and the same seed
//: gives the same numbers on every run and on every computer. They are also the numbers that NumPy gives after
//: `np.random.seed` with the same seed: if you know Python, you can compare.
//:
//: No weight of this matrix is below 0 or reaches 1 (numbers outside a matrix are shown with all their digits):

show(weightsInputHidden.min, weightsInputHidden.max)

//: ## From hidden to output
//:
//: Three layers have two gaps between them, so there is a second matrix. In general, n layers have n − 1 matrices.
//:
//: **Before you read on:** following layer first. What is the shape of the second matrix?

let weightsHiddenOutput = random.rand(outputNodes, hiddenNodes)
show(weightsInputHidden.shape, weightsHiddenOutput.shape)

//: The second matrix has five columns because the first has five rows: both times they are the five hidden nodes. Each
//: of these nodes has its row in the first matrix, with the weights of the links that lead into it, and its column in
//: the second, with the weights of the links that lead out.

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
//: A network is its layer sizes and its weights. One matrix stands between two neighboring layers, of shape (following,
//: preceding). The first weights are random, and the seed makes them repeatable. Each lesson ends with what it found,
//: in pairs: what was tried, and what came out. (`\( )` puts a value into a text.)

let tried = "a \(inputNodes)-\(hiddenNodes)-\(outputNodes) network"
results((tried, "\(weightCount) weights in 2 matrices"))

//: ## Where this comes from
//:
//: Lessons 1 to 9 and 13 follow "Neural Network Fundamentals", which a seminar blog at Humboldt University of Berlin
//: published in 2017 with a Python **notebook**: a document in which text, code and what the code prints stand one
//: below the other. "The notebook" is that one. The lessons try out what it claims, and measure what its shortcuts
//: cost.
//:
//: ## Try it
//:
//: - Another seed. What changes, and what stays?
//:
//:       swift run lesson-01-weights --seed 1
//:
//: - More hidden nodes. Write down both shapes and the number of weights first.
//:
//:       swift run lesson-01-weights --hidden-nodes 7
//:
//: - In `main.swift`, change `outputNodes` to 4. Which matrix stays as it is, what becomes of the other, and why?
//: - Draw a 4-3-2 network on paper, with all its links, and write down its shapes and its number of weights.
//: - And backward: a network with 3 input nodes, 2 output nodes and one hidden layer has 40 weights. How many hidden
//:   nodes does it have? `--hidden-nodes` checks it.
//:
//: Next: what a node does with the sum of what comes in.
//:
//:     swift run lesson-02-sigmoid
