import Numerics

/// The exercises of lesson 5.
public enum Lesson05 {
    /// A gradient of E in the first matrix of a network with one hidden layer.
    public typealias Gradient = (_ first: Matrix, _ second: Matrix, _ input: Matrix, _ target: Matrix) throws -> Matrix

    /// One update of a 2-2-1 network, worked out by hand.
    public static let update = Exercise<(newFirst: Matrix?, newSecond: Matrix?)>(
        "5.1", .pencil,
        hints: [
            "Which number does each node put out? Begin with the two hidden nodes: their sums are 0 and 1.",
            "The error is target minus output, 0.01 − 0.5336. How large is the delta of the output node? Each number of "
                + "the second update is that delta times what came in through the weight.",
            "The output's delta is −0.1303. A hidden node gets that times its *old* weight, 1 or −0.5, and then times "
                + "its own slope, 0.25 or 0.1966. That is its delta; a row of the first update is that delta times the "
                + "two inputs.",
        ],
        learned: "You have done by hand what a training run of 60,000 digits does 60,000 times: E of this network has "
            + "fallen from 0.274 to 0.237.",
        why: "All deltas come from the old weights; only then does any weight change."
    ) { answer in
        let (first, second) = (try given(answer.newFirst), try given(answer.newSecond))
        let tolerance = 0.0006
        try compare(
            second, with: Worked05.newSecond, "the new second matrix", shape: "two weights into one node",
            tolerance: tolerance, hidesRightNumbers: true,
            mistakes: [
                (
                    Worked05.uphill,
                    "The second matrix has gone uphill: the output is too large, so weights must shrink."
                ),
                (Worked05.twice, "The second matrix has gone twice as far: the lesson leaves out the 2 of the slope."),
                (
                    Worked05.newSecond - [[1, -0.5]],
                    "That is the update of the second matrix alone. Add it to the weights."
                ),
            ])
        try compare(
            first, with: Worked05.newFirst, "the new first matrix", shape: "two weights into each of two hidden nodes",
            tolerance: tolerance, hidesRightNumbers: true,
            mistakes: [
                (
                    Worked05.withoutOutputSlope,
                    "The second matrix is right. In the first one the error alone was handed back, as the notebook does; "
                        + "the chain rule hands back error times slope."
                ),
                (
                    Worked05.withoutHiddenSlope,
                    "The second matrix is right. In the first one the hidden nodes' own slopes are missing."
                ),
                (
                    Worked05.throughNewWeights,
                    "The second matrix is right. In the first one the delta was handed back through the new weights; it "
                        + "goes through the old ones."
                ),
                (
                    Worked05.newFirst.transposed,
                    "The second matrix is right. The first one has its rows and columns exchanged: a row holds the "
                        + "weights into one hidden node."
                ),
                (
                    Worked05.newFirst - [[0.5, -0.25], [-1, 1]],
                    "The second matrix is right. Of the first you give the update alone; add it to the weights."
                ),
            ])
    }

    /// The deltas of hidden nodes by the chain rule.
    public static let hiddenDelta = Exercise<
        (
            _ outputErrors: Matrix, _ output: Matrix, _ hiddenOutput: Matrix, _ weightsHiddenOutput: Matrix
        ) throws -> Matrix
    >(
        "5.2", .code,
        hints: [
            "What goes back over a link: the error of the output node, or error times slope?",
            "The matrix is outputs × hidden. Which form of it turns a column of outputs numbers into one of hidden "
                + "numbers?",
            "Three steps: the output's delta from its errors and its slopes; the product with the transposed matrix; "
                + "and each result times the slope of its own hidden node, h · (1 − h).",
        ],
        learned: "The slope of E in the sum of a hidden node is −2 times this delta, which measuring confirms to nine "
            + "digits.",
        why: "Errors become deltas before they go back, and again when they arrive: each node multiplies by its slope."
    ) { hiddenDelta in
        let answer = try hiddenDelta(
            Worked05.outputErrors, Worked05.output, Worked05.hiddenOutput, Worked05.weightsHiddenOutput)
        let right = Worked05.hiddenDelta
        try compare(
            answer, with: right, "your result", shape: "one delta for each of the four hidden nodes",
            tried: "for three outputs (0.76, 0.12, 0.27) with errors (0.35, −0.72, −0.22)",
            mistakes: [
                (
                    Worked05.notebookDelta,
                    "Your result is the notebook's: the errors alone have gone back over the links. By the chain rule "
                        + "errors times slopes of the outputs go back."
                ),
                (Worked05.handedBack, "Your result is what arrives at the hidden nodes, without their own slopes."),
                (
                    -right,
                    "Your result has the wrong sign: the errors are target minus output already, so nothing is turned "
                        + "around."
                ),
                (2 * right, "Your result is twice as large as the lesson's delta, which leaves out the 2."),
                (right.transposed, "Your result lies on its side: it is a row, and should be a column."),
            ])
        try compare(
            try hiddenDelta(
                Worked05.outputErrors[rows: 0..<2], Worked05.output[rows: 0..<2], Worked05.hiddenOutput[rows: 0..<3],
                Worked05.weightsHiddenOutput[rows: 0..<2][columns: 0..<3]), with: Worked05.smallerDelta, "your result",
            shape: "one delta for each of the three hidden nodes", tried: "for two outputs and three hidden nodes")
    }

