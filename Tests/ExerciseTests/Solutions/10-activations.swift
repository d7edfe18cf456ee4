import Exercises

// Lesson 10: Activation functions
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 10.1  A function of your own
//
//      Invent an activation function that is not in the lesson's list and not a
//      straight line, and write its slope. It should be finite at −1000 and at
//      1000. Its slope will be measured at several places, none of them 0.
func ownActivation(_ x: Double) throws -> Double {
    x / (1 + abs(x))
}

func ownSlope(_ x: Double) throws -> Double {
    1 / ((1 + abs(x)) * (1 + abs(x)))
}

// 10.2  PReLU learns its own slope
//
//      A PReLU hands on x above 0 and α · x below, and α is learned like a
//      weight. For that one has to know how much its output changes when α
//      does, while x stays: the slope of the output in α.
func slopeInAlpha(_ x: Double, alpha: Double) throws -> Double {
    if x < 0 {
        return x
    }
    return 0
}
