import Foundation
import Numerics
import TestSupport
import Testing

@testable import HTTPServer

@Suite("Reading requests")
struct RequestReaderTests {
    /// What a reader makes of bytes that come in pieces: the heads, the bodies, and the status it refuses with.
    struct Outcome: Equatable {
        var heads: [RequestHead] = []
        var bodies: [[UInt8]] = []
        var refusal: Refusal?
    }

    static func read(_ pieces: [ArraySlice<UInt8>], _ limits: Limits = Limits()) -> Outcome {
        var left = pieces
        var reader = RequestReader(limits: limits) { buffer, _ in
            while let piece = left.first {
                let count = min(piece.count, buffer.count)
                buffer.copyBytes(from: piece.prefix(count))
                if count == piece.count { left.removeFirst() } else { left[0] = piece.dropFirst(count) }
                if count > 0 { return .bytes(count) }
            }
            return .late
        }
        var outcome = Outcome()
        do {
            while true {
                let head = try reader.readHead()
                outcome.heads.append(head)
                outcome.bodies.append(try reader.readBody(head.framing) { _ in })
            }
        } catch let refusal as Refusal {
            // The end of the bytes is no mistake in them.
            if refusal.status != 408 { outcome.refusal = refusal }
        } catch {
            #expect(error is RequestReader.End)
        }
        return outcome
    }

    static func read(_ text: String, _ limits: Limits = Limits()) -> Outcome { read([Array(text.utf8)[...]], limits) }

    static let stream = """
        POST /predict?a=b HTTP/1.1\r\nHost: localhost:80\r\nContent-Type: Application/JSON ; charset=utf-8\r\n\
        Content-Length: 5\r\n\r\nhello\r\nGET http://a/home HTTP/1.0\r\nConnection: Keep-Alive, x\r\n\r\n\
        POST / HTTP/1.1\r\nhost:a\r\nTransfer-Encoding: Chunked\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n\
        5;a=b\r\nhello\r\n00A ; c = "d;\\"" ;e\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n\
        HEAD / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n
        """

    @Test("Requests are read one after the other") func readsRequestsAfterEachOther() throws {
        let outcome = Self.read(Self.stream)
        #expect(outcome.refusal == nil)
        #expect(outcome.heads.map(\.method) == ["POST", "GET", "POST", "HEAD"])
        #expect(outcome.heads.map(\.path) == ["/predict", "/home", "/", "/"])
        #expect(outcome.heads.map(\.isPersistent) == [true, true, false, true])
        #expect(outcome.heads.map(\.isHTTP10) == [false, true, false, false])
        #expect(outcome.heads.map(\.framing) == [.length(5), .none, .chunked, .none])
        #expect(outcome.heads.map(\.expectsContinue) == [false, false, true, false])
        #expect(outcome.heads.map(\.mediaType) == ["application/json", nil, nil, nil])
        #expect(outcome.bodies.map { String(decoding: $0, as: UTF8.self) } == ["hello", "", "hello0123456789", ""])
    }

    /// If these bytes were text, Swift would sort the marks on the letter each time it compares it, which takes seconds
    /// for each of these.
    @Test(
        "Bytes without meaning are not sorted",
        arguments: ["Connection", "Content-Type", "Expect", "Transfer-Encoding", ""])
    func bytesWithoutMeaningAreNotSorted(name: String) {
        let half = name.isEmpty ? 1900 : 3900
        let value = "a" + String(repeating: "\u{301}", count: half) + String(repeating: "\u{316}", count: half)
        let request =
            name.isEmpty
            ? "GET / \(value)\r\n\r\n" : "GET / HTTP/1.1\r\nHost: a\r\n\(name): \(value)\r\n\r\n"
        let before = Self.threadTime
        for _ in 0..<20 {
            let outcome = Self.read(request)
            #expect(outcome.heads.count + (outcome.refusal == nil ? 0 : 1) == 1)
        }
        #expect(Self.threadTime - before < 1)
    }

