"""Two networks in Keras with TensorFlow: 60,000 digits, five epochs.

    python3 train_keras.py FOLDER JOB

FOLDER holds the four unpacked files of MNIST. JOB is the optimizer, and with it the model: `sgd` or `rmsprop` for
784-90-10 and batches of 200, `adam` for 784-32-10 and batches of 32. Keras goes back to Python after each epoch
(`steps_per_execution`), not after each batch, as it does by default: the weights are the same, and no other way was found
to be faster (XLA and tf.data are not).

Prints as one line of JSON the seconds of `fit` alone, which compiles the model's graph when it starts, the CPU seconds
that it took, the last epoch's loss, and the share of the 10,000 test digits that came out right. Reading and scaling are not timed.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # Read when TensorFlow is imported.

import keras
import numpy as np
from keras import layers

folder, job = Path(sys.argv[1]), sys.argv[2]
if job not in ("sgd", "rmsprop", "adam"):
    sys.exit(f"no job {job}: sgd, rmsprop or adam")
EPOCHS = 5
BATCH_SIZE = 32 if job == "adam" else 200


def read(part):
    """Images, one a row, and labels, both as bytes; the headers are 16 and 8 bytes long."""
    images = np.fromfile(folder / f"{part}-images-idx3-ubyte", dtype=np.uint8, offset=16)
    labels = np.fromfile(folder / f"{part}-labels-idx1-ubyte", dtype=np.uint8, offset=8)
    return images.reshape(-1, 784), labels


def prepared(part):
    """Inputs and targets as the job's model takes them."""
    images, labels = read(part)
    if job == "adam":
        return (images / 255).astype(np.float32), labels
    return (images / 255 * 0.99 + 0.01).astype(np.float32), keras.utils.to_categorical(labels, 10)


def dense(nodes, activation):
    """A layer of the 784-90-10 network, each with an initializer of its own, or both would draw the same numbers."""
    normal = keras.initializers.RandomNormal(stddev=0.05)
    return layers.Dense(nodes, activation=activation, kernel_initializer=normal)


training_inputs, training_targets = prepared("train")
test_inputs, test_targets = prepared("t10k")

if job == "adam":
    hidden, output = layers.Dense(32, activation="relu"), layers.Dense(10, activation="softmax")
    loss, optimizer = "sparse_categorical_crossentropy", keras.optimizers.Adam()
else:
    hidden, output = dense(90, "relu"), dense(10, "softmax")
    loss = "categorical_crossentropy"
    optimizer = keras.optimizers.SGD(0.01) if job == "sgd" else keras.optimizers.RMSprop()

epoch = -(-len(training_inputs) // BATCH_SIZE)
model = keras.Sequential([keras.Input((784,)), hidden, output])
model.compile(optimizer, loss, metrics=["accuracy"], steps_per_execution=epoch)

start, cpu = time.perf_counter(), time.process_time()
history = model.fit(training_inputs, training_targets, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0)
training, cpu = time.perf_counter() - start, time.process_time() - cpu

accuracy = model.evaluate(test_inputs, test_targets, verbose=0)[1]
print(json.dumps({"train": training, "cpu": cpu, "loss": history.history["loss"][-1], "accuracy": accuracy}))
