#!/usr/bin/env python3
"""What `gradwalk quiz` asks, and what it says to answers from a pipe. Speaks TAP."""

import json
import re
import subprocess

from program import ENVIRONMENT, PROGRAM, gradwalk, on_terminal
from tap import in_folder, need
import tap

RIGHT = ["1", "-4", "3", "-4", "-4 * 1"]  # of sum-product: the seed, q, z, x, y


def quiz(*arguments, answers=(), **more):
    return gradwalk("quiz", *arguments, text="".join(f"{answer}\n" for answer in answers), **more)


def said_to(answer, *arguments, before=()):
    """What is said to one answer, after those before it."""
    shown = quiz(*arguments, answers=[*before, answer]).stdout
    return shown.split(f"\n> {answer}\n")[-1].split("\n> ")[0]


def what_is_right_is_right():
    result = quiz("sum-product", answers=RIGHT)
    prompts = ["∂f/∂f = ?", "∂f/∂q = seed · local = ?", "∂f/∂z = seed · local = ?", "∂f/∂x = ∂f/∂q · ∂q/∂x = ?", "∂f/∂y = ∂f/∂q · ∂q/∂y = ?"]
    return (need(result.returncode == 0 and not result.stderr, result.stderr) +
            need([line for line in result.stdout.splitlines() if line.endswith("?")] == prompts, result.stdout) +
            need(result.stdout.count("\nright\n") == 5, result.stdout) +
            need("Answers: 5 at once · 0 after a hint · 0 shown\n" in result.stdout, result.stdout))


def each_way_of_writing_a_number_is_read():
    ways = ["-4", "−4", "−۴", "-4.00", "-4.01", "-8/2", "-4*1", "= -4", "≈ -4", " -4 ", "-4,0", "-max(4, 3)"]
    return [f"{way}: {said_to(way, 'sum-product', before=RIGHT[:3])}" for way in ways
            if not said_to(way, "sum-product", before=RIGHT[:3]).startswith("right")]


def a_mistake_is_named():
    cases = {"1": "wrong: upstream forgotten", "4": "wrong: sign", "-2": "wrong: value given for gradient", "-3": "wrong: added instead of multiplied",
             "17": "wrong. The rule: upstream times local; ∂(x + y)/∂x = 1"}
    problems = [f"{answer}: {said_to(answer, 'sum-product', before=RIGHT[:3])}" for answer, said in cases.items()
                if not said_to(answer, "sum-product", before=RIGHT[:3]).startswith(said)]
    return problems


def two_mistakes_of_one_number_are_both_named():
    shown = said_to("-2", "dead-relu", before=["1", "-2", "-2"])
    return need(shown.startswith("wrong: local forgotten: ") and "\nor: the wrong side of a kink: " in shown and "\nor: shut gate let through: " in shown, shown)


def what_is_no_expression_is_no_answer():
    result = quiz("sum-product", answers=["1/", "w9", "1"])
    return (need("the expression ends where a number" in result.stdout and "\n   1/\n     ^\n" in result.stdout, result.stdout) +
            need('"w9" is no number: write numbers, e and pi alone' in result.stdout, result.stdout) +
            need("1 at once · 0 after a hint" in result.stdout, result.stdout))


def hints_come_one_after_the_other():
    shown = quiz("sum-product", answers=["1", "?", "?", "?"]).stdout
    helped = quiz("sum-product", answers=["1", "?", "-4"]).stdout
    return (need("> ?\nupstream times local; ∂(q z)/∂q = z; × swaps\n> ?\n1 × −4\n> ?\n∂f/∂q = seed · local = −4\n" in shown, shown) +
            need("1 at once · 0 after a hint · 1 shown" in shown, shown) + need("1 at once · 1 after a hint · 0 shown" in helped, helped))


def sums_are_hinted_from_the_rule_to_the_numbers():
    shown = quiz("-e", "f = x y + 3 x", "x=2", "y=5", answers=["1", "1", "1", "3", "5", "?", "?", "?"]).stdout
    return need("so far 3, this contribution 5\nsum of 2 of 2 contributions to ∂f/∂x = ?\n"
                "> ?\ncontributions are added: what was there before, and this one\n> ?\n3 + 5\n"
                "> ?\nsum of 2 of 2 contributions to ∂f/∂x = 8\n" in shown, shown)


