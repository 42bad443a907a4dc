#!/usr/bin/env python3
"""The same graphs drawn by gradwalk, by Graph::Easy and by dot, side by side in one run.

    drawing.py BUILD [FOLDER]

BUILD is a release build of gradwalk with its tests. FOLDER, if given, holds dataflow graphs in
ELK's JSON: those of eclipse/elk-models, realworld/ptolemy/flattened. Graph::Easy (graph-easy) and
Graphviz (dot) must be installed.

Times are processor seconds of whole programs, the least of three runs; what takes longer than
TIME_LIMIT is ended. gradwalk's crossings, and that all its edges are there, are read back from its
characters by tests/reading. A crossing of dot's is a point where edges of different sources meet;
Graph::Easy's edges are counted by their arrows.

gradwalk draws operands in their order, and a value and a gradient at each box. So dot is asked
twice, for any order and for that of the operands, as ports of a record; and so is Graph::Easy, for
names alone and for the same texts: the name, value and gradient that gradwalk has drawn.
"""
import glob
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile

TIME_LIMIT = 20  # seconds
SIZES = [10, 30, 100, 300, 1000, 10000]


# ---- graphs: for each node, the numbers of the nodes that feed it, all smaller than its own ----


def random_graph(size, seed):
    """Operators of one and two operands, each operand among the twelve nodes before."""
    chance = random.Random(seed)
    graph = []
    for node in range(size):
        arity = 0 if node < 2 else chance.choices([0, 1, 2], [2, 3, 5])[0]
        first = max(0, node - 12)
        graph.append([chance.randrange(first, node) for _ in range(arity)])
    return graph


def read_elk(file):
    """The graph in a file, and whether it has no cycle. Every edge is one from node to node."""
    with open(file, encoding="utf-8") as text:
        root = json.load(text)
    owner = {}
    for node in root.get("children", []):
        owner[node["id"]] = node["id"]
        owner.update((port["id"], node["id"]) for port in node.get("ports", []))
    feeds = {node["id"]: [] for node in root.get("children", [])}
    for edge in root.get("edges", []):
        sources = edge.get("sources") or [edge.get("sourcePort") or edge.get("source")]
        targets = edge.get("targets") or [edge.get("targetPort") or edge.get("target")]
        for source in sources:
            for target in targets:
                if source in owner and target in owner:
                    feeds[owner[target]].append(owner[source])
    return number_nodes(feeds)


def number_nodes(feeds):
    """Nodes numbered so that each comes after those that feed it; None if there is a cycle."""
    number, graph, waiting = {}, [], list(feeds)
    while waiting:
        ready = [node for node in waiting if all(source in number for source in feeds[node])]
        if not ready:
            return None
        for node in ready:
            number[node] = len(graph)
            sources = [number[source] for source in feeds[node]]
            # A folded group has each operand once.
            graph.append(sources if len(sources) <= 2 else list(dict.fromkeys(sources)))
        waiting = [node for node in waiting if node not in number]
    return graph


def edge_count(graph):
    return sum(len(sources) for sources in graph)


# ---- the graph in the language of each ----


def as_xml(graph):
    """A gate of more than two operands is a group, which is drawn folded."""
    simple = [node for node, sources in enumerate(graph) if 0 < len(sources) < 3]
    lines = ['<graph name="bench">']
    for node, sources in enumerate(graph):
        names = [f"n{source}" for source in sources]
        kind = "output" if simple and node == simple[-1] else "let"
        text = f"sigmoid({names[0]})" if len(names) == 1 else " + ".join(names)
        element = f'<{kind} name="n{node}">{text}</{kind}>'
        if not names:
            element = f'<input name="n{node}" value="1"/>'
        elif len(names) > 2:
            element = f'<group name="sum">{element}</group>'
        lines.append(element)
    if not simple:
        lines.append(f'<output name="last">n{len(graph) - 1}</output>')
    return "\n".join(lines + ["</graph>"])


def as_graph_easy(graph, texts):
    lines = ["graph { flow: east; }"]
    lines += [f"[ n{node} ] {{ label: {texts.get(f'n{node}', f'n{node}')}; }}"
              for node in range(len(graph))]
    lines += [f"[ n{source} ] --> [ n{node} ]"
              for node, sources in enumerate(graph) for source in sources]
    return "\n".join(lines)


