import Foundation
import MNIST
import NeuralNetwork
import Numerics

/// The untrained network of lessons 13 and 14, 784-90-10, for experiments with it.
func lessonModel() -> Sequential {
    let small = Initializer.normal(standardDeviation: 0.05)
    return Sequential(
        inputNodes: 784,
        [
            Dense(90, activation: .relu, kernelInitializer: small),
            Dense(10, activation: .softmax, kernelInitializer: small),
        ], seed: 42)
}

extension Sequential {
    /// Fits to digits, scaled as in lesson 4. That the weights run away is a refusal.
    mutating func learn(from digits: Digits, batchSize: Int, epochs: Int) throws {
        do {
            try fit(InputTransform.notebook(digits.pixels), digits.labels, batchSize: batchSize, epochs: epochs)
        } catch {
            throw Refusal("With these steps the weights run away: \(error.localizedDescription).")
        }
    }

    /// The share of digits that it reads right.
    func accuracy(on digits: Digits) throws -> Double {
        try evaluate(InputTransform.notebook(digits.pixels), digits.labels).accuracy
    }
}

/// The exercises of lesson 13.
public enum Lesson13 {
    /// A softmax that doesn't overflow.
    public static let softmax = Exercise<(_ sums: [Double]) throws -> [Double]>(
        "13.1", .code,
        hints: [
            "What does the lesson show when 100 is added to all sums? Then what may be subtracted?",
            "Subtract a number from all sums, so that none is large any more. Which one is safe?",
            "Subtract the largest: then all powers of e are at most 1. Then divide each power by the sum of all.",
        ],
        learned: "Every library does it this way; the largest power is exactly 1, so the total can never be 0.",
        why: "Only differences between sums matter, so the largest may be made 0."
    ) { softmax in
        let cases: [([Double], [Double])] = [
            ([0.5, -1.25, 2, 0.75], Worked13.softmax), ([1000, 998.5, 999.25], Worked13.large),
            ([-1000, -1001.5], Worked13.small), ([900, -900, 0], [1, 0, 0]),
        ]
        for (sums, right) in cases {
            let answer = try softmax(sums)
            let tried = "for the sums \(sums.map { String(format: "%g", $0) }.joined(separator: ", "))"
            guard answer.count == sums.count else {
                throw Refusal("You return \(answer.count) outputs \(tried); there is one for each sum.")
            }
            if zip(answer, right).allSatisfy({ abs($0 - $1) < 1e-12 }) { continue }
            if answer.contains(where: \.isNaN) { throw Refusal("You return nan \(tried).") }
            let total = answer.reduce(0, +)
            if total == 0 {
                let isNegative = sums.allSatisfy { $0 < -700 }
                throw Refusal("All outputs are 0 \(tried)." + (isNegative ? " Such sums need the same care." : ""))
            }
            if abs(total - 1) > 1e-9 {
                throw Refusal("Your outputs add up to \(short(total)) \(tried), and should add up to 1.")
            }
            if zip(answer, sums).allSatisfy({ abs($0 - $1 / sums.reduce(0, +)) < 1e-12 }) {
                throw Refusal("You divide the sums themselves by their total; the powers of e are missing.")
            }
            if zip(answer, right.reversed()).allSatisfy({ abs($0 - $1) < 1e-12 }) {
                throw Refusal("Your outputs come in the opposite order \(tried).")
            }
            if Set(answer).count == 1 { throw Refusal("All outputs are equal \(tried).") }
            throw Refusal("You return \(short(answer)) \(tried), and should return \(short(right)).")
        }
    }

    /// A cross-entropy by hand.
    public static let crossEntropy = Exercise<Double?>(
        "13.2", .pencil,
        hints: [
            "Which of the three outputs counts?",
            "The output at the label, 0.2, and no other.",
            "Minus the logarithm of 0.2, which the table has.",
        ],
        learned:
            "The other two outputs don't appear in the loss, and yet they matter: together they took what the label "
            + "lacks.",
        why: "−log(0.2) = 1.609; the output at the label alone counts."
    ) { answer in
        try compare(
            try given(answer), with: 1.609, "the cross-entropy", tolerance: 0.0006, hidesRightNumbers: true,
            mistakes: [
                (-1.609, "The sign is missing: the loss is minus the logarithm, and never negative."),
                (0.357, "0.357 is what the first output would cost. The label is the second."),
                (2.303, "2.303 is what the third output would cost. The label is the second."),
                (4.269, "You have added up all three. Only the output at the label counts."),
                (0.223, "That is −log(0.8). The loss is taken of the output itself, not of what it lacks."),
                (0.8, "0.8 is target minus output, the error of lesson 4. The loss has a logarithm in it."),
                (1.14, "That is E, the sum of the squared errors of lesson 5."),
                (0.699, "That is a logarithm with base 10. The natural one has base e."),
            ])
    }

