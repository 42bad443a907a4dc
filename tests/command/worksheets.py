#!/usr/bin/env python3
"""Worksheets made, filled in, damaged and marked. Speaks TAP."""

import csv
import io
import json
import os
import re

from program import gradwalk
from tap import need
import tap

PERSIAN = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")


XML = '<graph><input name="x" value="2"/><output name="{}">{}</output></graph>'


def rows(*sheets, folder, options=()):
    """The rows of `grade --format csv` by sheet, with numbers as numbers."""
    printed = gradwalk("grade", "--format", "csv", *options, *sheets, folder=folder).stdout
    return {row["sheet"]: {name: int(value) if value.isdigit() and name != "seed" else value for name, value in row.items()}
            for row in csv.DictReader(io.StringIO(printed))}


def write_sheet(folder, *arguments):
    """A sheet and its key, as texts."""
    sheet = gradwalk("worksheet", *arguments, "--key", "key.md", folder=folder)
    assert sheet.returncode == 0, sheet.stderr
    return sheet.stdout, (folder / "key.md").read_text(encoding="utf-8")


def answers(key):
    return re.findall(r"^\(\d+\) .*(?:= |the shape )(.*)$", key, re.MULTILINE)


def marks(folder, text, *options):
    (folder / "sheet.md").write_bytes(text if isinstance(text, bytes) else text.encode())
    return rows("sheet.md", folder=folder, options=options)["sheet.md"]


def is_all_right(row):
    return row["right"] == row["total"] > 0 and not row["notes"] and not row["error"]


def change_answer(key, number, change):
    return re.sub(rf"^(\({number}\) .*(?:= |the shape ))(.*)$", lambda match: match[1] + change(match[2]), key, flags=re.MULTILINE)


@tap.in_folder
def a_key_is_all_right_and_a_blank_sheet_all_empty(folder):
    graphs = [line.split()[0] for line in gradwalk("list").stdout.splitlines()]
    made = [[*arguments, "--ask", ask]
            for arguments in ([[graph] for graph in graphs] + [["--practice", str(level), "--seed", "4711"] for level in range(1, 7)] +
                              [[graph, "--vary", "--seed", "s"] for graph in ("sum-product", "sigmoid-neuron", "dead-relu", "softmax-cross-entropy")])
            for ask in ("gradients", "values", "terms", "all")]
    problems = []
    for number, arguments in enumerate(made):
        style = ("text", "markdown")[number % 2]
        result = gradwalk("worksheet", *arguments, "--format", style, "-o", f"blank-{number}", "--key", f"key-{number}", folder=folder)
        problems += need(result.returncode == 0, f"{arguments}: {result.stderr}")
    marked = rows(*[f"{kind}-{number}" for number in range(len(made)) for kind in ("blank", "key")], folder=folder)
    for number, arguments in enumerate(made):
        blank, solved = marked[f"blank-{number}"], marked[f"key-{number}"]
        problems += need(solved["right"] == solved["total"] > 0 and not solved["error"], f"{arguments}: {solved}")
        problems += need(blank["empty"] == blank["total"] == solved["total"], f"{arguments}: {blank}")
    return problems


@tap.in_folder
def one_number_changed_is_exactly_one_wrong(folder):
    problems = []
    for arguments in (["sum-product"], ["sigmoid-neuron", "--vary", "--seed", "9"], ["--practice", "2", "--seed", "9"]):
        _, key = write_sheet(folder, *arguments, "--ask", "all")
        for number, answer in enumerate(answers(key), 1):
            row = marks(folder, change_answer(key, number, lambda old: f"{old} + 0.7"))
            problems += need(row["wrong"] == 1 and row["right"] == row["total"] - 1, f"{arguments} ({number}) {answer}: {row}")
    return problems


