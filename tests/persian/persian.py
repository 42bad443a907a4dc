#!/usr/bin/env python3
"""Names and prose of a Persian class: nothing that is printed depends on who turns its lines.

Usage: persian.py sentences|words forms|bytes

`fribidi --ltr` does to a line what a terminal of the VTE family does. Whatever stands in it besides
right-to-left words, above all every number, has to be in the column afterwards in which it was
before. What is for programs has the names as they are, without marks.
"""
import functools
import json
import pathlib
import re
import shutil
import subprocess
import sys
import unicodedata

import tap
from program import gradwalk

FOLDER = pathlib.Path(__file__).parent
NEURON = str(FOLDER / "neuron.xml")
KNOWS_SENTENCES, KNOWS_FORMS = (argument in sys.argv[1:] for argument in ("sentences", "forms"))
MARK = "\u200e"

# Keys, and what makes the screen worth looking at.
SCREENS = [
    "", "n", "nnnn", "f", "<End>", "<End>NN", "<Enter>", "<End><Enter>", "<Tab>", "<End><Tab>", "<Tab><Tab>",
    "<End><Tab><Tab>", "<Tab><Tab><Tab>", ":view training<Enter>", ":view training<Enter>nnn", "?", "nnl<Enter>", ":select وزن_۱<Enter><End><Enter>",
    ":select وزن", ":watch بایاس<Enter>", ":select وزن_۱<Enter>", "/وزن", "/وزن<Enter>", ":select و<Tab>",
    ":select و<Tab>ر", ":set وزن۲=3<Enter>", ":set وزن۲=3<Enter>:view compare<Enter>", ":set وزن۲=x<Enter>",
    ":select ناشناس<Enter>", ":break خروجی<Enter>", "v", "t", "e", "<End>:output می\u200cشود<Enter>",
    "<End>g", "pn", ":mode forward وزن۲<Enter><End>", ":view training<Enter><End>:open after<Enter>f",
    ":view training<Enter>nvv", ":view training<Enter>n:race lr=0.1,0.2<Enter>9n",
]
TEXTS = [["show"], ["show", "-t", "3"], ["trace"], ["trace", "--format", "markdown"], ["check"],
         ["compare", "-s", "وزن۲=1"], ["race", "--optimizer", "sgd,adam", "--epochs", "3"], ["show", "--fold", "ناشناس"],
         ["show", "-s", "ناشناس=1"], ["train", "--epochs", "2", "-o", "/dev/null"],
         ["train", "--epochs", "1", "--explain", "1", "-o", "/dev/null"], ["quiz"], ["worksheet"],
         ["trace", "--order", "naive"]]


def is_turned(character):
    return unicodedata.bidirectional(character) in ("R", "AL", "AN")


def columns(line):
    """What stands in each column, of a line without wide characters."""
    return [character for character in line if unicodedata.category(character) not in ("Mn", "Cf")]


def words_blanked(line):
    """The columns with all that belongs to a right-to-left word blanked: its own digits may move in it."""
    cells = columns(line)
    kept = "".join("\u05d0" if is_turned(cell) or cell in "…" else cell for cell in cells)
    blank = re.sub(r"[\w]*\u05d0[\w]*", lambda match: "*" * len(match[0]), kept)
    return blank


def turned(text):
    """As a terminal shows the lines that turns them."""
    return subprocess.run(["fribidi", "--nopad", "--ltr", "--width", "10000"], input=text, capture_output=True, text=True,
                          encoding="utf-8", check=True).stdout


def moved(text):
    """The lines of which anything moves but letters within their word."""
    problems = []
    for before, after in zip(text.splitlines(), turned(text).splitlines(), strict=True):
        if words_blanked(before) != words_blanked(after):
            problems.append(f"{before}\n{after}")
    return problems


def unmarked_moves():
    """The test sees what it is to see: the same lines without marks are turned, numbers and all."""
    screen = gradwalk("--keys", "n", "--size", "80x24", NEURON).stdout
    return tap.need(MARK in screen, "no marks") + tap.need(moved(screen.replace(MARK, "")), "nothing moves without them")


def screen_stays(keys, size):
    result = gradwalk("--keys", keys, "--size", size, NEURON)
    return (tap.need(result.returncode == 0, result.stderr) + tap.need(result.stdout.strip(), "nothing is shown") +
            moved(result.stdout))


def text_stays(arguments):
    result = gradwalk(*arguments, NEURON)
    text = result.stdout + result.stderr
    return tap.need(any(map(is_turned, text)), f"no Persian in {text}") + moved(text)


def a_list_stays():
    result = gradwalk("list", environment={"GRADWALK_GRAPHS": str(FOLDER)})
    return tap.need(any(map(is_turned, result.stdout)), result.stdout) + moved(result.stdout)


def data_have_no_marks():
    """JSON, CSV and XML have the names byte for byte."""
    problems = []
    for arguments in (["trace", "--format", "jsonl"], ["trace", "--format", "csv"], ["train", "--epochs", "1"]):
        text = gradwalk(*arguments, NEURON).stdout
        problems += tap.need("می\u200cشود" in text and MARK not in text, f"{arguments}: {text[:200]}")
    lines = gradwalk("trace", "--format", "jsonl", NEURON).stdout.splitlines()
    return problems + tap.need("وزن_۱" in json.loads(lines[0])["leaves"], lines[0])


