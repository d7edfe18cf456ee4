import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("How many hidden nodes a network should have, and how to tell a finding from noise.")
let flags = (
    seed: lesson.seed(),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 150, in: 1...1000, "the size to compare with 90"),
    epochs: lesson.parameter("epochs", default: 5, in: 1...50, "passes over the hundred digits"),
    learningRate: lesson.parameter("learning-rate", default: 0.3, in: 1e-6...1e9, "how far a step goes"),
    seeds: lesson.parameter("seeds", default: 30, in: 10...100, "networks of each of the two sizes"),
    rule: lesson.parameter("rule", default: UpdateRule.notebook, "what is handed back to the hidden layer")
)
lesson.begin()

//: # Lesson 8: The size of the hidden layer
//:
//: How many hidden nodes should a network have, and how does one tell a finding from luck?
//:
//: You need lesson 7. In lesson 3 we took 90 hidden nodes and called it a guess; here it is tested.
//:
//: ## 90 against 150
//:
//: `trial` trains one network, with 0.3 for five epochs, and returns its accuracy on the training digits and on the
//: test digits. (`nonisolated` says that it may run on any core of the computer, which will be useful in a moment.)

let training = lesson.require(try Digits.sample("mnist_train_100.csv"))
let test = lesson.require(try Digits.sample("mnist_test_1000.csv"))

nonisolated func trial(
    _ hiddenNodes: Int, _ seed: UInt32, _ digits: Digits, epochs: Int
) throws -> [Double] {
    var random = RandomState(seed: seed)
    var network = Network(
        layerSizes: [784, hiddenNodes, 10],
        rule: flags.rule,
        random: &random)
    for _ in 0..<epochs {
        for digit in digits {
            network.train(
                input: digit.scaledInput, target: digit.scaledTarget,
                learningRate: flags.learningRate)
        }
    }
    try network.throwIfDiverged()
    return [digits, test].map { digits in
        network.accuracy(digits.lazy.map { ($0.scaledInput, $0.label) })
    }
}

//: **Before you read on:** lesson 7 reached a test accuracy of 0.699 with 90 nodes. Will 150 do better?

let compared = [90, flags.hiddenNodes]  // 150, or from --hidden-nodes
let first = lesson.require(
    try compared.map {
        try trial($0, flags.seed, training, epochs: flags.epochs)
    })
table(
    Column("hidden nodes", compared),
    Column("test accuracy", first.map { $0[1] }, decimals: 3))

//: The smaller one is ahead, by three digits of a thousand. Does it mean that 90 is the better size? Before they learned,
//: both networks drew random weights. With another seed they would have drawn others.
//:
//: ## Many seeds
//:
//: So train thirty networks of each size, with thirty seeds. No network needs to know of another, so `inParallel` shares
//: them out among the cores of the computer; the results are the same as if they were trained one after the other.
//: `trials` returns them by size and by seed.

nonisolated func seed(_ number: Int) -> UInt32 {
    flags.seed &+ UInt32(number)  // after the largest comes 0
}
func trials(
    _ sizes: [Int], _ digits: Digits, seeds: Int, epochs: Int
) throws -> [[[Double]]] {
    let count = sizes.count * seeds
    let all = try inParallel(
        count, onResult: { progress($0, of: count) }
    ) { number in
        try trial(
            sizes[number / seeds], seed(number % seeds), digits,
            epochs: epochs)
    }
    return sizes.indices.map {
        Array(all[$0 * seeds..<($0 + 1) * seeds])
    }
}
// `%` is the remainder and `/` drops it: numbers 0 to 29 are networks
// of the first size, 30 to 59 of the second.
let pair = lesson.require(
    try trials(
        compared, training, seeds: flags.seeds, epochs: flags.epochs))

//: The first ten of the thirty pairs. **Before you read on:** how far apart will networks of the same size be, when only
//: their seeds differ?

