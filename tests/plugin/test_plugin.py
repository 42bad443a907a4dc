#!/usr/bin/env python3
"""Plug-ins: loaded, asked for a callback, refused when they are none. Speaks TAP.

Usage: test_plugin.py FOLDER_OF_PLUGINS PUBLIC_HEADERS COMPILER...
"""
import csv
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from program import PROGRAM, declared_functions, gradwalk, shown_symbols
from tap import need
import tap

GRAPH = """<graph>
  <input name="x" value="1"/><param name="w" value="0"/>
  <output name="J">(w x - 1)^2</output>
  <train lr="0.1" epochs="50"/>
</graph>"""


class Training:
    """Trains in a scratch folder: what the program said, and what each epoch logged by its history."""
    def __init__(self, folder):
        self.folder = folder
        (folder / "graph.xml").write_text(GRAPH, encoding="utf-8")

    def run(self, *arguments, graph="graph.xml"):
        history = self.folder / "history.jsonl"
        history.unlink(missing_ok=True)
        result = gradwalk("train", graph, "--history", history.name, *arguments, folder=self.folder)
        lines = history.read_text(encoding="utf-8").splitlines() if history.exists() else []
        return result, [json.loads(line) for line in lines]


def plugin(name):
    return f"{PLUGINS / name}.so"


# ---- one that is good ----

def it_watches_and_stops(training):
    """The loss is 0.64^epoch: below 0.01 in the epoch from 0 that has the number 11, and stays there."""
    result, history = training.run("--plugin", plugin("enough") + ":0.01,3")
    below = [line["below"] for line in history]
    return (need(result.returncode == 0 and below == [0] * 11 + [1, 2, 3], f"{result.stderr} {below}") +
            need("stopped: it is good enough" in result.stderr and "below 0.01 in epoch 14" in result.stderr, result.stderr))


def screen(training, keys):
    return gradwalk("--keys", keys, "--size", "200x24", "graph.xml", folder=training.folder).stdout


def it_is_had_from_a_step_on_and_taken_back(training):
    """On the screen: the loss is below 0.01 after step 11, three epochs of which end training; u takes that back."""
    request = f":view training<Enter>5n:callback {plugin('enough')}:0.01,3<Enter>"
    stopped, before, again = screen(training, request + "30n"), screen(training, request + "u30n"), screen(training, request + "30n20N30n")
    return (need("step 14/50" in stopped and "stopped: it is good enough" in stopped, stopped) +
            need("step 35/50" in before and "stopped" not in before, before) + need(again == stopped, again) +
            need("one can go back in this training" in screen(training, f":view training<Enter>:callback {plugin('names')}<Enter>"),
                 "one that may not be repeated"))


def its_argument_is_checked_by_itself(training):
    problems = []
    for argument in ("", ":", ":0.01", ":much"):
        result, history = training.run("--plugin", plugin("enough") + argument)
        problems += need(result.returncode == 2 and not history and
                         f"--plugin {plugin('enough')}: it takes a loss and epochs" in result.stderr, result.stderr)
    return problems


def what_it_logs_reaches_those_behind_it(training):
    """And only those: callbacks have the order of the command line."""
    enough, stop = ("--plugin", plugin("enough") + ":0.01,100"), ("--callback", "EarlyStopping:monitor=below,mode=max,patience=5")
    behind, history = training.run(*enough, *stop)
    before, whole = training.run(*stop, *enough)
    return (need(behind.returncode == 0 and len(history) == 6, f"{behind.stderr} {len(history)}") +
            need(before.returncode == 0 and len(whole) == 50, f"{before.stderr} {len(whole)}"))


def several_count_for_themselves(training):
    result, history = training.run("--plugin", plugin("enough") + ":0.01,3", "--plugin", plugin("names"),
                                   "--plugin", plugin("enough") + ":0.5,2")
    return (need(result.returncode == 0 and len(history) == 4, f"{result.stderr} {len(history)}") +
            need(result.stderr.count("text_add and file_write are the plug-in's") == 4, result.stderr))


