// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// The course, in its order. A lesson is a folder in `Lessons/`; the folder, the target, the product and the suite of
/// tests have its name. Beside it stand the modules that it imports, without `Numerics` and `Teach`, which all lessons
/// need.
let lessons: [(name: String, modules: [String])] = [
    ("lesson-01-weights", []),
    ("lesson-02-sigmoid", []),
    ("lesson-03-feedforward", ["MNIST"]),
    ("lesson-04-good-practice", ["MNIST"]),
    ("lesson-05-backprop", ["MNIST", "NeuralNetwork"]),
    ("lesson-06-learning-rate", ["MNIST", "NeuralNetwork"]),
    ("lesson-07-epochs", ["MNIST", "NeuralNetwork"]),
    ("lesson-08-hidden-size", ["MNIST", "NeuralNetwork"]),
    ("lesson-09-full-dataset", ["MNIST", "NeuralNetwork"]),
    ("lesson-10-activations", ["MNIST", "NeuralNetwork"]),
    ("lesson-11-depth", ["MNIST", "NeuralNetwork"]),
    ("lesson-12-perceptron", ["NeuralNetwork"]),
    ("lesson-13-dense-layers", ["MNIST", "NeuralNetwork"]),
    ("lesson-14-optimizers", ["MNIST", "NeuralNetwork"]),
    ("lesson-15-better", ["MNIST", "NeuralNetwork"]),
    ("lesson-16-save-model", ["MNIST", "NeuralNetwork", "SafeTensors"]),
    ("lesson-17-deploy", ["MNIST", "NeuralNetwork", "HTTPServer", "PredictionService", "SafeTensors"]),
]

/// What lies beside the source of a lesson and is read by it.
let lessonData = ["lesson-15-better": ["sixty-epochs.csv"], "lesson-17-deploy": ["drawings.json"]]

// A plain `swift run` makes a debug build, in which a loop over a matrix is some fifty times slower than it need be.
// The modules that compute are therefore optimized in every build. The lessons are not: they compile quickly and can be
// stepped through.
var optimized: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]
#if arch(x86_64)
    optimized.append(.unsafeFlags(["-Xcc", "-march=\(processor)"]))
    if hasFusedProducts { optimized.append(.define("FUSED")) }
#endif
// A square root is a function of C. If it needn't set `errno`, it is an instruction, for several numbers at once.
optimized.append(.unsafeFlags(["-Xcc", "-fno-math-errno"]))

// In Swift 6 the variables of a `main.swift` belong to the main actor; with this its functions do, too, and can
// read them.
let lessonSettings: [SwiftSetting] = [.defaultIsolation(MainActor.self)]

/// The x86-64 processor to compile for, under Clang's name for it.
///
/// Without a name Swift uses only the instructions that every x86-64 processor since 2003 has, and a `SIMD8<Double>`
/// takes four registers instead of one or two. `x86-64-v3` has AVX2 and FMA, as nearly all processors since 2013 have,
/// so what is built here runs on other machines, too. On a machine without them, what is built is for that machine.
/// The variable `MARCH` names another processor: `MARCH=native swift build`.
var processor: String {
    if let chosen = Context.environment["MARCH"], !chosen.isEmpty { return chosen }
    // Every Mac with an Intel processor that runs macOS 15 has both.
    guard let flags = processorFlags else { return "x86-64-v3" }
    return flags.isSuperset(of: ["avx2", "fma", "bmi1", "bmi2", "f16c", "movbe"]) ? "x86-64-v3" : "native"
}

/// Whether that processor multiplies and adds in one instruction (FMA). Intel's older ones, by these names, do not.
var hasFusedProducts: Bool {
    switch processor {
    case "x86-64", "x86-64-v2", "core2", "nehalem", "westmere", "sandybridge", "ivybridge", "silvermont": false
    case "native": processorFlags?.contains("fma") ?? true
    default: true
    }
}

/// What the processor of this machine can do, as Linux names it; nil elsewhere.
var processorFlags: Set<Substring>? {
    guard let machine = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return nil }
    return Set(machine.split(separator: "\n").first { $0.hasPrefix("flags") }?.split(separator: " ") ?? [])
}

