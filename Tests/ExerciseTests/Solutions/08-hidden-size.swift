import Exercises

// Lesson 8: The size of the hidden layer
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 8.1  Mean and spread
//
//      The mean of several results, and their spread: the standard deviation,
//      which is the root of the mean of the squared distances from the mean.
//      Write both yourself. (`x.squareRoot()` is the root of a `Double` x.)
func meanAndSpread(
    _ results: [Double]
) throws -> (mean: Double, spread: Double) {
    let count = Double(results.count)
    let mean = results.reduce(0, +) / count
    let squares = results.map { ($0 - mean) * ($0 - mean) }
    return (mean, (squares.reduce(0, +) / count).squareRoot())
}

// 8.2  How one-sided is no longer luck?
//
//      A fair coin is thrown ten times. How often, at least, must one of its
//      sides come up so that fewer than one series in twenty is as one-sided?
//
//      Ten throws can fall in 1024 ways, all equally likely. Among them are
//      1 with ten heads, 10 with nine, 45 with eight, 120 with seven and 210
//      with six; and the same with tails.
let oneSidedOfTen: Int? = 9

// 8.3  An experiment: a clear win
//
//      Ten pairs of networks, seeds 0 to 9, five epochs with a rate of 0.3 on
//      the hundred digits, judged by the first 500 test digits. 90 nodes win
//      only seven pairs against 40. Choose two sizes of which the larger is at
//      most twice the smaller, and the smaller at least 10, so that the larger
//      wins at least nine of the ten.
//
//      To try two sizes, put others in place of 90 into the lesson's
//      `main.swift`; or think about where the curve of the lesson climbs.
let smallerLayer: Int? = 20
let largerLayer: Int? = 40
