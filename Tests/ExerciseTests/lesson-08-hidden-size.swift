import Exercises

let wrong08 = [
    Wrong("the sum", Lesson08.meanAndSpread { ($0.reduce(0, +), spread($0)) }, says: "is their sum"),
    Wrong("the middle", Lesson08.meanAndSpread { (($0.min()! + $0.max()!) / 2, spread($0)) }, says: "is the middle"),
    Wrong(
        "mean by one less",
        Lesson08.meanAndSpread { ($0.reduce(0, +) / Double($0.count - 1), spread($0)) },
        says: "the sum divided by one less"),
    Wrong("no root", Lesson08.meanAndSpread { (mean($0), spread($0) * spread($0)) }, says: "take the root"),
    Wrong(
        "spread by one less",
        Lesson08.meanAndSpread { (mean($0), spread($0) * (Double($0.count) / Double($0.count - 1)).squareRoot()) },
        says: "like NumPy"),
    Wrong(
        "mean distance",
        Lesson08.meanAndSpread { results in (mean(results), mean(results.map { abs($0 - mean(results)) })) },
        says: "square the distances first"),
    Wrong(
        "not divided", Lesson08.meanAndSpread { (mean($0), spread($0) * Double($0.count).squareRoot()) },
        says: "lacks the division"),
    Wrong("signs", Lesson08.meanAndSpread { (mean($0), 0) }, says: "cancel each other"),
    Wrong(
        "a range", Lesson08.meanAndSpread { (mean($0), (($0.max()! - $0.min()!) * 100).rounded() / 100) },
        says: "from the smallest to the largest"),
    Wrong(
        "undefined for one",
        Lesson08.meanAndSpread { (mean($0), $0.count < 2 ? .nan : spread($0)) }, says: "holds nan for a single result"),

    Wrong("eight", Lesson08.oneSided(8), says: "one series in nine"),
    Wrong("all", Lesson08.oneSided(10), says: "rare enough already"),
    Wrong("seven", Lesson08.oneSided(7), says: "seven to three"),
    Wrong("six", Lesson08.oneSided(6), says: "six to four"),
    Wrong("five", Lesson08.oneSided(5), says: "five to five"),
    Wrong("one", Lesson08.oneSided(1), says: "comes up 9 times"),
    Wrong("too many", Lesson08.oneSided(11), says: "no side can come up 11"),

    Wrong("40 and 80", Lesson08.clearWin((40, 80)), says: "80 nodes win 7 of ten pairs against 40"),
    Wrong("a factor of three", Lesson08.clearWin((10, 30)), says: "more than twice"),
    Wrong("tiny", Lesson08.clearWin((5, 10)), says: "should be at least 10"),
    Wrong("exchanged", Lesson08.clearWin((40, 20)), says: "is not larger"),
    Wrong("huge", Lesson08.clearWin((300, 600)), says: "would take long"),
]

private func mean(_ numbers: [Double]) -> Double { Matrix(column: numbers).mean }
private func spread(_ numbers: [Double]) -> Double { Matrix(column: numbers).standardDeviation }
