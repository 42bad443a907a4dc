#!/usr/bin/env python3
"""Recordings of a walk: each screen, played into an emulator, has the drawing of its moment. Speaks TAP."""

import json
import re

from lessons import HOSTILE, export, trace
from program import gradwalk
from tap import need
import tap


def screen_of(events, height):
    """The lines that a terminal shows after these events: what gradwalk sends is all that this one knows."""
    lines, row = [""] * height, 0
    for part in re.split(r"(\x1b\[[0-9;]*[A-Za-z]|\r\n)", "".join(data for _, _, data in events)):
        if part == "\x1b[2J":
            lines, row = [""] * height, row
        elif part == "\x1b[H":
            row = 0
        elif part == "\r\n":
            row += 1
        elif not part.startswith("\x1b"):
            lines[row] += part
    return [line.rstrip() for line in lines]


def read(lesson, text=""):
    first, *events = (json.loads(line) for line in export(lesson, "--to", "asciicast", text=text).splitlines())
    return first, events


def every_screen_has_the_drawing_of_its_moment():
    problems = []
    for lesson in ("sum-product", "sigmoid-neuron"):
        first, events = read(lesson)
        last = trace(lesson)[-1]["t"] - 1
        times = [time for time, _, _ in events]
        problems += need(first["version"] == 2 and len(events) == last + 1 and times == sorted(set(times)), f"{lesson}: {first}{times}")
        for t in (0, last // 2, last):
            screen = screen_of(events[:t + 1], first["height"])
            drawing = gradwalk("show", lesson, "-t", str(t)).stdout.rstrip("\n").split("\n")
            shown = screen[2:2 + len(drawing)]
            problems += need(shown == drawing and f" · step {t}/{last}" in "\n".join(screen), f"{t}: {screen}")
    return problems


def hostile_names_stay_text():
    first, events = read("-", HOSTILE)
    sent = {part for _, _, data in events for part in re.findall(r"\x1b[^m]*?[A-Za-z]|[\x00-\x1f]", data)}
    return need("</script>" in first["title"] and all(re.fullmatch(r"\x1b\[[0-9;]*[mHJ]|\r|\n", part) for part in sent), f"{sent}")


def what_has_no_name_is_called_by_its_output():
    nameless = '<graph name=""><input name="x" value="1"/><output name="f">2x</output></graph>'
    first, events = read("-", nameless)
    plain, screens = (json.loads(line) for line in export("--to", "asciicast", "--ascii", "-e", "f = 2x", "x=1").splitlines()[:2])
    caption = screen_of([screens], plain["height"])
    return (need(first["title"] == plain["title"] == "f", f"{first}") + need("f | start | step 0/3" in caption, f"{caption}") +
            need("f · start · step 0/3" in screen_of(events[:1], first["height"]), f"{events[0]}"))


def played(cast):
    """The screen behind the last event of a recording: each row is sent whole, in its place."""
    first, *events = (json.loads(line) for line in cast.splitlines())
    lines, row = [""] * first["height"], 0
    for part in re.split(r"(\x1b\[[0-9;]*[A-Za-z])", "".join(data for _, kind, data in events if kind == "o")):
        place = re.fullmatch(r"\x1b\[(\d+);\d+H", part)
        if part == "\x1b[2J":
            lines = [""] * first["height"]
        elif place:
            row = int(place[1]) - 1
        elif part == "\x1b[K":
            lines[row] = ""
        elif not part.startswith("\x1b"):
            lines[row] += part
    return first, events, "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"


@tap.in_folder
def keys_are_recorded_at_their_pace(folder):
    problems = []
    for keys in ("", "nnf", "nn?/export<Enter>nq<Tab>", "fe-3<Enter>:set theme mono<Enter>"):
        shown = gradwalk("--keys", keys, "--size", "80x24", "--record", "a.cast", "--pace", "0.25", "sum-product", folder=folder,
                         environment={"XDG_CONFIG_HOME": str(folder)})
        first, events, last = played((folder / "a.cast").read_text(encoding="utf-8"))
        times = [time for time, _, _ in events]
        problems += need(last == shown.stdout and (first["width"], first["height"]) == (80, 24), f"{keys}: {last}{shown}")
        problems += need(times[0] == 0 and all(time % 0.25 == 0 for time in times) and times == sorted(set(times)), times)
    menu = gradwalk("--keys", "jj", "--record", "m.cast", folder=folder, environment={"XDG_STATE_HOME": str(folder)}).stdout
    return problems + need(played((folder / "m.cast").read_text(encoding="utf-8"))[2] == menu, menu)


@tap.in_folder
def another_theme_is_a_whole_screen_of_the_same_size(folder):
    gradwalk("--keys", "n:set theme monochrome<Enter>", "--size", "80x24", "--color", "always", "--record", "a.cast", "sum-product",
             folder=folder, environment={"XDG_CONFIG_HOME": str(folder)})
    events = played((folder / "a.cast").read_text(encoding="utf-8"))[1]
    whole = [data.startswith("\x1b[H\x1b[2J") for _, _, data in events]
    return (need({kind for _, kind, _ in events} == {"o"}, events) +
            need(whole[0] and whole[-1] and not any(whole[1:-1]) and "f(x, y, z)" in events[-1][2], events))


@tap.in_folder
def a_recording_that_cannot_be_is_refused_at_once(folder):
    wrong = [gradwalk("--keys", "n", "--record", name, "sum-product", folder=folder) for name in ("a.svg", ".cast", "", "none/a.cast")]
    off = gradwalk("--record", "a.cast", "sum-product", folder=folder)
    none = gradwalk("--keys", "n", "--record", "a.cast", "no-such-graph", folder=folder)
    return (need([result.returncode for result in wrong] == [2] * 4 and "ends in .cast" in wrong[0].stderr, wrong) +
            need(off.returncode == 2 and "records a terminal" in off.stderr and not list(folder.iterdir()), off) + need(none.returncode == 1, none))


tap.run(tap.named([keys_are_recorded_at_their_pace, another_theme_is_a_whole_screen_of_the_same_size, a_recording_that_cannot_be_is_refused_at_once, what_has_no_name_is_called_by_its_output, every_screen_has_the_drawing_of_its_moment, hostile_names_stay_text]))
