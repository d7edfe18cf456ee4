import Foundation
import MNIST
import NeuralNetwork
import Numerics

extension Course {
    /// Trainings of lesson 15's network with upright digits. `peers/train_jax_better.py` does the same ones.
    enum Recipe: String, CaseIterable {
        case three, six, deformed

        static let digitCount = 55_000
        static let batchSize = 256

        var epochs: Int {
            switch self {
            case .three: 3
            case .six: 6
            case .deformed: 60
            }
        }

        /// The largest learning rate.
        var top: Double { self == .deformed ? 0.006 : 0.016 }

        /// What is trained, with what.
        var title: String {
            "784-90-10, \(epochs) epochs of 55,000 upright digits" + (self == .deformed ? ", deformed" : "")
        }

        /// The model before its first step.
        var model: Sequential {
            var model = Sequential(
                inputNodes: Course.layerSizes[0],
                [
                    Dense(90, activation: .relu, kernelInitializer: .heNormal),
                    Dense(10, activation: .softmax, kernelInitializer: .heNormal),
                ], seed: 42)
            let steps = epochs * ((Self.digitCount + Self.batchSize - 1) / Self.batchSize)
            let rate = LearningRate.cosineDecay(
                initialLearningRate: 0, decaySteps: steps - steps / 10, warmupTarget: top, warmupSteps: steps / 10)
            model.compile(optimizer: .adam(learningRate: rate), loss: .sparseCategoricalCrossentropy)
            return model
        }
    }

    /// Trains lesson 15's network, and evaluates it with the test digits. Deskewing is timed by itself;
    /// deforming is a part of the training.
    static func recipe(_ job: Recipe) throws {
        let (given, givenTest) = (try Digits.training(), try Digits.test())
        let clockTime = ContinuousClock()
        var (digits, testDigits) = (given, givenTest)
        let deskewing = clockTime.measure { (digits, testDigits) = (given.deskewed, givenTest.deskewed) }
        digits = digits.first(Recipe.digitCount)
        var (model, inputs) = (job.model, digits.pixels / 255)

        let (start, startOfWork) = (clockTime.now, clock())
        if job == .deformed {
            let deform = Deformation()
            for epoch in 0..<job.epochs {
                inputs = deform(digits, seed: UInt64(epoch)).pixels / 255
                try model.fit(inputs, digits.labels, batchSize: Recipe.batchSize)
            }
        } else {
            try model.fit(inputs, digits.labels, batchSize: Recipe.batchSize, epochs: job.epochs)
        }
        let training = clockTime.now - start
        let work = Double(clock() - startOfWork) / Double(CLOCKS_PER_SEC)

        let test = try model.evaluate(testDigits.pixels / 255, testDigits.labels)
        try printNumbers([
            "train": training / .seconds(1), "cpu": work, "accuracy": test.accuracy, "deskew": deskewing / .seconds(1),
        ])
    }
}
