import Foundation

/// What all connections have in common. It belongs to the event loop's thread.
final class Surroundings {
    let limits: Limits
    let service: PredictionService
    let router: Router
    let workers: Workers
    let mailbox: Mailbox
    /// Where bytes arrive, one connection at a time.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    /// When the loop last looked at the clock: often enough for time limits of seconds.
    var now = ContinuousClock.now
    var date = HTTPDate()
    /// The bytes of all bodies that are arriving or being answered.
    var bodies = 0
    /// Whether the server is to end.
    var isStopping = false

    init(limits: Limits, service: PredictionService, workers: Workers, mailbox: Mailbox) {
        self.limits = limits
        self.service = service
        self.router = Router(service)
        self.workers = workers
        self.mailbox = mailbox
    }

    deinit {
        buffer.deallocate()
    }
}

/// One client: reads a request, has it answered, sends the answer, and reads the next.
///
/// While an answer is on its way, nothing is read. So answers keep the order of the requests, a client that sends
/// faster than it reads has to wait, and no more is kept of it than one request or one answer.
final class Connection {
    private enum Phase {
        /// A request is read, or its answer sent.
        case serving
        /// A worker has the request. There is nothing to ask the socket for until it is done.
        case predicting
        /// The last answer is out. What still comes is thrown away for a while, as closing a socket that has unread
        /// bytes would take the answer back from the client (RFC 9112, section 9.6).
        case lingering
        case closed
    }

    let number: Int
    let socket: Int32
    /// Whether it came when there was no room, and only waits for its client to know that.
    let isTurnedAway: Bool
    /// When `expire` is to be called, unless something happens before.
    private(set) var deadline: ContinuousClock.Instant?

    private let surroundings: Surroundings
    private var phase = Phase.serving
    private var reader: RequestReader
    /// What has arrived and has not been looked at.
    private var input: ArraySlice<UInt8> = []
    /// The request whose body is read, or which is answered: its head, and what to do when its body is there.
    private var request: (head: RequestHead, route: Router.Route)?
    /// Whether a part of the next request has been read.
    private var hasBegun = false
    /// What has still to be sent.
    private var output: ArraySlice<UInt8> = []
    /// Whether `output` ends with an answer, not with the mere wish to hear more.
    private var isAnswer = false
    private var closesAfterAnswer = false
    /// Whether the client has said that it will send no more.
    private var hasEnded = false
    /// This connection's share of `surroundings.bodies`.
    private var share = 0
    private var discarded = 0

    /// - Parameter isTurnedAway: Whether all there is for it is that there is no room.
    init(number: Int, socket: Int32, isTurnedAway: Bool, surroundings: Surroundings) {
        self.number = number
        self.socket = socket
        self.isTurnedAway = isTurnedAway
        self.surroundings = surroundings
        reader = RequestReader(limits: surroundings.limits)
        wait(surroundings.limits.timeout)
        if isTurnedAway {
            let most = surroundings.limits.connections
            refuse(Refusal(.unavailable, "expected no more than \(most) connections at a time"))
        }
    }

    var isClosed: Bool { phase == .closed }

    /// Whether it can go on without waiting, with requests that have come already.
    var isRunnable: Bool { phase == .serving && output.isEmpty && !input.isEmpty }

    /// What to wait for at the socket, as `poll` has it; nil when there is nothing.
    var events: Int16? {
        switch phase {
        case _ where isRunnable: nil
        case .serving: Int16(output.isEmpty ? POLLIN : POLLOUT)
        case .lingering: Int16(POLLIN)
        case .predicting, .closed: nil
        }
    }

    // MARK: What happens to it

    /// The socket has something to read, or room to write, or is broken.
    func isReady() {
        switch phase {
        case .serving where output.isEmpty: receive()
        case .serving: flush()
        case .lingering: _ = discard()
        case .predicting, .closed: break
        }
    }

    /// A worker has done what this connection asked for.
    func isAnswered(_ response: Response) {
        guard phase == .predicting else { return }
        phase = .serving
        send(response)
    }

    /// The time is over.
    func expire() {
        // Who has not begun with a request, does not read, or has had its answer needs no word.
        guard phase == .serving, output.isEmpty, hasBegun else { return close() }
        let seconds = plain(surroundings.limits.timeout / .seconds(1))
        refuse(Refusal(.requestTimeout, "expected a whole request within \(seconds) seconds, found a part of one"))
    }

    /// The server is to end: what can't be answered any more is not waited for.
    func stop() {
        switch phase {
        case .serving where !output.isEmpty: break
        case .serving where hasBegun: refuse(Refusal(.unavailable, "the server is being stopped"))
        case .serving, .lingering: linger()
        case .predicting, .closed: break
        }
    }

    /// Ends it at once.
    func close() {
        guard phase != .closed else { return }
        phase = .closed
        release()
        _ = Foundation.close(socket)
    }

    // MARK: Reading

