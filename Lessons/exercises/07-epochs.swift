import Exercises

// Lesson 7: Epochs
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 7.1  Stop in time
//
//      Each call of `testErrorAfterNextEpoch()` trains for one epoch more and
//      returns E of the test digits after it. Stop as soon as three epochs in
//      a row have brought nothing better than the best so far (an equal E is no
//      better), and return the number of the best epoch, counted from 1. Don't
//      train a fourth epoch in vain.
//
//      (`while count < 3 { … }` repeats what stands in the braces as long as
//      the count is below 3.)
func bestEpoch(
    _ testErrorAfterNextEpoch: () -> Double
) throws -> Int {
    throw unanswered()
}

// 7.2  An experiment: five epochs, five rates
//
//      With ten digits a class and a rate of 0.3 the lesson reads 0.686 of all
//      test digits after five epochs. Reach 0.695 in five epochs: give each a
//      learning rate of its own. All else is as in the lesson, seed 42.
//
//      The list has five rates, the first for the first epoch. The section "A
//      smaller step for the end" has the idea.
let ratesOfFiveEpochs: [Double]? = nil
