import Foundation
import TestSupport
import Testing

@testable import MNIST

/// The file of a hundred digits, read from `Data` whatever `LESSON_DATA` says.
@Suite("The hundred digits")
struct HundredTests {
    static func url(_ name: String) -> URL {
        PackageFiles.root.appendingPathComponent("Data/\(name)")
    }

    @Test("There are ten of each class")
    func classes() throws {
        let digits = try hundred()
        let counts = digits.reduce(into: Array(repeating: 0, count: 10)) { $0[$1.label] += 1 }
        #expect(counts == Array(repeating: 10, count: 10))
    }

    @Test("Every line is made again from its bytes")
    func lines() throws {
        let again = try hundred().reduce(into: Data()) { $0.append(Data(($1.line + "\n").utf8)) }
        #expect(again == (try Data(contentsOf: Self.url("mnist_train_100.csv"))))
    }

    /// The first record is what lesson 3 looks at, so it must be a 3 that anybody would call one.
    @Test("The first record is a 3, and looks like one")
    func theFirstRecordLooksLikeAThree() throws {
        #expect(try hundred()[0].label == 3)
        let image = try hundred()[0].image
        let shades = Array(" .:-=+*#%@")
        let picture = (5..<25).map { row in
            String((5..<22).map { shades[Int(image[row, $0]) * 9 / 255] })
        }
        #expect(
            picture == [
                "  %%%%@#=:.      ",
                "  =%%%#%%%%#=.   ",
                "     . .=%%%%%*= ",
                "           :-*%%%",
                "              .#%",
                "              -%%",
                "             *%%=",
                "           -#%%- ",
                "         -#%%#.  ",
                "       =#@%%:    ",
                "      :%#:       ",
                "       +%#:      ",
                "        -%%      ",
                "         -%#     ",
                "         .%%     ",
                "          %%     ",
                " +%=     =%#     ",
                " #%.  .-#%#      ",
                " :%%=:%%%+       ",
                "  -#%%=-.        ",
            ])
    }

    @Test("All hundred are training digits of MNIST, by their pixels")
    func theHundredAreTrainingDigits() throws {
        let training = try trainingPictures.get()
        let strangers = try hundred().filter { !training.contains(PictureBytes($0.bytes)) }
        #expect(strangers.isEmpty)
    }

    @Test(
        "Every data file is the one whose checksum the README states",
        .enabled(if: checksumTool != nil, "none of openssl, sha256sum and shasum is installed"),
        arguments: [
            "mnist_train_100.csv", "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte",
        ])
    func theChecksumIsTheOneInTheReadme(name: String) throws {
        let readme = try String(contentsOf: Self.url("README.md"), encoding: .utf8)
        #expect(readme.contains("\(try sha256(Self.url(name)))  \(name)\n"))
    }
}

/// The program that computes SHA-256, with its arguments. OpenSSL's takes a fifth of the time of the others.
let checksumTool: [String]? = [
    ["/usr/bin/openssl", "sha256", "-r"], ["/usr/bin/sha256sum"], ["/bin/sha256sum"], ["/sbin/sha256sum"],
    ["/usr/bin/shasum", "-a", "256"],
].first { FileManager.default.isExecutableFile(atPath: $0[0]) }

func sha256(_ file: URL) throws -> Substring {
    let tool = try #require(checksumTool)
    return try Program.run(URL(fileURLWithPath: tool[0]), tool.dropFirst() + [file.path]).output.prefix(64)
}
