#!/usr/bin/env python3
"""Training XOR beside PyTorch, in one run: python3 tests/bench/training.py BUILD_FOLDER [KANN_PROGRAM]

PyTorch is Debian's python3-torch. KANN_PROGRAM prints how many nanoseconds a step takes kann of the same network. Prints
Markdown: times are of this machine at this moment, so the ratio is what matters.
"""

import pathlib
import subprocess
import sys
import time

import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
LESSON = pathlib.Path(__file__).parents[2] / "graphs" / "17-train-xor.xml"


def torch_step(make):
    """Fastest nanoseconds of a step: forward, backward and update, all four rows at once."""
    x, t = torch.tensor([[0., 0], [0, 1], [1, 0], [1, 1]]), torch.tensor([[0.], [1], [1], [0]])
    w1, b1 = torch.tensor([[.9, -1.1, .7, -.4], [-.8, 1.2, .6, -.9]]), torch.zeros(1, 4)
    w2, b2 = torch.tensor([[.8], [.9], [-.6], [-.3]]), torch.zeros(1, 1)
    parameters = [p.requires_grad_() for p in (w1, b1, w2, b2)]
    optimizer, fastest = make(parameters), float("inf")
    for _ in range(20):
        before = time.perf_counter()
        for _ in range(100):
            optimizer.zero_grad()
            torch.mean((torch.tanh(x @ w1 + b1) @ w2 + b2 - t) ** 2).backward()
            optimizer.step()
        fastest = min(fastest, (time.perf_counter() - before) / 100)
    return fastest * 1e9


def printed(*command):
    return float(subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout)


def seconds(*command):
    """The fastest of five whole processes."""
    fastest = float("inf")
    for _ in range(5):
        before = time.perf_counter()
        subprocess.run([str(word) for word in command], capture_output=True, check=True)
        fastest = min(fastest, time.perf_counter() - before)
    return fastest


build = pathlib.Path(sys.argv[1])
print("| a step of XOR | gradwalk, ns | other, ns | ratio |\n| --- | ---: | ---: | ---: |")
for name, make in (("sgd", lambda p: torch.optim.SGD(p, lr=.05)), ("adam", lambda p: torch.optim.Adam(p, lr=.05))):
    mine, other = printed(build / "tests/bench/training", LESSON, name), torch_step(make)
    print(f"| {name}, PyTorch | {mine:,.0f} | {other:,.0f} | {mine / other:.4f} |")
if len(sys.argv) > 2:
    mine, other = printed(build / "tests/bench/training", LESSON, "rmsprop"), printed(sys.argv[2])
    print(f"| rmsprop, kann | {mine:,.0f} | {other:,.0f} | {mine / other:.2f} |")
mine = seconds(build / "src/gradwalk", "train", LESSON, "--epochs", 1000)
start = seconds(sys.executable, "-c", "import torch")
print(f"\n1,000 epochs, as a whole process: {mine:.3f} s; starting PyTorch: {start:.3f} s; ratio {mine / start:.3f}")
