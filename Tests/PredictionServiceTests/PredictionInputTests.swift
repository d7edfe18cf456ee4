import Foundation
import Numerics
import TestSupport
import Testing

@testable import PredictionService

@Suite("The input of a request for predictions")
struct PredictionInputTests {
    static func read(_ bytes: some Sequence<UInt8>) throws -> FloatMatrix {
        try PredictionInput.read(Array(bytes), columns: 3, range: 0...255)
    }

    static func message(_ text: String) -> String {
        do {
            return "\(try read(text.utf8))"
        } catch {
            guard let error = error as? DataFormatError else { return "\(error)" }
            return "\(error.position.map { $0 + ": " } ?? "")expected \(error.expected), found \(error.found)"
        }
    }

    @Test(
        "Valid input is read",
        arguments: [
            ("{\"input\":[[1,2,3],[4,5,6]]}", [1, 2, 3, 4, 5, 6]),
            (" { \"input\" :\r\n[\t[ 0 , 255 , 0.5 ] ] } \n", [0, 255, 0.5]),
            ("{\"input\": [[1e2, 2.5E1, 1e-400]]}", [100, 25, 0]),
            ("{\"input\": [[-0, 0.1, 0.996078431372549]]}", [0, 0.1, 0.99607843]),
            ("{\"input\": []}", []),
            ("{\"a\": [{\"b\": [[]], \"c\": {}}, null, -1.5e3, true], \"input\": [[1,2,3]]}", [1, 2, 3]),
            ("{\"\\u0069nput\": [[1,2,3]], \"inputs\": \"\\\"\\u00e4ä\"}", [1, 2, 3]),
            ("{\"input\": [[254.99999999999999999999, 0.30000000000000000000001, 7.0]]}", [255, 0.3, 7]),
        ])
    func reads(text: String, elements: [Float]) throws {
        let matrix = try Self.read(text.utf8)
        #expect(matrix == FloatMatrix(elements.count / 3, 3, elements: elements))
    }

    @Test(
        "Each mistake has its status",
        arguments: [
            ("", "offset 0: expected an object with the name \"input\", found the end of the body"),
            ("[[1]]", "offset 0: expected an object with the name \"input\", found a list"),
            ("{}", "expected an object with the name \"input\", found none"),
            ("{\"inputs\": []}", "expected an object with the name \"input\", found none"),
            ("{\"input\": [], \"input\": []}", "expected one \"input\", found a second"),
            ("{\"input\": [],}", "offset 13: expected a name in quotes, found the end of an object"),
            ("{\"input\": []} x", "offset 14: expected the end of the body, found x"),
            ("{\"input\": 7}", "offset 10: expected a list of rows, found 7"),
            ("{\"input\": null}", "offset 10: expected a list of rows, found null"),
            ("{\"input\": [1, 2, 3]}", "row 0, column 0: expected a list of 3 numbers, found 1"),
            ("{\"input\": [[1, 2, 3], {}]}", "row 1, column 0: expected a list of 3 numbers, found an object"),
            ("{\"input\": [[1, 2, 3],]}", "row 1, column 0: expected a list of 3 numbers, found the end of a list"),
            ("{\"input\": [[1, 2, 3] [1]]}", "offset 21: expected \",\" or \"]\", found a list"),
            ("{\"input\": [[1,2,3],[1,2,256]]}", "row 1, column 2: expected a number from 0 to 255, found 256"),
            ("{\"input\": [[-1,2,3]]}", "row 0, column 0: expected a number from 0 to 255, found -1"),
            ("{\"input\": [[1,1e400,3]]}", "row 0, column 1: expected a number from 0 to 255, found 1e400"),
            ("{\"input\": [[1,NaN,3]]}", "row 0, column 1: expected a number from 0 to 255, found NaN"),
            ("{\"input\": [[1,true,3]]}", "row 0, column 1: expected a number from 0 to 255, found true"),
            ("{\"input\": [[1,\"2\",3]]}", "row 0, column 1: expected a number from 0 to 255, found a string"),
            ("{\"input\": [[1,[2],3]]}", "row 0, column 1: expected a number from 0 to 255, found a list"),
            ("{\"input\": [[1,+2,3]]}", "row 0, column 1: expected a number from 0 to 255, found +2"),
            ("{\"input\": [[1,02,3]]}", "row 0, column 1: expected a number from 0 to 255, found 02"),
            ("{\"input\": [[1,2.,3]]}", "row 0, column 1: expected a number from 0 to 255, found 2."),
            ("{\"input\": [[1,.5,3]]}", "row 0, column 1: expected a number from 0 to 255, found .5"),
            ("{\"input\": [[1,,3]]}", "row 0, column 1: expected a number from 0 to 255, found \",\""),
            ("{\"input\": [[1,2", "row 0, column 2: expected \",\" or \"]\", found the end of the body"),
            ("{\"input\": [[1,2,3", "row 0, column 3: expected \",\" or \"]\", found the end of the body"),
            ("{\"input\": [[1 2,3]]}", "row 0, column 1: expected \",\" or \"]\", found 2"),
            ("{\"input\": [[1,2]]}", "row 0, column 2: expected 3 numbers in a row, found 2"),
            ("{\"input\": [[]]}", "row 0, column 0: expected 3 numbers in a row, found 0"),
            ("{\"input\": [[1,2,3,4]]}", "row 0, column 3: expected 3 numbers in a row, found more"),
        ])
    func refuses(text: String, message: String) {
        #expect(Self.message(text) == message)
    }

