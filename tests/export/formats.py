#!/usr/bin/env python3
"""Which format the name of a file means, and what is said of one that means none. Speaks TAP."""

import pathlib
import tempfile

from program import gradwalk
from tap import need
import tap

LESSON = "sum-product"
NO_ENDING = "export to which format? Give --to, or -o with a name that ends in one"
OTHER_ENDING = "gradwalk: no format ends in {}; these do: .txt .svg"


def the_longest_ending_that_fits_is_meant():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        found = [gradwalk("export", LESSON, "-o", file, folder=folder).returncode for file in ("w.py", "w.numpy.py")]
        torch, numpy = ((folder / file).read_text(encoding="utf-8") for file in ("w.py", "w.numpy.py"))
    return need(found == [0, 0] and "import torch" in torch and "torch" not in numpy and "d_q = d_f * z" in numpy, numpy)


def a_name_without_a_known_ending_is_refused():
    cases = [("w.png", OTHER_ENDING.format(".png")), ("folder.d/w.png", OTHER_ENDING.format(".png")),
             ("w.", OTHER_ENDING.format(".")), ("folder.d/w", NO_ENDING), ("w", NO_ENDING), (".svg", NO_ENDING)]
    found = [(file, gradwalk("export", LESSON, "-o", file), said) for file, said in cases]
    return need(all(run.returncode == 2 and said in run.stderr and not pathlib.Path(file).exists() for file, run, said in found),
                [(file, run.returncode, run.stderr) for file, run, _ in found])


def a_command_says_what_it_does_not_write():
    run = gradwalk("show", LESSON, "-o", "w.numpy.py")
    return need(run.returncode == 2 and run.stderr == "gradwalk: show does not write numpy; gradwalk export does\n", run)


tap.run(tap.named([the_longest_ending_that_fits_is_meant, a_name_without_a_known_ending_is_refused,
                   a_command_says_what_it_does_not_write]))
