import Foundation

/// An answer, before it is known to whom.
struct Response: Equatable, Sendable {
    var status = Status.ok
    let mediaType: String
    let body: [UInt8]
    /// Fields beside those that every answer has, as lines with their ends.
    var fields = ""

    init(_ mediaType: String, _ body: [UInt8], fields: String = "") {
        self.mediaType = mediaType
        self.body = body
        self.fields = fields
    }

    static func json(_ body: [UInt8]) -> Response {
        Response("application/json", body)
    }

    /// `{"error": "…"}`, so that a program can show what a person can read.
    init(_ refusal: Refusal) {
        // Foundation knows how to escape what a client may have put in there. A string can't fail to be encoded.
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let body = (try? encoder.encode(["error": refusal.message])) ?? Data()
        self.init("application/json", Array(body))
        status = refusal.status
        if let methods = refusal.allowedMethods { fields = "Allow: \(methods)\r\n" }
    }

    /// The bytes that go to a client.
    ///
    /// - Parameters:
    ///   - isHead: Whether the client asked for the header alone. It says the length that the body would have.
    ///   - date: The time, as `HTTPDate` writes it.
    func bytes(connection: String?, isHead: Bool, date: String) -> [UInt8] {
        var head = "HTTP/1.1 \(status.rawValue) \(status.phrase)\r\nDate: \(date)\r\n"
        head += "Content-Type: \(mediaType)\r\nContent-Length: \(body.count)\r\n"
        head += "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        head += fields
        if let connection { head += "Connection: \(connection)\r\n" }
        head += "\r\n"
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head.utf8.count + (isHead ? 0 : body.count))
        bytes += head.utf8
        if !isHead { bytes += body }
        return bytes
    }
}

/// The time in the one form that HTTP has for it: `Sun, 06 Nov 1994 08:49:37 GMT`. Written once a second.
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

    // Not a DateFormatter: it takes longer than all the rest of an answer, and not strftime: it follows the locale.
    static func text(_ parts: tm) -> String {
        func padded(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        let day = "\(days[Int(parts.tm_wday)]), \(padded(parts.tm_mday)) \(months[Int(parts.tm_mon)])"
        return day + " \(parts.tm_year + 1900) \(padded(parts.tm_hour)):\(padded(parts.tm_min)):"
            + "\(padded(parts.tm_sec)) GMT"
    }
}
