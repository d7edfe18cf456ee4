"""Makes Sources/Exercises/Worked/: what NumPy works out for the checks of the exercises to compare with.

    python3 Tests/Fixtures/make_exercise_fixtures.py

It needs Python 3 and NumPy 2 and can be run from anywhere; running it again changes nothing. Inputs are drawn from
fixed seeds, uneven, of unequal sizes, and rounded, so that a sentence can name them. Nothing here is shared with the
solutions.
"""

import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "Sources" / "Exercises" / "Worked"


def swift(value):
    """A number or a matrix in Swift."""
    if isinstance(value, (bool, np.bool_)):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value + '"'
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        return repr(float(value))
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 1:
        return "[" + ", ".join(repr(float(number)) for number in array) + "]"
    rows = [" ".join(repr(float(number)) for number in row) for row in array]
    return "Matrix(\n        worked: \"\"\"\n" + "".join(f"            {row}\n" for row in rows) + "            \"\"\")"


def write(lesson, **values):
    """Writes what was worked out for one lesson."""
    lines = [f"// Written by Tests/Fixtures/make_exercise_fixtures.py.", "", f"enum Worked{lesson:02} {{"]
    lines += [f"    static let {name} = {swift(value)}" for name, value in values.items()]
    (FOLDER / f"Worked{lesson:02}.swift").write_text("\n".join(lines + ["}"]) + "\n", encoding="ascii")


def drawn(seed, rows, columns, low, high):
    """An uneven matrix, rounded to two decimals."""
    return np.round(np.random.RandomState(seed).uniform(low, high, (rows, columns)), 2)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


# Lesson 1


# Lesson 2

left, right = drawn(21, 2, 3, -3, 3), drawn(22, 3, 4, -3, 3)
write(
    2,
    left=left,
    right=right,
    product=left @ right,
    firstOnly=left[:, :1] @ right[:1],
    lastOnly=left[:, 2:] @ right[2:],
    withoutLast=left[:, :2] @ right[:2],
)


# Lesson 3

x3 = drawn(31, 3, 1, 0.1, 1)
matrices = [drawn(32, 4, 3, -2, 2), drawn(33, 2, 4, -2, 2), drawn(34, 5, 2, -2, 2)]
first3, second3, third3 = matrices
one, two = sigmoid(first3 @ x3), sigmoid(second3 @ sigmoid(first3 @ x3))
write(
    3,
    input=x3,
    first=first3,
    second=second3,
    third=third3,
    output=sigmoid(third3 @ two),
    lastLinear=third3 @ two,
    onlyLastSigmoid=sigmoid(third3 @ second3 @ first3 @ x3),
    inputSigmoid=sigmoid(third3 @ sigmoid(second3 @ sigmoid(first3 @ sigmoid(x3)))),
    linear=third3 @ second3 @ first3 @ x3,
    afterFirst=one,
    afterSecond=two,
)


# Lesson 4

write(4, scaled=np.array([[0, 255, 51], [1, 128, 254]]) / 255 * 0.99 + 0.01)


# Lesson 5


def updated(first, second, x, t, step=1.0, output_slope=True, hidden_slope=True, late=False):
    """Both matrices after one step."""
    hidden = sigmoid(first @ x)
    output = sigmoid(second @ hidden)
    error = t - output
    delta = error * output * (1 - output)
    new_second = second + step * delta @ hidden.T
    back = (new_second if late else second).T @ (delta if output_slope else error)
    if hidden_slope:
        back = back * hidden * (1 - hidden)
    return first + step * back @ x.T, new_second


first, second = np.array([[0.5, -0.25], [-1, 1]]), np.array([[1, -0.5]])
x, t = np.array([[1.0], [2]]), np.array([[0.01]])
right = updated(first, second, x, t)
errors, output, hidden = drawn(51, 3, 1, -0.8, 0.9), drawn(52, 3, 1, 0.1, 0.9), drawn(53, 4, 1, 0.1, 0.9)
weights = drawn(54, 3, 4, -1.5, 1.5)
slopes, hidden_slopes = output * (1 - output), hidden * (1 - hidden)
curvatures, point = drawn(55, 2, 3, 10, 60), drawn(56, 2, 3, -2, 2)
first4, second4 = drawn(57, 4, 3, -1, 1), drawn(58, 2, 4, -2, 2)
x4, t4 = drawn(59, 3, 1, 0.1, 1), np.array([[0.99], [0.01]])


