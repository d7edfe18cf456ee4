import Numerics

/// What a model learns from or is asked about, an observation a row, taken apart into paper and ink.
///
/// Four fifths of a scanned digit are paper: the same number c in each of those pixels. With x = c + p, where p is 0 on
/// paper, the products of the first layer are
///
///     x · kernel     =  p · kernel + c · Σ kernel[k, :]
///     xᵀ · gradient  =  pᵀ · gradient + c · gradient, the same in each row
///
/// so only the rows of the kernel behind ink are multiplied, one after the other.
struct Observations: Sendable {
    let count: Int
    let inputCount: Int

    /// How many rows of the kernel a task of training sums up the gradient of. With 90 nodes they take 24 KB, and stay in
    /// the nearest cache while all observations of a batch add to them.
    static let bandRows = 64

    /// How many bands the inputs make; the last may be narrower.
    let bandCount: Int

    // c of each observation, and its ink: observation by observation, and in each from the first input to the last.
    // `starts` has a number for each band of each observation, and behind them the end of all ink.
    private let papers: AlignedStorage<Float>
    private let ink: AlignedStorage<Ink>
    private let starts: AlignedStorage<Int>

    /// Takes observations apart, on all cores.
    init(_ inputs: FloatMatrix) {
        let (count, inputCount) = (inputs.rows, inputs.columns)
        let bandCount = (inputCount + Self.bandRows - 1) / Self.bandRows
        let (papers, starts) = (AlignedStorage<Float>(count: count), AlignedStorage<Int>(count: count * bandCount + 1))
        @Sendable func bands(_ observation: Int) -> some Sequence<(place: Int, numbers: Range<Int>)> {
            (0..<bandCount).lazy.map { band in
                let start = observation * inputCount
                let end = min((band + 1) * Self.bandRows, inputCount)
                return (observation * bandCount + band, start + band * Self.bandRows..<start + end)
            }
        }

        ink = inputs.withUncheckedElements { numbers in
            // First, how much ink each band of each observation has.
            onAllCores(count) { observation in
                func inkCount(_ paper: Float) -> Int {
                    bands(observation).reduce(0) { sum, band in
                        let count = numbers.count(of: band.numbers, otherThan: paper)
                        starts.elements[band.place + 1] = count
                        return sum + count
                    }
                }
                // The corner of a picture is paper, if at least half of its numbers are equal to it: to take a number from
                // all others that few are equal to gains nothing. And none may be nearer to 0, because it would keep fewer
                // of its digits.
                let all = observation * inputCount..<(observation + 1) * inputCount
                let corner = numbers[all.lowerBound]
                if corner.isFinite && numbers.count(of: all, nearerToZeroThan: corner) == 0
                    && inkCount(corner) <= inputCount / 2
                {
                    papers.elements[observation] = corner
                } else {
                    _ = inkCount(0)
                }
            }
            for place in 0..<count * bandCount { starts.elements[place + 1] += starts.elements[place] }

            let ink = AlignedStorage<Ink>(unset: starts.elements[count * bandCount])
            onAllCores(count) { observation in
                let (first, paper) = (observation * inputCount, papers.elements[observation])
                var place = starts.elements[observation * bandCount]
                for start in stride(from: 0, to: inputCount, by: 16) {
                    let indices = start..<min(start + 16, inputCount)
                    // Most sixteens of a picture are paper throughout.
                    guard
                        numbers.count(of: first + indices.lowerBound..<first + indices.upperBound, otherThan: paper) > 0
                    else { continue }
                    for index in indices where numbers[first + index] != paper {
                        ink.elements[place] = Ink(index: Int32(index), amount: numbers[first + index] - paper)
                        place += 1
                    }
                }
            }
            return ink
        }
        (self.count, self.inputCount, self.bandCount, self.papers, self.starts) =
            (count, inputCount, bandCount, papers, starts)
    }

    /// c of an observation.
    func paper(of observation: Int) -> Float { papers.start[observation] }

    /// The ink of an observation.
    func ink(of observation: Int) -> InkList {
        let first = observation &* bandCount
        return InkList(ink, starts.start[first]..<starts.start[first &+ bandCount])
    }

    /// The ink of an observation in a band of its inputs.
    func ink(of observation: Int, band: Int) -> InkList {
        let place = observation &* bandCount &+ band
        return InkList(ink, starts.start[place]..<starts.start[place &+ 1])
    }
}
