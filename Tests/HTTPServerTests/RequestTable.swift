import Testing

/// Requests in raw bytes, and the statuses of all answers that RFC 9110 and RFC 9112 want, until the connection ends.
/// The client sends all bytes, then says that no more will come.
///
/// Where the RFCs leave a choice, the strict one is expected. Each group names the section that it is about.
enum RequestTable {
    struct Case: CustomTestStringConvertible {
        let request: [UInt8]
        let statuses: [Int]
        var testDescription: String { String(decoding: request.prefix(120), as: UTF8.self).debugDescription }

        init(_ request: String, _ statuses: Int...) {
            (self.request, self.statuses) = (Array(request.utf8), statuses)
        }

        init(bytes: [UInt8], _ statuses: Int...) { self.init(bytes, statuses) }

        init(_ request: [UInt8], _ statuses: [Int]) {
            (self.request, self.statuses) = (request, statuses)
        }
    }

    private static let get = "GET /home HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let json = "Content-Type: application/json\r\n"
    /// 13 bytes: D in hexadecimal digits.
    private static let body = "{\"input\": []}"

    /// A request with a line before its fields.
    private static func line(_ line: String, _ statuses: Int...) -> Case {
        Case(Array("\(line)\r\nHost: a\r\n\r\n".utf8), statuses)
    }

    static let requestLines: [Case] = [
        // RFC 9112, 3: method, target and version, with one space between them.
        line("GET /home HTTP/1.1", 200), line("HEAD /home HTTP/1.1", 200), line("GET /home HTTP/1.0", 200),
        line("GET  /home HTTP/1.1", 400), line("GET /home  HTTP/1.1", 400), line("GET /home HTTP/1.1 ", 400),
        line(" GET /home HTTP/1.1", 400), line("GET\t/home\tHTTP/1.1", 400), line("GET /home", 400), line("GET", 400),
        line(" /home HTTP/1.1", 400), line("GET /ho me HTTP/1.1", 400), line("/home HTTP/1.1", 400),
        line("GET /home HTTP/1.1 x", 400),
        // RFC 9110, 2.5: a higher minor version is compatible; another major version is not supported.
        line("GET /home HTTP/1.2", 200), line("GET /home HTTP/1.9", 200), line("GET /home HTTP/2.0", 505),
        line("GET /home HTTP/3.0", 505), line("GET /home HTTP/0.9", 505), line("PRI * HTTP/2.0", 505),
        // RFC 9112, 2.3: HTTP-name is case-sensitive, and each number is one digit.
        line("GET /home http/1.1", 400), line("GET /home HTTP/1.10", 400), line("GET /home HTTP/1", 400),
        line("GET /home HTTP/11", 400), line("GET /home HTTP/1,1", 400), line("GET /home HTTP/ 1.1", 400),
        line("GET /home HTTP/a.1", 400), line("GET /home XTTP/1.1", 400), line("GET /home HTTP/+1.1", 400),
        // RFC 9110, 9.1: methods are case-sensitive tokens; one that is unknown is not implemented.
        line("get /home HTTP/1.1", 501), line("BREW /home HTTP/1.1", 501), line("M-SEARCH /home HTTP/1.1", 501),
        line("!#$%&'*+-.^_`|~ /home HTTP/1.1", 501), line("BREW /nothing HTTP/1.1", 501),
        line("G(T /home HTTP/1.1", 400), line("GET: /home HTTP/1.1", 400), line("G\u{0}T /home HTTP/1.1", 400),
        line("GÉT /home HTTP/1.1", 400), line("\"GET\" /home HTTP/1.1", 400),
        // RFC 9110, 15.5.6: one that is known, but not allowed here.
        line("PUT /home HTTP/1.1", 405), line("DELETE /home HTTP/1.1", 405), line("PATCH /home HTTP/1.1", 405),
        line("TRACE /home HTTP/1.1", 405), line("OPTIONS /home HTTP/1.1", 405), line("POST /home HTTP/1.1", 405),
        line("GET /predict HTTP/1.1", 405), line("HEAD /predict HTTP/1.1", 405), line("GET /nothing HTTP/1.1", 404),
        // RFC 9112, 2.2: an empty line before a request is ignored; lines end with CR and LF.
        Case("\r\n" + get, 200), Case("\r\n\r\n" + get, 400), Case("\n" + get, 400), Case("\r" + get, 400),
        Case("GET /home HTTP/1.1\nHost: a\n\n", 400), Case("GET /home HTTP/1.1\r\nHost: a\n\r\n", 400),
        Case("GET /home HTTP/1.1\rHost: a\r\n\r\n", 400), Case("GET /home HTTP/1.1\r\nHost: a\r\r\n\r\n", 400),
        // RFC 9112, 2.2: a space before the first field.
        Case("GET /home HTTP/1.1\r\n Host: a\r\n\r\n", 400), Case("GET /home HTTP/1.1\r\n\tx\r\nHost: a\r\n\r\n", 400),
    ]