def squared_error(first):
    return float(((t4 - sigmoid(second4 @ sigmoid(first @ x4))) ** 2).sum())


def measured(function, point, step=1e-5):
    gradient = np.zeros_like(point)
    for place in np.ndindex(point.shape):
        above, below = point.copy(), point.copy()
        above[place] += step
        below[place] -= step
        gradient[place] = (function(above) - function(below)) / (2 * step)
    return gradient


write(
    5,
    newFirst=right[0],
    newSecond=right[1],
    uphill=updated(first, second, x, t, step=-1.0)[1],
    twice=updated(first, second, x, t, step=2.0)[1],
    withoutOutputSlope=updated(first, second, x, t, output_slope=False)[0],
    withoutHiddenSlope=updated(first, second, x, t, hidden_slope=False)[0],
    throughNewWeights=updated(first, second, x, t, late=True)[0],
    outputErrors=errors,
    output=output,
    hiddenOutput=hidden,
    weightsHiddenOutput=weights,
    hiddenDelta=weights.T @ (errors * slopes) * hidden_slopes,
    notebookDelta=weights.T @ errors * hidden_slopes,
    handedBack=weights.T @ (errors * slopes),
    smallerDelta=weights[:2, :3].T @ (errors * slopes)[:2] * hidden_slopes[:3],
    curvatures=curvatures,
    point=point,
    first=first4,
    second=second4,
    input=x4,
    target=t4,
    gradient=measured(squared_error, first4),
)


# Lesson 6

def hundred():
    """The hundred digits: labels and pixels."""
    rows = np.loadtxt(FOLDER.parent.parent.parent / "Data" / "mnist_train_100.csv", delimiter=",")
    return rows[:, 0].astype(int), rows[:, 1:]


labels6, pixels6 = hundred()
scaled6 = pixels6 / 255 * 0.99 + 0.01


def network6(seed, hidden):
    """The first weights of the notebook's network."""
    random = np.random.RandomState(seed)
    return random.normal(0, hidden**-0.5, (hidden, 784)), random.normal(0, 10**-0.5, (10, hidden))


def passed(order, rate=0.2, inputs=scaled6, low=0.01, high=0.99):
    """The second matrix after a step on each digit, by the notebook's rule."""
    first, second = network6(61, 5)
    for place in order:
        x = inputs[place].reshape(784, 1)
        t = np.full((10, 1), low)
        t[labels6[place]] = high
        with np.errstate(over="ignore"):
            hidden = sigmoid(first @ x)
        output = sigmoid(second @ hidden)
        errors = t - output
        back = second.T @ errors
        second = second + rate * (errors * output * (1 - output)) @ hidden.T
        first = first + rate * (back * hidden * (1 - hidden)) @ x.T
    return second


def right_of(count, inputs):
    first, second = network6(65, 30)
    with np.errstate(over="ignore"):
        return int((np.argmax(second @ sigmoid(first @ inputs[:count].T), axis=0) == labels6[:count]).sum())


write(
    6,
    afterPass=passed(range(10)),
    reversed=passed(range(9, -1, -1)),
    rawInput=passed(range(10), inputs=pixels6),
    rawTarget=passed(range(10), low=0.0, high=1.0),
    firstOnly=passed([0] * 10),
    otherRate=passed(range(10), rate=0.3),
    afterThree=passed(range(3), rate=0.1),
    rightOf37=right_of(37, scaled6),
    rawRightOf37=right_of(37, pixels6),
    rightOf8=right_of(8, scaled6),
)


# Lesson 7


# Lesson 8

results8 = np.array([0.61, 0.66, 0.58, 0.71, 0.64])
write(8, variance=results8.var(), meanDistance=np.abs(results8 - results8.mean()).mean())


# Lesson 9

