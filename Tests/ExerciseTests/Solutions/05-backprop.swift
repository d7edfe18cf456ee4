import Exercises

// Lesson 5: Backpropagation
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 5.1  One whole update, by hand
//
//      A network of two inputs, two hidden nodes and one output node, as in the
//      lesson:
//
//          input                    [[1], [2]]
//          target                   [[0.01]]
//          first (2 × 2)            [[0.5, -0.25], [-1, 1]]
//          second (1 × 2)           [[1, -0.5]]
//
//      Take one step by the chain rule: both matrices become what they were,
//      plus their update, which leaves out the factor 2 as in the lesson. What
//      are all six weights afterward? Three decimals are enough. For the
//      sigmoids:
//
//          sigmoid(0) = 0.5     sigmoid(1) = 0.7311     sigmoid(0.1345) = 0.5336
let newFirst: Matrix? = [[0.4674, -0.3151], [-0.9872, 1.0256]]
let newSecond: Matrix? = [[0.9349, -0.5953]]

// 5.2  The deltas of the hidden nodes
//
//      One input has gone through a network with one hidden layer of sigmoids.
//      What is the delta of each hidden node, by the chain rule?
//
//          outputErrors           outputs × 1, target minus output
//          output                 outputs × 1
//          hiddenOutput           hidden × 1
//          weightsHiddenOutput    outputs × hidden
//          the answer             hidden × 1
func hiddenDelta(
    outputErrors: Matrix, output: Matrix,
    hiddenOutput: Matrix, weightsHiddenOutput: Matrix
) throws -> Matrix {
    let outputDelta = outputErrors * output * (1 - output)
    let hiddenErrors = dot(weightsHiddenOutput.transposed, outputDelta)
    return hiddenErrors * hiddenOutput * (1 - hiddenOutput)
}

// 5.3  The gradient, measured
//
//      What the lesson calls `numericalGradient`, written by yourself. Move
//      each element of the point a little up and a little down, all others
//      held still, and see how much the function's value changes.
//
//          function      takes a matrix as large as the point
//          point         any shape
//          the answer    the shape of the point: a slope for each element
func measuredGradient(
    of function: (Matrix) -> Double, at point: Matrix
) throws -> Matrix {
    let step = 0.00001
    var gradient = point
    for row in 0..<point.rows {
        for column in 0..<point.columns {
            var above = point
            var below = point
            above[row, column] += step
            below[row, column] -= step
            let difference = function(above) - function(below)
            gradient[row, column] = difference / (2 * step)
        }
    }
    return gradient
}

// 5.4  Find the fault: two gradients
//
//      Two functions for the slopes of E in the weights of the first matrix.
//      One is right. The other is nearly right: E falls with it, too. Measure,
//      to tell which one is wrong, and write it anew without its fault.
func gradientA(
    _ first: Matrix, _ second: Matrix, input: Matrix, target: Matrix
) -> Matrix {
    let hidden = 1 / (1 + exp(-dot(first, input)))
    let output = 1 / (1 + exp(-dot(second, hidden)))
    let errors = target - output
    let back = dot(second.transposed, errors * output * (1 - output))
    return -2 * dot(back * hidden * (1 - hidden), input.transposed)
}

func gradientB(
    _ first: Matrix, _ second: Matrix, input: Matrix, target: Matrix
) -> Matrix {
    let hidden = 1 / (1 + exp(-dot(first, input)))
    let output = 1 / (1 + exp(-dot(second, hidden)))
    let errors = target - output
    let back = dot(second.transposed, errors * output * (1 - output))
    return -2 * dot(back, input.transposed)
}

// "A" or "B"
let wrongGradient: String? = "B"

func mendedGradient(
    _ first: Matrix, _ second: Matrix, input: Matrix, target: Matrix
) throws -> Matrix {
    let hidden = 1 / (1 + exp(-dot(first, input)))
    let output = 1 / (1 + exp(-dot(second, hidden)))
    let errors = target - output
    let back = dot(second.transposed, errors * output * (1 - output))
    return -2 * dot(back * hidden * (1 - hidden), input.transposed)
}
