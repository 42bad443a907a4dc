#!/usr/bin/env python3
"""Settings of callbacks that are wrong, files of theirs that cannot be written, and commands of hooks. Speaks TAP."""

import os

from program import gradwalk
from tap import need
import tap

TRAIN = ["train", "early-stopping", "--epochs", "2"]


@tap.in_folder
def what_is_wrong_with_a_callback_is_said_before_training(folder):
    problems = []
    for callback, said in [
            ("EarlyStopping:mode=up", 'mode is auto, min or max, not "up"'), ("EarlyStopping:mode=mni", 'did you mean "min"?'),
            ("EarlyStopping:baseline=1e999", "baseline: 1e999 is too large"), ("EarlyStopping:baseline=inf", "baseline is a number, not inf"),
            ("EarlyStopping:patience=-1", "patience is a whole number"), ("EarlyStopping:patience=1.5", "patience is a whole number"),
            ("EarlyStopping:restore_best_weights=maybe", 'restore_best_weights is yes or no, not "maybe"'),
            ("ReduceLROnPlateau:factor=inf", "factor is a number, at least 0, not inf"),
            ("ModelCheckpoint:save_freq=often", 'save_freq is epoch or a number of batches, not "often"'),
            ("ModelCheckpoint:filepath={nothing}.xml", "ModelCheckpoint: "),
            ("ModelCheckpoint:save_best_only,monitor=score", "mode=min or mode=max"),
            ("CSVLogger:separator=;;", 'CSVLogger: separator is one character, not ";;"'),
            ("CSVLogger:separator=", 'CSVLogger: separator is one character, not ""'),
            ("CSVLogger:filename=/proc/log.csv", "/proc/log.csv: cannot write"),
            ("CSVLogger:filename=file/log.csv", "file: cannot make this folder: a file is in its place"),
            ("CSVLogger:filename=/proc/none/log.csv", "/proc/none: cannot make this folder: "),
            ("CSVLogger:append,filename=folder", "folder: "),
            ("TensorBoard:log_dir=file", "file: cannot make this folder: a file is in its place")]:
        (folder / "file").write_text("", encoding="utf-8")
        (folder / "folder").mkdir(exist_ok=True)
        result = gradwalk(*TRAIN, "--callback", callback, folder=folder)
        problems += need(result.returncode == 2 and said in result.stderr and "Epoch" not in result.stderr and not result.stdout,
                         f"{callback}: {result.returncode}: {result.stderr}")
    return problems + need(sorted(os.listdir(folder)) == ["file", "folder"], f"{os.listdir(folder)}")


@tap.in_folder
def a_log_in_a_device_has_its_rows(folder):
    """It cannot be read first, whether or not it is to be added to."""
    for append in ("", "append,"):
        result = gradwalk(*TRAIN, "-o", "o.xml", "--callback", f"CSVLogger:{append}filename=/dev/stdout", folder=folder)
        lines = result.stdout.splitlines()
        if result.returncode or lines[0] != "epoch,loss,val_loss" or len(lines) != 3:
            return [f"{append}: {result}"]
    return []


@tap.in_folder
def logs_replace_variables_of_their_names(folder):
    (folder / "seen").write_text("", encoding="utf-8")
    gradwalk(*TRAIN, "--on", "epoch_end", "env | grep -c -e ^loss= -e ^epoch= >>seen; echo $loss $other >>seen", folder=folder,
             environment={"loss": "outer", "epoch": "outer", "other": "kept"})
    lines = (folder / "seen").read_text(encoding="utf-8").splitlines()
    return need(len(lines) == 4 and lines[0] == "2" and lines[1].endswith(" kept") and "outer" not in lines[1], f"{lines}")


def a_command_that_a_signal_ends_is_told_of_once():
    result = gradwalk(*TRAIN, "--on", "epoch_end", "kill -9 $$")
    return need(result.returncode == 0 and result.stderr.count("the command 'kill -9 $$' was ended by a signal") == 1, result.stderr)


def messages_may_be_written_to_standard_error_by_its_name():
    """As a history is here; and what is no descriptor is no file either."""
    result, wrong = gradwalk(*TRAIN, "--history", "/dev/stderr"), gradwalk(*TRAIN, "--history", "/dev/fd/one")
    return (need(result.returncode == 0 and "epoch,loss,val_loss" in result.stderr and "epoch,loss" not in result.stdout, result.stderr) +
            need(wrong.returncode == 2 and "/dev/fd/one: cannot write" in wrong.stderr, wrong.stderr))


# ---- what is not finite ----

@tap.in_folder
def after_a_resumption_no_cause_is_made_up(folder):
    """The step before is not known any more, so that nothing says that a smaller rate would help."""
    train = ["train", "bowl", "--lr", "1e200", "--epochs", "3", "-o", "o.xml", "--callback", "ModelCheckpoint:filepath={epoch}.xml"]
    whole = gradwalk(*train, folder=folder)
    resumed = gradwalk(*train, "--resume", "1.xml", folder=folder)
    first = [line for line in resumed.stderr.splitlines() if "is the first value that is not finite" in line]
    return (need("before the last update the loss of these rows was finite" in whole.stderr and "diverged" in whole.stderr, whole.stderr) +
            need(resumed.returncode == 1 and len(first) == 1 and first[0].endswith("not finite") and "diverged" not in resumed.stderr and
                 "--lr" not in resumed.stderr, resumed.stderr))


@tap.in_folder
def parameters_that_were_never_finite_are_told(folder):
    (folder / "graph.xml").write_text("<graph><param name='w' value='inf'/><output name='J'>1/w^2</output></graph>", encoding="utf-8")
    result, longer = (gradwalk("train", "graph.xml", "--epochs", epochs, folder=folder) for epochs in ("1", "2"))
    return need("w = nan is the first value that is not finite\n" in longer.stderr and "ended with a loss of nan" in longer.stderr and
                "--lr" not in longer.stderr and "diverged" not in longer.stderr, longer.stderr) + need(result.returncode == 1 and "this training ended with parameters that are not all finite numbers" in result.stderr and
                "first value" not in result.stderr and not result.stdout, result.stderr)


tap.run(tap.named([what_is_wrong_with_a_callback_is_said_before_training, a_log_in_a_device_has_its_rows,
                   logs_replace_variables_of_their_names, a_command_that_a_signal_ends_is_told_of_once,
                   messages_may_be_written_to_standard_error_by_its_name, after_a_resumption_no_cause_is_made_up,
                   parameters_that_were_never_finite_are_told]))
