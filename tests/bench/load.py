#!/usr/bin/env python3
"""How long a graph in XML takes to load, and to run forward and backward, by its size: python3 tests/bench/load.py BUILD_FOLDER

Each graph has COUNT gates, a `let` each, over the 64 before. Beside it, what libxml2's xmlTextReader alone takes for the file.
Processor time, the median of three programs. Prints a Markdown table; linear growth shows as a constant time a gate."""

import os
import random
import statistics
import subprocess
import sys
import tempfile

OPERATORS = ["{a} + {b}", "{a} * {b}", "tanh({a})", "sin({a})", "max({a}, {b})", "{a} - {b}", "sigmoid({a})"]


def write_graph(path, count):
    generator = random.Random(count)
    names = [f"x{i}" for i in range(64)]
    with open(path, "w", encoding="utf-8") as file:
        file.write('<graph name="random">\n')
        for name in names:
            file.write(f'<input name="{name}" value="{generator.uniform(-1, 1):.3f}"/>\n')
        for i in range(count):
            text = generator.choice(OPERATORS).format(a=generator.choice(names[-64:]), b=generator.choice(names[-64:]))
            file.write(f'<let name="n{i}">{text}</let>\n')
            names.append(f"n{i}")
        file.write(f'<output name="f">n{count - 1}</output>\n</graph>\n')


def columns_of(*command):
    """The medians of what a program prints."""
    runs = [[float(word) for word in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()]
            for _ in range(3)]
    return [statistics.median(column) for column in zip(*runs)]


build = sys.argv[1] + "/tests/bench/"
print("| gates | file, MB | xmlTextReader, ns an element | load, ns an element | ratio | prepare and run, ns a gate | "
      "walk to the end and back, ns a gate | peak memory, bytes a gate |")
print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
with tempfile.TemporaryDirectory() as folder:
    for size in (1_000, 10_000, 100_000, 1_000_000):
        graph = os.path.join(folder, "graph.xml")
        write_graph(graph, size)
        reading, elements = columns_of(build + "xml_reader", graph)
        load, run, walk, gates, kilobytes = columns_of(build + "engine", "file", graph)
        memory = f"{kilobytes * 1024 / gates:.0f}" if size >= 100_000 else "–"
        print(f"| {size:,} | {os.path.getsize(graph) / 1e6:.1f} | {reading / elements:.0f} | {load / elements:.0f} | "
              f"{load / reading:.2f} | {run / gates:.0f} | {walk / gates:.0f} | {memory} |", flush=True)
