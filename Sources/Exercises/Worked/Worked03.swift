// Written by Tests/Fixtures/make_exercise_fixtures.py.

enum Worked03 {
    static let input = Matrix(
        worked: """
            0.36
            0.96
            0.79
            """)
    static let first = Matrix(
        worked: """
            1.44 -0.51 0.22
            1.82 0.95 1.26
            -1.6 1.71 0.44
            0.39 -1.63 -0.62
            """)
    static let second = Matrix(
        worked: """
            -1.01 -0.2 -0.36 -0.96
            1.48 -1.26 -1.92 1.81
            """)
    static let third = Matrix(
        worked: """
            -1.85 1.12
            -1.63 0.53
            -1.94 1.74
            -0.29 -0.99
            -1.24 -0.34
            """)
    static let output = Matrix(
        worked: """
            0.43402880803409516
            0.42398420701739653
            0.4530129165131131
            0.44354750687606764
            0.4130947295186853
            """)
    static let lastLinear = Matrix(
        worked: """
            -0.26543226946488613
            -0.3064388717548214
            -0.18850455042316877
            -0.22677688570900684
            -0.3511864917727081
            """)
    static let onlyLastSigmoid = Matrix(
        worked: """
            1.1987540159902972e-05
            0.002947413109767987
            4.005257943840887e-08
            0.9998549954468594
            0.9119640245771574
            """)
    static let inputSigmoid = Matrix(
        worked: """
            0.4696239793993919
            0.4445261792332699
            0.5038918349040095
            0.42211612393176795
            0.41153727067057855
            """)
    static let linear = Matrix(
        worked: """
            -11.33163078
            -5.823875639999999
            -17.03307272
            8.8386004
            2.3378550000000007
            """)
    static let afterFirst = Matrix(
        worked: """
            0.5504774566670522
            0.9284154468606691
            0.8042701770680799
            0.12850973883932565
            """)
    static let afterSecond = Matrix(
        worked: """
            0.23965499177495012
            0.1588655940346175
            """)
}
