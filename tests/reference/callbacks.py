#!/usr/bin/env python3
"""Hold every case of callbacks.json, which Keras' callbacks computed, against the program's: a plug-in replays the losses of
validation, and a checkpoint after every epoch tells the counters. Speaks TAP.

Usage: callbacks.py CASES PLUGIN
"""

import functools
import json
import re
import sys

import tap
from program import gradwalk

PLUGIN = sys.argv[2]
GRAPH = """<graph><param name="w" value="1"/><output name="J">w^2</output><train lr="0.1"/></graph>"""


def settings(values):
    return ",".join(f"{name}={value}" for name, value in values.items())


def state_of(path):
    """The lines of the training, and those of its first callback, by name."""
    text = path.read_text(encoding="utf-8")
    text = text[:text.index("\ncallback ModelCheckpoint")] if text.count("\ncallback ") > 1 else text
    return dict(line.split(" ", 1) for line in text.splitlines() if " " in line)


def train(folder, case, callback):
    """What was printed; and of each epoch its log and its state, as a dictionary."""
    (folder / "graph.xml").write_text(GRAPH, encoding="utf-8")
    losses = ",".join("-" if loss is None else str(loss) for loss in case["seq"])
    result = gradwalk("train", "graph.xml", "--epochs", str(len(case["seq"])), "--history", "history.jsonl", "--plugin",
                      f"{PLUGIN}:{losses}", "--callback", callback, "--callback", "ModelCheckpoint:filepath=state/{epoch}",
                      folder=folder)
    logs = [json.loads(line) for line in (folder / "history.jsonl").read_text(encoding="utf-8").splitlines()]
    states = [state_of(folder / f"state/{epoch + 1}.state") for epoch in range(len(logs))]
    return result, logs, states


def early_stopping(folder, case):
    if case["seq"][0] == "nan":  # a deviation: a NaN is never the best, so that the improvement behind it is seen
        case = {**case, "trace_epoch_wait_best_stop": [[0, 1, None, False], [1, 0, 1.0, False], [2, 0, 0.9, False], [3, 0, 0.8, False]],
                "stopped_epoch": 0, "best_epoch": 3, "final_weights_from_epoch": 3}
    result, _, states = train(folder, case, "EarlyStopping:" + settings(case["kwargs"]))
    found = [[epoch, int(state["wait"]), state["stopped-epoch"] != "0"] for epoch, state in enumerate(states)]
    wanted = [[epoch, wait, stops] for epoch, wait, _, stops in case["trace_epoch_wait_best_stop"]]
    weights = re.search(r'name="w" value="(\S+)"', result.stdout)
    end = [int(states[-1]["stopped-epoch"]), int(states[-1]["best-epoch"]), int(weights[1]) if weights else result.stderr]
    problems = [] if found == wanted else [f"{found} is not {wanted}"]
    if end != [case["stopped_epoch"], case["best_epoch"], case["final_weights_from_epoch"]]:
        problems.append(f"ends with {end}")
    best = [float(state["best"]) for state in states]
    for epoch, _, value, _ in case["trace_epoch_wait_best_stop"]:
        if value not in (None, "inf") and best[epoch] != value:
            problems.append(f"epoch {epoch}: best {best[epoch]}")
    return problems


def reduce_lr(folder, case):
    _, logs, states = train(folder, case, "ReduceLROnPlateau:" + settings(case["kwargs"]))
    found = [[log["epoch"], log["learning_rate"], float(state["rate"]), int(state["wait"]), int(state["cooling"])]
             for log, state in zip(logs, states)]
    wanted = case["trace_epoch_loggedlr_lr_wait_cooldown"]
    return [] if found == wanted else [f"{found} is not {wanted}"]


def checkpoint(folder, case):
    train(folder, case, "ModelCheckpoint:" + settings({**case["kwargs"], "filepath": "saved/" + case["filepath"]}))
    found = sorted(path.name for path in (folder / "saved").iterdir() if path.suffix != ".state")
    return [] if found == sorted(case["saved"]) else [f"{found} is not {case['saved']}"]


def name_of(check, case):
    return f"{check.__name__} {settings(case['kwargs'])} of {case['seq']}"


with open(sys.argv[1], encoding="utf-8") as file:
    CASES = json.load(file)
tap.run([(name_of(check, case), functools.partial(tap.in_folder(check), case))
         for check in (early_stopping, reduce_lr, checkpoint) for case in CASES[check.__name__]])
