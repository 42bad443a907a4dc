#!/usr/bin/env python3
"""How options are written and shortened, and what decides about colours. Speaks TAP."""

import re

from program import gradwalk, on_terminal
from tap import need
import tap

SHOW = ["show", "sum-product"]


# ---- letters ----

def letters_may_be_written_together():
    together = gradwalk("trace", "-ts=x", "sum-product")
    return (need(gradwalk("-hs", "x=1").stdout == gradwalk("--help").stdout, "-hs x=1 is not -h") +
            need(gradwalk("-hsx=1").stdout == gradwalk("--help").stdout, "-hsx=1 is not -h") +
            need(gradwalk(*SHOW, "-t2").stdout == gradwalk(*SHOW, "-t", "2").stdout != gradwalk(*SHOW).stdout, "-t2") +
            need("-t s=x: the walk has positions" in together.stderr, f"what stands behind -t is its argument: {together.stderr}"))


def what_is_wrong_among_letters_is_said():
    problems = []
    for argument, said in [("-hx", "unknown option -hx;"), ("-x", "unknown option -x;"), ("-ascii", "did you mean --ascii?"),
                           ("-hs", "-s needs an argument"), ("-é", "unknown option -é;"), ("-lr", "did you mean --lr?")]:
        result = gradwalk(argument)
        problems += need(result.returncode == 2 and said in result.stderr and not result.stdout, f"{argument}: {result.stderr}")
    return problems


# ---- names ----

def long_options_may_be_shortened():
    train = ["train", "bowl", "--epochs", "3"]
    return (need(gradwalk(*SHOW, "--dig", "4").stdout == gradwalk(*SHOW, "--digits", "4").stdout, "--dig 4") +
            need(gradwalk(*SHOW, "--dig=4").stdout == gradwalk(*SHOW, "--digits=4").stdout, "--dig=4") +
            need(gradwalk("--vers").stdout == gradwalk("--version").stdout, "--vers") +
            need(gradwalk(*train, "--opt", "adam", "--beta", "1").stderr.startswith("gradwalk: --beta may be "), "--beta") +
            need(gradwalk(*train, "--opt", "adam").stdout == gradwalk(*train, "--optimizer", "adam").stdout, "--opt adam"))


def a_name_that_is_written_out_is_no_abbreviation():
    """--out begins --output as well."""
    result = gradwalk(*SHOW, "--out", "-")
    return need(result.returncode == 0 and result.stdout == gradwalk(*SHOW).stdout, result.stderr)


def what_may_be_several_options_is_refused():
    result, training = gradwalk(*SHOW, "--s", "x=1"), gradwalk("train", "bowl", "--ep", "3")
    empty = gradwalk(*SHOW, "--=1")
    return (need(result.returncode == 2 and "--s may be --set, --steps, --size, " in result.stderr and "write more of it" in result.stderr, result.stderr) +
            need(training.returncode == 2 and "--ep may be --epsilon, --epochs" in training.stderr, training.stderr) +
            need(empty.returncode == 2 and "unknown option" in empty.stderr, empty.stderr))


# ---- colours ----

def is_coloured(text):
    return re.search(r"\x1b\[[\d;]*m", text) is not None


