#!/usr/bin/env python3
"""Formats that other programs lay out: every lesson's edges are all there, in the order of operands. Speaks TAP."""

import html
import json
import os
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


def mermaid_has_the_same_edges(lesson):
    """and an end for each subgraph"""
    text = export(lesson, "--to", "mermaid")
    found = [(tail, head, int(port) - 1) for tail, port, head in re.findall(r"^\t(n\d+) -->\|(\d+)\| (n\d+)$", text, re.MULTILINE)]
    nodes = re.findall(r'^\t+(n\d+)(?:\[".*"\]|\(\[".*"\]\))(?::::current)?$', text, re.MULTILINE)
    labels, edges_of_dot = dot_says(export(lesson, "--to", "dot"))
    starts, ends = (re.findall(pattern, text, re.MULTILINE) for pattern in (r'^\t+subgraph g\d+\[".*"\]$', r"^\t+end$"))
    return need(found == edges_of_dot and nodes == list(labels) and len(starts) == len(ends) and
                len(text.splitlines()) == 3 + len(nodes) + len(found) + 2 * len(starts), text)


MERMAID = """
import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';
const at = createRequire(process.argv[1] + '/');
const {JSDOM} = at('jsdom');
global.window = new JSDOM('').window;
global.document = window.document;
const mermaid = (await import(process.argv[1] + '/node_modules/mermaid/dist/mermaid.core.mjs')).default;
for (const text of JSON.parse(readFileSync(0, 'utf8'))) await mermaid.parse(text);
process.exit(0);
"""


def mermaid_reads_all():
    """if node has the packages mermaid and jsdom, in the folder GRADWALK_NODE"""
    folder = os.environ.get("GRADWALK_NODE", "")
    if not folder or not shutil.which("node"):
        raise tap.Skip("GRADWALK_NODE names no folder in which npm installed mermaid and jsdom")
    texts = [export(lesson, "--to", "mermaid") for lesson in LESSONS] + [export("-", "--to", "mermaid", text=HOSTILE)]
    result = subprocess.run(["node", "--input-type=module", "-e", MERMAID, folder], input=json.dumps(texts), capture_output=True,
                            text=True, check=False)
    return need(result.returncode == 0, result.stderr[-1500:])


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
                    texts["1"].startswith("// sum-product · forward 1/2 · step 1/5\n"), texts["1"])


def groups_are_clusters():
    text = export("sigmoid-neuron", "--to", "dot")
    inside = re.search(r"subgraph cluster_0 \{\n\t+label=<σ>.*?\n(.*?)\n\t}", text, re.DOTALL)[1]
    return need([words_of(line)[0] for line in inside.splitlines()] == ["×−1", "exp", "+1", "f"], text)


def hostile_names_stay_text():
    return graphviz_reads_it("-", HOSTILE)


tap.run([(f"{lesson}: {check.__name__.replace('_', ' ')}", lambda check=check, lesson=lesson: check(lesson))
         for lesson in LESSONS for check in (the_edges_are_those_of_the_graph, mermaid_has_the_same_edges, graphviz_reads_it)] +
        tap.named([mermaid_reads_all, numbers_are_those_of_the_moment, groups_are_clusters, hostile_names_stay_text]))
