#!/usr/bin/env python3
"""The configuration file: its settings on the screen, what is wrong in it, and how :set writes it. Speaks TAP."""

import os
import re

from program import gradwalk, on_terminal
from tap import need
import tap

SIZE = ("--size", "80x24", "sum-product")
EVERYTHING = "# mine\n\ntheme=monochrome\n digits = 3 \ndensity = compact\nmouse = yes\nkeys = <C-n>=next n=none U=undo\n"


def config_of(folder):
    return folder / "gradwalk" / "config"


def configured(folder, text):
    config_of(folder).parent.mkdir(exist_ok=True)
    config_of(folder).write_text(text, encoding="utf-8")
    return {"XDG_CONFIG_HOME": str(folder)}


def screen(keys, environment, *options):
    return gradwalk("--keys", keys, *options, *SIZE, environment=environment)


@tap.in_folder
def every_setting_counts(folder):
    environment = configured(folder, EVERYTHING)
    shown = screen("<C-n><C-n>", environment, "--color", "always")
    other = screen("n", environment).stdout
    left = screen("q", environment)
    return (need("-12.000" in shown.stdout.replace("−", "-") and "2/5" in shown.stdout, shown.stdout) +
            need("\x1b[0;1m" in shown.stdout and not re.search(r"\x1b\[[0-9;]*3\d", shown.stdout), "it has colours") +
            need("the key n does nothing" in other and "→ next" in other, other) +
            need(shown.stderr == "" and left.returncode == 0, shown.stderr))


@tap.in_folder
def the_command_line_counts_more(folder):
    environment = configured(folder, EVERYTHING)
    shown = screen("<C-n><C-n>", environment, "--digits", "1", "--theme", "default", "--color", "always").stdout
    return need("−12.0\x1b" in shown and "38;5;29m" in shown, shown)


@tap.in_folder
def what_is_wrong_is_told_with_its_place_and_the_rest_counts(folder):
    environment = configured(folder, "digits = 40\nthem = x\n  density = compat\nkeys = n=nxt\nkeys = 5=next\nfoo\ntheme\ndigits = 4\n")
    shown = screen("", environment)
    wanted = ['1:10: digits is a whole number from 0 to 17, not 40', '2:1: there is no setting "them"; did you mean "theme"?',
              '3:13: density can\'t be "compat"; did you mean "compact"?', '4:8: there is no command "nxt"; did you mean "next"?',
              '5:8: keys: 5 is for counts and cannot be bound', '6:1: there is no setting "foo"', '7:6: write theme = THEME']
    lines = shown.stderr.splitlines()
    told = [line.removeprefix(str(config_of(folder)) + ":") for line in lines[::3]]
    carets = [line.index("^") - 3 for line in lines[2::3]]
    return (need(told == wanted, shown.stderr) + need(carets == [9, 0, 12, 7, 7, 0, 5], carets) +
            need("−2.0000" in shown.stdout and "digits is a whole number" in shown.stdout and shown.returncode == 0, shown.stdout))


@tap.in_folder
def hostile_bytes_are_told_and_do_no_harm(folder):
    config_of(folder).parent.mkdir()
    config_of(folder).write_bytes(b"theme = \x1b[31m\xff\0\ndigits = 3\x00\n\x00\n" + b"keys = " + b"<C-a>=next " * 5000 + b"\n= = =\n")
    shown = screen("", {"XDG_CONFIG_HOME": str(folder)})
    return need(shown.returncode == 0 and "\x1b" not in shown.stderr + shown.stdout and "−2.00" in shown.stdout, shown.stderr)


@tap.in_folder
def set_writes_one_line_and_leaves_the_others(folder):
    environment = configured(folder, "# mine\ndigits = 3\n# and more\ndigits = 5\ntheme = default")
    said = screen(":set digits = 6<Enter>:set keys <lt>C-n>=next<Enter>", environment).stdout
    found = config_of(folder).read_text(encoding="utf-8")
    return (need(found == "# mine\ndigits = 3\n# and more\ndigits = 6\ntheme = default\nkeys = <C-n>=next\n", found) +
            need("−2.000000" in said and f"written to {folder}"[:20] in said, said) +
            need(os.listdir(config_of(folder).parent) == ["config"], "something was left beside it"))


@tap.in_folder
def set_makes_the_file_where_there_is_none(folder):
    said = screen(":set theme colour-blind<Enter>", {"XDG_CONFIG_HOME": str(folder / "new")}, "--color", "always").stdout
    found = config_of(folder / "new").read_text(encoding="utf-8")
    return need(found.endswith("\ntheme = colour-blind\n") and "38;5;63m" in said, found + said)


@tap.in_folder
def a_file_that_cannot_be_written_is_told_and_the_setting_counts(folder):
    (folder / "gradwalk").write_text("no folder", encoding="utf-8")
    said = screen(":set digits 6<Enter>", {"XDG_CONFIG_HOME": str(folder)}).stdout
    return need("−2.000000" in said and "digits = 6 counts until you quit: " in said, said)


@tap.in_folder
def a_nodes_name_is_taken_for_the_node(folder):
    environment = {"XDG_CONFIG_HOME": str(folder)}
    shown = gradwalk("--keys", ":set digits 7<Enter>", "--size", "80x24", "-e", "2 digits", "digits=3", environment=environment).stdout
    wrong = screen(":set thme x<Enter>", environment).stdout
    return (need("7.00" in shown and not config_of(folder).exists(), shown) +
            need('there is no node or setting "thme"; did you mean "theme"?' in wrong, wrong))


@tap.in_folder
def what_is_printed_into_a_pipe_does_not_depend_on_it(folder):
    environment = configured(folder, EVERYTHING)
    results = [gradwalk(*command, environment=surroundings).stdout for surroundings in (environment, {})
               for command in (["show", "sum-product"], ["trace", "sum-product"], ["worksheet", "sum-product"])]
    on_screen = on_terminal("show", "sum-product", **environment)
    return need(results[:3] == results[3:], "it does") + need("−12.000" in on_screen, on_screen)


@tap.in_folder
def the_page_of_settings_has_each(folder):
    shown = screen(":set<Enter>", configured(folder, EVERYTHING)).stdout
    wanted = [r"theme +monochrome", r"digits +3", r"density +compact", r"mouse +yes", r"keys +<C-n>=next n=none U=undo", r"The file is "]
    return [line for line in wanted if not re.search(line, shown)]


tap.run(tap.named([
    every_setting_counts, the_command_line_counts_more, what_is_wrong_is_told_with_its_place_and_the_rest_counts,
    hostile_bytes_are_told_and_do_no_harm, set_writes_one_line_and_leaves_the_others, set_makes_the_file_where_there_is_none,
    a_file_that_cannot_be_written_is_told_and_the_setting_counts, a_nodes_name_is_taken_for_the_node,
    what_is_printed_into_a_pipe_does_not_depend_on_it, the_page_of_settings_has_each]))
