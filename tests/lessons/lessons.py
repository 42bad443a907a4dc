#!/usr/bin/env python3
"""Every lesson asks a question that has a true answer: each number of an answer is calculated here, from traces and
trainings. Speaks TAP."""

import functools
import json
import math
import re
import xml.etree.ElementTree as ET

from program import SOURCE, gradwalk
from tap import need
import tap

LESSONS = sorted((SOURCE / "graphs").glob("*.xml"))
NUMBER = re.compile(r"[−+-]?\d+(?:\.\d+)?")


def lesson(name):
    return next(path for path in LESSONS if path.stem.split("-", 1)[1] == name)


def prose(path, element):
    return ET.parse(path).getroot().findtext(element) or ""


@functools.cache
def steps(name, *options):
    return [json.loads(line) for line in gradwalk("trace", "--format", "jsonl", name, *options).stdout.splitlines()]


def value(name, node, *options):
    return next(step["value"] for step in steps(name, *options) if step.get("node") == node and "value" in step)


def leaf(name, node):
    return steps(name)[0]["leaves"][node]


def gradient(name, node, *options):
    return steps(name, *options)[-1]["gradients"][node]


def terms(name, operand, *options):
    """The contributions to a node, in the order in which they arrive."""
    return [term["downstream"] for step in steps(name, *options) for term in step.get("terms", [])
            if term["operand"] == operand]


def sum_of_terms(name, operand):
    """The gradient of a node."""
    arrived = terms(name, operand)
    if isinstance(arrived[0], list):
        return [[sum(entries) for entries in zip(*rows)] for rows in zip(*arrived)]
    return sum(arrived)


def length(matrix):
    return math.sqrt(sum(entry * entry for row in matrix for entry in row))


@functools.cache
def epochs(*arguments):
    """The losses after each epoch of a training, as it prints them."""
    printed = gradwalk("train", *arguments)
    return [{name: float(number) for name, number in re.findall(r"(\w*loss): ([\d.]+)", line)}
            for line in (printed.stdout + printed.stderr).splitlines() if line.startswith("Epoch")]


def trained(name, parameter, *arguments):
    return float(re.search(rf'<param name="{parameter}" value="([^"]*)"', gradwalk("train", name, *arguments).stdout)[1])


def race(*arguments):
    """Of each runner: its row of numbers and dots."""
    rows = re.findall(r"^  \w (\w+|1/t)(?: lr [\d.]+)? +(\S+) +(\S+) +(\S+)", gradwalk("race", *arguments).stdout, re.MULTILINE)
    return {name: [field.lstrip("≈") for field in fields] for name, *fields in rows}


BEALE = ("beale", "--optimizers", "sgd,momentum,adam", "--lr", "0.01,0.01,0.1")
DECAY = ("decay", "--schedules", "constant,step,exponential,1/t")


def flat(matrix):
    return [entry for row in matrix for entry in row]


def numbers_of(value):
    """Those of a matrix, a vector or a number, in order."""
    return [number for part in value for number in numbers_of(part)] if isinstance(value, list) else [value]


