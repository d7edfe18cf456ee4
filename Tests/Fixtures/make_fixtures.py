"""Makes the fixtures beside this file: what NumPy prints, draws and computes, for the Swift tests to compare with.

    python3 Tests/Fixtures/make_fixtures.py

It needs Python 3 and NumPy 2 and can be run from anywhere. Everything is drawn from fixed seeds: running it again
changes nothing. With another version of NumPy, or on another processor, the last bits of `exp`, `normal` and the matrix
products may change; the tests allow for that.

A double is written as its 64 bits in 16 hexadecimal digits, several as one string with spaces between them. Where a case
has many numbers, the file says instead how `RandomState` draws them: `rand`, `normal` or `interval` from a seed, then
times `scale`, then plus `offset`.
"""

import json
import math
import pathlib
import struct

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
SEEDS = [0, 1, 42, 2017, 4294967295]


def bits(numbers):
    """Doubles as the fixtures keep them."""
    flat = np.asarray(numbers, dtype=np.float64).ravel()
    return " ".join(f"{pattern:016x}" for pattern in flat.view(np.uint64).tolist())


def digits(part, count):
    """Labels, and pixels from 0 to 255, a digit a row, of the first digits of MNIST; the part is "train" or "t10k"."""
    data = HERE.parent.parent / "Data"
    labels = np.fromfile(data / f"{part}-labels-idx1-ubyte", np.uint8, count, offset=8)
    pixels = np.fromfile(data / f"{part}-images-idx3-ubyte", np.uint8, count * 784, offset=16)
    return labels.astype(int), pixels.reshape(count, 784)


def write(name, groups):
    """Writes a JSON file with one case on a line, so that a difference can be read."""
    parts = []
    for group, cases in groups.items():
        lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
        parts.append(f"{json.dumps(group)}: [\n{lines}\n]")
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    (HERE / name).write_text(text, encoding="ascii")
    print(f"{name}: {len(text):,} bytes, " + ", ".join(f"{len(cases):,} {group}" for group, cases in groups.items()))


def draw(recipe):
    """The array that a recipe stands for. The Swift tests do the same."""
    random = np.random.RandomState(recipe["seed"])
    shape = recipe["shape"]
    if recipe["draw"] == "rand":
        numbers = random.rand(*shape)
    elif recipe["draw"] == "normal":
        numbers = random.normal(0, 1, shape)
    else:
        numbers = interval(random, recipe["max"], shape)
    return numbers * recipe["scale"] + recipe["offset"]


def interval(random, maximum, shape=None):
    """Whole numbers in [0, maximum], drawn by masking, as `shuffle` draws its indices."""
    return random.randint(0, maximum + 1, size=shape, dtype=np.int64)


# Printing


def random_numbers(random, count):
    """Doubles of one of the kinds that print differently."""
    kind = random.randint(13)
    signs = random.choice([-1.0, 1.0], count) if random.rand() < 0.5 else np.ones(count)
    if kind <= 1:  # as the notebook's weights and pixels
        return signs * random.rand(count)
    if kind == 2:
        return random.normal(0, 10.0 ** random.randint(-3, 4), count)
    if kind <= 4:  # rounded
        return signs * np.round(random.rand(count) * 10.0 ** random.randint(-2, 5), random.randint(0, 11))
    if kind == 5:  # whole
        return signs * random.randint(0, 10 ** random.randint(1, 9), count).astype(float)
    if kind == 6:  # of mixed magnitudes
        return signs * random.rand(count) * 10.0 ** random.randint(-6, 10, count)
    if kind == 7:  # within a factor of about 1000
        return signs * 10.0 ** random.randint(-4, 6) * random.choice([1, 1.5, 999, 1000, 1001, 31.25], count)
    if kind == 8:  # close to powers of ten
        near = [0, 1e-16, -1e-16, 1e-12, -1e-12, 1e-9, -1e-9, 5e-9, -5e-9, 1e-8, -1e-8, 1e-7, -1e-7]
        return signs * 10.0 ** random.randint(-5, 9, count) * (1 + random.choice(near, count))
    if kind == 9:  # halfway between two numbers of eight digits
        return signs * random.randint(1, 4096, count) / 2.0 ** random.choice([9, 10, 12])
    if kind == 10:  # with exponents of three digits
        return signs * random.rand(count) * 10.0 ** random.choice([-300, -150, -99, 99, 100, 300], count)
    if kind == 11:  # any bits at all
        return random.randint(0, 2**64, count, dtype=np.uint64).view(np.float64)
    return np.zeros(count)


