"""A network behind Flask, as a blog would show it: POST /predict with {"input": [[784 numbers], ...]}.

    python3 serve_flask.py WEIGHTS PORT

WEIGHTS holds the weights of a 784-90-10 network as float32, little-endian: 90 x 784, 90, 10 x 90, 10; a file
that does not exist stands for random ones. Answers a JSON list with ten probabilities for each image, from Flask's
own server with a thread for each connection.
"""

import logging
import sys
from pathlib import Path

import numpy as np
from flask import Flask, jsonify, request
from werkzeug.serving import WSGIRequestHandler

SHAPES = [(90, 784), (90,), (10, 90), (10,)]


def read_weights(path):
    count = sum(int(np.prod(shape)) for shape in SHAPES)
    if path.exists():
        numbers = np.fromfile(path, dtype="<f4")
    else:
        numbers = np.random.default_rng(42).normal(0, 0.05, count).astype(np.float32)
    if len(numbers) != count:
        sys.exit(f"{path.name}: expected {count} numbers, found {len(numbers)}")
    ends = np.cumsum([int(np.prod(shape)) for shape in SHAPES])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(numbers, ends), SHAPES)]


weights_hidden, bias_hidden, weights_output, bias_output = read_weights(Path(sys.argv[1]))
app = Flask(__name__)


def feedforward(inputs):
    hidden = np.maximum(inputs @ weights_hidden.T + bias_hidden, 0)
    output = hidden @ weights_output.T + bias_output
    output = np.exp(output - output.max(axis=1, keepdims=True))
    return output / output.sum(axis=1, keepdims=True)


@app.route("/home", methods=["GET"])
def home():
    return "A network that reads digits"


@app.route("/predict", methods=["POST"])
def predict():
    inputs = np.array(request.get_json()["input"], dtype=np.float32) / 255
    return jsonify(feedforward(inputs).tolist())


# HTTP/1.1 keeps connections; without it wrk would measure how fast they are opened. Nor is a line printed for each
# request.
WSGIRequestHandler.protocol_version = "HTTP/1.1"
logging.getLogger("werkzeug").setLevel(logging.ERROR)
app.run(host="127.0.0.1", port=int(sys.argv[2]), threaded=True)