# Of each lesson: what an answer says, as (how it is written there, the calculated number, its decimals).
FACTS = {
    "sum-product": lambda: [("gradients are −4", gradient("sum-product", "x"), 0), ("of z is 3", gradient("sum-product", "z"), 0)],
    "sigmoid-neuron": lambda: [("≈ 0.73 ·", value("sigmoid-neuron", "f"), 2), ("· 0.27", 1 - value("sigmoid-neuron", "f"), 2),
                               ("≈ 0.20", gradient("sigmoid-neuron", "w2"), 2)],
    "square": lambda: [("2x: 6", gradient("square", "x"), 0)],
    "diamond": lambda: [("sends −5", terms("diamond", "y")[0], 0), ("comes +1", terms("diamond", "y")[1], 0),
                        ("= −4", gradient("diamond", "y"), 0)],
    "max-router": lambda: [("which is 2", leaf("max-router", "z"), 0), ("share it, 1", gradient("max-router", "w", "-s", "w=2"), 0)],
    "dead-relu": lambda: [("Above 3", -value("dead-relu", "w x"), 0), ("w x is −3", value("dead-relu", "w x"), 0),
                          ("the gradient is 0", gradient("dead-relu", "b", "-s", "b=4"), 0)],
    "wrong-order": lambda: [("5 ·", terms("wrong-order", "p")[0], 0), ("then 7", gradient("wrong-order", "x") / 3, 0),
                            ("= 21", gradient("wrong-order", "x"), 0),
                            ("makes 36", 3 * terms("wrong-order", "p")[0] + gradient("wrong-order", "x"), 0)],
    "division-and-logs": lambda: [(text, number, 2) for text, number in
                                  zip(("≈ 1.02", "≈ −0.02", "≈ 0.33"), terms("division-and-logs", "x"))],
    "linear-regression": lambda: [("= −3.50", gradient("linear-regression", "b"), 2)] + [
        (text, entry, 2) for text, entry in zip(("−0.50", "− 0.75", "− 1.00", "− 1.25"), flat(terms("linear-regression", "p")[0]))],
    "two-layer-network": lambda: [("error is 0", length(terms("two-layer-network", "f")[0]), 0)],
    "xor-perturbed": lambda: [("≈ 0.55", gradient("xor-perturbed", "W")[1][1], 2),
                              ("≈ 0.55", max(map(abs, flat(gradient("xor-perturbed", "W")))), 2)],
    "softmax-cross-entropy": lambda: [(text, entry, 2) for text, entry in
                                      zip(("≈ 0.71", "−0.74", "0.04"), flat(gradient("softmax-cross-entropy", "z")))] + [
        ("leaves 0", round(sum(flat(gradient("softmax-cross-entropy", "z"))), 12), 0)],
    "swap-the-loss": lambda: [("−0.18", gradient("swap-the-loss", "b"), 2),
                              ("exactly 0", gradient("swap-the-loss", "b", "--loss", "J_mae"), 0),
                              ("1/4", 1 / abs(terms("swap-the-loss", "f", "--loss", "J_mae")[0][0][0]), 0),
                              ("−0.60", 2 * terms("swap-the-loss", "f")[0][1][0], 2)],
    "broadcasting": lambda: [("summed", 0, None)],
    "bowl": lambda: [("0.01 = 0.99", trained("bowl", "x", "--optimizer", "sgd", "--epochs", "1") / -7, 2),
                     ("0.2 = 0.8", trained("bowl", "y", "--optimizer", "sgd", "--epochs", "1") / 2, 1)],
    "beale": lambda: [("SGD 264", float(race(*BEALE)["sgd"][1]), 0), ("momentum 66", float(race(*BEALE)["momentum"][1]), 0),
                      ("Adam 72", float(race(*BEALE)["adam"][1]), 0), ("f is 14.2", value("beale", "f"), 1)],
    "line-fit": lambda: [("is 2.03", trained("line-fit", "w", "--epochs", "5"), 2), ("is 0.77", trained("line-fit", "b", "--epochs", "5"), 2),
                         ("to 1.06", line_of_least_squares(), 2)],
    "train-xor": lambda: [("≈ 0.98", length(gradient("train-xor", "W2")), 2), ("≈ 0.63", length(gradient("train-xor", "W1")), 2)],
    "early-stopping": lambda: [("0.0843", min(epoch["val_loss"] for epoch in epochs("early-stopping")), 4),
                               ("0.0843", epochs("early-stopping")[62]["val_loss"], 4), ("0.0943", epochs("early-stopping")[62]["loss"], 4)],
    "decay": lambda: [("≈ 2.07", float(race(*DECAY)["constant"][1]), 2)] + [
        ("≈ 0.70", float(race(*DECAY)[schedule][1]), 1) for schedule in ("step", "exponential", "1/t")],
    "vanishing-gradients": lambda: [("≈ 0.025", gradient("vanishing-gradients", "a10"), 3),
                                    ("≈ 0.00000015", gradient("vanishing-gradients", "a1"), 8),
                                    ("≈ 0.064", gradient("vanishing-gradients", "a1", "-s", "g=4"), 3)] + [
        ("gets 0.64", gradient("vanishing-gradients", f"c{layer}"), 2) for layer in range(1, 11)],
    "two-rings": lambda: [("7 after 10", on_the_wrong_side(10), None), ("7", on_the_wrong_side(10), 0),
                          (", 2", on_the_wrong_side(20), 0), ("and 0", on_the_wrong_side(40), 0)],
    "overfitting": lambda: [("25 epochs, 0.1130", min(epoch["val_loss"] for epoch in epochs("overfitting")), 4),
                            ("25 epochs, 0.1130", epochs("overfitting")[24]["val_loss"], 4),
                            ("0.2909", epochs("overfitting")[-1]["val_loss"], 4),
                            ("0.1503", epochs("overfitting", "--weight-decay", "0.003")[-1]["val_loss"], 4)],
    "which-rate": lambda: [("below 0.1 after 3", float(sweep()["0.3"][1]), 0), ("needs 9", float(sweep()["0.1"][1]), 0),
                           ("at 0.0182", float(sweep()["0.3"][0]), 4), ("≈ 15.24", float(sweep()["0.001"][0]), 2),
                           ("9e+48", float(sweep()["1"][0].split("e+")[0]), None),
                           ("≈ 9", float(sweep()["1"][0].split("e+")[0]), 0)],
    "micrograd-neuron": lambda: [("gets 0.50", gradient("micrograd-neuron", "x2"), 2), ("x2 is 0", gradient("micrograd-neuron", "w2"), 0),
                                 ("−1.50 for", gradient("micrograd-neuron", "x1"), 2), ("1.00 for", gradient("micrograd-neuron", "w1"), 2)],
    "logistic-regression": lambda: [(text, entry, 2) for text, entry in zip(
        ("≈ 0.09", "and 0.16"), flat(terms("logistic-regression", "z")[0]))] + [
        ("and −0.125", terms("logistic-regression", "z")[0][2][0], 3),
        ("they are 0", round(gradient("logistic-regression", "b"), 12), 0)],
    "softmax-regression": lambda: [(text, terms("softmax-regression", "z")[0][0][column], 2) for text, column in
                                   (("≈ −0.26", 2), ("≈ 0.18", 0), ("and 0.08", 1))],
    "batch-norm": lambda: [(text, entry, 2) for text, entry in
                           zip(("≈ 0.44", "0.44, −0.57", "−0.57, −0.06", "and 0.19"), flat(gradient("batch-norm", "x")))] + [
        ("up to 0", round(sum(flat(gradient("batch-norm", "x"))), 12), 0)],
    "rnn": lambda: [(text, number, 2) for text, number in zip(("≈ −1.13", ", −0.43", "and 0"), terms("rnn", "u"))],
    "lstm": lambda: [("f_2 ≈ 0.72", value("lstm", "f_2"), 2), ("f ≈ 0.78", value("lstm", "f"), 2),
                     ("≈ −0.40", sum(terms("lstm", "c1")), 2), ("≈ −0.31", gradient("lstm", "c0"), 2),
                     ("≈ −0.31", sum(terms("lstm", "c1")) * value("lstm", "f"), 2)],
    "attention": lambda: [(text, entry, 2) for text, entry in zip(("≈ −0.23", ", −0.06", "and 0.29"), terms("attention", "S")[0][0])] + [
        ("Each to 0", round(max(abs(sum(row)) for row in terms("attention", "S")[0]), 12), 0)],
    "convolution": lambda: [("under it, 8", gradient("convolution", "K")[0][0], 0),
                            ("lets one entry of each", 0, None)],
    "dropout": lambda: [(text, entry, 2) for text, entry in zip(("−7.90", "−0.20", "and 8.05"), flat(gradient("dropout", "w")))],
    "numerical-trouble": lambda: [("≈ 1000.31", value("numerical-trouble", "L"), 2)] + [
        (text, entry, 2) for text, entry in zip(("≈ 0.73", ", 0.27", "and 0.00"), flat(gradient("numerical-trouble", "z")))],
    "mazur": lambda: [("≈ 0.082", gradient("mazur", "w5"), 3), ("−0.023", gradient("mazur", "w8"), 3), ("≈ 0.2984", value("mazur", "E"), 4),
                      ("by 0.74", value("mazur", "o1") - 0.01, 2), ("by 0.22", 0.99 - value("mazur", "o2"), 2)],
    "embedding": lambda: [("≈ −0.67", terms("embedding", "x")[0][0][0], 2), ("and −1.33", terms("embedding", "x")[0][2][0], 2),
                          ("together −2.00", gradient("embedding", "E")[2][0], 2), ("Row 0 gets 0.33", gradient("embedding", "E")[0][0], 2),
                          ("Row 1 gets 0", length(gradient("embedding", "E")[1:2]), 0)],
    "layer-norm": lambda: [(text, entry, 3) for text, entry in
                           zip(("≈ 0.176", "−0.220", "and 0.044"), gradient("layer-norm", "x")[0])] + [
        ("up to 0", round(sum(gradient("layer-norm", "x")[0]), 12), 0), ("≈ −0.93", gradient("layer-norm", "γ")[0][0], 2)],
    "backprop-ninja": lambda: [("≈ 0.53", value("backprop-ninja", "loss"), 2),
                               ("0: it", round(max(map(abs, flat(sum_of_terms("backprop-ninja", "logit_maxes")))), 12), 0),
                               ("sum of 0", round(max(abs(sum(row)) for row in sum_of_terms("backprop-ninja", "logits")), 12), 0)],
}


