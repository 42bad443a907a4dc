"""Bytes that each key sends to a terminal, and the time that each key takes in graphs of several sizes.

Usage: keys.py PROGRAM LESSONS_DIRECTORY
"""
import fcntl
import os
import pathlib
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time

SILENCE = 0.15  # seconds after which nothing more is expected
KEYS = 100


def received(terminal):
    count = 0
    while select.select([terminal], [], [], SILENCE)[0]:
        count += len(os.read(terminal, 65536))
    return count


def bytes_of_keys(program, graph, width, height, keys):
    """What the opening sends, then each of the keys."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm-256color"
        time.sleep(0.1)  # until the size is set
        os.execv(program, [program, graph])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    time.sleep(0.5)
    counts = [received(terminal)]
    for key in keys:
        os.write(terminal, key.encode())
        counts.append(received(terminal))
    os.write(terminal, b"Q")
    try:
        received(terminal)
    except OSError:
        pass  # it has hung up, as it should
    os.waitpid(child, 0)
    os.close(terminal)
    return counts


def print_bytes(program, lessons):
    print("| lesson | window | opening | `n`, least – mean – most | `^L` |\n| --- | --- | --- | --- | --- |")
    for lesson in ["01-sum-product", "02-sigmoid-neuron", "08-division-and-logs"]:
        for width, height in [(80, 24), (200, 50)]:
            graph = os.path.join(lessons, lesson + ".xml")
            steps = 5 if lesson.startswith("01") else 17
            counts = bytes_of_keys(program, graph, width, height, "n" * steps + "\f")
            opening, keys, repaint = counts[0], counts[1:-1], counts[-1]
            print(f"| {lesson} | {width}×{height} | {opening} | "
                  f"{min(keys)} – {sum(keys) // len(keys)} – {max(keys)} | {repaint} |")


def write_graph(path, size):
    """A gate uses the one before it and one of the 64 before that: everything is needed, and used far away."""
    with open(path, "w", encoding="utf-8") as file:
        file.write('<graph name="g"><input name="n0" value="0.5"/>\n')
        for i in range(1, size):
            element = "output" if i == size - 1 else "let"
            far = max(0, i - 2 - i * 7919 % 64)
            file.write(f'<{element} name="n{i}">n{i - 1} {"+-"[i % 2]} n{far}</{element}>\n')
        file.write("</graph>\n")


def seconds(program, graph, keys):
    """Of three runs, the fastest; processor time, since others may use the machine."""
    best = float("inf")
    for _ in range(3):
        before = os.times()
        subprocess.run([program, "--keys", keys, "--size", "80x24", graph], stdout=subprocess.DEVNULL,
                       check=True)
        after = os.times()
        best = min(best, after.children_user + after.children_system - before.children_user
                   - before.children_system)
    return best


def print_times(program):
    scripts = {"n": "n", "N": "N", "s": "s", "select right": "l", "wider, narrower": "+-"}
    print("| nodes | " + " | ".join(scripts) + " |\n|" + " --- |" * (len(scripts) + 1))
    with tempfile.TemporaryDirectory() as directory:
        for size in [1100, 10_000, 100_000, 1_000_000]:
            graph = pathlib.Path(directory, "g.xml")
            write_graph(graph, size)
            row = []
            for keys in scripts.values():
                # From the middle, so that each key has somewhere to go in either direction.
                start = f":goto {size // 2}<Enter>"
                times = KEYS // len(keys)
                long = seconds(program, str(graph), start + keys * (times * 9 + 1))
                short = seconds(program, str(graph), start + keys)
                row.append(f"{(long - short) / (9 * KEYS) * 1000:.1f} ms")
            print(f"| {size:,} | " + " | ".join(row) + " |")


if __name__ == "__main__":
    print_bytes(sys.argv[1], sys.argv[2])
    print()
    print_times(sys.argv[1])