def as_dot(graph, is_ordered):
    lines = ["digraph { rankdir=LR; node [shape=box];"]
    for node, sources in enumerate(graph):
        has_ports = is_ordered and len(sources) > 1
        ports = "|".join(f"<p{i}>" for i in range(len(sources)))
        record = f' [shape=record, label="{{{{{ports}}}|n{node}}}"]'
        lines.append(f"n{node}{record if has_ports else ''};")
        lines += [f"n{source} -> n{node}" + (f":p{i}:w;" if has_ports else ";")
                  for i, source in enumerate(sources)]
    return "\n".join(lines + ["}"])


# ---- running them ----


def run(command, text, repeat=3):
    """Processor seconds and output; (None, '') if it took too long or failed."""
    best, output = None, ""
    for _ in range(repeat):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        try:
            result = subprocess.run(command, input=text.encode(), capture_output=True,
                                    timeout=TIME_LIMIT, check=False)
        except subprocess.TimeoutExpired:
            return None, ""
        if result.returncode != 0:
            return None, ""
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        output = result.stdout.decode()
        best = seconds if best is None or seconds < best else best
        if seconds > 5:
            break
    return best, output


def size_of(drawing):
    lines = drawing.rstrip("\n").split("\n")
    return max(map(len, lines)), len(lines)


def draw_gradwalk(build, graph, repeat=3):
    with tempfile.NamedTemporaryFile("w", suffix=".xml", delete=False) as file:
        file.write(as_xml(graph))
    command = [os.path.join(build, "src/gradwalk"), "show", "--density", "compact", "--digits", "0"]
    if any(len(sources) > 2 for sources in graph):
        command += ["--fold", "all"]
    seconds, drawing = run(command + [file.name], "", repeat)
    os.unlink(file.name)
    result = {"seconds": seconds}
    if drawing:
        width, height, _, edges, crossings, at_arrows, _, _ = map(
            int, read(build, drawing, "--measure").split())
        result.update(width=width, height=height, edges=edges, crossings=crossings,
                      at_arrows=at_arrows, texts=texts_of(build, drawing))
    return result


def read(build, drawing, *options):
    result = subprocess.run([os.path.join(build, "tests/reading/reader"), *options],
                            input=drawing.encode(), capture_output=True, check=True)
    return result.stdout.decode()


def texts_of(build, drawing):
    """What stands at each box, as a label of Graph::Easy's: name, value and gradient."""
    texts = {}
    for line in read(build, drawing).split("\n"):
        parts = line.split("  ")
        if not parts[0].startswith("box"):
            continue
        told = dict(part.split(" ", 1) for part in parts[3:])
        name = told.get("named") or told.get("output") or parts[2][1:-1]
        gradient = "" if told["gradient"] == "none" else told["gradient"]
        texts[name] = f"{name}\\n{told['value']}\\n{gradient}"
    return texts


def draw_graph_easy(graph, texts=None, repeat=3):
    text = as_graph_easy(graph, texts or {})
    seconds, drawing = run(["graph-easy", "--as=boxart"], text, repeat)
    result = {"seconds": seconds}
    if drawing:
        width, height = size_of(drawing)
        # Arrows into boxes; names have no such letters.
        result.update(width=width, height=height, edges=len(re.findall("[><^∨v∧]", drawing)),
                      crossings=drawing.count("┼"))
    return result


def bezier(points, steps=12):
    """Points along the piecewise cubic curve of a plain file."""
    line = [points[0]]
    for i in range(0, len(points) - 3, 3):
        a, b, c, d = points[i:i + 4]
        for k in range(1, steps + 1):
            t, s = k / steps, 1 - k / steps
            weights = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
            line.append(tuple(sum(weight * point[j] for weight, point in zip(weights, (a, b, c, d)))
                              for j in (0, 1)))
    return line


