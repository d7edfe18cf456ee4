import Foundation

/// Reads and writes files, and says in one line why it can't.
///
/// All errors that concern the file as such are `CocoaError`s whose `localizedDescription` is one line: the path,
/// what is the matter, what to do.
package struct DataFile {
    /// A file of more bytes than this is surely not what somebody meant: the 60,000 digits of MNIST take 110 MB as CSV.
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
            // A pipe might keep one waiting, and a device might never end.
            throw CocoaError(.fileReadUnknown, message: "\(path) is not a file; copy what it yields into one")
        }
        size = attributes[.size] as? Int ?? 0
        if size > largestSize {
            throw CocoaError(
                .fileReadTooLarge, message: "\(path) has more than \(largestSize) bytes; is it the file you mean?")
        }
        handle = try Self.explainingErrors(path) { try FileHandle(forReadingFrom: target) }
    }

    /// Hands on the whole file in pieces that end with a line; the last one ends with the file.
    ///
    /// The file is not mapped into memory, because a mapped file that somebody shortens meanwhile stops the program
    /// with a signal.
    ///
    /// - Parameters:
    ///   - longestLine: a line of more bytes than this may be handed on before its end is in sight.
    ///   - read: what to do with a piece. Its errors are passed on as they are.
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

    /// Reads some more of the file, straight into an array: of 47 MB there should be no second copy.
    ///
    /// - Parameter count: how many bytes are wanted. Fewer are returned only when the file ends there.
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

    /// Writes a whole file: first beside its place, then renamed to it. So there is never half a file in its place, and
    /// when it can't be written, what was there before stays, and nothing is added to it.
    ///
    /// A link is followed, and what it leads to replaced. A file that is there already is replaced by a new one, with
    /// the permissions of a new one.
    package static func write(_ data: Data, to url: URL) throws {
        guard url.isFileURL else {
            throw CocoaError(
                .fileWriteUnsupportedScheme, message: "\(url.absoluteString) is not the address of a file; name one")
        }
        let path = url.path
        let target = url.resolvingSymlinksInPath()
        // What is renamed takes the place of anything but a folder: a device, or a link that leads nowhere.
        if let attributes = try? FileManager.default.attributesOfItem(atPath: target.path) {
            switch attributes[.type] as? FileAttributeType {
            case .typeRegular?: break
            case .typeDirectory?:
                throw CocoaError(.fileWriteUnknown, message: "\(path) is a folder; name a file in it")
            default:
                throw CocoaError(.fileWriteUnknown, message: "\(path) is there and not a file; choose another name")
            }
        }
        do {
            try data.write(to: target, options: .atomic)
        } catch {
            let code = (error as? CocoaError)?.code ?? .fileWriteUnknown
            let message =
                switch code {
                case .fileNoSuchFile, .fileReadNoSuchFile:
                    "there is no folder \(url.deletingLastPathComponent().path); make it first"
                case .fileWriteNoPermission: "you may not write \(path); ask the owner of its folder for the permission"
                default: "\(path) can't be written; check that its disk is there and not full"
                }
            // For a folder that is missing there is only a code that reading has, too.
            throw CocoaError(code.concernsWriting ? code : .fileWriteUnknown, message: message)
        }
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
    /// Whether a file could not be written, and not whether one could not be read: Foundation numbers those errors from
    /// 512 to 1023.
    package var concernsWriting: Bool { (512...1023).contains(rawValue) }
}
