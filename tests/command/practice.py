#!/usr/bin/env python3
"""Exercises from the command line: printed, written as files, opened. Speaks TAP."""

import inspect
import json
import pathlib
import re
import tempfile

from program import gradwalk, on_terminal
from tap import need
import tap

LEVELS = range(1, 7)


def an_exercise_is_a_drawing_and_a_question():
    problems = []
    for level in LEVELS:
        result = gradwalk("practice", "--level", str(level), "--seed", "4711")
        lines = result.stdout.splitlines()
        problems += need(result.returncode == 0 and not result.stderr, f"level {level}: {result.stderr}")
        problems += need(lines[0].startswith(f"Practice, level {level}: ") and lines[0].endswith("seed 4711, exercise 1"),
                         f"level {level} is headed {lines[0]}")
        problems += need("▶" in result.stdout and "gradient" in lines[-1] + lines[-2] + lines[-3],
                         f"level {level} has no question: {result.stdout}")
    return problems


def several_are_printed_one_after_the_other():
    """In ASCII too, where the heading has no dot and the drawing no letter that is not there."""
    result = gradwalk("practice", "--level", "1", "--seed", "é7", "--count", "2", "--ascii")
    heads = [line for line in result.stdout.splitlines() if line.startswith("Practice, level 1: ")]
    return (need(result.returncode == 0 and result.stdout.isascii(), result.stdout) +
            need([head.rsplit(" ", 2)[-2:] for head in heads] == [["exercise", "1"], ["exercise", "2"]], f"{heads}") +
            need(all(" | seed " in head for head in heads) and "\n\n\nPractice" in result.stdout, f"{heads}"))


@tap.in_folder
def a_terminal_shows_it_as_a_walk_unless_it_is_to_be_printed_or_written(folder):
    screen, told = "\x1b[?1049h", ["practice", "--seed", "7"]
    opened = on_terminal(*told, typed="q")
    printed = [on_terminal(*told, *options) for options in (["--count", "1"], ["--size", "80x24"])]
    written = on_terminal(*told, "-o", "own.xml", folder=folder)
    return (need(screen in opened and "Exercise 1" in opened, opened) +
            need(all(screen not in text and "seed 7, exercise 1" in text for text in printed), f"{printed}") +
            need(screen not in written and "<graph" in (folder / "own.xml").read_text(encoding="utf-8"), written))


@tap.in_folder
def a_file_that_cannot_be_written_ends_it(folder):
    (folder / "file").write_text("", encoding="utf-8")
    problems = []
    for name, said in [("file/{number}.xml", "file: cannot make this folder"), ("/proc/{number}.xml", "/proc/1.xml: cannot")]:
        result = gradwalk("practice", "--seed", "7", "--count", "2", "-o", name, folder=folder)
        problems += need(result.returncode == 1 and said in result.stderr and not result.stdout, f"{name}: {result.returncode} {result.stderr}")
    return problems


def keys_that_are_none_end_the_series():
    result = gradwalk("practice", "--seed", "7", "--keys", "<Nonsense>", "--size", "80x24")
    return need(result.returncode == 2 and "<Nonsense>" in result.stderr and not result.stdout, f"{result.returncode} {result.stderr}")


def nothing_of_the_solution_is_printed():
    """Of what a gate computes the drawing has the sign of what is not known yet."""
    printed = gradwalk("practice", "--level", "1", "--seed", "4711").stdout
    return need("·" in printed.split("\n", 2)[2] and "36.00" not in printed, printed)


def matrices_are_given_with_their_entries():
    printed = gradwalk("practice", "--level", "5", "--seed", "4711").stdout
    return need("A = [2 −1; 2 −3]" in printed, printed)


