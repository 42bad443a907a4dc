#!/usr/bin/env python3
"""The program from the command line: exit statuses, output files, options, traces that programs read. Speaks TAP."""

import csv
import fcntl
import io
import json
import math
import os
import pathlib
import re
import signal
import stat
import struct
import subprocess
import termios
import time

from program import ENVIRONMENT, PATIENCE, PROGRAM, gradwalk, read_terminal
from tap import need
import tap

SUM_PRODUCT = ["-e", "f = (x + y) z", "x=-2", "y=5", "z=-4"]
HELPERS = ("json_lines", "endless_training", "can_be_gone_on_from")  # all else that is defined here is a test
HOSTILE = '<graph name="a"><title>&#155;31m&#x202e;evil</title><input name="x" value="1"/><output name="f">2x</output></graph>'


def json_lines(*arguments):
    return [json.loads(line) for line in gradwalk("trace", "--format", "jsonl", *arguments).stdout.splitlines()]


# ---- traces ----

def an_axis_and_an_index_are_no_operands(_):
    lines = json_lines("-e", "f = sum(A, axis=1)[1, 0] + A[0, 1] * 2", "-s", "A=1 2; 3 4")
    found = {line["node"]: {key: line[key] for key in ("operands", "axis", "index") if key in line}
             for line in lines if line["phase"] == "forward"}
    wanted = {
        "sum(A, axis=1)": {"operands": ["A"], "axis": 1},
        "sum(A, axis=1)[1, 0]": {"operands": ["sum(A, axis=1)"], "index": [1, 0]},
        "A[0, 1]": {"operands": ["A"], "index": [0, 1]},
        "A[0, 1] * 2": {"operands": ["A[0, 1]", "2"]},
        "f": {"operands": ["sum(A, axis=1)[1, 0]", "A[0, 1] * 2"]},
    }
    return need(found == wanted and list(lines[0]["leaves"]) == ["A"], found)


def an_output_walks_only_what_it_needs(_):
    chain = "".join(f'<let name="h{i}">tanh(h{i - 1})</let>' for i in range(1, 10))
    text = f'<graph><input name="h0" value="1"/>{chain}<output name="f">h9 + h4</output><output name="g">2 h3</output></graph>'
    steps = {name: gradwalk("trace", "-", "--output", name, "--format", "jsonl", text=text).stdout.splitlines()
             for name in ("f", "g", "h2")}
    # Forward, seed, backward; and the lines of the start and the end. The first output is walked with all that is written.
    return need([len(steps[name]) for name in ("g", "h2")] == [4 + 1 + 4 + 2, 2 + 1 + 2 + 2] and len(steps["f"]) > 20
                and not any('"node":"f"' in line for line in steps["g"]), {name: len(lines) for name, lines in steps.items()})


def the_json_trace_has_exactly_these_lines(_):
    wanted = [
        {"t": 0, "phase": "start", "graph": "sum-product", "leaves": {"x": -2, "y": 5, "z": -4}, "output": "f"},
        {"t": 1, "phase": "forward", "node": "q", "op": "add", "operands": ["x", "y"], "value": 3},
        {"t": 2, "phase": "forward", "node": "f", "op": "mul", "operands": ["q", "z"], "value": -12},
        {"t": 3, "phase": "seed", "node": "f", "gradient": 1},
        {"t": 4, "phase": "backward", "node": "f", "op": "mul", "upstream": 1, "terms": [
            {"operand": "q", "local": -4, "downstream": -4, "gradient": -4, "arrived": 1, "expected": 1},
            {"operand": "z", "local": 3, "downstream": 3, "gradient": 3, "arrived": 1, "expected": 1}]},
        {"t": 5, "phase": "backward", "node": "q", "op": "add", "upstream": -4, "terms": [
            {"operand": "x", "local": 1, "downstream": -4, "gradient": -4, "arrived": 1, "expected": 1},
            {"operand": "y", "local": 1, "downstream": -4, "gradient": -4, "arrived": 1, "expected": 1}]},
        {"t": 6, "phase": "end", "value": -12, "gradients": {"x": -4, "y": -4, "z": 3}},
    ]
    found = json_lines("sum-product")
    keys_in_order = [list(line) for line in found] == [list(line) for line in wanted]
    return need(found == wanted and keys_in_order, f"{found}")


def numbers_round_trip(_):
    end = json_lines("-e", "f = x / y", "x=0.1", "y=3")[-1]
    return need(end["value"] == 0.1 / 3 and end["gradients"]["y"] == -(0.1 / 3) / 3, f"{end}")


def what_is_no_number_is_a_string(_):
    found = [json_lines("-e", expression, "x=0")[-1]["value"] for expression in ("1/x", "-1/x", "0/x", "log(x)")]
    return need(found == ["inf", "-inf", "nan", "-inf"], f"{found}")


def matrices_are_arrays_of_rows(_):
    lines = json_lines("-e", "f = sum(A @ B)", "A=1 2; 3 4", "B=1; 2")
    term = lines[-2]["terms"][0]
    return need(lines[0]["leaves"]["A"] == [[1, 2], [3, 4]] and lines[-1]["gradients"]["A"] == [[1, 2], [1, 2]] and
                term["local"] == {"rule": "B'", "jacobian": [[1, 2, 0, 0], [0, 0, 1, 2]]} and term["downstream"] == [[1, 2], [1, 2]], f"{lines}")


def equal_expressions_are_told_apart(_):
    names = [line["node"] for line in json_lines("-e", "f = (x + 1) (x + 1)", "x=2") if line["phase"] == "forward"]
    return need(names == ["x + 1", "x + 1#2", "f"], f"{names}")


def the_sigmoid_neuron_has_the_lectures_numbers(_):
    text = gradwalk("trace", "sigmoid-neuron", "--digits", "2").stdout
    values = re.findall(r"forward \S+ .* ((?:= |≈ )\S+)$", text, re.MULTILINE)
    gradients = dict(re.findall(r"^∂f/∂(\S+) (≈ \S+)$", text, re.MULTILINE))
    return (need(values == ["= −2.00", "= 6.00", "= 4.00", "= 1.00", "= −1.00", "≈ 0.37", "≈ 1.37", "≈ 0.73"], f"values {values}") +
            need(gradients == {"w0": "≈ −0.20", "x0": "≈ 0.39", "w1": "≈ −0.39", "x1": "≈ −0.59", "w2": "≈ 0.20"}, f"{gradients}"))


def a_real_zero_is_explained(_):
    return need("downstream 0.00" in gradwalk("trace", "dead-relu").stdout and
                "0, because relu is off here" in gradwalk("trace", "dead-relu").stdout, "no reason")


def the_csv_trace_has_a_row_a_contribution(_):
    rows = list(csv.DictReader(io.StringIO(gradwalk("trace", "--format", "csv", *SUM_PRODUCT).stdout)))
    sent = [(row["operand"], row["downstream"]) for row in rows if row["phase"] == "backward"]
    counted = [(row["arrived"], row["expected"]) for row in rows]
    return (need(sent == [("x + y", "-4"), ("z", "3"), ("x", "-4"), ("y", "-4")], f"{rows}") +
            need(counted == [("", "")] * 6 + [("1", "1")] * 4, f"a spreadsheet would take them for dates: {counted}"))


def the_markdown_trace_is_a_table(_):
    lines = gradwalk("trace", "--format", "markdown", *SUM_PRODUCT).stdout.splitlines()
    return need(len(lines) == 12 and len({line.count("|") for line in lines}) == 1, "\n".join(lines))


def every_lesson_checks(_):
    lessons = [line.split()[0] for line in gradwalk("list").stdout.splitlines()]
    wrong = [lesson for lesson in lessons if gradwalk("check", lesson).returncode != 0]
    return need(len(lessons) >= 14 and not wrong, f"{wrong}")


