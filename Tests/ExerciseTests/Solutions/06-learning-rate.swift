import Exercises

// Lesson 6: The learning rate
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 6.1  One pass
//
//      Let a network learn once from each digit, in order, with scaled input
//      and target, and return it. (What is handed in can't change, so begin
//      with a copy: `var copy = network`.)
func afterPass(
    _ network: Network, over digits: Digits, learningRate: Double
) throws -> Network {
    var copy = network
    for digit in digits {
        copy.train(
            input: digit.scaledInput, target: digit.scaledTarget,
            learningRate: learningRate)
    }
    return copy
}

// 6.2  Accuracy
//
//      The share of digits that a network answers with their label.
//      (`network.predict(input)` is the answer to a scaled input.)
func shareRight(_ network: Network, on digits: Digits) throws -> Double {
    var right = 0
    for digit in digits {
        if network.predict(digit.scaledInput) == digit.label {
            right += 1
        }
    }
    return Double(right) / Double(digits.count)
}

// 6.3  Back and forth forever
//
//      With which learning rate does the walk in the valley y = x² jump from
//      one side to the other forever, 4, −4, 4, …? And in the steeper valley
//      y = 5x², whose slope is 10x?
let rateOfValley: Double? = 1
let rateOfSteepValley: Double? = 0.2

// 6.4  An experiment: a better rate
//
//      Find a learning rate that beats the lesson's, 0.3, after one pass over
//      the hundred digits: on the first thousand test digits, with each of the
//      seeds 42, 1 and 2. Everything else is as in the lesson. To try one:
//
//          swift run lesson-06-learning-rate --learning-rate 0.5 --seed 1
let betterRate: Double? = 0.2
