import Foundation

/// Reads and writes files, and reports in one line why that fails.
///
/// An error about the file as a whole is a `CocoaError` whose `localizedDescription` is one line: the path, what is
/// wrong, what to do.
package struct DataFile {
    /// The largest file that is read, in bytes. MNIST's 60,000 digits take 110 MB as CSV, so a file above 1 GiB is a
    /// mistake.
    package static let largestSize = 1 << 30

    /// The number of bytes in it.
    package let size: Int

    private let path: String
    private let handle: FileHandle

    /// Opens a file.
    package init(_ url: URL, largestSize: Int = largestSize) throws {
        guard url.isFileURL else {
            throw CocoaError(
                .fileReadUnsupportedScheme,
                message: "\(url.absoluteString) is not the address of a file; download it, then name the file")
        }
        path = url.path
        let target = url.resolvingSymlinksInPath()
        let attributes = try Self.explainingErrors(path) {
            try FileManager.default.attributesOfItem(atPath: target.path)
        }
        switch attributes[.type] as? FileAttributeType {
        case .typeRegular?: break
        case .typeDirectory?:
            throw CocoaError(.fileReadUnknown, message: "\(path) is a folder; name a file in it")
        case .typeSymbolicLink?:
            // All links were followed, so this one leads nowhere.
            throw Self.error(.fileReadNoSuchFile, path)
        default:
            // Reading a pipe may wait forever, and a device may have no end.
            throw CocoaError(.fileReadUnknown, message: "\(path) is not a file; copy what it yields into one")
        }
        size = attributes[.size] as? Int ?? 0
        if size > largestSize {
            throw CocoaError(
                .fileReadTooLarge, message: "\(path) has more than \(largestSize) bytes; is it the file you mean?")
        }
        handle = try Self.explainingErrors(path) { try FileHandle(forReadingFrom: target) }
    }

    /// Passes on the whole file in pieces that end with a line; the last piece ends with the file.
    ///
    /// The file is not mapped into memory, because a mapped file that somebody shortens meanwhile stops the program
    /// with a signal.
    ///
    /// - Parameters:
    ///   - longestLine: A line of more bytes than this may be passed on in parts.
    ///   - read: Takes a piece. Its errors are passed on unchanged.
    package func forEachPiece(longestLine: Int, _ read: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        var pending = Data()
        while let piece = try Self.explainingErrors(path, { try handle.read(upToCount: 1 << 18) }), !piece.isEmpty {
            pending.append(piece)
            let end = pending.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
            guard let end = end ?? (pending.count > longestLine ? pending.endIndex : nil) else { continue }
            try pending[..<end].withBytes(read)
            pending = Data(pending[end...])
        }
        try pending.withBytes(read)
    }

    /// Reads the next bytes straight into an array: the 47 MB of MNIST's images are not copied a second time.
    ///
    /// - Parameter count: How many bytes to read. The result is shorter only where the file ends.
    package func readBytes(_ count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count, let base = buffer.baseAddress {
                let received = read(handle.fileDescriptor, base + initialized, count - initialized)
                if received == 0 { break }
                if received > 0 {
                    initialized += received
                } else if errno != EINTR {
                    throw Self.error(.fileReadUnknown, path)
                }
            }
        }
    }

    /// Writes a whole file under a temporary name and then renames it. So there is never half a file in its place: if
    /// writing fails, what was there before stays as it was.
    ///
    /// A link is followed, and its target replaced. An existing file is replaced by a new one, with a new file's
    /// permissions.
    package static func write(_ data: Data, to url: URL) throws {
        let target = try place(of: url)
        do {
            try data.write(to: target, options: .atomic)
        } catch {
            let code = (error as? CocoaError)?.code ?? .fileWriteUnknown
            let message = "\(url.path) can't be written; check that its disk is there and not full"
            // Some errors have a code of reading, and the caller must see that writing failed.
            throw CocoaError(code.concernsWriting ? code : .fileWriteUnknown, message: message)
        }
    }

    /// Where a file would be written: the target of a link, or else the address itself. An error, if no file can be
    /// written there; asked before a long computation, it comes in time.
    @discardableResult
    package static func place(of url: URL) throws -> URL {
        guard url.isFileURL else {
            throw CocoaError(
                .fileWriteUnsupportedScheme, message: "\(url.absoluteString) is not the address of a file; name one")
        }
        let (path, files) = (url.path, FileManager.default)
        let target = url.resolvingSymlinksInPath()
        // Renaming would replace anything but a folder, even a device or a link that leads nowhere.
        if let attributes = try? files.attributesOfItem(atPath: target.path) {
            switch attributes[.type] as? FileAttributeType {
            case .typeRegular?: break
            case .typeDirectory?:
                throw CocoaError(.fileWriteUnknown, message: "\(path) is a folder; name a file in it")
            default:
                throw CocoaError(.fileWriteUnknown, message: "\(path) is there and not a file; choose another name")
            }
        }
        // The address of a new file is not resolved, so its folder may be a link; these two functions follow it.
        let folder = target.deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw CocoaError(
                .fileWriteUnknown, message: "there is no folder \(url.deletingLastPathComponent().path); make it first")
        }
        guard files.isWritableFile(atPath: folder) else {
            throw CocoaError(
                .fileWriteNoPermission,
                message: "you may not write \(path); ask the owner of its folder for the permission")
        }
        return target
    }

    private static func explainingErrors<Value>(_ path: String, _ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch {
            throw Self.error((error as? CocoaError)?.code ?? .fileReadUnknown, path)
        }
    }

    private static func error(_ code: CocoaError.Code, _ path: String) -> CocoaError {
        let message =
            switch code {
            case .fileReadNoSuchFile, .fileNoSuchFile: "there is no file \(path); check its name and its folder"
            case .fileReadNoPermission: "you may not read \(path); ask its owner for the permission"
            default: "\(path) can't be read; check that its disk is there and whole"
            }
        return CocoaError(code, message: message)
    }
}

extension Data {
    /// The bytes as a buffer of `UInt8`.
    package func withBytes<Value>(_ work: (UnsafeBufferPointer<UInt8>) throws -> Value) rethrows -> Value {
        try withUnsafeBytes { try $0.withMemoryRebound(to: UInt8.self, work) }
    }
}

extension CocoaError {
    /// An error with a message of one line.
    package init(_ code: Code, message: String) {
        self.init(code, userInfo: [NSLocalizedDescriptionKey: message.onOneLine])
    }
}

extension CocoaError.Code {
    /// Whether the error is one of writing: Foundation numbers those from 512 to 1023.
    package var concernsWriting: Bool { (512...1023).contains(rawValue) }
}
