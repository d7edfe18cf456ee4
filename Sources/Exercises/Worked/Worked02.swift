// Written by Tests/Fixtures/make_exercise_fixtures.py.

enum Worked02 {
    static let left = Matrix(
        worked: """
            -2.71 -1.27 1.33
            -2.87 -1.76 -2.7
            """)
    static let right = Matrix(
        worked: """
            -1.75 -0.11 -0.48 2.16
            -1.97 -0.97 -1.38 1.15
            -1.68 1.87 -2.94 0.37
            """)
    static let product = Matrix(
        worked: """
            5.01 4.0171 -0.8568000000000002 -6.822
            13.025699999999999 -3.026100000000001 11.7444 -9.2222
            """)
    static let firstOnly = Matrix(
        worked: """
            4.7425 0.2981 1.3008 -5.8536
            5.0225 0.31570000000000004 1.3776 -6.1992
            """)
    static let lastOnly = Matrix(
        worked: """
            -2.2344 2.4871000000000003 -3.9102 0.49210000000000004
            4.5360000000000005 -5.049 7.938000000000001 -0.999
            """)
    static let withoutLast = Matrix(
        worked: """
            7.2444 1.53 3.0534 -7.3141
            8.4897 2.0229 3.8063999999999996 -8.2232
            """)
}
