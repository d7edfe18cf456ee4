import MNIST

/// The published digits, for experiments. Five of them ask for the training digits, again for each answer, and it takes
/// 40 ms to read them.
enum Published {
    private static let trainingDigits = Result { try Digits.training() }
    private static let testDigits = Result { try Digits.test() }

    /// The first training digits.
    static func training(_ count: Int) throws -> Digits { try trainingDigits.get().first(count) }

    /// All test digits.
    static func test() throws -> Digits { try testDigits.get() }
}
