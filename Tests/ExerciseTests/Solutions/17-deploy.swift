import Exercises

// Lesson 17: Deploy
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 17.1  The request for a digit
//
//      The whole text of a request that asks `/predict` about one digit. Its
//      body is JSON as in the lesson, a list of digits: {"input": [[0, 255]]}.
//      Every line of the head ends with "\r\n", and an empty line ends the
//      head. Four lines are needed, a method with its path and three fields:
//
//          POST /predict HTTP/1.1
//          Host: 127.0.0.1
//          Content-Type: application/json
//          Content-Length:                how many bytes the body has
//
//      (`"\(pixels)"` is a list as text, and `body.utf8.count` the number of a
//      text's bytes.)
func requestFor(_ pixels: [Int]) throws -> String {
    let body = "{\"input\": [\(pixels)]}"
    let head = [
        "POST /predict HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        "Content-Length: \(body.utf8.count)",
    ]
    return head.joined(separator: "\r\n") + "\r\n\r\n" + body
}

// 17.2  An experiment: a wrong transform of your own
//
//      The lesson's network has learned from upright digits, with 0 for paper
//      and 1 for ink. The lesson's table shows how many digits it reads when it
//      gets other numbers. Invent numbers that are not in the table and differ
//      from 0 and 1 by at least 0.1 for paper or for ink. Predict which share
//      of the digits the network will read with them, and be right within 0.1.
//
//          number = pixel / divisor · factor + offset
//
//      To be quick, the network learns from 4,000 digits for two epochs, and is
//      asked about 1,000. With 0 and 1 it reads 0.93 of them. All are put
//      upright.
let wrongDivisor: Double? = 255
let wrongFactor: Double? = 1
let wrongOffset: Double? = 0.5
let predictedShare: Double? = 0.5
