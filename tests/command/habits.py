#!/usr/bin/env python3
"""What outlives a run on a terminal: the lines that were typed, and where one was; and the menu of the lessons. Speaks TAP."""

import os
import pathlib
import re
import subprocess
import sys

from at_terminal import Terminal
from program import ENVIRONMENT, gradwalk, on_terminal
from tap import need
import tap

LESSONS = len(list(pathlib.Path(ENVIRONMENT["GRADWALK_GRAPHS"]).glob("*.xml")))
SEED = "The backward pass begins"  # at t = 3
KEPT = 64 << 10  # bytes of a log that are kept at least


def log_of(folder, name):
    return folder / "gradwalk" / name


def lines_of(folder, name="history"):
    return log_of(folder, name).read_text(encoding="utf-8", errors="replace").splitlines()


def walk(folder, typed, *arguments):
    return on_terminal(*(arguments or ("sum-product",)), typed=typed, XDG_STATE_HOME=str(folder))


def menu(folder, keys, *arguments, size="80x24"):
    return gradwalk("--keys", keys, "--size", size, *arguments, environment={"XDG_STATE_HOME": str(folder)}).stdout


# ---- lines that were typed ----

@tap.in_folder
def lines_are_kept_between_runs(folder):
    walk(folder, ":goto 3\n:goto 4\n:goto 4\n/x|y\nQ")
    kept = lines_of(folder)
    walk(folder, ":\x10\x10\nQ")  # ^P: the line before the last
    mode = log_of(folder, "history").stat().st_mode & 0o777
    return (need(kept == [":goto 3", ":goto 4", "/x|y"], kept) + need(lines_of(folder)[3:] == [":goto 3"], lines_of(folder)) +
            need(mode == 0o600, oct(mode)))


@tap.in_folder
def an_empty_search_repeats_the_one_of_another_run(folder):
    walk(folder, "/^[yz]$\nQ")
    shown = walk(folder, "/\nQ")
    return need("/^[yz]$: match 1 of 2" in shown, shown)


@tap.in_folder
def nothing_is_lost_with_two_programs_at_once(folder):
    script = "import pathlib, sys; sys.path.insert(0, sys.argv[1]); import habits; habits.type_many(pathlib.Path(sys.argv[2]), sys.argv[3])"
    others = [subprocess.Popen([sys.executable, "-c", script, str(pathlib.Path(__file__).parent), str(folder), name]) for name in "abc"]
    ended = [other.wait() for other in others]
    kept = lines_of(folder)
    wanted = {f":{name}{i}" for name in "abc" for i in range(40)}
    return need(ended == [0, 0, 0] and set(kept) == wanted and len(kept) == len(wanted), f"{ended} {len(kept)} lines: {kept[:5]}")


def type_many(folder, name):
    walk(folder, "".join(f":{name}{i}\n" for i in range(40)) + "Q")


@tap.in_folder
def the_log_is_bounded_and_keeps_the_newest(folder):
    log_of(folder, "history").parent.mkdir()
    log_of(folder, "history").write_text("".join(f":goto {i}\n" for i in range(20000)), encoding="utf-8")
    before = log_of(folder, "history").stat().st_size
    walk(folder, ":goto 2\nQ")
    kept = lines_of(folder)
    size = log_of(folder, "history").stat().st_size
    return (need(before > 2 * KEPT and KEPT - 20 < size <= KEPT, size) + need(kept[-2:] == [":goto 19999", ":goto 2"], kept[-3:]) +
            need(all(re.fullmatch(r":goto \d+", line) for line in kept), kept[0]) +
            need(os.listdir(log_of(folder, "history").parent).count("history") == 1, "gone"))


@tap.in_folder
def what_nobody_typed_is_passed_over(folder):
    log_of(folder, "history").parent.mkdir()
    log_of(folder, "history").write_bytes(b":goto 5\n\x1b]0;evil\n:\x1b[31m\n/\xff\xfe\nno kind\n:\n\0\n/z\n:cut off")
    shown = walk(folder, ":\x10\n:goto 4\nQ")  # the newest that was typed: goto 5
    kept = log_of(folder, "history").read_bytes()
    return need("distributes" in shown, shown) + need(kept.endswith(b":cut off\n:goto 4\n"), kept)


