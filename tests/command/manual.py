#!/usr/bin/env python3
"""The manual pages and the completions that the build makes of the program's own lists. Speaks TAP."""

import pathlib
import re
import shutil
import subprocess
import tempfile

from program import ENVIRONMENT, PROGRAM, gradwalk
from tap import need
import tap

PATH = f"{pathlib.Path(PROGRAM).parent}:{ENVIRONMENT['PATH']}"
PAGES = ["gradwalk.1", "gradwalk-graph.5"]


def generated(kind):
    return gradwalk("--generate", kind).stdout


def run(*command, text="", folder=None):
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=False, env={**ENVIRONMENT, "PATH": PATH}, cwd=folder)
    return result.stdout + result.stderr


def words_of_help():
    told = gradwalk("--help").stdout
    commands = set(re.findall(r"^  gradwalk ([a-z]+)", told, re.MULTILINE))
    return commands, set(re.findall(r"^ {2,6}(?:-\w, )?--([\w-]+)", told, re.MULTILINE))


def the_pages_have_no_fault():
    """Both lie in one folder, where mandoc looks for the pages that they name."""
    if not shutil.which("mandoc"):
        raise tap.Skip("mandoc is missing: apt-get install mandoc")
    with tempfile.TemporaryDirectory() as folder:
        for page in PAGES:
            (pathlib.Path(folder) / page).write_text(generated(page), encoding="utf-8")
        found = run("mandoc", "-T", "lint", *PAGES, folder=folder)
    return need(not found, found)


def the_page_has_every_command_option_and_key():
    page = generated("gradwalk.1").replace("\\-", "-")
    commands, options = words_of_help()
    keys = set(re.findall(r":([a-z-]+)", gradwalk("--keys", "?", "--size", "80x150", "sum-product").stdout))
    return (need(len(commands) > 10 and all(f".It Cm {name}\n" in page for name in commands), commands) +
            need(len(options) > 30 and all(f"Fl -{name}" in page for name in options), [name for name in options if f"Fl -{name}" not in page]) +
            need(len(keys) > 40 and all(f"Cm :{name}" in page for name in keys), [name for name in keys if f"Cm :{name}" not in page]))


def the_format_has_every_element_and_function():
    page = generated("gradwalk-graph.5")
    return need(all(f".It Li <{name}" in page for name in ("graph", "input", "define", "group", "train", "tour")) and
                all(f'"\\&{name}"' in page for name in ("sigmoid", "softmax", "@")), page)


def bash_completes():
    script = generated("bash") + """
try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gradwalk; echo "${COMPREPLY[*]}"; }
try gradwalk tra; try gradwalk trace sigmoid; try gradwalk --densi; try gradwalk show --density ""; try gradwalk show sum-product --output ""
"""
    found = run("bash", text=script).splitlines()
    return need(found == ["train-xor trace train", "sigmoid-neuron", "--density", "auto roomy compact", "x y z q f"], found)


def fish_completes():
    if not shutil.which("fish"):
        raise tap.Skip("fish is missing: apt-get install fish")
    with tempfile.TemporaryDirectory() as home:
        script = f"set -x HOME {home}; set -x XDG_CONFIG_HOME {home}\n" + generated("fish") + """
complete -C "gradwalk tra"; complete -C "gradwalk show --density "; complete -C "gradwalk show sum-product --output "
complete -C "gradwalk sigmoid"
"""
        path = pathlib.Path(home) / "script.fish"
        path.write_text(script, encoding="utf-8")
        found = [line.split("\t")[0] for line in run("fish", str(path)).splitlines()]
    return need({"trace", "train", "auto", "roomy", "compact", "x", "y", "z", "q", "f"} <= set(found), found)


def zsh_completes():
    """As far as it can be asked without a terminal: the script is right, and its lists are those of the help."""
    if not shutil.which("zsh"):
        raise tap.Skip("zsh is missing: apt-get install zsh")
    script = generated("zsh")
    _, options = words_of_help()
    return (need(run("zsh", "-n", text=script) == "", run("zsh", "-n", text=script)) +
            need(all(f"--{name}" in script for name in options) and "'trace:" in script, script))


def a_command_has_a_help_of_its_own():
    told, whole = gradwalk("check", "--help").stdout, gradwalk("--help").stdout
    return need(told.startswith("  gradwalk check FILE") and "--open" in told and "--goal" not in told and
                "gradwalk race" not in told and "gradwalk race" in whole and len(told) < 4000, told)


def nodes_of_what_is_wrong_are_none():
    results = [gradwalk("--generate", "nodes", name) for name in ("no-such-file", "/dev/null", "sum-product")]
    return need([result.stdout for result in results] == ["", "", "x\ny\nz\nq\nf\n"] and not results[0].stderr, results)


tap.run(tap.named([
    the_pages_have_no_fault, the_page_has_every_command_option_and_key, the_format_has_every_element_and_function,
    bash_completes, fish_completes, zsh_completes, a_command_has_a_help_of_its_own, nodes_of_what_is_wrong_are_none]))