def prose_is_set_from_the_right():
    lines = gradwalk("--keys", "", "--size", "80x24", NEURON).stdout.splitlines()
    prose = [line for line in lines if "آموزش" in line or "گرادیان" in line]
    problems = tap.need(len(prose) == 2, f"{prose}")
    for line in prose:
        cells = columns(line)
        problems += tap.need(len(cells) == 80, f"{len(cells)} columns: {line}")
        problems += tap.need(cells[0] == " " or len(cells) == 80, line)
    first = prose[0].split()
    return problems + tap.need(first.index(f"{MARK}خروجی{MARK}") > first.index(f"{MARK}آموزش{MARK}"),
                               f"its words do not run from the right: {prose[0]}")


def prose_that_is_cut_says_so_where_it_ends():
    """a line that is set from the right ends at the left, where the key stands that shows the rest"""
    rows = [row for row in (columns(line) for line in gradwalk("--keys", "", "--size", "60x10", NEURON).stdout.splitlines())
            if "…" in row]
    return tap.need(len(rows) == 1 and "".join(rows[0][:9]) == "… a more " and len(rows[0]) == 60 and is_turned(rows[0][59]), rows)


def persian_digits_are_read():
    result = gradwalk("trace", "--format", "jsonl", "-e", "f = ۲x + ۰٫۵", "x=-٣")
    return tap.need('"value":-5.5' in result.stdout, result.stdout + result.stderr)


def counts_and_positions_may_be_persian():
    plain, persian = (gradwalk("--keys", keys, NEURON).stdout for keys in ("3n", "۳n"))
    problems = tap.need(plain == persian and "step 3/" in plain, persian)
    plain, persian = (gradwalk("--keys", keys, NEURON).stdout for keys in (":5<Enter>", ":۵<Enter>"))
    problems += tap.need(plain == persian and "step 5/" in plain, persian)
    return problems + tap.need(gradwalk("show", "-t", "۵", "--digits", "۳", NEURON).stdout
                               == gradwalk("show", "-t", "5", "--digits", "3", NEURON).stdout, "-t ۵ --digits ۳")


def a_joiner_is_part_of_a_name():
    result = gradwalk("trace", "-e", "f = می\u200cشود x", "می\u200cشود=3", "x=2")
    apart = gradwalk("trace", "-e", "f = می\u200cشود x", "میشود=3", "x=2")
    return (tap.need("f = 6.00" in result.stdout, result.stdout + result.stderr) +
            tap.need(apart.returncode == 1, "with and without the joiner it is one name"))


def another_normal_form_is_the_same_name():
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    problems = []
    for one, other in ((composed, decomposed), (decomposed, composed)):
        result = gradwalk("trace", "-e", f"f = {one} x", f"{other}=3", "x=2")
        problems += tap.need(result.returncode == 0 and "f = 6.00" in result.stdout, f"{one!a}: {result.stderr}")
        graph = (f'<graph><input name="x" value="1"/><param name="{one}" value="2"/><define name="g" args="{one}">{other} + 1</define>'
                 f'<let name="q">g({other})</let><output name="f">x q</output></graph>')
        for arguments in (["trace", "-s", f"{other}=4"], ["show", "--output", other], ["show", "--open", other]):
            result = gradwalk(*arguments, "-", text=graph)
            problems += tap.need("no such name" not in result.stderr, f"{arguments}: {result.stderr}")
        typed = gradwalk("--keys", f":select {other}<Enter>", "-", text=graph).stdout
        problems += tap.need(f"selected {composed}" in typed, typed)
    twice = gradwalk("show", "-", text=f'<graph><input name="{composed}" value="1"/><input name="{decomposed}" value="1"/>'
                                       f'<output name="f">{composed}</output></graph>')
    return problems + tap.need("defined twice" in twice.stderr, twice.stderr)


def what_cannot_be_seen_is_named(arguments, name):
    result = gradwalk(*arguments)
    return tap.need(result.returncode in (1, 2) and name in result.stderr, result.stderr)


UNSEEN = {
    "in an expression": (["show", "-e", "f = w\u200bx", "w=1", "x=2"], "U+200B, ZERO WIDTH SPACE"),
    "in a name": (["show", "-e", "f = w x", "w\u2060=1", "x=2"], "U+2060, WORD JOINER"),
    "in a number": (["show", "-e", "f = w x", "w=1\u200f", "x=2"], "U+200F, RIGHT-TO-LEFT MARK"),
    "in an option": (["show", "--output", "f\u2009", NEURON], "U+2009, THIN SPACE"),
    "a joiner between Latin letters": (["show", "-e", "f = w\u200cx", "w=1", "x=2"], "U+200C, ZERO WIDTH NON-JOINER"),
    "a letter that is none": (["show", "-e", "f = w\u3164", "w=1"], "U+3164, HANGUL FILLER"),
}

CASES = tap.named([data_have_no_marks, persian_digits_are_read, counts_and_positions_may_be_persian, a_joiner_is_part_of_a_name])
CASES += [(f"what cannot be seen is named: {where}", functools.partial(what_cannot_be_seen_is_named, *case))
          for where, case in UNSEEN.items()]
if KNOWS_FORMS:
    CASES += tap.named([another_normal_form_is_the_same_name])
if KNOWS_SENTENCES:
    CASES += tap.named([prose_is_set_from_the_right, prose_that_is_cut_says_so_where_it_ends])
if shutil.which("fribidi"):
    CASES += tap.named([unmarked_moves, a_list_stays])
    CASES += [(f"{keys or 'the opening'} at {size} stays", functools.partial(screen_stays, keys, size))
              for keys in SCREENS for size in ("80x24", "160x50", "45x16")]
    CASES += [(f"{' '.join(arguments)} stays", functools.partial(text_stays, arguments)) for arguments in TEXTS]
tap.run(CASES)
