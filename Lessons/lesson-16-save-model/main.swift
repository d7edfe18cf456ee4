import Foundation
import MNIST
import NeuralNetwork
import Numerics
import SafeTensors
import Teach

let lesson = Lesson(
    "Save a model, forget it, load it again: what must be in the file, and which mistakes in it nobody notices.")
let flags = (
    seed: lesson.seed(),
    digits: lesson.parameter("digits", default: 55_000, in: 1000...55_000, "how many digits to learn from"),
    testDigits: lesson.parameter("test-digits", default: 10_000, in: 1...10_000, "how many test digits are asked"),
    epochs: lesson.parameter("epochs", default: 4, in: 1...100, "passes over the training digits"),
    hiddenNodes: lesson.parameter("hidden-nodes", default: 90, in: 1...2000, "nodes in the hidden layer"),
    output: lesson.output("output", default: "one that is removed again", "which file to save the model in")
)

/// The file of `--output`, or else one whose name nothing else has, which is removed again.
let url =
    flags.output.map { URL(fileURLWithPath: $0) }
    ?? FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")

/// Bytes as hexadecimal digits and as text, sixteen in a line.
func dump(_ bytes: Data) -> String {
    let rows = stride(from: 0, to: bytes.count, by: 16).map { bytes[$0..<min($0 + 16, bytes.count)] }
    return rows.map { row in
        let hex = row.map { String(format: "%02x ", $0) }.joined()
        let text = row.map { 32...126 ~= $0 ? String(UnicodeScalar($0)) : "." }
        return hex.padding(toLength: 49, withPad: " ", startingAt: 0) + "|" + text.joined() + "|"
    }.joined(separator: "\n")
}

/// The header of a file with line breaks, which make it readable.
func inLines(_ header: String) -> String {
    header.trimmingCharacters(in: .whitespaces)
        .replacing(":{", with: ":{\n")
        .replacing("\",\"", with: "\",\n\"")
        .replacing("},", with: "},\n")
}

/// The bytes of the saved model with another word in the header. The header may then have another length, so the first
/// eight bytes are made anew, the smallest place first.
func exchange(_ old: String, _ new: String) -> Data {
    let text = header.replacing(old, with: new, maxReplacements: 1)
    let size = text.utf8.count
    let first = (0..<8).map { UInt8(size >> (8 * $0) & 255) }
    return Data(first) + Data(text.utf8) + bytes[(8 + length)...]
}

lesson.begin()

//: # Lesson 16: Saving a model
//:
//: So far everything that a network had learned was gone when its program ended. How does one keep it, and how does one
//: know that what comes back is the same? And what if the file lies?
//:
//: You need the model of lesson 13 and its training in lesson 15.
//:
//: ## A model worth keeping
//:
//: It is trained as in lesson 15: 55,000 digits that are put upright, a rate that rises and falls, four epochs. What is
//: done to the pixels before they go in is a **transform** of the input. Here it is a value of its own, so that it can
//: be kept with the model. `.upright` does two things: it puts the digit upright and divides by 255. (Lesson 15 rounds
//: the pixels of upright digits to whole numbers, and this doesn't, so the results differ a little.)

let all = lesson.require(try Digits.training(atLeast: 60_000))
let training = all.first(flags.digits)
let test = lesson.require(try Digits.test()).first(flags.testDigits)
let upright = InputTransform.upright
let nodes = flags.hiddenNodes

let he = Initializer.heNormal
var model = Sequential(inputNodes: 784, seed: flags.seed)
model.add(Dense(nodes, activation: .relu, kernelInitializer: he))
model.add(Dense(10, activation: .softmax, kernelInitializer: he))

//: And its training:

let steps = flags.epochs * ((training.count + 255) / 256)
let wave = LearningRate.cosineDecay(
    initialLearningRate: 0, decaySteps: steps - steps / 10,
    warmupTarget: 0.016, warmupSteps: steps / 10)
