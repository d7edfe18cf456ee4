import Foundation
import Numerics
import PredictionService
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

@Suite("The client")
struct ClientTests {
    @Test("The client asks a server") func asksAServer() throws {
        try withServer { server in
            let client = HTTPClient(server.address)
            let home = try client.get("/home")
            #expect(home.status == 200)
            #expect(home.body == "Three pixels\n")
            #expect(try client.get("/nothing").status == 404)
            #expect(try client.post("/predict", json: "{\"input\": []}").body == "[]")
            let pixels = (0..<500).map { [$0 % 256, 3, 255] }
            let input = FloatMatrix(Matrix(rows: pixels.map { $0.map(Double.init) }))
            #expect(try client.predict(pixels: pixels) == smallPrediction(input))
            #expect(try client.predict(pixels: []).rows == 0)
            let message = #"status 400: {"error":"row 0, column 1: expected a number from 0 to 255, found 256"}"#
            #expect(throws: ServerError(message)) { try client.predict(pixels: [[1, 256, 3]]) }
            #expect(throws: ServerError.self) { try client.get("/a b") }
            #expect(throws: ServerError.self) { try client.get("home") }
        }
    }

    @Test("The client sends a request as it is written") func exchangesARequestAsItIsWritten() throws {
        try withServer { server in
            let answer = try HTTPClient(server.address).exchange("GET /home HTTP/1.0\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nDate: ") && answer.hasSuffix("\r\n\r\nThree pixels\n"))
            let refusal = try HTTPClient(server.address).exchange("hello\r\n\r\n")
            #expect(refusal.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        }
    }

    @Test("The client reads a refusal that comes early") func readsARefusalThatComesEarly() throws {
        try withServer { server in
            let answer = try HTTPClient(server.address).post(
                "/predict", json: " ".times(9_000_000))
            #expect(answer.status == 413)
        }
    }

    @Test("The client names what is wrong") func namesWhatIsWrong() throws {
        let silent = try makeServer()
        let patient = HTTPClient(silent.address, timeout: .milliseconds(200))
        #expect(throws: ServerError("\(silent.address): no answer within 0.2 seconds")) { try patient.get("/") }
        silent.stop()
        #expect(throws: ServerError.system("\(silent.address)", ECONNREFUSED)) { try patient.get("/") }
        let other = HTTPClient(try #require(URL(string: "ftp://127.0.0.1:80")))
        #expect(throws: ServerError("expected an address like http://127.0.0.1:8080, found ftp://127.0.0.1:80")) {
            try other.get("/")
        }
    }

    @Test("A server that takes no connections keeps a client no longer than one that is silent")
    func waitsForAConnectionNoLonger() throws {
        // A queue for one connection, which those before the client fill.
        let listener = try Socket.listen(host: "127.0.0.1", port: 0)
        defer { close(listener) }
        #expect(listen(listener, 0) == 0)
        let port = try #require(Socket.place(of: listener)).port
        let address = try #require(URL(string: "http://127.0.0.1:\(port)"))
        let impatient = HTTPClient(address, timeout: .milliseconds(100))
        let start = ContinuousClock.now
        for _ in 0..<4 { #expect(throws: ServerError.self) { try impatient.get("/") } }
        #expect(.now - start < .seconds(10))
    }

    @Test("An address of IPv6 is named in brackets") func namesIPv6InBrackets() throws {
        // Where a machine has no IPv6 there is nothing to see.
        guard let listener = try? Socket.listen(host: "::1", port: 0) else { return }
        defer { close(listener) }
        let port = try #require(Socket.place(of: listener)).port
        let asked = Mutex("")
        let thread = Thread {
            Socket.wait(listener, until: .now + .seconds(10))
            let socket = accept(listener, nil, nil)
            var buffer = [UInt8](repeating: 0, count: 1000)
            let count = recv(socket, &buffer, 1000, 0)
            asked.withLock { $0 = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) }
            _ = Socket.send(socket, Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)[...])
            close(socket)
        }
        thread.start()
        let client = HTTPClient(try #require(URL(string: "http://[::1]:\(port)")), timeout: .seconds(10))
        #expect(try client.get("/").status == 200)
        #expect(asked.withLock { $0 }.contains("\r\nHost: [::1]:\(port)\r\n"))
    }

    @Test(
        "The client reads answers and names what is wrong",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", "200 ab"),
            ("HTTP/1.0 404 \r\ncontent-length:0\r\n\r\n", "404 "),
            ("", nil), ("hello", nil), ("HTTP/1.1 2000 OK\r\n\r\n", nil), ("HTTP/1.1 200 OK\r\n\r\n", nil),
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", nil),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab", nil),
            ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", nil),
        ])
    func readsAnswersAndNamesWhatIsWrong(answer: String, outcome: String?) throws {
        // A listener that says this to whoever comes.
        let listener = try Socket.listen(host: "127.0.0.1", port: 0)
        defer { close(listener) }
        let port = try #require(Socket.place(of: listener)).port
        Thread {
            Socket.wait(listener, until: nil)
            let socket = accept(listener, nil, nil)
            var buffer = [UInt8](repeating: 0, count: 1000)
            _ = recv(socket, &buffer, 1000, 0)
            _ = Socket.send(socket, Array(answer.utf8)[...])
            close(socket)
        }.start()
        let address = try #require(URL(string: "http://127.0.0.1:\(port)"))
        let client = HTTPClient(address, timeout: .seconds(5))
        do {
            let (status, body) = try client.get("/")
            #expect("\(status) \(body)" == outcome)
        } catch let error as ServerError {
            #expect(outcome == nil && error.message == "\(address): expected a whole answer in HTTP/1.1")
        }
    }
}
