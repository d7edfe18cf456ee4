// Small things that the standard library leaves to its users.

extension String {
    /// The string with spaces behind it, up to `width` characters.
    func padding(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }

    /// The string with spaces before it, up to `width` characters.
    func paddingLeft(to width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - count)) + self
    }

    /// The string without the spaces at its end.
    var trimmingTrailingSpaces: String {
        String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
    }

    /// The string in the middle of `width` characters.
    func centered(in width: Int) -> String {
        (String(repeating: " ", count: Swift.max(0, (width - count) / 2)) + self).padding(to: width)
    }
}
