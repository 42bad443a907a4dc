#!/usr/bin/env python3
"""How long a graph in XML takes to load, and to run forward and backward, by its size: python3 tests/bench/load.py BUILD_FOLDER

Each graph has COUNT gates, a `let` each, over the 64 before. Prints a Markdown table; linear growth shows as a constant time a gate."""

import os
import random
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


def measure(program, path):
    """The fastest of three runs: seconds to load, to run, to walk there and back; gates; peak memory in MB."""
    runs = [[float(word) for word in subprocess.run([program, "file", path], capture_output=True, text=True,
                                                    check=True).stdout.split()] for _ in range(3)]
    best = [min(column) for column in zip(*runs)]
    return [nanoseconds / 1e9 for nanoseconds in best[:3]] + [best[3], best[4] / 1024]


program = sys.argv[1] + "/tests/bench/engine"
print("| gates | file, MB | load, µs a gate | prepare and run, µs a gate | walk to the end and back, µs a gate | peak memory, MB |")
print("| ---: | ---: | ---: | ---: | ---: | ---: |")
with tempfile.TemporaryDirectory() as folder:
    for size in (1_000, 10_000, 100_000, 1_000_000):
        graph = os.path.join(folder, "graph.xml")
        write_graph(graph, size)
        load, run, walk, gates, megabytes = measure(program, graph)
        print(f"| {size:,} | {os.path.getsize(graph) / 1e6:.1f} | {load / gates * 1e6:.2f} | {run / gates * 1e6:.2f} | "
              f"{walk / gates * 1e6:.2f} | {megabytes:.0f} |", flush=True)
