import Foundation

/// Waits for all sockets at once, and has the one go on that can.
///
/// It runs on a thread of its own. Predictions are made by workers, and of what has come from a client one request is
/// answered before the others have their turn. So one thread is enough for all connections.
final class EventLoop {
    private let listener: Int32
    private let surroundings: Surroundings
    private var connections: [Int: Connection] = [:]
    private var turnedAway = 0
    private var nextNumber = 0
    /// Until when no connections are accepted, because the system had no more room for one.
    private var pause: ContinuousClock.Instant?
    /// When the last answers must be out.
    private var end: ContinuousClock.Instant?

    /// - Parameter listener: a socket that listens and does not block; it is closed when the loop ends.
    init(listener: Int32, surroundings: Surroundings) {
        self.listener = listener
        self.surroundings = surroundings
    }

    private var limits: Limits { surroundings.limits }
    private var mailbox: Mailbox { surroundings.mailbox }

    /// Serves until the mailbox says to stop.
    func run() {
        while !isFinished { turn() }
        for connection in connections.values { connection.close() }
    }

    private var isFinished: Bool {
        guard let end else { return false }
        return connections.isEmpty || surroundings.now >= end
    }

    /// Waits once, and does what there is to do.
    private func turn() {
        var sockets = [pollfd(fd: mailbox.readEnd, events: Int16(POLLIN), revents: 0)]
        sockets.append(pollfd(fd: isAccepting ? listener : -1, events: Int16(POLLIN), revents: 0))
        var (waiting, runnable): ([Connection], [Connection]) = ([], [])
        for connection in connections.values {
            if connection.isRunnable { runnable.append(connection) }
            guard let events = connection.events else { continue }
            sockets.append(pollfd(fd: connection.socket, events: events, revents: 0))
            waiting.append(connection)
        }

        Socket.wait(&sockets, runnable.isEmpty ? timeToWait : .zero)
        surroundings.now = .now
        if sockets[0].revents != 0 { fetch() }
        for (socket, connection) in zip(sockets.dropFirst(2), waiting) where socket.revents != 0 {
            connection.isReady()
        }
        for connection in runnable { connection.advance() }
        settle()
        if sockets[1].revents != 0 && isAccepting { accept() }
    }

    private var timeToWait: Duration? {
        let deadlines = connections.values.lazy.compactMap(\.deadline) + [pause, end].compactMap { $0 }
        return deadlines.min().map { $0 - surroundings.now }
    }

    /// Tells those whose time is over, and lets go of those that have ended in this turn, for whatever reason.
    private func settle() {
        let now = surroundings.now
        for connection in connections.values {
            if let deadline = connection.deadline, deadline <= now { connection.expire() }
            if connection.isClosed { remove(connection) }
        }
        if let pause, pause <= now { self.pause = nil }
    }

    /// Takes what the workers have done, and hears whether to stop.
    private func fetch() {
        let (answers, isStopping) = mailbox.fetch()
        if isStopping && !surroundings.isStopping { stop() }
        for (number, response) in answers { connections[number]?.isAnswered(response) }
    }

    private func stop() {
        surroundings.isStopping = true
        end = surroundings.now + limits.stopping
        close(listener)
        for connection in connections.values { connection.stop() }
    }

    // MARK: New connections

    private var isAccepting: Bool {
        pause == nil && !surroundings.isStopping && turnedAway < limits.turnedAway
    }

    private func accept() {
        // No more of them than there are others, so that a flood of clients doesn't keep those from their turn.
        for _ in 0..<limits.connections where isAccepting {
            let socket = Foundation.accept(listener, nil, nil)
            guard socket >= 0 else {
                switch errno {
                // A client that was gone before it was accepted is no reason to stop.
                case EINTR, ECONNABORTED: continue
                case EAGAIN, EWOULDBLOCK: return
                default:
                    // Most likely there are no more descriptors. The client waits in the queue meanwhile.
                    pause = surroundings.now + .milliseconds(100)
                    return
                }
            }
            add(socket)
        }
    }

    private func add(_ socket: Int32) {
        guard Socket.prepare(socket) else {
            close(socket)
            return
        }
        let isTurnedAway = connections.count - turnedAway >= limits.connections
        let connection = Connection(
            number: nextNumber, socket: socket, isTurnedAway: isTurnedAway, surroundings: surroundings)
        nextNumber += 1
        guard !connection.isClosed else { return }
        if isTurnedAway { turnedAway += 1 }
        connections[connection.number] = connection
    }

    private func remove(_ connection: Connection) {
        connections[connection.number] = nil
        if connection.isTurnedAway { turnedAway -= 1 }
    }
}
