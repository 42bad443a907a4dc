#!/usr/bin/env python3
"""What the commands answer: compare, check, list, gates that are opened, and what cannot be done. Speaks TAP."""

import json
import re

from program import SOURCE, gradwalk
from tap import in_folder, need
import tap

OUTPUTS = str(SOURCE / "tests/golden/graphs/outputs.xml")
PRODUCT = str(SOURCE / "tests/golden/graphs/product.xml")


def refused(status, cases):
    """Each command line that cannot be done, and what is said then; nothing is printed."""
    problems = []
    for arguments, said in cases:
        result = gradwalk(*arguments)
        problems += need(result.returncode == status and said in result.stderr and not result.stdout,
                         f"{arguments}: {result.returncode}: {result.stderr}{result.stdout}")
    return problems


# ---- compare ----

def compare_tells_each_gradient_before_and_after():
    wanted = ["value of                  before       after",
              "  x                        −2.00       −2.00    the same",
              "  y                         5.00        5.00    the same",
              "* z                        −4.00        8.00!   × −2: changed its sign",
              "  q                         3.00        3.00    the same",
              "* f                       −12.00       24.00!   × −2: changed its sign",
              "gradient of               before       after",
              "* x                        −4.00        8.00!   × −2: changed its sign",
              "* y                        −4.00        8.00!   × −2: changed its sign",
              "  z                         3.00        3.00    the same",
              "* q                        −4.00        8.00!   × −2: changed its sign",
              "  f                         1.00        1.00    the same",
              "* changed   ! changed its sign   × after/before"]
    found = gradwalk("compare", "sum-product", "-s", "z=8")
    return need(found.returncode == 0 and found.stdout.splitlines() == wanted, found.stdout)


def compare_takes_the_outputs_that_are_named():
    def told(*arguments):
        return gradwalk("compare", *arguments).stdout.splitlines()[0].strip()
    said = {("swap-the-loss", "--digits", "2"): "J_mse was ≈ 0.10 → J_mae is ≈ 0.24",
            ("swap-the-loss", "--digits", "2", "--ascii"): "J_mse was ~ 0.10 -> J_mae is ~ 0.24",
            ("swap-the-loss", "--digits", "2", "--loss", "J_mae", "--loss", "J_mse"): "J_mae was ≈ 0.24 → J_mse is ≈ 0.10",
            ("swap-the-loss", "--digits", "2", "--loss", "J_mse", "--loss", "J_mae", "-s", "b=0.5"): "J_mse was ≈ 0.19 → J_mae is 0.41",
            (OUTPUTS,): "f was 12.50 → g is 55",
            (OUTPUTS, "--output", "g"): "g was 55 → f is 12.50"}
    return [f"{arguments}: {told(*arguments)}" for arguments, wanted in said.items() if told(*arguments) != wanted]


def what_cannot_be_compared_is_said():
    nothing = "there is nothing to compare with: the graph has one output"
    return refused(1, [
        (["compare", "sum-product"], nothing), (["compare", "-e", "f = x y", "x=1", "y=2"], "an expression has one output, and nothing to compare it with"),
        (["compare", "nowhere"], "there is no such file or lesson"), (["compare", "sum-product", "--output", "g"], "--output g: there is no such name"),
        (["compare", "sum-product", "--output", "f", "--output", "h"], "--output h: there is no such name"),
        (["compare", "sum-product", "--output", "f", "--output", "q", "-s", "w=1"], "-s w: there is no such name"),
        (["compare", "swap-the-loss", "--output", "h"], "only a scalar has a gradient"),
        (["compare", "swap-the-loss", "--output", "J_mse", "--output", "h"], "only a scalar has a gradient"),
        (["compare", "sum-product", "-s", "w=1"], "-s w: there is no such name"), (["compare", "sum-product", "-s", "q=1"], "it is computed")])


# ---- check ----

def checked(*arguments):
    result = gradwalk("check", *arguments)
    return result.returncode, result.stdout + result.stderr


def check_tells_how_sure_it_is():
    said = [
        (["-e", "relu(x)", "x=0"], 0, "∂f/∂x  gradient 0  difference 0.5000000000 ± 1.1e−14  at a kink, where a convention decides: relu has a "
                                      "corner at 0; its slope there is taken as 0; the slope is 0.0000 on the left and 1.0000 on the right\n"),
        (["-e", "abs(x)", "x=0"], 0, "∂f/∂x  gradient 0  difference 0.0000000000  agrees, by a convention at a kink: "),
        (["-e", "max(x, y)", "x=1", "y=1"], 0, "∂f/∂y  gradient 0.5  difference 0.5000000000  agrees, by a convention at a kink: "),
        (["-e", "relu(x)^2", "x=0"], 0, "  agrees\n"),
        (["-e", "relu(x)", "x=0", "--ascii"], 0, "df/dx  gradient 0  difference 0.5000000000 +- 1.1e-14  at a kink"),
        (["-e", "1/x", "x=0"], 0, "∂f/∂x  gradient −inf  difference nan  can't be judged: the output is not finite here\n"),
        (["-e", "sqrt(x^2)", "x=0"], 1, "gradwalk: 1 gradient disagrees with central differences"),
        (["-e", "sqrt(sum(x^2))", "x=0 0"], 1, "gradwalk: 2 gradients disagree with central differences"),
        (["-e", "sum(A^2)", "A=" + "1 " * 200], 0, "A has 200 entries; "),
        (["nowhere"], 1, "there is no such file or lesson"),
    ]
    found = [(arguments, *checked(*arguments)) for arguments, _, _ in said]
    return [f"{arguments}: {status}: {text}" for (arguments, status, text), (_, wanted, sentence) in zip(found, said)
            if status != wanted or sentence not in text]


