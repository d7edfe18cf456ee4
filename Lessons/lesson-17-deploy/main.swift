import Foundation
import HTTPServer
import MNIST
import NeuralNetwork
import Numerics
import PredictionService
import SafeTensors
import Teach

let lesson = Lesson("The network behind an address: any program can ask it, and so can whoever draws a digit.")
let flags = (
    seed: lesson.seed(),
    epochs: lesson.parameter("epochs", default: 6, in: 1...100, "passes over the training digits"),
    model: lesson.path("model", default: "one that the lesson trains", "a file of lesson 16, with the model to ask"),
    serve: lesson.flag("serve", "instead of the lesson, a page to draw digits on, until Control-C"),
    port: lesson.parameter("port", default: 8080, in: 0...65535, "the port of --serve, 0 for any that is free"),
    host: lesson.parameter(
        "host", default: "127.0.0.1", "a name or an address of this machine",
        "the address of --serve; with 0.0.0.0 other machines can reach it, too")
)

/// The digits of MNIST: the first 55,000 to learn from, the last 5,000 of those to choose with, and the test digits.
func readDigits() throws -> (training: Digits, validation: Digits, test: Digits) {
    let all = try Digits.training(atLeast: 60_000)
    return try (all.first(55_000), all.last(5000), Digits.test())
}

/// A figure of `drawings.json`, drawn as strokes for this lesson.
nonisolated struct Figure: Decodable {
    /// The digit that is meant; nil for a scribble.
    let label: Int?
    let way: String

    /// 784 bytes, as the page made them of the strokes.
    let pixels: Data
}

/// The figures beside this source: digits and scribbles.
func readFigures() throws -> (drawn: [Figure], scribbles: [Figure]) {
    nonisolated struct Drawings: Decodable { let figures: [Figure] }
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("drawings.json")
    let figures = try JSONDecoder().decode(Drawings.self, from: Data(contentsOf: file)).figures
    guard figures.allSatisfy({ $0.pixels.count == Digit.pixelCount && (0...9).contains($0.label ?? 0) }) else {
        throw DataFormatError(
            file: file.lastPathComponent, position: nil, expected: "784 pixels and a digit in each figure",
            found: "something else")
    }
    return (figures.filter { $0.label != nil }, figures.filter { $0.label == nil })
}

/// The pixels of some figures, a figure a row.
func pixels(_ figures: [Figure]) -> FloatMatrix {
    FloatMatrix(figures.count, Digit.pixelCount, elements: figures.flatMap { $0.pixels.map { Float($0) } })
}

/// The model of lesson 16, trained as there.
func trainedReader(_ training: Digits, _ transform: InputTransform = .upright) throws -> DigitReader {
    var model = Sequential(inputNodes: 784, seed: flags.seed)
    model.add(Dense(90, activation: .relu, kernelInitializer: .heNormal))
    model.add(Dense(10, activation: .softmax, kernelInitializer: .heNormal))
    let steps = flags.epochs * ((training.count + 255) / 256)
    let wave = LearningRate.cosineDecay(
        initialLearningRate: 0, decaySteps: steps - steps / 10, warmupTarget: 0.016, warmupSteps: steps / 10)
    model.compile(optimizer: .adam(learningRate: wave), loss: .sparseCategoricalCrossentropy)
    try model.fit(
        transform(training.pixels), training.labels, batchSize: 256, epochs: flags.epochs,
        onBatch: { progress($0, of: $1) })
    return DigitReader(model: model, transform: transform)
}

/// A model that lesson 16 has saved. One that doesn't make ten probabilities of 784 pixels is refused.
func savedReader(_ path: String) throws -> DigitReader {
    let file = try SafeTensors(contentsOf: URL(fileURLWithPath: path))
    let (model, transform) = try Sequential.load(file)
    let last = model.layers.last
    guard model.inputNodes == 784, last?.units == 10, last?.activation == .softmax, let transform else {
        throw DataFormatError(
            file: file.name, position: nil, expected: "784 inputs, 10 softmax outputs, a transform",
            found: "\(model.inputNodes) inputs, \(last?.units ?? 0) \(last?.activation ?? .linear) outputs, "
                + (transform == nil ? "no transform" : "a transform"))
    }
    return DigitReader(model: model, transform: transform)
}

/// The model of `--model`, or else one that is trained.
func chosenReader(_ training: Digits) throws -> DigitReader {
    try flags.model.map(savedReader) ?? trainedReader(training)
}

