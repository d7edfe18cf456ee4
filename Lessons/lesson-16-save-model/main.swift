import Foundation
import MNIST
import NeuralNetwork
import Numerics
import SafeTensors
import Teach

let lesson = Lesson(
    "Save a model, forget it, load it again: what is in the file, byte by byte, and what if it is broken.")
let flags = (
    seed: lesson.seed(),
    epochs: lesson.parameter("epochs", default: 5, in: 1...100, "passes over the training digits"),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 1...2000, "nodes in the hidden layer"),
    output: lesson.path("output", default: "one that is removed again", "which file to save the model in")
)
lesson.begin()

//: # Lesson 16: Saving a model
//:
//: So far everything that a network had learned was gone when its program ended. How does one keep it, and how does one
//: know that what comes back is the same?
//:
//: You need the model of lesson 13 and RMSprop from lesson 14.
//:
//: ## A model worth keeping
//:
//: It is the best of lesson 14: 784-90-10, RMSprop, batches of 200, five epochs, and the same first weights. What is
//: done to the pixels before they go in is a **transform** of the input. In this lesson it is a value of its own, an
//: `InputTransform`, so that it can be handed to others together with the model. `notebook` is that of all lessons
//: since lesson 4 but for the last model of lesson 14.

let training = lesson.require(try Digits.training())
let test = lesson.require(try Digits.test())
let scaling = InputTransform.notebook  // pixel / 255 * 0.99 + 0.01
let nodes = flags.hiddenNodes

let small = Initializer.normal(standardDeviation: 0.05)
var model = Sequential(inputNodes: 784, seed: flags.seed)
model.add(Dense(nodes, activation: .relu, kernelInitializer: small))
model.add(Dense(10, activation: .softmax, kernelInitializer: small))
model.compile(
    optimizer: .rmsprop(), loss: .sparseCategoricalCrossentropy)
lesson.require(
    try model.fit(
        scaling(training.pixels), training.labels,
        batchSize: 200, epochs: flags.epochs,
        onBatch: { progress($0, of: $1) },
        onEpoch: { result in show(result.description) }))

//: Its error rate on the test digits is what the loaded model will have to match.

func errorRate(
    _ model: Sequential, _ transform: InputTransform
) -> String {
    let outputs = lesson.require(
        try model.predict(transform(test.pixels)))
    let wrong = (0..<test.count).count { row in
        outputs[rows: row..<row + 1].argmax != test[row].label
    }
    return fixed(100 * Double(wrong) / Double(test.count), 2) + " %"
}
let before = errorRate(model, scaling)
show(before)

//: ## Save, forget, load
//:
//: What has to be kept? The weights and biases, of course. But they are a long row of numbers, and without knowing that
//: the first 70,560 of them are 784 × 90 weights, and that ReLU follows, nobody can use them. So the layers' sizes and
//: activation functions belong in the file, too. And something that is easily forgotten: the transform.
//:
//: Files are counted in bytes, which will be explained when some of them are to be seen. A `Float` takes four of them.
//:
//: **Before you read on:** the model has learned 71,560 numbers, each a `Float`. How large will the file be?

let url =
    flags.output.map { URL(fileURLWithPath: $0) }
    ?? FileManager.default.temporaryDirectory
    .appendingPathComponent("\(UUID().uuidString).safetensors")
lesson.require(try model.save(to: url, inputTransform: scaling))
let original = model.weights  // put aside, to compare with
model = Sequential(inputNodes: 784, seed: 0)  // forgotten

let loaded = lesson.require(try Sequential.load(from: url))
let bytes = lesson.require(try Data(contentsOf: url))
if flags.output == nil {
    lesson.require(try FileManager.default.removeItem(at: url))
}
show(bytes.count)

//: 4 · 71,560 = 286,240 bytes, and a few hundred more, which we shall come to. (The file is written under another name
//: first, and renamed when it is complete. So there is never half a file in its place, whatever happens meanwhile.)
//:
//: Now the same question to the loaded model, with the transform that was in the file. (A file need not have one;
//: `known` ends the lesson if it has none.)

func known(_ transform: InputTransform?) throws -> InputTransform {
    guard let transform else {
        throw DataFormatError(
            file: url.lastPathComponent, position: "metadata",
            expected: "a transform", found: "none")
    }
    return transform
}
let kept = lesson.require(try known(loaded.inputTransform))
let after = errorRate(loaded.model, kept)
show(after)