@tap.in_folder
def without_a_place_for_them_nothing_is_wrong(folder):
    (folder / "gradwalk").write_text("a file in the folder's place", encoding="utf-8")
    found = []
    for surroundings in ({"XDG_STATE_HOME": str(folder)}, {"XDG_STATE_HOME": "", "HOME": ""}, {"XDG_STATE_HOME": "relative", "HOME": "./"}):
        terminal = Terminal(folder, "sum-product", **surroundings)
        seen = [terminal.shows("inspect")]
        for keys in (":goto 3\r", "r", ":\x10", "\r"):
            terminal.press(keys)
            seen.append(terminal.shows(SEED) if keys[-1] == "\r" else True)
        found += need(all(seen) and terminal.close() == 0 and "gradwalk:" not in terminal.seen, f"{surroundings}: {seen}")
    return found + need(os.listdir(folder) == ["gradwalk"], os.listdir(folder))


@tap.in_folder
def a_script_leaves_nothing_behind(folder):
    shown = menu(folder, ":goto 3<Enter>:goto 4<Enter>:<Up><Up>", "sum-product")
    return need(":goto 3\n" in shown and not os.listdir(folder), shown)


def up_brings_back_what_begins_as_typed():
    shown = gradwalk("--keys", ":goto 3<Enter>:digits 4<Enter>:go<Up>", "--size", "80x24", "sum-product").stdout
    down = gradwalk("--keys", ":goto 3<Enter>:digits 4<Enter>:go<Up><Down>", "--size", "80x24", "sum-product").stdout
    return need("\n:goto 3\n" in shown, shown) + need("\n:go\n" in down, down)


# ---- the menu ----

@tap.in_folder
def the_menu_has_every_lesson_with_title_and_first_line(folder):
    shown = menu(folder, "", size="200x90")
    rows = shown.splitlines()
    first = next(i for i, row in enumerate(rows) if row.startswith("> 01-sum-product"))
    return (need(rows[first].endswith("f(x, y, z) = (x + y) z") and rows[first + 1].lstrip().startswith("Two gates, and all of backprop"), shown) +
            need(len(re.findall(r"^[> ] \d\d-", shown, re.MULTILINE)) == LESSONS and f"1 of {LESSONS}" in shown, shown))


@tap.in_folder
def the_menu_opens_what_is_chosen_and_is_there_again_behind_it(folder):
    opened = menu(folder, "j<Enter>n")
    found = menu(folder, "/^04|beale<Enter>n<Enter>")
    again = menu(folder, "j<Enter>nq")
    return (need("forward 1/8" in opened or "step 1/17" in opened, opened) + need("beale" in found.lower() or "step 0/" in found, found) +
            need(again.startswith("gradwalk: lessons"), again))


@tap.in_folder
def where_one_was_is_told_and_gone_on_from(folder):
    walk(folder, "nnnQ", "sigmoid-neuron")
    told = menu(folder, "")
    opened = menu(folder, "<Enter>")
    anew = menu(folder, "r")
    walk(folder, "G:goto end\nQ", "sigmoid-neuron")
    ended = menu(folder, "")
    return (need(re.search(r"^> 02-sigmoid-neuron .* left at step 3/17$", told, re.MULTILINE), told) +
            need("step 3/17" in opened and "here you left it" in opened, opened) + need("step 0/17" in anew, anew) +
            need(re.search(r"^> 02-sigmoid-neuron .* to the end$", ended, re.MULTILINE), ended))


@tap.in_folder
def on_a_terminal_the_program_alone_is_the_menu(folder):
    shown = walk(folder, "\nnnq", "list")  # not the menu
    terminal = Terminal(folder, XDG_STATE_HOME=str(folder))
    seen = [terminal.shows("quit")]
    for keys, text in [("j\r", "Four of its gates"), ("f", "It is the output"), ("q", "left at step 8/17"), ("\r", "here you left it")]:
        terminal.press(keys)
        seen.append(terminal.shows(text))
    status = terminal.close()
    places = sorted(set(lines_of(folder, "places")))
    return (need("01-sum-product" in shown, shown) + need(all(seen) and status == 0, f"{seen} {status}") +
            need(len(places) == 1 and re.fullmatch(r"8 17 /.*/02-sigmoid-neuron.xml", places[0]), places))


