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
    epochs: lesson.parameter("epochs", default: 5, in: 1...100, "passes over the training digits"),
    label: lesson.parameter("label", default: 2, in: 0...9, "the digit of which five hundred are asked about"),
    model: lesson.path("model", default: "one that the lesson trains", "a file of lesson 16, with the model to ask"),
    serve: lesson.flag("serve", "instead of the lesson, a page to draw digits on, until Control-C"),
    port: lesson.parameter("port", default: 8080, in: 0...65535, "the port of --serve, 0 for any that is free"),
    host: lesson.parameter(
        "host", default: "127.0.0.1", "a name or an address of this machine",
        "the address of --serve; with 0.0.0.0 other machines can reach it, too")
)
lesson.begin(rendering: !flags.serve)
if flags.serve { serve() }

//: # Lesson 17: Deploy
//:
//: A saved network can be loaded by another program, if that program knows how to calculate with it. And those that
//: don't: a web page, a phone, something written in another language on another machine? They can ask one that does.
//:
//: You need lessons 14 and 16. Making a model available to others is called **deploying** it.
//:
//: ## The network, and what belongs to it
//:
//: The model is that of lesson 16. It learned from scaled pixels, so whoever asks it has to scale in the same way. Here
//: model and transform are kept together, so that whoever has one has the other. (`nonisolated` lets the server use it
//: for several requests at once.)

nonisolated struct DigitReader {
    let model: Sequential
    let transform: InputTransform

    /// Pixels from 0 to 255, a digit a row, to probabilities.
    func predict(_ pixels: FloatMatrix) throws -> Matrix {
        try model.predict(transform(pixels))
    }
}
func trainedReader(_ training: Digits) throws -> DigitReader {
    let transform = InputTransform.notebook
    let small = Initializer.normal(standardDeviation: 0.05)
    var model = Sequential(inputNodes: 784, seed: flags.seed)
    model.add(
        Dense(90, activation: .relu, kernelInitializer: small))
    model.add(
        Dense(10, activation: .softmax, kernelInitializer: small))
    model.compile(
        optimizer: .rmsprop(), loss: .sparseCategoricalCrossentropy)
    try model.fit(
        transform(training.pixels), training.labels,
        batchSize: 200, epochs: flags.epochs,
        onBatch: { progress($0, of: $1) })
    return DigitReader(model: model, transform: transform)
}

//: With `--model` it can also be one that lesson 16 has saved. Such a file holds the transform, too. A model that
//: doesn't make ten probabilities of 784 pixels is refused.

func savedReader(_ path: String) throws -> DigitReader {
    let file = try SafeTensors(contentsOf: URL(fileURLWithPath: path))
    let (model, transform) = try Sequential.load(file)
    let last = model.layers.last
    guard model.inputNodes == 784, last?.units == 10,
        last?.activation == .softmax, let transform
    else {
        throw DataFormatError(
            file: file.name, position: nil,
            expected: "784 inputs, 10 softmax outputs, a transform",
            found: "\(model.inputNodes) inputs, "
                + "\(last?.units ?? 0) "
                + "\(last?.activation ?? .linear) outputs, "
                + (transform == nil ? "no transform" : "a transform"))
    }
    return DigitReader(model: model, transform: transform)
}

//: The data is the whole of MNIST.

func readDigits() throws -> (training: Digits, test: Digits) {
    try (Digits.training(), Digits.test())
}
let (training, test) = lesson.require(try readDigits())
let reader = lesson.require(
    try flags.model.map(savedReader) ?? trainedReader(training))
show(training.count, test.count)

//: ## Server and client
//:
//: A few words are needed.
//:
//: - A **server** is a program that waits until it is asked something, and answers. What asks it is a **client**: a
//:   browser, an app, or, in a moment, this lesson.
//: - An **address** says which machine is meant. 127.0.0.1 is special: it is always the machine one is on, and nothing
//:   that is sent there leaves it. It is called the **loopback** address.
//: - A **port** is a number from 1 to 65535, and says which program on that machine is meant, as there may be many that
//:   wait.
//: - A **path**, such as `/home`, says what is wanted of that program.
//: - **HTTP** is the language in which they talk. The client sends a **request**, and the server an **answer**, also
//:   called a response. Both are mostly plain text.
//: - **JSON** is a way to write down numbers, lists and names as text, which every programming language can read:
//:   `{"input": [[0, 12, 255]]}` is something called `input`, a list that holds one list of three numbers.
//:
//: The course has a server of its own in `Sources/HTTPServer`. What it answers is decided by **routes**: a method, a
//: path, and a function that makes the answer. `GET` asks for something that is there, and `POST` brings something along.
//: The function for `/predict` hands the numbers to the network; for `/home` there are a few words about it and how well
//: it reads, and for `/examples` some digits, two of each, for the page on which people will draw.

