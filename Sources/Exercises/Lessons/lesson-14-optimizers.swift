import Foundation
import MNIST
import NeuralNetwork
import Numerics

/// The exercises of lesson 14.
public enum Lesson14 {
    /// A step of gradient descent with momentum.
    public static let momentum = Exercise<
        (
            _ weights: Matrix, _ velocity: Matrix, _ gradient: Matrix, _ learningRate: Double, _ keep: Double
        ) throws -> (weights: Matrix, velocity: Matrix)
    >(
        "14.1", .code,
        hints: [
            "What becomes of the velocity first, and what do the weights do with it?",
            "The new velocity is a share of the old one, less the rate times the gradient.",
            "Keep times velocity minus rate times gradient is the new velocity; add that, not the old one, to the weights.",
        ],
        learned: "With a gradient that stays the same and 0.9, such steps grow to ten times their first length.",
        why: "The velocity already points downhill, so it is added."
    ) { momentum in
        let (weights, velocity, gradient) = (Worked14.weights, Worked14.velocity, Worked14.gradient)
        let answer = try momentum(weights, velocity, gradient, 0.2, 0.7)
        let tried = "for a rate of 0.2 and 0.7 kept"
        let (kept, step) = (0.7 * velocity, 0.2 * gradient)
        try compare(
            answer.velocity, with: Worked14.newVelocity, "your velocity", shape: "as many numbers as weights",
            tried: tried,
            mistakes: [
                (kept + step, "Your velocity, \(tried), points uphill: the gradient is subtracted."),
                (-step, "Your velocity, \(tried), keeps nothing of the old one."),
                (kept - gradient, "Your velocity, \(tried), takes the whole gradient: multiply it by the rate."),
                (velocity - step, "Your velocity, \(tried), keeps all of the old one: multiply it by the share."),
                (
                    kept - 0.3 * step,
                    "Your velocity, \(tried), is a mean. Momentum adds up: the new gradient has no share."
                ),
                (velocity, "Your velocity has not changed."),
                (0.9 * velocity - step, "Your velocity keeps 0.9, the lesson's share, not the one handed in."),
            ])
        try compare(
            answer.weights, with: Worked14.newWeights, "your matrix of new weights", shape: "as many numbers as before",
            tried: tried,
            mistakes: [
                (weights + velocity, "The velocity is right. The weights have taken a step of the old one."),
                (weights - Worked14.newVelocity, "The velocity is right. It is added to the weights, not subtracted."),
                (weights - step, "The velocity is right. The weights have taken a plain step, without it."),
                (weights, "The velocity is right. The weights have not changed."),
            ])
        let other = try momentum([[1], [2]], [[0.5], [-1]], [[2], [4]], 0.1, 0.5)
        try compare(
            other.velocity, with: [[0.05], [-0.9]], "your velocity", shape: "as many numbers as weights",
            tried: "for a rate of 0.1, when half of the velocity (0.5, −1) is kept")
        try compare(
            other.weights, with: [[1.05], [1.1]], "your matrix of new weights", shape: "as many numbers as before",
            tried: "for a rate of 0.1, when half of the velocity (0.5, −1) is kept")
    }

