#!/usr/bin/env python3
"""Run what the README claims: its commands, its picture, its keys, its first graph. Speaks TAP.

Usage: readme.py README [PAGE...], whose commands are run as well
"""

import os
import pathlib
import re
import shlex
import sys

import tap
from program import SOURCE, gradwalk

PAGES = [pathlib.Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]
README = PAGES[0]

def commands(page):
    """The indented command lines, without what is said of them behind a wide gap."""
    for line in re.findall(r"^    (\S.*)$", page, re.MULTILINE):
        if line.startswith(("gradwalk ", "tools/")):
            yield re.split(r"  +", line)[0]


def code_blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def squeezed(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def commands_run(folder):
    """every command that it shows runs"""
    (folder / "neuron.xml").write_text(code_blocks("xml")[0], encoding="utf-8")
    wrong = []
    for command in [command for page in PAGES for command in commands(page)]:
        words = shlex.split(command)
        if words[0].startswith("tools/"):
            if not os.access(SOURCE / words[0], os.X_OK):
                wrong.append(f"{words[0]} can't be run")
            if words[0] != "tools/run" or len(words) == 1:
                continue  # the tools' own tests run them
        result = gradwalk(*words[1:], folder=folder)
        if "this gradwalk was built without" in result.stderr:
            continue
        if result.returncode != 0 or not result.stdout:
            wrong.append(f"{command}: exit status {result.returncode}: {result.stderr}")
    return wrong


def picture_is_true(_):
    """the picture is what the program shows"""
    shown = squeezed(gradwalk("--keys", "fnnn", "--size", "80x24", "sum-product").stdout)
    return [f"not on the screen: {line}" for line in squeezed(code_blocks("")[0]) if line not in shown]


def race_is_true(_):
    """the picture of the race is what its command prints"""
    command = next(line for line in commands(README) if line.startswith("gradwalk race"))
    printed = gradwalk(*shlex.split(command)[1:]).stdout
    shown = re.search(r"^## Watch it learn.*?^```\n(.*?)^```", README, re.MULTILINE | re.DOTALL)[1]
    return [] if squeezed(shown) == squeezed(printed) else [f"{command} prints: {printed}"]


def keys_are_listed(_):
    """the keys are those of the program's help"""
    cells = re.findall(r"^\| (`.*?) \|", README, re.MULTILINE)
    keys = {key for cell in cells for key in re.findall(r"`([^`]+)`", cell)}
    pages = "".join(gradwalk("--keys", "?", "--size", "120x200", "sum-product").stdout)
    wanted = keys - {"hjkl"} | set("hjkl")
    return [f"the help does not show {key}" for key in sorted(wanted)
            if not re.search(rf"(^|\s){re.escape(key.split()[0])}(\s|$)", pages, re.MULTILINE)]


def tools_are_named(_):
    """the two commands exist and answer for themselves"""
    return [tool for tool in ("tools/run", "tools/test") if not os.access(SOURCE / tool, os.X_OK)]


def callbacks_are_told(_):
    """each callback of the help has one section in the manual"""
    names = re.findall(r"^  ([A-Z]\w+) ", gradwalk("--help").stdout.split("Its callbacks")[-1], re.MULTILINE)
    manual = PAGES[1]
    return ["the help lists no callbacks"] * (len(names) < 7) + [
        f"{name} has {manual.count(f'## {name}' + chr(10))} sections" for name in names if manual.count(f"## {name}\n") != 1]


CHECKS = [commands_run, picture_is_true, race_is_true, keys_are_listed, tools_are_named, callbacks_are_told]

tap.run([(check.__doc__, tap.in_folder(check)) for check in CHECKS])
