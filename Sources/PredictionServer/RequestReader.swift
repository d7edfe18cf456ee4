/// Makes requests of the bytes that arrive, however they are cut into pieces.
///
/// It looks at each byte once, so a request that comes a byte at a time costs no more than one that comes whole, and
/// it keeps a line or a body at most.
struct RequestReader {
    /// What has been read.
    enum Event: Equatable {
        /// All that stands before the body. Who wants to refuse it, can do so before the body comes.
        case head(RequestHead)
        /// The body, which may be empty; with it the request is complete.
        case body([UInt8])
    }

    private enum State {
        case requestLine
        case fields(RequestHead)
        case body(Int)
        case chunkLine
        case chunk(Int)
        case chunkEnd, trailers
    }

    let limits: Limits
    private var state = State.requestLine
    /// What has come of a line that is not yet complete.
    private var line: [UInt8] = []
    /// What may still come of header or trailer fields.
    private var fieldsLeft = 0
    private var body: [UInt8] = []
    /// Whether an empty line has come in place of a request.
    private var hasEmptyLine = false
    /// Whether the request that is read, or was read last, asks for the header of an answer alone. That is known from
    /// its first bytes on, so a refusal of what comes after them can respect it.
    private(set) var isHead = false

    init(limits: Limits) {
        self.limits = limits
    }

    /// Whether a part of a request has come. The empty line that may stand before one is none.
    var hasBegun: Bool {
        guard case .requestLine = state else { return true }
        return !line.isEmpty && (hasEmptyLine || line != [cr])
    }

    /// How many bytes of a body are kept here.
    var bodyCount: Int { body.count }

    /// Takes bytes from the front of `input` until there is something to say. After nil all of them have been taken.
    ///
    /// - Throws: a `Refusal`, after which nothing that follows can be understood.
    mutating func read(_ input: inout ArraySlice<UInt8>) throws(Refusal) -> Event? {
        while true {
            switch state {
            case .requestLine:
                guard let head = try readRequestLine(&input) else { return nil }
                fieldsLeft = limits.fields
                state = .fields(head)
            case .fields(var head):
                guard let line = try readField(&input) else { return nil }
                if !line.isEmpty {
                    try head.add(field: line)
                    state = .fields(head)
                    continue
                }
                try head.finish()
                try begin(head.framing)
                return .head(head)
            case .body(let missing):
                take(missing, from: &input)
                return finishedBody()
            case .chunkLine:
                guard let line = try readChunkLine(&input) else { return nil }
                let count = try chunkSize(line)
                fieldsLeft = limits.fields
                state = count == 0 ? .trailers : .chunk(count)
            case .chunk(let missing):
                take(missing, from: &input)
                guard case .chunk(0) = state else { return nil }
                state = .chunkEnd
            case .chunkEnd:
                guard let line = try readChunkLine(&input) else { return nil }
                guard line.isEmpty else { throw Refusal(.badRequest, "a chunk: expected its end, found more bytes") }
                state = .chunkLine
            case .trailers:
                guard let line = try readField(&input) else { return nil }
                if !line.isEmpty {
                    _ = try RequestHead.split(field: line)
                    continue
                }
                state = .body(0)
            }
        }
    }

    private mutating func begin(_ framing: RequestHead.Framing) throws(Refusal) {
        switch framing {
        case .none: state = .body(0)
        case .chunked: state = .chunkLine
        case .length(let count):
            guard count <= limits.body else { throw tooLarge }
            state = .body(count)
        }
    }

    /// Moves what has come of a body or a chunk, and counts down what is missing of it.
    private mutating func take(_ missing: Int, from input: inout ArraySlice<UInt8>) {
        let piece = input.prefix(missing)
        body += piece
        input = input[piece.endIndex...]
        if case .chunk = state {
            state = .chunk(missing - piece.count)
        } else {
            state = .body(missing - piece.count)
        }
    }

