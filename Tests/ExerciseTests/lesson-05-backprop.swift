import Exercises

let wrong05 = [
    Wrong(
        "uphill", Lesson05.update((newFirst, [[1.0652, -0.4047]])),
        says: "gone uphill"),
    Wrong(
        "with the 2 of the slope", Lesson05.update((newFirst, [[0.8697, -0.6905]])),
        says: "gone twice as far"),
    Wrong(
        "the update alone", Lesson05.update((newFirst, [[-0.0652, -0.0953]])),
        says: "the update of the second matrix alone"),
    Wrong(
        "a column", Lesson05.update((newFirst, [[0.9349], [-0.5953]])),
        says: "has shape (2, 1); two weights into one node is (1, 2)"),
    Wrong(
        "calculated wrongly", Lesson05.update((newFirst, [[0.9349, -0.7]])),
        says: "-0.7 in row 0, column 1 is off"),
    Wrong(
        "the notebook's rule", Lesson05.update(([[0.3691, -0.5118], [-0.9485, 1.1029]], newSecond)),
        says: "the error alone was handed back"),
    Wrong(
        "without the slopes of the hidden nodes",
        Lesson05.update(([[0.3697, -0.5106], [-0.9348, 1.1303]], newSecond)),
        says: "the hidden nodes' own slopes are missing"),
    Wrong(
        "the second matrix changed too early",
        Lesson05.update(([[0.4695, -0.3109], [-0.9848, 1.0305]], newSecond)),
        says: "through the new weights"),
    Wrong(
        "rows for columns", Lesson05.update(([[0.4674, -0.9872], [-0.3151, 1.0256]], newSecond)),
        says: "rows and columns exchanged"),
    Wrong(
        "the first update alone", Lesson05.update(([[-0.0326, -0.0652], [0.0128, 0.0256]], newSecond)),
        says: "Of the first you give the update alone"),

    Wrong(
        "the errors alone handed back",
        Lesson05.hiddenDelta { errors, output, hidden, weights in
            dot(weights.transposed, errors) * hidden * (1 - hidden)
        },
        says: "the notebook's"),
    Wrong(
        "without the slopes of the hidden nodes",
        Lesson05.hiddenDelta { errors, output, hidden, weights in
            dot(weights.transposed, errors * output * (1 - output))
        },
        says: "without their own slopes"),
    Wrong(
        "the sign turned",
        Lesson05.hiddenDelta { errors, output, hidden, weights in
            -1 * dot(weights.transposed, errors * output * (1 - output)) * hidden * (1 - hidden)
        },
        says: "wrong sign"),
    Wrong(
        "with the 2 of the slope",
        Lesson05.hiddenDelta { errors, output, hidden, weights in
            2 * dot(weights.transposed, errors * output * (1 - output)) * hidden * (1 - hidden)
        },
        says: "twice as large as the lesson's"),
    Wrong(
        "as a row",
        Lesson05.hiddenDelta { errors, output, hidden, weights in
            (dot(weights.transposed, errors * output * (1 - output)) * hidden * (1 - hidden)).transposed
        },
        says: "lies on its side"),
    Wrong(
        "a product of the wrong two",
        Lesson05.hiddenDelta { errors, output, hidden, weights in
            dot(errors * output * (1 - output), hidden.transposed)
        },
        says: "has shape (3, 4) for three outputs (0.76, 0.12, 0.27)"),
    Wrong(
        "the sigmoid's slope without the 1",
        Lesson05.hiddenDelta { errors, output, hidden, weights in
            dot(weights.transposed, errors * output * (1 - output)) * hidden * hidden
        },
        says: "farthest off in row 0: it is 0.04522"),
    Wrong(
        "three outputs always",
        Lesson05.hiddenDelta { errors, output, hidden, weights in
            let sum = dot(weights.transposed, errors * output * (1 - output)) * hidden * (1 - hidden)
            return Double(errors.count) / 3 * sum
        },
        says: "for two outputs and three hidden nodes"),

    Wrong(
        "divided by one step",
        Lesson05.measuredGradient { function, point in
            gradient(at: point) { (function($0) - function($1)) / 0.00001 }
        },
        says: "twice as large as it should be"),
    Wrong(
        "divided by four steps",
        Lesson05.measuredGradient { function, point in
            gradient(at: point) { (function($0) - function($1)) / 0.00004 }
        },
        says: "half of what it should be"),
    Wrong(
        "below minus above",
        Lesson05.measuredGradient { function, point in
            gradient(at: point) { (function($1) - function($0)) / 0.00002 }
        },
        says: "wrong sign"),
    Wrong(
        "nothing moved",
        Lesson05.measuredGradient { function, point in
            gradient(at: point) { _, _ in (function(point) - function(point)) / 0.00002 }
        },
        says: "0 everywhere"),
    Wrong(
        "moved one way only",
        Lesson05.measuredGradient { function, point in
            gradient(at: point) { above, _ in (function(above) - function(point)) / 0.00001 }
        },
        says: "moved one way only"),
    Wrong(
        "two rows always",
        Lesson05.measuredGradient { function, point in
            gradient(at: point) { (function($0) - function($1)) / 0.00002 }[rows: 0..<2]
        },
        says: "has shape (2, 1)"),
    Wrong(
        "a column of slopes",
        Lesson05.measuredGradient { function, point in
            Matrix(column: gradient(at: point) { (function($0) - function($1)) / 0.00002 }.elements)
        },
        says: "has shape (6, 1)"),

    Wrong("the other one", Lesson05.twoGradients(("A", mendedGradient)), says: "A agrees with the measured"),
    Wrong("neither", Lesson05.twoGradients(("C", mendedGradient)), says: "none is called \"C\""),
    Wrong(
        "not mended", Lesson05.twoGradients(("B", gradientB)), says: "the largest difference is"),
    Wrong(
        "mended without the 2",
        Lesson05.twoGradients(("B", { 0.5 * gradientA($0, $1, input: $2, target: $3) })),
        says: "the right direction, and another length"),
    Wrong(
        "with the sign turned",
        Lesson05.twoGradients(("B", { -1 * gradientA($0, $1, input: $2, target: $3) })),
        says: "points uphill"),
    Wrong(
        "of the second matrix",
        Lesson05.twoGradients(("B", { gradientA($0, $1, input: $2, target: $3).transposed })),
        says: "has shape (3, 4)"),
]

/// A gradient of what a function makes of the point with one element moved up, and moved down.
private func gradient(at point: Matrix, _ slope: (Matrix, Matrix) -> Double) -> Matrix {
    var gradient = point
    for row in 0..<point.rows {
        for column in 0..<point.columns {
            var (above, below) = (point, point)
            above[row, column] += 0.00001
            below[row, column] -= 0.00001
            gradient[row, column] = slope(above, below)
        }
    }
    return gradient
}
