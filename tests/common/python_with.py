"""A Python that has a module: the one that runs the tests need not be the system's, for which packages are installed."""
import functools
import shutil
import subprocess
import sys

import tap


@functools.cache
def python_with(module):
    """Its path. Without one, the test that asks for it is skipped."""
    for python in dict.fromkeys([sys.executable, "/usr/bin/python3", shutil.which("python3")]):
        if python and subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0:
            return python
    raise tap.Skip(f"no Python here has {module}")