def a_file_has_the_exercise_that_is_printed():
    with tempfile.TemporaryDirectory() as folder:
        written = gradwalk("practice", "--level", "2", "--seed", "a/b", "--count", "3", "-o", "made/{number}.xml", folder=folder)
        files = sorted(path.name for path in pathlib.Path(folder, "made").iterdir())
        checked = [gradwalk("check", f"made/{name}", folder=folder) for name in files]
        first = pathlib.Path(folder, "made", "1.xml").read_text(encoding="utf-8")
    printed = gradwalk("practice", "--level", "2", "--seed", "a/b", "-o", "-").stdout
    return (need(written.returncode == 0 and not written.stdout, f"{written.stdout}{written.stderr}") +
            need(files == ["1.xml", "2.xml", "3.xml"], f"{files}") +
            need(all(result.returncode == 0 for result in checked), "an exercise does not check") +
            need(printed == first, "the first is another one"))


def a_seed_makes_the_same_exercise_and_none_a_new_one():
    def made(*arguments):
        return gradwalk("practice", *arguments).stdout
    return (need(made("--seed", "7") == made("--seed", "۷"), "۷ is not 7") +
            need(made("--seed", "7") != made("--seed", "8"), "7 is 8") +
            need("seed" in made(), "the seed is not told"))


def it_opens_as_a_walk():
    screen = gradwalk("practice", "--seed", "4711", "--keys", "nn", "--size", "80x24").stdout
    return need("forward 2/2" in screen and "n next" in screen, screen)


def right_values(number, seed="7", level=1):
    """Keys that give each value of an exercise of a level when it is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        gradwalk("practice", "--level", str(level), "--seed", seed, "--count", str(number), "-o", "{number}.xml", folder=folder)
        trace = gradwalk("trace", "--format", "jsonl", f"{number}.xml", folder=folder).stdout.splitlines()
    steps = [json.loads(line) for line in trace]
    return "".join(f"n{step['value']:.17g}<Enter>" for step in steps if step["phase"] == "forward")


def level_on_screen(level, keys):
    printed = gradwalk("practice", "--level", str(level), "--seed", "7", "--size", "80x24", "--keys", ":ask values<Enter>" + keys).stdout
    return int(re.search(r"Practice, level (\d)", printed)[1])


def three_right_exercises_make_the_next_one_harder():
    right = [right_values(number) for number in (1, 2, 3)]
    return (need(level_on_screen(1, "}".join(right[:2]) + "}") == 1, "two are enough") +
            need(level_on_screen(1, "}".join(right) + "}") == 2, "three are not enough") +
            need(level_on_screen(1, right[0] + "}n<Enter>}" + right[2] + "}") == 1, "one that was shown counts as right"))


def there_is_no_harder_level_than_6():
    right = [right_values(number, level=6) for number in (1, 2, 3)]
    return need(level_on_screen(6, "}".join(right) + "}") == 6, "level 7")


def two_that_were_shown_make_the_next_one_easier():
    return (need(level_on_screen(3, "n<Enter>}") == 3, "one is enough") +
            need(level_on_screen(3, "n<Enter>}n<Enter>}") == 2, "two are not enough") +
            need(level_on_screen(1, "n<Enter>}n<Enter>}") == 1, "there is no easier level than 1"))


def turning_back_shows_the_same_exercise():
    def screen(keys):
        return gradwalk("practice", "--level", "2", "--seed", "7", "--keys", keys, "--size", "80x24").stdout
    return (need(screen("}}{{") == screen(""), "the first exercise is another") + need(screen("}}{") == screen("}"), "the second is another") +
            need("Exercise 2" in screen("}"), screen("}")) + need("first exercise" in screen("{"), screen("{")))


def what_is_wrong_is_said():
    problems = []
    for arguments, said in [(["--level", "7"], "level is a whole number from 1 to 6"), (["--count", "0"], "count is a whole number from 1 to 1000"),
                            (["--count", "2", "-o", "x.xml"], "write {number} into the name of -o"),
                            (["--seed", " "], "a seed is a text that is not empty"), (["sum-product"], "takes no FILE"),
                            (["--fold", "all"], "--fold is for")]:
        result = gradwalk("practice", *arguments)
        problems += need(result.returncode == 2 and said in result.stderr and not result.stdout,
                         f"{arguments}: {result.returncode}: {result.stderr}")
    return problems


tap.run(tap.named([value for value in list(globals().values())
                   if callable(value) and getattr(value, "__module__", "") == "__main__" and
                   (hasattr(value, "__wrapped__") or not inspect.signature(value).parameters)]))
