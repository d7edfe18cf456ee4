/// What an image goes through in a network with one hidden layer.
public struct Explanation: Sendable {
    /// What enters the network: the pixels, transformed.
    public let inputs: [Float]

    /// What each hidden node hands on.
    public let hidden: [Double]

    /// What comes out.
    public let probabilities: [Double]

    /// Whether the best probability is high enough to be believed. If not, the network doesn't know.
    public let knows: Bool

    /// The numbers of one image.
    ///
    /// - Parameters:
    ///   - inputs: what enters the network, a number for each pixel.
    ///   - hidden: what each hidden node hands on.
    ///   - probabilities: what comes out, a number for each class.
    ///   - knows: whether the best probability is high enough to be believed.
    public init(inputs: [Float], hidden: [Double], probabilities: [Double], knows: Bool) {
        (self.inputs, self.hidden, self.probabilities, self.knows) = (inputs, hidden, probabilities, knows)
    }

    /// Whether JSON can express all numbers.
    var isFinite: Bool {
        inputs.allSatisfy(\.isFinite) && hidden.allSatisfy(\.isFinite) && probabilities.allSatisfy(\.isFinite)
    }

    /// Each number is the shortest text that reads back as the same number.
    var json: String {
        "{\"inputs\": \(inputs), \"hidden\": \(hidden), \"probabilities\": \(probabilities), \"knows\": \(knows)}"
    }
}
