"""Computes with NumPy what a `Sequential` model computes, and writes it to sequential.json beside this file.

    python3 Tests/Fixtures/make_sequential_fixtures.py

Needs NumPy and nothing else. Reads the training digits in Data/. The formulas are Keras 3's, in double precision. With its
floatx set to float64, Keras 3.15 on TensorFlow gives the same numbers to 1e-15; with momentum and with Adam to 1e-6 after a
hundred steps, because it rounds the 0.9 of momentum, and the 0.9 and 0.999 of Adam's bias correction, to Float32.
Running this again changes nothing on the same machine; elsewhere the last digits may differ, because BLAS adds in
another order.

Inputs, targets and initial weights are numbers that a Float32 can hold, so a test that calculates with Float32 starts from
exactly these. Kernels are as Keras keeps them, inputs × nodes, row by row; an output is input · kernel + bias. A
number is kept as in the other fixtures: the 64 bits of a double in hexadecimal.
"""

import numpy as np

from make_fixtures import bits, digits, write


def single(numbers):
    """The nearest numbers that a Float32 can hold, as doubles."""
    return np.asarray(numbers).astype(np.float32).astype(np.float64)


def one_hot(labels, classes):
    return np.eye(classes)[labels]


# Activations


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


# Each with its derivative. At 0, where some have none, it is what the course has chosen: Keras's, but for PReLU, for which
# TensorFlow gives 0.
SLOPE, PRELU_ALPHA, ELU_ALPHA = 0.2, 0.25, 1.0
ACTIVATIONS = {
    "linear": (lambda x: x, lambda x: np.ones_like(x)),
    "step": (lambda x: (x >= 0) * 1.0, lambda x: np.zeros_like(x)),
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "relu": (lambda x: np.maximum(x, 0), lambda x: (x > 0) * 1.0),
    "leaky_relu": (lambda x: np.where(x > 0, x, SLOPE * x), lambda x: np.where(x > 0, 1, SLOPE)),
    "prelu": (lambda x: np.where(x > 0, x, PRELU_ALPHA * x), lambda x: np.where(x > 0, 1, PRELU_ALPHA)),
    "elu": (lambda x: np.where(x > 0, x, ELU_ALPHA * np.expm1(x)), lambda x: np.where(x > 0, 1, ELU_ALPHA * np.exp(x))),
}
PARAMETERS = {"leaky_relu": SLOPE, "prelu": PRELU_ALPHA, "elu": ELU_ALPHA}


def activations():
    points = np.array([-3, -1, -0.5, 0, 0.5, 1, 3])
    return [
        {
            "name": name,
            "parameter": bits(PARAMETERS.get(name, 0)),
            "points": bits(points),
            "values": bits(function(points)),
            "derivatives": bits(derivative(points)),
        }
        for name, (function, derivative) in ACTIVATIONS.items()
    ]


def softmaxes():
    """Rows on their own, and one large matrix; no exponential may overflow."""
    random = np.random.RandomState(3)
    cases = [
        np.array([[0.0, 0.0, 0.0, 0.0]]),
        np.array([[1.0, 2.0, 3.0], [-1.0, 0.0, 1.0], [3.0, 1.0, -2.0]]),
        np.array([[1000.0, -1000.0, 0.0], [-1000.0, -1000.0, -1000.0], [1000.0, 1000.0, 999.0]]),
        np.array([[7.0], [-7.0]]),
        single(random.normal(0, 3, (6, 10))),
    ]
    return [{"shape": logits.shape, "logits": bits(logits), "outputs": bits(softmax(logits))} for logits in cases]


# Losses


def cross_entropy(logits, targets):
    """The mean over the observations of −Σ target · log softmax(logit), and its gradient with respect to the logits.

    Taken from the logits, never from the logarithm of a probability that may be 0.
    """
    shifted = logits - logits.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -(targets * logarithms).sum(axis=1).mean(), (softmax(logits) - targets) / len(logits)


def losses():
    random = np.random.RandomState(4)
    cases = []

    def add(loss, function, outputs, targets, labels=None):
        outputs, targets = single(outputs), single(targets)
        value, gradient = function(outputs, targets)
        cases.append({
            "loss": loss, "shape": outputs.shape, "outputs": bits(outputs), "targets": bits(targets),
            "labels": [] if labels is None else list(labels), "value": bits(value), "gradient": bits(gradient),
        })  # fmt: skip

    def add_both(logits, labels):
        targets = one_hot(labels, len(logits[0]))
        add("categorical_crossentropy", cross_entropy, logits, targets)
        add("sparse_categorical_crossentropy", cross_entropy, logits, targets, labels)

    add_both(random.normal(0, 2, (6, 4)), [0, 1, 2, 3, 3, 1])
    add_both([[1.0, 2.0, 3.0]], [0])
    extreme = [[1000.0, -1000.0, 0.0], [1000.0, -1000.0, 0.0], [-1000.0, -1000.0, -1000.0], [999.0, 1000.0, 998.0]]
    add_both(extreme, [0, 1, 2, 0])
    # Targets that are shares rather than one 1.
    add("categorical_crossentropy", cross_entropy, random.normal(0, 1, (3, 4)), softmax(random.normal(0, 1, (3, 4))))
    return cases


