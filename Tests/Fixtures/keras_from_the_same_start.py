"""Trains the models of lessons 13 and 14 with Keras, from the weights with which the lessons begin.

The lessons quote what it prints. It needs Keras:

    python3 Tests/Fixtures/keras_from_the_same_start.py [sgd] [momentum] [rmsprop] [adam] [small]

Keras shuffles in its own way, so two runs differ a little.
"""

import pathlib
import sys

import keras
import numpy as np

mnist = pathlib.Path(__file__).parents[2] / "Data"


def read(name):
    """An IDX file as an array."""
    data = (mnist / name).read_bytes()
    shape = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(data[3])]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def scaled(images, is_small):
    pixels = images.reshape(len(images), -1)
    return (pixels / 255 if is_small else pixels / 255 * 0.99 + 0.01).astype("float32")


def model(hidden, is_small):
    """784-hidden-10, its weights drawn node by node with the lessons' seed."""
    random = np.random.RandomState(42)
    network = keras.Sequential([
        keras.Input((784,)),
        keras.layers.Dense(hidden, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    for layer, (inputs, nodes) in zip(network.layers, [(784, hidden), (hidden, 10)]):
        if is_small:
            limit = np.sqrt(6 / (inputs + nodes))
            kernel = random.rand(nodes, inputs) * (2 * limit) - limit
        else:
            kernel = random.normal(0, 0.05, (nodes, inputs))
        layer.set_weights([kernel.T, np.zeros(nodes)])
    return network


optimizers = {
    "sgd": lambda: keras.optimizers.SGD(0.01),
    "momentum": lambda: keras.optimizers.SGD(0.01, momentum=0.9),
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
    "small": keras.optimizers.Adam,
}
for job in sys.argv[1:] or optimizers:
    is_small = job == "small"
    network = model(32 if is_small else 90, is_small)
    network.compile(loss="sparse_categorical_crossentropy", optimizer=optimizers[job](), metrics=["accuracy"])
    history = network.fit(
        scaled(read("train-images-idx3-ubyte"), is_small), read("train-labels-idx1-ubyte"),
        batch_size=32 if is_small else 200, epochs=5, verbose=0).history
    loss, accuracy = network.evaluate(
        scaled(read("t10k-images-idx3-ubyte"), is_small), read("t10k-labels-idx1-ubyte"), verbose=0)
    print(job, "losses", np.round(history["loss"], 4), "accuracies", np.round(history["accuracy"], 4),
          "test accuracy", round(accuracy, 4))