# ---- a race ----

def commands_in_the_notes_of_lessons_run(_):
    found, count = [], 0
    for lesson in sorted(pathlib.Path(ENVIRONMENT["GRADWALK_GRAPHS"]).glob("*.xml")):
        for command in re.findall(r"`gradwalk ([^`]+)`", lesson.read_text(encoding="utf-8")):
            result, count = gradwalk(*command.split()), count + 1
            found += need(result.returncode == 0 and result.stdout, f"{lesson.name}: {command}: {result.stderr}")
    return found + need(count >= 4, f"only {count} commands")


def the_bowl_is_raced_by_three(_):
    lines = gradwalk("race", "bowl", "--optimizers", "sgd,momentum,adam", "--lr", "0.1").stdout.splitlines()
    table = [line.split() for line in lines[-4:]]
    return (need(len(lines) == 24 and max(map(len, lines)) <= 80, f"{len(lines)} lines") +
            need(lines[0].split("  ")[0] == "y over x: f, capital now, ✕ lowest" and "f after each step (log)" in lines[0], lines[0]) +
            need([row[:2] for row in table[1:]] == [["s", "sgd"], ["m", "momentum"], ["a", "adam"]], f"{table}") +
            need(table[2][3] == "24" and table[1][3] == "·", f"{table}"))


def a_race_tells_the_loss_at_the_point_it_shows(_):
    wrong = []
    for line in gradwalk("race", "bowl", "--optimizers", "sgd,momentum,adam", "--digits", "6", "--ascii", "--size", "100x24").stdout.splitlines()[-3:]:
        loss, x, y = (float(cell.lstrip("~")) for cell in (line.split()[2], *line.split()[4:6]))
        if not math.isclose(loss, x * x / 20 + y * y, abs_tol=1e-6):
            wrong.append(f"{line}: at x, y the loss is {x * x / 20 + y * y}")
    return wrong


def a_narrow_race_has_a_line_for_each_runner(_):
    wrong = []
    for width in (12, 16, 20, 30, 44):
        lines = gradwalk("race", "bowl", "--optimizers", "sgd,momentum,adam", "--size", f"{width}x10").stdout.splitlines()
        rows = [line.split() for line in lines[-4:]]
        if max(map(len, lines)) > width or [row[0] for row in rows[1:]] != ["s", "m", "a"] or "loss" not in rows[0]:
            wrong.append(f"{width}: {lines[-6:]}")
    return wrong


def a_diverged_race_keeps_its_columns(_):
    titles, *rows = gradwalk("race", "line-fit", "--lr", "0.02,0.2,0.5").stdout.splitlines()[-5:-1]
    starts = [match.start() for match in re.finditer(r"\S+( \S+)*", titles)][1:]
    return (need("inf" in rows[2] and len(starts) == 4, f"{rows}") +
            [row for row in rows for start in starts if row[start - 1] != " " or row[start] == " "])


def a_race_is_not_won_by_colour_alone(_):
    lines = gradwalk("race", "bowl", "--ascii", "--size", "80x24").stdout
    return (need(lines.isascii(), lines) +
            need(all(lines.count(letter) > 20 for letter in "smra"), lines))


def what_is_wrong_with_a_race_is_said(_):
    found = []
    for arguments, message in [
            (["sum-product"], "the graph has no <param>"),
            (["bowl", "--optimizers", "sgd,adan"], 'did you mean "adam"?'),
            (["bowl", "--optimizers", "sgd,adam", "--lr", "1,2,3"], "give one for all, or one each"),
            (["bowl", "--optimisers", "sgd,adam"], "did you mean --optimizer?")]:
        result = gradwalk("race", *arguments)
        found += need(result.returncode in (1, 2) and message in result.stderr, f"{arguments}: {result.stderr}")
    return found


# ---- exit statuses ----

def wrong_use_is_two_and_says_what_is_right(_):
    train = ["train", "early-stopping", "--callback"]
    wrong = [
        ([*train, "EarlyStoping"], "did you mean \"EarlyStopping\"?"), ([*train, "EarlyStopping:patiense=3"], "did you mean \"patience\"?"),
        ([*train, "EarlyStopping:patience=x"], "patience is a number"),
        ([*train, "EarlyStopping:patience"], "write patience=0"), ([*train, "ReduceLROnPlateau:factor=1"], "below 1"),
        ([*train, "EarlyStopping:monitor=score"], "mode=min or mode=max"),
        (["train", "bowl", "--lr", "x"], "lr is a number"), (["race", "bowl", "--optimizers", "sgd,adan"], "did you mean \"adam\"?"),
        (["race", "bowl", "--optimizers", "sgd,adam", "--lr", "1,2,3"], "give one for all, or one each"),
        (["train", "bowl", "--lr", "1,2"], "gradwalk race takes several"), (["race", "bowl", "--callback", "CSVLogger"], "it is for gradwalk train"),
        (["race", "bowl", "--plugin", "x.so"], "--plugin is for train, not for race"), (["bowl", "--on", "epoch_end", "true"], "--on is for train, not for the walk"),
        (["train", "bowl", "--on", "epoch", "true"], "there is no hook"), (["train", "bowl", "--history", "/nowhere/x"], "cannot write"),
        (["--ascci"], "did you mean --ascii?"), ([], "which graph?"), (["trace", "sum-product", "--format", "x"], "text"),
        (["show", "sum-product", "--digits", "99"], "from 0 to 17"), (["show", "a", "b"], "there is one FILE"),
        (["show", "sum-product", "-e", "x"], "either a FILE or -e"), (["--size", "80", "sum-product"], "80x24"),
        (["trace", "-e", "x", "x=two"], "\"two\" is not a number"), (["list", "x"], "takes no FILE"),
        (["trace", "sum-product", "x=2"], "write -s x=2"), (["-e"], "needs an argument"),
        (["show", "diamond", "--group", "g=x"], "as part=x..f"), (["shwo", "sum-product"], "did you mean gradwalk show sum-product?"), (["show", "sum-product", "-o", ""], "out is the name of a file"),
        (["draw", "sum-product"], "draw is no command"), (["trace", "sum-product", "--fold", "all"], "--fold is for show, export, race and the walk, not for trace"),
    ]
    problems = []
    for arguments, hint in wrong:
        result = gradwalk(*arguments)
        if result.returncode != 2 or hint not in result.stderr or result.stdout:
            problems.append(f"{arguments}: {result.returncode}: {result.stderr}")
    return problems


def an_option_without_an_effect_is_refused(_):
    problems = []
    for command, options in [
            ("race bowl", ["--history=h", "--resume=r", "--explain=1", "--format=text", "--plugin=p.so", "--on=epoch_end echo", "-t 3"]),
            ("show sum-product", ["--callback=TerminateOnNaN", "--on=epoch_end echo", "--lr=1", "--keys=n", "--format=csv", "--goal=1"]),
            ("sum-product", ["--plugin=p.so", "--history=h", "--goal=1"]), ("train bowl", ["-t 1", "--fold=all", "--keys=n", "--size=80x24", "--axis=log"]),
            ("trace sum-product", ["--group=g=x..f", "--density=roomy", "--epochs=3"]), ("check sum-product", ["-t 1", "--fold=all"]),
            ("list", ["-s x=1", "--callback=TerminateOnNaN", "--batch=2"]), ("compare swap-the-loss", ["--open=f", "--seed=1", "-t 2"])]:
        for option in options:
            result = gradwalk(*option.split(), *command.split())
            name = command.split()[0] if " " in command or command == "list" else "the walk"
            known = {"-t": "--time", "-s": "--set"}.get(option.split()[0], option.split("=")[0])
            problems += need(result.returncode == 2 and not result.stdout and known in result.stderr and
                             f"not for {name}" in result.stderr, f"{option} {command}: {result.stderr}")
    return problems


