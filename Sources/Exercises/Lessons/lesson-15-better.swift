import Foundation
import Numerics

/// The exercises of lesson 15.
public enum Lesson15 {
    /// A center of mass and a slant, by hand.
    public static let slant = Exercise<(center: (x: Double, y: Double)?, slant: Double?)>(
        "15.1", .pencil,
        hints: [
            "With the same ink everywhere the center is the mean of the places. How far is each pixel from it?",
            "x is (2 + 4 + 3) / 3 on average, and y likewise. v_xy is the mean of the product of both distances from the "
                + "center, and v_yy of the square of the one in y.",
            "The products are (−1) · (−1), 0 · 1 and 1 · 0; the squares of y − 2 are 1, 0 and 1.",
        ],
        learned: "The three pixels don't lie on one line, and yet there is a slant: that of the line that fits best.",
        why: "v_xy is 1/3 and v_yy is 2/3, so each row lies half a pixel farther right than the one above."
    ) { answer in
        let (center, slant) = (try given(answer.center), try given(answer.slant))
        try compare(
            [[center.x, center.y]], with: [[3, 2]], "the center", shape: "", tolerance: 1e-4, hidesRightNumbers: true,
            names: ["x", "y"],
            mistakes: [
                ([[2, 3]], "The center has x and y exchanged."),
                ([[9, 6]], "Those are the sums. Divide by the ink, which is three."),
                ([[4, 2]], "That is the pixel in the middle row. Take the mean of all three."),
            ])
        try compare(
            slant, with: 0.5, "the slant", tolerance: 1e-3, hidesRightNumbers: true,
            mistakes: [
                (1.0 / 3, "1/3 is v_xy. Divide it by v_yy."),
                (1, "1 is v_xy times 3. v_yy is not 1/3: two pixels are a row away from the center."),
                (-0.5, "The sign is turned: lower rows lie farther to the right here."),
                (2, "You have divided v_yy by v_xy."),
                (2.0 / 3, "2/3 is v_yy."),
            ])
    }

    /// A learning rate that rises and falls.
    public static let schedule = Exercise<
        (_ step: Int, _ count: Int, _ rising: Int, _ top: Double) throws -> Double
    >(
        "15.2", .code,
        hints: [
            "The rate is a line first and a wave then. What is it where they meet?",
            "In the second part, which share of its way has a step gone? That share times π goes into the cosine.",
            "1 plus the cosine goes from 2 to 0. Half of that, times the top, is the falling part.",
        ],
        learned: "The mean of such a rate is half its top, which is why lesson 15 could double it.",
        why: "A line up to the top, and then top · (1 + cos) / 2, which leaves the top and reaches 0 without a corner."
    ) { schedule in
        let falling = 0.8535533905932737  // (1 + cos(π/4)) / 2
        let ofTwentyFive = [(0, 0.0), (3, 0.6), (5, 1), (1, 0.2), (10, falling), (15, 0.5), (20, 1 - falling), (25, 0)]
        for (step, right) in ofTwentyFive {
            let answer = try schedule(step, 25, 5, 3)
            if abs(answer - 3 * right) < 1e-9 { continue }
            let place = "With 25 steps, of which 5 rise, and a top of 3, your rate at step \(step) is \(short(answer))"
            if abs(answer - right) < 1e-9 { throw Refusal("\(place): multiply by the top.") }
            if !answer.isFinite { throw Refusal("\(place).") }
            let whole = 3 * (1 + cos(Double.pi * Double(step) / 25)) / 2
            if step > 5 && abs(answer - whole) < 1e-9 {
                throw Refusal("\(place). The wave begins where the line ends, at step 5, and not at step 0.")
            }
            if step > 5 && abs(answer - 6 * right) < 1e-9 {
                throw Refusal("\(place): 1 + cos is 2 at first; take half.")
            }
            if step > 5 && abs(answer - 2 * right) < 1e-9 {
                throw Refusal("\(place): 1 + cos is 2 at first; take half, times the top.")
            }
            if step == 0 { throw Refusal("\(place). It should begin at 0.") }
            if step <= 5 { throw Refusal("\(place). Up to step 5 it should grow evenly to 3.") }
            if abs(answer - 3 * (1 - right)) < 1e-9 { throw Refusal("\(place): it rises where it should fall.") }
            if abs(answer - 3 * Double(25 - step) / 20) < 1e-9 {
                throw Refusal("\(place): it falls in a straight line, not like a cosine.")
            }
            throw Refusal("\(place), and should be \(short(3 * right)).")
        }
        for (step, right) in [(4, 0.5), (16, falling), (24, 0.5), (40, 0)] {
            try compare(
                try schedule(step, 40, 8, 0.5), with: 0.5 * right, "your rate",
                tried: "at step \(step) of 40, of which 8 rise, for a top of 0.5")
        }
    }

    /// Where a pixel of the upright picture is in the old one.
    public static let place = Exercise<
        (_ x: Double, _ y: Double, _ centerX: Double, _ centerY: Double, _ slant: Double) throws -> (
            x: Double, y: Double
        )
    >(
        "15.3", .code,
        hints: [
            "Where in the old picture is what belongs in the middle of the new one?",
            "Measure how far (x, y) is from the middle, go as far from the old center, and then think of the slant: by how "
                + "much has that row moved?",
            "The row that is d below the center has moved by the slant times d to the right: add that to x, and leave y "
                + "alone.",
        ],
        learned:
            "One asks where each new pixel comes from, and not where each old one goes, so no pixel is left empty.",
        why: "As far right of the old center and as far below it, and the row's own shift added."
    ) { place in
        for (x, y, centerX, centerY, slant, expected) in [
            (13.5, 13.5, 12.0, 15.5, 0.5, [12, 15.5]), (15.5, 19.5, 12, 15.5, 0.5, [17, 21.5]),
            (4, 8, 14, 13, -0.2, [5.6, 7.5]),
        ] {
            let (right, down) = (x - 13.5, y - 13.5)
            let answer = try place(x, y, centerX, centerY, slant)
            let numbers = [answer.x, answer.y]
            func isClose(_ other: [Double]) -> Bool { zip(numbers, other).allSatisfy { abs($0 - $1) < 1e-9 } }
            if isClose(expected) { continue }
            let beginning =
                "What belongs at (\(short(x)), \(short(y))), for a center of (\(short(centerX)), "
                + "\(short(centerY))) and a slant of \(short(slant)), you look for at "
                + "(\(short(answer.x)), \(short(answer.y)))"
            if right == 0 && down == 0 {
                throw Refusal("\(beginning). What belongs in the middle is at the old center.")
            }
            if isClose([centerX + right, centerY + down]) { throw Refusal("\(beginning). The slant is missing.") }
            if isClose([centerX + right - slant * down, centerY + down]) {
                throw Refusal("\(beginning). In the old picture the row has moved by the slant, so that is added.")
            }
            if isClose([centerX + right, centerY + down + slant * right]) {
                throw Refusal("\(beginning). Rows move sideways, not up and down.")
            }
            if isClose([centerX + right + slant * right, centerY + down]) {
                throw Refusal("\(beginning). How far a row has moved depends on how far down it is.")
            }
            if isClose([centerX - right + slant * down, centerY - down]) {
                throw Refusal("\(beginning). That is on the other side of the center.")
            }
            throw Refusal("\(beginning), and should look at (\(short(expected[0])), \(short(expected[1]))).")
        }
    }
}