def values_are_hinted_from_the_rule_to_the_numbers():
    """Of scalars, of entries, of shapes; the axis of concat is no operand with a shape, and cross_entropy has no formula of its entries."""
    problems = []
    for formula, values, before, said in [
            ("x y + 1", ["x=3", "y=4"], [], "put the values of the operands into x y\n> ?\n3 × 4\n> ?\nx y = 12\n"),
            ("norm(x)", ["x=3 4"], [], "put the values of the operands into norm(x)\n> ?\nsqrt(3^2 + 4^2)\n> ?\nf = norm(x) = 5\n"),
            ("sum(softmax(x))", ["x=3 4"], [""], "exp(x[0,1])/(Σ_k exp(x[0,k]))\n> ?\nexp(4)/(exp(3) + exp(4))\n> ?\n"),
            ("sum(concat(x, y))", ["x=3 4", "y=1 2"], [], "concat cuts the gradient where it joined\n> ?\nshapes: x is 1×2, y is 1×2\n> ?\n"),
            ("sum(x @ y)", ["x=3 4", "y=1 0; 2 1"], [], "as many rows as the left operand, as many columns as the right\n> ?\nshapes: x is 1×2, y is 2×2\n> ?\n"),
            ("sum(relu(x))", ["x=3 4"], [], "entry by entry: the shape stays as it is\n> ?\nshapes: x is 1×2\n> ?\n"),
            ("cross_entropy(x, 1)", ["x=3 4"], [], 2 * "put the values of the operands into cross_entropy(x, 1)\n> ?\n")]:
        shown = quiz("-e", f"f = {formula}", *values, "--ask", "values", answers=[*before, "?", "?", "?"]).stdout
        problems += need(f"> ?\n{said}" in shown, f"{formula}: {shown}")
    return problems


def an_empty_line_shows_the_number():
    shown = quiz("sum-product", answers=["", ""]).stdout
    return need("∂f/∂f = 1\n" in shown and "0 at once · 0 after a hint · 2 shown" in shown, shown)


def what_is_asked_is_chosen():
    def asked(mode):
        return [line for line in quiz("diamond", "--ask", mode, answers=[""] * 40).stdout.splitlines() if line.endswith("?")]
    gradients, values, terms, everything = (asked(mode) for mode in ("gradients", "values", "terms", "all"))
    return (need(values == ["a = x + y = ?", "b = x − y = ?", "f = a b = ?"], values) +
            need([line for line in terms if not line.startswith("local ")] == gradients, terms) + need(everything == values + terms, everything) +
            need("sum of 2 of 2 contributions to ∂f/∂x = ?" in gradients and "contribution 1 of 2 to ∂f/∂x: ∂f/∂b · ∂b/∂x = ?" in gradients, gradients))


def matrices_are_asked_by_shape_and_entry():
    shown = quiz("xor-perturbed", answers=["1", "1x4", "4x1", "", "", "-0.05"]).stdout
    return (need("∂J/∂f has the shape ?\n> 1x4\nwrong: rows and columns swapped" in shown and "> 4x1\nright\n" in shown, shown) +
            need("∂J/∂f[1,0] = ?" in shown, shown))


def an_entry_that_a_repeated_operand_lacks_is_the_gates():
    shown = quiz("-e", "f = sum(X + b)", "X=1 2; 3 4", "b=1", "--ask", "terms", answers=[""] * 20).stdout
    asked = [line for line in shown.splitlines() if line.startswith("local ") and line.endswith("?")]
    return need(any(re.fullmatch(r"local .*/∂X\[\d,\d\] = \?", line) for line in asked) and
                any(re.fullmatch(r"local .*/∂b at \[\d,\d\] = \?", line) for line in asked), shown)


def numbers_that_are_none_are_answers():
    def last(answer):
        return said_to(answer, "-e", "f = log(x) * 0", "x=0", "--ask", "values", before=["-inf"])
    return (need(said_to("-inf", "-e", "f = log(x) * 0", "x=0", "--ask", "values") == "right\n\n"
                 or said_to("-inf", "-e", "f = log(x) * 0", "x=0", "--ask", "values").startswith("right"), "−inf") +
            [f"{answer}: {last(answer)}" for answer in ("nan", "undefined", "NaN") if not last(answer).startswith("right")] +
            need(last("0").startswith("wrong"), last("0")))


