#!/usr/bin/env python3
"""The configuration file: its settings on the screen, what is wrong in it, and how :set writes it. Speaks TAP."""

import os
import re

from program import gradwalk, on_terminal
from tap import need
import tap

NOWHERE = {"XDG_CONFIG_HOME": "", "HOME": ""}
MANY_KEYS = " ".join(f"{chr(code)}=next" for code in range(0x4e00, 0x4f00))
SAID = [  # keys, and what they leave on the screen; each in a folder of its own
    (":set digits<Enter>", "digits = usual"),
    (":set theme<Enter>", "theme = default"),
    (":set keys<Enter>", "keys = none"),
    (":set digits 4<Enter>:set digits usual<Enter>", "digits = usual, written to "),
    (":set digits 4<Enter>:set digits usual<Enter>ff", "−12.00"),
    (":set digits three<Enter>", 'digits is a number, not "three"'),
    (":set digits 1.5<Enter>", "digits is a whole number from 0 to 17, not 1.5"),
    (":set mouse perhaps<Enter>", 'mouse is yes or no, not "perhaps"'),
    (":set mouse yes<Enter>:set mouse<Enter>", "mouse = yes"),
    (":set density compact<Enter>:set density<Enter>", "density = compact"),
    (":set keys U=undo<Enter>:set keys none<Enter>:set keys<Enter>", "keys = none"),
    (":set keys U<Enter>", 'keys is a list as <lt>C-n>=next U=undo, not "U"'.replace("<lt>", "<")),
    (":set keys <lt>Clik>=next<Enter>", "Clik"),
    (":set wholly unlike 1<Enter>", "wholly"),
]

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
def the_usual_digits_stay_in_the_next_graph(folder):
    keys = ":set digits usual<Enter>}ff"
    walked = screen(keys, configured(folder, "digits = 4\n")).stdout
    trained = gradwalk("--keys", keys + ":view training<Enter>n", "bowl", environment=configured(folder, "digits = 1\n")).stdout
    chosen = screen(keys, configured(folder, "digits = 4\n"), "--digits", "3").stdout
    return (need("−2.00 " in walked, walked) + need("27.7500" in trained, trained) +
            need("−2.000 " in chosen, chosen))


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


def colours_of(folder, name):
    return set(re.findall(r"#[0-9a-f]{6}", (folder / name).read_text(encoding="utf-8")))


@tap.in_folder
def a_theme_reaches_pictures_and_pages(folder):
    """That of the command line, of the configuration and of the session; a plain one has two greys and paper, light and dark."""
    red, orange, plain = "#a40e26", "#953800", {"#1f2328", "#e6edf3", "#59636e", "#9198a1", "#ffffff", "#0d1117"}
    configured(folder, "theme = monochrome\n")
    at_home = {"XDG_CONFIG_HOME": str(folder)}
    gradwalk("export", "sum-product", "-o", "usual.svg", folder=folder)
    gradwalk("export", "sum-product", "-o", "grey.svg", folder=folder, environment=at_home)
    gradwalk("export", "sum-product", "--theme", "colour-blind", "-o", "blind.html", folder=folder)
    gradwalk("export", "sum-product", "--theme", "colour-blind", "-o", "blind.tikz", folder=folder)
    gradwalk("--keys", "n:set theme colour-blind<Enter>xblind.svg<Enter>", *SIZE, folder=folder, environment={"XDG_CONFIG_HOME": str(folder / "new")})
    tikz = (folder / "blind.tikz").read_text(encoding="utf-8") if (folder / "blind.tikz").exists() else "no file"
    return (need({red, orange} <= colours_of(folder, "usual.svg"), "usual") + need(colours_of(folder, "grey.svg") == plain, "monochrome") +
            need(all(orange in colours_of(folder, name) and red not in colours_of(folder, name) for name in ("blind.html", "blind.svg")), "colour-blind") +
            need("{gradient}{HTML}{953800}" in tikz, tikz))


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


@tap.in_folder
def each_setting_says_what_it_is_or_what_is_wrong(folder):
    found = []
    for number, (keys, text) in enumerate(SAID):
        shown = screen(keys, {"XDG_CONFIG_HOME": str(folder / str(number))}).stdout
        found += need(text in shown, f"{keys}: {shown}")
    return found


@tap.in_folder
def without_a_folder_for_it_a_setting_counts_until_one_quits(folder):
    nowhere = screen(":set digits 6<Enter>", NOWHERE).stdout
    page = screen(":set<Enter>", NOWHERE).stdout
    home = gradwalk("--keys", ":set digits 6<Enter>", *SIZE, environment={"XDG_CONFIG_HOME": "relative", "HOME": str(folder)}).stdout
    file = folder / ".config" / "gradwalk" / "config"
    return (need("−2.000000" in nowhere and "digits = 6 counts until you quit: there is no folder" in nowhere, nowhere) +
            need("Settings" in page and "The file is" not in page, page) +
            need("−2.000000" in home and file.read_text(encoding="utf-8").endswith("\ndigits = 6\n"), home))


@tap.in_folder
def a_file_that_cannot_be_read_is_told_and_left_alone(folder):
    config_of(folder).mkdir(parents=True)
    shown = screen(":set digits 6<Enter>", {"XDG_CONFIG_HOME": str(folder)})
    large = folder / "large"
    config_of(large).parent.mkdir(parents=True)
    config_of(large).write_text("# " + "x" * (1 << 20), encoding="utf-8")
    said = screen(":set digits 6<Enter>", {"XDG_CONFIG_HOME": str(large)})
    return (need(f"{config_of(folder)}" in shown.stderr and "−2.000000" in shown.stdout, shown.stderr + shown.stdout) +
            need("counts until you quit" in shown.stdout and config_of(folder).is_dir(), shown.stdout) +
            need("config" in said.stderr and "counts until you quit" in said.stdout, said.stderr + said.stdout) +
            need(config_of(large).stat().st_size == (1 << 20) + 2, "it was written"))


@tap.in_folder
def more_keys_than_there_is_room_for_are_refused(folder):
    shown = screen("", configured(folder, f"keys = {MANY_KEYS}\n")).stderr
    return need("keys: there are more than 64" in shown, shown)


@tap.in_folder
def set_ends_the_last_line_of_the_file(folder):
    environment = configured(folder, "# mine")
    screen(":set digits 6<Enter>", environment)
    after = config_of(folder).read_text(encoding="utf-8")
    config_of(folder).write_text("", encoding="utf-8")
    screen(":set digits 5<Enter>", environment)
    empty = config_of(folder).read_text(encoding="utf-8")
    return need(after == "# mine\ndigits = 6\n", after) + need(empty == "digits = 5\n", empty)


tap.run(tap.named([
    each_setting_says_what_it_is_or_what_is_wrong, without_a_folder_for_it_a_setting_counts_until_one_quits,
    a_file_that_cannot_be_read_is_told_and_left_alone, set_ends_the_last_line_of_the_file,
    more_keys_than_there_is_room_for_are_refused, the_usual_digits_stay_in_the_next_graph,
    every_setting_counts, the_command_line_counts_more, what_is_wrong_is_told_with_its_place_and_the_rest_counts,
    hostile_bytes_are_told_and_do_no_harm, set_writes_one_line_and_leaves_the_others, set_makes_the_file_where_there_is_none, a_theme_reaches_pictures_and_pages,
    a_file_that_cannot_be_written_is_told_and_the_setting_counts, a_nodes_name_is_taken_for_the_node,
    what_is_printed_into_a_pipe_does_not_depend_on_it, the_page_of_settings_has_each]))