/// What the server says of itself, and how well it reads.
func description(_ reader: DigitReader, _ training: Digits, _ test: Digits) throws -> String {
    let outputs = try reader.predict(test.pixels)
    let right = test.indices.count { outputs[rows: $0..<$0 + 1].argmax == test[$0].label }
    return
        (flags.model == nil
        ? "A 784-90-10 network that has learned to read from \(training.count) handwritten digits"
        : "A network that was saved to a file")
        + ". It reads \(fixed(100 * Double(right) / Double(test.count), 1)) of 100 others right."
}

/// Two test digits of each kind, for the page on which people draw.
func examples(_ test: Digits) -> Response {
    let digits = (0...9).flatMap { label in test.filter { $0.label == label }.prefix(2) }
    return DrawingPage.examples(digits.map { ($0.label, $0.pixels.map { Int($0) }) })
}

extension DigitReader {
    /// What goes into the network for one drawing, what the hidden nodes hand on, and what comes out.
    nonisolated func explain(_ pixels: FloatMatrix) throws -> Explanation {
        let inputs = transform(pixels)
        let outputs = try model.predict(inputs)
        return Explanation(
            inputs: inputs.elements, hidden: try model.firstLayers(1).predict(inputs).elements,
            probabilities: outputs.elements, knows: isEnough(outputs.max))
    }
}

/// The page to draw on, and what it asks for beside the probabilities.
func addPage(to server: HTTPServer, _ service: PredictionService, _ reader: DigitReader) {
    let layers = zip(reader.model.layers, reader.model.weights).map { layer, weights in
        (activation: "\(layer.activation)", kernel: weights.kernel, bias: weights.bias)
    }
    let network = DrawingPage.network(
        layers, paper: number(0, reader.transform), ink: number(255, reader.transform))
    server.get("/network") { _ in network }
    server.post("/explain") { try service.explain($0, by: reader.explain) }
    DrawingPage.addRoutes(to: server)
}

lesson.begin(rendering: !flags.serve)
if flags.serve { serve() }
let (training, validation, test) = lesson.require(try readDigits())
let (drawn, scribbles) = lesson.require(try readFigures())
let reader = lesson.require(try chosenReader(training))
let server = lesson.require(try HTTPServer())
lesson.require(try addRoutes(to: server, reader, training, test))
server.start()

//: # Lesson 17: Deploy
//:
//: A network that reads is of use to others only if they can ask it: a web page, a phone, a program in another language
//: on another machine. That is called **deploying** it. What does it take?
//:
//: You need lessons 15 and 16.
//:
//: ## A digit and its answer
//:
//: The model of lesson 16 has just been trained and waits behind an address for digits. (The first lines of
//: `main.swift` do that, before this text begins. They make `test`, the test digits; `reader`, the model with its
//: transform; and `server`, which has the address.) Here is a digit:

let first = test[0]
gallery([("the first test digit", first.image)])

//: Anybody who knows the address can send its 784 pixels, from 0 for paper to 255 for full ink. **Before you read on:**
//: what will come back?

let client = HTTPClient(server.address)
let row = first.pixels.map { Int($0) }
let answer = lesson.require(try client.predict(pixels: [row]))
table(
    Column("digit", Array(0...9)),
    Column("probability", answer.row(0), decimals: 4))

//: Ten probabilities, and nearly all of the belief is on the 7. The program that asked knows nothing of weights or
//: layers. It sent numbers and got numbers, both as text, which begins like this:

let json = "{\"input\": [\(row)]}"
let reply = lesson.require(try client.post("/predict", json: json))
show(String(json.prefix(40)))
show(String(reply.body.prefix(40)))

//: ## Over the wire
//:
//: - A **server** waits until it is asked something. What asks it is a **client**: a browser, an app, or this lesson.
//: - An **address** says which machine is meant. 127.0.0.1, the **loopback** address, is always the machine one is on.
//:   A **port** is a number that says which program on it is meant, and a **path** what is wanted of that.
//: - **HTTP** is the language in which they talk. The client sends a **request**, the server an **answer**.
//: - **JSON** is a way to write numbers, lists and names as text. Above, `input` is a list that holds one list of 784
//:   numbers.
//:
//: Here is a whole request and its answer. **Before you read on:** which line says what is wanted, and which says how
//: it went?

