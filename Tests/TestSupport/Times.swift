extension String {
    /// The text so many times. `String(repeating:count:)` takes 30 ns for each, even of one letter, and so a second for
    /// the largest page that a test's server sends.
    public func times(_ count: Int) -> String {
        let once = Array(utf8)
        let size = once.count * count
        guard size > 0 else { return "" }
        return String(unsafeUninitializedCapacity: size) { text in
            // What is there already is copied behind itself: a page of megabytes takes some twenty copies.
            var filled = text.update(fromContentsOf: once)
            while filled < size {
                let more = text[..<min(filled, size - filled)]
                filled = text[filled...].update(fromContentsOf: more)
            }
            return size
        }
    }
}
