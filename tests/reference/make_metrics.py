#!/usr/bin/env python3
"""Print what Keras' own metrics say of predictions, for metrics.json.

    tests/reference/make_metrics.py build/src/gradwalk >tests/reference/metrics.json

The made-up predictions lie on a coarse grid, so that many stand exactly at the threshold or share the first place.
Those of the trainings are gradwalk's: a checkpoint after each batch gives the parameters, a walk of each row its
prediction. Keras' metric objects see them batch by batch as model.fit shows them: an epoch begins with reset_state,
a batch is seen before its update, validation after the last. Needs Keras 3 (any backend), whose results are in single precision."""

import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

import keras
import numpy

GRAPHS = pathlib.Path(__file__).resolve().parents[2] / "graphs"
METRICS = keras.metrics

# Name of the metric in Keras, its settings, the expression, and the columns of a prediction and of a target.
MADE_UP = [
    ("BinaryAccuracy", {}, "mean((p > 0.5) == t)", 1, 1),
    ("BinaryAccuracy", {"threshold": 0.3}, "mean((p > 0.3) == t)", 1, 1),
    ("BinaryAccuracy", {}, "mean((p > 0.5) == t)", 3, 3),
    ("Accuracy", {}, "mean(p == t)", 1, 1),
    ("CategoricalAccuracy", {}, "mean(argmax(p, axis=1) == argmax(t, axis=1))", 3, 3),
    ("CategoricalAccuracy", {}, "mean(argmax(p, axis=1) == argmax(t, axis=1))", 2, 2),
    ("CategoricalAccuracy", {}, "mean(argmax(p, axis=1) == argmax(t, axis=1))", 1, 1),
    ("SparseCategoricalAccuracy", {}, "mean(argmax(p, axis=1) == t)", 4, 1),
    ("SparseCategoricalAccuracy", {}, "mean(argmax(p, axis=1) == t)", 1, 1),
    ("MeanSquaredError", {}, "mse(p, t)", 2, 2),
    ("MeanAbsoluteError", {}, "mean(abs(p - t))", 2, 2),
    ("Hinge", {}, "mean(max(0, 1 - (2 t - 1) p))", 1, 1),
    ("LogCoshError", {}, "mean(log(cosh(p - t)))", 1, 1),
]
SHAPES = [(7, 7, 0), (12, 5, 0), (9, 1, 0), (16, 3, 0.25), (11, 4, 0.4)]  # rows, batch, split


def first_part(count, split):
    return int(math.floor(count * (1 - split)))


def value_of(metric, batches):
    metric.reset_state()
    for predictions, targets in batches:
        metric.update_state(numpy.array(targets, float), numpy.array(predictions, float))
    return float(metric.result())


def parted(rows, size):
    return [tuple(zip(*rows[at:at + size])) for at in range(0, len(rows), size)]


def target_of(kind, chance, predicted, columns):
    if kind == "SparseCategoricalAccuracy":
        return [chance.randrange(predicted)]
    if kind == "CategoricalAccuracy" and columns > 1:
        place = chance.randrange(columns)
        return [int(i == place) for i in range(columns)]
    return [chance.randrange(2) for _ in range(columns)]


def made_up():
    chance = random.Random(13)
    for kind, settings, expression, predicted, columns in MADE_UP:
        for count, batch, split in SHAPES:
            grid = [0, 1] if kind == "Accuracy" else [0, 0.25, 0.3, 0.5, 0.7, 1]
            rows = [([chance.choice(grid) for _ in range(predicted)],
                     target_of(kind, chance, predicted, columns)) for _ in range(count)]
            metric, of = getattr(METRICS, kind)(**settings), first_part(count, split)
            yield {"kind": kind, "metric": expression, "rows": rows, "batch": batch, "split": split,
                   "value": value_of(metric, parted(rows[:of], batch)),
                   "val_value": value_of(metric, parted(rows[of:], batch)) if split else None}


# ---- trainings of lessons ----

LOGISTIC = """<graph name="logistic"><input name="x" value="0 1"/><input name="t" value="0"/>
<param name="w" value="0.5; -0.5"/><param name="b" value="0"/><let name="y">sigmoid(x @ w + b)</let>
<output name="L">bce(y, t)</output><metric name="accuracy">(y > 0.5) == t</metric>
<data batch="2" split="0.25"><row x="0 1" t="0"/><row x="1 0" t="1"/><row x="1 1" t="1"/><row x="2 2" t="1"/>
<row x="-1 0" t="0"/><row x="0 -2" t="1"/><row x="-1 -1" t="0"/><row x="0.5 0.5" t="1"/></data>
<train optimizer="sgd" lr="0.3" epochs="8"/></graph>"""

