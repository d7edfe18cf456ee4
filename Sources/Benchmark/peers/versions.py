"""Prints which Python this is and which of the named modules it can import, as one line of JSON."""

import importlib
import json
import platform
import sys

versions = {"executable": sys.executable, "Python": platform.python_version()}
for name in sys.argv[1:]:
    try:
        versions[name] = importlib.import_module(name).__version__
    except Exception:  # A module that is broken counts as one that isn't there.
        pass
print(json.dumps(versions))
