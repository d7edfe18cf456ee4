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
    testDigits: lesson.parameter("test-digits", default: 1000, in: 1...10_000, "how many test digits are asked"),
    rule: lesson.parameter("rule", default: UpdateRule.notebook, "what is handed back to the hidden layer")
)
lesson.begin()

let training = lesson.require(try Digits.hundred())
// Some hundreds of networks are asked about each test digit, so it is scaled once and not each time.
let test = lesson.require(try Digits.test()).first(flags.testDigits).map { (input: $0.scaledInput, label: $0.label) }

/// What a trained network reads: the share of the digits that it learned from, and the share of the test digits.
typealias Trial = (training: Double, test: Double)

/// The seeds are the given one and those that follow it; after the largest comes 0.
nonisolated func seed(_ number: Int) -> UInt32 {
    flags.seed &+ UInt32(number)
}

/// Trains a network as in lesson 7.
nonisolated func trial(_ hiddenNodes: Int, _ seed: UInt32, _ digits: Digits, epochs: Int) throws -> Trial {
    var random = RandomState(seed: seed)
    var network = Network(layerSizes: [784, hiddenNodes, 10], rule: flags.rule, random: &random)
    for _ in 1...epochs {
        for digit in digits {
            network.train(
                input: digit.scaledInput, target: digit.scaledTarget, learningRate: flags.learningRate)
        }
    }
    try network.throwIfDiverged()
    return (network.accuracy(digits.lazy.map { ($0.scaledInput, $0.label) }), network.accuracy(test))
}

/// For each size the trials with the first `seeds` seeds. The cores of the computer share them out, and the result is
/// the same as one after the other.
func trials(
    _ sizes: [Int], _ digits: Digits = training, seeds: Int = flags.seeds, epochs: Int = flags.epochs
) -> [[Trial]] {
    lesson.require(
        try sizes.map { size in
            try inParallel(seeds) { try trial(size, seed($0), digits, epochs: epochs) }
        })
}

//: # Lesson 8: The size of the hidden layer
//:
//: How many hidden nodes should a network have, and how does one tell a finding from luck?
//:
//: You need lesson 7. In lesson 3 we took 90 hidden nodes and called it a guess; here it is tested.
//:
//: ## 90 against 150
//:
//: `trials` trains networks of the given sizes as in lesson 7: on the hundred digits, for five epochs, with a learning
//: rate of 0.3. A trial has two numbers, the accuracy on the digits that the network learned from, `training`, and on
//: the first thousand test digits, `test`: this lesson trains some hundreds of networks, and asks each of them fewer
//: digits than lesson 7 did. (How `trials` works is not shown; it stands at the top of `main.swift`. For each size it
//: makes a list of trials; here each list holds a single trial, `$0[0]`.)
//:
//: **Before you read on:** the network of lesson 7 has 90 nodes. Will 150 do better?

let compared = [90, flags.hiddenNodes]  // 150, or from --hidden-nodes
let first = trials(compared, seeds: 1)
table(
    Column("hidden nodes", compared),
    Column("test accuracy", first.map { $0[0].test }, decimals: 3))

//: (The network of 90 nodes is the one of lesson 7. It read 0.686 there, of all 10,000 test digits: accuracies can be
//: compared only if they are measured on the same digits.) The larger network is ahead here, by four of a thousand
//: digits. Does it mean that 150 is the better size? Both networks began with random weights. With another seed the
//: weights would have been others.
//:
//: ## Many seeds
//:
//: So train thirty networks of each size, with thirty seeds, 42 and the numbers after it (`seed(0)` is 42). `pair[0]`
//: are the trials of the first size, and `pair[1]` those of the second. The table has the first ten of the thirty pairs
//: (`..<10` stands for the places before 10).
//:
//: **Before you read on:** how far apart will networks of the same size be, when only their seeds differ?

let pair = trials(compared)
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

