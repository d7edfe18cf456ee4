/// What NumPy computes for the lessons; `Tests/Fixtures/make_lesson_fixtures.py` writes it.
struct LessonReferences: Decodable {
    /// By seed.
    let weights: [String: Lesson01Weights.Reference]
    let feedforward: Lesson03Feedforward.Reference
}
