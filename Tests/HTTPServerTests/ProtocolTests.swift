import Foundation
import Numerics
import TestSupport
import Testing

@testable import HTTPServer

/// What the server answers to whom, over real sockets.
@Suite("The protocol, over real sockets")
struct ProtocolTests {
    @Test("The server answers at its paths") func servesItsPaths() throws {
        try withServer { server in
            let client = try RawClient(server.port)
            let expected = [
                ("/", "text/html; charset=utf-8", "<p>Draw</p>"),
                ("/home", "text/plain; charset=utf-8", "Three pixels\n"),
                ("/examples", "application/json", "[{\"label\": 7, \"pixels\": [0, 1, 255]}]"),
            ]
            for (path, type, body) in expected {
                try client.send("GET \(path)?a=b HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try client.answer()
                #expect(answer?.status == 200)
                #expect(answer?.fields["Content-Type"] == type)
                #expect(answer?.fields["Cache-Control"] == "no-store")
                #expect(answer?.fields["X-Content-Type-Options"] == "nosniff")
                #expect(answer?.fields["Connection"] == nil)
                #expect(answer?.fields["Access-Control-Allow-Origin"] == nil)
                #expect(answer?.body == body)
                #expect(answer?.fields["Date"]?.wholeMatch(of: /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/) != nil)

                try client.send("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                let head = try client.answer(toHead: true)
                #expect(head?.status == 200)
                #expect(head?.fields["Content-Length"] == "\(body.utf8.count)")
            }
        }
    }

    @Test("A connection has the routes that there were when it began") func routesOfAConnection() throws {
        let server = try HTTPServer()
        server.get("/old") { _ in .text("old") }
        server.start()
        defer { server.stop() }
        func status(_ client: RawClient, _ path: String) throws -> Int? {
            try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            return try client.answer()?.status
        }
        let client = try RawClient(server.port)
        #expect(try status(client, "/old") == 200)
        server.get("/new") { _ in .text("new") }
        #expect(try status(client, "/new") == 404)
        #expect(try status(RawClient(server.port), "/new") == 200)
    }

    @Test("The date is written as in HTTP") func writesTheDateAsHTTPDoes() {
        let parts = tm(
            tm_sec: 37, tm_min: 49, tm_hour: 8, tm_mday: 6, tm_mon: 10, tm_year: 94, tm_wday: 0, tm_yday: 0,
            tm_isdst: 0, tm_gmtoff: 0, tm_zone: nil)
        #expect(HTTPDate.text(parts) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    @Test("Requests get the answers that RFC 9110 and 9112 want", arguments: RequestTable.groups.map(\.subject))
    func table(subject: String) throws {
        let cases = try #require(RequestTable.groups.first { $0.subject == subject }?.cases)
        try withServer { server in
            for each in cases {
                let client = try RawClient(server.port)
                try client.send(each.request)
                client.endSending()
                var statuses: [Int] = []
                let isHead = each.request.starts(with: "HEAD ".utf8)
                while let answer = try client.answer(toHead: isHead) { statuses.append(answer.status) }
                #expect(statuses == each.statuses, "\(each.testDescription)")
            }
        }
    }

    @Test("The table has at least 150 requests")
    func tableSize() {
        #expect(Set(RequestTable.groups.flatMap { $0.cases.map(\.request) }).count >= 150)
    }

    @Test("Answers equal predictions to the last figure") func answersEqualPredictionsToTheLastFigure() throws {
        try withServer { server in
            let client = try RawClient(server.port)
            for rows in [1, 3, 200] {
                let pixels = (0..<rows).map { row in (0..<3).map { (row * 31 + $0 * 97) % 256 } }
                try client.send(prediction("{\"input\": \(pixels)}"))
                let answer = try client.answer()
                #expect(answer?.status == 200)
                #expect(answer?.fields["Content-Type"] == "application/json")
                let numbers = try JSONDecoder().decode([[Double]].self, from: Data((answer?.body ?? "").utf8))
                let input = FloatMatrix(Matrix(rows: pixels.map { $0.map(Double.init) }))
                #expect(numbers == (0..<rows).map { smallPrediction(input).row($0) })
            }
            try client.send(prediction("{\"input\": []}"))
            #expect(try client.answer()?.body == "[]")
        }
    }

    @Test(
        "Each mistake has its status",
        arguments: [
            ("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 404, false),
            ("POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", 404, true),
            ("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\r\n", 411, true),
            ("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", 415, true),
            ("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\n", 415, true),
            (
                "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/jsonx\r\nContent-Length: 0\r\n\r\n",
                415,
                false
            ),
            (
                "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 8388609\r\n\r\n",
                413, true
            ),
            ("GET /predict HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417, true),
            ("GET / HTTP/2.0\r\n\r\n", 505, true), ("GET / HTTP/1.1\r\n\r\n", 400, true), ("hello\r\n\r\n", 400, true),
            ("\r\n\u{16}\u{3}\u{1}", 400, true),
            ("POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, true),
            ("POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", 400, true),
        ])
    func refuses(request: String, status: Int, closes: Bool) throws {
        try withServer { server in
            let client = try RawClient(server.port)
            try client.send(request)
            let answer = try client.answer()
            #expect(answer?.status == status)
            #expect(answer?.fields["Content-Type"] == "application/json")
            #expect(answer?.error?.isEmpty == false)
            #expect(answer?.fields["Connection"] == (closes ? "close" : nil))
            if closes {
                #expect(try client.hasEnded())
            } else {
                try client.send("GET /home HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.answer()?.status == 200)
            }
        }
    }

    /// Whatever is wrong, an answer to HEAD has no body: a client would take it for the next answer.
    @Test(
        "An answer to HEAD has no body, whatever is wrong",
        arguments: [
            ("HEAD / HTTP/1.1\r\n\r\n", 400), ("HEAD /\u{7F} HTTP/1.1\r\n", 400), ("HEAD / HTTP/2.0\r\n", 505),
            ("\r\nHEAD / HTTP/1.1\r\nHost: a\r\nA : b\r\n", 400),
            ("HEAD / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n", 417), ("HEAD / HTTP/1.1\r\nHost: a\r\n folded\r\n", 400),
            ("HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 8388609\r\n\r\n", 413),
            ("HEAD / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
            ("HEAD /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", 404),
            ("HEAD /" + "a".times(9000), 414),
        ])
    func refusesWithoutABodyWhereNoneIsWanted(request: String, status: Int) throws {
        try withServer { server in
            for cut in [request.utf8.count, 3] {
                let client = try RawClient(server.port)
                try client.send(request.utf8.prefix(cut))
                if cut < request.utf8.count { usleep(2000) }
                try client.send(request.utf8.dropFirst(cut))
                let answer = try client.answer(toHead: true)
                #expect(answer?.status == status)
                #expect(answer?.fields["Content-Length"] != "0")
                #expect(answer?.fields["Connection"] == "close")
                #expect(try client.hasEnded())
            }
        }
    }

    /// What was asked for before doesn't matter.
    @Test("After HEAD a refusal has a body again") func refusesWithABodyAfterHead() throws {
        try withServer { server in
            let client = try RawClient(server.port)
            try client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n\u{16}")
            #expect(try client.answer(toHead: true)?.status == 200)
            #expect(try client.answer()?.error?.isEmpty == false)
        }
    }

    @Test(
        "Other methods are refused with those allowed",
        arguments: [
            ("POST", "/", "GET, HEAD"), ("OPTIONS", "/home", "GET, HEAD"), ("DELETE", "/examples", "GET, HEAD"),
            ("GET", "/predict", "POST"), ("HEAD", "/predict", "POST"),
            ("PUT", "/predict", "POST"),
            ("OPTIONS", "*", "GET, HEAD, POST"), ("CONNECT", "a:80", "GET, HEAD, POST"),
        ])
    func refusesOtherMethods(method: String, path: String, allowed: String) throws {
        try withServer { server in
            let client = try RawClient(server.port)
            try client.send("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try client.answer(toHead: method == "HEAD")
            #expect(answer?.status == 405)
            #expect(answer?.fields["Allow"] == allowed)
        }
    }

    @Test("Long request lines and headers are refused") func longRequestLinesAndHeadersAreRefused() throws {
        try withServer { server in
            let line = try RawClient(server.port)
            try line.send("GET /" + "a".times(100_000))
            #expect(try line.answer()?.status == 414)
            let fields = try RawClient(server.port)
            try fields.send("GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".times(20_000))
            #expect(try fields.answer()?.status == 431)
        }
    }

    /// The answer must reach a client that sends all of its body before it looks.
    @Test("Large bodies are refused and the client hears") func largeBodiesAreRefusedAndTheClientHears() throws {
        try withServer { server in
            let body = " ".times(9_000_000)
            let declared = try RawClient(server.port)
            try declared.send(prediction(body))
            #expect(try declared.answer()?.status == 413)
            let chunked = try RawClient(server.port)
            try chunked.send(
                "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "80000\r\n\(body.prefix(0x80000))\r\n" + "800000\r\n\(body.prefix(0x800000))\r\n0\r\n\r\n")
            #expect(try chunked.answer()?.status == 413)
            let largest = try RawClient(server.port)
            try largest.send(prediction("{\"input\": []}" + " ".times(8 * 1024 * 1024 - 13)))
            #expect(try largest.answer()?.body == "[]")
        }
    }

    @Test("Errors in a body keep the connection") func errorsInABodyKeepTheConnection() throws {
        try withServer { server in
            let client = try RawClient(server.port)
            try client.send(prediction("{\"input\": [[1, 2, 3], [1, 2, 256]]}"))
            let answer = try client.answer()
            #expect(answer?.status == 400)
            #expect(answer?.body == "{\"error\":\"row 1, column 2: expected a number from 0 to 255, found 256\"}")
            try client.send(prediction("{\"input\": [[1, 2, 3]]}"))
            #expect(try client.answer()?.status == 200)
        }
    }

    @Test("Wrong predictions are errors") func wrongPredictionsAreErrors() throws {
        let predict = { @Sendable (input: FloatMatrix) throws -> Matrix in
            switch input.elements[0] {
            case 0: return Matrix(input.rows, 2, repeating: .nan)
            case 1: return Matrix(input.rows + 1, 2, repeating: 0)
            default: throw CocoaError(.featureUnsupported)
            }
        }
        try withServer(predict: predict) { server in
            let client = try RawClient(server.port)
            for pixel in 0...2 {
                try client.send(prediction("{\"input\": [[\(pixel), 0, 0]]}"))
                #expect(try client.answer()?.status == 500)
            }
        }
    }

    @Test("Chunks are one body") func chunksAreOneBody() throws {
        try withServer { server in
            let client = try RawClient(server.port)
            let chunks = "{\"input\": [[1, 0, 7]]}".map { "1;x\r\n\($0)\r\n" }.joined()
            try client.send(
                "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunks + "0\r\nA: b\r\n\r\n" + prediction("{\"input\": []}"))
            #expect(try client.answer()?.body == "[[\(2.0 / 3), \(7 * 1e-9 / 7)]]")
            #expect(try client.answer()?.body == "[]")
        }
    }

    @Test("Answers keep the order of requests") func answersKeepTheOrderOfRequests() throws {
        // The first takes longest, and must come first all the same.
        let predict = { @Sendable (input: FloatMatrix) -> Matrix in
            Thread.sleep(forTimeInterval: input.elements[0] == 0 ? 0.1 : 0)
            return smallPrediction(input)
        }
        try withServer(predict: predict) { server in
            let client = try RawClient(server.port)
            let requests = (0..<100).map { index in
                index % 3 == 2 ? "GET /home HTTP/1.1\r\nHost: a\r\n\r\n" : prediction("{\"input\": [[\(index), 0, 0]]}")
            }
            try client.send(requests.joined())
            for index in 0..<100 {
                let expected = index % 3 == 2 ? "Three pixels\n" : "[[\(Double(index + 1) / 3), 0.0]]"
                #expect(try client.answer()?.body == expected)
            }
        }
    }

    @Test("Every cut of a request gives the same answer") func everyCutOfARequestGivesTheSameAnswer() throws {
        try withServer { server in
            let client = try RawClient(server.port)
            let request = Array(prediction("{\"input\": [[1, 0, 7]]}").utf8)
            for cut in 1..<request.count {
                try client.send(request[..<cut])
                // Long enough for most of the parts to arrive alone.
                usleep(300)
                try client.send(request[cut...])
                #expect(try client.answer()?.status == 200)
            }
            for byte in request {
                try client.send([byte])
                usleep(100)
            }
            #expect(try client.answer()?.status == 200)
        }
    }

    @Test("Connections end when asked") func connectionsEndWhenAsked() throws {
        try withServer { server in
            let closing = try RawClient(server.port)
            try closing.send(
                "GET /home HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /home HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try closing.answer()?.fields["Connection"] == "close")
            #expect(try closing.hasEnded())

            let old = try RawClient(server.port)
            try old.send("GET /home HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /home HTTP/1.0\r\n\r\n")
            #expect(try old.answer()?.fields["Connection"] == "keep-alive")
            #expect(try old.answer()?.fields["Connection"] == "close")
            #expect(try old.hasEnded())
        }
    }

    @Test("Bodies are asked for") func bodiesAreAskedFor() throws {
        try withServer { server in
            let client = try RawClient(server.port)
            let head = "POST /predict HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 13\r\n"
            try client.send(head + "Content-Type: application/json\r\n\r\n")
            #expect(try client.answer()?.status == 100)
            try client.send("{\"input\": []}")
            #expect(try client.answer()?.body == "[]")
            try client.send(head + "Content-Type: text/plain\r\n\r\n")
            #expect(try client.answer()?.status == 415)
        }
    }
}