    /// One step on a batch.
    public static let step = Exercise<
        (_ kernel: Matrix, _ inputs: Matrix, _ targets: Matrix, _ learningRate: Double) throws -> Matrix
    >(
        "13.3", .code,
        hints: [
            "What is the slope of the cross-entropy with respect to the sums, for one digit?",
            "Output minus target, a row for each digit. The gradient of the kernel is a product of the inputs, transposed, "
                + "with these slopes. What makes it a mean?",
            "Softmax of inputs times kernel; minus the targets; divided by the number of digits; multiplied from the left "
                + "by the transposed inputs. That times the rate is subtracted from the kernel.",
        ],
        learned: "Add a second layer and biases, and this is all that `fit` does in one step.",
        why:
            "The product with the transposed inputs adds up over the digits of the batch; the division makes it a mean."
    ) { step in
        let (kernel, inputs, targets) = (Worked13.kernel, Worked13.inputs, Worked13.targets)
        let right = Worked13.stepped
        let change = right - kernel
        try compare(
            try step(kernel, inputs, targets, 0.5), with: right, "your kernel", shape: "inputs by classes",
            tried: "for 5 digits of 4 inputs and 3 classes, with a rate of 0.5",
            mistakes: [
                (kernel - change, "Your kernel has gone uphill: the loss grows. Step against the gradient."),
                (
                    kernel + 5 * change,
                    "Your step is 5 times as long as it should be: take the mean over the 5 digits, not the sum."
                ),
                (kernel + 2 * change, "Your step is twice as long as it should be: the learning rate is missing."),
                (change, "You return the change of the kernel alone. Add it to the kernel."),
                (-change, "You return the gradient times the rate. Subtract it from the kernel."),
                (kernel, "Your kernel has not changed."),
                (Worked13.withoutSoftmax, "Softmax is missing: you compare the sums with the targets."),
                (Worked13.withSigmoid, "You have taken the sigmoid in place of softmax."),
                (kernel + 5.0 / 3 * change, "You divide by the 3 classes. Divide by the number of digits."),
                (kernel + 5.0 / 4 * change, "You divide by the 4 inputs. Divide by the number of digits."),
            ])
        try compare(
            try step(kernel[rows: 0..<2], inputs[rows: 0..<3][columns: 0..<2], targets[rows: 0..<3], 0.2),
            with: Worked13.smallerStepped, "your kernel", shape: "inputs by classes",
            tried: "for 3 digits of 2 inputs and 3 classes, with a rate of 0.2")
    }

    /// SGD below five percent.
    ///
    /// Measured: a rate of 0.3 with batches of 50 misreads 3.9 %, 0.2 with 50 4.8 %, 1 with 200 4.4 %, 0.8 with 200
    /// 4.6 %. 0.01 with 200, the lesson's, misreads 20.5 %; 0.1 with 200 9.0 %.
    public static let belowFive = Exercise<(rate: Double?, batchSize: Int?)>(
        "13.4", .experiment,
        hints: [
            "Was the lesson's loss still falling after five epochs? What does that say of its steps?",
            "Which number makes steps longer, and which makes more of them?",
            "What counts is the rate divided by the batch size. Let it be some hundred times as large as in the task.",
        ],
        learned:
            "A smaller batch with the same rate is nearly the same as a larger rate with the same batch: it is rate "
            + "divided by batch size that counts.",
        why: "Steps thirty times as long still lead downhill, and smaller batches make four times as many of them."
    ) { answer in
        let (rate, batchSize) = (try given(answer.rate), try given(answer.batchSize))
        try checkLeadsDownhill(rate)
        guard batchSize >= 50 else {
            throw Refusal("Batches should have at least 50 digits, and yours have \(batchSize).")
        }
        guard batchSize <= 20_000 else { throw Refusal("There are 20,000 digits, and no batch of \(batchSize).") }
        let (training, test) = (try Published.training(20_000), try Published.test())
        var model = lessonModel()
        model.compile(optimizer: .sgd(learningRate: rate), loss: .sparseCategoricalCrossentropy)
        try model.learn(from: training, batchSize: batchSize, epochs: 5)
        let wrong = 1 - (try model.accuracy(on: test))
        if wrong >= 0.05 {
            throw Refusal(
                "With a rate of \(short(rate)) and batches of \(batchSize) it misreads \(short(100 * wrong)) %, and "
                    + "should misread less than 5 %.")
        }
    }
}
