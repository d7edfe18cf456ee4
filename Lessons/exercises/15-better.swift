import Exercises

// Lesson 15: Better
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 15.1  The slant, by hand
//
//      Three pixels with the same ink, at (2, 1), (4, 2) and (3, 3): x from
//      the left first, then y from the top. Where is the center of mass, and
//      how large is the slant?
let centerByHand: (x: Double, y: Double)? = nil
let slantByHand: Double? = nil

// 15.2  A schedule
//
//      The learning rate of a step, counted from 0. In the first `rising`
//      steps it grows in a straight line from 0 to `top`. In the steps from
//      there to `count` it falls like half a wave of a cosine, from `top` to 0,
//      which it reaches at step `count`.
//
//      (`cos(Double.pi * x)` goes from 1 to −1 while x goes from 0 to 1.)
func scheduledRate(
    atStep step: Int, of count: Int, rising: Int, top: Double
) throws -> Double {
    throw unanswered()
}

// 15.3  Push a row back
//
//      In the upright picture, what belongs at (x, y) is found at another
//      place of the old one. Which place, for a digit with this center and
//      this slant? The middle of a picture is (13.5, 13.5).
func placeInOldPicture(
    x: Double, y: Double, centerX: Double, centerY: Double, slant: Double
) throws -> (x: Double, y: Double) {
    throw unanswered()
}