def it_is_resumed_with_the_same_argument(training):
    """And a training that had it is not gone on with without it."""
    checkpoint = ["--epochs", "20", "--callback", "ModelCheckpoint:filepath={epoch}.xml"]
    def go_on(*arguments):
        return training.run(*arguments, *checkpoint, "--resume", "9.xml")
    enough = plugin("enough")
    whole, _ = training.run("--plugin", enough + ":0.01,3", *checkpoint)
    same, history = go_on("--plugin", enough + ":0.01,3")
    other, _ = go_on("--plugin", enough + ":0.01,4")
    without, _ = go_on()
    return (need(same.returncode == 0 and same.stdout == whole.stdout and len(history) == 14, same.stderr) +
            need(other.returncode == 1 and 'had argument "0.01,3", and this one has "0.01,4"' in other.stderr, other.stderr) +
            need(without.returncode == 1 and "had a callback Enough: add the --plugin" in without.stderr, without.stderr))


def a_name_without_a_slash_is_here(training):
    shutil.copy(plugin("enough"), training.folder / "mine.so")
    result, history = training.run("--plugin", "mine.so:0.01,3")
    return need(result.returncode == 0 and len(history) == 14, result.stderr)


def the_one_in_the_header_is_true(training):
    """Its lines are compiled as it says, and stop when it says."""
    comment = (HEADERS / "gradwalk" / "plugin.h").read_text(encoding="utf-8").split("*/")[0]
    lines = re.findall(r"^ \*     (.*)$|^ \*()$", comment, re.MULTILINE)
    source = re.search(r"^#include.*?^const struct gw_plugin .*?$", "\n".join(line[0] for line in lines),
                       re.DOTALL | re.MULTILINE)[0]
    (training.folder / "header.c").write_text(source, encoding="utf-8")
    subprocess.run([*COMPILER, "-shared", "-fPIC", "-I", HEADERS, "-o", "header.so", "header.c"], cwd=training.folder,
                   check=True)
    result, history = training.run("--plugin", "./header.so:0.01")
    return need(result.returncode == 0 and len(history) == 12, f"{result.stderr} {len(history)}")


# ---- those that are not ----

def what_is_wrong_is_told(training):
    (training.folder / "text.so").write_text("not an object", encoding="utf-8")
    wrong = [
        ("missing.so:1", "--plugin ./missing.so: cannot open shared object file"),
        ("text.so", "--plugin ./text.so: "),
        ("", "--plugin ./: "),
        (plugin("nothing"), "it does not define gw_plugin"),
        (plugin("older") + ":x", "compile it again with this one's headers"),
        (plugin("larger"), "compile it again with this one's headers"),
        (plugin("nameless") + ":x", "nameless.so: it has made no callback"),
    ]
    problems = []
    for request, message in wrong:
        result, history = training.run("--plugin", request)
        problems += need(result.returncode == 2 and message in result.stderr and not history and not result.stdout,
                         f"{request}: {result.returncode} {result.stderr}")
    return problems


def one_without_a_name_is_a_plug_in(training):
    result, history = training.run("--plugin", plugin("nameless"))
    return need(result.returncode == 0 and "stopped: plug-in\n" in result.stderr and len(history) == 1, result.stderr)


def what_it_needs_and_lacks_is_named(training):
    """Then the loader's reason begins with another name than the plug-in's."""
    for name, more in (("needed", []), ("needing", ["-Wl,--no-as-needed", "./needed.so"])):
        (training.folder / f"{name}.c").write_text(f"int {name}(void);\nint {name}(void) {{ return 0; }}\n", encoding="utf-8")
        subprocess.run([*COMPILER, "-shared", "-fPIC", "-o", f"{name}.so", f"{name}.c", *more], cwd=training.folder, check=True)
    (training.folder / "needed.so").unlink()
    result, history = training.run("--plugin", "needing.so")
    return need(result.returncode == 2 and "--plugin ./needing.so: ./needed.so: cannot open shared object file" in result.stderr and
                not history, result.stderr)


def a_name_does_nothing_to_a_terminal(training):
    result, _ = training.run("--plugin", "\x1b[31m.so")
    return need("\x1b" not in result.stderr and "\\x1b[31m.so" in result.stderr, result.stderr)


