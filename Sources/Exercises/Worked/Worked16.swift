// Written by Tests/Fixtures/make_exercise_fixtures.py.

enum Worked16 {
    static let bytes = [
        0.0, 0.0, 128.0, 63.0, 0.0, 0.0, 208.0, 192.0, 205.0, 204.0, 204.0, 61.0, 198.0, 171.0, 13.0, 31.0, 182.0,
        230.0, 64.0, 70.0, 0.0, 0.0, 0.0, 128.0,
    ]
}
