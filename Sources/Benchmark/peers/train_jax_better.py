"""Lesson 15 in JAX: 55,000 upright digits, Adam with a learning rate that rises and falls, compiled as a whole.

    python3 train_jax_better.py FOLDER JOB

FOLDER holds the four unpacked files of MNIST. JOB is `three` or `six`, epochs of upright digits, or `deformed`: sixty epochs
for each of which the digits are deformed anew. Model, formulas and amounts are those of the lesson. An epoch is one call
of a compiled function (`jit`), in which `lax.scan` goes through the batches. Compiling is done before the clock starts.

Prints as one line of JSON the seconds of the training and the CPU seconds that it took, the share of the 10,000 test
digits that came out right, and the seconds that it took to put 70,000 digits upright.
"""

import json
import sys
import time
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.ndimage import map_coordinates

folder, job = Path(sys.argv[1]), sys.argv[2]
if job not in ("three", "six", "deformed"):
    sys.exit(f"no job {job}: three, six or deformed")
EPOCHS = {"three": 3, "six": 6, "deformed": 60}[job]
TOP = 0.006 if job == "deformed" else 0.016
COUNT = 55_000
BATCH_SIZE = 256
BATCHES = -(-COUNT // BATCH_SIZE)
RISING = EPOCHS * BATCHES // 10
FALLING = EPOCHS * BATCHES - RISING
ROWS, COLUMNS = jnp.mgrid[0:28, 0:28]
MIDDLE = 13.5


def read(part, kind):
    header = 16 if kind == "images-idx3" else 8
    return np.fromfile(folder / f"{part}-{kind}-ubyte", dtype=np.uint8, offset=header)


def upright(picture):
    """A picture pushed back by its slant, its center of mass in the middle."""
    ink = picture.sum()
    x, y = (picture * COLUMNS).sum() / ink, (picture * ROWS).sum() / ink
    together = (picture * (ROWS - y) * (COLUMNS - x)).sum() / ink
    slant = together / (picture * (ROWS - y) ** 2).sum() * ink
    across, down = COLUMNS - MIDDLE, ROWS - MIDDLE
    return map_coordinates(picture, [y + down, x + across + slant * down], order=1)


distances = jnp.arange(-20, 21)
bell = jnp.exp(-0.5 * (distances / 5) ** 2)
gaps = jnp.abs(jnp.arange(28)[:, None] - jnp.arange(28)[None, :])
SMOOTHING = jnp.where(gaps <= 20, jnp.exp(-0.5 * (gaps / 5) ** 2), 0) / bell.sum()


def deformed(random, picture):
    """A picture turned, stretched, sheared, moved and bent by random amounts."""
    limits = jnp.array([4 * jnp.pi / 180, 0.07, 0.07, 0.05, 0.7, 0.7])
    one, two = jax.random.split(random)
    turn, width, height, shear, right, below = jax.random.uniform(one, (6,), minval=-1) * limits
    field = 30 * (SMOOTHING @ jax.random.uniform(two, (2, 28, 28), minval=-1) @ SMOOTHING.T)
    turned = jnp.array([[jnp.cos(turn), -jnp.sin(turn)], [jnp.sin(turn), jnp.cos(turn)]])
    matrix = turned @ jnp.array([[1, shear], [0, 1]]) @ jnp.diag(1 + jnp.array([width, height]))
    x, y = jnp.tensordot(matrix, jnp.stack([COLUMNS - MIDDLE, ROWS - MIDDLE]), 1)
    return map_coordinates(picture, [MIDDLE + y + below + field[1], MIDDLE + x + right + field[0]], order=1)


@jax.jit
def all_upright(pictures):
    return jax.lax.map(upright, pictures, batch_size=1000)


def mean_loss(layers, inputs, labels, counts):
    (kernel, bias), (last, last_bias) = layers
    sums = jax.nn.relu(inputs @ kernel + bias) @ last + last_bias
    losses = -jax.nn.log_softmax(sums)[jnp.arange(BATCH_SIZE), labels]
    return (losses * counts).sum() / counts.sum()


def rate(step):
    """The learning rate of a step, counted from 0."""
    wave = (1 + jnp.cos(jnp.pi * jnp.minimum((step - RISING) / FALLING, 1))) / 2
    return TOP * jnp.where(step < RISING, step / RISING, wave)


@jax.jit
def train_epoch(state, order, random, pictures, labels):
    if job == "deformed":
        keys = jax.random.split(random, COUNT)
        pictures = jax.lax.map(lambda pair: deformed(*pair), (keys, pictures), batch_size=1000)
    inputs = pictures.reshape(-1, 784)

    def train_batch(state, batch):
        weights, means, squares, step = state
        # The last batch is filled up with digits that don't count.
        gradients = jax.grad(mean_loss)(weights, inputs[batch], labels[batch], jnp.where(batch < 0, 0.0, 1.0))
        means = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, means, gradients)
        squares = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g**2, squares, gradients)
        scale = rate(step) * jnp.sqrt(1 - 0.999 ** (step + 1)) / (1 - 0.9 ** (step + 1))
        weights = jax.tree.map(lambda w, m, v: w - scale * m / (jnp.sqrt(v) + 1e-7), weights, means, squares)
        return (weights, means, squares, step + 1), None

    return jax.lax.scan(train_batch, state, order)[0]


random = np.random.default_rng()


def order():
    shuffled = np.full(BATCHES * BATCH_SIZE, -1)
    shuffled[:COUNT] = random.permutation(COUNT)
    return jnp.array(shuffled.reshape(BATCHES, BATCH_SIZE))


given = [jnp.array(read(part, "images-idx3").reshape(-1, 28, 28) / 255, jnp.float32) for part in ("train", "t10k")]
labels = jnp.array(read("train", "labels-idx1")[:COUNT].astype(np.int32))
both = jnp.concatenate(given)
compiled = all_upright.lower(both).compile()
start = time.perf_counter()
both = jax.block_until_ready(compiled(both))
deskewing = time.perf_counter() - start
pictures, test = both[:COUNT], both[60_000:].reshape(-1, 784)

weights = [(jnp.array(random.normal(0, np.sqrt(2 / ins), (ins, outs)), jnp.float32), jnp.zeros(outs))
           for ins, outs in [(784, 90), (90, 10)]]
zeros = jax.tree.map(jnp.zeros_like, weights)
state = (weights, zeros, zeros, jnp.zeros((), jnp.float32))
key = jax.random.key(int(random.integers(1 << 31)))
run = train_epoch.lower(state, order(), key, pictures, labels).compile()
start, cpu = time.perf_counter(), time.process_time()
for epoch in range(EPOCHS):
    state = run(state, order(), jax.random.fold_in(key, epoch), pictures, labels)
jax.block_until_ready(state)
training, cpu = time.perf_counter() - start, time.process_time() - cpu

(kernel, bias), (last, last_bias) = state[0]
answers = (jax.nn.relu(test @ kernel + bias) @ last + last_bias).argmax(axis=1)
accuracy = float((answers == read("t10k", "labels-idx1")).mean())
print(json.dumps({"train": training, "cpu": cpu, "accuracy": accuracy, "deskew": deskewing}))
