// Written by Tests/Fixtures/make_exercise_fixtures.py.

enum Worked05 {
    static let newFirst = Matrix(
        worked: """
            0.4674245379521651 -0.31515092409566986
            -0.9871905508610813 1.0256188982778374
            """)
    static let newSecond = Matrix(
        worked: """
            0.9348490759043302 -0.5952582839316235
            """)
    static let uphill = Matrix(
        worked: """
            1.0651509240956698 -0.4047417160683765
            """)
    static let twice = Matrix(
        worked: """
            0.8696981518086603 -0.690516567863247
            """)
    static let withoutOutputSlope = Matrix(
        worked: """
            0.369108222043804 -0.511783555912392
            -0.9485302289812351 1.1029395420375299
            """)
    static let withoutHiddenSlope = Matrix(
        worked: """
            0.3696981518086603 -0.5106036963826794
            -0.9348490759043302 1.1303018481913396
            """)
    static let throughNewWeights = Matrix(
        worked: """
            0.4695468594074249 -0.3109062811851501
            -0.9847501385749157 1.0304997228501687
            """)
    static let outputErrors = Matrix(
        worked: """
            0.35
            -0.72
            -0.22
            """)
    static let output = Matrix(
        worked: """
            0.76
            0.12
            0.27
            """)
    static let hiddenOutput = Matrix(
        worked: """
            0.78
            0.55
            0.46
            0.38
            """)
    static let weightsHiddenOutput = Matrix(
        worked: """
            -0.24 -0.41 -0.95 0.05
            -1.47 1.41 0.9 0.77
            0.51 -1.41 -0.33 -0.29
            """)
    static let hiddenDelta = Matrix(
        worked: """
            0.012755168711999996
            -0.01787917725
            -0.028508207256000003
            -0.010078416696
            """)
    static let notebookDelta = Matrix(
        worked: """
            0.14795352
            -0.21000374999999996
            -0.22552236000000003
            -0.11146236000000002
            """)
    static let handedBack = Matrix(
        worked: """
            0.07433081999999999
            -0.0722391
            -0.11476734
            -0.04277766
            """)
    static let smallerDelta = Matrix(
        worked: """
            0.016550037503999998
            -0.033011431200000003
            -0.03206267712
            """)
    static let curvatures = Matrix(
        worked: """
            14.66 58.58 34.19
            22.13 36.56 24.28
            """)
    static let point = Matrix(
        worked: """
            1.94 -0.67 0.69
            -1.21 -0.58 1.25
            """)
    static let first = Matrix(
        worked: """
            -0.83 -0.54 -0.18
            -0.38 0.13 0.09
            0.61 0.84 0.04
            -0.15 -0.86 0.8
            """)
    static let second = Matrix(
        worked: """
            -0.54 -0.2 -0.02 -1.7
            0.29 -0.84 -0.76 -0.5
            """)
    static let input = Matrix(
        worked: """
            0.93
            0.24
            0.88
            """)
    static let target = Matrix(
        worked: """
            0.99
            0.01
            """)
    static let gradient = Matrix(
        worked: """
            0.030116790472600737 0.007772074961387431 0.028497608184352426
            -0.004775484252483864 -0.0012323830345106757 -0.004518737783953952
            -0.012262711046595596 -0.0031645705889093985 -0.011603425492667794
            0.092055378958511 0.023756226824600542 0.08710616504203904
            """)
}
