#!/usr/bin/env python3
"""Numbers in the paths of checkpoints are as Python's format() writes them, or are refused. Speaks TAP.

Usage: test_paths.py PROGRAM, which is made of write_paths.c.
"""
import os
import random
import re
import struct
import subprocess
import sys

import tap

CASES = 20 * int(os.environ.get("GRADWALK_RANDOM_CASES", "200"))
KINKS = [0.0, -0.0, 1.0, 9.99, 10.0, 12.0, 99.95, 999999.5, 1e15, 9007199254740993.0, 1e16, 1e22, 1e-4, 9.9999e-5, 0.1,
         0.0625, 5e-324, 1.7976931348623157e308, float("inf"), -float("inf"), float("nan")]
RIGHT = re.compile(r"(0?[0-9]{1,2})?(\.[0-9]{1,2})?[efg]?")


def a_number(chance):
    kind = chance.randrange(4)
    if kind == 0:
        return chance.choice(KINKS)
    if kind == 1:
        return struct.unpack("d", chance.randbytes(8))[0]
    return float(f"{chance.uniform(-10, 10):.{chance.randrange(17)}f}e{chance.randrange(-6, 18)}")


def a_specification(chance):
    """One of those that are promised, or anything."""
    if chance.randrange(3) == 0:
        return "".join(chance.choices("0123456789.-+ <^=#_,defgGnx%", k=chance.randrange(1, 6)))
    return (chance.choice(["", "0", "5", "08", "12", "040", "64"]) + chance.choice(["", ".0", ".1", ".2", ".3", ".6", ".17", ".30"]) +
            chance.choice(["", "e", "f", "g"]))


def is_promised(specification):
    numbers = [int(number) for number in re.findall("[0-9]+", specification)]
    return RIGHT.fullmatch(specification) and max(numbers, default=0) <= 30


def wanted(key, specification, loss):
    """None if Python refuses it too."""
    try:
        return format(loss if key == "loss" else 7, specification)
    except ValueError:
        return None


def numbers_in_paths_are_pythons_or_refused():
    chance = random.Random(5)
    cases = [(chance.choice(["loss", "loss", "loss", "epoch"]), a_specification(chance), a_number(chance)) for _ in range(CASES)]
    lines = "".join(f"{{{key}:{specification}}} {loss!r}\n" for key, specification, loss in cases)
    found = subprocess.run([sys.argv[1]], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    wrong = []
    for (key, specification, loss), path in zip(cases, found, strict=True):
        field = f"{{{key}:{specification}}}"
        if path == "no":
            wrong += tap.need(key != "loss" or not is_promised(specification), f"{field} is refused")
        else:
            right = wanted(key, specification, loss)
            wrong += tap.need(path == f"= {right}", f"{field} of {loss!r}: {path[2:]!r}, not {right!r}")
    accepted = CASES - found.count("no")
    return wrong + tap.need(accepted > CASES // 2, f"only {accepted} of {CASES} were accepted")


tap.run(tap.named([numbers_in_paths_are_pythons_or_refused]))
