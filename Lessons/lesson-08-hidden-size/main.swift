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
    fewSeeds: lesson.parameter("few-seeds", default: 2, in: 1...100, "networks of each size with 3,000 digits"),
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

//: `trials` trains them, size by size. `inParallel` numbers the networks of a size from 0, shares them out among the
//: cores, and returns their results in order, the same as if they were trained one after the other. So for each size
//: there is a list with a trial for each seed; `[[Trial]]` is a list of such lists.

func trials(
    _ sizes: [Int], _ digits: Digits, seeds: Int, epochs: Int
) throws -> [[Trial]] {
    try sizes.map { size in
        try inParallel(seeds) { number in
            try trial(size, seed(number), digits, epochs: epochs)
        }
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
//: is. By chance anything can happen, but very one-sided results are rare. So throw a coin as often as there are pairs
//: with a winner, and see whether it comes out at least as one-sided as the networks did. Do that a thousand times, and
//: count.
//:
//: `asOneSided` returns this count; a number of `rand` below 0.5 is heads. For 13 wins against 16 it throws a thousand
//: series of 29, and counts those in which heads or tails came up 16 times or more. (`_` again is a name that is not
//: needed.)
//:
//: Where does luck end? A common limit is one in twenty, here 50 of the 1,000 series. If fewer are as one-sided as our
//: pairs, we no longer call it luck. That is a convention and no proof: of twenty comparisons between equals, about one
//: will look like a finding.
//:
//: **Before you read on:** throw a real coin ten times. By how much does one side win? And of 1,000 series of 29
//: throws, how many will be at least as one-sided as 13 to 16?

func asOneSided(_ heads: Int, _ tails: Int) -> Int {
    var coin = RandomState(seed: flags.seed)
    let throwCount = heads + tails
    return (1...1000).count { _ in
        let thrown = (0..<throwCount).count { _ in coin.rand() < 0.5 }
        return max(thrown, throwCount - thrown)
            >= max(tails, throwCount - tails)
    }
}
table(
    Column("heads", lost),
    Column("tails", won),
    Column("as one-sided, of 1,000", zip(lost, won).map(asOneSided)))

//: Every series of ten throws is at least as one-sided as five to five, and most series of 29 are at least as one-sided
//: as 13 to 16. That is far above the limit. So here one can't say which size is better: what a seed does to a network
//: is more than what 60 nodes do. The guess of 90 was not bad.
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
        "as one-sided, of 1,000",
        zip(smaller, larger).map(asOneSided)))

//: Up to 40 nodes each larger size wins nearly always, and none of the thousand series is as one-sided: that is no
//: luck. From 40 to 90 the larger one still wins more often than luck explains, by our limit. From 90 to 300 one can't
//: say which is better.
//:
//: ## Overfitting
//:
//: A network that reads what it has learned from much better than what it hasn't seen has learned some of it by heart.
//: That is called **overfitting**, and the **gap**, training accuracy minus test accuracy, measures it. Textbooks warn
//: that it grows with the number of weights. Up to 40 nodes it does: with 40, almost all training digits are read
//: right, and more than a third of the test digits are misread. That is overfitting. But beyond 40 the gap hardly grows
//: any more: with 300 nodes, and more than seven times as many weights, it is about the same.
//:
//: What is short is not nodes, but digits. Here are the same sizes with the first 3,000 of MNIST's training digits, one
//: epoch, two networks of each size (too few for a spread, so `dropLast` leaves that column out).
//:
//: **Before you read on:** what will become of the test accuracy, and of the gap?

let many = lesson.require(try Digits.training()).first(3000)
let manySweep = lesson.require(
    try trials(sizes, many, seeds: flags.fewSeeds, epochs: 1))
table(Array(columns(manySweep).dropLast()))

plot(
    [("100 digits", sweep), ("\(many.count) digits", manySweep)].map {
        name, sweep in
        Series(name, axis, curve(sweep) { $0.training - $0.test })
    },
    title: "The gap", xLabel: "hidden nodes", xScale: .logarithmic)

//: Thirty times as many digits lift the test accuracy of 90 nodes to nearly 0.9, and shrink the gap to a few
//: hundredths. No number of nodes did that. Even the networks of 10 nodes read well more than half of the test digits
//: now, where they read about 0.4: nodes were not all that they were short of.
//:
//: Or is it only that there are more steps, 3,000 in place of 500? No: the thirty epochs of lesson 7 were 3,000 steps,
//: too, over the same hundred digits, and those after the first 500 brought next to nothing.
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
        "90 nodes, \(many.count) digits, 1 epoch",
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
