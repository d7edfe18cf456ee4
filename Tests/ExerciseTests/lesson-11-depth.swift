import Exercises

let wrong11 = [
    Wrong("five layers", Lesson11.vanishing((1024, 0.2)), says: "the factor of five layers"),
    Wrong("added", Lesson11.vanishing((40, 0.2)), says: "multiplied, not added"),
    Wrong("nine", Lesson11.vanishing((262_144, 0.2)), says: "nine layers"),
    Wrong("eleven", Lesson11.vanishing((4_194_304, 0.2)), says: "eleven layers"),
    Wrong("one", Lesson11.vanishing((4, 0.2)), says: "a single layer"),
    Wrong("none", Lesson11.vanishing((1, 0.2)), says: "ten ReLUs"),
    Wrong("a variance", Lesson11.vanishing((1_048_576, 0.04)), says: "0.04 is the variance"),
    Wrong("without the 2", Lesson11.vanishing((1_048_576, 0.1414)), says: "without He's factor"),
    Wrong("of the first layer", Lesson11.vanishing((1_048_576, 0.0505)), says: "for 784 links"),
    Wrong("of the last layer", Lesson11.vanishing((1_048_576, 0.447)), says: "10 nodes of the output layer"),

    Wrong("sigmoids", Lesson11.sixMatrices((.sigmoid, 2, 0.1)), says: "With sigmoid, a factor of 2"),
    Wrong("linear", Lesson11.sixMatrices((.linear, 1, 0.1)), says: "no better than one matrix"),
    Wrong("steps", Lesson11.sixMatrices((.step, 2, 0.1)), says: "and step is none of them"),
    Wrong("too long", Lesson11.sixMatrices((.relu, 2, 0.5)), says: "a rate of 0.5 and seed 1"),
    Wrong("a rate of 0", Lesson11.sixMatrices((.relu, 2, 0)), says: "A learning rate of 0"),
    Wrong("no weights", Lesson11.sixMatrices((.relu, 0, 0.1)), says: "makes no weights"),
]