//: The means of the two sizes lie closer together than single networks of one size do. In how many of the pairs is each
//: size ahead? (A draw counts for neither.)

func wins(_ winners: [Trial], over losers: [Trial]) -> Int {
    zip(winners, losers).count { $0.test > $1.test }
}
let small = [firstTen, pair].map { wins($0[0], over: $0[1]) }
let large = [firstTen, pair].map { wins($0[1], over: $0[0]) }
table(
    Column("pairs", [10, flags.seeds]),
    Column("won by \(compared[0])", small),
    Column("won by \(compared[1])", large))

//: ## A finding, or luck?
//:
//: If the size made no difference, each pair would be like a throw of a coin: heads, and 90 wins; tails, and 150 wins.
//: By chance anything can happen, but very one-sided results are rare. So throw a coin as often as there are pairs with
//: a winner, and see whether it comes out at least as one-sided as the networks did. Do that a thousand times, and
//: count.
//:
//: `asOneSided` returns this count; a number of `rand` below 0.5 is heads. For 13 wins against 16 it throws a thousand
//: series of 29, and counts those in which heads or tails came up 16 times or more.
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
            >= max(heads, tails)
    }
}
table(
    Column("won by \(compared[0])", small),
    Column("won by \(compared[1])", large),
    Column(
        "coin as one-sided, of 1,000",
        zip(small, large).map(asOneSided)))

//: Every series of ten throws is at least as one-sided as five to five, and most series of 29 are at least as one-sided
//: as 13 to 16. That is far above the limit. So here one can't say which size is better: what a seed does to a network
//: is more than what 60 nodes do. The guess of 90 was not bad.
//:
//: And the smaller steps of lesson 7, which won ten times out of ten?

show(asOneSided(0, 10))

//: Here one of a thousand series of ten throws is all heads or all tails. That is far below the limit: that the smaller
//: steps read more digits is a finding.
//:
//: ## From 2 to 300
//:
//: Now seven sizes, with thirty networks of each. Those of 90 nodes are there already. `means` makes one number of the
//: trials of each size (`[[Trial]]` is a list of lists of trials, and `value` a calculation that takes a trial and
//: gives a number).
//:
//: **Before you read on:** two hidden nodes must carry everything that ten outputs are to know. How well can that go?
//: And 300 nodes have 238,200 weights, for a hundred digits: will they do better or worse than 90?

let sizes = [2, 5, 10, 20, 40, 90, 300]
let sweep = trials([2, 5, 10, 20, 40]) + [pair[0]] + trials([300])
func means(
    _ sweep: [[Trial]], _ value: (Trial) -> Double
) -> [Double] {
    sweep.map { mean($0.map(value)) }
}
let onTraining = means(sweep, \.training)
let onTest = means(sweep, \.test)
let weights = sizes.map { 784 * $0 + $0 * 10 }

//: Each row stands for thirty networks:

table(
    Column("hidden nodes", sizes),
    Column("weights", weights),
    Column("training", onTraining, decimals: 3),
    Column("test", onTest, decimals: 3),
    Column("spread", sweep.map { spread($0.map(\.test)) }, decimals: 3))

let axis = sizes.map(Double.init)
plot(
    Series("training", axis, onTraining),
    Series("test", axis, onTest),
    title: "Mean accuracy, \(training.count) digits",
    xLabel: "hidden nodes", xScale: .logarithmic)

//: With 2 nodes the network does hardly better than guessing. Then the curves climb, and later they flatten. Where does
//: the climb end? Let each size play against the next larger one, and throw the coin again:

let neighbors = zip(sweep, sweep.dropFirst())
let smaller = neighbors.map { wins($0, over: $1) }
let larger = neighbors.map { wins($1, over: $0) }
table(
    Column("smaller", Array(sizes.dropLast())),
    Column("larger", Array(sizes.dropFirst())),
    Column("won by smaller", smaller),
    Column("won by larger", larger),
    Column(
        "coin as one-sided, of 1,000",
        zip(smaller, larger).map(asOneSided)))

