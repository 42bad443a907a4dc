#!/usr/bin/env python3
"""What TensorBoard will read in the event files of a training. Speaks TAP.

Usage: test_events.py WRITE_EVENTS PROTOC
"""
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time

from program import gradwalk
from reader import Corrupt, crc32c, event, masked, payloads
from tap import need
import tap

GRAPH = """<graph>
  <input name="x" value="0 0"/><input name="t" value="0"/>
  <param name="W" value="0.5; -0.25"/><param name="b" value="0.125"/>
  <define name="square" args="u">u^2</define>
  <let name="y">sum(x @ W) + b - t</let>
  <output name="J">square(y) + square(b)/10</output>
  <metric name="accuracy">abs(y) &lt; 1</metric>
  <data batch="1" split="0.25"><row x="1 0" t="1"/><row x="0 1" t="0"/><row x="1 2" t="2"/><row x="2 1" t="3"/></data>
  <train lr="0.1" epochs="4" schedule="exponential" k="0.1"/>
</graph>"""
EPOCHS, STEPS, TIME = 4, 12, 1700000000.5

# A version, and a loss of 0.5 at step 1 and 1700000001.0 s, as a tensor and as TensorFlow 1 wrote it.
GOLDEN = [bytes.fromhex(record) for record in (
    "1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b353110",
    "34000000000000005e33175c0900004040fc54d94110012a270a250a0a65706f63685f6c6f7373420a080112002a040000003f4a0b0a09"
    "0a077363616c6172734d874e9b",
    "200000000000000029eda9500900004040fc54d94110012a130a110a0a65706f63685f6c6f7373150000003f037afcaa")]


def single(value):
    """A double as it is after a float."""
    return struct.unpack("f", struct.pack("f", value))[0]


def files(folder, run):
    return sorted((folder / run).iterdir())


