#!/usr/bin/env python3
"""The example of the library's use prints the walk of f = (x + y) z. Speaks TAP."""

import subprocess
import sys

WANTED = """\
t 1: q = 3
t 2: f = -12
t 3: f = -12
t 4: f = -12
    d f/d q = 1 * -4 = -4
    d f/d z = 1 * 3 = 3
t 5: q = 3
    d f/d x = -4 * 1 = -4
    d f/d y = -4 * 1 = -4
"""

found = subprocess.run([sys.argv[1]], capture_output=True, text=True, check=True).stdout
print("1..1")
print(f"{'ok' if found == WANTED else 'not ok'} 1 - the example walks")
sys.exit(found != WANTED)
