#!/usr/bin/env python3
"""Hold what training logs of a <metric>, `accuracy` and `val_accuracy` above all, against Keras' own metric classes on
the same predictions (metrics.json, which make_metrics.py prints). Made-up predictions come as data, so nothing is
learnt; the trainings are whole ones, epoch by epoch. Keras' numbers are in single precision. Speaks TAP."""

import csv
import functools
import json
import sys
from xml.sax.saxutils import escape

import tap
from program import gradwalk

TOLERANCE = 1e-6  # no miscounted row is smaller: there are at most 20


def history(xml, epochs):
    result = gradwalk("train", "-", "--epochs", str(epochs), "--history", "-", "-o", "/dev/null", text=xml)
    if result.returncode != 0:
        raise ValueError(result.stderr)
    return list(csv.DictReader(result.stdout.splitlines()))


def row_of(predictions, targets):
    return f'<row p="{" ".join(map(repr, predictions))}" t="{" ".join(map(repr, targets))}"/>'


def graph_of(case):
    rows = "".join(row_of(*row) for row in case["rows"])
    split = f' split="{case["split"]}"' if case["split"] else ""
    return (f'<graph><input name="p"/><input name="t"/><param name="w" value="1"/><output name="J">w mean(p)</output>'
            f'<metric name="accuracy">{escape(case["metric"])}</metric>'
            f'<data batch="{case["batch"]}"{split}>{rows}</data><train lr="0" epochs="1"/></graph>')


def differences(logged, wanted):
    if len(logged) != len(wanted):
        yield f"{len(logged)} epochs, not {len(wanted)}"
    for epoch, (logs, values) in enumerate(zip(logged, wanted)):
        for name, value in zip(("accuracy", "val_accuracy"), values):
            if (name in logs) != (value is not None):
                yield f"epoch {epoch}: {name} is {'logged' if name in logs else 'not logged'}"
            elif value is not None and not abs(float(logs[name]) - value) <= TOLERANCE:
                yield f"epoch {epoch}: {name} {logs[name]}, Keras {value}"


def of_predictions(case):
    return differences(history(graph_of(case), 1), [[case["value"], case["val_value"]]])


def of_training(case):
    return differences(history(case["graph"], len(case["epochs"])), case["epochs"])


def names(cases, what):
    for number, case in enumerate(cases, 1):
        yield f"{case['kind']} of {what} {number}"


with open(sys.argv[1], encoding="utf-8") as file:
    CASES = json.load(file)
tap.run([(name, functools.partial(of_predictions, case))
         for name, case in zip(names(CASES["predictions"], "predictions"), CASES["predictions"])] +
        [(name, functools.partial(of_training, case))
         for name, case in zip(names(CASES["trainings"], "training"), CASES["trainings"])])