model.compile(
    optimizer: .adam(learningRate: wave),
    loss: .sparseCategoricalCrossentropy)
lesson.require(
    try model.fit(
        upright(training.pixels), training.labels,
        batchSize: 256, epochs: flags.epochs,
        onBatch: { progress($0, of: $1) },
        onEpoch: { show($0.description) }))

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
let before = errorRate(model, upright)
show(before)

//: ## What must be kept?
//:
//: **Before you read on:** the program ends, and another one, which has never seen this model, is to use it from a file
//: alone. What must be in the file?
//:
//: - The weights and biases: 71,560 numbers.
//: - How they are arranged. That the first 70,560 are 784 × 90 weights can't be seen from the numbers.
//: - The activation functions, ReLU and softmax.
//: - The transform. It is forgotten most easily, because it stands outside the model.
//:
//: `save` writes all four. The file is written under another name first and renamed when it is complete, so there is
//: never half a file. Then the model is forgotten, and `load` makes another one from the file. (`url` is the file that
//: `--output` names, or else a file that is removed afterward.)
//:
//: A file is a row of **bytes**, and `Data` holds such a row. A byte is a number from 0 to 255, made of eight **bits**,
//: each 0 or 1. Each number of the model, a `Float`, takes four bytes.

lesson.require(try model.save(to: url, inputTransform: upright))
let original = model.weights  // put aside, to compare with
model = Sequential(inputNodes: 784, seed: 0)  // forgotten

let loaded = lesson.require(try Sequential.load(from: url))
let bytes = lesson.require(try Data(contentsOf: url))
if flags.output == nil {
    lesson.require(try FileManager.default.removeItem(at: url))
}

//: ## Equal to the last bit
//:
//: The loaded model is asked about the same test digits, with the transform that was in the file. (If the file has
//: none, `.unit` only divides by 255.)

let kept = loaded.inputTransform ?? .unit
let after = errorRate(loaded.model, kept)
show(after)

//: The same to the last digit. But an error rate can be the same by chance, or hide a small difference. So the weights
//: and biases from the file are compared with those that were put aside. **Before you read on:** of 71,560 numbers, how
//: many will be a little different?

show(loaded.model.weights == original)

//: None. A number is kept in the file as the computer calculates with it, bit by bit, and nothing is rounded.
//:
//: ## What the file says
//:
//: The file begins with a text, the **header**, and after it come the numbers. The first eight bytes say how long it
//: is: the first counts ones, the second 256s, and so on (appendix). So the cell reads them from the last to the first.
//: (Each time it takes 256 times the number so far, plus the next byte. `inLines` adds line breaks that are not in the
//: file.) **Before you read on:** find in the header the four things that must be kept.

let length = bytes.prefix(8).reversed()
    .reduce(0) { 256 * $0 + Int($1) }
let header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
show(inLines(header))

//: - The weights and biases stand behind the header, at the `data_offsets`, counted in bytes.
//: - Their arrangement: `inputs`, `layers`, `units`, and each `shape`.
//: - The activation functions: `dense.activation` and `dense_1.activation`.
//: - The transform: the four lines that begin with `input.`.
//:
//: The numbers are four **tensors**, arrays with any number of dimensions: a list has one, a matrix two. The layers and
//: the transform stand in the **metadata**, which is what a file says about its data. The format is called
//: **safetensors**. Programs in Python, Rust and JavaScript read it, too, and the appendix shows how Python asks this
//: model.
//:
//: ## What nobody notices
//:
//: A file can be damaged, or made by somebody who means harm. So loading compares what can be compared: the header with
//: the length of the file, and the metadata with the tensors. To try that, `exchange`, at the top of `main.swift`, puts
//: another word into the header.
//:
//: First a contradiction: the header says that the hidden layer has one node more than there are weights for. (What
//: stands behind `catch` is done when something behind a `try` has failed.)

