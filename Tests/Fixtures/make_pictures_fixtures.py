"""Writes pictures.json: pictures of digits put upright by SciPy, and random fields smoothed by SciPy.

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
    fixture = {"pictures": pictures, "field": rounded(field), "smoothed": smoothed}
    (FIXTURES / "pictures.json").write_text(json.dumps(fixture, indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
