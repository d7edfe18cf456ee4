import Foundation
import Numerics

/// The cross-entropy behind the softmax of the last layer: where the way forward ends and the way back begins.
extension LayerRun {
    /// The loss of an observation, −Σ t·log(o), and whether it is read right.
    ///
    /// With o = eˢ / Σ eˢ, −log(o) is log Σ eˢ − s, and for the largest sum m it is −log(o) = log Σ eˢ⁻ᵐ. So nothing can
    /// overflow, and an output that is rounded to 0 has a loss all the same.
    func loss(_ row: Int, _ targets: Targets, _ observation: Int) -> (loss: Double, isHit: Bool) {
        let place = sums.placeOfLargest(inRow: row)
        let (largest, logarithm) = (Double(sums[row, place]), -log(Double(outputs[row, place])))
        var (loss, right) = (0.0, 0)
        for unit in 0..<parameters.unitCount {
            let target = targets[observation, unit]
            if target != 0 { loss += Double(target) * (largest - Double(sums[row, unit]) + logarithm) }
            if target > targets[observation, right] { right = unit }
        }
        // What is not a number is no answer.
        return (loss, outputs.placeOfLargest(inRow: row) == right && !outputs[row, right].isNaN)
    }

    /// The gradient of the batch's mean loss with respect to the sums of an observation: (o · Σt − t) / batch.
    func setGradient(_ row: Int, _ targets: Targets, _ observation: Int, batchCount: Int) {
        var total: Float = 0
        for unit in 0..<parameters.unitCount { total += targets[observation, unit] }
        let share = 1 / Float(batchCount)
        for unit in 0..<parameters.unitCount {
            gradient[row, unit] = (outputs[row, unit] * total - targets[observation, unit]) * share
        }
    }
}