def on_the_wrong_side(step):
    """Of the two rings' rows after a step."""
    lines = gradwalk("train", "two-rings", "--picture", "rows", "-t", str(step), "--ascii").stdout.splitlines()[2:]
    rows = [[float(number.lstrip("~")) for number in line.split()[-3:]] for line in lines]
    return sum((target > 0.5) != (prediction > 0.5) for target, prediction, _ in rows)


def sweep():
    """Of each rate of a race: the loss that it ends at, and the step below 0.1."""
    printed = gradwalk("race", "which-rate", "--lr", "0.001,0.003,0.01,0.03,0.1,0.3,1", "--goal", "0.1").stdout
    return {rate: (loss.lstrip("≈"), step) for rate, loss, step in
            re.findall(r"^  \w lr (\S+) +(\S+) +(\S+)", printed, re.MULTILINE)}


def line_of_least_squares():
    """b of the line through the five points."""
    x, t = zip(*((float(row.get("x")), float(row.get("t"))) for row in ET.parse(lesson("line-fit")).getroot().iter("row")))
    mean_x, mean_t = sum(x) / len(x), sum(t) / len(t)
    slope = sum((a - mean_x) * (b - mean_t) for a, b in zip(x, t)) / sum((a - mean_x) ** 2 for a in x)
    return mean_t - slope * mean_x


