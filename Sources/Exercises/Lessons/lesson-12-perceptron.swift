import Numerics

/// The exercises of lesson 12.
public enum Lesson12 {
    /// Two epochs of learning AND, by hand.
    public static let twoEpochs = Exercise<(w1: Double, w2: Double, bias: Double)?>(
        "12.1", .pencil,
        hints: [
            "What is the first answer, with everything 0, and is it right?",
            "A mistake with answer 1 and target 0 takes 1 from the bias and from the weights of the inputs that are 1. In "
                + "the first epoch there is one mistake.",
            "After the first epoch w₁ is −1, w₂ is 0 and the bias −1. In the second epoch the first three examples are "
                + "mistakes.",
        ],
        learned: "Another order of the examples is another walk; if a line exists, each of them arrives.",
        why: "Four mistakes in all, at (1, 0), then at (1, 1), (1, 0) and (0, 1); the rest is answered right."
    ) { answer in
        let (w1, w2, bias) = try given(answer)
        try compare(
            [[w1, w2, bias]], with: [[-1, 0, -2]], "the perceptron", shape: "", hidesRightNumbers: true,
            names: ["w₁", "w₂", "bias"],
            mistakes: [
                ([[-1, 0, -1]], "That is where it stands after the first epoch. There are two."),
                ([[1, 0, 2]], "All signs are turned: the change is target minus answer, times the input."),
                (
                    [[-1, 0, 0]],
                    "The weights are right. The bias is the weight of an input that is always 1: it changes, too."
                ),
                (
                    [[0, 1, 0]],
                    "That is where it stands after the first example of the second epoch. Three more follow."
                ),
                ([[-1, 1, -1]], "That is before the example (0, 1) of the second epoch. What is net there?"),
                ([[2, 1, -1]], "That is the lesson's order after two epochs. Here (1, 1) comes first."),
                ([[0, 1, -1]], "Where net is exactly 0 you have answered 0. The answer is 1 there."),
            ])
    }

    /// One step of a perceptron.
    public static let rule = Exercise<
        (
            _ weights: [Double], _ bias: Double, _ input: [Double], _ target: Double, _ learningRate: Double
        ) throws -> (weights: [Double], bias: Double)
    >(
        "12.2", .code,
        hints: [
            "What is the answer, and from which number is it made?",
            "Net is the bias plus all products of weight and input. The change depends on target minus answer.",
            "Add to each weight the rate times target minus answer times its input; and to the bias the same with an input "
                + "of 1.",
        ],
        learned:
            "There is no `if` in the rule: target minus answer is 0 when the answer is right, and then nothing changes.",
        why: "Each weight is blamed in proportion to its input, and the bias as if its input were 1."
    ) { rule in
        typealias Case = (weights: [Double], bias: Double, input: [Double], target: Double, rate: Double)
        let cases: [(Case, right: [Double], name: String)] = [
            (
                ([0.5, -1, 2], -0.25, [1, 0.5, -0.75], 1, 0.5), [1, -0.75, 1.625, 0.25], "answers 0 and should answer 1"
            ),
            (([1.5, 0.5], -1, [1, -0.5], 0, 0.25), [1.25, 0.625, -1.25], "answers 1 and should answer 0"),
            (
                ([0.5, -0.5], -0.25, [0.5, 0], 0, 1), [0, -0.5, -1.25], "has a net of 0, answers 1 and should answer 0"
            ),
            (([1, 1], -1.5, [1, 1], 1, 1), [1, 1, -1.5], "answers 1, as it should"),
            (([1, 1], -1.5, [1, 0], 0, 1), [1, 1, -1.5], "answers 0, as it should"),
        ]
        for (example, right, name) in cases {
            let answer = try rule(example.weights, example.bias, example.input, example.target, example.rate)
            guard answer.weights.count == example.weights.count else {
                throw Refusal("For \(example.weights.count) weights you return \(answer.weights.count).")
            }
            let numbers = answer.weights + [answer.bias]
            let before = example.weights + [example.bias]
            func isClose(_ other: [Double]) -> Bool { zip(numbers, other).allSatisfy { abs($0 - $1) < 1e-12 } }
            if isClose(right) { continue }
            let beginning = "A perceptron that \(name)"
            let change = zip(right, before).map { $0 - $1 }
            if right == before {
                throw Refusal("\(beginning), is changed to \(short(numbers)). When it is right, nothing changes.")
            }
            if isClose(before) { throw Refusal("\(beginning) is not changed.") }
            if isClose(zip(before, change).map { $0 - $1 }) { throw Refusal("\(beginning) is changed the wrong way.") }
            if isClose(zip(before, change).map { $0 + $1 / example.rate }) {
                throw Refusal("\(beginning) takes the whole change; the learning rate is missing.")
            }
            if isClose(right.dropLast() + [example.bias]) {
                throw Refusal("\(beginning) keeps its bias. It changes like a weight whose input is 1.")
            }
            let step = example.rate * (example.target == 1 ? 1 : -1)
            if isClose(before.map { $0 + step }) {
                throw Refusal("\(beginning) changes all weights alike. Each change is times the weight's input.")
            }
            throw Refusal("\(beginning) becomes \(short(numbers)), and should become \(short(right)).")
        }
    }

