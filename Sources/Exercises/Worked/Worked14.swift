// Written by Tests/Fixtures/make_exercise_fixtures.py.

enum Worked14 {
    static let weights = Matrix(
        worked: """
            0.83 0.04 -0.91
            -0.16 0.43 -0.69
            """)
    static let velocity = Matrix(
        worked: """
            0.4 0.06 0.16
            0.33 -0.3 -0.37
            """)
    static let gradient = Matrix(
        worked: """
            1.43 -0.96 -0.19
            -0.46 0.41 2.29
            """)
    static let size = Matrix(
        worked: """
            0.28 1.79 1.01
            0.43 1.45 1.07
            """)
    static let newVelocity = Matrix(
        worked: """
            -0.006000000000000005 0.23399999999999999 0.15
            0.323 -0.292 -0.7170000000000001
            """)
    static let newWeights = Matrix(
        worked: """
            0.8239999999999998 0.274 -0.76
            0.16299999999999998 0.138 -1.407
            """)
    static let firstWeights = Matrix(
        worked: """
            0.7800001105689044 0.0899998352985811 -0.8600008321644814
            -0.11000034372346966 0.38000038564064265 -0.7399999309547316
            """)
    static let firstMean = Matrix(
        worked: """
            0.143 -0.096 -0.019000000000000003
            -0.046000000000000006 0.041 0.229
            """)
    static let firstSquare = Matrix(
        worked: """
            0.0020448999999999997 0.0009216 3.61e-05
            0.00021160000000000002 0.00016809999999999997 0.005244100000000001
            """)
    static let laterWeights = Matrix(
        worked: """
            0.8212930403104053 0.0402885161916347 -0.911143406998096
            -0.16351796749400724 0.4317481777135734 -0.6890779848965145
            """)
    static let laterMean = Matrix(
        worked: """
            0.503 -0.042 0.125
            0.25100000000000006 -0.229 -0.10400000000000001
            """)
    static let laterSquare = Matrix(
        worked: """
            0.28176490000000004 1.7891316000000002 1.0090261
            0.4297816 1.4487181 1.0741741000000002
            """)
}