func loading(_ bytes: Data) -> String {
    do {
        let file = try SafeTensors(bytes, name: "model")
        _ = try Sequential.load(file)
        return "loaded"
    } catch {
        return error.localizedDescription
            .replacing(": expected", with: ":\n    expected")
            .replacing(", found", with: ",\n    found")
    }
}
show(loading(exchange("\"\(nodes)\"", "\"\(nodes + 1)\"")))

//: It is found, because it contradicts the shape of a tensor. The appendix has more of that kind. Now three lies that
//: contradict nothing: tanh is as valid a name as ReLU, 1 as valid a divisor as 255, and not all networks want their
//: digits upright. (`try?` gives nothing in place of an error, and `guard` leaves the function if there is nothing.)
//: **Before you read on:** what will each of them cost?

func errorRate(ofFile bytes: Data) -> String {
    guard let file = try? SafeTensors(bytes, name: "model"),
        let (model, transform) = try? Sequential.load(file)
    else { return "refused" }
    return errorRate(model, transform ?? .unit)
}
let lies = [
    ("the truth", bytes),
    ("tanh for relu", exchange("relu", "tanh")),
    ("divisor 1", exchange("\"255.0\"", "\"1.0\"")),
    ("not upright", exchange("\"input.deskewed\":\"true\",", "")),
]
table(
    Column("in the file", lies.map(\.0)),
    Column("error rate", lies.map { errorRate(ofFile: $0.1) }))

//: All three load without a word. With tanh this network misreads about one digit in seven. The divisor changes next to
//: nothing: all sums become about 255 times as large, and the largest stays the largest. And digits as they were
//: written, shown to a network that has learned from upright ones, are misread more than one time in five. Lesson 17
//: shows what other mistakes with the input cost.
//:
//: Such a file is whole, but what it says is false, and no program can find that by looking at the file. What helps is
//: to ask a loaded model about some digits whose labels one knows, as was done above. (The divisor shows only in
//: probabilities: lesson 17.)
//:
//: Damage is a mistake of another kind: bytes have changed since the file was saved. A **checksum** shows it: a number
//: that is calculated from all bytes and kept elsewhere. Nearly any change of the file would change it. For the file
//: that is saved under "Try it" below, this prints one:
//:
//:     shasum -a 256 digits.safetensors
//:
//: ## What is not in the file
//:
//: - What the optimizer remembers, as Adam does for every weight. To train a loaded model further, it has to be
//:   compiled again, and the optimizer begins anew.
//: - How it was trained: the digits, the seed, the number of epochs.
//: - The program. `relu` is a word in the file. What it means is up to the program that reads it.
//:
//: ## What we know now
//:
//: A trained model is some numbers and a few words that say how they are arranged. Kept in a file with the transform of
//: its input, it comes back equal to the last bit. What comes from a file is not to be believed before it is checked.

results(
    ("saved and loaded", before + ", then " + after + " error rate"))

//: ## Try it
//:
//: - The same, but the file stays. Where in its first 568 bytes does the header begin?
//:
//:       swift run lesson-16-save-model --output digits.safetensors
//:       head -c 568 digits.safetensors
//:
//: - Write an X over byte 286000 of that file, which is a part of one of the numbers, and let lesson 17 ask the model.
//:   Then do the same with byte 100, which is in the header. What is noticed?
//:
//:       printf X | dd of=digits.safetensors bs=1 seek=286000 conv=notrunc
//:       swift run lesson-17-deploy --model digits.safetensors
//:
//: - More than three times as many hidden nodes. How many times as large is the file, and why?
//:
//:       swift run lesson-16-save-model --hidden-nodes 300
//:
//: - A worse model. Is its file smaller?
//:
//:       swift run lesson-16-save-model --epochs 1
//:
//: Next, others ask the network, too:
//:
//:     swift run lesson-17-deploy
//:
//: ## Appendix: bytes and damage
//:
//: Nothing later needs this. **Before you read on:** how large is the file with its 71,560 numbers?

show(bytes.count)

