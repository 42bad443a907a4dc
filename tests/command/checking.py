#!/usr/bin/env python3
"""`gradwalk check` of many files, and of files in which much is wrong. Speaks TAP."""

import pathlib
import re
import tempfile

from program import SOURCE, gradwalk
from tap import need
import tap

MUCH = """<graph name="bad">
  <inptu name="x" value="1"/>
  <input name="A" value="1 2; 3"/>
  <input name="B" value="1 2; 3 4" colour="red"/>
  <param name="w" value="one"/>
  <let name="p">w θ y + zz w</let>
  <let name="q">B @ p</let>
  <let name="q">2 w</let>
  <let name="r">q @ B + x</let>
  <group name="g">
    <let name="s">foo(w)</let>
  </group>
  <output name="f">sum(B @ B) + (s</output>
</graph>
"""
WANTED = ["2:3", "3:31", "4:36", "5:26", "6:19", "6:21", "6:25", "8:14", "11:19", "13:35"]


def check(*names, texts=None):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (texts or {}).items():
            (pathlib.Path(folder) / name).write_text(text, encoding="utf-8")
        return gradwalk("check", *names, folder=folder)


def every_error_of_a_file_is_told_at_its_place():
    """And none that is there only because of another: p, q and x are used further down."""
    result = check("a.xml", texts={"a.xml": MUCH})
    places = re.findall(r"^a\.xml:(\d+:\d+): ", result.stderr, re.MULTILINE)
    key = lambda place: tuple(map(int, place.split(":")))
    lines = result.stderr.splitlines()
    shown = all(line[3:] in MUCH.replace("\t", " ") for line in lines[1::3])
    return need(sorted(places, key=key) == WANTED and result.returncode == 1, result.stderr) + need(shown, lines)


def every_file_is_checked():
    wrong = '<graph><input name="x" value="1"/><output name="f">x y</output></graph>'
    result = check("a.xml", "sum-product", "none.xml", "b.xml", texts={"a.xml": wrong, "b.xml": wrong})
    heads = re.findall(r"^(\S+):$", result.stdout, re.MULTILINE)
    return (need(heads == ["a.xml", "sum-product", "none.xml", "b.xml"] and "agrees" in result.stdout, result.stdout) +
            need([line for line in result.stderr.splitlines() if re.match(r"[ab]\.xml:1:\d+: ", line)].__len__() == 2 and
                 "none.xml: there is no such file" in result.stderr and result.returncode == 1, result.stderr))


def one_file_looks_as_before():
    result = check("sum-product")
    return need(result.stdout.startswith("∂f/∂x  gradient") and result.returncode == 0, result.stdout)


def leaves_of_metrics_alone_are_not_checked():
    text = ('<graph><input name="x" value="2"/><input name="label" value="1"/><param name="w" value="3"/>'
            '<output name="J">w x</output><metric name="hit">(w x &gt; 1) == label</metric></graph>')
    result = check("a.xml", texts={"a.xml": text})
    return need(re.findall(r"^∂J/∂(\S+)  gradient", result.stdout, re.MULTILINE) == ["x", "w"] and result.returncode == 0,
                result.stdout + result.stderr)


def a_tie_is_told_whichever_operand_is_spread():
    values = ["a=1", "b=2 3", "c=2 0"]
    lines = [gradwalk("check", "-e", f"f = sum(max({operands}))", *values).stdout.splitlines() for operands in ("a, b, c", "b, a, c")]
    told = [sorted(line for line in some if "a tie" in line) for some in lines]
    return need(told[0] == told[1] and len(told[0]) == 2, f"{lines}")


def of_large_matrices_some_entries_are_checked():
    """All of 64, 16 of more."""
    problems = []
    for rows, columns, lines in ((8, 8, 64), (5, 13, 16)):
        matrix = "; ".join([" ".join(map(str, range(columns)))] * rows)
        told = [line for line in gradwalk("check", "-e", "f = sum(a^2)", f"a={matrix}").stdout.splitlines() if "agrees" in line]
        problems += need(len(told) == lines, f"{rows}×{columns}: {told}")
    return problems


def what_has_one_error_has_one():
    """Broken files of the tests: what is wrong only because of the one error is not told."""
    problems = []
    for path in sorted((SOURCE / "tests/bad").glob("*.xml")):
        told = gradwalk("check", str(path)).stderr.splitlines()
        count = len([line for line in told if re.match(r"\S+:\d+:\d+: ", line)])
        problems += need(count == 1, f"{path.name}: {told}")
    return problems


tap.run([(test.__name__.replace("_", " "), test) for test in (
    every_error_of_a_file_is_told_at_its_place, every_file_is_checked, one_file_looks_as_before,
    leaves_of_metrics_alone_are_not_checked, what_has_one_error_has_one,
    of_large_matrices_some_entries_are_checked, a_tie_is_told_whichever_operand_is_spread)])
