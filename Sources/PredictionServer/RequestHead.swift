/// What a request says before its body: what is asked for, and how the rest of it comes.
///
/// It takes the lines one at a time and keeps what it needs of them, so a header costs no more than its longest line.
/// The rules are those of RFC 9112, and where it leaves a choice, the strict one.
struct RequestHead: Equatable {
    /// How a body comes.
    enum Framing: Equatable {
        case none
        case length(Int)
        case chunked
    }

    /// `GET`; any token of the protocol, in upper or lower case as it came.
    let method: String
    /// What is asked for, without host and query: `/predict`. Nothing in it is decoded. Other forms, `*` and
    /// `host:port`, are kept as they are.
    let path: String
    /// Whether the client speaks HTTP/1.0.
    let isOld: Bool

    private(set) var framing = Framing.none
    /// Whether the connection is kept for another request.
    private(set) var isPersistent = false
    /// Whether the client waits to be told that its body is wanted.
    private(set) var expectsContinue = false
    /// The media type of the body in lower case, without parameters.
    private(set) var mediaType: String?

    private var hosts = 0
    private var types = 0
    private var asksToClose = false
    private var asksToStay = false
    private var isChunked = false
    private var length: Int?

    /// A head from its first line, without the line's end.
    init(line: [UInt8]) throws(Refusal) {
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[1].isEmpty, Self.isToken(parts[0]) else {
            throw Refusal(
                .badRequest, "the request line: expected a method, a target and HTTP/1.1, found \(quoted(line))")
        }
        guard parts[1].allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "#") }) else {
            throw Refusal(.badRequest, "the target: expected printable ASCII, found \(quoted(parts[1]))")
        }
        isOld = try Self.isOld(version: parts[2])
        method = String(decoding: parts[0], as: UTF8.self)
        path = try Self.path(target: String(decoding: parts[1], as: UTF8.self), method: method)
    }

    /// Takes a header field, a line without its end.
    mutating func add(field line: [UInt8]) throws(Refusal) {
        let (name, value) = try Self.split(field: line)
        switch name {
        case "host": try addHost(value)
        case "content-length": try addLength(value)
        case "transfer-encoding": try addEncoding(value)
        case "connection":
            for option in value.split(separator: UInt8(ascii: ",")).lazy.map(Self.lowercase) {
                asksToClose = asksToClose || option == "close"
                asksToStay = asksToStay || option == "keep-alive"
            }
        case "expect": try addExpectation(value)
        case "content-type":
            types += 1
            mediaType = Self.lowercase(value.prefix { $0 != UInt8(ascii: ";") })
        default: break
        }
    }

    /// Checks what can be checked only when all fields are there.
    mutating func finish() throws(Refusal) {
        guard hosts == 1 || isOld && hosts == 0 else {
            throw Refusal(.badRequest, "expected one Host field, found \(hosts == 0 ? "none" : "\(hosts)")")
        }
        if types > 1 { throw Refusal(.badRequest, "expected one Content-Type field, found \(types)") }
        if isChunked {
            guard length == nil else {
                throw Refusal(.badRequest, "expected Content-Length or Transfer-Encoding, found both")
            }
            guard !isOld else { throw Refusal(.badRequest, "HTTP/1.0 has no Transfer-Encoding") }
            framing = .chunked
        } else if let length {
            framing = .length(length)
        }
        isPersistent = !asksToClose && (!isOld || asksToStay)
    }

    /// Whether a body follows.
    var hasBody: Bool { framing != .none && framing != .length(0) }

    // MARK: Single fields

    private mutating func addHost(_ value: ArraySlice<UInt8>) throws(Refusal) {
        hosts += 1
        let isPossible = value.allSatisfy { 0x21...0x7E ~= $0 && !"/@?#,\\".utf8.contains($0) }
        guard isPossible else { throw Refusal(.badRequest, "Host: expected a host, found \(quoted(value))") }
    }

    private mutating func addLength(_ value: ArraySlice<UInt8>) throws(Refusal) {
        guard length == nil else { throw Refusal(.badRequest, "expected one Content-Length field, found two") }
        guard !value.isEmpty, value.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            throw Refusal(.badRequest, "Content-Length: expected figures, found \(quoted(value))")
        }
        // What no Int holds is too long for any limit.
        length = Int(String(decoding: value, as: UTF8.self)) ?? Int.max
    }

    private mutating func addEncoding(_ value: ArraySlice<UInt8>) throws(Refusal) {
        guard !isChunked else { throw Refusal(.badRequest, "expected one Transfer-Encoding field, found two") }
        guard Self.lowercase(value) == "chunked" else {
            throw Refusal(.notImplemented, "Transfer-Encoding: expected chunked, found \(quoted(value))")
        }
        isChunked = true
    }

    private mutating func addExpectation(_ value: ArraySlice<UInt8>) throws(Refusal) {
        guard Self.lowercase(value) == "100-continue" else {
            throw Refusal(.expectationFailed, "Expect: expected 100-continue, found \(quoted(value))")
        }
        // A client of HTTP/1.0 would take the interim answer for the final one.
        expectsContinue = !isOld
    }
}

