import Exercises

// Lesson 3: Feedforward
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 3.1  Forward through 2-2-1, by hand
//
//      The inputs are 2 and 1. What do the hidden nodes put out, and what the
//      output node? Three decimals are enough.
//
//          into the hidden nodes    [[0.5, -1], [1, 0.5]]
//          into the output node     [[2, -1]]
//
//      For the sigmoids:
//
//          x             −2.5    −0.5    0      0.076   0.5     1       2.5
//          sigmoid(x)    0.076   0.378   0.5    0.519   0.622   0.731   0.924
let hiddenByHand: Matrix? = [[0.5], [0.924]]
let outputByHand: Double? = 0.519

// 3.2  Forward through any network
//
//      The lesson goes through two matrices. Go through a list of any length,
//      with a sigmoid after each product.
//
//      (`for matrix in weights { … }` does what stands in the braces for each
//      matrix in turn. `1 / (1 + exp(-x))` works for a matrix x, too.)
//
//          input         nodes of the first layer × 1
//          weights       a matrix for each gap, following × preceding
//          the answer    nodes of the last layer × 1
func fedForward(
    _ input: Matrix, through weights: [Matrix]
) throws -> Matrix {
    var values = input
    for matrix in weights {
        values = 1 / (1 + exp(-dot(matrix, values)))
    }
    return values
}

// 3.3  One-hot
//
//      Make the target of a label yourself: a column of ten, with 1 in the row
//      of the label and 0 elsewhere. (`Matrix(2, 3, repeating: 0)` is a 2 × 3
//      matrix of zeros. In a `var matrix`, `matrix[1, 2] = 5` sets the element
//      in row 1 and column 2.)
func oneHot(_ label: Int) throws -> Matrix {
    var target = Matrix(10, 1, repeating: 0)
    target[label, 0] = 1
    return target
}

// 3.4  An experiment: as many nodes as possible
//
//      Raw pixels and weights from 0 to 1, as in the lesson. With 90 hidden
//      nodes all ten outputs are exactly 1. Choose a hidden layer of at least
//      50 nodes for which none is, for the first of the hundred digits and the
//      seeds 1, 2 and 42.
//
//      Two numbers of the lesson tell where to look: how large a weight is on
//      average, and from which sum on the sigmoid is exactly 1. To try a size:
//
//          swift run lesson-03-feedforward --hidden-nodes 20
let nodesWithoutOnes: Int? = 58