    static let targets: [Case] = [
        // RFC 9112, 3.2.1: origin-form.
        line("GET / HTTP/1.1", 200), line("GET /home?a=b HTTP/1.1", 200), line("GET /home? HTTP/1.1", 200),
        line("GET home HTTP/1.1", 400), line("GET ?a HTTP/1.1", 400), line("GET /home#a HTTP/1.1", 400),
        line("GET /\u{7F} HTTP/1.1", 400), line("GET /hömе HTTP/1.1", 400), line("GET /\u{1} HTTP/1.1", 400),
        line("GET // HTTP/1.1", 404), line("GET /../home HTTP/1.1", 404), line("GET /%68ome HTTP/1.1", 404),
        line("GET /home/ HTTP/1.1", 404), line("GET /HOME HTTP/1.1", 404), line("GET \\home HTTP/1.1", 400),
        // RFC 9112, 3.2.2: absolute-form.
        line("GET http://a/home HTTP/1.1", 200), line("GET HTTP://A/home HTTP/1.1", 200),
        line("GET http://a HTTP/1.1", 200), line("GET http://a?b HTTP/1.1", 200),
        line("GET http://a:80/home HTTP/1.1", 200), line("GET http://[::1]:80/home HTTP/1.1", 200),
        line("GET https://a/home HTTP/1.1", 200), line("GET ftp://a/home HTTP/1.1", 400),
        line("GET http:///home HTTP/1.1", 400), line("GET http://user:pw@a/home HTTP/1.1", 400),
        line("GET http://user@a/home HTTP/1.1", 400), line("GET http://a:b/home HTTP/1.1", 400),
        line("GET http://[::1/home HTTP/1.1", 400), line("GET http:/home HTTP/1.1", 400),
        line("GET http://:80/home HTTP/1.1", 400), line("GET http:// HTTP/1.1", 400),
        Case("GET http://a/home HTTP/1.1\r\n\r\n", 400),
        // RFC 9112, 3.2.3 and 3.2.4: authority-form and asterisk-form.
        line("CONNECT a:80 HTTP/1.1", 405), line("CONNECT a HTTP/1.1", 400), line("CONNECT /home HTTP/1.1", 400),
        line("CONNECT http://a/ HTTP/1.1", 400), line("GET a:80 HTTP/1.1", 400), line("OPTIONS * HTTP/1.1", 405),
        line("GET * HTTP/1.1", 400),
    ]

    private static func host(_ value: String, _ status: Int) -> Case {
        Case("GET /home HTTP/1.1\r\nHost:\(value)\r\n\r\n", status)
    }