//: The same to the last digit. But an error rate can be the same by chance, or hide a small difference. The weights and
//: biases themselves were put aside before saving, so that they can be compared with those from the file. **Before you
//: read on:** of 71,560 numbers, how many will be a little different?

show(loaded.model.weights == original)

//: None: each equals what it was before. Nothing has been rounded, as it would have been if the numbers had been
//: written as text with six decimals.
//:
//: ## A file small enough to read
//:
//: The format is called **safetensors**. It is simple enough to be read by eye, and programs in Python, Rust and
//: JavaScript read it, too. A **tensor** is an array of numbers with any number of dimensions: a vector has one, a
//: matrix two. Here is a file with a single tensor, a vector of two numbers:

let tiny = SafeTensors([.init("b", [1, -6.5] as [Float])])
func dump(_ bytes: Data) -> String {
    let rows = stride(from: 0, to: bytes.count, by: 16).map { start in
        bytes[start..<min(start + 16, bytes.count)]
    }
    return rows.map { row in
        let hex = row.map { String(format: "%02x ", $0) }.joined()
        let text = row.map { byte in
            (32...126).contains(byte)
                ? String(UnicodeScalar(byte)) : "."
        }
        return hex.padding(toLength: 49, withPad: " ", startingAt: 0)
            + "|" + text.joined() + "|"
    }.joined(separator: "\n")
}
show(dump(tiny.serialized))

//: On the left are the bytes. A **byte** is eight **bits**, which are 0 or 1 each: a number from 0 to 255. It is
//: written with two **hexadecimal** digits, which are 0 to 9, and a to f for 10 to 15. The left one counts sixteens. On
//: the right are the same bytes as text, with a dot for what is not text. There are three parts.
//:
//: 1. Eight bytes with the length of the second part, the smallest place first, which is called **little-endian**.
//:    Hexadecimal 38 is 3 · 16 + 8 = 56.
//: 2. The **header**, 56 bytes of text: which tensors there are, of which kind (`F32`: `Float`, 32 bits) and shape, and
//:    where their numbers begin and end in the third part. Two spaces at the end make its length a multiple of 8.
//: 3. The numbers, one after the other.
//:
//: The last eight bytes are 1 and −6.5, but they do not look like it.
//:
//: ## A number in four bytes
//:
//: A `Float` is kept as a sign, a power of 2 and a fraction. The last four bytes, from the last to the first, are c0 d0
//: 00 00. Here are their 32 bits, split into the three parts:

func bits(_ number: Float) -> String {
    let digits = String(number.bitPattern, radix: 2)
    let zeros = String(repeating: "0", count: 32 - digits.count)
    let all = zeros + digits
    return all.prefix(1) + " " + all.dropFirst().prefix(8)
        + " " + all.suffix(23)
}
let number: Float = -6.5
show(bits(number))

//: The first bit is the sign: 1 means minus. The next eight are the exponent, a number written with the digits 0 and 1,
//: here 128 + 1 = 129. The other twenty-three are the fraction. Their places are worth 1/2, 1/4, 1/8 and so on, so it
//: is 1/2 + 1/8.

let exponent = Int(number.exponentBitPattern)
let fraction = Double(number.significandBitPattern) / pow(2, 23)
show(exponent, fraction)

//: The number is −(1 + fraction) · 2 to the power of (exponent − 127). The 1 is not kept, because it is always the
//: same: any number but 0 can be written as 1 point something times a power of 2. And 127 is taken away so that the
//: power can be negative, too, for numbers close to 0. (The exponent 0 is set aside for 0 itself and for what is
//: closest to it, and 255 for infinity and for what is not a number.)

show(-(1 + fraction) * pow(2, Double(exponent - 127)))

//: That was −1.625 · 4. With twenty-three bits there are 2²³ = 8,388,608 fractions, not quite the ten million that
//: seven decimals would make. That is where the "about seven digits" of lesson 13 come from.
//:
//: **Before you read on:** the other number is 1. What are its exponent and its fraction?

show(bits(1))

//: The exponent is 64 + 32 + 16 + 8 + 4 + 2 + 1 = 127 and the fraction 0, which makes 1 · 2⁰.
//:
//: ## The header of the model
//:
//: The saved model begins with its header's length, just so. **Before you read on:** which number is it? You can work
//: it out from the file's size.

show(dump(bytes.prefix(16)))