@tap.in_folder
def a_folder_is_a_menu_too(folder):
    (folder / "broken.xml").write_text('<graph><output name="f">9x</output></graph>', encoding="utf-8")
    (folder / "good.xml").write_text('<graph><title>T</title><input name="x" value="3"/><output name="f">2x</output></graph>', encoding="utf-8")
    shown = menu(folder, "<Enter>", str(folder))
    opened = menu(folder, "j<Enter>", str(folder))
    empty = gradwalk("--keys", "n", str(folder / "gradwalk"), environment={"XDG_STATE_HOME": str(folder)})
    return (need('cannot be read' in shown and 'broken.xml:1:26: unknown name "x"' in shown, shown) +
            need("3.00" in opened, opened) + need(empty.returncode == 1, empty))


MENU_KEYS = [  # keys, and what the menu shows then of {count} lessons, on a screen that has room for nine
    ("jj<Tab><Down>", "5 of {count}"), ("jjjk<Up><S-Tab>", "1 of {count}"), ("k", "1 of {count}"), ("G", "{count} of {count}"),
    ("<End>g", "1 of {count}"), ("G<Home>", "1 of {count}"), ("<Space>", "10 of {count}"), ("<PageDown><PageUp>j", "2 of {count}"),
    ("<C-f><C-f><C-b>", "10 of {count}"), ("<C-d>", "5 of {count}"), ("<C-d><C-d><C-u>", "5 of {count}"),
    ("<WheelDown><WheelDown><WheelUp>", "5 of {count}"), ("x", "1 of {count}"),
    ("/beal", "Enter find  Esc leave"), ("/beal<Esc>", "1 of {count}"), ("/beal<C-g>", "1 of {count}"), ("n", "1 of {count}"),
    ("/<Enter>", "1 of {count}"), ("/no such thing<Enter>", 'nothing here contains "no such thing"'),
    ("/(zz<Enter>", '"(zz" is no regular expression'), ("/sigmoid-neuron<Enter>", "2 of {count}"),
    ("/a{1}{2}<Enter>", "is too large for a regular expression"), ("/a{1,9999}<Enter>", "is too large for a regular expression"),
    ("/^0[234]-<Enter>nnN", "3 of {count}"), ("/^0[234]-<Enter>N", "4 of {count}"), ("/^0[234]-<Enter>/<Enter>", "3 of {count}"),
]


@tap.in_folder
def every_key_of_the_menu_does_what_it_is_for(folder):
    found = []
    for keys, text in MENU_KEYS:
        shown = menu(folder, keys)
        found += need(text.format(count=LESSONS) in shown, f"{keys}: {shown}")
    narrow = menu(folder, "<C-d>", size="30x5")
    opened = menu(folder, "l") + menu(folder, "<Right>")
    left = menu(folder, "jq") + menu(folder, "jQ") + menu(folder, "j<Esc>")
    return (found + need("2 of" in narrow and "01-" not in narrow, narrow) + need(opened.count("step 0/5") == 2, opened) +
            need(left.count(f"2 of {LESSONS}") == 3, left))


@tap.in_folder
def a_menu_of_one_graph_without_words(folder):
    (folder / "bare.xml").write_text('<graph><input name="x" value="3"/><output name="f">2x</output></graph>', encoding="utf-8")
    shown = menu(folder, "/nothing<Enter>", str(folder))
    again = menu(folder, "/bare<Enter>", str(folder))
    return need('nothing here contains "nothing"' in shown and "> bare" in shown, shown) + need("1 of 1" in again, again)


