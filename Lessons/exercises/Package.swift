// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that a file of yours that doesn't compile breaks nothing of the course.
let package = Package(
    name: "exercises",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "exercises", targets: ["Answers"])],
    dependencies: [.package(name: "course", path: "../..")],
    targets: [
        .executableTarget(
            name: "Answers",
            dependencies: [.product(name: "Exercises", package: "course")],
            path: ".",
            exclude: ["README.md"],
            // With Swift 6 a variable outside of all functions would be an error.
            swiftSettings: [.swiftLanguageMode(.v5)])
    ]
)