# Optimizers: each makes the change of one array of weights from its gradient, and keeps what it must remember.


class SGD:
    def __init__(self, learning_rate=0.01, momentum=0.0):
        self.learning_rate, self.momentum = learning_rate, momentum
        self.velocities = {}

    def change(self, key, gradient, step):
        velocity = self.momentum * self.velocities.get(key, 0) - self.learning_rate * gradient
        self.velocities[key] = velocity
        return velocity


class RMSprop:
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-7):
        self.learning_rate, self.rho, self.epsilon = learning_rate, rho, epsilon
        self.squares = {}

    def change(self, key, gradient, step):
        square = self.rho * self.squares.get(key, 0) + (1 - self.rho) * gradient**2
        self.squares[key] = square
        return -self.learning_rate * gradient / np.sqrt(square + self.epsilon)


class Adam:
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7):
        self.learning_rate, self.beta1, self.beta2, self.epsilon = learning_rate, beta1, beta2, epsilon
        self.means, self.squares = {}, {}

    def change(self, key, gradient, step):
        mean = self.beta1 * self.means.get(key, 0) + (1 - self.beta1) * gradient
        square = self.beta2 * self.squares.get(key, 0) + (1 - self.beta2) * gradient**2
        self.means[key], self.squares[key] = mean, square
        rate = self.learning_rate * np.sqrt(1 - self.beta2**step) / (1 - self.beta1**step)
        return -rate * mean / (np.sqrt(square) + self.epsilon)


# The model


class Model:
    """Dense layers, the last with softmax, and categorical cross-entropy."""

    def __init__(self, kernels, activations, optimizer):
        self.parameters = []
        for kernel in kernels:
            self.parameters += [kernel.copy(), np.zeros(kernel.shape[1], kernel.dtype)]
        self.activations, self.optimizer, self.step = activations, optimizer, 0

    def forward(self, inputs):
        """What each hidden layer gets and its sums, and the logits."""
        layers = []
        for layer, name in enumerate(self.activations):
            sums = inputs @ self.parameters[2 * layer] + self.parameters[2 * layer + 1]
            layers.append((inputs, sums))
            inputs = ACTIVATIONS[name][0](sums)
        return layers, (inputs, inputs @ self.parameters[-2] + self.parameters[-1])

    def train(self, inputs, targets):
        """One step on one batch. Loss and right answers, as they were before it."""
        layers, (last_inputs, logits) = self.forward(inputs)
        loss, slopes = cross_entropy(logits, targets)
        right = (logits.argmax(axis=1) == targets.argmax(axis=1)).sum()
        gradients = [last_inputs.T @ slopes, slopes.sum(axis=0)]
        for layer in reversed(range(len(layers))):
            layer_inputs, sums = layers[layer]
            slopes = (slopes @ self.parameters[2 * layer + 2].T) * ACTIVATIONS[self.activations[layer]][1](sums)
            gradients = [layer_inputs.T @ slopes, slopes.sum(axis=0)] + gradients
        self.step += 1
        for key, gradient in enumerate(gradients):
            self.parameters[key] += self.optimizer.change(key, gradient, self.step)
        return loss, right

    def weights(self):
        return {
            "kernels": [bits(kernel) for kernel in self.parameters[::2]],
            "biases": [bits(bias) for bias in self.parameters[1::2]],
        }


# A 12-7-5-4 network

LAYER_SIZES = [12, 7, 5, 4]
HIDDEN_ACTIVATIONS = ["relu", "tanh"]
OBSERVATIONS = 40
BACKGROUND = 0.01


