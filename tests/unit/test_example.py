#!/usr/bin/env python3
"""The example of the library's use prints the walk of f = (x + y) z. Speaks TAP."""

import subprocess
import sys

import tap

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


def the_example_walks():
    found = subprocess.run([sys.argv[1]], capture_output=True, text=True, check=True).stdout
    return tap.need(found == WANTED, found)


tap.run(tap.named([the_example_walks]))