// MARK: - The grammar

extension RequestHead {
    /// Name, in lower case, and value of a header field, checked byte for byte.
    ///
    /// A name must be followed by its colon at once, and a line must not go on in the next: both have been read by
    /// one server in this and by another in that way.
    static func split(field line: [UInt8]) throws(Refusal) -> (name: String, value: ArraySlice<UInt8>) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), isToken(line[..<colon]) else {
            throw Refusal(.badRequest, "a header field: expected a name and a colon, found \(quoted(line))")
        }
        let value = line[(colon + 1)...]
        guard value.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }) else {
            throw Refusal(.badRequest, "a header field: expected text, found a control character")
        }
        return (String(decoding: line[..<colon], as: UTF8.self).lowercased(), withoutSpaces(value))
    }

    /// Whether these are one or more of the characters that make up methods and names.
    static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(isTokenCharacter)
    }

    static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func withoutSpaces(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }),
            let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return bytes[first...last]
    }

    /// A value without the spaces around it, the letters A to Z in lower case. To HTTP there are no other letters:
    /// Unicode has a Kelvin sign whose lower case is k, and who stands between client and server doesn't take that for
    /// one.
    private static func lowercase(_ bytes: ArraySlice<UInt8>) -> String {
        let isUpper = UInt8(ascii: "A")...UInt8(ascii: "Z")
        return text(withoutSpaces(bytes).map { isUpper.contains($0) ? $0 | 0x20 : $0 })
    }

    /// Bytes as text, a character for each. What is beyond ASCII has no meaning here, and must not be read as UTF-8: to
    /// compare strings, Swift puts the combining marks on a letter into an order, in a time that grows with the square
    /// of their number, and everybody would have to wait for a header full of them.
    private static func text(_ bytes: some Collection<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    private static func isOld(version: ArraySlice<UInt8>) throws(Refusal) -> Bool {
        switch text(version) {
        case "HTTP/1.1": return false
        case "HTTP/1.0": return true
        case let other:
            let isVersion = other.wholeMatch(of: /HTTP\/[0-9]\.[0-9]/) != nil
            throw Refusal(
                isVersion ? .versionNotSupported : .badRequest,
                "the request line: expected HTTP/1.1 or HTTP/1.0 at its end, found \(quoted(version))")
        }
    }

    /// The path of a target in one of the four forms that there are (RFC 9112, section 3.2).
    private static func path(target: String, method: String) throws(Refusal) -> String {
        var path = Substring(target)
        if path.first != "/" {
            if method == "OPTIONS" && target == "*" || method == "CONNECT" { return target }
            guard let scheme = ["http://", "https://"].first(where: { path.lowercased().hasPrefix($0) }) else {
                throw Refusal(.badRequest, "the target: expected a path, found \(quoted(target.utf8))")
            }
            path = path.dropFirst(scheme.count)
            path = path[(path.firstIndex { $0 == "/" || $0 == "?" } ?? path.endIndex)...]
        }
        path = path.prefix { $0 != "?" }
        return path.isEmpty ? "/" : String(path)
    }
}
