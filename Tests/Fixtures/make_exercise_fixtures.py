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
    curvatures=curvatures,
    point=point,
    first=first4,
    second=second4,
    input=x4,
    target=t4,
    gradient=measured(squared_error, first4),
)


# Lesson 6


# Lesson 7


# Lesson 8


# Lesson 9


# Lesson 10


# Lesson 11


# Lesson 12


# Lesson 13


# Lesson 14


# Lesson 15


# Lesson 16


# Lesson 17
