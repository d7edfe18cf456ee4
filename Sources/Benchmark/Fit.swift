import Foundation
import MNIST
import NeuralNetwork
import Numerics

extension Course {
    /// The network of lesson 13 with two optimizers, and a smaller one with Adam. `peers/train_keras.py` and
    /// `peers/train_jax.py` train the same ones.
    enum Fit: String, CaseIterable {
        case sgd, rmsprop, adam

        static let epochs = 5

        /// What is trained, with what.
        var title: String {
            switch self {
            case .sgd: "784-90-10 with SGD"
            case .rmsprop: "784-90-10 with RMSprop"
            case .adam: "784-32-10 with Adam, batch 32"
            }
        }

        var batchSize: Int { self == .adam ? 32 : 200 }

        /// The model before its first step.
        var model: Sequential {
            switch self {
            case .sgd: Self.lesson13(.sgd(learningRate: 0.01))
            case .rmsprop: Self.lesson13(.rmsprop())
            case .adam: Self.small
            }
        }

        private static func lesson13(_ optimizer: Optimizer) -> Sequential {
            let initializer = Initializer.normal(standardDeviation: 0.05)
            var model = Sequential(
                inputNodes: Course.layerSizes[0],
                [
                    Dense(90, activation: .relu, kernelInitializer: initializer),
                    Dense(10, activation: .softmax, kernelInitializer: initializer),
                ], seed: 42)
            model.compile(optimizer: optimizer, loss: .categoricalCrossentropy)
            return model
        }

        private static var small: Sequential {
            var model = Sequential(
                inputNodes: Course.layerSizes[0],
                [Dense(32, activation: .relu), Dense(10, activation: .softmax)], seed: 42)
            model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
            return model
        }

        /// The pixels as the model takes them.
        func inputs(_ digits: Digits) -> FloatMatrix {
            (self == .adam ? InputTransform.unit : .notebook)(digits.pixels)
        }
    }

    /// Trains a `Sequential`, and evaluates it with the test digits. As with Keras, `fit` alone is timed.
    static func fit(_ job: Fit) throws {
        let (digits, testDigits) = (try Digits.training(), try Digits.test())
        let (inputs, testInputs) = (job.inputs(digits), job.inputs(testDigits))
        let (outputs, testOutputs) = (try oneHot(digits), try oneHot(testDigits))
        var model = job.model

        let (start, startOfWork) = (ContinuousClock.now, clock())
        // The loss of the smaller network takes labels, and lesson 13's one-hot rows.
        let history =
            job == .adam
            ? try model.fit(inputs, digits.labels, batchSize: job.batchSize, epochs: Fit.epochs)
            : try model.fit(inputs, outputs, batchSize: job.batchSize, epochs: Fit.epochs)
        let training = ContinuousClock.now - start
        let work = Double(clock() - startOfWork) / Double(CLOCKS_PER_SEC)

        let test =
            job == .adam
            ? try model.evaluate(testInputs, testDigits.labels) : try model.evaluate(testInputs, testOutputs)
        try printNumbers([
            "train": training / .seconds(1), "cpu": work, "loss": history.loss.last ?? .nan, "accuracy": test.accuracy,
        ])
    }

    private static func oneHot(_ digits: Digits) throws -> Matrix {
        try NeuralNetwork.oneHot(digits.labels, classCount: 10)
    }
}
