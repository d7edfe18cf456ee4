import Exercises

let wrong03 = [
    Wrong("sums", Lesson03.byHand(([[0], [2.5]], 0.519)), says: "the sums of the hidden nodes"),
    Wrong("columns", Lesson03.byHand(([[0.881], [0.182]], 0.519)), says: "used the columns"),
    Wrong("nodes exchanged", Lesson03.byHand(([[0.924], [0.5]], 0.519)), says: "hidden nodes are exchanged"),
    Wrong("inputs exchanged", Lesson03.byHand(([[0.182], [0.881]], 0.519)), says: "inputs are exchanged"),
    Wrong("a sign lost", Lesson03.byHand(([[0.818], [0.924]], 0.519)), says: "A sign is lost"),
    Wrong("a row", Lesson03.byHand(([[0.5, 0.924]], 0.519)), says: "they are a column"),
    Wrong("the output's sum", Lesson03.byHand((hiddenByHand, 0.076)), says: "the sum of the output node"),
    Wrong("the output's sign", Lesson03.byHand((hiddenByHand, 0.872)), says: "is −1, not 1"),
    Wrong("the output's weights", Lesson03.byHand((hiddenByHand, 0.7934)), says: "output node are exchanged"),
    Wrong("guessed", Lesson03.byHand((hiddenByHand, 0.6)), says: "0.6 is off"),

    Wrong(
        "no sigmoid at the end",
        Lesson03.feedforward { input, weights in
            dot(weights.last!, through(weights.dropLast(), input))
        },
        says: "lacks the sigmoid after the last"),
    Wrong(
        "one sigmoid at the end",
        Lesson03.feedforward { input, weights in
            1 / (1 + exp(-weights.reduce(input) { dot($1, $0) }))
        },
        says: "a sigmoid at the end alone"),
    Wrong(
        "the input's sigmoid",
        Lesson03.feedforward { input, weights in through(weights[...], 1 / (1 + exp(-input))) },
        says: "a sigmoid too many"),
    Wrong(
        "no sigmoid", Lesson03.feedforward { input, weights in weights.reduce(input) { dot($1, $0) } },
        says: "no sigmoid in it"),
    Wrong(
        "the first only", Lesson03.feedforward { input, weights in through(weights.prefix(1), input) },
        says: "the loop ends too early"),
    Wrong(
        "all but the last", Lesson03.feedforward { input, weights in through(weights.dropLast(), input) },
        says: "lacks the last matrix"),
    Wrong(
        "as a row", Lesson03.feedforward { input, weights in through(weights[...], input).transposed },
        says: "has shape (1, 5) for a 3-4-2-5 network"),
    Wrong(
        "three layers only",
        Lesson03.feedforward { input, weights in through((weights.count < 3 ? [] : weights)[...], input) },
        says: "has shape (3, 1) for a 3-4 network"),

    Wrong("a row", Lesson03.oneHot { fedBy($0).transposed }, says: "is a row"),
    Wrong("exchanged", Lesson03.oneHot { 1 - fedBy($0) }, says: "0 and 1 exchanged"),
    Wrong("the label", Lesson03.oneHot { Double($0) * fedBy($0) }, says: "holds the label"),
    Wrong("counted from 1", Lesson03.oneHot { fedBy($0 - 1) }, says: "a row too high"),
    Wrong("a row on", Lesson03.oneHot { fedBy($0 + 1) }, says: "a row too low"),
    Wrong("from the end", Lesson03.oneHot { fedBy(9 - $0) }, says: "from the wrong end"),
    Wrong("zeros", Lesson03.oneHot { _ in Matrix(10, 1, repeating: 0) }, says: "0 everywhere"),
    Wrong("nine rows", Lesson03.oneHot { fedBy($0)[rows: 0..<9] }, says: "has shape (9, 1)"),

    Wrong("the lesson's", Lesson03.nodesWithoutOnes(90), says: "With 90 nodes and seed 1, 10 of the 10"),
    Wrong("too near", Lesson03.nodesWithoutOnes(70), says: "With 70 nodes"),
    Wrong("too few", Lesson03.nodesWithoutOnes(40), says: "you have chosen 40"),
    Wrong("none", Lesson03.nodesWithoutOnes(0), says: "can't be built"),
    Wrong("all", Lesson03.nodesWithoutOnes(784), says: "far beyond 37"),
]

private func through(_ weights: ArraySlice<Matrix>, _ input: Matrix) -> Matrix {
    weights.reduce(input) { 1 / (1 + exp(-dot($1, $0))) }
}

/// A column of ten with a 1 in a row.
private func fedBy(_ row: Int) -> Matrix {
    Matrix(column: (0...9).map { $0 == row ? 1 : 0 })
}