@tap.in_folder
def a_log_that_is_no_file_is_passed_over(folder):
    log_of(folder, "history").parent.mkdir()
    os.mkfifo(log_of(folder, "history"))
    shown = walk(folder, ":goto 3\nQ")
    pipe = log_of(folder, "history").is_fifo()
    log_of(folder, "history").unlink()
    log_of(folder, "history").write_text("", encoding="utf-8")
    walk(folder, ":goto 2\nQ")
    return need(SEED in shown and pipe, shown) + need(lines_of(folder) == [":goto 2"], lines_of(folder))


@tap.in_folder
def a_menu_of_nothing_or_of_a_wrong_key_is_told(folder):
    empty = gradwalk("--keys", "j", str(folder))
    lessons = gradwalk("--keys", "j", environment={"GRADWALK_GRAPHS": str(folder)})
    wrong = gradwalk("--keys", "j<Nokey>")
    usual = gradwalk("--keys", "j", environment={"XDG_STATE_HOME": str(folder)}).stdout
    return (need(empty.returncode == 1 and f"{folder}: there are no graphs in it" in empty.stderr, empty) +
            need(lessons.returncode != 0 and lessons.stdout == "", lessons) +
            need(wrong.returncode == 2 and "<Nokey>" in wrong.stderr and wrong.stdout == "", wrong) +
            need(usual.count("\n") == 24 and f"2 of {LESSONS}" in usual, usual))


@tap.in_folder
def a_place_that_no_line_can_hold_is_not_kept(folder):
    graph = '<graph><input name="x" value="3"/><output name="f">2x</output></graph>'
    (folder / "two\nlines.xml").write_text(graph, encoding="utf-8")
    (folder / "plain.xml").write_text(graph, encoding="utf-8")
    walk(folder, "nQ", str(folder / "two\nlines.xml"))
    walk(folder, "nQ", str(folder / "plain.xml"))
    kept = lines_of(folder, "places")
    log_of(folder, "places").unlink()
    log_of(folder, "places").mkdir()
    shown = walk(folder, "nQ", str(folder / "plain.xml"))
    return need(len(kept) == 1 and kept[0].endswith("/plain.xml"), kept) + need("gradwalk:" not in shown, shown)


@tap.in_folder
def a_place_that_nobody_was_at_is_passed_over(folder):
    path = str((pathlib.Path(ENVIRONMENT["GRADWALK_GRAPHS"]) / "02-sigmoid-neuron.xml").resolve())
    wrong = ["", "4", "4 17", "x 17 " + path, "4 x " + path, "4\t17 " + path, "1234567890 17 " + path, "18 17 " + path, "-4 17 " + path]
    log_of(folder, "places").parent.mkdir()
    log_of(folder, "places").write_text("\n".join([f"3 17 {path}", *wrong]) + f"\n5 17 {path}", encoding="utf-8")  # cut short
    told = menu(folder, "")
    return need(re.search(r"02-sigmoid-neuron .* left at step 3/17$", told, re.MULTILINE) and told.count("left at") == 1, told)


def without_a_terminal_a_graph_is_asked_for():
    result = gradwalk()
    return need(result.returncode == 2 and "which graph?" in result.stderr, result)


if __name__ == "__main__":
    tap.run(tap.named([
        lines_are_kept_between_runs, an_empty_search_repeats_the_one_of_another_run, nothing_is_lost_with_two_programs_at_once,
        the_log_is_bounded_and_keeps_the_newest, what_nobody_typed_is_passed_over, without_a_place_for_them_nothing_is_wrong,
        a_script_leaves_nothing_behind, up_brings_back_what_begins_as_typed, the_menu_has_every_lesson_with_title_and_first_line,
        the_menu_opens_what_is_chosen_and_is_there_again_behind_it, where_one_was_is_told_and_gone_on_from,
        on_a_terminal_the_program_alone_is_the_menu, a_folder_is_a_menu_too, every_key_of_the_menu_does_what_it_is_for,
        a_menu_of_one_graph_without_words, a_log_that_is_no_file_is_passed_over,
        a_menu_of_nothing_or_of_a_wrong_key_is_told, a_place_that_no_line_can_hold_is_not_kept, a_place_that_nobody_was_at_is_passed_over,
        without_a_terminal_a_graph_is_asked_for]))
