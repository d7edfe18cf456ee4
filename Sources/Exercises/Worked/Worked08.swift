// Written by Tests/Fixtures/make_exercise_fixtures.py.

enum Worked08 {
    static let variance = 0.0019600000000000004
    static let meanDistance = 0.03600000000000001
}
