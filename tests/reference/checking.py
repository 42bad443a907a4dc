#!/usr/bin/env python3
"""Every gradient of formulas.json and expressions.json, which PyTorch confirmed, is held against differences by
`gradwalk check`: none may be condemned, and none left unjudged but at a kink. Speaks TAP, a line a formula."""

import functools
import json
import pathlib
import sys
from xml.sax.saxutils import escape, quoteattr

import tap
from program import gradwalk


def matrix_text(value):
    """A leaf's value as gradwalk reads it: 2, or 1 2; 3 4."""
    if not isinstance(value, list):
        return repr(value)
    rows = value if isinstance(value[0], list) else [value]
    return "; ".join(" ".join(repr(entry) for entry in row) for row in rows)


def graph_of(expression):
    leaves = "".join(f"<input name={quoteattr(name)} value={quoteattr(matrix_text(value))}/>\n"
                     for name, value in expression["leaves"].items())
    return f'<graph name="case">\n{leaves}<output name="f_">{escape(expression["expr"])}</output>\n</graph>\n'


def condemned(xml):
    result = gradwalk("check", "-", text=xml)
    lines = [line for line in result.stdout.splitlines() if "  gradient " in line]
    yield from tap.need(result.returncode == 0 and lines, f"exit status {result.returncode}: {result.stderr}")
    for line in lines:
        yield from tap.need(line.endswith("  agrees") or "at a kink" in line, line)


formulas, expressions = (json.loads(pathlib.Path(file).read_text(encoding="utf-8")) for file in sys.argv[1:3])
GRAPHS = [(case["name"], case["xml"]) for case in formulas]
GRAPHS += [(case["name"], graph_of(case)) for case in expressions["cases"]]
tap.run([(name, functools.partial(condemned, xml)) for name, xml in GRAPHS])
