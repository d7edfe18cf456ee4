import Numerics
import TestSupport
import Testing

/// Compares with what NumPy draws, from `Tests/Fixtures/random.json`, made by `make_fixtures.py` there.
///
/// Whole and uniform numbers are the same to the last bit. Normal numbers go through the C library's `log`, whose last
/// bit may differ: they are allowed 1e-15 relative, and where a mean is added, relative to the mean if that is larger.
@Suite("Random numbers")
struct RandomStateTests {
    struct Fixture: Decodable, Sendable {
        struct Turn: Decodable {
            let normal: FixtureDoubles
            let rand: FixtureDoubles
        }
        struct Interval: Decodable {
            let max: UInt32
            let values: [UInt32]
        }
        struct Stream: Decodable {
            let seed: UInt32
            /// Draws 0 ..< 10, 620 ..< 630 and 1245 ..< 1255, before and behind both renewals of the 624 words.
            let words: [UInt32]
            let rand: FixtureDoubles
            let rand5x3: FixtureDoubles
            let normal: FixtureDoubles
            let normal3x3: FixtureDoubles
            let alternating: [Turn]
            let permutation10: [Int]
            let permutation1000: [Int]
            let shuffled: String
            let intervals: [Interval]
            let weightEnds: FixtureDoubles
            let checksumOfRand1000x300: String
        }
        let streams: [Stream]
    }

    static let fixture = Result { try PackageFiles.fixture("random.json", as: Fixture.self) }

    private func forEachStream(_ body: (Fixture.Stream, inout RandomState) -> Void) throws {
        let streams = try Self.fixture.get().streams
        #expect(streams.map(\.seed) == [0, 1, 42, 2017, 4_294_967_295])
        for stream in streams {
            var random = RandomState(seed: stream.seed)
            body(stream, &random)
        }
    }

    private func expectClose(
        _ result: [Double], _ expected: FixtureDoubles, scale: Double = 0, seed: UInt32,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let isClose =
            result.count == expected.values.count
            && zip(result, expected.values).allSatisfy { $0.isClose(to: $1, tolerance: 1e-15 * max(abs($1), scale)) }
        #expect(isClose, "seed \(seed): \(result), not \(expected.values)", sourceLocation: sourceLocation)
    }

    @Test("The 32-bit words are NumPy's")
    func words() throws {
        try forEachStream { stream, random in
            // Every number of 32 bits is in the interval, so nothing is masked and nothing rejected.
            let words = (0..<1300).map { _ in random.interval(.max) }
            #expect(Array(words[0..<10] + words[620..<630] + words[1245..<1255]) == stream.words, "seed \(stream.seed)")
        }
    }

    @Test("rand is NumPy's to the last bit")
    func uniform() throws {
        try forEachStream { stream, random in
            let numbers = (0..<8).map { _ in random.rand() }
            #expect(numbers.isIdentical(to: stream.rand.values), "seed \(stream.seed): \(numbers)")
        }
    }

    @Test("A matrix of rand is filled row by row")
    func uniformMatrix() throws {
        try forEachStream { stream, random in
            let matrix = random.rand(5, 3)
            #expect(matrix.shape == Shape(5, 3))
            #expect(matrix.elements.isIdentical(to: stream.rand5x3.values), "seed \(stream.seed): \(matrix)")
        }
    }

    @Test("Three hundred thousand numbers in a row are NumPy's")
    func aLongRun() throws {
        try forEachStream { stream, random in
            #expect(
                random.rand(1000, 300).elements.checksum == UInt64(stream.checksumOfRand1000x300, radix: 16),
                "seed \(stream.seed)")
        }
    }

    @Test("normal is NumPy's within rounding")
    func normal() throws {
        try forEachStream { stream, random in
            let numbers = (0..<9).map { _ in random.normal(mean: 0, standardDeviation: 1) }
            expectClose(numbers, stream.normal, seed: stream.seed)
        }
    }

    @Test("A matrix of normal is filled row by row")
    func normalMatrix() throws {
        try forEachStream { stream, random in
            let matrix = random.normal(mean: -2.5, standardDeviation: 0.75, 3, 3)
            #expect(matrix.shape == Shape(3, 3))
            expectClose(matrix.elements, stream.normal3x3, scale: 2.5, seed: stream.seed)
        }
    }

    /// Normal numbers come in pairs. The second waits, even when uniform numbers are drawn meanwhile.
    @Test("The normal number that is kept back comes next, whatever is drawn between")
    func normalAndUniformInTurn() throws {
        try forEachStream { stream, random in
            for turn in stream.alternating {
                let normals = turn.normal.values.map { _ in random.normal(mean: 0, standardDeviation: 1) }
                expectClose(normals, turn.normal, seed: stream.seed)
                let uniforms = turn.rand.values.map { _ in random.rand() }
                #expect(uniforms.isIdentical(to: turn.rand.values), "seed \(stream.seed): \(uniforms)")
            }
        }
    }

    @Test("The notebook's weights are NumPy's")
    func theNotebooksWeights() throws {
        try forEachStream { stream, random in
            let inputHidden = random.normal(mean: 0, standardDeviation: 1 / 90.0.squareRoot(), 90, 784)
            let hiddenOutput = random.normal(mean: 0, standardDeviation: 1 / 10.0.squareRoot(), 10, 90)
            let ends = [inputHidden[0, 0], inputHidden[89, 783], hiddenOutput[0, 0], hiddenOutput[9, 89]]
            expectClose(ends, stream.weightEnds, seed: stream.seed)
        }
    }

    @Test("Permutations are NumPy's")
    func permutations() throws {
        try forEachStream { stream, random in
            let permutation = random.permutation(10)
            #expect(permutation == stream.permutation10, "seed \(stream.seed)")
        }
        try forEachStream { stream, random in
            let permutation = random.permutation(1000)
            #expect(permutation == stream.permutation1000, "seed \(stream.seed)")
        }
    }

    @Test("shuffle is NumPy's")
    func shuffling() throws {
        try forEachStream { stream, random in
            var letters = Array("abcdefghijklmnopqrstuvwxyz")
            random.shuffle(&letters)
            #expect(String(letters) == stream.shuffled, "seed \(stream.seed)")
        }
    }

    @Test("interval is NumPy's")
    func intervals() throws {
        try forEachStream { stream, random in
            for interval in stream.intervals {
                let numbers = interval.values.map { _ in random.interval(interval.max) }
                #expect(numbers == interval.values, "seed \(stream.seed), 0 to \(interval.max)")
            }
        }
    }

    @Test("Drawing nothing changes nothing")
    func drawingNothingChangesNothing() {
        var random = RandomState(seed: 42)
        #expect(random.permutation(0) == [])
        #expect(random.permutation(1) == [0])
        #expect(random.interval(0) == 0)
        #expect(random.rand(0, 5).shape == Shape(0, 5))
        #expect(random.rand() == 0.3745401188473625)
    }

    @Test("A copy draws the same numbers")
    func aCopyDrawsTheSameNumbers() {
        var random = RandomState(seed: 42)
        _ = random.normal(mean: 0, standardDeviation: 1)
        var copy = random
        #expect(random.normal(mean: 0, standardDeviation: 1) == copy.normal(mean: 0, standardDeviation: 1))
        #expect(random.rand() == copy.rand())
    }
}