let request = [
    "GET /home HTTP/1.1", "Host: 127.0.0.1", "Connection: close",
]
let text = request.joined(separator: "\r\n") + "\r\n\r\n"
let wire = lesson.require(try client.exchange(text))
let told = ["HTTP/", "Content-", "A "]
let lines = wire.components(separatedBy: "\r\n").filter { line in
    line.isEmpty || told.contains { line.hasPrefix($0) }
}
let shown = (request + [""] + lines).joined(separator: "\n")
show(shown.replacing(". ", with: ".\n"))

//: The first line says what is wanted: to get what is at the path `/home`. The others are **fields**, a name and a
//: value each, and an empty line ends them. The answer begins with a **status**, 200: all is well. Its fields say what
//: follows and how many bytes of it. (A few more are left out.)
//:
//: ## What stands behind the address
//:
//: Model and transform are kept together. The client sends pixels as they are; here and nowhere else the digit is put
//: upright and its pixels are divided by 255. (`nonisolated` lets the server use this for several requests at once.)

nonisolated struct DigitReader {
    let model: Sequential
    let transform: InputTransform

    /// Pixels from 0 to 255, a digit a row, to probabilities.
    func predict(_ pixels: FloatMatrix) throws -> Matrix {
        try model.predict(transform(pixels))
    }
}

//: The server is the course's own. What it answers is decided by **routes**: a method, a path, and a function that
//: makes the answer. `GET` asks for something that is there, and `POST` brings something along.

func addRoutes(
    to server: HTTPServer, _ reader: DigitReader,
    _ training: Digits, _ test: Digits
) throws {
    let text = try description(reader, training, test)
    let digits = examples(test)
    let service = PredictionService(predict: reader.predict)
    server.get("/home") { _ in .text(text) }
    server.get("/examples") { _ in digits }
    server.post("/predict") { try service.answer($0) }
    addPage(to: server, service, reader)
}

//: `service.answer` reads the JSON, calls `predict`, and writes JSON. The last line adds a page to draw on.
//:
//: ## The same digits, transformed in another way
//:
//: The transform is one line, and the most dangerous one. It is often written twice, where the network is trained and
//: where it is served. "Neural Network Fundamentals", the post of lesson 1, trains on pixel / 255 × 0.99 + 0.01. In the
//: seminar's sequel to it, which deploys the network as this lesson does, the server divides by 255 and leaves it at
//: that.
//:
//: Below, the model is given the test digits as in training, then scaled as that post does, then in four other ways
//: that do happen. They are not put upright. They are not scaled. They are scaled to −1 to 1, as other networks want
//: it. Or they come from a photo, where paper is bright and has the large numbers.

func scaled(
    _ divisor: Double, _ factor: Double, _ offset: Double
) -> InputTransform {
    .init(
        isDeskewing: true, divisor: divisor, factor: factor,
        offset: offset)
}
let transforms: [(name: String, transform: InputTransform)] = [
    ("as it was trained", reader.transform),
    ("0.01 to 1", scaled(255, 0.99, 0.01)),
    ("not upright", .unit),
    ("not scaled", scaled(1, 1, 0)),
    ("-1 to 1", scaled(255, 2, -1)),
    ("as in a photo", scaled(255, -1, 1)),
]

//: `number` is what the network gets for a pixel, 0 for paper and 255 for ink.

func number(_ pixel: Double, _ way: InputTransform) -> Double {
    pixel / way.divisor * way.factor + way.offset
}
let paper = transforms.map { number(0, $0.transform) }
let ink = transforms.map { number(255, $0.transform) }

//: For each way: the share of the digits that is read right, and the mean **belief**, which is the largest output.

struct Served {
    var right = 0.0
    var belief = 0.0
}

//: `answers` finds these for all test digits and one transform:

func answers(to transform: InputTransform) -> Served {
    let outputs = lesson.require(
        try reader.model.predict(transform(test.pixels)))
    var served = Served()
    for (index, label) in test.labels.enumerated() {
        let output = outputs[rows: index..<index + 1]
        served.right += output.argmax == label ? 1 : 0
        served.belief += output.max
    }
    return served
}

//: **Before you read on:** paper and ink are the numbers that the network gets for a pixel of either. Which row of the
//: table does the most damage, and which the least? Cover the columns to the right.

let served = transforms.map { answers(to: $0.transform) }
let count = Double(test.count)
let accuracies = served.map { $0.right / count }
let beliefs = served.map { $0.belief / count }
table(
    Column("served", transforms.map(\.name)),
    Column("paper", paper, decimals: 2),
    Column("ink", ink, decimals: 3),
    Column("test accuracy", accuracies, decimals: 4),
    Column("mean belief", beliefs, decimals: 4))

