import Exercises

// Lesson 1: Weights
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 1.1  A 4-3-2 network
//
//      Draw a 4-3-2 network. What shapes do its two matrices have, rows first,
//      and how many weights are there in all?
let shapeInputHidden: (rows: Int, columns: Int)? = nil
let shapeHiddenOutput: (rows: Int, columns: Int)? = nil
let weightCount: Int? = nil

// 1.2  From weights back to nodes
//
//      A network has 784 input nodes, 10 output nodes, one hidden layer, and
//      23,820 weights. How many hidden nodes does it have?
let nodesOf23820Weights: Int? = nil

// 1.3  All shapes of any network
//
//      A network of any number of layers: which shapes do its matrices have,
//      in order? For the layer sizes [3, 5, 2] they are (5, 3) and (2, 5).
//
//      What you need of Swift: `layerSizes.count` is how many layers there
//      are, and `layerSizes[0]` the size of the first. What stands in the
//      braces of `for place in 1..<4 { … }` is done for place 1, 2 and 3.
//      `var shapes: [(rows: Int, columns: Int)] = []` is an empty list, and
//      `shapes.append((5, 3))` adds to its end. `return shapes` hands it back.
func matrixShapes(
    _ layerSizes: [Int]
) throws -> [(rows: Int, columns: Int)] {
    throw unanswered()
}
