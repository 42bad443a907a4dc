#!/usr/bin/env python3
"""Formats that other programs lay out: every lesson's edges are all there, in the order of operands. Speaks TAP."""

import html
import re
import shutil
import subprocess

from lessons import HOSTILE, LESSONS, edges, export, trace
from tap import need
import tap


def dot_says(text):
    """Of DOT as the program writes it: the label of each node, and the edges (from, to, port)."""
    labels = dict(re.findall(r"^\t+(n\d+) \[label=<(.*)>\];$", text, re.MULTILINE))
    found = [(tail, head, int(port)) for tail, head, port in re.findall(r"^\t(n\d+) -> (n\d+):p(\d+):w;$", text, re.MULTILINE)]
    return labels, found


def words_of(label):
    return [html.unescape(word) for word in re.findall(r">([^<]+)<", label) if word != "▸"]


def names_of_nodes(labels, lesson):
    """What the trace calls each node: leaves by their label, gates by their order, which is that of the walk."""
    leaves = trace(lesson)[0]["leaves"]
    gates = iter(record["node"] for record in trace(lesson) if record["phase"] == "forward")
    return {node: words_of(label)[0] if "ROUNDED" not in label else next(gates)
            for node, label in sorted(labels.items(), key=lambda item: int(item[0][1:]))
            if "ROUNDED" in label or words_of(label)[0] in leaves}


def the_edges_are_those_of_the_graph(lesson):
    labels, found = dot_says(export(lesson, "--to", "dot"))
    names = names_of_nodes(labels, lesson)
    called = [(names[tail], names[head], port) for tail, head, port in found]
    return need(called == edges(lesson) and len(names) == len(labels), f"{called}\n{edges(lesson)}\n{names}")


def graphviz_reads_it(lesson, text=""):
    if not shutil.which("dot"):
        raise tap.Skip("dot (Graphviz) is not installed")
    source = export(lesson, "--to", "dot", text=text)
    labels, found = dot_says(source)
    drawn = subprocess.run(["dot", "-Tsvg"], input=source, capture_output=True, text=True, check=False)
    return need(drawn.returncode == 0 and not drawn.stderr, f"{drawn.stderr}{source}") + need(
        drawn.stdout.count('class="node"') == len(labels) and drawn.stdout.count('class="edge"') == len(found), source)


def numbers_are_those_of_the_moment():
    texts = {t: export("sum-product", "--to", "dot", "-t", t) for t in ("0", "1", "4", "end")}
    told = {t: {words[0]: words[1:] for words in map(words_of, dot_says(text)[0].values())} for t, text in texts.items()}
    return need(told["0"]["q"] == ["+", "·", "·"] and told["1"]["q"] == ["+", "3.00", "·"] and
                told["4"]["q"] == ["+", "3.00", "−4.00"] and told["end"]["x"] == ["−2.00", "−4.00"], f"{told}") + need(
                    texts["1"].startswith("// sum-product · forward 1/2 · t 1/5\n"), texts["1"])


def groups_are_clusters():
    text = export("sigmoid-neuron", "--to", "dot")
    inside = re.search(r"subgraph cluster_0 \{\n\t+label=<σ>.*?\n(.*?)\n\t}", text, re.DOTALL)[1]
    return need([words_of(line)[0] for line in inside.splitlines()] == ["×−1", "exp", "+1", "f"], text)


def hostile_names_stay_text():
    return graphviz_reads_it("-", HOSTILE)


tap.run([(f"{lesson}: {check.__name__.replace('_', ' ')}", lambda check=check, lesson=lesson: check(lesson))
         for lesson in LESSONS for check in (the_edges_are_those_of_the_graph, graphviz_reads_it)] +
        tap.named([numbers_are_those_of_the_moment, groups_are_clusters, hostile_names_stay_text]))
