#!/usr/bin/env python3
"""Documents for pdflatex: it sets them, whatever the names in them, and a derivation has a line a step. Speaks TAP."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from lessons import HOSTILE, LESSONS, export, trace
from program import gradwalk
from tap import need
import tap

# All of them where many random cases are wanted: each takes most of a second.
SET = LESSONS if int(os.environ["GRADWALK_RANDOM_CASES"]) >= 1000 else ["02-sigmoid-neuron", "13-broadcasting"]


def pdflatex_sets_it(language, lesson, text=""):
    if not shutil.which("pdflatex"):
        raise tap.Skip("pdflatex is not installed")
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "file.tex").write_text(export(lesson, "--to", language, text=text), encoding="utf-8")
        result = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "file.tex"], cwd=folder,
                                capture_output=True, check=False)
        said = result.stdout.decode(errors="replace")
        if "tikz.sty' not found" in said:
            raise tap.Skip("TikZ is not installed")
        return need(result.returncode == 0 and (pathlib.Path(folder) / "file.pdf").stat().st_size > 5000, said[-2000:])


def pointed(text):
    """{(row, column): arrow} of the triangles in TikZ, whose rows grow downwards."""
    found = {}
    for numbers in re.findall(r"\\fill\[\w+\] " + " -- ".join([r"\(([\d.]+),([\d.]+)\)"] * 3) + " -- cycle;", text):
        x, y = ([float(number) for number in numbers[axis::2]] for axis in (0, 1))
        across, down = x[2] - (x[0] + x[1]) / 2, y[2] - (y[0] + y[1]) / 2
        arrow = ("▶" if across > 0 else "◀") if abs(across) > abs(down) else "▼" if down > 0 else "▲"
        found[int(min(y)), int(min(x))] = arrow
    return found


def arrows_point_as_on_the_screen(direction):
    problems = []
    for time in ("0", "end"):
        drawing = gradwalk("show", "sum-product", "--direction", direction, "-t", time).stdout.splitlines()
        shown = {(row, column): sign for row, line in enumerate(drawing) for column, sign in enumerate(line) if sign in "▶▼◀▲"}
        found = pointed(export("sum-product", "--to", "tikz", "--direction", direction, "-t", time))
        above = min(found)[0] - min(shown)[0]
        problems += need({(row + above, column): sign for (row, column), sign in shown.items()} == found, f"{time}: {shown}, not {found}")
    return problems


def wires_are_as_strong_as_on_the_screen():
    """A folded group has a double frame; what has carried exactly 0 is dashed."""
    folded, plain = (export("sigmoid-neuron", "--to", "tikz", *options) for options in (["--fold", "all"], []))
    off, on = (export("-e", "f = relu(x) y", f"x={x}", "y=2", "--to", "tikz") for x in (-1, 1))
    return (need(",double]" in folded and ",double]" not in plain, folded + plain) +
            need(",dashed]" in off and ",dashed]" not in on, off + on))


def a_derivation_has_a_line_a_step(lesson):
    lines = re.findall(r"^.*?&.*\\\\$", export(lesson, "--to", "latex"), re.MULTILINE)
    records = trace(lesson)
    wanted = len(records[0]["leaves"]) + sum(len(record.get("terms", [0])) for record in records[1:-1])
    return need(len(lines) == wanted, f"{len(lines)} lines, not {wanted}")


def a_derivation_says_upstream_times_local():
    text = export("sum-product", "--to", "latex")
    lines = ["q &= x\\mathbin{\\text{+}}y = 3 \\\\", "\\frac{\\partial f}{\\partial f} &= 1 \\\\",
             "\\frac{\\partial f}{\\partial x} &= \\frac{\\partial f}{\\partial q} \\cdot \\frac{\\partial q}{\\partial x} = -4 \\cdot 1 = -4 \\\\"]
    return [f"{line} is not in {text}" for line in lines if line not in text.splitlines()]


def a_rounded_number_says_so():
    text = export("sigmoid-neuron", "--to", "latex")
    return need("\\approx 0.73 \\\\" in text and " = 0.73" not in text, text)


tap.run([(f"{lesson}: {language}: pdflatex sets it", lambda lesson=lesson, language=language: pdflatex_sets_it(language, lesson))
         for lesson in SET for language in ("tikz", "latex")] +
        [(f"hostile names stay text in {language}", lambda language=language: pdflatex_sets_it(language, "-", HOSTILE))
         for language in ("tikz", "latex")] +
        [(f"arrows point as on the screen: {direction}", lambda direction=direction: arrows_point_as_on_the_screen(direction))
         for direction in ("right", "down")] +
        [(f"{lesson}: a derivation has a line a step", lambda lesson=lesson: a_derivation_has_a_line_a_step(lesson)) for lesson in LESSONS] +
        tap.named([a_derivation_says_upstream_times_local, a_rounded_number_says_so, wires_are_as_strong_as_on_the_screen]))
