"""Writes models with Python's own safetensors package, and puts them into safetensors.json beside this file.

    python3 Tests/Fixtures/make_safetensors_fixtures.py

Needs safetensors and NumPy. Each file stands there in base64, with the tensors that Python reads from it, in the order
of their data, every number as its bits. Running it again changes nothing: no file has more than one key of metadata,
because the package writes several in an order of chance.
"""

import base64
import json
import pathlib
import struct

import numpy as np
from safetensors.numpy import load, save

here = pathlib.Path(__file__).resolve().parent


def assembled(header, data):
    """A file from the text of a header, as another writer might space and order it."""
    text = header.encode()
    return struct.pack("<Q", len(text)) + text + data


def offsets(file):
    length = struct.unpack("<Q", file[:8])[0]
    header = json.loads(file[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    return metadata, {name: entry["data_offsets"] for name, entry in header.items()}


def fixture(name, file):
    metadata, places = offsets(file)
    arrays = load(file)
    tensors = []
    for tensor in sorted(places, key=lambda tensor: places[tensor]):
        array = arrays[tensor]
        digits = 2 * array.dtype.itemsize
        bits = array.ravel().view(f"u{array.dtype.itemsize}")
        tensors.append({
            "name": tensor,
            "dtype": {"float32": "F32", "float64": "F64"}[array.dtype.name],
            "shape": list(array.shape),
            "bits": " ".join(f"{number:0{digits}x}" for number in bits),
        })
    return {
        "name": name,
        "isFromPython": not name.startswith("assembled"),
        "file": base64.b64encode(file).decode(),
        "metadata": metadata,
        "tensors": tensors,
    }


special = [np.nan, -np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, 1e-40, 1.7976931348623157e308, 1 / 3]
random = np.random.RandomState(42)
with np.errstate(over="ignore"):
    singles = np.array(special).astype(np.float32)

files = {
    "the specification's example": save(
        {"w": np.ones((2, 3)), "b": np.zeros(2, np.float32)}, {"format": "np"}),
    "a network": save({"0.weight": random.rand(3, 4), "1.weight": random.rand(2, 3)}, {"activation": "sigmoid"}),
    "single precision": save({
        "0.bias": random.rand(3).astype(np.float32), "0.weight": random.rand(4, 3).astype(np.float32)}),
    "special numbers": save({"doubles": np.array(special), "floats": singles}),
    "scalars": save({"double": np.array(1.5), "float": np.array(-2.5, np.float32)}),
    "nothing in them": save({
        "columns": np.zeros((784, 0)), "rows": np.zeros((0, 784)), "vector": np.zeros(0, np.float32)}),
    "four dimensions": save({"kernel": np.arange(24.0).reshape(1, 2, 3, 4)}),
    "odd names": save({
        "": np.array([1.0]), "\"\\/\b\f\n\r\t\x00\x1f\x7f": np.array([2.0]), "né\u2028 層 😀": np.array([3.0]),
    }, {"": "\"\\/\b\f\n\r\t\x00\x1f\x7f né 😀"}),
    "no tensors": save({}),
    "metadata alone": save({}, {"format": "np"}),
    "assembled: spaces and escapes": assembled(
        '{"__metadata__" : {"b": "\\u00e9\\ud83d\\uDE00\\/", "a": ""} ,\n\t"\\u0077" : { "shape" : [ 2 ],\r\n'
        ' "data_offsets": [ 0 , 16 ], "dtype":"F64"} } \n', struct.pack("<2d", 1, 2)),
    "assembled: the header in another order": assembled(
        '{"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},'
        '"empty":{"dtype":"F64","shape":[0],"data_offsets":[8,8]},'
        '"a":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]}}', struct.pack("<df", 1, 2)),
    "assembled: not at multiples of eight": assembled(
        '{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F64","shape":[1],"data_offsets":[4,12]}}',
        struct.pack("<fd", 1, 2)),
}

fixtures = [fixture(name, file) for name, file in files.items()]
text = "[\n" + ",\n".join(json.dumps(each, separators=(",", ":")) for each in fixtures) + "\n]\n"
(here / "safetensors.json").write_text(text)
