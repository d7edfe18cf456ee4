"""The notebook's loop in NumPy: a 784-90-10 network, one digit at a time, 60,000 digits twice.

    python3 train_numpy.py FOLDER

FOLDER holds the four unpacked files of MNIST. Prints the seconds of training and of classifying the 10,000 test
digits, and the share of these that came out right, as one line of JSON. Reading the files is not timed.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

folder = Path(sys.argv[1])
INPUT_NODES, HIDDEN_NODES, OUTPUT_NODES = 784, 90, 10
LEARNING_RATE = 0.1
EPOCHS = 2


def read(part):
    """Images, one a row, and labels, both as bytes; the headers are 16 and 8 bytes long."""
    images = np.fromfile(folder / f"{part}-images-idx3-ubyte", dtype=np.uint8, offset=16)
    labels = np.fromfile(folder / f"{part}-labels-idx1-ubyte", dtype=np.uint8, offset=8)
    return images.reshape(-1, INPUT_NODES), labels


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def scaled_input(image):
    return (image / 255 * 0.99 + 0.01).reshape(-1, 1)


def feedforward(inputs):
    hidden_outputs = sigmoid(np.dot(weights_input_hidden, inputs))
    return hidden_outputs, sigmoid(np.dot(weights_hidden_output, hidden_outputs))


def train(inputs, targets):
    global weights_input_hidden, weights_hidden_output
    hidden_outputs, outputs = feedforward(inputs)
    output_errors = targets - outputs
    hidden_errors = np.dot(weights_hidden_output.T, output_errors)
    weights_hidden_output += LEARNING_RATE * np.dot(output_errors * outputs * (1 - outputs), hidden_outputs.T)
    weights_input_hidden += LEARNING_RATE * np.dot(hidden_errors * hidden_outputs * (1 - hidden_outputs), inputs.T)


train_images, train_labels = read("train")
test_images, test_labels = read("t10k")

np.random.seed(42)
weights_input_hidden = np.random.normal(0, HIDDEN_NODES**-0.5, (HIDDEN_NODES, INPUT_NODES))
weights_hidden_output = np.random.normal(0, OUTPUT_NODES**-0.5, (OUTPUT_NODES, HIDDEN_NODES))

start = time.perf_counter()
for _ in range(EPOCHS):
    for image, label in zip(train_images, train_labels):
        targets = np.full((OUTPUT_NODES, 1), 0.01)
        targets[label] = 0.99
        train(scaled_input(image), targets)
training = time.perf_counter() - start

start = time.perf_counter()
correct = 0
for image, label in zip(test_images, test_labels):
    correct += int(np.argmax(feedforward(scaled_input(image))[1]) == label)
classifying = time.perf_counter() - start

print(json.dumps({"train": training, "classify": classifying, "accuracy": correct / len(test_labels)}))
