import Exercises

let wrong01 = [
    Wrong("rows and columns exchanged", Lesson01.small(((4, 3), (3, 2), 18)), says: "exchanged: the following layer"),
    Wrong("matrices exchanged", Lesson01.small(((2, 3), (3, 4), 18)), says: "The matrices are exchanged"),
    Wrong("the first alone", Lesson01.small(((4, 3), (2, 3), 18)), says: "The first matrix can't be 4 × 3"),
    Wrong("the second alone", Lesson01.small(((3, 4), (3, 2), 18)), says: "The second matrix can't be 3 × 2"),
    Wrong("nodes counted", Lesson01.small(((3, 4), (2, 3), 9)), says: "9 is the number of nodes"),
    Wrong("all multiplied", Lesson01.small(((3, 4), (2, 3), 24)), says: "no link that skips"),
    Wrong("matrices multiplied", Lesson01.small(((3, 4), (2, 3), 72)), says: "add the two matrices up"),
    Wrong("rows and columns added", Lesson01.small(((3, 4), (2, 3), 12)), says: "isn't 12"),
    Wrong("rows and columns of both added", Lesson01.small(((3, 4), (2, 3), 14)), says: "adds rows and columns"),

    Wrong("divided by 7,840", Lesson01.backward(3), says: "not linked directly"),
    Wrong("divided by 784", Lesson01.backward(31), says: "24304 + 310 weights, not 23820"),
    Wrong("divided by 10", Lesson01.backward(2382), says: "784 others"),
    Wrong("below nothing", Lesson01.backward(-30), says: "can't be drawn"),
    Wrong("guessed", Lesson01.backward(40), says: "31360 + 400 weights"),
    Wrong("absurd", Lesson01.backward(Int.max), says: "millions of weights"),

    Wrong(
        "rows and columns exchanged",
        Lesson01.shapes { sizes in (1..<sizes.count).map { (sizes[$0 - 1], sizes[$0]) } },
        says: "rows and columns are exchanged"),
    Wrong(
        "from the end",
        Lesson01.shapes { sizes in (1..<sizes.count).reversed().map { (sizes[$0], sizes[$0 - 1]) } },
        says: "from the last matrix to the first"),
    Wrong(
        "the last gap forgotten",
        Lesson01.shapes { sizes in (1..<sizes.count - 1).map { (sizes[$0], sizes[$0 - 1]) } },
        says: "you return 2 shapes"),
    Wrong(
        "all from the input", Lesson01.shapes { sizes in (1..<sizes.count).map { (sizes[$0], sizes[0]) } },
        says: "Matrix 1, counted from 0, leads from 2 nodes to 5"),
    Wrong(
        "the task's numbers",
        Lesson01.shapes { sizes in sizes.count == 4 ? [(2, 7), (5, 2), (3, 5)] : [(5, 3), (2, 5)] },
        says: "for 784-90-10 it is not"),
]
