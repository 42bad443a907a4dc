#!/usr/bin/env python3
"""Whatever ends an export, its file is whole, or as it was before: in every format. Speaks TAP."""

import functools
import re
import resource
import signal
import subprocess
import time

from lessons import export
from program import ENVIRONMENT, PROGRAM, gradwalk
from tap import need
import tap

LESSON = "sigmoid-neuron"
FORMATS = re.split(r", | or ", re.search(r"--to FORMAT .*?name of -o ends: (.*?) --steps",
                                         re.sub(r"\s+", " ", gradwalk("--help").stdout))[1])
KILLS = 8  # of each format, spread over the time that an export takes


def start(name, file, **how):
    return subprocess.Popen([PROGRAM, "export", LESSON, "--to", name, "-o", file], env=ENVIRONMENT, stderr=subprocess.PIPE, **how)


def is_whole_or_absent(file, whole):
    return not file.exists() or file.read_bytes() == whole.encode()


@tap.in_folder
def a_kill_leaves_it_whole_or_absent(folder, name):
    whole = export(LESSON, "--to", name)
    begin, problems = time.monotonic(), []
    start(name, folder / "whole").communicate()
    duration = time.monotonic() - begin
    for i in range(KILLS):
        file = folder / f"killed-{i}"
        with start(name, file) as process:
            time.sleep(duration * (i + 1) / KILLS)
            process.send_signal(signal.SIGKILL)
        problems += need(is_whole_or_absent(file, whole), f"{i}: {file.stat().st_size if file.exists() else 0} bytes")
    return problems + need(is_whole_or_absent(folder / "whole", whole) and (folder / "whole").exists(), "it is not written")


@tap.in_folder
def a_disk_without_room_leaves_what_was_there(folder, name):
    """of which the limit on a file's size is an example, and /dev/full another"""
    file = folder / "old"
    file.write_text("old", encoding="utf-8")
    with start(name, file, preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                                              resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)))) as process:
        said = process.communicate()[1].decode()
    full = gradwalk("export", LESSON, "--to", name, "-o", "/dev/full")
    return (need(process.returncode == 2 and "cannot write: File too large" in said, f"{process.returncode}: {said}") +
            need(file.read_text(encoding="utf-8") == "old" and [path.name for path in folder.iterdir()] == ["old"], "it changed") +
            need(full.returncode == 2 and "No space left" in full.stderr, full.stderr))


def a_closed_pipe_is_no_success(name):
    gone = subprocess.run(["sh", "-c", '{ "$0" "$@"; echo "status $?" >&2; } | :', PROGRAM, "export", LESSON, "--to", name],
                          env=ENVIRONMENT, capture_output=True, text=True, check=False)
    shut = subprocess.run(["sh", "-c", '"$0" "$@" >&-', PROGRAM, "export", LESSON, "--to", name], env=ENVIRONMENT,
                          capture_output=True, text=True, check=False)
    return need(re.search(r"status (141|0|2)", gone.stderr), gone.stderr) + need(
        shut.returncode == 2 and "standard output: cannot write" in shut.stderr, shut.stderr)


tap.run([(f"{name}: {check.__name__.replace('_', ' ')}", functools.partial(check, name))
         for name in FORMATS for check in (a_kill_leaves_it_whole_or_absent, a_disk_without_room_leaves_what_was_there,
                                           a_closed_pipe_is_no_success)])
