import MNIST
import NeuralNetwork
import Numerics
import Teach

let lesson = Lesson("How many hidden nodes a network should have, and how to tell a finding from luck.")
let flags = (
    seed: lesson.seed(),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 150, in: 1...1000, "the size to compare with 90"),
    epochs: lesson.parameter("epochs", default: 5, in: 1...50, "passes over the hundred digits"),
    learningRate: lesson.parameter("learning-rate", default: 0.3, in: 1e-6...1e9, "how far a step goes"),
    seeds: lesson.parameter("seeds", default: 30, in: 10...100, "networks of each size"),
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
//: This lesson trains some hundreds of networks, so each is asked about the first thousand test digits only. The
//: networks share the cores of the computer, and `nonisolated` says that a function may run on any of them. (`lazy`
//: makes each input only when it is asked for.)

let training = lesson.require(try Digits.hundred())
let test = lesson.require(try Digits.test()).first(1000)

nonisolated func accuracy(
    _ network: Network, _ digits: Digits
) -> Double {
    network.accuracy(digits.lazy.map { ($0.scaledInput, $0.label) })
}
nonisolated func untrained(
    _ hiddenNodes: Int, _ seed: UInt32
) -> Network {
    var random = RandomState(seed: seed)
    return Network(
        layerSizes: [784, hiddenNodes, 10], rule: flags.rule,
        random: &random)
}

//: `trial` trains one network as in lesson 7, here for five epochs with a learning rate of 0.3, and returns its
//: accuracy on the digits that it learned from and on the test digits. (`typealias` gives a type a name, and `throws`
//: says that a function can fail.)

typealias Trial = (training: Double, test: Double)

nonisolated func trial(
    _ hiddenNodes: Int, _ seed: UInt32, _ digits: Digits, epochs: Int
) throws -> Trial {
    var network = untrained(hiddenNodes, seed)
    for _ in 1...epochs {
        for digit in digits {
            network.train(
                input: digit.scaledInput, target: digit.scaledTarget,
                learningRate: flags.learningRate)
        }
    }
    try network.throwIfDiverged()
    return (accuracy(network, digits), accuracy(network, test))
}

//: **Before you read on:** the network of lesson 7 has 90 nodes. Will 150 do better?

let compared = [90, flags.hiddenNodes]  // 150, or from --hidden-nodes
let first = lesson.require(
    try compared.map {
        try trial($0, flags.seed, training, epochs: flags.epochs)
    })
table(
    Column("hidden nodes", compared),
    Column("test accuracy", first.map(\.test), decimals: 3))

//: (The network of 90 nodes is the one of lesson 7. It read 0.686 there, of all 10,000 test digits: accuracies can be
//: compared only if they are measured on the same digits.) The larger network is ahead here, by four of a thousand
//: digits. Does it mean that 150 is the better size? Both networks began with random weights. With another seed the
//: weights would have been others.
//:
//: ## Many seeds
//:
//: So train thirty networks of each size, with thirty seeds: the given one, and the numbers that follow it (`&+` adds,
//: and after the largest number comes 0).

nonisolated func seed(_ number: Int) -> UInt32 {
    flags.seed &+ UInt32(number)
}

//: `trials` trains them. `inParallel` shares the networks out among the cores; the results are the same as if they were
//: trained one after the other, and `onResult` shows how many are done. Numbers 0 to 29 are networks of the first size,
//: 30 to 59 of the second. So `number / seeds` is the place of the size, because `/` drops the remainder, and the
//: remainder, `number % seeds`, is the place of the seed.
//:
//: What comes back is one long list. The last lines cut it up, so that each size has a list of its own: `[[Trial]]` is
//: a list of lists. (`indices` are the places of a list; `all[30..<60]` is a piece of it, and `Array` makes a list of
//: that.)

