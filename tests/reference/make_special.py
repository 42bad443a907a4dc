#!/usr/bin/env python3
"""Make special.txt: what PyTorch (1.13, double) computes of reductions, pools, softmax and losses over NaN, infinite and
very large entries, in the form of operators.txt. Run it by hand, with PyTorch installed: make_special.py > special.txt

Left out is where gradwalk gives the number that is right and PyTorch does not: prod beside an infinite factor or NaN, norm
where squares overflow, logsumexp's shares of 1e10, a NaN's mae, and losses whose infinite logit has no weight."""

import math

import torch
from torch.nn import functional

torch.set_default_dtype(torch.float64)
NAN, INF = math.nan, math.inf
ROWS = [[NAN, 1, 2], [1, NAN, 2], [1, 2, NAN], [INF, 1, 2], [1, INF, 2], [-INF, 1, 2], [1, -INF, 2], [INF, -INF, 1],
        [INF, INF, 1], [-INF, -INF, 1], [-INF, -INF, -INF], [INF, INF, INF], [NAN, INF, 1], [INF, NAN, 1], [-INF, NAN, 1],
        [0, 0, NAN], [NAN, NAN, NAN], [1, 1, 1], [1e200, 1e200, 0], [1e10, 1e10, 1e10 + 1], [800, -800, 0], [INF, 800, -800]]
SQUARE = [[NAN, 1, INF], [2, INF, -INF], [3, 0.5, 1]]
WINDOWS = [[[NAN, 1], [2, 3]], [[1, 2], [3, NAN]], [[INF, 1], [2, INF]], [[-INF, -INF], [-INF, -INF]],
           [[INF, -INF], [1, 2]], [[NAN, NAN], [1, 2]], [[INF, NAN], [1, 2]], [[NAN, INF], [1, 2]]]
ALONG = {
    "sum": lambda a, axis: a.sum(axis, keepdim=True),
    "mean": lambda a, axis: a.mean(axis, keepdim=True),
    "max": lambda a, axis: a.amax(axis, keepdim=True),
    "min": lambda a, axis: a.amin(axis, keepdim=True),
    "var": lambda a, axis: a.var(axis, keepdim=True),
    "std": lambda a, axis: a.std(axis, keepdim=True),
    "norm": lambda a, axis: torch.linalg.vector_norm(a, dim=axis, keepdim=True),
    "logsumexp": lambda a, axis: torch.logsumexp(a, axis, keepdim=True),
    "softmax": torch.softmax,
    "log_softmax": torch.log_softmax,
    "argmax": lambda a, axis: torch.argmax(a, axis, keepdim=True).double(),
    "cumsum": torch.cumsum,
}
LOSSES = {
    "cross_entropy": ("0 1 0", functional.cross_entropy),
    "bce_with_logits": ("0 1 1", functional.binary_cross_entropy_with_logits),
    "mse": ("0 0 0", functional.mse_loss),
    "huber": ("0 0 0", functional.huber_loss),
}
BETTER_HERE = {("norm", 1e200), ("logsumexp", 1e200), ("logsumexp", 1e10)}


def number(value):
    return repr(value)


def numbers(tensor):
    return [number(value) for value in tensor.flatten().tolist()]


def matrix(rows):
    return "; ".join(" ".join(numbers(torch.tensor(row, dtype=torch.float64))) for row in rows)


def line(expression, entries, compute, others=""):
    a = torch.tensor(entries, dtype=torch.float64, requires_grad=True)
    y = compute(a)
    if y.requires_grad:
        y.backward()
    gradient = torch.zeros_like(a) if a.grad is None else a.grad
    print(f"{expression}|a={matrix(entries)}{others}|={number(y.item())}|a:{' '.join(numbers(gradient))}")


def weighted(spelling, entries, compute):
    """Entries of a result weigh 1, 1.5, 2 …, so that none passes for another."""
    shape = compute(torch.tensor(entries, dtype=torch.float64)).shape
    weight = torch.arange(shape.numel()).reshape(shape) / 2 + 1
    line(f"sum(w * {spelling})", entries, lambda a: (weight * compute(a)).sum(), f"|w={matrix(weight.tolist())}")


for name, compute in ALONG.items():
    for row in ROWS:
        if (name, row[0]) not in BETTER_HERE:
            weighted(f"{name}(a, axis=1)", [row], lambda a: compute(a, 1))
    for axis in (0, 1):
        weighted(f"{name}(a, axis={axis})", SQUARE, lambda a: compute(a, axis))
for window in WINDOWS:
    pooled = lambda pool: lambda a: pool(a[None, None], 2)[0, 0]
    weighted("max_pool(a, 2)", window, pooled(functional.max_pool2d))
    weighted("avg_pool(a, 2)", window, pooled(functional.avg_pool2d))
for name, (target, compute) in LOSSES.items():
    wanted = torch.tensor([[float(value) for value in target.split()]])
    for row in ROWS:
        if -INF not in row and (name != "bce_with_logits" or INF not in row):
            line(f"{name}(a, t)", [row], lambda a: compute(a, wanted), f"|t={target}")