def an_option_without_its_value_is_told_of_at_once(_):
    said = {option: gradwalk("train", option, "--epochs", "3", "bowl").stderr for option in ("--centered", "--lr", "--shuffle")}
    return (need('centered is yes or no, not "--epochs"' in said["--centered"], said) +
            need('lr is a number, not "--epochs"' in said["--lr"] and "shuffle is no, or a seed" in said["--shuffle"], said) +
            need("--centered needs a value: yes" in gradwalk("train", "bowl", "--centered").stderr, "at the end") +
            need(gradwalk("train", "bowl", "--centered", "yes", "--epochs", "3").returncode == 0, "yes"))


def a_training_that_diverges_is_no_success(folder):
    out, checkpoint = folder / "out.xml", folder / "checkpoint.xml"
    train = ["train", "bowl", "--lr", "1e200", "--epochs", "5", "-o", str(out)]
    result = gradwalk(*train, "--callback", f"ModelCheckpoint:filepath={checkpoint},save_freq=1", "--callback", "TerminateOnNaN")
    was_written = out.exists()
    asked = gradwalk(*train, "--write-nan")
    good = gradwalk("train", "bowl", "--epochs", "5")
    return (need(result.returncode == 1 and "this training has diverged" in result.stderr and "a smaller --lr may help" in result.stderr and
                 result.stderr.count("is the first value that is not finite") == 1, result.stderr) +
            need(not was_written and result.stdout == "" and "inf" not in checkpoint.read_text(encoding="utf-8"), "it is written") +
            need(asked.returncode == 1 and "inf" in out.read_text(encoding="utf-8"), asked.stderr) +
            need(good.returncode == 0 and "diverged" not in good.stderr, good.stderr))


def a_smaller_rate_is_advised_only_where_it_helps(folder):
    def ended(name, loss, train, rows=""):
        file = folder / f"{name}.xml"
        file.write_text(f'<graph><input name="x" value="1"/><param name="w" value="0"/><output name="f">{loss}</output>'
                        f'<data>{rows}</data><train {train}/></graph>', encoding="utf-8")
        return gradwalk("train", str(file))
    told = {"nan-data": (ended("nan-data", "(w x)^2", 'lr="0.1"', '<row x="1"/><row x="nan"/>'), "x = nan is the first value that is not finite, and it is given"),
            "no-epsilon": (ended("no-epsilon", "w^2", 'optimizer="adam" epsilon="0"'), "its gradient is 0 and ε is 0"),
            "first-loss": (ended("first-loss", "log(w)^2", 'lr="0.1"'), "before anything was learnt")}
    return [problem for result, cause in told.values()
            for problem in need(result.returncode == 1 and cause in result.stderr and "--lr" not in result.stderr and
                                result.stdout == "" and "ended with a loss of" in result.stderr, result.stderr)]


def wrong_input_is_one(_):
    wrong = [
        (["trace", "sum-produkt"], "did you mean sum-product?"), (["show", "sum-product", "-t", "9"], "from 0 to 5"),
        (["trace", "sum-product", "-s", "q=1"], "only a leaf can be set"), (["show", "sum-product", "--fold", "no"], "no such group"),
        (["show", "diamond", "--group", "g=a..b"], "--group g: no path leads from a to b"),
        (["show", "diamond", "--group", "g=c..b"], "--group c: there is no such name"),
        (["trace", "sum-product", "-s", "w=1"], "no such name"), (["show", "sum-product", "--output", "g"], "no such name"),
        (["trace", "xor-perturbed", "-s", "W=1 2"], "its shape is 2×2"),
        (["trcae"], "did you mean trace?"), (["nothing-like-it"], "gradwalk list shows the lessons"),
    ]
    problems = []
    for arguments, hint in wrong:
        result = gradwalk(*arguments)
        if result.returncode != 1 or hint not in result.stderr or result.stdout:
            problems.append(f"{arguments}: {result.returncode}: {result.stderr}")
    return problems


def a_kink_is_a_convention_and_no_mistake(_):
    result = gradwalk("check", "-e", "relu(x)", "x=0")
    return need(result.returncode == 0 and "a convention decides" in result.stdout, result.stdout)


def slopes_of_both_sides_are_told_if_both_are_known(_):
    problems = []
    for expression, x, difference, slopes in (
            ("relu(sqrt(x) - 1)", 1, "0.2499999954", "; the slope is 0.0000 on the left and 0.5000 on the right\n"),
            ("sqrt(x)", 0, "8.0277537069", "at a kink, where a convention decides: the slope of sqrt is infinite at 0\n"),
            ("sqrt(relu(x))", 0, "nan  ", "at a kink, where a convention decides: the slope of sqrt is infinite at 0\n")):
        result = gradwalk("check", "-e", expression, f"x={x}")
        problems += need(result.returncode == 0 and f"difference {difference}" in result.stdout and result.stdout.endswith(slopes),
                         f"{expression}: {result.stdout}")
    return problems


def a_nan_where_the_difference_is_finite_is_a_mistake(_):
    result = gradwalk("check", "-e", "sqrt(sum(x^2))", "x=0 0")
    return need(result.returncode == 1 and "DISAGREES: the difference is finite, the gradient is not" in result.stdout,
                result.stdout)


def what_rounding_hides_is_said_to_be_hidden(_):
    result = gradwalk("check", "-e", "(a + b) - a", "a=1e16", "b=1")
    problems = need(result.returncode == 0 and "can't be judged: rounding hides the difference" in result.stdout, result.stdout)
    cancelling = ["n = 3 x; 1e20 (n - n) + n^2", "x=1"]  # 18, but for 1e20 − 1e20 around it
    for option, said in (
            ([], "gradient 0 ± 865974.0  difference 18.0000000000 ± 1.3e−11  can't be judged: rounding hides the gradient; "
                 "contributions of about 6.0e+20 cancel to 0.0000\n"),
            (["--ascii"], "gradient 0 +- 865974.0  difference 18.0000000000 +- 1.3e-11  can't be judged: ")):
        result = gradwalk("check", "-e", *cancelling, *option)
        problems += need(result.returncode == 0 and said in result.stdout, result.stdout)
    result = gradwalk("check", "-e", "n = 3 x; 1e12 (n - n) + n^2/7", "x=1.1")
    problems += need("gradient 2.82861328125 ± 0.0087  difference 2.8285714286  agrees\n" in result.stdout, result.stdout)
    result = gradwalk("check", "-e", "round(x - 0.3)", "x=1e15")
    return problems + need("can't be judged: a gate leaps nearer than any step can be\n" in result.stdout, result.stdout)


def a_count_ends_where_nothing_moves_any_more(_):
    problems = []
    far = "".join("99999999" + key for key in ("j", "k", "h", "l", "n", "N", "s", "S", "c", "f", "]", "[", "<Tab>", "+", "-",
                                               "<PageDown>", "<PageUp>", ">", "<lt>", "L", "J", "K", "H", "u", "o", "d", "t"))
    for view in ("graph", "table", "source", "training", "compare"):
        result = gradwalk("--keys", f":view {view}<Enter>{far}", "train-xor", work=20)
        problems += need(result.returncode == 0, f"{view}: exit status {result.returncode}: {result.stderr}")
    found = gradwalk("--keys", "/x<Enter>99999999n99999999N", "train-xor", work=20)
    return problems + need(found.returncode == 0, f"search: exit status {found.returncode}")