let length = bytes.prefix(8).reversed()
    .reduce(0) { 256 * $0 + Int($1) }
show(length)

//: Hexadecimal 218 is 2 · 256 + 1 · 16 + 8. And 286,784 bytes in all, less 286,240 for the numbers and 8 for the
//: length, are as many. This is the header itself, with some line breaks that are not in the file:

let header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
show(
    header.trimmingCharacters(in: .whitespaces)
        .replacing(":{", with: ":{\n")
        .replacing("\",\"", with: "\",\n\"")
        .replacing("},", with: "},\n"))

//: `__metadata__` is where a program may put what it likes, as text. (**Metadata** is what is said about data.) This
//: course puts there what the model is built of, so that it can be rebuilt from the file alone, and the three numbers
//: of the transform, pixel / 255 × 0.99 + 0.01. Then come the four tensors. Each begins where the one before ends.
//:
//: ## Python opens it
//:
//: `swift run lesson-16-save-model --output digits.safetensors` leaves the file where you are. In Python, with `pip
//: install safetensors numpy`, this reads it and answers for `pixels`, an array of raw pixels with an image in each
//: row:
//:
//:     import numpy as np
//:     from safetensors.numpy import load_file
//:
//:     w = load_file("digits.safetensors")
//:     x = pixels / 255.0 * 0.99 + 0.01
//:     hidden = np.maximum(x @ w["dense.kernel"] + w["dense.bias"], 0)
//:     sums = hidden @ w["dense_1.kernel"] + w["dense_1.bias"]
//:     answers = sums.argmax(axis=1)
//:
//: (`@` is `dot`. The largest sum is also the largest probability, so softmax can be left out here.)
//:
//: ## What if the file is broken?
//:
//: A file can be cut short by a full disk, damaged by a bad cable, or made by somebody who means harm. A program that
//: believes what a file says may crash, or fill the memory with a layer of a million billion nodes. So nothing is
//: believed that can be checked: the header is held against the file, and the metadata against the tensors, before
//: anything is used.
//:
//: To try that, here is a function that puts another header, with its length, in front of the numbers, one that
//: exchanges some words of the header, and one that says how loading ends:

func with(header: String) -> Data {
    let text = Data(header.utf8)
    let size = (0..<8).map { UInt8(text.count >> (8 * $0) & 255) }
    return Data(size) + text + bytes[(8 + length)...]
}
func exchange(_ old: String, _ new: String) -> Data {
    with(header: header.replacing(old, with: new, maxReplacements: 1))
}
func loading(_ bytes: Data) -> String {
    do {
        let file = try SafeTensors(bytes, name: "model")
        _ = try Sequential.load(file)
        return "  loaded"
    } catch let error as DataFormatError {
        return """
              \(error.position ?? "the file"):
                expected \(error.expected)
                found    \(error.found)
            """
    } catch {
        return "  \(error.localizedDescription)"
    }
}

//: **Before you read on:** you know the format. Which lies could a file tell, in its header above all?
//:
//: (Bytes are counted from 0, and `^= 1` flips the last bit of one.)

var first = bytes
first[8] ^= 1
var huge = bytes
huge[6] = 1
let end = 4 * 784 * nodes  // where the first tensor ends
let damaged = [
    ("Cut off after 100 bytes", bytes.prefix(100)),
    ("The last byte is missing", bytes.dropLast()),
    ("One bit of byte 8 is flipped", first),
    ("Byte 6 is 1: a huge header", huge),
    (
        "The second tensor begins in the first",
        exchange(
            "[\(end),\(end + 4 * nodes)]",
            "[\(end - 4),\(end + 4 * nodes - 4)]")
    ),
    ("The first tensor is said to be Doubles", exchange("F32", "F64")),
    ("A shape that is too small", exchange("[784,", "[783,")),
    (
        "A layer of a million billion nodes",
        exchange("\"\(nodes)\"", "\"1000000000000000\"")
    ),
    (
        "A node more than the tensor has",
        exchange("\"\(nodes)\"", "\"\(nodes + 1)\"")
    ),
    ("An activation that nobody knows", exchange("relu", "rely")),
]
show(
    damaged.map { $0 + ":\n" + loading($1) }
        .joined(separator: "\n"))

