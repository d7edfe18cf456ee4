import Foundation

/// What a route answers.
public struct Response: Equatable, Sendable {
    /// 200, 404 and so on (RFC 9110, section 15).
    public var status = 200
    /// `text/plain; charset=utf-8`
    public let mediaType: String
    /// What follows the header.
    public let body: [UInt8]
    /// Header fields beside those of every answer: `Referrer-Policy: no-referrer`.
    public var fields: [String] = []

    /// An answer with the status 200.
    ///
    /// - Parameters:
    ///   - mediaType: what the body is, such as `text/css`.
    ///   - body: the bytes that a client gets.
    ///   - fields: header fields beside those of every answer, a line each without its end.
    public init(_ mediaType: String, _ body: [UInt8], fields: [String] = []) {
        (self.mediaType, self.body, self.fields) = (mediaType, body, fields)
    }

    /// Plain text, with the status 200.
    ///
    /// - Parameter text: the body, sent in UTF-8.
    /// - Returns: an answer of the type `text/plain; charset=utf-8`.
    public static func text(_ text: String) -> Response {
        Response("text/plain; charset=utf-8", Array(text.utf8))
    }

    /// JSON, with the status 200.
    ///
    /// - Parameter text: the body, written as JSON already.
    /// - Returns: an answer of the type `application/json`.
    public static func json(_ text: String) -> Response {
        Response("application/json", Array(text.utf8))
    }

    /// `{"error": "…"}` for programs; a page for a browser that opens one.
    init(_ refusal: Refusal, asPage: Bool) {
        if asPage {
            self.init("text/html; charset=utf-8", Array(Self.page(refusal).utf8), fields: refusal.fields)
        } else {
            // A string can't fail to be encoded.
            let encoder = JSONEncoder()
            encoder.outputFormatting = .withoutEscapingSlashes
            let body = (try? encoder.encode(["error": refusal.message])) ?? Data()
            self.init("application/json", Array(body), fields: refusal.fields)
        }
        status = refusal.status
        if status == 503 { fields.append("Retry-After: 1") }
    }

    private static func page(_ refusal: Refusal) -> String {
        let title = "\(refusal.status) \(phrase(refusal.status))"
        let message = refusal.message.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        let again = refusal.status == 503
        return """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            \(again ? "<meta http-equiv=\"refresh\" content=\"2\">\n" : "")<title>\(title)</title>
            <h1>\(title)</h1>
            <p>\(message)</p>
            \(again ? "<p>This page tries again by itself.</p>\n" : "")</html>
            """
    }

    /// The bytes for a client.
    ///
    /// - Parameters:
    ///   - connection: the value of the field `Connection`; nil leaves it out.
    ///   - isHead: whether the client asked for the header alone. The header states the length that the body would
    ///     have.
    ///   - date: the time, as `HTTPDate` writes it.
    func bytes(connection: String?, isHead: Bool, date: String) -> [UInt8] {
        var head = "HTTP/1.1 \(status) \(Self.phrase(status))\r\nDate: \(date)\r\n"
        head += "Content-Type: \(mediaType)\r\nContent-Length: \(body.count)\r\n"
        head += "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        for field in fields { head += field + "\r\n" }
        if let connection { head += "Connection: \(connection)\r\n" }
        head += "\r\n"
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head.utf8.count + (isHead ? 0 : body.count))
        bytes += head.utf8
        if !isHead { bytes += body }
        return bytes
    }

    /// The words behind a status.
    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Status \(status)"
        }
    }
}

/// Why a request is refused: a status, and a message of one line. A route can throw one.
public struct Refusal: Error, Equatable, Sendable {
    /// 400, 404 and so on (RFC 9110, section 15).
    public let status: Int
    /// `row 2, column 17: expected a number from 0 to 255, found 256`
    public let message: String
    let fields: [String]

    /// A refusal for a route to throw.
    ///
    /// - Parameters:
    ///   - status: 400 and above (RFC 9110, section 15).
    ///   - message: what is wrong, for people.
    public init(_ status: Int, _ message: String) {
        self.init(status, message, fields: [])
    }

    init(_ status: Int, _ message: String, fields: [String]) {
        (self.status, self.message, self.fields) = (status, message, fields)
    }
}

/// The time in the form of HTTP: `Sun, 06 Nov 1994 08:49:37 GMT`. Written once a second.
struct HTTPDate {
    private var second: time_t = -1
    private var text = ""

    mutating func now() -> String {
        var now = time(nil)
        guard now != second else { return text }
        var parts = tm()
        gmtime_r(&now, &parts)
        second = now
        text = Self.text(parts)
        return text
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    // A `DateFormatter` takes longer than the rest of an answer, and `strftime` follows the locale.
    static func text(_ parts: tm) -> String {
        func padded(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        let day = "\(days[Int(parts.tm_wday)]), \(padded(parts.tm_mday)) \(months[Int(parts.tm_mon)])"
        return day + " \(parts.tm_year + 1900) \(padded(parts.tm_hour)):\(padded(parts.tm_min)):"
            + "\(padded(parts.tm_sec)) GMT"
    }
}
