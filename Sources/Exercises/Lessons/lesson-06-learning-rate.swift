import MNIST
import NeuralNetwork
import Numerics

extension Network {
    /// One pass over some digits, for experiments.
    mutating func learn(from digits: Digits, rate: Double) {
        for digit in digits { train(input: digit.scaledInput, target: digit.scaledTarget, learningRate: rate) }
    }
}

/// The exercises of lesson 6.
public enum Lesson06 {
    /// A network that has gone once over some digits.
    public static let onePass = Exercise<
        (_ network: Network, _ digits: Digits, _ learningRate: Double) throws -> Network
    >(
        "6.1", .code,
        hints: [
            "What has to happen for each digit, and how does the lesson write it?",
            "Copy the network into a `var`, and go through the digits with `for digit in digits`.",
            "In the loop call `train` on the copy, with `digit.scaledInput`, `digit.scaledTarget` and the rate that is "
                + "handed in. Return the copy.",
        ],
        learned: "That loop is all of training; what follows in the course is about how often, how far and on what.",
        why: "A `Network` is a value, so the copy learns and the one that was handed in stays as it was."
    ) { onePass in
        var random = RandomState(seed: 61)
        let network = Network(layerSizes: [784, 5, 10], random: &random)
        let digits = try Digits.hundred().first(10)
        let answer = try onePass(network, digits, 0.2)
        let tried = "with 10 digits and a rate of 0.2"
        if answer.stepCount != 10 {
            throw Refusal("Your network, \(tried), has taken \(answer.stepCount) steps; a pass is one step a digit.")
        }
        let weights = answer.weights[1]
        try compare(
            weights, with: Worked06.afterPass, "the second matrix of your network",
            shape: "10 outputs by 5 hidden nodes",
            tried: tried,
            mistakes: [
                (Worked06.reversed, "The digits came in the opposite order, \(tried): go from the first to the last."),
                (Worked06.rawInput, "Your network, \(tried), learned from raw pixels: take the scaled input."),
                (
                    Worked06.rawTarget,
                    "Your network, \(tried), learned from targets of 0 and 1: take the scaled target."
                ),
                (Worked06.firstOnly, "Your network, \(tried), learned ten times from the first digit."),
                (
                    Worked06.otherRate,
                    "Your network, \(tried), went by the lesson's rate, 0.3, not by the one handed in."
                ),
            ])
        let fewer = try onePass(network, digits.first(3), 0.1)
        try compare(
            fewer.weights[1], with: Worked06.afterThree, "the second matrix of your network",
            shape: "10 outputs by 5 hidden nodes", tried: "with 3 digits and a rate of 0.1")
    }

    /// The share of right answers.
    public static let accuracy = Exercise<(_ network: Network, _ digits: Digits) throws -> Double>(
        "6.2", .code,
        hints: [
            "What has to be counted? And what share of all digits is that?",
            "A `var` begins at 0 and grows by 1 whenever the answer to the scaled input is the label.",
            "At the end divide that number by the number of digits, both as `Double`.",
        ],
        learned: "An untrained network's accuracy need not be 0.1: it depends on how often its favorite answers occur.",
        why: "Right answers, divided by all: a number from 0 to 1 that doesn't depend on how many digits were asked."
    ) { accuracy in
        var random = RandomState(seed: 65)
        let network = Network(layerSizes: [784, 30, 10], random: &random)
        let digits = try Digits.hundred().first(37)
        let (right, count) = (Double(Worked06.rightOf37), 37.0)
        try compare(
            try accuracy(network, digits), with: right / count, "your share",
            tried: "for an untrained network and 37 digits",
            mistakes: [
                (1 - right / count, "That is the share of wrong answers."),
                (right, "That is the number of right answers. Divide by the number of digits."),
                (100 * right / count, "That is in percent. A share lies between 0 and 1."),
                (right / 100, "There are 37 digits, not always a hundred: divide by how many there are."),
                (0, "Your share is 0. A whole number divided by a larger one is 0: make both `Double` first."),
                (Double(Worked06.rawRightOf37) / count, "You have asked about raw pixels: take the scaled input."),
            ])
        try compare(
            try accuracy(network, digits.first(8)), with: Double(Worked06.rightOf8) / 8, "your share",
            tried: "for an untrained network and 8 digits")
    }

