"""Computes with NumPy what the lessons compute, and writes it to lessons.json and networks.json beside this file.

    python3 Tests/Fixtures/make_lesson_fixtures.py

Needs NumPy and nothing else. Reads the digits in Data/. Running it again changes nothing on the same machine;
elsewhere the last digit of a matrix product may differ, because BLAS adds in another order.
"""

import json
import pathlib

import numpy as np

import make_fixtures

here = pathlib.Path(__file__).resolve().parent
data = here.parent.parent / "Data"


def digits(name):
    """Labels and pixels of a CSV file."""
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


def scaled(labels, pixels):
    """Digits as a network gets them: labels, inputs and targets, one a row."""
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
    _, pixels = digits("mnist_train_100.csv")
    _, inputs, targets = scaled(*digits("mnist_train_100.csv"))

    def forward(pair, values):
        hidden = sigmoid(pair[0] @ values[:, None])
        return hidden, sigmoid(pair[1] @ hidden)

    hidden, output = forward(weights, inputs[0])
    raw_hidden, raw_output = forward(weights, pixels[0])
    sums = weights[0] @ inputs[0][:, None]
    return {
        "shifted": shifted.ravel().tolist(),
        "small": small.ravel().tolist(),
        "output": output.ravel().tolist(),
        "outputErrors": (targets[0][:, None] - output).ravel().tolist(),
        "sumSpreads": [sums.std() * width / 90 ** -0.5 for width in (784 ** -0.5, 90 ** -0.5, 0.3, 1, 3)],
        "rawNormalOutput": raw_output.ravel().tolist(),
        "scaledPositiveSums": (positive[0] @ inputs[0][:, None]).ravel().tolist(),
        # With normal weights: the mean slopes of hidden and output layer, for raw and for scaled pixels.
        "meanSlopes": [[(s * (1 - s)).mean() for s in pair] for pair in ((raw_hidden, raw_output), (hidden, output))],
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


def deltas(weights, x, target):
    """What the hidden layer is blamed for, by the notebook's rule and by the chain rule, and the delta of the output."""
    hidden = sigmoid(weights[0] @ x[:, None])
    output = sigmoid(weights[1] @ hidden)
    errors = target[:, None] - output
    delta = errors * output * (1 - output)
    return [weights[1].T @ handed_back * hidden * (1 - hidden) for handed_back in (errors, delta)], delta


def cosine(one, other):
    return (one * other).sum() / np.linalg.norm(one) / np.linalg.norm(other)


def backprop():
    """Lesson 5: a step of the 2-2-1 network, one on the first digit by either rule, and both rules on all digits."""
    small = [np.array([[0.4, -0.2], [0.6, 0.8]]), np.array([[0.5, -1.0]])]
    x, target = np.array([1, 0.5]), np.array([0.99])
    (_, small_hidden_delta), small_delta = deltas(small, x, target)
    small_before = ((target - outputs(small, x[None])) ** 2).sum()
    train(small, x, target, 1, exact=True)
    small_after = ((target - outputs(small, x[None])) ** 2).sum()

    _, inputs, targets = scaled(*digits("mnist_train_100.csv"))
    weights = initial_weights([784, 90, 10], 42)
    (notebook, exact), _ = deltas(weights, inputs[0], targets[0])

    def error(weights):
        return ((targets[0] - outputs(weights, inputs[:1])[0]) ** 2).sum()

    errors = [error(weights)]
    for rule in (True, False):
        changed = [matrix.copy() for matrix in weights]
        train(changed, inputs[0], targets[0], 1, exact=rule)
        errors.append(error(changed))
    mean_lengths, mean_cosines = [], []
    for _ in range(6):
        pairs = [deltas(weights, x, target)[0] for x, target in zip(inputs, targets)]
        mean_lengths.append(np.mean([np.linalg.norm(a) / np.linalg.norm(b) for a, b in pairs]))
        mean_cosines.append(np.mean([cosine(a, b) for a, b in pairs]))
        for x, target in zip(inputs, targets):
            train(weights, x, target, 0.3)
    return {
        "smallDelta": small_delta.ravel().tolist(),
        "smallHiddenDelta": small_hidden_delta.ravel().tolist(),
        "smallErrors": [small_before, small_after],
        "smallWeights": [matrix.ravel().tolist() for matrix in small],
        "errorBefore": errors[0],
        "errorAfterExact": errors[1],
        "errorAfterNotebook": errors[2],
        "length": np.linalg.norm(notebook) / np.linalg.norm(exact),
        "cosine": cosine(notebook, exact),
        "meanLengths": mean_lengths,
        "meanCosines": mean_cosines,
    }


def training():
    """Lessons 6 and 7: accuracy after one pass for each learning rate; accuracy and error by epoch, and with a smaller step."""
    labels, inputs, targets = scaled(*digits("mnist_train_100.csv"))
    test_labels, test_inputs, test_targets = scaled(*make_fixtures.digits("t10k", 10_000))

    def epoch(weights, rate):
        for x, target in zip(inputs, targets):
            train(weights, x, target, rate)

    def accuracy(weights, inputs, labels):
        return (outputs(weights, inputs).argmax(axis=1) == labels).mean()

    def error(weights, inputs, targets):
        return ((targets - outputs(weights, inputs)) ** 2).sum(axis=1).mean()

    def measure(weights):
        return [
            accuracy(weights, inputs, labels), error(weights, inputs, targets),
            accuracy(weights, test_inputs, test_labels), error(weights, test_inputs, test_targets),
        ]

    rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.6, 1, 3, 10]
    sweep = []
    for rate in rates:
        weights = initial_weights([784, 90, 10], 42)
        epoch(weights, rate)
        sweep.append(accuracy(weights, test_inputs, test_labels))
    weights = initial_weights([784, 90, 10], 42)
    epochs = [measure(weights)]
    for number in range(1, 11):
        epoch(weights, 0.3)
        epochs.append(measure(weights))
        if number == 5:
            finer = [matrix.copy() for matrix in weights]
    for _ in range(5):
        epoch(finer, 0.3 / 3)
    return {"rates": rates, "sweep": sweep, "epochs": epochs, "smallerSteps": measure(finer)}


