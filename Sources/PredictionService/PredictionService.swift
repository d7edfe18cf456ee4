import Dispatch
import Foundation
import HTTPServer
import Numerics

/// Answers requests for predictions with a function from images to probabilities.
///
///     let service = PredictionService { pixels in try model.predict(pixels / 255 * 0.99 + 0.01) }
///     server.post("/predict") { request in try service.answer(request) }
public struct PredictionService: Sendable {
    private let inputCount: Int
    private let inputRange: ClosedRange<Double>
    private let predict: @Sendable (FloatMatrix) throws -> Matrix
    /// As many large requests at a time as there are cores, since more would be no faster and take more memory; two at
    /// least, so that one that takes long doesn't hold up the next.
    private let turns = DispatchSemaphore(value: max(2, ProcessInfo.processInfo.activeProcessorCount))

    /// A service that answers with a model's predictions.
    ///
    /// - Parameters:
    ///   - inputCount: how many numbers an image has.
    ///   - inputRange: the numbers that are allowed.
    ///   - predict: takes the numbers as they came, images × `inputCount`, and returns the probabilities, an image a
    ///     row. It is called on several threads at once, and never without an image. If it throws, the answer is a
    ///     status 500, which doesn't say why.
    public init(
        inputCount: Int = 784, inputRange: ClosedRange<Double> = 0...255,
        predict: @escaping @Sendable (FloatMatrix) throws -> Matrix
    ) {
        (self.inputCount, self.inputRange, self.predict) = (inputCount, inputRange, predict)
    }

    /// Answers `{"input": [[784 numbers], …]}` with a list of probabilities for each image.
    ///
    /// - Parameter request: the request, with the images in its body.
    /// - Returns: `[[0.01, …], …]`, as JSON, an image a row; `[]` for no image.
    /// - Throws: a `Refusal`: 400 for a mistake in the request, 500 for one of the network.
    public func answer(_ request: Request) throws -> Response {
        try inTurn(request) { try predictions(for: request) }
    }

    private func predictions(for request: Request) throws -> Response {
        let input = try input(request)
        guard input.rows > 0 else { return .json("[]") }
        // What JSON can't express, and what would put an answer beside the wrong image, is a mistake of the network.
        guard let output = try? predict(input), output.rows == input.rows, output.elements.allSatisfy(\.isFinite) else {
            throw Refusal(500, "the network gave no probabilities for this input")
        }
        return .json(Self.json(output))
    }

    /// Answers `{"input": [[784 numbers]]}` with what a single image goes through in the network.
    ///
    /// - Parameters:
    ///   - request: the request, with the image in its body.
    ///   - explain: takes the numbers as they came, 1 × `inputCount`. It is called on several threads at once.
    /// - Returns: `{"inputs": […], "hidden": […], "probabilities": […], "knows": true}`, as JSON.
    /// - Throws: a `Refusal`: 400 for a mistake in the request, 500 for one of the network.
    public func explain(
        _ request: Request, by explain: @Sendable (FloatMatrix) throws -> Explanation
    ) throws -> Response {
        let image = try inTurn(request) {
            let images = try input(request)
            guard images.rows == 1 else { throw Refusal(400, "expected one image, found \(images.rows)") }
            return images
        }
        guard let explanation = try? explain(image), explanation.isFinite else {
            throw Refusal(500, "the network gave no explanation for this input")
        }
        return .json(explanation.json)
    }

    /// Does something with a request when it is its turn. A small request needs none: with sixteen clients that each
    /// send one image, waiting and waking took a tenth of the time.
    private func inTurn<Value>(_ request: Request, _ work: () throws -> Value) throws -> Value {
        guard request.body.count > Self.smallBody else { return try work() }
        // The numbers of a request take four times as much memory as its text, so reading them is part of the turn.
        turns.wait()
        defer { turns.signal() }
        return try work()
    }

    /// A body with up to this many bytes is small. An image of 784 whole pixels has at most 4,000.
    private static let smallBody = 1 << 14

    private func input(_ request: Request) throws -> FloatMatrix {
        do {
            return try PredictionInput.read(request.body, columns: inputCount, range: inputRange)
        } catch let error as DataFormatError {
            let place = error.position.map { $0 + ": " } ?? ""
            throw Refusal(400, "\(place)expected \(error.expected), found \(error.found)")
        }
    }

    /// A list of rows. Each number is the shortest text that reads back as the same `Double`.
    private static func json(_ output: Matrix) -> String {
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
        return text + "]"
    }
}

extension HTTPClient {
    /// Posts some images to `/predict`, and reads the probabilities that come back.
    ///
    /// - Parameter rows: the pixels of each image, from 0 to 255.
    /// - Returns: the probabilities, images × classes.
    /// - Throws: a `ServerError` if there is no answer, or no probabilities: then it says what the server says.
    public func predict(pixels rows: [[Int]]) throws -> Matrix {
        let (status, body) = try post("/predict", json: "{\"input\": \(Self.json(rows))}")
        guard status == 200 else { throw ServerError("status \(status): \(body)") }
        guard let result = try? JSONDecoder().decode([[Double]].self, from: Data(body.utf8)),
            result.count == rows.count, result.allSatisfy({ $0.count == result.first?.count })
        else { throw ServerError("expected a list of probabilities for each image, found \(quoted(body))") }
        return Matrix(rows: result)
    }

    /// Rows as JSON, a list of lists. `"\(rows)"` is the same text, but takes four times as long: 0.14 s for 232
    /// images.
    private static func json(_ rows: [[Int]]) -> String {
        "[" + rows.map { "[" + $0.map { String($0) }.joined(separator: ", ") + "]" }.joined(separator: ", ") + "]"
    }
}
