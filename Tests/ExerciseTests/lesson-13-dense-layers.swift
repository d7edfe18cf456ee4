import Exercises

let wrong13 = [
    Wrong(
        "the formula", Lesson13.softmax { sums in normalized(sums.map { exp($0) }) },
        says: "return nan for the sums 1000"),
    Wrong("not divided", Lesson13.softmax { sums in sums.map { exp($0 - sums.max()!) } }, says: "add up to"),
    Wrong("no powers", Lesson13.softmax { normalized($0) }, says: "powers of e are missing"),
    Wrong("backward", Lesson13.softmax { try steadySoftmax($0).reversed() }, says: "in the opposite order"),
    Wrong(
        "cut off", Lesson13.softmax { sums in normalized(sums.map { exp(min($0, 700)) }) },
        says: "All outputs are equal"),
    Wrong(
        "careful above only",
        Lesson13.softmax { sums in
            let largest = max(sums.max()!, 0)
            let powers = sums.map { exp($0 - largest) }
            let total = powers.reduce(0, +)
            return total == 0 ? powers : normalized(powers)
        },
        says: "Such sums need the same care"),
    Wrong("the first only", Lesson13.softmax { [try steadySoftmax($0)[0]] }, says: "You return 1 outputs"),
    Wrong("nothing", Lesson13.softmax { $0.map { _ in 0 } }, says: "are 0 for the sums 0.5, -1.25, 2, 0.75."),
    Wrong("sharper", Lesson13.softmax { try steadySoftmax($0.map { 2 * $0 }) }, says: "and should return"),

    Wrong("negative", Lesson13.crossEntropy(-1.609), says: "never negative"),
    Wrong("the first", Lesson13.crossEntropy(0.357), says: "what the first output would cost"),
    Wrong("the third", Lesson13.crossEntropy(2.303), says: "what the third output would cost"),
    Wrong("all", Lesson13.crossEntropy(4.269), says: "added up all three"),
    Wrong("of what it lacks", Lesson13.crossEntropy(0.223), says: "not of what it lacks"),
    Wrong("the error", Lesson13.crossEntropy(0.8), says: "target minus output"),
    Wrong("E", Lesson13.crossEntropy(1.14), says: "squared errors"),
    Wrong("base 10", Lesson13.crossEntropy(0.699), says: "base 10"),
    Wrong("guessed", Lesson13.crossEntropy(1), says: "1 is off"),

    Wrong(
        "uphill", Lesson13.step { try kernelAfterStep($0, inputs: $1, targets: $2, learningRate: -$3) }, says: "uphill"),
    Wrong(
        "the sum",
        Lesson13.step { try kernelAfterStep($0, inputs: $1, targets: $2, learningRate: 5 * $3) },
        says: "5 times as long"),
    Wrong(
        "no rate",
        Lesson13.step { kernel, inputs, targets, _ in
            try kernelAfterStep(kernel, inputs: inputs, targets: targets, learningRate: 1)
        },
        says: "the learning rate is missing"),
    Wrong(
        "the change", Lesson13.step { try kernelAfterStep($0, inputs: $1, targets: $2, learningRate: $3) - $0 },
        says: "the change of the kernel alone"),
    Wrong("nothing", Lesson13.step { kernel, _, _, _ in kernel }, says: "has not changed"),
    Wrong(
        "no softmax",
        Lesson13.step { kernel, inputs, targets, rate in
            kernel - rate / 5 * dot(inputs.transposed, dot(inputs, kernel) - targets)
        },
        says: "Softmax is missing"),
    Wrong(
        "the sigmoid",
        Lesson13.step { kernel, inputs, targets, rate in
            kernel - rate / 5 * dot(inputs.transposed, Activation.sigmoid(dot(inputs, kernel)) - targets)
        },
        says: "in place of softmax"),
    Wrong(
        "by the classes",
        Lesson13.step { try kernelAfterStep($0, inputs: $1, targets: $2, learningRate: $3 * 5 / 3) },
        says: "the 3 classes"),
    Wrong(
        "by 5 always",
        Lesson13.step {
            try kernelAfterStep($0, inputs: $1, targets: $2, learningRate: $3 * Double($1.rows) / 5)
        },
        says: "for 3 digits of 2 inputs"),
    Wrong(
        "on its side",
        Lesson13.step { try kernelAfterStep($0, inputs: $1, targets: $2, learningRate: $3).transposed },
        says: "has shape (3, 4)"),

    Wrong("the lesson's", Lesson13.belowFive((0.01, 200)), says: "a rate of 0.01 and batches of 200 it misreads 20.49"),
    Wrong("tiny batches", Lesson13.belowFive((0.01, 10)), says: "yours have 10"),
    Wrong("one batch", Lesson13.belowFive((0.1, 100_000)), says: "no batch of 100000"),
    Wrong("uphill", Lesson13.belowFive((-0.1, 200)), says: "rate of -0.1"),
]

private func normalized(_ numbers: [Double]) -> [Double] {
    numbers.map { $0 / numbers.reduce(0, +) }
}
