#!/usr/bin/env python3
"""Every sentence that the program prints of its lessons and of random graphs is read and calculated.

Usage: words.py GRAPHS
"""
import os
import pathlib
import random
import re
import sys

import tap
from calculator import count_of, disagreements
from program import gradwalk
from tap import need

LESSONS = sorted(pathlib.Path(sys.argv[1]).glob("*.xml"))
MOST_CASES = 25  # random graphs: the program is started some twenty times for each
RANDOM_CASES = min(int(os.environ.get("GRADWALK_RANDOM_CASES", "100")) // 4, MOST_CASES)
WIDE = ("--size", "200x60")  # where no line is wrapped or cut
NARROW = ("--size", "80x24")


def last_time(*graph):
    """The last position in time."""
    clock = re.search(r"step \d+/(\d+)", gradwalk("--keys", "G", *WIDE, *graph).stdout)
    return int(clock[1]) if clock else 0


def screens(*graph, size=WIDE):
    """What the screen shows at every position in time."""
    for t in range(last_time(*graph) + 1):
        yield gradwalk("--keys", f":goto {t}<Enter>", *size, *graph).stdout


def leaves_of(*graph):
    heading = gradwalk("trace", *graph).stdout.split("\n\n")[0]
    return re.findall(r"(?:^|   )(\S+) [=≈] ", heading.split("\n")[-1])


def inspectors(*graph):
    """What the inspector says of every leaf and of the output at the end, and of a step on the way."""
    for name in leaves_of(*graph):
        yield gradwalk("--keys", f"G:select {name}<Enter><Enter>", *WIDE, *graph).stdout
    for t in range(1, last_time(*graph) + 1, 3):
        yield gradwalk("--keys", f":goto {t}<Enter><Enter>", *WIDE, *graph).stdout


def random_expression(chance, depth):
    if depth == 0:
        return chance.choice(["x", "y", "z", "x", "y", "2", "0.5"])
    function = chance.choice(["sigmoid", "tanh", "exp", "relu", "abs", "sin", "square", "softplus"])
    left, right = random_expression(chance, depth - 1), random_expression(chance, depth - 1)
    return chance.choice([f"({left} + {right})", f"({left} * {right})", f"({left} - {right})",
                          f"max({left}, {right})", f"{function}({left})", f"({left} / (1 + ({right})^2))"])


def random_graphs():
    chance = random.Random("sentences")
    for _ in range(RANDOM_CASES):
        numbers = [f"{name}={chance.choice([chance.uniform(-3, 3), chance.randint(-3, 3)]):.5g}" for name in "xyz"]
        yield "-e", "f = " + random_expression(chance, 3) + " + 0 (x + y + z)", *numbers


def equations_of_lessons():
    """what a lesson's screens show can be checked on a calculator"""
    texts = [text for lesson in LESSONS for text in [*screens(str(lesson)), gradwalk("trace", str(lesson)).stdout]]
    return ([wrong for text in texts for wrong in disagreements(text)] +
            need(sum(map(count_of, texts)) > 300, f"only {sum(map(count_of, texts))} equations were found"))


def equations_of_inspectors():
    """so can what the inspector says of each node"""
    texts = [text for lesson in LESSONS for text in inspectors(str(lesson))]
    return ([wrong for text in texts for wrong in disagreements(text)] +
            need(sum(map(count_of, texts)) > 100, f"only {sum(map(count_of, texts))} equations were found"))


def equations_of_random_graphs():
    """so can what is said of a random graph"""
    wrong, count = [], 0
    for graph in random_graphs():
        for text in [*screens(*graph), gradwalk("trace", *graph).stdout]:
            wrong += [f"{graph}: {problem}" for problem in disagreements(text)]
            count += count_of(text)
    return wrong + need(count > 10 * RANDOM_CASES, f"only {count} equations were found")


def equations_of_entries():
    """so can what is said of an entry of a matrix"""
    texts = []
    for lesson in (lesson for lesson in LESSONS if re.match("1[0-3]", lesson.name)):
        names = re.findall(r"^t +\d+  forward \S+ +(\w+) = ", gradwalk("trace", str(lesson)).stdout, re.MULTILINE)
        texts += [gradwalk("--keys", f"G:select {name}<Enter><Enter>:entry {entry}<Enter>", "--size", "118x60", str(lesson)).stdout
                  for name in sorted({*names, *leaves_of(str(lesson))}) for entry in ("0 0", "1 0", "0 1")]
    return ([wrong for text in texts for wrong in disagreements(text)] +
            need(sum(map(count_of, texts)) > 50, f"only {sum(map(count_of, texts))} equations were found"))


def numbers_of(field):
    return [float(number.replace("−", "-")) for number in re.findall(r"−?\d+(?:\.\d+)?(?:e[−-]?\d+)?", field)]


def rounded_without_sign(short, long):
    """Fields of a text with few digits whose numbers are others in the text with all digits, without ≈."""
    wrong = []
    for brief, whole in zip(short.splitlines(), long.splitlines()):
        for field, exact in zip(re.split(r" {2,}", brief), re.split(r" {2,}", whole)):
            shown, meant = numbers_of(field), numbers_of(exact)
            differs = len(shown) == len(meant) and any(abs(a - b) > 1e-9 * abs(b) for a, b in zip(shown, meant))
            if differs and "≈" not in field:
                wrong.append(f"{field} is {exact}")
    return wrong


def rounded_numbers_say_so():
    """a number that is rounded has ≈ before it in a trace and in its table"""
    def trace(digits, form, graph):
        return gradwalk("trace", "--digits", digits, "--format", form, *graph).stdout.replace("|", "   ")
    graphs = [(str(lesson),) for lesson in LESSONS] + list(random_graphs())
    return [wrong for graph in graphs for form in ("text", "markdown")
            for wrong in rounded_without_sign(trace("2", form, graph), trace("17", form, graph))]


def unexplained_signs(text):
    """Contributions between matrices with a negative entry but no reason for its sign, unless a key tells the rest."""
    words = re.split(r"^\? |^\[graph\]", text, flags=re.MULTILINE)[0].split("\nupstream ")[-1]
    terms = [" ".join(term.split()) for term in re.split(r"^(?=∂)", words, flags=re.MULTILINE)[1:]]
    sent = [(re.search(r"(?:→ (?:≈ )?|[=≈] )(\[[^\]]*\]|−?[\d.]+) final", term), term) for term in terms]
    return [f"no reason in: {term}" for found, term in sent if found and "−" in found[1] and "Enter more" not in text and
            not re.search(r"negative( at [^a]*)?, as", term)]


def steps_answer_at_80x24():
    """at 80×24 no step of lessons 01 to 12 is cut, and each backward one says whether upstream is final, its local gradient and why a sign is so"""
    wrong = []
    for lesson in (lesson for lesson in LESSONS if re.match("0[1-9]|1[0-2]", lesson.name)):
        for text in list(screens(str(lesson), size=NARROW))[1:]:
            is_backward = " backward " in text.splitlines()[0]
            has_words = re.search(r"^upstream .* final", text, re.MULTILINE) and re.search(r"\blocal\b|, row by row", text)
            wrong += unexplained_signs(text) if is_backward else []
            signs = re.findall(r"^∂\S.* × \S+ [=≈] −[0-9.]+(.*)", text, re.MULTILINE)
            wrong += need(not re.search(r" …$", text, re.MULTILINE), "cut:\n" + text)
            wrong += need(not is_backward or has_words, text)
            wrong += need(all(re.match(r"[,;]|$", sign) for sign in signs) and
                          (not signs or re.search(r"negative,\s+as|< 0", text)), "no reason:\n" + text)
    return wrong


def rules_name_operands():
    """a rule is over the operands of its gate, and a derivative is not explained by itself"""
    wrong = []
    for lesson in LESSONS:
        for text in screens(str(lesson)):
            wrong += [line for line in text.splitlines() if re.search(r"\bd\(a|/da\b|/db\b|\b(mul|add|neg) (swaps|dist|flips)", line)]
            wrong += [line for line in text.splitlines() if re.search(r"^(∂\S+/∂\S+) \+?= ∂\S+ · \1 ", line)]
    return wrong


def inspector_is_about_its_node():
    """the pane of one node and the step of another are two, and each says whose it is"""
    text = gradwalk("--keys", "16n<Enter>:select x0<Enter>", *NARROW, "sigmoid-neuron").stdout
    pane = re.search(r"─\n(input x0\n.*?)── step: w1 x1 ─", text, re.DOTALL)
    return need(pane and "upstream" not in pane[1], text)


tap.run([(check.__doc__, check) for check in (
    equations_of_lessons, equations_of_inspectors, equations_of_random_graphs, equations_of_entries, rounded_numbers_say_so,
    steps_answer_at_80x24,
    rules_name_operands, inspector_is_about_its_node)])