def turn(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def meet(a, b, c, d):
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def count_crossings(lines):
    """Of curves with their sources: where two of different sources meet."""
    pieces = [(min(a[0], b[0]), max(a[0], b[0]), a, b, source, index)
              for index, (source, line) in enumerate(lines) for a, b in zip(line, line[1:])]
    pieces.sort(key=lambda piece: piece[0])
    count, active = 0, []
    for piece in pieces:
        active = [other for other in active if other[1] >= piece[0]]
        count += sum(other[4] != piece[4] and meet(other[2], other[3], piece[2], piece[3])
                     for other in active)
        active.append(piece)
    return count


def draw_dot(graph, wants_crossings=True, is_ordered=False, repeat=3):
    seconds, plain = run(["dot", "-Tplain"], as_dot(graph, is_ordered), repeat)
    lines = []
    for line in plain.split("\n"):
        fields = line.split()
        if fields and fields[0] == "edge":
            numbers = list(map(float, fields[4:4 + 2 * int(fields[3])]))
            lines.append((fields[1], bezier(list(zip(numbers[::2], numbers[1::2])))))
    result = {"seconds": seconds, "edges": len(lines) if plain else None}
    if plain and wants_crossings:
        result["crossings"] = count_crossings(lines)
    return result


# ---- tables ----


def shown(value):
    return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def area(result):
    return result["width"] * result["height"] if "width" in result else None


def print_sizes(build):
    print("| nodes | edges | gradwalk s | dot s | Graph::Easy s | crossings: gradwalk | dot | "
          "cells: gradwalk | Graph::Easy | edges drawn: gradwalk | dot | Graph::Easy |")
    print("| --- " * 12 + "|")
    times = {}
    for size in SIZES:
        graph = random_graph(size, size)
        gradwalk = draw_gradwalk(build, graph)
        dot = draw_dot(graph, size <= 1000, repeat=3 if size < 10000 else 1)
        easy = draw_graph_easy(graph) if size <= 300 else {"seconds": None}
        times[size] = (gradwalk["seconds"], dot["seconds"], easy["seconds"])
        row = [size, edge_count(graph), gradwalk["seconds"], dot["seconds"], easy["seconds"],
               gradwalk.get("crossings"), dot.get("crossings"), area(gradwalk), area(easy),
               gradwalk.get("edges"), dot.get("edges"), easy.get("edges")]
        print("| " + " | ".join(map(shown, row)) + " |", flush=True)
    print()
    if times[100][2]:
        print(f"1,000 nodes take gradwalk {times[1000][0] / times[100][2]:.3f} "
              "of Graph::Easy's time for 100.")
    print(f"10,000 nodes take gradwalk {times[10000][0] / times[1000][1]:.2f} "
          "of dot's time for 1,000.")


def compare(build, graphs, what):
    """Totals over many graphs. A drawer is told what gradwalk wrote at each box."""
    drawers = {
        "gradwalk": lambda graph, _: draw_gradwalk(build, graph, 1),
        "dot, operands in any order": lambda graph, _: draw_dot(graph, repeat=1),
        "dot, operands in their order": lambda graph, _: draw_dot(graph, is_ordered=True, repeat=1),
        "Graph::Easy, names alone": lambda graph, _: draw_graph_easy(graph, repeat=1),
        "Graph::Easy, the same texts": lambda graph, texts: draw_graph_easy(graph, texts, 1),
    }
    print(f"\n{what}: {len(graphs)} graphs, {sum(map(edge_count, graphs))} edges\n")
    print("| | finished | crossings | edges not drawn | seconds | gradwalk's area to its |")
    print("| --- " * 6 + "|")
    first = []
    for name, draw in drawers.items():
        results = [draw(graph, first[i]["texts"] if first else None)
                   for i, graph in enumerate(graphs)]
        first = first or results
        done = [i for i, result in enumerate(results) if result["seconds"] is not None]
        areas = [(area(first[i]), area(results[i])) for i in done
                 if area(results[i]) and area(first[i])]
        row = [name, len(done), sum(results[i].get("crossings", 0) for i in done),
               sum(max(0, edge_count(graphs[i]) - results[i]["edges"]) for i in done),
               sum(results[i]["seconds"] for i in done),
               sum(a for a, _ in areas) / sum(b for _, b in areas) if areas else None]
        print("| " + " | ".join(map(shown, row)) + " |", flush=True)
    print(f"\nOf gradwalk's crossings, {sum(result['at_arrows'] for result in first)} are in the "
          "cell before an arrow.")


def main():
    build = sys.argv[1]
    print_sizes(build)
    sizes = (5, 10, 15, 20, 25, 30)
    compare(build, [random_graph(size, 1000 * size + i) for size in sizes for i in range(10)],
            "Random graphs of up to 30 nodes")
    if len(sys.argv) > 2:
        files = sorted(glob.glob(os.path.join(sys.argv[2], "*.json")))
        graphs = [graph for graph in map(read_elk, files) if graph and edge_count(graph) > 0]
        small = [graph for graph in graphs if len(graph) <= 30]
        compare(build, small, "Ptolemy graphs of up to 30 nodes")
        compare(build, [graph for graph in graphs if len(graph) > 30], "Ptolemy graphs of more")


main()
