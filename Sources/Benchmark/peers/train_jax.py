"""Two networks in JAX, with 60,000 digits: five epochs, each compiled as a whole.

    python3 train_jax.py FOLDER JOB

FOLDER holds the four unpacked files of MNIST. JOB is as in train_keras.py, and so are models, batches and formulas. An
epoch is one call of a compiled function (`jit`), in which `lax.scan` goes through the batches; that is as fast as JAX was
found to do it. Compiling is done before the clock starts.

Prints as one line of JSON the seconds of the training and the CPU seconds that it took, the last epoch's loss, and the
share of the 10,000 test digits that came out right. Reading and scaling are not timed.
"""

import json
import sys
import time
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

folder, job = Path(sys.argv[1]), sys.argv[2]
if job not in ("sgd", "rmsprop", "adam"):
    sys.exit(f"no job {job}: sgd, rmsprop or adam")
EPOCHS = 5
BATCH_SIZE = 32 if job == "adam" else 200
SIZES = (784, 32, 10) if job == "adam" else (784, 90, 10)


def read(part):
    """Inputs, an image a row, and labels; the headers are 16 and 8 bytes long."""
    images = np.fromfile(folder / f"{part}-images-idx3-ubyte", dtype=np.uint8, offset=16).reshape(-1, 784)
    labels = np.fromfile(folder / f"{part}-labels-idx1-ubyte", dtype=np.uint8, offset=8)
    inputs = images / 255 if job == "adam" else images / 255 * 0.99 + 0.01
    return inputs.astype(np.float32), labels.astype(np.int32)


def initial(random):
    layers = []
    for fan_in, fan_out in zip(SIZES, SIZES[1:]):
        limit = np.sqrt(6 / (fan_in + fan_out))
        shape = (fan_in, fan_out)
        kernel = random.uniform(-limit, limit, shape) if job == "adam" else random.normal(0, 0.05, shape)
        layers.append((jnp.array(kernel, jnp.float32), jnp.zeros(fan_out)))
    return layers


def outputs(layers, inputs):
    for kernel, bias in layers[:-1]:
        inputs = jax.nn.relu(inputs @ kernel + bias)
    return inputs @ layers[-1][0] + layers[-1][1]


def mean_loss(layers, inputs, labels):
    return -jax.nn.log_softmax(outputs(layers, inputs))[jnp.arange(len(labels)), labels].mean()


def changed(weight, gradient, m, v, step):
    """A weight after a step, and what the optimizer remembers: the formulas of Keras."""
    if job == "sgd":
        return weight - 0.01 * gradient, m, v
    if job == "rmsprop":
        v = 0.9 * v + 0.1 * gradient**2
        return weight - 0.001 * gradient / jnp.sqrt(v + 1e-7), m, v
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    rate = 0.001 * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    return weight - rate * m / (jnp.sqrt(v) + 1e-7), m, v


def train_batch(state, batch, inputs, labels):
    weights, means, squares, step = state
    loss, gradients = jax.value_and_grad(mean_loss)(weights, inputs[batch], labels[batch])
    results = jax.tree.map(partial(changed, step=step + 1), weights, gradients, means, squares)
    weights, means, squares = (
        jax.tree.map(lambda result: result[part], results, is_leaf=lambda node: isinstance(node, tuple) and len(node) == 3)
        for part in range(3)
    )
    return (weights, means, squares, step + 1), loss


@jax.jit
def train_epoch(state, order, inputs, labels):
    return jax.lax.scan(partial(train_batch, inputs=inputs, labels=labels), state, order)


training_inputs, training_labels = map(jnp.array, read("train"))
test_inputs, test_labels = read("t10k")
random = np.random.default_rng()
weights = initial(random)
zeros = jax.tree.map(jnp.zeros_like, weights)
state = (weights, zeros, zeros, jnp.zeros((), jnp.float32))


def order():
    return jnp.array(random.permutation(len(training_labels)).reshape(-1, BATCH_SIZE))


run = train_epoch.lower(state, order(), training_inputs, training_labels).compile()
start, cpu = time.perf_counter(), time.process_time()
for _ in range(EPOCHS):
    state, losses = run(state, order(), training_inputs, training_labels)
loss = float(losses.mean())
training, cpu = time.perf_counter() - start, time.process_time() - cpu

accuracy = float((outputs(state[0], test_inputs).argmax(axis=1) == test_labels).mean())
print(json.dumps({"train": training, "cpu": cpu, "loss": loss, "accuracy": accuracy}))
