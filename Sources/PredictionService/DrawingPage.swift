import HTTPServer
import Numerics

/// The page on which one draws a digit and sees the network's ten probabilities move.
///
/// Three files in `Resources/`, embedded in the program. The page talks to the server that serves it: `POST /explain`
/// with the drawing as 784 integers 0–255, `GET /home` for the line under the title, `GET /network` for the weights,
/// `GET /examples` for digits to click on. The scripts in `Tests/browser` draw on the page, and test what it does when
/// the server stops or is full.
public enum DrawingPage {
    /// Allows the page's own files and requests, and nothing from or to anywhere else. The icon is part of the page.
    private static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'"

    /// Serves the page at `/`, and what belongs to it at `/page.css` and `/page.js`.
    ///
    /// - Parameter server: the server that gets the three routes.
    public static func addRoutes(to server: HTTPServer) {
        let page = Response(
            "text/html; charset=utf-8", PackageResources.page_html,
            fields: ["Content-Security-Policy: \(policy)", "Referrer-Policy: no-referrer"])
        let style = Response("text/css; charset=utf-8", PackageResources.page_css)
        let script = Response("text/javascript; charset=utf-8", PackageResources.page_js)
        server.get("/") { _ in page }
        server.get("/page.css") { _ in style }
        server.get("/page.js") { _ in script }
    }

    /// What `GET /network` answers: the network, from the first layer that calculates on.
    ///
    ///     {"layers": [{"activation": "relu", "kernel": [[…], …], "bias": […]}, …],
    ///      "paper": 0.0, "ink": 1.0, "deskewed": true}
    ///
    /// A kernel is a list of rows, one for each input, of a weight for each node. Each number is the shortest text that
    /// reads back as the same `Float`.
    ///
    /// - Parameters:
    ///   - layers: for each layer the name of its activation, its weights, inputs × nodes, and a bias for each node.
    ///   - paper: what the network gets for a pixel of 0.
    ///   - ink: what it gets for a pixel of 255.
    ///   - deskewed: whether a drawing is put upright before it enters.
    /// - Returns: the answer, as JSON.
    public static func network(
        _ layers: [(activation: String, kernel: FloatMatrix, bias: [Float])], paper: Double, ink: Double,
        deskewed: Bool
    ) -> Response {
        let texts = layers.map { layer in
            let (columns, elements) = (layer.kernel.columns, layer.kernel.elements)
            let rows = (0..<layer.kernel.rows).map { "\(elements[$0 * columns..<($0 + 1) * columns])" }
            return "{\"activation\": \"\(layer.activation)\", \"kernel\": [\(rows.joined(separator: ", "))], "
                + "\"bias\": \(layer.bias)}"
        }
        return .json(
            "{\"layers\": [\(texts.joined(separator: ", "))], \"paper\": \(paper), \"ink\": \(ink), "
                + "\"deskewed\": \(deskewed)}")
    }

    /// What `GET /examples` answers: digits to click on.
    ///
    /// - Parameter digits: for each its label and its pixels, 784 integers 0–255, row by row.
    /// - Returns: the answer, as JSON: `[{"label": 7, "pixels": […]}, …]`.
    public static func examples(_ digits: [(label: Int, pixels: [Int])]) -> Response {
        .json("[" + digits.map { "{\"label\": \($0.label), \"pixels\": \($0.pixels)}" }.joined(separator: ", ") + "]")
    }
}
