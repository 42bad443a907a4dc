#!/usr/bin/env python3
"""Hold every case of expressions.json, which PyTorch computed, against the program's trace: once given as an
expression and once as an XML file. Value, gradients of the leaves, value and gradient of each node must agree to 1e-12
of their size. Speaks TAP, a line a case and way."""

import functools
import json
import sys
from xml.sax.saxutils import escape, quoteattr

import tap
from program import gradwalk

TOLERANCE = 1e-12


def matrix_text(value):
    """A leaf's value as gradwalk reads it: 2, or 1 2; 3 4."""
    if not isinstance(value, list):
        return repr(value)
    rows = value if isinstance(value[0], list) else [value]
    return "; ".join(" ".join(repr(entry) for entry in row) for row in rows)


def entries(value):
    if isinstance(value, list):
        return [entry for part in value for entry in entries(part)]
    return [float(value)]


def agree(found, wanted):
    pairs = list(zip(entries(found), entries(wanted)))
    return len(entries(found)) == len(entries(wanted)) and all(
        abs(a - b) <= TOLERANCE * max(abs(a), abs(b)) for a, b in pairs)


def trace(arguments, text=""):
    result = gradwalk("trace", "--format", "jsonl", *arguments, text=text)
    if result.returncode != 0:
        raise ValueError(result.stderr)
    return [json.loads(line) for line in result.stdout.splitlines()]


def by_expression(case):
    settings = [f"{name}={matrix_text(value)}" for name, value in case["leaves"].items()]
    return trace(["-e", case["expr"], *settings])


def by_file(case):
    leaves = "".join(f"<input name={quoteattr(name)} value={quoteattr(matrix_text(value))}/>\n"
                     for name, value in case["leaves"].items())
    return trace(["-"], f'<graph name="case">\n{leaves}<output name="f_">{escape(case["expr"])}</output>\n</graph>\n')


def nodes_of(case):
    """The reference counts a negative number as a gate of its own; here it is a number."""
    return [node for node in case["nodes"] if not (node["expr"].startswith("-") and node["expr"][1:].isdigit())]


def differences(case, way):
    steps = way(case)
    end = steps[-1]
    if not agree(end["value"], case["value"]):
        yield f"value {end['value']}, not {case['value']}"
    for name, gradient in case["grad"].items():
        if not agree(end["gradients"][name], gradient):
            yield f"gradient of {name} {end['gradients'][name]}, not {gradient}"
    forward = [step for step in steps if step["phase"] == "forward"]
    upstream = {step["node"]: step["upstream"] for step in steps if step["phase"] == "backward"}
    nodes = nodes_of(case)
    if len(forward) != len(nodes):
        yield f"{len(forward)} gates, not {len(nodes)}"
    for step, node in zip(forward, nodes):
        if not agree(step["value"], node["value"]):
            yield f"{node['expr']} is {step['value']}, not {node['value']}"
        if node["grad"] is not None and not agree(upstream[step["node"]], node["grad"]):
            yield f"gradient of {node['expr']} {upstream[step['node']]}, not {node['grad']}"


with open(sys.argv[1], encoding="utf-8") as file:
    CASES = json.load(file)["cases"]
tap.run([(f"{case['name']} {way.__name__}", functools.partial(differences, case, way))
         for case in CASES for way in (by_expression, by_file)])
