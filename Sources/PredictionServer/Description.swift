/// Bytes from outside as text fit for a message: in quotes, on one line, and cut off when they are many.
func quoted(_ bytes: some Collection<UInt8>) -> String {
    let longest = 24
    let isCut = bytes.dropFirst(longest).first != nil
    let text = String(
        String.UnicodeScalarView(bytes.prefix(longest).map { 0x20...0x7E ~= $0 ? Unicode.Scalar($0) : "?" }))
    return "\"" + text + (isCut ? "...\"" : "\"")
}

/// A limit or a count as one would write it: 255, not 255.0.
func plain(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
}
