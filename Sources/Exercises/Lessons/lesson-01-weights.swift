/// The exercises of lesson 1.
public enum Lesson01 {
    /// The shape of a matrix.
    public typealias Size = (rows: Int, columns: Int)

    /// Shapes and number of weights of a small network.
    public static let small = Exercise<(first: Size?, second: Size?, count: Int?)>(
        "1.1", .pencil,
        hints: [
            "Which layer gives a matrix its rows: the one that the links come from, or the one they lead into?",
            "Following layer first. Three hidden nodes, and four links into each.",
            "The first matrix has a row for each of the 3 hidden nodes and a column for each of the 4 input nodes; the "
                + "second leads from 3 nodes to 2. Then count the elements of both.",
        ],
        learned: "The inner lengths are the same number, 3: what one matrix makes is what the next one takes.",
        why: "Rows are the nodes of the following layer, columns those of the preceding one; 3 · 4 + 2 · 3 weights."
    ) { answer in
        let (first, second, count) = (try given(answer.first), try given(answer.second), try given(answer.count))
        if first == (4, 3) && second == (3, 2) {
            throw Refusal("Both shapes have rows and columns exchanged: the following layer comes first.")
        }
        if first == (2, 3) && second == (3, 4) {
            throw Refusal("The matrices are exchanged: the first one leads from the input into the hidden layer.")
        }
        for (name, shape, right, rows, columns) in [
            ("first", first, (3, 4), "hidden", "input"), ("second", second, (2, 3), "output", "hidden"),
        ] where shape != right {
            throw Refusal(
                "The \(name) matrix can't be \(shape.rows) × \(shape.columns): it has a row for each \(rows) node and a "
                    + "column for each \(columns) node.")
        }
        try compare(
            count, with: 18, "the number of weights",
            mistakes: [
                (9, "9 is the number of nodes. Each link has a weight, and there are more links than nodes."),
                (14, "14 adds rows and columns where a matrix has rows times columns of weights."),
                (72, "Multiply within each matrix, but add the two matrices up."),
                (24, "24 would be 4 · 3 · 2; there is no link that skips a layer."),
            ])
    }

    /// The hidden nodes behind a number of weights.
    public static let backward = Exercise<Int?>(
        "1.2", .pencil,
        hints: [
            "How many links does a single hidden node have, those into it and those out of it?",
            "One hidden node has 784 links into it and 10 out of it.",
            "With h hidden nodes there are 784 · h + 10 · h weights. That should be 23,820.",
        ],
        learned: "Every hidden node costs this network 794 weights, of which 784 are for looking at the picture.",
        why: "Each hidden node has 784 + 10 = 794 links, and 23,820 / 794 is 30."
    ) { answer in
        let nodes = try given(answer)
        if nodes == 30 { return }
        if nodes == 3 { throw Refusal("3 · 7,840 is about right, but input and output nodes are not linked directly.") }
        if nodes == 23_820 / 10 {
            throw Refusal("2,382 hidden nodes have 10 links each into the output, and 784 others.")
        }
        if nodes < 0 { throw Refusal("A layer of \(nodes) nodes can't be drawn.") }
        if nodes > 100_000 { throw Refusal("A network with so large a layer has millions of weights, not 23,820.") }
        throw Refusal(
            "A network with \(nodes) hidden nodes has \(784 * nodes) + \(10 * nodes) weights, not 23820.")
    }

    /// The shapes of all matrices.
    public static let shapes = Exercise<(_ layerSizes: [Int]) throws -> [Size]>(
        "1.3", .code,
        hints: [
            "Four layers have how many gaps between them? For which places does the loop have to run?",
            "At each place from 1 on, the following layer is the one at that place. Where is the preceding one?",
            "In each turn append a pair: the size at this place, and then the size at the place before it.",
        ],
        learned: "The same two lines describe a network of three layers and one of a hundred.",
        why: "n layers have n − 1 gaps, so the loop begins at 1 and looks back by one."
    ) { shapes in
        let answer = try shapes([7, 2, 5, 3])
        let right: [Size] = [(2, 7), (5, 2), (3, 5)]
        let text = answer.map { "(\($0.rows), \($0.columns))" }.joined(separator: ", ")
        func isSame(_ other: [Size]) -> Bool { answer.elementsEqual(other, by: ==) }
        let back = "For layers of 7, 2, 5 and 3 nodes"
        if answer.count != right.count {
            throw Refusal("\(back) there are three gaps; you return \(answer.count) shapes.")
        }
        if isSame(right.map { ($0.columns, $0.rows) }) {
            throw Refusal("\(back) you return \(text): rows and columns are exchanged.")
        }
        if isSame(right.reversed()) { throw Refusal("\(back) you return \(text), from the last matrix to the first.") }
        for (place, (shape, right)) in zip(answer, right).enumerated() where shape != right {
            throw Refusal(
                "\(back) you return \(text). Matrix \(place), counted from 0, leads from \(right.columns) nodes to "
                    + "\(right.rows).")
        }
        let short = try shapes([784, 90, 10])
        guard short.elementsEqual([(90, 784), (10, 90)], by: ==) else {
            throw Refusal("For 7-2-5-3 all is right, and for 784-90-10 it is not.")
        }
    }
}
