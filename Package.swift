// swift-tools-version: 6.2
import PackageDescription

/// The course, in its order. A lesson is a folder in `Lessons/`, and its name there is the name of its
/// target, its product and its tests. The Makefile and the tests read this list.
let lessons = [
    "lesson-01-weights",
    "lesson-02-sigmoid",
    "lesson-03-feedforward",
    "lesson-04-good-practice",
    "lesson-05-backprop",
    "lesson-06-learning-rate",
    "lesson-07-epochs",
    "lesson-08-hidden-size",
    "lesson-09-full-dataset",
    "lesson-10-activations",
    "lesson-11-perceptron",
    "lesson-12-dense-layers",
    "lesson-13-optimizers",
    "lesson-14-save-model",
    "lesson-15-deploy",
]

// A plain `swift run` makes a debug build, in which a loop over a matrix is some fifty times slower than it
// need be. The modules that compute are therefore optimized in every build; the lessons are not, so that they
// compile quickly and can be stepped through.
var optimized: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]
#if arch(x86_64)
    // Without this Swift may only use the instructions that every x86-64 processor since 2003 has, and a
    // SIMD8<Double> is four registers instead of one or two. Vectors of a fixed length, multiplied and then
    // added, give the same bits whatever they are made of.
    optimized.append(.unsafeFlags(["-Xcc", "-march=native"]))
#endif
// A square root is a function of C. If it needn't set `errno`, it is an instruction, for several numbers at once.
optimized.append(.unsafeFlags(["-Xcc", "-fno-math-errno"]))

// In Swift 6 the variables of a `main.swift` belong to the main actor; with this its functions do, too, and can
// read them.
let lessonSettings: [SwiftSetting] = [.defaultIsolation(MainActor.self)]

let package = Package(
    name: "neural-network-lessons",
    platforms: [.macOS(.v15)],
    products: (lessons + ["benchmark"]).map { .executable(name: $0, targets: [$0]) },
    targets: [
        .target(name: "Numerics", exclude: ["README.md"], swiftSettings: optimized),
        .target(name: "MNIST", dependencies: ["Numerics"], exclude: ["README.md"], swiftSettings: optimized),
        .target(name: "NeuralNetwork", dependencies: ["Numerics"], exclude: ["README.md"], swiftSettings: optimized),
        .target(
            name: "PredictionServer", dependencies: ["Numerics"], exclude: ["README.md"], swiftSettings: optimized),
        .target(name: "Teach", dependencies: ["Numerics"], exclude: ["README.md"]),

        // Not optimized: it times what a lesson does as a lesson would do it.
        .executableTarget(
            name: "benchmark",
            dependencies: ["MNIST", "NeuralNetwork", "Numerics", "PredictionServer"],
            path: "Sources/Benchmark",
            exclude: ["README.md", "Benchmarks.md", "peers"]),

        .target(name: "TestSupport", dependencies: ["Numerics"], path: "Tests/TestSupport"),
        .testTarget(name: "NumericsTests", dependencies: ["Numerics", "TestSupport"]),
        .testTarget(name: "MNISTTests", dependencies: ["MNIST", "Numerics", "TestSupport"]),
        .testTarget(
            name: "NeuralNetworkTests", dependencies: ["NeuralNetwork", "MNIST", "Numerics", "TestSupport"]),
        .testTarget(name: "TeachTests", dependencies: ["Teach", "Numerics", "TestSupport"]),
        .testTarget(name: "PredictionServerTests", dependencies: ["PredictionServer", "Numerics", "TestSupport"]),
        .testTarget(name: "BenchmarkTests", dependencies: ["benchmark", "TestSupport"]),
        .testTarget(
            name: "LessonTests",
            dependencies: ["MNIST", "NeuralNetwork", "Numerics", "PredictionServer", "TestSupport"]),
    ]
        + lessons.map { lesson in
            .executableTarget(
                name: lesson,
                dependencies: ["Numerics", "MNIST", "NeuralNetwork", "PredictionServer", "Teach"],
                path: "Lessons/\(lesson)",
                exclude: ["README.md"],
                swiftSettings: lessonSettings)
        },
    swiftLanguageModes: [.v6]
)
