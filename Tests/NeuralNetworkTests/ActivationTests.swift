import Foundation
import NeuralNetwork
import Numerics
import Testing

@Suite("Activation")
struct ActivationTests {
    /// All of them, with parameters that aren't their defaults as well.
    static let all: [Activation] = [
        .linear, .step, .sigmoid, .tanh, .relu, .leakyRelu(), .leakyRelu(negativeSlope: 0.01), .prelu(),
        .prelu(alpha: 0.25),
        .prelu(alpha: -1.5), .elu(), .elu(alpha: 0.5), .softmax,
    ]
    static let elementwise = all.filter { $0 != .softmax }

    /// Places on both sides of 0, where some have a corner.
    private static let places = [-30, -6, -2.5, -1, -0.25, -0.01, 0.01, 0.25, 1, 2.5, 6, 30]

    @Test("The derivative is the measured slope, away from the corners", arguments: all)
    func derivative(activation: Activation) {
        for x in Self.places {
            let h = 1e-5
            let measured = (activation(x + h) - activation(x - h)) / (2 * h)
            #expect(abs(activation.derivative(x) - measured) < 1e-8, "at \(x)")
        }
    }

    @Test(
        "Values at −1, 0 and 1 are those of the formulas",
        arguments: [
            (Activation.linear, [-1, 0, 1]), (.step, [0, 1, 1]),
            (.sigmoid, [0.2689414213699951, 0.5, 0.7310585786300049]),
            (.tanh, [-0.7615941559557649, 0, 0.7615941559557649]), (.relu, [0, 0, 1]), (.leakyRelu(), [-0.2, 0, 1]),
            (.leakyRelu(negativeSlope: 0.01), [-0.01, 0, 1]), (.prelu(), [0, 0, 1]),
            (.prelu(alpha: 0.25), [-0.25, 0, 1]),
            (.elu(), [-0.6321205588285577, 0, 1]), (.elu(alpha: 0.5), [-0.31606027941427883, 0, 1]),
            (.softmax, [1, 1, 1]),
        ] as [(Activation, [Double])])
    func values(activation: Activation, expected: [Double]) {
        for (x, expected) in zip([-1.0, 0, 1], expected) { #expect(abs(activation(x) - expected) < 1e-15) }
    }

    @Test(
        "Derivatives at −1, 0 and 1 are those of the formulas, and at a corner the slope from the left",
        arguments: [
            (Activation.linear, [1, 1, 1]), (.step, [0, 0, 0]),
            (.sigmoid, [0.19661193324148185, 0.25, 0.19661193324148185]),
            (.tanh, [0.41997434161402614, 1, 0.41997434161402614]), (.relu, [0, 0, 1]), (.leakyRelu(), [0.2, 0.2, 1]),
            (.prelu(alpha: 0.25), [0.25, 0.25, 1]), (.elu(), [0.36787944117144233, 1, 1]),
            (.elu(alpha: 0.5), [0.18393972058572117, 0.5, 1]), (.softmax, [0, 0, 0]),
        ] as [(Activation, [Double])])
    func derivatives(activation: Activation, expected: [Double]) {
        for (x, expected) in zip([-1.0, 0, 1], expected) { #expect(abs(activation.derivative(x) - expected) < 1e-15) }
    }

    @Test(
        "Far out, activations and their derivatives have the values of their formulas, without NaN",
        arguments: [
            (Activation.linear, [-1000, 1000], [1, 1]), (.step, [0, 1], [0, 0]), (.sigmoid, [0, 1], [0, 0]),
            (.tanh, [-1, 1], [0, 0]),
            (.relu, [0, 1000], [0, 1]), (.prelu(), [0, 1000], [0, 1]), (.leakyRelu(), [-200, 1000], [0.2, 1]),
            (.prelu(alpha: 0.25), [-250, 1000], [0.25, 1]),
            (.elu(), [-1, 1000], [0, 1]), (.softmax, [1, 1], [0, 0]),
        ] as [(Activation, [Double], [Double])])
    func limits(activation: Activation, values: [Double], derivatives: [Double]) {
        for (x, expected) in zip([-1000.0, 1000], values) { #expect(activation(x) == expected) }
        for (x, expected) in zip([-1000.0, 1000], derivatives) { #expect(activation.derivative(x) == expected) }
        for (x, expected) in zip([-Double.infinity, .infinity], values) {
            // What is not bounded is infinite there, with the same sign.
            #expect(activation(x) == (abs(expected) > 1 ? expected * .infinity : expected))
        }
        for (x, expected) in zip([-Double.infinity, .infinity], derivatives) {
            #expect(activation.derivative(x) == expected)
        }
    }

    @Test("NaN stays NaN, so that a mistake is not hidden", arguments: elementwise)
    func notANumber(activation: Activation) {
        #expect(activation(.nan).isNaN)
        // A straight line's slope is 1 wherever it is.
        #expect(activation == .linear ? activation.derivative(.nan) == 1 : activation.derivative(.nan).isNaN)
        #expect(activation(Matrix(1, 2, elements: [.nan, 1])).elements[0].isNaN)
    }

    @Test("An activation of a matrix is that of each element", arguments: elementwise)
    func elements(activation: Activation) {
        let x: Matrix = [[-2, -0.5, 0], [0.5, 2, 1000]]
        #expect(activation(x).shape == x.shape && activation(x).elements == x.elements.map { activation($0) })
        #expect(activation.derivative(x).elements == x.elements.map { activation.derivative($0) })
    }

    @Test("Softmax's derivative is the measured slope of an output by its own sum")
    func softmaxDerivative() {
        let x: Matrix = [[0.5, -1, 2]]
        for column in 0..<3 {
            let measured = numericalGradient(of: { Activation.softmax($0)[0, column] }, at: x)[0, column]
            #expect(abs(Activation.softmax.derivative(x)[0, column] - measured) < 1e-9)
        }
    }

    @Test("Rows of softmax are positive and sum to 1, and the same number added to all changes nothing")
    func softmax() {
        let x: Matrix = [[1, 2, 3], [-5, 0, 5], [0, 0, 0]]
        let s = Activation.softmax(x)
        for row in 0..<3 {
            #expect(abs(s.row(row).reduce(0, +) - 1) < 1e-15 && s.row(row).allSatisfy { $0 > 0 })
        }
        #expect((Activation.softmax(x + 7) - s).map(abs).max < 1e-15)
        let expected = [0.09003057317038046, 0.24472847105479767, 0.6652409557748219]
        for (value, expected) in zip(s.row(0), expected) { #expect(abs(value - expected) < 1e-15) }
    }

    @Test("Softmax of large sums doesn't overflow, and of small ones is not 0 divided by 0")
    func softmaxExtremes() {
        #expect(Activation.softmax([[1000, 0, -1000]]) == [[1, 0, 0]])
        #expect(Activation.softmax([[-1000, -1000]]) == [[0.5, 0.5]])
        #expect(Activation.softmax([[-.infinity, 0]]) == [[0, 1]])
        let notNumbers = Activation.softmax(Matrix(1, 2, elements: [.nan, 0]))
        #expect(notNumbers.elements.allSatisfy { $0.isNaN })
        #expect(Activation.softmax(Matrix(0, 3, elements: [])).shape == Shape(0, 3))
    }

    @Test("Near 0 the ELU keeps its digits")
    func small() {
        #expect(abs(Activation.elu()(-1e-12) / -1e-12 - 1) < 1e-11)
    }
}
