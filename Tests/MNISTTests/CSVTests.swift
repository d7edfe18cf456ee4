import Foundation
import MNIST
import Numerics
import TestSupport
import Testing

@Suite("Digits from CSV")
struct CSVTests {
    static let line = csvLine(replacing: [1: "7", 2: "255", 3: "10", 400: "9", 784: "1", 785: "100"])
    static let otherLine = csvLine(replacing: [1: "2", 785: "3"])

    @Test("Labels and pixels keep their places")
    func labelsAndPixelsKeepTheirPlace() throws {
        let digits = try parse(Self.line + "\n" + Self.otherLine + "\n")
        #expect(digits.count == 2)
        #expect(digits.map(\.label) == [7, 2])
        #expect(digits[0].pixels.count == 784)
        for (index, pixel) in digits[0].pixels.enumerated() {
            #expect(pixel == [0: 255, 1: 10, 398: 9, 782: 1, 783: 100][index, default: 0])
        }
        #expect(digits[1].pixels.last == 3)
        #expect(digits.map(\.line) == [Self.line, Self.otherLine])
    }

    @Test("Every pixel from 0 to 255 and every label is read")
    func everyPixelAndEveryLabelIsRead() throws {
        for pixel in 0...255 {
            let line = csvLine(replacing: [1: "\(pixel % 10)", 2: "\(pixel)", 300: "\(pixel)", 785: "\(pixel)"])
            let digit = try #require(try parse(line + "\n").first)
            #expect(digit.label == pixel % 10)
            #expect([0, 298, 783].map { digit.pixels[$0] } == Array(repeating: Double(pixel), count: 3))
            #expect(digit.line == line)
        }
    }

    @Test(
        "Lines may end in several ways",
        arguments: [
            "A\nB\n", "A\nB", "A\r\nB\r\n", "A\r\nB", "A\nB\r\n", "A\r\nB\n", "A\nB\n\n", "A\nB\n\n\n\n",
            "A\r\nB\r\n\r\n\n",
        ])
    func linesMayEndInSeveralWays(pattern: String) throws {
        let text = pattern.replacingOccurrences(of: "A", with: Self.line)
            .replacingOccurrences(of: "B", with: Self.otherLine)
        #expect(try parse(text).map(\.line) == [Self.line, Self.otherLine])
    }

