import Foundation

/// Something that this course does and others do, too.
struct Job {
    /// A number that a run yields.
    struct Measure {
        /// What a program calls it in its line of JSON; `memory` and `start` are measured from outside.
        let key: String
        let title: String
        let quantity: Quantity
    }

    let measures: [Measure]
    let course: Contestant
    let peers: [Contestant]

    /// What two more processes do while a program runs, if the machine is to be busy.
    var load: [String]?

    /// Runs the contestants alternately, `runs` times each, so that background load hits them alike.
    ///
    /// - Throws: an `Interruption`. A program that fails is left out from then on, and its row says so.
    func run(_ runs: Int) throws -> [Row] {
        var contestants = [course] + peers
        // With nothing to compare them to, the others needn't run.
        if case .absent = course.program {
            for index in contestants.indices { contestants[index].program = course.program }
        }
        var results = contestants.map { _ in [[String: Double]]() }
        for run in 1...runs {
            for index in contestants.indices {
                guard case .ready(let command) = contestants[index].program else { continue }
                StandardError.show("\(measures[0].title): \(contestants[index].name), \(run) of \(runs)")
                do {
                    results[index].append(try underLoad { try contestants[index].measure(command) })
                } catch let error as ChildError {
                    StandardError.show("")
                    StandardError.write("benchmark: \(contestants[index].name): \(error.localizedDescription)")
                    contestants[index].program = .absent(error == .notInstalled ? "not installed" : "failed")
                }
            }
        }
        StandardError.show("")

        func cell(_ index: Int, _ measure: Measure) -> Cell {
            if case .absent(let reason) = contestants[index].program { return .absent(reason) }
            let values = results[index].compactMap { $0[measure.key] }
            return Summary(values, measure.quantity).map { .measured($0) } ?? .absent("not measured")
        }
        return measures.flatMap { measure in
            contestants.indices.dropFirst().map { index in
                Row(
                    job: measure.title, course: cell(0, measure), peerName: contestants[index].name,
                    peer: cell(index, measure))
            }
        }
    }

    /// Does something while the load is on.
    private func underLoad<Result>(_ work: () throws -> Result) throws -> Result {
        guard let load else { return try work() }
        var processes: [Process] = []
        defer {
            for process in processes {
                // It may have been started by a process in which SIGTERM is blocked.
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
        }
        for _ in 0..<2 {
            processes.append(
                try Process.run(URL(fileURLWithPath: load[0]), arguments: Array(load.dropFirst())))
        }
        return try work()
    }
}

/// A program that takes part in a job.
struct Contestant {
    enum Program {
        case ready([String])
        /// Why it can't run: `not installed`.
        case absent(String)
    }

    let name: String
    var program: Program

    /// The output that shows it has arrived, for jobs in which that is what counts.
    var mark: String?

    /// The numbers of one run.
    fileprivate func measure(_ command: [String]) throws -> [String: Double] {
        let child = try Child(command, until: mark)
        guard mark == nil else { return child.secondsToMark.map { ["start": $0] } ?? [:] }
        return try child.numbers().merging(["memory": child.peakMemory]) { $1 }
    }
}
