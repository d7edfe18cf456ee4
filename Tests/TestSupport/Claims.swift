import Foundation

/// What a lesson says of networks in general, as checks of what its runs show.
///
/// A sentence about the run on the page belongs into a test of the default run. A sentence about networks in general is
/// a claim: it must hold with other seeds, too. A suite lists its lesson's claims and has one test of them, which
/// `make claims` finds by the name of its function:
///
///     static let claims = Claims(name) {
///         Claim("Every weight is at least 0 and less than 1") { run in
///             let weights = try run.numbers(under: "Weights", 1)
///             return (weights.allSatisfy { $0 >= 0 && $0 < 1 }, weights)
///         }
///         Claim("A wide network beats a narrow one, in eight or nine of ten runs", times: 8...9) { run in
///             let accuracies = try run.column("test accuracy").numbers
///             return (accuracies.last! > accuracies.first!, accuracies)
///         }
///     }
///
///     @Test("What the lesson says of networks in general holds with other seeds, too", arguments: claims.cases)
///     func generalClaims(_ claim: Claims.Case) throws { try claim.check() }
///
/// A check says whether the claim holds in a run, and returns the numbers that decided it. A failure names them beside
/// lesson, seed and sentence.
///
/// Every `swift test` checks the default run and two other seeds. With the variable `CLAIM_SEEDS`, as in
/// `CLAIM_SEEDS="1 2 3" swift test --filter Claims`, those seeds are checked instead; `make claims` takes 1 to 10.
public struct Claims: Sendable {
    private let lesson: String
    private let seeds: [Int]
    private let quick: [String]
    private let claims: [Claim]

    /// The claims of a lesson.
    ///
    /// - Parameters:
    ///   - seeds: The seeds that are checked beside the default's on every `swift test`, from 1 to 10.
    ///   - quick: Parameters that make these runs shorter, for a lesson that takes seconds. The claims must hold with
    ///     them, too. The default run and `CLAIM_SEEDS` do without.
    public init(
        _ lesson: String, seeds: [Int] = [1, 2], quick: [String] = [], @Builder claims: () -> [Claim]
    ) {
        (self.lesson, self.seeds, self.quick, self.claims) = (lesson, seeds, quick, claims())
    }

    /// Puts claims one below the other into an array.
    @resultBuilder
    public enum Builder {
        /// All of them.
        public static func buildBlock(_ claims: Claim...) -> [Claim] { claims }
    }

    /// A claim for one seed, or, if it need not hold for all, for all of them together.
    public struct Case: Sendable, CustomStringConvertible {
        fileprivate let lesson: String
        fileprivate let claim: Claim
        fileprivate let runs: [(name: String, arguments: [String])]

        /// Lesson, seed and sentence.
        public var description: String {
            "\(lesson), \(runs.map(\.name).joined(separator: ", ")): \(claim.sentence)"
        }

        /// Runs the lesson and checks the claim.
        ///
        /// - Throws: A `ClaimError` that names the numbers if the claim holds too rarely, or too often.
        public func check() throws {
            var failures: [String] = []
            for run in runs {
                let finding = try claim.check(LessonRun(lesson, run.arguments))
                if !finding.holds { failures.append("not with \(run.name), \(finding.numbers)") }
            }
            // What fails more often than it may with ten seeds, fails, however few were run; and so with what holds.
            let held = runs.count - failures.count
            if failures.count > 10 - claim.times.lowerBound || held > claim.times.upperBound {
                throw ClaimError(
                    description: "\(lesson): \"\(claim.sentence)\" holds in \(held) of \(runs.count) runs: "
                        + failures.joined(separator: "; "))
            }
        }
    }

    /// What is to be checked: each claim with each seed.
    public var cases: [Case] {
        let chosen = ProcessInfo.processInfo.environment["CLAIM_SEEDS"]
        let seeds = chosen?.split(separator: " ").compactMap { Int($0) } ?? self.seeds
        let others = seeds.map { seed in
            (name: "seed \(seed)", arguments: ["--seed", "\(seed)"] + (chosen == nil ? quick : []))
        }
        let all = (chosen == nil ? [(name: "the default seed", arguments: [])] : []) + others
        return claims.flatMap { claim in
            claim.times == 10...10
                ? all.map { Case(lesson: lesson, claim: claim, runs: [$0]) }
                : [Case(lesson: lesson, claim: claim, runs: others)]
        }
    }
}

/// A sentence about networks in general, and how to see in a run whether it holds.
public struct Claim: Sendable {
    fileprivate let sentence: String
    fileprivate let times: ClosedRange<Int>
    fileprivate let check: @Sendable (LessonRun) throws -> (holds: Bool, numbers: [Double])

    /// A claim.
    ///
    /// - Parameters:
    ///   - sentence: What is claimed, much as the lesson says it.
    ///   - times: With how many of the seeds 1 to 10 it holds: with all, if nothing else is said.
    ///   - check: Whether it holds in a run, and the numbers that decide it.
    public init(
        _ sentence: String, times: ClosedRange<Int> = 10...10,
        check: @escaping @Sendable (LessonRun) throws -> (holds: Bool, numbers: [Double])
    ) {
        (self.sentence, self.times, self.check) = (sentence, times, check)
    }
}

/// That a claim doesn't hold, in a sentence.
public struct ClaimError: Error, CustomStringConvertible {
    /// Lesson, sentence, seeds and numbers.
    public let description: String
}
