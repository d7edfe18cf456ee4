import TestSupport

/// What NumPy computes for the lessons; `Tests/Fixtures/make_lesson_fixtures.py` writes it.
struct LessonReferences: Decodable {
    /// By seed.
    let weights: [String: Lesson01Weights.Reference]
    let feedforward: Lesson03Feedforward.Reference
    let goodPractice: Lesson04GoodPractice.Reference
    let backprop: Lesson05Backprop.Reference
    let training: Training
    /// By function.
    let activations: [String: Lesson10Activations.Reference]
    let depth: Lesson11Depth.Reference
    let perceptron: Lesson12Perceptron.Reference

    /// The references as they are committed.
    static func read() throws -> LessonReferences {
        try PackageFiles.fixture("lessons.json")
    }

    /// Of lessons 6 and 7.
    struct Training: Decodable {
        let rates: [Double]
        /// Test accuracy after one pass, for each rate.
        let sweep: [Double]
        /// For each epoch from 0 to 10 training accuracy and error, and test accuracy and error.
        let epochs: [[Double]]
        /// The same after five epochs and five more with a third of the learning rate.
        let smallerSteps: [Double]
    }
}

/// The largest difference between numbers that a lesson shows and those that NumPy computes.
func largestDifference(_ shown: [Double], _ expected: [Double]) -> Double {
    guard shown.count == expected.count else { return .infinity }
    return zip(shown, expected).map { abs($0 - $1) }.max() ?? 0
}