    /// A step of Adam.
    public static let adam = Exercise<
        (
            _ weights: Matrix, _ mean: Matrix, _ square: Matrix, _ gradient: Matrix, _ t: Int, _ learningRate: Double
        ) throws -> (weights: Matrix, mean: Matrix, square: Matrix)
    >(
        "14.2", .code,
        hints: [
            "Three lines of formulas stand in the lesson. Which is done first, and what does the last one need?",
            "First both means get their new values; then the correction, which depends on t alone; then the step.",
            "The step is rate times correction times the new m, divided by the root of the new s plus 0.0000001. It is "
                + "subtracted from the weights.",
        ],
        learned: "Your step agrees with Keras's to the last digits; the first one is as long as the rate, whatever the "
            + "gradient is.",
        why: "Both means begin at 0 and are corrected for it, so even the first step has the right length."
    ) { adam in
        for (t, weights, mean, square, name) in [
            (4, Worked14.laterWeights, Worked14.laterMean, Worked14.laterSquare, "step 4"),
            (1, Worked14.firstWeights, Worked14.firstMean, Worked14.firstSquare, "the first step"),
        ] {
            let isFirst = t == 1
            let zero = Matrix(2, 3, repeating: 0)
            let (oldMean, oldSquare) = (isFirst ? zero : Worked14.velocity, isFirst ? zero : Worked14.size)
            let (old, gradient) = (Worked14.weights, Worked14.gradient)
            let answer = try adam(old, oldMean, oldSquare, gradient, t, 0.05)
            let tried = "in \(name)"
            try compare(
                answer.mean, with: mean, "your m", shape: "as many numbers as weights", tried: tried,
                mistakes: [
                    (
                        0.9 * oldMean + gradient,
                        "Your m, \(tried), takes the whole gradient. A mean takes a tenth of it."
                    ),
                    (0.1 * oldMean + 0.9 * gradient, "Your m, \(tried), has the shares of old and new exchanged."),
                    (0.9 * oldMean - 0.1 * gradient, "Your m, \(tried), has the wrong sign before the gradient."),
                ])
            try compare(
                answer.square, with: square, "your s", shape: "as many numbers as weights", tried: tried,
                mistakes: [
                    (0.999 * oldSquare + 0.001 * gradient, "Your s, \(tried), takes the gradient, not its square."),
                    (
                        0.9 * oldSquare + 0.1 * (gradient * gradient),
                        "Your s, \(tried), fades as in RMSprop: 0.999 here."
                    ),
                    (
                        0.999 * oldSquare + 0.001 * (mean * mean),
                        "Your s, \(tried), takes the square of m. It is the square of the gradient."
                    ),
                ])
            let plainRoot = square.map { $0.squareRoot() }
            let root = plainRoot + 1e-7
            let (first, second) = (1 - pow(0.9, Double(t)), (1 - pow(0.999, Double(t))).squareRoot())
            let other = "The means are right, and the step nearly: the lesson adds 0.0000001 to the root of s itself."
            try compare(
                answer.weights, with: weights, "your matrix of new weights", shape: "as many numbers as before",
                tried: tried,
                mistakes: [
                    // PyTorch's step, with 1e-8 beside the corrected root, is as good as the first.
                    (old - 0.05 * second / first * mean / plainRoot, other),
                    (old - 0.05 * second / first * mean / (plainRoot + 1e-8), other),
                    (old - 0.05 / first * mean / (plainRoot / second + 1e-7), other),
                    (
                        old - 0.05 * mean / root,
                        "The means are right. The correction, \(tried), is missing."
                    ),
                    (
                        old + 0.05 * second / first * mean / root,
                        "The means are right. The step, \(tried), goes uphill."
                    ),
                    (
                        old - 0.05 * first / second * mean / root,
                        "The means are right. The correction, \(tried), is upside down."
                    ),
                    (
                        old - 0.05 * second / first * gradient / root,
                        "The means are right. The step, \(tried), is made of the gradient and not of m."
                    ),
                    (
                        old - 0.05 * second / first * mean / (square + 1e-7),
                        "The means are right. The step, \(tried), is divided by s and not by its root."
                    ),
                ])
        }
    }

    /// Momentum that beats Adam.
    ///
    /// Measured: a rate of 0.2 with 0.9 reads 0.945, 0.1 with 0.9 reads 0.933. Adam with 0.001 reads 0.909, momentum
    /// with the lesson's 0.01 and 0.9 reads 0.890.
    public static let fasterThanAdam = Exercise<(rate: Double?, momentum: Double?)>(
        "14.3", .experiment,
        hints: [
            "Was momentum behind because of what it is, or because its steps were too short?",
            "With 0.9 kept, steps are up to ten times as long as the rate says. 0.01 is still far too small.",
            "Leave the momentum as it is in the lesson, and multiply its rate by ten, then by more.",
        ],
        learned: "So Adam was ahead by its rate, not by its kind; what it saves is the search for one.",
        why: "A rate of 0.2 and 0.9 kept make steps as long as a rate of 2 would, but steadier ones."
    ) { answer in
        let (rate, momentum) = (try given(answer.rate), try given(answer.momentum))
        try checkLeadsDownhill(rate)
        if momentum < 0.5 { throw Refusal("The momentum should be at least 0.5, and is \(short(momentum)).") }
        guard momentum < 1 else { throw Refusal("With a momentum of \(short(momentum)) no step is ever forgotten.") }
        let (training, test) = (try Published.training(10_000), try Published.test())
        var model = lessonModel()
        model.compile(
            optimizer: .sgd(learningRate: rate, momentum: momentum), loss: .sparseCategoricalCrossentropy)
        try model.learn(from: training, batchSize: 200, epochs: 5)
        let accuracy = try model.accuracy(on: test)
        if accuracy < 0.925 {
            throw Refusal(
                "With a rate of \(short(rate)) and \(short(momentum)) kept it reads \(fixed(accuracy)) of the test digits, "
                    + "and should read 0.925.")
        }
    }
}
