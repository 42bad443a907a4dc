#!/usr/bin/env python3
"""Hold every formula of formulas.json, from courses and the test suites of peers, against the value and the gradients
that PyTorch computed for it. What a formula says by a way round is said by a function beside it. Speaks TAP, a line a
formula."""

import functools
import json
import math
import re
import sys

import tap
from program import gradwalk

TOLERANCE = 1e-12
OPERAND = r"([^(),]+)"
# Ways round what was no function once, and the function.
WAYS = [(r"(\w+)\^\(1/3\)", r"cbrt(\1)"), (r"sqrt\((\w+)\^2 \+ (\w+)\^2\)", r"hypot(\1, \2)"),
        (r"\b(\w+) sigmoid\(\1\)", r"silu(\1)"),
        (rf"max\(max\({OPERAND}, {OPERAND}\), {OPERAND}\)", r"max(\1, \2, \3)"),
        (rf"min\(max\({OPERAND}, {OPERAND}\), {OPERAND}\)", r"clip(\1, \2, \3)"),
        (rf"max\(min\({OPERAND}, {OPERAND}\), {OPERAND}\)", r"clip(\1, \3, \2)")]


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


def rewritten(case):
    """The same formula in new words; None if it has no way round."""
    xml = case["xml"]
    for way, word in WAYS:
        xml = re.sub(way, word, xml)
    return None if xml == case["xml"] else {**case, "name": case["name"] + ", in new words", "xml": xml}


with open(sys.argv[1], encoding="utf-8") as file:
    CASES = json.load(file)
CASES += [case for case in map(rewritten, CASES) if case]
tap.run([(case["name"], functools.partial(differences, case)) for case in CASES])
