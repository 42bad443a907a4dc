#!/usr/bin/env python3
"""A file that changes while it is looked at, and the user's editor, on a terminal. Speaks TAP."""

import os
import pathlib
import signal
import tempfile
import time

from at_terminal import LATE, Terminal
from program import gradwalk
from tap import need
import tap

GRAPH = """<graph name="g">
  <input name="x" value="{}"/>
  <let name="q">x + 1</let>
  <output name="f">{}</output>
</graph>
"""


def in_folder(test):
    def run():
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "g.xml").write_text(GRAPH.format(2, "q^2"))
            return test(folder)
    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


def replace(folder, *parts):
    """As editors do it: a new file takes the place of the old one."""
    (folder / "new").write_text(GRAPH.format(*parts))
    os.replace(folder / "new", folder / "g.xml")


@in_folder
def a_changed_file_is_read_again_at_the_same_time(folder):
    terminal = Terminal(folder, "-t", "2", "g.xml")
    found = need(terminal.shows("9.00"), terminal.seen)
    replace(folder, 4, "q^2")
    found += need(terminal.shows("25.00") and terminal.shows("was read again"), terminal.seen)
    return found + need(terminal.close() == 0, "status")


@in_folder
def an_error_is_shown_with_its_place_and_the_old_graph_stays(folder):
    terminal = Terminal(folder, "-t", "2", "g.xml")
    found = need(terminal.shows("9.00"), terminal.seen)
    replace(folder, 4, "q^2 + y")
    found += need(terminal.shows('g.xml:4:26: unknown name "y"') and "9.00" in terminal.seen, terminal.seen)
    replace(folder, 5, "q^2")
    found += need(terminal.shows("36.00"), terminal.seen)
    return found + need(terminal.close() == 0, "status")


@in_folder
def edits_that_are_not_saved_stay(folder):
    terminal = Terminal(folder, "-t", "2", "g.xml")
    terminal.shows("9.00")
    terminal.press(":set x 7\r")
    found = need(terminal.shows("64.00"), terminal.seen)
    replace(folder, 4, "q^2")
    found += need(terminal.shows("changed on the disk"), terminal.seen)
    terminal.press(":reload\ry")
    found += need(terminal.shows("25.00"), terminal.seen)
    terminal.close()
    return found


@in_folder
def the_editor_gets_the_file_at_the_line_of_the_node(folder):
    (folder / "editor").write_text('#!/bin/sh\necho "$@" >arguments\nstty -a >modes\nsed -i "s/q^2/q^3/" "$2"\n')
    (folder / "editor").chmod(0o755)
    terminal = Terminal(folder, "-t", "2", "g.xml", editor="./editor")
    terminal.shows("9.00")
    terminal.press(":select q\rE")
    found = need(terminal.shows("27.00"), terminal.seen)
    found += need((folder / "arguments").read_text() == "+3 g.xml\n", (folder / "arguments").read_text())
    modes = (folder / "modes").read_text()
    found += need(" icanon" in modes and " echo " in modes, f"the editor's terminal: {modes}")
    terminal.press("N")  # keys are ours again
    found += need(terminal.shows("goes on to f"), terminal.seen)
    return found + need(terminal.close() == 0, "status")


@in_folder
def an_editor_that_stops_stops_the_program_too(folder):
    """Its shell would wait for ever otherwise; continued, both go on."""
    (folder / "editor").write_text('#!/bin/sh\ntouch started\nkill -STOP $$\ntouch continued\n')
    (folder / "editor").chmod(0o755)
    terminal = Terminal(folder, "g.xml", editor="./editor")
    terminal.shows("2.00")
    terminal.press("E")
    _, status = os.waitpid(terminal.process, os.WUNTRACED)
    found = need(os.WIFSTOPPED(status) and (folder / "started").exists() and not (folder / "continued").exists(), status)
    os.kill(terminal.process, signal.SIGCONT)
    found += need(terminal.shows("in the editor") and (folder / "continued").exists(), terminal.seen)
    return found + need(terminal.close() == 0, "status")


@in_folder
def an_editor_that_is_not_there_is_named(folder):
    terminal = Terminal(folder, "g.xml", editor="no-such-editor -x")
    terminal.shows("2.00")
    terminal.press("E")
    found = need(terminal.shows("VISUAL or EDITOR"), terminal.seen)
    terminal.close()
    return found


def what_was_read_from_no_file_has_none_to_edit():
    screens = [gradwalk("--keys", keys, "-e", "f = x", "x=1").stdout for keys in ("E", ":reload<Enter>")]
    return need(all("was read from no file" in screen for screen in screens), screens)


@in_folder
def what_is_looked_at_stays(folder):
    """Folds, the view, the selected node, decimals."""
    screen = gradwalk("--keys", ":digits 4<Enter>:view table<Enter>:select q<Enter>f:reload<Enter>", "g.xml", folder=folder).stdout
    return need("[table]" not in screen and "9.0000" in screen and "was read again" in screen, screen)


tap.run([(test.__name__.replace("_", " "), test) for test in (
    a_changed_file_is_read_again_at_the_same_time, an_error_is_shown_with_its_place_and_the_old_graph_stays,
    edits_that_are_not_saved_stay, the_editor_gets_the_file_at_the_line_of_the_node,
    an_editor_that_stops_stops_the_program_too, an_editor_that_is_not_there_is_named,
    what_was_read_from_no_file_has_none_to_edit, what_is_looked_at_stays)])
