import Foundation
import Synchronization

/// Answers predictions over HTTP/1.1.
///
///     let server = try PredictionServer(service)
///     server.start()
///     server.address       // http://127.0.0.1:49152
///     server.stop()
///
/// What it answers to which request, and what it refuses, is said in the module's README.
public final class PredictionServer: Sendable {
    /// Where programs on this machine find it: `http://127.0.0.1:49152`.
    public let address: URL
    /// The port that it is bound to.
    public let port: Int

    private enum State {
        case bound
        case serving(Workers)
        case stopped
    }

    private let state = Mutex(State.bound)
    private let service: PredictionService
    private let limits: Limits
    private let listener: Int32
    private let mailbox: Mailbox
    /// Left by the event loop's thread when it ends.
    private let running = DispatchGroup()

    /// Binds and listens. Who connects has to wait until `start`.
    ///
    /// - Parameters:
    ///   - service: what is served.
    ///   - host: an address of this machine, or a name for one. With `0.0.0.0` other machines can ask, too.
    ///   - port: from 1 to 65535, or 0 for one that is free.
    ///   - timeout: how long a client may take for a request, and for an answer, and leave a connection unused.
    ///   - maximumConnections: how many connections are served at a time, or fewer if the system has no room for them.
    /// - Throws: a `ServerError` if the port is not to be had.
    public convenience init(
        _ service: PredictionService, host: String = "127.0.0.1", port: Int = 0,
        timeout: Duration = .seconds(10), maximumConnections: Int = 256
    ) throws {
        var limits = Limits()
        limits.timeout = timeout
        limits.connections = maximumConnections
        try self.init(service, host: host, port: port, limits: limits)
    }

    init(_ service: PredictionService, host: String = "127.0.0.1", port: Int = 0, limits: Limits) throws(ServerError) {
        guard 0...65535 ~= port else { throw ServerError("expected a port from 0 to 65535, found \(port)") }
        self.service = service
        self.limits = limits.fitted()
        mailbox = try Mailbox()
        let listener = try SocketAddress.first(host: host, port: port) {
            family, address, length throws(ServerError) in
            try Self.listen(family, address, length, "\(host), port \(port)")
        }
        self.listener = listener

        guard let place = SocketAddress.place(of: listener), let address = Self.address(host, place) else {
            close(listener)
            throw ServerError("\(host): this host has no address")
        }
        (self.port, self.address) = (place.port, address)
    }

    deinit {
        stop()
    }

    /// Nobody can go to "everywhere", so who listens there is to be found, by programs of this machine, at its loopback
    /// address.
    private static func address(_ host: String, _ place: (port: Int, isEverywhere: Bool)) -> URL? {
        let isOfSix = host.contains(":")
        let name = place.isEverywhere ? isOfSix ? "::1" : "127.0.0.1" : host
        var components = URLComponents()
        components.scheme = "http"
        components.host = isOfSix ? "[\(name)]" : name
        components.port = place.port
        return components.url
    }

    private static func listen(
        _ family: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t, _ name: String
    ) throws(ServerError) -> Int32 {
        let socket = try Socket.open(family: family)
        // Otherwise the port of a server that was just stopped would be taken for a minute.
        _ = Socket.set(socket, SOL_SOCKET, SO_REUSEADDR, 1)
        Socket.setFlags(socket)
        guard bind(socket, address, length) == 0, Foundation.listen(socket, 512) == 0 else {
            let error = ServerError.system("\(name): can't be bound")
            close(socket)
            throw error
        }
        return socket
    }

    /// Begins to serve, on threads of its own, and returns at once. A second call does nothing.
    public func start() {
        state.withLock { state in
            guard case .bound = state else { return }
            // They do nothing but calculate, so more than there are cores would be no faster. Of two, one is left for
            // the others while a large request is answered.
            let workers = Workers(count: max(2, ProcessInfo.processInfo.activeProcessorCount))
            state = .serving(workers)
            running.enter()
            let thread = Thread { [listener, service, limits, mailbox, running] in
                let surroundings = Surroundings(limits: limits, service: service, workers: workers, mailbox: mailbox)
                EventLoop(listener: listener, surroundings: surroundings).run()
                running.leave()
            }
            thread.name = "prediction server"
            thread.start()
        }
    }

    /// Ends it: accepts no more connections, lets answers under way go out, for a second at most, closes all
    /// connections and waits for its threads. A second call does nothing.
    ///
    /// A prediction that takes longer than that second is given up: nobody gets its result.
    public func stop() {
        state.withLock { state in
            switch state {
            case .bound: close(listener)
            case .serving(let workers):
                let end = ContinuousClock.now + limits.stopping
                mailbox.stop()
                running.wait()
                workers.stop(until: end)
            case .stopped: return
            }
            state = .stopped
        }
    }

    /// Waits until the program is asked to end, with Control-C or SIGTERM, and stops the server. Only one server of a
    /// program can wait in this way. Whoever asks again while it stops is not heard, as it takes a second at most.
    ///
    /// - Parameter whenReady: Called as soon as the two would end it in this way. Who is told only then that there is a
    ///   server can't end the program in the way that signals do by themselves.
    /// - Throws: a `ServerError` if the system has nothing left to wait with.
    public func waitForInterruption(whenReady: () -> Void = {}) throws {
        try Interruption.wait(whenReady: whenReady, then: stop)
    }
}
