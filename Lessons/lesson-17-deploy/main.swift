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
    digits: lesson.parameter("digits", default: 55_000, in: 1000...55_000, "how many digits to learn from"),
    testDigits: lesson.parameter("test-digits", default: 10_000, in: 1...10_000, "how many test digits are asked"),
    epochs: lesson.parameter("epochs", default: 4, in: 1...100, "passes over the training digits"),
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
    return try (all.first(flags.digits), all.last(5000), Digits.test().first(flags.testDigits))
}

/// A figure of `drawings.json`, drawn as strokes by a program for this lesson, `Tests/browser/make_drawings.py`.
nonisolated struct Figure: Decodable {
    /// The digit that is meant; nil for a scribble.
    let label: Int?
    let way: String

    /// 784 bytes, as the page made them of the strokes.
    let pixels: Data

    var image: Matrix { Matrix(28, 28, elements: pixels.map { Double($0) }) }

    /// "7, with a bar", or what a scribble is.
    var title: String { (label.map { "\($0), " } ?? "") + way }
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

/// By how much the first thousand pictures, or all if they are fewer, lean on average, to either side. The slant is
/// that of lesson 15: v_xy / v_yy. All five sums are made in one pass, because a debug build takes 2 ms for a picture
/// with a closure for each mean.
func meanSlant(_ pixels: FloatMatrix) -> Double {
    let count = min(pixels.rows, 1000)
    let sum = pixels[rows: 0..<count].elements.withUnsafeBufferPointer { all in
        (0..<count).reduce(0.0) { sum, row in
            var (ink, x, y, xy, yy) = (0.0, 0.0, 0.0, 0.0, 0.0)
            for place in 0..<Digit.pixelCount where all[row * Digit.pixelCount + place] != 0 {
                let here = Double(all[row * Digit.pixelCount + place])
                let (column, line) = (Double(place % 28), Double(place / 28))
                ink += here
                x += here * column
                y += here * line
                xy += here * column * line
                yy += here * line * line
            }
            return sum + ((xy - x * y / ink) / (yy - y * y / ink)).magnitude
        }
    }
    return sum / Double(count)
}

/// Of each group of beliefs, in percent, how much lies below each limit: a column for each group.
func doubted(_ groups: [[Double]], _ limits: [Double]) -> [Column] {
    let names = ["digits", "mistakes", "scribbles"]
    return zip(names, groups).map { name, group in
        let shares = limits.map { limit in
            100 * Double(group.count { $0 < limit }) / Double(group.count)
        }
        return Column("% of \(group.count) \(name)", shares, decimals: 1)
    }
}

/// The first or the second half of the beliefs in digits, in those that are misread, and in scribbles.
func groups(ofHalf half: Int) -> [[Double]] {
    func part(_ count: Int) -> Range<Int> {
        half * count / 2..<(half + 1) * count / 2
    }
    let digits = known[part(known.count)]
    let mistaken = digits.filter { $0.0.answer != $0.1 }
    return [
        digits.map(\.0.belief), mistaken.map(\.0.belief),
        Array(strange[part(strange.count)]),
    ]
}

/// An answer as the lesson shows it: the status, the fields that say what follows, and that.
func shortened(_ answer: String) -> String {
    let parts = answer.components(separatedBy: "\r\n\r\n")
    let lines = parts[0].components(separatedBy: "\r\n").filter { $0.hasPrefix("HTTP/") || $0.hasPrefix("Content-") }
    return (lines + [""] + parts.dropFirst()).joined(separator: "\n").replacing(". ", with: ".\n")
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
    /// What goes into the network for one drawing, what the hidden nodes hand on, and what comes out. `hidden` are the
    /// layers up to those nodes.
    nonisolated func explain(_ pixels: FloatMatrix, _ hidden: Sequential) throws -> Explanation {
        let inputs = transform(pixels)
        let outputs = try model.predict(inputs)
        return Explanation(
            inputs: inputs.elements, hidden: try hidden.predict(inputs).elements,
            probabilities: outputs.elements, knows: isEnough(outputs.max))
    }
}

/// The page to draw on, and what it asks for beside the probabilities.
func addPage(
    to server: HTTPServer, _ service: PredictionService, _ reader: DigitReader, _ examples: Response
) {
    let layers = zip(reader.model.layers, reader.model.weights).map { layer, weights in
        (activation: "\(layer.activation)", kernel: weights.kernel, bias: weights.bias)
    }
    let network = DrawingPage.network(
        layers, paper: number(0, reader.transform), ink: number(255, reader.transform),
        deskewed: reader.transform.isDeskewing)
    server.get("/network") { _ in network }
    server.get("/examples") { _ in examples }
    let hidden = reader.model.firstLayers(1)
    server.post("/explain") { try service.explain($0) { try reader.explain($0, hidden) } }
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
//: `main.swift` do that. They make `training`, `validation` and `test`, MNIST's digits; `drawn` and `scribbles`, shown
//: later; `reader`, the model with its transform; and `server`, which has the address.) Here is a digit:

let first = test[0]
gallery([("the first test digit", first.image)])

//: Anybody who knows the address can send its 784 pixels, from 0 for paper to 255 for ink. **Before you read on:** what
//: will come back?

let client = HTTPClient(server.address)
let row = first.pixels.map { Int($0) }
let answer = lesson.require(try client.predict(pixels: [row]))
table(
    Column("digit", Array(0...9)),
    Column("probability", answer.row(0), decimals: 4))

//: Ten probabilities, and that of the 7 is nearly 1. The program that asked knows nothing of weights or layers. It sent
//: numbers and got numbers, both as text, which begins like this:

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
//: Here is a whole request, and the part of the answer that matters here. (`shortened` leaves out a few fields, and
//: `\r\n` ends a line.) **Before you read on:** which line says what is wanted, and which says how it went?

let request = [
    "GET /home HTTP/1.1", "Host: 127.0.0.1", "Connection: close",
]
let text = request.joined(separator: "\r\n") + "\r\n\r\n"
let wire = lesson.require(try client.exchange(text))
show(request.joined(separator: "\n") + "\n\n" + shortened(wire))

//: The first line says what is wanted: to get what is at the path `/home`. The others are **fields**, a name and a
//: value each, and an empty line ends them. The answer begins with a **status**, 200: all is well. Its fields say what
//: follows and how many bytes of it.
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
    let service = PredictionService(predict: reader.predict)
    server.get("/home") { _ in .text(text) }
    server.post("/predict") { try service.answer($0) }
    addPage(to: server, service, reader, examples(test))
}

//: `service.answer` reads the JSON, calls `predict`, and writes JSON. The last line adds a page to draw on.
//:
//: ## The same digits, transformed in another way
//:
//: The transform is often written twice, where the network is trained and where it is served. The notebook trains on
//: pixel / 255 × 0.99 + 0.01. In a later post of the blog, which deploys the network, the server only divides by 255.
//:
//: Below, the model is given the test digits as in training, then scaled as the notebook does, then in four ways that
//: do happen: not upright, not scaled, scaled to −1 to 1, as other networks want it, or as in a photo, where paper is
//: bright and has the large numbers.

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
//: `answers` finds these for one transform:

func answers(
    to transform: InputTransform
) -> (right: Double, belief: Double) {
    let outputs = lesson.require(
        try reader.model.predict(transform(test.pixels)))
    var (right, belief) = (0.0, 0.0)
    for (index, label) in test.labels.enumerated() {
        let output = outputs[rows: index..<index + 1]
        right += output.argmax == label ? 1 : 0
        belief += output.max
    }
    return (right, belief)
}

//: And for all six:

let served = transforms.map { answers(to: $0.transform) }
let count = Double(test.count)
let accuracies = served.map { $0.right / count }
let meanBeliefs = served.map { $0.belief / count }

//: **Before you read on:** which of the other five ways does the most damage, and which the least? Cover what stands to
//: the right of paper and ink.

table(
    Column("served", transforms.map(\.name)),
    Column("paper", paper, decimals: 2),
    Column("ink", ink, decimals: 3),
    Column("test accuracy", accuracies, decimals: 4),
    Column("mean belief", meanBeliefs, decimals: 4))

//: - Paper of 0.01 changes next to nothing, and so does ink that is 255 times as strong. All sums are then 255 times as
//:   large (the biases are small beside them), and the largest stays the largest. Only the belief has lost its meaning:
//:   the outputs are nearly all 0 or 1.
//: - Not upright, the pictures look good to us. But the network has only seen digits that stand upright in the middle.
//:   It misreads more than one in five, while its mean belief falls only to 0.920 here.
//: - From −1 to 1 the paper does the damage. In training it was 0 and added nothing to any sum. Now it takes away the
//:   weights of hundreds of pixels.
//: - In a photo there is ink everywhere but where the digit is. Fewer are read right here than by guessing, and the
//:   mean belief is still 0.896.
//:
//: No status shows any of it: each request gets its 200, and ten numbers with a sum of 1. When the inputs of serving
//: move away from those of training, that is called **drift**: a scanner gets a new lamp, say, and its paper turns
//: gray. So transform in one place, keep the transform with the model, and send known digits through the whole of it
//: before others do.
//:
//: ## Digits from elsewhere
//:
//: What about digits that never were in MNIST? For this lesson a program drew 232 digits, in 58 ways, each four times
//: with another slant, size and tremor. It also drew scribbles:

gallery(
    [drawn[40], drawn[96], drawn[168], scribbles[4]].map {
        ($0.title, $0.image)
    })

//: The drawn digits go to the server in one request. (`pixels(drawn)` has them as a matrix, a digit a row.)

let images = drawn.map { $0.pixels.map { Int($0) } }
let sent = lesson.require(try client.predict(pixels: images))
let direct = lesson.require(try reader.predict(pixels(drawn)))
show(sent == direct)

//: What comes over the wire is what the model gives without a server, to the last bit: each number is written with
//: enough digits to tell it from all others. Now another network learns from digits as they were written (by
//: `trainedReader`, as in lesson 16). **Before you read on:** by how much will it do worse?

let plain = lesson.require(try trainedReader(training, .unit))
func mistakes(
    _ reader: DigitReader, _ pixels: FloatMatrix, _ labels: [Int]
) -> [(digit: Int, answer: Int)] {
    let outputs = lesson.require(try reader.predict(pixels))
    return labels.indices.compactMap {
        let answer = outputs[rows: $0..<$0 + 1].argmax
        return answer == labels[$0] ? nil : ($0, answer)
    }
}

//: (`compactMap` drops what is `nil`, nothing.) The table counts what each network misreads, and has the mean slant,
//: without its sign (for MNIST, of its first thousand).

let meant = drawn.compactMap(\.label)
let sets = [
    ("MNIST's test digits", test.pixels, test.labels),
    ("drawn for this lesson", pixels(drawn), meant),
]
let misread = [plain, reader].map { network in
    sets.map { mistakes(network, $0.1, $0.2).count }
}
table(
    Column("digits", sets.map(\.0)),
    Column("how many", sets.map(\.2.count)),
    Column("slant", sets.map { meanSlant($0.1) }, decimals: 2),
    Column("learned as written", misread[0]),
    Column("learned upright", misread[1]))

//: The drawn digits lean more than MNIST's. The network that learned from digits as written misreads fifteen of them
//: here, and the other only three. Which three?

let missed = mistakes(reader, pixels(drawn), meant).map {
    "\(drawn[$0.digit].title): read as \($0.answer)"
}
show(missed.joined(separator: "\n"))

//: All three are 1s that look like a 7 once they are upright.
//:
//: ## When it should say that it doesn't know
//:
//: A network gives ten probabilities to anything. When should a program not trust them? A simple measure is the belief.
//: Its limit is chosen with half of the validation digits and of 120 scribbles, and judged with the other halves.

func beliefs(
    _ pixels: FloatMatrix
) -> [(answer: Int, belief: Double)] {
    let outputs = lesson.require(try reader.predict(pixels))
    return (0..<outputs.rows).map {
        let output = outputs[rows: $0..<$0 + 1]
        return (output.argmax, output.max)
    }
}

//: `known` are the validation digits with what was answered, and `strange` the beliefs in scribbles.

let known = Array(zip(beliefs(validation.pixels), validation.labels))
let strange = beliefs(pixels(scribbles)).map(\.belief)

//: `groups` takes half of the beliefs: for digits, for misread digits, and for scribbles. `doubted` makes the columns:
//: how much of each lies below a limit. **Before you read on:** of the scribbles, how many will the network be sure of?

let limits = [0.5, 0.7, 0.8, 0.9, 0.95]
let choosing = doubted(groups(ofHalf: 0), limits)
table([Column("belief below", limits, decimals: 2)] + choosing)

//: At 0.9 few digits are given up, and among them most of the mistakes. At 0.95 it would be about 40 digits more, to
//: find three more mistakes and five more scribbles. That is too dear, so we choose 0.9. What do the other halves
//: say, which had no part in it?

let judging = doubted(groups(ofHalf: 1), [0.9])
table([Column("other half, below", [0.9], decimals: 2)] + judging)

//: Somewhat less of each, and half of these scribbles get through. A network that has seen nothing but digits has no
//: way to say "none of these". Below 0.9 the page will say that it doesn't know:

nonisolated func isEnough(_ belief: Double) -> Bool {
    belief >= 0.9
}

//: ## When the client is wrong
//:
//: Some requests have mistakes. A server must never answer those with a guess. Here the first request has a pixel too
//: few, and the second a pixel with more than full ink. **Before you read on:** what would you want to be told?

let tooFew = Array(row.dropLast())
let tooMuch = [256] + row.dropFirst()
for input in [tooFew, tooMuch] {
    let refusal = lesson.require(
        try client.post("/predict", json: "{\"input\": [\(input)]}"))
    show(refusal.status)
    show(refusal.body)
}

//: 400 says that the client has made a mistake, and the text says which, and where, counting from 0. A status that
//: begins with 2 stands for success, with 4 for a mistake of the client, and with 5 for one of the server. 404 is the
//: best known: there is nothing at that path.

server.stop()

//: ## Draw a digit yourself
//:
//: Behind the path `/` there is a page for people:
//:
//:     swift run lesson-17-deploy --serve
//:
//: Open the address that it prints in a browser and draw. Control-C ends it. The page makes pixels of your strokes as
//: was done for MNIST: a digit fills 20 × 20 of the 28 × 28, with its ink in balance around the middle. It sends them
//: to `/explain` with every stroke, and shows what it gets: what enters the network, what the ninety hidden nodes hand
//: on, and the ten probabilities. Point at a node to see its weights (from `/network`), and at a bar to see which
//: pixels speak for that digit: weights times ink, through the nodes that are on.
//:
//: Here is all that `--serve` does. (`chosenReader` trains, or loads the file of `--model`. `Never` says that `serve`
//: doesn't return, and `fflush` that the text is to appear at once.)

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
//: made to withstand attacks.
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
let shares = misread.map {
    fixed(1 - Double($0[1]) / Double(drawn.count), 3)
}
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
//: - Ask without Swift, while that runs:
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
