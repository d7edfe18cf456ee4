import Exercises

let wrong16 = [
    Wrong(
        "big-endian",
        Lesson16.bytes(
            (
                { matrix in matrix.elements.flatMap { fourBytes($0).reversed() } },
                { try unpacked($0, rows: $1, columns: $2) }
            )),
        says: "the largest place comes first"),
    Wrong(
        "column by column",
        Lesson16.bytes(
            (
                { matrix in
                    (0..<matrix.columns).flatMap { column in
                        (0..<matrix.rows).flatMap { fourBytes(matrix.elements[$0 * matrix.columns + column]) }
                    }
                }, { try unpacked($0, rows: $1, columns: $2) }
            )),
        says: "down the columns"),
    Wrong(
        "all backward", Lesson16.bytes(({ try packed($0).reversed() }, { try unpacked($0, rows: $1, columns: $2) })),
        says: "in the opposite order"),
    Wrong(
        "a byte each",
        Lesson16.bytes(({ $0.elements.map { _ in 1 } }, { try unpacked($0, rows: $1, columns: $2) })),
        says: "and you return 6"),
    Wrong(
        "not shifted",
        Lesson16.bytes(
            (
                { matrix in matrix.elements.flatMap { number in (0..<4).map { _ in UInt8(number.bitPattern & 255) } } },
                { try unpacked($0, rows: $1, columns: $2) }
            )),
        says: "byte 2 is wrong"),
    Wrong(
        "unpacked big-endian",
        Lesson16.bytes(
            (
                packed,
                { bytes, rows, columns in
                    let turned = stride(from: 0, to: bytes.count, by: 4).flatMap { bytes[$0..<$0 + 4].reversed() }
                    return try unpacked(turned, rows: rows, columns: columns)
                }
            )),
        says: "Unpacking 00 00 80 3f makes"),
    Wrong(
        "rows and columns exchanged",
        Lesson16.bytes((packed, { try unpacked($0, rows: $2, columns: $1) })),
        says: "a matrix of shape (3, 2), and it was (2, 3)"),
    Wrong(
        "always 2 × 3",
        Lesson16.bytes(
            (
                packed,
                { bytes, rows, columns in
                    let same = try unpacked(bytes, rows: rows, columns: columns)
                    return rows == 2 ? same : FloatMatrix(rows, columns, elements: same.elements.map { $0 + 1 })
                }
            )),
        says: "and 3 × 1 don't"),

    Wrong("as it was", Lesson16.header(faultyHeader), says: "found [20, 28], an overlap"),
    Wrong(
        "the first shortened", Lesson16.header(mendedHeader?.replacing("[0,24]", with: "[0,20]")),
        says: "expected 24 bytes for F32 [3, 2]"),
    Wrong(
        "a gap", Lesson16.header(mendedHeader?.replacing("[24,32]", with: "[24,28]")),
        says: "expected 8 bytes for F32 [2]"),
    Wrong(
        "other shapes",
        Lesson16.header(
            mendedHeader?.replacing("[3,2]", with: "[2,3]")),
        says: "that of a is now [2, 3]"),
    Wrong(
        "another order",
        Lesson16.header(mendedHeader?.replacing("[24,32]", with: "[40,48]").replacing("[32,48]", with: "[24,40]")),
        says: "b now begins with number 10"),
    Wrong("another name", Lesson16.header(mendedHeader?.replacing("\"b\"", with: "\"d\"")), says: "it had a, b and c"),
    Wrong("no JSON", Lesson16.header("{a}"), says: "expected a name in quotes"),
]

private func fourBytes(_ number: Float) -> [UInt8] {
    (0..<4).map { UInt8(number.bitPattern >> UInt32(8 * $0) & 255) }
}
