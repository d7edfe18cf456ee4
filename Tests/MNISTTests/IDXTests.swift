import Foundation
import Numerics
import TestSupport
import Testing

@testable import MNIST

/// Numbers as IDX keeps them: four bytes each, the most significant first.
private func bigEndian(_ numbers: UInt32...) -> [UInt8] {
    numbers.flatMap { number in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
}

/// An IDX file of images whose pixels count upward from image to image, from 0 to 255 and again.
private func images(_ count: Int) -> [UInt8] {
    bigEndian(2051, UInt32(count), 28, 28) + (0..<count * 784).map { UInt8($0 % 256) }
}

/// An IDX file of labels.
private func labels(_ labels: UInt8...) -> [UInt8] {
    bigEndian(2049, UInt32(labels.count)) + labels
}

private func parse(images: [UInt8], labels: [UInt8]) throws -> Digits {
    func source(_ name: String, _ bytes: [UInt8]) -> IDXReader.Source {
        var position = 0
        return IDXReader.Source(name: name, size: bytes.count) { count in
            defer { position = min(position + count, bytes.count) }
            return Array(bytes[position..<min(position + count, bytes.count)])
        }
    }
    return try Digits(images: source("images", images), labels: source("labels", labels))
}

@Suite("Digits from IDX")
struct IDXTests {
    @Test("Labels and pixels keep their places")
    func labelsAndPixelsKeepTheirPlace() throws {
        try TemporaryFolder.with { folder in
            let files = (folder.appendingPathComponent("images"), folder.appendingPathComponent("labels"))
            try Data(images(3)).write(to: files.0)
            try Data(labels(9, 0, 5)).write(to: files.1)
            let digits = try Digits(images: files.0, labels: files.1)
            #expect(digits.map(\.label) == [9, 0, 5])
            for (index, digit) in digits.enumerated() {
                #expect(digit.pixels == (0..<784).map { Double((index * 784 + $0) % 256) })
                #expect(digit.image[27, 27] == Double((index * 784 + 783) % 256))
                #expect(digit.scaledInput.elements == digit.pixels.map { $0 / 255 * 0.99 + 0.01 })
            }
            #expect(message { try digits.digit(3) } == "images: expected at least 4 digits, found 3")
        }
    }

    @Test("A digit from IDX is the same as from CSV")
    func aDigitFromIDXIsThatFromCSV() throws {
        let hundred = try hundred()
        let digits = try parse(
            images: bigEndian(2051, 100, 28, 28) + hundred.flatMap { $0.pixels.map { UInt8($0) } },
            labels: bigEndian(2049, 100) + hundred.map { UInt8($0.label) })
        #expect(digits.map(\.line) == hundred.map(\.line))
    }

    /// The file of images beside labels for three, and what is said about it.
    static let badImages: [(bytes: [UInt8], message: String)] = [
        ([], "offset 0: expected the magic number 2051 of images, found an empty file"),
        ([0, 0], "offset 2: expected a header of 16 bytes, found the end of the file"),
        (bigEndian(2051), "offset 4: expected a header of 16 bytes, found the end of the file"),
        (bigEndian(2051, 3, 28), "offset 12: expected a header of 16 bytes, found the end of the file"),
        (images(3).dropLast(2353), "offset 15: expected a header of 16 bytes, found the end of the file"),
        (labels(1, 2, 3), "offset 0: expected the magic number 2051 of images, found 2049, that of labels"),
        (Array("7,0,0,0,0".utf8), "offset 0: expected the magic number 2051 of images, found 925642796"),
        (
            bigEndian(0x0308_0000, 3, 28, 28),
            "offset 0: expected the magic number 2051 of images, found 50855936"
        ),
        (
            [0x1F, 0x8B, 8, 8],
            "offset 0: expected the magic number 2051 of images, found a file packed by gzip, which gunzip unpacks"
        ),
        (bigEndian(2051, 0, 28, 28), "offset 4: expected a number of images, at least 1, found 0"),
        (
            bigEndian(2051, 3, 32, 28) + Array(images(3)[16...]),
            "offset 8: expected images of 28 rows, found 32"
        ),
        (
            bigEndian(2051, 3, 28, 4_294_967_295) + Array(images(3)[16...]),
            "offset 12: expected images of 28 columns, found 4294967295"
        ),
        (bigEndian(2051, 3, 28, 28), "offset 16: expected 2368 bytes for 3 images, found the end of the file"),
        (images(3).dropLast(), "offset 2367: expected 2368 bytes for 3 images, found the end of the file"),
        (images(3) + [0], "offset 2368: expected the end of the file after 3 images, found 1 more byte"),
        (
            images(3) + images(1)[16...],
            "offset 2368: expected the end of the file after 3 images, found 784 more bytes"
        ),
        (
            bigEndian(2051, .max, 28, 28) + Array(images(3)[16...]),
            "offset 2368: expected 3367254359296 bytes for 4294967295 images, found the end of the file"
        ),
    ]

    @Test("Bad images are refused", arguments: badImages)
    func badImagesAreRefused(bytes: [UInt8], message expected: String) {
        #expect(message { try parse(images: bytes, labels: labels(1, 2, 3)) } == "images, " + expected)
    }

    /// The file of labels beside three images, and what is said about it.
    static let badLabels: [(bytes: [UInt8], message: String)] = [
        ([], "offset 0: expected the magic number 2049 of labels, found an empty file"),
        (bigEndian(2049), "offset 4: expected a header of 8 bytes, found the end of the file"),
        (images(3), "offset 0: expected the magic number 2049 of labels, found 2051, that of images"),
        (bigEndian(2049, 0), "offset 4: expected a number of labels, at least 1, found 0"),
        (bigEndian(2049, 3) + [1, 2], "offset 10: expected 11 bytes for 3 labels, found the end of the file"),
        (
            bigEndian(2049, .max) + [1, 2, 3],
            "offset 11: expected 4294967303 bytes for 4294967295 labels, found the end of the file"
        ),
        (labels(1, 2, 3) + [4], "offset 11: expected the end of the file after 3 labels, found 1 more byte"),
        (labels(1, 2), "offset 4: expected as many labels as images has images, 3, found 2"),
        (labels(1, 2, 3, 4), "offset 4: expected as many labels as images has images, 3, found 4"),
        (labels(10, 2, 3), "offset 8: expected a label from 0 to 9, found 10"),
        (labels(1, 2, 255), "offset 10: expected a label from 0 to 9, found 255"),
    ]

    @Test("Bad labels are refused", arguments: badLabels)
    func badLabelsAreRefused(bytes: [UInt8], message expected: String) {
        #expect(message { try parse(images: images(3), labels: bytes) } == "labels, " + expected)
    }

    @Test("An error has its parts")
    func anErrorHasItsParts() {
        let error = #expect(throws: DataFormatError.self) { try parse(images: images(1), labels: labels(10)) }
        #expect(
            error
                == DataFormatError(
                    file: "labels", position: "offset 8", expected: "a label from 0 to 9", found: "10"))
    }

    /// A file is asked for its size first, and may be shortened before it is read.
    @Test("A file that is shortened meanwhile is refused")
    func aFileShortenedMeanwhileIsRefused() {
        func source(_ name: String, _ pieces: [[UInt8]], size: Int) -> IDXReader.Source {
            var pieces = pieces
            return IDXReader.Source(name: name, size: size) { _ in pieces.removeFirst() }
        }
        #expect(
            message {
                try Digits(
                    images: source("images", [bigEndian(2051, 2, 28, 28), [1, 2, 3]], size: 16 + 2 * 784),
                    labels: source("labels", [bigEndian(2049, 2), [1, 2]], size: 10))
            } == "images, offset 19: expected 1584 bytes for 2 images, found the end of the file")
        #expect(
            message {
                try Digits(
                    images: source("images", [bigEndian(2051, 2, 28, 28)], size: 16 + 2 * 784),
                    labels: source("labels", [bigEndian(2049, 2), [1]], size: 10))
            } == "labels, offset 9: expected 10 bytes for 2 labels, found the end of the file")
    }

    @Test("What is no file is refused as for CSV")
    func filesAsSuchAreCheckedAsForCSV() throws {
        try TemporaryFolder.with { folder in
            let good = folder.appendingPathComponent("labels")
            try Data(labels(1)).write(to: good)
            let none = folder.appendingPathComponent("none")
            let expected = "there is no file \(none.path); check its name and its folder"
            #expect(message { try Digits(images: none, labels: good) } == expected)
            #expect(message { try Digits(images: good, labels: none) } == expected)
            #expect(
                message { try Digits(images: folder, labels: good) } == "\(folder.path) is a folder; name a file in it")
            #expect(
                message { try Digits(images: good, labels: URL(fileURLWithPath: "/dev/zero")) }
                    == "/dev/zero is not a file; copy what it yields into one")
        }
    }

    @Test("Parts of a file are read one after the other")
    func partsOfAFileAreReadOneAfterTheOther() throws {
        try TemporaryFolder.with { folder in
            let url = folder.appendingPathComponent("file")
            try Data([1, 2, 3, 4, 5]).write(to: url)
            let file = try DataFile(url)
            #expect(try file.readBytes(2) == [1, 2])
            #expect(try file.readBytes(0) == [])
            #expect(try file.readBytes(9) == [3, 4, 5])
            #expect(try file.readBytes(9) == [])
        }
    }

    /// Small valid files, changed at random, must give digits or a proper error, and never stop the program.
    @Test("Changed files are read or refused, and never trap", arguments: 1...4)
    func changedFilesAreReadOrRefused(seed: Int) {
        var random = RandomState(seed: UInt32(seed))
        func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int(random.interval(UInt32(bound - 1))) }
        let originals = [[images(1), labels(7)], [images(2), labels(0, 9)], [images(3), labels(1, 2, 3)]]
        var valid = 0
        var refusals: Set<String> = []
        var complaints: [String] = []

        let rounds = Fuzz.rounds(30_000)
        for _ in 0..<rounds {
            var files = originals[below(originals.count)]
            for _ in 0...below(3) {
                let which = below(2)
                var bytes = files[which]
                // Half of the changes hit the header or what follows it closely, where every byte has a meaning.
                let position = below(below(2) == 0 ? min(bytes.count, 20) : bytes.count)
                let length = min(1 + below(below(2) == 0 ? 4 : 2000), bytes.count - position)
                switch below(8) {
                case 0...2 where !bytes.isEmpty: bytes[position] = UInt8(below(below(2) == 0 ? 10 : 256))
                case 3...4 where !bytes.isEmpty: bytes[position] ^= 1 << UInt8(below(8))
                case 5: bytes.insert(UInt8(below(256)), at: position)
                case 6: bytes.removeSubrange(position..<position + length)
                default:
                    // The labels or images of another file.
                    files[which] = originals[below(3)][below(2)]
                    continue
                }
                files[which] = bytes
            }

            do {
                let digits = try parse(images: files[0], labels: files[1])
                valid += 1
                if Data(digits.map { UInt8($0.label) }) != Data(files[1][8...])
                    || digits.reduce(into: Data(), { $0.append(contentsOf: $1.bytes) }) != Data(files[0][16...])
                {
                    complaints.append("the digits are not those of the files")
                }
            } catch {
                let message = error.localizedDescription
                let isOneLine = message.utf8.count < 200 && message.utf8.allSatisfy { 0x20...0x7E ~= $0 }
                let beginning = message.prefix { $0 != ":" }
                if !(error is DataFormatError && isOneLine)
                    || !["images, offset ", "labels, offset "].contains(where: { beginning.hasPrefix($0) })
                {
                    complaints.append(message)
                }
                refusals.insert(String(beginning))
            }
        }

        #expect(complaints.isEmpty)
        // Enough of both, and of different kinds, or the fuzzing would prove little.
        #expect((rounds / 10...rounds * 9 / 10).contains(valid))
        #expect(refusals.count > 50)
    }
}
