// How foreign bytes and words appear in messages: on one line, cut off where they get long, and without anything that
// steers a terminal.

/// Foreign bytes in quotation marks, or the first byte that isn't printable ASCII: `"25x"`, `the byte 0x1B`.
///
/// Bytes after the first 24 are cut off.
package func quoted(_ bytes: some Collection<UInt8>) -> String {
    let beginning = bytes.prefix(24)
    if beginning.isEmpty { return "an empty value" }
    if let culprit = beginning.first(where: { !(0x20...0x7E ~= $0) }) {
        return "the byte 0x" + (culprit < 16 ? "0" : "") + String(culprit, radix: 16, uppercase: true)
    }
    return "\"" + String(decoding: beginning, as: UTF8.self) + (beginning.count < bytes.count ? "...\"" : "\"")
}

/// A foreign text in quotation marks, with escapes for quotes and invisible characters: `"hidden.weight"`,
/// `"\u{1B}[31m"`.
///
/// The text is cut off after 40 scalars, not after 40 characters: one character can be as long as the text.
package func quoted(_ text: String) -> String {
    let beginning = text.unicodeScalars.prefix(40)
    let visible = beginning.map { scalar in
        scalar.isInvisible || scalar == "\"" || scalar == "\\" ? scalar.escaped(asASCII: true) : String(scalar)
    }.joined()
    return "\"" + visible + (beginning.endIndex < text.endIndex ? "...\"" : "\"")
}

extension String {
    /// The text with a `?` for each invisible character. A file may have any name.
    package var onOneLine: String {
        String(UnicodeScalarView(unicodeScalars.map { $0.isInvisible ? "?" : $0 }))
    }
}

extension Unicode.Scalar {
    /// Whether it would break a line, steer a terminal or turn the direction of what follows.
    fileprivate var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
