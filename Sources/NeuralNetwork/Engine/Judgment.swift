import Foundation
import Numerics

/// Compares the outputs for one observation with what they should be.
struct Judgment {
    let sums: UnsafePointer<Float>
    let outputs: UnsafePointer<Float>
    /// Where the slopes of the loss go, in training.
    let slopes: UnsafeMutablePointer<Float>?
    let count: Int
    /// This observation's share in the mean of the batch.
    let share: Float

    func judge(_ targets: Targets, _ observation: Int) -> (loss: Double, isHit: Bool) {
        switch targets {
        case .labels(let labels):
            let label = Int(labels[observation])
            return (crossentropy(label), isHit(label))
        case .outputs(let matrix):
            return matrix.elements.withUnsafeBufferPointer { elements in
                let targets = elements.baseAddress.unsafelyUnwrapped + observation * count
                let isHit =
                    count == 1
                    ? !outputs[0].isNaN && (outputs[0] > 0.5) == (targets[0] > 0.5) : isHit(place(of: targets, count))
                return (crossentropy(targets), isHit)
            }
        }
    }

    /// Whether the largest output is the right one. What is not a number is no answer.
    private func isHit(_ label: Int) -> Bool {
        place(of: outputs, count) == label && !outputs[label].isNaN
    }

    /// Where the largest number is: the first of several.
    private func place(of numbers: UnsafePointer<Float>, _ count: Int) -> Int {
        var place = 0
        for index in 1..<max(count, 1) where numbers[index] > numbers[place] { place = index }
        return place
    }

    /// −Σ t·log(o), and its slopes by the sums, o·Σt − t.
    ///
    /// With softmax before it, −log(o) is log Σeˢ − s for the sum s, and the largest output is e⁰/Σ: so nothing can
    /// overflow, and an output that is rounded to 0 has a loss all the same.
    private func crossentropy(_ targets: UnsafePointer<Float>) -> Double {
        let (largest, logarithm) = totalOfExponentials
        var (loss, total) = (0.0, Float(0))
        for index in 0..<count where targets[index] != 0 {
            loss += Double(targets[index]) * (largest - Double(sums[index]) + logarithm)
            total += targets[index]
        }
        guard let slopes else { return loss }
        for index in 0..<count { slopes[index] = (outputs[index] * total - targets[index]) * share }
        return loss
    }

    /// The same for a target that is 1 at the label.
    private func crossentropy(_ label: Int) -> Double {
        let (largest, logarithm) = totalOfExponentials
        if let slopes {
            for index in 0..<count { slopes[index] = outputs[index] * share }
            slopes[label] = (outputs[label] - 1) * share
        }
        return largest - Double(sums[label]) + logarithm
    }

    /// The largest sum m, and log Σeˢ⁻ᵐ.
    private var totalOfExponentials: (largest: Double, logarithm: Double) {
        let place = place(of: sums, count)
        return (Double(sums[place]), -log(Double(outputs[place])))
    }
}
