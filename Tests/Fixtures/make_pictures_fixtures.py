"""Writes pictures.json: digits put upright and deformed by SciPy, and random fields smoothed by SciPy.

Needs NumPy and SciPy. Reads the test digits in Data/. Run it from anywhere:

    python3 Tests/Fixtures/make_pictures_fixtures.py
"""

import json
from pathlib import Path

import numpy as np
from scipy.ndimage import affine_transform, gaussian_filter

FIXTURES = Path(__file__).resolve().parent
DATA = FIXTURES.parent.parent / "Data"
SIDE = 28
MIDDLE = (SIDE - 1) / 2
# Larger than the defaults, so that each amount shows.
AMOUNTS = {"angle": 20, "scale": 0.2, "shear": 0.3, "shift": 3}
SEED = 7


def test_images():
    """The test digits, count × 28 × 28, as numbers from 0 to 255."""
    raw = (DATA / "t10k-images-idx3-ubyte").read_bytes()
    return np.frombuffer(raw, np.uint8, offset=16).reshape(-1, SIDE, SIDE).astype(float)


def deskewed(image):
    """The picture put upright: rows moved sideways by its slant, its center of mass moved to the middle."""
    ink = image.sum()
    rows, columns = np.mgrid[:SIDE, :SIDE]
    center = np.array([(image * rows).sum(), (image * columns).sum()]) / ink
    vertical = (image * (rows - center[0]) ** 2).sum() / ink
    together = (image * (rows - center[0]) * (columns - center[1])).sum() / ink
    slant = together / vertical
    # SciPy's matrix takes (row, column) of the new picture to (row, column) of the given one.
    matrix = np.array([[1, 0], [slant, 1]])
    offset = center - matrix @ np.array([MIDDLE, MIDDLE])
    return affine_transform(image, matrix, offset, order=1, mode="grid-constant", cval=0), center, slant


def splitmix64(seed, index):
    """The numbers from -1 to 1 that Deformation.swift draws for a digit, one after the other."""
    bits = 2**64 - 1
    state = seed

    def number():
        nonlocal state
        state = state + 0x9E3779B97F4A7C15 & bits
        mixed = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & bits
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & bits
        return mixed ^ mixed >> 31

    state = number() + index * 0xD1342543DE82EF95 & bits
    state = number()
    while True:
        yield (number() >> 11) * 2.0**-52 - 1


def deformed(image, index):
    """The picture turned, stretched, sheared and moved by random amounts up to AMOUNTS, without the elastic part."""
    random = splitmix64(SEED, index)
    turn = np.radians(next(random) * AMOUNTS["angle"])
    width, height = (1 + next(random) * AMOUNTS["scale"] for _ in range(2))
    shear = next(random) * AMOUNTS["shear"]
    shift = np.array([next(random) * AMOUNTS["shift"] for _ in range(2)])
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    # In x and y; SciPy wants rows before columns.
    matrix = rotation @ np.array([[1, shear], [0, 1]]) @ np.diag([width, height])
    middle = np.array([MIDDLE, MIDDLE])
    offset = middle + shift - matrix @ middle
    return affine_transform(image, matrix[::-1, ::-1], offset[::-1], order=1, mode="grid-constant", cval=0)


def rounded(numbers):
    """The numbers in a row, with six decimals."""
    return [round(float(number), 6) for number in np.ravel(numbers)]


def main():
    images = test_images()
    pictures = []
    for index in (0, 2, 4, 8, 18):
        upright, center, slant = deskewed(images[index])
        pictures.append(
            {
                "index": index,
                "centerX": float(center[1]),
                "centerY": float(center[0]),
                "slant": float(slant),
                "upright": rounded(upright),
            }
        )
    field = np.random.RandomState(1).uniform(-1, 1, (SIDE, SIDE)).round(6)
    smoothed = [
        {"standardDeviation": deviation, "smoothed": rounded(gaussian_filter(field, deviation, mode="constant"))}
        for deviation in (1.0, 5.0)
    ]
    fixture = {
        "amounts": AMOUNTS,
        "seed": SEED,
        "deformed": [rounded(deformed(images[index], index)) for index in range(4)],
        "pictures": pictures,
        "field": rounded(field),
        "smoothed": smoothed,
    }
    (FIXTURES / "pictures.json").write_text(json.dumps(fixture, indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
