/// How much the server takes, and for how long it waits. Tests make them small.
struct Limits: Sendable {
    /// Bytes of the request line with its end; beyond that 414.
    var requestLine = 8 * 1024
    /// Bytes of all header fields with their ends, and of all trailer fields; beyond that 431.
    var fields = 16 * 1024
    /// Bytes of the line that says how long a chunk is, with what it may say besides; beyond that 400.
    var chunkLine = 1024
    /// Bytes of a body; beyond that 413.
    var body = 8 * 1024 * 1024
    /// Bytes of all bodies that are arriving or being answered; beyond that 503.
    var bodies = 64 * 1024 * 1024
    /// Connections that are served at the same time; to those beyond that 503.
    var connections = 256
    /// Connections beyond those that are told so at the same time; still others wait in the system's queue.
    var turnedAway = 64
    /// From a request's first byte to its last, for an answer to be taken, and between two requests.
    var timeout = Duration.seconds(10)
    /// How long, and how many bytes, what a client goes on sending is thrown away after the last answer.
    var lingering = Duration.seconds(2)
    var discarded = 16 * 1024 * 1024
    /// How long answers under way may take when the server is stopped.
    var stopping = Duration.seconds(1)

    /// The same with as many connections as there is room for: whom the system refuses a socket is told nothing.
    func fitted() -> Limits {
        var limits = self
        let wanted = min(max(1, connections), Descriptors.most)
        limits.connections = max(1, min(wanted, Descriptors.make(wanted + turnedAway) - turnedAway))
        return limits
    }
}
