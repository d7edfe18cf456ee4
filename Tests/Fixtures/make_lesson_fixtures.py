"""Computes with NumPy what the lessons compute, and writes it to lessons.json and networks.json beside this file.

    python3 Tests/Fixtures/make_lesson_fixtures.py

Needs NumPy and nothing else. Reads the sample in Data/. Running it again changes nothing on the same machine;
elsewhere the last digit of a matrix product may differ, because BLAS adds in another order.
"""

import json
import pathlib

import numpy as np

here = pathlib.Path(__file__).resolve().parent
data = here.parent.parent / "Data"


def digits(name):
    """Labels and pixels of a file of the sample."""
    records = np.loadtxt(data / name, delimiter=",")
    return records[:, 0].astype(int), records[:, 1:]


def weights(seed):
    """Lesson 1: the weights of a 3-5-2 network."""
    random = np.random.RandomState(seed)
    return {
        "weightsInputHidden": random.rand(5, 3).ravel().tolist(),
        "weightsHiddenOutput": random.rand(2, 5).ravel().tolist(),
    }


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def feedforward():
    """Lesson 3: the first digit's raw pixels through 784-90-10 with weights from [0, 1)."""
    random = np.random.RandomState(42)
    weights_input_hidden = random.rand(90, 784)
    weights_hidden_output = random.rand(10, 90)
    _, pixels = digits("mnist_train_100.csv")
    hidden_input = weights_input_hidden @ pixels[0][:, None]
    output_input = weights_hidden_output @ sigmoid(hidden_input)
    assert (sigmoid(output_input) == 1).all()
    return {"hiddenInput": hidden_input.ravel().tolist(), "outputInput": output_input.ravel().tolist()}


def scaled(name):
    """The digits of a file as a network gets them: labels, inputs and targets, one a row."""
    labels, pixels = digits(name)
    targets = np.full((len(labels), 10), 0.01)
    targets[np.arange(len(labels)), labels] = 0.99
    return labels, pixels / 255 * 0.99 + 0.01, targets


def normal(random, nodes, shape):
    return random.normal(0, nodes ** -0.5, shape)


def good_practice():
    """Lesson 4: the draws in the order of the lesson, and what comes out with each."""
    random = np.random.RandomState(42)
    positive = random.rand(90, 784), random.rand(10, 90)
    shifted = random.rand(3, 5) - 0.5
    small = normal(random, 3, (3, 5))
    weights = normal(random, 90, (90, 784)), normal(random, 10, (10, 90))
    narrow = normal(random, 784, (90, 784))
    _, pixels = digits("mnist_train_100.csv")
    _, inputs, targets = scaled("mnist_train_100.csv")

    def forward(pair, values):
        return sigmoid(pair[1] @ sigmoid(pair[0] @ values[:, None]))

    output = forward(weights, inputs[0])
    return {
        "shifted": shifted.ravel().tolist(),
        "small": small.ravel().tolist(),
        "output": output.ravel().tolist(),
        "outputErrors": (targets[0][:, None] - output).ravel().tolist(),
        "sumSpreads": [(w @ inputs[0][:, None]).std() for w in (weights[0], narrow)],
        "rawNormalOutput": forward(weights, pixels[0]).ravel().tolist(),
        "scaledPositiveSums": (positive[0] @ inputs[0][:, None]).ravel().tolist(),
    }


def initial_weights(sizes, seed):
    random = np.random.RandomState(seed)
    return [normal(random, following, (following, preceding)) for preceding, following in zip(sizes, sizes[1:])]


def train(weights, x, target, rate, exact=False):
    """One step on one digit, by the notebook's rule or by the chain rule; changes the weights in place."""
    values = [x[:, None]]
    for matrix in weights:
        values.append(sigmoid(np.dot(matrix, values[-1])))
    errors = target[:, None] - values[-1]
    updates = []
    for matrix, before, after in zip(weights[::-1], values[-2::-1], values[::-1]):
        delta = errors * after * (1 - after)
        updates.append(np.dot(delta, before.T))
        errors = np.dot(matrix.T, delta if exact else errors)
    for matrix, update in zip(weights[::-1], updates):
        matrix += rate * update


def outputs(weights, inputs):
    values = inputs.T
    for matrix in weights:
        values = sigmoid(np.dot(matrix, values))
    return values.T


