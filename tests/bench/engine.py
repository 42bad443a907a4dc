#!/usr/bin/env python3
"""Forward and backward passes beside peers, in one run: python3 tests/bench/engine.py BUILD_FOLDER

Double precision, one thread, processor time; a figure is the median of several passes. The peers are Debian's python3-torch, and
Adept 2 and CoDiPack, whose headers are looked for where the compiler does: CXXFLAGS and LDFLAGS may name other places. A peer
that is not there is skipped, and named. Prints Markdown tables: times are of this machine at this moment, so ratios matter.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

try:
    import torch
except ImportError:
    torch = None

HERE = pathlib.Path(__file__).parent
PEERS = {"Adept 2": ("peer_adept.cpp", "-ladept"), "CoDiPack": ("peer_codipack.cpp",)}
GATES = (1_000, 10_000, 100_000, 1_000_000)


def torch_operators():
    return {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "max": torch.maximum,
            "min": torch.minimum, "tanh": lambda a, b: torch.tanh(a), "exp": lambda a, b: torch.exp(a),
            "sigmoid": lambda a, b: torch.sigmoid(a), "relu": lambda a, b: torch.relu(a), "sin": lambda a, b: torch.sin(a)}


def torch_scalars(program, count):
    """A pass over the plan that the program prints: it gives the gradient of the first leaf."""
    lines = subprocess.run([program, "plan", str(count)], capture_output=True, text=True, check=True).stdout.splitlines()
    operators = torch_operators()
    values = [float(line) for line in lines if " " not in line]
    plan = [(operators[op], int(a), int(b)) for op, a, b in (line.split() for line in lines if " " in line)]
    leaves = [torch.tensor(value, requires_grad=True) for value in values]

    def run():
        nodes = list(leaves)
        for operator, a, b in plan:
            nodes.append(operator(nodes[a], nodes[b]))
        return float(torch.autograd.grad(nodes[-1], leaves)[0])
    return run


def torch_network(inputs, hidden, outputs, batch):
    x, y = torch.randn(batch, inputs), torch.randn(batch, outputs)
    w, c = torch.randn(inputs, hidden, requires_grad=True), torch.randn(1, hidden, requires_grad=True)
    v, b = torch.randn(hidden, outputs, requires_grad=True), torch.randn(1, outputs, requires_grad=True)

    def run():
        loss = torch.mean((torch.relu(x @ w + c) @ v + b - y) ** 2)
        torch.autograd.grad(loss, [w, c, v, b])
    return run


def median_nanoseconds(run, seconds=1.0):
    times, started = [], time.thread_time()
    while not times or time.thread_time() - started < seconds:
        before = time.thread_time()
        result = run()
        times.append(time.thread_time() - before)
    return sorted(times)[len(times) // 2] * 1e9, result


def printed(program, *arguments):
    return [float(word) for word in subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                                                   check=True).stdout.split()]


def build_peers(folder):
    """The programs of the peers that are there, by name."""
    plan = folder / "scalar_plan.o"
    subprocess.run(["cc", "-O3", "-c", HERE / "scalar_plan.c", "-o", plan], check=True)
    programs = {}
    for name, (source, *libraries) in PEERS.items():
        program = folder / pathlib.Path(source).stem
        flags = os.environ.get("CXXFLAGS", "").split(), os.environ.get("LDFLAGS", "").split()
        command = ["c++", "-std=c++17", "-O3", *flags[0], HERE / source, plan, "-o", program, *flags[1], *libraries]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            programs[name] = program
        else:
            print(f"skipped: {name}, which the compiler does not find", file=sys.stderr)
    if not torch:
        print("skipped: PyTorch, which Python does not find", file=sys.stderr)
    return programs


def agree(name, gradient, wanted):
    if abs(gradient - wanted) > 1e-9 * abs(wanted):
        sys.exit(f"{name} has the gradient {gradient!r}, gradwalk {wanted!r}")


def scalar_table(engine, peers):
    names = [*peers, *(["PyTorch"] if torch else [])]
    print("| gates | gradwalk, ns a gate | " + "".join(f"{name} | ratio | " for name in names) + "gradwalk, bytes a node |")
    print("| ---: | ---: | " + "---: | ---: | " * len(names) + "---: |")
    for count in GATES:
        total, mine, kilobytes, gradient = printed(engine, "scalar", count)
        cells = []
        for name in names:
            if name == "PyTorch":
                nanoseconds, found = median_nanoseconds(torch_scalars(engine, count))
                theirs = nanoseconds / (total / mine)
            else:
                _, theirs, _, found = printed(peers[name], count)
            agree(name, found, gradient)
            cells += [f"{theirs:,.1f}", f"{mine / theirs:.3g}"]
        size = f"{kilobytes * 1024 / count:.0f}" if count >= 100_000 else "–"
        print("| " + " | ".join([f"{count:,}", f"{mine:.1f}", *cells, size]) + " |", flush=True)


def network_table(engine):
    print("\n| network | gradwalk, µs a pass | PyTorch | ratio | gradwalk, MB | PyTorch so far, MB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for sizes in ((2, 8, 1, 1), (2, 8, 1, 64), (64, 128, 10, 1), (64, 128, 10, 64)):
        mine, _, kilobytes = printed(engine, "network", *sizes)[:3]
        theirs, _ = median_nanoseconds(torch_network(*sizes))
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print("| {}-{}-{}, batch {} | ".format(*sizes) + f"{mine / 1000:,.1f} | {theirs / 1000:,.1f} | {mine / theirs:.3g} | "
              f"{kilobytes / 1024:.0f} | {megabytes:,.0f} |", flush=True)


def torch_product(size):
    x, w = (torch.randn(size, size, requires_grad=True) for _ in range(2))

    def forward():
        return torch.sum(x @ w)

    def both():
        torch.autograd.grad(torch.sum(x @ w), [x, w])
    return median_nanoseconds(forward)[0], median_nanoseconds(both)[0]


def product_table(engine):
    """Forward is one product, backward two more."""
    print("\n| X W, GFLOP/s | gradwalk forward | backward | PyTorch forward | backward |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for size in (64, 256, 1024):
        cells = []
        for forward, both in (printed(engine, "product", size), torch_product(size)):
            cells += [f"{2 * size ** 3 / forward:.1f}", f"{4 * size ** 3 / (both - forward):.1f}"]
        print(f"| {size:,} | " + " | ".join(cells) + " |", flush=True)


def blas_libraries():
    """The libraries for products of matrices that this process has loaded."""
    lines = pathlib.Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    return sorted({pathlib.Path(line.split()[-1]).resolve().as_posix() for line in lines if "blas" in line})


def main():
    engine = sys.argv[1] + "/tests/bench/engine"
    with tempfile.TemporaryDirectory() as folder:
        peers = build_peers(pathlib.Path(folder))
        if torch:
            torch.set_num_threads(1)
            torch.set_default_dtype(torch.float64)
        scalar_table(engine, peers)
        if torch:
            network_table(engine)
            product_table(engine)
            print(f"\nPyTorch {torch.__version__} with {', '.join(blas_libraries()) or 'no library for products'}.")


if __name__ == "__main__":
    main()
