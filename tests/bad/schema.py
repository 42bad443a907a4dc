#!/usr/bin/env python3
"""The schema for editors against every graph: it accepts the lessons and what is wrong only in meaning, and refuses what is
wrong in structure. Speaks TAP."""

import pathlib
import subprocess
import sys

SCHEMA, LESSONS, BAD = (pathlib.Path(argument) for argument in sys.argv[1:])

# Wrong in what the names and expressions mean, which no schema knows.
WELL_FORMED = {
    "argument-twice", "constant-without-value", "cycle", "defined-twice", "definition-of-a-stranger",
    "definition-of-itself", "doctype", "glued-names", "group-that-cannot-fold", "matrix-output", "no-output",
    "no-value", "place-behind-markup", "ragged-matrix", "shapes", "two-points", "two-values", "unknown-name", "wrong-count", "number-too-large",
}


def is_valid(path):
    return subprocess.run(["xmllint", "--noout", "--nonet", "--relaxng", str(SCHEMA), str(path)],
                          capture_output=True, check=False).returncode == 0


cases = [(path, True) for path in sorted(LESSONS.glob("*.xml"))]
cases += [(path, path.stem in WELL_FORMED) for path in sorted(BAD.glob("*.xml"))]
print(f"1..{len(cases)}")
failed = False
for number, (path, wanted) in enumerate(cases, 1):
    agrees = is_valid(path) == wanted
    failed = failed or not agrees
    print(f"{'ok' if agrees else 'not ok'} {number} - {path.name} is {'' if wanted else 'not '}valid")
sys.exit(failed)
