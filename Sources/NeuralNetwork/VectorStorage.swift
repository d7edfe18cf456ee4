/// A row of vectors in memory that begins where a cache line does.
///
/// An array of vectors begins at any multiple of 16 bytes. Then every other vector of 32 bytes lies across two cache lines,
/// and each access to it is two; training took a sixth longer that way.
///
/// Whoever holds one as part of a value calls `makeUnique` before writing, so that copies of the value stay apart. That is
/// what makes it safe to hand to other threads.
final class VectorStorage: @unchecked Sendable {
    typealias Vector = SIMD8<Double>

    private static let cacheLine = 64

    let vectors: UnsafeMutableBufferPointer<Vector>

    /// `count` vectors of zeros.
    init(count: Int) {
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<Vector>.stride, alignment: Self.cacheLine)
        vectors = UnsafeMutableBufferPointer(start: bytes.bindMemory(to: Vector.self, capacity: count), count: count)
        vectors.initialize(repeating: .zero)
    }

    deinit {
        UnsafeMutableRawPointer(vectors.baseAddress)?.deallocate()
    }

    /// Puts a copy in place of a storage that someone else holds, too.
    static func makeUnique(_ storage: inout VectorStorage) {
        guard !isKnownUniquelyReferenced(&storage) else { return }
        let copy = VectorStorage(count: storage.vectors.count)
        _ = copy.vectors.update(from: storage.vectors)
        storage = copy
    }
}
