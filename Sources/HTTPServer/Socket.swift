import Foundation

/// The system's calls for sockets, and where systems differ. A socket is the system's number for it.
enum Socket {
    /// The kind of socket that carries bytes both ways and in order.
    #if canImport(Glibc)
        static let stream = Int32(SOCK_STREAM.rawValue)
    #else
        static let stream = SOCK_STREAM
    #endif

    /// Not to wait; and to report a vanished peer as an error, not with a signal.
    #if canImport(Darwin)
        private static let flags = Int32(MSG_DONTWAIT)
    #else
        private static let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
    #endif

    /// Prepares a socket: its packets leave at once, it is not handed on to child processes, and a vanished peer is an
    /// error.
    ///
    /// - Returns: whether it can be used. Darwin refuses when the peer has gone already.
    static func prepare(_ socket: Int32) -> Bool {
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        // Without it each answer could be 40 ms late, but it would come.
        _ = set(socket, IPPROTO_TCP, TCP_NODELAY, 1)
        #if canImport(Darwin)
            return set(socket, SOL_SOCKET, SO_NOSIGPIPE, 1)
        #else
            return true
        #endif
    }

    /// Sets an option.
    ///
    /// - Returns: whether the system took it.
    static func set(_ socket: Int32, _ level: some BinaryInteger, _ option: Int32, _ value: Int32) -> Bool {
        var value = value
        return setsockopt(socket, Int32(level), option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    /// The error number that a socket keeps, 0 for none: why it could not be connected.
    static func error(of socket: Int32) -> Int32 {
        var number: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(socket, SOL_SOCKET, SO_ERROR, &number, &length) == 0 ? number : errno
    }

    /// The result of a call on a socket.
    enum Outcome: Equatable {
        /// This many bytes; none were read at the end of the stream.
        case bytes(Int)
        /// Nothing now: the call would have to wait.
        case wait
        /// The connection is gone, for the reason that the error number gives.
        case failed(Int32)
    }

    /// Reads what is there, as much as the buffer holds.
    static func receive(_ socket: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        outcome { recv(socket, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)) }
    }

    /// Sends as many of the bytes as go out at once.
    static func send(_ socket: Int32, _ bytes: ArraySlice<UInt8>) -> Outcome {
        bytes.withUnsafeBytes { bytes in
            outcome { Foundation.send(socket, bytes.baseAddress, bytes.count, flags) }
        }
    }

    private static func outcome(_ call: () -> Int) -> Outcome {
        while true {
            let count = call()
            if count >= 0 { return .bytes(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK: return .wait
            case let number: return .failed(number)
            }
        }
    }

    /// Waits until a descriptor is ready, another one can be read, or the time is over.
    ///
    /// - Parameters:
    ///   - descriptor: a socket or the end of a pipe.
    ///   - event: what to wait for, `POLLIN` or `POLLOUT`.
    ///   - other: another descriptor, whose bytes end the waiting.
    ///   - deadline: until when; nil is for ever.
    /// - Returns: whether the first descriptor is ready, or broken.
    @discardableResult
    static func wait(
        _ descriptor: Int32, _ event: Int32 = Int32(POLLIN), or other: Int32 = -1,
        until deadline: ContinuousClock.Instant?
    ) -> Bool {
        var list = [
            pollfd(fd: descriptor, events: Int16(event), revents: 0),
            pollfd(fd: other, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            // Rounded up: the last millisecond would be spent going round and round.
            let left = deadline.map { Int32(min(max(0, ($0 - .now) / .milliseconds(1)), 60_000).rounded(.up)) }
            let count = poll(&list, 2, left ?? -1)
            if count > 0 { return list[0].revents != 0 }
            if let deadline, deadline <= .now { return false }
            // Short of something, the system would refuse again at once.
            if count < 0 && errno != EINTR { usleep(10_000) }
        }
    }

    /// Calls `use` with each address of a host and a port until it returns a value.
    ///
    /// - Throws: the error of the last address, or why there is none.
    static func withAddress<Value>(
        host: String, port: Int,
        _ use: (_ family: Int32, UnsafePointer<sockaddr>, socklen_t) throws(ServerError) -> Value
    ) throws(ServerError) -> Value {
        var hints = addrinfo()
        hints.ai_socktype = stream
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &list)
        defer { if list != nil { freeaddrinfo(list) } }
        var failure = ServerError("\(host): no such host: \(String(cString: gai_strerror(status)))")
        var entry = status == 0 ? list?.pointee : nil
        while let current = entry {
            if let address = current.ai_addr {
                do throws(ServerError) {
                    return try use(current.ai_family, address, current.ai_addrlen)
                } catch {
                    failure = error
                }
            }
            entry = current.ai_next?.pointee
        }
        throw failure
    }

    /// A socket that listens.
    static func listen(host: String, port: Int) throws(ServerError) -> Int32 {
        try withAddress(host: host, port: port) { family, address, length throws(ServerError) in
            let socket = Foundation.socket(family, stream, 0)
            guard socket >= 0 else { throw ServerError.system("a socket can't be opened") }
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
            // Otherwise the port of a server that was just stopped would be taken for a minute.
            _ = set(socket, SOL_SOCKET, SO_REUSEADDR, 1)
            guard bind(socket, address, length) == 0, Foundation.listen(socket, 512) == 0 else {
                let error = ServerError.system("\(host), port \(port): can't be bound")
                close(socket)
                throw error
            }
            return socket
        }
    }

    /// The port that a socket is bound to, and whether at all addresses of this machine.
    static func place(of socket: Int32) -> (port: Int, isEverywhere: Bool)? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard getsockname(socket, address, &length) == 0 else { return nil }
                let bytes = UnsafeRawBufferPointer(start: address, count: MemoryLayout<sockaddr_storage>.size)
                // In both families two bytes for the family are followed by the port, its high byte first, and by the
                // address, in IPv6 after four other bytes.
                let isIPv6 = Int32(storage.pointee.ss_family) == AF_INET6
                return (Int(bytes[2]) << 8 | Int(bytes[3]), bytes[isIPv6 ? 8..<24 : 4..<8].allSatisfy { $0 == 0 })
            }
        }
    }
}
