/// What changes the parameters in a step.
struct Update: Sendable {
    private let optimizer: Optimizer
    private let slots: [[PaddedMatrix]]
    private let rate: Float

    /// - Parameters:
    ///   - slots: the numbers that the optimizer remembers, for each layer: as many matrices as it has slots, of the shape
    ///     of the parameters.
    ///   - step: t.
    init(_ optimizer: Optimizer, slots: [[PaddedMatrix]], step: Int) {
        self.optimizer = optimizer
        self.slots = slots
        rate = optimizer.rate(atStep: step)
    }

    /// Changes some rows of a layer's parameters.
    func apply(layer: Int, _ weights: PaddedMatrix, _ gradient: PaddedMatrix, _ rows: Range<Int>) {
        let (rate, slots, places) = (rate, slots[layer], weights.places(rows))
        switch optimizer {
        case .sgd(_, 0):
            for place in places { weights[place] -= gradient[place] * rate }
        case .sgd(_, let momentum):
            let (momentum, velocities) = (Float(momentum), slots[0])
            for place in places {
                velocities[place] = velocities[place] * momentum - gradient[place] * rate
                weights[place] += velocities[place]
            }
        case .rmsprop(_, let rho, let epsilon):
            let (keep, rest, epsilon, sizes) = (Float(rho), Float(1 - rho), Float(epsilon), slots[0])
            for place in places {
                let slope = gradient[place]
                let size = sizes[place] * keep + slope * slope * rest
                sizes[place] = size
                weights[place] -= slope * rate / (size + epsilon).squareRoot()
            }
        case .adam(_, let beta1, let beta2, let epsilon):
            let (keep1, rest1, keep2, rest2) = (Float(beta1), Float(1 - beta1), Float(beta2), Float(1 - beta2))
            let (epsilon, means, sizes) = (Float(epsilon), slots[0], slots[1])
            for place in places {
                let slope = gradient[place]
                let mean = means[place] * keep1 + slope * rest1
                let size = sizes[place] * keep2 + slope * slope * rest2
                (means[place], sizes[place]) = (mean, size)
                weights[place] -= mean * rate / (size.squareRoot() + epsilon)
            }
        }
    }
}
