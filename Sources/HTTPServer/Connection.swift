import Foundation
import Synchronization

/// One client, on a thread of its own: read a request, answer it, send the answer, read the next.
///
/// While an answer is made and sent nothing is read. So answers keep the order of the requests, and a client that sends
/// faster than it reads has to wait.
final class Connection: Sendable {
    /// Why the server wants a connection to end.
    enum Ending {
        /// A new client needs its place.
        case replaced
        /// The server stops: what is being answered still goes out.
        case stopping
        /// The server has stopped: nothing goes out any more.
        case over
    }

    private struct State {
        /// Since when the connection waits for its client.
        var since = ContinuousClock.now
        /// Whether its request is being answered.
        var isBusy = false
        var ending: Ending?
        var isClosed = false
    }

    private let state = Mutex(State())
    private let socket: Int32
    private let limits: Limits
    /// Whether the server is full, so that a 503 is all there is for the client.
    private let isRefused: Bool
    private let addToBodies: @Sendable (Int) -> Int

    /// - Parameter addToBodies: adds to the bytes of all connections' bodies, and returns how many they are then.
    init(socket: Int32, limits: Limits, isRefused: Bool, addToBodies: @escaping @Sendable (Int) -> Int) {
        (self.socket, self.limits, self.isRefused, self.addToBodies) = (socket, limits, isRefused, addToBodies)
    }

    /// Since when the connection waits for its client; nil while a request is being answered.
    var waitingSince: ContinuousClock.Instant? { state.withLock { $0.isBusy ? nil : $0.since } }

    /// Ends the connection from another thread, whose calls on the socket return at once.
    func end(_ ending: Ending) {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.ending = ending
            shutdown(socket, Int32(ending == .stopping ? SHUT_RD : SHUT_RDWR))
        }
    }

    private var ending: Ending? { state.withLock { $0.ending } }

    private func setBusy(_ isBusy: Bool) {
        state.withLock { ($0.isBusy, $0.since) = (isBusy, .now) }
    }

    // MARK: The thread

    /// Serves the client by these routes until the connection ends.
    func serve(_ routes: Routes) {
        var talk = Talk(connection: self, routes: routes)
        if talk.serve() { linger() }
        state.withLock { state in
            state.isClosed = true
            close(socket)
        }
    }

    /// What the thread knows about its client.
    private struct Talk {
        let connection: Connection
        let routes: Routes
        var reader: RequestReader
        var date = HTTPDate()

        init(connection: Connection, routes: Routes) {
            (self.connection, self.routes) = (connection, routes)
            var limits = connection.limits
            if connection.isRefused { limits.timeout = limits.refusing }
            reader = RequestReader(limits: limits) { connection.receive(into: $0, until: $1) }
        }

        /// - Returns: whether the client may still be sending what must be discarded.
        mutating func serve() -> Bool {
            do {
                if connection.isRefused { try refuse() }
                while try answerNext() {}
            } catch let refusal as Refusal {
                // What follows can't be understood, or isn't wanted.
                try? send(Response(refusal, asPage: acceptsPages), "close", isHead: reader.isHead)
            } catch {
                return false
            }
            return true
        }

        private var acceptsPages = false

        private mutating func refuse() throws {
            acceptsPages = (try? reader.readHead())?.acceptsPages == true
            throw Refusal(503, "expected no more than \(connection.limits.connections) connections at a time")
        }

        /// Answers a request.
        ///
        /// - Returns: whether another one may follow.
        private mutating func answerNext() throws -> Bool {
            acceptsPages = false
            let head = try reader.readHead()
            acceptsPages = head.acceptsPages
            let response: Response
            do {
                let route = try routes.route(for: head)
                if head.expectsContinue && head.hasBody && !reader.hasBytes {
                    try connection.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
                }
                response = try answer(head, route)
            } catch let refusal as Refusal where !head.hasBody && refusal.status != 411 {
                // All of it is understood, and another request may follow.
                response = Response(refusal, asPage: acceptsPages)
            }
            let isLast = !head.isPersistent || connection.ending != nil
            try send(response, isLast ? "close" : head.isHTTP10 ? "keep-alive" : nil, isHead: reader.isHead)
            return !isLast
        }

        private mutating func answer(_ head: RequestHead, _ route: Route) throws -> Response {
            let (addToBodies, most) = (connection.addToBodies, connection.limits.bodies)
            var bytes = 0
            defer { _ = addToBodies(-bytes) }
            let body = try reader.readBody(head.framing) { count throws(Refusal) in
                bytes += count
                guard addToBodies(count) <= most else {
                    throw Refusal(503, "expected no more than \(most) bytes of bodies at a time")
                }
            }
            connection.setBusy(true)
            defer { connection.setBusy(false) }
            do {
                return try route.answer(Request(method: head.method, path: head.path, body: body))
            } catch let refusal as Refusal {
                return Response(refusal, asPage: acceptsPages)
            } catch {
                return Response(Refusal(500, "the server failed"), asPage: acceptsPages)
            }
        }

        private mutating func send(_ response: Response, _ field: String?, isHead: Bool) throws {
            try connection.send(response.bytes(connection: field, isHead: isHead, date: date.now()))
        }
    }

    // MARK: The socket

    private struct Gone: Error {}

    private func receive(into buffer: UnsafeMutableRawBufferPointer, until deadline: ContinuousClock.Instant)
        -> RequestReader.Arrival
    {
        while Socket.wait(socket, until: deadline) {
            switch ending {
            case nil: break
            case .replaced?: return .end
            case .stopping?, .over?: return .stopping
            }
            switch Socket.receive(socket, into: buffer) {
            case .bytes(let count) where count > 0: return .bytes(count)
            case .bytes, .failed: return .end
            case .wait: continue
            }
        }
        return .late
    }

    private func send(_ bytes: [UInt8]) throws {
        var bytes = bytes[...]
        let deadline = ContinuousClock.now + limits.timeout
        while !bytes.isEmpty {
            switch Socket.send(socket, bytes) {
            case .bytes(let count): bytes = bytes.dropFirst(count)
            case .failed: throw Gone()
            case .wait: guard Socket.wait(socket, Int32(POLLOUT), until: deadline) else { throw Gone() }
            }
        }
        state.withLock { $0.since = .now }
    }

    /// Discards for a while what the client still sends: closing a socket that has unread bytes would take the answer
    /// back from the client (RFC 9112, section 9.6).
    private func linger() {
        guard shutdown(socket, Int32(SHUT_WR)) == 0 else { return }
        let deadline = ContinuousClock.now + limits.lingering
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 14, alignment: 16)
        defer { buffer.deallocate() }
        var left = limits.discarded
        while left > 0 {
            switch Socket.receive(socket, into: buffer) {
            case .bytes(let count) where count > 0: left -= count
            case .bytes, .failed: return
            case .wait:
                // When the server stops, what came is read, and what may still come is not waited for.
                guard ending == nil, Socket.wait(socket, until: deadline) else { return }
            }
        }
    }
}
