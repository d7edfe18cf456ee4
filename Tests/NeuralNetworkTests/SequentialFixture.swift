import NeuralNetwork
import Numerics
import TestSupport
import Testing

/// What Keras's formulas give, from `Tests/Fixtures/sequential.json`, made by `make_sequential_fixtures.py` there.
struct SequentialFixture: Decodable, Sendable {
    /// Function and derivative at some points.
    struct ActivationCase: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        /// Slope or alpha; 0 for those that have none.
        let parameter: FixtureDoubles
        let points: FixtureDoubles
        let values: FixtureDoubles
        let derivatives: FixtureDoubles

        /// The one of that name.
        func activation() throws -> Activation {
            switch name {
            case "linear": .linear
            case "step": .step
            case "sigmoid": .sigmoid
            case "tanh": .tanh
            case "relu": .relu
            case "leaky_relu": .leakyRelu(negativeSlope: parameter.values[0])
            case "prelu": .prelu(alpha: parameter.values[0])
            case "elu": .elu(alpha: parameter.values[0])
            default: throw UnknownName(name: name)
            }
        }

        var testDescription: String { name }
    }

    /// Rows on their own.
    struct Softmax: Decodable, Sendable, CustomTestStringConvertible {
        let shape: [Int]
        let logits: FixtureDoubles
        let outputs: FixtureDoubles

        var testDescription: String { "\(shape)" }
    }

    /// The mean loss of some observations, and its gradient by what is in `outputs`: for a cross-entropy, logits.
    struct LossCase: Decodable, Sendable, CustomTestStringConvertible {
        let loss: String
        let shape: [Int]
        let outputs: FixtureDoubles
        let targets: FixtureDoubles
        /// Empty but for the sparse cross-entropy.
        let labels: [Int]
        let value: FixtureDoubles
        let gradient: FixtureDoubles

        func kind() throws -> Loss {
            switch loss {
            case "categorical_crossentropy": .categoricalCrossentropy
            case "sparse_categorical_crossentropy": .sparseCategoricalCrossentropy
            default: throw UnknownName(name: loss)
            }
        }

        var testDescription: String { "\(loss) \(shape)" }
    }

    /// A small network before its first step, and what it learns from.
    struct Network: Decodable, Sendable {
        let layerSizes: [Int]
        let hiddenActivations: [String]
        let shape: [Int]
        let inputs: FixtureDoubles
        let labels: [Int]
        let kernels: [FixtureDoubles]
    }

    /// All weights after some steps.
    struct Weights: Decodable, Sendable {
        let kernels: [FixtureDoubles]
        let biases: [FixtureDoubles]
    }

    /// A hundred steps, each with all observations.
    struct Steps: Decodable, Sendable, CustomTestStringConvertible {
        let optimizer: String
        /// Each before its step.
        let losses: FixtureDoubles
        let after1: Weights
        let after100: Weights

        var testDescription: String { optimizer }
    }

    /// An epoch in batches, the last of which is short.
    struct Batches: Decodable, Sendable, CustomTestStringConvertible {
        let optimizer: String
        let order: [Int]
        let batchSize: Int
        let batchLosses: FixtureDoubles
        let loss: FixtureDoubles
        let accuracy: FixtureDoubles
        let after: Weights

        var testDescription: String { optimizer }
    }

    /// A schedule: its rates in twenty steps, and the weights after these steps of Adam.
    struct LearningRates: Decodable, Sendable, CustomTestStringConvertible {
        let initialLearningRate: FixtureDoubles
        let decaySteps: Int
        let alpha: FixtureDoubles
        /// NaN if there is no warmup.
        let warmupTarget: FixtureDoubles
        let warmupSteps: Int
        let rates: FixtureDoubles
        let after20: Weights

        var schedule: LearningRate {
            let target = warmupTarget.values[0]
            return .cosineDecay(
                initialLearningRate: initialLearningRate.values[0], decaySteps: decaySteps, alpha: alpha.values[0],
                warmupTarget: target.isNaN ? nil : target, warmupSteps: warmupSteps)
        }

        var testDescription: String { "\(schedule)" }
    }

    /// One step of lesson 13's network with real digits.
    struct MNISTStep: Decodable, Sendable, CustomTestStringConvertible {
        let optimizer: String
        /// How many digits, from the first on.
        let count: Int
        let lossBefore: FixtureDoubles
        let rightBefore: Int
        let kernelSumsBefore: FixtureDoubles
        let kernelSums: FixtureDoubles
        /// How far the samples of each kernel are apart, row by row.
        let strides: [Int]
        let kernelSamples: [FixtureDoubles]
        let biases: [FixtureDoubles]

        var testDescription: String { optimizer }
    }

    let activations: [ActivationCase]
    let softmax: [Softmax]
    let losses: [LossCase]
    let network: [Network]
    let optimizers: [Steps]
    let batches: [Batches]
    let learningRates: [LearningRates]
    let mnistStep: [MNISTStep]

    /// Read once for all tests.
    static let shared = try? PackageFiles.fixture("sequential.json", as: SequentialFixture.self)

    /// By the name that the fixture gives it.
    static func optimizer(_ name: String) throws -> Optimizer {
        switch name {
        case "SGD": .sgd(learningRate: 0.01)
        case "SGD with momentum": .sgd(learningRate: 0.01, momentum: 0.9)
        case "RMSprop": .rmsprop()
        case "Adam": .adam()
        default: throw UnknownName(name: name)
        }
    }

    /// The fixture has something that the tests don't know.
    struct UnknownName: Error {
        let name: String
    }
}
