import Exercises

let wrong09 = [
    Wrong(
        "answers in rows", Lesson09.confusion { try confusionMatrix(labels: $1, answers: $0) }, says: "answers in rows"),
    Wrong(
        "shares", Lesson09.confusion { try confusionMatrix(labels: $0, answers: $1) / Double($0.count) },
        says: "holds shares"),
    Wrong(
        "set, not added", Lesson09.confusion { try confusionMatrix(labels: $0, answers: $1).map { min($0, 1) } },
        says: "holds 1 where"),
    Wrong("mistakes only", Lesson09.confusion { count($0, $1) { $0 != $1 } }, says: "no right answers in it"),
    Wrong("right ones only", Lesson09.confusion { count($0, $1) { $0 == $1 } }, says: "right answers alone"),
    Wrong(
        "60 always",
        Lesson09.confusion { try confusionMatrix(labels: $0, answers: $1) * 60 / Double($0.count) },
        says: "all read as 9"),
    Wrong("none", Lesson09.confusion { _, _ in Matrix(10, 10, repeating: 0) }, says: "0 everywhere"),
    Wrong(
        "nine", Lesson09.confusion { try confusionMatrix(labels: $0, answers: $1)[rows: 1..<10] },
        says: "has shape (9, 10)"),

    Wrong("rows less columns", Lesson09.tooOften { place(of: .max, in: $0) { $1 - $0 } }, says: "too seldom, by more"),
    Wrong(
        "most answered", Lesson09.tooOften { place(of: .max, in: $0) { column, _ in column } },
        says: "exceeds its own count by more"),
    Wrong(
        "most mistaken",
        Lesson09.tooOften { matrix in
            Matrix(column: (0...9).map { matrix.row($0).sum - matrix[$0, $0] }).argmax
        },
        says: "Its row has the most mistakes"),
    Wrong(
        "most wrong answers",
        Lesson09.tooOften { matrix in
            Matrix(column: (0...9).map { matrix.column($0).sum - matrix[$0, $0] }).argmax
        },
        says: "often missed itself"),
    Wrong("by how much", Lesson09.tooOften { Int($0.sum) }, says: "which is no digit"),
    Wrong("3 always", Lesson09.tooOften { _ in 3 }, says: "In another one you return 3"),
    Wrong("a share", Lesson09.tooOften { place(of: .max, in: $0) { $0 / $1 } }, says: "not by what share"),
    Wrong("always 0", Lesson09.tooOften { _ in 0 }, says: "Another digit"),

    Wrong("the lesson's", Lesson09.betterRule((90, 0.1, .notebook)), says: "reads 0.9384"),
    Wrong("many nodes", Lesson09.betterRule((300, 0.1, .notebook)), says: "you have 300"),
    Wrong("wild", Lesson09.betterRule((90, 1e6, .gradient)), says: "Every slope was 0"),
    Wrong("none", Lesson09.betterRule((90, 0, .gradient)), says: "learning rate of 0"),
]

private func count(_ labels: [Int], _ answers: [Int], where isCounted: (Int, Int) -> Bool) -> Matrix {
    var matrix = Matrix(10, 10, repeating: 0)
    for (label, answer) in zip(labels, answers) where isCounted(label, answer) { matrix[label, answer] += 1 }
    return matrix
}

private enum Extreme { case max }

private func place(of _: Extreme, in matrix: Matrix, _ value: (Double, Double) -> Double) -> Int {
    Matrix(column: (0...9).map { value(matrix.column($0).sum, matrix.row($0).sum) }).argmax
}
