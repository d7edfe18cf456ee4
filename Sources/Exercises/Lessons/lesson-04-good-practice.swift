import MNIST
import Numerics

/// The exercises of lesson 4.
public enum Lesson04 {
    /// Pixels from 0 to 255 become numbers from 0.01 to 1.
    public static let scaledPixels = Exercise<(_ pixels: Matrix) throws -> Matrix>(
        "4.1", .code,
        hints: [
            "By what do you divide so that 255 becomes 1?",
            "From 0.01 to 1 is how far? The range from 0 to 1 has to be shortened to that before it is moved.",
            "Divide by 255, multiply by 0.99, and add 0.01, in this order.",
        ],
        learned: "The very same transform has to be applied to every digit that the network is ever asked about, as "
            + "lesson 17 shows the hard way.",
        why: "First to 0–1, then shortened to 0–0.99, then moved by 0.01."
    ) { scaledPixels in
        let pixels: Matrix = [[0, 255, 51], [1, 128, 254]]
        let right = Worked04.scaled
        let tried = "for pixels \(short(pixels))"
        try compare(
            try scaledPixels(pixels), with: right, "your result", shape: "as many numbers as pixels", tried: tried,
            mistakes: [
                (pixels / 255, "Paper becomes 0 and should become 0.01."),
                (pixels / 255 * 0.99, "Paper becomes 0 and should become 0.01; ink becomes 0.99 and should be 1."),
                (pixels / 255 + 0.01, "Ink becomes 1.01 and should become 1: the range has to be shortened first."),
                ((pixels / 255 + 0.01) * 0.99, "You have added before you multiplied: paper becomes 0.0099."),
                (
                    pixels / 256 * 0.99 + 0.01,
                    "Ink becomes 0.996 and not 1: there are 256 grays, but the largest is 255."
                ),
                (pixels * 0.99 + 0.01, "Ink becomes 252.5: divide by 255 first."),
                (1 - pixels / 255 * 0.99, "You have exchanged paper and ink."),
            ])
        let gray: Matrix = [[51, 102]]
        let stretched = "Divide by 255, not by the largest pixel of this picture: 102 is gray, not full ink."
        try compare(
            try scaledPixels(gray), with: [[0.208, 0.406]], "your result", shape: "as many numbers as pixels",
            tried: "for pixels \(short(gray))", mistakes: [([[0.505, 1]], stretched), ([[0.01, 1]], stretched)])
    }

    /// The standard deviation for 784 links.
    public static let width = Exercise<Double?>(
        "4.2", .pencil,
        hints: [
            "A sum of n random numbers grows like which function of n?",
            "The rule is 1 divided by the square root of the number of links. What is the root of 784?",
            "28 · 28 is 784. Divide 1 by 28.",
        ],
        learned: "28 is also the side of a digit: the wider the picture, the narrower the weights.",
        why: "The root of 784 is 28, and 1 / 28 is 0.0357."
    ) { answer in
        try compare(
            try given(answer), with: 1 / 28, "the width", tolerance: 0.00075, hidesRightNumbers: true,
            mistakes: [
                (28, "28 is the root itself. So wide, every node would be saturated."),
                (1.0 / 784, "That is 1/784. A sum of 784 products grows like the root of 784, not like 784."),
                (0.1054, "That is 1/√90, the notebook's: it counts the nodes of the layer, not the links into a node."),
                (0.3162, "That is 1/√10, for the second matrix in the notebook's way."),
                (784, "Weights of 784? They should become narrower with more links."),
            ])
    }

    /// The widest weights with few saturated nodes.
    ///
    /// Measured as a mean over the hundred digits and three seeds: 0.075 to 0.09 at 0.28, 0.096 to 0.113 at 0.3. So
    /// 0.28 and 0.29 reach the goal, among others; 0.105 and 0.3, which the lesson tries, don't.
    public static let widest = Exercise<Double?>(
        "4.3", .experiment,
        hints: [
            "The lesson's table has a width with no saturated node, and one with about a tenth of them. Between which two "
                + "must yours be?",
            "Sums grow in proportion to the width, and a node is saturated beyond ±4.6. 0.3 is a little too wide.",
            "Halve the distance again and again: 0.25 is too narrow, 0.3 too wide.",
        ],
        learned:
            "Nearly three times the notebook's width, and eight times the usual rule's, still saturates few nodes: "
            + "there is room, but not much.",
        why: "Between 0.28 and 0.295 the sums spread so that a little less than a tenth lie beyond ±4.6."
    ) { answer in
        let width = try given(answer)
        if !(width > 0 && width.isFinite) {
            throw Refusal("A width is a number above 0, and yours is \(short(width)).")
        }
        let inputs = try Digits.hundred().map { $0.scaledInput.elements }
        let columns = Matrix(rows: inputs).transposed  // 784 × 100
        var share = 0.0
        for seed: UInt32 in [1, 2, 42] {
            var random = RandomState(seed: seed)
            let sums = dot(random.normal(mean: 0, standardDeviation: width, 90, 784), columns)
            let outputs = 1 / (1 + exp(-sums))
            share += Double(outputs.elements.count { $0 < 0.01 || $0 > 0.99 }) / Double(outputs.count) / 3
        }
        let measured = "With \(short(width)), \(short(100 * share)) of 100 hidden nodes are saturated"
        if share >= 0.1 { throw Refusal("\(measured), not fewer than 10: the weights are too wide.") }
        if share < 0.08 { throw Refusal("\(measured): wider weights are possible.") }
    }

    /// The share of saturated nodes.
    public static let saturated = Exercise<(_ outputs: Matrix) throws -> Double>(
        "4.4", .code,
        hints: [
            "What has to be counted, and by what does one divide?",
            "A `var` begins at 0 and grows by 1 for each value that is below 0.01 or above 0.99.",
            "At the end divide the number of saturated ones by that of all elements, both as `Double`.",
        ],
        learned: "A saturated node has a slope below 0.01 · 0.99, less than a twenty-fifth of the steepest.",
        why: "Both ends count: a node at 0.001 is as stuck as one at 0.999."
    ) { saturated in
        let outputs: Matrix = [[0.004, 0.5, 0.995], [0.02, 0.98, 0.999], [0.6, 0.01, 0.99], [0.0001, 0.3, 0.997]]
        try compare(
            try saturated(outputs), with: 5.0 / 12, "your share", tried: "for 12 outputs, of which 5 are saturated",
            mistakes: [
                (5, "That is the number of saturated nodes. Divide by the number of all."),
                (3.0 / 12, "You count those above 0.99 alone. An output below 0.01 is saturated, too."),
                (2.0 / 12, "You count those below 0.01 alone. An output above 0.99 is saturated, too."),
                (7.0 / 12, "Outputs of exactly 0.01 and 0.99 are not saturated yet."),
                (500.0 / 12, "That is in percent. A share lies between 0 and 1."),
                (0, "Your share is 0. Whole numbers drop the remainder when divided; or is `&&` where `||` belongs?"),
                (5.0 / 3, "Divide by the number of all outputs, not by that of the rows or columns."),
                (1.25, "Divide by the number of all outputs, not by that of the rows."),
            ])
        try compare(try saturated([[0.5, 0.999]]), with: 0.5, "your share", tried: "for the outputs 0.5 and 0.999")
        try compare(
            try saturated([[0.001, 0.5, 0.6, 0.7]]), with: 0.25, "your share", tried: "for 0.001, 0.5, 0.6 and 0.7")
    }
}