def what_is_shown_before_suffices_for_a_calculator():
    """0.20 × −2 is −0.40, and the gradient −0.39: more digits are shown before it is asked."""
    shown = quiz("sigmoid-neuron", answers=[""] * 40).stdout
    return need("∂f/∂(w0 x0) ≈ 0.197, " in shown, shown)


@in_folder
def each_answer_has_a_line_in_the_report(folder):
    path = folder / "answers.jsonl"
    quiz("sum-product", "--report", str(path), answers=["1", "1", "1/", "?", "-4", ""])
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    quiz("sum-product", "--report", str(path), answers=["1"])
    wanted = [("seed", "right", 0, 1), ("downstream", "wrong", 0, 1), ("downstream", "right", 1, 2), ("downstream", "shown", 0, 0)]
    found = [(line["asked"], line["verdict"], line["hints"], line["try"]) for line in lines]
    return (need(found == wanted, found) + need(lines[1]["mistakes"] == ["local forgotten"] and lines[1]["right"] == -4, lines[1]) +
            need((lines[1]["graph"], lines[1]["node"], lines[1]["operand"], lines[1]["answer"], lines[1]["t"]) == ("sum-product", "f", "q", "1", 4), lines[1]) +
            need(len(path.read_text(encoding="utf-8").splitlines()) == 5, "what was there before is gone"))


@in_folder
def the_screen_reports_too(folder):
    path = folder / "answers.jsonl"
    shown = gradwalk("--ask", "values", "--report", str(path), "--keys", "n3<Enter>n12<Enter>-12<Enter>", "sum-product").stdout
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return (need([line["verdict"] for line in lines] == ["right", "wrong", "right"] and lines[1]["mistakes"] == ["sign"], lines) +
            need("right" in shown, shown) +
            need("cannot" in gradwalk("--ask", "values", "--report", "/proc/x/y", "--keys", "n3<Enter>", "sum-product").stdout, "it is not said"))


def the_summary_names_the_lesson():
    shown = quiz("diamond", answers=["1", "5", "1", "1", "1", "-1", "5"]).stdout
    return need("see gradwalk " in shown.split("Answers: ")[1], shown)


def what_cannot_be_asked_is_said():
    problems = []
    for arguments, status, said in [(["-"], 2, "quiz reads the answers from standard input"), (["nowhere"], 1, "there is no such file"), ([], 2, "which graph?"),
                                    (["sum-product", "--ask", "x"], 2, "ask is gradients, values, terms or all"), (["sum-product", "-o", "x"], 2, "not for quiz"),
                                    (["sum-product", "-t", "end"], 1, "there is nothing to ask"), (["sum-product", "--report", "/proc/x/y"], 1, "cannot"),
                                    (["sum-product", "--ask", "values", "-t", "seed"], 1, "there is nothing to ask: no values come after t = 3")]:
        result = quiz(*arguments)
        problems += need(result.returncode == status and said in result.stderr, f"{arguments}: {result.returncode}: {result.stderr}")
    return problems


def what_is_typed_at_a_terminal_is_not_repeated():
    shown = on_terminal("quiz", "sum-product", "--color", "never", typed="1\n\x04").replace("\r", "")
    return need(len(re.findall("^(?:> )?1$", shown, re.MULTILINE)) == 1 and "Answers: 1 at once" in shown, shown)


def a_large_graph_is_asked_without_a_drawing():
    formula = "f = " + " + ".join(["x"] * 60)
    small, large = quiz("-e", "f = x + x", "x=2").stdout, quiz("-e", formula, "x=2", answers=["1"]).stdout
    return (need("┌" in small and "┌" not in large, large) + need("∂f/∂f = ?" in large and "\nright\n" in large, large))


def a_seed_chooses_the_entries_of_matrices():
    def asked(seed):
        return [line for line in quiz("two-layer-network", "--seed", seed, answers=[""] * 80).stdout.splitlines() if line.endswith("?")]
    return need(asked("1") == asked("1") != asked("2"), "the entries are not of the seed")


def a_reader_who_takes_nothing_ends_it():
    with open("/dev/full", "wb") as full:
        result = subprocess.run([PROGRAM, "quiz", "sum-product"], input=b"1\n", stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT, check=False)
    return need(result.returncode == 1 and b"standard output: cannot write" in result.stderr, f"{result}")


