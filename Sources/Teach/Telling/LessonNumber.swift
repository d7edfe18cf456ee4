/// The number in a lesson's name: 5 in `lesson-05-backprop` and in `lesson-05`; nil for what is no lesson.
package func lessonNumber(_ name: some StringProtocol) -> Int? {
    String(name).prefixMatch(of: /lesson-([0-9]+)(-|$)/).flatMap { Int($0.1) }
}
