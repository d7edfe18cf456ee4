import Foundation
import TestSupport
import Testing

@testable import MNIST

@Suite("Where data are looked for")
struct DataFolderTests {
    /// A temporary tree with one data file at each of the places where it could be found.
    struct Places {
        let root: URL
        var chosen: URL { root.appendingPathComponent("chosen") }
        var package: URL { root.appendingPathComponent("package") }
        var program: URL { root.appendingPathComponent("moved/bin/program") }
        var workingDirectory: URL { root.appendingPathComponent("start/inner") }

        func put(_ path: String) throws {
            let file = root.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("x".utf8).write(to: file)
        }

        /// The path of what is found, below the root.
        func find(_ name: String = "a.csv", lessonData: String? = nil) throws -> String {
            let url = try DataFolder.url(
                of: name, environment: lessonData.map { ["LESSON_DATA": $0] } ?? [:], package: package,
                program: program, workingDirectory: workingDirectory)
            return String(url.path.dropFirst(root.path.count + 1))
        }
    }

    @Test("The package comes before the program, and that before the working directory")
    func thePackageComesBeforeTheProgramBeforeTheWorkingDirectory() throws {
        try TemporaryFolder.with { root in
            let places = Places(root: root)
            try places.put("start/Data/a.csv")
            #expect(try places.find() == "start/Data/a.csv")
            try places.put("start/inner/Data/a.csv")
            #expect(try places.find() == "start/inner/Data/a.csv")
            try places.put("moved/Data/a.csv")
            #expect(try places.find() == "moved/Data/a.csv")
            try places.put("moved/bin/Data/a.csv")
            #expect(try places.find() == "moved/bin/Data/a.csv")
            try places.put("package/Data/a.csv")
            #expect(try places.find() == "package/Data/a.csv")
        }
    }

    @Test("A data folder without the file is passed by")
    func aDataFolderWithoutTheFileIsPassedBy() throws {
        try TemporaryFolder.with { root in
            let places = Places(root: root)
            try places.put("package/Data/other.csv")
            try places.put("moved/bin/Data/other.csv")
            try places.put("Data/a.csv")
            #expect(try places.find() == "Data/a.csv")
        }
    }

    @Test("LESSON_DATA, if set, is the only place")
    func lessonDataIsTheOnlyPlaceIfItIsSet() throws {
        try TemporaryFolder.with { root in
            let places = Places(root: root)
            try places.put("package/Data/a.csv")
            #expect(try places.find(lessonData: "") == "package/Data/a.csv")

            let error = #expect(throws: CocoaError.self) { try places.find(lessonData: places.chosen.path) }
            #expect(error?.code == .fileReadNoSuchFile)
            #expect(
                error?.localizedDescription
                    == "a.csv is not in \(places.chosen.path), the folder that LESSON_DATA names; put it there, or "
                    + "unset LESSON_DATA")

            try places.put("chosen/a.csv")
            #expect(try places.find(lessonData: places.chosen.path) == "chosen/a.csv")
            #expect(try places.find(lessonData: places.chosen.path + "/") == "chosen/a.csv")
        }
    }

    @Test("A file that is nowhere is reported")
    func aFileThatIsNowhereIsReported() throws {
        try TemporaryFolder.with { root in
            let error = #expect(throws: CocoaError.self) { try Places(root: root).find("no-such-file.csv") }
            #expect(error?.code == .fileReadNoSuchFile)
            #expect(
                error?.localizedDescription
                    == "no-such-file.csv is not in \(root.path)/package/Data, nor in any folder Data above "
                    + "\(root.path)/moved/bin or \(root.path)/start/inner; run this inside the package, or set "
                    + "LESSON_DATA to the folder that holds it")
        }
    }

    @Test("A folder in place of the file is reported")
    func aFolderInPlaceOfTheFileIsReported() throws {
        try TemporaryFolder.with { root in
            let places = Places(root: root)
            try places.put("package/Data/a.csv/inside")
            let path = try places.find()
            #expect(
                message { try Digits(csv: root.appendingPathComponent(path)) }
                    == "\(root.path)/package/Data/a.csv is a folder; name a file in it")
        }
    }

    @Test(
        "The hundred digits are found in the package",
        .enabled(if: ProcessInfo.processInfo.environment["LESSON_DATA"] == nil))
    func theHundredDigitsAreFoundInThePackage() throws {
        #expect(
            try DataFolder.url(of: "mnist_train_100.csv").path
                == PackageFiles.root.appendingPathComponent("Data/mnist_train_100.csv").path)
    }
}
