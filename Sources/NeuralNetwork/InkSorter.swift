/// Room to sort the ink behind one band of a batch's observations: by columns, and in each column by observations. So a row
/// of the first layer's gradient is summed up in one go.
struct InkSorter: Sendable {
    private let sorted: AlignedStorage<MatrixProduct.Entry>
    private let counts: AlignedStorage<Int32>
    private let capacity: Int

    /// Room for batches of up to `capacity` observations.
    init(capacity: Int) {
        self.capacity = capacity
        sorted = AlignedStorage(unset: Observations.bandColumns * capacity)
        counts = AlignedStorage(count: Observations.bandColumns)
    }

    /// What was found in a column of the band. The index of an entry is its observation's place in the batch.
    func entries(_ column: Int) -> UnsafePointer<MatrixProduct.Entry> {
        UnsafePointer(sorted.start + column * capacity)
    }

    func count(_ column: Int) -> Int { Int(counts.start[column]) }

    /// Sorts the ink of a batch.
    func sort(_ observations: Observations, _ batch: UnsafePointer<Int>, _ batchCount: Int, band: Int) {
        let (sorted, counts, capacity) = (sorted.start, counts.start, capacity)
        let (starts, ink, bandStarts) = (observations.starts.start, observations.ink.start, observations.bandStarts.start)
        let (stride, first) = (observations.bandCount + 1, band * Observations.bandColumns)
        for column in 0..<Observations.bandColumns { counts[column] = 0 }
        for row in 0..<batchCount {
            let observation = batch[row]
            let own = ink + starts[observation]
            let places = bandStarts + (observation &* stride &+ band)
            var place = Int(places[0])
            let end = Int(places[1])
            while place < end {
                let column = Int(own[place].index) &- first
                let count = counts[column]
                let entry = sorted + (column &* capacity &+ Int(count))
                // Field by field: the initializer is in another file, and would be called.
                entry.pointee.index = Int32(truncatingIfNeeded: row)
                entry.pointee.amount = own[place].amount
                counts[column] = count &+ 1
                place &+= 1
            }
        }
    }
}
