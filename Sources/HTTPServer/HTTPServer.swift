import Foundation
import Synchronization

/// Answers requests in HTTP/1.1.
///
///     let server = try HTTPServer()
///     server.get("/home") { _ in .text("A network that reads digits") }
///     server.post("/predict") { request in .json(try probabilities(request.body)) }
///     server.start()
///     server.address       // http://127.0.0.1:49152
///     server.stop()
///
/// Each connection has a thread of its own, which waits for its client, and the routes that there were when it began.
/// The module's README lists what the server refuses, and its limits.
public final class HTTPServer: Sendable {
    /// The address for programs on this machine: `http://127.0.0.1:49152`.
    public let address: URL
    /// The port that the server is bound to.
    public let port: Int

    private enum Phase { case bound, serving, stopped }

    private struct Table {
        var phase = Phase.bound
        /// The connections that are served.
        var served: [ObjectIdentifier: Connection] = [:]
        /// Those that get a 503, and those that were closed for others and are about to end.
        var leaving: [ObjectIdentifier: Connection] = [:]
    }

    private let limits: Limits
    /// The bytes of all bodies that are arriving or being answered.
    private let bodies = Atomic(0)
    private let routeTable = Mutex(Routes())
    private let table = Mutex(Table())
    private let listener: Int32
    /// A pipe with which `stop` wakes the thread that waits for new connections.
    private let waking: (read: Int32, write: Int32)
    private let threads = DispatchGroup()

    /// Binds and listens: a port that is taken is reported here. Clients that connect have to wait until `start`.
    ///
    /// - Parameters:
    ///   - host: an address of this machine, or a name for one. With `0.0.0.0` other machines can ask, too.
    ///   - port: from 1 to 65535, or 0 for one that is free.
    /// - Throws: a `ServerError` if the port is taken, or the host is not this machine.
    public convenience init(host: String = "127.0.0.1", port: Int = 0) throws {
        try self.init(host: host, port: port, limits: Limits())
    }

