#!/usr/bin/env python3
"""What --steps and --picture write, and which format the name of -o chooses. Speaks TAP."""

import inspect

from program import gradwalk
from tap import need
import tap


def refused(arguments, said, status=2):
    result = gradwalk(*arguments)
    return need(result.returncode == status and said in result.stderr and not result.stdout,
                f"{arguments}: {result.returncode} {result.stdout}{result.stderr}")


def steps_that_cannot_be_files_are_refused():
    export = ["export", "sum-product", "--steps"]
    return (refused([*export, "-o", "w-{t}.html"], "html shows every step already: leave out --steps") +
            refused([*export, "-t", "2", "-o", "w-{t}.svg"], "give either -t or --steps, not both") +
            refused([*export, "--to", "svg"], "--steps makes a file for each step: write -o walk-{t}.svg") +
            refused([*export, "-o", "w-{t}.xyz"], "no format ends in .xyz; these do: .txt .svg ") +
            refused([*export, "-o", "none/w-{t}.svg"], "none/w-0.svg: cannot write: ", 1) +
            refused(["export", "none.xml", "--steps", "-o", "w-{t}.svg"], "none.xml: there is no such file", 1))


@tap.in_folder
def each_step_is_the_drawing_of_its_position(folder):
    gradwalk("export", "sum-product", "--steps", "-o", "w-{t}.txt", folder=folder)
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    shown = {f"w-{t}.txt": gradwalk("export", "sum-product", "--to", "text", "-t", str(t)).stdout for t in range(6)}
    return need(files == shown and len(set(files.values())) == 6, files)


@tap.in_folder
def a_name_chooses_the_format(folder):
    """A hidden file's name, a device's, and one without an ending choose none: then the usual one is written."""
    usual = gradwalk("trace", "sum-product").stdout
    problems = []
    for name in (".svg", "trace", "folder.svg/trace"):
        (folder / "folder.svg").mkdir(exist_ok=True)
        gradwalk("trace", "sum-product", "-o", name, folder=folder)
        problems += need((folder / name).read_text(encoding="utf-8") == usual, name)
    gradwalk("trace", "sum-product", "-o", "t.csv", folder=folder)
    rows = (folder / "t.csv").read_bytes().decode()
    return (problems + need(rows == gradwalk("trace", "sum-product", "--format", "csv").stdout, rows) +
            need(gradwalk("trace", "sum-product", "-o", "/dev/stdout").stdout == usual, "a device's name") +
            refused(["export", "sum-product", "-o", ".svg"], "export to which format? Give --to, or -o with a name that ends") +
            refused(["export", "sum-product", "-o", "a.xyz"], "no format ends in .xyz; these do: .txt .svg ") +
            refused(["trace", "sum-product", "-o", "a.svg"], "trace does not write svg; gradwalk export does") +
            refused(["show", "sum-product", "-o", "a.csv"], "show does not write csv; gradwalk export does"))


def picture(*arguments):
    return gradwalk("train", "line-fit", "--picture", *arguments)


def a_picture_is_of_the_step_that_is_named():
    heads = [picture("rows", *time).stdout.splitlines()[0]
             for time in (["-t", "start"], ["-t", "3"], [], ["-t", "end"], ["-t", "600"])]
    wrong = "a step of this training is 0 to 600, start or end"
    return (need(heads == [f"rows 1 to 5 of 5, step {step}" for step in ("0", "3", "600", "600", "600")], heads) +
            refused(["train", "line-fit", "--picture", "rows", "-t", "601"], f"-t 601: {wrong}", 1) +
            refused(["train", "line-fit", "--picture", "rows", "-t", "now"], f"-t now: {wrong}", 1) +
            refused(["train", "train-xor", "--picture", "fit"], "--picture fit: a fit is of a prediction from one number", 1) +
            refused(["train", "sum-product", "--picture", "fit"], "there is nothing to train", 1))


def a_surface_is_of_two_parameters():
    surface = gradwalk("train", "bowl", "--picture", "surface", "--size", "60x16").stdout.splitlines()
    return (need(len(surface) == 16 and surface[0].startswith("y over x, lines of equal f") and any("✕" in line for line in surface[1:]),
                 surface) +
            refused(["train", "train-xor", "--picture", "surface"], "--picture surface: ", 1))


def a_picture_has_the_size_that_is_given():
    """Without one, curves fill a terminal, and a table of rows is as long as they are."""
    curves, small = picture("curves"), picture("curves", "--size", "60x12")
    rows, few = picture("rows").stdout, picture("rows", "--size", "60x6").stdout
    return (need(len(curves.stdout.splitlines()) <= 24 and curves.stdout.startswith("J, steps and means of epochs"), curves.stdout) +
            need(len(small.stdout.splitlines()) <= 12 and max(map(len, small.stdout.splitlines())) <= 60, small.stdout) +
            need(small.stdout != curves.stdout, "the size changes nothing") +
            need("rows 1 to 5 of 5" in rows and "rows 1 to 5 of 5" not in few, few))


tap.run(tap.named([value for value in list(globals().values())
                   if callable(value) and getattr(value, "__module__", "") == "__main__" and
                   (hasattr(value, "__wrapped__") or not inspect.signature(value).parameters)]))
