#!/usr/bin/env python3
"""Print what PyTorch's training of the lessons has learnt after some steps: the prediction on a grid.

    tests/reference/make_learnt.py >tests/unit/charts/learnt.txt

A line a point: lesson, step, columns and rows of the grid, the point's place in it from the top left, the prediction.
Nothing of gradwalk is used: the models stand here once more, and so does the order that rows are shuffled in
(Fisher and Yates' shuffle by xoshiro256**, whose state splitmix64 makes). Needs PyTorch (Debian: python3-torch)."""

import pathlib
import xml.etree.ElementTree as ET

import torch

GRAPHS = pathlib.Path(__file__).resolve().parents[2] / "graphs"
MASK = (1 << 64) - 1
torch.set_default_dtype(torch.float64)


def mix(state):
    state = (state + 0x9E3779B97F4A7C15) & MASK
    z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return state, z ^ (z >> 31)


def shuffled(count, seed, epoch):
    state = mix(seed)[1] ^ epoch
    s = []
    for _ in range(4):
        state, word = mix(state)
        s.append(word)
    rotate = lambda bits, by: ((bits << by) | (bits >> (64 - by))) & MASK
    order = list(range(count))
    for i in range(count, 1, -1):
        drawn = rotate(s[1] * 5 & MASK, 7) * 9 & MASK
        shifted = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotate(s[3], 45)
        j = drawn % i
        order[i - 1], order[j] = order[j], order[i - 1]
    return order


def matrix(text):
    return torch.tensor([[float(number) for number in row.split()] for row in text.split(";")])


class Lesson:
    def __init__(self, name):
        root = ET.parse(GRAPHS / f"{name}.xml").getroot()
        self.data, self.train = root.find("data").attrib, root.find("train").attrib
        self.rows = [row.attrib for row in root.iter("row")]
        self.parameters = {tag.get("name"): matrix(tag.get("value")).requires_grad_() for tag in root.iter("param")}

    def column(self, name):
        return torch.cat([matrix(row[name]) for row in self.rows])

    def optimizer(self):
        rate, decay = float(self.train["lr"]), float(self.train.get("weight-decay", 0))
        if self.train["optimizer"] == "adam":  # the lecture's ε
            return torch.optim.Adam(self.parameters.values(), lr=rate, eps=1e-7, weight_decay=decay)
        return torch.optim.SGD(self.parameters.values(), lr=rate, weight_decay=decay)


def training_rows(lesson):
    return int(len(lesson.rows) * (1 - float(lesson.data.get("split", 0))))


def batches(lesson):
    """The rows of each step, for ever."""
    count, epoch = training_rows(lesson), 0
    size = int(lesson.data.get("batch", 0)) or count
    while True:
        order = list(range(count))
        if lesson.data.get("shuffle", "no") != "no":
            order = shuffled(count, int(lesson.data["shuffle"]), epoch)
        for first in range(0, count, size):
            yield order[first:first + size]
        epoch += 1


def grid(x, columns, rows):
    """The middles of boxes, an eighth of the range around the data, from the top left."""
    low, high = x.min(0).values, x.max(0).values
    low, high = low - (high - low) / 8, high + (high - low) / 8
    across = [low[0] + (high[0] - low[0]) * (i + 0.5) / columns for i in range(columns)]
    if x.shape[1] == 1:
        return torch.stack(across).reshape(-1, 1)
    down = [high[1] - (high[1] - low[1]) * (i + 0.5) / rows for i in range(rows)]
    return torch.tensor([[a, d] for d in down for a in across])


def line(p, x):
    return p["w"] * x + p["b"]


def polynomial(p, x):
    return p["a"] + p["b"] * x + p["c"] * x**2 + p["d"] * x**3 + p["e5"] * x**5


def two_layers(p, x):
    return torch.tanh(x @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]


# Of each lesson: its columns of inputs, that of the target, the prediction, the steps, the grid.
LESSONS = {
    "16-line-fit": (["x"], "t", line, (3, 60, 600), (9, 1)),
    "17-train-xor": (["X"], "T", two_layers, (10, 100, 300), (6, 6)),
    "18-early-stopping": (["x"], "t", polynomial, (5, 63, 1500), (9, 1)),
    "21-two-rings": (["X"], "t", two_layers, (10, 40, 200), (6, 6)),
    "22-overfitting": (["x"], "t", two_layers, (10, 25, 200), (9, 1)),
}


def main():
    for name, (inputs, target, model, steps, (columns, rows)) in LESSONS.items():
        lesson = Lesson(name)
        x, t = torch.cat([lesson.column(column) for column in inputs], 1), lesson.column(target)
        optimizer, batch = lesson.optimizer(), batches(lesson)
        for step in range(1, max(steps) + 1):
            chosen = next(batch)
            optimizer.zero_grad()
            ((model(lesson.parameters, x[chosen]) - t[chosen]) ** 2).mean().backward()
            optimizer.step()
            if step in steps:
                predicted = model(lesson.parameters, grid(x, columns, rows))
                for place, value in enumerate(predicted.flatten().tolist()):
                    print(name, step, columns, rows, place, repr(value))


main()
