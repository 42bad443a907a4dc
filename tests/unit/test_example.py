#!/usr/bin/env python3
"""The example of the library's use, in C and in C++, prints the walk of f = (x + y) z + x. Speaks TAP."""

import subprocess
import sys

import tap

WANTED = """\
t 1: q = 3
t 2: p = -12
t 3: f = -14
t 4: f = -14
t 5: f = -14
    p gets 1 * 1 = 1, so d f/d p = 1 (1 of 1)
    x gets 1 * 1 = 1, so d f/d x = 1 (1 of 2)
t 6: p = -12
    q gets 1 * -4 = -4, so d f/d q = -4 (1 of 1)
    z gets 1 * 3 = 3, so d f/d z = 3 (1 of 1)
t 7: q = 3
    x gets -4 * 1 = -4, so d f/d x = -3 (2 of 2)
    y gets -4 * 1 = -4, so d f/d y = -4 (1 of 1)
"""


def the_example_walks():
    found = subprocess.run([sys.argv[1]], capture_output=True, text=True, check=True).stdout
    return tap.need(found == WANTED, found)


tap.run(tap.named([the_example_walks]))
