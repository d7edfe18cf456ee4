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
    """Lesson 4: positive weights and normal ones, and what comes out with each."""
    random = np.random.RandomState(42)
    positive = random.rand(90, 784), random.rand(10, 90)
    weights = initial_weights([784, 90, 10], 42)
    _, pixels = digits("mnist_train_100.csv")
    _, inputs, targets = scaled(*digits("mnist_train_100.csv"))

    def forward(pair, values):
        hidden = sigmoid(pair[0] @ values[:, None])
        return hidden, sigmoid(pair[1] @ hidden)

    hidden, output = forward(weights, inputs[0])
    raw_hidden, raw_output = forward(weights, pixels[0])
    sums = weights[0] @ inputs[0][:, None]
    return {
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
    """Lesson 5: a step of the 2-2-1 network, and one on the first digit; the notebook's update beside the exact one."""
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

    changed = [matrix.copy() for matrix in weights]
    train(changed, inputs[0], targets[0], 1, exact=True)
    return {
        "smallDelta": small_delta.ravel().tolist(),
        "smallHiddenDelta": small_hidden_delta.ravel().tolist(),
        "smallErrors": [small_before, small_after],
        "smallWeights": [matrix.ravel().tolist() for matrix in small],
        "errorBefore": error(weights),
        "errorAfterExact": error(changed),
        "length": np.linalg.norm(notebook) / np.linalg.norm(exact),
        "cosine": cosine(notebook, exact),
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


# By name as in lesson 10: the function and its derivative.
activations = {
    "step": (lambda x: (x >= 0) * 1.0, np.zeros_like),
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "ReLU": (lambda x: np.maximum(x, 0), lambda x: (x > 0) * 1.0),
    "leaky ReLU": (lambda x: np.where(x < 0, 0.2 * x, x), lambda x: np.where(x > 0, 1, 0.2)),
    "ELU": (elu, lambda x: np.where(x > 0, 1, np.exp(np.minimum(x, 0)))),
    "linear": (lambda x: x, np.ones_like),
}


def layered_weights(sizes, seed, factor=1):
    random = np.random.RandomState(seed)
    return [
        random.normal(0, (factor / preceding) ** 0.5, (following, preceding))
        for preceding, following in zip(sizes, sizes[1:])
    ]


def layered_pass(name, weights, x):
    """The sums and the outputs of all layers; the last has a sigmoid, whatever the others have."""
    sums, values = [], [x]
    for index, matrix in enumerate(weights):
        sums.append(matrix @ values[-1])
        values.append(sigmoid(sums[-1]) if index == len(weights) - 1 else activations[name][0](sums[-1]))
    return sums, values


def layered_deltas(name, weights, sums, values, target):
    """Minus half the slopes of E by the sums."""
    deltas = [(target - values[-1]) * values[-1] * (1 - values[-1])]
    for matrix, before in zip(weights[:0:-1], sums[-2::-1]):
        deltas.insert(0, matrix.T @ deltas[0] * activations[name][1](before))
    return deltas


def layered_training(name, weights, inputs, targets, rate):
    """A pass over the digits, one at a time; changes the weights in place."""
    for x, target in zip(inputs, targets):
        sums, values = layered_pass(name, weights, x)
        for matrix, delta, value in zip(weights, layered_deltas(name, weights, sums, values, target), values):
            matrix += np.outer(rate * delta, value)


RATES = [0.01, 0.1, 1, 10]


def trained(name, sizes, factor, rate, seed, inputs, targets):
    weights = layered_weights(sizes, seed, factor)
    layered_training(name, weights, inputs, targets, rate)
    return weights


def share_right(name, weights, inputs, labels):
    return (layered_pass(name, weights, inputs.T)[1][-1].argmax(axis=0) == labels).mean()


def best_of(name, sizes, factor):
    """The accuracies on the validation digits by rate, the best rate's place, and with it the mean of three networks on the test digits.

    They learn from the first thousand training digits; the validation digits are the thousand after these.
    """
    labels, inputs, targets = scaled(*make_fixtures.digits("train", 2000))
    test_labels, test_inputs, _ = scaled(*make_fixtures.digits("t10k", 1000))

    def network(rate, seed):
        return trained(name, sizes, factor, rate, seed, inputs[:1000], targets)

    validation = [share_right(name, network(rate, 42), inputs[1000:], labels[1000:]) for rate in RATES]
    best = int(np.argmax(validation))
    test = [share_right(name, network(RATES[best], seed), test_inputs, test_labels) for seed in [42, 43, 44]]
    return validation, best, np.mean(test)


def compare_activations():
    """Lesson 10: by function the accuracies at 0.1, and the best rate with its accuracies.

    With some functions the training with the longest steps is chaotic, so that its accuracies depend on the last bit.
    The best rate doesn't.
    """
    functions = {}
    for name in activations:
        validation, best, test = best_of(name, [784, 20, 10], 1)
        functions[name] = {
            "atOneTenth": validation[1], "bestRate": RATES[best], "validation": validation[best], "test": test,
        }
    return functions


def depth():
    """Lesson 11: slopes, squared outputs and differences by layer before training, accuracies after it, dead nodes.

    Of the networks that learn from five thousand digits it has those with one and with two hidden layers. With five
    the last bit decides.
    """
    sizes = [784] + [20] * 5 + [10]
    labels, inputs, targets = scaled(*make_fixtures.digits("train", 1000))
    slopes = []
    for name, factor in [("sigmoid", 1), ("tanh", 1), ("ReLU", 1), ("ReLU", 2)]:
        weights = layered_weights(sizes, 42, factor)
        means = np.zeros(6)
        for x, target in zip(inputs[:100], targets):
            sums, values = layered_pass(name, weights, x)
            deltas = layered_deltas(name, weights, sums, values, target)
            means += [np.sqrt((4 * np.outer(d, v) ** 2).mean()) / 100 for d, v in zip(deltas, values)]
        slopes.append(means.tolist())
    outputs = []
    for factor in [1, 2]:
        _, values = layered_pass("ReLU", layered_weights(sizes, 42, factor), inputs[:100].T)
        outputs.append([(value ** 2).mean() for value in values[1:6]])
    best = []
    for name, factor in [("sigmoid", 1), ("tanh", 1), ("ReLU", 1), ("ReLU", 2)]:
        validation, index, test = best_of(name, sizes, factor)
        best.append([validation[index], test])
    dead = []
    for rate in [0.1, 0.3, 1]:
        count = 0
        for seed in [42, 43, 44]:
            weights = layered_weights([784, 20, 10], seed, 2)
            layered_training("ReLU", weights, inputs[:20], targets, rate)
            count += int((inputs @ weights[0].T <= 0).all(axis=0).sum())
        dead.append(count)
    differences = []
    for name in ["sigmoid", "tanh", "ReLU"]:
        _, values = layered_pass(name, layered_weights(sizes, 42), inputs[:100].T)
        differences.append([value.std(axis=1).mean() for value in values[1:6]])
    _, inputs, targets = scaled(*make_fixtures.digits("train", 5000))
    test_labels, test_inputs, _ = scaled(*make_fixtures.digits("t10k", 1000))
    grown = []
    for hidden in [[20], [20] * 2]:
        weights = layered_weights([784, *hidden, 10], 42)
        accuracies = []
        for part in [slice(0, 1000), slice(1000, 5000)]:
            layered_training("tanh", weights, inputs[part], targets[part], 0.1)
            accuracies.append(share_right("tanh", weights, test_inputs, test_labels))
        grown.append(accuracies)
    return {
        "slopes": slopes, "outputs": outputs, "best": best, "dead": dead, "differences": differences, "grown": grown,
    }


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
    "depth": depth(),
    "perceptron": perceptron(),
}
(here / "lessons.json").write_text(json.dumps(references, indent=1) + "\n")
(here / "networks.json").write_text(json.dumps(networks()) + "\n")