func addRoutes(
    to server: HTTPServer,
    _ reader: DigitReader, _ training: Digits, _ test: Digits
) throws {
    let outputs = try reader.predict(test.pixels)
    let right = test.indices.count { index in
        outputs[rows: index..<index + 1].argmax == test[index].label
    }
    let percent = fixed(100 * Double(right) / Double(test.count), 1)
    let description =
        (flags.model == nil
            ? "A 784-90-10 network that has learned to read "
                + "from \(training.count) handwritten digits"
            : "A network that was saved to a file")
        + ". It reads \(percent) of 100 others right."
    let examples = (0...9).flatMap { label in
        test.filter { $0.label == label }.prefix(2)
    }
    let answer = DrawingPage.examples(
        examples.map { ($0.label, $0.pixels.map { Int($0) }) })
    let service = PredictionService(predict: reader.predict)

    server.get("/home") { _ in .text(description) }
    server.get("/examples") { _ in answer }
    server.post("/predict") { request in
        try service.answer(request)
    }
    DrawingPage.addRoutes(to: server)
}

//: Then the server is started on a port that happens to be free, and the lesson goes on while it waits.

let server = lesson.require(try HTTPServer())
lesson.require(try addRoutes(to: server, reader, training, test))
server.start()
aside("The server listens at \(server.address)")
show(server.address.host() ?? "")

//: ## A request as it goes over the wire
//:
//: First a small question: what are you? This is all that a client sends. The first line says that it wants to get what
//: is at the path `/home`. The lines after it are called **fields** or headers, a name and a value each: to whom the
//: client wants to speak, and that it will ask no more on this connection. An empty line ends it. (A line in HTTP ends
//: with two invisible characters, carriage return and line feed, in Swift `\r\n`.)

let client = HTTPClient(server.address)
let request = [
    "GET /home HTTP/1.1",
    "Host: 127.0.0.1",
    "Connection: close",
    "", "",
]
let wire = lesson.require(
    try client.exchange(request.joined(separator: "\r\n")))
let lines = wire.components(separatedBy: "\r\n")
show(lines.filter { !$0.hasPrefix("Date:") }.joined(separator: "\n"))

//: The answer is built in the same way. Its first line has a **status**, 200, which means that all is well. Its fields
//: say what follows and how many bytes of it there are, and tell a browser to keep no copy of it and to believe what is
//: said of its kind. (A line with the time was left out here, because it would differ in each run.) After the empty
//: line comes what was asked for.
//:
//: ## One digit
//:
//: To be read, a digit is sent along: the client does not get something but posts it, as JSON, to the path `/predict`.
//: The pixels are sent as they are, from 0 to 255. A client need not know how the network was trained. Here is the
//: first test digit.

let first = test[0]
gallery([("the first test digit", first.image)])

let row = first.pixels.map { Int($0) }
let json = "{\"input\": [\(row)]}"
show(String(json.prefix(40)))

show(json.count)

//: That is its beginning, and the number of its characters.
//:
//: **Before you read on:** in which form will the ten probabilities for one image come back?

let answer = lesson.require(try client.post("/predict", json: json))
show(answer.status)
show(String(answer.body.prefix(40)))

//: Status 200, and JSON again. It begins with two brackets: a list that holds one list, of ten numbers, for the one
//: image. `predict` of the client turns pixels into JSON, and the answer into a matrix:

show(lesson.require(try client.predict(pixels: [row])))

show(first.label)

//: The largest is that for 7, and a 7 it is.
//:
//: ## Five hundred twos
//:
//: One request may have many images. So here are five hundred twos from the test digits, or all that there are if they
//: are fewer, in a single request.
//:
//: **Before you read on:** the network reads more than 96 of 100 test digits. How many of the twos will it call
//: something else, and what will it call them?

let twos = Array(
    test.filter { $0.label == flags.label }.prefix(500))
let pixels = twos.map { $0.pixels.map { Int($0) } }
let answers = lesson.require(try client.predict(pixels: pixels))
show(answers.shape)

let readings = (0..<twos.count).map {
    answers[rows: $0..<$0 + 1].argmax
}
let wrong = readings.filter { $0 != flags.label }
show(wrong.count)

//: The wrong answers as a histogram, a mark for each (40 at most):

