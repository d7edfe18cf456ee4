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
    label: lesson.parameter("label", default: 2, in: 0...9, "the digit of which five hundred are asked about"),
    model: lesson.path("model", default: "one that the lesson trains", "a file of lesson 16, with the model to ask"),
    serve: lesson.flag("serve", "instead of the lesson, a page to draw digits on, until Control-C"),
    port: lesson.parameter("port", default: 8080, in: 0...65535, "the port of --serve, 0 for any that is free"),
    host: lesson.parameter(
        "host", default: "127.0.0.1", "a name or an address of this machine",
        "the address of --serve; with 0.0.0.0 other machines can reach it, too")
)

/// All of MNIST.
func readDigits() throws -> (training: Digits, test: Digits) {
    try (Digits.training(), Digits.test())
}

/// The model of lesson 16, trained as there.
func trainedReader(_ training: Digits) throws -> DigitReader {
    var model = Sequential(inputNodes: 784, seed: flags.seed)
    model.add(Dense(90, activation: .relu, kernelInitializer: .heNormal))
    model.add(Dense(10, activation: .softmax, kernelInitializer: .heNormal))
    let steps = flags.epochs * ((training.count + 255) / 256)
    let wave = LearningRate.cosineDecay(
        initialLearningRate: 0, decaySteps: steps - steps / 10, warmupTarget: 0.016, warmupSteps: steps / 10)
    model.compile(optimizer: .adam(learningRate: wave), loss: .sparseCategoricalCrossentropy)
    try model.fit(
        InputTransform.upright(training.pixels), training.labels, batchSize: 256, epochs: flags.epochs,
        onBatch: { progress($0, of: $1) })
    return DigitReader(model: model, transform: .upright)
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

lesson.begin(rendering: !flags.serve)
if flags.serve { serve() }
let (training, test) = lesson.require(try readDigits())
let reader = lesson.require(try chosenReader(training))
let server = lesson.require(try HTTPServer())
lesson.require(try addRoutes(to: server, reader, training, test))
server.start()

//: # Lesson 17: Deploy
//:
//: A network that has learned to read is of use to others only if they can ask it: a web page, a phone, a program in
//: another language on another machine. To make that possible is called **deploying** it. What does it take?
//:
//: You need lessons 15 and 16.
//:
//: ## A digit and its answer
//:
//: The model of lesson 16 has just been trained, and now waits behind an address for digits. (That is done by the first
//: lines of `main.swift`, before this text begins. They make `test`, the test digits; `reader`, the model with its
//: transform; and `server`, which has the address.) Here is a digit:

let first = test[0]
gallery([("the first test digit", first.image)])

//: Anybody who knows the address can send its 784 pixels there, from 0 for paper to 255 for full ink. **Before you read
//: on:** what will come back?

let client = HTTPClient(server.address)
let row = first.pixels.map { Int($0) }
let answer = lesson.require(try client.predict(pixels: [row]))
table(
    Column("digit", Array(0...9)),
    Column("probability", answer.row(0), decimals: 4))

//: Ten probabilities, and nearly all of the belief is on the 7. The program that asked knows nothing of weights, layers
//: or scaling. It sent numbers and got numbers. Both went over the wire as text, which begins like this:

let json = "{\"input\": [\(row)]}"
let reply = lesson.require(try client.post("/predict", json: json))
show(String(json.prefix(40)))
show(String(reply.body.prefix(40)))

//: ## Over the wire
//:
//: - A **server** is a program that waits until it is asked something. What asks it is a **client**: a browser, an app,
//:   or this lesson.
//: - An **address** says which machine is meant. 127.0.0.1, the **loopback** address, is always the machine one is on.
//:   A **port** is a number that says which program on that machine is meant, and a **path** what is wanted of it.
//: - **HTTP** is the language in which client and server talk. The client sends a **request**, the server an
//:   **answer**.
//: - **JSON** is a way to write numbers, lists and names as text. Above, `input` is a list that holds one list of 784
//:   numbers.
//:
//: Here is a whole request, which asks the server what it is, and the answer. **Before you read on:** which line says
//: what is wanted, and which says how it went?

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

//: The first line says what is wanted: to get what is at the path `/home`. The other lines are **fields**, a name and a
//: value each, and an empty line ends them. The answer begins with a **status**, 200, which means that all is well. Its
//: fields say what follows and how many bytes of it. (A few more are left out here, and the text is broken in two
//: lines.)
//:
//: ## What stands behind the address
//:
//: Model and transform are kept together, so that whoever has one has the other. The client sends pixels as they are;
//: here and nowhere else the digit is put upright and its pixels are divided by 255. (`nonisolated` lets the server use
//: this for several requests at once.)

nonisolated struct DigitReader {
    let model: Sequential
    let transform: InputTransform

    /// Pixels from 0 to 255, a digit a row, to probabilities.
    func predict(_ pixels: FloatMatrix) throws -> Matrix {
        try model.predict(transform(pixels))
    }
}

//: The server is one of the course's own. What it answers is decided by **routes**: a method, a path, and a function
//: that makes the answer. `GET` asks for something that is there, and `POST` brings something along.

func addRoutes(
    to server: HTTPServer, _ reader: DigitReader,
    _ training: Digits, _ test: Digits
) throws {
    let text = try description(reader, training, test)
    let digits = examples(test)
    let service = PredictionService(predict: reader.predict)
    server.get("/home") { _ in .text(text) }
    server.get("/examples") { _ in digits }
    server.post("/predict") { request in
        try service.answer(request)
    }
    DrawingPage.addRoutes(to: server)
}

//: `service.answer` reads the JSON, calls `predict`, and writes JSON. The last line adds a page on which one can draw;
//: we shall come to it.
//:
//: ## The same digits, transformed in another way
//:
//: The transform is one line, and the most dangerous one. It is often written twice, once where the network is trained
//: and once where it is served. "Neural Network Fundamentals", the post of lesson 1, trains on pixel / 255 × 0.99 +
//: 0.01. In the seminar's sequel to it, which deploys the network as this lesson does, the server divides by 255 and
//: leaves it at that.
//:
//: Below, the model is given the test digits as in training, then scaled as that post does, then in five other ways
//: that do happen. The server doesn't put them upright. It forgets to scale them. They are scaled twice, because the
//: client has done it, too. They are scaled to −1 to 1, as other networks want it. Or they come from a photo, in which
//: paper is bright and has the large numbers, and ink the small ones.

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
    ("scaled twice", scaled(255 * 255, 1, 0)),
    ("-1 to 1", scaled(255, 2, -1)),
    ("as in a photo", scaled(255, -1, 1)),
]

