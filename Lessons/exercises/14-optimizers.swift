import Exercises

// Lesson 14: Optimizers
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 14.1  A step with momentum
//
//      One step by the lesson's formulas. `keep` is the share of the velocity
//      that is kept, 0.9 in the lesson. Return weights and velocity after the
//      step. All matrices have the same shape.
func momentumStep(
    weights: Matrix, velocity: Matrix, gradient: Matrix,
    learningRate: Double, keep: Double
) throws -> (weights: Matrix, velocity: Matrix) {
    throw unanswered()
}

// 14.2  A step of Adam
//
//      One step by the lesson's formulas, with 0.9 and 0.999. `t` is the
//      number of the step, from 1. Return the weights and both means after it.
//
//      (`x.map { $0.squareRoot() }` is the root of each element of a matrix;
//      `pow(0.9, Double(t))` is 0.9ᵗ.)
func adamStep(
    weights: Matrix, mean: Matrix, square: Matrix, gradient: Matrix,
    t: Int, learningRate: Double
) throws -> (weights: Matrix, mean: Matrix, square: Matrix) {
    throw unanswered()
}

// 14.3  An experiment: faster than Adam
//
//      The lesson's model learns from the first 10,000 digits for five epochs,
//      batches of 200, seed 42. Adam with its rate of 0.001 reads 0.909 of the
//      test digits, momentum of 0.9 with a rate of 0.01 only 0.890. Choose a
//      rate and a momentum of at least 0.5 that read 0.925.
//
//      The lesson says how many times as long a step becomes with momentum.
let rateWithMomentum: Double? = nil
let momentumKept: Double? = nil