//: - Paper of 0.01 costs next to nothing, and so does ink that is 255 times as strong. All sums are then 255 times as
//:   large (the biases are small beside them), and the largest stays the largest. Only the belief has lost its meaning:
//:   the outputs are nearly all 0 or 1.
//: - Not upright, the pictures look good to us. But the network has only seen digits that stand upright in the middle.
//:   It misreads one in five, and its belief hardly falls.
//: - From −1 to 1 the paper does the damage. In training it was 0 and added nothing to any sum. Now it takes away the
//:   weights of hundreds of pixels.
//: - In a photo there is ink everywhere but where the digit is. Fewer are read right here than by guessing, and the
//:   belief is nearly as large.
//:
//: No status shows any of it: each request gets its 200, and ten numbers with a sum of 1. When the inputs of serving
//: move away from those of training, that is called **drift**. So transform in one place, keep the transform with the
//: model, and send known digits through the whole of it before others do.
//:
//: ## Handwriting from elsewhere
//:
//: What about digits that never were in MNIST? For this lesson 232 were drawn on a screen: 58 ways to write one, such
//: as a 7 with a bar and an open 4, each four times with another slant, size and tremor. (The program
//: `Tests/browser/make_drawings.py` drew them, and the page below made 784 pixels of the strokes.) They go to the
//: server in one request.

let images = drawn.map { $0.pixels.map { Int($0) } }
let sent = lesson.require(try client.predict(pixels: images))
let direct = lesson.require(try reader.predict(pixels(drawn)))
show(sent == direct)

//: Over the wire comes what the model gives without a server, to the last bit: each number is written with as few
//: digits as tell it from all others. To see what deskewing is worth here, a second network learns from digits as they
//: were written. **Before you read on:** by how much will it do worse?

let plain = lesson.require(try trainedReader(training, .unit))
func accuracy(
    _ reader: DigitReader, _ pixels: FloatMatrix, _ labels: [Int]
) -> Double {
    let outputs = lesson.require(try reader.predict(pixels))
    let right = labels.indices.filter {
        outputs[rows: $0..<$0 + 1].argmax == labels[$0]
    }
    return Double(right.count) / Double(labels.count)
}

//: `meant` are their labels. (`compactMap` drops those that are nothing.)

let meant = drawn.compactMap(\.label)
let both = [plain, reader]
table(
    Column("digits", ["as they were written", "put upright"]),
    Column(
        "MNIST's test digits",
        both.map { accuracy($0, test.pixels, test.labels) },
        decimals: 4),
    Column(
        "drawn for this lesson",
        both.map { accuracy($0, pixels(drawn), meant) },
        decimals: 4))

//: The drawn digits lean more than those of MNIST, so the second network misreads more than twice as many of them. Most
//: that deskewing leaves are 1s with a long upstroke, which upright look like a 7.
//:
//: ## When it should say that it doesn't know
//:
//: A network gives ten probabilities to anything. When should a program not trust them? A simple measure is the belief.
//: How large it must be is chosen with the validation digits, from which this network hasn't learned, and with 120
//: scribbles, letters and other shapes, made as the digits above.

func beliefs(
    _ pixels: FloatMatrix
) -> [(answer: Int, belief: Double)] {
    let outputs = lesson.require(try reader.predict(pixels))
    return (0..<outputs.rows).map {
        let output = outputs[rows: $0..<$0 + 1]
        return (output.argmax, output.max)
    }
}

//: `known` are the validation digits with what was answered, and `mistaken` the answers that are wrong.

let known = Array(zip(beliefs(validation.pixels), validation.labels))
let mistaken = known.filter { $0.0.answer != $0.1 }
let groups = [
    known.map(\.0.belief), mistaken.map(\.0.belief),
    beliefs(pixels(scribbles)).map(\.belief),
]
let limits = [0.5, 0.7, 0.8, 0.9, 0.95]
func below(_ group: [Double]) -> [Double] {
    limits.map { limit in
        100 * Double(group.count { $0 < limit }) / Double(group.count)
    }
}

//: **Before you read on:** of the scribbles, how many will the network be sure of?

