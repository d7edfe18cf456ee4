import Foundation

/// A row of numbers or vectors in memory that begins where a cache line does.
///
/// An array of vectors begins at any multiple of 16 bytes. Then every other vector of 32 bytes lies across two cache lines,
/// and each access to it is two; training took a sixth longer that way.
///
/// Whoever holds one as part of a value calls `makeUnique` before writing, so that copies of the value stay apart. That is
/// what makes it safe to hand to other threads.
final class AlignedStorage<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    let elements: UnsafeMutableBufferPointer<Element>

    /// The first element; there is room for at least one, even when `count` is 0.
    let start: UnsafeMutablePointer<Element>

    /// `count` elements, every byte of them 0.
    convenience init(count: Int) {
        self.init(unset: count)
        memset(start, 0, count * MemoryLayout<Element>.stride)
    }

    /// Room for `count` elements, none of which may be read before it is written.
    init(unset count: Int) {
        let cacheLine = 64
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<Element>.stride, alignment: cacheLine)
        start = bytes.bindMemory(to: Element.self, capacity: max(count, 1))
        elements = UnsafeMutableBufferPointer(start: start, count: count)
    }

    deinit {
        UnsafeMutableRawPointer(start).deallocate()
    }

    /// A storage of its own with the same elements.
    func copy() -> AlignedStorage {
        let copy = AlignedStorage(unset: elements.count)
        copy.start.initialize(from: start, count: elements.count)
        return copy
    }

    /// Puts a copy in place of a storage that someone else holds, too.
    static func makeUnique(_ storage: inout AlignedStorage) {
        guard !isKnownUniquelyReferenced(&storage) else { return }
        storage = storage.copy()
    }
}