//: Up to 40 nodes each larger size wins nearly always, and none of the thousand series is as one-sided: that is no
//: luck. From 40 to 90 the larger one still wins more often than luck explains, by our limit. From 90 to 300 one can't
//: say which is better.
//:
//: ## Overfitting
//:
//: A network that reads what it has learned from much better than what it hasn't seen has learned some of it by heart.
//: That is called **overfitting**, and the **gap**, training accuracy minus test accuracy, measures it. Textbooks warn
//: that it grows with the number of weights.
//:
//: **Before you read on:** up to which of the seven sizes does the gap grow clearly here?

let gap = means(sweep) { $0.training - $0.test }
table(
    Column("hidden nodes", sizes),
    Column("weights", weights),
    Column("gap", gap, decimals: 3))

//: Up to 20 nodes. From there on it hardly changes: 300 nodes have fifteen times as many weights as 20, and about the
//: same gap. Beyond 20 nodes the warning doesn't come true here: from 40 nodes on almost all training digits are read
//: right, so the gap could only grow if more nodes read fewer test digits, and they don't. But it is a large gap: more
//: than a third of the test digits are misread.
//:
//: ## More digits
//:
//: What is short is not nodes, but digits. Here are the same sizes with the first 3,000 of MNIST's training digits, one
//: epoch, two networks of each size.
//:
//: **Before you read on:** what will become of the test accuracy, and of the gap?

let digits = lesson.require(try Digits.training()).first(3000)
let manySweep = trials(
    sizes, digits, seeds: flags.fewSeeds, epochs: 1)
let manyGap = means(manySweep) { $0.training - $0.test }
table(
    Column("hidden nodes", sizes),
    Column("training", means(manySweep, \.training), decimals: 3),
    Column("test", means(manySweep, \.test), decimals: 3),
    Column("gap", manyGap, decimals: 3))

plot(
    Series("\(training.count) digits", axis, gap),
    Series("\(digits.count) digits", axis, manyGap),
    title: "The gap", xLabel: "hidden nodes", xScale: .logarithmic)

//: Thirty times as many digits lift the test accuracy of 90 nodes to nearly 0.9, and shrink the gap to a few
//: hundredths. No number of nodes did that. Even the networks of 10 nodes read three quarters of the test digits here,
//: where they read about 0.4 before: nodes were not all that they were short of. (With 2 nodes a network hardly does
//: better than guessing, so its gap is luck and can be below 0.)
//:
//: But two things have changed: there are more digits, and each was seen only once. What would the hundred digits do,
//: seen once?

let once = trials([90], seeds: flags.fewSeeds, epochs: 1)
let onceGap = means(once) { $0.training - $0.test }
table(
    Column("digits", [training.count, training.count, digits.count]),
    Column("epochs", [1, flags.epochs, 1]),
    Column(
        "gap with 90 nodes", onceGap + [gap[5], manyGap[5]],
        decimals: 3))

//: A hundred digits leave a wide gap after a single epoch, so it is the number of digits that closes it. It is not the
//: number of steps, either. In lesson 7, 500 steps over the same hundred digits read 0.686 of the test digits, and
//: 3,000 steps 0.696.
//:
//: ## What we know now
//:
//: Very small networks do badly. Beyond some number, more nodes change little, and cost time. More digits help more
//: than more nodes. And where a difference is smaller than what the seed does, it takes many seeds to tell it from
//: luck.

results(
    (
        "90 against \(compared[1]) nodes, \(flags.seeds) seeds",
        "\(small[1]) to \(large[1]) pairs won: "
            + (asOneSided(small[1], large[1]) < 50
                ? "a finding" : "no finding")
    ),
    (
        "90 nodes, \(digits.count) digits, 1 epoch",
        fixed(means(manySweep, \.test)[5], 3) + " test accuracy"
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