def a_key_costs_as_much_as_is_seen(_):
    """300 keys in a product of large matrices: the passes of loading it are most of the work."""
    row = " ".join(str(k % 7 / 4 - 1) for k in range(300))
    entries = "; ".join([row] * 300)
    text = (f'<graph><input name="A" value="{entries}"/><input name="B" value="{entries}"/><let name="P">A @ B</let>'
            '<let name="R">relu(P) * A</let><output name="f">sum(R)</output></graph>')
    problems = []
    for before in ("", ":goto end<Enter>", ":select A<Enter>", ":view table<Enter>"):
        result = gradwalk("--keys", before + "LJ" * 75 + "nN" * 75, "-", text=text, work=15)
        problems += need(result.returncode == 0, f"after {before!r}: exit status {result.returncode}: {result.stderr}")
    return problems


# ---- files ----

def a_file_appears_whole(folder):
    out = folder / "trace.txt"
    result = gradwalk("trace", "sum-product", "-o", str(out))
    return need(result.returncode == 0 and out.read_text(encoding="utf-8") == gradwalk("trace", "sum-product").stdout and
                not result.stdout and os.listdir(folder) == ["trace.txt"], result.stderr)


def a_file_that_is_there_keeps_its_permissions(folder):
    out = folder / "trace.txt"
    out.write_text("before", encoding="utf-8")
    out.chmod(0o640)
    gradwalk("trace", "sum-product", "-o", str(out))
    return need(stat.S_IMODE(out.stat().st_mode) == 0o640 and "before" not in out.read_text(encoding="utf-8"), "changed")


def a_file_that_cannot_be_written_is_left_alone(folder):
    out = folder / "nowhere" / "trace.txt"
    result = gradwalk("trace", "sum-product", "-o", str(out))
    full = gradwalk("trace", "sum-product", "-o", "/dev/full")
    return need(result.returncode == 2 and "cannot write" in result.stderr and not out.exists() and
                full.returncode == 2 and "No space left" in full.stderr, result.stderr + full.stderr)


def a_full_disk_behind_a_pipe_is_an_error(_):
    with open("/dev/full", "w", encoding="utf-8") as full:
        result = subprocess.run([PROGRAM, "list"], env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, check=False)
    return need(result.returncode == 2 and b"cannot write" in result.stderr, f"{result}")


# ---- training ----

def early_stopping_ends_with_the_best(_):
    def trained(*callback):
        result = gradwalk("train", "early-stopping", *callback)
        epochs = [float(loss) for loss in re.findall(r"val_loss: (\S+)", result.stderr)]
        return epochs, re.findall(r'param name="a" value="(\S+)"', result.stdout)[0], result.stderr
    stopped, best, said = trained("--callback", "EarlyStopping:patience=20,restore_best_weights")
    at_best = trained("--epochs", str(len(stopped) - 20))[1]
    return (need(20 < len(stopped) < 1500 and min(stopped) == stopped[-21], f"{len(stopped)} epochs") +
            need(best == at_best, f"{best} is not {at_best}") +
            need("EarlyStopping: a smaller val_loss is better" in said and "stopped: no improvement" in said, said))


def what_cannot_be_watched_is_said_once(_):
    said = gradwalk("train", "train-xor", "--epochs", "3", "--callback", "EarlyStopping").stderr
    return need(said.count("no rows are kept back for validation") == 1, said)


def checkpoints_are_graphs_and_training_goes_on_from_any(folder):
    callbacks = ["--callback", "ReduceLROnPlateau:patience=2,cooldown=1", "--callback",
                 f"ModelCheckpoint:filepath={folder}/deep/{{epoch:02d}}-{{batch}}.xml,save_freq=3"]
    train = ["train", "early-stopping", "--epochs", "12", "--batch", "3", "--optimizer", "adam", *callbacks]
    whole = gradwalk(*train, "--history", str(folder / "whole.csv"))
    saved = sorted((folder / "deep").glob("*.xml"))
    problems = need([path.name for path in saved] == [f"{step // 3 + 1:02d}-{step % 3 + 1}.xml" for step in range(2, 36, 3)],
                    f"{saved}")
    for path in saved:
        resumed = gradwalk(*train, "--resume", str(path), "--history", str(folder / "resumed.csv"))
        checked = gradwalk("check", str(path))
        problems += need(resumed.stdout == whole.stdout and whole.stdout, f"{path}: {resumed.stderr}")
        problems += need((folder / "resumed.csv").read_bytes() == (folder / "whole.csv").read_bytes(), f"{path}: history")
        problems += need(checked.returncode == 0, f"{path}: {checked.stderr}")
    return problems


def what_is_no_file_has_no_state_beside_it(folder):
    nowhere = folder / "nowhere.xml"
    nowhere.symlink_to("/dev/null")
    result = gradwalk("train", "early-stopping", "--epochs", "9", "-o", str(nowhere), "--history", str(nowhere), "--on",
                      "epoch_end", "kill -INT $PPID", "--callback", f"ModelCheckpoint:filepath={nowhere}")
    return (need(result.returncode == 0 and "stopped: interrupted" in result.stderr, result.stderr) +
            need("--resume" not in result.stderr and os.listdir(folder) == ["nowhere.xml"], f"{os.listdir(folder)}"))


def only_the_best_are_kept_if_asked(folder):
    def saved(name, *settings):
        gradwalk("train", "early-stopping", "--epochs", "9", "--lr", "1.5", "--optimizer", "adam", "--callback",
                 ",".join([f"ModelCheckpoint:filepath={folder}/{name}/{{epoch}}.xml", "save_weights_only", *settings]))
        return sorted(path.name for path in (folder / name).glob("*"))
    history = folder / "history.csv"
    gradwalk("train", "early-stopping", "--epochs", "9", "--lr", "1.5", "--optimizer", "adam", "--history", str(history))
    losses = [float(row["val_loss"]) for row in csv.DictReader(history.open(encoding="utf-8"))]
    better = [i for i, loss in enumerate(losses) if all(loss < other for other in losses[:i])]
    return (need(saved("all") == [f"{i}.xml" for i in range(1, 10)], "all") +
            need(saved("best", "save_best_only") == [f"{i + 1}.xml" for i in better] and 1 < len(better) < 9, f"{losses}") +
            need(saved("threshold", "save_best_only", f"initial_value_threshold={losses[better[-1]] + 1e-9}") ==
                 [f"{better[-1] + 1}.xml"], "threshold"))


def the_csv_logger_writes_every_row_as_it_ends(folder):
    log = folder / "deep" / "log.csv"
    train = ["train", "early-stopping", "--epochs", "6", "--validation-frequency", "2"]
    def logged(*more, settings=""):
        result = gradwalk(*train, *more, "--callback", f"CSVLogger:filename={log}{settings}")
        return log.read_bytes().decode().split("\r\n"), result
    rows, _ = logged("--on", "epoch_end", f"tail -n 1 {log} >>{folder}/seen")
    seen = (folder / "seen").read_text(encoding="utf-8").split()  # by a callback that comes before this one
    problems = need(seen == rows[1:6], f"{seen}")
    problems += need(rows[0] == "epoch,loss,val_loss" and len(rows) == 8 and rows[-1] == "", f"{rows}")
    problems += need([row.split(",")[2] == "NA" for row in rows[1:7]] == [True, False] * 3, f"{rows}")
    history = folder / "history.csv"
    gradwalk(*train, "--history", str(history))
    problems += need(history.read_bytes() == log.read_bytes(), "it is not the history")
    appended, _ = logged(settings=",append")
    problems += need(appended == rows[:-1] + rows[1:], f"{appended}")
    other, result = logged("--schedule", "step", settings=",append")
    problems += need(result.returncode == 2 and "its columns are not those" in result.stderr and other == appended, result.stderr)
    semicolons, _ = logged(settings=",separator=;")
    return problems + need(semicolons[0] == "epoch;loss;val_loss" and len(semicolons) == 8, f"{semicolons}")


