import Exercises

// Lesson 12: The perceptron
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 12.1  Two epochs of AND, by hand
//
//      A perceptron with two inputs learns AND by the lesson's rule: a learning
//      rate of 1, weights and bias 0 at the beginning, and the answer is 1 when
//      net is 0 or more. But its examples come in the opposite order: (1, 1),
//      (1, 0), (0, 1), (0, 0). What are w₁, w₂ and the bias after two epochs?
let afterTwoEpochs: (w1: Double, w2: Double, bias: Double)? = nil

// 12.2  The perceptron's rule
//
//      One step of learning: answer, and change weights and bias if the answer
//      is wrong. The answer is 1 when net is 0 or more, and otherwise 0.
//
//          weights, input    lists of the same length
//          target            0 or 1
//          the answer        weights and bias after the step
func perceptronStep(
    weights: [Double], bias: Double, input: [Double], target: Double,
    learningRate: Double
) throws -> (weights: [Double], bias: Double) {
    throw unanswered()
}

// 12.3  XOR with three steps
//
//      Two hidden nodes and one output node, all of them steps: 1 when net is
//      0 or more. Choose their weights so that the network answers XOR. A row
//      holds the weights of a node's two inputs, and then its bias: the hidden
//      layer is 2 × 3, the output node 1 × 3.
let xorHidden: Matrix? = nil
let xorOutput: Matrix? = nil

// 12.4  The majority of three
//
//      One node with a step that answers 1 when at least two of its three
//      inputs are 1. Each input is 0 or 1.
func majority(_ inputs: [Double]) throws -> Double {
    throw unanswered()
}
