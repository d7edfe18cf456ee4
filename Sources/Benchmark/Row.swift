import Foundation

/// A line of the table: a measure of a job, by this course and by a peer.
struct Row {
    let job: String
    let course: Cell
    let peerName: String
    let peer: Cell

    /// What this course is, compared with the peer.
    var ratio: String {
        guard case .measured(let ours) = course, case .measured(let theirs) = peer else { return "" }
        return switch ours.quantity {
        case .seconds: String(format: "%.1f times as fast", theirs.median / ours.median)
        case .bytes: String(format: "%.1f times as large", ours.median / theirs.median)
        case .rate: String(format: "%.1f times as many", ours.median / theirs.median)
        case .share, .number: ""
        }
    }
}

/// What is known of a program's results.
enum Cell {
    case measured(Summary)
    case absent(String)

    var text: String {
        switch self {
        case .measured(let summary): summary.description
        case .absent(let reason): reason
        }
    }
}

/// What a number counts.
enum Quantity {
    case seconds, bytes
    /// How often in a second; more is better.
    case rate
    /// A part of the whole, 0 to 1, and a plain number: what is no matter of faster or slower.
    case share, number
}

/// The results of several runs.
struct Summary {
    let median: Double
    let smallest: Double
    let largest: Double
    let quantity: Quantity

    /// nil when there is no result.
    init?(_ values: [Double], _ quantity: Quantity) {
        let values = values.sorted()
        guard let first = values.first, let last = values.last else { return nil }
        let middle = values.count / 2
        median = values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
        (smallest, largest, self.quantity) = (first, last, quantity)
    }

    /// The median, and behind it the range if there is one: `1.41 s (1.39–1.52)`.
    var description: String {
        let (scale, decimals, name) =
            switch quantity {
            case .seconds where median >= 1: (1.0, 2, " s")
            case .seconds: (1e3, median < 0.1 ? 1 : 0, " ms")
            case .bytes: (1e-6, 0, " MB")
            case .rate: (1.0, 0, " a second")
            case .share, .number: (1.0, 4, "")
            }
        func text(_ value: Double) -> String { String(format: "%.\(decimals)f", value * scale) }
        let (low, high) = (text(smallest), text(largest))
        return text(median) + name + (low == high ? "" : " (\(low)–\(high))")
    }
}
