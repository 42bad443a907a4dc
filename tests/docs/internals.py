#!/usr/bin/env python3
"""Hold docs/internals.md against the source: what it names is defined where it says. Speaks TAP.

Usage: internals.py PAGE
"""

import pathlib
import re
import sys

from program import SOURCE, gradwalk
from tap import need
import tap

PAGE = re.sub(r"^```.*?^```", "", pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
PARAGRAPHS = re.split(r"\n\n", PAGE)
SECTIONS = {part.split("\n")[0]: part for part in PAGE.split("\n## ")}
NEEDED = {"To add an operator": "tests/unit/picture/test_own_operator.c",
          "To add an optimizer": "tests/unit/explain/test_update_formula.c",
          "To add a setting": "tests/command/settings.py", "To add a callback": "tests/plugin", "To add a format": "tests/docs/internals.py",
          "To add a key or a command": "tests/golden/test_commands.c", "To add a sheet format": "tests/docs/internals.py"}


def spans(text):
    return re.findall(r"`([^`]+)`", text.replace("\n", " "))


def places(paragraph):
    """Each function and table of a paragraph, with the source file that is named next behind it (None: none is)."""
    waiting = []
    for span in spans(paragraph):
        if re.fullmatch(r"\w+(\(\)|\[\])", span):
            waiting.append(span)
        elif re.fullmatch(r"[\w/]+\.c", span) and not span.startswith("tests/"):
            yield from ((name, span) for name in waiting)
            waiting = []
    yield from ((name, None) for name in waiting)


def is_defined(name, file):
    """Whether a function has its body, or a table its rows, in a file."""
    text = (SOURCE / "src" / file).read_text(encoding="utf-8")
    word = re.escape(name[:-2])
    if name.endswith("[]"):
        return re.search(rf"^[a-z][^;{{}}]*\b{word}\[\w*\] = \{{", text, re.MULTILINE)
    return re.search(rf"^[a-z][^;{{}}#]*\b{word}\([^;{{}}#]*\)\n\{{", text, re.MULTILINE)


def what_it_names_is_defined_in_the_file_that_it_names():
    found = [place for paragraph in PARAGRAPHS for place in places(paragraph)]
    return need(len(found) > 70, f"only {len(found)} are named") + [
        f"{name} is not defined in {file}" for name, file in found if not file or not is_defined(name, file)]


def its_files_are_there():
    named = {span for span in spans(PAGE) if re.fullmatch(r"\w+(/[\w.]+)+", span)}
    return need(len(named) > 40, f"{named}") + [
        f"no {name}" for name in sorted(named) if not (SOURCE / name).exists() and not (SOURCE / "src" / name).is_file()]


def every_section_about_adding_names_a_test():
    return [f"{title} does not name {test}" for title, test in NEEDED.items() if f"`{test}`" not in SECTIONS.get(title, "")] + [
        f"no test is known of: {title}" for title in SECTIONS if title.startswith("To add") and title not in NEEDED]


def listed(pattern):
    """The words of a list in the help: "text, csv or jsonl"."""
    help_text = re.sub(r"\s+", " ", gradwalk("--help").stdout)
    return re.split(r", | or ", re.search(pattern, help_text)[1])


def every_format_of_the_help_is_written():
    rows = re.search(r"formats\[\] = \{\n(.*?)^\};", (SOURCE / "src/export/format.c").read_text(encoding="utf-8"),
                     re.DOTALL | re.MULTILINE)[1].count("\t{")
    lists = {("trace", "--format"): listed(r"--format FORMAT of a trace: (.*?) Options"),
             ("show", "--format"): listed(r"--format FORMAT of the drawing: (.*?) Options"),
             ("export", "--to"): listed(r"--to FORMAT what to write; if not given, as the name of -o ends: (.*?) --steps")}
    written = {(*command, name): gradwalk(command[0], "sum-product", command[1], name).stdout
               for command, names in lists.items() for name in names}
    return need(len(set(written.values())) == rows, f"{lists}, but {rows} rows") + [
        f"{name}: {text}" for name, text in written.items() if "4" not in text]


def every_sheet_format_of_the_help_is_written():
    formats = listed(r"--format FORMAT of a sheet: (.*?) --")
    written = {name: gradwalk("worksheet", "sum-product", "--format", name).stdout for name in formats}
    return need(len(formats) >= 3, formats) + [f"{name}: {text}" for name, text in written.items() if "(x + y) z" not in text] + need(
        len(set(written.values())) == len(formats), "two formats write the same")


def every_optimizer_of_the_help_says_its_formulas():
    names = listed(r"how parameters are changed: (.*?) --")
    said = {name: gradwalk("train", "bowl", "--epochs", "1", "--explain", "1", "--optimizer", name) for name in names}
    return need(len(names) >= 7, names) + [
        f"{name}: {result.stdout}{result.stderr}" for name, result in said.items()
        if result.returncode != 0 or f"step 1: {name}" not in result.stdout + result.stderr]


tap.run(tap.named([what_it_names_is_defined_in_the_file_that_it_names, its_files_are_there, every_section_about_adding_names_a_test,
                   every_format_of_the_help_is_written, every_sheet_format_of_the_help_is_written,
                   every_optimizer_of_the_help_says_its_formulas]))