//: None of them loads, and each error says where to look. (261,360 is a limit that the program sets, to save memory: a
//: model may have 2¹⁸ = 262,144 nodes, and 784 of them are its inputs.) The course's tests try another hundred thousand
//: damaged files.
//:
//: ## What the file can't tell
//:
//: A lie is found only where it contradicts something else in the file. What if a bit of the numbers themselves is
//: flipped? **Before you read on:** how would one notice?
//:
//: The last four bytes of the file are the bias of the last output node, the one for the digit 9. Here first the lowest
//: bit of it is flipped, and then the highest of its exponent. (`0b` stands before a number that is written in bits.)

var low = bytes
low[bytes.count - 4] ^= 1
var high = bytes
high[bytes.count - 1] ^= 0b0100_0000
func outcome(
    _ bytes: Data
) -> (bias: String, exponent: String, errorRate: String) {
    guard let file = try? SafeTensors(bytes, name: "model"),
        let bias = file.tensors.last?.floats?.last,
        let (model, transform) = try? Sequential.load(file),
        let transform
    else { return ("not finite", "", "refused") }
    return (
        String(format: "%.8e", bias), "\(bias.exponentBitPattern)",
        errorRate(model, transform)
    )
}
let outcomes = [bytes, low, high].map(outcome)
table(
    Column("flipped", ["nothing", "lowest bit", "exponent"]),
    Column("bias", outcomes.map(\.bias)),
    Column("its exponent", outcomes.map(\.exponent)),
    Column("error rate", outcomes.map(\.errorRate)))

//: All three load without a word, for what is in there is a number like any other. (Only an infinite number, or one
//: that is no number at all, would be refused.) The lowest bit nobody would ever miss. With the other the bias of node
//: 9 is so far below 0 that this node can never have the largest output: every 9 is read as something else, and 1,009
//: of the 10,000 test digits are nines. (The error rate grows by less than that, because some nines had been misread
//: before, and a digit that had been taken for a 9 may now be read right.) The bit that was flipped is worth 128 in the
//: exponent, so the bias has become 2¹²⁸ times as large.
//:
//: Some lies in the header are not noticed either. Here two texts of the metadata are exchanged for others that fit
//: just as well. **Before you read on:** what will each of them cost?

let lies = [
    exchange("relu", "tanh"), exchange("\"255.0\"", "\"1.0\""),
].map(outcome)
table(
    Column("now in the file", ["tanh for relu", "divisor 1"]),
    Column("error rate", lies.map(\.errorRate)))

//: Both load without a word. With tanh in the place of ReLU more than a quarter of the test digits are misread. The
//: divisor costs little here, as it happens. Lesson 17 shows why, and which mistakes with the input cost everything.
//:
//: The format has no **checksum**, a number calculated from all bytes and kept beside them, which nearly any change
//: would alter. Where it matters, one calculates such a number for the whole file and keeps it elsewhere (`shasum -a
//: 256 FILE` prints a good one). And one asks a model that has been loaded about some digits whose labels one knows, as
//: was done above.
//:
//: ## What is not in the file
//:
//: - What the optimizer remembers, as RMSprop does for every weight. The loaded model predicts as the saved one did,
//:   but to evaluate it, or to train it further, it has to be compiled again, and the optimizer begins anew.
//: - How it was trained: the digits, the seed, the number of epochs. Whoever wants to know that later has to write it
//:   down.
//: - The program. `relu` is a word in the file. What it means is up to the program that reads it.
//:
//: ## What we know now
//:
//: A trained model is some numbers, and a few words that say how they are arranged. Kept in a file with the transform
//: of its input, it can be used by other programs, and what comes from a file is not to be believed before it is
//: checked.

results(
    ("saved and loaded", before + ", then " + after + " error rate"))

//: ## Try it
//:
//: - `swift run lesson-16-save-model --output digits.safetensors`: the same, but the file stays. Look at its beginning
//:   with `head -c 544 digits.safetensors`, or `xxd digits.safetensors | head -40`, and find the three parts.
//: - Damage that file: `printf X | dd of=digits.safetensors bs=1 seek=286000 conv=notrunc` writes an X over byte
//:   286000, which is a part of one of the numbers. Let Python load it, or `swift run lesson-17-deploy --model
//:   digits.safetensors`. Then do the same with byte 100, which is in the header. What is noticed?
//: - `swift run lesson-16-save-model --hidden-nodes 300`: how does the size of the file grow with the nodes?
//: - `swift run lesson-16-save-model --epochs 1`: a worse model. Is its file smaller?
//:
//: Next, `swift run lesson-17-deploy`: others ask the network, too.