//: 4 · 71,560 = 286,240 bytes, 560 of the header, and 8 more. To see what these are for, here is a file with a single
//: tensor, the numbers 1 and −6.5. Each byte is written with two **hexadecimal** digits, 0 to 9 and then a to f for 10
//: to 15. The left one counts sixteens. On the right are the same bytes as text, with a dot for a byte that is no
//: character. (`dump` writes this. `as [Float]` says of which type the numbers are.)

show(dump(SafeTensors([.init("b", [1, -6.5] as [Float])]).serialized))

//: 1. Eight bytes say how long the header is, the smallest place first, which is called **little-endian**. Hexadecimal
//:    38 is 3 · 16 + 8 = 56.
//: 2. The header: for each tensor its kind (`F32`: `Float`, 32 bits), its shape, and where its numbers begin and end.
//:    Two spaces make its length a multiple of 8.
//: 3. The numbers. A `Float` is kept as a fraction, an exponent, and a sign, in this order. The exponent is the power
//:    of 2 to multiply the fraction by. The byte with the lowest bits comes first, the one with the sign last.
//:
//: The last four bytes by hand, from the last to the first: `c0 d0 00 00`. In bits they begin with 1100 0000 1101 0000,
//: and the rest is 0. The first bit is the sign, and 1 means minus. The next eight, 1000 0001, are 129. That is 127
//: more than the exponent, which is 2. (So exponents below 0 need no sign of their own.) The fraction begins with an
//: unwritten 1, and behind its point come the other bits, 101: 1 + 1/2 + 0/4 + 1/8 = 1.625. And −1.625 · 2² is −6.5.
//:
//: What if the file is damaged? Each of these damages is refused. (`^= 1` flips the last bit of a byte.)

var first = bytes
first[8] ^= 1
var huge = bytes
huge[6] = 1
let damaged = [
    ("Cut off after 100 bytes", bytes.prefix(100)),
    ("One bit of byte 8 is flipped", first),
    ("Byte 6 is 1: a huge header", huge),
    ("Doubles, it is said", exchange("F32", "F64")),
    ("A shape too small", exchange("[784,", "[783,")),
    ("An unknown activation", exchange("relu", "rely")),
]
show(
    damaged.map { $0 + ":\n" + loading($1) }
        .joined(separator: "\n"))

//: But a number is like any other. The last four bytes of the file are the bias of the node for the digit 9. Here first
//: its lowest bit is flipped, then the highest of its exponent. **Before you read on:** how would one notice?

var low = bytes
low[bytes.count - 4] ^= 1
var high = bytes
high[bytes.count - 1] ^= 64
func lastBias(_ bytes: Data) -> Float {
    (try? SafeTensors(bytes, name: "model"))?
        .tensors.last?.floats?.last ?? .nan
}
let flipped = [bytes, low, high]
table(
    Column("flipped", ["nothing", "lowest bit", "exponent"]),
    Column("bias", flipped.map { "\(lastBias($0))" }),
    Column("error rate", flipped.map { errorRate(ofFile: $0) }))

//: All three load. The lowest bit changes only the eighth decimal. The highest bit of the exponent is worth 128, so the
//: bias has become 2¹²⁸ times as large. Here it was below 0: the node for the 9 never has the largest output again, and
//: every 9 is misread, 1,009 of the 10,000 digits. (The others had been misread before. Had it been above 0, every
//: digit would now be read as a 9.)
//:
//: Python opens the file, too. With `pip install safetensors numpy` this answers for `pixels`, an array of pixels with
//: a digit in each row, put upright. (`@` is `dot`. The largest sum is also the largest probability, so softmax can be
//: left out.)
//:
//:     import numpy as np
//:     from safetensors.numpy import load_file
//:
//:     w = load_file("digits.safetensors")
//:     x = pixels / 255.0
//:     hidden = np.maximum(x @ w["dense.kernel"] + w["dense.bias"], 0)
//:     sums = hidden @ w["dense_1.kernel"] + w["dense_1.bias"]
//:     answers = sums.argmax(axis=1)