    /// What takes the place of one value in the second of three lines, and what is said about it.
    static let badValues: [(value: Int, text: String, message: String)] = [
        (12, "256", #"value 12: expected a pixel from 0 to 255, found "256""#),
        (12, "1000", #"value 12: expected a pixel from 0 to 255, found "1000""#),
        (785, "256", #"value 785: expected a pixel from 0 to 255, found "256""#),
        (2, "18446744073709551616", #"value 2: expected a pixel from 0 to 255, found "18446744073709551616""#),
        (1, "10", #"value 1: expected a label from 0 to 9, found "10""#),
        (1, "-1", #"value 1: expected a label from 0 to 9, found "-1""#),
        (1, "label", #"value 1: expected a label from 0 to 9, found "label""#),
        (1, "", "value 1: expected a label from 0 to 9, found an empty value"),
        (785, "", "value 785: expected a pixel from 0 to 255, found an empty value"),
        (300, "", "value 300: expected a pixel from 0 to 255, found an empty value"),
        (300, "+5", #"value 300: expected a pixel from 0 to 255, found "+5""#),
        (300, " 5", #"value 300: expected a pixel from 0 to 255, found " 5""#),
        (300, "5 ", #"value 300: expected a pixel from 0 to 255, found "5 ""#),
        (300, "5.0", #"value 300: expected a pixel from 0 to 255, found "5.0""#),
        (300, "0x1", #"value 300: expected a pixel from 0 to 255, found "0x1""#),
        (300, "05", #"value 300: expected a pixel from 0 to 255 without leading zeros, found "05""#),
        (300, "00", #"value 300: expected a pixel from 0 to 255 without leading zeros, found "00""#),
        (1, "03", #"value 1: expected a label from 0 to 9 without leading zeros, found "03""#),
        (
            300, "1;2;3;4;5;6;7;8;9;10;11;12",
            #"value 300: expected a pixel from 0 to 255, found "1;2;3;4;5;6;7;8;9;10;11;...""#
        ),
        (
            300, "123456789012345678901234",
            #"value 300: expected a pixel from 0 to 255, found "123456789012345678901234""#
        ),
        (300, "5\u{0}", "value 300: expected a pixel from 0 to 255, found the byte 0x00"),
        (300, "5\t", "value 300: expected a pixel from 0 to 255, found the byte 0x09"),
        (300, "5\r", "value 300: expected a pixel from 0 to 255, found the byte 0x0D"),
        (300, "\u{1B}[31m", "value 300: expected a pixel from 0 to 255, found the byte 0x1B"),
        (300, "\u{7F}", "value 300: expected a pixel from 0 to 255, found the byte 0x7F"),
        (300, "٣", "value 300: expected a pixel from 0 to 255, found the byte 0xD9"),
        (1, "\u{FEFF}3", "value 1: expected a label from 0 to 9, found the byte 0xEF"),
    ]

    @Test("A bad value is named with its place", arguments: badValues)
    func aBadValueIsNamed(value: Int, text: String, message expected: String) {
        for end in ["\n", "\r\n"] {
            let text = [Self.line, csvLine(replacing: [value: text]), Self.line].map { $0 + end }.joined()
            #expect(message { try parse(text) } == "digits.csv, line 2, " + expected)
        }
    }

    /// What a whole file holds, and what is said about it.
    static let badFiles: [(text: String, message: String)] = [
        ("", "line 1, value 1: expected a label from 0 to 9, found an empty file"),
        ("\n", "line 1, value 1: expected a label from 0 to 9, found an empty line"),
        ("\r\n\n", "line 1, value 1: expected a label from 0 to 9, found an empty line"),
        ("\n" + line, "line 1, value 1: expected a label from 0 to 9, found an empty line"),
        (line + "\n\n" + line, "line 2, value 1: expected a label from 0 to 9, found an empty line"),
        (line + "\n\n\r\n" + line + "\n", "line 2, value 1: expected a label from 0 to 9, found an empty line"),
        (line + "\n \n", #"line 2, value 1: expected a label from 0 to 9, found " ""#),
        (line + "\n\r", "line 2, value 1: expected a label from 0 to 9, found the byte 0x0D"),
        (line + "\r", "line 1, value 785: expected a pixel from 0 to 255, found the byte 0x0D"),
        (line + "\r" + line, "line 1, value 785: expected a pixel from 0 to 255, found the byte 0x0D"),
        ("7", "line 1, value 2: expected a label and 784 pixels, found no more than 1 value"),
        ("7\n" + line, "line 1, value 2: expected a label and 784 pixels, found no more than 1 value"),
        ("7,", "line 1, value 2: expected a pixel from 0 to 255, found an empty value"),
        (",", "line 1, value 1: expected a label from 0 to 9, found an empty value"),
        (csvLine(values: 784), "line 1, value 785: expected a label and 784 pixels, found no more than 784 values"),
        (
            csvLine(values: 100) + "\r\n" + line,
            "line 1, value 101: expected a label and 784 pixels, found no more than 100 values"
        ),
        (line + ",17\n", #"line 1, value 786: expected the end of the line, found "17""#),
        (line + ",", "line 1, value 786: expected the end of the line, found an empty value"),
        (line + ",\n" + line, "line 1, value 786: expected the end of the line, found an empty value"),
        (line + "," + line, #"line 1, value 786: expected the end of the line, found "7""#),
        ("\u{1F}\u{8B}gz", "line 1, value 1: expected a label from 0 to 9, found the byte 0x1F"),
        ("label,1x1,1x2\n" + line, #"line 1, value 1: expected a label from 0 to 9, found "label""#),
    ]

    @Test("A bad file is refused", arguments: badFiles)
    func aBadFileIsRefused(text: String, message expected: String) {
        #expect(message { try parse(text) } == "digits.csv, " + expected)
    }

    @Test("An error has its parts")
    func anErrorHasItsParts() throws {
        let error = #expect(throws: DataFormatError.self) {
            try parse(csvLine(replacing: [12: "256"]), name: "mnist_train_100.csv")
        }
        #expect(error?.file == "mnist_train_100.csv")
        #expect(error?.position == "line 1, value 12")
        #expect(error?.expected == "a pixel from 0 to 255")
        #expect(error?.found == #""256""#)
    }

    @Test("A file's name can't break the line of an error")
    func aFileNameCannotBreakTheLine() {
        #expect(
            message { try parse("", name: "a\nb\u{1B}[0m\u{2028}c.csv") }
                == "a?b?[0m?c.csv, line 1, value 1: expected a label from 0 to 9, found an empty file")
    }

    @Test("Six thousand lines keep their order")
    func sixThousandLinesKeepTheirOrder() throws {
        let hundred = try hundred()
        let once = hundred.map { $0.line + "\n" }.joined()
        let digits = try parse(once.times(60))
        #expect(digits.count == 6000)
        let labels = hundred.map(\.label)
        #expect(digits.map(\.label) == (0..<60).flatMap { _ in labels })
        for index in [0, 99, 100, 3141, 5999] {
            #expect(digits[index].pixels == hundred[index % 100].pixels)
        }
    }
}