let package = Package(
    name: "neural-network-lessons",
    platforms: [.macOS(.v15)],
    products: [.library(name: "Exercises", type: .static, targets: ["Exercises"])]
        + (lessons.map(\.name) + ["benchmark", "course"]).map { .executable(name: $0, targets: [$0]) },
    targets: [
        .target(name: "Numerics", exclude: ["README.md"], swiftSettings: optimized),
        .target(name: "JSON", dependencies: ["Numerics"], exclude: ["README.md"], swiftSettings: optimized),
        .target(
            name: "SafeTensors", dependencies: ["JSON", "Numerics"], exclude: ["README.md"], swiftSettings: optimized),
        .target(name: "MNIST", dependencies: ["Numerics"], exclude: ["README.md"], swiftSettings: optimized),
        .target(
            name: "NeuralNetwork", dependencies: ["MNIST", "Numerics", "SafeTensors"], exclude: ["README.md"],
            swiftSettings: optimized),
        .target(name: "HTTPServer", exclude: ["README.md"], swiftSettings: optimized),
        .target(
            name: "PredictionService", dependencies: ["HTTPServer", "JSON", "Numerics"], exclude: ["README.md"],
            resources: [
                .embedInCode("Resources/page.html"), .embedInCode("Resources/page.css"),
                .embedInCode("Resources/page.js"),
            ], swiftSettings: optimized),
        .target(name: "Teach", dependencies: ["Numerics"], exclude: ["README.md"]),

        .target(
            name: "Exercises", dependencies: ["MNIST", "NeuralNetwork", "Numerics", "SafeTensors", "Teach"],
            exclude: ["README.md"]),

        .executableTarget(name: "course", dependencies: ["HTTPServer", "Teach"], path: "Sources/Course"),

        // Not optimized: it times what a lesson does as a lesson would do it.
        .executableTarget(
            name: "benchmark",
            dependencies: ["MNIST", "NeuralNetwork", "Numerics", "HTTPServer"],
            path: "Sources/Benchmark",
            exclude: ["README.md", "Benchmarks.md", "peers"]),

        // Not a test, but a program about them: `make mutants`.
        .executableTarget(
            name: "mutants", dependencies: ["Exercises", "TestSupport"], path: "Tests/Mutants", exclude: ["equal.txt"]),
        // Optimized: it compares and makes megabytes for all tests.
        .target(
            name: "TestSupport", dependencies: ["Numerics"], path: "Tests/TestSupport", swiftSettings: optimized),
        .testTarget(name: "NumericsTests", dependencies: ["Numerics", "TestSupport"]),
        .testTarget(name: "MNISTTests", dependencies: ["MNIST", "Numerics", "TestSupport"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "Numerics", "TestSupport"]),
        .testTarget(name: "SafeTensorsTests", dependencies: ["SafeTensors", "Numerics", "TestSupport"]),
        .testTarget(
            name: "NeuralNetworkTests",
            dependencies: ["NeuralNetwork", "SafeTensors", "MNIST", "Numerics", "TestSupport"]),
        .testTarget(name: "TeachTests", dependencies: ["Teach", "Numerics", "TestSupport"]),
        .testTarget(
            name: "HTTPServerTests", dependencies: ["HTTPServer", "PredictionService", "Numerics", "TestSupport"]),
        .testTarget(
            name: "PredictionServiceTests",
            dependencies: ["HTTPServer", "PredictionService", "Numerics", "TestSupport"]),
        .testTarget(name: "ExerciseTests", dependencies: ["Exercises", "Teach", "TestSupport"]),
        .testTarget(name: "CourseToolTests", dependencies: ["course", "HTTPServer", "TestSupport"]),
        .testTarget(name: "BenchmarkTests", dependencies: ["benchmark", "TestSupport"]),
        .testTarget(
            name: "LessonTests",
            dependencies: [
                "course", "HTTPServer", "MNIST", "NeuralNetwork", "Numerics", "PredictionService", "SafeTensors",
                "Teach",
                "TestSupport",
            ]),
    ]
        + lessons.map { lesson in
            .executableTarget(
                name: lesson.name,
                dependencies: (["Numerics", "Teach"] + lesson.modules).map { .init(stringLiteral: $0) },
                path: "Lessons/\(lesson.name)",
                exclude: ["README.md"] + (lessonData[lesson.name] ?? []),
                swiftSettings: lessonSettings)
        },
    swiftLanguageModes: [.v6]
)
