import MNIST
import NeuralNetwork
import Numerics

/// The exercises of lesson 7.
public enum Lesson07 {
    /// The epoch after which training should have stopped.
    public static let bestEpoch = Exercise<(_ testErrorAfterNextEpoch: () -> Double) throws -> Int>(
        "7.1", .code,
        hints: [
            "What has to be remembered from epoch to epoch: the last error, or the lowest?",
            "Keep three numbers: the lowest error, the epoch in which it came, and the epoch that you are in.",
            "Go on while fewer than three epochs lie between the best epoch and the present one. In each turn train, and "
                + "if the error is lower than the lowest, note it and its epoch.",
        ],
        learned: "This is called early stopping, and 3 is its patience; Keras has it under these names.",
        why:
            "What counts is the distance from the best epoch, so a small rise and fall above it doesn't prolong training."
    ) { bestEpoch in
        // The error falls again in the second series, but not below its lowest.
        let series: [(errors: [Double], best: Int, stop: Int)] = [
            ([0.9, 0.7, 0.6, 0.61, 0.62, 0.63, 0.2, 0.1, 0.1, 0.1, 0.1], 3, 6),
            ([0.9, 0.5, 0.6, 0.58, 0.56, 0.4, 0.3, 0.2, 0.2, 0.2, 0.2], 2, 5),
            ([0.9, 0.8, 0.85, 0.84, 0.7, 0.7, 0.75, 0.7, 0.1, 0.1, 0.1, 0.1], 5, 8),
            ([0.5, 0.6, 0.7, 0.8, 0.1, 0.1, 0.1, 0.1], 1, 4),
            // E is a sum of ten squares, so it can be above 1.
            ([3.1, 2.9, 2.5, 2.6, 2.6, 2.7, 0.1, 0.1, 0.1, 0.1], 3, 6),
        ]
        for (errors, best, stop) in series {
            var calls = 0
            let answer = try bestEpoch {
                calls += 1
                // Behind the end nothing is as good as before, so training comes to an end there.
                return calls <= errors.count ? errors[calls - 1] : .infinity
            }
            let list = errors.prefix(stop).map { short($0) }.joined(separator: ", ")
            let tried = "With errors of \(list) you trained for \(calls) epochs"
            if answer == best && calls == stop { continue }
            if calls == stop {
                if answer == stop { throw Refusal("\(tried) and return \(answer), the last epoch, not the best one.") }
                if answer == best - 1 { throw Refusal("\(tried) and return \(answer): epochs are counted from 1.") }
                throw Refusal("\(tried), as you should, and return \(answer) as the best.")
            }
            if calls > stop {
                throw Refusal("\(tried): the last three of the first \(stop) were no better than the best before them.")
            }
            throw Refusal("\(tried), too few: three in a row must be no better than the best before them.")
        }
    }

    /// Five epochs whose rates fall.
    ///
    /// Measured: 0.3, 0.2, 0.1, 0.05, 0.02 reads 0.699; 0.3, 0.3, 0.1, 0.1, 0.03 reads 0.697. A rate of 0.3 for
    /// all five, the lesson's, reads 0.686.
    public static let fiveRates = Exercise<[Double]?>(
        "7.2", .experiment,
        hints: [
            "When do short steps help: while the network still knows nothing, or when every digit undoes what the others "
                + "taught?",
            "Begin with the lesson's rate, and let each epoch's be smaller than the one before.",
            "Let the rates fall from 0.3 to below 0.05, a little faster toward the end.",
        ],
        learned: "Such a list is called a schedule; lesson 15 lets the rate fall like a cosine.",
        why: "Long steps first, to get somewhere, and short ones last, which undo little."
    ) { answer in
        let rates = try given(answer)
        if rates.count != 5 { throw Refusal("There are five epochs, and your list has \(rates.count) rates.") }
        for rate in rates { try checkLeadsDownhill(rate) }
        var random = RandomState(seed: 42)
        var network = Network(layerSizes: [784, 90, 10], random: &random)
        let training = try Digits.hundred()
        for rate in rates {
            network.learn(from: training, rate: rate)
        }
        if let divergence = network.divergence { throw Refusal("\(divergence.localizedDescription)".asSentence) }
        let accuracy = network.accuracy(try Published.test().lazy.map { ($0.scaledInput, $0.label) })
        if accuracy < 0.695 {
            throw Refusal(
                "With these rates the network reads \(fixed(accuracy)) of the test digits, and should read 0.695"
                    + (rates == rates.sorted(by: >) ? "." : "; the rates don't fall from epoch to epoch."))
        }
    }
}