@tap.in_folder
def a_mistake_is_named(folder):
    _, key = write_sheet(folder, "sum-product")
    (folder / "sheet.md").write_text(change_answer(key, 4, lambda _: "1"), encoding="utf-8")
    text = gradwalk("grade", "sheet.md", folder=folder).stdout
    line = json.loads(gradwalk("grade", "--format", "jsonl", "sheet.md", folder=folder).stdout)
    blank = line["blanks"][3]
    return (need("4 of 5 right, 1 wrong" in text and "(4) ∂f/∂x = ∂f/∂q · ∂q/∂x = 1: wrong" in text, text) +
            need("upstream" in text, text) +
            need(blank["mark"] == "wrong" and blank["mistakes"] and line["right"] == 4 and line["wrong"] == 1, f"{line}"))


@tap.in_folder
def what_an_editor_does_changes_no_mark(folder):
    _, key = write_sheet(folder, "sigmoid-neuron", "--ask", "all", "--format", "markdown")
    filled = key.replace(" ≈ ", " ")
    expected = marks(folder, filled)

    def each(change):
        return re.sub(r"^(\(\d+\) .*(?:= |the shape ))(.*)$", lambda match: change(match[1], match[2]), filled, flags=re.MULTILINE)
    variants = {
        "CRLF": filled.replace("\n", "\r\n"), "CR": filled.replace("\n", "\r"), "BOM": "\ufeff" + filled,
        "decimal commas": each(lambda prompt, answer: prompt + answer.replace(".", ",")),
        "Persian digits": each(lambda prompt, answer: prompt + answer.translate(PERSIAN)),
        "everything in Persian digits": re.sub(r"(?<=\n)\(\d+\).*", lambda match: match[0].translate(PERSIAN), filled),
        "the next line": each(lambda prompt, answer: f"{prompt}____\n{answer}"),
        "two lines below": each(lambda prompt, answer: f"{prompt}\n\n    {answer}\n"),
        "beside the line": each(lambda prompt, answer: f"{prompt}__{answer}__"),
        "the whole calculation": each(lambda prompt, answer: f"{prompt}{answer} * 1 = {answer}"),
        "a hyphen for the minus": filled.replace("−", "-"), "a list": re.sub(r"^\(", "- (", filled, flags=re.MULTILINE),
        "a full stop": each(lambda prompt, answer: f"{prompt}{answer}."), "marks of direction": each(lambda prompt, answer: f"{prompt}\u200e{answer}\u200e"),
        "bold": each(lambda prompt, answer: f"{prompt}**{answer}**"), "no end of line": filled.rstrip("\n"), "no drawing": re.sub(r"```.*?```", "", filled, flags=re.DOTALL),
    }
    problems = need(is_all_right(expected), f"{expected}")
    for name, variant in variants.items():
        row = marks(folder, variant)
        problems += need({**row, "notes": ""} == {**expected, "notes": ""}, f"{name}: {row}, not {expected}")
    return problems


@tap.in_folder
def what_is_gone_or_twice_is_said(folder):
    _, key = write_sheet(folder, "sum-product")
    gone = re.sub(r"^\((2|4)\).*\n", "", key, flags=re.MULTILINE)
    row = marks(folder, gone)
    text = gradwalk("grade", "sheet.md", folder=folder).stdout
    changed = marks(folder, key.replace("(5) ∂f/∂y = ∂f/∂q · ∂q/∂y = ", "(5) dy: "))
    return (need(row["missing"] == 2 and row["right"] == 3 and "missing: (2) (4)" in text, text) +
            need(changed["right"] == 5 or "changed in 1 line" in changed["notes"], f"{changed}"))


