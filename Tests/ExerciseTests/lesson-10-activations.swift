import Exercises

let wrong10 = [
    Wrong("the sigmoid", Lesson10.own(({ 1 / (1 + exp(-$0)) }, { _ in 0 })), says: "is the sigmoid of the lesson"),
    Wrong("leaky", Lesson10.own(({ $0 > 0 ? $0 : 0.3 * $0 }, { $0 > 0 ? 1 : 0.3 })), says: "with a slope of 0.3"),
    Wrong("a line", Lesson10.own(({ 3 * $0 + 1 }, { _ in 3 })), says: "is a straight line"),
    Wrong("too large", Lesson10.own(({ exp($0) }, { exp($0) })), says: "is inf, and should be finite"),
    Wrong("another's slope", Lesson10.own((ownActivation, { 1 / (1 + abs($0)) })), says: "and measured it is"),
    Wrong("a sign", Lesson10.own(({ $0 * abs($0) }, { -2 * abs($0) })), says: "opposite of what is measured"),
    Wrong("e to a quotient", Lesson10.own(({ exp($0) / (2 + exp($0)) }, { _ in 0 })), says: "is nan"),

    Wrong("the slope in x", Lesson10.slopeInAlpha { x, alpha in x < 0 ? alpha : 1 }, says: "the slope in x"),
    Wrong("the output", Lesson10.slopeInAlpha { x, alpha in x < 0 ? alpha * x : x }, says: "the output, not its slope"),
    Wrong("nothing", Lesson10.slopeInAlpha { _, _ in 0 }, says: "does depend on α"),
    Wrong("on both sides", Lesson10.slopeInAlpha { x, _ in x }, says: "whatever α is"),
    Wrong("the size", Lesson10.slopeInAlpha { x, _ in x < 0 ? -x : 0 }, says: "the wrong sign"),
    Wrong("one", Lesson10.slopeInAlpha { x, _ in x < 0 ? 1 : 0 }, says: "by 2.5 times as much"),
]
