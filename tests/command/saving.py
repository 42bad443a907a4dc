#!/usr/bin/env python3
"""Saving a graph from the screen: what the file is afterwards, and what is refused. Speaks TAP."""

import difflib
import json
import os
import pathlib
import resource
import signal
import subprocess
import tempfile

from program import ENVIRONMENT, PROGRAM, SOURCE, gradwalk
from tap import need
import tap

NEURON = """<?xml version="1.0"?>
<!-- kept -->
<graph   name="neuron">
  <input name='x' value='2.0'/>
  <param name="w">1.5 <!-- steep --></param>
  <let name="a">w x + 2x²</let>
  <output name="loss">(sigmoid(a) - 1)^2</output>
</graph>
"""


def changed_lines(before, after):
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def in_folder(test):
    def run():
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "n.xml").write_text(NEURON, encoding="utf-8")
            return test(folder)
    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


def keys(folder, script, *arguments):
    return gradwalk("--keys", script, *(arguments or ("n.xml",)), folder=folder).stdout


def values(folder, name):
    start = gradwalk("trace", "--format", "jsonl", name, folder=folder).stdout.splitlines()[0]
    return json.loads(start)["leaves"]


@in_folder
def only_the_edited_number_differs(folder):
    screen = keys(folder, ":set w 1/3<Enter>:w<Enter>")
    lines = changed_lines(NEURON, (folder / "n.xml").read_text(encoding="utf-8"))
    return (need(lines == ['-   <param name="w">1.5 <!-- steep --></param>',
                           '+   <param name="w">0.3333333333333333 <!-- steep --></param>'], lines) +
            need("saved in n.xml" in screen, screen) + need(values(folder, "n.xml") == {"x": 2, "w": 1 / 3}, ""))


@in_folder
def what_is_saved_is_asked_for_no_more(folder):
    saved, edited = keys(folder, ":set w 3<Enter>:w<Enter>q"), keys(folder, ":set w 3<Enter>:w<Enter>:set w 4<Enter>q")
    return need("not saved" not in saved, saved) + need("not saved" in edited, edited)


@in_folder
def a_group_and_adopted_parameters_are_saved(folder):
    keys(folder, ":group part x a<Enter>:view training<Enter>5n:adopt<Enter>:w o.xml<Enter>")
    text = (folder / "o.xml").read_text(encoding="utf-8")
    lines = changed_lines(NEURON, text)
    folded = gradwalk("show", "--fold", "part", "o.xml", folder=folder)
    return (need([line[0] for line in lines] == ["-", "+", "+"] and '<group name="part" from="x" to="a"/>' in lines[2], lines) +
            need(values(folder, "o.xml")["w"] != 1.5 and "part" in folded.stdout, folded.stdout))


@in_folder
def other_files_are_written_over_after_a_question(folder):
    (folder / "o.xml").write_text("mine")
    asked = keys(folder, ":w o.xml<Enter>")
    refused = (keys(folder, ":w o.xml<Enter>n"), (folder / "o.xml").read_text())
    keys(folder, ":w o.xml<Enter>y")
    return (need("o.xml exists: write over it?" in asked, asked) + need(refused[1] == "mine", "written") +
            need((folder / "o.xml").read_text(encoding="utf-8") == NEURON, "not written"))


@in_folder
def no_other_ending_is_written(folder):
    screen = keys(folder, ":w n.svg<Enter>")
    return need("should end in .xml" in screen and sorted(os.listdir(folder)) == ["n.xml"], screen)


