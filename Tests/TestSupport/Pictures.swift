/// The largest difference of two numbers in the same place; NaN if there is one, and infinite for lists that are not
/// equally long.
public func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
    guard left.count == right.count else { return .infinity }
    var largest: Float = 0
    for (left, right) in zip(left, right) {
        let difference = abs(left - right)
        if difference.isNaN { return .nan }
        largest = max(largest, difference)
    }
    return largest
}

/// The bytes of a picture in a set of many. They are hashed together: an array hashes each by itself, which takes
/// a second for the pictures of MNIST.
public struct PictureBytes: Hashable, Sendable {
    private let bytes: ArraySlice<UInt8>

    /// The bytes as they are; they aren't copied.
    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
