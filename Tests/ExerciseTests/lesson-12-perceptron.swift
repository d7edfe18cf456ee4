import Exercises

let wrong12 = [
    Wrong("one epoch", Lesson12.twoEpochs((-1, 0, -1)), says: "after the first epoch"),
    Wrong("signs", Lesson12.twoEpochs((1, 0, 2)), says: "All signs are turned"),
    Wrong("no bias", Lesson12.twoEpochs((-1, 0, 0)), says: "it changes, too"),
    Wrong("too early", Lesson12.twoEpochs((0, 1, 0)), says: "Three more follow"),
    Wrong("one too early", Lesson12.twoEpochs((-1, 1, -1)), says: "before the example (0, 1)"),
    Wrong("the lesson's order", Lesson12.twoEpochs((2, 1, -1)), says: "the lesson's order"),
    Wrong("guessed", Lesson12.twoEpochs((-1, 1, -2)), says: "w₂ = 1 is off"),
    Wrong("0 at 0", Lesson12.twoEpochs((0, 1, -1)), says: "The answer is 1 there"),

    Wrong("never", Lesson12.rule { weights, bias, _, _, _ in (weights, bias) }, says: "is not changed"),
    Wrong("the wrong way", Lesson12.rule { stepped($0, $1, $2, $3, -$4) }, says: "the wrong way"),
    Wrong(
        "without the rate",
        Lesson12.rule { weights, bias, input, target, _ in stepped(weights, bias, input, target, 1) },
        says: "learning rate is missing"),
    Wrong(
        "without the bias",
        Lesson12.rule { weights, bias, input, target, rate in
            (stepped(weights, bias, input, target, rate).weights, bias)
        },
        says: "keeps its bias"),
    Wrong(
        "all alike",
        Lesson12.rule { weights, bias, input, target, rate in
            let change = stepped(weights, bias, input, target, rate).bias - bias
            return (weights.map { $0 + change }, bias + change)
        },
        says: "changes all weights alike"),
    Wrong(
        "without asking",
        Lesson12.rule { weights, bias, input, target, rate in
            let change = rate * (target == 1 ? 1 : -1)
            return (zip(weights, input).map { $0 + change * $1 }, bias + change)
        },
        says: "When it is right, nothing changes"),
    Wrong(
        "0 is below",
        Lesson12.rule { weights, bias, input, target, rate in
            let net = zip(weights, input).reduce(bias) { $0 + $1.0 * $1.1 }
            return net == 0 && target == 0 ? (weights, bias) : stepped(weights, bias, input, target, rate)
        },
        says: "has a net of 0, answers 1 and should answer 0 is not"),
    Wrong("one weight", Lesson12.rule { weights, bias, _, _, _ in ([weights[0]], bias) }, says: "you return 1"),

    Wrong("OR", Lesson12.xor(([[1, 1, -0.5], [1, 1, -1.5]], [[1, 0, -0.5]])), says: "that is OR"),
    Wrong("AND", Lesson12.xor(([[1, 1, -0.5], [1, 1, -1.5]], [[0, 1, -0.5]])), says: "that is AND"),
    Wrong("not XOR", Lesson12.xor(([[1, 1, -0.5], [1, 1, -1.5]], [[-1, 1, 0.5]])), says: "the opposite of XOR"),
    Wrong("not AND", Lesson12.xor(([[1, 1, -0.5], [1, 1, -1.5]], [[0, -1, 0.5]])), says: "the opposite of AND"),
    Wrong("no lines", Lesson12.xor(([[0, 0, 1], [0, 0, 1]], [[1, 1, -1.5]])), says: "separate nothing"),
    Wrong("twice the same", Lesson12.xor(([[1, 0, -0.5], [2, 0, -1]], [[1, 1, -1.5]])), says: "so one would do"),
    Wrong("no biases", Lesson12.xor(([[1, 1], [1, 1]], [[1, -1, 0]])), says: "The hidden nodes have shape (2, 2)"),
    Wrong(
        "a column", Lesson12.xor(([[1, 1, -0.5], [1, 1, -1.5]], [[1], [-1]])), says: "The output node has shape (2, 1)"),
    Wrong("one side", Lesson12.xor(([[1, 0, -0.5], [0, 1, -0.5]], [[1, 0, -0.5]])), says: "answers 0, 0, 1, 1"),

    Wrong("any", Lesson12.majority { $0.reduce(0, +) >= 1 ? 1 : 0 }, says: "One of three is no majority"),
    Wrong("all", Lesson12.majority { $0.reduce(0, +) >= 3 ? 1 : 0 }, says: "Two of three are"),
    Wrong("exactly two", Lesson12.majority { $0.reduce(0, +) == 2 ? 1 : 0 }, says: "All three are"),
    Wrong("none", Lesson12.majority { $0.reduce(0, +) != 1 ? 1 : 0 }, says: "no input is 1"),
    Wrong("net", Lesson12.majority { $0.reduce(-1.5, +) }, says: "The step's answer"),
]

private func stepped(
    _ weights: [Double], _ bias: Double, _ input: [Double], _ target: Double, _ rate: Double
) -> (weights: [Double], bias: Double) {
    let net = zip(weights, input).reduce(bias) { $0 + $1.0 * $1.1 }
    let change = rate * (target - (net >= 0 ? 1 : 0))
    return (zip(weights, input).map { $0 + change * $1 }, bias + change)
}
