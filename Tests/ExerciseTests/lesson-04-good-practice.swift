import Exercises

let wrong04 = [
    Wrong("paper at 0", Lesson04.scaledPixels { $0 / 255 }, says: "becomes 0 and should become 0.01."),
    Wrong("not moved", Lesson04.scaledPixels { $0 / 255 * 0.99 }, says: "ink becomes 0.99"),
    Wrong("not shortened", Lesson04.scaledPixels { $0 / 255 + 0.01 }, says: "shortened first"),
    Wrong("added first", Lesson04.scaledPixels { ($0 / 255 + 0.01) * 0.99 }, says: "added before you multiplied"),
    Wrong("by 256", Lesson04.scaledPixels { $0 / 256 * 0.99 + 0.01 }, says: "256 grays"),
    Wrong("not divided", Lesson04.scaledPixels { $0 * 0.99 + 0.01 }, says: "divide by 255 first"),
    Wrong("inverted", Lesson04.scaledPixels { 1 - $0 / 255 * 0.99 }, says: "exchanged paper and ink"),
    Wrong("around 0", Lesson04.scaledPixels { $0 / 255 - 0.5 }, says: "farthest off in row 0, column 0"),
    Wrong("by the largest", Lesson04.scaledPixels { $0 / $0.max * 0.99 + 0.01 }, says: "not by the largest pixel"),

    Wrong("the root", Lesson04.width(28), says: "the root itself"),
    Wrong("without the root", Lesson04.width(0.00128), says: "not like 784"),
    Wrong("the notebook's", Lesson04.width(0.105), says: "the notebook's: it counts"),
    Wrong("of the second matrix", Lesson04.width(0.316), says: "second matrix in the notebook's way"),
    Wrong("the links", Lesson04.width(784), says: "narrower with more links"),
    Wrong("guessed", Lesson04.width(0.05), says: "0.05 is off"),

    Wrong("the notebook's", Lesson04.widest(0.105), says: "With 0.105, 0.0"),
    Wrong("the lesson's", Lesson04.widest(0.3), says: "too wide"),
    Wrong("narrow", Lesson04.widest(0.25), says: "With 0.25"),
    Wrong("negative", Lesson04.widest(-0.3), says: "yours is -0.3"),
    Wrong("very wide", Lesson04.widest(3), says: "With 3,"),

    Wrong(
        "a count", Lesson04.saturated { Double(count($0) { $0 < 0.01 || $0 > 0.99 }) }, says: "the number of saturated"),
    Wrong("above alone", Lesson04.saturated { share($0) { $0 > 0.99 } }, says: "above 0.99 alone"),
    Wrong("below alone", Lesson04.saturated { share($0) { $0 < 0.01 } }, says: "below 0.01 alone"),
    Wrong("with the ends", Lesson04.saturated { share($0) { $0 <= 0.01 || $0 >= 0.99 } }, says: "exactly 0.01"),
    Wrong("percent", Lesson04.saturated { 100 * share($0) { $0 < 0.01 || $0 > 0.99 } }, says: "in percent"),
    Wrong("and", Lesson04.saturated { share($0) { $0 < 0.01 && $0 > 0.99 } }, says: "`&&`"),
    Wrong(
        "by the columns",
        Lesson04.saturated { Double(count($0) { $0 < 0.01 || $0 > 0.99 }) / Double($0.columns) },
        says: "rows or columns"),
    Wrong(
        "by the rows", Lesson04.saturated { Double(count($0) { $0 < 0.01 || $0 > 0.99 }) / Double($0.rows) },
        says: "not by that of the rows."),
    Wrong("always half", Lesson04.saturated { _ in 0.5 }, says: "it is 0.5 for 12 outputs"),
    Wrong(
        "of twelve", Lesson04.saturated { $0.count == 12 ? 5.0 / 12 : 0.5 }, says: "for 0.001, 0.5, 0.6 and 0.7"),
]

private func count(_ outputs: Matrix, _ isCounted: (Double) -> Bool) -> Int {
    outputs.elements.count(where: isCounted)
}

private func share(_ outputs: Matrix, _ isCounted: (Double) -> Bool) -> Double {
    Double(count(outputs, isCounted)) / Double(outputs.count)
}
