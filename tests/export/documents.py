#!/usr/bin/env python3
"""Documents for pdflatex: it sets them, whatever the names in them, and a derivation has a line a step. Speaks TAP."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from lessons import HOSTILE, LESSONS, export, trace
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
        [(f"{lesson}: a derivation has a line a step", lambda lesson=lesson: a_derivation_has_a_line_a_step(lesson)) for lesson in LESSONS] +
        tap.named([a_derivation_says_upstream_times_local, a_rounded_number_says_so]))
