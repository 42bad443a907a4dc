#!/usr/bin/env python3
"""Forward and backward passes beside PyTorch's, in one run: python3 tests/bench/engine.py BUILD_FOLDER

Double precision, one thread. PyTorch is Debian's python3-torch. Prints a Markdown table: times are of this machine at this
moment, so the ratio is what matters.
"""

import random
import resource
import subprocess
import sys
import time

import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

OPERATORS = [
    lambda a, b: a + b, lambda a, b: a * b, lambda a, b: a - b, lambda a, b: a / b,
    lambda a, b: torch.tanh(a), lambda a, b: torch.exp(a), lambda a, b: torch.sigmoid(a),
    lambda a, b: torch.relu(a), lambda a, b: torch.sin(a), lambda a, b: torch.maximum(a, b),
]


def scalar_pass(count):
    generator = random.Random(1)
    leaves = [torch.tensor(generator.uniform(0.5, 1.5), requires_grad=True) for _ in range(64)]
    plan = [(generator.choice(OPERATORS), generator.randrange(1, 65), generator.randrange(1, 65)) for _ in range(count)]

    def run():
        nodes = list(leaves)
        for operator, a, b in plan:
            nodes.append(operator(nodes[-a], nodes[-b]))
        torch.autograd.grad(nodes[-1], leaves, allow_unused=True)
    return run


def network_pass(inputs, hidden, outputs, batch):
    x, y = torch.randn(batch, inputs), torch.randn(batch, outputs)
    w, c = torch.randn(inputs, hidden, requires_grad=True), torch.randn(1, hidden, requires_grad=True)
    v, b = torch.randn(hidden, outputs, requires_grad=True), torch.randn(1, outputs, requires_grad=True)

    def run():
        loss = torch.mean((torch.relu(x @ w + c) @ v + b - y) ** 2)
        torch.autograd.grad(loss, [w, c, v, b])
    return run


def nanoseconds(run, seconds=1.0):
    fastest, started = float("inf"), time.perf_counter()
    while time.perf_counter() - started < seconds or fastest == float("inf"):
        before = time.perf_counter()
        run()
        fastest = min(fastest, time.perf_counter() - before)
    return fastest * 1e9


def ours(program, *arguments):
    words = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=True).stdout.split()
    return float(words[0]), int(words[2]) / 1024


def row(name, mine, memory, theirs):
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {name} | {mine / 1000:,.1f} | {theirs / 1000:,.1f} | {mine / theirs:.4f} | {memory:,.0f} | {megabytes:,.0f} |",
          flush=True)


program = sys.argv[1] + "/tests/bench/engine"
print("| case | gradwalk, µs | PyTorch, µs | ratio | gradwalk, MB | PyTorch so far, MB |")
print("| --- | ---: | ---: | ---: | ---: | ---: |")
for sizes in ((2, 8, 1, 1), (2, 8, 1, 64), (64, 128, 10, 1), (64, 128, 10, 64)):
    row("network {}-{}-{}, batch {}".format(*sizes), *ours(program, "network", *sizes), nanoseconds(network_pass(*sizes)))
for gates in (1_000, 10_000, 100_000, 1_000_000):
    row(f"{gates:,} scalar gates", *ours(program, "scalar", gates), nanoseconds(scalar_pass(gates)))
