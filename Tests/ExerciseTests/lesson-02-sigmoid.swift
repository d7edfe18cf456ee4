import Exercises

let wrong02 = [
    Wrong("element by element", Lesson02.productByHand([[5, 12], [21, 32]]), says: "element by element"),
    Wrong("the other way round", Lesson02.productByHand([[23, 34], [31, 46]]), says: "the other way round"),
    Wrong("rows with rows", Lesson02.productByHand([[17, 23], [39, 53]]), says: "along rows of both"),
    Wrong("columns with columns", Lesson02.productByHand([[26, 30], [38, 44]]), says: "down columns of both"),
    Wrong("on its side", Lesson02.productByHand([[19, 43], [22, 50]]), says: "rows and columns exchanged"),
    Wrong("added", Lesson02.productByHand([[6, 8], [10, 12]]), says: "the sum of the two"),
    Wrong("calculated wrongly", Lesson02.productByHand([[19, 22], [43, 52]]), says: "52 in row 1, column 1 is off"),
    Wrong("a row", Lesson02.productByHand([[19, 22, 43, 50]]), says: "has shape (1, 4)"),

    Wrong("on its side", Lesson02.product { dot($0, $1).transposed }, says: "lies on its side"),
    Wrong(
        "set in place of added",
        Lesson02.product { left, right in
            dot(left[columns: (left.columns - 1)...], right[rows: (right.rows - 1)...])
        },
        says: "the last of three products alone"),
    Wrong(
        "the first only",
        Lesson02.product { left, right in dot(left[columns: 0..<1], right[rows: 0..<1]) },
        says: "the first of three products alone"),
    Wrong(
        "one place too few",
        Lesson02.product { left, right in
            dot(left[columns: 0..<left.columns - 1], right[rows: 0..<right.rows - 1])
        },
        says: "lacks the last place"),
    Wrong(
        "nothing added", Lesson02.product { left, right in Matrix(left.rows, right.columns, repeating: 0) },
        says: "0 everywhere"),
    Wrong("added in place of multiplied", Lesson02.product { dot($0, $1) + 1 }, says: "is farthest off in row"),
    Wrong("the left matrix", Lesson02.product { left, _ in left }, says: "has shape (2, 3)"),
    Wrong(
        "two rows always", Lesson02.product { left, right in dot(left, right)[rows: 0..<2] },
        says: "has shape (2, 2) for (4 × 3) · (3 × 2)"),

    Wrong(
        "divided by one step", Lesson02.slope { ($0($1 + 0.0001) - $0($1 - 0.0001)) / 0.0001 },
        says: "divide by that distance"),
    Wrong(
        "divided by four", Lesson02.slope { ($0($1 + 0.0001) - $0($1 - 0.0001)) / 0.0004 }, says: "divide by too much"),
    Wrong(
        "left minus right", Lesson02.slope { ($0($1 - 0.0001) - $0($1 + 0.0001)) / 0.0002 }, says: "the wrong sign"),
    Wrong("not divided", Lesson02.slope { $0($1 + 0.0001) - $0($1 - 0.0001) }, says: "divided by the distance"),
    Wrong("the value", Lesson02.slope { $0($1) }, says: "the value, not the slope"),
    Wrong("divided by nothing", Lesson02.slope { ($0($1 + 0.0001) - $0($1)) / 0 }, says: "divided by 0"),
    Wrong(
        "one way only", Lesson02.slope { ($0($1 + 0.000001) - $0($1)) / 0.000001 },
        says: "of the sigmoid is 0.105. Nearly, but you have looked on one side"),
    Wrong(
        "too small a step", Lesson02.slope { ($0($1 + 1e-12) - $0($1 - 1e-12)) / 2e-12 },
        says: "nor less than 0.0000001"),
    Wrong(
        "the sigmoid's slope always",
        Lesson02.slope { _, x in exp(-x) / ((1 + exp(-x)) * (1 + exp(-x))) },
        says: "But moving x by 0.0001 changes the output by 6.75"),

    Wrong("not mended", Lesson02.mendedSigmoid { exp($0) / (1 + exp($0)) }, says: "At 1000 it still returns nan"),
    Wrong(
        "mended for 1000 alone", Lesson02.mendedSigmoid { $0 >= 1000 ? 1 : exp($0) / (1 + exp($0)) },
        says: "At 710 it still returns nan"),
    Wrong(
        "flat too early", Lesson02.mendedSigmoid { $0 > 10 ? 1 : exp($0) / (1 + exp($0)) },
        says: "At 12 it returns 1"),
    Wrong(
        "nothing far out", Lesson02.mendedSigmoid { $0 > 700 ? 0 : exp($0) / (1 + exp($0)) },
        says: "At 1000 it returns 0"),
    Wrong(
        "1 far out on both sides",
        Lesson02.mendedSigmoid { abs($0) > 800 ? 1 : 1 / (1 + exp(-$0)) },
        says: "At -1000 it returns 1"),
]
