import Foundation
import HTTPServer
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
}