    private func receive() {
        switch Socket.receive(socket, into: surroundings.buffer) {
        case .wait: break
        case .failed: close()
        case .bytes(0):
            hasEnded = true
            guard hasBegun else { return close() }
            refuse(Refusal(.badRequest, "expected a whole request, found the end of one after a part"))
        case .bytes(let count):
            input = ArraySlice(UnsafeRawBufferPointer(rebasing: surroundings.buffer[..<count]))
            advance()
        }
    }

    /// Goes on until one request is answered, or the client or a worker has to do something.
    ///
    /// What has come besides is left for another turn: a client that sends thousands of requests at once shall not keep
    /// the others waiting until all of them are answered.
    func advance() {
        do throws(Refusal) {
            while phase == .serving && output.isEmpty {
                let event = try reader.read(&input)
                if !hasBegun && (event != nil || reader.hasBegun) { begin() }
                try take(reader.bodyCount)
                switch event {
                case nil: return
                case .head(let head): try accept(head)
                case .body(let body): return try answer(body)
                }
            }
        } catch {
            refuse(error)
        }
    }

    /// Decides on a request before its body comes.
    private func accept(_ head: RequestHead) throws(Refusal) {
        let route: Router.Route
        do throws(Refusal) {
            route = try surroundings.router.route(head)
        } catch {
            // What has no body is understood to its end, and another request may follow.
            guard !head.hasBody && error.status != .lengthRequired else { throw error }
            route = .fixed(Response(error))
        }
        request = (head, route)
        if head.expectsContinue && head.hasBody && input.isEmpty {
            output = ArraySlice("HTTP/1.1 100 Continue\r\n\r\n".utf8)
            isAnswer = false
            flush()
        }
    }

    private func answer(_ body: [UInt8]) throws(Refusal) {
        // There is no body without a head before it.
        guard let request else { return close() }
        switch request.route {
        case .fixed(let response): send(response)
        case .predict:
            // One that came whole was never seen in the reader.
            try take(body.count)
            phase = .predicting
            deadline = nil
            surroundings.workers.run { [number, service = surroundings.service, mailbox = surroundings.mailbox] in
                mailbox.post(service.answer(body), for: number)
            }
        }
    }

    // MARK: Writing

    /// Answers, and says whether another request may come.
    private func send(_ response: Response) {
        let head = request?.head
        closesAfterAnswer = closesAfterAnswer || head?.isPersistent != true || surroundings.isStopping
        let connection = closesAfterAnswer ? "close" : head?.isOld == true ? "keep-alive" : nil
        output =
            response.bytes(
                connection: connection, isHead: reader.isHead, date: surroundings.date.now())[...]
        isAnswer = true
        wait(surroundings.limits.timeout)
        flush()
    }

    /// Answers with an error after which nothing that follows can be understood or is wanted.
    private func refuse(_ refusal: Refusal) {
        closesAfterAnswer = true
        input = []
        send(Response(refusal))
    }

    private func flush() {
        while !output.isEmpty {
            switch Socket.send(socket, output) {
            case .bytes(let count): output = output.dropFirst(count)
            case .wait: return
            case .failed: return close()
            }
        }
        // Not the end of an array that is kept for its last byte's sake.
        output = []
        if isAnswer { finish() }
    }

    /// The answer is out.
    private func finish() {
        isAnswer = false
        request = nil
        release()
        if closesAfterAnswer || surroundings.isStopping { return linger() }
        hasBegun = false
        wait(surroundings.limits.timeout)
    }

    private func linger() {
        if hasEnded || shutdown(socket, Int32(SHUT_WR)) != 0 { return close() }
        if surroundings.isStopping {
            // What has come is read. What is still to come is not waited for.
            while discard() {}
            return close()
        }
        phase = .lingering
        reader = RequestReader(limits: surroundings.limits)
        wait(surroundings.limits.lingering)
    }

    /// Throws away what has come, and says whether there was any and more may be thrown away.
    private func discard() -> Bool {
        switch Socket.receive(socket, into: surroundings.buffer) {
        case .wait: return false
        case .bytes(let count) where count > 0 && discarded + count <= surroundings.limits.discarded:
            discarded += count
            return true
        case .bytes, .failed:
            close()
            return false
        }
    }

    // MARK: Limits

    private func wait(_ time: Duration) {
        deadline = surroundings.now + time
    }

    /// The first part of a request is there.
    private func begin() {
        hasBegun = true
        wait(surroundings.limits.timeout)
    }

    /// Keeps count of the bytes of a body.
    private func take(_ count: Int) throws(Refusal) {
        guard count > share else { return }
        surroundings.bodies += count - share
        share = count
        guard surroundings.bodies <= surroundings.limits.bodies else {
            throw Refusal(.unavailable, "expected no more than \(surroundings.limits.bodies) bytes of bodies at a time")
        }
    }

    private func release() {
        surroundings.bodies -= share
        share = 0
    }
}
