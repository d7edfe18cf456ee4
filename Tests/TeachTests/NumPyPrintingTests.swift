import Numerics
import TestSupport
import Testing

@testable import Teach

/// Compares with the texts of NumPy in `Tests/Fixtures/printing.json`, made by `make_fixtures.py` there.
@Suite("Printing as NumPy does")
struct NumPyPrintingTests {
    struct Fixture: Decodable, Sendable {
        struct ArrayCase: Decodable {
            let shape: [Int]
            let bits: FixtureDoubles
            let text: String
        }
        struct DrawnCase: Decodable {
            let numbers: DrawnDoubles
            let text: String

            init(from decoder: any Decoder) throws {
                numbers = try DrawnDoubles(from: decoder)
                text = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .text)
            }
            enum CodingKeys: CodingKey { case text }
        }
        struct IntegerCase: Decodable {
            let values: [Int]?
            /// In place of many values, where they begin and end.
            let range: [Int]?
            let text: String
        }
        struct BooleanCase: Decodable {
            /// A 0 or 1 for each.
            let values: String
            let text: String
        }
        struct FloatCase: Decodable {
            let bits: FixtureDoubles
            let text: String
        }
        struct TupleCase: Decodable {
            struct Value: Decodable {
                let bool: Bool?
                let int: Int?
                let double: FixtureDoubles?
                let shape: ShapeLengths?

                var printable: any NumPyPrintable {
                    if let bool { return bool }
                    if let int { return int }
                    if let double { return double.values[0] }
                    return shape?.shape ?? "a case of an unknown kind"
                }
            }
            let values: [Value]
            let text: String
        }
        struct ShapeLengths: Decodable {
            let shape: Shape

            init(from decoder: any Decoder) throws {
                let lengths = try [Int](from: decoder)
                shape = lengths.count == 1 ? Shape(lengths[0]) : Shape(lengths[0], lengths[1])
            }
        }

        let arrays: [ArrayCase]
        let drawnArrays: [DrawnCase]
        let integers: [IntegerCase]
        let booleans: [BooleanCase]
        let floats: [FloatCase]
        let tuples: [TupleCase]
    }

    /// Read once for all tests.
    static let fixture = Result { try PackageFiles.fixture("printing.json", as: Fixture.self) }

    private func description(of values: [Double], shape: [Int]) -> String {
        shape.count == 1
            ? values.numPyDescription : Matrix(shape[0], shape[1], elements: values).numPyDescription
    }

    @Test("Arrays of doubles print as in NumPy")
    func arraysOfDoubles() throws {
        let cases = try Self.fixture.get().arrays
        #expect(cases.count > 4000)
        for example in cases {
            let values = example.bits.values
            #expect(
                description(of: values, shape: example.shape) == example.text, "\(values) in shape \(example.shape)")
        }
    }

    @Test("Long arrays of doubles print as in NumPy, whole or as a summary")
    func summariesAndLongArraysOfDoubles() throws {
        for example in try Self.fixture.get().drawnArrays {
            let numbers = example.numbers
            #expect(description(of: numbers.values, shape: numbers.shape) == example.text, "\(numbers)")
        }
    }

    @Test("Arrays of integers print as in NumPy")
    func arraysOfIntegers() throws {
        for example in try Self.fixture.get().integers {
            let values = example.values ?? example.range.map { Array($0[0]..<$0[1]) } ?? []
            #expect(values.numPyDescription == example.text)
        }
    }

    @Test("Arrays of Booleans print as in NumPy")
    func arraysOfBooleans() throws {
        for example in try Self.fixture.get().booleans {
            #expect(example.values.map { $0 == "1" }.numPyDescription == example.text)
        }
    }

    @Test("Single doubles print as in NumPy")
    func singleDoubles() throws {
        for example in try Self.fixture.get().floats {
            let value = example.bits.values[0]
            #expect(value.numPyDescription == example.text, "\(value)")
        }
    }

    @Test("Tuples print as in Python")
    func tuples() throws {
        for example in try Self.fixture.get().tuples {
            #expect(numPyTuple(example.values.map(\.printable)) == example.text)
        }
    }

    @Test("Strings print as themselves, in tuples, too")
    func stringsPrintAsThemselves() {
        #expect("it's".numPyDescription == "it's")
        #expect(numPyTuple(["a", 1]) == "(a, 1)")
        #expect(numPyTuple(["a"]) == "a")
    }

    @Test("Weights and shapes print as the notebook shows them")
    func whatTheNotebookShows() {
        let weights: Matrix = [[0.90777842, 0.73311418], [0.98934683, 0.76666849]]
        #expect(
            weights.numPyDescription == """
                array([[ 0.90777842,  0.73311418],
                       [ 0.98934683,  0.76666849]])
                """)
        #expect(numPyTuple([Shape(90, 784), Shape(784, 1)]) == "((90, 784), (784, 1))")
        #expect(numPyTuple([weights, 3]) == "(" + weights.numPyDescription + ", 3)")
    }
}