func trials(
    _ sizes: [Int], _ digits: Digits, seeds: Int, epochs: Int
) throws -> [[Trial]] {
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

//: **Before you read on:** how far apart will networks of the same size be, when only their seeds differ? Here are the
//: first ten of the thirty pairs (`..<10` stands for the places before 10).

let pair = lesson.require(
    try trials(
        compared, training, seeds: flags.seeds, epochs: flags.epochs))
let names = compared.map { "\($0) nodes" }
let firstTen = pair.map { Array($0[..<10]) }
table(
    Column("seed", (0..<10).map { Int(seed($0)) }),
    Column(names[0], firstTen[0].map(\.test), decimals: 3),
    Column(names[1], firstTen[1].map(\.test), decimals: 3))

//: Within a column the accuracies differ by some hundredths, much more than the first two networks did. One network of
//: each size can't settle a difference as small as theirs. The mean of many says more, and the **spread**, their
//: standard deviation, says how far a single one typically lies from that mean. Here they are for ten seeds and for all
//: thirty:

func mean(_ numbers: [Double]) -> Double {
    Matrix(column: numbers).mean
}
func spread(_ numbers: [Double]) -> Double {
    Matrix(column: numbers).standardDeviation
}
let accuracies = (firstTen + pair).map { $0.map(\.test) }
table(
    Column("seeds", [10, 10, flags.seeds, flags.seeds]),
    Column("hidden nodes", compared + compared),
    Column("mean", accuracies.map(mean), decimals: 4),
    Column("spread", accuracies.map(spread), decimals: 4))

//: The means of the two sizes lie closer together than single networks of one size. In how many of the pairs is each
//: size ahead? (A draw counts for neither.)

func wins(_ winners: [Trial], over losers: [Trial]) -> Int {
    zip(winners, losers).count { $0.test > $1.test }
}
let lost = [firstTen, pair].map { wins($0[0], over: $0[1]) }
let won = [firstTen, pair].map { wins($0[1], over: $0[0]) }
table(
    Column("pairs", [10, flags.seeds]),
    Column("won by \(compared[0])", lost),
    Column("won by \(compared[1])", won))

//: ## A finding, or luck?
//:
//: If the size made no difference, each pair would be like a throw of a coin: heads, and 90 is ahead; tails, and 150
//: is. Then any result is possible by chance, but a very one-sided one is rare. So ask how often a coin comes out at
//: least as one-sided as our networks did.
//:
//: `asOneSided` throws a coin in 10,000 series, with as many throws in each as there are pairs with a winner; a number
//: of `rand` below 0.5 is heads. With 16 wins against 13, for instance, it counts the series of 29 throws in which
//: heads or tails came up 16 times or more. (`_` again is a name that is not needed.)
//:
//: **Before you read on:** throw a real coin ten times. By how much does one side win? And of 10,000 series of 29
//: throws, how many will be at least as one-sided as 13 to 16?

func asOneSided(_ heads: Int, _ tails: Int) -> Int {
    var coin = RandomState(seed: flags.seed)
    let throwCount = heads + tails
    return (1...10_000).count { _ in
        let thrown = (0..<throwCount).count { _ in coin.rand() < 0.5 }
        return max(thrown, throwCount - thrown)
            >= max(tails, throwCount - tails)
    }
}
table(
    Column("heads", lost),
    Column("tails", won),
    Column("as one-sided, of 10,000", zip(lost, won).map(asOneSided)))

//: Every series of ten throws is at least as one-sided as five to five, and most series of 29 are at least as one-sided
//: as thirteen to sixteen. So here one can't say which size is better: what a seed does to a network is more than what
//: 60 nodes do. The guess of 90 was not bad.
//:
//: ## From 2 to 300
//:
//: Now seven sizes, with thirty networks of each. Those of 90 nodes are there already.
//:
//: **Before you read on:** two hidden nodes must carry everything that ten outputs are to know. How well can that go?
//: And 300 nodes have 238,200 weights, for a hundred digits: will they do better or worse than 90?

let sizes = [2, 5, 10, 20, 40, 90, 300]
func ofEachSize(_ sizes: [Int]) throws -> [[Trial]] {
    try trials(
        sizes, training, seeds: flags.seeds, epochs: flags.epochs)
}
let small = lesson.require(try ofEachSize([2, 5, 10, 20, 40]))
let large = lesson.require(try ofEachSize([300]))
let sweep = small + [pair[0]] + large

//: `columns` makes the columns of a table of such results:

func columns(_ sweep: [[Trial]]) -> [Column] {
    let test = sweep.map { $0.map(\.test) }
    let training = sweep.map { mean($0.map(\.training)) }
    return [
        Column("hidden nodes", sizes),
        Column("weights", sizes.map { 784 * $0 + $0 * 10 }),
        Column("training", training, decimals: 3),
        Column("test", test.map(mean), decimals: 3),
        Column("spread", test.map(spread), decimals: 3),
    ]
}
table(columns(sweep))

let axis = sizes.map(Double.init)
func curve(
    _ sweep: [[Trial]], _ value: (Trial) -> Double
) -> [Double] {
    sweep.map { mean($0.map(value)) }
}
plot(
    Series("training", axis, curve(sweep, \.training)),
    Series("test", axis, curve(sweep, \.test)),
    title: "Mean accuracy, \(training.count) digits",
    xLabel: "hidden nodes", xScale: .logarithmic)

//: With 2 nodes the network does no better than guessing. Then the curves climb, and later they flatten. Where does the
//: climb end? Let each size play against the next larger one, and throw the coin again:

let neighbors = zip(sweep, sweep.dropFirst())
let smaller = neighbors.map { wins($0, over: $1) }
let larger = neighbors.map { wins($1, over: $0) }
table(
    Column("smaller", Array(sizes.dropLast())),
    Column("larger", Array(sizes.dropFirst())),
    Column("won by smaller", smaller),
    Column("won by larger", larger),
    Column(
        "as one-sided, of 10,000",
        zip(smaller, larger).map(asOneSided)))

//: Up to 40 nodes each larger size wins nearly always, as no coin would. From 40 to 90 the larger one still wins more
//: often than luck explains. From 90 to 300 one can't say which is better.
//:
//: ## Overfitting
//:
//: A network that reads what it has learned from much better than what it hasn't seen has learned some of it by heart.
//: That is called **overfitting**, and the **gap**, training accuracy minus test accuracy, measures it. Textbooks warn
//: that it grows with the number of weights. Up to 40 nodes it does: with 40 the training digits are read almost
//: without a mistake, and more than a third of the test digits are not. That is overfitting. But beyond 40 the gap
//: hardly grows any more: 300 nodes have about the same, with more than seven times as many weights.
//:
//: What is short is not nodes, but digits. Here is the same with the first 4,000 of MNIST's training digits, two
//: epochs, three networks of each size.
//:
//: **Before you read on:** what will become of the test accuracy, and of the gap?

let many = lesson.require(try Digits.training()).first(4000)
let manySweep = lesson.require(
    try trials(sizes, many, seeds: 3, epochs: 2))
table(columns(manySweep))

plot(
    [("100 digits", sweep), ("\(many.count) digits", manySweep)].map {
        name, sweep in
        Series(name, axis, curve(sweep) { $0.training - $0.test })
    },
    title: "The gap", xLabel: "hidden nodes", xScale: .logarithmic)

//: Forty times as many digits lift the test accuracy of 90 nodes above 0.9, and shrink the gap to a few hundredths. No
//: number of nodes did that. They also make sixteen times as many steps, 8,000 in place of 500; but in lesson 7 thirty
//: epochs, 3,000 steps over the same hundred digits, brought next to nothing more, so steps alone don't do it. The
//: networks of 10 nodes gain most: it was not only nodes that they were short of.
//:
//: ## What we know now
//:
//: Very small networks do badly. Beyond some number, more nodes change little, and cost time. More digits help more
//: than more nodes. And a difference smaller than what the seed does takes many seeds to be told from luck.

results(
    (
        "90 against \(compared[1]) nodes, \(flags.seeds) seeds",
        fixed(mean(pair[0].map(\.test)), 3) + " against "
            + fixed(mean(pair[1].map(\.test)), 3)
    ),
    (
        "90 nodes, \(many.count) digits, 2 epochs",
        fixed(mean(manySweep[5].map(\.test)), 3) + " test accuracy"
    )
)

//: ## Try it
//:
//: - Is 40 worse than 90, and do ten pairs suffice to say so?
//:
//:       swift run lesson-08-hidden-size --hidden-nodes 40
//:
//: - Thirty other seeds. The single numbers change. Which findings stay?
//:
//:       swift run lesson-08-hidden-size --seed 100
//:
//: - More pairs. Can a hundred of them tell 90 from 150?
//:
//:       swift run lesson-08-hidden-size --seeds 100
//:
//: - Smaller steps. Which sizes suffer most?
//:
//:       swift run lesson-08-hidden-size --learning-rate 0.1
//:
//: Next: sixty thousand digits.
//:
//:     swift run lesson-09-full-dataset