    /// What is accepted is what Foundation reads, number by number; all else is refused with a message of one line.
    @Test("What is accepted is what Foundation reads", arguments: 1...2)
    func changedBodies(seed: Int) throws {
        struct Body: Decodable { let input: [[Double]] }
        var random = RandomState(seed: UInt32(seed))
        func below(_ bound: Int) -> Int { Int(random.interval(UInt32(bound - 1))) }
        let original = Array("{\"a\": [{\"\\u00e4\": null}, -1.5e2], \"input\": [[1, 20, 255], [0.5, 1e1, 30]]}".utf8)
        let alphabet = Array(" {}[]\",:\\0123456789.eE+-utrnl\n\0".utf8) + [0x80, 0xC3]
        var (accepted, complaints) = (0, [String]())
        let rounds = Fuzz.rounds(40_000)
        for _ in 0..<rounds {
            var bytes = original
            for _ in 0...below(2) {
                let position = below(bytes.count)
                switch below(5) {
                case 0: bytes[position] = alphabet[below(alphabet.count)]
                case 1: bytes[position] = alphabet[14 + below(10)]
                case 2: bytes.remove(at: position)
                case 3: bytes.insert(alphabet[below(alphabet.count)], at: position)
                default: bytes.insert(bytes[below(bytes.count)], at: position)
                }
            }
            do {
                let matrix = try Self.read(bytes)
                accepted += 1
                // Foundation does not read a zero with an exponent, such as 0e1, though it is a number in JSON.
                let text = String(decoding: bytes, as: UTF8.self)
                if text.contains(/[^0-9.]0[eE]/) { continue }
                let reference = try? JSONDecoder().decode(Body.self, from: Data(bytes))
                if reference?.input.flatMap({ $0.map { Float($0) } }) != matrix.elements {
                    complaints.append(text)
                }
            } catch {
                let message = (error as? DataFormatError)?.localizedDescription ?? ""
                let isPlain = message.utf8.count < 200 && message.utf8.allSatisfy { 0x20...0x7E ~= $0 }
                if message.isEmpty || !isPlain { complaints.append("\(error)") }
            }
        }
        #expect(complaints.isEmpty)
        #expect(accepted > rounds / 15 && accepted < rounds * 14 / 15)
    }
}