def what_it_says_does_nothing_to_a_terminal(training):
    problems = []
    for argument, message in ((":stop", "stopped: reason"), (":fail", "gradwalk: failed"),
                              (":silence", "gradwalk: Name")):
        result, _ = training.run("--plugin", plugin("hostile") + argument)
        problems += need(message + r'\x1b[2J,"\x0a\xff' in result.stderr and result.stderr.count("said") == 1 and
                         result.stderr.replace("\n", "").isprintable(), f"{argument}: {result.stderr!r}")
        problems += need(result.returncode == (0 if argument == ":stop" else 2), f"{argument}: exit status {result.returncode}")
    return problems


def what_it_logs_breaks_no_file(training):
    """Each is one that its readers read, with a log of the plug-in's in it, and does nothing to a terminal."""
    hostile, shown, problems = ["--epochs", "3", "--plugin", plugin("hostile")], r'log\x1b[2J,"\x0a\xff', []
    for name, arguments in (("logged.csv", ["--callback", "CSVLogger:filename=logged.csv"]),
                            ("history.csv", ["--history", "history.csv"])):
        result, _ = training.run(*hostile, *arguments)
        text = (training.folder / name).read_bytes().decode()
        rows = list(csv.reader(text.splitlines()))
        problems += need(result.returncode == 0 and text.replace("\r\n", "").isprintable() and
                         rows[0] == ["epoch", shown, "loss"] and [row[1] for row in rows[1:]] == ["0", "1", "2"], f"{rows}")
    result, _ = training.run(*hostile, "--callback", "TensorBoard:log_dir=logs")
    if "built without" not in result.stderr:
        events = b"".join(path.read_bytes() for path in (training.folder / "logs" / "train").iterdir())
        problems += need(events.count(f"epoch_{shown}".encode()) == 3, "TensorBoard")
    _, history = training.run(*hostile)
    return problems + need([line.get('log\x1b[2J,"\n\ufffd') for line in history] == [0, 1, 2], f"{history}")


def what_it_logs_is_gone_on_with(training):
    """A state with its names and argument in it is read again, whatever they are."""
    hostile = ["--epochs", "6", "--plugin", plugin("hostile") + ":a\nb\\n", "--callback", "ModelCheckpoint:filepath={epoch}.xml"]
    whole, history = training.run(*hostile)
    rest, again = training.run(*hostile, "--resume", "3.xml")
    return need(rest.returncode == 0 and rest.stdout == whole.stdout and again == history and len(history) == 6, rest.stderr)


def a_graph_cannot_name_one(training):
    evil = GRAPH.replace("<train ", f"<train plugin=\"{plugin('enough')}:0.01,3\" ")
    (training.folder / "evil.xml").write_text(evil, encoding="utf-8")
    result, history = training.run(graph="evil.xml")
    return need(result.returncode == 1 and 'no attribute "plugin"' in result.stderr and not history, result.stderr)


# ---- what is there for them ----

def every_public_function_is_there_and_nothing_else(_):
    """Of the functions that the headers declare, all; of those inside, none."""
    declared, shown = declared_functions(HEADERS), shown_symbols(PROGRAM)
    inside = {"text_add", "error_set", "file_write", "callback_list_add", "plugins_load", "main"} & shown
    return (need(len(declared) > 60, f"{sorted(declared)}") + need(declared <= shown, f"missing {sorted(declared - shown)}") +
            need(not inside, f"shown: {sorted(inside)}"))


TESTS = [it_watches_and_stops, it_is_had_from_a_step_on_and_taken_back, its_argument_is_checked_by_itself, what_it_logs_reaches_those_behind_it,
         several_count_for_themselves, it_is_resumed_with_the_same_argument, a_name_without_a_slash_is_here, the_one_in_the_header_is_true,
         what_is_wrong_is_told, one_without_a_name_is_a_plug_in, what_it_needs_and_lacks_is_named,
         a_name_does_nothing_to_a_terminal, what_it_says_does_nothing_to_a_terminal, what_it_logs_breaks_no_file, what_it_logs_is_gone_on_with,
         a_graph_cannot_name_one, every_public_function_is_there_and_nothing_else]


if len(sys.argv) < 4:
    sys.exit(__doc__)
PLUGINS, HEADERS = (pathlib.Path(argument) for argument in sys.argv[1:3])
COMPILER = sys.argv[3:]
with tempfile.TemporaryDirectory() as directory:
    tap.run(tap.named(TESTS, Training(pathlib.Path(directory))))