def networks():
    """Weights after a step, after a pass over the hundred digits and after the first 1,000 of MNIST, for several sizes, seeds, rates and both rules.

    Of each matrix its sum, the sum of its squares and every 97th element are kept.
    """
    _, inputs, targets = scaled(*digits("mnist_train_100.csv"))
    _, many_inputs, many_targets = scaled(*make_fixtures.digits("train", 1000))
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


def elu(x):
    return np.where(x < 0, np.expm1(np.minimum(x, 0)), x)


# By name as in lesson 10: the function, its derivative, and the factor of the initial weights' variance. The second argument
# is the slope that a PReLU learns.
activations = {
    "step": (lambda x, a: (x >= 0) * 1.0, lambda x, a: np.zeros_like(x), 1),
    "sigmoid": (lambda x, a: sigmoid(x), lambda x, a: sigmoid(x) * (1 - sigmoid(x)), 1),
    "tanh": (lambda x, a: np.tanh(x), lambda x, a: 1 - np.tanh(x) ** 2, 1),
    "ReLU": (lambda x, a: np.maximum(x, 0), lambda x, a: (x > 0) * 1.0, 2),
    "leaky ReLU": (lambda x, a: np.where(x < 0, 0.2 * x, x), lambda x, a: np.where(x > 0, 1, 0.2), 2),
    "PReLU": (lambda x, a: np.where(x < 0, a * x, x), lambda x, a: np.where(x > 0, 1, a), 2),
    "ELU": (lambda x, a: elu(x), lambda x, a: np.where(x > 0, 1, np.exp(np.minimum(x, 0))), 2),
    "linear": (lambda x, a: x, lambda x, a: np.ones_like(x), 1),
}


def layered_weights(name, sizes, seed):
    random = np.random.RandomState(seed)
    factors = [activations[name][2]] * (len(sizes) - 2) + [1]
    return [
        random.normal(0, (factor / preceding) ** 0.5, (following, preceding))
        for factor, preceding, following in zip(factors, sizes, sizes[1:])
    ]


def layered_pass(name, weights, alpha, x):
    """The sums and the outputs of all layers; the last has a sigmoid, whatever the others have."""
    sums, values = [], [x]
    for index, matrix in enumerate(weights):
        sums.append(matrix @ values[-1])
        values.append(sigmoid(sums[-1]) if index == len(weights) - 1 else activations[name][0](sums[-1], alpha))
    return sums, values


