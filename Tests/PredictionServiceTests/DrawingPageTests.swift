import Foundation
import HTTPServer
import Numerics
import PredictionService
import Testing

@Suite("The page to draw on")
struct DrawingPageTests {
    @Test("Page, style and script are served as files of their own, under a policy that forbids others")
    func files() throws {
        let server = try HTTPServer()
        DrawingPage.addRoutes(to: server)
        server.start()
        defer { server.stop() }
        let client = HTTPClient(server.address)
        func exchange(_ path: String) throws -> String {
            try client.exchange("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        }
        let page = try exchange("/")
        #expect(page.contains("\r\nContent-Type: text/html; charset=utf-8\r\n"))
        #expect(page.contains("\r\nContent-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; "))
        #expect(
            !page.contains("unsafe") && !page.contains("<style") && !page.contains(" style=")
                && !page.contains(" onclick"))
        #expect(page.contains("href=\"page.css\"") && page.contains("src=\"page.js\"") && !page.contains("<script>"))
        #expect(try exchange("/page.css").contains("\r\nContent-Type: text/css; charset=utf-8\r\n"))
        #expect(try exchange("/page.js").contains("\r\nContent-Type: text/javascript; charset=utf-8\r\n"))
    }

    @Test("Examples are JSON with their labels and pixels")
    func examples() throws {
        struct Example: Decodable, Equatable {
            let label: Int
            let pixels: [Int]
        }
        let body = DrawingPage.examples([(3, [0, 255]), (7, [1, 2])]).body
        let examples = try JSONDecoder().decode([Example].self, from: Data(body))
        #expect(examples == [Example(label: 3, pixels: [0, 255]), Example(label: 7, pixels: [1, 2])])
    }

    @Test("A network is JSON with its layers, what it gets for paper and ink, and whether drawings are put upright")
    func network() throws {
        struct Layer: Decodable, Equatable {
            let activation: String
            let kernel: [[Float]]
            let bias: [Float]
        }
        struct Network: Decodable, Equatable {
            let layers: [Layer]
            let paper: Double
            let ink: Double
            let deskewed: Bool
        }
        let kernel = FloatMatrix(2, 3, elements: [1, 2, 3, 4, 5, 0.1])
        func answer(deskewed: Bool) throws -> Network {
            let answer = DrawingPage.network([("relu", kernel, [0, 1, -1])], paper: 0.01, ink: 1, deskewed: deskewed)
            return try JSONDecoder().decode(Network.self, from: Data(answer.body))
        }
        let layer = Layer(activation: "relu", kernel: [[1, 2, 3], [4, 5, 0.1]], bias: [0, 1, -1])
        #expect(try answer(deskewed: true) == Network(layers: [layer], paper: 0.01, ink: 1, deskewed: true))
        #expect(try !answer(deskewed: false).deskewed)
    }

    @Test("An explanation that fails, or that JSON can't express, is answered with status 500; two images with 400")
    func explanationFails() throws {
        struct Failure: Error {}
        let service = PredictionService(inputCount: 1) { _ in throw Failure() }
        @Sendable func explanation(_ number: Double) -> Explanation {
            Explanation(inputs: [1], hidden: [number], probabilities: [1], knows: true)
        }
        let server = try HTTPServer()
        server.post("/fine") { try service.explain($0) { _ in explanation(0.5) } }
        server.post("/fails") { try service.explain($0) { _ in throw Failure() } }
        server.post("/infinite") { try service.explain($0) { _ in explanation(.infinity) } }
        server.start()
        defer { server.stop() }
        let client = HTTPClient(server.address)
        let fine = try client.post("/fine", json: "{\"input\": [[7]]}")
        #expect(fine.0 == 200)
        #expect(fine.1 == "{\"inputs\": [1.0], \"hidden\": [0.5], \"probabilities\": [1.0], \"knows\": true}")
        #expect(try client.post("/fails", json: "{\"input\": [[7]]}").0 == 500)
        #expect(try client.post("/infinite", json: "{\"input\": [[7]]}").0 == 500)
        #expect(try client.post("/fine", json: "{\"input\": [[7], [8]]}").0 == 400)
    }
}
