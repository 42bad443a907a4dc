#!/usr/bin/env python3
"""How long it takes to make and to mark the worksheets of a class.

    grading.py PROGRAM [COUNT]

PROGRAM is a release build's src/gradwalk. Seconds are of the clock, the least of three runs; so are those of
`grade` for COUNT (300) sheets of each kind.
"""
import pathlib
import subprocess
import sys
import tempfile
import time

KINDS = [["sum-product", "--vary"], ["sigmoid-neuron", "--vary", "--ask", "all"], ["--practice", "3"], ["--practice", "6", "--ask", "all"]]


def seconds(program, folder, *arguments):
    """The least of three runs."""
    least = float("inf")
    for _ in range(3):
        start = time.monotonic()
        subprocess.run([program, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        least = min(least, time.monotonic() - start)
    return least


def measure(program, count, kind):
    """Seconds to make, and to mark, `count` sheets."""
    with tempfile.TemporaryDirectory() as folder:
        seeds = pathlib.Path(folder, "seeds")
        seeds.write_text("".join(f"{4000 + number}\n" for number in range(count)), encoding="utf-8")
        made = seconds(program, folder, "worksheet", *kind, "--seeds", "seeds", "-o", "sheets/{seed}.md", "--key", "keys/{seed}.md")
        keys = sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder, "keys").iterdir())
        return made, seconds(program, folder, "grade", "--format", "csv", *keys)


def main():
    program, count = str(pathlib.Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 300
    print(f"| {count} sheets | make with keys, s | mark, s |\n| --- | ---: | ---: |")
    for kind in KINDS:
        made, marked = measure(program, count, kind)
        print(f"| `{' '.join(kind)}` | {made:.2f} | {marked:.2f} |", flush=True)


if len(sys.argv) not in (2, 3):
    sys.exit(__doc__)
main()
