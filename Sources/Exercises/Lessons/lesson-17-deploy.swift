import Foundation
import MNIST
import NeuralNetwork
import Numerics

/// The exercises of lesson 17.
public enum Lesson17 {
    /// A request as text.
    public static let request = Exercise<(_ pixels: [Int]) throws -> String>(
        "17.1", .code,
        hints: [
            "What does the body look like in the lesson, for one digit? How many lists are there in it?",
            "The body is an object whose `input` is a list that holds one list of pixels. Make it first, since a line of "
                + "the head has its length.",
            "Join the four lines with \"\\r\\n\", add \"\\r\\n\" twice, once to end the last line and once for the empty one, "
                + "and then the body.",
        ],
        learned: "That is all a browser does, too; a program in any language that can send text can ask your network.",
        why: "The body first, because its length is in the head; then the head, an empty line, and the body."
    ) { request in
        for pixels in [(0..<784).map { $0 * 7 % 256 }, Array(repeating: 5, count: 784)] {
            let text = try request(pixels)
            guard !text.isEmpty else { throw Refusal("Your request is empty.") }
            let bytes = Array(text.utf8)
            let end = Array("\r\n\r\n".utf8)
            guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else {
                let hint = text.contains("\n\n") ? "lines end with \"\\n\" alone" : "there is no empty line behind it"
                throw Refusal("The head of your request doesn't end: \(hint).")
            }
            let head = String(decoding: bytes[..<place], as: UTF8.self)
            let body = bytes[(place + end.count)...]
            let lines = head.components(separatedBy: "\r\n")
            if lines.contains(where: { $0.contains("\n") }) {
                throw Refusal("A line of your head ends with \"\\n\" alone.")
            }
            guard lines[0] == "POST /predict HTTP/1.1" else {
                throw Refusal(
                    "Your first line is \(quoted(lines[0])). It should be the method that brings something along, then the "
                        + "path, then HTTP/1.1.")
            }
            var fields: [String: String] = [:]
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
                guard parts.count == 2 else {
                    throw Refusal("A field is a name, a colon and a value, not \(quoted(line)).")
                }
                fields[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
            }
            for name in ["Host", "Content-Type", "Content-Length"] where fields[name.lowercased()] == nil {
                throw Refusal("Your head has no field \(name).")
            }
            guard fields["host"] == "127.0.0.1" else {
                throw Refusal("Your host is \(quoted(fields["host"] ?? "")), and should be 127.0.0.1.")
            }
            guard fields["content-type"] == "application/json" else {
                throw Refusal("What is sent is application/json, and not \(quoted(fields["content-type"] ?? "")).")
            }
            guard fields["content-length"] == "\(body.count)" else {
                throw Refusal(
                    "Your head says that the body has \(quoted(fields["content-length"] ?? "")) bytes, and it has "
                        + "\(body.count).")
            }
            let json = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
            guard let json else {
                throw Refusal("The body is no JSON object: \(quoted(String(decoding: body, as: UTF8.self))).")
            }
            guard let input = json["input"] else { throw Refusal("The body has no \"input\".") }
            if input is [Int] {
                throw Refusal("`input` is a list of digits, and each digit a list: one pair of brackets more.")
            }
            guard let digits = input as? [[Int]], digits.count == 1 else {
                throw Refusal("`input` should hold one list of 784 pixels.")
            }
            guard digits[0] == pixels else {
                throw Refusal("The pixels that arrive are not those that were handed in.")
            }
        }
    }

    /// What the network gets for paper and for ink in the lesson's table. A test compares it with the lesson.
    static let table: [(paper: Double, ink: Double)] = [(0, 1), (0.01, 1), (0, 255), (-1, 1), (1, 0)]

    /// What the lesson's network, trained on few digits, reads with other numbers.
    static func accuracy(divisor: Double, factor: Double, offset: Double) throws -> Double {
        let (training, test) = (try Published.training(4000), try Published.test().first(1000))
        var model = Sequential(
            inputNodes: 784,
            [
                Dense(90, activation: .relu, kernelInitializer: .heNormal),
                Dense(10, activation: .softmax, kernelInitializer: .heNormal),
            ], seed: 42)
        model.compile(optimizer: .adam(learningRate: 0.002), loss: .sparseCategoricalCrossentropy)
        try model.fit(InputTransform.upright(training.pixels), training.labels, batchSize: 100, epochs: 2)
        let transform = InputTransform(isDeskewing: true, divisor: divisor, factor: factor, offset: offset)
        return try model.evaluate(transform(test.pixels), test.labels).accuracy
    }

    /// A transform of one's own, and what it costs.
    ///
    /// Measured: with an offset of 0.5 it reads 0.497, with one of −0.5 0.646, with one of 0.2 0.872, with a factor of
    /// 0.1 0.920; as it was trained 0.929.
    public static let wrongTransform = Exercise<
        (divisor: Double?, factor: Double?, offset: Double?, predicted: Double?)
    >(
        "17.2", .experiment,
        hints: [
            "Which row of the lesson's table did the most damage: one with wrong ink, or one with wrong paper?",
            "Most pixels are paper. If paper is far from 0, the sums are far from what they were; if only ink is weaker, "
                + "they just shrink.",
            "With paper at 0 nearly everything is left, however strong the ink is. The table says what is left at −1 and at "
                + "1; paper between these costs something between.",
        ],
        learned: "You predicted what a mistake costs from what the layers do with it; no error message reports that.",
        why: "Paper at 0.5 adds half of all 784 weights to every sum, and half of the digits are drowned by that."
    ) { answer in
        let (divisor, factor, offset) = (try given(answer.divisor), try given(answer.factor), try given(answer.offset))
        let predicted = try given(answer.predicted)
        guard divisor != 0, [divisor, factor, offset].allSatisfy(\.isFinite) else {
            throw Refusal(
                "Pixels divided by \(short(divisor)), times \(short(factor)), plus \(short(offset)) are no input.")
        }
        guard 0...1 ~= predicted else {
            throw Refusal("A share lies between 0 and 1, and yours is \(short(predicted)).")
        }
        let (paper, ink) = (offset, 255 / divisor * factor + offset)
        if table.contains(where: { abs($0.paper - paper) < 0.005 && abs($0.ink - ink) < 0.005 }) {
            throw Refusal(
                "Paper at \(short(paper)) and ink at \(short(ink)) are in the lesson's table. Invent another.")
        }
        if abs(paper) < 0.1 && abs(ink - 1) < 0.1 {
            throw Refusal("Paper at \(short(paper)) and ink at \(short(ink)) are nearly those of the training.")
        }
        guard abs(paper) < 1e6, abs(ink) < 1e6 else { throw Refusal("Numbers beyond a million are no input.") }
        let measured = try accuracy(divisor: divisor, factor: factor, offset: offset)
        if abs(measured - predicted) > 0.1 {
            throw Refusal(
                "Paper at \(short(paper)) and ink at \(short(ink)): the network reads "
                    + (measured < predicted ? "less" : "more") + " than you predict. Why?")
        }
    }
}