def mazur_has_his_weights():
    """one step of Matt Mazur's example gives his eight weights"""
    wanted = (0.149780716, 0.19956143, 0.24975114, 0.29950229, 0.35891648, 0.408666186, 0.511301270, 0.561370121)
    return [f"w{i} is {trained('mazur', f'w{i}')}" for i, weight in enumerate(wanted, 1)
            if abs(trained("mazur", f"w{i}") - weight) > 5e-9]


def every_intermediate_gradient_is_pytorchs(name):
    """as retain_grad keeps it"""
    wanted = json.loads((SOURCE / "tests/reference/lessons.json").read_text(encoding="utf-8"))[name]
    wrong = need(abs(steps(name)[-1]["value"] - wanted["value"]) <= 1e-12, f"{steps(name)[-1]['value']}")
    for node, rows in wanted["gradients"].items():
        gradients = steps(name)[-1]["gradients"]
        found = gradients[node] if node in gradients else sum_of_terms(name, node)
        differences = [abs(a - b) for a, b in zip(numbers_of(found), numbers_of(rows), strict=True)]
        wrong += need(max(differences) <= 1e-12, f"{node}: {found}, not {rows}")
    return wrong


def answer_is_true(path):
    name = path.stem.split("-", 1)[1]
    said = prose(path, "ask") + " " + prose(path, "answer")
    wrong = need(prose(path, "answer"), "no answer")
    for text, number, decimals in FACTS[name]():
        wrong += need(text in said, f"{text!r} is not said")
        if decimals is not None:
            written = float(NUMBER.findall(text.replace("− ", "-"))[-1].replace("−", "-"))
            wrong += need(round(number, decimals) == written, f"{text!r}: it is {number}")
    return wrong


def end_asks(path):
    """Of a screen of 80x24 at the end of the walk: the whole question stands there, and the key that answers it."""
    screen = gradwalk("--keys", "<End>", "--size", "80x24", str(path)).stdout
    return (need("? " + " ".join(prose(path, "ask").split()) in " ".join(screen.split()), screen) +
            need("a answer" in screen.splitlines()[-1], screen.splitlines()[-1]))


def lets_through_above_3():
    """in dead-relu b has a gradient just where the answer says so: above 3, but for 4"""
    tried = [b / 4 for b in range(-8, 29)]
    return [f"at b = {b} it is {gradient('dead-relu', 'b', '-s', f'b={b}')}" for b in tried
            if (gradient("dead-relu", "b", "-s", f"b={b}") != 0) != (b > 3 and b != 4)]


def max_takes_turns():
    """in max-router w has no gradient below z, half of it at z, all of it above"""
    return [f"at w = {w} it is {gradient('max-router', 'w', '-s', f'w={w}')}" for w in (-9, -1, 0, 1, 1.5, 2, 2.5, 3, 10)
            if gradient("max-router", "w", "-s", f"w={w}") != (0 if w < 2 else 1 if w == 2 else 2)]


def every_lesson_asks():
    """every lesson has a title, a note, a question and an answer"""
    return [f"{path.name} has no {element}" for path in LESSONS for element in ("title", "note", "ask", "answer")
            if not prose(path, element)]


def first_lessons_have_tours():
    """lessons 01, 02 and 10 have a tour of three to six stops"""
    counts = {name: len(ET.parse(lesson(name)).getroot().findall("tour[1]/stop"))
              for name in ("sum-product", "sigmoid-neuron", "two-layer-network")}
    return [f"{name} has {count} stops" for name, count in counts.items() if not 3 <= count <= 6]


tap.run([(check.__doc__, check) for check in (every_lesson_asks, first_lessons_have_tours, lets_through_above_3, max_takes_turns,
                                                      mazur_has_his_weights)] +
        [(f"every gradient of {name} is PyTorch's", functools.partial(every_intermediate_gradient_is_pytorchs, name))
         for name in ("embedding", "layer-norm", "backprop-ninja", "micrograd-neuron", "lstm", "attention")] +
        [(f"the question of {path.stem} stands at its end", functools.partial(end_asks, path)) for path in LESSONS] +
        [(f"the answer of {path.stem} is true", functools.partial(answer_is_true, path)) for path in LESSONS])