    /// The gradient of any function, measured.
    public static let measuredGradient = Exercise<
        (_ function: (Matrix) -> Double, _ point: Matrix) throws -> Matrix
    >(
        "5.3", .code,
        hints: [
            "How did the lesson measure the slope of E in the weight 0.6? Which two values did it need, and by what did "
                + "it divide?",
            "Two loops, over rows and columns. In each turn make two copies of the point, of which one element is moved.",
            "The slope is the function's value above, minus its value below, divided by the whole distance between the "
                + "two places, which is twice the step. A step of 0.00001 will do.",
        ],
        learned: "You can now check any gradient without trusting its formula; it costs two runs of the function for "
            + "each element.",
        why: "Moved both ways, the curvature cancels: what is left is off by the square of the step."
    ) { measuredGradient in
        // A sum of squares with factors, and a product of two elements: its slope is known.
        func measured(_ factors: Matrix, _ point: Matrix, product: Double) throws {
            var moves: [Matrix] = []
            func function(_ x: Matrix) -> Double {
                if x.shape == point.shape { moves.append(x - point) }
                return (factors * x * x).sum + product * x[0, 0] * x.elements[x.count - 1]
            }
            var right = 2 * factors * point
            let last = (point.rows - 1, point.columns - 1)
            right[0, 0] += product * point[last.0, last.1]
            right[last.0, last.1] += product * point[0, 0]
            let answer = try measuredGradient(function, point)
            let isOneSided = !moves.contains { $0.min < 0 } || !moves.contains { $0.max > 0 }
            if answer.shape == right.shape, !moves.isEmpty, isOneSided, (answer - right).map(abs).max < 0.1 {
                throw Refusal(
                    "Your gradient is nearly right, but elements have moved one way only: move each both ways.")
            }
            try compare(
                answer, with: right, "your gradient", shape: "one slope for each element of the point",
                tried: "for a sum of squares with factors at \(short(point))", tolerance: 2e-7,
                mistakes: [
                    (
                        2 * right,
                        "Your gradient is twice as large as it should be: above and below are two steps apart, not one."
                    ),
                    (0.5 * right, "Your gradient is half of what it should be: by how much are above and below apart?"),
                    (-right, "Your gradient has the wrong sign: it is the value above minus the value below."),
                    (
                        0 * right,
                        "Your gradient is 0 everywhere. Does an element move before the function is called?"
                    ),
                ])
        }
        try measured(Worked05.curvatures, Worked05.point, product: 30)
        try measured([[3], [-1], [2]], [[1], [0.5], [-2]], product: 0.5)
    }

    /// Of two gradients, one is wrong.
    public static let twoGradients = Exercise<(wrong: String?, mended: Gradient)>(
        "5.4", .fault,
        hints: [
            "What do you hold a gradient against, if you don't trust its formula?",
            "`numericalGradient(of:at:)` takes a function of one matrix. Let it be E, with the second matrix held "
                + "still; then compare with both.",
            "Follow the chain from E to a weight of the first matrix, and count the slopes of sigmoids on the way. "
                + "There are two. In which function is there one?",
        ],
        learned:
            "A gradient that is wrong by a positive factor for each node still leads downhill, which is why such a "
            + "fault can stay in a program for years.",
        why: "In B the hidden nodes' own slopes were missing, hidden · (1 − hidden)."
    ) { answer in
        let wrong = try given(answer.wrong)
        let mended = try answer.mended(Worked05.first, Worked05.second, Worked05.input, Worked05.target)
        guard ["A", "B"].contains(wrong.uppercased()) else {
            throw Refusal("The functions are called \"A\" and \"B\", and none is called \(quoted(wrong)).")
        }
        guard wrong.uppercased() == "B" else {
            throw Refusal("A agrees with the measured gradient of a 3-4-2 network, to the last digits.")
        }
        let right = Worked05.gradient
        func refuse(_ what: String) throws -> Never {
            throw Refusal("B is the wrong one. Your mended gradient, on a 3-4-2 network, \(what).")
        }
        let (slopes, length) = (mended.elements, (right * right).sum.squareRoot())
        if mended.shape != right.shape {
            try refuse("has shape \(mended.shape); the first matrix has \(right.shape)")
        }
        if !slopes.allSatisfy(\.isFinite) { try refuse("holds \(short(slopes.first { !$0.isFinite } ?? 0))") }
        let difference = (mended - right).map(abs).max
        if difference < 1e-6 * length { return }
        if (mended + right).map(abs).max < 1e-6 * length { try refuse("points uphill where it should point down") }
        let cosine = (mended * right).sum / (length * (mended * mended).sum.squareRoot())
        if cosine > 1 - 1e-9 { try refuse("has the right direction, and another length than the measured one") }
        try refuse("isn't the measured one: the largest difference is \(short(difference))")
    }
}
