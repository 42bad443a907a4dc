#!/usr/bin/env python3
"""Every setting there is, by each way that it can be given: what is wrong is said in one sentence with its place and caret, and
help, manual and completions name it. Speaks TAP."""

import collections
import math
import re

from program import gradwalk
from tap import need
import tap

Row = collections.namedtuple("Row", "way where name kind least most")
ROWS = [Row(*line.split("\t")[:4], *map(float, line.split("\t")[4:]))
        for line in gradwalk("--generate", "settings").stdout.splitlines()]
FILE = """<graph><param name="x" value="1"/><output name="f">x^2</output>
  <{} {}="{}"/>
</graph>"""


def rows(*ways):
    return [row for row in ROWS if row.way in ways]


def bounds(row):
    if row.least == -math.inf and row.most == math.inf:
        return ""
    if row.most == math.inf:
        return f", at least {row.least:g}"
    return f" from {row.least:g} to {'below ' if row.kind == 'share' else ''}{row.most:g}"


def wrong_values(row):
    """Values that it can't have, each with the sentence about it; the words that it can have are not told here."""
    if row.kind == "truth":
        return [("maybe", f'{row.name} is yes or no, not "maybe"')]
    if row.kind == "word":
        return [("nonesuch", f'{row.name} is .*, not "nonesuch"')]
    if row.kind not in ("real", "share", "optional", "count", "batches"):
        return {"shuffle": [("fast", 'shuffle is no, or a seed: a whole number, not "fast"')],
                "size": [("80", 'size is COLUMNSxROWS, such as 80x24, not "80"')]}.get(row.name, [])
    is_whole = row.kind in ("count", "batches")
    wanted = f"{row.name} is a {'whole ' if is_whole else ''}number{bounds(row)}"
    values = [f"{row.least - 1:g}"] if row.least > -math.inf else []
    values += [f"{row.most if row.kind == 'share' else row.most * 2:g}"] if row.most < math.inf else []
    values += ["1.5"] if is_whole else ["inf"]
    what = "epoch or a number of batches" if row.kind == "batches" else "a number"
    return [("fast", f'{row.name} is {what}, not "fast"')] + [(value, re.escape(f"{wanted}, not {value}")) for value in values]


def points_at(value, said, place, stderr):
    """Three lines: the place and the sentence, the line where it is wrong, and a caret below the first byte of the value."""
    lines = stderr.splitlines()
    caret = lines[2].index("^") if len(lines) == 3 and "^" in lines[2] else -1
    return need(len(lines) == 3 and re.fullmatch(rf"{place}: {said}", lines[0]) and caret > 0 and
                lines[1][caret:].rstrip('"/>') == value, stderr)


def options_say_what_is_wrong():
    problems, tried = [], 0
    for row in rows("option", "training"):
        for value, said in wrong_values(row):
            command = row.where if row.way == "option" else "train"
            column = len(f"--{row.name} ") + 1
            result = gradwalk(command, "bowl", f"--{row.name}", value)
            tried += 1
            problems += need(result.returncode == 2 and not result.stdout, f"{row}: {value}: exit status {result.returncode}")
            problems += points_at(value, said, f"command line:1:{column}", result.stderr)
    return problems + need(tried > 100, tried)


@tap.in_folder
def attributes_say_the_same(folder):
    problems, tried, path = [], 0, folder / "wrong.xml"
    for row in rows("training"):
        for value, said in wrong_values(row):
            path.write_text(FILE.format(row.where, row.name, value), encoding="utf-8")
            result = gradwalk("train", "wrong.xml", folder=folder)
            tried += 1
            problems += need(result.returncode == 1 and not result.stdout, f"{row}: {value}: exit status {result.returncode}")
            problems += points_at(value, said, f"wrong.xml:2:{len(f'  <{row.where} {row.name}=') + 2}", result.stderr)
    return problems + need(tried > 80, tried)


def callbacks_say_the_same():
    problems, tried = [], 0
    for row in rows("callback"):
        for value, said in wrong_values(row):
            request = f"{row.where}:{row.name}="
            result = gradwalk("train", "bowl", "--callback", request + value)
            if "was built without" in result.stderr:
                continue
            tried += 1
            problems += need(result.returncode == 2 and not result.stdout, f"{row}: {value}: exit status {result.returncode}")
            problems += points_at(value, said, f"command line:1:{len('--callback ' + request) + 1}", result.stderr)
    return problems + need(tried > 40, tried)


def a_word_that_is_nearly_right_is_told():
    problems = []
    for arguments, said in [(["--optimizer", "adan"], 'optimizer can\'t be "adan"; did you mean "adam"?'),
                            (["--schedule", "cosin"], 'schedule can\'t be "cosin"; did you mean "cosine"?'),
                            (["--picture", "fitt"], 'picture can\'t be "fitt"; did you mean "fit"?')]:
        result = gradwalk("train", "bowl", *arguments)
        problems += need(said in result.stderr, result.stderr)
    return problems


def the_wrong_part_of_a_list_is_pointed_at():
    result = gradwalk("race", "bowl", "--lr=0.1,0.2,fast")
    return points_at("fast", 'lr is a number, not "fast"', "command line:1:14", result.stderr)


def help_manual_and_completions_name_each():
    told = gradwalk("--help").stdout
    manual = gradwalk("--generate", "gradwalk.1").stdout.replace("\\-", "-")
    format_page = gradwalk("--generate", "gradwalk-graph.5").stdout
    shells = {shell: gradwalk("--generate", shell).stdout for shell in ("bash", "zsh", "fish")}
    wrong = []
    for row in rows("option", "flag", "training"):
        pages = {"help": re.search(rf"--{row.name}\b", told), "manual": f"Fl -{row.name}\n" in manual or f"Fl -{row.name} Ar" in manual,
                 **{shell: re.search(rf"(--|-l ){row.name}\b", script) for shell, script in shells.items()}}
        wrong += [f"{row.name} is not in {page}" for page, is_there in pages.items() if not is_there]
    wrong += [f"{row.name} is no attribute in gradwalk-graph.5" for row in rows("training")
              if not re.search(rf"<{row.where}[^>]* {row.name}[ >]", format_page)]
    wrong += [f"{row.name} is not in {page}" for row in rows("preference")
              for page, is_there in [("help", re.search(rf"^      {row.name} ", told, re.MULTILINE)), ("manual", f".It Cm {row.name} No =" in manual)]
              if not is_there]
    wrong += [f"{row.where} has no {row.name} in the help" for row in rows("callback")
              if not re.search(rf"^  {row.where} .*\n(?:      .*\n)*?      {row.name}=", told, re.MULTILINE)]
    return wrong


def completions_offer_the_words_of_training():
    bash, fish, zsh = (gradwalk("--generate", shell).stdout for shell in ("bash", "fish", "zsh"))
    return (need('--optimizer) words="sgd momentum nesterov adagrad rmsprop adam adamw "' in bash, bash) +
            need("-l per -x -a 'epoch step '" in fish, fish) + need("--convention[" in zsh and ":(lecture keras torch )" in zsh, zsh))


tap.run(tap.named([
    options_say_what_is_wrong, attributes_say_the_same, callbacks_say_the_same, a_word_that_is_nearly_right_is_told,
    the_wrong_part_of_a_list_is_pointed_at, help_manual_and_completions_name_each, completions_offer_the_words_of_training]))