@in_folder
def a_graph_of_constants_has_nothing_to_check(folder):
    (folder / "constant.xml").write_text('<graph><const name="c" value="2"/><output name="f">3 c</output></graph>', encoding="utf-8")
    status, text = checked(str(folder / "constant.xml"))
    return need(status == 0 and text == "there is nothing to check: the graph has no input and no parameter\n", text)


# ---- lessons ----

@in_folder
def lessons_are_those_of_the_folder(folder):
    def run(*arguments):
        return gradwalk(*arguments, environment={"GRADWALK_GRAPHS": str(folder)})
    nothing, none = run("list"), run("show", "plain")
    graph = '<graph>{}<input name="x" value="1"/><output name="f">2x</output></graph>'
    for name, text in {"broken.xml": "<graph", "plain.xml": graph.format(""), "07-titled.xml": graph.format("<title>Twice</title>"),
                       ".hidden.xml": "", "notes.txt": "", ".xml": "", "xml": ""}.items():
        (folder / name).write_text(text, encoding="utf-8")
    listed = [line.split(maxsplit=1) for line in run("list").stdout.splitlines()]
    named = {name: run("show", name, "--ascii") for name in ("plain", "7", "07", "titled", "07-titled")}
    guessed = {name: run("show", name).stderr for name in ("plian", "titeld", "8")}
    missing = gradwalk("list", environment={"GRADWALK_GRAPHS": str(folder / "nowhere")})
    return (need(nothing.returncode == 0 and nothing.stdout == "" and none.returncode == 1, nothing) +
            need(listed == [["07-titled", "Twice"], ["broken", "(can't be read)"], ["plain"]], listed) +
            need(len({result.stdout for result in named.values()}) == 1 and named["7"].returncode == 0, named) +
            need("did you mean plain?" in guessed["plian"] and "did you mean titled?" in guessed["titeld"], guessed) +
            need("gradwalk list shows the lessons" in guessed["8"], guessed) +
            need(missing.returncode == 2 and "nowhere: cannot list the lessons: No such file" in missing.stderr, missing.stderr) +
            need("sum-product" in gradwalk("list", environment={"GRADWALK_GRAPHS": ""}).stdout, "an empty name is no folder"))


# ---- functions, and numbers that are not finite ----

