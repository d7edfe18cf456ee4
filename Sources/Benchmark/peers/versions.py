"""Prints which Python this is and which of the named modules are installed, as one line of JSON.

It imports none of them: that would take TensorFlow seconds.
"""

import importlib.util
import json
import platform
import sys
from importlib import metadata


def version(module):
    """The version of the package that a module belongs to, whose name may be another: that of tensorflow is tensorflow-cpu,
    too. An error if there is none."""
    if importlib.util.find_spec(module) is None:
        raise ModuleNotFoundError(module)
    try:
        return metadata.version(module)
    except metadata.PackageNotFoundError:
        return metadata.version(metadata.packages_distributions()[module][0])


versions = {"executable": sys.executable, "Python": platform.python_version()}
for name in sys.argv[1:]:
    try:
        versions[name] = version(name)
    except Exception:  # Whatever it is, there is nothing to tell.
        pass
print(json.dumps(versions))
