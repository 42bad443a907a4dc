#!/usr/bin/env python3
"""How long it takes to make and to mark the worksheets of a class.

    grading.py PROGRAM [COUNT]

PROGRAM is a release build's src/gradwalk. Seconds are the processor's, the least of three runs, for COUNT (300) sheets
of each kind with their keys; then those of `grade` for the keys, and for keys in which every last digit was changed, so
that most answers are wrong and their mistakes are looked for.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

KINDS = [["sum-product", "--vary"], ["sigmoid-neuron", "--vary", "--ask", "all"], ["--practice", "3"], ["--practice", "6", "--ask", "all"]]


def seconds(program, folder, *arguments):
    """The least of three runs."""
    least = float("inf")
    for _ in range(3):
        before = os.times()
        subprocess.run([program, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        least = min(least, after.children_user + after.children_system - before.children_user - before.children_system)
    return least


def change_last_digits(keys):
    for key in keys:
        text = key.read_text(encoding="utf-8")
        key.write_text(re.sub(r"^(\(\d+\) .*)(\d)$", lambda match: match[1] + str((int(match[2]) + 3) % 10), text, flags=re.MULTILINE),
                       encoding="utf-8")


def measure(program, count, kind):
    """Seconds to make `count` sheets, to mark them, and to mark them when they are wrong."""
    with tempfile.TemporaryDirectory() as folder:
        seeds = pathlib.Path(folder, "seeds")
        seeds.write_text("".join(f"{4000 + number}\n" for number in range(count)), encoding="utf-8")
        made = seconds(program, folder, "worksheet", *kind, "--seeds", "seeds", "-o", "sheets/{seed}.md", "--key", "keys/{seed}.md")
        keys = sorted(pathlib.Path(folder, "keys").iterdir())
        marked = seconds(program, folder, "grade", "--format", "csv", *map(str, keys))
        change_last_digits(keys)
        return made, marked, seconds(program, folder, "grade", "--format", "csv", *map(str, keys))


def main():
    program, count = str(pathlib.Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 300
    print(f"| {count} sheets | make with keys, s | mark, s | mark wrong ones, s |\n| --- | ---: | ---: | ---: |")
    for kind in KINDS:
        print(f"| `{' '.join(kind)}` | " + " | ".join(f"{time:.2f}" for time in measure(program, count, kind)) + " |", flush=True)


if len(sys.argv) not in (2, 3):
    sys.exit(__doc__)
main()
