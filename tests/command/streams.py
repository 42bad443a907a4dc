#!/usr/bin/env python3
"""Streams that are closed, disks that are full, files that are links or protected. Speaks TAP."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from at_terminal import Terminal
from program import ENVIRONMENT, PROGRAM, gradwalk, on_terminal
from tap import need
import tap

TRAIN = ["train", "bowl", "--epochs", "3"]


def shell(command, folder=None):
    """A command of the shell, in which $G is the program."""
    result = subprocess.run(["sh", "-c", command], env={**ENVIRONMENT, "G": PROGRAM}, cwd=folder, check=False,
                            stdin=subprocess.DEVNULL, capture_output=True)
    result.stdout, result.stderr = result.stdout.decode(), result.stderr.decode()
    return result


# ---- standard streams ----

@tap.in_folder
def what_is_said_goes_into_no_file_of_the_users(folder):
    """A file that is opened while standard error is closed must not become it."""
    log, history = folder / "log.csv", folder / "history.csv"
    logger = f"--callback CSVLogger:filename={log} --history {history}"
    gradwalk(*TRAIN, "--callback", f"CSVLogger:filename={log}", "--history", str(history))
    expected, problems = log.read_bytes(), []
    for closed in ("2>&-", ">&- 2>&-", "<&- >&- 2>&-", "<&-"):
        result = shell(f"\"$G\" train bowl --epochs 3 {logger} -o {folder}/out.xml {closed}")
        problems += need(result.returncode == 0 and log.read_bytes() == history.read_bytes() == expected,
                         f"{closed}: {result.returncode}: {log.read_bytes()}")
    return problems


def a_closed_output_is_an_error():
    problems = []
    for arguments in ("show bowl", "trace bowl", "check bowl", "race bowl", "list", "--help", "--version", "bowl --keys n",
                      "bowl", "train bowl --epochs 1", "compare swap-the-loss"):
        for redirection, reason in ((">&-", "Bad file descriptor"), (">/dev/full", "No space left on device")):
            result = shell(f"\"$G\" {arguments} {redirection}")
            problems += need(result.returncode == 2 and f"standard output: cannot write: {reason}" in result.stderr,
                             f"{arguments} {redirection}: {result.returncode}: {result.stderr}")
    return problems


def a_training_without_a_reader_ends():
    """The processor's time would run out in a million epochs; with a file to write it goes on to its end."""
    gone = shell('ulimit -t 60; { "$G" train line-fit --epochs 100000000 2>&1; echo "status $?" >&2; } | head -2')
    return need(gone.stdout.count("Epoch") == 2 and "status 141" in gone.stderr and "cannot" not in gone.stderr, f"{gone}")


def a_closed_input_is_an_error():
    result = shell('"$G" show - <&-')
    return need(result.returncode == 1 and "standard input: cannot read" in result.stderr, result.stderr)


def messages_that_cannot_be_written_change_nothing():
    problems = []
    for redirection in ("2>&-", "2>/dev/full"):
        trained, wrong = shell(f"\"$G\" train bowl --epochs 3 {redirection}"), shell(f"\"$G\" show nothing {redirection}")
        problems += need(trained.returncode == 0 and trained.stdout == gradwalk(*TRAIN).stdout and wrong.returncode == 1,
                         f"{redirection}: {trained.returncode}, {wrong.returncode}")
    return problems


# ---- files ----

@tap.in_folder
def a_link_to_no_file_yet_stays_a_link(folder):
    link, target = folder / "link.txt", folder / "there" / "file.txt"
    link.symlink_to("there/file.txt")
    (folder / "second.txt").symlink_to("link.txt")
    early = gradwalk("show", "bowl", "-o", str(link))
    problems = need(early.returncode == 2 and "No such file" in early.stderr and link.is_symlink(), early.stderr)
    target.parent.mkdir()
    for name in ("link.txt", "second.txt"):
        target.unlink(missing_ok=True)
        result = gradwalk("show", "bowl", "-o", str(folder / name))
        problems += need(result.returncode == 0 and link.is_symlink() and (folder / "second.txt").is_symlink() and
                         target.read_text(encoding="utf-8") == gradwalk("show", "bowl").stdout, f"{name}: {result.stderr}")
    target.unlink()
    gradwalk(*TRAIN, "-o", str(link))
    return problems + need(link.is_symlink() and "<param" in target.read_text(encoding="utf-8"), "trained")


@tap.in_folder
def links_in_a_circle_are_told_of(folder):
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    result = gradwalk("show", "bowl", "-o", str(folder / "a"))
    return need(result.returncode == 2 and "cannot write" in result.stderr and (folder / "a").is_symlink() and
                sorted(os.listdir(folder)) == ["a", "b"], result.stderr)


def as_a_user(folder, *arguments):
    """Without the rights of root, whom no permission stops; and with a copy of the program, as the user may not be
    allowed to go where it was built."""
    user = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        copies = pathlib.Path(name)
        copies.chmod(0o755)
        shutil.copy(PROGRAM, copies / "gradwalk")
        shutil.copytree(ENVIRONMENT["GRADWALK_GRAPHS"], copies / "graphs")
        environment = {**ENVIRONMENT, "GRADWALK_GRAPHS": str(copies / "graphs")}
        return subprocess.run([copies / "gradwalk", *arguments], cwd=folder, env=environment, capture_output=True, text=True,
                              check=False, **user)


def protected_files_and_folders_are_left_alone():
    problems = []
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = pathlib.Path(name)
        (folder / "kept.txt").write_text("kept", encoding="utf-8")
        (folder / "shut").mkdir()
        folder.chmod(0o777)
        (folder / "kept.txt").chmod(0o444)
        (folder / "shut").chmod(0o555)
        for command in (["show", "bowl"], TRAIN):
            for out in ("kept.txt", "shut/new.txt"):
                result = as_a_user(folder, *command, "-o", out)
                problems += need(result.returncode == 2 and f"{out}: cannot write: Permission denied" in result.stderr,
                                 f"{command[0]} -o {out}: {result.returncode}: {result.stderr}")
        problems += need((folder / "kept.txt").read_text(encoding="utf-8") == "kept" and
                         sorted(os.listdir(folder)) == ["kept.txt", "shut"] and not os.listdir(folder / "shut"), "written")
        (folder / "shut").chmod(0o755)
    return problems


def a_terminal_without_control_sequences_gets_none():
    shown = on_terminal("sum-product", typed="nQ", TERM="vt52")
    return need("\x1b[" not in shown and "\x1bY" in shown and "sum" in shown, shown)


@tap.in_folder
def a_terminal_that_tells_no_size_is_drawn_on(folder):
    terminal = Terminal(folder, "sum-product")
    seen = [terminal.shows("inspect")]
    os.kill(terminal.process, signal.SIGWINCH)
    seen.append(terminal.shows("inspect"))
    return need(all(seen) and terminal.close() == 0, terminal.seen)


tap.run(tap.named([value for name, value in list(globals().items())
                   if callable(value) and value.__module__ == "__main__" and name not in ("shell", "as_a_user")]))
