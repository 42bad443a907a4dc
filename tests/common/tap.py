"""How the tests in Python say what they found: TAP, one case a line.

    def a_sum_is_right():
        return need(1 + 1 == 2, "no")

    tap.run(tap.named([a_sum_is_right]))

A case is a name and a function that returns what is wrong: a list, empty if all is well.
"""
import functools
import pathlib
import sys
import tempfile
import traceback

MOST_PROBLEMS = 20  # that are told of one case


def need(condition, what):
    return [] if condition else [what]


def named(checks, *arguments):
    """Cases of functions whose names are what they claim."""
    return [(check.__name__.replace("_", " "), functools.partial(check, *arguments)) for check in checks]


def in_folder(check):
    """The same check, given a new folder that is gone afterwards."""
    @functools.wraps(check)
    def checked(*arguments):
        with tempfile.TemporaryDirectory() as folder:
            return check(pathlib.Path(folder), *arguments)
    return checked


class Skip(Exception):
    """Raised by a check that cannot be made here, with what is missing."""


def problems_of(check):
    try:
        return list(check())
    except Skip:
        raise
    except Exception:  # pylint: disable=broad-except
        return [traceback.format_exc()]


def run(cases):
    """Try every case, and end the program."""
    print(f"1..{len(cases)}")
    failed = False
    for number, (name, check) in enumerate(cases, 1):
        try:
            problems = problems_of(check)
        except Skip as missing:
            print(f"ok {number} - {name} # SKIP {missing}")
            continue
        failed = failed or bool(problems)
        print(f"{'not ok' if problems else 'ok'} {number} - {name}")
        for problem in problems[:MOST_PROBLEMS]:
            print("# " + str(problem).replace("\n", "\n# "), flush=True)
    sys.exit(failed)