table(
    Column("belief below", limits, decimals: 2),
    Column("% of digits", below(groups[0]), decimals: 1),
    Column("% of mistakes", below(groups[1]), decimals: 1),
    Column("% of scribbles", below(groups[2]), decimals: 1))

//: The page will say that it doesn't know below 0.9. That gives up few digits, and among them most of the mistakes. But
//: about half of the scribbles get through. A network that has seen nothing but digits has no way to say "none of
//: these".

nonisolated func isEnough(_ belief: Double) -> Bool {
    belief >= 0.9
}

//: ## When the client is wrong
//:
//: Requests come from programs that somebody else wrote, and some have mistakes. A server must never answer a mistake
//: with a guess. Here the first request has a pixel too few, and the second a pixel with more than full ink. **Before
//: you read on:** what would you want to be told?

let tooFew = Array(row.dropLast())
let tooMuch = [256] + row.dropFirst()
for input in [tooFew, tooMuch] {
    let refusal = lesson.require(
        try client.post("/predict", json: "{\"input\": [\(input)]}"))
    show(refusal.status)
    show(refusal.body)
}

//: 400 says that the client has made a mistake, and the text says which, and where, counting from row 0 and column 0. A
//: status that begins with 2 stands for success, with 4 for a mistake of the client, and with 5 for one of the server.
//: 404 is the best known: there is nothing at that path.

server.stop()

//: ## Draw a digit yourself
//:
//: So far programs have asked. Behind the path `/` there is a page for people:
//:
//:     swift run lesson-17-deploy --serve
//:
//: It trains the network, prints an address, and goes on until you press Control-C. Open that address in a browser and
//: draw. The page fits the strokes, which it alone has, into 20 × 20 of the 28 × 28 pixels, with their ink in balance
//: around the middle, as was done for MNIST. All else is done by the server. With every stroke the page sends the
//: pixels to `/explain`, and shows what it gets: what enters the network, what the ninety hidden nodes hand on, and the
//: ten probabilities. Point at a node to see its weights (from `/network`), and at a bar to see which pixels speak for
//: that digit: weights times ink, through the nodes that are on.
//:
//: Here is all that `--serve` does. (The port comes first: if another program has it, there is no need to train.
//: `Never` says that `serve` doesn't return, and `fflush` that the text is to appear at once.)

func serve() -> Never {
    let server = lesson.require(
        try HTTPServer(host: flags.host, port: flags.port))
    let (training, _, test) = lesson.require(try readDigits())
    let reader = lesson.require(try chosenReader(training))
    lesson.require(try addRoutes(to: server, reader, training, test))
    server.start()
    lesson.require(
        try server.waitForInterruption {
            print("Draw a digit at \(server.address)")
            print("Control-C ends it.")
            fflush(nil)
        })
    exit(0)
}

//: ## Before it faces the world
//:
//: Only programs on this machine can ask this server. With `--host 0.0.0.0` others in the same network could. For the
//: open internet it belongs behind a server that encrypts (the s in https), knows who may ask and how often, and is
//: made for those who mean harm.
//:
//: ## What we know now
//:
//: To deploy a network is to put it behind an address, together with all that is done to its inputs.

func outcome(_ index: Int) -> (String, String) {
    (
        "served: \(transforms[index].name)",
        fixed(accuracies[index], 4) + " test accuracy"
    )
}
let shares = both.map { fixed(accuracy($0, pixels(drawn), meant), 3) }
results(
    outcome(0), outcome(2), outcome(5),
    (
        "drawn digits, as written and upright",
        shares.joined(separator: " and ") + " accuracy"
    ))

//: ## Try it
//:
//: - Draw a 7 with a bar and one without, a 4 with its top open and closed, half a digit, the letter A. When is the
//:   network sure, and when should it not be? Find a scribble of which it is sure, and see which pixels are to blame.
//:
//:       swift run lesson-17-deploy --serve
//:
//: - It takes no Swift to ask. While that runs, type this in another terminal:
//:
//:       curl http://127.0.0.1:8080/home
//:
//: - A network of your own, with a ninth of the hidden nodes. Draw for that one.
//:
//:       swift run lesson-16-save-model --hidden-nodes 10 --output d.safetensors
//:       swift run lesson-17-deploy --serve --model d.safetensors
//:
//: This is the end of the course. It began with 25 random numbers in two matrices. What came after was weighted sums,
//: curves that bend them, a measure of how wrong an answer is, and many small steps that make it less wrong. The
//: network that reads your handwriting is made of nothing else. Change something, and run it again.