def spoiled(random, numbers):
    """Some elements replaced by zeros, NaN or infinities; sometimes all."""
    odd = [0.0, -0.0, np.nan, np.inf, -np.inf]
    chosen = random.choice(odd, random.randint(1, 4))
    share = random.choice([0.15, 0.5, 1.0])
    return np.where(random.rand(len(numbers)) < share, random.choice(chosen, len(numbers)), numbers)


def printed_arrays():
    random = np.random.RandomState(2017)
    arrays = [
        np.array([0.5, -0.25, 3.0]), np.array([1e-5, 1.0]), np.array([np.nan, 1.0]), np.ones((2, 1)),
        np.array([[0.90777842, 0.73311418], [0.98934683, 0.76666849]]),
        np.array([]), np.zeros((0, 3)), np.zeros((3, 0)), np.zeros((0, 0)),
        np.array([-np.nan, 1.0]), np.array([5e-324]), np.array([1.7976931348623157e308, 5e-324]),
        np.array([99999999.0]), np.array([99999999.99999999]), np.array([1e8]), np.array([0.0001]),
        np.array([np.nextafter(1e-4, 0)]), np.array([1, 1000.0]), np.array([1, 1000.0000000000001]),
    ]  # fmt: skip
    for case in range(4300):
        if case % 3 == 0:
            shape = (random.randint(1, 6), random.randint(1, 6))
        elif case % 40 == 1:  # wrapped
            shape = (random.randint(1, 4), random.randint(6, 30))
        elif case % 20 == 2:
            shape = (random.randint(6, 50),)
        else:
            shape = (random.randint(1, 9),)
        numbers = random_numbers(random, math.prod(shape))
        if random.rand() < 0.25:
            numbers = spoiled(random, numbers)
        arrays.append(numbers.reshape(shape))
    return [{"shape": array.shape, "bits": bits(array), "text": repr(array)} for array in arrays]


def drawn_arrays():
    """Arrays near and beyond the 1000 elements from which on NumPy shows only the edges."""
    shapes = [
        (90, 784), (784, 1), (1, 784), (10, 90), (784, 90), (28, 28), (1000, 1), (1001, 1), (1, 1000), (1, 1001), (2, 501),
        (3, 400), (6, 167), (7, 143), (143, 7), (167, 6), (400, 3), (8, 126), (1000,), (1001,), (784,), (3000,),
    ]  # fmt: skip
    transforms = [("rand", 1.0, 0.0), ("rand", 2e4, -1e4), ("normal", 90**-0.5, 0.0), ("rand", 1e-6, 1.0),
                  ("rand", 1e9, 0.0), ("interval", 0.99 / 255, 0.01), ("interval", 1.0, 0.0)]  # fmt: skip
    cases = []
    for number, shape in enumerate(shapes):
        # Those below the threshold have a long text; one of them is enough.
        some = transforms if math.prod(shape) > 1000 else transforms[number % 7 :][:1]
        for name, scale, offset in some:
            recipe = {"seed": 100 + number, "draw": name, "max": 255, "shape": shape, "scale": scale, "offset": offset}
            text = repr(draw(recipe))
            cases.append(recipe | {"scale": bits(scale), "offset": bits(offset), "text": text})
    return cases