//: `number` is what the network gets for a pixel, 0 for paper and 255 for ink.

func number(_ pixel: Double, _ way: InputTransform) -> Double {
    pixel / way.divisor * way.factor + way.offset
}
let paper = transforms.map { number(0, $0.transform) }
let ink = transforms.map { number(255, $0.transform) }

//: For each of them: the share of the digits that is read right, how sure the model is of its answers (the mean of the
//: largest output), and how many different digits occur among its answers. (A `Set` keeps each element once.)

struct Served {
    var right = 0.0
    var belief = 0.0
    var answers: Set<Int> = []
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
        served.answers.insert(output.argmax)
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
    Column("mean belief", beliefs, decimals: 4),
    Column("different answers", served.map(\.answers.count)))

//: - Paper of 0.01 in place of 0, and ink 255 times as strong, cost next to nothing. With strong ink all sums are 255
//:   times as large (the biases are small beside them), ReLU hands that on, and the largest output stays the largest.
//:   Only the belief has lost its meaning: softmax sees differences between sums, and these are 255 times as large, so
//:   the outputs are nearly all 0 or 1.
//: - Not upright, paper and ink are right, and to us the pictures look good. But the network has only seen digits that
//:   stand upright in the middle. It misreads one in five, and its belief hardly falls.
//: - Scaled twice, paper and ink are nearly the same. All digits look like empty paper and get the same answer.
//: - From −1 to 1 the paper does the damage. In training it was 0 and added nothing to any sum. Now it takes away the
//:   weights of hundreds of pixels.
//: - In a photo the network sees ink everywhere but where the digit is. It is right less often than somebody who
//:   guesses, and nearly as sure as ever.
//:
//: No status shows any of it: each of these requests gets its 200, and ten numbers with a sum of 1. When the inputs of
//: serving move away from those of training, that is called **drift**. So transform in one place, keep the transform
//: with the model, and send known digits through the whole of it before others do.
//:
//: ## Five hundred known digits
//:
//: Here are five hundred twos of the test digits, in a single request. **Before you read on:** the network reads more
//: than 98 of 100 test digits. How many of these will it call something else, and what?

