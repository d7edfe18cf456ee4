/// The number in a lesson's name: 5 in `lesson-05-backprop` and in `lesson-05`; nil for what is no lesson.
package func lessonNumber(_ name: some StringProtocol) -> Int? {
    // A regular expression takes 60 µs, and the exercises ask five hundred times.
    guard name.hasPrefix("lesson-") else { return nil }
    let digits = name.dropFirst("lesson-".count).prefix { $0 != "-" }
    return digits.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(digits) : nil
}
