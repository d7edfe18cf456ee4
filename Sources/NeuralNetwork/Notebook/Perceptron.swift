/// Rosenblatt's perceptron: one node with a step for its activation function, which learns from its mistakes alone.
///
///     var perceptron = Perceptron(inputCount: 2)
///     perceptron.predict([0, 1])                                          // 1
///     perceptron.train(input: [0, 1], target: 0, learningRate: 1)         // true: it was wrong, and has changed
///     perceptron.predict([0, 1])                                          // 0
///
/// It answers 1 when its sum, Σ wᵢxᵢ + bias, is 0 or more, and 0 otherwise. The rule by which it learns is from
/// F. Rosenblatt, "The perceptron", Psychological Review 65 (1958):
///
///     wᵢ += learningRate · (target − answer) · xᵢ
///
/// It does nothing when the answer is right. If a line (a plane, …) separates the two classes, it is found after a
/// limited number of mistakes; if none does, the weights change forever.
public struct Perceptron: Equatable, Sendable {
    /// The weights of the inputs, w₁, w₂, …: as many as there are inputs.
    public private(set) var weights: [Double]

    /// The weight w₀ of one more input, which is always 1. It moves the place of the step.
    public private(set) var bias = 0.0

    /// A perceptron whose weights and bias are 0. It answers 1 to everything.
    ///
    /// - Parameter inputCount: How many inputs it has, at least 1.
    public init(inputCount: Int) {
        guard inputCount > 0 else { fatalError("A perceptron can't have \(inputCount) inputs") }
        weights = Array(repeating: 0, count: inputCount)
    }

    /// The answer to an input.
    ///
    /// - Parameter input: As many numbers as there are weights.
    /// - Returns: 0 or 1.
    public func predict(_ input: [Double]) -> Int {
        guard input.count == weights.count else {
            fatalError("An input of \(input.count) numbers doesn't fit a perceptron of \(weights.count) inputs")
        }
        let sum = zip(weights, input).reduce(bias) { $0 + $1.0 * $1.1 }
        return sum >= 0 ? 1 : 0
    }

    /// One step of learning: answers, and changes weights and bias if the answer is wrong.
    ///
    /// - Parameters:
    ///   - input: As many numbers as there are weights.
    ///   - target: The right answer, 0 or 1.
    ///   - learningRate: How far to go.
    /// - Returns: Whether the answer was wrong, and the weights have changed.
    @discardableResult
    public mutating func train(input: [Double], target: Int, learningRate: Double) -> Bool {
        guard target == 0 || target == 1 else { fatalError("The target of a perceptron is 0 or 1, and not \(target)") }
        let error = target - predict(input)
        guard error != 0 else { return false }
        let step = learningRate * Double(error)
        for index in weights.indices { weights[index] += step * input[index] }
        bias += step
        return true
    }
}
