#!/usr/bin/env python3
"""The time of a training step of XOR, here and in PyTorch, and that of a thousand epochs against PyTorch's start.

Usage: training.py PROGRAM PYTHON_WITH_TORCH
"""
import subprocess
import sys
import time

PROGRAM, PYTHON = sys.argv[1:]
EPOCHS = 20000  # of gradwalk, so that its own start does not count
STEPS = 2000    # of PyTorch

TORCH = f"""
import time, torch
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
x = torch.tensor([[0., 0], [0, 1], [1, 0], [1, 1]]); t = torch.tensor([[0.], [1], [1], [0]])
model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for step in range({STEPS} + 100):
    if step == 100:
        start = time.perf_counter()
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(x), t)
    loss.backward()
    optimizer.step()
print((time.perf_counter() - start) / {STEPS})
"""


def seconds(*command):
    """The least of five runs: what disturbs a run only makes it longer."""
    runs = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        runs.append(time.perf_counter() - start)
    return min(runs)


def training(epochs):
    return seconds(PROGRAM, "train", "train-xor", "--optimizer", "adam", "--lr", "0.05", "--epochs", str(epochs), "-o", "/dev/null")


here = (training(EPOCHS) - training(1)) / (EPOCHS - 1)
there = float(subprocess.run([PYTHON, "-c", TORCH], check=True, capture_output=True, text=True).stdout)
print(f"a step of XOR: {here * 1e6:.1f} µs here, {there * 1e6:.1f} µs in PyTorch: {there / here:.0f} times as long")
print(f"a thousand epochs: {training(1000) * 1e3:.0f} ms; importing PyTorch: {seconds(PYTHON, '-c', 'import torch') * 1e3:.0f} ms")