@tap.in_folder
def a_changed_head_is_said(folder):
    _, key = write_sheet(folder, "sum-product", "--vary", "--seed", "5")
    (folder / "seeds").write_text("6\n7\n", encoding="utf-8")
    (folder / "own.xml").write_text('<graph name="own"><input name="x" value="2"/><output name="f">x^2</output></graph>', encoding="utf-8")
    problems = []
    for change, options, said in [
            (("Seed: 5", "Seed: 6"), (), "the head was changed"), (("Ask: gradients", "Ask: values"), (), "the head was changed"),
            (("Graph: 01-sum-product", "Graph: own"), ("--graph", "sum-product"), "the head names another graph"),
            (("Graph: 01-sum-product", "Graph: square"), (), "the graph is not the one"),
            (("", ""), ("--seeds", "seeds"), "the seed 5 is not in seeds"), (("Check: ", "Check: x"), (), "no line \"Check\""),
            (("Numbers: drawn by the seed\n", ""), ("--vary",), "does not say that the seed draws"),
            (("", ""), ("--ask", "all"), "asks for other numbers")]:
        row = marks(folder, key.replace(*change), *options)
        problems += need(said in row["notes"] and not row["error"], f"{change} {options}: {row}")
    kept = marks(folder, key.replace("Graph: 01-sum-product", "Graph: own"), "--graph", "sum-product")
    return problems + need(kept["right"] == 5, f"the course's graph marks: {kept}")


@tap.in_folder
def what_is_no_sheet_does_not_stop_the_rest(folder):
    _, key = write_sheet(folder, "sum-product")
    (folder / "zero.md").write_bytes(b"Graph: x\0")
    (folder / "random.md").write_bytes(bytes(range(1, 256)) * 9)
    (folder / "up.md").write_text("Graph: ../../etc/passwd\n(1) = 3\n", encoding="utf-8")
    (folder / "stdin.md").write_text("Graph: -\nCheck: 00000000 00000000\n", encoding="utf-8")
    (folder / "empty.md").write_text("", encoding="utf-8")
    (folder / "key2.md").write_text(key, encoding="utf-8")
    os.mkfifo(folder / "pipe.md")
    bad = ["zero.md", "random.md", "up.md", "stdin.md", "empty.md", "nowhere.md", ".", "pipe.md"]
    result = gradwalk("grade", "--format", "csv", *bad, "key2.md", folder=folder)
    found = rows(*bad, "key2.md", folder=folder)
    return (need(result.returncode == 1 and "8 of 9 sheets" in result.stderr, result.stderr) +
            need(all(found[name]["error"] for name in bad) and "a pipe" in found["pipe.md"]["error"], f"{found}") +
            need(is_all_right(found["key2.md"]), f"{found['key2.md']}"))


@tap.in_folder
def hostile_bytes_are_made_safe(folder):
    sheet, key = write_sheet(folder, "sum-product")
    hostile = sheet.replace("Name: ____", "Name: =HYPERLINK(1)\x1b[2J\u202e").replace("= ____", "= \x1b]0;x\x07 1", 1).encode()
    hostile = hostile.replace(b"Fill", b"\xff")
    (folder / "sheet.md").write_bytes(hostile)
    problems = []
    for options in (["--format", "text"], ["--format", "csv"], ["--format", "jsonl"], ["--feedback", "out"]):
        result = gradwalk("grade", *options, "sheet.md", folder=folder)
        problems += need("\x1b" not in result.stdout and "\u202e" not in result.stdout, f"{options}: {result.stdout!r}")
    feedback = (folder / "out" / "sheet.md").read_text(encoding="utf-8")
    return (problems + need("\x1b" not in feedback, feedback) + need(key, "") +
            need(rows("sheet.md", folder=folder)["sheet.md"]["student"].startswith("'="), "a spreadsheet would run it"))


@tap.in_folder
def feedback_stands_below_the_blanks(folder):
    _, key = write_sheet(folder, "sum-product")
    changed = re.sub(r"^\(5\).*\n", "", change_answer(key, 4, lambda _: "4"), flags=re.MULTILINE)
    (folder / "sheet.md").write_text(changed, encoding="utf-8")
    result = gradwalk("grade", "--feedback", "out", "sheet.md", folder=folder)
    feedback = (folder / "out" / "sheet.md").read_text(encoding="utf-8")
    below = feedback.split("(4) ")[1].split("\n")[1]
    without = re.sub(r"^ *→.*\n", "", feedback, flags=re.MULTILINE)
    (folder / "again.md").write_text(feedback, encoding="utf-8")
    again = rows("again.md", "sheet.md", folder=folder)
    return (need(result.returncode == 0 and feedback.startswith("Marked by gradwalk: 3 of 5 right, 1 wrong, 1 missing"), feedback) +
            need(below.startswith("    → wrong: "), f"below (4) stands {below}") +
            need(all(line in without for line in changed.splitlines()), "a line of the student's is not there") +
            need({**again["again.md"], "sheet": ""} == {**again["sheet.md"], "sheet": ""}, f"{again}"))


