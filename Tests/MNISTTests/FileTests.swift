import Foundation
import Numerics
import TestSupport
import Testing

@testable import MNIST

/// Files are read in pieces; the sizes here put lines, line ends and blank lines across their edges.
@Suite("Files of digits")
struct FileTests {
    static let hundredDigits = PackageFiles.root.appendingPathComponent("Data/mnist_train_100.csv")

    @Test("A file that is read in pieces is read whole", arguments: ["\n", "\r\n"])
    func aFileReadInPiecesIsReadWhole(lineEnd: String) throws {
        let hundred = try String(contentsOf: Self.hundredDigits, encoding: .utf8).split(separator: "\n")
        let lines = Array(repeatElement(hundred, count: 10).joined())
        let text = lines.joined(separator: lineEnd)
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("pieces.csv")
            for rest in ["", lineEnd, lineEnd.times(300_000)] {
                try Data((text + rest).utf8).write(to: file)
                let digits = try Digits(csv: file)
                #expect(zip(digits, lines).allSatisfy { $0.line == $1 } && digits.count == lines.count)
            }
            try Data((text + lineEnd.times(300_000) + lines[0]).utf8).write(to: file)
            #expect(
                message { try Digits(csv: file) }
                    == "pieces.csv, line 1001, value 1: expected a label from 0 to 9, found an empty line")
            try Data((text + lineEnd + csvLine(replacing: [785: "x"])).utf8).write(to: file)
            #expect(
                message { try Digits(csv: file) }
                    == #"pieces.csv, line 1001, value 785: expected a pixel from 0 to 255, found "x""#)
        }
    }

    @Test("A file without lines is refused")
    func aFileWithoutLinesIsRefused() throws {
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("endless.csv")
            try Data("0,".times(1_000_000).utf8).write(to: file)
            #expect(
                message { try Digits(csv: file) }
                    == #"endless.csv, line 1, value 786: expected the end of the line, found "0""#)
            try Data(repeating: 0, count: 1_000_000).write(to: file)
            #expect(
                message { try Digits(csv: file) }
                    == "endless.csv, line 1, value 1: expected a label from 0 to 9, found the byte 0x00")
            try Data().write(to: file)
            #expect(
                message { try Digits(csv: file) }
                    == "endless.csv, line 1, value 1: expected a label from 0 to 9, found an empty file")
        }
    }

    @Test("A missing file is named")
    func aMissingFileIsNamed() throws {
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("none.csv")
            let error = #expect(throws: CocoaError.self) { try Digits(csv: file) }
            #expect(error?.code == .fileReadNoSuchFile)
            #expect(
                error?.localizedDescription == "there is no file \(file.path); check its name and its folder")
        }
    }

    @Test("A link to a file is followed")
    func aLinkToAFileIsFollowed() throws {
        try TemporaryFolder.with { folder in
            let link = folder.appendingPathComponent("link.csv")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Self.hundredDigits)
            #expect(try Digits(csv: link).count == 100)
            try FileManager.default.removeItem(at: link)
            try FileManager.default.createSymbolicLink(
                at: link, withDestinationURL: folder.appendingPathComponent("none.csv"))
            #expect(
                message { try Digits(csv: link) } == "there is no file \(link.path); check its name and its folder")
        }
    }

    @Test("A folder is not a file")
    func aFolderIsNoFile() throws {
        try TemporaryFolder.with { folder in
            #expect(message { try Digits(csv: folder) } == "\(folder.path) is a folder; name a file in it")
        }
    }

    @Test("A device is not a file")
    func aDeviceIsNoFile() {
        #expect(
            message { try Digits(csv: URL(fileURLWithPath: "/dev/null")) }
                == "/dev/null is not a file; copy what it yields into one")
    }

    @Test("An address on the net is not a file")
    func anAddressInTheNetIsNoFile() throws {
        let address = try #require(URL(string: "https://example.org/digits.csv"))
        #expect(
            message { try Digits(csv: address) }
                == "https://example.org/digits.csv is not the address of a file; download it, then name the file")
    }

    @Test("A file that is far too large is refused")
    func aFileThatIsFarTooLargeIsRefused() throws {
        #expect(
            message { try DataFile(Self.hundredDigits, largestSize: 1000) }
                == "\(Self.hundredDigits.path) has more than 1000 bytes; is it the file you mean?")
    }

    @Test("A file that may not be read is refused", .enabled(if: geteuid() != 0, "root may read everything"))
    func aFileThatMayNotBeReadIsRefused() throws {
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("secret.csv")
            try Data().write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
            #expect(
                message { try Digits(csv: file) } == "you may not read \(file.path); ask its owner for the permission")
        }
    }

    @Test("A path can't break the line of an error")
    func aPathCannotBreakTheLine() throws {
        #expect(
            message { try Digits(csv: URL(fileURLWithPath: "/none/a\nb.csv")) }
                == "there is no file /none/a?b.csv; check its name and its folder")
    }
}