def printed_integers():
    random = np.random.RandomState(1)
    arrays = [np.array([], dtype=np.int64), np.array([0]), np.array([-1]), np.array([2**63 - 1, -(2**63)]), np.arange(1000)]
    for _ in range(150):
        low, high = sorted(random.randint(-(10 ** random.randint(1, 12)), 10 ** random.randint(1, 12), 2))
        arrays.append(random.randint(low, high + 1, random.choice([3, 8, 20, 40])))
    cases = [{"values": array.tolist(), "text": repr(array)} for array in arrays]
    # Labels, numbered from 0 or from elsewhere, as many as are summarized.
    for count, start in [(1001, 0), (60000, 0), (5000, -2500), (1200, -5)]:
        cases.append({"range": [start, start + count], "text": repr(np.arange(start, start + count))})
    return cases


def printed_booleans():
    random = np.random.RandomState(2)
    arrays = [np.array([], dtype=bool), np.array([True]), np.array([False]), np.array([True, False]), np.ones(3, dtype=bool)]
    arrays += [random.rand(count) < 0.5 for count in [2, 5, 9, 10, 11, 40, 1000, 1001, 1500]]
    return [{"values": "".join("01"[int(value)] for value in array), "text": repr(array)} for array in arrays]


def printed_floats():
    random = np.random.RandomState(3)
    numbers = [
        0.0, -0.0, 0.1, 0.1 + 0.2, 1.0, -1.5, 100.0, 1e-4, 1e-05, 1.5e-05, 0.00012345, 1e15, 1e16, 1.2e16, 1e17, 1e22, 1e100,
        123456789012345.6, 1234567890123456.7, 2.0**53 - 1, 2.0**53, 2.0**53 + 2, 9100000000000000.0, 9999999999999998.0,
        -9999999999999998.0, 2.0**54, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, math.nan, -math.nan,
        math.inf, -math.inf,
    ]  # fmt: skip
    numbers += (random.rand(300) * 10.0 ** random.randint(-20, 30, 300)).tolist()
    numbers += np.round(random.rand(100) * 10.0 ** random.randint(0, 18, 100), 2).tolist()
    numbers += random.randint(2**53, 10**16, 50).astype(float).tolist()
    numbers += random.randint(0, 2**64, 100, dtype=np.uint64).view(np.float64).tolist()
    return [{"bits": bits(number), "text": repr(number)} for number in numbers]


def printed_tuples():
    """Tuples as lists of pairs, what a value is and what it is."""
    values = [
        (0.1, 2), (1e-05, True, False), (math.nan, -3, -0.0, math.inf), (1e16, 123456789012345.6), (2**63 - 1, -(2**63)),
        ((90, 784), (784, 1)), ((784,), (90, 784), 0.5), (), (7,), (True,), (0.25,), ((784,),), ((90, 784),),
    ]  # fmt: skip

    def tagged(value):
        if isinstance(value, bool):
            return {"bool": value}
        if isinstance(value, int):
            return {"int": value}
        if isinstance(value, float):
            return {"double": bits(value)}
        return {"shape": value}

    # One value alone is shown as it is, not as Python's `(7,)`.
    return [{"values": [tagged(v) for v in value], "text": repr(value[0] if len(value) == 1 else value)} for value in values]


def printing():
    np.set_printoptions(legacy="1.13")
    write(
        "printing.json",
        {
            "arrays": printed_arrays(),
            "drawnArrays": drawn_arrays(),
            "integers": printed_integers(),
            "booleans": printed_booleans(),
            "floats": printed_floats(),
            "tuples": printed_tuples(),
        },
    )


# Random numbers