random9 = np.random.RandomState(9)
labels9 = random9.randint(0, 10, 60)
answers9 = np.where(random9.rand(60) < 0.7, labels9, random9.randint(0, 10, 60))
confusion9 = np.zeros((10, 10))
np.add.at(confusion9, (labels9, answers9), 1)
# A matrix in which the digit answered too often is none of those that other sums point to.
often = np.diag([80.0, 160, 90, 70, 60, 75, 85, 95, 65, 100])
for label, answer, count in [
    (1, 3, 9), (2, 3, 8), (5, 3, 14), (5, 8, 12), (8, 4, 9), (3, 5, 4), (4, 9, 16), (7, 9, 17), (9, 4, 13), (9, 7, 12),
    (6, 0, 3), (0, 6, 2), (2, 7, 4), (9, 3, 1), (3, 8, 3), (9, 0, 2), (7, 4, 14),
]:
    often[label, answer] += count
given, written = often.sum(0), often.sum(1)
right9 = np.diag(often)
found = [
    int(np.argmax(x)) for x in (given - written, written - given, given, written - right9, given - right9)
]
assert len(set(found)) == 5 and 0 not in found, (found, given - written, given, written - right9, given - right9)
write(
    9,
    labels=labels9,
    answers=answers9,
    confusion=confusion9,
    mistakesOnly=confusion9 - np.diag(np.diag(confusion9)),
    diagonalOnly=np.diag(np.diag(confusion9)),
    tooOften=often,
    tooOftenDigit=found[0],
    tooSeldomDigit=found[1],
    mostAnswered=found[2],
    mostMistaken=found[3],
    mostWronglyAnswered=found[4],
)


# Lesson 10


# Lesson 11


# Lesson 12


# Lesson 13

def softmax(sums):
    """Row by row."""
    powers = np.exp(sums - sums.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


kernel13, inputs13 = drawn(131, 4, 3, -1, 1), drawn(132, 5, 4, 0.1, 2)
targets13 = np.eye(3)[[2, 0, 1, 1, 0]]


def stepped13(activation, kernel=kernel13, inputs=inputs13, targets=targets13, rate=0.5):
    return kernel - rate * inputs.T @ (activation(inputs @ kernel) - targets) / len(inputs)


write(
    13,
    softmax=softmax(np.array([0.5, -1.25, 2, 0.75])),
    large=softmax(np.array([1000, 998.5, 999.25])),
    small=softmax(np.array([-1000, -1001.5])),
    kernel=kernel13,
    inputs=inputs13,
    targets=targets13,
    stepped=stepped13(softmax),
    smallerStepped=stepped13(softmax, kernel13[:2], inputs13[:3, :2], targets13[:3], rate=0.2),
    withoutSoftmax=stepped13(lambda sums: sums),
    withSigmoid=stepped13(sigmoid),
)


# Lesson 14

weights14, velocity14, gradient14 = drawn(141, 2, 3, -1, 1), drawn(142, 2, 3, -0.5, 0.5), drawn(143, 2, 3, -3, 3)
size14 = drawn(144, 2, 3, 0.1, 2)


def adam14(mean, square, t):
    mean = 0.9 * mean + 0.1 * gradient14
    square = 0.999 * square + 0.001 * gradient14**2
    corrected = 0.05 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return weights14 - corrected * mean / (np.sqrt(square) + 1e-7), mean, square


first14, later14 = adam14(np.zeros((2, 3)), np.zeros((2, 3)), 1), adam14(velocity14, size14, 4)
write(
    14,
    weights=weights14,
    velocity=velocity14,
    gradient=gradient14,
    size=size14,
    newVelocity=0.7 * velocity14 - 0.2 * gradient14,
    newWeights=weights14 + 0.7 * velocity14 - 0.2 * gradient14,
    firstWeights=first14[0],
    firstMean=first14[1],
    firstSquare=first14[2],
    laterWeights=later14[0],
    laterMean=later14[1],
    laterSquare=later14[2],
)


# Lesson 15


# Lesson 16

numbers16 = np.array([1, -6.5, 0.1, 3e-20, 12345.678, -0.0], dtype="<f4")
write(16, bytes=np.frombuffer(numbers16.tobytes(), dtype=np.uint8).astype(float))


# Lesson 17