    static let hosts: [Case] = [
        // RFC 9112, 3.2: one Host with a host, and perhaps a port (RFC 3986, 3.2.2 and 3.2.3).
        host(" a", 200), host("a", 200), host(" \t a \t ", 200), host(" a.example", 200), host(" a.example.", 200),
        host(" A-1.EXAMPLE", 200), host(" a_b", 200), host(" xn--nxasmq6b", 200), host(" 127.0.0.1", 200),
        host(" 127.0.0.1:8080", 200), host(" [::1]", 200), host(" [::1]:8080", 200), host(" [1:2:3:4:5:6:7:8]", 200),
        host(" a:", 200), host(" a:65535", 200),
        host("", 400), host(" ", 400), host(" .", 400), host(" .a", 400), host(" a..b", 400), host(" a:9000:80", 400),
        host(" a:abc", 400), host(" a:-1", 400), host(" a:65536", 400), host(" a:8 0", 400), host(" :80", 400),
        host(" [::1", 400), host(" ::1", 400), host(" [::1]x", 400), host(" []", 400), host(" [1.2.3.4]", 400),
        host(" [::g]", 400), host(" <x>", 400), host(" a b", 400), host(" a/b", 400), host(" a@b", 400),
        host(" u:p@a", 400), host(" a,b", 400), host(" a?b", 400), host(" ä", 400), host(" http://a", 400),
        Case("GET /home HTTP/1.1\r\n\r\n", 400), Case("GET /home HTTP/1.0\r\n\r\n", 200),
        Case("GET /home HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        Case("GET /home HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        Case("GET /home HTTP/1.1\r\nHost: a\r\nHOST: b\r\n\r\n", 400),
    ]

    private static func field(_ field: String, _ status: Int) -> Case {
        Case("GET /home HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n", status)
    }

    static let fields: [Case] = [
        // RFC 9112, 5, and RFC 9110, 5.1, 5.5 and 5.6.2.
        field("A: b", 200), field("A:b", 200), field("A:", 200), field("A: \t b \t", 200), field("A: b\tc", 200),
        field("A: bäc", 200), field("!#$%&'*+-.^_`|~09AZaz: b", 200), field("A: b: c", 200), field("A: b\r\nA: c", 200),
        field("A : b", 400), field("A\t: b", 400), field(": b", 400), field("A", 400), field("A b: c", 400),
        field("A(: b", 400), field("Ä: b", 400), field("A\u{0}: b", 400), field("A: \u{0}", 400),
        field("A: \u{7F}", 400), field("A: \u{1B}[31m", 400), field("A: b\u{B}c", 400), field("A: b\rc", 400),
        field("A: b\nB: c", 400),
        // RFC 9112, 5.2: a field does not go on in the next line.
        field("A: b\r\n c", 400), field("A: b\r\n\tc", 400), field("A:\r\n b", 400), field("A: b\r\n ", 400),
        // RFC 9110, 10.1.1.
        field("Expect: 100-continue", 200), field("Expect: 200-ok", 417), field("Expect:", 417),
    ]

    private static func post(_ fields: String, _ content: String, _ statuses: Int...) -> Case {
        Case(Array("POST /predict HTTP/1.1\r\nHost: a\r\n\(json)\(fields)\r\n\(content)".utf8), statuses)
    }

    static let lengths: [Case] = [
        // RFC 9110, 8.6, and RFC 9112, 6.3.
        post("Content-Length: 13\r\n", body, 200), post("Content-Length:13\r\n", body, 200),
        post("Content-Length: 0013 \r\n", body, 200), post("content-LENGTH: 13\r\n", body, 200),
        post("Content-Length: 13\r\n", body + get, 200, 200), post("Content-Length: 0\r\n", get, 400, 200),
        post("Content-Length: +13\r\n", body, 400), post("Content-Length: -1\r\n", body, 400),
        post("Content-Length: 0xD\r\n", body, 400), post("Content-Length: 13 13\r\n", body, 400),
        post("Content-Length: 13, 13\r\n", body, 400), post("Content-Length: 13,\r\n", body, 400),
        post("Content-Length:\r\n", body, 400), post("Content-Length: 13.0\r\n", body, 400),
        post("Content-Length: 1e1\r\n", body, 400), post("Content-Length: \u{661}\r\n", body, 400),
        post("Content-Length: 13\r\nContent-Length: 13\r\n", body, 400),
        post("Content-Length: 13\r\nContent-Length: 0\r\n", body, 400),
        post("Content-Length: 8388609\r\n", "", 413), post("Content-Length: 18446744073709551629\r\n", body, 413),
        post("Content-Length: 14\r\n", body, 400), post("", body, 411),
        Case("GET /home HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get, 200, 200),
        Case("GET /home HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabc", 400),
        Case("GET /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get, 404),
        Case("HEAD /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 404),
        // RFC 9110, 8.3 and 15.5.16.
        Case("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 13\r\n\r\n\(body)", 415),
        Case("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\n\(body)", 415),
        Case(
            "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: Application/JSON;a=b\r\nContent-Length: 13\r\n\r\n\(body)",
            200),
        post("\(json)Content-Length: 13\r\n", body, 400),
    ]

    private static func coding(_ value: String, _ status: Int) -> Case {
        post("Transfer-Encoding:\(value)\r\n", "D\r\n\(body)\r\n0\r\n\r\n", status)
    }

    static let codings: [Case] = [
        // RFC 9112, 6.1, 6.3 and 7.
        coding(" chunked", 200), coding(" Chunked ", 200), coding(" , chunked", 200), coding(" chunked ,", 200),
        coding(" gzip, chunked", 501), coding(" x, chunked", 501), coding(" gzip", 400), coding(" chunked, gzip", 400),
        coding(" chunked, chunked", 400), coding(" identity", 400), coding("", 400), coding(" chunked;a=b", 400),
        coding(" \"chunked\"", 400), coding(" xchunked", 400), coding(" chunked x", 400),
        coding(" chun\u{212A}ed", 400),
        coding(" chunked\u{B}", 400), coding(" chunked\r\nTransfer-Encoding: chunked", 400),
        coding(" gzip\r\nTransfer-Encoding: chunked", 501), coding(" chunked\r\nTransfer-Encoding: gzip", 400),
        coding(" chunked\r\nContent-Length: 13", 400), coding(" chunked\r\nContent-Length: 0", 400),
        post("Content-Length: 13\r\nTransfer-Encoding: chunked\r\n", "D\r\n\(body)\r\n0\r\n\r\n", 400),
        post("Content-Length: 13\r\nTransfer-Encoding: x\r\n", body, 400),
        Case("POST /predict HTTP/1.0\r\n\(json)Transfer-Encoding: chunked\r\n\r\nD\r\n\(body)\r\n0\r\n\r\n", 400),
        Case(
            "GET /home HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + get, 200, 200),
    ]

    private static func chunks(_ text: String, _ statuses: Int...) -> Case {
        Case(
            Array("POST /predict HTTP/1.1\r\nHost: a\r\n\(json)Transfer-Encoding: chunked\r\n\r\n\(text)".utf8),
            statuses)
    }

    private static func chunkLine(_ line: String, _ status: Int) -> Case {
        chunks("\(line)\r\n\(body)\r\n0\r\n\r\n", status)
    }

    static let chunks: [Case] = [
        // RFC 9112, 7.1: sizes.
        chunkLine("D", 200), chunkLine("d", 200), chunkLine("00D", 200), chunkLine("0000000000000000000D", 200),
        chunkLine("0xD", 400), chunkLine("+D", 400), chunkLine("-D", 400), chunkLine(" D", 400), chunkLine("D ", 400),
        chunkLine("D\t", 400), chunkLine("G", 400), chunkLine("", 400), chunkLine("D.0", 400), chunkLine("D,", 400),
        chunkLine("D\r", 400), chunkLine("D\0", 400), chunkLine("FFFFFFFFFFFFFFFFD", 413), chunkLine("800001", 413),
        // RFC 9112, 7.1.1: extensions.
        chunkLine("D;a", 200), chunkLine("D;a=b", 200), chunkLine("D ; a = b", 200), chunkLine("D;a;b=c;d", 200),
        chunkLine("D;a=\"b;c\"", 200), chunkLine("D;a=\"\\\"\\\\\"", 200), chunkLine("D;a=\"\"", 200),
        chunkLine("D;a=\"ä\"", 200),
        chunkLine("D;", 400), chunkLine("D;;a", 400), chunkLine("D;=x", 400), chunkLine("D;bad[", 400),
        chunkLine("D;a=", 400), chunkLine("D;a=\"b", 400), chunkLine("D;a=\"b\\", 400), chunkLine("D;a=b c", 400),
        chunkLine("D;a=\"b\"c", 400), chunkLine("D;a b", 400), chunkLine("D;a ", 400), chunkLine("D;\u{7F}", 400),
        chunkLine("D;ä", 400), chunkLine("D;a=ä", 400), chunkLine("D;a=\"\u{1}\"", 400), chunkLine("D a", 400),
        // RFC 9112, 7.1: the data of a chunk, and its end.
        chunks("6\r\n{\"inpu\r\n7\r\nt\": []}\r\n0\r\n\r\n", 200), chunks("D\r\n\(body)\r\n00\r\n\r\n", 200),
        chunks("D\r\n\(body)\r\n0;a=b\r\n\r\n" + get, 200, 200), chunks("D\r\n\(body)0\r\n\r\n", 400),
        chunks("C\r\n\(body)\r\n0\r\n\r\n", 400), chunks("E\r\n\(body)\r\n0\r\n\r\n", 400),
        chunks("D\n\(body)\r\n0\r\n\r\n", 400), chunks("D\r\n\(body)\n0\r\n\r\n", 400),
        chunks("D\r\n\(body)\r\n0\n\n", 400), chunks("D\r\n\(body)\r\n", 400), chunks("D\r\n\(body)\r\n0\r\n", 400),
        chunks("\(body)", 400), chunks("0\r\n\r\n" + get, 400, 200),
        // RFC 9112, 7.1.2: trailer fields.
        chunks("D\r\n\(body)\r\n0\r\nA: b\r\nB:\r\n\r\n" + get, 200, 200),
        chunks("D\r\n\(body)\r\n0\r\nA b: c\r\n\r\n", 400),
        chunks("D\r\n\(body)\r\n0\r\nA\r\n\r\n", 400), chunks("D\r\n\(body)\r\n0\r\nA: b\r\n c\r\n\r\n", 400),
        chunks("D\r\n\(body)\r\n0\r\nContent-Length: 99\r\n\r\n" + get, 200, 200),
    ]

    private static func withConnection(_ version: String, _ value: String, _ statuses: Int...) -> Case {
        Case(Array("GET /home \(version)\r\nHost: a\r\nConnection: \(value)\r\n\r\n\(get)".utf8), statuses)
    }

    static let connections: [Case] = [
        // RFC 9112, 9.3: which connections are kept.
        Case(get + get + get, 200, 200, 200), withConnection("HTTP/1.1", "close", 200),
        withConnection("HTTP/1.1", "Close", 200), withConnection("HTTP/1.1", "x, close", 200),
        withConnection("HTTP/1.1", "keep-alive", 200, 200), withConnection("HTTP/1.1", "x", 200, 200),
        withConnection("HTTP/1.1", "closed", 200, 200), withConnection("HTTP/1.1", "keep-alive, close", 200),
        withConnection("HTTP/1.0", "keep-alive", 200, 200), withConnection("HTTP/1.0", "x", 200),
        withConnection("HTTP/1.0", "close, keep-alive", 200), withConnection("HTTP/1.2", "x", 200, 200),
        // A mistake that leaves the end of the request in no doubt keeps it.
        Case("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n" + get, 404, 200),
        Case("PUT /home HTTP/1.1\r\nHost: a\r\n\r\n" + get, 405, 200), Case("GET /home HTTP/1.1\r\n\r\n" + get, 400),
        // RFC 9110, 10.1.1: no interim answer where the body is there already, or to HTTP/1.0.
        post("Expect: 100-continue\r\nContent-Length: 13\r\n", body, 200),
        post("Expect: 100-Continue\r\nContent-Length: 13\r\n", body + get, 200, 200),
        Case("POST /predict HTTP/1.0\r\n\(json)Expect: 100-continue\r\nContent-Length: 13\r\n\r\n\(body)", 200),
        // RFC 9112, 8: incomplete requests; and what is no HTTP.
        Case(""), Case("\r\n"), Case("G", 400), Case("GET / HTTP/1.1", 400), Case("GET / HTTP/1.1\r\nHost: a\r\n", 400),
        Case(get + "GET", 200, 400), Case(bytes: [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3], 400),
        Case(bytes: [0x80, 0x2E, 1, 0, 2], 400), Case(bytes: [0, 0, 0, 0], 400), Case("{\"input\": []}\r\n\r\n", 400),
        Case("hello\r\n\r\n", 400), Case("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505), Case("SSH-2.0-OpenSSH_9.2\r\n", 400),
    ]

    static let groups: [(subject: String, cases: [Case])] = [
        ("request lines", requestLines), ("targets", targets), ("hosts", hosts), ("fields", fields),
        ("lengths", lengths),
        ("codings", codings), ("chunks", chunks), ("connections", connections),
    ]
}