@tap.in_folder
def feedback_overwrites_no_sheet(folder):
    _, key = write_sheet(folder, "sum-product")
    for name in ("a/sheet.md", "b/sheet.md", "out/other.md"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(key, encoding="utf-8")
    (folder / "other.md").write_text(key, encoding="utf-8")
    same = gradwalk("grade", "--feedback", "a", "a/sheet.md", "b/sheet.md", folder=folder)
    there = gradwalk("grade", "--feedback", "out", "other.md", folder=folder)
    twice = [gradwalk("grade", "--feedback", "new", "a/sheet.md", "b/sheet.md", folder=folder) for _ in range(2)]
    return (need(same.returncode == 1 and "would overwrite this sheet" in same.stdout, same.stdout) +
            need(there.returncode == 1 and "is no feedback" in there.stdout, there.stdout) +
            need((folder / "a/sheet.md").read_text(encoding="utf-8") == key == (folder / "out/other.md").read_text(encoding="utf-8"), "overwritten") +
            need([result.returncode for result in twice] == [0, 0], twice[1].stdout) +
            need(sorted(path.name for path in (folder / "new").iterdir()) == ["sheet-2.md", "sheet.md"], "two of one name"))


@tap.in_folder
def a_class_has_a_sheet_and_a_key_each(folder):
    (folder / "students").write_text("\ufeff4711\r\n\n۴۷۱۲\n../x y\n", encoding="utf-8")
    made = gradwalk("worksheet", "--practice", "2", "--seeds", "students", "-o", "sheets/{seed}.md", "--key", "keys/{seed}.md", folder=folder)
    names = [sorted(path.name for path in (folder / part).iterdir()) for part in ("sheets", "keys")]
    keys = [f"keys/{name}" for name in names[1]]
    graded = rows(*keys, folder=folder, options=("--practice", "2", "--seeds", "students"))
    drawn = {(folder / name).read_text(encoding="utf-8").split("\n\n")[1] for name in keys}
    return (need(made.returncode == 0 and not made.stdout, made.stderr) +
            need(names[0] == names[1] == ["4711.md", "4712.md", "_._x_y.md"], f"{names}") +
            need(all(is_all_right(row) for row in graded.values()) and len(graded) == 3, f"{graded}") +
            need(len(drawn) == 3, "two have the same exercise"))


@tap.in_folder
def numbers_vary_by_the_seed_alone(folder):
    def printed(*arguments):
        return gradwalk("worksheet", "sum-product", *arguments, folder=folder).stdout
    return (need(printed("--vary", "--seed", "1") == printed("--vary", "--seed", "۱"), "۱ is not 1") +
            need(printed("--vary", "--seed", "1") != printed("--vary", "--seed", "2").replace("Seed: 2", "Seed: 1"), "1 is 2") +
            need("−2.00" in printed("--seed", "1") and "(4)" in printed(), "the file's own numbers"))


@tap.in_folder
def a_drawing_has_blanks_and_a_key_numbers(folder):
    sheet, key = write_sheet(folder, "sum-product")
    drawings = [text.split("\n\n")[2] for text in (sheet, key)]
    return (need(re.findall(r"\(\d\)", drawings[0]) == ["(4)", "(2)", "(1)", "(5)", "(3)"], drawings[0]) +
            need("−12.00" in drawings[0] and "(" not in drawings[1] and drawings[1].count("−4.00") == 4, drawings[1]) +
            need("━" not in "".join(drawings), "a gate is at work"))


@tap.in_folder
def latex_has_the_same_blanks(folder):
    sheet, key = write_sheet(folder, "sum-product", "--format", "latex")
    return (need(sheet.count("\\item ") == key.count("\\item ") == 5 and sheet.count("\\underline") == 5, sheet) +
            need(sheet.count("\\begin{") == sheet.count("\\end{") == 3, sheet) +
            need("$\\partial$f/$\\partial$x" in sheet and "= $-$4" in key, key))


@tap.in_folder
def a_graph_is_called_by_its_file(folder):
    """With and without .xml, from this folder or another; a file of the very name comes before NAME.xml."""
    (folder / "deep").mkdir()
    for name, power in (("own.xml", 2), ("both", 3), ("both.xml", 4), ("deep/own.xml", 5), ("tab\t.xml", 6)):
        (folder / name).write_text(XML.format("f", f"x^{power}"), encoding="utf-8")
    problems = []
    for name, power, graph in (("own", 2, "own"), ("own.xml", 2, "own"), ("both", 3, "both"), ("both.xml", 4, "both"),
                               ("deep/own.xml", 5, "own"), ("tab\t.xml", 6, "tab_")):
        sheet, key = write_sheet(folder, name)
        problems += need(f"Graph: {graph}\n" in sheet and sheet.startswith(f"{graph}\n") and f"= {power * 2 ** (power - 1)}\n" in key, key)
    return problems


@tap.in_folder
def a_sheet_and_its_marks_can_be_ascii(folder):
    sheet, key = write_sheet(folder, "sigmoid-neuron", "--ascii")
    filled = re.sub(r"(\(2\) .*= ).*", r"\1−7", key).replace("Name: ____", "Name: Zoë")
    (folder / "sheet.md").write_text(filled.replace("Seed", "Said"), encoding="utf-8")
    text = gradwalk("grade", "--ascii", "--feedback", "out", "sheet.md", "nowhere-é.md", folder=folder).stdout
    feedback = (folder / "out" / "sheet.md").read_text(encoding="utf-8")
    return (need(sheet.isascii() and key.isascii() and "~ " in key, key) + need(text.isascii() and "(2) df/d" in text and ": wrong\n" in text, text) +
            need("nowhere-" in text and "not marked: " in text, text) + need("    -> wrong" in feedback, feedback))


@tap.in_folder
def an_answer_that_is_there_twice_is_told(folder):
    _, key = write_sheet(folder, "sum-product")
    line = re.search(r"^\(4\) .*$", key, re.MULTILINE)[0]
    (folder / "sheet.md").write_text(change_answer(key, 4, lambda _: "7\there") + f"\n{line}\n", encoding="utf-8")
    text = gradwalk("grade", "--feedback", "out", "sheet.md", folder=folder).stdout
    feedback = (folder / "out" / "sheet.md").read_text(encoding="utf-8")
    return (need("; the line is there twice, the first answer counts" in text and "4 of 5 right" in text, text) +
            need("the line is there twice: the first answer counts\n" in feedback and "7    here" in feedback, feedback))


@tap.in_folder
def feedback_has_a_name_of_its_own(folder):
    _, key = write_sheet(folder, "sum-product")
    for name in ("sheet", ".hidden", "deep/sheet", "empty"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(key, encoding="utf-8")
    result = gradwalk("grade", "--feedback", "out", "sheet", ".hidden", "deep/sheet", "-", folder=folder, text=key)
    names = sorted(path.name for path in (folder / "out").iterdir())
    (folder / "out" / "sheet").write_text("", encoding="utf-8")
    again = gradwalk("grade", "--feedback", "out", "sheet", folder=folder)
    nowhere = gradwalk("grade", "--feedback", "sheet/out", "sheet", folder=folder)
    return (need(result.returncode == 0 and names == [".hidden", "sheet", "sheet-2", "standard-input.txt"], f"{names} {result.stdout}") +
            need(again.returncode == 1 and "is no feedback" in again.stdout, again.stdout) +
            need(nowhere.returncode == 1 and "sheet: cannot make this folder" in nowhere.stdout, nowhere.stdout))


@tap.in_folder
def latex_tells_seed_level_and_who_draws_the_numbers(folder):
    (folder / "own.xml").write_text(XML.format("a_b", "x^2"), encoding="utf-8")
    drawn, practice, own = (write_sheet(folder, *arguments, "--format", "latex")[0] for arguments in
                            (["sum-product", "--vary", "--seed", "a_1"], ["--practice", "5", "--seed", "7"], ["own.xml"]))
    return (need(", seed a\\_1 (which draws the numbers), gradients" in drawn, drawn) +
            need("\\noindent practice, level 5, seed 7, gradients" in practice and "A = [" in practice, practice) +
            need("\\section*{own}" in own and "$\\partial$a\\_b/$\\partial$x" in own, own))


@tap.in_folder
def what_is_wrong_is_said(folder):
    problems = []
    (folder / "twice").write_text("1\n1\n", encoding="utf-8")
    (folder / "none").write_text("\n", encoding="utf-8")
    (folder / "one").write_text("5", encoding="utf-8")
    (folder / "long").write_text(f"5\n{'5' * 99}", encoding="utf-8")
    (folder / "bad.xml").write_text("no graph", encoding="utf-8")
    (folder / f"{'n' * 140}.xml").write_text(XML.format("f", "x^2"), encoding="utf-8")
    (folder / "undefined.xml").write_text(XML.format("f", "log(-x^2 - 1)"), encoding="utf-8")
    (folder / "many.xml").write_text(XML.format("f", " + ".join(["x"] * 300)), encoding="utf-8")
    for command, status, said in [
            ("worksheet", 2, "which graph?"), ("worksheet sum-product --vary", 2, "--vary needs --seed"), ("worksheet --practice 2", 2, "--practice needs --seed"),
            ("worksheet sum-product --practice 2 --seed 1", 2, "not both"), ("worksheet sum-product --seeds twice", 2, "write -o sheets/{seed}.md"),
            ("worksheet sum-product --seeds twice -o {seed}", 1, "twice:2: the seed 1 is there twice"),
            ("worksheet sum-product --seeds none -o {seed}", 1, "there is no seed in it"), ("worksheet nothing", 1, "there is no such file or lesson"),
            ("worksheet sum-product --format csv", 2, "text, markdown or latex"), ("worksheet sum-product --ask some", 2, "gradients, values, terms or all"),
            ("worksheet --practice 2 --vary --seed 1", 2, "--vary is for a FILE"), ("worksheet square --seed 1 --seeds twice", 2, "not both"),
            ("worksheet square --vary", 2, "--vary needs --seed"), (f"worksheet square --vary --seed {'9' * 99}", 2, "a seed has at most"),
            ("worksheet square --seeds twice -o {seed} --key key", 2, "{seed} in --key too"),
            ("worksheet square --seeds long -o {seed}", 1, "long:2: a seed has at most"),
            ("worksheet square --seeds nowhere -o {seed}", 1, "nowhere: cannot open"),
            ("worksheet square --seeds one -o twice/{seed}", 1, "twice: cannot make this folder"),
            ("worksheet square --seeds one -o /proc/x{seed}", 1, "/proc/x5: cannot"), ("worksheet square --key twice/k", 1, "twice: cannot make this folder"),
            ("worksheet bad", 1, "bad.xml:1:1: "), ("worksheet many --ask all", 1, "500 are the most"),
            ("worksheet undefined --vary --seed 1", 1, "no other numbers are found"), (f"worksheet {'n' * 140}", 1, "the name is too long"),
            ("grade x --graph square --practice 2", 2, "not both"), ("grade x --seeds nowhere", 2, "nowhere: cannot open"),
            ("grade", 2, "which sheets?"), ("grade x --format markdown", 2, "text, csv or jsonl"), ("grade x --key y", 2, "--key is for worksheet")]:
        result = gradwalk(*command.split(), folder=folder)
        problems += need(result.returncode == status and said in result.stderr, f"{command}: {result.returncode}: {result.stderr}")
    return problems


tap.run(tap.named([value for name, value in list(globals().items()) if callable(value) and hasattr(value, "__wrapped__")]))
