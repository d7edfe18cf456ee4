import Exercises

// Lesson 4: Good practice
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 4.1  Scale the pixels
//
//      Pixels run from 0 to 255. Bring a matrix of them to the range of the
//      lesson: 0.01 for paper, 1 for full ink, and evenly in between.
func scaledPixels(_ pixels: Matrix) throws -> Matrix {
    throw unanswered()
}

// 4.2  How wide for 784 links?
//
//      By the rule of incoming links: what standard deviation should the
//      weights into a hidden node of our network have, where 784 links lead?
//      Three decimals are enough.
let widthFor784Links: Double? = nil

// 4.3  An experiment: as wide as possible
//
//      Scaled input, normal weights around 0, 90 hidden nodes. How large may
//      the standard deviation of the first matrix be if fewer than one hidden
//      node in ten may be saturated, and not fewer than 8 in a hundred, as the
//      mean over the hundred digits and the seeds 1, 2 and 42? (Saturated means
//      below 0.01 or above 0.99, as in the lesson.)
//
//      `widths` in the lesson's `main.swift` is the place to try some.
let widestWidth: Double? = nil

// 4.4  How many are saturated?
//
//      The share of a layer's nodes that are saturated: those whose output is
//      below 0.01 or above 0.99.
//
//      (`for value in outputs.elements { … }` goes through the elements;
//      `||` means "or"; `Double(3) / Double(4)` is 0.75.)
func saturatedShare(_ outputs: Matrix) throws -> Double {
    throw unanswered()
}