def layered_deltas(name, weights, alpha, sums, values, target):
    """Minus half the slopes of E by the sums, and by alpha."""
    delta = (target - values[-1]) * values[-1] * (1 - values[-1])
    deltas, alpha_update = [delta], 0
    for matrix, before in zip(weights[:0:-1], sums[-2::-1]):
        handed_back = matrix.T @ delta
        alpha_update += (handed_back * np.minimum(before, 0)).sum()
        delta = handed_back * activations[name][1](before, alpha)
        deltas.insert(0, delta)
    return deltas, alpha_update


def compare_activations():
    """Lesson 10: accuracies by function, rate and seed after a thousand digits, what PReLU learns, typical slopes by layer."""
    _, inputs, targets = scaled(*digits("mnist_train_4000.csv"))
    test_labels, test_inputs, _ = scaled(*digits("mnist_test_1000.csv"))
    seeds = [42, 43, 44]
    accuracies, alphas = {}, []
    for name in activations:
        accuracies[name] = []
        # Longer steps make the training with most of the others chaotic.
        for rate in [0.03, 0.1, 0.3, 1] if name in ("step", "sigmoid") else [0.03, 0.1]:
            results = []
            for seed in seeds:
                weights, alpha = layered_weights(name, [784, 20, 10], seed), 0.25
                for x, target in zip(inputs[:1000], targets):
                    sums, values = layered_pass(name, weights, alpha, x)
                    deltas, update = layered_deltas(name, weights, alpha, sums, values, target)
                    for matrix, delta, value in zip(weights, deltas, values):
                        matrix += np.outer(rate * delta, value)
                    if name == "PReLU":
                        alpha += rate * update
                _, values = layered_pass(name, weights, alpha, test_inputs.T)
                results.append((values[-1].argmax(axis=0) == test_labels).mean())
                if name == "PReLU" and rate == 0.1:
                    alphas.append(alpha)
            accuracies[name].append(np.mean(results))
    slopes = {}
    for title, name, drawn in [("sigmoid",) * 3, ("ReLU",) * 3, ("same weights", "ReLU", "sigmoid")]:
        weights = layered_weights(drawn, [784] + [20] * 5 + [10], 42)
        sizes = []
        for x, target in zip(inputs[:100], targets):
            sums, values = layered_pass(name, weights, 0, x)
            deltas, _ = layered_deltas(name, weights, 0, sums, values, target)
            sizes.append([np.sqrt((4 * np.outer(d, v) ** 2).mean()) for d, v in zip(deltas, values)])
        slopes[title] = np.mean(sizes, axis=0).tolist()
    return {"accuracies": accuracies, "alphas": alphas, "typicalSlopes": slopes}


def perceptron():
    """Lesson 12: every update of the perceptron on AND, OR and XOR, and what a 2-3-1 network puts out for XOR."""
    inputs = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])

    def updates(targets, epochs):
        weights, history = np.zeros(3), []
        for epoch in range(1, epochs + 1):
            for x, target in zip(inputs, targets):
                error = target - (weights @ x >= 0)
                if error:
                    weights = weights + error * x
                    history.append([epoch, *x[:2].tolist(), target, *weights.tolist()])
        return history

    weights = initial_weights([3, 3, 1], 42)
    for _ in range(5000):
        for x, target in zip(inputs, [0.01, 0.99, 0.99, 0.01]):
            train(weights, x, np.array([target]), 5, exact=True)
    return {
        "and": updates([0, 0, 0, 1], 1000),
        "or": updates([0, 1, 1, 1], 1000),
        "xor": updates([0, 1, 1, 0], 5),
        "xorOutputs": outputs(weights, inputs).ravel().tolist(),
    }


references = {
    "weights": {str(seed): weights(seed) for seed in (1, 42)},
    "feedforward": feedforward(),
    "goodPractice": good_practice(),
    "backprop": backprop(),
    "training": training(),
    "activations": compare_activations(),
    "perceptron": perceptron(),
}
(here / "lessons.json").write_text(json.dumps(references, indent=1) + "\n")
(here / "networks.json").write_text(json.dumps(networks()) + "\n")