def every_row_of_the_operator_table_is_listed():
    """by how it is written, with the names of its attributes"""
    rows = [row for path in sorted((SOURCE / "src/graph").glob("op_*.c"))
            for row in re.split(r"^\t\{$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]]
    calls = [re.search(r'\.token = "(\w+)"', row)[1] for row in rows if ".notation = GW_CALL" in row]
    lines = gradwalk("functions").stdout.splitlines()
    spelled = [line[:42].strip() for line in lines]
    return (need(len(calls) > 80 and len(lines) >= len(calls), f"{len(calls)} calls, {len(lines)} lines") +
            [f"{name} is not listed" for name in calls if not any(line.startswith(name + "(") for line in spelled)] +
            [f"no {line}" for line in ("sum(a, axis=, keepdims=)", "a @ b", "a[from:to, from:to]", "a[b]", "eye(rows=, columns=)",
                                       "concat(a, b, …, axis=)", "log(a), ln", "cross_entropy(a, b, smoothing=)") if line not in spelled] +
            need(gradwalk("functions", "--ascii").stdout.isascii(), "--ascii is not ASCII"))


def trouble_is_named_where_it_begins():
    """by check and by both traces, and on the screen; and what avoids it"""
    graph = ["-e", "f = log(sum(exp(z)))", "z=1000 999 0"]
    said = "Here inf begins, at exp(z): exp leaves the range of numbers; the largest entry is taken out first. "\
           "Write logsumexp(z) for log(sum(exp(z))): it is finite here."
    texts = {"check": gradwalk("check", *graph).stdout, "trace": gradwalk("trace", "--format", "text", *graph).stdout,
             "jsonl": json.loads(gradwalk("trace", "--format", "jsonl", *graph).stdout.splitlines()[-1])["trouble"]}
    screen = " ".join(gradwalk("--keys", "n", "--size", "120x24", *graph).stdout.split())
    finite = gradwalk("trace", "--format", "jsonl", "-e", "f = logsumexp(z)", "z=1000 999 0").stdout
    return ([f"{name}: {text}" for name, text in texts.items() if said not in text] +
            need("Write logsumexp(z) for log(sum(exp(z)))" in screen, screen) + need("trouble" not in finite, finite))


# ---- a gate that is opened, groups, values ----

def a_gate_is_opened_before_it_is_shown():
    opened = gradwalk("show", PRODUCT, "--open", "y", "--ascii", "--size", "100x40").stdout
    return (need("y_00" in opened and "y_01" in opened and " @ " not in opened, opened) +
            refused(1, [(["show", PRODUCT, "--open", "z"], "--open z: there is no such name"),
                        (["show", PRODUCT, "--open", "x"], "x is no gate: there is nothing in it"),
                        (["show", "sum-product", "--open", "f"], "f is a gate between scalars already")]))


def what_the_graph_does_not_have_is_said():
    return refused(1, [
        (["show", "sum-product", "-s", "xx=1"], "-s xx: there is no such name; did you mean \"x\"?"),
        (["trace", "sigmoid-neuron", "--output", "ss"], "did you mean \"s\"?"), (["sum-product", "-t", "99", "--keys", "n"], "from 0 to 5"),
        (["show", "diamond", "--group", "g=zz..f"], "--group zz: there is no such name"),
        (["show", "diamond", "--group", "g=a..zz"], "--group zz: there is no such name"),
        (["show", "diamond", "--group", "g=x..b"], "there are not two gates to fold"),
        (["race", "nowhere"], "no such file or lesson"), (["train", "nowhere"], "no such file or lesson"),
        (["nowhere", "--keys", "n"], "no such file or lesson"), (["nowhere"], "no such file or lesson")])


# ---- options ----

def what_an_option_takes_is_said():
    group, size = "write a name and two nodes, as part=x..f", "size is COLUMNSxROWS, such as 80x24"
    show, diamond = ["show", "sum-product"], ["show", "diamond", "--group"]
    return refused(2, [
        *([[*show, "--size", text], size] for text in ("12345678x3", "0x3", "80x0", "80x10001", "80x24x", "80")),
        *([[*diamond, text], group] for text in ("", "=a..f", "g=..f", "g=a..", "g=a", "g")),
        *([["train", "bowl", f"--{name}", ""], f"{name} is the name of a file to write"] for name in ("history", "out")),
        *([[*show, "-s", text], said] for text, said in (("=1", "should be NAME=VALUE"), ("x", "should be NAME=VALUE"), ("1x=1", "\"1x\" is no name"))),
        (["train", "-e", "x^2", "x=1"], "train takes a FILE"), (["race", "-e", "x^2", "x=1"], "race takes a FILE"),
        (["check", "diamond", "--output", "f", "--output", "a"], "only compare takes two")])


def sizes_that_an_option_takes_are_taken():
    narrow = gradwalk("show", "sum-product", "--max-size", "1", "--size", "40x10")
    wide = gradwalk("show", "sum-product", "--max-size", "2047", "--size", "200x60")
    return need(narrow.returncode == wide.returncode == 0 and max(map(len, narrow.stdout.splitlines())) <= 40, narrow.stderr)


def keys_are_text():
    result = gradwalk("--keys", b"n\xff", "sum-product")
    return need(result.returncode == 2 and "the keys are not UTF-8" in result.stderr, result.stderr)


# ---- the screen ----

def keys_of_training_without_parameters_say_why():
    problems = []
    for keys in ("n", "N", "f", "F", "c", "C", "r", "<Home>", "<End>", "G", ":goto 3<Enter>", "Z", ":adopt<Enter>"):
        result = gradwalk("--keys", f":view training<Enter>{keys}", "sum-product")
        problems += need(result.returncode == 0 and "the graph has no <param>" in result.stdout, f"{keys}: {result.stdout}")
    return problems


def chain(folder, length):
    """A file with a graph of so many gates, one behind another."""
    gates = "".join(f'<let name="h{i}">-h{i - 1}</let>' for i in range(1, length))
    file = folder / f"{length}.xml"
    file.write_text(f'<graph><input name="h0" value="1"/>{gates}<output name="f">-h{length - 1}</output></graph>', encoding="utf-8")
    return str(file)


@in_folder
def a_large_graph_is_drawn_around_a_node(folder):
    def shown(length, keys):
        return gradwalk("--keys", keys, chain(folder, length)).stdout
    large, huge = shown(1500, "n"), shown(20500, "nv")
    return (need("h1" in large and "h9" not in large, large) +
            need("20501 nodes are too many to draw all of them" in huge, huge))


TESTS = [compare_tells_each_gradient_before_and_after, compare_takes_the_outputs_that_are_named, what_cannot_be_compared_is_said,
         check_tells_how_sure_it_is, a_graph_of_constants_has_nothing_to_check, lessons_are_those_of_the_folder,
         every_row_of_the_operator_table_is_listed, trouble_is_named_where_it_begins,
         a_gate_is_opened_before_it_is_shown, what_the_graph_does_not_have_is_said, what_an_option_takes_is_said,
         sizes_that_an_option_takes_are_taken, keys_are_text, keys_of_training_without_parameters_say_why, a_large_graph_is_drawn_around_a_node]

tap.run(tap.named(TESTS))