let counts = (0...9).map { answer in wrong.count { $0 == answer } }
table(
    Column("read as", Array(0...9)),
    Column("how often", counts),
    Column(
        "histogram",
        counts.map { String(repeating: "#", count: min($0, 40)) }))

//: Twenty, four in a hundred, which is about the error rate for all digits. More than half of them are called a 7 or an
//: 8, and none a 5 or a 9.
//:
//: ## Is it the same network?
//:
//: The numbers went from binary to text and back. **Before you read on:** how exactly will they agree with those that
//: the model gives without any server?

let direct = lesson.require(
    try reader.predict(FloatMatrix(Matrix(rows: twos.map(\.pixels)))))
show(answers == direct)

//: To the last bit. Each number is printed with as few digits as it takes to tell it from all other `Double`s, and with
//: those it is read back as itself. (The network calculates with `Float`s and hands them on as `Double`s, so there are
//: more digits than the seven or so that it knows.)
//:
//: ## When the client is wrong
//:
//: A server must expect anything: requests come from programs that somebody else wrote, and some of those have
//: mistakes. It should never answer a mistake with a guess. Here the first request has a pixel too few, the second one
//: a pixel that is too bright, and the third no list at all.

let tooFew = Array(row.dropLast())
let tooBright = [256] + row.dropFirst()
for input in ["[\(tooFew)]", "[\(tooBright)]", "\"a seven\""] {
    let refusal = lesson.require(
        try client.post("/predict", json: "{\"input\": \(input)}"))
    show(refusal.status)
    show(refusal.body)
}

//: 400 says that the client has made a mistake, and the text says which, and where. Counting begins with row 0 and
//: column 0. A status that begins with 2 stands for success, one with 4 for a mistake of the client, and one with 5 for
//: a mistake of the server. The best known is that of a path at which there is nothing:

show(lesson.require(try client.get("/cats")).status)

//: ## When the server is wrong
//:
//: Some mistakes cause no error message, so nobody notices. The tutorial that this lesson follows has one: it trains on
//: pixel / 255 × 0.99 + 0.01, and its server, written later, divides the pixels by 255 and leaves it at that. Below,
//: the same model is given the pixels of the test digits in that way and in other ways that do happen:
//:
//: - not scaled at all, because the server forgot it;
//: - scaled twice, because the client had already divided by 255;
//: - scaled to numbers from −1 to 1, as other networks like it;
//: - black on white, as paper is, where MNIST is white on black.
//:
//: The table shows how many digits are read right, how sure the model is of its answers (the mean of the largest
//: output), and how many different digits it ever answers.
//:
//: **Before you read on:** which of them does the most damage, and which the least?

let transforms: [(name: String, transform: InputTransform)] = [
    ("as it was trained", reader.transform),
    ("pixel / 255", .unit),
    ("not scaled", InputTransform(divisor: 1, factor: 1, offset: 0)),
    (
        "scaled twice",
        InputTransform(divisor: 255 * 255, factor: 0.99, offset: 0.01)
    ),
    ("-1 to 1", InputTransform(divisor: 255, factor: 2, offset: -1)),
    (
        "black on white",
        InputTransform(divisor: 255, factor: -1, offset: 1)
    ),
]
var accuracies: [Double] = []
var beliefs: [Double] = []
var answersGiven: [Int] = []
for (_, transform) in transforms {
    let outputs = lesson.require(
        try reader.model.predict(transform(test.pixels)))
    var (correct, belief, given) = (0, 0.0, Set<Int>())
    for (index, label) in test.labels.enumerated() {
        let output = outputs[rows: index..<index + 1]
        correct += output.argmax == label ? 1 : 0
        belief += output.max
        given.insert(output.argmax)
    }
    accuracies.append(Double(correct) / Double(test.count))
    beliefs.append(belief / Double(test.count))
    answersGiven.append(given.count)
}
table(
    Column("served", transforms.map(\.name)),
    Column("test accuracy", accuracies, decimals: 4),
    Column("mean of the largest output", beliefs, decimals: 4),
    Column("different answers", answersGiven))

