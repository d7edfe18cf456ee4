import Foundation
import TestSupport
import Testing

@testable import MNIST

@Suite struct FullDatasetTests {
    /// A temporary tree in which files of MNIST can be put at each of the places where they could be found.
    struct Places {
        let root: URL
        var chosen: URL { root.appendingPathComponent("chosen") }

        func put(_ paths: String...) throws {
            for path in paths {
                let file = root.appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data("x".utf8).write(to: file)
            }
        }

        /// The paths of what is found, below the root.
        func find(_ part: Digits.Part = .training, chosen: String? = nil) throws -> [String]? {
            let files = try DataFolder.files(
                of: part, environment: chosen.map { ["MNIST_DIR": $0] } ?? [:],
                package: root.appendingPathComponent("package"),
                program: root.appendingPathComponent("moved/bin/program"),
                workingDirectory: root.appendingPathComponent("start/inner"))
            return files.map { [$0.images, $0.labels].map { String($0.path.dropFirst(root.path.count + 1)) } }
        }
    }

    private static func training(in folder: String) -> [String] {
        ["\(folder)/train-images-idx3-ubyte", "\(folder)/train-labels-idx1-ubyte"]
    }

    @Test func thePackageComesBeforeTheProgramBeforeTheWorkingDirectory() throws {
        try TemporaryFolder.with { root in
            let places = Places(root: root)
            #expect(try places.find() == nil)
            for folder in ["start/Data/mnist", "moved/bin/Data/mnist", "package/Data/mnist"] {
                let files = Self.training(in: folder)
                try places.put(files[0], files[1])
                #expect(try places.find() == files)
                #expect(try places.find(chosen: "") == files)
            }
            #expect(try places.find(.test) == nil)
            try places.put("start/Data/mnist/t10k-images-idx3-ubyte", "start/Data/mnist/t10k-labels-idx1-ubyte")
            #expect(
                try places.find(.test) == [
                    "start/Data/mnist/t10k-images-idx3-ubyte", "start/Data/mnist/t10k-labels-idx1-ubyte",
                ])
        }
    }

    @Test func packedAndHalfDownloadedFilesAreNone() throws {
        try TemporaryFolder.with { root in
            let places = Places(root: root)
            try places.put(
                "package/Data/mnist/train-images-idx3-ubyte.gz", "package/Data/mnist/train-labels-idx1-ubyte.gz",
                "package/Data/mnist/.mnist.1.partial")
            #expect(try places.find() == nil)
        }
    }

    @Test(arguments: [0, 1])
    func oneOfTwoFilesIsAnError(present: Int) throws {
        try TemporaryFolder.with { root in
            let places = Places(root: root)
            let names = [Digits.Part.training.fileNames.images, Digits.Part.training.fileNames.labels]
            try places.put("package/Data/mnist/\(names[present])")
            let error = #expect(throws: CocoaError.self) { try places.find() }
            #expect(error?.code == .fileReadNoSuchFile)
            #expect(
                error?.localizedDescription
                    == "\(names[1 - present]) is not in \(root.path)/package/Data/mnist, though \(names[present]) is; "
                    + "fetch it with `make data`")
        }
    }

    @Test func onePartAloneIsNotCompletedByTheSample() throws {
        let digits = try Digits(csv: PackageFiles.root.appendingPathComponent("Data/mnist_train_100.csv"))
        #expect(try Digits.pair(nil, nil) == nil)
        #expect(try Digits.pair(digits, digits)?.test.count == 100)
        for (training, test, part) in [(digits, nil, "training"), (nil, digits, "test")] as [(Digits?, Digits?, String)]
        {
            let error = #expect(throws: CocoaError.self) { try Digits.pair(training, test) }
            let message = error?.userInfo[NSLocalizedDescriptionKey] as? String
            #expect(message == "only the \(part) digits of MNIST are there; fetch the others with `make data`")
        }
    }

    @Test func theChosenFolderMustHoldBoth() throws {
        try TemporaryFolder.with { root in
            let places = Places(root: root)
            let elsewhere = Self.training(in: "package/Data/mnist")
            try places.put(elsewhere[0], elsewhere[1])
            let files = Self.training(in: "chosen")
            for (file, next) in zip(files, files.dropFirst() + [""]) {
                let error = #expect(throws: CocoaError.self) { try places.find(chosen: places.chosen.path) }
                #expect(error?.code == .fileReadNoSuchFile)
                let name = file.split(separator: "/")[1]
                #expect(
                    error?.localizedDescription
                        == "\(name) is not in \(places.chosen.path), the folder that MNIST_DIR names; fetch it with "
                        + "`make data`, or unset MNIST_DIR", "before \(next)")
                try places.put(file)
            }
            #expect(try places.find(chosen: places.chosen.path) == files)
        }
    }

    @Test(
        .enabled(
            if: Course.hasWholeMNIST,
            "the whole of MNIST is neither in MNIST_DIR nor in Data/mnist; `make data` fetches it"))
    func theWholeOfMNISTIsRead() throws {
        func counts(_ digits: Digits) -> [Int] {
            digits.reduce(into: Array(repeating: 0, count: 10)) { $0[$1.label] += 1 }
        }
        let training = try #require(try Digits.full(.training))
        #expect(training.count == 60_000)
        #expect(training.prefix(10).map(\.label) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
        #expect(counts(training) == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])

        let test = try #require(try Digits.full(.test))
        #expect(test.count == 10_000)
        #expect(test.prefix(10).map(\.label) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
        #expect(counts(test) == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    }
}
