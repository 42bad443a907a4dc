#!/usr/bin/env python3
"""The schema for editors against every graph: it accepts the lessons and what is wrong only in meaning, and refuses what is
wrong in structure. Speaks TAP."""

import functools
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

from program import gradwalk
import tap

RNG = "{http://relaxng.org/ns/structure/1.0}"

SCHEMA, LESSONS, BAD = (pathlib.Path(argument) for argument in sys.argv[1:])

# Wrong in what the names and expressions mean, which no schema knows.
WELL_FORMED = {
    "argument-twice", "constant-without-value", "cycle", "default-and-too-many", "default-before-an-argument",
    "default-that-is-no-number", "defined-twice", "definition-of-a-stranger", "definition-of-itself", "doctype",
    "glued-names", "group-that-cannot-fold", "let-in-a-definition-twice", "let-of-a-stranger",
    "let-of-its-own-definition", "let-that-is-an-argument", "let-that-is-not-needed", "let-that-needs-itself",
    "matrix-output", "metric-matrix", "metric-with-a-logs-name", "no-output", "no-value", "number-too-large",
    "place-behind-markup", "ragged-matrix", "repeat-below-zero", "repeat-beside-a-number", "repeat-in-a-repeat",
    "repeat-of-a-million", "repeat-of-a-stranger", "repeat-of-another-name", "repeat-of-one-name",
    "repeat-of-repeats", "repeat-without-turns", "result-that-is-unknown", "results-in-an-expression",
    "results-of-another-count", "results-of-no-definition", "shapes", "stop-at-a-leaf", "stop-at-a-stranger",
    "stop-without-text", "too-many-metrics", "two-points", "two-values", "unknown-name", "way-of-a-stranger",
    "way-of-one-gate", "wrong-count",
} | {"two-answers", "two-tours"}  # of a language: in another one, a second is right


def check(path, is_wanted):
    result = subprocess.run(["xmllint", "--noout", "--nonet", "--relaxng", str(SCHEMA), str(path)],
                            capture_output=True, text=True, check=False)
    return tap.need((result.returncode == 0) == is_wanted, result.stderr)


def case(path, is_wanted):
    return f"{path.name} is {'' if is_wanted else 'not '}valid", functools.partial(check, path, is_wanted)


def training_is_whole():
    """the schema knows each option of training and what it may be, and no other"""
    names = {}
    for define in ET.parse(SCHEMA).getroot().iter(RNG + "define"):
        if define.get("name") in ("data", "train"):
            found = [attribute for attribute in define.iter(RNG + "attribute") if attribute.get("name")]
            names.update((attribute.get("name"), [value.text for value in attribute.iter(RNG + "value")]) for attribute in found)
    told = gradwalk("--help").stdout.split("train takes what")[1].split("Its callbacks")[0]
    options = dict(re.findall(r"^ +--([\w-]+) \S+ ((?:.|\n(?! +--))*)", told, re.MULTILINE))
    wrong = [f"{name} may be {value}" for name, values in names.items() for value in values
             if value not in re.split(r"[\s,:]+", options.get(name, ""))]
    missing = [f"{name} may not be {value}" for name in names if names[name] and name != "shuffle"
               for value in re.split(r", | or ", " ".join(options[name].split(": ")[-1].split())) if value not in names[name]]
    return tap.need(set(names) == set(options), sorted(set(names) ^ set(options))) + wrong + missing


def the_compact_schema_is_the_same():
    """graph.rnc says what graph.rng does"""
    if not shutil.which("trang"):
        raise tap.Skip("trang is missing: apt-get install trang")
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder) / "graph.rnc"
        subprocess.run(["trang", str(SCHEMA), str(made)], check=True)
        wanted, found = (re.sub("^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE) for path in (made, SCHEMA.with_suffix(".rnc")))
    return tap.need(wanted == found, "make it again: trang graphs/graph.rng graphs/graph.rnc")


def emacs_finds_the_schema():
    """nxml-mode finds the schema by its schemas.xml, and it exists"""
    rules = ET.parse(SCHEMA.parent / "emacs/schemas.xml").getroot()
    found = {(rule.tag.rpartition("}")[2], rule.get("ns") or rule.get("localName")): rule.get("uri") for rule in rules}
    wanted = {("namespace", "urn:gradwalk:graph"): "../graph.rnc", ("documentElement", "graph"): "../graph.rnc"}
    return (tap.need(found == wanted, found) + tap.need((SCHEMA.parent / "emacs/../graph.rnc").exists(), "no schema") +
            tap.need("schemas" not in gradwalk("list").stdout, "it is no lesson"))


tap.run([(check.__doc__, check) for check in (the_compact_schema_is_the_same, emacs_finds_the_schema)] +
        [(training_is_whole.__doc__, training_is_whole)] + [case(path, True) for path in sorted(LESSONS.glob("*.xml"))] +
        [case(path, path.stem in WELL_FORMED) for path in sorted(BAD.glob("*.xml"))])