let names = compared.map { "\($0) nodes" }
let firstTen = pair.map { $0[..<10] }
table(
    Column("seed", (0..<10).map { Int(seed($0)) }),
    Column(names[0], firstTen[0].map { $0[1] }, decimals: 3),
    Column(names[1], firstTen[1].map { $0[1] }, decimals: 3))

//: Within the column of 90 nodes the accuracies differ by almost three hundredths, nearly ten times as much as the first
//: two networks did. One network of each size can't settle a difference as small as theirs. The mean of many tells more,
//: and the **spread**, their standard deviation, says how far a single one typically lies from that mean. Here they are
//: for ten seeds and for all thirty:

func mean(_ results: [[Double]], _ index: Int) -> Double {
    Matrix(column: results.map { $0[index] }).mean
}
func spread(_ results: [[Double]], _ index: Int) -> Double {
    Matrix(column: results.map { $0[index] }).standardDeviation
}
let samples = firstTen.map { Array($0) } + pair
table(
    Column("seeds", [10, 10, flags.seeds, flags.seeds]),
    Column("hidden nodes", compared + compared),
    Column("test accuracy", samples.map { mean($0, 1) }, decimals: 4),
    Column("spread", samples.map { spread($0, 1) }, decimals: 4))

//: Now 150 nodes are ahead. Is that a finding? Ask how often chance alone would do it. If the size made no difference,
//: each pair would be like a throw of a coin. `chance` gives the share of all possible series of throws in which one side
//: comes up at least so often: of the eight series of three throws, two have three equal sides. Its loop counts the
//: series with no tails, with one, and so on. (Pairs that end in a draw are left out.)

func wins(_ seeds: Int, by winner: Int) -> Int {
    (0..<seeds).count { pair[winner][$0][1] > pair[1 - winner][$0][1] }
}
func chance(_ wins: Int, of throwCount: Int) -> Double {
    var (series, enough, all) = (1.0, 0.0, 0.0)
    for tails in 0...throwCount {  // `series` have so many tails
        if max(tails, throwCount - tails) >= wins { enough += series }
        all += series
        series *= Double(throwCount - tails) / Double(tails + 1)
    }
    return enough / all
}
let counts = [10, flags.seeds]
let (lost, won) = (
    counts.map { wins($0, by: 0) }, counts.map { wins($0, by: 1) }
)
let chances = zip(lost, won).map { chance(max($0, $1), of: $0 + $1) }
table(
    Column("pairs", counts),
    Column("won by \(compared[0])", lost),
    Column("won by \(compared[1])", won),
    Column("by chance", chances, decimals: 4))

//: Ten pairs leave it open: a coin does as much in one of three series. Thirty decide it: chance alone would hardly ever
//: do that. So with these hundred digits, five epochs and a learning rate of 0.3, 150 hidden nodes are better than 90,
//: by about one hundredth. That is about as much as the seed does to a single network of 90 nodes, and it costs two
//: thirds more weights. The guess of 90 was not bad.
//:
//: ## From 2 to 600
//:
//: Now nine sizes, with ten networks of each.
//:
//: **Before you read on:** two hidden nodes must carry everything that ten outputs are to know. How well can that go? And
//: 600 nodes have 476,400 weights, for a hundred digits: will they do better or worse than 150?

let sizes = [2, 5, 10, 20, 40, 90, 150, 300, 600]
let sweep = lesson.require(
    try trials(sizes, training, seeds: 10, epochs: flags.epochs))
func columns(_ sweep: [[[Double]]]) -> [Column] {
    let training = sweep.map { mean($0, 0) }
    let test = sweep.map { mean($0, 1) }
    let gap = zip(training, test).map { $0 - $1 }
    return [
        Column("hidden nodes", sizes),
        Column("weights", sizes.map { 784 * $0 + $0 * 10 }),
        Column("training", training, decimals: 3),
        Column("test", test, decimals: 3),
        Column("spread", sweep.map { spread($0, 1) }, decimals: 3),
        Column("gap", gap, decimals: 3),
    ]
}
table(columns(sweep))

