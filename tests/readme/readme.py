#!/usr/bin/env python3
"""Run what the README claims: its commands, its picture, its keys, its first graph. Speaks TAP.

Usage: readme.py README [PAGE...], whose commands are run as well
"""

import glob
import os
import pathlib
import re
import shlex
import sys

from program import SOURCE, gradwalk
from tap import need
import tap

PAGE = {pathlib.Path(name).name: pathlib.Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]}
PAGES = list(PAGE.values())
README = PAGES[0]
TEACHING = PAGE["teaching.md"]
SPANS = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL))


def commands(page):
    """The indented command lines, without what is said of them behind a wide gap."""
    for line in re.findall(r"^    (\S.*)$", page, re.MULTILINE):
        if line.startswith(("gradwalk ", "tools/")):
            yield re.split(r"  +", line)[0]


def code_blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def squeezed(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def words_of(command, folder):
    """As a shell parts them, with the files of a pattern in their place."""
    for word in shlex.split(command):
        files = sorted(glob.glob(word, root_dir=folder)) if "*" in word else []
        yield from files or [word]


def save_what_commands_read(folder):
    for name, source in zip(["neuron.xml", "points.xml"], code_blocks("xml"), strict=True):
        (folder / name).write_text(source, encoding="utf-8")
    (folder / "two-ways.xml").write_text(own_lesson(), encoding="utf-8")
    (folder / "students.txt").write_text("4711\n4712\n4713\n", encoding="utf-8")


def own_lesson():
    return re.search(r"Save this as `two-ways.xml`:\n\n```xml\n(.*?)^```", TEACHING, re.MULTILINE | re.DOTALL)[1]


def commands_run(folder):
    """every command that it shows runs"""
    save_what_commands_read(folder)
    wrong = []
    for command in [command for page in PAGES for command in commands(page)]:
        words = list(words_of(command, folder))
        if words[0].startswith("tools/"):
            if not os.access(SOURCE / words[0], os.X_OK):
                wrong.append(f"{words[0]} can't be run")
            if words[0] != "tools/run" or len(words) == 1:
                continue  # the tools' own tests run them
        result = gradwalk(*words[1:], folder=folder)
        if "this gradwalk was built without" in result.stderr:
            continue
        if result.returncode != 0 or not (result.stdout or "-o" in words):
            wrong.append(f"{command}: exit status {result.returncode}: {result.stderr}")
    return wrong


def picture_is_true(_):
    """the picture is what the program shows"""
    shown = squeezed(gradwalk("--keys", "fnnn", "--size", "80x24", "sum-product").stdout)
    return [f"not on the screen: {line}" for line in squeezed(code_blocks("")[0]) if line not in shown]


def drawing_is_what_is_made_today(_):
    """the drawing above it is what its command makes"""
    name, arguments = re.search(r"!\[.*?\]\((docs/.*?\.svg)\)", README)[1], re.search(r"    gradwalk (export .*?) -o walk.svg", README)[1]
    made = gradwalk(*arguments.split(), "--to", "svg").stdout
    return need((SOURCE / name).read_text(encoding="utf-8") == made and "prefers-color-scheme:dark" in made, f"{arguments}: {made}")


def race_is_true(_):
    """the picture of the race is what its command prints"""
    command = next(line for line in commands(README) if line.startswith("gradwalk race"))
    printed = gradwalk(*shlex.split(command)[1:]).stdout
    shown = re.search(r"^## Watch it learn.*?^```\n(.*?)^```", README, re.MULTILINE | re.DOTALL)[1]
    return [] if squeezed(shown) == squeezed(printed) else [f"{command} prints: {printed}"]


def keys_are_listed(_):
    """the keys are those of the program's help"""
    cells = re.findall(r"^\| (`.*?) \|", README, re.MULTILINE)
    keys = {key for cell in cells for key in re.findall(r"`([^`]+)`", cell)}
    pages = "".join(gradwalk("--keys", "?", "--size", "120x200", "sum-product").stdout)
    wanted = keys - {"hjkl"} | set("hjkl")
    return [f"the help does not show {key}" for key in sorted(wanted)
            if not re.search(rf"(^|\s){re.escape(key.split()[0])}(\s|$)", pages, re.MULTILINE)]


def spoken_commands_run(_):
    """a command in its sentences runs, and an option is one"""
    spoken = [shlex.split(span)[1:] for span in SPANS if span.startswith("gradwalk ") and span != "gradwalk train"]
    spoken += [[*shlex.split(span), "x=1", "y=2", "z=3"] for span in SPANS if span.startswith("-e '")]
    listed = re.findall(r"(?<![\w-])--?[a-z][\w-]*", gradwalk("--help").stdout)
    ours = [re.sub(r"`(meson|pkg-config) [^`]*`", "", page) for page in PAGES]
    named = {word for page in ours for word in re.findall(r"(?<![\w-])--?[a-z][\w-]*", page)}
    keys = {"functions": ()}  # of others as on a terminal, where they open
    results = [(words, gradwalk(*words, *keys.get(words[0], ("--keys", "n")))) for words in spoken]
    return ([f"{words}: {result.stderr}" for words, result in results if result.returncode != 0] +
            need(len(spoken) >= 4, f"{spoken}") +
            [f"there is no {name}" for name in sorted(named) if name not in listed and name.removesuffix("s") not in listed])


def typed_keys_do_it(_):
    """the keys and commands in its sentences do what it says"""
    def typed(keys, graph="sum-product"):
        return gradwalk("--keys", keys, "--size", "80x24", graph).stdout
    claims = {"5n": ("5n", "step 5/5"), ":goto 4": (":goto 4<Enter>", "step 4/5"),
              ":watch NODE": (":watch q<Enter>c", "the gradient of q changed"),
              ":group part x f": (":group part x f<Enter>", "part folds 2 gates")}
    return ([f"{span} is not said" for span in claims if span not in SPANS] +
            [f"{keys}: {typed(keys)}" for keys, shown in claims.values() if shown not in typed(keys)] +
            need("≈ 0.197 × 2 ≈ 0.39" in typed("<End>", "sigmoid-neuron"), "two decimals, rounded") +
            need("≈ 0.19661 × 2 ≈ 0.39322" in typed(":digits 5<Enter><End>", "sigmoid-neuron"), ":digits 5"))


def the_points_are_learnt(folder):
    """its graph with rows learns them, from a CSV file too"""
    source = code_blocks("xml")[1]
    rows = re.findall(r'<row x="(.*?)" t="(.*?)"/>', source)
    (folder / "points.xml").write_text(source, encoding="utf-8")
    (folder / "points.csv").write_text("\n".join(["x,t", *map(",".join, rows)]), encoding="utf-8")
    beside = re.sub(r"<data.*</data>", '<data src="points.csv" batch="2" shuffle="7"/>', source)
    (folder / "beside.xml").write_text(beside, encoding="utf-8")
    learnt = [gradwalk("train", name, folder=folder).stdout for name in ("points.xml", "beside.xml")]
    weights = [float(re.search(r'name="w" value="(.*?)"', text)[1]) for text in learnt]
    return need(len(rows) == 3 and abs(weights[0] - 2) < 0.01 and weights[0] == weights[1], f"{rows} {weights}")


def the_format_is_so(folder):
    """what it says of graphs makes one"""
    define, matrix = (next(span for span in SPANS if span.startswith(start)) for start in ("<define", "value="))
    (folder / "said.xml").write_text(f'''<graph name="said">{define}
        <let name="وزن">swish(θ₁)</let><let name="θ₁">x + 1</let>
        <input name="x" value="2"/><param name="A" {matrix}/>
        <output name="f">وزن sum(A @ A')</output></graph>''', encoding="utf-8")
    checked, folded = gradwalk("check", "said.xml", folder=folder), gradwalk("show", "said.xml", "--fold", "all", folder=folder)
    wrong = gradwalk("-e", "f = x + yy", "x=1", "y=1").stderr
    return (need(checked.returncode == 0, checked.stdout + checked.stderr) + need("swish" in folded.stdout, folded.stdout) +
            need(re.search(r":1:\d+: .*\n.*\n *\^$", wrong, re.MULTILINE), wrong))


def what_it_names_is_there(_):
    """the files and the options of Meson that it names exist"""
    files = [span for span in SPANS if re.fullmatch(r"[\w-]+(/[\w.-]+)+", span)]
    options = (SOURCE / "meson_options.txt").read_text(encoding="utf-8")
    named = re.search(r"Meson's options `(\w+)` and `(\w+)`", README).groups()
    return (need(len(files) >= 4, f"{files}") + [f"no {name}" for name in files if not (SOURCE / name).exists()] +
            [f"no option {name}" for name in named if f"option('{name}'" not in options])


def tools_are_named(_):
    """the two commands exist and answer for themselves"""
    return [tool for tool in ("tools/run", "tools/test") if not os.access(SOURCE / tool, os.X_OK)]


def callbacks_are_told(_):
    """each callback of the help has one section in the manual"""
    names = re.findall(r"^  ([A-Z]\w+) ", gradwalk("--help").stdout.split("Its callbacks")[-1], re.MULTILINE)
    manual = PAGES[1]
    return ["the help lists no callbacks"] * (len(names) < 7) + [
        f"{name} has {manual.count(f'## {name}' + chr(10))} sections" for name in names if manual.count(f"## {name}\n") != 1]


def the_plan_is_so(_):
    """the keys of the lesson plan leave the screens that it says"""
    rows = re.findall(r"^\| [^|`]*\| `(.*?)` \| `(.*?)` \| `(.*?)` \|", TEACHING, re.MULTILINE)
    screens = {(lesson, keys): gradwalk("--keys", keys, "--size", "80x24", lesson).stdout for lesson, keys, _ in rows}
    return need(len(rows) >= 13, f"{rows}") + [
        f"{lesson}, {keys}: no {shown} on\n{screens[lesson, keys]}" for lesson, keys, shown in rows
        if shown not in " ".join(screens[lesson, keys].split())]


def the_lesson_speaks(folder):
    """its lesson shows note, question, stops and answer where the page says"""
    save_what_commands_read(folder)
    words = {tag: re.findall(rf"<{tag}\b.*?>(.*?)</{tag}>", own_lesson()) for tag in ("note", "ask", "stop", "answer")}
    wanted = {"": words["note"] + words["ask"], "n": words["stop"][:1], "fnn": words["stop"][1:2], "fnnn": words["stop"][2:],
              "<End>": words["ask"], "<End>a": words["ask"] + words["answer"]}
    return need(len(words["stop"]) == 3, f"{words}") + [
        f"{keys}: no {text}" for keys, texts in wanted.items() for text in texts
        if text not in " ".join(gradwalk("--keys", keys, "--size", "80x24", "two-ways.xml", folder=folder).stdout.split())]


def a_class_is_marked(folder):
    """its lines for a class make a sheet and a key a student, and a row of marks and feedback for each"""
    save_what_commands_read(folder)
    lines = [line for line in commands(TEACHING) if "students.txt" in line]
    for line in lines:
        gradwalk(*list(words_of(line, folder))[1:], folder=folder)
    students = (folder / "students.txt").read_text(encoding="utf-8").split()
    files = [f"{place}/{student}.md" for place in ("sheets", "keys", "feedback") for student in students]
    marks = (folder / "marks.csv").read_text(encoding="utf-8")
    return need(len(lines) == 3, f"{lines}") + [f"no {name}" for name in files if not (folder / name).exists()] + [
        f"no row of {student}" for student in students if f",{student}," not in marks]


CHECKS = [commands_run, picture_is_true, drawing_is_what_is_made_today, race_is_true, keys_are_listed, spoken_commands_run, typed_keys_do_it, the_points_are_learnt,
          the_format_is_so, what_it_names_is_there, tools_are_named, callbacks_are_told, the_plan_is_so, the_lesson_speaks,
          a_class_is_marked]

tap.run([(check.__doc__, tap.in_folder(check)) for check in CHECKS])