def stream(seed):
    """What a fresh generator draws, anew for each entry."""

    def fresh():
        return np.random.RandomState(seed)

    alternating, turns = fresh(), []
    for normals, uniforms in [(1, 1), (1, 2), (3, 1), (5, 3), (2, 1), (7, 2), (1, 0)]:
        numbers = [alternating.normal(0, 1) for _ in range(normals)], [alternating.rand() for _ in range(uniforms)]
        turns.append({"normal": bits(numbers[0]), "rand": bits(numbers[1])})

    shuffled = list("abcdefghijklmnopqrstuvwxyz")
    fresh().shuffle(shuffled)

    intervals, interval_cases = fresh(), []
    for maximum in [0, 1, 2, 3, 6, 7, 8, 9, 59999, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1]:
        interval_cases.append({"max": maximum, "values": interval(intervals, maximum, 8).tolist()})

    weights = fresh()
    input_hidden = weights.normal(0.0, 90**-0.5, (90, 784))
    hidden_output = weights.normal(0.0, 10**-0.5, (10, 90))
    ends = [input_hidden[0, 0], input_hidden[-1, -1], hidden_output[0, 0], hidden_output[-1, -1]]

    # Each number's bits times its place, counted from 1, and all added up, modulo 2^64.
    long_run = fresh().rand(1000, 300).ravel().view(np.uint64)
    checksum = int(np.sum(long_run * np.arange(1, long_run.size + 1, dtype=np.uint64), dtype=np.uint64))

    return {
        "seed": seed,
        "words": fresh().randint(0, 2**32, 1300, dtype=np.uint32)[[*range(10), *range(620, 630), *range(1245, 1255)]].tolist(),
        "rand": bits(fresh().rand(8)),
        "rand5x3": bits(fresh().rand(5, 3)),
        "normal": bits(fresh().normal(0, 1, 9)),
        "normal3x3": bits(fresh().normal(-2.5, 0.75, (3, 3))),
        "alternating": turns,
        "permutation10": fresh().permutation(10).tolist(),
        "permutation1000": fresh().permutation(1000).tolist(),
        "shuffled": "".join(shuffled),
        "intervals": interval_cases,
        "weightEnds": bits(ends),
        "checksumOfRand1000x300": f"{checksum:016x}",
    }


def randomness():
    write("random.json", {"streams": [stream(seed) for seed in SEEDS]})


# Arithmetic


def sums():
    """Sum, mean and standard deviation of the first n numbers of one recipe, for every n from 0 on, and of longer ones."""
    recipe = {"seed": 7, "draw": "rand", "max": 0, "shape": (1, 100001), "scale": 1000.0, "offset": -500.0}
    numbers = draw(recipe)[0]
    cases = []
    with np.errstate(all="ignore"):
        for count in [*range(2001), 7840, 8191, 8192, 8193, 70560, 100001]:
            first = numbers[:count]
            nothing = count == 0
            cases.append({
                "count": count,
                "sum": bits(first.sum()),
                "mean": bits(np.nan if nothing else first.mean()),
                "standardDeviation": bits(np.nan if nothing else first.std()),
            })  # fmt: skip
    return recipe | {"scale": bits(1000.0), "offset": bits(-500.0)}, cases


def products():
    shapes = [
        (1, 1, 1), (2, 3, 1), (2, 3, 4), (1, 5, 1), (5, 1, 5), (1, 8, 1), (1, 9, 1), (1, 7, 3), (3, 8, 1), (4, 16, 2),
        (7, 9, 1), (13, 17, 19), (10, 90, 1), (90, 10, 1), (90, 1, 10), (90, 784, 1), (1, 784, 90), (3, 0, 2), (3, 0, 1),
        (0, 3, 2), (2, 3, 0),
    ]  # fmt: skip
    cases = []
    for number, (rows, inner, columns) in enumerate(shapes):
        random = np.random.RandomState(number)
        left = random.rand(rows, inner) - 0.5
        right = random.rand(inner, columns) - 0.5
        # Small whole numbers are added without rounding, in whichever order.
        whole = np.dot(np.floor(left * 100), np.floor(right * 100))
        cases.append({
            "seed": number,
            "left": [rows, inner],
            "right": [inner, columns],
            "product": bits(np.dot(left, right)),
            "productOfWholes": bits(whole),
        })  # fmt: skip
    return cases


