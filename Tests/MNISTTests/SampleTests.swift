import Foundation
import TestSupport
import Testing

@testable import MNIST

/// The files that ship in `Data`, read from there whatever `LESSON_DATA` says.
@Suite struct SampleTests {
    static let files: [(name: String, count: Int)] = [
        ("mnist_train_100.csv", 100), ("mnist_test_1000.csv", 1000), ("mnist_train_4000.csv", 4000),
    ]

    static func url(_ name: String) -> URL {
        PackageFiles.root.appendingPathComponent("Data/\(name)")
    }

    @Test(arguments: files)
    func everyClassIsEquallyFrequent(name: String, count: Int) throws {
        let digits = try sample(name)
        #expect(digits.count == count)
        let counts = digits.reduce(into: Array(repeating: 0, count: 10)) { $0[$1.label] += 1 }
        #expect(counts == Array(repeating: count / 10, count: 10))
    }

    @Test(arguments: files)
    func everyLineIsMadeAgainFromItsBytes(name: String, count: Int) throws {
        let digits = try sample(name)
        let again = digits.reduce(into: Data()) { $0.append(Data(($1.line + "\n").utf8)) }
        #expect(again == (try Data(contentsOf: Self.url(name))))
    }

    @Test func aThreeOpensTheTrainingAndASevenTheTest() throws {
        #expect(try sample("mnist_train_100.csv")[0].label == 3)
        #expect(try sample("mnist_test_1000.csv")[0].label == 7)
    }

    /// The first record is what lesson 3 looks at, so it must be a 3 that anybody would call one.
    @Test func theFirstRecordLooksLikeAThree() throws {
        let image = try sample("mnist_train_100.csv")[0].image
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

    @Test func trainingAndTestShareNoImage() throws {
        func images(_ name: String) throws -> Set<Substring> {
            Set(try sample(name).map { $0.line.dropFirst(2) })
        }
        let test = try images("mnist_test_1000.csv")
        let training = try images("mnist_train_4000.csv")
        let small = try images("mnist_train_100.csv")
        #expect(test.count == 1000 && training.count == 4000 && small.count == 100)
        #expect(test.isDisjoint(with: training))
        #expect(test.isDisjoint(with: small))
        #expect(small.isSubset(of: training))
    }

    @Test("All hundred are training digits of MNIST, by their pixels")
    func theHundredAreTrainingDigits() throws {
        let training = Set(try Digits.training().map(\.bytes))
        let strangers = try sample("mnist_train_100.csv").filter { !training.contains($0.bytes) }
        #expect(strangers.isEmpty)
    }

    @Test(
        "Every data file is the one whose checksum the README states",
        .enabled(if: checksumTool != nil, "neither sha256sum nor shasum is installed"),
        arguments: [
            "mnist_train_100.csv", "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte",
        ])
    func theChecksumIsTheOneInTheReadme(name: String) throws {
        let readme = try String(contentsOf: Self.url("README.md"), encoding: .utf8)
        #expect(readme.contains("\(try sha256(Self.url(name)))  \(name)\n"))
    }
}

/// The program that computes SHA-256, with its arguments: the one of Linux or the one of macOS.
let checksumTool: [String]? = [
    ["/usr/bin/sha256sum"], ["/bin/sha256sum"], ["/sbin/sha256sum"], ["/usr/bin/shasum", "-a", "256"],
].first { FileManager.default.isExecutableFile(atPath: $0[0]) }

func sha256(_ file: URL) throws -> Substring {
    let tool = try #require(checksumTool)
    return try Program.run(URL(fileURLWithPath: tool[0]), tool.dropFirst() + [file.path]).output.prefix(64)
}
