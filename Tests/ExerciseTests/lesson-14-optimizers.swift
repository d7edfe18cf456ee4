import Exercises

let wrong14 = [
    Wrong("uphill", Lesson14.momentum { moved($0, $4 * $1 + $3 * $2) }, says: "points uphill"),
    Wrong("nothing kept", Lesson14.momentum { moved($0, -$3 * $2 + 0 * $4 * $1) }, says: "keeps nothing"),
    Wrong("no rate", Lesson14.momentum { moved($0, $4 * $1 - $2 + $3 * 0) }, says: "multiply it by the rate"),
    Wrong("all kept", Lesson14.momentum { moved($0, $1 - $3 * $2 + $4 * 0) }, says: "keeps all of the old one"),
    Wrong("a mean", Lesson14.momentum { moved($0, $4 * $1 - (1 - $4) * $3 * $2) }, says: "is a mean"),
    Wrong("the lesson's share", Lesson14.momentum { moved($0, 0.9 * $1 - $3 * $2 + $4 * 0) }, says: "keeps 0.9"),
    Wrong(
        "velocity forgotten", Lesson14.momentum { ($0 - $3 * $2, $1 + $4 * 0) }, says: "Your velocity has not changed"),
    Wrong(
        "the old velocity", Lesson14.momentum { ($0 + $1, $4 * $1 - $3 * $2) }, says: "a step of the old one"),
    Wrong("subtracted", Lesson14.momentum { ($0 - ($4 * $1 - $3 * $2), $4 * $1 - $3 * $2) }, says: "not subtracted"),
    Wrong("a plain step", Lesson14.momentum { ($0 - $3 * $2, $4 * $1 - $3 * $2) }, says: "a plain step"),
    Wrong(
        "six weights always",
        Lesson14.momentum { weights, velocity, gradient, rate, keep in
            moved(weights, keep * velocity - rate * gradient * (Double(weights.count) / 6))
        },
        says: "half of the velocity"),
    Wrong("no step", Lesson14.momentum { ($0, $4 * $1 - $3 * $2) }, says: "The weights have not changed"),

    Wrong(
        "m of the whole", Lesson14.adam { adam($0, 0.9 * $1 + $3, $2, $3, $4, $5) }, says: "takes the whole gradient"),
    Wrong(
        "shares exchanged", Lesson14.adam { adam($0, 0.1 * $1 + 0.9 * $3, $2, $3, $4, $5) },
        says: "old and new exchanged"),
    Wrong(
        "a sign", Lesson14.adam { adam($0, 0.9 * $1 - 0.1 * $3, $2, $3, $4, $5) },
        says: "wrong sign before the gradient"),
    Wrong(
        "not squared", Lesson14.adam { adam($0, $1, 0.999 * $2 + 0.001 * $3, $3, $4, $5, keepsMean: false) },
        says: "takes the gradient, not its square"),
    Wrong(
        "as in RMSprop", Lesson14.adam { adam($0, $1, 0.9 * $2 + 0.1 * ($3 * $3), $3, $4, $5, keepsMean: false) },
        says: "fades as in RMSprop"),
    Wrong(
        "no correction",
        Lesson14.adam { weights, mean, square, gradient, t, rate in
            let right = try adamStep(
                weights: weights, mean: mean, square: square, gradient: gradient, t: t, learningRate: rate)
            return (
                weights - rate * right.mean / (right.square.map { $0.squareRoot() } + 1e-7), right.mean, right.square
            )
        },
        says: "The correction, in step 4, is missing"),
    Wrong(
        "uphill",
        Lesson14.adam { weights, mean, square, gradient, t, rate in
            try adamStep(weights: weights, mean: mean, square: square, gradient: gradient, t: t, learningRate: -rate)
        },
        says: "goes uphill"),
    Wrong(
        "the gradient",
        Lesson14.adam { weights, mean, square, gradient, t, rate in
            let right = try adamStep(
                weights: weights, mean: mean, square: square, gradient: gradient, t: t, learningRate: rate)
            return (weights + (right.weights - weights) * gradient / right.mean, right.mean, right.square)
        },
        says: "of the gradient and not of m"),
    Wrong(
        "always step 1",
        Lesson14.adam { weights, mean, square, gradient, _, rate in
            try adamStep(weights: weights, mean: mean, square: square, gradient: gradient, t: 1, learningRate: rate)
        },
        says: "Your matrix of new weights is farthest off"),
    Wrong(
        "PyTorch's",
        Lesson14.adam { weights, mean, square, gradient, t, rate in
            let right = try adamStep(
                weights: weights, mean: mean, square: square, gradient: gradient, t: t, learningRate: rate)
            let root = right.square.map { $0.squareRoot() }
            let correction = (1 - pow(0.999, Double(t))).squareRoot()
            let ratio = (root + 1e-7) / (root + 1e-8 * correction)
            return (weights - (weights - right.weights) * ratio, right.mean, right.square)
        },
        says: "to the root of s itself"),

    Wrong("the lesson's", Lesson14.fasterThanAdam((0.01, 0.9)), says: "a rate of 0.01 and 0.9 kept it reads 0.8"),
    Wrong("none kept", Lesson14.fasterThanAdam((0.5, 0)), says: "at least 0.5, and is 0"),
    Wrong("all kept", Lesson14.fasterThanAdam((0.1, 1)), says: "no step is ever forgotten"),
    Wrong("a rate of 0", Lesson14.fasterThanAdam((0, 0.9)), says: "rate of 0 doesn't"),
]

private func moved(_ weights: Matrix, _ velocity: Matrix) -> (Matrix, Matrix) {
    (weights + velocity, velocity)
}

/// A step with other means.
private func adam(
    _ weights: Matrix, _ mean: Matrix, _ square: Matrix, _ gradient: Matrix, _ t: Int, _ rate: Double,
    keepsMean: Bool = true
) -> (Matrix, Matrix, Matrix) {
    (weights, keepsMean ? mean : 0.9 * mean + 0.1 * gradient, square)
}
