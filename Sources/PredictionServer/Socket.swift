import Foundation

/// The calls of the system's sockets that server and client share, and where systems differ.
///
/// A socket is the system's number for it. Who opened it closes it.
enum Socket {
    /// The kind of socket that carries bytes both ways and in order.
    #if canImport(Glibc)
        static let stream = Int32(SOCK_STREAM.rawValue)
    #else
        static let stream = SOCK_STREAM
    #endif

    /// A new stream socket that is not handed on to child processes.
    static func open(family: Int32) throws(ServerError) -> Int32 {
        let socket = Foundation.socket(family, stream, 0)
        guard socket >= 0 else { throw ServerError.system("a socket can't be opened") }
        return socket
    }

    /// Makes a socket's calls return at once, its packets leave at once, and a vanished peer an error, not a signal.
    ///
    /// - Returns: Whether it can be used. Darwin does not take the last of these from a socket whose peer is gone by
    ///   now.
    static func prepare(_ socket: Int32) -> Bool {
        setFlags(socket)
        // Slower without it, but no worse.
        _ = set(socket, IPPROTO_TCP, TCP_NODELAY, 1)
        #if canImport(Darwin)
            return set(socket, SOL_SOCKET, SO_NOSIGPIPE, 1)
        #else
            return true
        #endif
    }

    /// The same for what is no socket: not handed on, and calls that return at once.
    static func setFlags(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    /// Sets an option, and says whether the system has taken it.
    static func set(_ socket: Int32, _ level: some BinaryInteger, _ option: Int32, _ value: Int32) -> Bool {
        var value = value
        return setsockopt(socket, Int32(level), option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    /// What a call on a socket came to.
    enum Outcome: Equatable {
        /// So many bytes; none were read at the end of the stream.
        case bytes(Int)
        /// Nothing now. It would have to wait.
        case wait
        /// The connection is gone; the number says why.
        case failed(Int32)
    }

    /// Reads what is there, as much as the buffer holds.
    static func receive(_ socket: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        outcome { recv(socket, buffer.baseAddress, buffer.count, 0) }
    }

    /// Sends as many of the bytes as go out at once.
    static func send(_ socket: Int32, _ bytes: ArraySlice<UInt8>) -> Outcome {
        #if canImport(Darwin)
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        return bytes.withUnsafeBytes { bytes in
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

    /// Waits until one of the sockets can do what is asked for, and no longer than `time`; nil is for ever.
    static func wait(_ sockets: inout [pollfd], _ time: Duration?) {
        // Rounded up, or the last millisecond would be spent going round and round.
        let milliseconds = time.map { Int32(min(max(0, $0 / .milliseconds(1)), 60_000).rounded(.up)) } ?? -1
        for index in sockets.indices { sockets[index].revents = 0 }
        // It may end early, for a signal or after a minute. Whoever waits looks again in any case.
        if poll(&sockets, nfds_t(sockets.count), milliseconds) < 0 && errno != EINTR {
            // The system is short of something. To ask again at once would only keep it busy.
            usleep(10_000)
        }
    }
}

/// The addresses that a host and a port stand for.
enum SocketAddress {
    /// Calls `use` with each of the addresses until it succeeds, and returns what it returned.
    ///
    /// - Throws: the error of the last address, or why there is none.
    static func first<Value>(
        host: String, port: Int,
        _ use: (_ family: Int32, UnsafePointer<sockaddr>, socklen_t) throws(ServerError) -> Value
    ) throws(ServerError) -> Value {
        var hints = addrinfo()
        hints.ai_socktype = Socket.stream
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &list)
        defer { if list != nil { freeaddrinfo(list) } }
        var failure = ServerError("\(host): no such host: \(String(cString: gai_strerror(status)))")
        guard status == 0 else { throw failure }

        var entry = list?.pointee
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

    /// The port that a socket is bound to, and whether that is at all addresses of this machine; nil if it is bound to
    /// none.
    static func place(of socket: Int32) -> (port: Int, isEverywhere: Bool)? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard getsockname(socket, address, &length) == 0 else { return nil }
                let bytes = UnsafeRawBufferPointer(start: address, count: MemoryLayout<sockaddr_storage>.size)
                // In both families the port follows the family, in two bytes of which the first is the higher. Then
                // comes the address, in IPv6 after four bytes that have nothing to do with it.
                let isOfSix = Int32(storage.pointee.ss_family) == AF_INET6
                let address = isOfSix ? bytes[8..<24] : bytes[4..<8]
                return (Int(bytes[2]) << 8 | Int(bytes[3]), address.allSatisfy { $0 == 0 })
            }
        }
    }
}
