import Foundation
import MNIST
import NeuralNetwork
import Numerics

/// This course's side of the jobs. Each is run in a process of its own, so that its memory can be measured, and
/// prints its numbers as a line of JSON.
enum Course {
    static let layerSizes = [784, 90, 10]
    static let lineCount = 60_000

    /// Trains with 60,000 digits twice, one at a time, and then classifies the test digits one by one.
    static func train() throws {
        let (digits, testDigits) = (try Digits.training(), try Digits.test())
        var random = RandomState(seed: 42)
        var network = Network(layerSizes: layerSizes, random: &random)

        // What is timed is written as in a lesson, and compiled like one.
        let training = ContinuousClock().measure {
            for _ in 1...2 {
                for digit in digits {
                    network.train(input: digit.scaledInput, target: digit.scaledTarget, learningRate: 0.1)
                }
            }
        }

        var correct = 0
        let classifying = ContinuousClock().measure {
            for digit in testDigits where network.predict(digit.scaledInput) == digit.label { correct += 1 }
        }
        try printNumbers([
            "train": training / .seconds(1), "classify": classifying / .seconds(1),
            "accuracy": Double(correct) / Double(testDigits.count),
        ])
    }

    /// Reads the CSV file that `prepare` wrote.
    static func read(_ file: URL) throws {
        let start = ContinuousClock.now
        let digits = try Digits(csv: file)
        let reading = ContinuousClock.now - start
        guard digits.count == lineCount else { throw Failure("read \(digits.count) lines") }
        try printNumbers(["read": reading / .seconds(1)])
    }

    /// Writes the files that the programs share.
    ///
    /// This is a child process, too, because to Linux a child begins with the peak memory of the process that started
    /// it, and to write these files takes more memory than some jobs do.
    static func prepare(_ folder: URL) throws {
        var random = RandomState(seed: 42)
        let weights = Network(layerSizes: layerSizes, random: &random).weights.flatMap(\.elements)
        try weights.withUnsafeBytes { Data($0) }.write(to: folder.appendingPathComponent(Files.weights))

        let digits = try Digits.training()
        let url = folder.appendingPathComponent(Files.csv)
        try Data().write(to: url)
        let file = try FileHandle(forWritingTo: url)
        for start in stride(from: 0, to: lineCount, by: 1000) {
            let lines = (start..<start + 1000).map { digits[$0].line + "\n" }
            try file.write(contentsOf: Data(lines.joined().utf8))
        }
        try file.close()
    }

    /// The names of what `prepare` writes.
    enum Files {
        static let csv = "digits.csv"
        static let weights = "weights"
    }

    /// Computes until it is ended, or the process that started it has: what keeps a core busy.
    static func compute() {
        let parent = getppid()
        var number = 1.0
        while getppid() == parent {
            for _ in 0..<1_000_000 { number = (number * 1.000_001).truncatingRemainder(dividingBy: 2) }
        }
    }

    /// Prints them as the parent reads them.
    static func printNumbers(_ numbers: [String: Double]) throws {
        print(String(decoding: try JSONEncoder().encode(numbers), as: UTF8.self))
    }
}

/// What went wrong, in a sentence.
struct Failure: LocalizedError {
    let errorDescription: String?

    init(_ message: String) {
        errorDescription = message
    }
}