    /// XOR by a 2-2-1 network of steps.
    public static let xor = Exercise<(hidden: Matrix?, output: Matrix?)>(
        "12.3", .pencil,
        hints: [
            "Which two lines separate the points of XOR? What does each hidden node say?",
            "Let one hidden node be OR, and the other something that is 0 only at (1, 1).",
            "OR fires from one input on, so its bias lies between −1 and 0. Not AND is AND with all signs turned. The output "
                + "node is the AND of both.",
        ],
        learned:
            "Each hidden node draws a line, and the output node combines their sides; that is all that depth adds here.",
        why: "The first node is OR, the second not-AND, and the output is their AND."
    ) { answer in
        let (hidden, output) = (try given(answer.hidden), try given(answer.output))
        guard hidden.shape == Shape(2, 3) else {
            throw Refusal(
                "The hidden nodes have shape \(hidden.shape); two nodes with two weights and a bias are (2, 3).")
        }
        guard output.shape == Shape(1, 3) else {
            throw Refusal("The output node has shape \(output.shape); two weights and a bias are (1, 3).")
        }
        func step(_ net: Double) -> Double { net >= 0 ? 1 : 0 }
        func node(_ row: [Double], _ x: Double, _ y: Double) -> Double { step(row[0] * x + row[1] * y + row[2]) }
        let inputs: [(Double, Double)] = [(0, 0), (0, 1), (1, 0), (1, 1)]
        let said = inputs.map { [node(hidden.row(0), $0, $1), node(hidden.row(1), $0, $1)] }
        let answers = said.map { node(output.row(0), $0[0], $0[1]) }
        if answers == [0, 1, 1, 0] { return }
        let list = answers.map { short($0) }.joined(separator: ", ")
        let beginning = "It answers \(list) to (0, 0), (0, 1), (1, 0) and (1, 1)"
        switch answers {
        case [0, 1, 1, 1]: throw Refusal("\(beginning): that is OR. At (1, 1) something has to turn it off.")
        case [0, 0, 0, 1]: throw Refusal("\(beginning): that is AND.")
        case [1, 0, 0, 1]: throw Refusal("\(beginning): that is the opposite of XOR.")
        case [1, 1, 1, 0]: throw Refusal("\(beginning): that is the opposite of AND.")
        default: break
        }
        if said.allSatisfy({ $0 == said[0] }) {
            throw Refusal("\(beginning), and the hidden nodes say the same to all four: their lines separate nothing.")
        }
        if said.allSatisfy({ $0[0] == $0[1] }) {
            throw Refusal("\(beginning). Both hidden nodes say the same to each of the four, so one would do.")
        }
        throw Refusal("\(beginning).")
    }

    /// At least two of three.
    public static let majority = Exercise<(_ inputs: [Double]) throws -> Double>(
        "12.4", .code,
        hints: [
            "What is the sum of the inputs when two of them are 1? When one is?",
            "With weights of 1 the sum is 0, 1, 2 or 3. Where must the threshold lie?",
            "Between 1 and 2, say at 1.5: so a bias of −1.5, and 1 when net is 0 or more.",
        ],
        learned: "A vote is a perceptron whose weights are all 1; with other weights some voters count more.",
        why: "All weights 1 and a bias of −1.5 put the line between one vote and two."
    ) { majority in
        for number in 0..<8 {
            let inputs = (0..<3).map { Double(number >> (2 - $0) & 1) }
            let count = inputs.reduce(0, +)
            let right: Double = count >= 2 ? 1 : 0
            let answer = try majority(inputs)
            if answer == right { continue }
            let beginning = "To \(inputs.map { short($0) }.joined(separator: ", ")) it answers \(short(answer))"
            if answer != 0 && answer != 1 { throw Refusal("\(beginning). The step's answer is 0 or 1.") }
            switch count {
            case 0: throw Refusal("\(beginning), though no input is 1.")
            case 1: throw Refusal("\(beginning). One of three is no majority.")
            case 2: throw Refusal("\(beginning). Two of three are a majority.")
            default: throw Refusal("\(beginning). All three are a majority, too.")
            }
        }
    }
}