def a_terminal_has_colours_unless_it_cannot():
    cases = [({}, True), ({"TERM": "dumb"}, False), ({"TERM": None}, False), ({"TERM": ""}, False), ({"NO_COLOR": "1"}, False),
             ({"NO_COLOR": ""}, True), ({"CLICOLOR": "0"}, False), ({"CLICOLOR": "1"}, True),
             ({"TERM": "dumb", "CLICOLOR_FORCE": "1"}, True), ({"TERM": "dumb", "CLICOLOR_FORCE": "0"}, False),
             ({"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False)]
    return [f"{surroundings}: {'no ' if wanted else ''}colours" for surroundings, wanted in cases
            if is_coloured(on_terminal(*SHOW, **{"NO_COLOR": None, "CLICOLOR": None, "CLICOLOR_FORCE": None, **surroundings})) != wanted]


@tap.in_folder
def without_a_terminal_there_are_none_unless_forced(folder):
    forced, out = {"CLICOLOR_FORCE": "1", "NO_COLOR": ""}, folder / "out"
    gradwalk(*SHOW, "-o", str(out), environment=forced)
    return (need(not is_coloured(gradwalk(*SHOW, environment={"CLICOLOR_FORCE": "0"}).stdout), "CLICOLOR_FORCE=0") +
            need(is_coloured(gradwalk(*SHOW, environment=forced).stdout), "CLICOLOR_FORCE=1") +
            need(not is_coloured(gradwalk(*SHOW, "--color", "never", environment=forced).stdout), "--color never") +
            need(not is_coloured(out.read_text(encoding="utf-8")), "the file of -o"))


def a_dumb_terminal_gets_lines_and_no_sequences():
    train = ["train", "bowl", "--epochs", "3", "-o", "/dev/null"]
    dumb = on_terminal(*train, TERM="dumb")
    return (need("\x1b" not in dumb and dumb.count("Epoch ") == 3, dumb) +
            need("\x1b" in on_terminal(*train), "the other terminal has no bar"))


# ---- terminals ----

def terminals_of_every_kind_show_the_walk():
    """Without colours, without bold type, without letters beyond ASCII. A VT52 shows what it does not know: it is asked nothing."""
    problems = []
    for kind, colours in (("vt52", False), ("vt100", False), ("linux", True), ("screen", True)):
        screen = on_terminal("sum-product", typed="nq", TERM=kind)
        problems += need("f(x, y, z) = " in screen and "┌─ q ───┐" in screen and ("\x1b[32m" in screen) == colours, f"{kind}: {screen!r}")
        problems += need(("\x1b[?2004h" in screen, "\x1b[8$p" in screen) == (kind != "vt52", kind not in ("vt52", "linux")), f"{kind}: {screen!r}")
    plain = on_terminal("sum-product", typed="nq", LC_ALL="C")
    unknown = on_terminal("sum-product", typed="nq", TERM="nonesuch")
    return (problems + need("+- q ---+" in plain and "·" not in plain, repr(plain)) +
            need('the terminal type "nonesuch" (TERM) is unknown here' in unknown, unknown))


def lets_fold_to_a_gate_each():
    chain = "<graph><input name='x' value='2'/>" + "".join(
        f"<let name='h{i}'>{f'h{i - 1}' if i else 'x'}^2 / 4 + {i}</let>" for i in range(5)) + "<output name='f'>2 h4 - 1</output></graph>"
    plain, folded = (gradwalk("show", "-", *options, text=chain).stdout for options in ([], ["--fold", "lets"]))
    single = gradwalk("show", "-", "--fold", "lets", text="<graph><input name='x' value='2'/><let name='q'>2x</let><output name='f'>q + 1</output></graph>")
    boxes = re.findall(r"[╔┏]h\d", folded)
    return (need(all(f"h{i}" in folded for i in range(5)) and len(boxes) == 5 and "╔" not in plain, folded) +
            need("÷4" not in folded and "/4" not in folded, folded) + need("16.81" in plain and "16.81" in folded and "1.65" in plain and "1.65" in folded, plain) +
            need(single.returncode == 0 and "╔" not in single.stdout, single.stdout))


def lets_fold_in_a_session_too():
    """Undone, unfolded and folded again; beside groups that are there; and no edit that a file would miss."""
    graph = ("<graph><input name='x' value='2'/><let name='h'>x^2 / 4</let><group name='pair'><let name='a'>2 h + 1</let><let name='b'>a^2</let></group>"
             "<output name='f'>2 b - 1</output></graph>")

    def shown(keys):
        return gradwalk("--keys", keys, "--size", "80x24", "-", text=graph).stdout

    def folded(keys):
        return re.findall(r"║ (\w+) ", shown(keys))

    lets = shown(":fold lets<Enter>")
    return (need(folded(":fold lets<Enter>") == ["h", "a"] and "/4" not in lets.split("\n", 1)[1], lets) +
            need("each let is one gate now, 2 of them" in lets, lets) +
            need(folded(":fold lets<Enter>u") == folded(":fold lets<Enter>:unfold lets<Enter>") == [], "undone or unfolded") +
            need(folded(":fold lets<Enter>u<C-r>") == folded(":fold l<Tab><Enter>:unfold lets<Enter>:fold lets<Enter>") == ["h", "a"], "again") +
            need(folded(":fold lets<Enter>:fold pair<Enter>") == folded(":fold pair<Enter>:fold lets<Enter>") == ["h", "pair"], "with the group") +
            need("not saved" not in shown(":fold lets<Enter>qn"), "it asks to save it") +
            need("no let has two gates" in gradwalk("--keys", ":fold lets<Enter>", "--size", "80x24", "sum-product").stdout, "sum-product"))


tap.run(tap.named([value for name, value in list(globals().items())
                   if callable(value) and value.__module__ == "__main__" and name != "is_coloured"]))