//: The mistake of that tutorial costs nothing. No input is off by more than 0.01, and three digits more that are read
//: right, of ten thousand, are luck. Not to scale at all costs little, too: with pixels 255 times as large, all sums
//: are about 255 times as large (the biases are small beside them). ReLU hands that on, where the sigmoids of lesson 3
//: were all saturated, and the largest output stays the largest. Only the outputs have lost their meaning: softmax sees
//: differences between sums, and a difference of 1 has become one of about 255. So the outputs are nearly always close
//: to 0 or 1, and tell nothing about how sure one may be.
//:
//: The others ruin it.
//:
//: - From −1 to 1 the dark background, which was nearly 0 in training and added almost nothing to any sum, is −1. It
//:   takes away the weights of hundreds of pixels.
//: - Scaled twice, every pixel lies between 0.01 and 0.014. So all images look empty, and get the same answer.
//: - Black on white does the most damage: the background is bright, and the digit is dark. As with scaled twice the
//:   network is right less often than somebody who guesses, but here it gives its answers an output of 0.98.
//:
//: No status shows any of it: each of those requests would have got 200 and ten numbers with a sum of 1. The outputs
//: give a hint at most: scaled twice, the largest is 0.2 in the mean where it should be 0.96. When the inputs of
//: serving move away from those of training, one speaks of **drift**; when they differ from the start, as here, also of
//: skew. One can't know beforehand what it costs, and gets no error from it. So scale in one place, keep that with the
//: model, and send a few known digits through the whole of it before anybody else does, as this lesson did with its
//: twos.
//:
//: ## Before it faces the world
//:
//: The lesson's server listens at the loopback address alone, so only programs on this machine can ask it, and that is
//: how it should stay for now. With `--host 0.0.0.0` it would listen at every address the machine has, and whoever is
//: in the same network could ask. Between that and the open internet lies a good deal:
//:
//: - What is sent can be read by anyone along the way. Keeping it secret takes encryption; the s in https, for secure,
//:   says that it is used.
//: - Anybody may ask, and as often as they like. There are no accounts, and nothing stops one client from crowding out
//:   the others.
//: - What comes in is not always well meant. The server refuses what is too long, too slow or not HTTP (its README
//:   lists all that), but it was written for a course.
//:
//: For these three one puts such a server behind another one that was made for them. The fourth stays:
//:
//: - Every picture gets ten probabilities with a sum of 1, a picture of a cat as well.

server.stop()

//: ## Draw a digit yourself
//:
//: So far programs have asked. There is also a page for people, at the path `/`:
//:
//:     swift run lesson-17-deploy --serve
//:
//: It trains the network, which takes a second, prints an address, and goes on until you press Control-C. Open that
//: address in a browser, and draw a digit with the mouse or a finger. With every stroke the page sends the drawing to
//: `/predict`, as the lesson did, and shows the ten probabilities as bars.
//:
//: Before it is sent, the drawing is made into what MNIST has: fitted into 20 × 20 of the 28 × 28 pixels, and moved
//: until its ink is in balance around the middle. This too is a part of what the network was trained on. This is all
//: that `--serve` does. The port comes first: another program may have it, and then there is no need to train.

func serve() -> Never {
    let server = lesson.require(
        try HTTPServer(host: flags.host, port: flags.port))
    let (training, test) = lesson.require(try readDigits())
    let reader = lesson.require(
        try flags.model.map(savedReader) ?? trainedReader(training))
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

//: ## What we know now
//:
//: To deploy a network is to put it behind an address, together with all that was done to its inputs.

let asked = "\(twos.count) images of a \(flags.label), over HTTP"
func served(_ index: Int) -> (String, String) {
    (
        "served: \(transforms[index].name)",
        fixed(accuracies[index], 4) + " test accuracy"
    )
}
results(
    (asked, "\(wrong.count) read as something else"),
    served(0), served(1), served(5))

//: ## Try it
//:
//: - `swift run lesson-17-deploy --serve`, of course. Draw a 7 with a bar and one without, a 4 with its top open and
//:   closed, half a digit, the letter A. When is it sure, and when should it not be?
//: - `curl http://127.0.0.1:8080/home` in another terminal, while that runs: it takes no Swift to ask, and what comes
//:   is the line below the page's title. (`--serve` uses port 8080, or another one with `--port`.)
//: - `swift run lesson-16-save-model --hidden-nodes 10 --output digits.safetensors`, then `swift run lesson-17-deploy
//:   --serve --model digits.safetensors`: a file of your own, served, with a ninth of the hidden nodes. Draw for that
//:   one.
//: - `swift run lesson-17-deploy --label 9`: the nines. What are they taken for?
//: - `swift run lesson-17-deploy --serve --epochs 1`: draw again. Can you tell that it has learned less?
//:
//: This is the end of the course. It began with 25 random numbers in two matrices. What came after was weighted sums,
//: curves that bend them, a measure of how wrong an answer is, and many small steps that make it less wrong. The
//: network that now reads your handwriting is made of nothing else, and you have seen each part of it calculated.
//: Change something, and run it again.