def small_data():
    """Inputs of which half in each row are background, as the paper around a scanned digit; labels; kernels."""
    random = np.random.RandomState(12)
    inputs = random.rand(OBSERVATIONS, LAYER_SIZES[0])
    for row in inputs:
        row[random.permutation(len(row))[: len(row) // 2]] = BACKGROUND
    labels = random.randint(0, LAYER_SIZES[-1], OBSERVATIONS)
    kernels = [single(random.normal(0, 0.5, shape)) for shape in zip(LAYER_SIZES, LAYER_SIZES[1:])]
    return single(inputs), labels, kernels


def network():
    inputs, labels, kernels = small_data()
    return [{
        "layerSizes": LAYER_SIZES, "hiddenActivations": HIDDEN_ACTIVATIONS, "shape": inputs.shape,
        "inputs": bits(inputs), "labels": labels.tolist(), "kernels": [bits(kernel) for kernel in kernels],
    }]  # fmt: skip


def small_optimizers():
    """By name, as a test finds them: each with what makes it."""
    return {
        "SGD": lambda: SGD(0.01),
        "SGD with momentum": lambda: SGD(0.01, momentum=0.9),
        "RMSprop": RMSprop,
        "Adam": Adam,
    }


def optimizers():
    """A hundred steps, each with all observations."""
    inputs, labels, kernels = small_data()
    targets = one_hot(labels, LAYER_SIZES[-1])
    cases = []
    for name, make in small_optimizers().items():
        model = Model(kernels, HIDDEN_ACTIVATIONS, make())
        values, after = [], {}
        for step in range(1, 101):
            values.append(model.train(inputs, targets)[0])
            after[step] = model.weights()
        cases.append({"optimizer": name, "losses": bits(values), "after1": after[1], "after100": after[100]})
    return cases


def batches():
    """An epoch in batches, the last of which is short."""
    inputs, labels, kernels = small_data()
    targets = one_hot(labels, LAYER_SIZES[-1])
    order = np.random.RandomState(7).permutation(OBSERVATIONS)
    batch_size = 16
    cases = []
    for name in ("SGD", "Adam"):
        model = Model(kernels, HIDDEN_ACTIVATIONS, small_optimizers()[name]())
        total, total_right, values = 0, 0, []
        for start in range(0, OBSERVATIONS, batch_size):
            chosen = order[start : start + batch_size]
            loss, right = model.train(inputs[chosen], targets[chosen])
            values.append(loss)
            total += loss * len(chosen)
            total_right += right
        cases.append({
            "optimizer": name, "order": order.tolist(), "batchSize": batch_size, "batchLosses": bits(values),
            "loss": bits(total / OBSERVATIONS), "accuracy": bits(total_right / OBSERVATIONS), "after": model.weights(),
        })  # fmt: skip
    return cases


# Learning rates


def cosine_decay(step, initial, decay_steps, alpha, warmup_target, warmup_steps):
    """keras.optimizers.schedules.CosineDecay, by its formulas; steps count from 0. Without a warmup, its target is NaN."""
    start = initial
    if not np.isnan(warmup_target):
        if step < warmup_steps:
            return initial + (warmup_target - initial) * step / warmup_steps
        start, step = warmup_target, step - warmup_steps
    wave = 0.5 * (1 + np.cos(np.pi * min(step, decay_steps) / decay_steps))
    return start * ((1 - alpha) * wave + alpha)


def learning_rates():
    """Schedules, and the weights of the small network after twenty steps of Adam with them."""
    inputs, labels, kernels = small_data()
    targets = one_hot(labels, LAYER_SIZES[-1])
    cases = []
    for arguments in [(0.01, 15, 0.0, np.nan, 0), (0.0, 14, 0.0, 0.02, 6), (0.002, 8, 0.1, 0.03, 4), (0.05, 1, 0.5, np.nan, 3)]:
        model = Model(kernels, HIDDEN_ACTIVATIONS, Adam())
        rates = [cosine_decay(step, *arguments) for step in range(20)]
        for rate in rates:
            model.optimizer.learning_rate = rate
            model.train(inputs, targets)
        initial, decay_steps, alpha, warmup_target, warmup_steps = arguments
        cases.append({
            "initialLearningRate": bits(initial), "decaySteps": decay_steps, "alpha": bits(alpha),
            "warmupTarget": bits(warmup_target), "warmupSteps": warmup_steps, "rates": bits(rates),
            "after20": model.weights(),
        })  # fmt: skip
    return cases


# Lesson 13's model

MNIST_COUNT = 200
STRIDES = [141, 2]


def mnist_data():
    """The first training digits, one-hot labels, and the kernels of seed 42."""
    labels, pixels = digits("train", MNIST_COUNT)
    inputs, targets = single(pixels / 255 * 0.99 + 0.01), one_hot(labels, 10)
    random = np.random.RandomState(42)
    return inputs, targets, [single(random.normal(0, 0.05, shape)) for shape in [(784, 90), (90, 10)]]


def mnist_step():
    """One step with them. Of each kernel its sum, and of its elements every 141st, or every 2nd of the small one."""
    inputs, targets, kernels = mnist_data()
    cases = []
    for name in ("SGD", "RMSprop", "Adam"):
        model = Model(kernels, ["relu"], small_optimizers()[name]())
        loss, right = model.train(inputs, targets)
        after = model.parameters[::2]
        cases.append({
            "optimizer": name, "count": MNIST_COUNT, "lossBefore": bits(loss), "rightBefore": int(right),
            "kernelSumsBefore": bits([kernel.sum() for kernel in kernels]),
            "kernelSums": bits([kernel.sum() for kernel in after]),
            "strides": STRIDES,
            "kernelSamples": [bits(kernel.ravel()[::stride]) for kernel, stride in zip(after, STRIDES)],
            "biases": model.weights()["biases"],
        })  # fmt: skip
    return cases


if __name__ == "__main__":
    write(
        "sequential.json",
        {
            "activations": activations(),
            "softmax": softmaxes(),
            "losses": losses(),
            "network": network(),
            "optimizers": optimizers(),
            "batches": batches(),
            "learningRates": learning_rates(),
            "mnistStep": mnist_step(),
        },
    )
