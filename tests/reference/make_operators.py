#!/usr/bin/env python3
"""Write the last lines of operators.txt, of operators that have attributes or arrange entries: what PyTorch (1.13,
double) computes for several shapes and seeds, at kinks and ties.

    python3 make_operators.py [GROUP ...] >> operators.txt

A GROUP is one of the functions that are named last; without one, all of them are written.

A line is an expression, its leaves, its value and the gradients of the leaves that have one:

    sum(w var(A, ddof=0))|A=1 2; 3 4|w=2|=2.5|A:-1.5 -0.5 0.5 1.5|w:1.25
"""

import random
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
SHAPES = [(1, 1), (1, 4), (3, 1), (2, 3), (3, 3), (4, 2)]


def text(tensor):
    rows = tensor.detach().reshape(tensor.shape if tensor.dim() == 2 else (1, -1))
    return "; ".join(" ".join(repr(float(entry)) for entry in row) for row in rows)


def draw(chance, shape, positive=False):
    entries = [[round(chance.uniform(0.1, 3) if positive else chance.uniform(-3, 3), 2) for _ in range(shape[1])]
               for _ in range(shape[0])]
    return torch.tensor(entries)


def matrix(result):
    """As gradwalk has it: a vector is a row, a number a matrix of one entry."""
    return result.reshape(1, -1) if result.dim() < 2 else result


def case(expression, function, leaves, without=()):
    """The expression is weighed, so that the gradients that arrive at the operator differ from each other."""
    leaves = {name: value.clone().requires_grad_(name not in without) for name, value in leaves.items()}
    result = matrix(function(*leaves.values()))
    weights = draw(random.Random(expression + str(result.shape)), result.shape).requires_grad_()
    value = (weights * result).sum()
    value.backward()
    leaves["w"] = weights
    fields = [f"sum(w * {expression})", *(f"{name}={text(leaf)}" for name, leaf in leaves.items()), f"={float(value)!r}"]
    fields += [f"{name}:{text(torch.zeros_like(leaf) if leaf.grad is None else leaf.grad).replace(';', '')}"
               for name, leaf in leaves.items() if leaf.requires_grad]
    print("|".join(fields))


REDUCTIONS = {"sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin, "norm": torch.linalg.norm,
              "prod": torch.prod, "logsumexp": torch.logsumexp, "argmax": lambda a, **how: torch.argmax(a, **how) * 1.0}


def reductions(chance):
    for name, function in REDUCTIONS.items():
        for shape in SHAPES:
            A = draw(chance, shape)
            for axis in (0, 1):
                case(f"{name}(A, axis={axis}, keepdims=0)",
                     lambda a: function(a, dim=axis) + 0 * a.sum(), {"A": A})
        case(f"{name}(A, axis=-1, keepdims=1)", lambda a: function(a, dim=-1, keepdim=True) + 0 * a.sum(),
             {"A": draw(chance, (3, 2))})


def variances(chance):
    for name, function in (("var", torch.var), ("std", torch.std)):
        for shape in SHAPES[3:]:
            for ddof in (0, 1):
                A = draw(chance, shape)
                for axis in (0, 1):
                    case(f"{name}(A, axis={axis}, ddof={ddof})",
                         lambda a: function(a, dim=axis, correction=ddof, keepdim=True), {"A": A})
                case(f"{name}(A, ddof={ddof})", lambda a: function(a, dim=(0, 1), correction=ddof), {"A": A})
                case(f"{name}(A, axis=1, ddof={ddof}, keepdims=0)", lambda a: function(a, dim=1, correction=ddof), {"A": A})
        case(f"{name}(A, ddof=0)", lambda a: function(a, dim=(0, 1), correction=0), {"A": torch.tensor([[2.0, 2.0]])})


