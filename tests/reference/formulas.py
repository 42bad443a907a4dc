#!/usr/bin/env python3
"""Hold every formula of formulas.json, from courses and the test suites of peers, against the value and the gradients
that PyTorch computed for it. Speaks TAP, a line a formula."""

import functools
import json
import math
import sys

import tap
from program import gradwalk

TOLERANCE = 1e-12


def entries(value):
    """The numbers of a matrix, row by row; JSON writes those that it lacks as strings."""
    if isinstance(value, list):
        return [entry for part in value for entry in entries(part)]
    return [float(value)]


def is_near(found, wanted):
    if math.isnan(wanted) or math.isinf(wanted):
        return repr(found) == repr(wanted)
    return abs(found - wanted) <= TOLERANCE * max(1, abs(wanted))


def agree(found, wanted):
    found, wanted = entries(found), entries(wanted)
    return len(found) == len(wanted) and all(map(is_near, found, wanted))


def differences(case):
    result = gradwalk("trace", "--format", "jsonl", "-", text=case["xml"])
    if result.returncode != 0:
        yield result.stderr
        return
    end = json.loads(result.stdout.splitlines()[-1])
    if not agree(end["value"], case["value"]):
        yield f"value {end['value']}, not {case['value']}"
    for name, gradient in case["gradient"].items():
        if not agree(end["gradients"][name], gradient):
            yield f"gradient of {name} {end['gradients'][name]}, not {gradient}"


with open(sys.argv[1], encoding="utf-8") as file:
    CASES = json.load(file)
tap.run([(case["name"], functools.partial(differences, case)) for case in CASES])
