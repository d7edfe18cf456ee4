import Exercises

let wrong17 = [
    Wrong(
        "line feeds", Lesson17.request { try requestFor($0).replacing("\r\n", with: "\n") },
        says: "end with \"\\n\" alone"),
    Wrong(
        "no empty line", Lesson17.request { try requestFor($0).replacing("\r\n\r\n", with: "\r\n") },
        says: "no empty line"),
    Wrong(
        "GET", Lesson17.request { try requestFor($0).replacing("POST", with: "GET") }, says: "Your first line is \"GET"),
    Wrong(
        "another length",
        Lesson17.request { pixels in
            try requestFor(pixels).replacing(/Content-Length: \d+/, with: "Content-Length: \(pixels.count)")
        },
        says: "has \"784\" bytes"),
    Wrong(
        "no host", Lesson17.request { try requestFor($0).replacing("Host: 127.0.0.1\r\n", with: "") },
        says: "no field Host"),
    Wrong(
        "a form", Lesson17.request { try requestFor($0).replacing("application/json", with: "text/plain") },
        says: "and not \"text/plain\""),
    Wrong("a flat list", Lesson17.request { post("{\"input\": \($0)}") }, says: "one pair of brackets more"),
    Wrong("another name", Lesson17.request { post("{\"pixels\": [\($0)]}") }, says: "has no \"input\""),
    Wrong("no object", Lesson17.request { post("input: \($0)") }, says: "no JSON object"),
    Wrong(
        "scaled", Lesson17.request { post("{\"input\": [\($0.map { $0 / 255 })]}") },
        says: "not those that were handed in"),
    Wrong("nothing", Lesson17.request { _ in "" }, says: "is empty"),

    Wrong("the lesson's", Lesson17.wrongTransform((255, 0.99, 0.01, 0.87)), says: "Invent another"),
    Wrong("the right one", Lesson17.wrongTransform((255, 0.98, 0.02, 0.87)), says: "nearly those of the training"),
    Wrong("too hopeful", Lesson17.wrongTransform((255, 1, 0.5, 0.8)), says: "the network reads less than"),
    Wrong("too gloomy", Lesson17.wrongTransform((255, 0.1, 0, 0.2)), says: "the network reads more than"),
    Wrong("by nothing", Lesson17.wrongTransform((0, 1, 0, 0.1)), says: "are no input."),
    Wrong("percent", Lesson17.wrongTransform((255, 1, 0.5, 20)), says: "yours is 20"),
]

private func post(_ body: String) -> String {
    "POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}