    init(host: String = "127.0.0.1", port: Int = 0, limits: Limits) throws(ServerError) {
        guard 0...65535 ~= port else { throw ServerError("expected a port from 0 to 65535, found \(port)") }
        var limits = limits
        limits.connections = Self.possibleConnections(limits)
        self.limits = limits
        listener = try Socket.listen(host: host, port: port)
        var ends: [Int32] = [-1, -1]
        guard let place = Socket.place(of: listener), let address = Self.address(host, place), pipe(&ends) == 0 else {
            close(listener)
            throw ServerError("\(host): this host has no address")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (self.port, self.address, waking) = (place.port, address, (ends[0], ends[1]))
    }

    deinit {
        stop()
        close(waking.read)
        close(waking.write)
    }

    /// 0.0.0.0 is no address to connect to. Local programs reach such a server at the loopback address.
    private static func address(_ host: String, _ place: (port: Int, isEverywhere: Bool)) -> URL? {
        let isIPv6 = host.contains(":")
        let name = place.isEverywhere ? isIPv6 ? "::1" : "127.0.0.1" : host
        return URL(string: "http://\(isIPv6 ? "[\(name)]" : name):\(place.port)")
    }

    /// As many connections as are wanted and as the system has descriptors for: a client that can't be accepted can't
    /// be refused politely. On macOS a process begins with 256.
    private static func possibleConnections(_ limits: Limits) -> Int {
        // The program needs some, too, and macOS gives no more than OPEN_MAX.
        let others = limits.leaving + 64
        let wanted = min(max(1, limits.connections), 10_000)
        var limit = rlimit()
        guard getrlimit(descriptors, &limit) == 0 else { return wanted }
        if limit.rlim_cur < rlim_t(wanted + others) {
            let before = limit.rlim_cur
            limit.rlim_cur = min(rlim_t(wanted + others), limit.rlim_max)
            if setrlimit(descriptors, &limit) != 0 { limit.rlim_cur = before }
        }
        return max(1, min(wanted, Int(clamping: limit.rlim_cur) - others))
    }

    #if canImport(Glibc)
        static let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        static let descriptors = RLIMIT_NOFILE
    #endif

    // MARK: Routes

    /// The routes there are now. A connection gets them once, when it begins: if they were asked for with each request,
    /// threads would wait for each other here, which took a tenth of the time with sixteen clients.
    private var routes: Routes { routeTable.withLock { $0 } }

    /// Answers GET and HEAD at a path, for connections that begin later. The function is called on several threads at
    /// once.
    ///
    /// - Parameters:
    ///   - path: the path, such as `/home`. Queries are ignored, and nothing in it is decoded.
    ///   - answer: throws a `Refusal`, or anything else for a status 500.
    public func get(_ path: String, _ answer: @escaping @Sendable (Request) throws -> Response) {
        routeTable.withLock { $0.add(Route(mediaType: nil, answer: answer), for: ["GET", "HEAD"], at: path) }
    }

    /// Answers POST at a path, for connections that begin later. The function is called on several threads at once.
    ///
    /// - Parameters:
    ///   - path: the path, such as `/predict`.
    ///   - mediaType: of the body. A page of another site can't send JSON without asking first, and that is refused.
    ///   - answer: throws a `Refusal`, or anything else for a status 500.
    public func post(
        _ path: String, accepting mediaType: String = "application/json",
        _ answer: @escaping @Sendable (Request) throws -> Response
    ) {
        routeTable.withLock { $0.add(Route(mediaType: mediaType, answer: answer), for: ["POST"], at: path) }
    }

    // MARK: Starting and stopping

    /// Begins to serve, on threads of its own, and returns at once. A second call does nothing.
    public func start() {
        let isFirst = table.withLock { table in
            guard table.phase == .bound else { return false }
            table.phase = .serving
            return true
        }
        if isFirst { run("listener", accept) }
    }

    /// Stops: accepts no more connections, lets answers under way go out for a second at most, and closes all
    /// connections. A second call does nothing.
    ///
    /// An answer that takes longer is given up: its thread ends later, and nobody gets it.
    public func stop() {
        let (before, connections) = table.withLock { table in
            defer { table.phase = .stopped }
            return (table.phase, Array(table.served.values) + table.leaving.values)
        }
        guard before != .stopped else { return }
        var byte: UInt8 = 0
        _ = write(waking.write, &byte, 1)
        for connection in connections { connection.end(.stopping) }
        if before == .bound { closeListener() }
        if threads.wait(timeout: .now() + limits.stopping / .seconds(1)) == .timedOut {
            for connection in table.withLock({ Array($0.served.values) + $0.leaving.values }) { connection.end(.over) }
        }
    }

    /// Refuses new connections from now on. A child process between its fork and its start holds a copy of the
    /// listener, which would go on listening after `close` alone.
    private func closeListener() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Waits until SIGINT (Control-C) or SIGTERM arrives, and stops the server. One server of a program can wait at a
    /// time.
    ///
    /// - Parameter whenReady: called once the two signals are handled. Announce the server only now: an earlier signal
    ///   would kill the process without a clean stop.
    /// - Throws: a `ServerError` if the system has nothing left to wait with.
    public func waitForInterruption(whenReady: () -> Void = {}) throws {
        try Interruption.wait(whenReady: whenReady, then: stop)
    }

    private func run(_ name: String, _ work: @escaping @Sendable () -> Void) {
        threads.enter()
        let thread = Thread { [threads] in
            work()
            threads.leave()
        }
        thread.name = name
        // A megabyte of address space each: only what is used takes memory.
        thread.stackSize = 1 << 20
        thread.start()
    }

    // MARK: New connections

    private var isServing: Bool { table.withLock { $0.phase == .serving } }

    private func accept() {
        while isServing {
            guard Socket.wait(listener, or: waking.read, until: nil) else { continue }
            switch makeRoom() {
            case .later(let moment): Socket.wait(waking.read, until: moment)
            case let room:
                let socket = Foundation.accept(listener, nil, nil)
                if socket >= 0 {
                    add(socket, isRefused: room == .none)
                } else if ![EINTR, ECONNABORTED, EAGAIN, EWOULDBLOCK].contains(errno) {
                    // Most likely there are no more descriptors. The client waits in the queue meanwhile.
                    Socket.wait(waking.read, until: .now + .milliseconds(100))
                }
            }
        }
        closeListener()
    }

    private enum Room: Equatable {
        /// A place is free.
        case some
        /// All connections are being answered.
        case none
        /// There may be a place then.
        case later(ContinuousClock.Instant)
    }

    /// Sees to a place for a new connection. When there is none, the connection that has waited longest for its client
    /// gives its place: a client that holds connections and sends nothing, or little, locks nobody out.
    private func makeRoom() -> Room {
        let now = ContinuousClock.now
        return table.withLock { table in
            if table.served.count < limits.connections { return .some }
            guard table.leaving.count < limits.leaving else { return .later(now + .milliseconds(5)) }
            let waiting = table.served.values.lazy.compactMap { connection in
                connection.waitingSince.map { (connection, since: $0) }
            }
            guard let (oldest, since) = waiting.min(by: { $0.since < $1.since }) else { return .none }
            guard since + limits.grace <= now else { return .later(min(since + limits.grace, now + .milliseconds(5))) }
            table.leaving[ObjectIdentifier(oldest)] = table.served.removeValue(forKey: ObjectIdentifier(oldest))
            oldest.end(.replaced)
            return .some
        }
    }

    private func add(_ socket: Int32, isRefused: Bool) {
        let connection = Connection(socket: socket, limits: limits, isRefused: isRefused) { [self] count in
            bodies.add(count, ordering: .relaxed).newValue
        }
        let key = ObjectIdentifier(connection)
        let isWanted = table.withLock { table in
            guard table.phase == .serving, Socket.prepare(socket) else { return false }
            if isRefused { table.leaving[key] = connection } else { table.served[key] = connection }
            return true
        }
        guard isWanted else {
            close(socket)
            return
        }
        run("connection") { [self] in
            connection.serve(routes)
            table.withLock { table in
                table.served[key] = nil
                table.leaving[key] = nil
            }
        }
    }
}