    /// The learning rates from which a walk turns in circles.
    public static let backAndForth = Exercise<(valley: Double?, steep: Double?)>(
        "6.3", .pencil,
        hints: [
            "The lesson's table has a walk that jumps back and forth. What does a step replace x by?",
            "A step replaces x by x − rate · slope. When is that −x?",
            "In the steep valley a step leads from x to x − rate · 10x. That should be −x, so rate · 10 should be 2.",
        ],
        learned:
            "The steeper the valley, the smaller the largest rate that doesn't diverge; a network has steep and flat "
            + "directions at once.",
        why: "x − rate · 2x is −x when the rate is 1, and x − rate · 10x is −x when it is 0.2."
    ) { answer in
        let (valley, steep) = (try given(answer.valley), try given(answer.steep))
        for rate in [valley, steep] { try checkLeadsDownhill(rate) }
        func next(_ rate: Double, _ factor: Double) -> String {
            let first = 4 - rate * factor * 4
            return "4, \(short(first)), \(short(first - rate * factor * first))"
        }
        for (rate, right, factor, name) in [(valley, 1.0, 2.0, "y = x²"), (steep, 0.2, 10.0, "y = 5x²")]
        where abs(rate - right) > 1e-9 {
            let walk = "In \(name) a rate of \(short(rate)) walks \(next(rate, factor)), …"
            if abs(rate - right / 2) < 1e-9 { throw Refusal("\(walk): it is at the bottom after one step.") }
            throw Refusal(
                "\(walk): it \(rate > right ? "lands farther out each time" : "comes closer to the bottom each time").")
        }
    }

    /// A rate that beats 0.3 with three seeds.
    ///
    /// Measured on the first thousand test digits, with the seeds 42, 1 and 2: 0.3 reaches 0.549, 0.526 and 0.484; 0.2
    /// reaches 0.559, 0.535 and 0.498, and 0.15 reaches 0.559, 0.532 and 0.513. 0.1 and 0.25 lose once.
    public static let betterRate = Exercise<Double?>(
        "6.4", .experiment,
        hints: [
            "Which of the lesson's eleven rates was best?",
            "The best rates lie between 0.1 and 0.3. Try some, with each of the three seeds.",
            "Both ends lose with one seed. Something in the middle between them wins with all three.",
        ],
        learned:
            "Three seeds of three are a good sign and no proof: a coin falls on the same side three times in one of "
            + "four tries.",
        why: "A little below 0.3 each digit undoes less of what the others taught."
    ) { answer in
        let rate = try given(answer)
        try checkLeadsDownhill(rate)
        if rate == 0.3 { throw Refusal("0.3 is the lesson's own rate, and can't beat itself.") }
        let (training, test) = (try Digits.hundred(), try Published.test().first(1000))
        let seeds: [UInt32] = [42, 1, 2]
        let accuracies = inParallel(6) { number in
            var random = RandomState(seed: seeds[number % 3])
            var network = Network(layerSizes: [784, 90, 10], random: &random)
            network.learn(from: training, rate: number < 3 ? 0.3 : rate)
            return network.accuracy(test.lazy.map { ($0.scaledInput, $0.label) })
        }
        for (place, seed) in seeds.enumerated() where accuracies[place + 3] <= accuracies[place] {
            throw Refusal(
                "With seed \(seed), \(short(rate)) reads \(fixed(accuracies[place + 3])) of the thousand digits, and 0.3 "
                    + "reads \(fixed(accuracies[place])).")
        }
    }
}