@in_folder
def it_is_written_whole_or_not_at_all(folder):
    """As on a full disk: no file may have more than 16 bytes."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))
    result = subprocess.run([PROGRAM, "--keys", ":set w 3<Enter>:w<Enter>", "n.xml"], cwd=folder, env=ENVIRONMENT,
                            preexec_fn=limit, capture_output=True, text=True, check=False)
    return (need((folder / "n.xml").read_text(encoding="utf-8") == NEURON, "not as it was") +
            need(os.listdir(folder) == ["n.xml"], os.listdir(folder)) + need("n.xml" in result.stdout + result.stderr or
                                                                            result.returncode != 0, result.stdout))


@in_folder
def an_expression_is_saved_as_a_new_file(folder):
    keys(folder, ":set x -3<Enter>:w o.xml<Enter>", "-e", "f = (x + 2)y^2", "x=1/3", "y=2 pi")
    return need(values(folder, "o.xml") == {"x": -3, "y": 6.283185307179586}, (folder / "o.xml").read_text())


@in_folder
def values_on_the_command_line_are_constant_expressions(folder):
    found = json.loads(gradwalk("trace", "--format", "jsonl", "-s", "x=1/3", "-s", "w=-2 pi", "n.xml", folder=folder)
                       .stdout.splitlines()[0])["leaves"]
    matrix = json.loads(gradwalk("trace", "--format", "jsonl", "-e", "f = sum(A)", "A=1/4 2; 2^3 0")
                        .stdout.splitlines()[0])["leaves"]
    entry = gradwalk("trace", "--format", "jsonl", "-s", "W[0,1]=7", str(SOURCE / "graphs/10-two-layer-network.xml"))
    wrong = [gradwalk("trace", "-s", setting, str(SOURCE / "graphs/10-two-layer-network.xml")).stderr
             for setting in ("W[9,0]=1", "W[0=1", "W[0,0]=1 2", "nn[0,0]=1")]
    leaves = json.loads(entry.stdout.splitlines()[0])["leaves"] if entry.returncode == 0 else entry.stderr
    return (need(found == {"x": 1 / 3, "w": -6.283185307179586}, found) + need(matrix == {"A": [[0.25, 2], [8, 0]]}, matrix) +
            need(any(isinstance(leaf, list) and leaf[0][1:2] == [7] for leaf in leaves.values()), leaves) +
            need(all(wrong) and "entries are [0,0] to" in wrong[0] and "one number" in wrong[2], wrong))


@in_folder
def a_file_that_is_newer_is_written_over_after_a_question(folder):
    """The view of a graph can be written to its own file too, and the graph on the screen is older then."""
    written = ":set w 3<Enter>:export n.xml<Enter>y:set w 4<Enter>:w<Enter>"
    asked, refused = keys(folder, written), keys(folder, written + "n")
    kept = values(folder, "n.xml")["w"]
    keys(folder, written + "y")
    return (need("n.xml exists, changed by now: write over it?" in asked, asked) + need("is saved" not in refused and kept == 3, refused) +
            need(values(folder, "n.xml")["w"] == 4, "not written"))


@in_folder
def a_graph_from_a_pipe_keeps_its_name(folder):
    asked = gradwalk("--keys", ":w<Enter>", "-", folder=folder, text=NEURON).stdout
    return need("save the graph as: neuron.xml" in asked, asked)


@in_folder
def a_view_without_training_saves_the_graph(folder):
    graph = '<graph name="g"><input name="x" value="2"/><output name="f">x^2</output></graph>'
    (folder / "g.xml").write_text(graph)
    screen = keys(folder, ":view training<Enter>:w o.xml<Enter>", "g.xml")
    return need("the graph is saved in o.xml" in screen and (folder / "o.xml").read_text() == graph, screen)


@in_folder
def a_step_of_training_is_saved_with_its_settings(folder):
    """Files of rows may be elsewhere for the new file, and callbacks are no settings of a graph."""
    (folder / "rows.csv").write_text("x\n1\n2\n3\n")
    screen = keys(folder, ":view training<Enter>3n:lr 0.25<Enter>:callback EarlyStopping:monitor=loss,patience=9<Enter>n:w o.xml<Enter>",
                  "n.xml", "--src", "rows.csv", "--optimizer", "adam")
    lines = changed_lines(NEURON, (folder / "o.xml").read_text(encoding="utf-8"))
    found = need("step 4 is saved; gradwalk train o.xml --resume o.xml --callback ... goes on" in screen, screen)
    found += need([line[0] for line in lines] == ["-", "+", "+"] and lines[2] == '+   <train lr="0.25" optimizer="adam"/>', lines)
    resumed = gradwalk("train", "o.xml", "--src", "rows.csv", "--resume", "o.xml", "--epochs", "5",
                       "--callback", "EarlyStopping:monitor=loss,patience=9", folder=folder)
    return found + need(resumed.returncode == 0, resumed.stderr)


@in_folder
def a_number_of_a_define_has_no_place_in_a_file(folder):
    (folder / "g.xml").write_text("""<graph><param name="w" value="1"/><define name="d" args="t">t + 2</define>
<output name="f">d(w)^2</output><train lr="0.1"/></graph>""")
    before = (folder / "g.xml").read_text()
    edit = ":select w + 2<Enter>e<C-u>3<Enter>"
    screens = [keys(folder, edit + more + ":w<Enter>", "g.xml") for more in ("", ":view training<Enter>n")]
    return (need(all("the number 2 is changed in this use alone, and a file has no place for" in screen for screen in screens), screens) +
            need((folder / "g.xml").read_text() == before, "written"))


@in_folder
def what_was_edited_and_not_saved_is_asked_for(folder):
    """Whatever was done and undone since; which output is looked at, and how it is trained, is no part of the graph."""
    cases = [(":set w 3<Enter>:w<Enter>u", True), (":set w 3<Enter>:w<Enter>u:set w 4<Enter>", True), (":set w 3<Enter>u", False),
             (":group part x a<Enter>", True), (":view training<Enter>n+q", False), (":output a<Enter>", False),
             (":set w 3<Enter>:w<Enter>:set w 4<Enter>u", False)]
    wrong = []
    for script, is_asked in cases:
        (folder / "n.xml").write_text(NEURON, encoding="utf-8")
        wrong += need(("edits are not saved" in keys(folder, script + "q")) == is_asked, script)
    return wrong


tap.run([(test.__name__.replace("_", " "), test) for test in (
    only_the_edited_number_differs, what_is_saved_is_asked_for_no_more, a_group_and_adopted_parameters_are_saved,
    other_files_are_written_over_after_a_question, no_other_ending_is_written, it_is_written_whole_or_not_at_all,
    a_file_that_is_newer_is_written_over_after_a_question, a_graph_from_a_pipe_keeps_its_name,
    a_view_without_training_saves_the_graph, a_step_of_training_is_saved_with_its_settings,
    a_number_of_a_define_has_no_place_in_a_file, what_was_edited_and_not_saved_is_asked_for,
    an_expression_is_saved_as_a_new_file, values_on_the_command_line_are_constant_expressions)])
