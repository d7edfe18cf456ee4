import Exercises

// Lesson 2: The sigmoid
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 2.1  Two matrices, by hand
//
//      What is the product of these two?   [[1 2] [3 4]] · [[5 6] [7 8]]
//
//      Write it as the lesson writes a matrix: [[0, 0], [0, 0]]
let productByHand: Matrix? = nil

// 2.2  The matrix product
//
//      What `dot` does, written by yourself, without `dot`: three loops, one in
//      the other. (`for row in 0..<left.rows { … }` goes through the rows.
//      `Matrix(2, 3, repeating: 0)` is a 2 × 3 matrix of zeros in which
//      `product[1, 2] += 5` adds to the element in row 1 and column 2.)
//
//          left          rows × inner
//          right         inner × columns
//          the answer    rows × columns
func product(_ left: Matrix, _ right: Matrix) throws -> Matrix {
    throw unanswered()
}

// 2.3  The slope of any function
//
//      How steep is a function at some place? Measure it as the lesson
//      measures the sigmoid: move x a little both ways. (`function(x)` is the
//      value of the function that is handed in.)
func slope(of function: (Double) -> Double, at x: Double) throws -> Double {
    throw unanswered()
}

// 2.4  Find the fault: the same sigmoid
//
//      Multiply the top and the bottom of 1 / (1 + e^(−x)) by e^x, and the
//      sigmoid reads as below. On paper both are the same, but this one
//      returns `nan`, not a number, at 1000. Write it anew so that it is right
//      there, too. (Should you want to tell cases apart: `if x > 0 { return … }`
//      returns early.)
func sigmoidByGrowth(_ x: Double) -> Double {
    exp(x) / (1 + exp(x))
}

func mendedSigmoid(_ x: Double) throws -> Double {
    throw unanswered()
}
