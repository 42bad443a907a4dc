#!/usr/bin/env python3
"""One operator of images or of attention at a time beside PyTorch: python3 tests/bench/operators.py BUILD_FOLDER

A pass forward and one backward, double precision, one thread, processor time. Both are measured in turn, several times, and
a figure is the median; both must come to the same gradients. Prints a Markdown table.
"""

import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

import torch
import torch.nn.functional as F
from engine import median_nanoseconds, printed

TURNS = 5
# What is measured: its expression, what PyTorch computes, and the shapes of the leaves.
CASES = {
    "conv2d, 28×28 with 3×3": ("sum(W * conv2d(X, K))", lambda W, X, K: (W * F.conv2d(X[None, None], K[None, None])[0, 0]).sum(),
                               {"W": (26, 26), "X": (28, 28), "K": (3, 3)}),
    "conv2d, 28×28 with 3×3, padding 1": (
        "sum(W * conv2d(X, K, padding=1))",
        lambda W, X, K: (W * F.conv2d(X[None, None], K[None, None], padding=1)[0, 0]).sum(),
        {"W": (28, 28), "X": (28, 28), "K": (3, 3)}),
    "max_pool, 28×28 by 2": ("sum(W * max_pool(X, 2))", lambda W, X: (W * F.max_pool2d(X[None, None], 2)[0, 0]).sum(),
                             {"W": (14, 14), "X": (28, 28)}),
    "softmax over 1,000": ("sum(W * softmax(X))", lambda W, X: (W * torch.softmax(X, 1)).sum(),
                           {"W": (1, 1000), "X": (1, 1000)}),
    "attention of 64×64": ("sum(W * (softmax(Q @ K' / 8) @ V))", lambda W, Q, K, V: (W * (torch.softmax(Q @ K.T / 8, 1) @ V)).sum(),
                           {"W": (64, 64), "Q": (64, 64), "K": (64, 64), "V": (64, 64)}),
    "layer norm of 64×64": (
        "sum(W * ((X - mean(X, axis=1)) / sqrt(var(X, axis=1, ddof=0) + 0.00001)))",
        lambda W, X: (W * F.layer_norm(X, (64,))).sum(), {"W": (64, 64), "X": (64, 64)}),
    "cross_entropy of 64×1,000": ("cross_entropy(X, t)", lambda X, t: F.cross_entropy(X, t[:, 0].long()),
                                  {"X": (64, 1000), "t": (64, 1)}),
}


def draw(chance, name, shape):
    if name == "t":
        return [[float(chance.randrange(1000)) for _ in range(shape[1])] for _ in range(shape[0])]
    return [[chance.uniform(-1, 1) for _ in range(shape[1])] for _ in range(shape[0])]


def graph_text(expression, leaves):
    text = "".join(f'<{"const" if name in "Wt" else "param"} name="{name}">'
                   + "; ".join(" ".join(map(repr, row)) for row in rows) + f'</{"const" if name in "Wt" else "param"}>\n'
                   for name, rows in leaves.items())
    return f'<graph name="operator">\n{text}<output name="L">{expression}</output>\n</graph>\n'


def torch_pass(function, leaves):
    tensors = {name: torch.tensor(rows, requires_grad=name not in "Wt") for name, rows in leaves.items()}
    wanted = {name: tensor for name, tensor in tensors.items() if tensor.requires_grad}

    def run():
        return dict(zip(wanted, torch.autograd.grad(function(**tensors), list(wanted.values()))))
    return run


def expect_same(program, path, gradients):
    """PyTorch's gradients are ours."""
    lines = subprocess.run([program, "trace", "--format", "jsonl", path], capture_output=True, text=True, check=True).stdout
    found = json.loads(lines.splitlines()[-1])["gradients"]
    for name, gradient in gradients.items():
        error = (torch.tensor(found[name]) - gradient).abs().max()
        if error > 1e-12:
            sys.exit(f"{path.stem}: the gradient of {name} differs from PyTorch's by {float(error)}")


def measure(build, folder, name):
    expression, function, shapes = CASES[name]
    chance = random.Random(name)
    leaves = {leaf: draw(chance, leaf, shape) for leaf, shape in shapes.items()}
    path = pathlib.Path(folder) / "operator.xml"
    path.write_text(graph_text(expression, leaves), encoding="utf-8")
    run = torch_pass(function, leaves)
    expect_same(build / "src/gradwalk", path, run())
    mine, theirs = [], []
    for _ in range(TURNS):
        mine.append(printed(build / "tests/bench/engine", "passes", path)[0])
        theirs.append(median_nanoseconds(run, 0.5)[0])
    ratio = statistics.median(a / b for a, b in zip(mine, theirs))
    print(f"| {name} | {statistics.median(mine) / 1000:,.1f} | {statistics.median(theirs) / 1000:,.1f} | {ratio:.2f} |", flush=True)


def main():
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    print("| operator | gradwalk, µs a pass | PyTorch | ratio |\n| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[2:] or CASES:
            measure(pathlib.Path(sys.argv[1]), folder, name)


main()
