import MNIST

/// The published digits, for experiments. A dozen of them ask for the training digits, and each reading takes 40 ms.
enum Published {
    private static let trainingDigits = Result { try Digits.training() }
    private static let testDigits = Result { try Digits.test() }

    /// The first training digits.
    static func training(_ count: Int) throws -> Digits { try trainingDigits.get().first(count) }

    /// All test digits.
    static func test() throws -> Digits { try testDigits.get() }
}
