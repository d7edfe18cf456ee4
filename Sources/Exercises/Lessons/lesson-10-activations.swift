import NeuralNetwork
import Numerics

/// The exercises of lesson 10.
public enum Lesson10 {
    /// An activation function with its slope.
    public static let own = Exercise<
        (function: (_ x: Double) throws -> Double, slope: (_ x: Double) throws -> Double)
    >(
        "10.1", .code,
        hints: [
            "Which functions bend? Powers of e do, squares do, and so do quotients and `abs`.",
            "For example a quotient in which x stands above and below the line, so that it levels off far out. What is the "
                + "slope of a quotient?",
            "x divided by 1 plus the size of x goes from −1 to 1; its slope is 1 divided by the square of what stands "
                + "below the line.",
        ],
        learned:
            "Anything that bends will do for a hidden layer; what distinguishes the famous ones is how their slopes "
            + "behave far out.",
        why: "This one, called softsign, saturates like tanh, but more slowly, and never overflows."
    ) { answer in
        let places = [-3.1, -1.7, -0.6, 0.4, 1.3, 2.9]
        let values = try places.map(answer.function)
        for x in [-1000.0, 1000] {
            let value = try answer.function(x)
            guard value.isFinite else {
                throw Refusal("At \(short(x)) your function is \(short(value)), and should be finite.")
            }
        }
        let known: [(String, Activation)] = [
            ("the step", .step), ("the sigmoid", .sigmoid), ("tanh", .tanh), ("the ReLU", .relu),
            ("the leaky ReLU", .leakyRelu()), ("the ELU", .elu()), ("linear", .linear),
        ]
        for (name, activation) in known
        where zip(places, values).allSatisfy({ abs(activation($0) - $1) < 1e-9 }) {
            throw Refusal("Your function is \(name) of the lesson. Invent another one.")
        }
        // The first three places are below 0.
        let shares = zip(places, values).map { $1 / $0 }
        if shares[3...].allSatisfy({ abs($0 - 1) < 1e-9 }), shares[..<3].allSatisfy({ abs($0 - shares[0]) < 1e-9 }),
            abs(shares[0] - 1) > 1e-9
        {
            throw Refusal("Your function is a leaky ReLU with a slope of \(short(shares[0])). Invent another one.")
        }
        func measured(_ x: Double) throws -> Double {
            (try answer.function(x + 1e-5) - answer.function(x - 1e-5)) / 2e-5
        }
        let slopes = try places.map(measured)
        if zip(places, values).allSatisfy({ abs($1 - values[0] - slopes[0] * ($0 - places[0])) < 1e-6 }) {
            throw Refusal("Your function is a straight line, and with it two layers are as good as one.")
        }
        for (x, right) in zip(places, slopes) {
            let slope = try answer.slope(x)
            if abs(slope - right) < 1e-5 * max(1, abs(right)) { continue }
            if abs(slope + right) < 1e-5 {
                throw Refusal("At \(short(x)) your slope is \(short(slope)): the opposite of what is measured.")
            }
            let (yours, theirs) = apart(slope, right)
            throw Refusal("At \(short(x)) your slope is \(yours), and measured it is \(theirs).")
        }
    }

    /// The slope of a PReLU in its α.
    public static let slopeInAlpha = Exercise<(_ x: Double, _ alpha: Double) throws -> Double>(
        "10.2", .code,
        hints: [
            "α acts on the output only on one side of 0. What is the slope on the other side?",
            "Below 0 the output is α · x. If x stays and α grows by 1, by how much does the output grow?",
            "Above 0 the answer is 0, and below it is x itself, whatever α is.",
        ],
        learned: "So only digits that push a node below 0 teach its α anything.",
        why: "The output below 0 is α · x, a straight line in α whose slope is x."
    ) { slopeInAlpha in
        for (x, alpha) in [(-2.5, 0.3), (-0.4, -0.1), (1.7, 0.3), (0.2, 0)] {
            func output(_ alpha: Double) -> Double { Activation.prelu(alpha: alpha)(x) }
            let right = (output(alpha + 1e-4) - output(alpha - 1e-4)) / 2e-4
            let place = "for x = \(short(x)) and α = \(short(alpha))"
            let answer = try slopeInAlpha(x, alpha)
            if abs(answer - right) < 1e-9 { continue }
            let moved = "Your slope \(place) is \(short(answer))"
            if abs(answer + right) < 1e-9 { throw Refusal("\(moved), and has the wrong sign.") }
            if x < 0 && abs(answer - alpha) < 1e-12 {
                throw Refusal("\(moved): that is the slope in x. Here α moves, and x stays.")
            }
            if x < 0 && abs(answer - alpha * x) < 1e-12 {
                throw Refusal("\(moved): that is the output, not its slope.")
            }
            if x < 0 && answer == 0 { throw Refusal("\(moved), but below 0 the output is α · x and does depend on α.") }
            if x > 0 { throw Refusal("\(moved), but above 0 the output is x, whatever α is.") }
            throw Refusal("\(moved). Moving α by 0.0001 changes the output by \(short(abs(right))) times as much.")
        }
    }
}
