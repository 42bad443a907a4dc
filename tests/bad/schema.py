#!/usr/bin/env python3
"""The schema for editors against every graph: it accepts the lessons and what is wrong only in meaning, and refuses what is
wrong in structure. Speaks TAP."""

import functools
import pathlib
import subprocess
import sys

import tap

SCHEMA, LESSONS, BAD = (pathlib.Path(argument) for argument in sys.argv[1:])

# Wrong in what the names and expressions mean, which no schema knows.
WELL_FORMED = {
    "argument-twice", "constant-without-value", "cycle", "defined-twice", "definition-of-a-stranger",
    "definition-of-itself", "doctype", "glued-names", "group-that-cannot-fold", "matrix-output", "no-output",
    "no-value", "place-behind-markup", "ragged-matrix", "shapes", "two-points", "two-values", "unknown-name", "wrong-count", "number-too-large",
}


def check(path, is_wanted):
    result = subprocess.run(["xmllint", "--noout", "--nonet", "--relaxng", str(SCHEMA), str(path)],
                            capture_output=True, text=True, check=False)
    return tap.need((result.returncode == 0) == is_wanted, result.stderr)


def case(path, is_wanted):
    return f"{path.name} is {'' if is_wanted else 'not '}valid", functools.partial(check, path, is_wanted)


tap.run([case(path, True) for path in sorted(LESSONS.glob("*.xml"))] +
        [case(path, path.stem in WELL_FORMED) for path in sorted(BAD.glob("*.xml"))])
