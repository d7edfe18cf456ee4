"""Computes with NumPy what the lessons compute, and writes it to lessons.json beside this file.

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


references = {
    "weights": {str(seed): weights(seed) for seed in (1, 42)},
    "feedforward": feedforward(),
}
(here / "lessons.json").write_text(json.dumps(references, indent=1) + "\n")
