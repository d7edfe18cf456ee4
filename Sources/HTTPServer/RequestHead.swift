import Foundation

/// What a request says before its body: what it asks for, and how the rest of it comes.
///
/// It takes the lines one by one and keeps what it needs, so a header costs no more than its longest line. The rules
/// are those of RFC 9110 and 9112, and where these leave a choice, the strict one.
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
    let isHTTP10: Bool

    private(set) var framing = Framing.none
    /// Whether the connection is kept for another request.
    private(set) var isPersistent = false
    /// Whether the client waits for `100 Continue` before it sends its body.
    private(set) var expectsContinue = false
    /// The media type of the body in lower case, without parameters.
    private(set) var mediaType: String?
    /// Whether the client is a browser that opens a page.
    private(set) var acceptsPages = false

    private var hosts = 0
    private var types = 0
    private var asksToClose = false
    private var asksToStay = false
    /// The transfer codings, in their order; nil without the field.
    private var codings: [String]?
    private var length: Int?

    /// A head from its first line, without the line's end.
    init(line: [UInt8]) throws(Refusal) {
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, Grammar.isToken(parts[0]) else {
            throw Refusal(400, "the request line: expected a method, a target and HTTP/1.1")
        }
        guard !parts[1].isEmpty, parts[1].allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "#") }) else {
            throw Refusal(400, "the target: expected printable ASCII")
        }
        isHTTP10 = try Self.isHTTP10(version: parts[2])
        method = String(decoding: parts[0], as: UTF8.self)
        path = try Self.path(target: parts[1], method: method)
    }

    /// Takes a header field, a line without its end.
    mutating func add(field line: [UInt8]) throws(Refusal) {
        let (name, value) = try Grammar.split(field: line)
        switch name {
        case "host":
            hosts += 1
            guard Grammar.isAuthority(value) else { throw Refusal(400, "Host: expected a host, and perhaps a port") }
        case "content-length":
            guard length == nil else { throw Refusal(400, "Content-Length: expected one, found two") }
            guard !value.isEmpty, value.allSatisfy(Grammar.isDigit) else {
                throw Refusal(400, "Content-Length: expected digits")
            }
            // What is too large for an `Int` is too large for any limit.
            length = Int(String(decoding: value, as: UTF8.self)) ?? Int.max
        case "transfer-encoding": codings = (codings ?? []) + Grammar.list(value)
        case "connection":
            for option in Grammar.list(value) {
                asksToClose = asksToClose || option == "close"
                asksToStay = asksToStay || option == "keep-alive"
            }
        case "expect":
            guard Grammar.lowercase(value) == "100-continue" else {
                throw Refusal(417, "Expect: expected 100-continue")
            }
            // A client of HTTP/1.0 would take the interim answer for the final one.
            expectsContinue = !isHTTP10
        case "content-type":
            types += 1
            mediaType = Grammar.lowercase(value.prefix { $0 != UInt8(ascii: ";") })
        case "accept": acceptsPages = acceptsPages || Grammar.list(value).contains { $0.hasPrefix("text/html") }
        default: break
        }
    }

    /// Checks what needs all fields.
    mutating func finish() throws(Refusal) {
        guard hosts == 1 || isHTTP10 && hosts == 0 else {
            throw Refusal(400, "Host: expected one, found \(hosts == 0 ? "none" : "\(hosts)")")
        }
        if types > 1 { throw Refusal(400, "Content-Type: expected one, found \(types)") }
        if let codings {
            // Servers that disagree about the end of a body are how requests are smuggled, so whatever is doubtful is
            // refused.
            guard length == nil else { throw Refusal(400, "expected Content-Length or Transfer-Encoding, found both") }
            guard !isHTTP10 else { throw Refusal(400, "HTTP/1.0 has no Transfer-Encoding") }
            guard codings.last == "chunked", !codings.dropLast().contains("chunked") else {
                throw Refusal(400, "Transfer-Encoding: expected chunked once and last")
            }
            guard codings.count == 1 else { throw Refusal(501, "Transfer-Encoding: expected chunked alone") }
            framing = .chunked
        } else if let length {
            framing = .length(length)
        }
        isPersistent = !asksToClose && (!isHTTP10 || asksToStay)
    }

    /// Whether a body follows.
    var hasBody: Bool { framing != .none && framing != .length(0) }

    private static func isHTTP10(version: ArraySlice<UInt8>) throws(Refusal) -> Bool {
        let message = "the request line: expected HTTP/1.1 or HTTP/1.0 at its end"
        let digits = version.dropFirst(5)
        guard version.starts(with: "HTTP/".utf8), digits.count == 3, let major = digits.first, let minor = digits.last,
            Grammar.isDigit(major), Grammar.isDigit(minor), digits.dropFirst().first == UInt8(ascii: ".")
        else { throw Refusal(400, message) }
        guard major == UInt8(ascii: "1") else { throw Refusal(505, message) }
        // Higher minor versions are compatible with 1.1 (RFC 9110, section 2.5).
        return minor == UInt8(ascii: "0")
    }

    /// The path of a target in one of its four forms (RFC 9112, section 3.2).
    private static func path(target: ArraySlice<UInt8>, method: String) throws(Refusal) -> String {
        let text = String(decoding: target, as: UTF8.self)
        var path = target
        if method == "CONNECT" {
            guard Grammar.isAuthority(target), target.contains(UInt8(ascii: ":")) else {
                throw Refusal(400, "the target: expected a host and a port")
            }
            return text
        }
        if target.first != UInt8(ascii: "/") {
            if method == "OPTIONS" && text == "*" { return text }
            let lower = text.lowercased()
            guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }) else {
                throw Refusal(400, "the target: expected a path")
            }
            path = target.dropFirst(scheme.utf8.count)
            let authority = path.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
            guard Grammar.isAuthority(authority) else { throw Refusal(400, "the target: expected a host") }
            path = path[authority.endIndex...]
        }
        path = path.prefix { $0 != UInt8(ascii: "?") }
        return path.isEmpty ? "/" : String(decoding: path, as: UTF8.self)
    }
}

