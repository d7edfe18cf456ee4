import Exercises

let wrong07 = [
    Wrong("the last epoch", Lesson07.bestEpoch { try stopped($0) { $0.epoch } }, says: "the last epoch, not the best"),
    Wrong("counted from 0", Lesson07.bestEpoch { try stopped($0) { $0.best - 1 } }, says: "counted from 1"),
    Wrong("always 3", Lesson07.bestEpoch { try stopped($0) { _ in 3 } }, says: "as you should, and return 3"),
    Wrong(
        "patience of 2", Lesson07.bestEpoch { try stopped($0, patience: 2) { $0.best } }, says: "for 5 epochs, too few"),
    Wrong(
        "patience of 4", Lesson07.bestEpoch { try stopped($0, patience: 4) { $0.best } },
        says: "0.63 you trained for 12 epochs"),
    Wrong(
        "better than the last",
        Lesson07.bestEpoch { next in
            var (epoch, last, rises) = (1, next(), 0)
            while rises < 3 {
                let error = next()
                epoch += 1
                rises = error < last ? 0 : rises + 1
                last = error
            }
            return epoch - 3
        },
        says: "0.56 you trained for"),
    Wrong(
        "an equal error is better",
        Lesson07.bestEpoch { next in
            var (best, lowest, epoch) = (1, next(), 1)
            while epoch - best < 3 {
                let error = next()
                epoch += 1
                if error <= lowest { (lowest, best) = (error, epoch) }
            }
            return best
        },
        says: "0.7 you trained for"),
    Wrong(
        "begun at 1",
        Lesson07.bestEpoch { next in
            var (best, lowest, epoch) = (0, 1.0, 0)
            while epoch - best < 3 {
                let error = next()
                epoch += 1
                if error < lowest { (lowest, best) = (error, epoch) }
            }
            return best
        },
        says: "With errors of 3.1, 2.9, 2.5, 2.6, 2.6, 2.7 you trained for 3"),
    Wrong(
        "at the first rise",
        Lesson07.bestEpoch { next in
            var (epoch, last) = (1, next())
            while true {
                let error = next()
                if error >= last { return epoch }
                (epoch, last) = (epoch + 1, error)
            }
        },
        says: "for 4 epochs, too few"),

    Wrong(
        "the lesson's", Lesson07.fiveRates([0.3, 0.3, 0.3, 0.3, 0.3]),
        says: "reads 0.6858 of the test digits, and should read 0.695."),
    Wrong("rising", Lesson07.fiveRates([0.02, 0.05, 0.1, 0.2, 0.3]), says: "don't fall from epoch to epoch"),
    Wrong("four", Lesson07.fiveRates([0.3, 0.2, 0.1, 0.05]), says: "has 4 rates"),
    Wrong("a zero", Lesson07.fiveRates([0.3, 0.2, 0.1, 0.05, 0]), says: "rate of 0 doesn't"),
    Wrong("wild", Lesson07.fiveRates([1e6, 1e6, 1e6, 1e6, 1e6]), says: "Every slope was 0 in step"),
]

/// Early stopping as it should be, but for a patience and for what is returned.
private func stopped(
    _ next: () -> Double, patience: Int = 3, _ answer: ((best: Int, epoch: Int)) -> Int
) throws -> Int {
    var (best, lowest, epoch) = (1, next(), 1)
    while epoch - best < patience {
        let error = next()
        epoch += 1
        if error < lowest { (lowest, best) = (error, epoch) }
    }
    return answer((best, epoch))
}