SOFTMAX = """<graph name="softmax"><input name="x" value="1 2"/><input name="t" value="0 0 1"/>
<param name="W" value="0.1 0.2 -0.3; 0.4 -0.1 0.2"/><param name="b" value="0 0.1 -0.1"/>
<let name="y">softmax(x @ W + b)</let><output name="L">-sum(t log(y))</output>
<metric name="accuracy">mean(argmax(y, axis=1) == argmax(t, axis=1))</metric>
<data batch="3" split="0.3"><row x="1 2" t="0 0 1"/><row x="-1 0" t="1 0 0"/><row x="0 1" t="0 1 0"/>
<row x="2 1" t="0 0 1"/><row x="-2 1" t="1 0 0"/><row x="0 -1" t="0 1 0"/><row x="1 1" t="0 0 1"/>
<row x="-1 1" t="1 0 0"/><row x="0.5 -2" t="0 1 0"/><row x="3 0" t="0 0 1"/></data>
<train optimizer="momentum" momentum="0.9" lr="0.2" epochs="8"/></graph>"""


def changed(name, **data):
    """A lesson whose rows are taken in their order, in other batches and with rows kept back."""
    root = ET.parse(GRAPHS / f"{name}.xml").getroot()
    root.find("data").attrib.update(data)
    if root.find("metric") is None:
        root.insert(list(root).index(root.find("data")), ET.Element("metric", name="accuracy"))
        root.find("metric").text = "mean((y > 0.5) == T)"
    return ET.tostring(root, encoding="unicode")


def trace_end(program, path, row):
    settings = [word for name, value in row.items() for word in ("-s", f"{name}={value}")]
    lines = subprocess.run([program, "trace", path, "--format", "jsonl", *settings], capture_output=True, text=True,
                           check=True).stdout
    steps = [json.loads(line) for line in lines.splitlines()]
    return next(step["value"] for step in steps if step.get("node") == "y" and step["phase"] == "forward")


def as_rows(value):
    value = value if isinstance(value, list) else [value]
    return value if isinstance(value[0], list) else [value]


def numbers(text):
    return [[float(number) for number in row.split()] for row in text.split(";")]


def seen(program, path, rows, target):
    """Predictions and targets of a batch, with the parameters that the file at `path` has. A lesson whose input has
    a row for each example is walked once, with all rows of the batch."""
    walks = rows
    if any(";" in tag.get("value", "") for tag in ET.parse(path).getroot().iter("input")):
        walks = [{name: "; ".join(row[name] for row in rows) for name in rows[0]}]
    predictions = [one for walk in walks for one in as_rows(trace_end(program, path, walk))]
    return predictions, [one for row in rows for one in numbers(row[target])]


def training(program, xml, kind, target, epochs):
    root = ET.fromstring(xml)
    data, rows = root.find("data"), [row.attrib for row in root.iter("row")]
    of = first_part(len(rows), float(data.get("split", 0)))
    size, metric, found = int(data.get("batch", 0)) or of, getattr(METRICS, kind)(), []
    with tempfile.TemporaryDirectory() as folder:
        start = pathlib.Path(folder, "start.xml")
        start.write_text(xml, encoding="utf-8")
        subprocess.run([program, "train", start, "--epochs", str(epochs), "-o", "/dev/null", "--callback",
                        f"ModelCheckpoint:filepath={folder}/{{epoch}}-{{batch}}.xml,save_freq=1"],
                       check=True, capture_output=True)
        before = start
        for epoch in range(1, epochs + 1):
            batches = []
            for batch, at in enumerate(range(0, of, size), 1):
                batches.append(seen(program, before, rows[at:min(at + size, of)], target))
                before = pathlib.Path(folder, f"{epoch}-{batch}.xml")
            kept = [seen(program, before, rows[of:], target)] if of < len(rows) else []
            found.append([value_of(metric, batches), value_of(metric, kept) if kept else None])
    return {"kind": kind, "graph": xml, "epochs": found}


def trainings(program):
    yield training(program, changed("21-two-rings", batch="4", split="0.25"), "BinaryAccuracy", "t", 10)
    yield training(program, changed("21-two-rings", batch="20"), "BinaryAccuracy", "t", 40)
    yield training(program, changed("17-train-xor"), "BinaryAccuracy", "T", 12)
    yield training(program, LOGISTIC, "BinaryAccuracy", "t", 8)
    yield training(program, SOFTMAX, "CategoricalAccuracy", "t", 8)


def line_of(case):
    return json.dumps(case, separators=(",", ":"))


print('{"about": "computed by Keras %s\'s own metric classes (%s backend) by make_metrics.py",'
      % (keras.__version__, keras.backend.backend()))
print('"predictions": [\n' + ",\n".join(map(line_of, made_up())) + "],")
print('"trainings": [\n' + ",\n".join(map(line_of, trainings(sys.argv[1]))) + "]}")