def convolutions(chance):
    for image, kernel in (((3, 3), (2, 2)), ((4, 4), (3, 3)), ((5, 4), (2, 3)), ((1, 5), (1, 3))):
        for stride in (1, 2):
            for padding in range(min(kernel)):
                case(f"conv2d(A, B, stride={stride}, padding={padding})",
                     lambda a, b: F.conv2d(a[None, None], b[None, None], stride=stride, padding=padding)[0, 0],
                     {"A": draw(chance, image), "B": draw(chance, kernel)})
    for image, kernel in (((1, 5), 3), ((1, 4), 2), ((3, 4), 3)):
        for stride in (1, 2):
            for padding in (0, 1, 2):
                if padding < kernel:
                    case(f"conv1d(A, B, stride={stride}, padding={padding})",
                         lambda a, b: F.conv1d(a[:, None], b[None], stride=stride, padding=padding)[:, 0],
                         {"A": draw(chance, image), "B": draw(chance, (1, kernel))})
    for name, function in (("max_pool", F.max_pool2d), ("avg_pool", F.avg_pool2d)):
        for image in ((4, 4), (3, 5)):
            for size, stride, padding in ((2, 1, 0), (2, 2, 1), (3, 1, 1), (3, 2, 1), (2, 3, 1)):
                case(f"{name}(A, {size}, stride={stride}, padding={padding})",
                     lambda a: function(a[None, None], size, stride=stride, padding=padding)[0, 0],
                     {"A": draw(chance, image)})
        case(f"{name}(A, 2, stride=1)", lambda a: function(a[None, None], 2, stride=1)[0, 0],
             {"A": torch.tensor([[1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [2.0, 2.0, 2.0]])})


def losses(chance):
    for rows, classes in ((1, 3), (2, 2), (3, 4)):
        for smoothing in (0.0, 0.1, 0.5, 1.0):
            logits = draw(chance, (rows, classes))
            number = torch.tensor([[float(chance.randrange(classes))] for _ in range(rows)])
            case(f"cross_entropy(A, t, smoothing={smoothing})",
                 lambda a, t: F.cross_entropy(a, t[:, 0].long(), label_smoothing=smoothing), {"A": logits, "t": number}, "t")
            case(f"cross_entropy(A, t, smoothing={smoothing})",
                 lambda a, t: F.cross_entropy(a, t, label_smoothing=smoothing),
                 {"A": logits, "t": torch.softmax(draw(chance, (rows, classes)), 1)})


def parts(chance):
    """Slices, and rows that class numbers choose, one of them twice."""
    for shape in ((3, 3), (2, 4), (4, 2)):
        A = draw(chance, shape)
        for written, taken in (("A[0:2, :]", lambda a: a[0:2]), ("A[:, 1:]", lambda a: a[:, 1:]), ("A[-1]", lambda a: a[-1:]),
                               ("A[1]", lambda a: a[1:2]), ("A[:, -2:]", lambda a: a[:, -2:]),
                               ("A[-2:-1, 0:1]", lambda a: a[-2:-1, 0:1]), ("A[:, 0]", lambda a: a[:, 0:1])):
            case(written, taken, {"A": A})
    case("v[1:3]", lambda v: v[:, 1:3], {"v": draw(chance, (1, 4))})
    case("v[:2]", lambda v: v[:2], {"v": draw(chance, (3, 1))})
    for shape, rows in (((4, 2), [3, 0, 3]), ((3, 3), [1]), ((5, 1), [4, 4, 0]), ((2, 4), [1, 0, 1, 1]), ((6, 3), [5, 2]),
                        ((1, 5), [4, 1, 1]), ((3, 2), [0, 1, 2]), ((2, 2), [1, 1]), ((4, 3), [2]), ((3, 1), [0, 2])):
        numbers = torch.tensor([[float(row)] for row in rows])
        case("E[k]", lambda e, k: (e[:, k.long().flatten()] if e.shape[0] == 1 else e[k.long().flatten()]) + 0 * k.sum(),
             {"E": draw(chance, shape), "k": numbers}, "k")


def arrangements(chance):
    for rows, columns in ((2, 3), (3, 3), (4, 2), (3, 2)):
        A = draw(chance, (rows, columns))
        case(f"reshape(A, {columns}, {rows})", lambda a: a.reshape(columns, rows), {"A": A})
        case("reshape(A, 1, -1)", lambda a: a.reshape(1, -1), {"A": A})
        case(f"reshape(A, -1, {rows})", lambda a: a.reshape(-1, rows), {"A": A})
        for down, across in ((1, 2), (2, 1), (3, 2)):
            case(f"repeat(A, {down}, {across})", lambda a: a.repeat(down, across), {"A": A})
        for shift in (-4, 1, 2):
            case(f"roll(A, {shift})", lambda a: torch.roll(a, shift), {"A": A})
            case(f"roll(A, {shift}, axis={shift % 2})", lambda a: torch.roll(a, shift, shift % 2), {"A": A})
        for offset in (-1, 0, 1):
            case(f"tril(A, offset={offset})", lambda a: torch.tril(a, offset), {"A": A})
            case(f"triu(A, offset={offset})", lambda a: torch.triu(a, offset), {"A": A})
            case(f"diag(A, offset={offset})", lambda a: torch.diag(a, offset), {"A": A})
            case(f"diag(v, offset={offset})", lambda v: torch.diag(v.flatten(), offset), {"v": draw(chance, (1, columns))})


def products(chance):
    for left, right in (((2, 2), (2, 2)), ((1, 3), (2, 1)), ((2, 3), (1, 2)), ((1, 1), (2, 2)), ((3, 1), (1, 3))):
        for _ in range(2):
            case("kron(A, B)", torch.kron, {"A": draw(chance, left), "B": draw(chance, right)})
    for length in (1, 2, 3):
        vectors = {name: draw(chance, (1, length)) for name in "abc"}
        for axis in (0, 1):
            case(f"stack(a, b, c, axis={axis})", lambda a, b, c: torch.stack([a[0], b[0], c[0]], axis), vectors)
            case(f"stack(a, a, axis={axis})", lambda a: torch.stack([a[0], a[0]], axis), {"a": vectors["a"]})
    for size in (1, 2, 3, 4):
        A = draw(chance, (size, 3))
        case(f"(eye({size}) @ A)", lambda a: torch.eye(size) @ a, {"A": A})
        case(f"(eye(2, {size}) @ A)", lambda a: torch.eye(2, size) @ a, {"A": A})
        case(f"(A ones({size}, 3))", lambda a: a * torch.ones(size, 3), {"A": A})
        case(f"(A @ zeros(3, {size}))", lambda a: a @ torch.zeros(3, size), {"A": A})
        case(f"(A @ ones(3, {size}) + zeros({size}, 1))", lambda a: a @ torch.ones(3, size) + torch.zeros(size, 1), {"A": A})


def linear(chance):
    """Linear algebra, of a singular matrix too, whose determinant has a gradient nevertheless."""
    for size in (1, 2, 3, 4):
        for _ in range(2):
            A = draw(chance, (size, size))
            case("det(A)", torch.linalg.det, {"A": A})
            case("inv(A)", torch.linalg.inv, {"A": A})
            case("trace(A)", torch.trace, {"A": A})
            for columns in (1, 2):
                case("solve(A, B)", torch.linalg.solve, {"A": A, "B": draw(chance, (size, columns))})
            definite = A @ A.T + torch.eye(size)
            case("cholesky(A)", torch.linalg.cholesky, {"A": (definite + definite.T) / 2})
    for shape in ((2, 3), (3, 1)):  # for which the gradient of torch.trace is wrong
        case("trace(A)", lambda a: torch.diagonal(a).sum(), {"A": draw(chance, shape)})
    for entry in (1e-150, 1e150):
        case("inv(A)", torch.linalg.inv, {"A": torch.tensor([[entry, 0.0], [0.0, 2 * entry]])})
        case("solve(A, B)", torch.linalg.solve, {"A": torch.tensor([[0.0, entry], [entry, 0.0]]), "B": draw(chance, (2, 1))})
        case("cholesky(A)", torch.linalg.cholesky, {"A": torch.tensor([[entry, 0.0], [0.0, 4 * entry]])})
    case("det(A)", lambda a: a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0], {"A": torch.tensor([[1.0, 2.0], [2.0, 4.0]])})
    case("(x + stop_gradient(round(x) - x))", lambda x: x + (torch.round(x) - x).detach(), {"x": draw(chance, (2, 3))})


