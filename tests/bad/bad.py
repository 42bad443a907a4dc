#!/usr/bin/env python3
"""Every broken file of this folder is refused as its first comment says: "LINE:COLUMN: part of the message", with the
line and a caret under the place, exit status 1, nothing on standard output, and no control character that a terminal
would obey. Files that can't hold a comment are made here. Speaks TAP."""

import functools
import pathlib
import re
import sys

import tap
from program import gradwalk

FOLDER = pathlib.Path(sys.argv[1])
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

REFUSED_WITHIN = 8  # seconds of work; the longest takes a tenth of one


def refuse(path, *options):
    """What is wrong with how a file is refused, and the message."""
    result = gradwalk("trace", *options, str(path), work=REFUSED_WITHIN)
    return (tap.need(result.returncode == 1, f"exit status {result.returncode}") +
            tap.need(not result.stdout, "something on standard output") +
            tap.need(not CONTROL.search(result.stderr), f"a control character in {result.stderr!r}")), result.stderr


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
    problems += tap.need(wanted in message, f"the message is {message!r}")
    if place != "no place":
        problems += tap.need(f"{path}:{place}: " in message, f"not at {place}: {message!r}")
        problems += tap.need(points_at(message, place), f"the caret is elsewhere: {message!r}")
    return problems


NESTED = "".join(f'<group name="g{i}">' for i in range(300))


def doubling(first, then):
    """Each definition uses the one before twice: 2^60 gates, or as many groups without a gate."""
    return ("<graph>" + f'<define name="d0" args="t">{first}</define>' +
            "".join(f'<define name="d{i}" args="t">{then.replace("d", f"d{i - 1}")}</define>' for i in range(1, 60)) +
            '<input name="x" value="1"/><output name="f">d59(x)</output></graph>')


TOO_MANY = 'with this use of "d59" definitions make more than 1000000 gates, numbers and groups'
COLUMN = ("<graph><input name=\"A\" value=\"" + "; ".join(["1"] * 20000) + "\"/>"
          "<output name=\"f\">sum(A @ T(A))</output></graph>")
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
    ("definitions that double", doubling("t + t", "d(t) + d(t)").encode(), TOO_MANY),
    ("definitions that double by juxtaposition", doubling("t t", "d(t) d(t)").encode(), TOO_MANY),
    ("definitions that double and transpose", doubling("t' t'", "d(t)' d(t)'").encode(), TOO_MANY),
    ("definitions that double and take powers", doubling("t² t²", "d(t)² d(t)²").encode(), TOO_MANY),
    ("definitions that double and take entries", doubling("t[0] t[0]", "d(t)[0] d(t)[0]").encode(), TOO_MANY),
    ("definitions that double by matrix products", doubling("t @ t", "d(t) @ d(t)").encode(), TOO_MANY),
    ("definitions that double and make no gate", doubling("t", "d(d(t))").encode(), TOO_MANY),
    ("a product larger than any memory", COLUMN.encode(), "all values have more than 67108864 entries together"),
    ("a sum of them in an expression", COLUMN.replace("A @ T(A)", "A + T(A)").encode(), "all values have more than"),
    ("a product too large, whatever x is", COLUMN.replace("A @ T(A)", "A x @ T(A)").replace("<graph>", '<graph><input name="x"/>').encode(),
     "entries together; --max-size allows more\n"),
    ("a cycle of 100,000", LONG_CYCLE.encode(), "a cycle, which no value can be computed of: n0"),
]


@tap.in_folder
def check_generated(folder, content, wanted, *options):
    path = folder / "file.xml"
    path.write_bytes(content)
    problems, message = refuse(path, *options)
    return problems + tap.need(wanted in message, f"the message is {message!r}")


@tap.in_folder
def check_size(folder):
    comment = b"<!--" + b" " * (2 << 20) + b"-->"
    good = b'<graph><output name="f">2</output>' + comment + b"</graph>"
    path = folder / "file.xml"
    path.write_bytes(good)
    accepted = gradwalk("trace", "--max-size", "3", str(path))
    return (check_generated(good + comment, "larger than 1 MiB", "--max-size", "1") +
            tap.need(accepted.returncode == 0, "a file below the limit is refused"))


def check_missing():
    problems, message = refuse("/nowhere/graph.xml")
    return problems + tap.need("cannot open: No such file" in message, message)


tap.run([(path.name, functools.partial(check_file, path)) for path in sorted(FOLDER.glob("*.xml"))] +
        [(name, functools.partial(check_generated, content, wanted)) for name, content, wanted in GENERATED] +
        [("too large", check_size), ("missing", check_missing)])
