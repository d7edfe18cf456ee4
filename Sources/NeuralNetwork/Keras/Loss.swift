/// What training makes small. An error of a batch is the mean of those of its observations.
public enum Loss: String, Hashable, Sendable, CaseIterable {
    /// The mean of the squared differences, (1/n)·Σ(o − t)², over the n outputs.
    case meanSquaredError

    /// −Σ t·log(o), for targets in which each row is a distribution: mostly 1 at the label and 0 elsewhere. The last
    /// activation has to be softmax.
    case categoricalCrossentropy

    /// The same for labels: −log(o) of the output at the label.
    case sparseCategoricalCrossentropy
}
