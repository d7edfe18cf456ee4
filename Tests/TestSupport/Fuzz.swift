import Foundation

/// How often a test changes its input at random.
public enum Fuzz {
    /// Of the rounds that a thorough search makes, a twentieth in every `swift test`, and all with the variable `FUZZ`:
    /// `FUZZ=1 swift test --skip LessonTests` takes a minute.
    public static func rounds(_ thorough: Int) -> Int {
        ProcessInfo.processInfo.environment["FUZZ"] == nil ? thorough / 20 : thorough
    }
}
