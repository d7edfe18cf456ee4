import Foundation
import Numerics
import Testing

@testable import PredictionServer

@Suite struct ClientTests {
    static let otherLength = "expected a body of the length in Content-Length, found"

    @Test func asksAServer() throws {
        try withServer { server in
            let client = PredictionClient(server.address)
            let home = try client.get("/home")
            #expect(home.status == 200)
            #expect(home.body == "Three pixels\n")
            #expect(try client.get("/nothing").status == 404)
            #expect(try client.post("/predict", json: "{\"input\": []}").body == "[]")
            let pixels = (0..<500).map { [$0 % 256, 3, 255] }
            let input = FloatMatrix(Matrix(rows: pixels.map { $0.map(Double.init) }))
            #expect(try client.predict(pixels: pixels) == smallPrediction(input))
            #expect(try client.predict(pixels: []).rows == 0)
            let message = "status 400: row 0, column 1: expected a number from 0 to 255, found 256"
            #expect(throws: ServerError(message)) { try client.predict(pixels: [[1, 256, 3]]) }
            #expect(throws: ServerError.self) { try client.get("/a b") }
            #expect(throws: ServerError.self) { try client.get("home") }
        }
    }

    @Test func exchangesARequestAsItIsWritten() throws {
        try withServer { server in
            let answer = try PredictionClient(server.address).exchange("GET /home HTTP/1.0\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nDate: ") && answer.hasSuffix("\r\n\r\nThree pixels\n"))
            let refusal = try PredictionClient(server.address).exchange("hello\r\n\r\n")
            #expect(refusal.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        }
    }

    @Test func readsARefusalThatComesEarly() throws {
        try withServer { server in
            let answer = try PredictionClient(server.address).post(
                "/predict", json: String(repeating: " ", count: 9_000_000))
            #expect(answer.status == 413)
        }
    }

    @Test func namesWhatIsWrong() throws {
        let silent = try PredictionServer(smallService())
        let patient = PredictionClient(silent.address, timeout: .milliseconds(200))
        #expect(throws: ServerError("\(silent.address): no answer within 0.2 seconds")) { try patient.get("/") }
        silent.stop()
        #expect(throws: ServerError.system("\(silent.address)", ECONNREFUSED)) { try patient.get("/") }
        let other = PredictionClient(try #require(URL(string: "ftp://127.0.0.1:80")))
        #expect(throws: ServerError("expected an address like http://127.0.0.1:8080, found ftp://127.0.0.1:80")) {
            try other.get("/")
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", "200 ab"),
        ("HTTP/1.0 404 \r\ncontent-length:0\r\n\r\n", "404 "),
        ("", "expected an answer in HTTP, found none"), ("hello", "expected an answer in HTTP, found \"hello\""),
        ("HTTP/1.1 2000 OK\r\n\r\n", "expected an answer in HTTP/1.1, found \"HTTP/1.1 2000 OK????\""),
        ("HTTP/1.1 200 OK\r\n\r\n", "\(otherLength) 0 bytes"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", "\(otherLength) 2 bytes"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab", "\(otherLength) 2 bytes"),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "\(otherLength) 0 bytes"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n", "\(otherLength) 0 bytes"),
    ])
    func readsAnswersAndNamesWhatIsWrong(answer: String, outcome: String) throws {
        // A listener that says this to whoever comes.
        let listener = try SocketAddress.first(host: "127.0.0.1", port: 0) {
            family, address, length throws(ServerError) in
            let socket = try Socket.open(family: family)
            guard bind(socket, address, length) == 0, listen(socket, 1) == 0 else { throw ServerError.system("bind") }
            return socket
        }
        defer { close(listener) }
        let port = try #require(SocketAddress.place(of: listener)).port
        Thread {
            let socket = accept(listener, nil, nil)
            var buffer = [UInt8](repeating: 0, count: 1000)
            _ = recv(socket, &buffer, 1000, 0)
            _ = Socket.send(socket, Array(answer.utf8)[...])
            close(socket)
        }.start()
        let client = PredictionClient(try #require(URL(string: "http://127.0.0.1:\(port)")), timeout: .seconds(5))
        do {
            let (status, body) = try client.get("/")
            #expect("\(status) \(body)" == outcome)
        } catch let error as ServerError {
            #expect(error.message == outcome)
        }
    }
}
