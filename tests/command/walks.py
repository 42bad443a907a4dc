#!/usr/bin/env python3
"""What holds for every screen of the graphs that come with the program: keys in, screen out. Speaks TAP."""

import re

from program import SOURCE, gradwalk
from tap import need
import tap

GRAPHS = sorted((SOURCE / "graphs").glob("*.xml"))
SIZES = ["80x24"]
WALKS = ["G", "nn", "5n", "f3n", "GZ", "<Tab>G", "<Tab>5n", "<Enter>G", "hhhh<Enter>G", "<Tab>G<Enter>", "zG"]
FOOT = 2  # rows below the explanation: the status and the keys


def screen(graph, keys, size="80x24"):
    result = gradwalk("--keys", keys, "--size", size, str(graph))
    width, height = map(int, size.split("x"))
    rows = result.stdout.split("\n")
    return [row.ljust(width) for row in rows] + [" " * width] * (height - len(rows))


def a_step_is_not_cut_while_rows_are_empty():
    problems = []
    for graph in GRAPHS:
        for size in SIZES:
            for keys in WALKS:
                rows = screen(graph, keys, size)
                is_cut = any(row.rstrip().endswith("   …") for row in rows[-FOOT - 2:])
                is_empty = any(not row.strip() for row in rows[:-FOOT])
                problems += need(not (is_cut and is_empty), f"{graph.name} {size} {keys}:\n" + "\n".join(rows))
    return problems


def a_step_is_told_whole_over_a_drawing_that_does_not_fit():
    """The rows of the drawing that it covers are far from the gate at work, which stays in sight."""
    rows = screen(SOURCE / "graphs/10-two-layer-network.xml", "GZ")
    text = "\n".join(rows)
    words = text[text.find("∂S/∂X_00 +="):]
    return need("× swaps" in words and "…" not in words and "┏" in text and "┗" in text, text)


def keys_of(graph, keys, *options):
    """The line of keys: a word for each, in their order."""
    result = gradwalk("--keys", keys, "--size", "80x24", *options, str(SOURCE / "graphs" / graph))
    return re.split(r" {2,}", result.stdout.rstrip("\n").split("\n")[-1])


def the_line_of_keys_offers_no_dead_key():
    """Nothing to train, the start, the middle and the end of a training; a group that is folded, and one that cannot fold."""
    problems = []
    for graph, keys, there, missing in [
            ("01-sum-product.xml", ":view training<Enter>", ["Tab view", "q quit"],
             ["n step", "N back", "jk select", "Z walk it", "Enter inspect"]),
            ("16-line-fit.xml", ":view training<Enter>", ["n step", "jk select"], ["N back", "r start"]),
            ("16-line-fit.xml", ":view training<Enter>5n", ["n step", "N back"], ["r start"]),
            ("16-line-fit.xml", ":view training<Enter>G", ["N back", "Z walk it"], ["n step", "c go on, pause"]),
            ("02-sigmoid-neuron.xml", "", ["z fold"], ["z unfold"]),
            ("02-sigmoid-neuron.xml", "z", ["z unfold"], ["z fold"]),
            ("02-sigmoid-neuron.xml", "zG", ["r start", "a answer"], ["n next"]),
            ("02-sigmoid-neuron.xml", "zz", ["z fold"], ["z unfold"]),
            ("02-sigmoid-neuron.xml", ":select x0<Enter>", [], ["z fold", "z unfold"])]:
        found = keys_of(graph, keys)
        problems += need(set(there) <= set(found), f"{graph} {keys}: no {there} in {found}")
        problems += need(not set(missing) & set(found), f"{graph} {keys}: {missing} in {found}")
    return problems


def a_screen_says(graph, keys, *words):
    text = "\n".join(screen(SOURCE / "graphs" / graph, keys))
    return [f"{graph} {keys}: no \"{word}\" in:\n{text}" for word in words if word not in text]


def what_is_selected_or_grouped_or_walked_is_said():
    """A view without nodes says where the selected one is seen; a blank at the end of a command is none of a name."""
    return (a_screen_says("01-sum-product.xml", ":view source<Enter>:select x<Enter>", "x is selected: graph and table show it") +
            a_screen_says("01-sum-product.xml", "G:set x 3<Enter>:view compare<Enter>:select x<Enter>",
                          "x is selected: graph and table show it") +
            a_screen_says("01-sum-product.xml", ":group part x f <Enter>", "part folds 2 gates"))


def a_folded_output_has_a_seed():
    """Its own derivative would explain itself."""
    text = "\n".join(screen(SOURCE / "graphs/02-sigmoid-neuron.xml", "zG5N"))
    folded = "\n".join("\n".join(screen(SOURCE / "graphs/02-sigmoid-neuron.xml", f"zG{n}N")) for n in range(1, 8))
    return need("seed · local" in text + folded and "∂f/∂f · ∂f/∂s" not in text + folded, folded)


tap.run(tap.named([a_step_is_not_cut_while_rows_are_empty, a_step_is_told_whole_over_a_drawing_that_does_not_fit,
                   the_line_of_keys_offers_no_dead_key,
                   what_is_selected_or_grouped_or_walked_is_said, a_folded_output_has_a_seed]))
