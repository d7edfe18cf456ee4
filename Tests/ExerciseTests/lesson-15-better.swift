import Exercises

let wrong15 = [
    Wrong("exchanged", Lesson15.slant(((2, 3), 0.5)), says: "x and y exchanged"),
    Wrong("sums", Lesson15.slant(((9, 6), 0.5)), says: "Those are the sums"),
    Wrong("the middle row", Lesson15.slant(((4, 2), 0.5)), says: "the pixel in the middle row"),
    Wrong("v_xy", Lesson15.slant(((3, 2), 0.333)), says: "1/3 is v_xy"),
    Wrong("not divided", Lesson15.slant(((3, 2), 1)), says: "v_yy is not 1/3"),
    Wrong("a sign", Lesson15.slant(((3, 2), -0.5)), says: "The sign is turned"),
    Wrong("upside down", Lesson15.slant(((3, 2), 2)), says: "divided v_yy by v_xy"),
    Wrong("v_yy", Lesson15.slant(((3, 2), 0.667)), says: "2/3 is v_yy"),

    Wrong(
        "no top", Lesson15.schedule { try scheduledRate(atStep: $0, of: $1, rising: $2, top: 1) + $3 * 0 },
        says: "multiply by the top"),
    Wrong(
        "no line", Lesson15.schedule { step, count, _, top in wave(step, count) * top }, says: "It should begin at 0"),
    Wrong(
        "the wave too early",
        Lesson15.schedule { step, count, rising, top in
            step <= rising ? top * Double(step) / Double(rising) : wave(step, count) * top
        },
        says: "The wave begins where"),
    Wrong(
        "twice as high",
        Lesson15.schedule { step, count, rising, top in
            try scheduledRate(atStep: step, of: count, rising: rising, top: step > rising ? 2 * top : top)
        },
        says: "at first; take half."),
    Wrong(
        "neither top nor half",
        Lesson15.schedule { step, count, rising, top in
            let rate = try scheduledRate(atStep: step, of: count, rising: rising, top: top)
            return step > rising ? 2 * rate / top : rate
        },
        says: "take half, times the top"),
    Wrong(
        "a top of 3 always",
        Lesson15.schedule { step, count, rising, _ in
            try scheduledRate(atStep: step, of: count, rising: rising, top: 3)
        },
        says: "for a top of 0.5"),
    Wrong(
        "uneven",
        Lesson15.schedule { step, count, rising, top in
            try step < rising ? (step == 0 ? 0 : top) : scheduledRate(atStep: step, of: count, rising: rising, top: top)
        },
        says: "should grow evenly"),
    Wrong(
        "a line down",
        Lesson15.schedule { step, count, rising, top in
            step < rising
                ? top * Double(step) / Double(rising) : top * Double(count - step) / Double(count - rising)
        },
        says: "falls in a straight line"),
    Wrong(
        "rising again",
        Lesson15.schedule { step, count, rising, top in
            let rate = try scheduledRate(atStep: step, of: count, rising: rising, top: top)
            return step > rising ? top - rate : rate
        },
        says: "rises where it should fall"),
    Wrong(
        "to the wrong end",
        Lesson15.schedule { try scheduledRate(atStep: $0, of: $0 > $2 ? $1 + 5 : $1, rising: $2, top: $3) },
        says: "and should be 2.561"),

    Wrong(
        "no slant", Lesson15.place { x, y, cx, cy, _ in (cx + x - 13.5, cy + y - 13.5) }, says: "The slant is missing"),
    Wrong(
        "taken away", Lesson15.place { x, y, cx, cy, slant in (cx + x - 13.5 - slant * (y - 13.5), cy + y - 13.5) },
        says: "so that is added"),
    Wrong(
        "up and down", Lesson15.place { x, y, cx, cy, slant in (cx + x - 13.5, cy + y - 13.5 + slant * (x - 13.5)) },
        says: "sideways, not up"),
    Wrong(
        "by the column", Lesson15.place { x, y, cx, cy, slant in (cx + (x - 13.5) * (1 + slant), cy + y - 13.5) },
        says: "how far down it is"),
    Wrong("no center", Lesson15.place { x, y, _, _, slant in (x + slant * (y - 13.5), y) }, says: "at the old center"),
    Wrong(
        "mirrored", Lesson15.place { x, y, cx, cy, slant in (cx - x + 13.5 + slant * (y - 13.5), cy - y + 13.5) },
        says: "on the other side"),
    Wrong(
        "twice", Lesson15.place { x, y, cx, cy, slant in (cx + x - 13.5 + 2 * slant * (y - 13.5), cy + y - 13.5) },
        says: "and should look at (17, 21.5)"),
]

private func wave(_ step: Int, _ count: Int) -> Double {
    (1 + cos(Double.pi * Double(step) / Double(count))) / 2
}
