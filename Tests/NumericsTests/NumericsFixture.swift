import TestSupport

/// What NumPy computes, from `Tests/Fixtures/numerics.json`, made by `make_fixtures.py` there.
struct NumericsFixture: Decodable, Sendable {
    /// Of the first `count` numbers of `summed`.
    struct Sum: Decodable {
        let count: Int
        let sum: FixtureDoubles
        let mean: FixtureDoubles
        let standardDeviation: FixtureDoubles
    }

    /// Of two matrices of rand − 0.5, drawn one after the other, and of the floors of a hundred times them.
    struct Product: Decodable {
        let seed: UInt32
        let left: [Int]
        let right: [Int]
        let product: FixtureDoubles
        let productOfWholes: FixtureDoubles
    }

    struct Elementwise: Decodable {
        let shape: [Int]
        let left: FixtureDoubles
        let right: FixtureDoubles
        let scalar: FixtureDoubles
        /// By expression, such as `left + scalar`.
        let results: [String: FixtureDoubles]
        let transposed: FixtureDoubles
        let exp: FixtureDoubles
    }

    struct Extremes: Decodable {
        let values: FixtureDoubles
        let argmax: Int
        let min: FixtureDoubles
        let max: FixtureDoubles
    }

    struct Linspace: Decodable {
        let start: FixtureDoubles
        let stop: FixtureDoubles
        let count: Int
        let values: FixtureDoubles
    }

    let summed: [DrawnDoubles]
    let sums: [Sum]
    let products: [Product]
    let elementwise: [Elementwise]
    let extremes: [Extremes]
    let linspaces: [Linspace]

    /// Read once for all tests.
    static let shared = Result { try PackageFiles.fixture("numerics.json", as: NumericsFixture.self) }
}