@in_folder
def a_report_that_cannot_be_written_ends_it(folder):
    shown = quiz("sum-product", "--report", "/dev/full", answers=["1", "-4"])
    opened = quiz("sum-product", "--report", str(folder))
    return (need(shown.returncode == 1 and "/dev/full: " in shown.stderr and "Answers" not in shown.stdout, f"{shown}") +
            need(opened.returncode == 1 and str(folder) in opened.stderr and "∂f/∂f" not in opened.stdout, f"{opened}"))


@in_folder
def the_report_tells_shapes_entries_and_every_mistake(folder):
    path = folder / "answers.jsonl"
    quiz("xor-perturbed", "--report", str(path), answers=["1", "1x4", "4x1", " ? ", "3"])
    quiz("dead-relu", "--report", str(path), answers=["1", "-2", "-2", "-2"])
    quiz("-e", "f = x^2", "x=3", "--report", str(path), answers=["1"])
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    shape, entry, both = lines[1], lines[3], lines[7]
    return (need((shape["asked"], shape["verdict"], shape["right"]) == ("shape of downstream", "wrong", [4, 1]), shape) +
            need(entry["asked"] == "downstream" and entry["entry"] == [1, 0] and entry["hints"] == 1, entry) +
            need(both["mistakes"] == ["local forgotten", "added instead of multiplied", "the wrong side of a kink", "shut gate let through"], both) + need(lines[-1]["graph"] == "", lines[-1]))


@in_folder
def a_folded_group_is_asked_as_one_gate(folder):
    """x is used twice inside and once outside: the group's contribution is one number, and then the sum is asked."""
    (folder / "g.xml").write_text('<graph><input name="x" value="2"/><input name="y" value="3"/><group name="g"><let name="p">x y</let>'
                                  '<let name="q">p + x</let></group><output name="f">q * x</output></graph>', encoding="utf-8")
    path, keys = folder / "answers.jsonl", "nnn1<Enter>n2<Enter>8<Enter>n?<Enter>8<Enter>16<Enter>4<Enter>"
    screen = gradwalk("--ask", "gradients", "--fold", "all", "--report", str(path), "--keys", keys, "--size", "100x30", "g.xml", folder=folder).stdout
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = [(line["node"], line["asked"], line.get("operand"), line["right"], line["hints"]) for line in lines]
    wanted = [("f", "seed", None, 1, 0), ("f", "downstream", "q", 2, 0), ("f", "downstream", "x", 8, 0), ("q", "downstream", "x", 8, 1),
              ("q", "sum", "x", 16, 0), ("q", "downstream", "y", 4, 0)]
    return need(found == wanted and all(line["verdict"] == "right" for line in lines), f"{found}\n{screen}")


def ascii_is_ascii():
    shown = quiz("xor-perturbed", "--ascii", "--ask", "all", answers=["?"] * 200).stdout
    return need(shown.isascii() and "dJ/df[1,0] = ?" in shown, [line for line in shown.splitlines() if not line.isascii()])


TESTS = [what_is_right_is_right, each_way_of_writing_a_number_is_read, a_mistake_is_named, two_mistakes_of_one_number_are_both_named,
         what_is_no_expression_is_no_answer, hints_come_one_after_the_other, sums_are_hinted_from_the_rule_to_the_numbers, values_are_hinted_from_the_rule_to_the_numbers, an_empty_line_shows_the_number, what_is_asked_is_chosen,
         matrices_are_asked_by_shape_and_entry, an_entry_that_a_repeated_operand_lacks_is_the_gates, numbers_that_are_none_are_answers, what_is_shown_before_suffices_for_a_calculator,
         each_answer_has_a_line_in_the_report, the_screen_reports_too, the_summary_names_the_lesson, what_cannot_be_asked_is_said, ascii_is_ascii,
         what_is_typed_at_a_terminal_is_not_repeated, a_large_graph_is_asked_without_a_drawing, a_seed_chooses_the_entries_of_matrices,
         a_reader_who_takes_nothing_ends_it, a_report_that_cannot_be_written_ends_it, the_report_tells_shapes_entries_and_every_mistake,
         a_folded_group_is_asked_as_one_gate]
tap.run(tap.named(TESTS))
