// Written by Tests/Fixtures/make_exercise_fixtures.py.

enum Worked04 {
    static let scaled = Matrix(
        worked: """
            0.01 1.0 0.20800000000000002
            0.01388235294117647 0.5069411764705882 0.9961176470588236
            """)
}
