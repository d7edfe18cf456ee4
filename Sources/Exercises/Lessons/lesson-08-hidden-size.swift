import MNIST
import NeuralNetwork
import Numerics

/// The exercises of lesson 8.
public enum Lesson08 {
    /// Mean and standard deviation.
    public static let meanAndSpread = Exercise<(_ results: [Double]) throws -> (mean: Double, spread: Double)>(
        "8.1", .code,
        hints: [
            "The mean is needed twice: as a result, and to find the distances from it. What is it?",
            "Make a list of the squared distances from the mean with `map`.",
            "The spread is the root of the mean of that list: add it up, divide by the number of results, take the root.",
        ],
        learned: "About two thirds of many results lie within one spread of the mean, if they are spread like a bell.",
        why: "Squaring takes the sign away and counts large distances more; the root brings the unit back."
    ) { meanAndSpread in
        let results = [0.61, 0.66, 0.58, 0.71, 0.64]
        let tried = "for 0.61, 0.66, 0.58, 0.71 and 0.64"
        let answer = try meanAndSpread(results)
        try compare(
            answer.mean, with: 0.64, "your mean", tried: tried,
            mistakes: [
                (3.2, "Your mean, \(tried), is their sum: divide by the number of results."),
                (0.645, "Your mean, \(tried), is the middle between the smallest and the largest."),
                (0.8, "Your mean, \(tried), is the sum divided by one less than their number."),
            ])
        let square = Worked08.variance
        try compare(
            answer.spread, with: square.squareRoot(), "your spread", tried: tried,
            mistakes: [
                (square, "Your spread, \(tried), is the mean of the squares: take the root."),
                (
                    (square * 5 / 4).squareRoot(),
                    "Your spread, \(tried), divides by one less than the number of results. That is a different estimate; "
                        + "the lesson, like NumPy, divides by the number."
                ),
                (Worked08.meanDistance, "Your spread, \(tried), is the mean distance: square the distances first."),
                ((square * 5).squareRoot(), "Your spread, \(tried), lacks the division: take the mean of the squares."),
                (0, "Your spread is 0: distances with their signs cancel each other."),
                (0.13, "Your spread, \(tried), is the distance from the smallest to the largest."),
            ])
        let single = try meanAndSpread([0.7])
        try compare(single.spread, with: 0, "your spread", tried: "for a single result")
    }

    /// When a series of throws is no longer luck.
    public static let oneSided = Exercise<Int?>(
        "8.2", .pencil,
        hints: [
            "How many of the 1024 ways are as one-sided as ten of a side, or more? How many as nine?",
            "One in twenty of 1024 is 51. Count heads and tails, and all that is more one-sided, too.",
            "Eight of a side or more: 2 · (45 + 10 + 1) ways. Nine or more: 2 · (10 + 1).",
        ],
        learned: "So ten pairs prove something only if a size wins nine of them, which is why lesson 8 trains thirty.",
        why: "Eight or more happen in 112 of 1024 series, one in nine; nine or more in 22, one in 47."
    ) { answer in
        let count = try given(answer)
        switch count {
        case 9: return
        case 10: throw Refusal("Ten of ten are rarer than that, but fewer are rare enough already.")
        case 8:
            throw Refusal(
                "As one-sided as eight to two is one series in nine: tails count as well as heads, and so do nine and ten."
            )
        case 7: throw Refusal("As one-sided as seven to three are 352 of 1024 series, about one in three.")
        case 6: throw Refusal("As one-sided as six to four are 772 of 1024 series: three of four.")
        case 5: throw Refusal("Every series is at least as one-sided as five to five.")
        case 0..<5: throw Refusal("If one side comes up \(count) times, the other comes up \(10 - count) times.")
        default: throw Refusal("Of ten throws no side can come up \(count) times.")
        }
    }

    /// Two sizes of which one is clearly better.
    ///
    /// Measured: 40 wins all ten against 20, and 30 all ten against 15; 60 wins nine against 30. 90 wins seven against
    /// 40, and 80 seven.
    public static let clearWin = Exercise<(smaller: Int?, larger: Int?)>(
        "8.3", .experiment,
        hints: [
            "Where does the lesson's curve of the test accuracy climb most steeply: among small or among large sizes?",
            "From 40 nodes on the curve is nearly flat. Both of your sizes should lie before that.",
            "Take twice the smaller for the larger, and a smaller one between 10 and 25.",
        ],
        learned:
            "A factor of two is a clear win where the curve climbs, and luck where it is flat; so say which sizes you "
            + "compared.",
        why: "Between 10 and 40 nodes every doubling helps more than a seed can."
    ) { answer in
        let (smaller, larger) = (try given(answer.smaller), try given(answer.larger))
        if smaller < 10 { throw Refusal("The smaller size should be at least 10, and is \(smaller).") }
        if larger <= smaller { throw Refusal("\(larger) is not larger than \(smaller).") }
        if larger > 2 * smaller { throw Refusal("\(larger) is more than twice \(smaller).") }
        if larger > 200 { throw Refusal("Sizes up to 200 are enough, and \(larger) would take long.") }
        let (training, test) = (try Digits.hundred(), try Published.test().first(500))
        let accuracies = inParallel(20) { number in
            var random = RandomState(seed: UInt32(number % 10))
            var network = Network(layerSizes: [784, number < 10 ? smaller : larger, 10], random: &random)
            for _ in 1...5 { network.learn(from: training, rate: 0.3) }
            return network.accuracy(test.lazy.map { ($0.scaledInput, $0.label) })
        }
        let won = (0..<10).count { accuracies[$0 + 10] > accuracies[$0] }
        if won < 9 { throw Refusal("\(larger) nodes win \(won) of ten pairs against \(smaller), and should win nine.") }
    }
}