def comparisons(chance):
    """Of two shapes, one broadcast; they have no gradient, and the branch that is open has."""
    signs = {"<": torch.lt, "<=": torch.le, ">": torch.gt, ">=": torch.ge, "==": torch.eq, "!=": torch.ne}
    for sign, compare in signs.items():
        for left, right in (((1, 1), (1, 1)), ((2, 3), (1, 3)), ((3, 1), (1, 2)), ((2, 2), (2, 2))):
            A, B = torch.round(draw(chance, left)), torch.round(draw(chance, right))
            case(f"where(A {sign} B, A, 2 B)", lambda a, b: torch.where(compare(a, b), a, 2 * b), {"A": A, "B": B})
    for shape in ((1, 2), (2, 2), (3, 1)):
        A, B = torch.round(draw(chance, shape)), torch.round(draw(chance, shape))
        for word, join in (("and", torch.logical_and), ("or", torch.logical_or)):
            case(f"where(A > 0 {word} B > 0, A B, A)", lambda a, b: torch.where(join(a > 0, b > 0), a * b, a), {"A": A, "B": B})
        case("where(not A, B, A)", lambda a, b: torch.where(torch.logical_not(a), b, a), {"A": A, "B": B})


def lines(chance):
    """What works along an axis, or turns entries round, in shapes that are not square."""
    for shape in SHAPES:
        A = draw(chance, shape)
        for axis in (0, 1):
            case(f"flip(A, axis={axis})", lambda a: torch.flip(a, [axis]), {"A": A})
            case(f"cumsum(A, axis={axis})", lambda a: torch.cumsum(a, axis), {"A": A})
            case(f"softmax(A, axis={axis})", lambda a: torch.softmax(a, axis), {"A": A})
            case(f"log_softmax(A, axis={axis})", lambda a: torch.log_softmax(a, axis), {"A": A})
            case(f"concat(A, 2 A, axis={axis})", lambda a: torch.cat([a, 2 * a], axis), {"A": A})
        case("flatten(A)", torch.flatten, {"A": A})
        case("outer(a, b)", lambda a, b: torch.outer(a.flatten(), b.flatten()), {"a": A, "b": draw(chance, shape)}) \
            if 1 in shape else None