def write(folder, update="2", histogram="2"):
    """Train; what the callback was told, each a dictionary."""
    (folder / "graph.xml").write_text(GRAPH, encoding="utf-8")
    result = subprocess.run([WRITE_EVENTS, folder / "graph.xml", folder / "logs" / "a", update, histogram],
                            capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


class Training:
    """One training, and the events of both of its files."""
    def __init__(self, folder):
        told = write(folder)
        self.epochs = [line for line in told if "epoch" in line]
        self.steps = [line for line in told if "step" in line]
        self.folder = folder / "logs" / "a"
        self.data = {run: files(self.folder, run)[0].read_bytes() for run in ("train", "validation")}
        self.payloads = {run: payloads(data) for run, data in self.data.items()}
        self.events = {run: [event(payload) for payload in found] for run, found in self.payloads.items()}

    def values(self, run, tag):
        return {step: value for _, step, _, found, value in self.events[run] if found == tag}


# ---- the reader itself ----

def the_reader_knows_the_checksum(_):
    return (need(crc32c(b"123456789") == 0xE3069283, "CRC-32C of 123456789") +
            need(masked(b"123456789") == 0xC78AB0E5, "masked"))


def the_reader_reads_real_records(_):
    version, scalar, old = payloads(b"".join(GOLDEN))
    return (need(event(version) == (TIME, 0, "version", None, "brain.Event:2"), f"{event(version)}") +
            need(event(scalar) == (1700000001.0, 1, "scalars", "epoch_loss", 0.5), f"{event(scalar)}") +
            need(old.endswith(b"epoch_loss\x15\0\0\0\x3f"), f"{old}"))


# ---- the files ----

def each_run_has_one_file(training):
    problems = need(sorted(os.listdir(training.folder)) == ["train", "validation"], f"{os.listdir(training.folder)}")
    for run in ("train", "validation"):
        names = [path.name for path in files(training.folder, run)]
        if len(names) != 1 or not re.fullmatch(r"events\.out\.tfevents\.1700000000\.[^/]+\.\d+\.0", names[0]):
            problems.append(f"{run}: {names}")
    return problems


def every_record_is_there(training):
    count = {run: len(found) for run, found in training.payloads.items()}
    scalars, batches, histograms = 3 * EPOCHS, 2 * (STEPS // 2), 2 * 2 * EPOCHS // 2
    wanted = {"train": 2 + scalars + batches + histograms, "validation": 1 + 2 * EPOCHS}
    return need(count == wanted, f"{count}, not {wanted}")


def every_record_has_its_time(training):
    times = {found[0] for events in training.events.values() for found in events}
    return need(times == {TIME}, f"{times}")


def the_first_record_is_the_version(training):
    firsts = [events[0] for events in training.events.values()]
    return need(firsts == [(TIME, 0, "version", None, "brain.Event:2")] * 2, f"{firsts}")


# ---- what they say ----

def epochs_are_what_was_logged(training):
    problems = []
    for run, tag, key in (("train", "epoch_loss", "loss"), ("train", "epoch_learning_rate", "rate"),
                          ("validation", "epoch_loss", "val_loss")):
        found, wanted = training.values(run, tag), {line["epoch"]: single(line[key]) for line in training.epochs}
        if found != wanted or len(set(wanted.values())) != EPOCHS:
            problems.append(f"{run} {tag}: {found}, not {wanted}")
    return problems


def metrics_have_the_tags_of_keras(training):
    """A metric is in both runs under one name, so that TensorBoard draws it in one plot."""
    problems = []
    for run, key in (("train", "accuracy"), ("validation", "val_accuracy")):
        found, wanted = training.values(run, "epoch_accuracy"), {line["epoch"]: single(line[key]) for line in training.epochs}
        problems += need(found == wanted and len(wanted) == EPOCHS, f"{run}: {found}, not {wanted}")
    return problems + need(len(set(training.values("train", "epoch_accuracy").values())) > 1, "all are the same")


def tensorboards_own_reader_listed_the_same(training):
    """Its tags, steps and values of this very training are in tensorboard.json: so those are its names and its numbers."""
    wanted, found = json.loads(pathlib.Path(__file__).with_name("tensorboard.json").read_text(encoding="utf-8")), {}
    for run, events in training.events.items():
        for _, step, plugin, tag, value in events:
            if tag:
                listed = [step, value] if plugin == "scalars" else step
                found.setdefault(run, {}).setdefault(tag, [plugin, []])[1].append(listed)
    wanted.pop("about")
    problems = need(wanted.keys() == found.keys(), f"{found.keys()}")
    for run in wanted:
        problems += need(wanted[run] == found[run], f"{run}: {found[run]}, TensorBoard {wanted[run]}")
    return problems


def batches_are_what_was_logged(training):
    problems = []
    for key in ("loss", "accuracy"):
        found = training.values("train", f"batch_{key}")
        wanted = {line["step"]: single(line[key]) for line in training.steps if line["step"] % 2 == 0}
        problems += need(found == wanted and list(wanted) == [2, 4, 6, 8, 10, 12], f"{key}: {found}, not {wanted}")
    return problems


def no_other_tags(training):
    tags = {run: {found[3] for found in events} for run, events in training.events.items()}
    return (need(tags["validation"] == {None, "epoch_accuracy", "epoch_loss"}, f"{tags}") +
            need(tags["train"] == {None, "epoch_accuracy", "epoch_loss", "epoch_learning_rate", "batch_accuracy", "batch_loss", "W/histogram",
                                   "W/gradient_histogram", "b/histogram", "b/gradient_histogram"}, f"{tags}"))


def histograms_count_every_entry(training):
    problems = []
    for tag, key in (("W/histogram", "W"), ("W/gradient_histogram", "W gradient")):
        found = training.values("train", tag)
        problems += need(list(found) == [0, 2], f"{tag}: epochs {list(found)}")
        for epoch, rows in found.items():
            entries = training.epochs[epoch][key]
            edges = [row[0] for row in rows[1:]] == [row[1] for row in rows[:-1]]
            problems += need(len(rows) == 30 and edges, f"{tag}: {rows}")
            problems += need(rows[0][0] == min(entries) and rows[-1][1] == max(entries), f"{tag}: {rows} {entries}")
            problems += need([row[2] for row in rows] == [1] + [0] * 28 + [1], f"{tag}: {rows}")
    return problems


def one_value_is_one_bucket(training):
    problems = []
    for tag, key in (("b/histogram", "b"), ("b/gradient_histogram", "b gradient")):
        for epoch, rows in training.values("train", tag).items():
            value = training.epochs[epoch][key][0]
            problems += need(rows == [[value - 0.5, value + 0.5, 1]], f"{tag}: {rows}, {value}")
    return problems


def the_graph_has_its_edges(training):
    graphs = [found[4] for found in training.events["train"] if found[2] == "graph"]
    by_name = {name: (op, inputs, shape, expression) for name, op, inputs, shape, expression in graphs[0]}
    short = {name: (op, inputs) for name, (op, inputs, _, _) in by_name.items()}
    problems = need(len(graphs) == 1 and len(graphs[0]) == len(by_name), "names that are not unique")
    wanted = {"x": ("Placeholder", []), "t": ("Placeholder", []), "W": ("Variable", []), "b": ("Variable", [])}
    problems += need(short.items() >= wanted.items(), f"{short}")
    unknown = {name for _, inputs in short.values() for name in inputs} - set(short)
    problems += need(not unknown, f"inputs from nowhere: {unknown}")
    squares = sorted(re.sub(r"\d+", "N", name) for name, (op, _) in short.items() if op == "pow")
    problems += need(squares == ["square.N/pow.N", "square/pow.N"], f"{squares}")
    product = [node for node in by_name.values() if node[0] == "matmul"]
    problems += need(product == [("matmul", ["x", "W"], [], "x @ W")], f"{product}")
    problems += need(by_name["W"][2] == [2, 1] and by_name["b"][2] == [], "shapes")
    return problems + need(by_name["J"][0] == "add", f"{by_name['J']}")


def groups_of_one_name_are_told_apart(training):
    """By a number where they stand in one scope; in two scopes they have two names already."""
    scratch = training.folder.parent.parent
    (scratch / "groups.xml").write_text('<graph><input name="x" value="1"/><param name="w" value="2"/><define name="g" args="u">u^2 + 1</define>'
                                        '<group name="a"><let name="h">g(x w)</let></group><group name="b"><let name="k">g(h) + g(x)</let></group>'
                                        '<output name="J">k + g(h)</output><data><row x="1"/></data></graph>', encoding="utf-8")
    gradwalk("train", scratch / "groups.xml", "--epochs", "1", "--callback", f"TensorBoard:log_dir={scratch}/groups,write_graph=yes")
    found = [event(payload) for payload in payloads(files(scratch / "groups", "train")[0].read_bytes())]
    names = [name for value in found if value[2] == "graph" for name, *_ in value[4]]
    scopes = {re.sub(r"\.\d+/", ".N/", name.rsplit("/", 1)[0] + "/") for name in names if "/" in name}
    return need(len(names) == len(set(names)) and scopes == {"a/", "a/g/", "b/", "b/g/", "b/g.N/", "g/"}, f"{scopes} {names}")


def protoc_decodes_every_payload(training):
    problems = []
    for run, found in training.payloads.items():
        for index, payload in enumerate(found):
            result = subprocess.run([PROTOC, "--decode_raw"], input=payload, capture_output=True, check=False)
            tag = training.events[run][index][3]
            text = result.stdout.decode()
            # A tag that could itself be a message is shown as one.
            if result.returncode or not re.match(r"1: 0x", text) or (tag and "histogram" in tag and "tograms" not in text):
                problems.append(f"{run} {index}: {text} {result.stderr}")
    return problems


def protoc_sees_the_tag_and_the_number(training):
    last = training.payloads["validation"][-1]
    text = subprocess.run([PROTOC, "--decode_raw"], input=last, capture_output=True, check=True).stdout.decode()
    bits = struct.unpack("<I", struct.pack("<f", training.epochs[-1]["val_loss"]))[0]
    number = struct.pack("<I", bits)
    return need('1: "epoch_loss"' in text and "2: 3" in text and number in last, text)


# ---- what is broken is found ----

def a_changed_byte_is_found(training):
    """One bit of every byte in turn."""
    data = training.data["validation"]
    missed = []
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1 << at % 8
        try:
            payloads(bytes(changed))
            missed.append(f"byte {at}")
        except Corrupt:
            pass
    return need(len(data) > 300, f"{len(data)} bytes") + missed


def a_file_that_ends_early_is_found(training):
    data, ends, at = training.data["validation"], set(), 0
    for payload in training.payloads["validation"]:
        ends.add(at)
        at += 16 + len(payload)
    missed = []
    for length in set(range(len(data))) - ends:
        try:
            payloads(data[:length])
            missed.append(f"{length} bytes")
        except Corrupt:
            pass
    return missed


# ---- around it ----

def another_training_has_a_file_of_its_own(training):
    before = training.data["train"]
    write(training.folder.parent.parent)
    found = files(training.folder, "train")
    contents = [path.read_bytes() for path in found]
    return need(len(found) == 2 and before in contents, f"{found}")


@tap.in_folder
def without_frequencies_there_are_epochs_only(folder, _):
    write(folder, update="0", histogram="0")
    found = [event(payload)[2:4] for payload in payloads(files(folder / "logs" / "a", "train")[0].read_bytes())]
    return need(found == [("version", None), ("graph", None)] +
                [("scalars", f"epoch_{name}") for name in ("accuracy", "learning_rate", "loss")] * EPOCHS, f"{found}")


def a_folder_that_cannot_be_is_named(training):
    graph = training.folder.parent.parent / "graph.xml"
    result = subprocess.run([WRITE_EVENTS, graph, graph / "logs", "0", "0"], capture_output=True, text=True, check=False)
    return need(result.returncode == 1 and f"{graph}: cannot make this folder" in result.stderr, result.stderr)


def the_program_writes_them_at_the_time_that_it_is(training):
    scratch = training.folder.parent.parent
    before = time.time()
    result = gradwalk("train", scratch / "graph.xml", "--callback",
                      f"TensorBoard:log_dir={scratch}/program,update_freq=4,histogram_freq=3,write_graph=no")
    events = [event(payload) for payload in payloads(files(scratch / "program", "train")[0].read_bytes())]
    tags = {tag: [step for _, step, _, found, _ in events if found == tag] for tag in {found[3] for found in events}}
    wanted = {None: [0], "epoch_loss": [0, 1, 2, 3], "epoch_learning_rate": [0, 1, 2, 3], "batch_loss": [4, 8, 12],
              "epoch_accuracy": [0, 1, 2, 3], "batch_accuracy": [4, 8, 12],
              "W/histogram": [0, 3], "W/gradient_histogram": [0, 3], "b/histogram": [0, 3], "b/gradient_histogram": [0, 3]}
    return (need(result.returncode == 0 and tags == wanted, f"{result.stderr} {tags}") +
            need(all(before <= found[0] <= time.time() for found in events), f"{before}: {events[0][0]}"))


def wrong_settings_are_refused(training):
    problems = []
    for setting, message in (("update_freq=0", "update_freq is a whole number from 1"),
                             ("update_freq=epochs", "update_freq is epoch or a number of batches"),
                             ("histogram_freq=0.5", "histogram_freq is a whole number"),
                             ("logdir=x", "did you mean \"log_dir\"?")):
        result = gradwalk("train", training.folder.parent.parent / "graph.xml", "--callback", f"TensorBoard:{setting}")
        problems += need(result.returncode and message in result.stderr, f"{setting}: {result.stderr}")
    return problems


TESTS = [the_reader_knows_the_checksum, the_reader_reads_real_records, each_run_has_one_file, every_record_is_there,
         every_record_has_its_time, the_first_record_is_the_version, epochs_are_what_was_logged,
         metrics_have_the_tags_of_keras,
         tensorboards_own_reader_listed_the_same, batches_are_what_was_logged, no_other_tags, histograms_count_every_entry, one_value_is_one_bucket,
         the_graph_has_its_edges, groups_of_one_name_are_told_apart, protoc_decodes_every_payload, protoc_sees_the_tag_and_the_number,
         a_changed_byte_is_found, a_file_that_ends_early_is_found, another_training_has_a_file_of_its_own,
         without_frequencies_there_are_epochs_only, a_folder_that_cannot_be_is_named,
         the_program_writes_them_at_the_time_that_it_is, wrong_settings_are_refused]


if len(sys.argv) != 3:
    sys.exit(__doc__)
WRITE_EVENTS, PROTOC = sys.argv[1:]
with tempfile.TemporaryDirectory() as directory:
    tap.run(tap.named(TESTS, Training(pathlib.Path(directory))))