def a_log_that_was_broken_off_goes_on(folder):
    train = ["train", "early-stopping", "--epochs", "8", "--callback", f"CSVLogger:filename={folder}/log.csv",
             "--callback", f"ModelCheckpoint:filepath={folder}/{{epoch}}.xml"]
    gradwalk(*train)
    whole = (folder / "log.csv").read_bytes()
    gradwalk(*train, "--resume", f"{folder}/3.xml")
    problems = need((folder / "log.csv").read_bytes() == whole and whole.count(b"\n") == 9, "rows are lost or doubled")
    (folder / "log.csv").unlink()
    gradwalk(*train, "--resume", f"{folder}/3.xml")
    rows = whole.splitlines()
    return problems + need((folder / "log.csv").read_bytes().splitlines() == rows[:1] + rows[4:], "a new file lacks its header")


def a_log_that_others_have_written_to_is_kept(folder):
    log = folder / "log.csv"
    train = ["train", "early-stopping", "--epochs", "5", "--callback", f"CSVLogger:filename={log}"]
    checkpoint = ["--callback", f"ModelCheckpoint:filepath={folder}/{{epoch}}.xml"]
    gradwalk(*train, *checkpoint)
    whole = log.read_bytes()
    rows = whole.splitlines(keepends=True)
    def goes_on(found, expected, told):
        log.write_bytes(found)
        result = gradwalk(*train, *checkpoint, "--resume", f"{folder}/3.xml")
        return need(log.read_bytes() == expected and told == ("was changed since this training wrote it" in result.stderr) and
                    result.returncode == 0, f"{found} became {log.read_bytes()}, {result.stderr}")
    other = whole + b"".join(rows[1:])
    longer = rows[0] + b"".join(row.replace(b",", b",1", 1) for row in rows[1:] * 3)
    new = b"".join(rows[4:])
    kittens = whole + b"5 kittens, my remark\r\n"
    return (goes_on(whole + b"5,0.1,0", whole, False) +
            goes_on(kittens, kittens + new, True) +
            goes_on(whole + b"my remark", whole + b"my remark\r\n" + new, True) +
            goes_on(whole + b"5,0.1\r\n", whole + b"5,0.1\r\n" + new, True) +
            goes_on(other, other + new, True) +
            goes_on(longer, longer + new, True) +
            goes_on(b"".join(rows[:2]) + b"1,0.5,0.1", b"".join(rows[:2]) + b"1,0.5,0.1\r\n" + new, True))


def a_log_is_gone_on_with_as_it_is_written(folder):
    log = folder / "log.csv"
    def append(found):
        log.write_bytes(found)
        result = gradwalk("train", "early-stopping", "--epochs", "2", "--callback", f"CSVLogger:append,filename={log}")
        return log.read_bytes(), result.stderr
    unix, _ = append(b"epoch,loss,val_loss\n0,1,1\n")
    cut, told = append(b"epoch,loss,val_loss\r\n0,1,1")
    return (need(unix.count(b"\n") == 4 and b"\r" not in unix, f"{unix}") +
            need(cut.startswith(b"epoch,loss,val_loss\r\n0,1,1\r\n0,") and cut.count(b"\r\n") == 4, f"{cut}") +
            need("not as this training left it" not in told, told))


def nothing_waits_for_a_reader_who_has_gone(folder):
    for option in ["--callback 'CSVLogger:filename=/dev/stdout'", "--history /dev/stdout", "-o /dev/stdout"]:
        for reader in ["head -n 1", "true"]:
            command = f"'{PROGRAM}' train early-stopping --epochs 200 {option} 2>'{folder}/errors' | {reader}"
            subprocess.run(["sh", "-c", command], env=ENVIRONMENT, stdout=subprocess.DEVNULL, timeout=PATIENCE, check=True)
    with open(folder / "all", "wb") as out:
        subprocess.run([PROGRAM, "train", "early-stopping", "--epochs", "1", "--callback", "CSVLogger:filename=/dev/stdout",
                        "--explain", "1"], env=ENVIRONMENT, stdout=out, stderr=subprocess.DEVNULL, check=True)
    text = (folder / "all").read_text(encoding="utf-8")
    return need("epoch,loss,val_loss\n0," in text and "step 1" in text, text)


def options_that_do_nothing_are_told_of(_):
    def told(*options):
        result = gradwalk("train", "bowl", "--epochs", "1", *options)
        return [line for line in result.stderr.splitlines() if "does nothing" in line]
    momentum = told("--momentum", "0.9", "--optimizer", "sgd")
    dampening = told("--dampening", "0.5")
    return (need(len(momentum) == 1 and "--momentum does nothing: sgd (lecture) has none; --optimizer momentum" in momentum[0], momentum) +
            need(len(dampening) == 1 and not told("--convention", "torch", "--optimizer", "momentum", "--dampening", "0.5"), dampening) +
            need(not told("--momentum", "0.5", "--optimizer", "rmsprop") and not told("--momentum", "0", "--lr", "0.1", "--clip-norm", "1"), "told of what does something"))


def help_says_what_options_of_training_are(_):
    text = " ".join(gradwalk("--help").stdout.split())
    missing = [words for words in ("sgd, momentum, nesterov, adagrad, rmsprop, adam or adamw", "lecture, keras or torch",
                                   "inverse-time-decay or polynomial", "epoch or step", "--warm-up X epochs or steps in which") if words not in text]
    return need(not missing, f"missing {missing}")


def commands_of_hooks_see_the_logs(folder):
    out, script = folder / "out", ["--callback", "ReduceLROnPlateau", "--on"]
    result = gradwalk("train", "early-stopping", "--epochs", "2", "--batch", "4", *script, "epoch_end",
                      f"echo $epoch $batch $step $loss $val_loss $learning_rate, >>{out}; echo printed; exit 3")
    lines = out.read_text(encoding="utf-8").splitlines()
    wrong = gradwalk("train", "early-stopping", "--on", "epoch_ende", "true")
    missing = gradwalk("train", "early-stopping", "--on", "epoch_end")
    return (need([line.split()[:3] for line in lines] == [["0", "2", "2"], ["1", "2", "4"]] and
                 all(len(line.split()) == 6 for line in lines), f"{lines}") +
            need("printed" not in result.stdout and result.stderr.splitlines().count("printed") == 2 and result.returncode == 0, result.stderr) +
            need(result.stderr.count("ended with exit status 3") == 1, result.stderr) +
            need("did you mean \"epoch_end\"?" in wrong.stderr and missing.returncode == 2, wrong.stderr + missing.stderr))


def commands_count_as_the_manual_says(_):
    hooks = ("epoch_begin", "train_batch_end", "epoch_end", "train_end")
    commands = [part for hook in hooks for part in ("--on", hook, f"echo {hook} $epoch $batch $step")]
    said = gradwalk("train", "early-stopping", "--epochs", "2", "--batch", "4", *commands).stderr
    counts = {hook: re.findall(rf"^{hook} (.*)$", said, re.MULTILINE) for hook in hooks}
    return need(counts == {"epoch_begin": ["0 0 0", "1 0 2"], "train_batch_end": ["0 0 1", "0 1 2", "1 0 3", "1 1 4"],
                           "epoch_end": ["0 2 2", "1 2 4"], "train_end": ["2 0 4"]}, f"{counts}")


