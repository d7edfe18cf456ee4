import Exercises

// Lesson 16: Saving a model
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 16.1  To bytes and back
//
//      Pack the numbers of a matrix of `Float` into bytes, row by row, four
//      for each number, the smallest place first; and make the matrix again
//      from the bytes.
//
//      (`x.bitPattern` is a `Float` as 32 bits in a whole number, and
//      `Float(bitPattern: bits)` makes it again. `bits >> 8` drops the lowest
//      eight bits, `bits & 255` keeps them alone, and `UInt8(…)` makes a byte.
//      The other way, `UInt32(byte) << 8` moves a byte up by eight bits, and +
//      puts two together. `matrix.elements` is a list of all numbers, row by
//      row, and `FloatMatrix(rows, columns, elements: list)` makes a matrix.)
func packed(_ matrix: FloatMatrix) throws -> [UInt8] {
    throw unanswered()
}

func unpacked(
    _ bytes: [UInt8], rows: Int, columns: Int
) throws -> FloatMatrix {
    throw unanswered()
}

// 16.2  Find the fault: a header
//
//      The header of a file in which three tensors stand one behind the other
//      without gaps, twelve numbers in all. Their shapes are right, and so is
//      their order. But loading it fails: something about the offsets can't
//      be. Write the header anew.
let faultyHeader = """
    {"a":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},
    "b":{"dtype":"F32","shape":[2],"data_offsets":[20,28]},
    "c":{"dtype":"F32","shape":[1,4],"data_offsets":[28,44]}}
    """

let mendedHeader: String? = nil
