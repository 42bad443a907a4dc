#!/usr/bin/env python3
"""Rows of data from CSV files: beside the graph or from an option, in batches, and what does not fit. Speaks TAP."""

import os
import subprocess

from program import ENVIRONMENT, PATIENCE, PROGRAM, gradwalk
from tap import need
import tap

HEAD = "<graph><input name='x'{x}/><input name='t'{t}/><param name='w' value='1; 1'/>"
LINE = HEAD + "<output name='J'>(x @ w - t)^2</output><data{data}/><train lr='0.01' epochs='2'/></graph>"
SCALAR = ("<graph><input name='x'{x}/><input name='t'{t}/><param name='w' value='2'/><output name='J'>(w x - t)^2</output>"
          "<data{data}/></graph>")
BATCH = HEAD + "<output name='J'>mean((x @ w - t)^2)</output><data{data}/><train lr='0.01' epochs='2'/></graph>"
ROWS = "x,t\n1 2,5\n3 4,11\n5 6,17\n7 8,23\n"


def write(folder, graph, rows=ROWS, x="", t="", data=" src='rows.csv'"):
    (folder / "graph.xml").write_text(graph.format(x=x and f" value='{x}'", t=t and f" value='{t}'", data=data), encoding="utf-8")
    (folder / "rows.csv").write_text(rows, encoding="utf-8")




@tap.in_folder
def the_first_row_is_what_inputs_without_a_value_have(folder):
    """x = 1, t = 5: J = (2 − 5)². What has a value keeps it. The file is beside the graph, wherever one stands."""
    rows = "x,t\n1,5\n3,11\n"
    write(folder, SCALAR, rows)
    one = gradwalk("trace", "graph.xml", folder=folder)
    far = gradwalk("trace", str(folder / "graph.xml"))
    write(folder, SCALAR, rows, t="9")
    kept = gradwalk("trace", "graph.xml", folder=folder)
    write(folder, SCALAR, rows, data=f" src='{folder}/rows.csv'")
    absolute = gradwalk("trace", "graph.xml", folder=folder)
    write(folder, SCALAR, "x,y\n1,5\n")
    wrong = gradwalk("trace", "graph.xml", folder=folder)
    return (need("J = 9.00" in one.stdout and one.stdout == far.stdout == absolute.stdout, f"{one} {far.stderr} {absolute.stderr}") +
            need("J = 49.00" in kept.stdout, f"{kept}") +
            need(wrong.returncode == 1 and 'rows.csv:1:3: no input is named "y"' in wrong.stderr, wrong.stderr))


@tap.in_folder
def several_rows_at_once_stand_below_each_other(folder):
    """t has two rows, so that x gets two as well."""
    write(folder, BATCH, x="0 0; 0 0", t="0; 0")
    whole = gradwalk("train", "graph.xml", "--batch", "4", folder=folder)
    odd = gradwalk("train", "graph.xml", "--batch", "3", folder=folder)
    write(folder, BATCH, rows="x,t\n1 2,5\n3 4,11\n5 6,17\n", x="0 0; 0 0", t="0; 0")
    short = gradwalk("train", "graph.xml", folder=folder)
    return (need(whole.returncode == 0 and "loss: " in whole.stderr, whole.stderr) +
            need(odd.returncode == 1 and "the inputs take 2 rows at once; a batch of 3 is not a multiple of that" in odd.stderr, odd.stderr) +
            need(short.returncode == 1 and "the inputs take 2 rows at once, but there are 3" in short.stderr, short.stderr))


@tap.in_folder
def what_does_not_fit_an_input_is_placed(folder):
    problems = []
    for rows, x, t, said in [
            ("x,t\n1 2 3,5\n", "0 0", "0", "rows.csv:2:1: this x is 1×3, which does not fit the input's 1×2"),
            ("x,t\n1 2; 3 4,5\n", "0 0; 0 0; 0 0", "0", "rows.csv:2:1: this x is 2×2, which does not fit the input's 3×2"),
            ("x,t\n1 2,5\n", "0 0; 0 0", "0", "t has room for 1 of these rows and x for 2"),
            ("x,w\n1 2,5\n", "0 0", "0", "rows.csv:1:3: \"w\" is not an input, so no data can be given to it"),
            ("x,q\n1 2,5\n", "0 0", "0", "rows.csv:1:3: no input is named \"q\"")]:
        write(folder, BATCH, rows=rows, x=x, t=t)
        result = gradwalk("train", "graph.xml", folder=folder)
        problems += need(result.returncode == 1 and said in result.stderr and not result.stdout, f"{rows}: {result.stderr}")
    return problems


