#!/usr/bin/env python3
"""Every broken file of this folder is refused as its first comment says: "LINE:COLUMN: part of the message", with the
line and a caret under the place, exit status 1, nothing on standard output, and no control character that a terminal
would obey. Files that can't hold a comment are made here. Speaks TAP."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

PROGRAM = os.environ["GRADWALK_PROGRAM"]
FOLDER = pathlib.Path(sys.argv[1])
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def refuse(path, *options):
    """What is wrong with how a file is refused, and the message."""
    result = subprocess.run([PROGRAM, "trace", *options, str(path)], capture_output=True, check=False, timeout=120)
    message = result.stderr.decode("utf-8", "replace")
    problems = []
    if result.returncode != 1:
        problems.append(f"exit status {result.returncode}")
    if result.stdout:
        problems.append("something on standard output")
    if CONTROL.search(message):
        problems.append(f"a control character in {message!r}")
    return problems, message


def points_at(message, place):
    """The excerpt's caret stands as many columns in as the place's column, unless the line's beginning is left out."""
    lines = message.splitlines()
    if len(lines) != 3 or not lines[2].strip() == "^":
        return False
    return lines[1].startswith("   …") or len(lines[2]) - 3 == int(place.split(":")[1])


def check_file(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    place, wanted = re.fullmatch(r"<!-- (no place|\d+:\d+): (.*) -->", first).groups()
    problems, message = refuse(path)
    if wanted not in message:
        problems.append(f"the message is {message!r}")
    if place != "no place" and f"{path}:{place}: " not in message:
        problems.append(f"not at {place}: {message!r}")
    if place != "no place" and not points_at(message, place):
        problems.append(f"the caret is elsewhere: {message!r}")
    return problems


NESTED = "".join(f'<group name="g{i}">' for i in range(300))
DOUBLING = ('<graph><define name="d0" args="t">t + t</define>' +
            "".join(f'<define name="d{i}" args="t">d{i - 1}(t) + d{i - 1}(t)</define>' for i in range(1, 60)) +
            '<input name="x" value="1"/><output name="f">d59(x)</output></graph>')
LONG_CYCLE = ("<graph>" + "".join(f'<let name="n{i}">n{(i + 1) % 100000}</let>' for i in range(100000)) +
              '<output name="f">n0</output></graph>')
DEEP = f'<graph><output name="f">{"(" * 1001}2{")" * 1001}</output></graph>'

GENERATED = [
    ("empty", b"", "the file is empty"),
    ("UTF-16", "<graph/>".encode("utf-16"), "the file is UTF-16; save it as UTF-8"),
    ("Latin-1 bytes", '<graph name="caf\u00e9"/>'.encode("latin-1"), "this byte (0xe9) is not UTF-8"),
    ("Latin-1 declared", b'<?xml version="1.0" encoding="ISO-8859-1"?><graph/>', "the encoding ISO-8859-1 is not supported"),
    ("a zero byte", b"<graph>\0</graph>", "a zero byte"),
    ("not XML", b"f = x + y", "not well-formed XML"),
    ("an escape sequence", b'<graph name="\x1b[31m"/>', "not well-formed XML"),
    ("truncated", b'<graph><input name="x" val', "not well-formed XML"),
    ("deep elements", f"<graph>{NESTED}".encode(), "elements stand more than 100 deep"),
    ("deep parentheses", DEEP.encode(), "nested more than 1000 deep"),
    ("definitions that double", DOUBLING.encode(), "more than 4194304 nodes"),
    ("a cycle of 100,000", LONG_CYCLE.encode(), "a cycle, which no value can be computed of: n0"),
]


def check_generated(content, wanted, *options):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "file.xml"
        path.write_bytes(content)
        started = time.monotonic()
        problems, message = refuse(path, *options)
        if wanted not in message:
            problems.append(f"the message is {message!r}")
        if time.monotonic() - started > 60:
            problems.append("it took more than a minute")
    return problems


def check_size():
    comment = b"<!--" + b" " * (2 << 20) + b"-->"
    good = b'<graph><output name="f">2</output>' + comment + b"</graph>"
    problems = check_generated(good + comment, "larger than", "--max-size", "1")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "file.xml"
        path.write_bytes(good)
        if subprocess.run([PROGRAM, "trace", "--max-size", "3", str(path)], capture_output=True, check=False).returncode != 0:
            problems.append("a file below the limit is refused")
    return problems


def check_missing():
    problems, message = refuse("/nowhere/graph.xml")
    return problems + ([] if "cannot open: No such file" in message else [message])


def main():
    cases = [(path.name, lambda path=path: check_file(path)) for path in sorted(FOLDER.glob("*.xml"))]
    cases += [(name, lambda content=content, wanted=wanted: check_generated(content, wanted))
              for name, content, wanted in GENERATED]
    cases += [("too large", check_size), ("missing", check_missing)]
    print(f"1..{len(cases)}")
    failed = False
    for number, (name, check) in enumerate(cases, 1):
        problems = check()
        failed = failed or bool(problems)
        print(f"{'not ok' if problems else 'ok'} {number} - {name}")
        for problem in problems:
            print("# " + problem.replace("\n", "\n# "))
    sys.exit(failed)


main()