/// The words that the lines of a request are made of, checked byte for byte.
///
/// Bytes beyond ASCII have no meaning here. They are never read as UTF-8: to compare strings, Swift sorts the combining
/// marks on a letter, in a time that grows with the square of their number.
enum Grammar {
    /// Name, in lower case, and value of a field. A name is followed by its colon at once, and a line does not go on in
    /// the next: servers read both differently, which is how requests are smuggled.
    static func split(field line: [UInt8]) throws(Refusal) -> (name: String, value: ArraySlice<UInt8>) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), isToken(line[..<colon]) else {
            throw Refusal(400, "a header field: expected a name and a colon")
        }
        let value = line[(colon + 1)...]
        guard value.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }) else {
            throw Refusal(400, "a header field: expected text, found a control character")
        }
        return (lowercase(line[..<colon]), withoutSpaces(value))
    }

    /// The elements of a list, in lower case, without empty ones (RFC 9110, section 5.6.1).
    static func list(_ value: ArraySlice<UInt8>) -> [String] {
        value.split(separator: UInt8(ascii: ",")).map(lowercase).filter { !$0.isEmpty }
    }

    /// Whether these bytes are one or more of the characters of methods and names.
    static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(isTokenCharacter)
    }

    static func isTokenCharacter(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || 0x61...0x7A ~= byte | 0x20 }

    static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || 0x61...0x66 ~= byte | 0x20 }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Whether these bytes are a host, and perhaps a colon and a port: `localhost:8080`, `[::1]`. A host has a name as
    /// DNS has them, or an address; the general names of RFC 3986 are nobody's.
    static func isAuthority(_ bytes: ArraySlice<UInt8>) -> Bool {
        let isAddress = bytes.first == UInt8(ascii: "[")
        let end = bytes.firstIndex(of: UInt8(ascii: isAddress ? "]" : ":")) ?? bytes.endIndex
        let port: ArraySlice<UInt8>
        if isAddress {
            var address = in6_addr()
            let text = String(decoding: bytes[..<end].dropFirst(), as: UTF8.self)
            guard end < bytes.endIndex, inet_pton(AF_INET6, text, &address) == 1 else { return false }
            port = bytes[(end + 1)...]
        } else {
            // A dot may end a name, and stands between its parts.
            let parts = bytes[..<end].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            let names = parts.count > 1 && parts.last?.isEmpty == true ? parts.dropLast() : parts[...]
            let isName = names.allSatisfy { name in
                !name.isEmpty && name.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F }
            }
            guard isName else { return false }
            port = bytes[end...]
        }
        guard let colon = port.first else { return true }
        let digits = port.dropFirst()
        return colon == UInt8(ascii: ":") && digits.allSatisfy(isDigit) && digits.count <= 5
            && (digits.isEmpty || UInt16(String(decoding: digits, as: UTF8.self)) != nil)
    }

    /// The size in the line before a chunk, of which extensions are checked and ignored (RFC 9112, section 7.1).
    static func chunkSize(_ line: [UInt8]) throws(Refusal) -> Int {
        let refusal = Refusal(400, "a chunk: expected its size in hexadecimal digits")
        let digits = line.prefix(while: isHexadecimal)
        guard !digits.isEmpty else { throw refusal }
        var rest = line[digits.endIndex...]
        while !rest.isEmpty {
            rest = rest.drop(while: isSpace)
            guard rest.first == UInt8(ascii: ";") else { throw refusal }
            rest = rest.dropFirst().drop(while: isSpace)
            guard dropToken(&rest) else { throw refusal }
            let value = rest.drop(while: isSpace)
            guard value.first == UInt8(ascii: "=") else { continue }
            rest = value.dropFirst().drop(while: isSpace)
            guard rest.first == UInt8(ascii: "\"") ? dropQuoted(&rest) : dropToken(&rest) else { throw refusal }
        }
        // What is too large for an `Int` is too large for any limit.
        return Int(String(decoding: digits, as: UTF8.self), radix: 16) ?? Int.max
    }

    private static func dropToken(_ bytes: inout ArraySlice<UInt8>) -> Bool {
        let token = bytes.prefix(while: isTokenCharacter)
        bytes = bytes[token.endIndex...]
        return !token.isEmpty
    }

    /// Drops a quoted string (RFC 9110, section 5.6.4).
    private static func dropQuoted(_ bytes: inout ArraySlice<UInt8>) -> Bool {
        bytes = bytes.dropFirst()
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "\"") { return true }
            guard let text = byte == UInt8(ascii: "\\") ? bytes.popFirst() : byte,
                text == 0x09 || text >= 0x20 && text != 0x7F
            else { return false }
        }
        return false
    }

    /// Bytes without the spaces around them, the letters A to Z in lower case, a character for each. `lowercased()`
    /// would turn the Kelvin sign (U+212A) into k, and a proxy in front of us would not.
    static func lowercase(_ bytes: ArraySlice<UInt8>) -> String {
        let lower = withoutSpaces(bytes).map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        // Mostly it is ASCII, where a byte is a character: that spares six of a hundred parts of a request.
        return lower.allSatisfy { $0 < 0x80 }
            ? String(decoding: lower, as: UTF8.self)
            : String(String.UnicodeScalarView(lower.map { Unicode.Scalar($0) }))
    }

    private static func withoutSpaces(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return bytes[first...last]
    }
}
