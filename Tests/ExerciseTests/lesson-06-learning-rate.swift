import Exercises

let wrong06 = [
    Wrong("nothing learned", Lesson06.onePass { network, _, _ in network }, says: "has taken 0 steps"),
    Wrong(
        "two passes", Lesson06.onePass { learned($0, Array($1) + Array($1), rate: $2) }, says: "has taken 20 steps"),
    Wrong("backward", Lesson06.onePass { learned($0, $1.reversed(), rate: $2) }, says: "in the opposite order"),
    Wrong(
        "raw pixels",
        Lesson06.onePass { network, digits, rate in
            var copy = network
            for digit in digits { copy.train(input: digit.input, target: digit.scaledTarget, learningRate: rate) }
            return copy
        },
        says: "from raw pixels"),
    Wrong(
        "raw targets",
        Lesson06.onePass { network, digits, rate in
            var copy = network
            for digit in digits { copy.train(input: digit.scaledInput, target: digit.target, learningRate: rate) }
            return copy
        },
        says: "targets of 0 and 1"),
    Wrong(
        "the first digit always",
        Lesson06.onePass { network, digits, rate in
            learned(network, digits.map { _ in digits[0] }, rate: rate)
        },
        says: "ten times from the first digit"),
    Wrong(
        "the lesson's rate", Lesson06.onePass { network, digits, _ in learned(network, digits, rate: 0.3) },
        says: "by the lesson's rate"),
    Wrong(
        "the tenth digit at least",
        Lesson06.onePass { network, digits, rate in
            learned(network, digits.count == 10 ? Array(digits) : [], rate: rate)
        },
        says: "with 3 digits and a rate of 0.1"),
    Wrong(
        "another network",
        Lesson06.onePass { _, digits, rate in
            var random = RandomState(seed: 42)
            return learned(Network(layerSizes: [784, 90, 10], random: &random), digits, rate: rate)
        },
        says: "has shape (10, 90)"),

    Wrong("wrong answers", Lesson06.accuracy { 1 - share($0, $1) }, says: "the share of wrong answers"),
    Wrong("a count", Lesson06.accuracy { share($0, $1) * Double($1.count) }, says: "the number of right answers"),
    Wrong("percent", Lesson06.accuracy { 100 * share($0, $1) }, says: "in percent"),
    Wrong("by a hundred", Lesson06.accuracy { share($0, $1) * Double($1.count) / 100 }, says: "not always a hundred"),
    Wrong(
        "whole numbers", Lesson06.accuracy { Double(Int(share($0, $1) * Double($1.count)) / $1.count) },
        says: "make both `Double`"),
    Wrong(
        "raw pixels", Lesson06.accuracy { $0.accuracy($1.lazy.map { ($0.input, $0.label) }) },
        says: "asked about raw pixels"),
    Wrong("guessed", Lesson06.accuracy { _, _ in 0.5 }, says: "it is 0.5 for an untrained"),
    Wrong(
        "37 always", Lesson06.accuracy { share($0, $1) * Double($1.count) / 37 },
        says: "for an untrained network and 8 digits"),

    Wrong("at the bottom at once", Lesson06.backAndForth((0.5, 0.2)), says: "at the bottom after one step"),
    Wrong("the lesson's wide one", Lesson06.backAndForth((1.05, 0.2)), says: "lands farther out"),
    Wrong("the same in both", Lesson06.backAndForth((1, 1)), says: "In y = 5x² a rate of 1 walks 4, -36"),
    Wrong("steep, at once", Lesson06.backAndForth((1, 0.1)), says: "In y = 5x² a rate of 0.1"),
    Wrong("too small", Lesson06.backAndForth((1, 0.15)), says: "comes closer"),
    Wrong("uphill", Lesson06.backAndForth((-1, 0.2)), says: "A learning rate of -1"),
    Wrong("no number", Lesson06.backAndForth((1, .nan)), says: "A learning rate of nan"),

    Wrong("the lesson's", Lesson06.betterRate(0.3), says: "can't beat itself"),
    Wrong("nearly the same", Lesson06.betterRate(0.25), says: "With seed 2, 0.25 reads"),
    Wrong("large", Lesson06.betterRate(1), says: "With seed 42, 1 reads"),
    Wrong("none", Lesson06.betterRate(0), says: "A learning rate of 0"),
]

private func learned(_ network: Network, _ digits: some Sequence<Digit>, rate: Double) -> Network {
    var copy = network
    for digit in digits {
        copy.train(input: digit.scaledInput, target: digit.scaledTarget, learningRate: rate)
    }
    return copy
}

private func share(_ network: Network, _ digits: Digits) -> Double {
    network.accuracy(digits.lazy.map { ($0.scaledInput, $0.label) })
}
