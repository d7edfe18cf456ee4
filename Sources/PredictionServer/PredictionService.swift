import Numerics

/// What is served: a function from images to probabilities, and what there is to say and to show about it.
///
///     let service = PredictionService(description: "Digits", examples: []) { pixels in
///         try model.predict(pixels / 255 * 0.99 + 0.01)
///     }
public struct PredictionService: Sendable {
    /// What `GET /home` answers.
    public let description: String
    /// What `GET /` answers.
    public let page: String
    /// How many numbers a row must have.
    public let inputCount: Int
    /// Between what they must lie.
    public let inputRange: ClosedRange<Double>

    let examplesAsJSON: [UInt8]
    private let predict: @Sendable (FloatMatrix) throws -> Matrix

    /// - Parameters:
    ///   - description: What `GET /home` answers, as plain text.
    ///   - page: What `GET /` answers, as HTML.
    ///   - examples: What `GET /examples` answers: some digits with the numbers of their pixels, row by row.
    ///   - predict: Takes the numbers as they came, an image a row, and gives back the probabilities, an image a row.
    ///     It is called on several threads at once, and never without an image. If it throws, the answer is a status
    ///     500, which doesn't say why.
    public init(
        description: String, page: String = DrawingPage.html, examples: [(label: Int, pixels: [Int])],
        inputCount: Int = 784, inputRange: ClosedRange<Double> = 0...255,
        predict: @escaping @Sendable (FloatMatrix) throws -> Matrix
    ) {
        self.description = description
        self.page = page
        self.inputCount = inputCount
        self.inputRange = inputRange
        self.predict = predict
        let list = examples.map { "{\"label\": \($0.label), \"pixels\": \($0.pixels)}" }
        examplesAsJSON = Array("[\(list.joined(separator: ", "))]".utf8)
    }

    /// The answer to the body of a `POST /predict`.
    func answer(_ body: [UInt8]) -> Response {
        do throws(Refusal) {
            var reader = InputReader(body, columns: inputCount, range: inputRange)
            let input = try reader.read()
            return .json(try json(predictionsFor: input))
        } catch {
            return Response(error)
        }
    }

    /// A list of rows. Each number is the shortest text that reads back as the same `Double`.
    private func json(predictionsFor input: FloatMatrix) throws(Refusal) -> [UInt8] {
        guard input.rows > 0 else { return Array("[]".utf8) }
        // What JSON can't say, and what would put an answer beside the wrong image, is a mistake in `predict`.
        guard let output = try? predict(input), output.rows == input.rows, output.elements.allSatisfy(\.isFinite) else {
            throw Refusal(.internalError, "the network gave no probabilities for this input")
        }
        var text = "["
        text.reserveCapacity(output.count * 24)
        for row in 0..<output.rows {
            text += row == 0 ? "[" : ", ["
            for column in 0..<output.columns {
                if column > 0 { text += ", " }
                text += output[row, column].description
            }
            text += "]"
        }
        return Array((text + "]").utf8)
    }
}