def pairs(chance):
    """Losses of two matrices."""
    for shape in SHAPES:
        a, b = draw(chance, shape), draw(chance, shape)
        case("mse(a, b)", F.mse_loss, {"a": a, "b": b})
        case("mae(a, b)", F.l1_loss, {"a": a, "b": b})
        case("huber(a, b)", F.huber_loss, {"a": a, "b": b})
        case("huber(a, b, 0.5)", lambda x, y: F.huber_loss(x, y, delta=0.5), {"a": a, "b": b})
        sides = torch.sign(draw(chance, shape))
        case("hinge(a, t)", lambda x, t: torch.mean(torch.relu(1 - t * x)), {"a": a, "t": sides}, "t")
        p, q = torch.softmax(a, 1), torch.softmax(b, 1)
        case("kl_div(p, q)", lambda x, y: (x * (torch.log(x) - torch.log(y))).sum() / x.shape[0],
             {"p": p, "q": q})
        chosen = torch.tensor([[float(chance.randrange(shape[1]))] for _ in range(shape[0])])
        if shape[1] > 1:  # of one column, k is taken for the targets themselves
            case("nll(a, k)", lambda x, k: F.nll_loss(x, k[:, 0].long()), {"a": a, "k": chosen}, "k")
        case("bce_with_logits(a, s)", F.binary_cross_entropy_with_logits, {"a": a, "s": torch.sigmoid(b)})
    for a, b in ((0.5, 0.5), (2.0, 1.0), (1.0, 2.5), (-1e300, 1e300)):
        case("mae(a, b)", F.l1_loss, {"a": torch.tensor([[a]]), "b": torch.tensor([[b]])})
        case("huber(a, b)", F.huber_loss, {"a": torch.tensor([[a]]), "b": torch.tensor([[b]])})


GROUPS = (reductions, variances, convolutions, losses, parts, arrangements, products, linear, comparisons, lines, pairs)
for group in GROUPS:
    if group.__name__ in sys.argv[1:] or len(sys.argv) == 1:
        group(random.Random(group.__name__))
