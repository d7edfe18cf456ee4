import Foundation
import Numerics

/// What `Sequential` calculates, written plainly: dense layers, softmax and cross-entropy, in `Double`, a batch at a
/// time.
///
/// This is the place to read what the engine does. It is slow, and only the tests call it: they hold the engine to it,
/// and it to numerical differences.
struct PlainModel {
    /// Kernel (inputs × units), bias (1 × units) and activation of each layer.
    var layers: [(kernel: Matrix, bias: Matrix, activation: Activation)]

    /// What goes into each layer, batch × inputs, and the sums that come out, batch × units.
    private func forward(_ inputs: Matrix) -> [(inputs: Matrix, sums: Matrix)] {
        var (values, passed): (Matrix, [(inputs: Matrix, sums: Matrix)]) = (inputs, [])
        for layer in layers {
            let ones = Matrix(inputs.rows, 1, repeating: 1)
            let sums = dot(values, layer.kernel) + dot(ones, layer.bias)
            passed.append((values, sums))
            values = layer.activation(sums)
        }
        return passed
    }

    /// The outputs of the last layer: batch × units.
    func outputs(_ inputs: Matrix) -> Matrix {
        forward(inputs).last.map { layers[layers.count - 1].activation($0.sums) } ?? inputs
    }

    /// The mean of −Σ t·log(o) over the batch.
    ///
    /// - Parameter targets: batch × units.
    func loss(_ inputs: Matrix, _ targets: Matrix) -> Double {
        -(targets * outputs(inputs).map { log($0) }).sum / Double(inputs.rows)
    }

    /// The gradient of the loss with respect to the kernel and bias of each layer.
    func gradients(_ inputs: Matrix, _ targets: Matrix) -> [(kernel: Matrix, bias: Matrix)] {
        let passed = forward(inputs)
        let ones = Matrix(1, inputs.rows, repeating: 1)
        var gradients: [(kernel: Matrix, bias: Matrix)] = []
        // With respect to the sums of the last layer: (o − t) / batch, where each row of targets adds up to 1.
        var gradient = (outputs(inputs) - targets) / Double(inputs.rows)
        for (index, layer) in layers.enumerated().reversed() {
            gradients.insert((dot(passed[index].inputs.transposed, gradient), dot(ones, gradient)), at: 0)
            guard index > 0 else { break }
            let derivative = layers[index - 1].activation.derivative(passed[index - 1].sums)
            gradient = dot(gradient, layer.kernel.transposed) * derivative
        }
        return gradients
    }

    /// One step of gradient descent.
    mutating func train(_ inputs: Matrix, _ targets: Matrix, learningRate: Double) {
        for (index, gradient) in gradients(inputs, targets).enumerated() {
            layers[index].kernel -= learningRate * gradient.kernel
            layers[index].bias -= learningRate * gradient.bias
        }
    }
}
