import Foundation

// Small things that the standard library leaves to its users.

extension String {
    /// The string with spaces behind it, up to `width` characters.
    package func padding(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - visibleCount))
    }

    /// The string with spaces before it, up to `width` characters.
    package func paddingLeft(to width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - visibleCount)) + self
    }

    /// The string in the middle of `width` characters.
    func centered(in width: Int) -> String {
        (String(repeating: " ", count: Swift.max(0, (width - count) / 2)) + self).padding(to: width)
    }

    /// The string without the spaces at its end.
    var trimmingTrailingSpaces: String {
        String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
    }

    /// The lines, ended in any way that the compiler counts as the end of one.
    package var lines: [String] {
        // By bytes, not by characters: a lesson's source takes a tenth of the time.
        var lines: [String] = []
        var text = self
        text.withUTF8 { bytes in
            let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
            var (start, index) = (0, 0)
            while index < bytes.count {
                let byte = bytes[index]
                if byte == lineFeed || byte == carriageReturn {
                    lines.append(String(decoding: bytes[start..<index], as: UTF8.self))
                    if byte == carriageReturn && index + 1 < bytes.count && bytes[index + 1] == lineFeed { index += 1 }
                    start = index + 1
                }
                index += 1
            }
            lines.append(String(decoding: bytes[start...], as: UTF8.self))
        }
        return lines
    }

    /// How many characters are seen on a terminal, where the sequences that set colors are not.
    var visibleCount: Int {
        utf8.contains(0x1B) ? replacing(/\u{1B}\[[0-9;]*m/, with: "").count : count
    }
}

extension [String] {
    /// The words in lines of at most `width` characters, of which all but the first are indented. Only a word that is
    /// longer by itself makes a longer line.
    ///
    /// - Parameter length: How many characters a word takes.
    func wrapped(to width: Int, indentation: Int = 0, length: (String) -> Int = { $0.count }) -> [String] {
        var lines: [String] = []
        var filled = 0
        for word in self {
            if lines.isEmpty {
                lines = [word]
            } else if filled + 1 + length(word) <= width {
                lines[lines.count - 1] += " " + word
                filled += 1
            } else {
                lines.append(String(repeating: " ", count: indentation) + word)
                filled = indentation
            }
            filled += length(word)
        }
        return lines
    }

    /// The lines, each as long as the longest of them.
    var rectangular: [String] {
        let width = map(\.visibleCount).max() ?? 0
        return map { $0.padding(to: width) }
    }
}

/// A number with a fixed count of decimals: `fixed(0.25, 3)` is `0.250`.
///
/// - Parameters:
///   - number: The number to write.
///   - decimals: How many digits follow the point, 0 or more.
/// - Returns: The number, rounded to these digits.
public func fixed(_ number: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", number)
}