def elementwise():
    special = [0.0, -0.0, 1.0, -1.0, 0.1, np.nan, np.inf, -np.inf, 5e-324, 1.7976931348623157e308]
    random = np.random.RandomState(11)
    pairs = [
        (np.repeat(special, len(special)).reshape(10, 10), np.tile(special, len(special)).reshape(10, 10)),
        (random.normal(0, 1, (5, 7)), random.normal(0, 1, (5, 7))),
        (random.normal(0, 1, (9, 1)) * 1e200, random.normal(0, 1, (9, 1)) * 1e-200),
        (np.zeros((0, 4)), np.zeros((0, 4))),
    ]
    cases = []
    with np.errstate(all="ignore"):
        for (left, right), scalar in zip(pairs, [0.3, -7.7, 1e-3, 2.0]):
            cases.append({
                "shape": left.shape, "left": bits(left), "right": bits(right), "scalar": bits(scalar),
                "results": {
                    "left + right": bits(left + right), "left - right": bits(left - right),
                    "left * right": bits(left * right), "left / right": bits(left / right),
                    "left + scalar": bits(left + scalar), "left - scalar": bits(left - scalar),
                    "left * scalar": bits(left * scalar), "left / scalar": bits(left / scalar),
                    "scalar + left": bits(scalar + left), "scalar - left": bits(scalar - left),
                    "scalar * left": bits(scalar * left), "scalar / left": bits(scalar / left),
                    "-left": bits(-left),
                },
                "transposed": bits(left.T.copy()),
                "exp": bits(np.exp(left)),
            })  # fmt: skip
        steps = np.linspace(-750, 750, 301).reshape(7, 43)
        cases.append({"shape": steps.shape, "left": bits(steps), "right": bits(steps), "scalar": bits(1.0), "results": {},
                      "transposed": bits(steps.T.copy()), "exp": bits(np.exp(steps))})  # fmt: skip
    return cases


def extremes():
    nan, inf = np.nan, np.inf
    arrays = [
        [1.0], [nan], [-inf], [1.0, 2.0, 3.0], [3.0, 2.0, 1.0], [1.0, 3.0, 3.0, 2.0], [5.0, 5.0, 5.0], [-1.0, -2.0], [nan, 1.0],
        [1.0, nan], [1.0, nan, 2.0, nan], [inf, nan, 1.0], [inf, inf], [-inf, -inf, 0.0], [nan, nan], [0.0, -0.0], [-0.0, 0.0],
    ]  # fmt: skip
    random = np.random.RandomState(12)
    arrays += [random.randint(-9, 10, 1 + case % 23).astype(float) for case in range(60)]
    return [
        {"values": bits(array), "argmax": int(np.argmax(array)), "min": bits(np.min(array)), "max": bits(np.max(array))}
        for array in arrays
    ]


def linspaces():
    ranges = [(0, 1, 5), (0, 1, 0), (0, 1, 1), (0, 1, 2), (-6, 6, 100), (-10, 10, 21), (0, 0.3, 4), (1, 0, 11), (2, 2, 3),
              (-1e-5, 1e5, 50), (0.1, 0.7, 7), (0, 99, 100), (-5, 5, 1000), (1e300, -1e300, 3)]  # fmt: skip
    return [
        {"start": bits(start), "stop": bits(stop), "count": count, "values": bits(np.linspace(start, stop, count))}
        for start, stop, count in ranges
    ]


def numerics():
    recipe, sum_cases = sums()
    write(
        "numerics.json",
        {
            "summed": [recipe],
            "sums": sum_cases,
            "products": products(),
            "elementwise": elementwise(),
            "extremes": extremes(),
            "linspaces": linspaces(),
        },
    )


if __name__ == "__main__":
    printing()
    randomness()
    numerics()
