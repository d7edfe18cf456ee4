/// The quantity that training minimizes. The loss of a batch is the mean over its observations.
public enum Loss: String, Hashable, Sendable, CaseIterable {
    /// −Σ t·log(o), for targets in which each row is a distribution: mostly 1 at the label and 0 elsewhere. The last
    /// activation has to be softmax.
    case categoricalCrossentropy

    /// The same for labels: −log(o) of the output at the label.
    case sparseCategoricalCrossentropy
}