    /// The seconds for which this thread has kept a processor busy.
    private static var threadTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test("Pieces make no difference") func piecesMakeNoDifference() {
        let bytes = Array(Self.stream.utf8)
        let whole = Self.read(Self.stream)
        for cut in 0...bytes.count { #expect(Self.read([bytes[..<cut], bytes[cut...]]) == whole) }
        #expect(Self.read(bytes.indices.map { bytes[$0...$0] }) == whole)
    }

    @Test(
        "Broken heads are refused",
        arguments: [
            ("GET /\r\n\r\n", 400), ("GET  / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1 \r\n\r\n", 400),
            (" GET / HTTP/1.1\r\n\r\n", 400), ("G(T / HTTP/1.1\r\n\r\n", 400), ("\u{16}\u{3}\u{1}", 400),
            ("GET /\u{7F} HTTP/1.1\r\n\r\n", 400), ("GET /ä HTTP/1.1\r\n\r\n", 400), ("GET /#a HTTP/1.1\r\n\r\n", 400),
            ("GET home HTTP/1.1\r\n\r\n", 400), ("\r\n\r\nGET / HTTP/1.1\r\n", 400), ("GET / http/1.1\r\n", 400),
            ("GET / HTTP/1.1\n", 400), ("GET / HTTP/1.1\r\nHost: a\n", 400), ("GET / HTTP/1.1\rX\r\n", 400),
            ("GET / HTTP/0.9\r\n", 505), ("PRI * HTTP/2.0\r\n", 505), ("GET / HTTP/11\r\n", 400),
            ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a b\r\n", 400), ("GET / HTTP/1.1\r\nHost: a/b\r\n", 400),
            ("GET / HTTP/1.1\r\nHost : a\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\n b\r\n", 400),
            ("GET / HTTP/1.1\r\n: a\r\n", 400), ("GET / HTTP/1.1\r\nHost\r\n", 400),
            ("GET / HTTP/1.1\r\nA: \0\r\n", 400),
        ])
    func refusesHeads(text: String, status: Int) {
        #expect(Self.read(text).refusal?.status == status, "\(text.debugDescription)")
    }

    @Test(
        "Broken framing is refused",
        arguments: [
            ("Content-Length: 1\r\nContent-Length: 1\r\n", 400), ("Content-Length: 1, 1\r\n", 400),
            ("Content-Length: +1\r\n", 400), ("Content-Length: -1\r\n", 400), ("Content-Length: 0x1\r\n", 400),
            ("Content-Length:\r\n", 400), ("Content-Length: 8388609\r\n", 413),
            ("Content-Length: 99999999999999999999999\r\n", 413),
            ("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400),
            ("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", 400),
            ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400),
            ("Transfer-Encoding: gzip, chunked\r\n", 501), ("Transfer-Encoding: identity\r\n", 400),
            ("Transfer-Encoding: chun\u{212A}ed\r\n", 400),
            ("Expect: more\r\n", 417), ("Content-Type: a\r\nContent-Type: a\r\n", 400),
            ("Transfer-Encoding: chunked\r\n\r\n\r\n", 400), ("Transfer-Encoding: chunked\r\n\r\n5g\r\n", 400),
            ("Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400), ("Transfer-Encoding: chunked\r\n\r\n0x1\r\n", 400),
            ("Transfer-Encoding: chunked\r\n\r\n1\n", 400), ("Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400),
            ("Transfer-Encoding: chunked\r\n\r\n800001\r\n", 413), ("Transfer-Encoding: chunked\r\n\r\n1 1\r\n", 400),
            ("Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFFFFF\r\n", 413),
            ("Transfer-Encoding: chunked\r\n\r\n0\r\nA b: c\r\n", 400),
        ])
    func refusesFraming(fields: String, status: Int) {
        let text = "POST /predict HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"
        #expect(Self.read(text).refusal?.status == status, "\(fields.debugDescription)")
    }

    @Test("Old clients have no chunks") func oldClientsHaveNoChunks() {
        #expect(Self.read("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n").refusal?.status == 400)
    }

    @Test("Limits are exact") func limitsAreExact() {
        func status(_ text: String) -> Int? { Self.read(text).refusal?.status }
        func line(_ count: Int) -> String {
            "GET /" + String(repeating: "a", count: count - 16) + " HTTP/1.1\r\n"
        }
        let host = "Host: a\r\n\r\n"
        #expect(line(100).utf8.count == 100)
        #expect(status(line(8192) + host) == nil)
        #expect(status(line(8193) + host) == 414)
        #expect(status(String(repeating: "a", count: 8193)) == 414)

        func field(_ count: Int) -> String { "A: " + String(repeating: "a", count: count - 5) + "\r\n" }
        let free = 16 * 1024 - host.utf8.count
        let start = "GET / HTTP/1.1\r\n"
        #expect(status(start + field(free) + host) == nil)
        #expect(status(start + field(free + 1) + host) == 431)
        #expect(status(start + String(repeating: "a:\r\n", count: 5000)) == 431)

        let chunked = start + "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(status(chunked + "1;" + String(repeating: "a", count: 1020) + "\r\n") == nil)
        #expect(status(chunked + "1;" + String(repeating: "a", count: 1021) + "\r\n") == 400)
        #expect(status(chunked + "0\r\n" + String(repeating: "a:\r\n", count: 5000)) == 431)
        var small = Limits()
        small.body = 10
        let chunks = "6\r\n012345\r\n"
        #expect(Self.read(chunked + chunks + "4\r\n0123\r\n0\r\n\r\n", small).bodies.first?.count == 10)
        #expect(Self.read(chunked + chunks + "5\r\n", small).refusal?.status == 413)
    }

    /// Requests changed at random are read or refused, and the pieces that they come in make no difference.
    @Test("Requests changed at random are read or refused, however they are cut", arguments: 1...2)
    func changedRequests(seed: Int) {
        var random = RandomState(seed: UInt32(seed))
        var (read, refused, bad) = (0, 0, 0)
        let rounds = Fuzz.rounds(10_000)
        for _ in 0..<rounds {
            let bytes = random.changedRequest()
            let whole = Self.read([bytes[...]])
            let cuts = (0..<3).map { _ in random.below(bytes.count + 1) }.sorted()
            let pieces = Self.read([
                bytes[..<cuts[0]], bytes[cuts[0]..<cuts[1]], bytes[cuts[1]..<cuts[2]], bytes[cuts[2]...],
            ])
            // The message may show more or less of a line; its status stays.
            let isSame =
                pieces.heads == whole.heads && pieces.bodies == whole.bodies
                && pieces.refusal?.status == whole.refusal?.status
            if !isSame { bad += 1 }
            if whole.refusal == nil { read += 1 } else { refused += 1 }
        }
        #expect(bad == 0)
        #expect(read > rounds / 20 && refused > rounds / 20)
    }
}

extension RandomState {
    mutating func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int(interval(UInt32(bound - 1))) }

    /// A few requests with some bytes changed, left out, doubled or put in.
    mutating func changedRequest() -> [UInt8] {
        let originals = [
            RequestReaderTests.stream, prediction("{\"input\": [[1, 0, 7]]}"), "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ]
        let alphabet = Array(" \r\n\r\n:;,/0519aF{}[]\"\0".utf8) + [0x80, 0xFF]
        var bytes = Array(originals[below(originals.count)].utf8)
        for _ in 0...below(3) where !bytes.isEmpty {
            let position = below(bytes.count)
            let length = min(1 + below(below(2) == 0 ? 4 : 200), bytes.count - position)
            switch below(7) {
            case 0: bytes[position] = alphabet[below(alphabet.count)]
            case 1: bytes[position] ^= 1 << UInt8(below(8))
            case 2: bytes.insert(alphabet[below(alphabet.count)], at: position)
            case 3: bytes.removeSubrange(position..<position + length)
            case 4: bytes.insert(contentsOf: bytes[position..<position + length], at: position)
            case 5: bytes.append(contentsOf: bytes)
            default: bytes = (0..<length).map { _ in UInt8(below(256)) } + bytes[position...]
            }
        }
        return bytes
    }
}
