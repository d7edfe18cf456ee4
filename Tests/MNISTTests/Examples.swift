import Foundation
import TestSupport

@testable import MNIST

/// A line of a CSV file, 785 values long unless told otherwise, in which some values are exchanged.
///
/// - Parameter replacing: new texts by the value's number, which counts from 1.
func csvLine(values count: Int = 785, replacing texts: [Int: String] = [:]) -> String {
    var values = Array(repeating: "0", count: count)
    for (number, text) in texts { values[number - 1] = text }
    return values.joined(separator: ",")
}

func parse(_ text: String, name: String = "digits.csv") throws -> Digits {
    try Digits(csv: Data(text.utf8), name: name)
}

/// The message of the error that an action throws; nil if it throws none.
func message<Value>(of action: () throws -> Value) -> String? {
    do {
        _ = try action()
        return nil
    } catch {
        return error.localizedDescription
    }
}

/// The hundred digits of `Data`, whatever `LESSON_DATA` says.
func hundred() throws -> Digits {
    try Digits(csv: PackageFiles.root.appendingPathComponent("Data/mnist_train_100.csv"))
}
