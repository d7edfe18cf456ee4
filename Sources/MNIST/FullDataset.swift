import Foundation
import Numerics

/// The whole of MNIST, which `make data` fetches: it is too large to ship.
extension Digits {
    /// The two parts that MNIST comes in.
    enum Part: Sendable {
        /// 60,000 digits to learn from.
        case training
        /// 10,000 digits to be tested with, by other writers.
        case test

        /// The names of the unpacked files, as published.
        var fileNames: (images: String, labels: String) {
            switch self {
            case .training: ("train-images-idx3-ubyte", "train-labels-idx1-ubyte")
            case .test: ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
            }
        }
    }

    /// Reads both parts of the whole of MNIST; nil when neither is there, and the sample has to do.
    ///
    /// With one part alone the sample must not stand in for the other: its test digits are among the 60,000.
    ///
    /// - Throws: what `full(_:)` throws, and a `CocoaError` if only one part is there.
    public static func full() throws -> (training: Digits, test: Digits)? {
        try pair(full(.training), full(.test))
    }

    /// Both parts, when both are there.
    static func pair(_ training: Digits?, _ test: Digits?) throws -> (training: Digits, test: Digits)? {
        switch (training, test) {
        case (let training?, let test?):
            return (training, test)
        case (nil, nil):
            return nil
        default:
            throw CocoaError(
                .fileReadNoSuchFile,
                message: "only the \(training == nil ? "test" : "training") digits of MNIST are there; "
                    + "fetch the others with `make data`")
        }
    }

    /// Reads a part of the whole of MNIST; nil when it isn't there.
    ///
    /// If the environment variable `MNIST_DIR` is set and not empty, the files must be in the folder it names.
    /// Otherwise they are looked for in `Data/mnist`, where `make data` puts them; `Data` is the package's, or, if the
    /// program was moved, one above the program or above the working directory.
    ///
    /// - Throws: a `CocoaError` whose `localizedDescription` is one line and says what to do, if one of the two files
    ///   is missing while the other is there, or if either is missing from the folder that `MNIST_DIR` names; and what
    ///   `init(images:labels:)` throws.
    static func full(_ part: Part) throws -> Digits? {
        guard let files = try DataFolder.files(of: part) else { return nil }
        return try Digits(images: files.images, labels: files.labels)
    }
}

extension DataFolder {
    /// Where the two files of a part of MNIST are; nil if they aren't anywhere.
    static func files(of part: Digits.Part) throws -> (images: URL, labels: URL)? {
        try files(
            of: part, environment: ProcessInfo.processInfo.environment, package: package,
            program: Bundle.main.executableURL, workingDirectory: workingDirectory)
    }

    /// The same, with all that the answer depends on, except for the files themselves, handed in.
    static func files(
        of part: Digits.Part, environment: [String: String], package: URL, program: URL?, workingDirectory: URL
    ) throws -> (images: URL, labels: URL)? {
        let names = part.fileNames
        if let chosen = environment["MNIST_DIR"], !chosen.isEmpty {
            let folder = URL(fileURLWithPath: chosen)
            func file(_ name: String) throws -> URL {
                if let file = existing(name, in: folder) { return file }
                throw CocoaError(
                    .fileReadNoSuchFile,
                    message: "\(name) is not in \(folder.path), the folder that MNIST_DIR names; fetch it with "
                        + "`make data`, or unset MNIST_DIR")
            }
            return (try file(names.images), try file(names.labels))
        }

        for folder in folders(package: package, program: program, workingDirectory: workingDirectory) {
            let folder = folder.appendingPathComponent("mnist")
            let (images, labels) = (existing(names.images, in: folder), existing(names.labels, in: folder))
            if let images, let labels { return (images, labels) }
            guard images != nil || labels != nil else { continue }
            let (missing, present) =
                images == nil ? (names.images, names.labels) : (names.labels, names.images)
            throw CocoaError(
                .fileReadNoSuchFile,
                message: "\(missing) is not in \(folder.path), though \(present) is; fetch it with `make data`")
        }
        return nil
    }
}
