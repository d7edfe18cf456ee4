import Foundation
import Numerics

/// The exercises of lesson 2.
public enum Lesson02 {
    /// A product of two small matrices, by hand.
    public static let productByHand = Exercise<Matrix?>(
        "2.1", .pencil,
        hints: [
            "One finger goes along a row of the left matrix. Where does the other go?",
            "In row 0, column 0 stands 1 · 5 + 2 · 7.",
            "Row 0 takes 1 and 2, row 1 takes 3 and 4; column 0 takes 5 and 7, column 1 takes 6 and 8.",
        ],
        learned: "In the other order the product is [[23 34] [31 46]]: order matters.",
        why: "Each element is a row of the left matrix times a column of the right one, added up."
    ) { answer in
        try compare(
            try given(answer), with: [[19, 22], [43, 50]], "your product", shape: "two rows times two columns",
            tolerance: 1e-3, hidesRightNumbers: true,
            mistakes: [
                ([[5, 12], [21, 32]], "You have multiplied element by element. Go along a row and down a column."),
                ([[23, 34], [31, 46]], "That is the product the other way round, with [[5 6] [7 8]] on the left."),
                (
                    [[17, 23], [39, 53]],
                    "You have gone along rows of both matrices. In the right one go down a column."
                ),
                (
                    [[26, 30], [38, 44]], "You have gone down columns of both matrices. In the left one go along a row."
                ),
                ([[19, 43], [22, 50]], "The four numbers are right, and rows and columns exchanged."),
                ([[6, 8], [10, 12]], "That is the sum of the two matrices."),
            ])
    }

    /// The matrix product in three loops.
    public static let product = Exercise<(_ left: Matrix, _ right: Matrix) throws -> Matrix>(
        "2.2", .code,
        hints: [
            "How large is the result? For each of its elements, which products are added up?",
            "The outer two loops go through the rows of the left matrix and the columns of the right one. The third goes "
                + "along the inner length, which both matrices have.",
            "Begin with zeros. In the innermost loop add to the element at row and column: the left element at row and "
                + "inner place, times the right one at inner place and column.",
        ],
        learned: "Your loops do what every library's matrix product does; the fast ones go through memory in a better "
            + "order.",
        why: "The inner place is the one that both fingers share, so it is the one that is summed over."
    ) { product in
        let (left, right) = (Worked02.left, Worked02.right)
        let tried = "for (2 × 3) · (3 × 4)"
        try compare(
            try product(left, right), with: Worked02.product, "your product",
            shape: "rows of the left, columns of the right,", tried: tried,
            mistakes: [
                (
                    Worked02.product.transposed,
                    "Your product, \(tried), lies on its side: rows and columns are exchanged."
                ),
                (
                    Worked02.lastOnly,
                    "Each element of your product, \(tried), is the last of three products alone. Add them up."
                ),
                (
                    Worked02.firstOnly,
                    "Each element of your product, \(tried), is the first of three products alone. Add them up."
                ),
                (
                    Worked02.withoutLast,
                    "Your product, \(tried), lacks the last place of the inner length: 0..<3 is 0, 1 and 2."
                ),
                (Matrix(2, 4, repeating: 0), "Your product is 0 everywhere. Is anything added to its elements?"),
            ])
        try compare(
            try product(right.transposed, left.transposed), with: Worked02.product.transposed, "your product",
            shape: "rows of the left, columns of the right,", tried: "for (4 × 3) · (3 × 2)")
    }