    private mutating func finishedBody() -> Event? {
        guard case .body(0) = state else { return nil }
        let finished = body
        body = []
        hasEmptyLine = false
        state = .requestLine
        return .body(finished)
    }

    private var tooLarge: Refusal {
        Refusal(.contentTooLarge, "the body: expected no more than \(limits.body) bytes, found more")
    }

    // MARK: Lines

    private mutating func readRequestLine(_ input: inout ArraySlice<UInt8>) throws(Refusal) -> RequestHead? {
        let most = limits.requestLine
        while true {
            isHead = (line.prefix(5) + input.prefix(5)).starts(with: "HEAD ".utf8)
            // Someone who speaks TLS may never send the end of a line.
            if line.isEmpty, let first = input.first, !RequestHead.isTokenCharacter(first), first != cr {
                throw Refusal(.badRequest, "the request line: expected a method, found \(quoted(input.prefix(1)))")
            }
            let line = try readLine(
                &input, limit: most,
                otherwise: Refusal(.targetTooLong, "the request line: expected no more than \(most) bytes"))
            guard let line else { return nil }
            // Some clients end a body with an empty line that they don't count (RFC 9112, section 2.2).
            if line.isEmpty && !hasEmptyLine {
                hasEmptyLine = true
                continue
            }
            return try RequestHead(line: line)
        }
    }

    private mutating func readField(_ input: inout ArraySlice<UInt8>) throws(Refusal) -> [UInt8]? {
        let most = limits.fields
        let field = try readLine(
            &input, limit: fieldsLeft,
            otherwise: Refusal(.fieldsTooLarge, "the header fields: expected no more than \(most) bytes"))
        if let field { fieldsLeft -= field.count + 2 }
        return field
    }

    private mutating func readChunkLine(_ input: inout ArraySlice<UInt8>) throws(Refusal) -> [UInt8]? {
        let most = limits.chunkLine
        return try readLine(
            &input, limit: most,
            otherwise: Refusal(.badRequest, "a chunk's first line: expected no more than \(most) bytes"))
    }

    /// How many bytes a chunk has, from its first line: hexadecimal figures, and behind a semicolon what is ignored.
    private func chunkSize(_ line: [UInt8]) throws(Refusal) -> Int {
        let figures = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
        let rest = line[figures.endIndex...].drop { $0 == 0x20 || $0 == 0x09 }
        let isHexadecimal = !figures.isEmpty && figures.allSatisfy { UInt8.isHexadecimal($0) }
        guard isHexadecimal, rest.isEmpty || rest.first == UInt8(ascii: ";"), rest.allSatisfy({ $0 >= 0x20 || $0 == 9 })
        else { throw Refusal(.badRequest, "a chunk: expected its size, found \(quoted(line))") }
        // What no Int holds is too large for any limit.
        let count = Int(String(decoding: figures, as: UTF8.self), radix: 16) ?? Int.max
        guard count <= limits.body - body.count else { throw tooLarge }
        return count
    }

    /// A line without its CR and LF, once all of it is there. A line feed alone ends no line.
    private mutating func readLine(
        _ input: inout ArraySlice<UInt8>, limit: Int, otherwise tooLong: @autoclosure () -> Refusal
    ) throws(Refusal) -> [UInt8]? {
        let lineFeed = input.firstIndex(of: lf)
        let piece = lineFeed.map { input[...$0] } ?? input
        guard line.count + piece.count <= limit else { throw tooLong() }
        line += piece
        input = input[piece.endIndex...]
        guard lineFeed != nil else { return nil }
        guard line.count >= 2, line[line.count - 2] == cr else {
            throw Refusal(.badRequest, "a line: expected CR and LF at its end, found LF alone")
        }
        let result = Array(line.dropLast(2))
        line.removeAll(keepingCapacity: true)
        guard !result.contains(cr) else {
            throw Refusal(.badRequest, "a line: expected LF behind CR, found another byte")
        }
        return result
    }
}

private let cr = UInt8(ascii: "\r")
private let lf = UInt8(ascii: "\n")

extension UInt8 {
    fileprivate static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