def a_command_that_fails_is_told_of_whoever_started_the_program(_):
    """Under a parent that ignores the end of its children a program ignores that of its own."""
    result = subprocess.run([PROGRAM, "train", "early-stopping", "--epochs", "2", "--on", "epoch_end", "exit 3"],
                            env=ENVIRONMENT, text=True, capture_output=True, check=False, timeout=PATIENCE,
                            preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
    return need(result.returncode == 0 and result.stderr.count("ended with exit status 3") == 1, result.stderr)


def a_scheduler_sets_the_rate_of_each_epoch(folder):
    def rates(*arguments, graph="early-stopping"):
        history = folder / "history.csv"
        gradwalk("train", graph, "--epochs", "5", "--lr", "0.8", "--history", str(history), *arguments)
        return [float(row["learning_rate"]) for row in csv.DictReader(history.open(encoding="utf-8"))]
    lesson = pathlib.Path(ENVIRONMENT["GRADWALK_GRAPHS"]) / "18-early-stopping.xml"
    staircase = folder / "staircase.xml"
    staircase.write_text(lesson.read_text(encoding="utf-8").replace(
        "<train ", '<train schedule="exponential-decay" every="2" factor="0.5" staircase="yes" '), encoding="utf-8")
    decay = ["--schedule", "exponential-decay", "--every", "2", "--factor", "0.5"]
    found = [rates("--callback", "LearningRateScheduler:schedule=step,every=2,factor=0.5"),
             rates("--callback", "LearningRateScheduler:schedule=exponential-decay,every=2,factor=0.5,staircase"),
             rates(*decay, "--staircase", "yes"), rates(graph=str(staircase))]
    wrong = gradwalk("train", "early-stopping", "--callback", "LearningRateScheduler:schedule=stepp")
    return (need(found == [[0.8, 0.8, 0.4, 0.4, 0.2]] * 4 and 0.5 < rates(*decay)[1] < 0.6, f"{found}") +
            need("did you mean \"step\"?" in wrong.stderr, wrong.stderr))


def progress_is_redrawn_on_a_terminal_only(_):
    def said(columns, *arguments):
        master, terminal = os.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
        process = subprocess.Popen([PROGRAM, "train", "early-stopping", *arguments], env=ENVIRONMENT,
                                   stdout=subprocess.DEVNULL, stderr=terminal)
        os.close(terminal)
        text = read_terminal(master)
        return process.wait(), text
    begun = time.monotonic()
    status, text = said(120, "--epochs", "20000")
    most = (time.monotonic() - begun) / 0.05 + 3  # one every 50 ms, the first and the last
    _, narrow = said(80, "--epochs", "20000")
    _, stopped = said(250, "--callback", "EarlyStopping:patience=20,monitor=val_loss")
    plain = gradwalk("train", "early-stopping", "--epochs", "30").stderr
    last = text.rstrip("\r\n").rsplit("\r", 1)[-1]
    _, forty = said(40, "--epochs", "20000")
    return (need(re.search(r"\rEpoch 20000/20000 - loss: [\d.e-]+ - val_loss: [\d.e-]+\x1b\[K\r\n$", forty), forty[-200:]) +
            need(status == 0 and text.count("\n") == 1 and
                 re.search(r"Epoch 20000/20000 \[=+\] [\d.]+ [mu]?s/step, [\d:]+( s)? in all - loss: .* - val_loss: \d", last), text[-300:]) +
            need(all(len(line) < 80 for line in narrow.replace("\x1b[K", "").strip().split("\r")), narrow[-300:]) +
            need(re.search(r"Epoch \d+/\d+ \[=*>\.+\] .* - EarlyStopping: smallest val_loss [\d.]+ in epoch \d+, waited 20 of 20", stopped),
                 stopped[-300:]) +
            need(text.count("\r") < most and " left" in text, f"drawn {text.count(chr(13))} times") +
            need(len(plain.splitlines()) == 30 and re.fullmatch(r"[\n -~]*", plain) and "ms/step" not in plain, plain))


def the_time_for_which_it_was_stopped_does_not_count(_):
    """It stops itself in its fourth epoch, so that nobody has to be quick."""
    master, terminal = os.openpty()
    begun = time.monotonic()
    process = subprocess.Popen([PROGRAM, "train", "early-stopping", "--epochs", "8", "--on", "epoch_begin",
                                "[ $epoch != 3 ] || kill -STOP $PPID"],
                               env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=terminal)
    os.close(terminal)
    os.waitpid(process.pid, os.WUNTRACED)
    time.sleep(2)
    process.send_signal(signal.SIGCONT)
    last = read_terminal(master).rsplit("\r", 2)[1]
    took = re.search(r" (?:(\d+):)?(\d+)(?: s)? in all", last)
    passed = time.monotonic() - begun
    return need(process.wait() == 0 and took and int(took[1] or 0) * 60 + int(took[2]) + 2 <= passed, f"in {passed} s: {last}")


def what_is_there_anyway_may_be_asked_for(folder):
    def trained(*callback):
        history = folder / "history.csv"
        result = gradwalk("train", "early-stopping", "--epochs", "3", "--history", str(history), *callback)
        return result.returncode, result.stdout, result.stderr, history.read_bytes()
    asked = ["--callback", "ProgbarLogger", "--callback", "History", "--callback", "TerminateOnNaN"]
    return (need(trained(*asked) == trained() and trained()[2].count("Epoch") == 3, f"{trained(*asked)}") +
            need(gradwalk("race", "bowl", *asked).stdout == gradwalk("race", "bowl").stdout, "another race"))


def a_state_is_never_of_another_training(folder):
    """What fails in the middle of an epoch leaves its graph, and no state that was beside it before."""
    out, before = folder / "o.xml", folder / "before.xml"
    train = ["train", "line-fit", "--batch", "2", "--epochs", "3"]
    gradwalk(*train, "--callback", f"ModelCheckpoint:filepath={before}")
    out.write_bytes(before.read_bytes())
    (folder / "o.xml.state").write_bytes((folder / "before.xml.state").read_bytes())
    (folder / "s-2.xml").mkdir()
    broken = gradwalk(*train, "-o", str(out), "--callback", f"ModelCheckpoint:filepath={folder}/s-{{batch}}.xml,save_freq=1")
    resumed = gradwalk(*train, "--resume", str(out))
    return (need(broken.returncode == 2 and out.read_bytes() != before.read_bytes() and "o.xml.state belonged to another" in broken.stderr, broken.stderr) +
            need(resumed.returncode == 1 and "o.xml.state" in resumed.stderr, resumed.stderr))


def a_state_that_is_damaged_or_missing_is_refused(folder):
    train = ["train", "early-stopping", "--epochs", "2"]
    gradwalk(*train, "--callback", f"ModelCheckpoint:filepath={folder}/a.xml")
    missing = gradwalk(*train, "--resume", str(folder / "b.xml"))
    other = gradwalk(*train, "--resume", str(folder / "a.xml"), "--lr", "1")
    state = folder / "a.xml.state"
    state.write_text(state.read_text(encoding="utf-8").replace("step 2", "step 3"), encoding="utf-8")
    changed = gradwalk(*train, "--resume", str(folder / "a.xml"))
    return (need(missing.returncode == 1 and "b.xml.state: cannot open" in missing.stderr, missing.stderr) +
            need(other.returncode == 1 and "had lr 0.02, and this one has 1" in other.stderr and "a.xml.state:" in other.stderr,
                 other.stderr) +
            need(changed.returncode == 1 and "the checksum does not match" in changed.stderr, changed.stderr))


def what_resuming_cannot_do_is_said(folder):
    train = ["train", "early-stopping", "--callback", f"ModelCheckpoint:filepath={folder}/{{epoch}}.xml"]
    gradwalk(*train, "--epochs", "4")
    resume = [*train, "--resume", str(folder / "4.xml")]
    parameter, constant = gradwalk(*resume, "-s", "a=1"), gradwalk(*resume, "-s", "x=3")
    over, more = gradwalk(*resume, "--epochs", "3"), gradwalk(*resume, "--epochs", "5")
    past = gradwalk(*resume, "--epochs", "5", "--explain", "2")
    stopping = ["--callback", "EarlyStopping:monitor=loss,min_delta=9,patience=1"]
    gradwalk(*train, *stopping)
    stopped = gradwalk("train", "early-stopping", *train[2:], *stopping, "--resume", str(folder / "2.xml"))
    said = "nothing is left to do: "
    return (need(parameter.returncode == 1 and "-s a: with --resume" in parameter.stderr, parameter.stderr) +
            need(constant.returncode == 1 and "or an input or constant has another value" in constant.stderr, constant.stderr) +
            need(over.returncode == 0 and f"{said}epoch 4 has ended already, and --epochs is 3; a larger" in over.stderr and
                 "going on" not in over.stderr and over.stdout == (folder / "4.xml").read_text(encoding="utf-8"), over.stderr) +
            need(past.returncode == 1 and "--explain 2: the checkpoint was saved after step 4" in past.stderr, past.stderr) +
            need("going on in epoch 5" in more.stderr and "Epoch 5/5" in more.stderr and "nothing" not in more.stderr, more.stderr) +
            need(f"{said}this training stopped after epoch 2" in stopped.stderr and "stopped: no improvement" in stopped.stderr,
                 stopped.stderr))


def endless_training(out, terminal=None, **more):
    """One that lasts until something ends it: has .stderr, if that is no terminal, and has ended some epochs."""
    process = subprocess.Popen([PROGRAM, "train", "early-stopping", "--batch", "1", "--epochs", "100000000", "-o", str(out)],
                               env=ENVIRONMENT, text=True, stderr=terminal or subprocess.PIPE, **more)
    for _ in range(0 if terminal else 3):
        process.stderr.readline()
    return process


def can_be_gone_on_from(out):
    train = ["train", "early-stopping", "--batch", "1"]
    step = int(re.search(r"^step (\d+)$", pathlib.Path(f"{out}.state").read_text(encoding="utf-8"), re.MULTILINE)[1])
    more = ["--epochs", str(step // 8 + 2)]
    return need(step % 8 == 0 and gradwalk(*train, *more, "--resume", str(out)).stdout == gradwalk(*train, *more).stdout,
                f"after step {step} it went on otherwise")


def an_interruption_ends_the_epoch_and_can_be_gone_on_from(folder):
    out, problems = folder / "out.xml", []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process = endless_training(out)
        process.send_signal(number)
        said = process.stderr.read()
        problems += need(process.wait() == 0 and "stopped: interrupted" in said and f"--resume {out} goes on" in said, said[-300:])
        problems += can_be_gone_on_from(out)
    return problems


def what_went_on_is_gone_on_from_where_it_ended(folder):
    """Not from where it was interrupted before, which is beside the same file."""
    train, out = ["train", "early-stopping", "-o", str(folder / "out.xml")], folder / "out.xml"
    first = ["--on", "epoch_end", "kill -INT $PPID"]
    gradwalk(*train, "--epochs", "9", *first)
    gradwalk(*train, "--epochs", "4", "--resume", str(out))
    over, more = (gradwalk(*train[:2], "--epochs", epochs, "--resume", str(out)) for epochs in ("4", "6"))
    fresh = folder / "fresh.xml"
    gradwalk(*train[:3], str(fresh), "--epochs", "2")
    return (need("epoch 4 has ended already" in over.stderr and over.stdout == out.read_text(encoding="utf-8"), over.stderr) +
            need("going on in epoch 5" in more.stderr and more.stdout == gradwalk(*train[:2], "--epochs", "6").stdout, more.stderr) +
            need(sorted(os.listdir(folder)) == ["fresh.xml", "out.xml", "out.xml.state"], f"{os.listdir(folder)}"))


def a_terminal_that_is_gone_ends_it_as_well(folder):
    """As closing its window does: nothing can be written there any more."""
    out = folder / "out.xml"
    master, terminal = os.openpty()
    process = endless_training(out, terminal, start_new_session=True,
                               preexec_fn=lambda: fcntl.ioctl(terminal, termios.TIOCSCTTY, 0))
    os.close(terminal)
    os.read(master, 1000)
    os.close(master)
    return need(process.wait(PATIENCE) == 0 and "<param" in out.read_text(encoding="utf-8"), "not saved") + can_be_gone_on_from(out)


def a_reader_of_messages_who_has_gone_ends_nothing(folder):
    train = f"'{PROGRAM}' train early-stopping --epochs 2000 -o '{folder}/out.xml' --history '{folder}/history.csv'"
    subprocess.run(["sh", "-c", f"{train} 2>&1 | true"], env=ENVIRONMENT, timeout=PATIENCE, check=True)
    whole = gradwalk("train", "early-stopping", "--epochs", "2000").stdout
    return need((folder / "out.xml").read_text(encoding="utf-8") == whole and
                (folder / "history.csv").read_bytes().count(b"\n") == 2001, "broken off")


def who_ignores_a_signal_goes_on_ignoring_it(folder):
    """As under nohup."""
    process = endless_training(folder / "out.xml", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.send_signal(signal.SIGHUP)
    goes_on = all(process.stderr.readline().startswith("Epoch") for _ in range(2000)) and process.poll() is None
    process.send_signal(signal.SIGTERM)
    process.stderr.read()
    return need(goes_on and process.wait() == 0, "it ended")


def a_file_that_cannot_be_written_is_told_before_training(folder):
    (folder / "file").write_text("", encoding="utf-8")
    problems = []
    for option in ("-o", "--history"):
        for name, reason in (("nowhere/o.xml", "No such file"), (".", "is a folder"), ("file/o.xml", "Not a directory"),
                             ("/proc/o.xml", "cannot write"), ("x" * 250, "too long")):
            result = gradwalk("train", "early-stopping", "--epochs", "2", option, name, folder=folder)
            problems += need(result.returncode == 2 and reason in result.stderr and "Epoch 1" not in result.stderr and
                             not result.stdout, f"{option} {name}: {result.returncode} {result.stderr}")
    wrong = gradwalk("train", "early-stopping", "--epochs", "4", "--explain", "99", "-o", "o.xml", folder=folder)
    return (problems + need(wrong.returncode == 1 and "the training has 4 steps" in wrong.stderr and
                            "Epoch 1" not in wrong.stderr, wrong.stderr) +
            need(os.listdir(folder) == ["file"], f"left: {os.listdir(folder)}"))


def a_file_for_two_purposes_is_refused(folder):
    (folder / "there").mkdir()
    (folder / "link").symlink_to("there")
    (folder / "rows.csv").write_text("x,t\n1,2\n3,4\n", encoding="utf-8")
    graph = gradwalk("train", "early-stopping", "--epochs", "1").stdout
    (folder / "graph.xml").write_text(graph, encoding="utf-8")
    logger, checkpoint = ["--callback", "CSVLogger:filename=a"], ["--callback", "ModelCheckpoint:filepath=a"]
    before, problems = sorted(os.listdir(folder)), []
    for options, who in [
            (["-o", "a", "--history", "a"], "-o and --history are one file, a: give each its own"),
            (["-o", "there/a", "--history", "link/../there/./a"], "-o and --history"), (["-o", "./a", *logger], "-o and CSVLogger:filename"),
            (["--history", "a", *logger], "--history and CSVLogger:filename"), (["-o", "a", *checkpoint], "-o and ModelCheckpoint:filepath"),
            ([*logger, *checkpoint], "CSVLogger:filename and ModelCheckpoint:filepath"), ([*logger, *logger], "CSVLogger:filename and CSV"),
            (["--history", "graph.xml"], "the graph and --history"), (["--src", "rows.csv", "--history", "rows.csv"], "--src and --history"),
            (["--src", "rows.csv", "-o", "rows.csv"], "--src and -o")]:
        result = gradwalk("train", "graph.xml", "--epochs", "2", *options, folder=folder)
        problems += need(result.returncode == 2 and who in result.stderr and "Epoch" not in result.stderr, f"{options}: {result.stderr}")
    problems += need(sorted(os.listdir(folder)) == before and (folder / "graph.xml").read_text(encoding="utf-8") == graph, "written")
    again = gradwalk("train", "graph.xml", "--epochs", "1", "-o", "graph.xml", folder=folder)
    checkpoints = gradwalk("train", "graph.xml", "--epochs", "2", "--callback", "ModelCheckpoint:filepath=graph.xml", folder=folder)
    resumed = gradwalk("train", "graph.xml", "--epochs", "3", "--callback", "ModelCheckpoint:filepath=graph.xml",
                       "--resume", "graph.xml", folder=folder)
    return problems + need((again.returncode, checkpoints.returncode, resumed.returncode) == (0, 0, 0),
                           f"{again.stderr} {checkpoints.stderr} {resumed.stderr}")


def what_fails_at_the_end_loses_nothing_else(folder):
    out, history = folder / "o.xml", folder / "h.csv"
    train = ["train", "early-stopping", "--epochs", "4"]
    graph = gradwalk(*train).stdout
    full = gradwalk(*train, "-o", "/dev/full", "--history", str(history))
    problems = need(full.returncode == 2 and full.stdout == graph and history.exists() and
                    "goes to standard output instead of /dev/full" in full.stderr and "No space left" in full.stderr, full.stderr)
    lost = gradwalk(*train, "-o", str(out), "--history", "/dev/full")
    problems += need(lost.returncode == 2 and out.read_text(encoding="utf-8") == graph and "No space left" in lost.stderr, lost.stderr)
    early = ["--callback", "EarlyStopping:monitor=loss,min_delta=9,patience=1"]
    short = gradwalk(*train, *early, "--explain", "4", "-o", str(out), "--history", str(history))
    return problems + need(short.returncode == 1 and "--explain 4: training ended after step 2" in short.stderr and
                           out.read_text(encoding="utf-8") == gradwalk(*train, *early).stdout and
                           history.read_bytes().count(b"\n") == 3, short.stderr)


def a_callback_that_fails_leaves_what_was_learnt(folder):
    train = ["train", "early-stopping", "--epochs", "4"]
    out = folder / "o.xml"
    result = gradwalk(*train, "-o", str(out), "--callback", "ModelCheckpoint:filepath=/dev/full")
    problems = need(result.returncode == 2 and "Epoch 1/4" in result.stderr and "Epoch 2" not in result.stderr and
                    result.stderr.endswith("gradwalk: /dev/full: cannot write: No space left on device\n"), result.stderr)
    problems += need(out.read_text(encoding="utf-8") == gradwalk("train", "early-stopping", "--epochs", "1").stdout, "another graph")
    resumed = gradwalk(*train, "--resume", str(out), "--callback", f"ModelCheckpoint:filepath={folder}/c.xml")
    problems += need(resumed.stdout == gradwalk(*train).stdout, f"it goes on otherwise: {resumed.stderr}")
    shown = gradwalk(*train, "--callback", "CSVLogger:filename=/dev/full")
    return problems + need(shown.returncode == 2 and "<param" in shown.stdout and "No space left" in shown.stderr, shown.stderr)


def a_dash_is_standard_output(folder):
    train, dash = ["train", "early-stopping", "--epochs", "2"], ["--history", "-"]
    whole, explained = gradwalk(*train, "--history", "h.csv", folder=folder), gradwalk(*train, "--explain", "2")
    history = (folder / "h.csv").read_text(encoding="utf-8")
    return (need(gradwalk(*train, "-o", "-", folder=folder).stdout == whole.stdout, "-o -") +
            need(gradwalk(*train, *dash, "-o", "o.xml", folder=folder).stdout.splitlines() == history.splitlines(), "--history -") +
            need(gradwalk(*train, "-o", "-", "--explain", "2", folder=folder).stdout == whole.stdout + explained.stdout, "both") +
            need(gradwalk("show", "sum-product", "-o", "-", folder=folder).stdout == gradwalk("show", "sum-product").stdout, "show") +
            need((folder / "o.xml").read_text(encoding="utf-8") == whole.stdout and
                 sorted(os.listdir(folder)) == ["h.csv", "o.xml"], f"{os.listdir(folder)}"))


# ---- what is shown ----

def a_redirected_walk_is_the_drawing_and_the_trace(_):
    text = gradwalk(*SUM_PRODUCT).stdout
    return need(text == gradwalk("show", *SUM_PRODUCT).stdout + "\n" + gradwalk("trace", *SUM_PRODUCT).stdout, text)


def a_graph_may_come_from_standard_input(_):
    text = '<graph><input name="x" value="2"/><output name="f">x^3</output></graph>'
    return need("∂f/∂x = 12.00" in gradwalk("trace", "-", text=text).stdout, "not read")


def values_may_be_set(_):
    return need("f = 12.00" in gradwalk("trace", "sum-product", "-s", "z=4").stdout, "not set")


def of_several_outputs_one_is_chosen(_):
    loss = gradwalk("trace", "swap-the-loss", "--loss", "J_mae").stdout
    return need("J_mae ≈ 0." in loss and "J_mse" not in loss.split("\n", 1)[1], loss)


def ascii_is_ascii(_):
    result = [gradwalk(command, "sigmoid-neuron", "--ascii").stdout for command in ("show", "trace")]
    return need(all(text.isascii() and text for text in result), "\n".join(result))


def colour_is_asked_for(_):
    plain, colour = gradwalk("show", "sum-product"), gradwalk("show", "sum-product", "--color", "always")
    return need("\x1b" not in plain.stdout and "\x1b[" in colour.stdout and
                re.sub(r"\x1b\[[\d;]*m", "", colour.stdout) == plain.stdout, colour.stdout)


def nothing_from_a_file_reaches_the_terminal_raw(_):
    problems = []
    for arguments in (["trace", "-"], ["-"], ["trace", "-", "--format", "jsonl"], ["--keys", "n<Tab><Tab>", "-"]):
        text = gradwalk(*arguments, text=HOSTILE).stdout
        if re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text):
            problems.append(f"{arguments}: {text!r}")
    return problems


def help_lists_every_option(_):
    text = gradwalk("--help").stdout
    missing = [option for option in ("--set", "--time", "--format", "--out", "--digits", "--fold", "--keys", "--size", "--ascii",
                                     "--color", "--max-size", "--loss", "--callback", "restore_best_weights=no", "ReduceLROnPlateau", "show", "trace", "check", "list") if option not in text]
    return need(not missing and max(map(len, text.splitlines())) <= 110 and text.isascii(), f"missing {missing}")


def the_version_is_said(_):
    return need(re.fullmatch(r"gradwalk \d+\.\d+\.\d+\n", gradwalk("--version").stdout), "no version")


def a_decimal_comma_of_the_locale_changes_nothing(_):
    return need(gradwalk("trace", "sum-product", environment={"LC_ALL": "de_DE.UTF-8"}).stdout ==
                gradwalk("trace", "sum-product").stdout, "changed")


tap.run(tap.named(tap.in_folder(value) for name, value in list(globals().items())
                  if callable(value) and value.__module__ == "__main__" and name not in HELPERS))
