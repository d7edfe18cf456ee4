extension String {
    /// The text `count` times. `String(repeating:count:)` takes 30 ns for each repetition, even of one letter, and so a
    /// second for the largest page that a test's server sends.
    public func times(_ count: Int) -> String {
        let once = Array(utf8)
        let size = once.count * count
        guard size > 0 else { return "" }
        return String(unsafeUninitializedCapacity: size) { text in
            // What is there is copied behind itself, which doubles it: 32 MB of one letter take 25 copies.
            var filled = text.initialize(fromContentsOf: once)
            while filled < size {
                let more = text[..<min(filled, size - filled)]
                filled = text[filled...].initialize(fromContentsOf: more)
            }
            return size
        }
    }
}