@tap.in_folder
def a_column_of_vectors_needs_an_input_that_is_declared_as_one(folder):
    """An input without a value is one number; the error names the column and says what to write."""
    problems = []
    scalar = 'but the input "x" has no value and so counts as one number: declare it as <input name="x" value='
    inner = '(1×1) @ (2×1): inner sizes 1 and 2 differ; the input "x" has no value and so counts as one number: if a row of its ' \
            'column has several, declare as many, as in value="0 0 0"'
    for graph, cell, options, said in [
            (SCALAR, "1 2 3", [], f'rows.csv:2:1: this x is 1×3, {scalar}"0 0 0"/>'),
            (SCALAR, "0; 1", [], f'rows.csv:2:1: this x is 2×1, {scalar}"0; 0"/>'),
            (SCALAR, " ".join("1" * 13), [], f'this x is 1×13, {scalar}"{" ".join("0" * 12)} …"/>'),
            (SCALAR, "1 2 3", ["-s", "x=1 2 3"], "-s x: the graph declares no value of x, which makes it one number; that of -s is 1×3: "
                                                 "declare one of this shape"),
            (LINE, "1 2", [], f"graph.xml:1:102: {inner}"),
            (LINE.replace("(x @", "(-x^2 @"), "1 2", [], inner)]:
        write(folder, graph, rows=f"x,t\n{cell},5\n", t="0")
        result = gradwalk("train", "graph.xml", *options, folder=folder)
        problems += need(result.returncode == 1 and said in result.stderr and not result.stdout, f"{cell}: {result.stderr}")
    write(folder, LINE, x="0 0 0", t="0")
    declared = gradwalk("train", "graph.xml", folder=folder)
    return problems + need("inner sizes 3 and 2 differ" in declared.stderr and "no value" not in declared.stderr, declared.stderr)


@tap.in_folder
def another_separator_than_a_comma_is_told(folder):
    problems = []
    for separator, said in ((";", "rows.csv: the columns are parted by semicolons, not by commas"),
                            ("\t", "rows.csv: the columns are parted by tabs, not by commas"), (",", "")):
        write(folder, LINE, rows=ROWS.replace(",", separator), x="0 0", t="0")
        result = gradwalk("train", "graph.xml", folder=folder)
        problems += need(result.returncode == 0 and said in result.stderr and ("parted" in result.stderr) == bool(said), result.stderr)
    return problems


@tap.in_folder
def rows_for_validation_are_looked_at_before_training(folder):
    write(folder, LINE, x="0 0", t="0")
    (folder / "less.csv").write_text("x\n1 2\n", encoding="utf-8")
    (folder / "wrong.csv").write_text("x,t\n1 2,z\n", encoding="utf-8")
    problems = []
    for arguments, said in [(["--validation", "none.csv"], "none.csv: cannot open: No such file"),
                            (["--validation", "less.csv"], "less.csv: there is no column t, which the rows to train on have"),
                            (["--validation", "wrong.csv"], "wrong.csv:2:5: \"z\" is not a number"),
                            (["--src", "less.csv", "--validation", "rows.csv"], "there is a column t, which the rows to train on do not have"),
                            (["--split", "1e-20"], "a split of 1e-20 leaves none of the 4 rows for validation"),
                            (["--split", "0.9"], "a split of 0.9 leaves none of the 4 rows to train on")]:
        result = gradwalk("train", "graph.xml", *arguments, folder=folder)
        problems += need(result.returncode == 1 and said in result.stderr and "Epoch" not in result.stderr, f"{arguments}: {result.stderr}")
    good = gradwalk("train", "graph.xml", "--validation", "rows.csv", folder=folder)
    return problems + need(good.returncode == 0 and "val_loss" in good.stderr, good.stderr)


@tap.in_folder
def standard_input_may_have_the_rows(folder):
    """From a pipe; a terminal would be waited for by whoever only wants to look at a graph."""
    write(folder, LINE, x="0 0", t="0")
    whole = gradwalk("train", "graph.xml", folder=folder)
    piped = gradwalk("train", "graph.xml", "--src", "-", folder=folder, text=ROWS)
    write(folder, LINE, x="0 0", t="0", data=" src='-'")
    own = gradwalk("train", "graph.xml", folder=folder, text=ROWS)
    master, terminal = os.openpty()
    waiting = subprocess.run([PROGRAM, "train", "graph.xml"], cwd=folder, env=ENVIRONMENT, stdin=terminal, capture_output=True,
                             text=True, check=False, timeout=PATIENCE)
    os.close(master), os.close(terminal)
    def parameters(result):
        return result.stdout.split("<param")[1].split("<output")[0] if "<param" in result.stdout else result.stderr
    return (need(parameters(piped) == parameters(whole) == parameters(own) and whole.returncode == 0, f"{piped} {own}") +
            need(waiting.returncode == 1 and "standard input: is a terminal" in waiting.stderr, waiting.stderr))


@tap.in_folder
def a_race_needs_its_rows(folder):
    write(folder, LINE, x="0 0", t="0")
    (folder / "rows.csv").unlink()
    result = gradwalk("race", "graph.xml", folder=folder)
    return need(result.returncode == 1 and "rows.csv: cannot open: No such file" in result.stderr and not result.stdout, result.stderr)


tap.run(tap.named([the_first_row_is_what_inputs_without_a_value_have, several_rows_at_once_stand_below_each_other,
                   what_does_not_fit_an_input_is_placed, a_column_of_vectors_needs_an_input_that_is_declared_as_one,
                   another_separator_than_a_comma_is_told,
                   rows_for_validation_are_looked_at_before_training, standard_input_may_have_the_rows, a_race_needs_its_rows]))