let twos = Array(
    test.filter { $0.label == flags.label }.prefix(500))
let pixels = twos.map { $0.pixels.map { Int($0) } }
let sent = lesson.require(try client.predict(pixels: pixels))
let readings = (0..<twos.count).map {
    sent[rows: $0..<$0 + 1].argmax
}
let wrong = readings.filter { $0 != flags.label }
show(wrong.count)

let counts = (0...9).map { answer in wrong.count { $0 == answer } }
table(
    Column("read as", Array(0...9)),
    Column("how often", counts),
    Column(
        "histogram",
        counts.map { String(repeating: "#", count: min($0, 40)) }))

//: Here it is eleven, two in a hundred. More than half of them are called an 8.
//:
//: The numbers went from binary to text and back. **Before you read on:** how exactly do they agree with those that the
//: model gives without any server?

let direct = lesson.require(
    try reader.predict(FloatMatrix(Matrix(rows: twos.map(\.pixels)))))
show(sent == direct)

//: To the last bit. Each number is written with as few digits as it takes to tell it from all others, and so it is read
//: back as itself.
//:
//: ## When the client is wrong
//:
//: Requests come from programs that somebody else wrote, and some of those have mistakes. A server must never answer a
//: mistake with a guess. Here the first request has a pixel too few, and the second one a pixel that has more than full
//: ink. **Before you read on:** what would you want to be told?

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
//: The best known is that of a path at which there is nothing:

show(lesson.require(try client.get("/cats")).status)

server.stop()

//: ## Draw a digit yourself
//:
//: So far programs have asked. Behind the path `/` there is a page for people:
//:
//:     swift run lesson-17-deploy --serve
//:
//: It trains the network, which takes a second or two, prints an address, and goes on until you press Control-C. Open
//: that address in a browser and draw a digit. With every stroke the page sends the drawing to `/predict`, as the
//: lesson did, and shows the ten probabilities as bars. What the digits of MNIST went through before they were
//: published, the page does with the strokes, which it alone has: they are fitted into 20 × 20 of the 28 × 28 pixels,
//: with their ink in balance around the middle. All else is done by the server, in `predict`.
//:
//: Here is all that `--serve` does. (The port comes first: if another program has it, there is no need to train.
//: `Never` says that `serve` doesn't return, and `fflush` that the text is to appear at once.)

func serve() -> Never {
    let server = lesson.require(
        try HTTPServer(host: flags.host, port: flags.port))
    let (training, test) = lesson.require(try readDigits())
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
//: open internet one puts such a server behind another, which encrypts what is sent (the s in https), knows who may ask
//: and how often, and is made for those who mean harm. One thing no server changes: every picture gets ten
//: probabilities with a sum of 1, a picture of a cat as well.
//:
//: ## What we know now
//:
//: To deploy a network is to put it behind an address, together with all that is done to its inputs.

let asked = "\(twos.count) images of a \(flags.label), over HTTP"
func outcome(_ index: Int) -> (String, String) {
    (
        "served: \(transforms[index].name)",
        fixed(accuracies[index], 4) + " test accuracy"
    )
}
results(
    (asked, "\(wrong.count) read as something else"),
    outcome(0), outcome(2), outcome(6))

//: ## Try it
//:
//: - Draw a 7 with a bar and one without, a 4 with its top open and closed, half a digit, the letter A. When is the
//:   network sure, and when should it not be?
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
//: - The nines. What are they taken for?
//:
//:       swift run lesson-17-deploy --label 9
//:
//: - A network that has seen each digit once. Can you tell when you draw?
//:
//:       swift run lesson-17-deploy --serve --epochs 1
//:
//: This is the end of the course. It began with 25 random numbers in two matrices. What came after was weighted sums,
//: curves that bend them, a measure of how wrong an answer is, and many small steps that make it less wrong. The
//: network that now reads your handwriting is made of nothing else, and you have seen each part of it calculated.
//: Change something, and run it again.
