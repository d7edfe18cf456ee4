/// Reads requests from the bytes of a connection, in straight lines: whoever has to wait for bytes waits.
struct RequestReader {
    /// What came of waiting for bytes.
    enum Arrival: Equatable {
        /// This many bytes came.
        case bytes(Int)
        /// The client will send no more.
        case end
        /// The time is over.
        case late
        /// The server stops.
        case stopping
    }

    /// Thrown where a connection ends between two requests: nobody waits for an answer.
    struct End: Error {}

    /// Waits for bytes until a moment.
    typealias Source = (_ buffer: UnsafeMutableRawBufferPointer, _ deadline: ContinuousClock.Instant) -> Arrival

    private let limits: Limits
    private let source: Source
    /// What came and was not read yet is from `start` to `end`.
    private var buffer = [UInt8](repeating: 0, count: 1 << 14)
    private var (start, end) = (0, 0)
    /// What came of the line that is being read.
    private var line: [UInt8] = []
    /// Whether the first line of the request is there.
    private var hasRequestLine = false
    private var asksForHead = false
    /// Whether a part of a request came. The empty line that may stand before one is none.
    private(set) var hasBegun = false
    /// Until when the request must be there whole, or begin.
    private var deadline = ContinuousClock.now

    init(limits: Limits, source: @escaping Source) {
        (self.limits, self.source) = (limits, source)
    }

    /// Whether the request asks for the header of an answer alone. Its first bytes show that, so even a refusal of
    /// what comes after them respects it.
    var isHead: Bool { hasRequestLine ? asksForHead : line.starts(with: "HEAD ".utf8) }

    /// Whether bytes are there that were not read yet.
    var hasBytes: Bool { start < end }

    /// Reads a request up to its body, so that it can be refused before its body arrives.
    ///
    /// - Throws: a `Refusal`, after which nothing that follows can be understood; `End` where nothing has begun.
    mutating func readHead() throws -> RequestHead {
        (hasBegun, hasRequestLine) = (false, false)
        var head = try readRequestLine()
        (hasRequestLine, asksForHead) = (true, head.method == "HEAD")
        try readFields { line throws(Refusal) in try head.add(field: line) }
        try head.finish()
        if case .length(let count) = head.framing, count > limits.body { throw tooLarge }
        return head
    }

    /// Reads the body of a request.
    ///
    /// - Parameter count: called with the number of bytes of each piece that came, before it is kept.
    mutating func readBody(_ framing: RequestHead.Framing, count: (Int) throws -> Void) throws -> [UInt8] {
        var body: [UInt8] = []
        switch framing {
        case .none: break
        case .length(let length): try read(length, into: &body, count)
        case .chunked:
            while case let size = try Grammar.chunkSize(readChunkLine()), size > 0 {
                guard size <= limits.body - body.count else { throw tooLarge }
                try read(size, into: &body, count)
                guard try readChunkLine().isEmpty else { throw Refusal(400, "a chunk: expected its end") }
            }
            try readFields { line throws(Refusal) in _ = try Grammar.split(field: line) }
        }
        return body
    }

    private var tooLarge: Refusal { Refusal(413, "the body: expected no more than \(limits.body) bytes") }

    private mutating func readRequestLine() throws -> RequestHead {
        let tooLong = Refusal(414, "the request line: expected no more than \(limits.requestLine) bytes")
        var line = try readLine(atMost: limits.requestLine, otherwise: tooLong)
        // Some clients end a body with an empty line that they don't count (RFC 9112, section 2.2).
        if line.isEmpty { line = try readLine(atMost: limits.requestLine, otherwise: tooLong) }
        return try RequestHead(line: line)
    }

    /// Reads lines up to an empty one.
    private mutating func readFields(_ add: ([UInt8]) throws(Refusal) -> Void) throws {
        let tooLong = Refusal(431, "the header fields: expected no more than \(limits.fields) bytes")
        var left = limits.fields
        while case let line = try readLine(atMost: left, otherwise: tooLong), !line.isEmpty {
            left -= line.count + 2
            try add(line)
        }
    }

    private mutating func readChunkLine() throws -> [UInt8] {
        try readLine(
            atMost: limits.chunkLine,
            otherwise: Refusal(400, "the line before a chunk: expected no more than \(limits.chunkLine) bytes"))
    }

    /// Reads a line and drops its CR and LF. LF alone ends no line.
    private mutating func readLine(atMost limit: Int, otherwise tooLong: Refusal) throws -> [UInt8] {
        line.removeAll(keepingCapacity: true)
        var isEnded = false
        while !isEnded {
            if !hasBytes { try fill() }
            let lineFeed = buffer[start..<end].firstIndex(of: 0x0A)
            let piece = buffer[start..<(lineFeed.map { $0 + 1 } ?? end)]
            line += piece
            start = piece.endIndex
            isEnded = lineFeed != nil
            if !hasRequestLine { try begin() }
            guard line.count <= limit else { throw tooLong }
        }
        guard line.count >= 2, line[line.count - 2] == 0x0D else {
            throw Refusal(400, "a line: expected CR and LF at its end, found LF alone")
        }
        let result = Array(line.dropLast(2))
        guard !result.contains(0x0D) else { throw Refusal(400, "a line: expected LF behind CR") }
        return result
    }

    /// Looks at the beginning of a request line. A client that speaks TLS may never send the end of one.
    private mutating func begin() throws {
        guard let first = line.first, line != [0x0D], line != [0x0D, 0x0A] else { return }
        if !hasBegun { (hasBegun, deadline) = (true, .now + limits.timeout) }
        guard Grammar.isTokenCharacter(first) else { throw Refusal(400, "the request line: expected a method") }
    }

    private mutating func read(_ count: Int, into body: inout [UInt8], _ keep: (Int) throws -> Void) throws {
        var missing = count
        while missing > 0 {
            if !hasBytes { try fill() }
            let piece = buffer[start..<min(end, start + missing)]
            try keep(piece.count)
            body += piece
            start = piece.endIndex
            missing -= piece.count
        }
    }

    /// Waits for more bytes.
    private mutating func fill() throws {
        if !hasBegun { deadline = .now + limits.timeout }
        let arrival = buffer.withUnsafeMutableBytes { [source, deadline] in source($0, deadline) }
        if case .bytes(let count) = arrival {
            (start, end) = (0, count)
            return
        }
        guard hasBegun else { throw End() }
        switch arrival {
        case .bytes, .end: throw Refusal(400, "expected a whole request, found a part of one")
        case .late: throw Refusal(408, "expected a whole request in time, found a part of one")
        case .stopping: throw Refusal(503, "the server is being stopped")
        }
    }
}
