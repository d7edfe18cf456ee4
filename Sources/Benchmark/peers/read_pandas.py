"""Reads a CSV file of digits with pandas.

    python3 read_pandas.py FILE LINES

Prints the seconds it took as one line of JSON; a file that doesn't have that many lines of 785 values is an error.
"""

import json
import sys
import time

import pandas

start = time.perf_counter()
digits = pandas.read_csv(sys.argv[1], header=None)
reading = time.perf_counter() - start

if digits.shape != (int(sys.argv[2]), 785):
    sys.exit(f"read {digits.shape[0]} lines of {digits.shape[1]} values")
print(json.dumps({"read": reading}))
