/// How much the server takes, and how long it waits. Tests make the limits small.
struct Limits: Sendable {
    /// Bytes of the request line with its end; beyond that 414.
    var requestLine = 8 * 1024
    /// Bytes of all header fields with their ends, and of all trailer fields; beyond that 431.
    var fields = 16 * 1024
    /// Bytes of the line before a chunk; beyond that 400.
    var chunkLine = 1024
    /// Bytes of a body; beyond that 413.
    var body = 8 * 1024 * 1024
    /// Bytes of all bodies that are arriving or being answered; beyond that 503.
    var bodies = 64 * 1024 * 1024
    /// Connections that are served at a time.
    var connections = 256
    /// Connections beyond those that are closing or get a 503; still others wait in the system's queue.
    var leaving = 64
    /// From a request's first byte to its last, for an answer to be taken, and between two requests.
    var timeout = Duration.seconds(10)
    /// How long a connection is safe from being closed for a new one. Shorter, and a flood of new connections closes a
    /// client's before its request is read; longer, and each of a flood's connections keeps its place for longer.
    var grace = Duration.milliseconds(100)
    /// How long a client that gets a 503 may take for its request.
    var refusing = Duration.seconds(1)
    /// After the last answer: how long, and how many bytes, the server discards what the client still sends.
    var lingering = Duration.seconds(2)
    var discarded = 16 * 1024 * 1024
    /// How long answers under way may take when the server stops.
    var stopping = Duration.seconds(1)
}