    /// The slope of any function, measured.
    public static let slope = Exercise<(_ function: (Double) -> Double, _ x: Double) throws -> Double>(
        "2.3", .code,
        hints: [
            "A slope is how far up, divided by how far to the right. Which two places does the lesson look at?",
            "The lesson goes 0.0001 to the right and 0.0001 to the left. How far apart are these places?",
            "Take the function's value to the right of x, subtract the value to the left, and divide by 0.0002.",
        ],
        learned:
            "You never need a formula for a slope in order to know it; lesson 5 checks a whole network in this way.",
        why: "Both ways, because then the bend of the curve cancels, and the slope is right at x itself."
    ) { slope in
        let places: [(name: String, function: (Double) -> Double, x: Double, right: Double)] = [
            ("the sigmoid", { 1 / (1 + exp(-$0)) }, 2, 0.10499358540350662), ("x³", { $0 * $0 * $0 }, 1.5, 6.75),
            ("x²", { $0 * $0 }, -3, -6),
        ]
        for (name, function, x, right) in places {
            var seen: [Double] = []
            let answer = try slope(
                {
                    seen.append($0)
                    return function($0)
                }, x)
            let isOneSided = !seen.isEmpty && (!seen.contains { $0 < x } || !seen.contains { $0 > x })
            if abs(answer - right) < 1e-5 && !isOneSided { continue }
            let place = "at \(short(x)) of \(name)"
            let moved = "moving x by 0.0001 changes the output by \(short(right)) times as much"
            func refuse(_ sentence: String) -> Refusal {
                Refusal("Your slope \(place) is \(short(answer)). \(sentence)")
            }
            if !answer.isFinite { throw refuse("Is something divided by 0?") }
            if abs(answer + right) < 1e-5 {
                throw refuse("It has the wrong sign: subtract the value on the left from the value on the right.")
            }
            if abs(answer - 2 * right) < 1e-4 {
                throw refuse("The two places lie two steps apart: divide by that distance.")
            }
            if abs(answer - right / 2) < 1e-4 {
                throw refuse("You divide by too much: how far apart are the two places?")
            }
            if abs(answer - function(x)) < 1e-5 { throw refuse("That is the value, not the slope.") }
            if abs(answer) < 0.01 * abs(right) {
                throw refuse("Is the difference divided by the distance? For \(moved).")
            }
            if abs(answer - right) < 0.01 && isOneSided {
                throw refuse("Nearly, but you have looked on one side of x alone: move both ways.")
            }
            if abs(answer - right) < 0.01 {
                throw refuse(
                    "Nearly: move both ways by the same, and by neither more than 0.001 nor less than 0.0000001.")
            }
            throw refuse("But \(moved).")
        }
    }

    /// A sigmoid that overflows, mended.
    public static let mendedSigmoid = Exercise<(_ x: Double) throws -> Double>(
        "2.4", .fault,
        hints: [
            "What is e^1000 in 64 bits, and what is infinity divided by infinity?",
            "For which x is e^x small? And what does the lesson's formula do there, and on the other side?",
            "Where x is above 0 use the lesson's formula, in which e^(−x) is small; elsewhere the given one, in which "
                + "e^x is.",
        ],
        learned: "Two formulas that are equal on paper can differ on a computer; libraries choose by the sign of x, so "
            + "that nothing overflows on the way.",
        why: "Each formula is used where its power of e is at most 1 and can't overflow."
    ) { mended in
        let rights: [(Double, Double)] = [
            (1000, 1), (-1000, 0), (0, 0.5), (2, 0.8807970779778823), (-3, 0.04742587317756678),
            (12, 0.9999938558253978), (-12, 6.14417460221472e-06), (710, 1), (-740, 0),
        ]
        for (x, right) in rights {
            let answer = try mended(x)
            if abs(answer - right) < 1e-12 { continue }
            if answer.isNaN { throw Refusal("At \(short(x)) it still returns nan.") }
            if x == 1000 || x == 710 {
                throw Refusal("At \(short(x)) it returns \(short(answer)); the curve is flat at 1 there.")
            }
            if x == -1000 || x == -740 {
                throw Refusal("At \(short(x)) it returns \(short(answer)); the curve is flat at 0 there.")
            }
            let (returned, expected) = apart(answer, right)
            throw Refusal("At \(short(x)) it returns \(returned), and the lesson's formula \(expected).")
        }
    }
}