def backprop():
    """Lesson 5: one step on the first digit."""
    _, inputs, targets = scaled("mnist_train_100.csv")
    weights = initial_weights([784, 90, 10], 42)
    hidden = sigmoid(weights[0] @ inputs[0][:, None])
    errors = targets[0][:, None] - sigmoid(weights[1] @ hidden)
    hidden_errors = weights[1].T @ errors
    before = (errors ** 2).sum()
    train(weights, inputs[0], targets[0], 1)
    after = ((targets[0] - outputs(weights, inputs[:1])[0]) ** 2).sum()
    return {
        "outputErrors": errors.ravel().tolist(),
        "hiddenErrors": hidden_errors.ravel().tolist(),
        "errorBefore": before,
        "errorAfter": after,
    }


def training():
    """Lessons 6 and 7: accuracy after one pass for each learning rate, and by epoch."""
    _, inputs, targets = scaled("mnist_train_100.csv")
    training_labels, _, _ = scaled("mnist_train_100.csv")
    test_labels, test_inputs, test_targets = scaled("mnist_test_1000.csv")

    def accuracy(weights, inputs, labels):
        return (outputs(weights, inputs).argmax(axis=1) == labels).mean()

    def error(weights, inputs, targets):
        return ((targets - outputs(weights, inputs)) ** 2).sum(axis=1).mean()

    rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.6, 1, 3, 10]
    sweep = []
    for rate in rates:
        weights = initial_weights([784, 90, 10], 42)
        for x, target in zip(inputs, targets):
            train(weights, x, target, rate)
        sweep.append(accuracy(weights, test_inputs, test_labels))
    weights = initial_weights([784, 90, 10], 42)
    epochs = []
    for epoch in range(6):
        epochs.append([
            accuracy(weights, inputs, training_labels),
            error(weights, inputs, targets),
            accuracy(weights, test_inputs, test_labels),
            error(weights, test_inputs, test_targets),
        ])
        for x, target in zip(inputs, targets):
            train(weights, x, target, 0.3)
    return {"rates": rates, "sweep": sweep, "epochs": epochs}


def networks():
    """Weights after a step, after a pass over the hundred digits and after 1,000 of the 4,000, for several sizes, seeds, rates and both rules.

    Of each matrix its sum, the sum of its squares and every 97th element are kept.
    """
    _, inputs, targets = scaled("mnist_train_100.csv")
    _, many_inputs, many_targets = scaled("mnist_train_4000.csv")
    cases = []
    for sizes, seed, rate, exact, steps in [
        ([784, 90, 10], 42, 1.0, False, 1), ([784, 90, 10], 42, 1.0, True, 1), ([784, 90, 10], 42, 0.3, False, 100), ([784, 90, 10], 42, 0.3, True, 100), ([784, 90, 10], 1, 0.1, False, 100),
        ([784, 7, 10], 2, 1.0, False, 100), ([784, 200, 10], 3, 0.05, True, 100), ([784, 40, 25, 10], 4, 0.3, False, 100),
        ([784, 40, 25, 10], 4, 0.3, True, 100), ([784, 10], 5, 0.1, False, 100), ([784, 1, 10], 6, 0.3, False, 100),
        ([784, 16, 8, 9, 10], 7, 0.5, True, 100),
        ([784, 90, 10], 42, 0.1, False, 1000), ([784, 90, 10], 42, 0.3, True, 1000),
    ]:
        weights = initial_weights(sizes, seed)
        from_inputs, from_targets = (inputs, targets) if steps <= 100 else (many_inputs, many_targets)
        for x, target in zip(from_inputs[:steps], from_targets[:steps]):
            train(weights, x, target, rate, exact)
        cases.append({
            "layerSizes": sizes, "seed": seed, "learningRate": rate, "rule": "gradient" if exact else "notebook",
            "steps": steps,
            "sums": [matrix.sum() for matrix in weights],
            "squares": [(matrix ** 2).sum() for matrix in weights],
            "samples": [matrix.ravel()[::97].tolist() for matrix in weights],
            "output": outputs(weights, inputs[:1])[0].tolist(),
        })
    return cases


references = {
    "weights": {str(seed): weights(seed) for seed in (1, 42)},
    "feedforward": feedforward(),
    "goodPractice": good_practice(),
    "backprop": backprop(),
    "training": training(),
}
(here / "lessons.json").write_text(json.dumps(references, indent=1) + "\n")
(here / "networks.json").write_text(json.dumps(networks()) + "\n")
