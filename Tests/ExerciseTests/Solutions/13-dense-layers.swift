import Exercises

// Lesson 13: Dense layers
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 13.1  A softmax that survives 1000
//
//      The softmax of a list of sums. By the lesson's formula e^1000 is `inf`,
//      and `inf / inf` is not a number. Write it so that it is right for sums
//      of any size: the lesson says what may be added to all sums.
//
//      (`sums.max() ?? 0` is the largest of a list.)
func steadySoftmax(_ sums: [Double]) throws -> [Double] {
    let largest = sums.max() ?? 0
    let powers = sums.map { exp($0 - largest) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
}

// 13.2  Cross-entropy, by hand
//
//      A network puts out 0.7, 0.2 and 0.1, and the label is the second of
//      the three. What is the cross-entropy? Three decimals are enough.
//
//          x         0.1       0.2       0.3       0.7       0.8
//          log(x)    −2.303    −1.609    −1.204    −0.357    −0.223
let crossEntropyByHand: Double? = 1.609

// 13.3  One step on a mini-batch
//
//      A single dense layer with softmax and without biases. Take one step of
//      gradient descent on the mean cross-entropy of a batch, and return the
//      kernel after it.
//
//          kernel        inputs × classes
//          inputs        digits × inputs, a digit a row
//          targets       digits × classes, one-hot rows
//          the answer    inputs × classes
//
//      `Activation.softmax` takes a matrix and works on each of its rows, and
//      `inputs.rows` is the number of digits. Lesson 5 has the update of a
//      matrix for one digit, which stands in a column there.
func kernelAfterStep(
    _ kernel: Matrix, inputs: Matrix, targets: Matrix,
    learningRate: Double
) throws -> Matrix {
    let outputs = Activation.softmax(dot(inputs, kernel))
    let slopes = (outputs - targets) / Double(inputs.rows)
    let gradient = dot(inputs.transposed, slopes)
    return kernel - learningRate * gradient
}

// 13.4  An experiment: below five in a hundred
//
//      The model of the lesson learns from the first 20,000 digits by gradient
//      descent, five epochs, seed 42. With a rate of 0.01 and batches of 200 it
//      misreads 20.5 % of the test digits. Choose both, batches of at least 50,
//      so that it misreads less than 5 %. To try a rate with all digits:
//
//          swift run lesson-13-dense-layers --learning-rate 0.05
let rateBelowFive: Double? = 0.3
let batchSizeBelowFive: Int? = 50