let axis = sizes.map(Double.init)
func curves(_ sweep: [[[Double]]]) -> [Series] {
    [
        Series("training", axis, sweep.map { mean($0, 0) }),
        Series("test", axis, sweep.map { mean($0, 1) }),
    ]
}
plot(
    curves(sweep), title: "Mean accuracy, \(training.count) digits",
    xLabel: "hidden nodes", xScale: .logarithmic)

//: With 2 nodes the network hardly does better than guessing, and each larger size up to 20 helps a great deal. From 90
//: on there is little to gain. The networks of 600 nodes do slightly worse than those of 300, and differ more from each
//: other. They also miss a few training digits, so it is not that they learn too much by heart. A likely cause stands in
//: lesson 4: the weights into the output layer are drawn with the same 1/√10 for every size, so the sums of 600 products
//: are wider from the start. With a learning rate of 0.1 they do not fall behind so far.
//:
//: ## Overfitting
//:
//: `gap` is training accuracy minus test accuracy. A network that reads what it has learned from much better than what
//: it hasn't seen has learned some of it by heart. That is called **overfitting**, and textbooks warn that it
//: grows with the number of weights. What is measured here? From 40 nodes on the training digits are read almost without a
//: mistake, and the test digits are not: the gap is about 0.3. That is overfitting. Up to 20 nodes it grows
//: with the size. Beyond, it does not: networks of 300 nodes have nearly the same gap as those of 90, with more than three
//: times as many weights.
//:
//: What is short is not nodes, but digits. Here is the same with 4,000 of them, two epochs, three networks of each size.
//:
//: **Before you read on:** what will become of the test accuracy, and of the gap?

let many = lesson.require(try Digits.sample("mnist_train_4000.csv"))
let manySweep = lesson.require(
    try trials(sizes, many, seeds: 3, epochs: 2))
table(columns(manySweep))
plot(
    curves(manySweep), title: "Mean accuracy, \(many.count) digits",
    xLabel: "hidden nodes", xScale: .logarithmic)

//: Forty times as many digits lift the test accuracy of 90 nodes from 0.69 to 0.93, and shrink the gap from 0.309 to
//: 0.035. No number of nodes did that. They also make sixteen times as many steps, 8,000 in place of 500; but in lesson 7
//: 3,000 steps over the same hundred digits ended at 0.70, so more steps alone don't do it. The networks of 10 and 20
//: nodes gain most: 10 nodes now read more than three quarters of the digits, so it was not only nodes that they were
//: short of. And 90 and 150 nodes can't be told apart here, by three seeds each. (2 nodes
//: have no gap, because they have learned next to nothing.)
//:
//: ## What we know now
//:
//: Very small networks do badly. Beyond some number, more nodes change little, and cost time. More digits help more than
//: more nodes. And it takes many seeds to tell a small difference from luck.

results(
    (
        "90 against \(compared[1]) nodes, \(flags.seeds) seeds",
        fixed(mean(pair[0], 1), 3) + " against "
            + fixed(mean(pair[1], 1), 3)
    ),
    (
        "90 nodes, \(many.count) digits, 2 epochs",
        fixed(mean(manySweep[5], 1), 3) + " test accuracy"
    )
)

//: ## Try it
//:
//: - `swift run lesson-08-hidden-size --hidden-nodes 40`: is 40 worse than 90, and can ten pairs tell?
//: - `swift run lesson-08-hidden-size --learning-rate 0.1`: the steps are smaller, so in five epochs the small networks get
//:   less far, and those of 600 nodes differ less from each other.
//: - `swift run lesson-08-hidden-size --seed 100`: thirty other seeds. The single numbers change and the finding does not,
//:   which is what a finding should do.
//:
//: Next, `swift run lesson-09-full-dataset`: sixty thousand digits.
